"""本周清单: what somebody owes this week, to be ticked by hand; a row for each student, below its group."""

from __future__ import annotations

from dataclasses import dataclass

from app.forms import grid
from app.forms.grid import Cell, Look, Row, Setting
from app.forms.pen import A4
from app.forms.sheet import print_table, word
from app.forms.values import PrintStamp

_TYPE = Setting(A4, 8.5, 12.5, 3.0, 3.0)
_HEAD = Setting(A4, 9.5, 14.0, 5.0, 4.0)
_EMPTY_ROWS = 18
_COLUMNS = (
    ("due_list.done", 1.2),
    ("name", 2.6),
    ("due_list.where", 4.4),
    ("due_list.level", 1.8),
    ("due_list.what", 4.6),
    ("due_list.why", 6.0),
    ("due_list.due", 3.4),
)
"""The heads and their shares of the 24 columns."""


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """One thing that is owed: to whom, where they are, why, until when."""

    name: str = ""
    where: str = ""
    level: str = ""
    what: str = ""
    why: str = ""
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class DueGroup:
    """Rows below a head: overdue, today, this week."""

    name: str
    rows: tuple[DueRow, ...]


@dataclass(frozen=True, kw_only=True)
class DueList:
    """The list of one person or college as of a moment; `told` says in a sentence how much there is."""

    owner: str
    week: str
    told: str = ""
    as_of: str = ""
    groups: tuple[DueGroup, ...] = ()


def print_due_list(listed: DueList, stamp: PrintStamp) -> bytes:
    """The list as a PDF; its column heads stand on every page. With nothing owed it says so."""
    head = Row(tuple(Cell(word(key), share, Look.LABEL) for key, share in _COLUMNS), setting=_TYPE)
    rows = [_about(listed), head]
    for group in listed.groups:
        rows.append(Row((Cell(group.name, 24, Look.LABEL),), head=head, setting=_TYPE))
        rows += [_row(row, head, stays=k == 0) for k, row in enumerate(group.rows)]
    if stamp.blank:
        rows += [_row(DueRow(), head, stays=k == 0) for k in range(_EMPTY_ROWS)]
    elif not listed.groups:
        rows.append(Row((Cell(word("due_list.nothing"), 24, Look.CENTRED),), setting=_HEAD))
    return print_table(word("this_week.title"), rows, stamp, f"{listed.owner}　{listed.week}")


def _about(listed: DueList) -> Row:
    pairs = (
        ("due_list.owner", listed.owner, 3.4),
        ("due_list.week", listed.week, 4.6),
        ("due_list.as_of", listed.as_of, 4.0),
        ("due_list.told", listed.told, 4.0),
    )
    cells: list[Cell] = []
    for key, said, share in pairs:
        cells += [Cell(word(key), 2.0, Look.LABEL), Cell(said, share, hint=grid.DASH)]
    return Row(tuple(cells), setting=_HEAD)


def _row(row: DueRow, head: Row, *, stays: bool) -> Row:
    said = ("☐", row.name, row.where, row.level, row.what, row.why, row.due)
    cells = tuple(
        Cell(text, share, Look.CENTRED if key == "due_list.done" else Look.VALUE, hint=grid.DASH)
        for text, (key, share) in zip(said, _COLUMNS, strict=True)
    )
    return Row(cells, least=26.0, head=head, stays=stays, setting=_TYPE)
