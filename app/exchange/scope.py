"""Whose students these are: assignments, units and classes as they hold on a day (REPLICATION.md R2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from app.clock import Clock
from app.records.ids import pack, unpack
from app.records.revision import Header
from app.store import query
from app.store.connection import Db
from app.store.log import Stored
from app.store.projection import placed_by_record

FOREVER = date.max


@dataclass(frozen=True)
class Span:
    """One assignment of a person: from a day to a day, both included; `acting` stands in for somebody."""

    first: date
    last: date
    units: frozenset[str]
    students: frozenset[str]
    acting: bool = False

    def holds(self, day: date, lasting: bool) -> bool:
        """Whether it holds on the day, or for a lasting record at any time from that day on."""
        return day <= self.last and (lasting or self.first <= day)


@dataclass
class Scopes:
    """Assignments, units and classes of a store, read when first asked for and kept for one job."""

    db: Db
    clock: Clock
    _spans: dict[str, list[Span]] | None = None
    _classes: dict[str, list[tuple[date, str]] | None] = field(default_factory=dict)
    _parents: dict[str, str | None] = field(default_factory=dict)
    _lineages: dict[str, dict[str, None]] = field(default_factory=dict)

    def learn(self, students: Iterable[str]) -> None:
        """Reads the classes of many students at once, where a bundle would ask for them one by one."""
        wanted = dict.fromkeys(student for student in students if student not in self._classes)
        for record, placed in placed_by_record(self.db, [pack(student) for student in wanted]).items():
            self._classes[unpack(record)] = self._classes_of(placed)

    def knows_student(self, student: str) -> bool:
        return self._history(student) is not None

    def spans(self, staff: str) -> list[Span]:
        if self._spans is None:
            self._spans = {}
            for row in query.records(self.db, kinds=("assignment",)):
                header = query.shown_revision(self.db, row).header
                person, span = self.span(header)
                self._spans.setdefault(person, []).append(span)
        return self._spans.get(staff, [])

    def span(self, header: Header) -> tuple[str, Span]:
        """The person and the span that an assignment's header states."""
        units = header.fields.get("units")
        last = header.fields.get("to")
        return str(header.fields.get("staff")), Span(
            self.clock.day(header.happened),
            date.fromisoformat(str(last)) if last else FOREVER,
            frozenset(str(u) for u in units) if isinstance(units, list) else frozenset(),
            frozenset(header.students),
            header.fields.get("role") == "acting",
        )

    def covers_student(self, staff: str, student: str, day: date, lasting: bool = False) -> bool:
        """Whether a person has the student on the day: named, or through the class of that day.

        On the day of a change both classes count. For a lasting record it is enough that the person has
        the class while the student is in it, on that day or later.
        """
        for span in self.spans(staff):
            if not span.holds(day, lasting):
                continue
            if student in span.students:
                return True
            earliest = max(day, span.first) if lasting else day
            latest = span.last if lasting else day
            if any(self._within(unit, span.units) for unit in self._classes_between(student, earliest, latest)):
                return True
        return False

    def covers_unit(self, staff: str, unit: str, day: date, lasting: bool = False) -> bool:
        return any(self._within(unit, s.units) for s in self.spans(staff) if s.holds(day, lasting))

    def _classes_between(self, student: str, earliest: date, latest: date) -> Iterator[str]:
        history = self._history(student) or []
        for k, (since, unit) in enumerate(history):
            until = history[k + 1][0] if k + 1 < len(history) else FOREVER
            if since <= latest and earliest <= until:
                yield unit

    def within(self, unit: str, units: Iterable[str]) -> bool:
        """Whether a unit is one of these or stands below one of them."""
        return self._within(unit, frozenset(units))

    def _within(self, unit: str, units: frozenset[str]) -> bool:
        return not units.isdisjoint(self._lineage(unit))

    def _lineage(self, unit: str) -> dict[str, None]:
        """A unit and all that it stands below, from the nearest on."""
        if unit not in self._lineages:
            seen: dict[str, None] = {}
            step: str | None = unit
            while step is not None and step not in seen:
                seen[step] = None
                step = self._parent(step)
            self._lineages[unit] = seen
        return self._lineages[unit]

    def _parent(self, unit: str) -> str | None:
        if unit not in self._parents:
            row = query.record(self.db, unit)
            self._parents[unit] = row.unit if row is not None and row.kind == "unit" and not row.withdrawn else None
        return self._parents[unit]

    def _history(self, student: str) -> list[tuple[date, str]] | None:
        """(first day, class) in order; the first one holds since ever. None for an unknown student."""
        if student not in self._classes:
            self.learn([student])
        return self._classes[student]

    def _classes_of(self, placed: list[Stored]) -> list[tuple[date, str]] | None:
        headers = [r.header for r in placed]
        headers = [h for h in headers if h.kind == "student" and h.unit is not None]
        headers.sort(key=lambda h: (self.clock.epoch(h.at), h.device, h.n))
        history: list[tuple[date, str]] = []
        for h in headers:
            if not history or history[-1][1] != h.unit:
                day = self._moved_on(h) if history else date.min
                history.append((day, str(h.unit)))
        return history or None

    def _moved_on(self, header: Header) -> date:
        since = header.fields.get("status_since")
        if header.fields.get("status") == "transferred" and since:
            return date.fromisoformat(str(since))
        return self.clock.day(header.at)
