"""What the rules of a plan are laid over: calendar, range, people, units, the care list, and the evidence gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from app.plan.calendar import EPOCH, Calendar, Term, first_second
from app.plan.rules import Meets, spelled
from app.records.facts import Condition
from app.store import evidence
from app.store.connection import Db
from app.store.evidence import By, Gathered, Piece
from app.store.spans import GONE

DAY = 86_400
REACH = 120
"""Days before the term in which something may have begun that is due only now."""
LAST_MINUTE = DAY - 60
"""A day as a deadline means its 23:59."""


@dataclass(frozen=True)
class Holding:
    """One assignment as rules read it: whose students, from the first second to the first one after it."""

    staff: bytes
    since: int
    until: int
    acting: bool
    classes: frozenset[bytes]
    students: frozenset[bytes]


@dataclass(frozen=True)
class CareSpan:
    """A stretch of a student at one level of the plan in force."""

    student: bytes
    since: int
    until: int
    level: str


@dataclass(frozen=True)
class Standing:
    """A stretch of a student in one class with one status."""

    since: int
    until: int
    unit: bytes | None
    status: str


@dataclass
class Ground:
    """One evaluation. `first` and `last` are the seconds between which a duty must be due, `now` the present one;
    `opened` bounds when a duty opens: the plan at hand holds for no other."""

    db: Db
    calendar: Calendar
    offset: int
    now: int
    first: int
    last: int
    opened: tuple[int, int]
    limited: bool
    school: bytes
    colleges: tuple[bytes, ...]
    college_of: Mapping[bytes, bytes]
    holdings: Sequence[Holding]
    staff_unit: Mapping[bytes, bytes]
    care: Mapping[bytes, Sequence[CareSpan]]
    standing: Mapping[bytes, Sequence[Standing]]
    person: bytes | None = None
    gathered: dict[str, Gathered] = field(default_factory=dict)

    def start(self, day: date) -> int:
        """The first second of a school's day."""
        return first_second(day, self.offset)

    def end(self, day: date) -> int:
        """The deadline that a day means."""
        return self.start(day) + LAST_MINUTE

    def day(self, second: int) -> date:
        return EPOCH + timedelta(days=(second + self.offset * 60) // DAY)

    def at(self, day: date, hour: str) -> int:
        """An hour "HH:MM" of a day."""
        return self.start(day) + int(hour[:2]) * 3600 + int(hour[3:]) * 60

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Those of which some day lies in the range."""
        first, last = self.day(self.first), self.day(self.last)
        return tuple(t for t in self.calendar.terms if t.first <= last and t.last >= first)

    @property
    def earliest(self) -> int:
        """From when on something may have happened that matters within the range."""
        day = self.day(self.first)
        term = self.calendar.term_of(day)
        return self.start(min(day, term.first) if term is not None else day)

    def holds(self, opens: int) -> bool:
        """Whether the plan at hand is the one of what opens then."""
        return self.opened[0] <= opens < self.opened[1]

    def gather(self, kind: str, by: By) -> Gathered:
        """Where the records of a kind up to now lie, gathered when first asked for."""
        key = f"{kind}@{by}"
        if key not in self.gathered:
            since = self.earliest - REACH * DAY
            author = self.person if by == "author" else None
            self.gathered[key] = evidence.gather(
                self.db, kind, by, since, self.now, limited=self.limited, author=author
            )
        return self.gathered[key]

    def pieces(
        self, asked: Iterable[Meets], by: By, *, listed: bool = False, subjects: Sequence[bytes] | None = None
    ) -> dict[bytes, list[Candidate]]:
        """What may meet a rule, by subject and in order of time."""
        found: dict[bytes, list[Candidate]] = {}
        for meets in asked:
            if not meets.counts:
                continue
            condition = condition_of(meets)
            for piece in evidence.pieces(self.db, self.gather(meets.kind, by), listed=listed, subjects=subjects):
                if condition.possibly(piece.facts):
                    sure = condition.surely(piece.facts)
                    found.setdefault(piece.subject, []).append(Candidate(piece, sure))
        for candidates in found.values():
            candidates.sort(key=lambda c: (c.piece.at, c.piece.record))
        return found

    def level_at(self, student: bytes, moment: int) -> str:
        """The level of a student as a day begins: what is dated that day comes later, but for death and leaving; ""
        for nobody's list."""
        if self.standing_at(student, moment).status in GONE:
            return ""
        return next((s.level for s in self.care.get(student, ()) if s.since < moment <= s.until), "")

    def standing_at(self, student: bytes, moment: int) -> Standing:
        """The class and standing at a moment of somebody who ever was on the list."""
        known = (s for s in self.standing.get(student, ()) if s.since <= moment < s.until)
        return next(known, Standing(moment, moment, None, ""))

    def college_at(self, student: bytes, moment: int) -> bytes | None:
        """The college of a student's class at a moment, None for who had left."""
        found = self.standing_at(student, moment)
        return None if found.status in GONE or found.unit is None else self.college_of.get(found.unit)


@dataclass(frozen=True)
class Candidate:
    """A record that surely, or only possibly, says what a rule asks for."""

    piece: Piece
    sure: bool


def condition_of(meets: Meets) -> Condition:
    return Condition(
        meets.kind,
        tuple((name, spelled(wanted)) for name, wanted in meets.where.items()),
        tuple((name, spelled(wanted)) for name, wanted in meets.unless.items()),
        meets.any,
    )


@dataclass(frozen=True)
class Proof:
    """What met one duty; all None where nothing did."""

    at: int | None = None
    record: bytes | None = None
    doubt: bytes | None = None


def settled(candidates: Iterable[Candidate]) -> list[Candidate]:
    """What is left within the bounds of a duty, each record once: one whose versions differ in when is sure if all
    of them are within, and then counts from the last."""
    found: list[Candidate] = []
    rivals: dict[bytes, list[Candidate]] = {}
    for c in candidates:
        if c.piece.times == 1:
            found.append(c)
        else:
            rivals.setdefault(c.piece.record, []).append(c)
    for several in rivals.values():
        sure = len(several) == several[0].piece.times and all(c.sure for c in several)
        last = max((c.piece for c in several), key=lambda piece: piece.at)
        found.append(Candidate(replace(last, times=1), sure))
    return sorted(found, key=lambda c: (c.piece.at, c.piece.record)) if rivals else found


def proven(candidates: Iterable[Candidate], k: int) -> Proof:
    """The proof of the k-th (from 0) of several equal duties: the k-th sure record, or a doubtful one beyond those."""
    known = settled(candidates)
    sure = [c.piece for c in known if c.sure]
    if k < len(sure):
        return Proof(sure[k].at, sure[k].record)
    doubtful = [c.piece for c in known if not c.sure]
    beyond = k - len(sure)
    return Proof(doubt=doubtful[beyond].record) if beyond < len(doubtful) else Proof()


def naming(candidates: Iterable[Candidate], field: str) -> dict[str, list[Candidate]]:
    """The candidates by what they name in a field; sure only of what every version names."""
    found: dict[str, list[Candidate]] = {}
    for c in candidates:
        for value in in_any(c.piece.facts, field):
            sure = c.sure and f"|{field}={value}|" in c.piece.facts
            found.setdefault(value, []).append(Candidate(c.piece, sure))
    return found


def in_any(facts: str, field: str) -> set[str]:
    """The values of a field in any version."""
    parts = facts.replace("?", "|").split("|")
    return {part.partition("=")[2] for part in parts if part.startswith(f"{field}=")}
