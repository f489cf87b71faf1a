"""Break-glass: a slot beside the others that two printed halves open together and neither alone.

The secret is 32 random bytes. One half is 32 other random bytes, the other half is both of them XORed, so that either
alone says nothing. `path` is a slots file of its own, built like `keyslots.json`. Its slot names in `person`, proven
by opening it, whose vault it is and who holds the halves.
"""

from __future__ import annotations

from pathlib import Path

from app.crypto import passphrase as kdf
from app.errors import UserError
from app.keys import Unlocked, recovery, slots

_NO_COST = kdf.Cost(0, 0)


def enable(path: Path, store_id: str, raw_key: bytes, named: str) -> tuple[str, str]:
    """Writes the slot, in the place of one that was there, and returns the texts of both halves, to be printed once.

    `person_label` for names that are too long.
    """
    if len(named) > slots.PERSON_MAX:
        raise UserError("person_label", most=slots.PERSON_MAX)
    secret, first = recovery.generate(), recovery.generate()
    disable(path)
    slots.write_first(path, store_id, (slots.make(store_id, raw_key, named, secret, _NO_COST),))
    return recovery.to_text(first), recovery.to_text(_both(first, secret))


def is_enabled(path: Path) -> bool:
    """Whether there are halves that open this; damaged slots count, for somebody holds paper."""
    return slots.exist(path)


def named(path: Path) -> str:
    """Whose and by whom held, as the file says it: only opening it proves it. Errors as `slots.read`."""
    return slots.read(path).slots[0].person


def disable(path: Path) -> None:
    """Makes both halves worthless."""
    slots.remove(path)


def unlock(path: Path, first: str, second: str) -> Unlocked:
    """Opens with both halves, in either order.

    Errors: `recovery_key_mistyped`, `break_glass_wrong` for halves that do not belong together or here,
    `keyslots_missing` where it is off, else those of a slots file that cannot be read.
    """
    secret = _both(recovery.from_text(first), recovery.from_text(second))
    found = slots.read(path)
    slot = found.slots[0]
    opened = slots.open_slot(found.store, slot, secret)
    if opened is None:
        raise UserError("break_glass_wrong")
    return Unlocked(opened[0], found.store, slot.person, slot.id, opened[1] if opened[1:] else None)


def _both(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
