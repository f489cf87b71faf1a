"""What stands in a record as people read it: labels for ids, days in words, links to whom and what it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from app.clock import Clock
from app.records import KINDS
from app.records.kind import Field, Kind, Values
from app.services.record_view import Named, Past, RecordView
from ui.widgets.detail import Fact, Item, Piece, Table
from ui.widgets.typed_in import LINES
from ui.words import Words

LONG = 28  # characters from which a text is a paragraph
HEADED = ("student", "students")  # told above all other fields
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Reader:
    """Turns the values of one record into items. `clock` tells the school's hour of a moment."""

    words: Words
    clock: Clock
    view: RecordView

    def current(self) -> list[Item]:
        """What the record says now. Of a withdrawn one, what it said before."""
        shown = self.view.shown
        if shown.withdrawn:
            before = next((p for p in self.view.history if p.version.op == "save" and not p.version.held), None)
            if before is not None:
                return self.items(before.version.fields)
        return self.items(shown.fields)

    def before(self, past: Past) -> Past | None:
        """The version that one follows; of a merge the first of those that it follows."""
        known = {p.version.revision: p for p in self.view.history}
        return next((known[p] for p in past.version.parents if p in known), None)

    def of_version(self, past: Past, before: Past | None) -> list[Item]:
        """What a version says, with what is otherwise in the one it is compared with."""
        now = self.items(past.version.fields)
        if before is None or past.version.op == "withdraw":
            return now
        kind = KINDS[self.view.shown.kind]
        whole = past.whole and before.whole and before.version.op == "save"
        compared = None if whole else {f.name for f in kind.fields if f.header}
        return compare(now, self.items(before.version.fields), compared)

    def items(self, values: Values) -> list[Item]:
        kind = KINDS[self.view.shown.kind]
        return self._items(kind, kind.fields, values, self.view.labels)

    def _items(self, kind: Kind, fields: Sequence[Field], values: Values, labels: Labels) -> list[Item]:
        found: list[Item] = []
        for f in fields:
            value = values.get(f.name)
            if value in (None, "", []) or (f.slot == "happened" and f.type == "datetime"):
                continue
            if kind.name == "proposal" and f.name == "fields" and self.view.proposed is not None:
                asked = self.view.proposed
                row = self._items(KINDS[asked.kind], KINDS[asked.kind].fields, asked.fields, asked.labels)
                facts = [
                    i if isinstance(i, Fact) else Fact(i.name, i.label, (Piece(i.text),), i.text, True) for i in row
                ]
                found.append(Table(f.name, self.words.field(kind.name, f.name), (tuple(facts),)))
            elif f.type == "group":
                found.append(self._table(kind, f, cast(list[Values], value), labels))
            else:
                found.append(self._fact(kind, f, f.name, value, labels))
        return found

    def _table(self, kind: Kind, f: Field, rows: list[Values], labels: Labels) -> Table:
        facts = [
            tuple(
                self._fact(kind, inner, f"{f.name}.{inner.name}", row[inner.name], labels)
                for inner in f.fields
                if row.get(inner.name) not in (None, "", [])
            )
            for row in rows
        ]
        return Table(f.name, self.words.field(kind.name, f.name), tuple(row for row in facts if row))

    def _fact(self, kind: Kind, f: Field, path: str, value: object, labels: Labels) -> Fact:
        listed = value if isinstance(value, list) else [value]
        if f.type == "choice" and f.many:  # in the plan's order: the store keeps them in that of their ids
            order = list(labels.get(path, {}))
            listed = sorted(listed, key=lambda one: order.index(one) if one in order else len(order))
        label = self.words.field(kind.name, path)
        if f.type == "text" and not f.searched:
            return self._unread(kind, f, label, listed)
        pieces = tuple(self._piece(kind, f, path, item, labels) for item in listed)
        text = self.words.listed([piece.text for piece in pieces])
        long = len(text) > LONG or "\n" in text or (f.name in HEADED and "." not in path)
        prose = f.type == "text" and not f.many and f.name not in LINES and "." not in path and not kind.reference
        return Fact(path, label, pieces, text, long, prose=prose)

    def _unread(self, kind: Kind, f: Field, label: str, listed: list[object]) -> Fact:
        """Text that no person reads: a digest by its beginning, several by their number, a source as it is."""
        if f.many:
            counted = self.words("record.count_versions", n=len(listed))
            return Fact(f.name, label, (Piece(counted),), counted)
        text = str(listed[0])[:8] if kind.name == "sign_off" else str(listed[0])
        code = kind.name != "sign_off"
        return Fact(f.name, label, (Piece(text),), text, long=code, code=code)

    def _piece(self, kind: Kind, f: Field, path: str, value: object, labels: Labels) -> Piece:
        if f.type == "bool":
            return Piece(self.words("record.yes") if value is True else self.words("record.no"))
        text = str(value)
        if f.type == "choice":
            known = labels.get(path, {})
            rank = list(known).index(text) + 1 if f.choices == "plan:level" and text in known else None
            return Piece(known.get(text, text), rank=rank)
        if f.type == "date":
            return Piece(self.day(date.fromisoformat(text)))
        if f.type == "datetime":
            return Piece(self.moment(self.clock.moment(text)))
        if f.type in ("student", "staff", "unit", "record"):
            return self.named(self.view.names.get((f.type, text)), text)
        if kind.name == "weekly_review" and f.name == "week":
            term, _, number = text.rpartition("/")
            return Piece(self.words("record.week", term=term, n=number))
        return Piece(labels.get(path, {}).get(text, text))

    def named(self, named: Named | None, text: str) -> Piece:
        """A student leads to the file, another record to its page; who is not here is told as it was written."""
        if named is None or not named.id:
            return Piece(text if named is None or named.kind != "record" else self.words("record.not_here"))
        if named.kind == "student":
            return Piece(" ".join(dict.fromkeys((named.name, named.label))).strip(), "student", named.id)
        if named.kind == "staff":
            return Piece(" ".join((named.name, named.label)).strip())
        if named.kind == "unit":
            return Piece(named.name or text)
        day = self.day(named.day) if named.day is not None else ""
        return Piece(" ".join(p for p in (self.words.kind(named.kind), named.name, day) if p), "record", named.id)

    def day(self, day: date, *, weekday: bool = False) -> str:
        """A day; with its year where that is not the present one."""
        told = self.words.day(day, weekday=weekday)
        if day.year == self.clock.today().year:
            return told
        return self.words("record.year", year=day.year, day=told)

    def moment(self, moment: datetime, *, weekday: bool = False) -> str:
        return f"{self.day(moment.date(), weekday=weekday)} {self.words.hour(moment)}"


def compare(now: Sequence[Item], before: Sequence[Item], names: set[str] | None = None) -> list[Item]:
    """The items with what they said before, where that differs; of `names` alone where they are given."""
    old = {item.name: item for item in before}
    found: list[Item] = []
    for item in now:
        was = old.pop(item.name, None)
        differs = (names is None or item.name in names) and (was is None or was.text != item.text)
        if not differs:
            found.append(item)
        elif isinstance(item, Table):
            found.append(replace(item, before=was.rows if isinstance(was, Table) else ()))
        else:
            found.append(replace(item, before=was.text if was is not None else ""))
    gone = [item for item in old.values() if names is None or item.name in names]
    return found + [_gone(item) for item in gone]


def _gone(item: Item) -> Item:
    if isinstance(item, Table):
        return replace(item, rows=(), before=item.rows)
    return Fact(item.name, item.label, (), "", item.long, before=item.text)
