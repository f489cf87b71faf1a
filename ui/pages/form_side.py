"""What stands beside the generic form: who will get to know, options, what it follows, the plan's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from app.records.kind import Kind, Role
from app.services.drafting import DraftLine
from app.services.record_view import RecordView
from ui.pages.aside import Unfinished
from ui.pages.form_known import Known
from ui.pages.options_card import OptionsCard
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.theme.tokens import SIDE
from ui.widgets.attachments import size_text
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.editor import AskFiles
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph
from ui.widgets.tip import plain_tip
from ui.words import Words

LONG = 96  # characters of a clause that are shown; the tooltip has all of it


class AudienceCard(Card):
    """Who will get to know. Where the centre gets the header only, a box lets it have the body; never the other way."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, kind: Kind, role: Role) -> None:
        super().__init__(look, words("form.audience"))
        self.kind, self.words = kind, words
        self._fixed = self._down() if role == "centre" else self._up() if kind.audience == "centre" else ""
        self._settled = ""
        self.said = Paragraph(look, "", "meta", "text-2")
        self.box = QCheckBox(words("form.widen"))
        self.box.clicked.connect(self._clicked)
        self.add(self.said, self.box)
        self.box.setVisible(not self._fixed)
        self._tell()

    @property
    def wide(self) -> bool:
        """Whether the writer lets the centre have the body where it would get the header only."""
        return not self._fixed and self.box.isChecked()

    def set_wide(self, on: bool, why: str = "") -> None:
        """As the writer chose; with a reason it is settled and the box cannot be changed. Says nothing."""
        self._settled = why
        self.box.setChecked(on)
        self.box.setEnabled(not why)
        self._tell()

    def _clicked(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        wide = self.words("form.widened") + self._also()
        self.said.set_text(self._fixed or self._settled or (wide if self.box.isChecked() else self._only()))
        self.box.setAccessibleDescription(self.said.text)

    def _only(self) -> str:
        """What the centre sees of a header, by the names of its fields."""
        seen = [self.words.field(self.kind.name, f.name) for f in self.kind.fields if f.header or f.slot]
        return self.words("form.only_header", seen=self.words.listed(seen))

    def _also(self) -> str:
        readers = self._readers()
        return self.words("form.also", roles=self.words.listed(readers)) if readers else ""

    def _up(self) -> str:
        return self.words("form.goes_to_centre") + self._also()

    def _down(self) -> str:
        readers = self._readers()
        if not readers:
            return self.words("form.stays_at_centre")
        return self.words("form.goes_down", roles=self.words.listed(readers))

    def _readers(self) -> list[str]:
        return [self.words.role(role) for role, part in self.kind.reads.items() if part == "body" and role != "centre"]


class FollowsCard(Card):
    """The version that an amendment follows."""

    wanted = Signal(str)

    def __init__(self, look: Look, words: Words, view: RecordView) -> None:
        super().__init__(look, words("form.follows"), gap=4)
        at = words.moment(view.history[0].at) if view.history else words.moment(view.day)
        name = view.shown.author_name or view.shown.author
        self.add(Paragraph(look, words("form.version_of", name=name, at=at)))
        if view.shown.conflict:
            self.add(Paragraph(look, words("form.merges", n=len(view.shown.heads)), ink="warn"))
        self.add(Paragraph(look, words("form.history_stays"), "meta", "text-2"))
        for file in view.shown.attachments:
            line = Label(f"{file.name}  {size_text(file.size)}", "meta", "text-2")
            line.setWordWrap(True)
            self.add(line)
        button = Button(look, words("form.see_record"), "text")
        button.clicked.connect(lambda: self.wanted.emit(view.shown.id))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch()
        self.add(row)


class ClausesCard(Card):
    """The plan's own words on this kind of record."""

    def __init__(self, look: Look, words: Words, clauses: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__(look, words("form.clauses"), gap=4)
        for identity, title, text in clauses:
            said = Paragraph(look, text if len(text) <= LONG else f"{text[:LONG]}…", "meta", "text-2")
            said.setToolTip(plain_tip(text))
            name = Label(identity, "meta", "text-3")
            name.setToolTip(plain_tip(title))
            self.add(said, name)


class FormSide(Scroll):
    """All that stands beside the form. `goto`, `draft` (another one's id) and `drop` are for the page to pass on."""

    changed = Signal()
    goto = Signal(object)
    draft = Signal(str)
    drop = Signal()

    def __init__(self, look: Look, words: Words, known: Known, role: Role, ask: AskFiles) -> None:
        super().__init__(look, width=SIDE)
        kind, view = known.kind, known.record
        self._sent = view is not None and view.shown.audience == "centre"
        self.audience = AudienceCard(look, words, kind, role)
        self.extra = OptionsCard(look, words, ask)
        self.unfinished = Unfinished(look, words)
        if view is not None:
            follows = FollowsCard(look, words, view)
            follows.wanted.connect(lambda record: self.goto.emit(Goto("record", record)))
            self.column.addWidget(follows)
        if self._sent:
            self.audience.set_wide(True, words("form.sent"))
        self.column.addWidget(self.audience)
        self.column.addWidget(self.extra)
        if known.clauses:
            self.column.addWidget(ClausesCard(look, words, known.clauses))
        self.column.addWidget(self.unfinished)
        self.dropper = Button(look, words("form.drop"), "text", icon="trash-2")
        row = QHBoxLayout()
        row.addWidget(self.dropper)
        row.addStretch()
        self.column.addLayout(row)
        self.column.addStretch(1)
        self.extra.setVisible(not kind.reference)  # only now: without a place in the page it would be a window
        self.extra.ask_paper(view is None)
        self.audience.changed.connect(self.changed)
        self.extra.changed.connect(self.changed)
        self.unfinished.wanted.connect(self.draft)
        self.dropper.clicked.connect(lambda: self.drop.emit())

    def show_drafts(self, drafts: Sequence[DraftLine], same: Sequence[DraftLine], own: str) -> None:
        """What is unfinished but this form's own; those of the `same` matter come first, then above all else here."""
        self.unfinished.show_drafts((*same, *(one for one in drafts if one not in same)), own)
        if same:
            self.column.insertWidget(0, self.unfinished)

    def options(self) -> dict[str, Any]:
        """What a draft keeps of it: nothing for what is as at first."""
        wide = {"audience": "centre"} if self.audience.wide and not self._sent else {}
        return {**wide, **self.extra.options()}

    def load(self, options: Mapping[str, Any]) -> None:
        """As `options` said; what has been sent stays sent."""
        if not self._sent:
            self.audience.set_wide(options.get("audience") == "centre")
        self.extra.load(options)

    def more(self) -> dict[str, Any]:
        """The arguments of the save that come from here."""
        return {**self.options(), **self.extra.more()}
