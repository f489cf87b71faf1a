"""Whom a row of a sheet means: the student of its number, if the name is theirs. Read once, never written."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from app.errors import UserError
from app.services.reading import name_of, values_of
from app.services.roster_register import STUDENT, Known
from app.services.roster_values import alike
from app.sheets.student_list import ListedRow
from app.store import query
from app.store.connection import Db


class SheetStudents:
    """The students of the store, found by number; a name is only ever a check."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._by_number: dict[str, Known] = {}
        self._former: defaultdict[str, list[Known]] = defaultdict(list)
        self._lengths: set[int] = set()
        self._classes: dict[str, str] = {}
        for row, shown in query.shown_of_kind(db, STUDENT.name):
            if row.withdrawn:
                continue
            known = Known(row, shown, values_of(STUDENT, shown))
            number = str(known.values.get("number", ""))
            self._by_number[number.upper()] = known
            if number.isdecimal():
                self._lengths.add(len(number))
            for former in cast(list[str], known.values.get("former_numbers", [])):
                self._former[former.upper()].append(known)

    def find(self, row: ListedRow) -> Known:
        """The student; UserError `bulk_student_unknown`, `roster_other_name`, `roster_short_number`."""
        known = self._numbered(row.number)
        if known is not None and known.is_called(row.name):
            return known
        padded = self._padded(row)
        if len(padded) == 1 and self._is_surely(row, padded[0]):
            return padded[0]
        if known is not None:
            raise UserError("roster_other_name", **row.place())
        raise UserError("roster_short_number" if padded else "bulk_student_unknown", **row.place())

    def _numbered(self, number: str) -> Known | None:
        """By the number of today, else by a former one that was one student's alone."""
        former = self._former.get(number.upper(), [])
        return self._by_number.get(number.upper()) or (former[0] if len(former) == 1 else None)

    def _padded(self, row: ListedRow) -> list[Known]:
        """Students of the row's name whose number is the row's with zeros before it."""
        if not row.number.isdecimal():
            return []
        lengths = (length for length in sorted(self._lengths) if length > len(row.number))
        found = (self._by_number.get(row.number.zfill(length)) for length in lengths)
        return [known for known in found if known is not None and known.is_called(row.name)]

    def _is_surely(self, row: ListedRow, known: Known) -> bool:
        """Whether the class, where the row names one, is the student's."""
        return not row.class_name or alike(row.class_name) == alike(self._class(str(known.values.get("class") or "")))

    def _class(self, identity: str) -> str:
        if identity not in self._classes:
            self._classes[identity] = name_of(self._db, identity) if identity else ""
        return self._classes[identity]
