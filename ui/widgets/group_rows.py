"""The editor of a group: a compact card for each row, added and taken away; or one for each student of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.records.kind import Field
from app.services.directory import Named
from ui.widgets.button import Button, IconButton
from ui.widgets.editor import Ask, Editor, listed
from ui.widgets.field_grid import FieldGrid
from ui.widgets.text import Label

KEY = "student"


class GroupEditor(Editor):
    """Rows of a group. Where a row is about one student, and the form's students are known, the rows are theirs.

    What a row holds besides its declared fields stays as it came.
    """

    wide = True

    def __init__(self, ask: Ask) -> None:
        self.keyed = any(f.name == KEY and f.type == "student" for f in ask.field.fields)
        self.rows: list[Row] = []
        self._people: tuple[Named, ...] | None = None  # the form's students; None where it names none
        self._away: dict[str, dict[str, Any]] = {}  # rows of students taken off the form, by student
        self._removed: tuple[int, dict[str, Any]] | None = None
        look, words = ask.look, ask.words
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(8))
        column.addLayout(self._list)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(12))
        self.add = Button(look, words("writing.add_row"), icon="plus")
        self.gone = Label("", "meta", "text-2")
        self.undo = Button(look, words("toast.undo"), "text")
        for thing in (self.add, self.gone, self.undo):
            foot.addWidget(thing)
        foot.addStretch()
        column.addLayout(foot)
        super().__init__(ask, inner)
        self.add.setAccessibleName(f"{words('writing.add_row')} {ask.label}")
        self.add.clicked.connect(self.add_row)
        self.undo.clicked.connect(self.put_back)
        self._forget_removed()

    def show_people(self, people: Sequence[Named] | None) -> None:
        """The students of the form: a row for each, with what was written for them; None for a form without any."""
        if not self.keyed:
            return
        said = {str(row.key): row.value for row in self.rows if row.key}
        self._away |= {student: value for student, value in said.items() if value}
        before, self._people = self._people, None if people is None else tuple(people)
        if before and self._people and [one.id for one in before] == [one.id for one in self._people]:
            for row, one in zip(self.rows, self._people, strict=True):
                row.name(one)
        elif self._people is not None:
            self._show([{**self._away.get(one.id, {}), KEY: one.id} for one in self._people])

    def add_row(self) -> None:
        """One more, empty, with the cursor in it."""
        self._forget_removed()
        self._insert(len(self.rows), {})
        self.rows[-1].focus()
        self.tell()

    def remove(self, row: Row) -> None:
        """Takes a row away; until the next change of rows it can be put back."""
        at = self.rows.index(row)
        self._removed = (at, row.value)
        self._take_out(row)
        self.gone.setText(self.ask.words("writing.row_gone", n=at + 1))
        self.gone.show()
        self.undo.show()
        self.undo.setFocus()
        self.tell()

    def put_back(self) -> None:
        if self._removed is not None:
            at, value = self._removed
            self._insert(at, value)
            self._forget_removed()
            self.rows[at].focus()
            self.tell()

    def refuse_within(self, field: str, sentence: str) -> bool:
        """Says what is wrong at the first row that lacks this field, or at the first that has it; False for none."""
        rows = [row for row in self.rows if row.value] or self.rows  # a row without anything is not saved
        found = [e for row in rows for e in row.editors if e.field.name == field]
        wrong = next((e for e in found if e.value in ("", [], None)), next(iter(found), None))
        if wrong is None:
            return False
        wrong.refuse(sentence)
        wrong.focus()
        return True

    def focus(self) -> None:
        if self.rows:
            self.rows[0].focus()
        else:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> Any:
        values = [row.value for row in self.rows]
        return [value for value in values if set(value) - ({KEY} if self._people is not None else set())]

    def _write(self, value: Any) -> None:
        rows = [dict(row) for row in listed(value) if isinstance(row, Mapping)]
        self._forget_removed()
        if self._people is None:
            self._away = {str(row[KEY]): row for row in rows if self.keyed and row.get(KEY)}
            self._show(rows)
        else:
            self._away = {str(row.get(KEY)): row for row in rows}
            self._show([{**self._away.get(one.id, {}), KEY: one.id} for one in self._people])

    def _show(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in list(self.rows):
            self._take_out(row)
        for value in rows:
            self._insert(len(self.rows), value)
        self.add.setVisible(self._people is None)
        if self._people == ():
            self.box.hide()
        elif self.box.parentWidget() is not None:  # without a place in a form it would be a window
            self.box.show()

    def _insert(self, at: int, value: Mapping[str, Any]) -> None:
        person = next((one for one in self._people or () if one.id == value.get(KEY)), None)
        row = Row(self, person)
        row.set_value(value)
        row.changed.connect(self.tell)
        self.rows.insert(at, row)
        self._list.insertWidget(at, row.card)
        self._number()

    def _take_out(self, row: Row) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row.card)
        row.card.hide()
        row.card.deleteLater()
        self._number()

    def _number(self) -> None:
        for k, row in enumerate(self.rows, 1):
            row.tell_place(k)

    def _forget_removed(self) -> None:
        self._removed = None
        self.gone.hide()
        self.undo.hide()


class Row(QObject):
    """One row: its editors in a card. That of a known student is headed by the name and cannot be taken away."""

    changed = Signal()

    def __init__(self, group: GroupEditor, person: Named | None) -> None:
        super().__init__()
        from ui.widgets.editors import made  # late: the editors of a row are made as any other

        ask, look = group.ask, group.ask.look
        self.key = "" if person is None else person.id
        self._rest: dict[str, Any] = {}
        self.editors = [made(self._within(ask, f)) for f in group.field.fields if person is None or f.name != KEY]
        for editor in self.editors:
            editor.changed.connect(self.changed)
        self.card = QFrame()
        self.setParent(self.card)
        self.card.setProperty("card", "sunken")
        column = QVBoxLayout(self.card)
        column.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(12))
        column.setSpacing(look.px(8))
        head = QHBoxLayout()
        self.title = Label("", strong=person is not None)
        self.beside = Label("", "meta", "text-2")
        head.addWidget(self.title)
        head.addWidget(self.beside)
        head.addStretch()
        self.cross: IconButton | None = None
        if person is None:
            self.cross = IconButton(look, "x", ask.words("writing.remove_row"), size=14)
            self.cross.clicked.connect(lambda: group.remove(self))
            head.addWidget(self.cross)
        column.addLayout(head)
        column.addWidget(FieldGrid(look, self.editors))
        self._words, self._named = ask.words, person is not None
        if person is not None:
            self.name(person)

    def name(self, person: Named) -> None:
        """Whose row it is."""
        self.title.setText(person.name or "…")
        self.beside.setText(person.beside)

    @staticmethod
    def _within(ask: Ask, field: Field) -> Ask:
        return replace(ask, field=field, group=ask.field.name)

    def tell_place(self, k: int) -> None:
        """Which of the rows it is: its heading where no name is."""
        if not self._named:
            self.title.setText(self._words("writing.row", n=k))
            self.title.set_ink("text-2")
        if self.cross is not None:
            self.cross.setAccessibleName(self._words("writing.remove_row_n", n=k))

    @property
    def value(self) -> dict[str, Any]:
        """What is filled in; a row of a student names the student."""
        said = {**self._rest, **({KEY: self.key} if self.key else {}), **{e.field.name: e.value for e in self.editors}}
        return {name: value for name, value in said.items() if value not in ("", [], None)}

    def set_value(self, value: Mapping[str, Any]) -> None:
        known = {e.field.name for e in self.editors} | {KEY}
        self._rest = {name: one for name, one in value.items() if name not in known}
        for editor in self.editors:
            editor.set_value(value.get(editor.field.name))

    def focus(self) -> None:
        if self.editors:
            self.editors[0].focus()
