"""What a psychologist's service did in a stretch of days, without a client in it: sessions, hours, supervision.

Sessions are those of the vault's own notes; what came from a colleague's vault was counted there. Who did not come and
who waits is known from the appointments. Counts behind which there are too few people are left out (DEFAULTS.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.exchange.progress import Progress
from app.forms.report import Column, Figure, Part, Report, ReportTable
from app.plan.suppression import People, Shown, Table, suppress
from app.records.notes import WAYS
from app.services.calendar import calendar_of
from app.services.context import plan_in_force
from app.services.coverage import term_days
from app.services.files import Step, unasked
from app.services.reports import write_made
from app.services.reports.asked import Made, about_figures, said
from app.services.schedule import waiting_list
from app.services.schedule_slots import appointments
from app.texts import text
from app.vault import entries
from app.vault.entries import Entry
from app.vault.file import Vault
from app.workspace import Workspace

KINDS = ("first", "follow_up", "group")
"""The rows of the table of sessions; its columns are the ways, and last those without one."""
COLUMNS = (*WAYS, "")


@dataclass(frozen=True)
class ServiceFigures:
    """Figures of the days from `first` to `last`, both included. None is a count of too few people, not shown.

    `sessions` has a row for each of `KINDS` and a column for each of `COLUMNS`; minutes are those that notes state,
    `unstated` how many sessions state none. `waiting` is how many wait now.
    """

    first: date
    last: date
    as_of: str
    below: int
    sessions: Table
    minutes: int
    unstated: int
    clients: Shown
    no_shows: Shown
    waiting: Shown
    supervision: int
    supervision_minutes: int

    @property
    def first_interviews(self) -> Shown:
        return self.sessions.by_row[0]


def days_of_term(workspace: Workspace, term: str = "") -> tuple[date, date]:
    """The first and last day of a term, of the present one for "", of the year where there is none now. UserError
    `term_unknown`."""
    if term:
        return term_days(workspace, term)
    today = workspace.clock.today()
    found = calendar_of(workspace).term_of(today)
    return (found.first, found.last) if found is not None else (today.replace(month=1, day=1), today)


def service_figures(
    workspace: Workspace, vault: Vault, first: date, last: date, *, hide: bool = True
) -> ServiceFigures:
    """The figures of a stretch of days; `hide` leaves the counts of few people out, for whatever leaves the desk."""
    plan = plan_in_force(workspace)
    below = int(str(plan.settings.get("suppress_below", 5))) if hide else 0
    one_more = plan.settings.get("suppress_one_more") is not False
    with vault.look() as db:
        found = entries.of_kinds(db, ("session_note", "group_session", "supervision_note"))
    held = [e for e in found if e.foreign is None and first <= _day(workspace, e) <= last]
    sessions = [e for e in held if e.kind != "supervision_note"]
    supervised = [e for e in held if e.kind == "supervision_note"]
    booked = appointments(workspace, workspace.store.read(), first, last)
    missed = [a.code for a in booked if a.psychologist == workspace.member.id and a.state == "no_show"]
    return ServiceFigures(
        first=first,
        last=last,
        as_of=workspace.clock.stamp(),
        below=below,
        sessions=_sessions(sessions, below, one_more),
        minutes=_minutes(sessions),
        unstated=sum(not e.given.get("minutes") for e in sessions),
        clients=_alone({client for e in sessions for client in e.line.clients}, below),
        no_shows=_alone(missed, below),
        waiting=_alone([one.code for one in waiting_list(workspace)], below),
        supervision=len(supervised),
        supervision_minutes=_minutes(supervised),
    )


def _day(workspace: Workspace, entry: Entry) -> date:
    return workspace.clock.day(entry.line.happened)


def _minutes(found: Sequence[Entry]) -> int:
    return sum(int(e.given.get("minutes") or 0) for e in found)


def _alone(counted: Collection[str], below: int) -> Shown:
    """A count that is part of no sum, with the persons behind it."""
    persons = len(set(counted))
    return suppress([[len(counted)]], below, people=People([[persons]], [persons]), summed=False).cells[0][0]


def _sessions(found: Sequence[Entry], below: int, one_more: bool) -> Table:
    counts = [[0] * len(COLUMNS) for _ in KINDS]
    people = defaultdict[tuple[int | None, int | None], set[str]](set)
    for entry in found:
        kind = "group" if entry.kind == "group_session" else str(entry.given.get("kind") or "follow_up")
        i, k = KINDS.index(kind), COLUMNS.index(str(entry.given.get("way") or ""))
        counts[i][k] += 1
        for place in ((i, k), (i, None), (None, k), (None, None)):
            people[place] |= set(entry.line.clients)
    rows, columns = range(len(KINDS)), range(len(COLUMNS))
    behind = People(
        [[len(people[i, k]) for k in columns] for i in rows],
        [len(people[i, None]) for i in rows],
        [len(people[None, k]) for k in columns],
        len(people[None, None]),
    )
    return suppress(counts, below, people=behind, one_more=one_more)


def write_figures(workspace: Workspace, found: ServiceFigures, out: Path, step: Step = unasked) -> Path:
    """Writes the figures as a report (.pdf, .xlsx or .docx), with no code and no name in it. UserError
    `report_ending`, and what `deliver` and `step` raise."""
    return write_made(workspace, Made(_report(workspace, found), "service_figures"), out, Progress(step))


def _report(workspace: Workspace, found: ServiceFigures) -> Report:
    days = said("days", first=found.first, last=found.last)
    blocks: tuple[str | ReportTable, ...] = (_by_kind(found), _beside(found))
    hidden = (said("service.hidden_means", below=found.below),) if found.below else ()
    return Report(
        title=said("service.title"),
        about=(
            (said("covers"), days),
            (said("service.psychologist"), workspace.member.name),
            *about_figures(workspace, found.as_of, ()),
        ),
        parts=(Part("", (*blocks, *hidden)),),
    )


def _by_kind(found: ServiceFigures) -> ReportTable:
    heads = [text("zh", f"choice.way.{way}") if way else said("service.no_way") for way in COLUMNS]
    share = 20 / (len(COLUMNS) + 1)
    columns = (Column(said("item"), 4), *(Column(head, share, centred=True) for head in (*heads, said("total"))))
    table = found.sessions
    named = zip((*KINDS, "sum"), (*table.cells, table.by_column), (*table.by_row, table.total), strict=True)
    rows = tuple((said(f"service.{kind}"), *map(_figure, cells), _figure(total)) for kind, cells, total in named)
    return ReportTable(said("service.sessions"), said("service.sessions"), columns, rows)


def _beside(found: ServiceFigures) -> ReportTable:
    told: tuple[tuple[str, Figure], ...] = (
        ("minutes", hours(found.minutes)),
        ("unstated", found.unstated),
        ("clients", _figure(found.clients)),
        ("no_shows", _figure(found.no_shows)),
        ("waiting", _figure(found.waiting)),
        ("supervision", found.supervision),
        ("supervision_minutes", hours(found.supervision_minutes)),
    )
    rows = tuple((said(f"service.{key}"), value) for key, value in told)
    columns = (Column(said("item"), 12), Column(said("told"), 12, centred=True))
    return ReportTable(said("service.beside"), said("service.beside"), columns, rows)


def _figure(shown: Shown) -> Figure:
    return said("hidden") if shown is None else shown


def hours(minutes: int) -> str:
    """Minutes as hours with one digit behind the point."""
    return f"{minutes / 60:.1f}"
