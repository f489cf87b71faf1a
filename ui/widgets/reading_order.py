"""Tab goes as one reads: what was made late, as lists and cards are, takes its place among what was there before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QGridLayout,
    QLayout,
    QSplitter,
    QStackedWidget,
    QWidget,
)

CLOSED = (QComboBox, QAbstractSpinBox)
"""Qt's own fields, whose inside is no stop of its own. What stands in a line is: the eye of a passphrase."""


def put_in_order(root: QWidget) -> None:
    """Makes Tab follow the layouts below a widget: along each row, then down, one column after the other."""
    tab_through(_stops(root))


def tab_through(stops: Iterable[QWidget]) -> None:
    """Makes Tab go from each of these to the next."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Whatever below a widget can have the focus, as it is laid out; the widget itself comes before its parts."""
    if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
        yield widget
    if not isinstance(widget, CLOSED):
        for part in _parts(widget):
            yield from _stops(part)


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """The children of a widget in the order of its layout, then those that no layout holds, as what floats."""
    if isinstance(widget, QStackedWidget | QSplitter):
        yield from (widget.widget(k) for k in range(widget.count()))
        return
    layout = widget.layout()
    laid = list(_laid(layout)) if layout is not None else []
    yield from laid
    for child in widget.children():
        if isinstance(child, QWidget) and child not in laid and not child.isWindow():
            yield child


def _laid(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those within it, a grid row by row.

    Items are not asked for: Qt deletes them unseen, and PySide then takes another object at their address for one.
    """
    holder = layout.parentWidget()
    parts = [*(holder.children() if holder is not None else ()), *layout.children()]
    placed = [(layout.indexOf(part), part) for part in parts if isinstance(part, QWidget | QLayout)]
    for _, part in sorted((one for one in placed if one[0] >= 0), key=lambda one: _place(layout, one[0])):
        if isinstance(part, QWidget):
            yield part
        else:
            yield from _laid(part)


def _place(layout: QLayout, k: int) -> tuple[int, ...]:
    return tuple(layout.getItemPosition(k)[:2]) if isinstance(layout, QGridLayout) else (k,)  # type: ignore[index]
