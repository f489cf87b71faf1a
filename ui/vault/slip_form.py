"""The first step of a disclosure slip: ground and whom it is about, the text for the receiver, to whom and how far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import UserError
from app.records import KINDS
from app.services.kinds import Option
from app.services.vault import disclosing, roster_names
from ui.jobs import Report
from ui.pages.form_wrong import find_wrong
from ui.vault.room import Room
from ui.vault.slip_source import Entries, Source, read_entries
from ui.widgets.card import Card
from ui.widgets.choosing import NamedEditor
from ui.widgets.editor import Editor
from ui.widgets.editors import editor_for
from ui.widgets.field import Field, Line
from ui.widgets.field_grid import FieldGrid
from ui.widgets.scroll import Scroll

KIND = KINDS["disclosure"]
GROUNDS = ("consent", "danger", "law")
ABOUT = ("ground", "consent_noted")
RECEIVER = ("to", "pass_on", "decided_by", "told_at", "student_told", "not_told_why", "family_named", "expires")
PAUSE = 250  # milliseconds after the last sign of a code until it is looked up
SOURCE = 400  # px at a scale of 1: the vault's text beside


class SlipForm(QWidget):
    """What was typed stands in `values`; `code` and `source` say from where in the vault. `changed` at each change."""

    changed = Signal()

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room, self.look, self.words = room, room.look, room.words
        self._filling = 0
        options = {"ground": [Option(ground, room.words.choice("ground", ground)) for ground in GROUNDS]}
        self.editors: dict[str, Editor] = {
            f.name: editor_for(f, KIND.name, options, room.look, room.words, room.workspace, room.jobs)
            for f in KIND.fields
            if f.name not in ("revoked_at", "revoked_why")
        }
        for name in ("ground", "content", "to", "decided_by", "student"):
            self.editors[name].set_needed(True)
        self.editors["pass_on"].set_note(self.words("slip.nobody_else"))
        self.editors["content"].set_note(self.words("slip.own_words"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._seek)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(16))
        row.addWidget(self._writing(), 1)
        self.beside = Source(room)
        self.beside.setFixedWidth(self.look.px(SOURCE))
        self.beside.changed.connect(self._told)
        row.addWidget(self.beside)
        for editor in self.editors.values():
            editor.changed.connect(self._told)
        self.editors["student"].changed.connect(self._student_chosen)
        self._fit()

    def _writing(self) -> QWidget:
        look, words = self.look, self.words
        scroll = Scroll(look, gap=16)
        who = Card(look, words("slip.about"), gap=12)
        self.code = Line(words("slip.code"), placeholder=words("slip.code_hint"))
        self.code.textEdited.connect(lambda _: self._pause.start(PAUSE))
        self.code_field = Field(look, words("slip.code"), self.code)
        line = QHBoxLayout()
        line.setSpacing(look.px(16))
        line.addWidget(self.code_field, 2)
        line.addWidget(self.editors["student"].widget, 3)
        self.about = FieldGrid(look, [self.editors[name] for name in ABOUT])
        who.add(line, self.about)
        text = Card(look, words("slip.text"), gap=12)
        text.add(self.editors["content"].widget)
        far = Card(look, words("slip.receiver"), gap=12)
        far.add(FieldGrid(look, [self.editors[name] for name in RECEIVER]))
        for card in (who, text, far):
            scroll.column.addWidget(card)
        scroll.column.addStretch(1)
        return scroll

    # What was typed.

    @property
    def values(self) -> dict[str, Any]:
        """The fields that hold something."""
        found = {name: editor.value for name, editor in self.editors.items()}
        hidden = {name for name in ("consent_noted", "not_told_why") if self.editors[name].widget.isHidden()}
        return {name: value for name, value in found.items() if value not in ("", [], None) and name not in hidden}

    @property
    def source(self) -> str:
        return self.beside.chosen

    @property
    def client(self) -> str:
        return self.code.text().strip()

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.values and not self.client

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet: whom it is about and on what ground may be there already."""
        return self.values.keys() <= {"student", "ground"}

    def fill(self, values: Mapping[str, Any], code: str, source: str) -> None:
        """What stands in the form from now on. Says nothing."""
        self._filling += 1
        for name, editor in self.editors.items():
            editor.set_value(values.get(name))
        self.code.setText(code)
        self._doubt("")
        self.beside.clear()
        self.beside.want(source)
        self._filling -= 1
        self._fit()
        if code:
            self._seek()

    def show_wrong(self, error: UserError) -> bool:
        """Says at the field what is wrong with it; False where it is about none."""
        if error.code == "disclosure_consent_needed":
            self.editors["consent_noted"].refuse(self.words.together(self.words.error(error)))
            self.editors["consent_noted"].focus()
            return True
        if error.values.get("field") == "not_told_why" and self.editors["student_told"].value == "":
            error = UserError(error.code, **{**error.values, "field": "student_told"})  # it is asked for after a no
        return find_wrong(self.words, self.editors, KIND, error) is not None

    def arrive(self) -> None:
        to = self.code if not self.client else self.editors["content"].inner
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _told(self, *_: object) -> None:
        self._fit()
        if not self._filling:
            self.changed.emit()

    def _fit(self) -> None:
        """Fields that only some answers ask for."""
        ground, told = self.editors["ground"].value, self.editors["student_told"].value
        self.editors["consent_noted"].widget.setVisible(ground == "consent")
        self.editors["not_told_why"].widget.setVisible(told is False)

    # Who it is.

    def _seek(self) -> None:
        """The student and the entries behind the code that was typed."""
        room, code = self.room, self.client

        def work(report: Report) -> tuple[str, str, Entries]:
            other = roster_names.other_name_of(room.workspace, room.vault, code)
            return disclosing.find_student(room.workspace, room.vault, code), other, read_entries(room, code)

        def done(found: tuple[str, str, Entries]) -> None:
            student, other, entries = found
            if self.client != entries.code:
                return
            self.beside.show_entries(entries)
            unknown = bool(code) and not entries.lines and not student
            self._doubt(other)
            if unknown:
                self.code_field.refuse(self.words("slip.code_unknown"))
            if student and self._student != student:
                self.editors["student"].set_value(student)
                self._told()

        room.jobs.start(self, work, done=done, lane="read")

    def _doubt(self, other: str) -> None:
        """Says where the roster has the client's number under this `other` name."""
        self.code_field.warn(self.words("slip.other_name", name=other) if other else "")

    @property
    def _student(self) -> str:
        editor = self.editors["student"]
        assert isinstance(editor, NamedEditor)
        return str(editor.value or "")

    def _student_chosen(self) -> None:
        """The code of the student who was chosen by name, and the entries behind it."""
        room, student = self.room, self._student
        if not student or self._filling:
            return

        def work(report: Report) -> tuple[str, Entries]:
            code = disclosing.find_code(room.workspace, room.vault, student)
            return roster_names.other_name_of(room.workspace, room.vault, code), read_entries(room, code)

        def done(found: tuple[str, Entries]) -> None:
            other, entries = found
            if self._student == student and self.client != entries.code:
                self.code.setText(entries.code)
                self._doubt(other)
                self.beside.show_entries(entries)

        room.jobs.start(self, work, done=done, lane="read")
