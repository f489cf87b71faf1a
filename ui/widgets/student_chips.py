"""The students a record is about: a chip each, and a field that finds one more as its name is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.directory import Named, find_named
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.button import Button, IconButton
from ui.widgets.field import Line
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Glyph, Label
from ui.widgets.tip import plain_tip

FEW = 2  # chips with the class beside the name; of more, the tooltip has it
SHOWN = 8  # hits that are offered at a time
HIT = Qt.ItemDataRole.UserRole


class StudentChips(QWidget):
    """Who was there. `most` ends the adding, 0 never; with `most` of 1 a new choice takes the place of the old."""

    changed = Signal()

    def __init__(self, page: Page, *, most: int = 0) -> None:
        super().__init__()
        self.page, self.look, self._most = page, page.look, most
        self._chosen: tuple[Named, ...] = ()
        self._chips: list[StudentChip] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._flow = FlowLayout(gap=self.look.px(8))
        outer.addLayout(self._flow)
        self.add_button = Button(self.look, page.words("talk.add_one"), "text", icon="plus")
        self.add_button.clicked.connect(self.ask)
        self.field = Line(page.words("talk.find"), placeholder=page.words("talk.find"))
        self.field.setFixedWidth(self.look.px(232))
        self.field.hide()
        self._wrong = Label("", "meta", "danger")
        self._wrong.hide()
        self.hits = _Hits(self.look)
        self._offer = _offer(self.field, self.hits, self.take)
        self.field.textEdited.connect(self._seek)
        self.field.returnPressed.connect(self._take_first)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.field, self._leave_field)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._place()

    @property
    def chosen(self) -> tuple[Named, ...]:
        return self._chosen

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self._chosen]

    def set_chosen(self, people: Sequence[Named]) -> None:
        """Shows exactly these; says nothing."""
        self._chosen = tuple(people)
        self._place()

    def take(self, person: Named) -> None:
        """One more, as a click on a hit."""
        self._close()
        if person.id in self.ids:
            return
        self.refuse("")
        self.set_chosen((person,) if self._most == 1 else (*self._chosen, person))
        self.changed.emit()

    def drop(self, identity: str) -> None:
        """As a click on the × of a chip."""
        self.set_chosen([one for one in self._chosen if one.id != identity])
        self.changed.emit()
        (self.add_button if self.add_button.isVisible() else self.field).setFocus()

    def ask(self) -> None:
        """Opens the field that finds one more, with the cursor in it."""
        self.field.show()
        self.add_button.hide()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        self.ask()

    def refuse(self, sentence: str) -> None:
        """What is wrong with the choice, said beside it; "" takes it away."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self.field.setProperty("wrong", bool(sentence))
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.updateGeometry()

    def _place(self) -> None:
        for thing in (*self._chips, self.add_button, self.field, self._wrong):
            self._flow.removeWidget(thing)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        few = len(self._chosen) <= FEW
        self._chips = [StudentChip(self.page, one, self.drop, whole=few) for one in self._chosen]
        for thing in (*self._chips, self.add_button, self.field, self._wrong):
            self._flow.addWidget(thing)
        before = self.add_button
        for chip in self._chips:
            QWidget.setTabOrder(before, chip.cross)
            before = chip.cross  # type: ignore[assignment]
        several = self._most != 1
        self.add_button.setText(self.page.words("talk.add_one" if several else "contact.another_student"))
        self.add_button.setVisible(self.field.isHidden() and (several or len(self._chosen) <= 1))
        self.updateGeometry()

    def _seek(self, typed: str) -> None:
        workspace, wanted = self.page.workspace, typed.strip()
        if not wanted:
            self.hits.show([])
            return
        self.page.latest(
            "find student", lambda report: find_named(workspace, "student", wanted, limit=SHOWN), self._found
        )

    def _found(self, people: Sequence[Named]) -> None:
        self.hits.show([one for one in people if one.id not in self.ids])
        if self.field.hasFocus() or not self.field.isActiveWindow():
            self._offer()

    def _take_first(self) -> None:
        if self.hits.people:
            self.take(self.hits.people[0])

    def _leave_field(self) -> None:
        """Esc: where nothing stands in it and nobody is chosen there is nothing to close but the page."""
        if self._chosen or self.field.text():
            self._close()
        else:
            self.page.back.emit()

    def _close(self) -> None:
        self.field.clear()
        self.hits.show([])
        if self._chosen or self._most != 1:
            self.field.hide()
            self.add_button.show()


class StudentChip(QWidget):
    """One student: name, class, and a cross that takes them off the record."""

    def __init__(self, page: Page, person: Named, drop: Callable[[str], None], *, whole: bool) -> None:
        super().__init__()
        self.look = page.look
        look = page.look
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(10), 0, look.px(2), 0)
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "user", "accent-text", 16))
        row.addWidget(Label(person.name, strong=True))
        if person.beside and whole:
            row.addWidget(Label(person.beside, "meta", "text-2"))
        self.cross = IconButton(look, "x", page.words("talk.take_off", name=person.name), size=14)
        self.cross.clicked.connect(lambda: drop(person.id))
        row.addWidget(self.cross)
        self.setAccessibleName(f"{person.name} {person.beside}".strip())
        self.setToolTip(plain_tip(f"{person.name} {person.beside} {person.number}"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("accent-soft"))
        painter.drawRoundedRect(QRectF(self.rect()), self.look.px(6), self.look.px(6))


class _Hits(QAbstractListModel):
    """What was found, replaced whole."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.people: list[Named] = []

    def show(self, people: Sequence[Named]) -> None:
        self.beginResetModel()
        self.people = list(people)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.people)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.people[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "  ".join(part for part in (one.name, one.beside, one.number) if part)
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, self.look.px(32))
        return one if role == HIT else None


def _offer(field: Line, hits: _Hits, take: Callable[[Named], None]) -> Callable[[], None]:
    """A list below the field, its first hit current; what opens it. Enter and a click take a hit."""
    completer = QCompleter(hits, field)
    completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
    completer.setWidget(field)
    completer.activated[QModelIndex].connect(lambda index: take(index.data(HIT)))  # type: ignore[index]

    def offer() -> None:
        if not hits.people:
            completer.popup().hide()
            return
        completer.complete()
        completer.popup().setCurrentIndex(completer.completionModel().index(0, 0))

    return offer
