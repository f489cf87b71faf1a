"""Passphrases and the recovery key of a workspace: changing, renewing, recovering, proving."""

from __future__ import annotations

import secrets
from pathlib import Path

from app import keys
from app.services.workspaces import look_at_home, right_key
from app.store import drafts
from app.store.audit import add_audit
from app.store.backup import rekey
from app.workspace import Workspace, slots_path, store_path


def change_passphrase(workspace: Workspace, new: str, *, leaked: bool = False) -> None:
    """Re-wraps the key for who unlocked; the old passphrase opens nothing afterwards.

    Where the old one `leaked`, the database gets a new key too, since its old one may be known; the
    workspace is locked then. Safe against a kill at any point: slots for both keys stand until the
    store has changed over.
    """
    home, old_key = workspace.home, workspace.store.raw_key
    keys.change_passphrase(slots_path(home), old_key, workspace.slot_person, new)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "passphrase", workspace.member.id)
    if leaked:
        workspace.lock()
        new_key = keys.begin_rekey(slots_path(home), old_key)
        for path in (home / "drafts.db", store_path(home)):
            if drafts.exist(path):
                rekey(path, old_key, new_key)
        keys.finish_rekey(slots_path(home), new_key)


def renew_recovery_key(workspace: Workspace) -> str:
    """A new recovery key for a sheet that was lost or opened; the old sheet opens nothing afterwards."""
    renewed = keys.renew_recovery_key(slots_path(workspace.home), workspace.store.raw_key)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "recovery_renewed", workspace.member.id)
    return renewed


def recover(home: Path, recovery_key: str, new: str, person: str | None) -> str:
    """Sets a new passphrase with the printed recovery key; whose it now is.

    Raises UserError `wrong_recovery_key`, `recovery_key_mistyped`, `person_unknown`.
    """
    look_at_home(home)
    unlocked = keys.unlock_with_recovery(slots_path(home), recovery_key)
    who = person or keys.list_people(slots_path(home))[0]
    keys.check_passphrase(new)
    keys.change_passphrase(slots_path(home), right_key(home, unlocked), who, new)
    return who


def groups_to_prove(recovery_key: str) -> tuple[int, int]:
    """Which two groups of a recovery key are typed back at set-up, counted from 0."""
    count = len(recovery_key.split("-"))
    first = secrets.randbelow(count)
    return first, (first + 1 + secrets.randbelow(count - 1)) % count


def proves(recovery_key: str, asked: tuple[int, int], typed: list[str]) -> bool:
    """Whether what was typed are those two groups."""
    if len(typed) != len(asked):
        return False
    return keys.recovery_groups_proven(recovery_key, {k + 1: group for k, group in zip(asked, typed, strict=True)})
