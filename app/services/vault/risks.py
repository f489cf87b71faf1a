"""Risk assessments in a list: those that are not finished first, the oldest on top, then the signed ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.services.vault.reading import list_entries, show_entry
from app.services.vault.signing import VaultDraft, list_vault_drafts
from app.vault.file import Vault

KIND = "risk_assessment"


@dataclass(frozen=True)
class RiskLine:
    """An assessment by its client's code: `when` is RFC 3339; an unfinished one has its draft, and `when` since when it
    is open. `level` may be "" as long as nobody chose one."""

    id: str
    code: str
    level: str
    when: str
    draft: VaultDraft | None = field(default=None, repr=False)


def list_risks(vault: Vault) -> tuple[RiskLine, ...]:
    """All assessments of the vault."""
    drafts = [draft for draft in list_vault_drafts(vault) if draft.kind == KIND]
    waiting = [RiskLine(d.id, d.client, str(d.fields.get("level") or ""), _since(d), d) for d in drafts]
    signed = [
        RiskLine(
            line.id,
            next(iter(line.clients), ""),
            str(show_entry(vault, line.id).fields.get("level") or ""),
            line.happened,
        )
        for line in list_entries(vault, kind=KIND)
        if not line.purged
    ]
    return (*sorted(waiting, key=lambda line: line.when), *signed)


def _since(draft: VaultDraft) -> str:
    """When the person was seen, or as long as nobody says, when the draft was kept last."""
    return str(draft.fields.get("when") or draft.at)
