"""The note of a session, written in place: the fields of the form in use here, or the same under SOAP's letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.records import VAULT_KINDS
from app.services.kinds import Option
from app.services.vault.signing import VaultDraft
from ui.pages.form_wrong import sentence
from ui.theme.look import Look
from ui.vault.clients_said import SOAP, client_title, note_label, session_told, side_label
from ui.vault.clients_writing import VaultWriting
from ui.vault.room import Room
from ui.widgets.button import Button
from ui.widgets.chips import Segments
from ui.widgets.editor import Editor
from ui.widgets.editors import editor_for
from ui.widgets.field import Field
from ui.widgets.field_grid import FieldGrid
from ui.widgets.scroll import Scroll
from ui.widgets.typed_in import Growing

MINUTES = 50  # what a session lasts where nobody says otherwise
ROWS = {"course": 4}
"""Lines of a field that is long; 1 for any other, each grows."""
ABOUT = ("when", "minutes", "way")


class NoteField(QWidget):
    """One text of the note: its label left, what was written beside it like print until the cursor is in it."""

    def __init__(self, look: Look, name: str, label: str, hint: str) -> None:
        super().__init__()
        self.name = name
        self.area = Growing(look, label, ROWS.get(name, 1))
        self.area.setProperty("quiet", True)
        self.area.document().setDocumentMargin(2)  # with Qt's own of 4 one full line would scroll
        self.area.setPlaceholderText(hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.label = side_label(look, label)
        left = QVBoxLayout()
        left.setContentsMargins(0, look.px(9), 0, 0)
        left.addWidget(self.label)
        left.addStretch()
        row.addLayout(left)
        self.box = Field(look, label, self.area)
        self.box.label.hide()
        self.box.note.hide()
        row.addWidget(self.box, 1)

    def set_label(self, label: str) -> None:
        self.label.set_text(label)
        self.area.setAccessibleName(label)

    @property
    def text(self) -> str:
        return self.area.text.strip()


class SessionNote(VaultWriting):
    """One session with one client. `number` is which one it will be, `when` the moment of its slot where it has one."""

    def __init__(self, room: Room, client: str, number: int, draft: VaultDraft | None = None, when: str = "") -> None:
        super().__init__(room, "session_note", client, draft)
        given: Mapping[str, Any] = {} if draft is None else draft.fields
        self.number = int(given.get("number") or number)
        self._slot = when
        self._rest = {name: value for name, value in given.items() if name in ("kind", "number")}
        self._build()
        with self.filling():
            self._fill(given)
        self._tell()

    # Building.

    def _build(self) -> None:
        look, words = self.look, self.words
        self.title_label.setText(client_title(words, self.client))
        form = Scroll(look, ground="surface", gap=8)
        form.column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self.form = form
        self.inside.addWidget(form, 1)
        form.column.addLayout(self._switch())
        form.column.addWidget(self._about())
        hints = {
            "presenting": words("clients.hint_presenting"),
            "background": words("clients.hint_background"),
            "mental_state": words("clients.hint_mental_state"),
            "course": words("clients.hint_course"),
            "assessment": words("clients.hint_assessment"),
            "plan": words("clients.hint_plan"),
            "next": words("clients.hint_next"),
        }
        self.texts = {name: NoteField(look, name, note_label(words, name, ""), hints[name]) for name in SOAP}
        for field in self.texts.values():
            form.column.addWidget(field)
            field.area.textChanged.connect(lambda field=field: self._changed(field))
        form.column.addStretch(1)
        self.risk = Button(look, words("clients.risk"), icon="shield-alert")
        self.beside.addWidget(self.risk)

    def _switch(self) -> QHBoxLayout:
        """The template, and the way to hour and place."""
        look, words = self.look, self.words
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        forms = (("form", words.choice("template", "form")), ("soap", words.choice("template", "soap")))
        self.template = Segments(look, words.field("session_note", "template"), forms)
        self.template.changed.connect(self._relabel)
        self.more = Button(look, words("clients.about"), "text", icon="clock")
        self.more.clicked.connect(self._show_about)
        row.addWidget(self.template)
        row.addStretch()
        row.addWidget(self.more)
        return row

    def _about(self) -> QWidget:
        room, kind = self.room, VAULT_KINDS["session_note"]
        ways = [Option(way, self.words.choice("way", way)) for way in kind.field("way").choices]  # type: ignore[union-attr]
        self.about: dict[str, Editor] = {}
        for name in ABOUT:
            field = kind.field(name)
            assert field is not None
            editor = editor_for(field, kind.name, {"way": ways}, self.look, self.words, room.workspace, room.jobs)
            editor.changed.connect(self._moved)
            self.about[name] = editor
        self.grid = FieldGrid(self.look, tuple(self.about.values()))
        self.grid.hide()
        return self.grid

    def _show_about(self) -> None:
        self.grid.setVisible(self.grid.isHidden())
        if not self.grid.isHidden():
            self.about["when"].focus()

    # What stands in it.

    def _fill(self, given: Mapping[str, Any]) -> None:
        now = self.room.workspace.clock.now().replace(second=0).isoformat()
        begun = {"when": self._slot or now, "minutes": MINUTES, "way": "face"}
        for name, editor in self.about.items():
            editor.set_value(given.get(name) or begun[name])
        for name, field in self.texts.items():
            field.area.set_text(str(given.get(name) or ""))
        self.template.choose(str(given.get("template") or "form"))
        self._label()
        self.texts["background"].setVisible(self.number == 1 or bool(given.get("background")))

    def fields(self) -> dict[str, Any]:
        said = {
            "client": self.client,
            **self._rest,
            **{name: editor.value for name, editor in self.about.items()},
            "template": self._template,
            **{name: field.text for name, field in self.texts.items()},
        }
        return {name: value for name, value in said.items() if value not in ("", None)}

    @property
    def _template(self) -> str:
        return next(iter(self.template.chosen), "form")

    def _relabel(self) -> None:
        self._label()
        self.typed()

    def _label(self) -> None:
        for name, field in self.texts.items():
            field.set_label(note_label(self.words, name, self._template))

    def _changed(self, field: NoteField) -> None:
        field.box.refuse("")
        self.typed()

    def _moved(self) -> None:
        self._tell()
        self.typed()

    def _tell(self) -> None:
        fields = {name: editor.value for name, editor in self.about.items()}
        clock = self.room.workspace.clock
        self.told.set_text(session_told(self.words, clock, fields, "session_note", self.number))

    # What every form of the vault answers.

    def arrive(self) -> None:
        """Behind the last word that was written, in the field that is mostly written on."""
        empty = next((f for f in self.texts.values() if not f.text and not f.isHidden()), None)
        field = empty if empty is not None and not self.texts["course"].text else self.texts["course"]
        field.area.moveCursor(field.area.textCursor().MoveOperation.End)
        field.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def lacking(self) -> str:
        return "" if self.texts["course"].text else "course"

    def show_wrong(self, error: UserError) -> bool:
        name = str(error.values.get("field", ""))
        said = sentence(self.words, error)
        if name in self.texts:
            field = self.texts[name]
            field.show()
            field.box.refuse(said)
            field.area.setFocus(Qt.FocusReason.OtherFocusReason)
            self.form.ensureWidgetVisible(field)
            return True
        if name in self.about:
            self.grid.show()
            self.about[name].refuse(said)
            self.about[name].focus()
            return True
        return False
