"""会议模式: the cases of a week on the whole screen, one after the other, in type that a room can read.

It is shown `MeetingCases` and nothing else, which hold neither name nor number; while it is there the window behind
shows nothing.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.meeting_cases import MeetingCase, MeetingCases
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.detail import clear
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label
from ui.widgets.wall import WallLevel, WallText
from ui.words import Words

MARGIN = 64  # px at a scale of 1
HEIGHT = 768  # px of the lowest screen; on a higher one the type grows with it
GROWN = 1.4
FORTH = (Qt.Key.Key_Right, Qt.Key.Key_PageDown, Qt.Key.Key_Space)
MOVES = frozenset(
    (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
     Qt.Key.Key_Home, Qt.Key.Key_End)
)  # fmt: skip
BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace)


class MeetingScreen(QDialog):
    """← and → go from case to case, ↑ and ↓ scroll a long one, Esc leaves. Locking closes it as any dialog."""

    def __init__(self, look: Look, words: Words, cases: MeetingCases, page: Page) -> None:
        super().__init__(page.window(), Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.look, self.words, self.cases, self._page = look, words, cases, page
        self.at = 0
        self._hidden: list[QWidget] = []
        self.setWindowTitle(words("app"))
        self.setAccessibleName(words("meeting.name"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "bg")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.finished.connect(self._uncover)
        outer = QVBoxLayout(self)
        side = look.px(MARGIN)
        outer.setContentsMargins(side, look.px(32), side, look.px(24))
        outer.setSpacing(look.px(24))
        top = QHBoxLayout()
        whole = words.dot.join(part for part in (cases.college, words("check.week_n", n=cases.week)) if part)
        top.addWidget(Label(whole, "head", "text-2"))
        top.addStretch()
        self.place = Label("", "head", "text-2")
        top.addWidget(self.place)
        outer.addLayout(top)
        self.body = Scroll(look, gap=24)
        outer.addWidget(self.body, 1)
        outer.addLayout(self._foot())
        self._show()

    def _foot(self) -> QHBoxLayout:
        look, words = self.look, self.words
        self.before = Button(look, words("meeting.before"), icon="chevron-left", key="←")
        self.after = Button(look, words("meeting.after"), "filled", icon="chevron-right", key="→")
        self.leave = Button(look, words("meeting.leave"), icon="x", key="Esc")
        self.before.clicked.connect(lambda: self.go(self.at - 1))
        self.after.clicked.connect(lambda: self.go(self.at + 1))
        self.leave.clicked.connect(self.reject)
        for button in (self.before, self.after, self.leave):
            button.installEventFilter(self)
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(self.leave)
        row.addStretch()
        row.addWidget(self.before)
        row.addWidget(self.after)
        return row

    # On and off the wall.

    def begin(self) -> None:
        """Fills the screen; what stands in the window is put out of sight first, so that nothing of it flashes up."""
        window = self._page.window()
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        found = window.findChildren(QWidget, options=direct)
        self._hidden = [w for w in found if not w.isWindow() and w.isVisible()]
        for widget in self._hidden:
            widget.hide()
        self.showFullScreen()
        self._aim()

    def _aim(self) -> None:
        """The cursor is on the way on, or back from the last case."""
        to = next((b for b in (self.after, self.before, self.leave) if b.isEnabled()), self.leave)
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _uncover(self) -> None:
        for widget in self._hidden:
            if shiboken6.isValid(widget):
                widget.show()
        self._hidden = []
        if shiboken6.isValid(self._page) and self._page.isVisible():
            self._page.arrive()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._uncover()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Type grows with the screen: the last row of the room sees the same share of it."""
        super().resizeEvent(event)
        self._show()

    # From case to case.

    @property
    def case(self) -> MeetingCase | None:
        return self.cases.cases[self.at] if self.cases.cases else None

    def go(self, at: int) -> None:
        """To another case; the first and the last are the ends."""
        self.at = max(0, min(at, len(self.cases.cases) - 1))
        held = self.before.hasFocus() or self.after.hasFocus()
        self._show()
        if held and not (self.before.hasFocus() or self.after.hasFocus()):
            self._aim()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A button would take the arrows for a way to its neighbour; Space and Enter stay its own."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in MOVES:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, bar = event.key(), self.body.verticalScrollBar()
        if key in FORTH:
            self.go(self.at + 1)
        elif key in BACK:
            self.go(self.at - 1)
        elif key == Qt.Key.Key_Home:
            self.go(0)
        elif key == Qt.Key.Key_End:
            self.go(len(self.cases.cases))
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            bar.setValue(bar.value() + (1 if key == Qt.Key.Key_Down else -1) * self.body.viewport().height() // 2)
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        column, case, words = self.body.column, self.case, self.words
        clear(column)
        total = len(self.cases.cases)
        parts = [words("meeting.place", n=self.at + 1, of=total)] if total else []
        if self.cases.elsewhere:
            parts.append(words("meeting.elsewhere", n=self.cases.elsewhere))
        self.place.setText(words.dot.join(parts))
        self.before.setEnabled(self.at > 0)
        self.after.setEnabled(self.at + 1 < total)
        if case is None:
            none = words("meeting.none_here") if self.cases.elsewhere else words("meeting.none")
            column.addWidget(self._text(none, "text-2"))
            column.addStretch(1)
            return
        head = QHBoxLayout()
        head.setSpacing(self.look.px(32))
        head.addWidget(WallText(self.look, case.who, "clock", self.grown, strong=True, one=True))
        head.addWidget(
            WallLevel(self.look, words, case.before, case.level, self.grown), 0, Qt.AlignmentFlag.AlignVCenter
        )
        head.addStretch()
        column.addLayout(head)
        for label, said in self._told(case):
            part = QVBoxLayout()
            part.setSpacing(self.look.px(4))
            part.addWidget(WallText(self.look, label, "head", self.grown, ink="text-2", strong=True))
            part.addWidget(self._text(said))
            column.addLayout(part)
        column.addStretch(1)
        self.body.verticalScrollBar().setValue(0)

    @property
    def grown(self) -> float:
        """How much larger than on the page everything is written."""
        return max(1.0, self.height() / HEIGHT) * GROWN

    def _text(self, said: str, ink: str = "text") -> WallText:
        return WallText(self.look, said, "page", self.grown, ink=ink)

    def _told(self, case: MeetingCase) -> list[tuple[str, str]]:
        words = self.words
        seen = words.dot.join(
            part for part in (words("check.unchanged") if case.unchanged else "", case.observed) if part
        )
        week = words("check.not_written") if case.missing else seen
        known = words.dot.join((*case.sources, *([case.family] if case.family else [])))
        parts = (
            (words("meeting.week"), week),
            (words("meeting.last"), case.last),
            (words("meeting.problems"), words.listed(case.problems)),
            (words("meeting.known"), known),
            (words("meeting.measures"), case.measures),
            (words("meeting.next"), case.next_step),
            (words("meeting.owner"), case.owner),
        )
        return [(label, said) for label, said in parts if said]
