"""Key slots: passphrase, recovery key or OS keyring → the raw database key. No database, no screens.

`path` is always the slots file, `keyslots.json` beside the store; its second copy stands next to it.
`person` is a staff number or label, plain text in the file, and may be empty on a machine of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import normalize

from app.crypto import passphrase as kdf
from app.crypto import sealing
from app.errors import UserError
from app.keys import recovery, slots
from app.keys.slots import KeySlots, Slot

PASSPHRASE_MIN = 8
PASSPHRASE_MAX = 1000
NOT_THIS = frozenset({"wrong_passphrase", "person_unknown", "keyslots_missing"})
"""What `unlock_with_passphrase` says where no slot has this passphrase; any other error leaves that open."""
_NO_COST = kdf.Cost(0, 0)


@dataclass(frozen=True)
class Unlocked:
    """What a slot gave. `next_key` is there only after a re-key was cut short: the store opens with
    exactly one of the two, and whoever learns which calls `finish_rekey`."""

    raw_key: bytes = field(repr=False)
    store_id: str
    person: str
    slot_id: str
    next_key: bytes | None = field(default=None, repr=False)


def check_passphrase(passphrase: str) -> None:
    """Refuses a new passphrase: `passphrase_weak` under 8 characters or all one, `passphrase_long` over 1000."""
    text = normalize("NFC", passphrase)
    if len(text) < PASSPHRASE_MIN or len(set(text)) == 1 or not _is_unicode(text):
        raise UserError("passphrase_weak", least=PASSPHRASE_MIN)
    if len(text) > PASSPHRASE_MAX:
        raise UserError("passphrase_long", most=PASSPHRASE_MAX)


def _is_unicode(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def create_slots(
    path: Path, store_id: str, raw_key: bytes, person: str, passphrase: str, cost: kdf.Cost | None = None
) -> str:
    """Writes the first slots of a new store and returns the recovery key's text, to be printed once.

    Without `cost` the passphrase is made to take about a second on this machine; later slots cost the
    same. FileExistsError rather than ever replacing the slots of a store.
    """
    check_passphrase(passphrase)
    person = _checked_person(person)
    secret = recovery.generate()
    made = (
        slots.make(store_id, raw_key, person, passphrase, _writable(cost or kdf.calibrate())),
        slots.make(store_id, raw_key, "", secret, _NO_COST),
    )
    slots.write_first(path, store_id, made)
    return recovery.to_text(secret)


def _writable(cost: kdf.Cost) -> kdf.Cost:
    if not kdf.within_bounds(cost) or cost.passes < kdf.FLOOR.passes:
        raise ValueError("cost below the floor or out of bounds")
    return cost


def _checked_person(person: str) -> str:
    if len(person) > slots.PERSON_MAX or not _is_unicode(person):
        raise UserError("person_label", most=slots.PERSON_MAX)
    return normalize("NFC", person)


def unlock_with_passphrase(
    path: Path, passphrase: str, person: str | None = None, *, store_id: str | None = None
) -> Unlocked:
    """Opens the person's slot, or with `person` None the first that the passphrase opens.

    Takes about a second per slot tried. Errors: `wrong_passphrase`, `person_unknown`, `memory_short`,
    `keyslots_foreign` when another store's id was expected, and those of a slots file that cannot be read.
    """
    found = _read_for(path, store_id)
    tried = _passphrase_slots(found)
    if person is not None:
        tried = [slot for slot in tried if slot.person == normalize("NFC", person)]
        if not tried:
            raise UserError("person_unknown", person=person)
    if len(passphrase) > 4 * PASSPHRASE_MAX or not _is_unicode(passphrase):
        raise UserError("wrong_passphrase")
    return _open_first(path, found, tried, passphrase, "wrong_passphrase")


def unlock_with_recovery(path: Path, recovery_text: str, *, store_id: str | None = None) -> Unlocked:
    """Opens with the printed key. Errors: `recovery_key_mistyped`, `wrong_recovery_key`, else as above."""
    secret = recovery.from_text(recovery_text)
    found = _read_for(path, store_id)
    tried = [slot for slot in found.slots if slot.kind == "recovery"]
    return _open_first(path, found, tried, secret, "wrong_recovery_key")


def _read_for(path: Path, store_id: str | None) -> KeySlots:
    found = slots.read(path)
    if store_id is not None and found.store != store_id:
        raise UserError("keyslots_foreign")
    return found


def _passphrase_slots(found: KeySlots) -> list[Slot]:
    return [slot for slot in found.slots if slot.kind == "passphrase"]


def _open_first(path: Path, found: KeySlots, tried: Iterable[Slot], secret: str | bytes, refusal: str) -> Unlocked:
    for slot in tried:
        keys = slots.open_slot(found.store, slot, secret)
        if keys is not None:
            slots.mend(path, found)
            return Unlocked(keys[0], found.store, slot.person, slot.id, keys[1] if keys[1:] else None)
    raise UserError(refusal)


def list_people(path: Path) -> list[str]:
    """The persons with a passphrase slot, in the order they were added."""
    return [slot.person for slot in _passphrase_slots(slots.read(path))]


def add_passphrase(path: Path, raw_key: bytes, person: str, passphrase: str) -> None:
    """Gives a further person a slot. Errors: `person_has_slot`, `slots_full`, those of `check_passphrase`."""
    check_passphrase(passphrase)
    person = _checked_person(person)

    def changed(found: KeySlots) -> tuple[Slot, ...]:
        if any(slot.person == person for slot in _passphrase_slots(found)):
            raise UserError("person_has_slot", person=person)
        if len(found.slots) >= slots.SLOTS_MAX:
            raise UserError("slots_full")
        return *_only(found, raw_key), slots.make(found.store, raw_key, person, passphrase, _cost_of(found))

    slots.change(path, changed)


def change_passphrase(path: Path, raw_key: bytes, person: str, new: str) -> None:
    """Replaces the person's slot by one for the new passphrase: the database key stays the same.

    Who kept an old copy of the slots file can still open old and present copies of the store with the old
    passphrase: after a leak, `begin_rekey` must follow. Error: `person_unknown`.
    """
    check_passphrase(new)

    def changed(found: KeySlots) -> tuple[Slot, ...]:
        old = _slot_of(found, person)
        fresh = slots.make(found.store, raw_key, old.person, new, _cost_of(found))
        return tuple(fresh if slot.id == old.id else slot for slot in _only(found, raw_key))

    slots.change(path, changed)


def remove_person(path: Path, person: str) -> None:
    """Takes a person's slot away. Errors: `person_unknown`, `last_slot` for the only passphrase."""

    def changed(found: KeySlots) -> tuple[Slot, ...]:
        old = _slot_of(found, person)
        if len(_passphrase_slots(found)) == 1:
            raise UserError("last_slot")
        return tuple(slot for slot in found.slots if slot.id != old.id)

    slots.change(path, changed)


def renew_recovery_key(path: Path, raw_key: bytes) -> str:
    """Makes the printed sheet worthless and returns the text of a new one."""
    secret = recovery.generate()

    def changed(found: KeySlots) -> tuple[Slot, ...]:
        kept = tuple(slot for slot in _only(found, raw_key) if slot.kind != "recovery")
        return *kept, slots.make(found.store, raw_key, "", secret, _NO_COST)

    slots.change(path, changed)
    return recovery.to_text(secret)


def recovery_groups_proven(text: str, groups: Mapping[int, str]) -> bool:
    """Whether the groups typed back at set-up ({place from 1: letters}) are those printed in `text`."""
    return recovery.groups_proven(text, groups)


def begin_rekey(path: Path, raw_key: bytes) -> bytes:
    """Makes a new database key and puts it beside the old one in every slot; returns the new key.

    The caller has the store to itself, from here until `finish_rekey`: who opens in between would settle on a key.
    Order for a re-key that survives a kill at any point: `begin_rekey`, re-key the database, open it with
    the new key, `finish_rekey(path, new_key)`. In between every slot opens both keys (`Unlocked.next_key`);
    the one that opens the database is then given to `finish_rekey`, which so completes or undoes it.
    """
    new_key = sealing.random_bytes(sealing.KEY)
    carry_key(path, raw_key, new_key)
    return new_key


def carry_key(path: Path, raw_key: bytes, new_key: bytes) -> None:
    """Puts a new key that was made for another file of the same store into the slots of this one, as `begin_rekey`."""
    slots.change(path, lambda found: tuple(slots.next_key(found.store, s, raw_key, new_key) for s in found.slots))


def is_rekeying(path: Path) -> bool:
    """Whether slots open two keys: a re-key is under way or was cut short."""
    return _has_next(slots.read(path))


def holds(path: Path, raw_key: bytes) -> bool:
    """Whether slots still open this key; False once a re-key has taken it away."""
    found = slots.read(path)
    try:
        slots.only_key(found.store, found.slots[0], raw_key)
    except UserError:
        return False
    return True


def _has_next(found: KeySlots) -> bool:
    return any(slot.wraps[1:] for slot in found.slots)


def finish_rekey(path: Path, raw_key: bytes) -> None:
    """Forgets every key but the one that opens the database. Changes nothing when it is the only one."""
    slots.change(path, lambda found: _only(found, raw_key) if _has_next(found) else found.slots)


def copy_for_key(path: Path, raw_key: bytes, target: Path, new_key: bytes) -> None:
    """Writes to `target` a slots file that opens `new_key` with the same passphrases: a backup's own key."""
    found = slots.read(path)
    both = (slots.next_key(found.store, slot, raw_key, new_key) for slot in found.slots)
    slots.write_first(target, found.store, tuple(slots.only_key(found.store, slot, new_key) for slot in both))


def _slot_of(found: KeySlots, person: str) -> Slot:
    for slot in _passphrase_slots(found):
        if slot.person == normalize("NFC", person):
            return slot
    raise UserError("person_unknown", person=person)


def _cost_of(found: KeySlots) -> kdf.Cost:
    """What new slots cost: as much as the dearest here, so that the one measurement holds."""
    costs = [kdf.FLOOR, *(kdf.Cost(slot.memory, slot.passes) for slot in _passphrase_slots(found))]
    return kdf.Cost(max(cost.memory for cost in costs), max(cost.passes for cost in costs))


def _only(found: KeySlots, raw_key: bytes) -> tuple[Slot, ...]:
    return tuple(slots.only_key(found.store, slot, raw_key) for slot in found.slots)
