"""评估与转介: referrals that wait for their return half, reports and new listings that wait for an assessment, and what
has come back this term (clauses intervention.2 and prevention.1).

By when an assessment is due the plan's own duties say. No plan sets a time for a return half: a referral without one
stands open with its age. What is assessed in the notes vault is not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from app.plan.finding import met_by
from app.plan.plan import Plan
from app.plan.rules import Within
from app.records import KINDS
from app.records.kind import Values
from app.services.care_levels import Level
from app.services.caseload import View
from app.services.context import rules_over_time
from app.services.duties import Asked, Duty, list_duties
from app.services.reading import name_of, values_of
from app.store import query
from app.store import students as store_students
from app.store.answers import answers, count_unanswered
from app.store.query import RecordRow
from app.workspace import Workspace

What = Literal["referral", "case_report", "care_listing"]
ANSWERS: Mapping[What, str] = {"referral": "referral_return", "case_report": "case_report_return"}
"""What answers what."""
LEFT = frozenset({"overdue", "unclear", "unheard", "owed"})
LATE = frozenset({"overdue", "unheard"})
SAID = {"referral": "reason", "case_report": "behaviour", "care_listing": "reason"}
REPLIED = {"referral": ("summary", "advice", "follow_up"), "case_report": ("advice",)}


@dataclass(frozen=True)
class Matter:
    """One matter. `id` is its record: the referral, the report, the listing. `said` is what was seen, in its writer's
    words, and `done` what was done so far; both "" where the body is not here. `days` counts from `on` to today.

    `due` and `state` are the duty's (owed, overdue, unheard, unclear); None and "" where the plan sets no time.
    `answer` is the record that came back, "" while it waits; `answered` its day, `reply` its words by field.
    `consented` is the day of the student's latest consent to a hospital, for a referral.
    """

    id: str
    what: What
    student: str
    number: str
    name: str
    class_name: str
    level: Level
    on: date
    days: int
    author: str
    urgency: str
    institution: str
    way: str
    said: str
    done: str
    basis: str
    ground: str
    consented: date | None
    due: datetime | None
    state: str
    answer: str
    answered: date | None
    reply: tuple[tuple[str, str], ...]
    conflict: bool
    body_here: bool

    @property
    def late(self) -> bool:
        return self.state in LATE


@dataclass(frozen=True)
class ReferralDesk:
    """All matters, the most pressing first; those that came back this term, the latest first."""

    waiting: tuple[Matter, ...]
    back: tuple[Matter, ...]

    @cached_property
    def referrals(self) -> tuple[Matter, ...]:
        """Without their return half."""
        return tuple(m for m in self.waiting if m.what == "referral")

    @cached_property
    def to_assess(self) -> tuple[Matter, ...]:
        """Reported or newly listed."""
        return tuple(m for m in self.waiting if m.what != "referral")


def referral_desk(workspace: Workspace) -> ReferralDesk:
    """What this machine knows of: a psychologist's of the school, anybody else's of their own students."""
    return _Reading(View(workspace)).desk()


def count_waiting(workspace: Workspace) -> int:
    """How many matters wait, as the desk lists them."""
    db = workspace.store.read()
    unanswered = sum(count_unanswered(db, kind, answer) for kind, answer in ANSWERS.items())
    return unanswered + len(_duties(workspace, of_listings))


def of_assessments(plan: Plan) -> tuple[Within, ...]:
    """The rules of a plan that an assessment's return half meets."""
    return met_by(plan, Within, ANSWERS["case_report"])


def of_listings(plan: Plan) -> tuple[Within, ...]:
    """Of these the rules about who is newly listed."""
    return tuple(rule for rule in of_assessments(plan) if rule.event.kind == "care_listing")


def _duties(workspace: Workspace, wanted: Callable[[Plan], Iterable[Within]]) -> dict[str, Duty]:
    """What rules still ask for, by the record that obliges to it."""
    rules = rules_over_time(workspace, workspace.store.read(), wanted)
    found = list_duties(workspace, Asked(rules=rules)) if rules else ()
    return {duty.cause: duty for duty in found if duty.state in LEFT and duty.cause}


class _Reading:
    """What one look at the desk reads once."""

    def __init__(self, view: View) -> None:
        self.view, self.workspace = view, view.workspace
        self.db, self.clock = view.workspace.store.read(), view.workspace.clock
        self.duties = _duties(self.workspace, of_assessments)

    def desk(self) -> ReferralDesk:
        rows = [(row, answer) for kind in ANSWERS for row, answer in self._of_kind(kind)]
        rows += [(row, "") for cause in self.duties if (row := self._listing(cause)) is not None]
        self.about = {row.id: next(iter(query.students_of(self.db, row.id)), "") for row, _ in rows}
        students = sorted({student for student in self.about.values() if student})
        self.lines = store_students.lines_of(self.db, students, self.view.today)
        units = sorted({line.unit for line in self.lines.values() if line.unit})
        self.units = store_students.unit_names(self.db, units)
        matters = [self._matter(row, answer) for row, answer in rows]
        back = sorted((m for m in matters if m.answer), key=lambda m: (m.answered or m.on, m.id), reverse=True)
        return ReferralDesk(tuple(sorted((m for m in matters if not m.answer), key=_pressing)), tuple(back))

    def _of_kind(self, kind: What) -> list[tuple[RecordRow, str]]:
        """The records of a kind with their answers: all that wait, and what came back this term."""
        known = answers(self.db, ANSWERS[kind])
        found = [(row, known.get(row.id, "")) for row in query.records(self.db, kinds=(kind,))]
        return [(row, answer) for row, answer in found if not answer or self._this_term(answer)]

    def _this_term(self, answer: str) -> bool:
        row = query.record(self.db, answer)
        return row is not None and row.happened >= self.view.since

    def _listing(self, cause: str) -> RecordRow | None:
        row = query.record(self.db, cause)
        return row if row is not None and row.kind == "care_listing" else None

    def _matter(self, row: RecordRow, answer: str) -> Matter:
        shown = query.shown_revision(self.db, row)
        values = values_of(KINDS[row.kind], shown)
        what: What = row.kind  # type: ignore[assignment]
        student = self.about[row.id]
        line, duty = self.lines.get(student), self.duties.get(row.id)
        on = self.clock.at_second(row.happened).date()
        answered, reply = self._reply(what, answer)
        levels = self.view.levels
        return Matter(
            id=row.id,
            what=what,
            student=student,
            number=line.number if line is not None else "",
            name=(line.name if line is not None else "") or name_of(self.db, student) if student else "",
            class_name=self.units.get(line.unit, "") if line is not None else "",
            level=levels.of_grade(line.grade) if line is not None and line.grade else levels.of_severity(0),
            on=on,
            days=(self.clock.today() - on).days,
            author=name_of(self.db, row.author),
            urgency=_said(values, "urgency"),
            institution=_said(values, "institution"),
            way=_said(values, "way"),
            said=_said(values, SAID[what]),
            done=_said(values, "done" if what != "care_listing" else "evidence"),
            basis=_said(values, "basis"),
            ground=_said(values, "ground"),
            consented=self._consent(student) if what == "referral" and student else None,
            due=None if duty is None else self.clock.moment(duty.due),
            state="" if duty is None else duty.state,
            answer=answer,
            answered=answered,
            reply=reply,
            conflict=row.conflict,
            body_here=shown.body is not None or shown.header.body is None,
        )

    def _reply(self, what: What, answer: str) -> tuple[date | None, tuple[tuple[str, str], ...]]:
        row = query.record(self.db, answer) if answer else None
        if row is None:
            return None, ()
        values = values_of(KINDS[row.kind], query.shown_revision(self.db, row))
        said = tuple((name, _said(values, name)) for name in REPLIED[what] if values.get(name))
        return self.clock.at_second(row.happened).date(), said

    def _consent(self, student: str) -> date | None:
        """When the student or the family last agreed to a hospital; a refusal to sign is none."""
        for row in query.records(self.db, kinds=("consent",), student=student):
            fields = query.shown_revision(self.db, row).header.fields
            if fields.get("for") == "hospital" and fields.get("how") != "refused":
                return self.clock.at_second(row.happened).date()
        return None


def _said(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _pressing(matter: Matter) -> tuple[bool, bool, float, str]:
    """What is late first, then what is to be done at once, then by the hour it is due or the day it was written."""
    since = matter.due.timestamp() if matter.due is not None else float(matter.on.toordinal() * 86_400)
    return not matter.late, matter.urgency != "at_once", since, matter.id
