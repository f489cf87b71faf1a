"""The card on which one outline or one template is edited; what is kept, and when, is the page's affair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.templates import LONGEST_NAME, Outline, Template
from ui.pages.talk_form import side_by_side
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field import Area, Choice, Field, Line
from ui.widgets.text import Paragraph
from ui.words import Words


@dataclass(frozen=True)
class Edited:
    """What stands in the editor: an outline's items by its occasion, or a template; a new one has no text."""

    outline: str = ""
    items: tuple[str, ...] = ()
    template: Template | None = None

    @property
    def id(self) -> str:
        """Of the occasion or the template."""
        return self.outline if self.template is None else self.template.id

    @property
    def new(self) -> bool:
        """Whether it is a template that the store has never had: there it has a text."""
        return self.template is not None and not self.template.text


class ItemsArea(Area):
    """One item a line; Alt+↑ and Alt+↓ move the line with the cursor."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_line(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            moves = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            if moves and event.modifiers() == Qt.KeyboardModifier.AltModifier:
                event.accept()
                return True
        return super().event(event)

    def move_line(self, step: int) -> None:
        """The line with the cursor goes up (-1) or down (1); nowhere beyond the ends. One step of undo."""
        lines, cursor = self.text.split("\n"), self.textCursor()
        at, column = cursor.blockNumber(), cursor.positionInBlock()
        if not 0 <= at + step < len(lines):
            return
        lines[at], lines[at + step] = lines[at + step], lines[at]
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText("\n".join(lines))
        cursor.endEditBlock()
        place = sum(len(line) + 1 for line in lines[: at + step]) + column
        cursor.setPosition(place)
        self.setTextCursor(cursor)


class TemplateEditor(Card):
    """`edited` comes with every change the person makes."""

    edited = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("template.outlines"), gap=12)
        self.words = words
        self._outline: Outline | None = None
        self._template: Template | None = None
        self._filling = False
        self.told = Paragraph(look, "", "meta", "text-2")
        self.name = Line(words("template.name"), placeholder=words("template.name_hint"))
        self.name.setMaxLength(LONGEST_NAME)
        self.kind = Choice(words("template.kind"), ())
        self.occasion = Choice(words("template.occasion"), (), words("template.any_occasion"))
        self.name_field = Field(look, words("template.name"), self.name)
        self.kind_field = Field(look, words("template.kind"), self.kind)
        self.occasion_field = Field(look, words("template.occasion"), self.occasion)
        self.what = QWidget()
        row = side_by_side(look, (self.name_field, 1), (self.kind_field, 0), (self.occasion_field, 0))
        row.setContentsMargins(0, 0, 0, 0)
        self.what.setLayout(row)
        self.occasion.setMaximumWidth(look.px(280))
        self.area = ItemsArea(look, words("template.items"), rows=8)
        self.area_field = Field(look, words("template.items"), self.area)
        self.add(self.told, self.what, self.area_field)
        self.body.setStretchFactor(self.area_field, 1)
        self.body.addLayout(self._foot())
        self.name.textEdited.connect(self._changed)
        self.kind.activated.connect(self._kind_chosen)
        self.occasion.activated.connect(self._changed)
        self.area.textChanged.connect(self._changed)

    def _foot(self) -> QHBoxLayout:
        look, words = self.look, self.words
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.reset = Button(look, words("template.reset"), "text", icon="undo-2")
        self.drop = Button(look, words("template.drop"), "text", icon="trash-2")
        self.keep = Button(look, words("template.keep"), "filled", key="Ctrl S")
        for button in (self.reset, self.drop):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.keep)
        return row

    def set_choices(self, kinds: Sequence[str], occasions: Sequence[tuple[str, str]]) -> None:
        """The kinds that a template can be for, and the occasions of a talk."""
        self.kind.set_options([(kind, self.words.kind(kind)) for kind in kinds])
        self.occasion.set_options(occasions)

    # What stands in it.

    def show_outline(self, outline: Outline) -> None:
        """The items of an occasion, a line each."""
        words = self.words
        self._outline, self._template = outline, None
        told = words("template.outline_own") if outline.own else words("template.outline_school")
        self._show(outline.label, told, words("template.items"), "\n".join(outline.items))
        self.what.hide()
        self.drop.hide()
        self.reset.setVisible(outline.own)

    def show_template(self, template: Template) -> None:
        """A template; one without a text is new."""
        words = self.words
        self._outline, self._template = None, template
        title = template.name if template.text else words("template.new")
        self._show(title, words("template.told"), words("template.text"), template.text)
        self._filling = True
        self.name.setText(template.name)
        self.kind.choose(template.kind)
        self.occasion.choose(template.occasion)
        self._filling = False
        self.what.show()
        self.occasion_field.setVisible(self.kind.chosen == "talk")
        self.reset.hide()
        self.drop.setVisible(bool(template.text))

    def _show(self, title: str, told: str, label: str, text: str) -> None:
        self._filling = True
        if self.title is not None:
            self.title.setText(title)
        self.told.set_text(told)
        self.area_field.label.setText(label)
        self.area.setAccessibleName(label)
        self.area.set_text(text)
        self._filling = False
        self.refuse("", "")

    @property
    def now(self) -> Edited:
        """What stands in it."""
        if self._template is not None:
            identity, name, kind = self._template.id, self.name.text().strip(), self.kind.chosen
            occasion = self.occasion.chosen if kind == "talk" else ""
            return Edited(template=Template(identity, name, kind, occasion, self.area.text.strip()))
        occasion = self._outline.occasion if self._outline is not None else ""
        return Edited(occasion, tuple(line.strip() for line in self.area.text.split("\n") if line.strip()))

    def refuse(self, field: str, sentence: str) -> None:
        """What is wrong with the name or the text; "" takes both away."""
        self.name_field.refuse(sentence if field == "name" else "")
        self.area_field.refuse(sentence if field == "text" else "")
        if sentence:
            (self.name if field == "name" else self.area).setFocus()

    def _kind_chosen(self) -> None:
        self.occasion_field.setVisible(self.kind.chosen == "talk")
        self._changed()

    def _changed(self, *_: object) -> None:
        if not self._filling:
            self.edited.emit()
