"""What every list of one column is made on: lines that are read-only and replaced whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex


class Listed(QAbstractListModel, Generic[T]):
    """The lines; a subclass answers `data` for one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[T, ...] = ()

    def replace(self, lines: Sequence[T]) -> None:
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        return 0 if parent.isValid() else len(self.lines)
