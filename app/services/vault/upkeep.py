"""How a vault stands: whose it is, what is in it, whether it is whole; its audit, and its key for standard tools."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.services.vault import freshness
from app.services.vault.codes import Codes
from app.services.vault.opening import is_behind, is_sheet_unproven
from app.services.vault.retention import purge_again
from app.store.audit import AuditRow, add_audit, audit_rows
from app.store.audit import broken_at as audit_broken_at
from app.vault import drafts, entries
from app.vault.file import Vault
from app.workspace import Workspace


@dataclass(frozen=True)
class VaultState:
    """Figures of a vault; `broken_at` is the first place at which its chain does not hold, None for a whole one. Of one
    that is `behind`, older than what was here last, that is the first place after its end."""

    store_id: str
    owner: str
    entries: int
    clients: int
    drafts: int
    broken_at: int | None
    sheet_proven: bool
    behind: bool = False


def vault_state(vault: Vault) -> VaultState:
    """Counts, and follows the chain of what was signed and the vault's own audit from the first to the last."""
    with vault.look() as db:
        count = entries.count(db)
        clients, typed = len(Codes(db).clients()), len(drafts.listed(db))
        broken = entries.broken_at(db)
        broken = audit_broken_at(db) if broken is None else broken
    behind = is_behind(vault)
    broken = count + 1 if behind and broken is None else broken
    proven = not is_sheet_unproven(vault)
    return VaultState(vault.store_id, vault.owner, count, clients, typed, broken, proven, behind)


def accept_older_vault(workspace: Workspace, vault: Vault) -> None:
    """Who has no newer copy goes on with a vault that is behind: what was purged since is purged in it again, and it is
    the newest from then on, once it is opened anew. Locks it; of a vault that is not behind nothing changes."""
    if not is_behind(vault):
        return
    vault.refusal = ""
    with vault.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "vault_older_accepted", vault.owner)
        purge_again(workspace, unit, vault.owner, freshness.purged_here(workspace, vault.path.parent.name))
    freshness.keep(workspace, vault)
    vault.lock()


def vault_audit(vault: Vault, limit: int = 1000) -> list[AuditRow]:
    """The vault's own audit, the latest first. `person` is a staff number, or those of who opened it as others."""
    with vault.look() as db:
        return audit_rows(db, limit)


@dataclass(frozen=True)
class VaultKeys:
    """What opens a vault with standard tools alone: to be kept like its recovery sheet."""

    vault: Path
    raw_key: str


def export_vault_keys(workspace: Workspace, vault: Vault) -> VaultKeys:
    """The raw key of the vault's file; in its audit before it is told. UserError `vault_read_only` for who opened it as
    others."""
    vault.check_writable()
    vault.note(workspace.clock.stamp(), "vault_keys_exported", vault.owner)
    return VaultKeys(vault.path, vault.raw_key.hex())
