"""Yes or no about what is shown, with a remark: a no has one, a yes may."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Field, Line
from ui.widgets.text import Paragraph


@dataclass(frozen=True)
class VerdictWords:
    """What the two buttons, the field and its error say."""

    yes: str
    no: str
    remark: str
    hint: str
    needed: str


class Verdict(QWidget):
    """`yes` and `no` carry the remark; `left` says that Esc has given the remark up. The keys are A and R: the list
    beside it takes them and calls `say_yes` and `say_no`.

    Once one is said it `listens` again only when the page has called `ready`, what comes next has been painted, and the
    time in which a key is pressed twice is over: that is no verdict on what nobody has read.
    """

    yes = Signal(str)
    no = Signal(str)
    left = Signal()

    def __init__(self, look: Look, words: VerdictWords, *, across: bool) -> None:
        super().__init__()
        self.look, self._words = look, words
        self._refusing, self._next = False, True
        self._said, self._shown = False, True  # what is said, and whether the answer to it is on the screen
        self.remark = RemarkLine(words.remark, placeholder=words.hint)
        self.field = Field(look, words.remark, self.remark)
        self.why = Paragraph(look, "", "meta", "text-2")
        self.no_button = Button(look, words.no, key="R")
        self.yes_button = Button(look, words.yes, "filled", key="A")
        self.remark.entered.connect(self._entered)
        self.remark.textEdited.connect(lambda _: self.field.refuse(""))
        self.remark.dropped.connect(self.drop)
        self.no_button.clicked.connect(self.say_no)
        self.yes_button.clicked.connect(self.say_yes)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        buttons.addStretch()
        buttons.addWidget(self.no_button)
        buttons.addWidget(self.yes_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(look.px(8))
        outer.addWidget(self.why)
        if across:
            row = QHBoxLayout()
            row.setSpacing(look.px(16))
            row.addWidget(self.field, 1)
            column = QVBoxLayout()
            column.addSpacing(look.line("meta") + look.px(4))  # the buttons stand beside the field, not its label
            column.addLayout(buttons)
            column.addStretch()
            row.addLayout(column)
            outer.addLayout(row)
        else:
            outer.addWidget(self.field)
            outer.addLayout(buttons)
        self.why.hide()

    def begin(self, *, yes: str = "", no: str = "") -> None:
        """For another thing: the remark is empty. `yes` and `no` say why a button does nothing."""
        self._refuse(on=False)
        self.remark.clear()
        self.field.refuse("")
        self.yes_button.set_why(yes)
        self.no_button.set_why(no)
        self.remark.setEnabled(not (yes and no))
        self.why.set_text(yes or no)
        self.why.setVisible(bool(yes or no))

    def be_next(self, on: bool) -> None:
        """Whether a verdict is the page's next action: its button is the filled one."""
        self._next = on
        self._refuse(on=self._refusing)

    def _refuse(self, *, on: bool) -> None:
        """While a no is being written, it is the next action."""
        self._refusing = on
        self.no_button.set_kind("filled" if on and self._next else "outline")
        self.yes_button.set_kind("filled" if self._next and not on else "outline")

    @property
    def listens(self) -> bool:
        """Whether a verdict would be heard: none is on its way, and what there is to read is on the screen."""
        return not self._said

    def ready(self) -> None:
        """The page has the answer to what was said, good or bad, and shows what comes next."""
        self._shown = not self._said
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._shown:
            self._shown = True
            QTimer.singleShot(QApplication.doubleClickInterval(), self, self._listen)

    def _listen(self) -> None:
        self._said = False

    def say_yes(self) -> None:
        if self.yes_button.isEnabled() and not self._said:
            self._said = True
            self.yes.emit(self.remark.text().strip())

    def say_no(self) -> None:
        """With a remark it is said; without one the cursor goes where it is written, and Enter says it."""
        if not self.no_button.isEnabled() or self._said:
            return
        remark = self.remark.text().strip()
        if remark:
            self._said = True
            self.no.emit(remark)
            return
        self.field.refuse(self._words.needed if self._refusing else "")
        self._refuse(on=True)
        self.remark.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self) -> None:
        if self._refusing:
            self.say_no()
        else:
            self.yes_button.setFocus(Qt.FocusReason.TabFocusReason)

    def drop(self) -> None:
        """Gives the remark up; nothing is decided."""
        self._refuse(on=False)
        self.remark.clear()
        self.field.refuse("")
        self.left.emit()


class RemarkLine(Line):
    """`entered` comes with Enter. Esc is the field's own: it empties it, and `dropped` says so."""

    entered = Signal()
    dropped = Signal()

    def event(self, event: QEvent) -> bool:
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # the page's
            else:
                self.entered.emit()
        else:
            super().keyPressEvent(event)
