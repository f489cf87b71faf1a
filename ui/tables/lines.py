"""The lines of a table as Qt's views ask for them: read-only, replaced whole, ticked by id, copied for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt

from ui.tables.heads import Column

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
TICK = "tick"  # the column of tick boxes
_ACTIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


class Line(Protocol):
    """What a row shows: any value with an id."""

    @property
    def id(self) -> str: ...


class GridModel(QAbstractTableModel):
    """Lines in the order they came; `more` stands in a quiet last row. A subclass says what cells hold."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.lines: tuple[Any, ...] = ()
        self.more = ""
        self.ticked: dict[str, Any] = {}  # by id, each as it was seen last

    # What a subclass answers.

    def text(self, line: Any, column: str) -> str:
        """What stands in a cell."""
        raise NotImplementedError

    def copied(self, line: Any, column: str) -> str:
        """What a cell becomes in a spreadsheet."""
        return self.text(line, column)

    def tip(self, line: Any, column: str) -> str:
        """The tooltip over a cell."""
        return ""

    def sentence(self, line: Any) -> str:
        """The row as it is spoken."""
        raise NotImplementedError

    # What the view asks.

    def replace(self, lines: Sequence[Line], more: str = "") -> None:
        self.beginResetModel()
        self.lines, self.more = tuple(lines), more
        self.ticked |= {line.id: line for line in lines if line.id in self.ticked}
        self.endResetModel()

    def row_of(self, identity: str) -> int:
        """The row of an id; -1 where it is not shown."""
        return next((k for k, line in enumerate(self.lines) if line.id == identity), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.lines) + bool(self.more)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        is_line = index.row() < len(self.lines)
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if is_line else Qt.ItemFlag.NoItemFlags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self.columns[section].head if wanted else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.row() >= len(self.lines):
            spoken = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self.more if spoken else None
        line, column = self.lines[index.row()], self.columns[index.column()].id
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.sentence(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(line, column) or None
        if column == TICK:
            state = Qt.CheckState.Checked if line.id in self.ticked else Qt.CheckState.Unchecked
            return state if role == Qt.ItemDataRole.CheckStateRole else None
        return self.text(line, column) if role == Qt.ItemDataRole.DisplayRole else None

    def table(self, lines: Sequence[Any]) -> list[list[str]]:
        """Heads and rows for a spreadsheet, every cell one that no program takes for a formula."""
        columns = [c for c in self.columns if c.id != TICK]
        rows = [[self.copied(line, c.id) for c in columns] for line in lines]
        return [[neutral(cell) for cell in row] for row in ([c.head for c in columns], *rows)]


def neutral(text: str) -> str:
    """A cell's text on one line; what a spreadsheet would take for a formula gets an apostrophe before it."""
    one = " ".join(text.split())
    return f"'{one}" if one.startswith(_ACTIVE) else one


def clipped(rows: Sequence[Sequence[str]]) -> QMimeData:
    """Rows for the clipboard: text with tabs, and as cells of text, so that 0012 stays 0012."""
    found = QMimeData()
    found.setText("".join("\t".join(row) + "\n" for row in rows))
    cells = ("".join(f"<td style='mso-number-format:\"\\@\"'>{escape(cell)}</td>" for cell in r) for r in rows)
    found.setHtml("<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>")
    return found
