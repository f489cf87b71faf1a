"""What the store knows when a roster comes: students by number, units by name. Read once, never written.

Units a roster names and the store lacks become wishes here, under the ids that all seats share.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from app.exchange.identity import school_secret
from app.records import KINDS
from app.records.heads import heads
from app.records.ids import natural_id, pack
from app.records.kind import Values
from app.records.revision import Attachment
from app.services.reading import values_of
from app.services.reference import SCHOOL
from app.services.roster_values import alike
from app.services.saving import Wish
from app.sheets.roster import RosterRow
from app.store import query
from app.store.connection import Db
from app.store.log import Stored
from app.store.projection import as_placed, placed_revisions
from app.store.query import RecordRow

STUDENT, UNIT = KINDS["student"], KINDS["unit"]


def head_ids(db: Db, row: RecordRow, shown: Stored) -> tuple[str, ...]:
    """The revisions that one saved now would follow."""
    if row.heads == 1:
        return (shown.id.hex(),)
    return tuple(h.id for h in heads(as_placed(r) for r in placed_revisions(db, pack(row.id))))


@dataclass(frozen=True)
class Known:
    """A student of the store."""

    row: RecordRow
    shown: Stored
    values: Values

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return tuple(self.shown.body.attachments) if self.shown.body is not None else ()

    def is_called(self, name: str) -> bool:
        return alike(self.values.get("name")) == alike(name)


class Register:
    """The students of the store. Numbers are compared without regard to case."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self._secret = school_secret(db)
        self.by_id: dict[str, Known] = {}
        self._by_number: dict[str, Known] = {}
        self._former: defaultdict[str, set[str]] = defaultdict(set)
        for row, shown in query.shown_of_kind(db, "student"):
            known = Known(row, shown, values_of(STUDENT, shown))
            self.by_id[row.id] = known
            if not row.withdrawn:
                self._by_number[str(known.values.get("number", "")).upper()] = known
                for number in cast(list[str], known.values.get("former_numbers", [])):
                    self._former[number.upper()].add(row.id)

    def student(self, number: str) -> Known | None:
        return self._by_number.get(number.upper())

    def students(self) -> list[Known]:
        return list(self._by_number.values())

    def was_anothers(self, number: str, identity: str) -> bool:
        """Whether somebody else had the number before."""
        return bool(self._former.get(number.upper(), set()) - {identity})

    def identity(self, number: str) -> str:
        return natural_id(self._secret, "student", (number,))


class Units:
    """The units of the store and those a roster adds; `new` are the saves that make them."""

    def __init__(self, db: Db) -> None:
        self._secret = school_secret(db)
        self._ids: dict[tuple[str, str, str], str] = {}
        self._named: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._names: dict[str, str] = {}
        self._gone: dict[str, tuple[str, ...]] = {}
        self._tops: list[str] = []
        self.new: list[Wish] = []
        for row, shown in query.shown_of_kind(db, "unit"):
            if row.withdrawn:
                self._gone[row.id] = head_ids(db, row, shown)
                continue
            values = values_of(UNIT, shown)
            kind, name, parent = str(values["kind"]), str(values["name"]), str(values.get("parent") or "")
            self._take(row.id, kind, name, parent)
            if not parent:
                self._tops.append(row.id)

    def _take(self, identity: str, kind: str, name: str, parent: str) -> None:
        self._ids[kind, parent, name] = identity
        self._named[kind, name].append(identity)
        self._names[identity] = name

    def name(self, identity: str) -> str:
        return self._names.get(identity, identity)

    def find_class(self, row: RosterRow) -> str:
        """The class a row names, where it is in the store already; else ""."""
        college = self._anywhere("college", row.college)
        return self._ids.get(("class", college, row.class_name), "") if college else ""

    def class_of(self, row: RosterRow) -> str:
        college = self._anywhere("college", row.college) or self._below("college", self._school(), row.college)
        return self._below("class", college, row.class_name)

    def building(self, name: str) -> str:
        return name and (self._anywhere("building", name) or self._below("building", self._school(), name))

    def _anywhere(self, kind: str, name: str) -> str:
        """The one unit of a kind and name, below a campus too."""
        found = self._named.get((kind, name), [])
        return found[0] if len(found) == 1 else ""

    def _school(self) -> str:
        """The unit above all; a new seat that has received nothing yet makes it as every seat would."""
        if not self._tops:
            self._tops.append(self._below("school", "", SCHOOL))
        return self._tops[0]

    def _below(self, kind: str, parent: str, name: str) -> str:
        there = self._ids.get((kind, parent, name))
        if there is not None:
            return there
        values: Values = {"name": name, "kind": kind}
        if parent:
            values["parent"] = parent
        identity = natural_id(self._secret, "unit", (kind, parent, name))
        self.new.append(Wish(UNIT, values, record=identity, parents=self._gone.get(identity, ())))
        self._take(identity, kind, name, parent)
        return identity
