"""The key slots file: its shape, reading whichever copy is intact, and writing both by rename.

A slot opens in two steps, so that the database key can be replaced for every slot by whoever holds it,
without the others' passphrases, and without telling the old key's holder the new one:

- the passphrase (Argon2id) or recovery key (HMAC) gives a secret; from it come a sealing key and an
  X25519 private key, whose public half stands in the slot;
- `guard` is a random key of the slot, sealed under the slot's sealing key;
- each of `wraps` holds one database key wrapped for the public key in proof of the guard, and `echo`,
  the guard sealed under that database key: its holder reads the guard there, and with it wraps the next.

There is one wrap per database key: two while the database is being re-keyed, else one. Store, slot id,
kind, person, parameters, salt and public key are the associated data of all of them.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app import canonical
from app.crypto import passphrase, sealing
from app.errors import UserError
from app.keys.locking import alone

_FILE_MAX = 256 * 1024
SLOTS_MAX = 32
_VERSION_MAX = 2**53
PERSON_MAX = 64
"""Characters of the staff number or label in a slot."""

_Salt = Annotated[bytes, Meta(min_length=passphrase.SALT, max_length=passphrase.SALT)]
_Public = Annotated[bytes, Meta(min_length=sealing.KEY, max_length=sealing.KEY)]
_SEALED = sealing.KEY + sealing.OVERHEAD
_Sealed = Annotated[bytes, Meta(min_length=_SEALED, max_length=_SEALED)]
_WRAPPED = sealing.KEY + sealing.WRAPPING
_Wrapped = Annotated[bytes, Meta(min_length=_WRAPPED, max_length=_WRAPPED)]


class Wrap(msgspec.Struct, frozen=True):
    """One database key as one slot holds it."""

    wrapped: _Wrapped
    echo: _Sealed


class Slot(msgspec.Struct, frozen=True):
    """One way in. `memory` in bytes; a recovery slot has memory and passes 0."""

    id: Annotated[str, Meta(pattern=r"\A[0-9a-f]{16}\Z")]
    kind: Literal["passphrase", "recovery"]
    person: Annotated[str, Meta(max_length=PERSON_MAX)]
    kdf: Literal["argon2id", "hmac-sha256"]
    memory: int
    passes: int
    salt: _Salt
    public: _Public
    guard: _Sealed
    wraps: Annotated[tuple[Wrap, ...], Meta(min_length=1, max_length=2)]


class KeySlots(msgspec.Struct, frozen=True):
    """A whole file. `version` rises with each writing; `sha256` is of the file with this field empty."""

    format: Literal[1]
    sha256: str
    slots: Annotated[tuple[Slot, ...], Meta(min_length=1, max_length=SLOTS_MAX)]
    store: Annotated[str, Meta(min_length=1, max_length=128)]
    version: Annotated[int, Meta(ge=1, le=_VERSION_MAX)]


_decoder = msgspec.json.Decoder(KeySlots)


def stretch(slot: Slot, secret: str | bytes) -> bytes:
    """The 32 bytes that open a slot; `memory_short` when the machine cannot pay the slot's cost now."""
    if isinstance(secret, bytes):
        return hmac.digest(secret, slot.salt, "sha256")
    try:
        return passphrase.stretch(secret, slot.salt, slot.memory, slot.passes)
    except MemoryError:
        raise UserError("memory_short") from None


def _sealing_key(stretched: bytes) -> bytes:
    return hmac.digest(stretched, b"guard", "sha256")


def _private_key(stretched: bytes) -> bytes:
    return hmac.digest(stretched, b"exchange", "sha256")


def _associated(store: str, slot: Slot) -> bytes:
    fields = (store, slot.id, slot.kind, slot.person, slot.kdf, slot.memory, slot.passes)
    return canonical.encode([*fields, slot.salt, slot.public])


def _blank(kind: Literal["passphrase", "recovery"], person: str, cost: passphrase.Cost) -> Slot:
    """A slot with its own id and salt that nothing opens yet."""
    return Slot(
        id=sealing.random_bytes(8).hex(),
        kind=kind,
        person=person,
        kdf="argon2id" if kind == "passphrase" else "hmac-sha256",
        memory=cost.memory,
        passes=cost.passes,
        salt=sealing.random_bytes(passphrase.SALT),
        public=b"",
        guard=b"",
        wraps=(),
    )


def make(store: str, raw_key: bytes, person: str, secret: str | bytes, cost: passphrase.Cost) -> Slot:
    """A new slot that opens with the secret: text is a passphrase, bytes are a recovery key."""
    if len(raw_key) != sealing.KEY:
        raise ValueError("a database key has 32 bytes")
    slot = _blank("recovery" if isinstance(secret, bytes) else "passphrase", person, cost)
    stretched = stretch(slot, secret)
    slot = msgspec.structs.replace(slot, public=sealing.box_public(_private_key(stretched)))
    guard = sealing.random_bytes(sealing.KEY)
    sealed = sealing.seal(_sealing_key(stretched), guard, _associated(store, slot))
    return msgspec.structs.replace(slot, guard=sealed, wraps=(_wrap(store, slot, guard, raw_key),))


def _wrap(store: str, slot: Slot, guard: bytes, raw_key: bytes) -> Wrap:
    associated = _associated(store, slot)
    return Wrap(
        wrapped=sealing.wrap(slot.public, guard, raw_key, associated),
        echo=sealing.seal(raw_key, guard, associated),
    )


def open_slot(store: str, slot: Slot, secret: str | bytes) -> list[bytes] | None:
    """The database keys in a slot, one or two; None when the secret is not the slot's own."""
    stretched = stretch(slot, secret)
    associated = _associated(store, slot)
    try:
        guard = sealing.unseal(_sealing_key(stretched), slot.guard, associated)
    except sealing.Unsealable:
        return None
    private = _private_key(stretched)
    try:
        return [sealing.unwrap(private, guard, wrap.wrapped, associated) for wrap in slot.wraps]
    except sealing.Unsealable:
        raise UserError("keyslots_damaged") from None


def only_key(store: str, slot: Slot, raw_key: bytes) -> Slot:
    """The slot with its wrap of `raw_key` alone; `keyslots_damaged` when it has none."""
    wrap, _ = _find(store, slot, raw_key)
    return msgspec.structs.replace(slot, wraps=(wrap,))


def next_key(store: str, slot: Slot, raw_key: bytes, new_key: bytes) -> Slot:
    """The slot with `raw_key` and, wrapped by knowing it, `new_key`."""
    wrap, guard = _find(store, slot, raw_key)
    return msgspec.structs.replace(slot, wraps=(wrap, _wrap(store, slot, guard, new_key)))


def _find(store: str, slot: Slot, raw_key: bytes) -> tuple[Wrap, bytes]:
    """The wrap of `raw_key` with the slot's guard. Proves the slot's header, public key included."""
    associated = _associated(store, slot)
    for wrap in slot.wraps:
        with suppress(sealing.Unsealable):
            return wrap, sealing.unseal(raw_key, wrap.echo, associated)
    raise UserError("keyslots_damaged")


def copies(path: Path) -> tuple[Path, Path]:
    """The two files: `keyslots.json` and, beside it, `keyslots.bak.json`."""
    return path, path.with_suffix(".bak.json")


def exist(path: Path) -> bool:
    """Whether either copy is there, intact or not."""
    return any(copy.exists() for copy in copies(path))


def read(path: Path) -> KeySlots:
    """The newer of the intact copies.

    Errors: `keyslots_missing` without either, `keyslots_hostile` when what is intact asks for a cost out
    of bounds, else `keyslots_damaged`.
    """
    if not exist(path):
        raise UserError("keyslots_missing")
    intact = list(_intact(path))
    bearable = [found for found in intact if _is_bearable(found)]
    if not bearable:
        raise UserError("keyslots_hostile" if intact else "keyslots_damaged")
    return max(bearable, key=lambda found: found.version)


def _intact(path: Path) -> Iterator[KeySlots]:
    for copy in copies(path):
        found = _intact_in(copy)
        if found is not None:
            yield found


def _intact_in(copy: Path) -> KeySlots | None:
    with suppress(OSError, canonical.NotCanonical):
        found = canonical.decode(_line(copy), _decoder)
        if found.sha256 == _digest(found):
            return found
    return None


def _line(copy: Path) -> bytes:
    """The bytes of one copy; cut, and so unreadable, where it is longer than we ever write."""
    with copy.open("rb") as file:
        return file.read(_FILE_MAX)


def _is_bearable(found: KeySlots) -> bool:
    return all(map(_within_bounds, found.slots))


def _within_bounds(slot: Slot) -> bool:
    if slot.kind == "recovery":
        return slot.kdf == "hmac-sha256" and slot.memory == slot.passes == 0
    return slot.kdf == "argon2id" and passphrase.within_bounds(passphrase.Cost(slot.memory, slot.passes))


def _digest(found: KeySlots) -> str:
    return sha256(canonical.encode(msgspec.structs.replace(found, sha256=""))).hexdigest()


def mend(path: Path, found: KeySlots) -> None:
    """Writes a lost, damaged or older copy of what was opened again, where the folder lets us: unlocking must not need
    it. Nothing where others have written meanwhile: a passphrase takes a second, and theirs is the newer."""
    with suppress(OSError, UserError), alone(path):
        if read(path) == found:
            for copy in copies(path):
                there = _intact_in(copy)
                if there is None or not _is_bearable(there) or there.version < found.version:
                    _replace(copy, canonical.encode(found))


def change(path: Path, changed: Callable[[KeySlots], tuple[Slot, ...]]) -> None:
    """Puts other slots into a file, made from what it holds at that moment; nothing is written where they are equal."""
    with alone(path):
        found = read(path)
        slots = changed(found)
        if slots != found.slots:
            version = found.version % _VERSION_MAX + 1
            _write(path, msgspec.structs.replace(found, slots=slots, version=version))


def write_first(path: Path, store: str, slots: tuple[Slot, ...]) -> None:
    """Writes a store's first slots; FileExistsError rather than ever replacing others."""
    with alone(path):
        if exist(path):
            raise FileExistsError(path.name)
        _write(path, KeySlots(format=1, sha256="", slots=slots, store=store, version=1))


def remove(path: Path) -> None:
    """Takes both copies away."""
    with alone(path):
        for copy in copies(path):
            copy.unlink(missing_ok=True)
        sync_folder(path.parent)


def _write(path: Path, content: KeySlots) -> None:
    """Puts both copies in place, one after the other, so that one of them is whole at any moment."""
    line = canonical.encode(msgspec.structs.replace(content, sha256=_digest(content)))
    for copy in copies(path):
        _replace(copy, line)


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(path.name + ".new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename last. Windows cannot open a folder and keeps renames itself: there it does nothing."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
