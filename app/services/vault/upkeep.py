"""How a vault stands: whose it is, what is in it, whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.vault.codes import Codes
from app.services.vault.opening import is_sheet_unproven
from app.store.audit import broken_at as audit_broken_at
from app.vault import drafts, entries
from app.vault.file import Vault


@dataclass(frozen=True)
class VaultState:
    """Figures of a vault; `broken_at` is the first place at which its chain does not hold, None for a whole one."""

    store_id: str
    owner: str
    entries: int
    clients: int
    drafts: int
    broken_at: int | None
    sheet_proven: bool


def vault_state(vault: Vault) -> VaultState:
    """Counts, and follows the chain of what was signed and the vault's own audit from the first to the last."""
    with vault.look() as db:
        count = int(db.value("SELECT count(*) FROM entry"))
        clients, typed = len(Codes(db).clients()), len(drafts.listed(db))
        broken = entries.broken_at(db)
        broken = audit_broken_at(db) if broken is None else broken
    return VaultState(vault.store_id, vault.owner, count, clients, typed, broken, not is_sheet_unproven(vault))
