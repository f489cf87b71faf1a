"""The care list 重点关注名单 as it stands: who, at which level since when, who cares, the last and the next review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.errors import UserError
from app.records.words import found_by, sort_key
from app.services.care_levels import Level
from app.services.caseload import Filter, View
from app.services.context import rules_over_time
from app.services.duties import Asked, Duty, list_duties
from app.services.interview_list import Carers
from app.services.weekly_reviews import review_rules
from app.services.weekly_sheets import MISSING
from app.store import students as store_students
from app.store.approvals import undecided_lowerings
from app.store.review import Stay, last_about, stays
from app.store.students import Line
from app.workspace import Workspace

AHEAD = timedelta(days=13)
"""How far ahead the next review is looked for: to the end of next week."""
_ALL = 1_000_000  # lines of a list


@dataclass(frozen=True)
class Listed:
    """A student on the list. `since` is the first day at the present level, `on_list` that of the whole stay;
    `reviewed` the day of the last review (None: none), `due` when the next one is (None: none is owed). `asked` says
    that a lowering or removal waits for its approval; `found` is what typing finds the line by, `order` puts names in
    that of their pinyin: the student's, the counsellor's."""

    id: str
    number: str
    name: str
    class_name: str
    level: Level
    since: date
    on_list: date
    counsellor: str
    reviewed: date | None
    due: datetime | None
    overdue: bool
    asked: bool
    found: str
    order: tuple[str, str]


def care_roll(workspace: Workspace) -> tuple[Listed, ...]:
    """Everybody on the care list whom this person sees, the gravest level first, then by class and number. UserError
    `care_list_not_here` for a psychologist, who sees the list student by student."""
    if workspace.role == "psychologist":
        raise UserError("care_list_not_here")
    view, db = View(workspace), workspace.store.read()
    lines, _ = store_students.find_lines(db, view.sought(Filter(level="listed")), limit=_ALL)
    roll = _Roll(view, [line.id for line in lines])
    found = [listed for line in lines if (listed := roll.listed(line)) is not None]
    return tuple(sorted(found, key=lambda one: (one.level.rank or 99, one.class_name, one.number)))


class _Roll:
    """What the lines of one list are made of, read once for all of them."""

    def __init__(self, view: View, students: Sequence[str]) -> None:
        self.view, self.clock = view, view.workspace.clock
        db = view.workspace.store.read()
        self.db = db
        self.stays = stays(db, students)
        self.reviewed = last_about(db, "weekly_review", students, view.today)
        self.asked = {found.subject for found in undecided_lowerings(db)}
        self.carers = Carers(db, self.clock)
        self.due = _next_reviews(view)
        self.units: dict[str, str] = {}

    def listed(self, line: Line) -> Listed | None:
        of_one = self.stays.get(line.id, [])
        stay = next((s for s in of_one if s.since <= self.view.today < s.until), None)
        if stay is None:
            return None
        duty, seen = self.due.get(line.id), self.reviewed.get(line.id)
        group, counsellor = self._unit(line.unit), self.carers.name(line.id, line.unit, self.clock.today())
        return Listed(
            id=line.id,
            number=line.number,
            name=line.name,
            class_name=group,
            level=self.view.levels.of_severity(stay.severity or None, stay.level),
            since=self._day(stay.since),
            on_list=self._day(_came(of_one, stay)),
            counsellor=counsellor,
            reviewed=None if seen is None else self._day(seen),
            due=None if duty is None else self.clock.moment(duty.due),
            overdue=duty is not None and duty.state != "owed",
            asked=line.id in self.asked,
            found=f"{found_by(line.name, [line.number])} {group.casefold()}",
            order=(sort_key(line.name), sort_key(counsellor)),
        )

    def _day(self, second: int) -> date:
        return self.clock.at_second(second).date()

    def _unit(self, unit: str) -> str:
        if unit and unit not in self.units:
            self.units |= store_students.unit_names(self.db, [unit])
        return self.units.get(unit, "")


def _came(of_one: Sequence[Stay], stay: Stay) -> int:
    """The second from which a student has been on the list without a day off it."""
    since = stay.since
    for before in reversed(of_one):
        if before.until == since:
            since = before.since
    return since


def _next_reviews(view: View) -> Mapping[str, Duty]:
    """Each student's earliest review that nobody has written, of this week and the next."""
    workspace = view.workspace
    rules = rules_over_time(workspace, workspace.store.read(), review_rules)
    if not rules:
        return {}
    today = workspace.clock.today()
    first = today - timedelta(days=today.weekday())
    own = workspace.member.number if workspace.role == "counsellor" else ""
    found: dict[str, Duty] = {}
    for duty in list_duties(workspace, Asked(first=first, last=first + AHEAD, counsellor=own, rules=rules)):
        if duty.state in MISSING:
            found.setdefault(duty.subject_id, duty)
    return found
