"""Stretching a passphrase into a key: Argon2id (RFC 9106), one lane, and how costly to make it."""

from __future__ import annotations

import time
from typing import NamedTuple
from unicodedata import normalize

import nacl.exceptions
from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

_MIB = 1024 * 1024
SALT = 16


class Cost(NamedTuple):
    """What one guess costs: memory in bytes, and passes over it."""

    memory: int
    passes: int


FLOOR = Cost(64 * _MIB, 3)
"""The cheapest cost a new slot is written with."""
_MEMORY = range(64 * _MIB, 1024 * _MIB + 1)
_PASSES = range(1, 11)
_CALIBRATED_MEMORY = 256 * _MIB
"""Old laptops of 4 GB must still unlock beside a browser: beyond this, time is spent in passes."""
_AIM = 0.7
"""Seconds on paper. More memory costs more than in proportion, so that this comes to about one second."""


def within_bounds(cost: Cost) -> bool:
    """Whether a cost that was read from a file may be paid: neither too weak nor so dear that it hangs."""
    return cost.memory in _MEMORY and cost.passes in _PASSES


def stretch(passphrase: str, salt: bytes, memory: int, passes: int) -> bytes:
    """32 key bytes from the NFC spelling of the passphrase, `memory` in bytes.

    ValueError for a cost out of bounds or text that is no Unicode; MemoryError when the machine has not
    that much memory left.
    """
    if not within_bounds(Cost(memory, passes)):
        raise ValueError("cost out of bounds")
    secret = normalize("NFC", passphrase).encode()
    try:
        return crypto_pwhash_alg(32, secret, salt, passes, memory, crypto_pwhash_ALG_ARGON2ID13)
    except nacl.exceptions.RuntimeError:
        raise MemoryError from None


def cost_for(seconds: float) -> Cost:
    """The cost that takes about one second on a machine where the floor takes `seconds`."""
    room = _AIM / max(seconds, 0.001)
    memory = FLOOR.memory
    while memory < _CALIBRATED_MEMORY and room >= 2:
        memory, room = memory * 2, room / 2
    return Cost(memory, min(max(int(FLOOR.passes * room), FLOOR.passes), max(_PASSES)))


def calibrate() -> Cost:
    """The cost that takes about one second here, by one measurement at the floor; never below the floor."""
    start = time.perf_counter()
    stretch("measure", bytes(SALT), *FLOOR)
    return cost_for(time.perf_counter() - start)
