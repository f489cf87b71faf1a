"""Which record meets a rule, and the state of a duty: docs/duties.md, "State", sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.plan.rules import Meets, Rule, Wanted
from app.records import KINDS
from tests.app.plan.reference_days import (
    approved,
    away_on,
    class_on,
    college_on,
    died,
    gone_by,
    holder_on,
    level_on,
    standing,
    unheard,
)
from tests.app.plan.worlds import SCHOOL_NAME, WITHDRAWN, Noted, Person, Pupil, Said, World

LEVELS = {"level1": 1, "level2": 2, "level3": 3}
Test = Callable[[Noted, Said], bool]


@dataclass(frozen=True, order=True)
class Owed:
    """One duty as the reference sees it; `proof` is the key of the record that meets it or may meet it."""

    rule: str
    subject: str
    n: int
    of: int
    state: str
    late: bool
    due: str
    holder: str
    proof: str


# ── Which record meets what ──────────────────────────────────────────────────────────────────────


def says(record: Noted, head: Said, wanted: Mapping[str, Wanted]) -> bool:
    """Whether the fields have one of these values each; a version's severity counts as one of its fields."""
    severity = KINDS[record.kind].severity(dict(head.values), LEVELS.get)
    said = {**head.values, "severity": severity}
    return all(set(_spelled(value)) & set(_spelled(said.get(name))) for name, value in wanted.items())


def _spelled(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(v) for v in value] if isinstance(value, (list, tuple)) else [] if value is None else [str(value)]


def matches(meets: Meets, record: Noted, head: Said) -> bool:
    """Records of a kind whose header fields say one of these values each, and none of those under `unless`; of the
    fields under `any` one at least is true."""
    if not meets.counts or record.kind != meets.kind or head.op == WITHDRAWN or not says(record, head, meets.where):
        return False
    if any(says(record, head, {name: value}) for name, value in meets.unless.items()):
        return False
    return not meets.any or any(head.values.get(name) is True for name in meets.any)


@dataclass(frozen=True)
class Found:
    """The records that surely meet a rule, and with them those of which only some versions do, in their order; of each
    the latest version that does."""

    sure: list[Noted]
    some: list[Noted]
    by: Mapping[str, Said]

    def moment(self, record: Noted) -> datetime:
        return record.happened(self.by[record.key])


def look(world: World, rule: Rule, test: Test) -> Found:
    """A record surely meets a rule if every version that is not followed does; in the order of their time."""

    def ok(record: Noted, head: Said) -> bool:
        return any(matches(meets, record, head) for meets in rule.meets) and test(record, head)

    by: dict[str, Said] = {}
    some = [r for kind in {meets.kind for meets in rule.meets} for r in world.of_kind(kind)]
    for record in some:
        meeting = [head for head in record.heads if ok(record, head)]
        if meeting:
            by[record.key] = max(meeting, key=record.happened)
    some = sorted((r for r in some if r.key in by), key=lambda r: (r.happened(by[r.key]), r.key))
    return Found([r for r in some if all(ok(r, head) for head in r.heads)], some, by)


def kth(found: Found, n: int) -> tuple[Noted | None, Noted | None]:
    """What meets the n-th of several, and what may meet it."""
    if n <= len(found.sure):
        return found.sure[n - 1], None
    doubtful = [r for r in found.some if r not in found.sure]
    return None, doubtful[n - 1 - len(found.sure)] if n <= len(found.some) else None


def late_after(record: Noted | None, due: datetime) -> bool:
    """It happened after the due minute; what has no time of its own, if it was first written after it."""
    return record is not None and any(record.happened(head) > end_of(due) for head in record.heads)


def end_of(due: datetime) -> datetime:
    """A deadline holds to its minute (12:00:59 is in time)."""
    return due.replace(second=59)


# ── State ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Call:
    """One duty before its state is known. `told` is the late time of an event that meets itself."""

    rule: Rule
    subject: Pupil | Person | str
    opens: datetime
    due: datetime
    holder: str
    sure: Noted | None = None
    doubtful: Noted | None = None
    n: int = 1
    of: int = 1
    late: bool = False
    excused: bool = False


def judged(world: World, call: Call) -> Iterator[Owed]:
    """In this order: met · unclear · none at all if the student died or had left before it was due · excused · owed
    until it is due · unheard · overdue."""
    if call.opens.date() < world.founded:
        return
    pupil = call.subject if isinstance(call.subject, Pupil) else None
    day = call.due.date()
    if call.sure is not None:
        state = "met"
    elif call.doubtful is not None:
        state = "unclear"
    elif pupil is not None and (died(pupil) or gone_by(pupil, day)):
        return
    elif (
        call.excused
        or (pupil is not None and away_on(world, pupil, day))
        or exempt(world, call.rule, call.subject, day)
    ):
        state = "excused"
    elif world.now <= end_of(call.due):
        state = "owed"
    elif unheard(world, call.holder, call.due):
        state = "unheard"
    else:
        state = "overdue"
    proof = call.sure or call.doubtful
    name = call.subject if isinstance(call.subject, str) else call.subject.number
    yield Owed(
        call.rule.id, name, call.n, call.of, state, call.late and state == "met", call.due.isoformat(), call.holder,
        proof.key if proof is not None else "",
    )  # fmt: skip


def exempt(world: World, rule: Rule, subject: Pupil | Person | str, day: date) -> bool:
    """An approved `exemption` of this rule for the subject, its class or its college holds on the due day."""
    names = {subject} if isinstance(subject, str) else {subject.number}
    if isinstance(subject, Pupil):
        names |= {class_on(subject, day), college_on(subject, day)}
    if isinstance(subject, Person):
        names |= {subject.unit}
    for record in standing(world, "exemption"):
        values = record.heads[0].values
        holds = values["from"] <= day <= (values.get("to") or date.max)  # type: ignore[operator]
        if values["rule"] == rule.id and values["subject"] in names and holds and approved(world, record):
            return True
    return False


def held_by(world: World, rule: Rule, pupil: Pupil, day: date) -> str:
    """The holder of a student's duty is who has the student on the due day. A station's duty is held by its college,
    a centre's by the school."""
    return {"station": college_on(pupil, day), "centre": SCHOOL_NAME}.get(rule.holder) or holder_on(world, pupil, day)


def about(world: World, pupil: Pupil) -> Test:
    return lambda record, head: pupil.number in world.students(record, head)


def within(first: datetime, last: datetime) -> Callable[[Noted, Said], bool]:
    return lambda record, head: first <= record.happened(head) <= last


def grouped(world: World, group: str, size: int, pupil: Pupil, opens: date) -> Test:
    """Whether a talk of several counts for each: `no`, `counts` (up to `group_size`, where given), `unless_listed` (not
    for whom the care list names on the day the duty opens)."""

    def test(record: Noted, head: Said) -> bool:
        if record.kind != "talk" or head.values["mode"] != "group":
            return True
        if group in ("unless_listed", "listed_alone"):
            return level_on(world, pupil, opens) == ""
        return group == "counts" and (not size or len(world.students(record, head)) <= size)

    return test


def both(*tests: Test) -> Test:
    return lambda record, head: all(test(record, head) for test in tests)
