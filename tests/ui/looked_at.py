"""What is looked at on every page: names, stops for Tab, sizes, room. Each rule yields what breaks it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import shiboken6
from PySide6.QtCore import QAbstractListModel, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.pages.writing import Writing
from ui.tables.ruled import Ruled
from ui.widgets.text import Elided, Paragraph

LEAST = 24  # px of a hit target at a scale of 1
LONGEST = 400  # presses of Tab before a page counts as endless
TITLES = frozenset({"润心", "Runxin", ""})


def told(widget: QWidget) -> str:
    """Which widget, and on what it stands."""
    parents, above = list[str](), widget.parentWidget()
    while above is not None and len(parents) < 4:
        parents.append(type(above).__name__)
        above = above.parentWidget()
    text = getattr(widget, "text", "")
    shown = text() if callable(text) else text
    return f"{type(widget).__name__} {str(shown)[:24]!r} in {' < '.join(parents)}"


def seen(shown: QWidget) -> list[QWidget]:
    """Every widget of a window that is there to be seen."""
    return [w for w in shown.findChildren(QWidget) if w.isVisible() and w.window() is shown.window()]


def of_qt(widget: QWidget) -> bool:
    """Whether a widget is the inside of one of Qt's own."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QLineEdit | QComboBox | QAbstractSpinBox | QHeaderView):
            return True
        above = above.parentWidget()
    return False


def is_stop(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isEnabled() and widget.focusProxy() is None


def to_be_marked(widget: QWidget) -> bool:
    """Whether keys can mark the text of a label, where they reach it."""
    keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
    return isinstance(widget, QLabel) and bool(widget.textInteractionFlags() & keys)


def nameless(shown: QWidget) -> Iterator[str]:
    """Every control that takes the focus has a name that is spoken."""
    for widget in seen(shown):
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.focusProxy() is None:
            spoken = QAccessible.queryAccessibleInterface(widget)
            if not (spoken and spoken.text(QAccessible.Text.Name)) and not widget.accessibleName():
                yield f"no name: {told(widget)}"


def unreached(shown: QWidget, qtbot: QtBot) -> Iterator[str]:
    """Tab reaches everything and comes back to where it began; Shift+Tab goes the same way back."""
    stops = [w for w in seen(shown) if is_stop(w) or to_be_marked(w)]
    if not stops:
        return
    if QApplication.focusWidget() not in stops:
        yield "the cursor is nowhere"
        stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    forth = _walked(qtbot, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    back = _walked(qtbot, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    for way, walked in (("Tab", forth), ("Shift+Tab", back)):
        for widget in stops:
            if widget not in walked and not _of_a_group(widget):
                yield f"{way} does not reach {told(widget)}"
        if QApplication.focusWidget() is not walked[0]:
            yield f"{way} is caught at {told(walked[-1])}"
    if forth[1:] != back[:0:-1]:
        yield "Shift+Tab goes another way than Tab"
    yield from _by_mouse_only(shown, qtbot, forth)


def _of_a_group(widget: QWidget) -> bool:
    """Whether Qt takes a button for one of several of which Tab stops at one, as radio buttons are."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and group.exclusive() and len(group.buttons()) > 1


def _walked(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, among: type[QWidget] = QWidget) -> list[QWidget]:
    """Where a key leads, from where the focus is until it comes to a widget again, or to one of another sort."""
    walked = list[QWidget]()
    while len(walked) < LONGEST:
        widget = QApplication.focusWidget()
        if widget is None or widget in walked or not isinstance(widget, among):
            break
        walked.append(widget)
        qtbot.keyClick(widget, key, modifier)
    return walked


def _by_mouse_only(shown: QWidget, qtbot: QtBot, walked: list[QWidget]) -> Iterator[str]:
    """A button that is no stop is reached by the arrow keys from one that is."""
    buttons = [w for w in seen(shown) if isinstance(w, QAbstractButton) and w.isEnabled() and not of_qt(w)]
    left = {w for w in buttons if w not in walked}
    for stop in walked:
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            if left and shiboken6.isValid(stop) and isinstance(stop, QAbstractButton):
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                left -= set(_walked(qtbot, key, Qt.KeyboardModifier.NoModifier, QAbstractButton))
    for widget in left:
        yield f"no key reaches {told(widget)}"


def out_of_order(shown: QWidget, page: QWidget, qtbot: QtBot) -> Iterator[str]:
    """Tab goes as one reads: along a line to the right, then down; up only into a column further right.

    `page` is what is looked at within the window; what frames it comes before or after it.
    """
    stops = [w for w in seen(shown) if is_stop(w) and page.isAncestorOf(w)]
    if not stops:
        return
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    round_about = _walked(qtbot, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    within = [page.isAncestorOf(w) for w in round_about]
    entered = next((k for k in range(len(within)) if within[k] and not within[k - 1]), 0)
    saves = (page.next_button, page.save_button) if isinstance(page, Writing) else ()  # a form ends with them
    turned = round_about[entered:] + round_about[:entered]
    walked = [w for w in turned if page.isAncestorOf(w) and w not in saves]
    for area in seen(shown):
        if isinstance(area, QScrollArea):
            area.verticalScrollBar().setValue(0)  # as if all of it were in sight
    if all(within):  # nothing frames it: one begins at its top
        tops = [_box(w, page, page) for w in walked]
        first = min(range(len(tops)), key=lambda k: (tops[k].top() // LEAST, tops[k].left()))
        walked = walked[first:] + walked[:first]
    for one, two in pairwise(walked):
        before, after = _box(one, two, page), _box(two, one, page)
        level = (
            after.top() < before.center().y() < after.bottom() or before.top() < after.center().y() < before.bottom()
        )
        back = level and after.right() <= before.left()
        up = not level and after.bottom() <= before.top() and after.left() < before.right()
        if back or up:
            yield f"Tab goes {'back' if back else 'up'} from {told(one)} to {told(two)}"


def _box(widget: QWidget, other: QWidget, page: QWidget) -> QRect:
    """Where a widget stands on a page, beside another one: as the area that it scrolls in, if the other is outside."""
    outer, above = widget, widget.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, QAbstractScrollArea) and not above.isAncestorOf(other) and above is not other:
            outer = above
        above = above.parentWidget()
    return QRect(outer.mapTo(page, QPoint(0, 0)), outer.size())


def too_small(shown: QWidget) -> Iterator[str]:
    """What is clicked is at least 24 px wide and high; rows of lists too."""
    for widget in seen(shown):
        clicked = isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractSpinBox | QTextEdit)
        inner = isinstance(widget, QLineEdit) and of_qt(widget)
        mark = isinstance(widget, QToolButton) and of_qt(widget) and not widget.text()  # in a field, for the eye only
        if clicked and widget.isEnabled() and not inner and not mark and min(widget.width(), widget.height()) < LEAST:
            yield f"{widget.width()}×{widget.height()} px: {told(widget)}"
        listed = isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView)
        if isinstance(widget, QAbstractItemView) and listed and widget.model().rowCount():
            row = widget.visualRect(widget.model().index(0, 0)).height() or widget.sizeHintForRow(0)
            if row < LEAST:
                yield f"rows of {row} px: {told(widget)}"


def not_plain(shown: QWidget) -> Iterator[str]:
    """Labels show plain text, tooltips nothing that Qt takes for markup."""
    for widget in shown.findChildren(QWidget):
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText:
            yield f"not plain: {told(widget)}"
        if "<" in widget.toolTip():
            yield f"markup in the tooltip of {told(widget)}"


def telling(shown: QWidget) -> Iterator[str]:
    """Titles name the program, object names nothing that anybody wrote."""
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.windowTitle() not in TITLES:
            yield f"a window is called {window.windowTitle()}"
    for widget in (shown, *shown.findChildren(QWidget)):
        if widget.objectName() and not widget.objectName().startswith(("qt_", "Scroll")):
            yield f"object name of {told(widget)}"


def sticking_out(shown: QWidget) -> Iterator[str]:
    """Nothing reaches over the edge of what it stands in, but down where that scrolls."""
    screen = QRect(QPoint(0, 0), shown.window().size())
    for widget in seen(shown):
        above = widget.parentWidget()
        if above is None or of_qt(widget) or isinstance(above, QAbstractScrollArea):
            continue
        area = above.parentWidget()
        if isinstance(area, QAbstractScrollArea) and above is area.viewport():
            yield from _beside(widget, above, area)
            continue
        box = widget.geometry()
        if not box.isEmpty() and not above.rect().contains(box):
            yield f"{box.getRect()} of {above.width()}×{above.height()}: {told(widget)}"
        at = QRect(widget.mapTo(shown.window(), QPoint(0, 0)), widget.size())
        if (at.left() < 0 or at.right() > screen.right()) and not _across(widget):
            yield f"beyond the window ({at.left()} to {at.right()}): {told(widget)}"


def _across(widget: QWidget) -> bool:
    """Whether a widget stands in something that can be scrolled across."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and above.horizontalScrollBar().maximum():
            return True
        above = above.parentWidget()
    return False


def scrolling_across(shown: QWidget) -> Iterator[str]:
    """At its own size nothing must be scrolled across."""
    for area in seen(shown):
        if isinstance(area, QAbstractScrollArea) and area.horizontalScrollBar().maximum():
            yield f"{area.horizontalScrollBar().maximum()} px to the right: {told(area)}"


def _beside(widget: QWidget, above: QWidget, area: QAbstractScrollArea) -> Iterator[str]:
    """The content of an area that scrolls is as wide as it, or can be scrolled across."""
    if isinstance(area, QScrollArea) and widget.width() > above.width():
        across = area.horizontalScrollBarPolicy() is not Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if not across or area.horizontalScrollBar().maximum() < widget.width() - above.width():
            yield f"{widget.width()} px wide, {above.width()} are seen: {told(widget)}"


def hidden_below(shown: QWidget) -> Iterator[str]:
    """What is higher than its area can be scrolled to its end."""
    for area in seen(shown):
        if isinstance(area, QScrollArea) and area.widget() is not None:
            over = area.widget().height() - area.viewport().height()
            if over > area.verticalScrollBar().maximum():
                yield f"{over} px cannot be scrolled to: {told(area)}"


def cut(shown: QWidget) -> Iterator[str]:
    """Text that has too little room is told whole in a tooltip."""
    for widget in seen(shown):
        if widget.toolTip() or of_qt(widget):
            continue
        if _lacks(widget):
            yield f"cut, {widget.width()} px: {told(widget)}"
        if isinstance(widget, QAbstractItemView):
            yield from _cut_cells(widget)


def _lacks(widget: QWidget) -> bool:
    """Whether the text of a widget is longer than it can show."""
    if isinstance(widget, Paragraph):
        return widget.heightForWidth(widget.width()) > widget.height()
    if isinstance(widget, Elided | QAbstractButton | QComboBox):
        return widget.sizeHint().width() > widget.width() and bool(widget.accessibleName())
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height()
        return widget.sizeHint().width() > widget.width()
    if isinstance(widget, QLineEdit):
        wide = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return not widget.text() and wide > widget.width() - 8
    return False


def _cut_cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if isinstance(view.itemDelegate(), Ruled):
        return  # it tells every text that it cuts
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(min(model.rowCount(), 50)):
        for column in range(columns):
            index = model.index(row, column)
            text, box = str(index.data() or ""), view.visualRect(index)
            wide = view.fontMetrics().horizontalAdvance(text)
            if not box.isEmpty() and wide > box.width() and not index.data(Qt.ItemDataRole.ToolTipRole):
                yield f"a cell is cut and has no tooltip: {text[:24]!r}, column {column} of {told(view)}"
