"""What was typed about a client and is not signed. How drafts are kept and go is in `signing`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.services.vault.risks import KIND
from app.services.vault.signing import VaultDraft, codes_of
from app.store.connection import Db
from app.vault import drafts


def drafts_about(db: Db, named: Collection[str]) -> tuple[VaultDraft, ...]:
    """The drafts of any kind, slips among them, that are about whom these codes mean, the latest first."""
    return tuple(draft for draft in drafts.listed(db) if not _codes_in(draft).isdisjoint(named))


def _codes_in(draft: VaultDraft) -> set[str]:
    """A slip says its client's code as `code`; what an entry will say, it says already."""
    return {draft.client, str(draft.fields.get("code") or ""), *codes_of(draft.fields)}


def open_assessment(found: Iterable[VaultDraft]) -> VaultDraft | None:
    """The latest risk assessment among drafts; None where none is open."""
    return next((draft for draft in found if draft.kind == KIND), None)
