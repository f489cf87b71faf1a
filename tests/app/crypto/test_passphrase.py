"""Argon2id: the same key as argon2-cffi derives, one spelling of text, and costs kept within bounds."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from app.crypto import passphrase
from app.crypto.passphrase import FLOOR, Cost

MIB = 1024 * 1024
SALT = bytes(range(16))
EXPECTED = "e3c889ca40ed01e6b6771fc8a5bf16e35ad60b41c9bd5d7e6d63adf51e50b0fd"
"""argon2-cffi: hash_secret_raw(b"correct horse", SALT, 3, 65536, 1, 32, Type.ID)."""


def test_the_key_is_argon2id_with_one_lane() -> None:
    key = passphrase.stretch("correct horse", SALT, *FLOOR)
    assert key.hex() == EXPECTED
    assert key != passphrase.stretch("correct horsf", SALT, *FLOOR)


def test_two_spellings_of_one_text_are_one_passphrase() -> None:
    assert passphrase.stretch("caf\u00e9 caf\u00e9", SALT, *FLOOR) == passphrase.stretch(
        "cafe\u0301 cafe\u0301", SALT, *FLOOR
    )


@pytest.mark.parametrize(
    "cost",
    [
        Cost(64 * MIB - 1, 3),
        Cost(1024 * MIB + 1, 3),
        Cost(64 * MIB, 0),
        Cost(64 * MIB, 11),
        Cost(2**70, 3),
        Cost(-1, -1),
    ],
)
def test_costs_out_of_bounds_are_not_paid(cost: Cost) -> None:
    assert not passphrase.within_bounds(cost)
    with pytest.raises(ValueError, match="out of bounds"):
        passphrase.stretch("correct horse", SALT, *cost)


def test_the_bounds_themselves_are_within() -> None:
    assert all(map(passphrase.within_bounds, (FLOOR, Cost(64 * MIB, 1), Cost(1024 * MIB, 10))))


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ValueError):
        passphrase.stretch("correct \ud800", SALT, *FLOOR)


@pytest.mark.parametrize(
    ("seconds", "cost"),
    [
        (5.0, FLOOR),
        (0.7, FLOOR),
        (0.3, Cost(128 * MIB, 3)),
        (0.1, Cost(256 * MIB, 5)),
        (0.08, Cost(256 * MIB, 6)),
        (0.0, Cost(256 * MIB, 10)),
    ],
)
def test_what_a_measurement_leads_to(seconds: float, cost: Cost, aim: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "_AIM", aim)
    assert passphrase.cost_for(seconds) == cost


def test_calibrating_stays_between_floor_and_bounds(aim: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "_AIM", aim)
    cost = passphrase.calibrate()
    assert passphrase.within_bounds(cost)
    assert cost.memory >= FLOOR.memory and cost.passes >= FLOOR.passes


def test_a_machine_without_the_memory_says_so() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    try:
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 256 * MIB, before[1]))
        with pytest.raises(MemoryError):
            passphrase.stretch("correct horse", SALT, 1024 * MIB, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
