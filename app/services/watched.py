"""The folder that the inbox looks into once a minute: one small setting of the workspace."""

from __future__ import annotations

from pathlib import Path

from app.store import state
from app.workspace import Workspace

SETTING = "watch_folder"


def watch_folder(workspace: Workspace) -> Path | None:
    """The folder that is watched; None for none."""
    found = state.setting(workspace.store.read(), SETTING)
    return Path(found) if found else None


def set_watch_folder(workspace: Workspace, folder: Path | None) -> None:
    """Watches this folder from now on, or none."""
    with workspace.store.unit() as unit:
        if folder is None:
            state.drop_setting(unit, SETTING)
        else:
            state.set_setting(unit, SETTING, str(folder.absolute()))
