"""What is owed to clients: the call after a no-show at high risk, and the follow-up that was agreed on.

No-shows stand in the general store, under a client's code alone; risk and follow-ups only in the vault. Both are laid
together here, and nothing of it is written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from app.records import KINDS
from app.records.kind import Values
from app.records.notes import GRAVE
from app.services.reading import values_of
from app.services.vault.codes import Codes
from app.store import query
from app.vault import entries
from app.vault.entries import Entry
from app.vault.file import Vault
from app.workspace import Workspace

CALL_WITHIN = timedelta(hours=24)
"""From a missed hour on: the time for the call to somebody at high risk."""
ABOUT = ("session_note", "group_session", "risk_assessment", "case_closing", "case_follow_up")


@dataclass(frozen=True)
class OwedCare:
    """One thing owed to a client: since when (the missed hour, or what promised the follow-up), and by when."""

    what: Literal["no_show", "follow_up"]
    client: str
    since: datetime
    due: datetime
    late: bool

    @property
    def id(self) -> str:
        return f"{self.what}/{self.client}"


def list_owed(workspace: Workspace, vault: Vault) -> tuple[OwedCare, ...]:
    """Everything that is owed by now, what is due first in front. A follow-up is owed from its day on; a no-show until
    there was a call for it, or the client came."""
    with vault.look() as db:
        codes = Codes(db)
        about: dict[str, list[Entry]] = {}
        for entry in entries.of_kinds(db, ABOUT):
            for client in entry.line.clients:
                about.setdefault(codes.code(client), []).append(entry)
    missed = _missed(workspace)
    now = workspace.clock.now()
    found: list[OwedCare] = []
    for code, of_client in about.items():
        found += _calls(workspace, code, of_client, missed.get(code), now)
        found += _follow_ups(workspace, code, of_client, now)
    return tuple(sorted(found, key=lambda owed: (owed.due, owed.client)))


def _missed(workspace: Workspace) -> dict[str, datetime]:
    """By code, the hour that was missed last. Another psychologist's code means somebody else."""
    db, clock = workspace.store.read(), workspace.clock
    found: dict[str, datetime] = {}
    for row in query.records(db, kinds=("appointment",)):
        shown = query.shown_revision(db, row)
        values: Values = values_of(KINDS["appointment"], shown)
        if values.get("state") != "no_show" or values.get("psychologist") != workspace.member.id:
            continue
        code, slot = str(values.get("client_code", "")), clock.moment(str(shown.header.happened))
        found[code] = max(slot, found.get(code, slot))
    return found


def _calls(
    workspace: Workspace, code: str, about: list[Entry], missed: datetime | None, now: datetime
) -> Iterator[OwedCare]:
    if missed is None or _level(about) not in GRAVE:
        return
    if any(_settles_call(entry) and workspace.clock.moment(entry.line.happened) >= missed for entry in about):
        return
    due = missed + CALL_WITHIN
    yield OwedCare("no_show", code, missed, due, now > due)


def _level(about: list[Entry]) -> str:
    """The level of the last risk assessment; "" without one."""
    levels = [entry for entry in about if entry.kind == "risk_assessment"]
    last = max(levels, key=lambda entry: (entry.line.happened, entry.line.n), default=None)
    return "" if last is None else str(last.given.get("level", ""))


def _settles_call(entry: Entry) -> bool:
    return entry.kind == "session_note" or (entry.kind == "case_follow_up" and entry.given.get("cause") == "no_show")


def _follow_ups(workspace: Workspace, code: str, about: list[Entry], now: datetime) -> Iterator[OwedCare]:
    """What the last closing or follow-up promised, unless there was a follow-up after it."""
    said = [e for e in about if e.kind == "case_closing" or (e.kind == "case_follow_up" and _is_aftercare(e))]
    last = max(said, key=lambda entry: entry.line.n, default=None)
    if last is None:
        return
    promised = last.given.get("follow_up_on") or last.given.get("next_on")
    if not promised:
        return
    clock = workspace.clock
    day = date.fromisoformat(str(promised))
    due = datetime.combine(day, time(23, 59), clock.zone)
    if day <= now.date():
        yield OwedCare("follow_up", code, clock.moment(last.line.happened), due, now > due)


def _is_aftercare(entry: Entry) -> bool:
    return entry.given.get("cause") != "no_show" or bool(entry.given.get("next_on"))
