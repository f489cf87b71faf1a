"""The head mark: how far a store had come, kept in the OS keyring, so that an older copy put back is noticed."""

from __future__ import annotations

from contextlib import suppress

from app.errors import UserError
from app.store import state
from app.store.log import lane_end
from app.workspace import Workspace


def save_mark(workspace: Workspace) -> None:
    """Remembers in the OS keyring how far this store is, so that an older one put back is noticed."""
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    epoch = workspace.epoch
    n, head = lane_end(workspace.store.read(), workspace.device, epoch)
    with suppress(UserError):  # a keyring that is not there today is no reason not to lock
        quick_unlock.save_head_mark(workspace.device, f"{epoch}:{n}:{head[:32]}")


def check_mark(workspace: Workspace) -> None:
    """A store behind its head mark was put back: it opens for reading, and says why (`behind`)."""
    if not state.setting(workspace.store.read(), "quick_unlock"):
        return
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    try:
        mark = quick_unlock.load_head_mark(workspace.device)
    except UserError:
        return
    if mark is None:
        return
    epoch, n, _ = mark.split(":")
    if (int(epoch), int(n)) > (workspace.epoch, lane_end(workspace.store.read(), workspace.device, workspace.epoch)[0]):
        with workspace.store.unit() as unit:
            state.set_setting(unit, "behind", "1")
