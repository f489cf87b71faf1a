"""The vault's own text beside a slip that is being written: to be read, never taken over by the program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal

from app.services.vault import reading
from app.services.vault.reading import EntryLine, EntryView
from ui.jobs import Report
from ui.vault.clients_said import day_word, number_word, values_said
from ui.vault.room import Room
from ui.widgets.card import Card
from ui.widgets.field import Area, Choice, Field
from ui.widgets.text import Glyph, Label, Paragraph

TOLD_FROM = ("session_note", "risk_assessment")


@dataclass(frozen=True)
class Entries:
    """What the vault has of a client: the lines of the entries, the latest first."""

    code: str
    lines: tuple[EntryLine, ...]


def _first(lines: Sequence[EntryLine]) -> str:
    """What a slip is mostly written from: the latest session or risk assessment; "" where there is none."""
    return next((line.id for line in lines if line.kind in TOLD_FROM and not line.purged), "")


def read_entries(room: Room, code: str) -> Entries:
    """On a thread."""
    return Entries(code, reading.list_entries(room.vault, client=code) if code else ())


class Source(Card):
    """One entry of the client at a time, read-only. `chosen` is the id of the one that stands there."""

    changed = Signal()

    def __init__(self, room: Room) -> None:
        look, words = room.look, room.words
        super().__init__(look, gap=12)
        self.room, self.words = room, words
        self._wanted = self._code = ""
        head = self.edge("head")
        head.addWidget(Glyph(look, "lock-open", "accent-text"))
        head.addWidget(Label(words("slip.source"), "head", "accent-text"))
        head.addStretch()
        self.choice = Choice(words("slip.entry"), (), words("slip.no_entry"))
        self.choice.currentIndexChanged.connect(self._chosen)
        self.add(Field(look, words("slip.entry"), self.choice))
        self.area = Area(look, words("slip.source"), rows=8)
        self.area.set_read_only(True)
        self.area.setAcceptDrops(False)
        self.body.addWidget(self.area, 1)
        self.add(Paragraph(look, words("slip.source_note"), "meta", "text-2"))

    @property
    def chosen(self) -> str:
        return self.choice.chosen

    def want(self, entry: str) -> None:
        """The entry to stand there once the client's have come."""
        self._wanted = entry

    def show_entries(self, found: Entries) -> None:
        """Another client's entries, or the same one's anew; the wanted one is chosen, at first the likeliest."""
        words, clock = self.words, self.room.workspace.clock
        options: Sequence[tuple[str, str]] = [
            (
                line.id,
                words.dot.join((number_word(words, line.kind, line.number), day_word(words, clock, line.happened))),
            )
            for line in found.lines
            if not line.purged
        ]
        before = self.chosen
        self.choice.set_options(options)
        anew, self._code = found.code != self._code, found.code
        self.choice.choose(self._wanted or before or (_first(found.lines) if anew else ""))
        self._wanted = ""
        if self.chosen != before or not self.area.text:
            self._chosen()

    def clear(self) -> None:
        self._wanted = self._code = ""
        self.choice.set_options(())
        self.area.set_text("")

    def _chosen(self, *_: object) -> None:
        identity = self.chosen
        self.area.set_text("")
        self.changed.emit()
        if not identity:
            return

        def show(view: EntryView) -> None:
            if self.chosen == view.line.id:
                self.area.set_text(self._text(view))

        vault = self.room.vault

        def work(report: Report) -> EntryView:
            return reading.show_entry(vault, identity)

        self.room.jobs.start(self, work, done=show, lane="read")

    def _text(self, view: EntryView) -> str:
        words, clock = self.words, self.room.workspace.clock
        said = [f"{label}\n{value}" for label, value in values_said(words, clock, view.line.kind, view.fields)]
        added = [f"{words.kind('addendum')} {day_word(words, clock, one.at)}\n{one.text}" for one in view.addenda]
        return "\n\n".join([*said, *added])
