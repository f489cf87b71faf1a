"""Whether a vault is as new as the one that was here last: what is kept of it elsewhere, so that an older file that was
put back shows.

The general store keeps, for each vault, its id, the digest of its newest line, and the ids of clients whom a purge has
taken: random numbers that stand nowhere else in it. They tell it no text, no client and no count. Where the keyring of
the operating system is in use (quick unlock), it keeps the digest too, as it keeps the mark of the general store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

from app.errors import UserError
from app.store import state
from app.store.connection import Db
from app.vault import entries
from app.vault.file import Vault
from app.workspace import Workspace


def watch(workspace: Workspace, vault: Vault) -> None:
    """From here on the end of this vault is kept whenever it closes, and now."""
    keep(workspace, vault)
    vault.farewell = lambda: keep(workspace, vault)


def keep(workspace: Workspace, vault: Vault) -> None:
    """Keeps how far this vault has come. UserError where either of them is locked."""
    with vault.look() as db:
        end, purged = entries.end(db), entries.purged(db)
    keep_end(workspace, vault.path.parent.name, vault.store_id, end, purged)


def keep_end(workspace: Workspace, folder: str, store_id: str, end: str, purged: Iterable[str]) -> None:
    """Keeps that the vault of a folder ends here, whatever was kept of it before; what was purged stays purged."""
    with workspace.store.unit() as unit:
        state.set_setting(unit, _end(folder), f"{store_id} {end}")
        state.set_setting(unit, _purged(folder), json.dumps(sorted(_known_purged(unit, folder).union(purged))))
    if _keyring_in_use(workspace):
        from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

        with suppress(UserError):  # a keyring that is not there today is no reason not to lock
            quick_unlock.save_head_mark(store_id, end)


def is_behind(workspace: Workspace, vault: Vault) -> bool:
    """Whether this file is older than, or another than, the vault that was here last."""
    folder = vault.path.parent.name
    kept = state.setting(workspace.store.read(), _end(folder))
    store_id, _, end = kept.partition(" ")
    if kept and store_id != vault.store_id:
        return True
    ends = [end, _mark(workspace, vault.store_id)]
    with vault.look() as db:
        return not all(entries.reaches(db, one) for one in ends)


def purged_here(workspace: Workspace, folder: str) -> frozenset[str]:
    """The ids of the clients whom a purge of this person's vault has taken, as far as the general store knows."""
    return _known_purged(workspace.store.read(), folder)


def forget(workspace: Workspace, folder: str) -> None:
    """There is no vault in this folder yet: a new one is behind nothing."""
    with workspace.store.unit() as unit:
        for setting in (_end(folder), _purged(folder)):
            state.drop_setting(unit, setting)


def _mark(workspace: Workspace, store_id: str) -> str:
    if not _keyring_in_use(workspace):
        return ""
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    try:
        return quick_unlock.load_head_mark(store_id) or ""
    except UserError:
        return ""


def _keyring_in_use(workspace: Workspace) -> bool:
    return bool(state.setting(workspace.store.read(), "quick_unlock"))


def _known_purged(db: Db, folder: str) -> frozenset[str]:
    return frozenset(json.loads(state.setting(db, _purged(folder), "[]")))


def _end(folder: str) -> str:
    return f"vault_end:{folder}"


def _purged(folder: str) -> str:
    return f"vault_purged:{folder}"
