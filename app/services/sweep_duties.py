"""Who owes a sweep, told by the duties, and what of the term stands behind an answer (clause prevention.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

from app.errors import UserError
from app.exchange.scope import Scopes
from app.plan import rules
from app.plan.calendar import Term
from app.plan.finding import met_by, set_going_by
from app.plan.plan import Plan
from app.records import KINDS
from app.records.facts import Condition, read_facts
from app.records.levels import FOREVER
from app.services.calendar import calendar_of
from app.services.caseload import View, end_of
from app.services.context import plans_over_time
from app.services.duties import Asked, Duty, list_duties
from app.store import sweeps as store
from app.store.sweeps import Check, ClassSpan, Known
from app.workspace import Workspace

Window = Literal["start", "end"]
WINDOWS: tuple[Window, ...] = ("start", "end")
KIND = "sweep_check"
READERS = frozenset({"centre", *KINDS[KIND].writers, *KINDS[KIND].reads})
OPEN = ("overdue", "unheard", "owed")
_FIRST = (*OPEN, "unclear", "excused", "met")
"""Of several sweeps that a student owes in one window the one that is furthest from done speaks."""
_AFTER = timedelta(days=31)
"""How long after the term a listing that a sweep of its last days obliges to may be due."""
SOURCES: Mapping[str, tuple[str, ...]] = {
    "talk": ("talk",), "visit_remark": ("remark", "visit"), "parent_contact": ("contact",),
}  # fmt: skip
"""What the plans call the sources that are records, by kind; every other source is a person's word."""
_STANDS = {kind: Condition(kind) for kind in ("talk", "visit_remark")}
_STANDS["parent_contact"] = Condition("parent_contact", (("reached", ("true",)),))
_WORRIES = {
    "talk": Condition("talk", (("risk", ("watch", "report")),)),
    "visit_remark": Condition("visit_remark", (("flag", ("true",)),)),
}


@dataclass(frozen=True)
class Behind:
    """What of this term stands behind a quick answer: the latest of a kind of record about the student. `source` is
    the plan's id for it, "" where the plan knows no such source."""

    kind: str
    source: str
    day: date


@dataclass(frozen=True)
class Owing:
    """A sweep owed about a student. `unit` is the class of the due day, whose holder owes it, `present` today's."""

    duty: Duty
    unit: str
    present: str
    check: Check | None

    @property
    def student(self) -> str:
        return self.duty.subject_id

    @property
    def open(self) -> bool:
        return self.duty.state in OPEN

    def said(self, name: str) -> str:
        """What all versions of the check agree on; "" where there is none."""
        return "".join(read_facts(self.check.facts).get(name, ())[:1]) if self.check is not None else ""


@dataclass(frozen=True)
class Sweep:
    """One window of a term: who owes what, and the listings that its checks oblige to."""

    workspace: Workspace
    window: Window
    term: Term
    owing: Mapping[str, Owing]
    listings: tuple[Duty, ...]

    @property
    def opens(self) -> str:
        return min((o.duty.opens for o in self.owing.values()), default="")

    def known(self, students: Sequence[str]) -> dict[str, list[Known]]:
        """What was written about students in this term up to today, the latest first."""
        clock = self.workspace.clock
        since, until = (
            clock.epoch(self.term.first.isoformat()),
            end_of(self.workspace, min(clock.today(), self.term.last)),
        )
        return store.known_of(self.workspace.store.read(), students, since, until)


def read_sweep(workspace: Workspace, window: Window) -> Sweep:
    """Who owes the sweep of the present term, in vacation of the last one, by the plan's rules.

    Raises UserError `sweep_not_readable` for whom checks are not meant, `sweep_outside_term` before the first term, and
    `sweep_not_planned` where no plan asks for it.
    """
    if workspace.member.role not in READERS:
        raise UserError("sweep_not_readable")  # without the checks everybody would stand there as open
    clock = workspace.clock
    calendar, today = calendar_of(workspace), clock.today()
    term = calendar.term_of(today) or next((t for t in reversed(calendar.terms) if t.first <= today), None)
    if term is None:
        raise UserError("sweep_outside_term")
    plans = _plans_of(workspace, term)
    asked, listing = _sweep_rules(plans, window), _listing_rules(plans)
    if not asked:
        raise UserError("sweep_not_planned")
    found = list_duties(workspace, Asked(term.first, term.last + _AFTER, rules=(*asked, *listing)))
    sweeps = [d for d in found if d.rule in asked and clock.day(d.due) <= term.last]
    obliged = [d for d in found if d.rule in listing and clock.day(d.opens) <= term.last]
    written = store.checks(
        workspace.store.read(), {record for d in (*sweeps, *obliged) for record in (*d.proof, d.cause) if record}
    )
    of_window = [d for d in obliged if window in read_facts(written[d.cause].facts).get("window", ())]
    return Sweep(workspace, window, term, _owing(workspace, sweeps, written), tuple(of_window))


def _plans_of(workspace: Workspace, term: Term) -> list[Plan]:
    """The plans that were in force on some day of a term."""
    clock, spans = workspace.clock, plans_over_time(workspace, workspace.store.read())
    began, ended = clock.epoch(term.monday_of(1).isoformat()), end_of(workspace, term.last)
    until = [span.since for span in spans[1:]] + [FOREVER]
    return [span.plan for span, end in zip(spans, until, strict=True) if span.since <= ended and end > began]


def _sweep_rules(plans: Iterable[Plan], window: str) -> frozenset[str]:
    """The rules that a check of this window meets."""
    found = ((rule, meets) for plan in plans for rule in met_by(plan, rules.Window, KIND) for meets in rule.meets)
    return frozenset(
        rule.id for rule, meets in found
        if meets.kind == KIND and meets.counts and window in rules.spelled(meets.where.get("window", list(WINDOWS)))
    )  # fmt: skip


def _listing_rules(plans: Iterable[Plan]) -> frozenset[str]:
    """The rules that a check's outcome sets going."""
    return frozenset(rule.id for plan in plans for rule in set_going_by(plan, KIND))


def _owing(workspace: Workspace, duties: Sequence[Duty], written: Mapping[str, Check]) -> dict[str, Owing]:
    speaks: dict[str, Duty] = {}
    for duty in sorted(duties, key=lambda d: (_FIRST.index(d.state), d.due)):
        speaks.setdefault(duty.subject_id, duty)
    clock = workspace.clock
    now, spans = clock.epoch(clock.stamp()), store.class_spans(workspace.store.read(), speaks)
    return {
        student: Owing(
            duty,
            _class_at(spans.get(student, ()), clock.epoch(duty.due)),
            _class_at(spans.get(student, ()), now),
            written.get(next(iter(duty.proof), "")),
        )
        for student, duty in speaks.items()
    }


def _class_at(spans: Sequence[ClassSpan], moment: int) -> str:
    return next((s.unit for s in spans if s.since <= moment < s.until), "")


@dataclass
class Reach:
    """Whose sweeps whoever unlocked sees: of their classes of today, of students by name, and what they hold."""

    view: View
    _of: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def scopes(self) -> Scopes:
        return Scopes(self.view.workspace.store.read(), self.view.workspace.clock)

    def has_class(self, unit: str) -> bool:
        everyone, units, _ = self.view.scope
        if unit not in self._of:
            self._of[unit] = everyone or (bool(unit) and self.scopes.within(unit, units))
        return self._of[unit]

    def sees(self, owing: Owing) -> bool:
        if self.has_class(owing.unit) or (owing.open and self.has_class(owing.present)):
            return True
        return owing.student in self.view.scope[2] or owing.duty.holder == self.view.workspace.member.number

    def has_today(self, student: str) -> bool:
        """Whether they may write about the student today."""
        workspace = self.view.workspace
        return self.scopes.covers_student(workspace.member.id, student, workspace.clock.today())

    def may_amend(self, check: Check, student: str) -> bool:
        """Their own, or one of a student who was handed over to them by name (REPLICATION.md R4)."""
        workspace = self.view.workspace
        if check.author == workspace.member.id:
            return True
        today = workspace.clock.today()
        return any(student in s.students and s.holds(today, False) for s in self.scopes.spans(workspace.member.id))


def source_of(plan: Plan, kind: str) -> str:
    """The plan's id for a source that is a record of this kind, "" for none."""
    offered = plan.ids().get("sweep_source", ())
    return next((source for source in SOURCES.get(kind, ()) if source in offered), "")


def behind(workspace: Workspace, plan: Plan, known: Iterable[Known]) -> tuple[Behind, ...]:
    """The latest record of each kind that surely stands, the latest first; a call that nobody answered is none."""
    found: dict[str, Behind] = {}
    for one in known:
        if one.kind not in found and _STANDS[one.kind].surely(one.facts):
            day = datetime.fromtimestamp(one.happened, workspace.clock.zone).date()
            found[one.kind] = Behind(one.kind, source_of(plan, one.kind), day)
    return tuple(found.values())


def is_worried(known: Iterable[Known]) -> bool:
    """Whether a talk or remark may have seen something, in any of its versions."""
    return any(one.kind in _WORRIES and _WORRIES[one.kind].possibly(one.facts) for one in known)
