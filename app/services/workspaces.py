"""Workspaces: founding, joining, unlocking, passphrases, recovery and the people of a shared machine."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app import keys
from app.clock import Clock
from app.errors import UserError
from app.keys import recovery, slots
from app.plan.reading import read_plan, seed_text
from app.records.ids import new_id
from app.records.kind import Role
from app.records.validation import tidy
from app.services import rekeying, upkeep
from app.services.backup_files import clear_leftovers
from app.services.drafting import lock_with_drafts
from app.services.duty_phones import keep_duty_copy
from app.services.founding import found_school, make_store
from app.services.homes import UNFINISHED as UNFINISHED
from app.services.homes import keep_workspace_card
from app.services.marks import check_mark, save_mark
from app.store import state
from app.store.audit import add_audit
from app.store.backup import opens
from app.workspace import Member, Workspace, make_private, open_workspace, slots_path, store_path


@dataclass(frozen=True)
class Founded:
    """A new workspace. The recovery key and a school's root key are shown once and kept nowhere."""

    workspace: Path
    device: str
    recovery_key: str = field(repr=False)
    root_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Who:
    """The person a workspace is made for. `number` may be empty for a centre; a founding one may name the `school`."""

    name: str
    role: Role
    number: str = ""
    college: str = ""
    school: str = ""


def create_workspace(
    home: Path,
    who: Who,
    passphrase: str,
    *,
    clock: Clock,
    plan_id: str = "sanjiang-2023",
    join: bool = False,
    prove: bool = False,
) -> Founded:
    """Makes a workspace; `role` centre founds a school unless it `join`s one.

    Who means to `prove` the recovery sheet is warned (`recovery_unproven`) until `passphrases.recovery_proven`.
    Nothing is left behind where it fails. Raises UserError `workspace_exists`, `staff_no_missing`,
    `plan_unknown`, `passphrase_weak`, `field_missing`.
    """
    who = Who(
        tidy(who.name, "name"),
        who.role,
        tidy(who.number, "number"),
        tidy(who.college, "college"),
        tidy(who.school, "school"),
    )
    founding = who.role == "centre" and not join
    if not who.number and who.role != "centre":
        raise UserError("staff_no_missing")
    if not who.name:
        raise UserError("field_missing", field="name")
    offset = read_plan(seed_text(plan_id)).offset
    keys.check_passphrase(passphrase)
    _set_unfinished_aside(home)
    if store_path(home).exists() or slots.exist(slots_path(home)):
        raise UserError("workspace_exists")
    device, raw_key = new_id(), secrets.token_bytes(32)
    member = Member(who.number or device, who.name, who.role)
    made = _Made(home)
    try:
        make_private(home)
        (home / UNFINISHED).touch()
        make_store(home, raw_key, device, member, who.college, plan_id)
        clock = replace(clock, offset=offset)
        root_key = recovery.to_text(found_school(home, raw_key, device, member, clock, who.school)) if founding else ""
        _write_first_cards(home, raw_key, device, member, clock, prove=prove)
        recovery_key = keys.create_slots(slots_path(home), device, raw_key, member.number, passphrase)
        (home / UNFINISHED).unlink()
    except BaseException:
        made.undo()
        raise
    return Founded(home, device, recovery_key, root_key)


def _write_first_cards(home: Path, raw_key: bytes, device: str, member: Member, clock: Clock, *, prove: bool) -> None:
    """What stands beside a new store, and in it that its recovery key is still to be proven."""
    workspace = open_workspace(home, raw_key, device, member.number, clock, "zh")
    try:
        if prove:
            with workspace.store.unit() as unit:
                state.set_setting(unit, upkeep.UNPROVEN, "1")
        _write_cards(workspace)
    finally:
        workspace.lock()


def _write_cards(workspace: Workspace) -> None:
    """What the unlock window may say before anybody has unlocked: whose machine it is, and the duty telephones."""
    with suppress(UserError):  # they are a convenience: nobody is kept from unlocking or locking by one
        keep_workspace_card(workspace)
        keep_duty_copy(workspace)


def _set_unfinished_aside(home: Path) -> None:
    """What a creation that was killed has left is renamed and not deleted: where a copied folder brings the marker of
    that back, a whole workspace stands beside it."""
    if (home / UNFINISHED).exists():
        aside = home / f"{UNFINISHED}-{secrets.token_hex(4)}"
        make_private(aside)
        for path in home.iterdir():
            if path.is_file() and path.name.startswith(("store.db", "keyslots", "drafts.db")):
                path.replace(aside / path.name)
        (home / UNFINISHED).unlink()


class _Made:
    """What a failed creation has to take away again: only what it put there itself."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.before = {p.name for p in home.iterdir()} if home.is_dir() else None

    def undo(self) -> None:
        with suppress(OSError):
            for path in self.home.iterdir():
                if path.is_file() and path.name not in (self.before or ()):
                    path.unlink()
            if self.before is None:
                self.home.rmdir()


def unlock(home: Path, passphrase: str, *, clock: Clock, language: str, person: str | None = None) -> Workspace:
    """Opens a workspace with a passphrase; a failed try is kept for the audit of the next good one.

    Raises UserError `wrong_passphrase`, `store_missing`, `keyslots_missing` and what `open_store` raises.
    """
    look_at_home(home)
    try:
        unlocked = keys.unlock_with_passphrase(slots_path(home), passphrase, person)
    except UserError as error:
        if error.code == "wrong_passphrase":
            _note_failure(home)
        raise
    return _opened(home, unlocked, clock, language)


def unlock_quickly(home: Path, person: str, *, clock: Clock, language: str) -> Workspace:
    """Opens a workspace with the key the OS keyring remembers for this person, who switched it on.

    Raises UserError `keyring_unavailable`, `keyring_empty`; the passphrase is always sufficient.
    """
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    look_at_home(home)
    found = slots.read(slots_path(home))
    who = person or keys.list_people(slots_path(home))[0]
    raw_key = quick_unlock.recall_key(found.store, who)
    unfinished = keys.is_rekeying(slots_path(home))  # a re-key was cut short: only a slot knows both keys
    if raw_key is None or unfinished or not opens(store_path(home), raw_key):
        raise UserError("keyring_empty")  # a key of before a re-key is as good as none
    return _opened(home, keys.Unlocked(raw_key, found.store, who, ""), clock, language)


def look_at_home(home: Path) -> None:
    """UserError `store_missing` or `keyslots_missing` where half of a workspace is not there."""
    if not store_path(home).exists():
        raise UserError("store_missing")
    if not slots.exist(slots_path(home)):
        raise UserError("keyslots_missing")


def _opened(home: Path, unlocked: keys.Unlocked, clock: Clock, language: str) -> Workspace:
    raw_key = right_key(home, unlocked)
    with rekeying.noticing_new_key(rekeying.of_home(home), raw_key):
        workspace = open_workspace(home, raw_key, unlocked.store_id, unlocked.person, clock, language)
    check_mark(workspace)
    clear_leftovers(*(home / "incoming").glob("*"), *home.glob("backup-*"))
    upkeep.meet_update(workspace)
    failures = _take_failures(home)
    with workspace.store.unit() as unit:
        for _ in range(failures):
            add_audit(unit, workspace.clock.stamp(), "unlock_failed", "")
        add_audit(unit, workspace.clock.stamp(), "unlock", workspace.member.id)
    _write_cards(workspace)
    return workspace


def right_key(home: Path, unlocked: keys.Unlocked) -> bytes:
    """The slot's key; of the two that a re-key cut short has left, the one that fits the store, for good."""
    return rekeying.right_key(rekeying.of_home(home), unlocked)


def _note_failure(home: Path) -> None:
    """A failed unlock cannot be written into the closed store: it waits beside it as one byte."""
    with suppress(OSError), (home / "failed").open("ab") as file:
        file.write(b".")


def _take_failures(home: Path) -> int:
    path = home / "failed"
    count = min(path.stat().st_size, 1000) if path.exists() else 0
    path.unlink(missing_ok=True)
    return count


def leave(workspace: Workspace) -> None:
    """Locks a workspace; the head mark goes to the OS keyring where it is in use, the plain cards are made true."""
    if not workspace.locked:
        with suppress(UserError):  # a disk that does not answer is no reason not to lock
            if state.setting(workspace.store.read(), "quick_unlock"):
                save_mark(workspace)
            _write_cards(workspace)
        lock_with_drafts(workspace)


def warnings(workspace: Workspace) -> list[str]:
    """What a person should know when they unlock; keys of `warning.*` texts."""
    return upkeep.warnings(workspace)
