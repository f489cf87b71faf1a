"""The days of a term, and the desks at which the fictitious school writes its records down."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from random import Random
from typing import Any

from app.paths import resource
from app.services.demo.people import Staff
from app.services.demo.school import School, Student
from app.services.demo.texts import Words

ZONE = timezone(timedelta(hours=8))
AWAY = frozenset({"on_leave", "kept", "transferred", "withdrawn", "graduated", "died"})

NODE_DAYS = 14  # so long after an obliging date a talk is of it (the plan's must_talk_time_node_days)


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the plan's seed has it; weeks run from Monday to Sunday and count from 1."""

    id: str
    first: date
    last: date
    holidays: tuple[tuple[date, date], ...]
    working_weekends: tuple[date, ...]

    @property
    def weeks(self) -> int:
        return ((self.last - self.first).days + 7) // 7

    def monday(self, week: int) -> date:
        return self.first - timedelta(days=self.first.weekday()) + timedelta(weeks=week - 1)

    def week_of(self, day: date) -> int:
        return (day - self.monday(1)).days // 7 + 1

    @property
    def nodes(self) -> Mapping[str, date]:
        """The obliging dates that the centre enters: the start, the days before the holiday, the results."""
        holiday = self.holidays[0][0] if self.holidays else self.monday(5)
        return {
            "term_start": self.first,
            "before_holiday": holiday - timedelta(days=3),
            "results_out": self.monday(11),
        }

    def after_node(self, day: date) -> bool:
        """Whether a talk on this day is one of those that an obliging date asks for."""
        return any(0 <= (day - since).days < NODE_DAYS for since in self.nodes.values())

    def is_holiday(self, day: date) -> bool:
        return any(start <= day <= end for start, end in self.holidays)

    def is_working(self, day: date) -> bool:
        if self.is_holiday(day):
            return False
        return day.weekday() < 5 or day in self.working_weekends

    def next_working(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def working_days(self, week: int) -> list[date]:
        days = (self.monday(week) + timedelta(days=n) for n in range(7))
        return [d for d in days if self.first <= d <= self.last and self.is_working(d)]


def seed_term(term_id: str = "2026-2027-1") -> Term:
    """A seed term of the plan this product ships with; KeyError where there is none of that id."""
    plan = tomllib.loads(resource("plan", "sanjiang-2023.toml").read_text(encoding="utf-8"))
    terms = {entry["id"]: entry for entry in plan["term"]}
    entry = terms[term_id]
    day = date.fromisoformat
    return Term(
        id=term_id,
        first=day(entry["first"]),
        last=day(entry["last"]),
        holidays=tuple((day(h["first"]), day(h["last"])) for h in entry["holidays"]),
        working_weekends=tuple(day(d) for d in entry["working_weekends"]),
    )


@dataclass
class Desk:
    """One person's term while it is being written: the facts, the chance, the entries so far.

    An entry is `{"kind", "at", "fields"}`: `at` is when it was written. One that others name has a `key`; a value
    `@key` of a field stands for the record of that key, `@key#` for the version of it that the writer sees. An entry
    that `amends` a key replaces the fields of that record.
    """

    school: School
    who: Staff
    term: Term
    random: Random
    words: Words
    entries: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, kind: str, happened: datetime, fields: dict[str, Any], written: datetime | None = None, key: str = ""
    ) -> datetime:
        """Puts a record in and tells when it was written: mostly within the evening, one in thirty days later (a
        late entry)."""
        minutes = self.random.randint(5, 150)
        if self.random.random() < 0.03:
            minutes += 60 * 24 * self.random.randint(3, 6)
        at = written or happened + timedelta(minutes=minutes)
        self._put({"kind": kind, "at": at.isoformat(), "fields": _told(fields), **({"key": key} if key else {})})
        return at

    def amend(self, key: str, kind: str, at: datetime, fields: dict[str, Any]) -> None:
        """Puts in what a record of this desk says from then on."""
        self._put({"kind": kind, "at": at.isoformat(), "fields": _told(fields), "amends": key})

    def _put(self, entry: dict[str, Any]) -> None:
        self.entries.append(entry)

    @property
    def station_name(self) -> str:
        """Who is at the station of the desk's college; "" for who belongs to none."""
        return next((c.station.name for c in self.school.colleges if c.name == self.who.college), "")

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), ZONE)

    def moment(self, day: date, first_hour: int = 8, last_hour: int = 20) -> datetime:
        """A likely moment of a day, to five minutes."""
        hour = self.random.randint(first_hour, last_hour)
        return self.at(day, hour, self.random.randrange(0, 60, 5))

    def day_in(self, first: int, last: int) -> date:
        """A working day of the weeks `first` to `last`."""
        return self.random.choice([d for w in range(first, last + 1) for d in self.term.working_days(w)])

    def due_day(self, week: int, weekday: int) -> date | None:
        """A weekday (1 to 7) of a week, or the last working day before it in the week; None where there is none."""
        last = self.term.monday(week) + timedelta(days=weekday - 1)
        return max((d for d in self.term.working_days(week) if d <= last), default=None)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def phone(self, key: str, written: datetime, reached: str = "") -> None:
        """The call that a report obliges, minutes after its writing: whom it `reached`, or else who stands above."""
        when = written + timedelta(minutes=self.random.randint(3, 11))
        above = {"counsellor": self.station_name, "station": self.school.centre.name}
        fields = {
            "of": f"@{key}",
            "when": when.isoformat(),
            "duty": "college_lead" if self.who.role == "counsellor" else "student_affairs",
            "reached": reached or above.get(self.who.role, "学生发展与服务中心负责人"),
            "note": self.words.shared("work", "phoned"),
        }
        self.add("phone_report", when, fields, when + timedelta(minutes=1))


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def in_order(desk: Desk) -> list[dict[str, Any]]:
    """The entries of a desk by the moment of writing."""
    return sorted(desk.entries, key=lambda e: str(e["at"]))


@dataclass
class Case:
    """One student followed closely, a story: from which day, through which levels, until when.

    `end` is the day after the last: of the removal, of the leave, or of the term.
    """

    student: Student
    story: Mapping[str, Any]
    start: date
    end: date
    levels: list[tuple[date, str]]
    swept: bool = False
    away: bool = False
    family_since: datetime | None = None
    attitude: str = ""

    @property
    def removed(self) -> bool:
        """Whether the student is taken off the list on the last day."""
        return not self.away and self.levels[-1][1] == "level3"

    def stage(self, day: date) -> str:
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return "onset" if share < 0.3 else "middle" if share < 0.68 else "easing"

    def level(self, day: date) -> str:
        return [level for since, level in self.levels if since <= day][-1]


@dataclass
class Diary(Desk):
    """A counsellor's desk: whose students they are, who was talked with, who is on the care list."""

    students: tuple[Student, ...] = ()
    talked: dict[str, list[datetime]] = field(default_factory=dict)
    watched: set[str] = field(default_factory=set)
    cases: list[Case] = field(default_factory=list)

    @property
    def away_in(self) -> int:
        """The week in which the last counsellor is away and visits nobody; 0 for the others."""
        return 4 if self.who == self.school.counsellors[-1] else 0

    def _put(self, entry: dict[str, Any]) -> None:
        super()._put(entry)
        if entry["kind"] == "talk":
            for number in entry["fields"]["students"]:
                self.talked.setdefault(number, []).append(datetime.fromisoformat(entry["fields"]["when"]))

    def case_of(self, number: str) -> Case | None:
        return next((c for c in self.cases if c.student.number == number), None)

    def talks_between(self, number: str, start: datetime, end: datetime) -> int:
        return sum(start <= moment <= end for moment in self.talked.get(number, ()))


def open_desk(school: School, who: Staff, term: Term) -> Desk:
    """An empty desk of the centre, of a station or of the psychologist."""
    random = Random(f"{school.seed}/{who.number}/{term.id}")
    return Desk(school, who, term, random, Words(random))


def open_diary(school: School, counsellor: Staff, term: Term) -> Diary:
    """An empty diary about those of the counsellor's students who are here this term."""
    random = Random(f"{school.seed}/{counsellor.number}/{term.id}")
    here = tuple(s for s in school.students_of(counsellor) if s.status not in AWAY)
    return Diary(school, counsellor, term, random, Words(random), students=here)
