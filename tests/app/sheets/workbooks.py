"""Real files for the tests: xlsx by XlsxWriter, xls by xlwt; and short ways to read them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import xlsxwriter
import xlwt

from app.sheets.roster import Roster, RosterRow, read_roster

HEADER = ["学号", "姓名", "学院", "班级"]
UNITS = ["机械工程学院", "机制2301"]

Rows = Sequence[Sequence[object]]
Merge = tuple[int, int, int, int]


def xlsx(
    rows: Rows,
    *,
    merges: Sequence[Merge] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    name: str = "Sheet1",
) -> bytes:
    """One sheet; a text that begins with `{=` is written as the formula `=…`, merges are of row, column."""
    return book({name: rows}, merges=merges, hidden_rows=hidden_rows, hidden_columns=hidden_columns)


def book(
    sheets: Mapping[str, Rows],
    *,
    merges: Sequence[Merge] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
) -> bytes:
    """Several sheets, all with the same merges and hidden parts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            page = workbook.add_worksheet(name)
            for top, left, bottom, right in merges:
                page.merge_range(top, left, bottom, right, "")
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str) and value.startswith("{="):
                        page.write_formula(number, column, value[1:].rstrip("}"), None, "20230009")
                    elif isinstance(value, str):
                        page.write_string(number, column, value) if value else None
                    elif value is not None:
                        page.write(number, column, value)
            for number in hidden_rows:
                page.set_row(number, None, None, {"hidden": True})
            for column in hidden_columns:
                page.set_column(column, column, None, None, {"hidden": True})
    return target.getvalue()


def xls(rows: Rows, *, name: str = "Sheet1") -> bytes:
    """One sheet in the old binary format; formulas as in `xlsx`."""
    workbook = xlwt.Workbook(encoding="utf-8")
    page = workbook.add_sheet(name)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("{="):
                value = xlwt.Formula(value[2:].rstrip("}"))
            if value not in (None, ""):
                page.write(number, column, value)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def only(roster: Roster) -> RosterRow:
    assert roster.held == ()
    assert len(roster.rows) == 1
    return roster.rows[0]


def codes(roster: Roster) -> list[tuple[int, str]]:
    return [(held.row, held.code) for held in roster.held]


def read(header: Sequence[object], *rows: Sequence[object], college: str | None = None) -> Roster:
    return read_roster(xlsx([header, *rows]), "名单.xlsx", college)
