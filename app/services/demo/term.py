"""The days of a term, and the diary into which the fictitious counsellors' records are put."""

from __future__ import annotations

import tomllib
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

    def is_working(self, day: date) -> bool:
        if any(start <= day <= end for start, end in self.holidays):
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
class Diary:
    """One counsellor's term while it is being written: the facts, the chance, the entries so far."""

    school: School
    counsellor: Staff
    term: Term
    random: Random
    words: Words
    students: tuple[Student, ...]
    entries: list[dict[str, Any]] = field(default_factory=list)
    talked: dict[str, list[datetime]] = field(default_factory=dict)
    watched: set[str] = field(default_factory=set)
    listed: dict[str, date] = field(default_factory=dict)

    def add(self, kind: str, happened: datetime, fields: dict[str, Any], written: datetime | None = None) -> None:
        """Puts a record in: mostly written within the evening, one in thirty days later (a late entry)."""
        minutes = self.random.randint(5, 150)
        if self.random.random() < 0.03:
            minutes += 60 * 24 * self.random.randint(3, 6)
        at = written or happened + timedelta(minutes=minutes)
        kept = {key: value for key, value in fields.items() if value not in ("", None, [])}
        self.entries.append({"kind": kind, "at": at.isoformat(), "fields": kept})
        if kind == "talk":
            for number in fields["students"]:
                self.talked.setdefault(number, []).append(happened)

    @property
    def station(self) -> Staff:
        """The station of the counsellor's college."""
        return next(c.station for c in self.school.colleges if c.name == self.counsellor.college)

    def moment(self, day: date, first_hour: int = 8, last_hour: int = 20) -> datetime:
        """A likely moment of a day, to five minutes."""
        hour = self.random.randint(first_hour, last_hour)
        return datetime.combine(day, time(hour, self.random.randrange(0, 60, 5)), ZONE)

    def day_in(self, first: int, last: int) -> date:
        """A working day of the weeks `first` to `last`."""
        return self.random.choice([d for w in range(first, last + 1) for d in self.term.working_days(w)])

    def talks_between(self, number: str, start: datetime, end: datetime) -> int:
        return sum(start <= moment <= end for moment in self.talked.get(number, ()))

    def chance(self, share: float) -> bool:
        return self.random.random() < share


def open_diary(school: School, counsellor: Staff, term: Term) -> Diary:
    """An empty diary about those of the counsellor's students who are here this term."""
    random = Random(f"{school.seed}/{counsellor.number}/{term.id}")
    here = tuple(s for s in school.students_of(counsellor) if s.status not in AWAY)
    return Diary(school, counsellor, term, random, Words(random), here)
