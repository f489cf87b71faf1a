"""A line at the bottom of a page for what was done, with its undo; it goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from ui.theme.look import Look
from ui.theme.tokens import STATUS
from ui.widgets.button import Button
from ui.widgets.text import Glyph, Label

SHOWN = 8000  # milliseconds; held while hovered or focused
ABOVE = 8  # px between it and the status bar, or a row of buttons
UNDO = QKeySequence.StandardKey.Undo


class Toast(QFrame):
    """Floats bottom centre over its page, above buttons that stand there. A second one takes the place of the first.

    While it is shown, Ctrl+Z undoes what it tells of, until something else is typed: that is what the key is for then,
    and the button still undoes. It is a key of its own and no shortcut: beside one of the page's neither would act.
    """

    def __init__(self, look: Look, page: QWidget, text: str, undo_verb: str, undo: Callable[[], None] | None) -> None:
        for older in page.findChildren(Toast):
            older.take_down()
        super().__init__(page)
        self.look = look
        self.setProperty("toast", "true")
        self.setAccessibleName(text)
        self._undo = undo
        self.button: Button | None = None
        self._build(text, undo_verb)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.take_down)
        self._timer.start(SHOWN)
        page.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if undo is not None:
            app.installEventFilter(self)
        app.focusChanged.connect(self._moved)
        self._place()
        self.show()
        self.raise_()

    def _build(self, text: str, undo_verb: str) -> None:
        look = self.look
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(8))
        row.setSpacing(look.px(16))
        row.addWidget(Glyph(look, "check", "on-toast", 16))
        row.addWidget(Label(text))
        if self._undo is not None:
            row.addSpacing(look.px(24))
            self.button = Button(look, undo_verb, "text")
            self.button.clicked.connect(self.take_back)
            row.addWidget(self.button)
            self.key = Label("Ctrl Z", "meta", "on-toast")
            row.addWidget(self.key)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(16)
        shadow.setOffset(0, 4)
        shadow.setColor(look.color("shadow"))
        self.setGraphicsEffect(shadow)

    def take_back(self) -> None:
        """Undoes what it tells of, once."""
        undo, self._undo = self._undo, None
        self.take_down()
        if undo is not None:
            undo()

    def take_down(self) -> None:
        """It has been read. Its key is the page's again at once."""
        self._undo = None
        self.hide()
        self.deleteLater()

    # How long.

    @property
    def held(self) -> bool:
        """Whether it stays: the pointer is on it, or the focus in it."""
        return self.underMouse() or (self.button is not None and self.button.hasFocus())

    def _hold(self) -> None:
        if self.isHidden():
            return
        if self.held:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start(SHOWN)

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._hold()

    def _moved(self) -> None:
        """The focus has moved, perhaps to another page."""
        self._hold()
        self._place()

    # Where.

    def _place(self) -> None:
        page = self.parentWidget()
        if page is None:
            return
        self.adjustSize()
        bottom = page.height() - self.height() - self.look.px(STATUS) - ABOVE
        box = QRect(QPoint((page.width() - self.width()) // 2, bottom), self.size())
        buttons = self._buttons(page)
        while hit := [one for one in buttons if one.intersects(box)]:
            box.moveBottom(min(one.top() for one in hit) - ABOVE)
        # a page that is all buttons leaves no such place
        self.move(box.topLeft() if box.top() > page.height() // 2 else QPoint(box.left(), bottom))

    def _buttons(self, page: QWidget) -> list[QRect]:
        """Where the buttons of the page are, in its own coordinates; inside an area that scrolls, what is seen."""
        found = []
        for one in page.findChildren(QAbstractButton):
            if one.isVisible() and not self.isAncestorOf(one) and one.window() is page.window():
                seen = one.visibleRegion().boundingRect()
                found.append(QRect(one.mapTo(page, seen.topLeft()), seen.size()))
        return [box for box in found if not box.isEmpty()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget():
            self._place()
        elif self._undo is not None and self._is_typing(watched, event):
            self.key.hide()
        elif self._undo is not None and self._is_undo(watched, event):
            if event.type() is QEvent.Type.KeyPress:
                self.take_back()
            event.accept()  # neither the page's own undo nor a field that has nothing to undo takes the key
            return True
        return super().eventFilter(watched, event)

    def _is_typing(self, watched: QObject, event: QEvent) -> bool:
        """Whether something is written in the window, by key or by an input method."""
        if isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            written = event.type() is QEvent.Type.KeyPress and plain and event.text() > " "
        else:
            written = isinstance(event, QInputMethodEvent) and bool(event.commitString())
        return written and isinstance(watched, QWidget) and watched.window() is self.window()

    def _is_undo(self, watched: QObject, event: QEvent) -> bool:
        """Whether this is Ctrl+Z in the window, where no field with typing to undo has it first."""
        wanted = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and not self.key.isHidden()
        if not (wanted and isinstance(event, QKeyEvent) and event.matches(UNDO) and isinstance(watched, QWidget)):
            return False
        return watched.window() is self.window() and not _has_typing(watched)


def _has_typing(field: QWidget) -> bool:
    """Whether a field has typing that it can undo itself."""
    line = field.findChild(QLineEdit) if isinstance(field, QAbstractSpinBox) else field
    if isinstance(line, QLineEdit):
        return line.isUndoAvailable()
    return isinstance(field, QTextEdit) and field.document().isUndoAvailable()
