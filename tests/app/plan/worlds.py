"""A school and its terms as plain values, made at random from a seed: what the duty engine is checked against.

Nothing here knows a rule. `reference.py` says which duties follow, `reference_store.py` writes a world into a real
store, `reference_records.py` lets its people write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property
from random import Random

from app.records import KINDS

ZONE = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
FOUNDED = datetime(2026, 8, 1, 9, tzinfo=ZONE)  # the plan is in force from this day on
SCHOOL_NAME = "学校"
COLLEGES = ("计算机学院", "商学院")
CLASSES = {"软件2301班": COLLEGES[0], "软件2302班": COLLEGES[0], "会计2301班": COLLEGES[1]}
SAVED, WITHDRAWN = "save", "withdraw"


@dataclass(frozen=True)
class TermDays:
    """A term as its record says it; `week_1` is None where the record leaves it out."""

    name: str
    first: date
    last: date
    week_1: date | None = None
    holidays: tuple[tuple[date, date], ...] = ()
    working: tuple[date, ...] = ()
    nodes: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody on the staff, of a college or, at the centre, of the school."""

    number: str
    role: str
    unit: str


@dataclass(frozen=True)
class Given:
    """An assignment: units and students of a person from a day to a day, or for ever."""

    staff: str
    first: date
    last: date | None = None
    units: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    acting: bool = False


@dataclass(frozen=True)
class Row:
    """One version of a student's record: what the roster said from the moment it was written."""

    written: datetime
    unit: str
    status: str = "enrolled"
    since: date | None = None
    hardship: str = ""


@dataclass(frozen=True)
class Pupil:
    """A student; the rows in the order of their writing."""

    number: str
    entered: date
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Said:
    """One version of a record. `follows` is the place of the version before it, None for the first."""

    place: int
    written: datetime
    values: Mapping[str, object]
    follows: int | None = None
    op: str = SAVED


@dataclass(frozen=True)
class Noted:
    """A record. Others name it by its key, and one of its versions by `key#place`. `moment` is when it happened,
    for a kind whose values do not say (a part of a talk)."""

    key: str
    kind: str
    author: str
    said: tuple[Said, ...]
    moment: datetime | None = None

    @property
    def heads(self) -> tuple[Said, ...]:
        followed = {s.follows for s in self.said}
        return tuple(s for s in self.said if s.place not in followed)

    @property
    def written(self) -> datetime:
        """When it was first written."""
        return self.said[0].written

    def happened(self, head: Said) -> datetime:
        """When a version says it happened: the first writing, for a kind that has no time of its own."""
        slot = KINDS[self.kind].slot("happened")
        told = head.values.get(slot.name) if slot is not None else None
        if told is None:
            return self.moment or self.written
        return told if isinstance(told, datetime) else datetime.combine(_date(told), time(), ZONE)

    def dated(self) -> bool:
        """Whether it knows its day only."""
        slot = KINDS[self.kind].slot("happened")
        return slot is not None and slot.type == "date"


def _date(value: object) -> date:
    assert isinstance(value, date), value
    return value


@dataclass(frozen=True, eq=False)
class World:
    """A whole school at a moment; equal to itself alone.

    `heard` has the people with a device of their own and when it last sent a bundle.
    """

    now: datetime
    terms: tuple[TermDays, ...]
    staff: tuple[Person, ...]
    given: tuple[Given, ...]
    pupils: tuple[Pupil, ...]
    records: tuple[Noted, ...] = ()
    heard: Mapping[str, datetime | None] = field(default_factory=dict)

    @property
    def founded(self) -> date:
        """The day from which the plan is in force."""
        return FOUNDED.date()

    @cached_property
    def by_key(self) -> dict[str, Noted]:
        return {record.key: record for record in self.records}

    @cached_property
    def by_kind(self) -> dict[str, list[Noted]]:
        found: dict[str, list[Noted]] = {}
        for record in self.records:
            found.setdefault(record.kind, []).append(record)
        return found

    @cached_property
    def by_number(self) -> dict[str, Pupil]:
        return {pupil.number: pupil for pupil in self.pupils}

    def person(self, number: str) -> Person:
        return next(p for p in self.staff if p.number == number)

    def of_kind(self, kind: str) -> list[Noted]:
        return self.by_kind.get(kind, [])

    def students(self, record: Noted, head: Said) -> tuple[str, ...]:
        """Whom a version is about; an act on another record is about whom that one is about."""
        kind = KINDS[record.kind]
        slot = kind.slot("students")
        if slot is not None:
            told = head.values.get(slot.name, ())
            return (told,) if isinstance(told, str) else tuple(told)  # type: ignore[arg-type]
        target = self.by_key.get(str(head.values.get(kind.of))) if kind.of is not None else None
        return self.students(target, target.heads[0]) if target is not None else ()

    def unit(self, record: Noted, head: Said) -> str:
        """The unit a version is of: the one it names, else the one its author belongs to."""
        slot = KINDS[record.kind].slot("unit")
        return str((head.values.get(slot.name) if slot is not None else None) or self.person(record.author).unit)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), ZONE)


def moment(rng: Random, day: date) -> datetime:
    """A moment of a day between eight in the morning and ten at night."""
    return at(day, rng.randint(8, 21), rng.randint(0, 59), rng.randint(0, 59))


def some_day(rng: Random, first: date, last: date) -> date:
    return first + rng.randint(0, max(0, (last - first).days)) * DAY


# ── People and terms ─────────────────────────────────────────────────────────────────────────────


def random_school(rng: Random) -> World:
    """Terms, people, assignments and students; nobody has written anything yet."""
    terms = _terms(rng)
    now = moment(rng, some_day(rng, terms[0].first + 10 * DAY, terms[1].first + 60 * DAY))
    staff = (
        Person("C001", "centre", SCHOOL_NAME),
        Person("S1", "station", COLLEGES[0]),
        Person("P1", "psychologist", COLLEGES[0]),
        *(Person(f"T{k}", "counsellor", COLLEGES[k == 2]) for k in range(1, 5)),
    )
    pupils = [p for k in range(rng.randint(3, 8)) if (p := _pupil(rng, f"23010{k:02}", terms, now)) is not None]
    heard = {}
    for number in ("T1", "T2", "S1"):
        if rng.random() < 0.4:
            last = some_day(rng, terms[0].first, now.date() - DAY)
            heard[number] = moment(rng, last) if rng.random() < 0.8 else None
    return World(now, terms, staff, _given(rng, terms, pupils), tuple(pupils), heard=heard)


def _terms(rng: Random) -> tuple[TermDays, ...]:
    autumn = date(2026, 8, 31) + rng.randint(0, 1) * WEEK
    spring = date(2027, 2, 22) + rng.randint(0, 1) * WEEK
    national = (date(2026, 10, 1), date(2026, 10, 7))
    return (
        _term(rng, "2026-2027-1", autumn, [national], [date(2026, 10, 10)]),
        _term(rng, "2026-2027-2", spring, [], []),
    )


def _term(rng: Random, name: str, monday: date, holidays: list[tuple[date, date]], working: list[date]) -> TermDays:
    first = monday + rng.choice([0, 0, 1, 2]) * DAY
    begins = monday + WEEK if rng.random() < 0.2 else monday
    last = begins + 20 * WEEK - rng.choice([1, 1, 3]) * DAY
    for _ in range(rng.randint(0, 2)):
        start = begins + rng.randint(8, 16) * WEEK + rng.randint(0, 4) * DAY
        holidays.append((start, start + rng.randint(0, 6) * DAY))
        if rng.random() < 0.5:
            working.append(start - start.weekday() * DAY + rng.choice([-1, 12, 13]) * DAY)
    wanted = rng.sample(["term_start", "results_out", "before_holiday"], rng.randint(0, 3))
    nodes = tuple((what, some_day(rng, first, last)) for what in wanted)
    return TermDays(
        name, first, last, begins if begins != monday or rng.random() < 0.5 else None,
        tuple(holidays), tuple(sorted(set(working))), nodes,
    )  # fmt: skip


def _given(rng: Random, terms: Iterable[TermDays], pupils: list[Pupil]) -> tuple[Given, ...]:
    """Whose students these are: one person on two colleges, somebody acting, a change of counsellor, one by name."""
    soft1, soft2, book = CLASSES
    first, second = terms
    change = some_day(rng, first.first + 20 * DAY, second.first + 30 * DAY)
    acting = some_day(rng, first.first, first.last)
    given = [
        Given("S1", date(2026, 8, 4), units=(COLLEGES[0],)),
        Given("P1", date(2026, 8, 5), units=(COLLEGES[0],)),
        Given("T2", date(2026, 8, 2), units=(soft2, book)),
        Given("T3", acting, acting + rng.randint(3, 30) * DAY, units=(soft1,), acting=True),
    ]
    if rng.random() < 0.5:
        given.append(Given("T1", date(2026, 8, 3), units=(soft1,)))
    else:
        given.append(Given("T1", date(2026, 8, 3), change - DAY, units=(soft1,)))
        if rng.random() < 0.8:
            given.append(Given("T4", change, units=(soft1,)))
    if pupils and rng.random() < 0.4:
        since = some_day(rng, first.first, first.last)
        given.append(Given("T4", since + DAY, students=(rng.choice(pupils).number,)))
    return tuple(given)


def _pupil(rng: Random, number: str, terms: tuple[TermDays, ...], now: datetime) -> Pupil | None:
    """A student with their changes of class and status, as far as they were written by now."""
    sixth = (terms[0].week_1 or terms[0].first) + 5 * WEEK
    entered = rng.choice([date(2023, 9, 1), date(2023, 9, 1), terms[0].first, sixth + rng.randint(0, 4) * DAY])
    seen = at(date(2026, 8, 20), 9) if entered < terms[0].first else at(entered + rng.randint(-1, 3) * DAY, 9)
    status = "extended" if rng.random() < 0.07 else "enrolled"
    hardship = rng.choice(["none", "hard"]) if rng.random() < 0.2 else ""
    rows = [Row(seen, rng.choice(list(CLASSES)), status, None, hardship)]
    day = max(entered, terms[0].first)
    for change in _changes(rng):
        day = some_day(rng, day + 3 * DAY, day + 90 * DAY)
        row = rows[-1]
        if change == "class":
            rows.append(replace(row, written=at(day, 10), unit=rng.choice(list(CLASSES))))
        else:
            written = at(day + rng.randint(-1, 2) * DAY, 11)
            rows.append(Row(max(written, row.written + DAY), row.unit, change, day, hardship))
    known = tuple(row for row in rows if row.written <= now)
    return Pupil(number, entered, known) if known else None


def _changes(rng: Random) -> list[str]:
    found = ["class"] if rng.random() < 0.35 else []
    chance = rng.random()
    if chance < 0.3:
        found += [rng.choice(["on_leave", "kept"]), "back"][: rng.choice([1, 2, 2, 2])]
    elif chance < 0.4:
        found.append("died")
    elif chance < 0.5:
        found.append(rng.choice(["transferred", "withdrawn", "graduated"]))
    return found
