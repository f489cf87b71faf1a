"""The unit that a person's own machine stands for: what a form about a unit begins with."""

from __future__ import annotations

from contextlib import suppress

from app.errors import UserError
from app.services.context import Names
from app.store import state
from app.workspace import Workspace


def own_unit(workspace: Workspace) -> str:
    """The record id of the college that this machine was set up for; "" where it is not known, or not here alone."""
    db = workspace.store.read()
    with suppress(UserError):
        return Names(db).find("unit", str(state.setting(db, "college", "")))
    return ""
