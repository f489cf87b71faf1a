"""A roster as students: rows that can be trusted, and rows held back, each with its reason.

What needs the store is left to the caller, with all it takes to decide: a number that lost its zeros,
one number for two names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace

from app.errors import UserError
from app.sheets.columns import Column, find_layout, shown
from app.sheets.roster_reader import SheetReader, hold
from app.sheets.roster_row import FamilyMember, HeldRow, Roster, RosterRow
from app.sheets.table import read_table

__all__ = ["Column", "FamilyMember", "HeldRow", "Roster", "RosterRow", "read_roster"]

MAX_SHEETS = 200
_PLACE = ("row", "sheet", "short_number", "padded")


def read_roster(data: bytes, name: str, college: str | None = None) -> Roster:
    """The students of an xlsx, xls or csv; `college` counts where the file has no column for it.

    Errors: those of `read_table`, `roster_no_header` where no sheet has a number and a name column.
    """
    rows: list[RosterRow] = []
    held: list[HeldRow] = []
    columns: list[Column] = []
    skipped: list[str] = []
    sheets = read_table(data, name)
    layouts = [(sheet, find_layout(sheet)) for sheet in sheets[:MAX_SHEETS]]
    several = sum(layout is not None for _, layout in layouts) > 1
    for sheet, layout in layouts:
        if layout is None:
            skipped.append(sheet.name)
            continue
        columns += shown(sheet, layout).values()
        good, bad = SheetReader(sheet, layout, college, several).read()
        rows += _with_short_numbers(good)
        held += bad
    if not columns:
        raise UserError("roster_no_header")
    rows, twice = _apart(rows)
    order = {sheet.name: at for at, sheet in enumerate(sheets)}
    held = sorted([*held, *twice], key=lambda one: (order[one.sheet], one.row))
    skipped += [sheet.name for sheet in sheets[MAX_SHEETS:]]
    return Roster(tuple(rows), tuple(held), tuple(columns), tuple(skipped))


def _with_short_numbers(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Marks the numbers that are shorter than the others of their sheet as lost zeros would make them.

    Either the sheet has numbers that begin with a zero, or the short ones are rare in it.
    """
    lengths = Counter(len(row.number) for row in rows if row.number.isdecimal())
    zeros = Counter(len(row.number) for row in rows if row.number.isdecimal() and row.number[0] == "0")
    if not lengths:
        return list(rows)
    usual = max(lengths, key=lambda length: (lengths[length] + (zeros[length] > 0) * len(rows), length))
    if not zeros[usual] and 2 * lengths[usual] <= sum(lengths.values()):
        return list(rows)
    rare = max(2, len(rows) // 20)

    def is_short(number: str) -> bool:
        if not number.isdecimal() or len(number) >= usual or usual < 4:
            return False
        return zeros[usual] > 0 or (lengths[len(number)] <= rare and lengths[len(number)] < lengths[usual])

    return [
        replace(row, short_number=True, padded=row.number.zfill(usual)) if is_short(row.number) else row for row in rows
    ]


def _apart(rows: Sequence[RosterRow]) -> tuple[list[RosterRow], list[HeldRow]]:
    """Each number once: the same student again is merged, two names or two classes for one are held."""
    by_number: defaultdict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        by_number[row.number.upper()].append(row)
    good: list[RosterRow] = []
    held: list[HeldRow] = []
    for same in by_number.values():
        if len({row.name for row in same}) > 1:
            held += [_hold_student(row, "roster_number_twice") for row in same]
            continue
        first = same[0]
        for again in same[1:]:
            merged = _merged(first, again)
            if merged is None:
                held.append(_hold_student(again, "roster_duplicate"))
            first = merged or first
        good.append(first)
    return good, held


def _hold_student(row: RosterRow, code: str) -> HeldRow:
    return hold(row.row, row.sheet, code, (row.number, row.name), row)


def _merged(first: RosterRow, again: RosterRow) -> RosterRow | None:
    """One row out of two that do not contradict each other, None if they do."""
    more = {}
    for field in fields(RosterRow):
        ours, theirs = getattr(first, field.name), getattr(again, field.name)
        if field.name in _PLACE or ours == theirs or not theirs:
            continue
        if ours:
            return None
        more[field.name] = theirs
    return replace(first, **more)
