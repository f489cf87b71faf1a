"""Retention: closed cases that have stood for years are proposed, and purged one by one by the psychologist; a hold
stops it. Nothing is ever purged by itself (DEFAULTS.md, retention)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import canonical
from app.errors import UserError
from app.services.context import plan_in_force
from app.services.vault.codes import USED, Codes
from app.services.vault.rekeying import give_new_key
from app.store.audit import add_audit
from app.store.connection import Db
from app.vault import drafts, entries, file
from app.vault.file import Vault
from app.workspace import Workspace

SETTING = "retention_years_after_graduation"


@dataclass(frozen=True)
class DueCase:
    """A closed case that has stood long enough: the day of the last entry about it, and why it is held, "" if not."""

    code: str
    last: str
    entries: int
    hold: str


def retention_years(workspace: Workspace) -> int:
    """For how many years the plan in force keeps what is over."""
    return int(str(plan_in_force(workspace).settings.get(SETTING, 5)))


def due_for_purge(workspace: Workspace, vault: Vault, years: int | None = None) -> tuple[DueCase, ...]:
    """Closed cases about which nothing was signed or happened for so many years (those of the plan), the oldest
    first. A proposal: only `purge_client` purges."""
    today = workspace.clock.today()
    kept = retention_years(workspace) if years is None else years
    before = _years_before(today, kept).isoformat()
    with vault.look() as db:
        codes = Codes(db)
        found = []
        for client in codes.clients():
            if codes.fields(client).get("state") != "closed":
                continue
            about = entries.of_client(db, client)
            last = max(max(e.line.at[:10], e.line.happened[:10]) for e in about)
            if last < before:
                found.append(DueCase(codes.code(client), last, len(about), hold_of(db, client)))
    return tuple(sorted(found, key=lambda case: (case.last, case.code)))


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def hold_client(workspace: Workspace, vault: Vault, code: str, reason: str) -> None:
    """A legal hold: nothing of this client is purged until it is lifted. UserError `client_unknown`,
    `vault_reason_missing`."""
    if not reason.strip():
        raise UserError("vault_reason_missing")
    _set_hold(workspace, vault, code, reason.strip(), "vault_hold")


def lift_hold(workspace: Workspace, vault: Vault, code: str) -> None:
    """The hold is over. UserError `client_unknown`."""
    _set_hold(workspace, vault, code, "", "vault_hold_lifted")


def _set_hold(workspace: Workspace, vault: Vault, code: str, reason: str, act: str) -> None:
    with vault.unit() as unit:
        client = _find(unit, code)
        file.set_setting(unit, _hold(client), reason)
        add_audit(unit, workspace.clock.stamp(), act, vault.owner, client)


def hold_of(db: Db, client: str) -> str:
    """Why a client is held; "" where no hold stands."""
    return file.setting(db, _hold(client))


def _hold(client: str) -> str:
    return f"hold:{client}"


def _find(db: Db, code: str) -> str:
    client = Codes(db).find(code)
    if client is None:
        raise UserError("client_unknown", code=code[:20])
    return client


def purge_client(workspace: Workspace, vault: Vault, code: str, again: str, reason: str) -> int:
    """Takes what was written about a closed case away for ever; how many entries. Their lines stay, so that the chain
    holds and the audit says when and why.

    The file is then written anew under a new key without the pages that were deleted, and the vault is locked: nothing
    of the text is in it or beside it. Backups of before keep it for 90 days at most, as their rotation promises.
    `again` is the code typed once more. UserError `client_unknown`, `purge_code_differs`, `vault_reason_missing`,
    `purge_case_open`, `purge_held`.
    """
    if again.strip() != code:
        raise UserError("purge_code_differs")
    if not reason.strip():
        raise UserError("vault_reason_missing")
    with vault.unit() as unit:
        codes = Codes(unit)
        client = _find(unit, code)
        if codes.fields(client).get("state") != "closed":
            raise UserError("purge_case_open", code=code[:20])
        if hold_of(unit, client):
            raise UserError("purge_held", code=code[:20])
        file.set_setting(unit, USED, str(codes.highest()))
        drafts.drop_of_client(unit, code)
        entries.forget_owed(unit, client)
        purged = entries.purge(unit, client)
        subject = canonical.nfc(f"{client} {reason.strip()[:200]}")
        add_audit(unit, workspace.clock.stamp(), "vault_purge", vault.owner, str(subject))
    give_new_key(vault, compact=True)
    return purged
