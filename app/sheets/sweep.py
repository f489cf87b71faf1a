"""A sweep sheet that comes back filled: an outcome and a source for each student. What the words mean is not known
here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.sheets import cells
from app.sheets.labels import label_of
from app.sheets.roster_row import HeldRow
from app.sheets.student_list import ListedRow, Vocabulary, read_student_list
from app.sheets.table import Place, Sheet, read_table

_SHAPES = (
    ("outcome", r"(摸排|排查)?(结果|结论)|(sweep)?outcome"),
    ("source", r"(了解|掌握|信息)?(途径|来源|渠道)|source|knownthrough"),
)
WORDS = Vocabulary(tuple((name, re.compile(shape, re.IGNORECASE)) for name, shape in _SHAPES))
_HEADINGS = 30
"""Rows from the top in which a heading is looked for, as for every list."""


@dataclass(frozen=True)
class SweepRows:
    """The rows of students, and those that mean one and cannot be trusted."""

    rows: tuple[ListedRow, ...]
    held: tuple[HeldRow, ...]
    sheets: tuple[str, ...]


def read_sweep_rows(data: bytes, name: str) -> SweepRows:
    """The rows of a filled sheet with `outcome` and `source` as typed; a computed answer is held (`sweep_formula`).

    Errors: those of `read_student_list`, `sweep_no_outcome_column`.
    """
    found = read_student_list(data, name, WORDS)
    if "outcome" not in found.fields:
        raise UserError("sweep_no_outcome_column")
    computed = {(sheet.name, row) for sheet in read_table(data, name) for row, _ in _formulas(sheet)}
    held = [*found.held, *(_held(row) for row in found.rows if _is_computed(row, computed))]
    rows = tuple(row for row in found.rows if not _is_computed(row, computed))
    return SweepRows(rows, tuple(held), found.sheets)


def _formulas(sheet: Sheet) -> Sequence[Place]:
    """The computed cells below a heading of an answer; a column of another's sums is nobody's answer."""
    columns = {
        column
        for row in sheet.rows[:_HEADINGS]
        for column, cell in enumerate(row)
        if any(shape.fullmatch(label_of(cell)) for _, shape in WORDS.fields)
    }
    return [place for place in sheet.formulas if place[1] in columns]


def _is_computed(row: ListedRow, computed: set[tuple[str, int]]) -> bool:
    return (row.sheet, row.row) in computed or any(map(cells.starts_like_formula, row.said.values()))


def _held(row: ListedRow) -> HeldRow:
    return HeldRow(row.row, row.sheet, "sweep_formula", row.place())
