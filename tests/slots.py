"""Workspaces with key slots at the least cost, for tests of unlocking, backups and the command line."""

from __future__ import annotations

from pathlib import Path

from app import keys
from app.crypto.passphrase import FLOOR
from app.keys import slots
from app.records.kind import Role
from app.services import workspaces
from app.workspace import Workspace, slots_path
from tests.school import School

PASSPHRASE = "春江花月夜 0915"
OTHER = "another passphrase"


def with_slot(workspace: Workspace, passphrase: str = PASSPHRASE) -> str:
    """Gives who unlocked a slot; the printed recovery key."""
    key = workspace.store.raw_key
    return keys.create_slots(
        slots_path(workspace.home), workspace.device, key, workspace.slot_person, passphrase, cost=FLOOR
    )


def at_the_floor(home: Path, passphrase: str) -> None:
    """The one person's slot of a locked workspace as the slowest machine makes it; every other slot stays."""
    path = slots_path(home)
    found, key = slots.read(path), keys.unlock_with_passphrase(path, passphrase).raw_key
    (person,) = keys.list_people(path)
    eased = slots.make(found.store, key, person, passphrase, FLOOR)
    slots.change(path, lambda now: (eased, *(one for one in now.slots if one.kind != "passphrase")))


def locked(school: School, role: Role = "counsellor", number: str = "T001") -> tuple[Path, str]:
    """The home of a locked workspace that `PASSPHRASE` opens, and its recovery key."""
    workspace = school.centre() if role == "centre" else school.device(role, number)
    recovery = with_slot(workspace)
    workspace.lock()
    return workspace.home, recovery


def opened(school: School, home: Path, passphrase: str = PASSPHRASE, person: str | None = None) -> Workspace:
    """Unlocks with a passphrase; closed at the end of the test."""
    workspace = workspaces.unlock(home, passphrase, clock=school.clock, language="zh", person=person)
    school.open.append(workspace)
    return workspace
