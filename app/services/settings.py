"""What this machine remembers of how it is used: when it locks, and the folders a person chose. No record, no name.

It stands beside the window's look in the person's own configuration, not in a store: it is said of the machine, and
holds for every workspace of the person on it. A folder is remembered only after the person chose it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

from app.errors import UserError
from app.paths import config_folder
from app.services import cards

CARD = "machine.json"
LOCK_MINUTES = (5, 10, 15, 30)
"""Minutes without a sign of the person that may be chosen; the longest is half a lesson."""
LOCK_DEFAULT = 10  # UX.md: 5 for the vault, 10 elsewhere

FolderUse = Literal["reports", "export", "backup"]


def lock_minutes() -> int:
    """Minutes after which an unlocked workspace locks itself; what nobody offers counts as the default."""
    found = _card().get("lock_minutes")
    return found if isinstance(found, int) and found in LOCK_MINUTES else LOCK_DEFAULT


def set_lock_minutes(minutes: int) -> None:
    """Locks after so many minutes from now on. UserError `lock_minutes_unknown`."""
    if minutes not in LOCK_MINUTES:
        raise UserError("lock_minutes_unknown", minutes=minutes)
    _keep({"lock_minutes": minutes})


def folder_for(use: FolderUse) -> Path | None:
    """The folder a person chose for reports, exports or backups; None where none was, or it is not there now."""
    found = _folders().get(use)
    path = Path(found) if isinstance(found, str) and found else None
    return path if path is not None and path.is_dir() else None


def remember_folder(use: FolderUse, folder: Path | None) -> None:
    """What a person chose for the next time; None forgets it."""
    kept = {name: path for name, path in _folders().items() if name in get_args(FolderUse) and name != use}
    _keep({"folders": kept if folder is None else {**kept, use: str(folder.absolute())}})


def _folders() -> dict[str, Any]:
    found = _card().get("folders")
    return found if isinstance(found, dict) else {}


def _card() -> dict[str, Any]:
    return cards.read_card(config_folder(), CARD)


def _keep(changed: dict[str, Any]) -> None:
    config_folder().mkdir(parents=True, exist_ok=True)
    cards.write_card(config_folder(), CARD, {**_card(), **changed})
