"""What a screening export is once read: rows of plain texts, rows held back, what its columns were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.sheets.columns import Column
from app.sheets.roster_row import HeldRow


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the sheet: the scale's names, how many items it has, their texts where they are known,
    and the words for figures beside the total. `others` are names of other scales, whose columns are not ours."""

    names: tuple[str, ...]
    items: int
    texts: tuple[str, ...]
    scores: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    results_only: bool


@dataclass(frozen=True)
class ScreeningRow:
    """One student's row. `answers` are cells as typed, "" for an empty one; none where the sheet has no items.

    `outcome` is taken, refused, absent, unable, or "" where nothing says it. `day` is YYYY-MM-DD, "" for an empty
    cell, "?" for one that is no day. `stated` is the class the platform gave.
    """

    row: int
    sheet: str
    number: str
    name: str
    class_name: str
    day: str
    answers: tuple[str, ...]
    total: str
    scores: Mapping[str, str]
    stated: str
    outcome: str
    asked: bool
    invalid: bool


@dataclass(frozen=True)
class ScreeningSheet:
    """All that a file of results holds. `coding` is what a header states (`1-5`), "" where none does;
    `items` says which answers have a column; `dated` whether there is a column of days."""

    rows: tuple[ScreeningRow, ...]
    held: tuple[HeldRow, ...]
    columns: tuple[Column, ...]
    coding: str
    items: frozenset[int]
    dated: bool
    skipped: tuple[str, ...] = ()
