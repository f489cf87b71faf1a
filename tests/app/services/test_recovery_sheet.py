"""What a screen shows and checks of a printed key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.services.recovery_sheet import is_group, is_whole_key, qr_modules


def test_the_code_on_the_screen_is_the_one_that_is_printed() -> None:
    modules = qr_modules("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ-0123-4567-89AB-CDEF-GHJK-MNPQ")
    assert {len(row) for row in modules} == {len(modules)} and len(modules) >= 33
    finder = [row[:7] for row in modules[:7]]
    assert finder[0] == (True,) * 7 and finder[1] == (True, *(False,) * 5, True)


@pytest.mark.parametrize("spelt", [str.lower, lambda g: f" {g[:2]} {g[2:]} ", lambda g: g.replace("0", "O")])
def test_a_group_is_known_however_it_is_spelt(spelt: Callable[[str], str]) -> None:
    key = "0BCD-EFGH-1234"
    assert is_group(key, 0, spelt("0BCD")) and not is_group(key, 1, spelt("0BCD")) and not is_group(key, 9, "")


def test_a_key_is_whole_when_every_group_and_its_checksum_are_there() -> None:
    from app.keys import recovery

    key = recovery.to_text(bytes(range(32)))
    assert is_whole_key(key) and is_whole_key(key.lower().replace("-", " "))
    assert not is_whole_key(key[:-5]) and not is_whole_key(key[:-1] + ("0" if key[-1] != "0" else "1"))
