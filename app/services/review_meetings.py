"""Review meetings 研判会 and their resolutions: those of a term, what is still open, writing down that one is done
(prevention.6).

Minutes are records of kind `review_meeting` as any other; the figures before a meeting stand in data_pack.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from app.errors import UserError
from app.plan.finding import met_by, set_going_by
from app.plan.plan import Plan
from app.plan.rules import UnitPeriod
from app.records import KINDS
from app.services.calendar import week_of
from app.services.context import Names, rules_over_time
from app.services.duties import Asked, Duty, days_of_now, list_duties
from app.services.reading import name_of, standing, values_of
from app.services.records import add_record
from app.services.saving import Saved
from app.store import query
from app.store.connection import Db
from app.store.log import revision_at
from app.store.query import RecordRow
from app.workspace import Workspace

KIND = "resolution"
OVERDUE = ("overdue", "unheard")
"""States in which a day has passed, as far as is known here."""


@dataclass(frozen=True)
class OpenResolution:
    """A resolution that nobody has written down as done. `what` is "" where only its header is here; `state` is the
    duty's (owed, overdue …), `college` the unit of the meeting."""

    id: str
    meeting: str
    what: str
    owner: str
    owner_name: str
    due: date
    state: str
    college: str


@dataclass(frozen=True)
class Resolution:
    """A resolution of a meeting. `what` is "" where only its header is here; `state` is the duty's, met once it is
    done: then on `done` with the `remark` that was written. A `conflict` waits for its writer."""

    id: str
    what: str
    owner: str
    owner_name: str
    due: date
    state: str
    late: bool
    done: date | None
    remark: str
    conflict: bool


@dataclass(frozen=True)
class Meeting:
    """A review meeting: its minutes' record, who met when, how many cases, what was resolved. `judgement` is "" where
    the minutes hold none yet; `unit` is the college's name or the school's."""

    id: str
    when: datetime
    scope: str
    unit: str
    chair: str
    present: str
    cases: int
    judgement: str
    resolutions: tuple[Resolution, ...]
    conflict: bool
    body_here: bool

    @property
    def done(self) -> int:
        return sum(r.state == "met" for r in self.resolutions)

    @property
    def overdue(self) -> int:
        return sum(r.state in OVERDUE for r in self.resolutions)


@dataclass(frozen=True)
class MeetingTerm:
    """The meetings of a term, the latest first, and how many of the `of` that the plan asks of this college (of the
    school) were held; `of` is 0 where it asks none. `due` is the day of the next one that is owed."""

    term: str
    first: date
    last: date
    meetings: tuple[Meeting, ...]
    held: int
    of: int
    due: date | None
    overdue: bool


def list_meetings(workspace: Workspace) -> MeetingTerm:
    """The meetings of the present term as they are written down here. UserError `meetings_not_here` for whoever takes
    no part in them."""
    if workspace.role not in ("station", "centre"):
        raise UserError("meetings_not_here")
    db, clock = workspace.store.read(), workspace.clock
    first, last = days_of_now(workspace)
    states = {duty.cause: duty for duty in _resolution_duties(workspace, db)}
    rows = query.records(db, kinds=("review_meeting",), since=clock.epoch(first.isoformat()))
    meetings = [_meeting(workspace, db, row, states) for row in rows if clock.at_second(row.happened).date() <= last]
    owed = _owed(workspace, first, last)
    open_ones = [duty for duty in owed if duty.state not in ("met", "excused")]
    return MeetingTerm(
        term=week_of(workspace).term,
        first=first,
        last=last,
        meetings=tuple(meetings),
        held=sum(duty.state == "met" for duty in owed),
        of=len(owed),
        due=clock.day(open_ones[0].due) if open_ones else None,
        overdue=any(duty.state in OVERDUE for duty in open_ones),
    )


def _owed(workspace: Workspace, first: date, last: date) -> list[Duty]:
    """The meetings that the term asks of this station's college, or of the school at the centre."""
    about = "school" if workspace.role == "centre" else "college"

    def wanted(plan: Plan) -> tuple[UnitPeriod, ...]:
        return tuple(rule for rule in met_by(plan, UnitPeriod, "review_meeting") if rule.unit == about)

    rules = rules_over_time(workspace, workspace.store.read(), wanted)
    return list(list_duties(workspace, Asked(first=first, last=last, rules=rules))) if rules else []


def _meeting(workspace: Workspace, db: Db, row: RecordRow, states: Mapping[str, Duty]) -> Meeting:
    kind, shown = KINDS[row.kind], query.shown_revision(db, row)
    values = values_of(kind, shown)
    resolutions = [
        _told(workspace, db, part, states.get(part.id))
        for part in query.of_target(db, row.id, KIND)
        if not part.withdrawn
    ]
    return Meeting(
        id=row.id,
        when=workspace.clock.moment(shown.header.happened),
        scope=str(values.get("scope") or ""),
        unit=name_of(db, row.unit) if row.unit is not None else "",
        chair=str(values.get("chair") or ""),
        present=str(values.get("present") or ""),
        cases=len(cast(list[str], values.get("cases") or [])),
        judgement=str(values.get("judgement") or ""),
        resolutions=tuple(sorted(resolutions, key=lambda r: (r.state == "met", r.due, r.id))),
        conflict=row.conflict,
        body_here=shown.body is not None or shown.header.body is None,
    )


def _told(workspace: Workspace, db: Db, row: RecordRow, duty: Duty | None) -> Resolution:
    """A resolution; in a plan that makes it nobody's duty it is owed until it is done."""
    values = values_of(KINDS[KIND], query.shown_revision(db, row))
    acts = [act for act in query.of_target(db, row.id, "sign_off") if _is_done(db, act.shown)]
    said = values_of(KINDS["sign_off"], query.shown_revision(db, acts[-1])) if acts else {}
    return Resolution(
        id=row.id,
        what=str(values.get("what") or ""),
        owner=Names(db).label(str(values.get("owner") or "")),
        owner_name=name_of(db, str(values.get("owner") or "")),
        due=date.fromisoformat(str(values.get("due"))),
        state=duty.state if duty is not None else "met" if acts else "owed",
        late=duty is not None and duty.late,
        done=workspace.clock.at_second(acts[-1].happened).date() if acts else None,
        remark=str(said.get("remark") or ""),
        conflict=row.conflict,
    )


def open_resolutions(workspace: Workspace) -> tuple[OpenResolution, ...]:
    """The resolutions that are still open, the earliest day first."""
    db = workspace.store.read()
    duties = _resolution_duties(workspace, db)
    return tuple(_resolution(workspace, db, duty) for duty in duties if duty.state != "met")


def _resolution_duties(workspace: Workspace, db: Db) -> tuple[Duty, ...]:
    """The duty of every resolution that is here, the earliest day first."""
    dues = [day for row in query.records(db, kinds=(KIND,)) if (day := _due(db, row.shown)) is not None]
    rules = rules_over_time(workspace, db, lambda plan: set_going_by(plan, KIND))
    if not dues or not rules:
        return ()
    return list_duties(workspace, Asked(first=min(dues), last=max(dues), rules=rules))


def _due(db: Db, shown: int) -> date | None:
    due = revision_at(db, shown).header.fields.get("due")
    return date.fromisoformat(str(due)) if due else None


def _resolution(workspace: Workspace, db: Db, duty: Duty) -> OpenResolution:
    row, kind, placed = standing(db, duty.cause)
    values = values_of(kind, next(r for r in placed if r.pos == row.shown))
    return OpenResolution(
        id=row.id,
        meeting=str(values.get("of") or ""),
        what=str(values.get("what") or ""),
        owner=duty.holder,
        owner_name=duty.holder_name,
        due=workspace.clock.day(duty.due),
        state=duty.state,
        college=duty.college or duty.subject_name,
    )


def finish_resolution(workspace: Workspace, identity: str, remark: str = "") -> Saved:
    """Writes that a resolution is done, in the version that is shown. UserError `record_unknown`,
    `resolution_unknown`, `resolution_finished`."""
    db = workspace.store.read()
    row, kind, placed = standing(db, identity)
    if kind.name != KIND or row.withdrawn:
        raise UserError("resolution_unknown")
    if any(_is_done(db, act.shown) for act in query.of_target(db, identity, "sign_off")):
        raise UserError("resolution_finished")
    shown = next(r for r in placed if r.pos == row.shown)
    values = {"of": identity, "revision": shown.id.hex(), "as": "done", "at": workspace.clock.stamp()}
    return add_record(workspace, "sign_off", {**values, "remark": remark})


def _is_done(db: Db, shown: int) -> bool:
    return values_of(KINDS["sign_off"], revision_at(db, shown)).get("as") == "done"
