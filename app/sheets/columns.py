"""Which column of a roster means what: the header row or rows, found and read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.sheets.cells import is_id_card
from app.sheets.labels import ID_CARD, NOT_ASKED, PHONE_LABEL, field_of, label_of, person_of
from app.sheets.table import Sheet

_SEARCHED = 30
"""Rows from the top in which a header is looked for."""


@dataclass(slots=True)
class Member:
    """One family member's columns (-1 where there is none) and the relationship the header says."""

    who: str
    name: int = -1
    relation: int = -1
    phone: int = -1


@dataclass(frozen=True, slots=True)
class Column:
    """One column as shown to the person; `field` is empty where it is not used, `id_card` where dropped."""

    sheet: str
    letter: str
    label: str
    field: str


@dataclass(slots=True)
class Layout:
    """Where a sheet's fields stand. `first` indexes the first of `Sheet.rows` below the header."""

    first: int
    fields: dict[str, int] = field(default_factory=dict)
    family: list[Member] = field(default_factory=list)
    emergency: list[Member] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    meaning: dict[int, str] = field(default_factory=dict)

    def column(self, name: str) -> int:
        """The column of a field, -1 where there is none."""
        return self.fields.get(name, -1)


def find_layout(sheet: Sheet) -> Layout | None:
    """The best header within the first rows, None where none has both a number and a name."""
    best: Layout | None = None
    for top in range(min(_SEARCHED, len(sheet.rows))):
        for depth in (1, 2):
            layout = _layout(sheet, top, depth)
            if layout and (best is None or _score(layout) > _score(best)):
                best = layout
    if best is not None:
        _drop_id_cards(sheet, best)
    return best


def _score(layout: Layout) -> int:
    return len([meaning for meaning in layout.meaning.values() if meaning])


def _layout(sheet: Sheet, top: int, depth: int) -> Layout | None:
    if top + depth > len(sheet.rows):
        return None
    upper = [label_of(text) for text in sheet.rows[top]]
    lower = [label_of(text) for text in sheet.rows[top + depth - 1]] if depth == 2 else []
    if depth == 2 and not _are_labels(lower):
        return None
    width = max(len(upper), len(lower))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    walk = _Walk(Layout(top + depth))
    labels = [below or above for above, below in zip(upper, lower, strict=True)]
    owner = _owners(upper, lower)
    numbers = {owner[at] for at, label in enumerate(labels) if field_of(label) == "number" and owner[at] >= 0}
    for column, label in enumerate(labels):
        head = owner[column]
        group = upper[head] if head >= 0 and head not in numbers else ""
        if label:
            walk.layout.labels[column] = f"{group}/{label}" if group else label
            walk.take(column, label, group, head)
    return walk.finish()


def _owners(upper: Sequence[str], lower: Sequence[str]) -> list[int]:
    """For each column the column of the group heading above it, -1 where it has none."""
    owners, current = [], -1
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        if above:
            current = column
        owners.append(current if below and above != below else -1)
    return owners


def _are_labels(cells: Sequence[str]) -> bool:
    """Whether a second row is part of the header: something in it is a label and nothing looks like data."""
    if any(re.search(r"\d{4}", cell) for cell in cells):
        return False
    return any(field_of(cell) or PHONE_LABEL.search(cell) or "关系" in cell for cell in cells)


class _Walk:
    """Reads the labels from left to right: a bare 联系电话 belongs to the person named before it."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.waiting: list[Member] = []
        self.next_is_staffs = False

    def take(self, column: int, label: str, group: str, head: int) -> None:
        """Give one column its meaning."""
        own, above = person_of(label), person_of(group)
        simple = field_of(label)
        if simple == ID_CARD:
            self._mean(column, ID_CARD)
        elif own == "other" or (above == "other" and simple != "number"):
            self.next_is_staffs = own == "other" and not PHONE_LABEL.search(label)
        elif simple and not (simple == "name" and above not in ("", "student")):
            self.waiting = []
            self.next_is_staffs = False
            self._set(simple, column)
        elif NOT_ASKED.search(label):
            return
        else:
            self._person(column, label, own, above, head)

    def _person(self, column: int, label: str, own: str, above: str, head: int) -> None:
        phone, relation = bool(PHONE_LABEL.search(label)), "关系" in label or label in ("称谓", "称呼")
        who = own if own and not (own == "student" and (relation or above)) else above
        if relation:
            self._relate(column, who if who != "student" else "")
        elif phone and re.search(r"姓名|人及|人和", label) and who not in ("", "student"):
            self._member(column, "name", who, head)
        elif phone and who == "student":
            self._set("phone", column, firm=True)
        elif phone and who:
            self._member(column, "phone", who, head)
        elif phone:
            self._loose_phone(column)
        elif who not in ("", "student") and (own or field_of(label) == "name"):
            self._member(column, "name", who, head)

    def _mean(self, column: int, meaning: str) -> None:
        self.layout.meaning[column] = meaning

    def _set(self, name: str, column: int, firm: bool = False) -> None:
        if name == "name" and "name" in self.layout.fields:
            self._member(column, "name", "家长", -1)
            return
        old = self.layout.fields.get(name, -1)
        if old >= 0 and not firm:
            return
        if old >= 0:
            self.layout.meaning.pop(old, None)
        self.layout.fields[name] = column
        self._mean(column, name)

    def _member(self, column: int, part: str, who: str, head: int) -> None:
        emergency = who.startswith("emergency")
        members = self.layout.emergency if emergency else self.layout.family
        member = next((m for m in reversed(members) if m.who == who and getattr(m, part) < 0), None)
        if member is None:
            member = Member(who)
            members.append(member)
        setattr(member, part, column)
        self.next_is_staffs = False
        if part == "name":
            self.waiting.append(member)
        self.waiting = [m for m in self.waiting if m.phone < 0]
        self._mean(column, f"{'emergency' if emergency else 'family'}_{part}")

    def _relate(self, column: int, who: str) -> None:
        members = [*self.layout.family, *self.layout.emergency]
        near = [m for m in (*self.waiting, *members) if m.relation < 0 and (not who or m.who == who)]
        if near:
            near[-1 if not self.waiting else 0].relation = column
            self._mean(column, "family_relation" if near[0] in self.layout.family else "emergency_relation")
        elif who:
            self._member(column, "relation", who, -1)

    def _loose_phone(self, column: int) -> None:
        if self.next_is_staffs:
            self.next_is_staffs = False
        elif self.waiting:
            member = self.waiting.pop(0)
            member.phone = column
            self._mean(column, "family_phone" if member in self.layout.family else "emergency_phone")
        elif "phone" not in self.layout.fields:
            self._set("phone", column)

    def finish(self) -> Layout | None:
        """The layout, if it has what no roster can do without."""
        fields = self.layout.fields
        for name in ("number", "college"):
            if name not in fields and f"{name}_second" in fields:
                fields[name] = fields[f"{name}_second"]
        return self.layout if {"number", "name"} <= fields.keys() else None


def _drop_id_cards(sheet: Sheet, layout: Layout) -> None:
    """Forget every column most of whose values are identity numbers, whatever it is called."""
    sample = sheet.rows[layout.first : layout.first + 200]
    for column in list(layout.meaning):
        values = [row[column] for row in sample if column < len(row) and row[column].strip()]
        if column != layout.column("number") and 2 * sum(map(is_id_card, values)) > len(values):
            layout.meaning[column] = ID_CARD
            layout.fields = {name: at for name, at in layout.fields.items() if at != column}


def letters(column: int) -> str:
    """A column as the spreadsheet names it: 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def shown(sheet: Sheet, layout: Layout) -> Mapping[int, Column]:
    """All columns with a label, for the person to check."""
    return {
        column: Column(sheet.name, letters(column), label, layout.meaning.get(column, ""))
        for column, label in sorted(layout.labels.items())
    }
