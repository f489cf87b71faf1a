"""Whom a row of a sheet means: the student of its number, if the name is theirs. Read once, never written."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol

from app.errors import UserError
from app.services.roster_values import alike
from app.store import query
from app.store import students as store_students
from app.store.connection import Db
from app.store.students import Line, Sought


class Named(Protocol):
    """A row of any sheet, as far as it says whom it is about."""

    @property
    def row(self) -> int: ...
    @property
    def sheet(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def class_name(self) -> str: ...


class SheetStudents:
    """The students of the store, found by number; a name is only ever a check. `lines` are all of them."""

    def __init__(self, db: Db) -> None:
        self._db = db
        everyone = Sought(today=0, since=0, everyone=True)  # no level is asked for, so no day counts
        self.lines, _ = store_students.find_lines(db, everyone, limit=1_000_000, sort="number")
        self._by_id = {line.id: line for line in self.lines}
        self._by_number = {line.number.upper(): line for line in self.lines}
        self._bare: defaultdict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            if line.number.isdecimal() and line.number.startswith("0"):
                self._bare[line.number.lstrip("0")].append(line)
        self._classes = store_students.unit_names(db, sorted({line.unit for line in self.lines if line.unit}))

    def find(self, row: Named) -> Line:
        """The student; UserError `bulk_student_unknown`, `roster_other_name`, `roster_short_number`.

        A number that lost its leading zeros is padded only where number, name and class then match a student here.
        """
        line = self._by_number.get(row.number.upper()) or self._renumbered(row.number)
        if line is not None and alike(line.name) == alike(row.name):
            return line
        padded = self._padded(row)
        if len(padded) == 1 and row.class_name and alike(row.class_name) == alike(self._classes.get(padded[0].unit)):
            return padded[0]
        code = "roster_short_number" if padded else "bulk_student_unknown" if line is None else "roster_other_name"
        raise UserError(code, row=str(row.row), sheet=row.sheet, number=row.number, name=row.name)

    def _renumbered(self, number: str) -> Line | None:
        """Who had the number before, where that is one student alone."""
        found = {one for spelled in {number, number.upper()} for one in query.by_key(self._db, "student", spelled)}
        return self._by_id.get(found.pop()) if len(found) == 1 else None

    def _padded(self, row: Named) -> list[Line]:
        """Students of the row's name whose number is the row's with zeros before it."""
        there = self._bare.get(row.number.lstrip("0"), ())
        return [line for line in there if line.number.endswith(row.number) and alike(line.name) == alike(row.name)]
