"""What we write opens elsewhere and computes nothing: openpyxl and our own reader are the oracles."""

from __future__ import annotations

import datetime
import io
import subprocess
import sys

import openpyxl
import pytest

from app.sheets.table import read_table
from app.sheets.writing import SheetOut, neutral, write_xlsx


def test_text_stays_text_and_numbers_stay_numbers() -> None:
    rows = [
        ("00230001", "张三", 3, 0.5, datetime.date(2026, 9, 1), None),
        ("=1+1", "@x", 1, 2, None, "http://x"),
    ]
    data = write_xlsx([SheetOut("名单", ("学号", "姓名", "次", "率", "日", "注"), rows, ("数据截至 9 月",))])
    page = openpyxl.load_workbook(io.BytesIO(data))["名单"]
    assert [page.cell(2, column).value for column in range(1, 5)] == ["00230001", "张三", 3, 0.5]
    assert page["E2"].value == datetime.datetime(2026, 9, 1)
    assert (page["A3"].value, page["A3"].data_type, page["B3"].value) == ("'=1+1", "s", "'@x")
    assert page["F3"].hyperlink is None
    assert page["A4"].value == "数据截至 9 月"
    assert read_table(data, "a.xlsx")[0].formulas == frozenset()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", " =", "\n=", "\x00=", "\u3000="])
def test_nothing_begins_a_formula(start: str) -> None:
    assert neutral(start + "cmd").startswith("'")


def test_what_a_sheet_cannot_hold_is_dropped() -> None:
    assert neutral("a\x00b\x1f\ud800c") == "abc"
    assert len(neutral("x" * 40_000)) == 32_767


def test_names_of_sheets_are_made_possible() -> None:
    long = "机" * 40
    data = write_xlsx([SheetOut(name, ("a",), ()) for name in ("a/b", "A/B", long, long, "", "History")])
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames
    assert len(names) == 6
    assert names[0] == "a b"


def test_the_same_values_give_the_same_bytes() -> None:
    sheets = [SheetOut("a", ("b",), [("c",)])]
    assert write_xlsx(sheets) == write_xlsx(sheets)


def test_the_writer_is_loaded_late() -> None:
    code = "import sys, app.sheets.writing; raise SystemExit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
