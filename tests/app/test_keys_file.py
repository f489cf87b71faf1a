"""The slots file under accident and attack: lost, damaged and edited copies, and kills at any point."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from app import canonical, keys
from app.crypto import sealing
from app.crypto.passphrase import FLOOR
from app.errors import UserError
from app.keys import locking, slots
from app.keys.slots import KeySlots, Slot

RAW = bytes(range(32))
STORE = "0190a1b2c3d4"
FIRST = "correct horse battery"
SECOND = "another good passphrase"
MIB = 1024 * 1024


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "keyslots.json"
    keys.create_slots(made, STORE, RAW, "2001", FIRST, FLOOR)
    return made


def backup(path: Path) -> Path:
    return path.with_name("keyslots.bak.json")


def code(attempt: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        attempt()
    return error.value.code


def opens(path: Path) -> bool:
    return keys.unlock_with_passphrase(path, FIRST).raw_key == RAW


def edit(path: Path, change: Callable[[KeySlots], KeySlots]) -> None:
    """What an attacker can do: any change to both copies, with the digest made right again."""
    changed = change(slots.read(path))
    changed = msgspec.structs.replace(changed, sha256=slots._digest(changed))
    for copy in slots.copies(path):
        copy.write_bytes(canonical.encode(changed))


def edit_slot(path: Path, change: Callable[[Slot], Slot]) -> None:
    """The same, to the first slot."""

    def one(found: KeySlots) -> KeySlots:
        return msgspec.structs.replace(found, slots=(change(found.slots[0]), *found.slots[1:]))

    edit(path, one)


def test_two_equal_copies_and_nothing_but_a_lock_are_written(path: Path) -> None:
    assert sorted(os.listdir(path.parent)) == ["keyslots.bak.json", "keyslots.json", "keyslots.lock"]
    assert path.with_name("keyslots.lock").read_bytes() == b"" and path.read_bytes() == backup(path).read_bytes()


def test_either_copy_is_enough_and_the_other_is_mended(path: Path) -> None:
    content = path.read_bytes()
    for lost in slots.copies(path):
        for accident in (
            lost.unlink,
            lambda lost=lost: lost.write_bytes(b""),
            lambda lost=lost: lost.write_bytes(content[:-9]),
            lambda lost=lost: lost.write_bytes(content.replace(b"2001", b"2003")),
            lambda lost=lost: lost.write_bytes(content + b" " * 300_000),
            lambda lost=lost: lost.write_bytes(b"[" * 200_000),
        ):
            accident()
            assert opens(path)
            assert lost.read_bytes() == content


def test_every_flipped_bit_in_one_copy_is_noticed(path: Path) -> None:
    content = path.read_bytes()
    good = slots.read(path)
    for at in range(0, len(content), 7):
        broken = bytearray(content)
        broken[at] ^= 1 << at % 8
        path.write_bytes(bytes(broken))
        assert slots.read(path) == good


def test_a_copy_that_cannot_be_mended_does_not_matter(path: Path) -> None:
    backup(path).unlink()
    (path.parent / "keyslots.bak.json.new").mkdir()
    assert opens(path)
    assert not backup(path).exists()


def test_the_newer_copy_counts(path: Path) -> None:
    old = path.read_bytes()
    keys.change_passphrase(path, RAW, "2001", SECOND)
    path.write_bytes(old)
    assert keys.unlock_with_passphrase(path, SECOND).raw_key == RAW
    assert path.read_bytes() == backup(path).read_bytes() != old


def test_an_unlock_under_way_takes_nothing_back_that_others_wrote(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching takes a second: by then the passphrase may be another, or the key."""
    stretch = slots.stretch

    def meanwhile(slot: Slot, secret: str | bytes) -> bytes:
        monkeypatch.undo()
        keys.change_passphrase(path, RAW, "2001", SECOND)
        backup(path).write_bytes(b"lost in the same second")
        return stretch(slot, secret)

    monkeypatch.setattr(slots, "stretch", meanwhile)
    assert opens(path)
    assert code(lambda: opens(path)) == "wrong_passphrase"
    assert keys.unlock_with_passphrase(path, SECOND).raw_key == RAW
    assert path.read_bytes() == backup(path).read_bytes()


def test_writers_of_slots_wait_for_one_another_and_miss_nothing(path: Path) -> None:
    numbers = [f"20{n:02d}" for n in range(11, 15)]
    with ThreadPoolExecutor(len(numbers)) as pool:
        list(pool.map(lambda number: keys.add_passphrase(path, RAW, number, SECOND), numbers))
    assert sorted(keys.list_people(path)) == ["2001", *numbers]


def test_on_windows_the_lock_is_a_byte_of_the_same_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its C library is asked for, in the order in which it is; the calls themselves are Windows' own."""
    asked: list[tuple[int, int]] = []
    library = SimpleNamespace(LK_LOCK=1, LK_UNLCK=0, locking=lambda handle, mode, count: asked.append((mode, count)))
    monkeypatch.setitem(sys.modules, "msvcrt", library)
    monkeypatch.setattr(sys, "platform", "win32")
    with locking.alone(path):
        assert asked == [(1, 1)]
    assert asked == [(1, 1), (0, 1)]


def test_a_folder_that_takes_no_file_opens_all_the_same(path: Path) -> None:
    path.with_name("keyslots.lock").unlink()
    path.with_name("keyslots.lock").mkdir()
    backup(path).unlink()
    assert opens(path) and not backup(path).exists()


def test_missing_and_damaged_are_told_apart(path: Path) -> None:
    for copy in slots.copies(path):
        copy.write_bytes(b"{}")
    assert code(lambda: opens(path)) == "keyslots_damaged"
    path.unlink()
    assert code(lambda: opens(path)) == "keyslots_damaged"
    backup(path).unlink()
    assert code(lambda: opens(path)) == "keyslots_missing"
    assert code(lambda: keys.list_people(path)) == "keyslots_missing"


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: msgspec.structs.replace(slot, memory=1024),
        lambda slot: msgspec.structs.replace(slot, memory=2**40),
        lambda slot: msgspec.structs.replace(slot, passes=0),
        lambda slot: msgspec.structs.replace(slot, passes=1_000_000),
        lambda slot: msgspec.structs.replace(slot, kdf="hmac-sha256"),
        lambda slot: msgspec.structs.replace(slot, kind="recovery"),
        lambda slot: msgspec.structs.replace(slot, kind="recovery", kdf="hmac-sha256"),
    ],
)
def test_parameters_out_of_bounds_are_refused_unpaid(path: Path, change: Callable[[Slot], Slot]) -> None:
    edit_slot(path, change)
    assert code(lambda: opens(path)) == "keyslots_hostile"


def test_one_hostile_copy_does_not_hide_the_good_one(path: Path) -> None:
    good = path.read_bytes()
    edit_slot(path, lambda slot: msgspec.structs.replace(slot, passes=10_000))
    backup(path).write_bytes(good)
    assert opens(path) and path.read_bytes() == good


@pytest.mark.parametrize(
    "change",
    [
        lambda slot: msgspec.structs.replace(slot, memory=65 * MIB),
        lambda slot: msgspec.structs.replace(slot, passes=1),
        lambda slot: msgspec.structs.replace(slot, person="2009"),
        lambda slot: msgspec.structs.replace(slot, id="0" * 16),
        lambda slot: msgspec.structs.replace(slot, salt=bytes(16)),
        lambda slot: msgspec.structs.replace(slot, public=bytes(32)),
        lambda slot: msgspec.structs.replace(slot, guard=bytes(72)),
    ],
)
def test_an_edited_header_does_not_open_and_is_never_wrapped_for(path: Path, change: Callable[[Slot], Slot]) -> None:
    edit_slot(path, change)
    assert code(lambda: keys.unlock_with_passphrase(path, FIRST)) == "wrong_passphrase"
    if slots.read(path).slots[0].guard != bytes(72):
        assert code(lambda: keys.begin_rekey(path, RAW)) == "keyslots_damaged"


def test_another_store_id_does_not_open(path: Path) -> None:
    edit(path, lambda found: msgspec.structs.replace(found, store="another"))
    assert code(lambda: opens(path)) == "wrong_passphrase"


def test_a_wrap_that_somebody_else_made_is_damage(path: Path) -> None:
    """An attacker knows the public key, but not the guard: no key of theirs is ever handed out."""

    def forged(slot: Slot) -> Slot:
        wrapped = sealing.wrap(slot.public, bytes(32), bytes(32), slots._associated(STORE, slot))
        return msgspec.structs.replace(slot, wraps=(slots.Wrap(wrapped, slot.wraps[0].echo),))

    edit_slot(path, forged)
    assert code(lambda: opens(path)) == "keyslots_damaged"


def test_the_highest_version_is_followed_by_the_first(path: Path) -> None:
    edit(path, lambda found: msgspec.structs.replace(found, version=2**53))
    keys.change_passphrase(path, RAW, "2001", SECOND)
    assert slots.read(path).version == 1
    assert keys.unlock_with_passphrase(path, SECOND).raw_key == RAW


def test_a_rekey_takes_everybody_along(path: Path) -> None:
    keys.add_passphrase(path, RAW, "2002", SECOND)
    sheet = keys.renew_recovery_key(path, RAW)
    new = keys.begin_rekey(path, RAW)
    assert len(new) == 32 and new != RAW
    for unlocked in (
        keys.unlock_with_passphrase(path, FIRST),
        keys.unlock_with_passphrase(path, SECOND),
        keys.unlock_with_recovery(path, sheet),
    ):
        assert (unlocked.raw_key, unlocked.next_key) == (RAW, new)
    assert keys.is_rekeying(path) and keys.holds(path, RAW) and keys.holds(path, new)
    keys.finish_rekey(path, new)
    for unlocked in (
        keys.unlock_with_passphrase(path, FIRST),
        keys.unlock_with_passphrase(path, SECOND),
        keys.unlock_with_recovery(path, sheet),
    ):
        assert (unlocked.raw_key, unlocked.next_key) == (new, None)
    assert not keys.is_rekeying(path) and not keys.holds(path, RAW) and keys.holds(path, new)
    assert code(lambda: keys.begin_rekey(path, RAW)) == "keyslots_damaged"


def test_a_rekey_that_did_not_happen_is_undone(path: Path) -> None:
    keys.begin_rekey(path, RAW)
    keys.finish_rekey(path, RAW)
    unlocked = keys.unlock_with_passphrase(path, FIRST)
    assert (unlocked.raw_key, unlocked.next_key) == (RAW, None)
    before = path.read_bytes()
    keys.finish_rekey(path, RAW)
    assert path.read_bytes() == before


def test_a_second_rekey_after_a_kill_starts_from_the_key_that_opens(path: Path) -> None:
    cut_short = keys.begin_rekey(path, RAW)
    new = keys.begin_rekey(path, cut_short)
    unlocked = keys.unlock_with_passphrase(path, FIRST)
    assert (unlocked.raw_key, unlocked.next_key) == (cut_short, new)


def test_the_old_key_does_not_open_the_new_slots(path: Path) -> None:
    """After a leak: the old key reads every guard, but no wrap of the new key."""
    guards = [slots._find(STORE, slot, RAW)[1] for slot in slots.read(path).slots]
    new = keys.begin_rekey(path, RAW)
    keys.finish_rekey(path, new)
    for slot, guard in zip(slots.read(path).slots, guards, strict=True):
        for private in (RAW, guard):
            with pytest.raises(sealing.Unsealable):
                sealing.unwrap(private, guard, slot.wraps[0].wrapped, slots._associated(STORE, slot))


def test_a_backup_has_its_own_key_behind_the_same_passphrases(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup" / "keyslots.json"
    target.parent.mkdir()
    before = path.read_bytes()
    keys.copy_for_key(path, RAW, target, bytes(32))
    assert keys.unlock_with_passphrase(target, FIRST, "2001", store_id=STORE).raw_key == bytes(32)
    assert path.read_bytes() == before


@contextmanager
def disk_gone_after(renames: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk on which only so many renames still succeed: what a kill at that point leaves behind."""
    left = renames
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            raise OSError
        left -= 1
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        yield


@pytest.mark.parametrize("renames", [0, 1])
def test_a_kill_while_writing_leaves_before_or_after(path: Path, renames: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with disk_gone_after(renames, monkeypatch), pytest.raises(OSError):
        keys.begin_rekey(path, RAW)
    unlocked = keys.unlock_with_passphrase(path, FIRST)
    assert unlocked.raw_key == RAW and (unlocked.next_key is None) == (renames == 0)
    with disk_gone_after(renames, monkeypatch), pytest.raises(OSError):
        keys.change_passphrase(path, RAW, "2001", SECOND)
    assert keys.unlock_with_passphrase(path, (FIRST, SECOND)[renames]).raw_key == RAW


def test_without_folder_handles_a_rename_is_left_to_the_system(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")
    keys.change_passphrase(path, RAW, "2001", SECOND)
    assert keys.unlock_with_passphrase(path, SECOND).raw_key == RAW
