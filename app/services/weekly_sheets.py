"""The weekly sheet 周研判表: this week's reviews of all who are followed, beside last week's (clause prevention.5).

Whom it names is what the duty to write a weekly review says, so that sheet and duties cannot differ. Writing one
review stands in weekly_reviews.py, sending the sheet on in weekly_stages.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import cast

from app.errors import UserError
from app.plan.engine import read_school
from app.plan.plan import Plan
from app.records import KINDS
from app.records.ids import pack, unpack
from app.records.kind import Values
from app.services.care_levels import Level, Levels
from app.services.caseload import end_of
from app.services.context import Names, plan_in_force, rules_over_time
from app.services.duties import Asked, Duty, list_duties
from app.services.reading import name_of, values_of
from app.services.weekly_reviews import (
    Review,
    ReviewWeek,
    Unchanged,
    review_rules,
    review_week,
    reviews_of,
    said_of,
    stay_at,
    week_before,
)
from app.store import query
from app.store.connection import Db
from app.store.review import Stay, count_about, stays
from app.texts import text
from app.workspace import Workspace

MISSING = ("owed", "overdue", "unheard")
"""States of a duty that no review has met."""


@dataclass(frozen=True)
class SheetRow:
    """One student of the sheet; words are in our language, `review` is this week's (None: not here yet).

    `level` is the one as the week ends (or now), `last_level` as the week before ended. `last` is last week's review
    in one line, shown and never copied. `talks` counts the talk records of the week. `no_change` is "" where it is
    open, `limit` after too many weeks of it, `uncounted` where the plan counts none. `state` is the duty's, `due` its
    hour (RFC 3339).
    """

    number: int
    id: str
    student: str
    name: str
    sex: str
    college: str
    class_name: str
    problems: tuple[str, ...]
    level: Level
    last_level: Level
    found_through: str
    review: Review | None
    others: tuple[Review, ...]
    last: str
    talks: int
    family_knows: bool | None
    attitude: str
    measures: str
    next_step: str
    owner: str
    holder: str
    holder_name: str
    state: str
    late: bool
    due: str
    no_change: str

    @property
    def missing(self) -> bool:
        return self.state in MISSING

    @property
    def unclear(self) -> bool:
        """Whether a review is there in two versions that wait for its writer (待厘清)."""
        return self.state == "unclear" or (self.review is not None and self.review.conflict)


@dataclass(frozen=True)
class WeeklySheet:
    """The sheet of a week as of a moment (RFC 3339): of a counsellor's own students, of a `college`, or of all ("")."""

    week: ReviewWeek
    college: str
    as_of: str
    rows: tuple[SheetRow, ...]


def weekly_sheet(workspace: Workspace, week: str | None = None, college: str = "") -> WeeklySheet:
    """The sheet of a week (a number of the present term, or any date): a counsellor's own students, a station's
    college, all at the centre; of one `college` where it is named. The gravest level first, then by class and number.

    Raises UserError `not_enrolled`, `weekly_sheet_not_allowed`, `unit_unknown`, and as `review_week` does.
    """
    if not workspace.enrolled or not workspace.member.id:
        raise UserError("not_enrolled")
    if workspace.role == "psychologist":
        raise UserError("weekly_sheet_not_allowed")
    at, db = review_week(workspace, week), workspace.store.read()
    wanted = college_name(workspace, db, college)
    duties = [d for d in _owed(workspace, at) if wanted in ("", d.college)]
    found = _Sources(workspace, db, at, tuple(d.subject_id for d in duties))
    rows = sorted((found.row(duty) for duty in duties), key=_order)
    return WeeklySheet(
        at, wanted, workspace.clock.stamp(), tuple(replace(row, number=k) for k, row in enumerate(rows, 1))
    )


def college_name(workspace: Workspace, db: Db, college: str) -> str:
    """The college that is asked for; a station's own where none is named. UserError `unit_unknown`."""
    if college:
        return name_of(db, Names(db).find("unit", college))
    return name_of(db, own) if workspace.role == "station" and (own := own_college(workspace, db)) else ""


def own_college(workspace: Workspace, db: Db) -> str:
    """The record of the college that the person belongs to; "" where they belong to none."""
    row = query.record(db, workspace.member.id)
    found = read_school(db).college_of.get(pack(row.unit)) if row is not None and row.unit is not None else None
    return "" if found is None else unpack(found)


def _owed(workspace: Workspace, at: ReviewWeek) -> tuple[Duty, ...]:
    """The week's duties to review: those that fall due in it."""
    own = workspace.member.number if workspace.role == "counsellor" else ""
    rules = rules_over_time(workspace, workspace.store.read(), review_rules)
    return list_duties(workspace, Asked(first=at.first, last=at.last, counsellor=own, rules=rules)) if rules else ()


def _order(row: SheetRow) -> tuple[int, str, str]:
    return (99 if row.level.rank is None else row.level.rank, row.class_name, row.student)


class _Sources:
    """What the rows of one sheet are made of, read once for all of them."""

    def __init__(self, workspace: Workspace, db: Db, at: ReviewWeek, students: Sequence[str]) -> None:
        self.workspace, self.db, self.at = workspace, db, at
        clock = workspace.clock
        self.now = min(end_of(workspace, at.last), clock.epoch(clock.stamp()))
        self.before = end_of(workspace, at.first - timedelta(days=1))
        self.stays = stays(db, students)
        self.reviews = reviews_of(workspace, db, at.key)
        self.last = reviews_of(workspace, db, week_before(at))
        self.talks = count_about(db, "talk", students, self.before + 1, end_of(workspace, at.last))
        self.unchanged = Unchanged(workspace, db, at, self.stays)

    @cached_property
    def plan(self) -> Plan:
        return plan_in_force(self.workspace)

    @cached_property
    def levels(self) -> Levels:
        return Levels(self.plan, self.workspace.language)

    def row(self, duty: Duty) -> SheetRow:
        student = duty.subject_id
        who = self._student(student)
        listing = told_in_listings(self.db, student, self.now)
        review, others = self._review(duty)
        told: Mapping[str, object] = review.fields if review is not None else {}
        unit = str(who.get("class") or "")
        return SheetRow(
            number=0,
            id=student,
            student=duty.subject,
            name=duty.subject_name,
            sex=text(self.workspace.language, f"choice.sex.{who['sex']}") if who.get("sex") else "",
            college=duty.college,
            class_name=name_of(self.db, unit) if unit else "",
            problems=tuple(self._label("problems", p) for p in cast(list[str], listing.get("problems") or [])),
            level=self._level(student, self.now),
            last_level=self._level(student, self.before),
            found_through=self._label("found_through", listing.get("found_through")),
            review=review,
            others=others,
            last=self._last(student),
            talks=self.talks.get(student, 0),
            family_knows=cast(bool | None, told.get("family_knows")),
            attitude=self._label("attitude", told.get("attitude")),
            measures=str(told.get("measures") or ""),
            next_step=str(told.get("next_step") or ""),
            owner=self._owner(told) or duty.holder_name,
            holder=duty.holder,
            holder_name=duty.holder_name,
            state=duty.state,
            late=duty.late,
            due=duty.due,
            no_change=self.unchanged.barred(student),
        )

    def _student(self, student: str) -> Values:
        row = query.record(self.db, student)
        return {} if row is None else values_of(KINDS["student"], query.shown_revision(self.db, row))

    def _review(self, duty: Duty) -> tuple[Review | None, tuple[Review, ...]]:
        """The review that met the duty (or is in conflict), else the first one of the week; and the others."""
        found = self.reviews.get(duty.subject_id, [])
        chosen = next((r for r in found if r.id in duty.proof), next(iter(found), None))
        return chosen, tuple(r for r in found if r is not chosen)

    def _last(self, student: str) -> str:
        found = self.last.get(student, [])
        return said_of(self.workspace.language, self.plan, found[0]) if found else ""

    def _level(self, student: str, moment: int) -> Level:
        stay: Stay | None = stay_at(self.stays.get(student, ()), moment)
        return Level() if stay is None else self.levels.of_severity(stay.severity, stay.level)

    def _label(self, listed: str, value: object) -> str:
        return self.plan.label(listed, str(value), self.workspace.language) if value else ""

    def _owner(self, told: Mapping[str, object]) -> str:
        """The name of whom the review names by number as the one who goes on."""
        owner = told.get("owner")
        found = query.by_key(self.db, "staff", str(owner)) if owner else []
        return name_of(self.db, found[0]) if found else str(owner or "")


def told_in_listings(db: Db, student: str, until: int) -> Values:
    """What a student's listings up to a second tell: of each field the latest word."""
    told: Values = {}
    for row in query.records(db, kinds=("care_listing",), student=student):
        if row.happened <= until:
            told = {**values_of(KINDS["care_listing"], query.shown_revision(db, row)), **told}
    return told
