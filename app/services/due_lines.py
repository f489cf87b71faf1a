"""What a duty says on the week's list: whom it is about, why it is owed, and the one step that meets it.

Which duties are listed, and what the page shows beside them, stands in this_week.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from app.plan.calendar import monday
from app.plan.engine import Laid, Ruled
from app.plan.plan import Clause
from app.plan.rules import (
    Circumstance,
    ListedTerm,
    ListedWeek,
    PersonPeriod,
    Rule,
    UnitPeriod,
    Within,
)
from app.records import KINDS
from app.records.facts import read_facts
from app.records.ids import pack, unpack
from app.services import students
from app.services.care_levels import Levels
from app.services.caseload import end_of
from app.services.context import plan_in_force
from app.services.due_rules import Sort, is_urgent, sort_of
from app.services.snoozing import Snooze
from app.store import query
from app.store import students as store_students
from app.store.approvals import undecided_acts
from app.store.duty_states import Found
from app.store.labels import Called, called
from app.texts import day_text, text
from app.workspace import Workspace

Group = Literal["now", "overdue", "today", "unclear", "week", "later", "unheard", "lapsed"]
"""Where a line stands. `now` is about a danger, overdue or not; `lapsed` is overdue too, but what is done now counts
for it no more."""
VERBS = {
    "talk": "write_talk", "parent_contact": "call_family", "sweep_check": "sweep", "care_listing": "list",
    "screening_interview": "interview", "case_report": "report", "weekly_review": "review",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """The one thing to do next: `verb` names it; page, subject and more say where, as the window's pages are named."""

    verb: str
    page: str
    subject: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Who:
    """A student as a line shows one; rank None for whom nobody follows."""

    id: str
    number: str
    name: str
    class_name: str
    dorm: str
    level_name: str
    rank: int | None


@dataclass(frozen=True)
class DueLine:
    """One row: a duty, or several that are one piece of work (`parts`). `why` is the reason in the clause's words and
    stands before its title; `subject` is the name where it is about no student; `days_over` counts whole days.

    `keys` name the duties, for counting and for snoozing. `urgent` ones are never snoozed. `requested` is the exemption
    that was asked for and waits for its approval, `excuse` the step that asks for one.
    """

    id: str
    keys: tuple[str, ...]
    group: Group
    sort: Sort
    state: str
    rule: str
    label: str
    why: str
    clause: str
    clause_title: str
    clause_text: str
    who: Who | None
    subject: str
    opens: date
    due: datetime
    days_over: int
    holder_name: str
    step: Step
    excuse: Step | None
    requested: str
    urgent: bool
    snoozed: Snooze | None
    parts: tuple[DueLine, ...] = ()

    @property
    def count(self) -> int:
        """How many duties it stands for."""
        return len(self.keys)

    @property
    def at_once(self) -> bool:
        """Whether one record meets several of them."""
        return self.count > max(1, len(self.parts))


class Lines:
    """Makes lines of duties; reads whom they name once for all of them."""

    def __init__(self, workspace: Workspace, found: Laid, language: str, asleep: Mapping[str, Snooze]) -> None:
        self.workspace, self.found, self.db = workspace, found, found.db
        self.language, self.asleep = language, asleep
        self.today = workspace.clock.today()
        self.own = {workspace.member.id}
        self._people: dict[str, Who] = {}
        self._named: dict[bytes, Called] = {}

    def lines(self, rows: Sequence[tuple[Found, Group]]) -> list[DueLine]:
        """A line for each duty, in the order of the duties."""
        self._learn([row for row, _ in rows])
        return [self._line(row, group) for row, group in rows]

    def _learn(self, rows: Sequence[Found]) -> None:
        levels = Levels(plan_in_force(self.workspace), self.language)
        ids = {unpack(row.subject) for row in rows if row.about == "s"}
        found = store_students.lines_of(self.db, sorted(ids), end_of(self.workspace, self.today))
        units = store_students.unit_names(
            self.db, sorted({u for x in found.values() for u in (x.unit, x.building) if u})
        )
        for line in found.values():
            level = levels.of_grade(line.grade) if line.grade else levels.of_severity(0)
            dorm = students.dorm(self.language, units.get(line.building, ""), line.room, line.off_campus)
            group = units.get(line.unit, "")
            self._people[line.id] = Who(line.id, line.number, line.name, group, dorm, level.name, level.rank)
        self._named = called(self.db, {i for row in rows for i in (row.subject, row.holder) if i is not None})

    def _line(self, row: Found, group: Group) -> DueLine:
        ruled, subject = self.found.rules[row.rule], unpack(row.subject)
        rule, clause = ruled.rule, ruled.plan.clause(ruled.rule.clause)
        due = self.workspace.clock.at_second(row.due)
        key = f"{rule.id}|{subject}|{row.n}|{due.isoformat()}"
        urgent, asleep = is_urgent(rule), self.asleep.get(key)
        who = self._people.get(subject) if row.about == "s" else None
        return DueLine(
            id=key,
            keys=(key,),
            group=group,
            sort=sort_of(rule),
            state=row.state,
            rule=rule.id,
            label=self._label(rule),
            why=self._why(ruled, row),
            clause=rule.clause,
            clause_title="" if clause is None else self._title(clause),
            clause_text="" if clause is None else clause.text,
            who=who,
            subject=self._name(row.subject),
            opens=self.workspace.clock.at_second(row.opens).date(),
            due=due,
            days_over=max(0, (self.today - due.date()).days),
            holder_name="" if row.holder is None or self._is_own(row) else self._name(row.holder),
            step=self._step(ruled, row, group),
            excuse=self._excuse(rule, row) if self.workspace.role in KINDS["exemption"].writers else None,
            requested=self._requested.get((rule.id, row.subject), ""),
            urgent=urgent,
            snoozed=None if urgent else asleep,
        )

    def _name(self, identity: bytes) -> str:
        found = self._named.get(identity)
        return "" if found is None else found.name

    def _label(self, rule: Rule) -> str:
        return rule.en if self.language == "en" else rule.label

    def _title(self, clause: Clause) -> str:
        return clause.en if self.language == "en" else clause.title

    # Why.

    def _why(self, ruled: Ruled, row: Found) -> str:
        rule, lang = ruled.rule, self.language
        first, last = (self._day(second) for second in (row.opens, row.due))
        if isinstance(rule, Circumstance | Within):
            return self._caused(ruled, row)
        if isinstance(rule, ListedWeek):
            past = row.opens + 7 * 86_400 <= self.found.asked.now
            return text(lang, "due.why.past_week", first=first) if past else text(lang, "due.why.week")
        if isinstance(rule, ListedTerm) or (isinstance(rule, UnitPeriod) and rule.weekday is None):
            return text(lang, "due.why.term", n=row.n, of=row.quota)
        if row.quota > 1:
            return text(lang, "due.why.several", first=first, last=last, n=row.n, of=row.quota)
        return text(lang, "due.why.once", first=first, last=last)

    def _cause(self, row: Found) -> query.RecordRow | None:
        return query.record(self.db, unpack(row.cause)) if row.cause is not None else None

    def _caused(self, ruled: Ruled, row: Found) -> str:
        """The circumstance or event that obliged, on its day."""
        cause = self._cause(row)
        if cause is None:
            return ""
        day, rule = self._day(cause.happened), ruled.rule
        if isinstance(rule, Circumstance):
            told = _circumstances(rule, cause)
            what = ruled.plan.label("circumstance", told[0], self.language) if told else self._label(rule)
        elif isinstance(rule, Within) and rule.by in ("follow_up_on", "next_on"):
            return text(self.language, f"due.why.{rule.by}", day=day)
        else:
            what = text(self.language, f"kind.{cause.kind}")
        return text(self.language, "due.why.event", day=day, what=what)

    def _day(self, second: int) -> str:
        return day_text(self.language, self.workspace.clock.at_second(second).date())

    # What to do.

    def _step(self, ruled: Ruled, row: Found, group: Group) -> Step:
        rule, subject = ruled.rule, unpack(row.subject)
        if row.state == "unclear" and row.proof is not None:
            return Step("settle", "record", unpack(row.proof), ("versions",))
        kind = rule.meets[0].kind if rule.meets else ""
        cause = "" if row.cause is None else unpack(row.cause)
        if self.workspace.role == "station" and not self._is_own(row):
            return (
                Step("open_file", "student", subject) if row.about == "s" else Step("look", "record", cause or subject)
            )
        if kind == "sign_off":
            return Step("finish", "record", cause)
        if kind == "phone_report":
            return Step("phone", "record", cause)
        if not kind:
            return Step("amend", "amend", cause)
        return self._written(ruled, kind, row, group)

    def _written(self, ruled: Ruled, kind: str, row: Found, group: Group) -> Step:
        """The step that writes a record of a kind."""
        rule = ruled.rule
        student = unpack(row.subject) if row.about == "s" else ""
        if isinstance(rule, ListedWeek):
            week = monday(self.workspace.clock.at_second(row.due).date())
            return Step("review", "reviews", week.isoformat(), (student,))
        if isinstance(rule, PersonPeriod) and kind == "visit":
            return Step("late_entry", "write", "visit") if group == "lapsed" else Step("visit", "visits")
        if kind == "weekly_sheet":
            return Step("check", "review_check")
        if kind == "review_meeting":
            return Step("meet", "meetings")
        cause = "" if row.cause is None else unpack(row.cause)
        about = tuple(one for one in (cause if KINDS[kind].of is not None else student,) if one)
        verb = "write_follow_up" if sort_of(rule) == "follow_up" else VERBS.get(kind, "write")
        more = (*about, *self._given(ruled, kind, row))
        return Step("late_entry" if group == "lapsed" else verb, "write", kind, more)

    def _given(self, ruled: Ruled, kind: str, row: Found) -> list[str]:
        """What a record must say to meet a rule, as far as its form can begin with it (`name=value`)."""
        rule = ruled.rule
        if isinstance(rule, Circumstance):
            cause = self._cause(row)
            obliging = ruled.plan.circumstances
            told = [] if cause is None else [what for what in _circumstances(rule, cause) if what in obliging]
            return list(dict.fromkeys(f"occasions={obliging[what]}" for what in told))
        fields = {name: KINDS[kind].field(name) for name in rule.meets[0].where}
        fit = [name for name, field in fields.items() if field is not None and (not field.many or kind == "talk")]
        return [f"{name}={rule.meets[0].where[name]}" for name in fit if isinstance(rule.meets[0].where[name], str)]

    def _is_own(self, row: Found) -> bool:
        """Whether it is this person's to do, or their college's."""
        return row.holder is not None and (row.holder in self.found.colleges or unpack(row.holder) in self.own)

    def _excuse(self, rule: Rule, row: Found) -> Step:
        """The form of an exemption from this duty, for the days on which it is owed."""
        first, last = (self.workspace.clock.at_second(second).date() for second in (row.opens, row.due))
        given = (f"rule={rule.id}", f"from={first.isoformat()}", f"to={last.isoformat()}")
        return Step("excuse", "write", "exemption", (unpack(row.subject), *given))

    @cached_property
    def _requested(self) -> dict[tuple[str, bytes], str]:
        """The exemptions nobody has decided about, by rule and subject."""
        found = dict[tuple[str, bytes], str]()
        for asked in undecided_acts(self.db, "exemption"):
            row = query.record(self.db, asked.record)
            rules = () if row is None else read_facts(row.facts).get("rule", ())
            found |= {(rule, pack(asked.subject)): asked.record for rule in rules}
        return found


def _circumstances(rule: Circumstance, cause: query.RecordRow) -> list[str]:
    """Those of a record that a rule is about."""
    return [what for what in read_facts(cause.facts).get("what", ()) if what in rule.what]
