"""Workspaces: founding, joining, unlocking, passphrases, recovery and the people of a shared machine."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app import keys, quick_unlock
from app.clock import Clock
from app.errors import UserError
from app.exchange import identity
from app.exchange.trust import Person
from app.plan.plan import read_plan, seed_text
from app.records import KINDS
from app.records.ids import natural_id, new_id
from app.records.kind import Role
from app.services.reference import Keeper, terms_of
from app.services.saving import Writer
from app.store import state
from app.store.audit import add_audit
from app.store.drafts import Drafts
from app.store.store import create_store, open_store
from app.workspace import Member, Workspace, make_private, members_text, open_workspace, store_path


@dataclass(frozen=True)
class Founded:
    """A new workspace. The recovery key and a school's root key are shown once and kept nowhere."""

    workspace: Path
    device: str
    recovery_key: str
    root_key: str = ""


@dataclass(frozen=True)
class Who:
    """The person a workspace is made for. `number` may be empty for a founding centre."""

    name: str
    role: Role
    number: str = ""
    college: str = ""


def create_workspace(
    home: Path, who: Who, passphrase: str, *, clock: Clock, plan_id: str = "sanjiang-2023", join: bool = False
) -> Founded:
    """Makes a workspace; `role` centre founds a school unless it `join`s one.

    Nothing is left behind where it fails. Raises UserError `workspace_exists`, `staff_no_missing`,
    `plan_unknown`, `passphrase_weak`.
    """
    founding = who.role == "centre" and not join
    if not who.number and not founding:
        raise UserError("staff_no_missing")
    if not who.name.strip():
        raise UserError("field_missing", field="name")
    plan = read_plan(seed_text(plan_id))
    clock = replace(clock, offset=plan.offset)
    keys.check_passphrase(passphrase)
    if store_path(home).exists() or keys.slots_exist(home):
        raise UserError("workspace_exists")
    device, raw_key = new_id(), secrets.token_bytes(32)
    member = Member(who.number or device, who.name.strip(), who.role)
    made = _Made(home)
    try:
        make_private(home)
        create_store(store_path(home), raw_key, device)
        _fill(home, raw_key, device, member, who.college, plan_id, plan.offset)
        root_key = _found(home, raw_key, device, member, clock) if founding else ""
        recovery = keys.create_slots(home, device, raw_key, member.number, passphrase)
    except BaseException:
        made.undo()
        raise
    return Founded(home, device, recovery, root_key)


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
        unlocked = keys.unlock_with_passphrase(home, passphrase, person)
    except UserError as error:
        if error.code == "wrong_passphrase":
            _note_failure(home)
        raise
    return _opened(home, unlocked, clock, language)


def unlock_quickly(home: Path, person: str, *, clock: Clock, language: str) -> Workspace:
    """Opens a workspace with the key the OS keyring remembers for this person (switched on by them)."""
    look_at_home(home)
    store_id = keys.store_id_of(home)
    raw_key = quick_unlock.recall_key(store_id, person)
    return _opened(home, keys.Unlocked(raw_key, store_id, person, ""), clock, language)


def look_at_home(home: Path) -> None:
    """UserError `store_missing` or `keyslots_missing` where half of a workspace is not there."""
    if not store_path(home).exists():
        raise UserError("store_missing")
    if not keys.slots_exist(home):
        raise UserError("keyslots_missing")


def _opened(home: Path, unlocked: keys.Unlocked, clock: Clock, language: str) -> Workspace:
    workspace = open_workspace(home, unlocked.raw_key, unlocked.store_id, unlocked.person, clock, language)
    with suppress(UserError):
        _check_mark(workspace)
    failures = _take_failures(home)
    with workspace.store.unit() as unit:
        for _ in range(failures):
            add_audit(unit, workspace.clock.stamp(), "unlock_failed", "")
        add_audit(unit, workspace.clock.stamp(), "unlock", workspace.member.id)
    return workspace


def _note_failure(home: Path) -> None:
    """A failed unlock cannot be written into the closed store: it waits beside it as one byte."""
    with suppress(OSError), (home / "failed").open("ab") as file:
        file.write(b".")


def _take_failures(home: Path) -> int:
    path = home / "failed"
    count = min(path.stat().st_size, 1000) if path.exists() else 0
    path.unlink(missing_ok=True)
    return count


def _check_mark(workspace: Workspace) -> None:
    """A store older than the head mark in the OS keyring was put back: read-only, with an explanation."""


def change_passphrase(workspace: Workspace, home: Path, new: str) -> None:
    """Re-wraps the key for who unlocked; the old passphrase opens nothing afterwards."""
    keys.change_passphrase(home, workspace.store.raw_key, workspace.slot_person, new)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "passphrase", workspace.member.id)


_ = (os, Drafts, KINDS)
