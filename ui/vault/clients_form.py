"""The form of any kind of the vault but the session note, made from its declaration as the generic form is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.errors import UserError
from app.records import VAULT_KINDS
from app.records.kind import Field, Kind
from app.services.kinds import Option, options_of
from app.services.vault import closing, minors, roster_names
from app.services.vault.reading import ClientLine
from app.services.vault.signing import VaultDraft
from ui.pages.form_needs import Needs
from ui.pages.form_wrong import find_wrong
from ui.vault.clients_said import client_title
from ui.vault.clients_writing import VaultWriting
from ui.vault.room import Room
from ui.widgets.editor import Ask, Editor
from ui.widgets.editors import made
from ui.widgets.field import hand_over
from ui.widgets.field_grid import FieldGrid
from ui.widgets.group_rows import GroupEditor
from ui.widgets.reading_order import put_in_order
from ui.widgets.scroll import Scroll
from ui.widgets.text import Paragraph
from ui.widgets.typed_in import AreaEditor, LineEditor

UNSEEN = frozenset({"client", "scores", "band", "alarms"})
"""Fields that stand in the head, or that the program fills in."""
CHOSEN = frozenset({"client", "clients", "scale"})
"""Texts that are chosen here: among the vault's clients, and among the scales that may be filled in."""
LINES = frozenset(
    {"code", "name", "student", "phone", "emergency", "group", "theme", "supervisor", "guardian", "answers"}
)


class VaultForm(VaultWriting):
    """`given` is what it begins with; a draft's fields stand before it. `known` are the clients who may be named."""

    def __init__(
        self,
        room: Room,
        kind: str,
        client: str,
        given: Mapping[str, Any],
        known: Iterable[ClientLine] = (),
        draft: VaultDraft | None = None,
    ) -> None:
        super().__init__(room, kind, client, draft)
        self.known = tuple(known)
        self.declared = VAULT_KINDS[kind]
        self.form = Scroll(self.look, ground="surface", gap=16)
        self.form.column.setContentsMargins(*(self.look.px(16),) * 4)
        self.inside.addWidget(self.form, 1)
        self.editors: dict[str, Editor] = {}
        self._doubted: tuple[str, str] | None = None
        self.new = kind == "client" and not client
        self._build()
        with self.filling():
            self._fill({**given, **({} if draft is None else draft.fields)})
        self._look_again()

    # Building.

    def _build(self) -> None:
        words = self.words
        label = words("clients.new") if self.new else words.kind(self.kind)
        self.title_label.setText(client_title(words, self.client) if self.client else label)
        self.told.set_text(label if self.client else "")
        kind = self._shown_kind()
        options = {**options_of(self.room.workspace, kind), **self._choices(kind)}
        for f in kind.fields:
            editor = _editor(Ask(f, kind.name, options, self.look, words, self.room.workspace, self.room.jobs))
            editor.changed.connect(self._changed)
            self.editors[f.name] = editor
        self.needs = Needs(words, kind, self.editors, self._lay(kind))
        self.missing = Paragraph(self.look, "", "meta", "text-2")
        self.form.column.addWidget(self.missing)
        self.form.column.addStretch(1)
        if self.kind == "client":
            self.editors["student"].changed.connect(self._ask_age)

    def _lay(self, kind: Kind) -> list[Editor]:
        """Puts the editors into the form, in the order of the kind's fields; those that stand under a head which says
        that they must be filled in."""
        self.form.column.addWidget(FieldGrid(self.look, [self.editors[f.name] for f in kind.fields]))
        return []

    def _shown_kind(self) -> Kind:
        """The kind with the fields that are filled in here; who may be named is chosen among the vault's clients."""
        unseen = UNSEEN | ({"state"} if self.new else {"code"} if self.kind == "client" else set())
        fields = tuple(_chosen(f) for f in self.declared.fields if f.name not in unseen)
        return replace(self.declared, fields=fields)

    def _choices(self, kind: Kind) -> dict[str, Sequence[Option]]:
        codes = [Option(one.code, one.code) for one in self.known if one.state == "open" or one.code == self.client]
        return {"clients": codes, "members.client": codes}

    # What stands in it.

    def _fill(self, fields: Mapping[str, Any]) -> None:
        for name, editor in self.editors.items():
            editor.set_value(fields.get(name))

    def fields(self) -> dict[str, Any]:
        found = {name: editor.value for name, editor in self.editors.items()}
        if self.declared.field("client") is not None:
            found["client"] = self.client
        elif self.kind == "client" and not self.new:
            found["code"] = self.client
        return {name: value for name, value in found.items() if value not in ("", [], None)}

    def _changed(self) -> None:
        if not self._filling:
            self.typed()
            self._look_again()
            if isinstance(self.sender(), GroupEditor):
                put_in_order(self.form)  # rows have come or gone

    def _look_again(self) -> None:
        told = self.needs.tell(self.fields())
        self.missing.set_text(told)
        self.missing.setVisible(bool(told))

    def _ask_age(self) -> None:
        """Whether the student of this number is under age; the store is asked without a trace."""
        number = str(self.editors["student"].value)
        workspace = self.room.workspace
        self.room.jobs.start(
            self, lambda report: (number, minors.is_minor(workspace, number)), done=self._propose_minor, lane="read"
        )

    def _propose_minor(self, found: tuple[str, bool | None]) -> None:
        number, minor = found
        editor = self.editors["minor"]
        if minor is not None and number == self.editors["student"].value and editor.value == "":
            editor.set_value(minor)
            editor.say_own(self.words("clients.by_age"))
            self._changed()

    # A number that the roster has under another name: said once, and saved by a second press.

    def sign(self) -> None:
        hand_over(self)
        if self.kind != "client" or self._who() == self._doubted:
            super().sign()
            return
        who, workspace = self._who(), self.room.workspace
        self._enable(False)
        self.room.jobs.start(
            self,
            lambda report: roster_names.other_name(workspace, *who),
            done=lambda other: self._doubt(who, other),
            failed=self._refused,
            lane="read",
        )

    def _who(self) -> tuple[str, str]:
        return str(self.editors["student"].value or ""), str(self.editors["name"].value or "")

    def _doubt(self, who: tuple[str, str], other: str) -> None:
        self._enable(True)
        self._doubted = who
        if not other:
            self.sign()
            return
        self._asked = True
        self._say_foot()
        self.editors["student"].refuse(self.words("clients.other_name", name=other))
        self.form.ensureWidgetVisible(self.editors["student"].widget)

    def _say_foot(self) -> None:
        super()._say_foot()
        if self.kind == "client" and self._asked:
            self.line.set_text(self.words("clients.other_name_again"), "warn")
            self.sign_button.setText(self.words("clients.other_name_save"))

    # What every form of the vault answers.

    def arrive(self) -> None:
        """Into the first field that is needed and empty, else into the first empty one."""
        order = [e for grid in self.form.findChildren(FieldGrid) for e in grid.in_order if e in self.editors.values()]
        lacking = self.needs.lacking(self.fields())
        empty = [e for e in order if e.value in ("", [])]
        for editor in (*(e for e in order if e.field.name in lacking), *empty, *order)[:1]:
            editor.focus()

    def lacking(self) -> str:
        return next(iter(self.needs.lacking(self.fields())), "")

    def show_wrong(self, error: UserError) -> bool:
        wrong = find_wrong(self.words, self.editors, self.declared, error)
        if wrong is not None:
            self.form.ensureWidgetVisible(wrong.widget)
        return wrong is not None


def _editor(ask: Ask) -> Editor:
    """As for any form, but that names decide otherwise here what is one line: a `course` is a whole text."""
    if ask.field.type != "text" or ask.field.many:
        return made(ask)
    return LineEditor(ask) if ask.field.name in LINES else AreaEditor(ask)


def _chosen(f: Field) -> Field:
    if f.type == "group":
        return replace(f, fields=tuple(_chosen(inner) for inner in f.fields))
    return replace(f, type="choice", shape=None) if f.name in CHOSEN else f


def begun(room: Room, kind: str, client: str, minor: bool | None = None) -> dict[str, Any]:
    """What a new entry of a kind begins with."""
    clock = room.workspace.clock
    now, today = clock.now().replace(second=0).isoformat(), clock.today()
    found: dict[str, dict[str, Any]] = {
        "client": {"opened_on": today.isoformat(), "state": "open"},
        "counselling_agreement": {
            "signed_at": today.isoformat(),
            "exceptions": room.words("clients.exceptions"),
            **({} if minor is None else {"minor": minor}),
        },
        "case_closing": {
            "when": today.isoformat(),
            "follow_up_on": closing.propose_follow_up(today).isoformat(),
        },
        "group_session": {"when": now, "clients": [client] if client else []},
    }
    return found.get(kind, {"when": now})
