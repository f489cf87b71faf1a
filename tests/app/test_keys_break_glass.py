"""Break-glass: two halves open a slot together, neither alone; off again, and carried through a re-key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app import keys
from app.errors import UserError
from app.keys import break_glass, recovery, slots

RAW, OTHER = bytes(range(32)), bytes(range(32, 64))
STORE = "0190a1b2c3d4"
NAMED = "X001|X002|X003"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "break-glass.json"


def code(attempt: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        attempt()
    return error.value.code


def test_both_halves_open_it_in_either_order_and_neither_alone(path: Path) -> None:
    first, second = break_glass.enable(path, STORE, RAW, NAMED)
    assert break_glass.is_enabled(path) and break_glass.named(path) == NAMED
    for halves in ((first, second), (second, first)):
        unlocked = break_glass.unlock(path, *halves)
        assert (unlocked.raw_key, unlocked.store_id, unlocked.person) == (RAW, STORE, NAMED)
        assert unlocked.next_key is None
    nothing = recovery.to_text(bytes(32))
    for halves in ((first, first), (first, nothing), (nothing, second)):
        assert code(lambda halves=halves: break_glass.unlock(path, *halves)) == "break_glass_wrong"  # type: ignore[misc]
    assert code(lambda: break_glass.unlock(path, first[:-1], second)) == "recovery_key_mistyped"
    assert code(lambda: keys.unlock_with_recovery(path, first)) == "wrong_recovery_key"


def test_new_halves_make_the_old_ones_worthless_and_disabling_all(path: Path) -> None:
    old = break_glass.enable(path, STORE, RAW, NAMED)
    new = break_glass.enable(path, STORE, RAW, NAMED)
    assert code(lambda: break_glass.unlock(path, *old)) == "break_glass_wrong"
    assert code(lambda: break_glass.unlock(path, old[0], new[1])) == "break_glass_wrong"
    assert break_glass.unlock(path, *new).raw_key == RAW
    break_glass.disable(path)
    break_glass.disable(path)
    assert not break_glass.is_enabled(path) and [p.suffix for p in path.parent.iterdir()] == [".lock"]
    assert code(lambda: break_glass.unlock(path, *new)) == "keyslots_missing"


def test_names_that_are_too_long_leave_the_halves_as_they_were(path: Path) -> None:
    halves = break_glass.enable(path, STORE, RAW, NAMED)
    assert code(lambda: break_glass.enable(path, STORE, RAW, "X" * (slots.PERSON_MAX + 1))) == "person_label"
    assert break_glass.unlock(path, *halves).raw_key == RAW


def test_a_rekey_carries_it_along(path: Path) -> None:
    halves = break_glass.enable(path, STORE, RAW, NAMED)
    keys.carry_key(path, RAW, OTHER)
    between = break_glass.unlock(path, *halves)
    assert (between.raw_key, between.next_key) == (RAW, OTHER)
    keys.finish_rekey(path, OTHER)
    after = break_glass.unlock(path, *halves)
    assert (after.raw_key, after.next_key) == (OTHER, None)
