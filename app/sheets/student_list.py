"""A table that says something of each of its students: read by the columns its kind of list knows.

Number, name and class are found as in a roster; what the other columns are called stands in a `Vocabulary`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.errors import UserError
from app.sheets import cells
from app.sheets.columns import Layout, find_layout
from app.sheets.labels import field_of, label_of
from app.sheets.roster import MAX_SHEETS
from app.sheets.roster_reader import NOTES, TOTALS, SheetReader, hold
from app.sheets.roster_row import HeldRow
from app.sheets.table import Sheet, read_table

_OF_STUDENT = frozenset(
    {"id_card", "number", "number_second", "name", "college", "college_second", "college_class", "class_name", "sex"}
)
"""Fields of a roster that say only who the student is; no list keeps them a second time."""
_SERIAL = re.compile(r"序号|编号|行号|No\.?", re.IGNORECASE)
_YEAR = re.compile(r".*(年|届|grade|cohort).*", re.IGNORECASE)


@dataclass(frozen=True)
class Vocabulary:
    """What the columns of one kind of list are called.

    `fields` in order: an earlier shape takes its column before a later one, and a field has one column.
    Columns that `left_out` matches are not kept; the text below a `bare` label needs no label beside it.
    """

    fields: tuple[tuple[str, re.Pattern[str]], ...]
    left_out: re.Pattern[str] | None = None
    bare: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row about one student. `said` is what stands below the columns of the vocabulary, as written;
    `beside` are label and text of all others, the label empty where the text speaks for itself."""

    row: int
    sheet: str
    number: str
    name: str
    class_name: str
    said: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field for people; placeholders such as 无 and / are nothing."""
        return cells.free(self.said.get(name, ""))

    def place(self, **more: str) -> dict[str, str]:
        """What a sentence about this row may name."""
        return {"row": str(self.row), "sheet": self.sheet, "number": self.number, "name": self.name, **more}


@dataclass(frozen=True, slots=True)
class StudentList:
    """All rows of a file that name a student, in order, and those that mean one and cannot be trusted."""

    rows: tuple[ListedRow, ...]
    held: tuple[HeldRow, ...]
    sheets: tuple[str, ...]
    fields: frozenset[str]


def read_student_list(data: bytes, name: str, words: Vocabulary) -> StudentList:
    """Every sheet with a number and a name column. Errors: those of `read_table`, `bulk_no_header`."""
    rows: list[ListedRow] = []
    held: list[HeldRow] = []
    sheets: list[str] = []
    fields: set[str] = set()
    for sheet in read_table(data, name)[:MAX_SHEETS]:
        layout = find_layout(sheet)
        if layout is not None:
            reader = _ListReader(sheet, layout, words)
            good, bad = reader.listed()
            rows += good
            held += bad
            sheets.append(sheet.name)
            fields |= reader.columns.keys()
    if not sheets:
        raise UserError("bulk_no_header")
    return StudentList(tuple(rows), tuple(held), tuple(sheets), frozenset(fields))


class _ListReader(SheetReader):
    """Reads one sheet; a student whose number and name are merged over several rows is meant by each."""

    def __init__(self, sheet: Sheet, layout: Layout, words: Vocabulary) -> None:
        super().__init__(sheet, layout, None, False)
        self.words = words
        self.filled = {**self.filled, **self._merged_students()}
        identity = {layout.column(name) for name in ("number", "name", "class_name", "college", "college_class")}
        self.first, labels = _labels(sheet, layout)
        labels = {at: label for at, label in labels.items() if at not in identity}
        self.columns = _fields(labels, words)
        taken = set(self.columns.values())
        self.kept = {
            at: "" if words.bare and words.bare.fullmatch(_last(label)) else label
            for at, label in sorted(labels.items())
            if at not in taken and not _is_left_out(_last(label), words)
        }
        self.labels = {name: labels[at] for name, at in self.columns.items()}

    def _merged_students(self) -> dict[tuple[int, int], str]:
        own = (self.layout.column("number"), self.layout.column("name"))
        first = self.sheet.first_row
        filled: dict[tuple[int, int], str] = {}
        for top, left, bottom, right in self.sheet.merged:
            if left == right and left in own and top >= first + self.layout.first:
                row = self.sheet.rows[top - first] if top - first < len(self.sheet.rows) else ()
                value = row[left] if left < len(row) else ""
                filled |= {
                    (below, left): value for below in range(top + 1, min(bottom, first + len(self.sheet.rows)) + 1)
                }
        return filled

    def listed(self) -> tuple[list[ListedRow], list[HeldRow]]:
        rows: list[ListedRow] = []
        held: list[HeldRow] = []
        at_number, at_name = self.layout.column("number"), self.layout.column("name")
        for at in range(self.first, len(self.sheet.rows)):
            raw, row = self.sheet.rows[at], self.sheet.first_row + at
            raw_number, raw_name = self.cell(raw, row, at_number), self.cell(raw, row, at_name)
            if self._is_nobody(raw, cells.number(raw_number), cells.name(raw_name)):
                continue
            if code := self.doubt(row, raw_number, raw_name):
                held.append(hold(row, self.sheet.name, code, (raw_number, raw_name)))
            else:
                rows.append(self._row(raw, row, cells.number(raw_number), cells.name(raw_name)))
        return rows, held

    def _is_nobody(self, raw: Sequence[str], number: str, name: str) -> bool:
        """As for a roster; but what is said of somebody whom the row does not name is told, not passed over."""
        if number or name:
            return self.is_no_student(raw, number, name)
        texts = [text for cell in raw if (text := cells.visible(cell))]
        if any(TOTALS.fullmatch(text) for text in texts[:6]) or any(NOTES.match(text) for text in texts):
            return True
        said = [at for at in (*self.columns.values(), *self.kept) if at < len(raw) and cells.free(raw[at])]
        return len(texts) < 3 or len(said) < 2

    def _row(self, raw: Sequence[str], row: int, number: str, name: str) -> ListedRow:
        def get(column: int) -> str:
            return cells.without_id_cards(cells.visible(self.cell(raw, row, column)))

        class_name = get(self.layout.column("class_name")) or get(self.layout.column("college_class"))
        said = {name: text for name, at in self.columns.items() if (text := get(at))}
        beside = tuple((label, text) for at, label in self.kept.items() if (text := cells.free(get(at))))
        return ListedRow(row, self.sheet.name, number, name, cells.unit(class_name), said, beside, self.labels)


def _labels(sheet: Sheet, layout: Layout) -> tuple[int, dict[int, str]]:
    """The first row below the header and each column's label, empty for a column that says something without one.

    A row right below that names nobody and holds no figures is the second row of the header: a roster's reader
    knows it by its labels alone.
    """
    width = max(map(len, sheet.rows))
    said = {at for row in sheet.rows[layout.first :] for at, cell in enumerate(row) if cell}
    labels = {at: layout.labels.get(at, "") for at in range(width) if at in said or at in layout.labels}
    below = sheet.rows[layout.first] if layout.first < len(sheet.rows) else ()
    parts = {at: part for at, cell in enumerate(below) if (part := label_of(cell))}
    owners = {layout.column("number"), layout.column("name")}
    if not parts or owners & parts.keys() or any(re.search(r"\d{2}", part) for part in parts.values()):
        return layout.first, labels
    group = ""
    for at in range(width):
        group = labels.get(at, "") or group
        if at in parts:
            labels[at] = f"{group}/{parts[at]}" if group else parts[at]
    return layout.first + 1, labels


def _fields(labels: Mapping[int, str], words: Vocabulary) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, shape in words.fields:
        for at, label in sorted(labels.items()):
            free = name not in found and at not in found.values()
            if free and any(shape.fullmatch(spelled) for spelled in _spellings(label)):
                found[name] = at
    return found


def _last(label: str) -> str:
    """A label without the heading of its group."""
    return label.rpartition("/")[2]


def _spellings(label: str) -> tuple[str, ...]:
    """A label as it may be recognised: with its group, alone, and without what stands in brackets."""
    last = _last(label)
    return label.replace("/", ""), last, re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", last)


def _is_left_out(label: str, words: Vocabulary) -> bool:
    name = field_of(label)
    if name in _OF_STUDENT or (name == "cohort" and _YEAR.fullmatch(label)) or _SERIAL.fullmatch(label):
        return True
    return words.left_out is not None and words.left_out.fullmatch(label) is not None
