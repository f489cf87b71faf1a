"""Tables out: an xlsx in memory whose cells are text or numbers, never anything that computes."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

Cell = str | int | float | datetime.date | None

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_MAX_TEXT = 32_767
_MAX_WIDTH = 60


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet to write: a heading row, then rows of cells. `notes` stand below, one a row."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = field(default=())


def neutral(text: str) -> str:
    """The text so that no spreadsheet program takes it for a formula, also after a save as csv.

    NUL and other characters a sheet cannot hold are dropped; a leading `= + - @`, tab or return
    (SECURITY.md) gets an apostrophe before it, which the programs show as a mark for text.
    """
    clean = _UNPRINTABLE.sub("", text)
    if clean.lstrip(" \n\xa0\u3000").startswith(_ACTIVE):
        clean = "'" + clean
    return clean[:_MAX_TEXT]


def write_xlsx(sheets: Sequence[SheetOut]) -> bytes:
    """The bytes of a workbook. Digits given as text stay text (leading zeros, 18 digits)."""
    import xlsxwriter  # late: the unlock window must not wait for it

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    book = xlsxwriter.Workbook(target, options)
    # The same values give the same bytes; and the file does not tell when it was made.
    book.set_properties({"created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    taken: set[str] = set()
    for sheet in sheets:
        page = book.add_worksheet(_sheet_name(sheet.name, taken))
        page.freeze_panes(1, 0)
        lines: list[tuple[Sequence[Cell], object]] = [(sheet.header, bold)]
        lines += [(row, text) for row in sheet.rows] + [((note,), text) for note in sheet.notes]
        for number, (row, style) in enumerate(lines):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, neutral(cell), style)
                elif isinstance(cell, datetime.date):
                    page.write_datetime(number, column, cell, day)
                elif cell is not None:
                    page.write_number(number, column, cell)
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
    book.close()
    return target.getvalue()


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name the programs allow: 31 characters, some not, none twice whatever the case."""
    base = _UNPRINTABLE.sub("", _NOT_IN_SHEET_NAMES.sub(" ", wanted)).strip(" '") or "1"
    name, number = base[:31], 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base[:26]} ({number})"
    taken.add(name.casefold())
    return name


def _widths(sheet: SheetOut) -> list[int]:
    """Widths in characters after the heading and the first rows; a Chinese character takes two."""
    widths = [0] * max([len(sheet.header), *(len(row) for row in sheet.rows[:200])], default=0)
    for row in [sheet.header, *sheet.rows[:200]]:
        for column, cell in enumerate(row):
            shown = str("" if cell is None else cell)[:_MAX_WIDTH]
            width = 2 + sum(2 if ord(char) > 0x2E7F else 1 for char in shown)
            widths[column] = min(_MAX_WIDTH, max(widths[column], width))
    return widths
