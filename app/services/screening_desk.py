"""The screening desk: what is owed today, the interview list with its reasons, results, what came of the interviews.

For psychologists and the centre alone; who has not taken part stands in screening_coverage.py, one student in full in
screening_case.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.plan.scales import find_scale, scale_ids
from app.records import KINDS
from app.records.facts import read_facts
from app.services.interview_list import Carers
from app.services.reading import name_of, values_of
from app.services.screening_coverage import ScreeningWindow, screening_windows
from app.services.screening_reading import academic_year, allow, may_read_results
from app.store import screening
from app.store import students as store_students
from app.store.connection import Db
from app.store.screening import ALARM, About, CallRow, InterviewRow, Wanted
from app.workspace import Workspace

REASONS = ("alarm", "asked", "high", "middle", "")
"""Why somebody stands on the interview list, the gravest first; "" is who was put there without such a result."""
SEVERITIES = {ALARM: "alarm", 6: "asked", 5: "high", 3: "middle"}
CLASSES = ("alarm", "asked", "high", "middle", "low", "unclear")
BACK = timedelta(days=366)
"""How far back a result is a reason for an interview."""


@dataclass(frozen=True)
class Who:
    """Whom a line is about; `found` is what typing finds them by, `order` puts names in that of their pinyin."""

    student: str
    number: str
    name: str
    class_name: str
    found: str
    order: str


@dataclass(frozen=True)
class CallLine:
    """One student to be interviewed, by which day and why (one of `REASONS`); `staff` leads the interview, "" where
    nobody was named. `unphoned` is the record of an alarm that no call is noted on, "" for none."""

    id: str
    who: Who
    due: date
    overdue: bool
    today: bool
    reason: str
    counsellor: str
    staff: str
    unphoned: str


@dataclass(frozen=True)
class ResultLine:
    """A result as its header tells it: `cls` is "" for who did not take part. `phoned` counts where `alarm` is."""

    id: str
    who: Who
    on: date
    scale: str
    title: str
    outcome: str
    cls: str
    alarm: bool
    phoned: bool
    conflict: bool


@dataclass(frozen=True)
class InterviewDone:
    """An interview, or what came instead of one. `reason`, `outcome` and `next` are "" where the words are not here."""

    id: str
    who: Who
    on: date
    held: str
    reason: str
    outcome: str
    next: str
    by: str
    body_here: bool


@dataclass(frozen=True)
class Owed:
    """What the desk owes today: alarms without a call, interviews past their day and of today, and who asked for
    contact, has no graver reason and has not been spoken with."""

    unphoned: int
    overdue: int
    today: int
    asked: int

    @property
    def nothing(self) -> bool:
        return not (self.unphoned or self.overdue or self.today or self.asked)


@dataclass(frozen=True)
class ScreeningDesk:
    """What the page shows of its own accord. `scales` are those that ship as (id, title), `units` the classes of which
    there are results as (id, name), `windows` the screenings of the plan."""

    owed: Owed
    calls: tuple[CallLine, ...]
    interviews: tuple[InterviewDone, ...]
    windows: tuple[ScreeningWindow, ...]
    scales: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    year: date


@dataclass(frozen=True)
class ResultFilter:
    """What is asked of the results: `cls` is a class, an outcome other than taken, `alarm` for every alarm item or
    `unphoned` for those that no call is noted on. Without `all_years` those of this academic year alone."""

    text: str = ""
    scale: str = ""
    cls: str = ""
    unit: str = ""
    all_years: bool = False


def read_desk(workspace: Workspace) -> ScreeningDesk:
    """The interview list, the interviews of this academic year, and what is owed. UserError `screening_not_allowed`."""
    allow(workspace)
    db = workspace.store.read()
    year = academic_year(workspace.clock.today())
    calls, unphoned = _calls(workspace, db)
    language = workspace.language
    units = _unit_names(db, screening.screened_units(db, workspace.clock.epoch(year.isoformat())))
    return ScreeningDesk(
        owed=Owed(
            unphoned=unphoned,
            overdue=sum(call.overdue for call in calls),
            today=sum(call.today for call in calls),
            asked=sum(call.reason == "asked" for call in calls),
        ),
        calls=calls,
        interviews=done_interviews(workspace, db, screening.interviews(db, workspace.clock.epoch(year.isoformat()))),
        windows=screening_windows(workspace),
        scales=tuple((name, find_scale(name).title(language)) for name in scale_ids()),
        units=tuple(sorted(units.items(), key=lambda one: one[1])),
        year=year,
    )


def count_due(workspace: Workspace) -> int:
    """How many interviews are owed by today; 0 for those who may not read results."""
    if not may_read_results(workspace):
        return 0
    earliest = _earliest(screening.open_calls(workspace.store.read()))
    return sum(due <= workspace.clock.today() for due, _ in earliest.values())


def find_results(
    workspace: Workspace, asked: ResultFilter, *, sort: str = "on", descending: bool = False, limit: int
) -> tuple[tuple[ResultLine, ...], int]:
    """The first results in an order (`on`, `name`, `class`, `scale`, `result`; by day and result the latest and the
    gravest first), and how many there are. UserError `screening_not_allowed`."""
    allow(workspace)
    db = workspace.store.read()
    since = 0 if asked.all_years else workspace.clock.epoch(academic_year(workspace.clock.today()).isoformat())
    wanted = Wanted(
        text=asked.text,
        scale=asked.scale,
        said=f"class={asked.cls}" if asked.cls in CLASSES else f"outcome={asked.cls}" if asked.cls else "",
        alarms=asked.cls == "alarm",
        unphoned=asked.cls == "unphoned",
        unit=asked.unit,
        since=since,
    )
    rows, total = screening.find_results(db, wanted, sort=sort, descending=descending, limit=limit)
    people = _People(db, [row.about for row in rows])
    return tuple(_result(workspace, people, row) for row in rows), total


# ── what lines are made of ───────────────────────────────────────────────────────────────────────


class _People:
    """Who the lines are about: the names of their classes, read once for a whole list."""

    def __init__(self, db: Db, lines: Sequence[About]) -> None:
        self._units = _unit_names(db, sorted({line.unit for line in lines} - {""}))

    def who(self, about: About) -> Who:
        group = self._units.get(about.unit, "")
        found = f"{about.found} {group.casefold()}"
        return Who(about.student, about.number, about.name, group, found, about.sort)


def _calls(workspace: Workspace, db: Db) -> tuple[tuple[CallLine, ...], int]:
    """The interview list, the earliest day first, and how many alarms have no call noted on them.

    Whose result it was has to phone: a psychologist is told of their own alarms, for the calls that the centre noted
    on its own may not have come here; the centre has them all.
    """
    clock, today = workspace.clock, workspace.clock.today()
    rows = screening.open_calls(db)
    since = clock.epoch((today - BACK).isoformat())
    reasons = screening.reasons(db, since)
    author = "" if workspace.is_seat else workspace.member.id
    alarms = screening.unphoned_alarms(db, since, author)
    unphoned = {student: record for record, student in alarms}
    people, carers, staff = _People(db, [row.about for row in rows]), Carers(db, clock), _Staff(db)
    named = {row.about.student: staff_of(row) for row in sorted(rows, key=lambda row: row.at) if staff_of(row)}
    lines = []
    for student, (due, row) in _earliest(rows).items():
        lines.append(
            CallLine(
                id=row.record,
                who=people.who(row.about),
                due=due,
                overdue=due < today,
                today=due == today,
                reason=SEVERITIES.get(reasons.get(student, 0), ""),
                counsellor=carers.name(student, row.about.unit, today),
                staff=staff.name(named.get(student, "")),
                unphoned=unphoned.get(student, ""),
            )
        )
    lines.sort(key=lambda line: (line.due, REASONS.index(line.reason), line.who.number))
    return tuple(lines), len(alarms)


def _earliest(rows: Sequence[CallRow]) -> dict[str, tuple[date, CallRow]]:
    """Of several calls for one student the earliest counts."""
    found: dict[str, tuple[date, CallRow]] = {}
    for row in rows:
        due = date.fromisoformat(row.due)
        student = row.about.student
        if student not in found or (due, row.record) < (found[student][0], found[student][1].record):
            found[student] = due, row
    return found


def staff_of(row: CallRow) -> str:
    """The id of who leads the interview; "" for nobody."""
    return read_facts(row.facts).get("staff", [""])[0]


class _Staff:
    """Names of staff, each looked up once."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._names: dict[str, str] = {"": ""}

    def name(self, person: str) -> str:
        if person not in self._names:
            self._names[person] = name_of(self._db, person)
        return self._names[person]


def done_interviews(workspace: Workspace, db: Db, rows: Sequence[InterviewRow]) -> tuple[InterviewDone, ...]:
    """What each interview says, in their order."""
    people, staff = _People(db, [row.about for row in rows]), _Staff(db)
    kind, found = KINDS["screening_interview"], []
    for row in rows:
        values = values_of(kind, row.shown)
        found.append(
            InterviewDone(
                id=row.record,
                who=people.who(row.about),
                on=workspace.clock.at_second(row.happened).date(),
                held=str(values.get("held") or ""),
                reason=str(values.get("reason") or ""),
                outcome=str(values.get("outcome") or ""),
                next=str(values.get("next") or ""),
                by=staff.name(row.author),
                body_here=row.shown.body is not None,
            )
        )
    return tuple(found)


def _result(workspace: Workspace, people: _People, row: screening.ResultRow) -> ResultLine:
    facts = read_facts(row.facts)
    scale = next(iter(facts.get("scale", [])), "")
    alarm = row.severity >= ALARM
    return ResultLine(
        id=row.record,
        who=people.who(row.about),
        on=workspace.clock.at_second(row.happened).date(),
        scale=scale,
        title=find_scale(scale).title(workspace.language) if scale in scale_ids() else scale,
        outcome=next(iter(facts.get("outcome", [])), ""),
        cls=next(iter(facts.get("class", [])), ""),
        alarm=alarm,
        phoned=row.phoned,
        conflict=row.conflict,
    )


def _unit_names(db: Db, units: Sequence[str]) -> dict[str, str]:
    return store_students.unit_names(db, units) if units else {}
