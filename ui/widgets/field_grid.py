"""A form's editors laid out: short ones in two columns where there is room, long ones across."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme.look import Look
from ui.widgets.editor import Editor
from ui.widgets.flow import keep_lines

NARROW = 560  # px at a scale of 1 below which all stand one below the other


class FieldGrid(QWidget):
    """Editors in the order they are given, but that a short one fills the place beside another short one."""

    def __init__(self, look: Look, editors: Sequence[Editor]) -> None:
        super().__init__()
        self.look = look
        self.editors = tuple(editors)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(16))
        self._place(2)

    def rows(self, columns: int) -> list[tuple[Editor, ...]]:
        """What stands beside each other."""
        left, rows = list(self.editors), list[tuple[Editor, ...]]()
        while left:
            first = left.pop(0)
            beside = None if first.wide or columns == 1 else next((e for e in left if not e.wide), None)
            if beside is not None:
                left.remove(beside)
            rows.append((first,) if beside is None else (first, beside))
        return rows

    @property
    def in_order(self) -> tuple[Editor, ...]:
        """The editors as one reads them, which is how Tab goes."""
        return tuple(editor for row in self.rows(self._columns) for editor in row)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for k, row in enumerate(self.rows(columns)):
            for column, editor in enumerate(row):
                policy = editor.widget.sizePolicy()
                policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
                editor.widget.setSizePolicy(policy)
                span = columns if len(row) == 1 and editor.wide else 1
                self._grid.addWidget(editor.widget, k, column, 1, span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(1 if self.width() < self.look.px(NARROW) else 2)
        self._keep_lines()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._keep_lines()
        return super().event(event)

    def _keep_lines(self) -> None:
        """Each field keeps the height of all its lines: of a grid that is short of room Qt would take from it."""
        for editor in self.editors:
            keep_lines(editor.widget)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(240), super().minimumSizeHint().height())
