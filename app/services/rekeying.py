"""Another database key for a store, alone in its folder: safe against a kill, and against who opens meanwhile. Whose
store it is, the caller says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app import keys
from app.errors import UserError
from app.keys import slots
from app.store.backup import opens, rekey
from app.store.locking import FolderLock, held_alone
from app.workspace import slots_path, store_path


@dataclass(frozen=True)
class Keyed:
    """A store as its keys see it: the slots files, and the encrypted files under the key in them, in one folder. The
    first of each is always there. The first file gets its new key last: the key that opens it is the store's."""

    slots: tuple[Path, ...]
    files: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        return self.files[0].parent

    def slots_there(self) -> list[Path]:
        return [path for path in self.slots if slots.exist(path)]

    def files_there(self) -> list[Path]:
        """Without what a kill at its creation left empty."""
        return [path for path in self.files if path.exists() and path.stat().st_size]


def of_home(home: Path) -> Keyed:
    """The general store of a home, with what was typed beside it."""
    return Keyed((slots_path(home),), (store_path(home), home / "drafts.db"))


def give_new_key(keyed: Keyed, raw_key: bytes, lock: FolderLock, *, compact: bool = False) -> bytes:
    """Writes the closed files anew under a new key, with the same passphrases, and returns it. `lock` is their folder,
    held alone; `compact` leaves nothing of what was deleted. Where it fails, the key that fits is the only one again;
    after a kill, whoever opens sees to that (`right_key`)."""
    new_key = keys.begin_rekey(keyed.slots[0], raw_key)
    try:
        for path in keyed.slots_there()[1:]:
            keys.carry_key(path, raw_key, new_key)
        for path in reversed(keyed.files_there()):
            rekey(path, raw_key, new_key, lock, compact=compact)
    except Exception:
        with suppress(UserError, OSError):  # the disk that failed may do so again: the next opening ends it
            _settle(keyed, (new_key, raw_key), lock)
        raise
    _forget_others(keyed, new_key)
    return new_key


def right_key(keyed: Keyed, unlocked: keys.Unlocked) -> bytes:
    """The slot's key; of the two that a re-key cut short has left, the one that fits the store, for good.

    UserError `workspace_busy` while a re-key is under way, `store_foreign` where neither fits.
    """
    if unlocked.next_key is None:
        return unlocked.raw_key
    both = (unlocked.next_key, unlocked.raw_key)
    if any(map(keys.is_rekeying, keyed.slots_there())):
        with held_alone(keyed.folder) as lock:
            return _settle(keyed, both, lock)
    return _fitting(keyed, both)  # somebody else has ended it meanwhile


@contextmanager
def noticing_new_key(keyed: Keyed, raw_key: bytes) -> Iterator[None]:
    """Opening a store whose key another process replaces meanwhile is no damage: UserError `workspace_busy`."""
    try:
        yield
    except UserError as error:
        if error.code == "store_foreign" and not keys.holds(keyed.slots[0], raw_key):
            raise UserError("workspace_busy") from None
        raise


def _settle(keyed: Keyed, both: tuple[bytes, bytes], lock: FolderLock) -> bytes:
    """Ends a re-key: every file and slot has the key of the first file, and no other."""
    raw_key = _fitting(keyed, both)
    (other,) = (key for key in both if key != raw_key)
    for path in keyed.files_there()[1:]:
        if opens(path, other):
            rekey(path, other, raw_key, lock)
    _forget_others(keyed, raw_key)
    return raw_key


def _fitting(keyed: Keyed, both: tuple[bytes, bytes]) -> bytes:
    for raw_key in both:
        if opens(keyed.files[0], raw_key):
            return raw_key
    raise UserError("store_foreign")


def _forget_others(keyed: Keyed, raw_key: bytes) -> None:
    for path in keyed.slots_there():
        keys.finish_rekey(path, raw_key)
