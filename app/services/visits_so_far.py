"""The visits of the week (or month) under way, as the week's page shows them beside its list (clause prevention.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.plan.engine import Laid
from app.plan.rules import PersonPeriod
from app.records.ids import unpack
from app.services.caseload import Filter, View
from app.services.visited import last_visits
from app.store import query
from app.store import students as store_students
from app.store.connection import Db
from app.store.duty_states import Found
from app.workspace import Workspace


@dataclass(frozen=True)
class Seen:
    """A visit of this week: where, and how many students a remark tells of or were present."""

    record: str
    day: date
    place: str
    people: int


@dataclass(frozen=True)
class Visits:
    """The visits of the period that today lies in: how many of how many, until when. `away` is the building of one's
    own students that nobody visited for the longest, and for how many weeks; None for never."""

    met: int
    of: int
    last: date
    seen: tuple[Seen, ...]
    away: tuple[str, int | None] | None


def visits_so_far(workspace: Workspace, found: Laid, duties: Sequence[Found]) -> Visits | None:
    """The visits of the week (or month) under way; None where none are owed in it."""
    now = found.asked.now
    own = [
        f
        for f in duties
        if isinstance(found.rules[f.rule].rule, PersonPeriod) and f.opens <= now < f.due + 60 and f.state != "excused"
    ]
    if not own:
        return None
    db, clock = found.db, workspace.clock
    proofs = {unpack(f.proof) for f in own if f.proof is not None}
    return Visits(
        met=sum(f.state.startswith("met") for f in own),
        of=len(own),
        last=clock.at_second(max(f.due for f in own)).date(),
        seen=tuple(sorted((_seen(workspace, db, proof) for proof in proofs), key=lambda s: (s.day, s.record))),
        away=_away(workspace, db),
    )


def _seen(workspace: Workspace, db: Db, record: str) -> Seen:
    row = query.record(db, record)
    assert row is not None  # a proof is a record that stands
    fields = query.shown_revision(db, row).header.fields
    building = str(fields.get("building") or "")
    place = store_students.unit_names(db, [building]).get(building, "") if building else str(fields.get("course") or "")
    present = fields.get("present")
    people = present if isinstance(present, int) else len(query.of_target(db, record, "visit_remark"))
    return Seen(record, workspace.clock.at_second(row.happened).date(), place, people)


def _away(workspace: Workspace, db: Db) -> tuple[str, int | None] | None:
    """The building of one's students that was not visited for the longest: a week and more, or never."""
    buildings = store_students.count_by(db, View(workspace).sought(Filter()), "building")
    last = last_visits(db, workspace.clock, workspace.member.id).buildings
    if not buildings:
        return None
    longest = min(buildings, key=lambda b: (last.get(b, date.min), -buildings[b], b))
    weeks = (workspace.clock.today() - last[longest]).days // 7 if longest in last else None
    name = store_students.unit_names(db, [longest]).get(longest, "")
    return None if weeks == 0 or not name else (name, weeks)
