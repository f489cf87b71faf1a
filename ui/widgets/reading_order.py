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
    QLayoutItem,
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
    for item in _items(layout):
        inner, below = item.widget(), item.layout()
        if inner is not None:
            yield inner
        elif below is not None:
            yield from _laid(below)


def _items(layout: QLayout) -> list[QLayoutItem]:
    """The items of a layout, those of a grid row by row."""
    count = range(layout.count())
    if isinstance(layout, QGridLayout):
        count = sorted(count, key=lambda k: layout.getItemPosition(k)[:2])  # type: ignore[assignment, index]
    return [layout.itemAt(k) for k in count]  # type: ignore[misc]
