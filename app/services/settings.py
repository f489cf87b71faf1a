"""What is remembered of how the program is used: when this machine locks, and the folders a person chose.

When it locks is said of the machine and must be known while every store is locked: a plain card beside the window's
look in the person's own configuration. A folder's path can hold a person's name: the folders stand in the encrypted
store, for each person who unlocks it. A folder is remembered only after the person chose it.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Literal

import msgspec

from app.errors import UserError
from app.paths import config_folder
from app.services import cards
from app.store import state
from app.store.connection import Db
from app.workspace import Workspace

CARD = "machine.json"
LOCK_MINUTES = (5, 10, 15, 30)
"""Minutes without a sign of the person that may be chosen; the longest is half a lesson."""
LOCK_DEFAULT = 10  # UX.md: 5 for the vault, 10 elsewhere

FolderUse = Literal["reports", "export", "backup"]


def lock_minutes() -> int:
    """Minutes after which an unlocked workspace locks itself; what nobody offers counts as the default."""
    found = cards.read_card(config_folder(), CARD).get("lock_minutes")
    return found if isinstance(found, int) and found in LOCK_MINUTES else LOCK_DEFAULT


def set_lock_minutes(minutes: int) -> None:
    """Locks after so many minutes from now on; on the disk when this returns.

    UserError `lock_minutes_unknown`, `disk_full`, `settings_unwritable`.
    """
    if minutes not in LOCK_MINUTES:
        raise UserError("lock_minutes_unknown", minutes=minutes)
    try:
        config_folder().mkdir(parents=True, exist_ok=True)
        cards.put_card(config_folder(), CARD, {"lock_minutes": minutes})
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise UserError("disk_full" if full else "settings_unwritable") from None


def folder_for(workspace: Workspace, use: FolderUse) -> Path | None:
    """The folder a person chose for reports, exports or backups; None where none was, or it is not there now."""
    return chosen_folders(workspace).get(use)


def chosen_folders(workspace: Workspace) -> dict[FolderUse, Path]:
    """The folders that who unlocked has chosen and that are there now, by their use."""
    found = {use: Path(path) for use, path in _kept(workspace, workspace.store.read()).items()}
    return {use: path for use, path in found.items() if path.is_dir()}


def remember_folder(workspace: Workspace, use: FolderUse, folder: Path | None) -> None:
    """What a person chose for the next time; None forgets it."""
    with workspace.store.unit() as unit:
        kept = _kept(workspace, unit)
        if folder is None:
            kept.pop(use, None)
        else:
            kept[use] = str(folder.absolute())
        state.set_setting(unit, _setting(workspace), msgspec.json.encode(kept).decode())


def _kept(workspace: Workspace, db: Db) -> dict[FolderUse, str]:
    return msgspec.json.decode(state.setting(db, _setting(workspace), "{}"), type=dict[FolderUse, str])


def _setting(workspace: Workspace) -> str:
    return f"folders:{workspace.slot_person}"
