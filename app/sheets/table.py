"""A file of tables as plain text cells: xlsx, xls, csv. What the columns mean is not known here."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import python_calamine as calamine

from app.errors import UserError
from app.sheets.xls_check import OLE, check_xls
from app.sheets.xlsx_check import MAX_AREA, MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Extent, check_xlsx

MAX_BYTES = 50 << 20
_EXACT = 10**15
"""Spreadsheets keep 15 digits: from here on a number no longer shows what was typed."""
_SCIENTIFIC = re.compile(r"\s*[+-]?\d+(\.\d+[eE][+-]?|[eE]\+)\d+\s*")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t")

Place = tuple[int, int]
"""A cell: the row as the spreadsheet shows it (from 1), the column from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows[0]` is the row shown as `first_row`; every row begins at column A.

    A number is text without `.0`, a date `YYYY-MM-DD`. `formulas` are the cells that compute their
    value, `lost` those whose number no longer has all its digits; `merged` are (first row, first
    column, last row, last column), whose value stands in the first cell alone.
    """

    name: str
    first_row: int
    rows: tuple[tuple[str, ...], ...]
    formulas: frozenset[Place]
    lost: frozenset[Place]
    merged: tuple[tuple[int, int, int, int], ...]


def read_table(data: bytes, name: str) -> list[Sheet]:
    """All sheets that have cells, told apart by content, not by the file's ending; hidden ones too.

    `name` is the file's name and names the one sheet of a csv. Errors: `sheet_unreadable`,
    `sheet_encoding`, `sheet_too_large`, `sheet_empty`, `sheet_protected`.
    """
    if len(data) > MAX_BYTES:
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    if data.startswith(b"PK\x03\x04"):
        sheets = list(_read_workbook(data, check_xlsx(data)))
    elif data.startswith(OLE):
        sheets = list(_read_workbook(*check_xls(data)))
    else:
        sheets = _read_csv(data, re.split(r"[\\/]", name)[-1].rpartition(".")[0] or name)
    if not sheets:
        raise UserError("sheet_empty")
    return sheets


def _read_workbook(data: bytes, extents: Mapping[str, Extent] | Sequence[Extent]) -> Iterator[Sheet]:
    all_extents = extents.values() if isinstance(extents, Mapping) else extents
    if sum(extent.rows * extent.columns for extent in all_extents) > MAX_AREA:
        raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        kinds = book.sheets_metadata
        if len(kinds) != len(extents):
            raise UserError("sheet_unreadable")
        for index, kind in enumerate(kinds):
            if kind.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            extent = extents[kind.name] if isinstance(extents, Mapping) else extents[index]
            if sheet := _sheet(book.get_sheet_by_index(index), extent):
                yield sheet
    except calamine.PasswordError:
        raise UserError("sheet_protected") from None
    except (calamine.CalamineError, LookupError, ValueError, OSError, OverflowError):
        raise UserError("sheet_unreadable") from None
    except BaseException as panic:
        # The library is Rust; where it gives up, that arrives as a class outside `Exception`.
        if type(panic).__name__ != "PanicException":
            raise
        raise UserError("sheet_unreadable") from None


def _sheet(source: calamine.CalamineSheet, extent: Extent) -> Sheet | None:
    start, end = source.start, source.end
    if start is None or end is None:
        return None
    Extent().include(end[0] + 1, end[1])
    lost: set[Place] = set()
    pad = ("",) * start[1]
    rows: list[tuple[str, ...]] = []
    for number, values in enumerate(source.to_python(), start[0] + 1):
        rows.append(pad + tuple([_text(value) for value in values]))
        for column, value in enumerate(values, start[1]):
            if _digits_lost(value):
                lost.add((number, column))
    merged = tuple((a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in source.merged_cell_ranges or ())
    return Sheet(source.name, start[0] + 1, tuple(rows), frozenset(extent.formulas), frozenset(lost), merged)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if math.isfinite(value) and value == int(value):
            return str(int(value))
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)


def _digits_lost(value: object) -> bool:
    if isinstance(value, str):
        return ("E" in value or "e" in value) and _SCIENTIFIC.fullmatch(value) is not None
    return isinstance(value, int | float) and abs(value) >= _EXACT


def decode_text(data: bytes) -> str:
    """A text file's characters by its BOM, else strict UTF-8, else strict GB18030; else `sheet_encoding`."""
    encodings = [encoding for mark, encoding in _BOMS if data.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("sheet_encoding")


def _read_csv(data: bytes, name: str) -> list[Sheet]:
    text = decode_text(data)
    if "\0" in text or text.lstrip()[:1] == "<":  # not text at all; or a web page called .xls
        raise UserError("sheet_unreadable")
    rows: list[tuple[str, ...]] = []
    lost: set[Place] = set()
    formulas: set[Place] = set()
    for number, row in enumerate(_csv_rows(text), 1):
        Extent().include(number, max(len(row) - 1, 0))
        rows.append(tuple(row))
        for column, value in enumerate(row):
            if len(value) > MAX_TEXT:
                raise UserError("sheet_too_large", rows=MAX_ROWS, columns=MAX_COLUMNS)
            if value.startswith("="):
                formulas.add((number, column))
            elif _digits_lost(value):
                lost.add((number, column))
    if not any(cell.strip() for row in rows for cell in row):
        return []
    return [Sheet(name, 1, tuple(rows), frozenset(formulas), frozenset(lost), ())]


def _csv_rows(text: str) -> Iterable[list[str]]:
    sample = text[:20_000]
    delimiter = max(_DELIMITERS, key=sample.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise UserError("sheet_unreadable") from None
