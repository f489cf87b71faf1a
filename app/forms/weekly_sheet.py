"""周研判表: a college's weekly review of the students it follows, one row for each (prevention.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.forms import grid
from app.forms.grid import Cell, Look, Row, Setting
from app.forms.pen import ACROSS
from app.forms.sheet import print_table, word
from app.forms.values import Person, PrintStamp

_TYPE = Setting(ACROSS, 8.0, 11.5, 3.0, 3.0)
_HEAD = Setting(ACROSS, 9.5, 14.0, 5.0, 4.0)
_EMPTY_ROWS = 8
_COLUMNS = (
    ("row_number", 0.75),
    ("college", 1.45),
    ("class", 1.55),
    ("student_number", 2.05),
    ("name", 1.45),
    ("sex", 0.75),
    ("weekly_sheet.problems", 1.3),
    ("weekly_sheet.level", 1.05),
    ("weekly_sheet.last_level", 1.05),
    ("weekly_sheet.found", 1.35),
    ("weekly_sheet.week_words", 3.5),
    ("weekly_sheet.talks", 0.85),
    ("weekly_sheet.family", 1.7),
    ("weekly_sheet.measures", 2.2),
    ("weekly_sheet.owner", 1.2),
    ("weekly_sheet.next", 1.8),
)
"""The heads and their shares of the 24 columns."""


@dataclass(frozen=True, kw_only=True)
class WeeklySheetRow:
    """One student of the list: levels and problems in words, `family` what they know and how they take it."""

    student: Person = field(default_factory=Person)
    problems: str = ""
    level: str = ""
    last_level: str = ""
    found: str = ""
    week: str = ""
    talks: str = ""
    family: str = ""
    measures: str = ""
    owner: str = ""
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class WeeklySheet:
    """The sheet of one college (or of the school) for one week; `stage` is how far it has come."""

    unit: str
    week: str
    rows: tuple[WeeklySheetRow, ...] = ()
    stage: str = ""
    as_of: str = ""
    missing: str = ""
    remark: str = ""
    filled_by: str = ""
    filled_at: str = ""
    checked_by: str = ""
    checked_at: str = ""


def print_weekly_sheet(sheet: WeeklySheet, stamp: PrintStamp) -> bytes:
    """The sheet as a PDF laid across; its column heads stand on every page. With no rows it says so."""
    rows = [_about(sheet), *_students(sheet, stamp.blank)]
    if sheet.missing:
        rows.append(_wide("weekly_sheet.missing", sheet.missing))
    if sheet.remark:
        rows.append(_wide("note", sheet.remark))
    return print_table(
        word("weekly_sheet.title"), [*rows, _signed(sheet)], stamp, f"{sheet.unit}　{sheet.week}", paper=ACROSS
    )


def _about(sheet: WeeklySheet) -> Row:
    pairs = (
        ("weekly_sheet.unit", sheet.unit, 4.2),
        ("weekly_sheet.week", sheet.week, 4.0),
        ("weekly_sheet.count", word("people", count=len(sheet.rows)) if sheet.rows else "", 2.4),
        ("weekly_sheet.stage", sheet.stage, 2.4),
        ("weekly_sheet.as_of", sheet.as_of, 3.0),
    )
    cells: list[Cell] = []
    for key, said, share in pairs:
        cells += [Cell(word(key), 1.6, Look.LABEL), Cell(said, share, hint=grid.DASH)]
    return Row(tuple(cells), setting=_HEAD)


def _students(sheet: WeeklySheet, blank: bool) -> list[Row]:
    head = Row(tuple(Cell(word(key), share, Look.LABEL) for key, share in _COLUMNS), setting=_TYPE)
    if not sheet.rows and not blank:
        nobody = Row((Cell(word("weekly_sheet.nobody"), 24, Look.CENTRED),), setting=_HEAD)
        return [head, nobody]
    rows = sheet.rows or (WeeklySheetRow(),) * _EMPTY_ROWS
    return [head, *(_student(number, row, head) for number, row in enumerate(rows, start=1))]


def _student(number: int, row: WeeklySheetRow, head: Row) -> Row:
    student = row.student
    texts = (
        str(number), student.college, student.class_name, student.number, student.name, student.sex,
        row.problems, row.level, row.last_level, row.found, row.week, row.talks,
        row.family, row.measures, row.owner, row.next,
    )  # fmt: skip
    cells = tuple(
        Cell(said, share, _look(key), hint=grid.DASH) for said, (key, share) in zip(texts, _COLUMNS, strict=True)
    )
    return Row(cells, least=34.0, head=head, stays=number == 1, setting=_TYPE)


def _look(key: str) -> Look:
    flowing = ("weekly_sheet.week_words", "weekly_sheet.measures", "weekly_sheet.next", "weekly_sheet.family")
    return Look.VALUE if key in flowing else Look.CENTRED


def _wide(key: str, said: str) -> Row:
    return Row((Cell(word(key), 1.6, Look.LABEL), Cell(said, 22.4)), setting=_HEAD, stays=True)


def _signed(sheet: WeeklySheet) -> Row:
    pairs = (
        ("weekly_sheet.filled_by", sheet.filled_by),
        ("weekly_sheet.at", sheet.filled_at),
        ("weekly_sheet.checked_by", sheet.checked_by),
        ("weekly_sheet.at", sheet.checked_at),
        ("signature", ""),
    )
    cells: list[Cell] = []
    for key, said in pairs:
        cells += [Cell(word(key), 1.6, Look.LABEL), Cell(said, 3.2, Look.CENTRED)]
    return Row(tuple(cells), least=30.0, setting=_HEAD, stays=True)
