"""Retention: closed cases that have stood for years are proposed, and purged one by one by the psychologist; a hold
stops it. Nothing is ever purged by itself (DEFAULTS.md, retention)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import canonical
from app.errors import UserError
from app.services.context import plan_in_force
from app.services.vault.codes import USED, Codes
from app.services.vault.rekeying import give_new_key, owe_new_key
from app.services.vault.unsigned import drafts_about, open_assessment
from app.store.audit import add_audit
from app.store.connection import Db
from app.vault import drafts, entries, file
from app.vault.file import Vault
from app.workspace import Workspace

SETTING = "retention_years_after_graduation"
BEFORE_TIME = "before-time "
"""What the audit says before the reason of a purge that the client asked for."""


@dataclass(frozen=True)
class DueCase:
    """A closed case that has stood long enough: the day of what was last signed or typed about it, and why it is held,
    "" if not."""

    code: str
    last: str
    entries: int
    hold: str


def retention_years(workspace: Workspace) -> int:
    """For how many years the plan in force keeps what is over."""
    return int(str(plan_in_force(workspace).settings.get(SETTING, 5)))


def due_for_purge(workspace: Workspace, vault: Vault, years: int | None = None) -> tuple[DueCase, ...]:
    """Closed cases about which nothing was signed, typed or happened for so many years (those of the plan), the oldest
    first. A proposal: only `purge_client` purges."""
    before = _due_before(workspace, retention_years(workspace) if years is None else years)
    with vault.look() as db:
        codes = Codes(db)
        found = []
        for client in codes.clients():
            if codes.fields(client).get("state") != "closed":
                continue
            about, last = entries.of_client(db, client), _last_day(db, codes, client)
            if last < before:
                found.append(DueCase(codes.code(client), last, len(about), hold_of(db, client)))
    return tuple(sorted(found, key=lambda case: (case.last, case.code)))


def _due_before(workspace: Workspace, years: int) -> str:
    """The day before which the last must have been that was signed or typed about a case."""
    return _years_before(workspace.clock.today(), years).isoformat()


def _last_day(db: Db, codes: Codes, client: str) -> str:
    """The day of what was last signed or typed about a client, or happened."""
    signed = [max(e.line.at[:10], e.line.happened[:10]) for e in entries.of_client(db, client)]
    return max(*signed, *(draft.at[:10] for draft in drafts_about(db, codes.former(client))), "")


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def hold_client(workspace: Workspace, vault: Vault, code: str, reason: str) -> None:
    """A legal hold: nothing of this client is purged until it is lifted. UserError `client_unknown`,
    `vault_reason_missing`."""
    if not reason.strip():
        raise UserError("vault_reason_missing")
    _set_hold(workspace, vault, code, reason.strip(), "vault_hold")


def lift_hold(workspace: Workspace, vault: Vault, code: str) -> None:
    """The hold is over. UserError `client_unknown`, `hold_missing` where none stands."""
    _set_hold(workspace, vault, code, "", "vault_hold_lifted")


def _set_hold(workspace: Workspace, vault: Vault, code: str, reason: str, act: str) -> None:
    with vault.unit() as unit:
        client = _find(unit, code)
        if not reason and not hold_of(unit, client):
            raise UserError("hold_missing", code=code[:20])
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


def purge_client(
    workspace: Workspace, vault: Vault, code: str, again: str, reason: str, *, before_time: bool = False
) -> int:
    """Takes what was written about a closed case away for ever; how many entries. Their lines stay, so that the chain
    holds and the audit says when and why. `before_time` is the client's own wish to have it erased before the years of
    the plan are over (个人信息保护法, art. 47).

    The file is then written anew under a new key without the pages that were deleted, and the vault is locked: nothing
    of the text is in it or beside it; after a kill or on a full disk the next opening ends that. Backups of before keep
    it for 90 days at most, as their rotation promises; one that is restored loses it again (`purge_again`).
    `again` is the code typed once more. UserError `client_unknown`, `purge_code_differs`, `vault_reason_missing`,
    `purge_case_open`, `purge_held`, `purge_risk_open` while a risk assessment is not signed, `vault_not_due`, and
    `workspace_busy` where the vault is open elsewhere; then nothing has changed.
    """
    if again.strip() != code:
        raise UserError("purge_code_differs")
    if not reason.strip():
        raise UserError("vault_reason_missing")
    vault.check_writable()
    before = "" if before_time else _due_before(workspace, retention_years(workspace))
    with vault.look() as db:
        _check_purge(db, code, before)
    vault.go_alone()
    with vault.unit() as unit:
        client = _check_purge(unit, code, before)
        purged = _take_away(unit, client)
        subject = canonical.nfc(f"{client} {BEFORE_TIME if before_time else ''}{reason.strip()[:200]}")
        add_audit(unit, workspace.clock.stamp(), entries.PURGE, vault.owner, str(subject))
        owe_new_key(unit)
    give_new_key(vault)
    return purged


def _check_purge(db: Db, code: str, before: str) -> str:
    """The id of a client who may be purged: whose last day is before this one, any day where ""."""
    client, codes = _find(db, code), Codes(db)
    if codes.fields(client).get("state") != "closed":
        raise UserError("purge_case_open", code=code[:20])
    if hold_of(db, client):
        raise UserError("purge_held", code=code[:20])
    if open_assessment(drafts_about(db, codes.former(client))) is not None:
        raise UserError("purge_risk_open", code=code[:20])
    if before and _last_day(db, codes, client) >= before:
        raise UserError("vault_not_due", code=code[:20])
    return client


def purge_again(workspace: Workspace, unit: Db, owner: str, clients: Iterable[str]) -> bool:
    """Takes what a purge had taken out of an older file again; whether there was any, so that the file is to be written
    anew."""
    back = [client for client in sorted(clients) if Codes(unit).fields(client)]
    for client in back:
        _take_away(unit, client)
        add_audit(unit, workspace.clock.stamp(), entries.PURGE, owner, f"{client} again")
    if back:
        owe_new_key(unit)
    return bool(back)


def _take_away(unit: Db, client: str) -> int:
    codes = Codes(unit)
    file.set_setting(unit, USED, str(codes.highest()))
    student = str(codes.fields(client).get("student") or "")
    named = codes.former(client) | ({student} if student else set())
    for draft in drafts.listed(unit):
        if _names([draft.client, draft.fields], named):
            drafts.drop(unit, draft.id)
    entries.forget_owed(unit, client)
    return entries.purge(unit, client)


def _names(value: Any, named: Collection[str]) -> bool:
    """Whether typed values, whatever page they are of, name a client by a code or a student's number: as a whole value,
    in a list, or in the text, where it stands apart from other letters, digits and dates."""
    if isinstance(value, dict):
        return any(_names(one, named) for one in value.values())
    if isinstance(value, list):
        return any(_names(one, named) for one in value)
    apart = r"[0-9A-Za-z_.:+/\-]"
    return isinstance(value, str) and any(
        re.search(f"(?<!{apart}){re.escape(one)}(?!{apart})", value) is not None for one in named
    )
