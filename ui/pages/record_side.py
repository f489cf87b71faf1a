"""Beside a record: who gets to know it, its files, its history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.records import KINDS
from app.records.revision import Attachment
from app.services.record_view import Past, RecordView
from app.texts import text
from ui.pages.record_related import OffersCard
from ui.pages.record_values import Reader
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.history import History, VersionLine
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Label, Paragraph
from ui.words import Words


class RecordSide(Scroll):
    """Cards for the audience, the files and the history. `chosen(revision)` looks at a version, `looked_into(file)`
    at a file, `saved_out(file)` asks for one."""

    chosen = Signal(str)
    looked_into = Signal(object)
    saved_out = Signal(object)

    def __init__(self, look: Look, words: Words, width: int) -> None:
        super().__init__(look, width=width)
        self.look, self.words = look, words
        audience = Card(look, words("record.audience"), gap=4)
        self._audience = QVBoxLayout()
        self._audience.setSpacing(look.px(4))
        audience.add(self._audience)
        self.files = Card(look, words("record.files"), gap=4)
        self._files = QVBoxLayout()
        self._files.setSpacing(look.px(4))
        self.files.add(self._files)
        self.history = History(look, words("record.history"))
        self.history.chosen.connect(self.chosen)
        history = Card(look, words("record.history"), gap=4)
        history.body.setContentsMargins(look.px(8), look.px(16), look.px(8), look.px(8))
        history.head.setContentsMargins(look.px(8), 0, look.px(8), 0)
        history.add(self.history)
        self.offers = OffersCard(look, words)
        for card in (self.offers, audience, self.files, history):
            self.column.addWidget(card)
        self.column.addStretch(1)

    def show_record(self, view: RecordView, reader: Reader) -> None:
        clear(self._audience)
        self._audience.addWidget(Paragraph(self.look, _audience(self.words, view)))
        readers = _readers(self.words, view)
        if readers:
            self._audience.addWidget(Paragraph(self.look, readers, "meta", "text-2"))
        self.offers.show_offers(view.offers)
        self._show_files(view.shown.attachments)
        self.history.set_lines([_line(self.words, reader, past) for past in view.history])

    def _show_files(self, files: Sequence[Attachment]) -> None:
        clear(self._files)
        self.files.setVisible(bool(files))
        for file in files:
            row = QHBoxLayout()
            row.setSpacing(self.look.px(4))
            look = Button(self.look, self.words("attachment.look"), "text", icon="eye")
            look.setAccessibleName(self.words("attachment.look_spoken", name=file.name))
            look.clicked.connect(partial(self.looked_into.emit, file))
            save = Button(self.look, self.words("record.save_out"), "text", icon="download")
            save.setAccessibleName(self.words("record.save_out_spoken", name=file.name))
            save.clicked.connect(partial(self.saved_out.emit, file))
            row.addWidget(Label(size_of(file.size), "meta", "text-2"))
            row.addStretch()
            row.addWidget(look)
            row.addWidget(save)
            self._files.addWidget(Elided(self.look, file.name))
            self._files.addLayout(row)


def size_of(size: int) -> str:
    """Bytes as people say them: 12 KB, 3.4 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


def _audience(words: Words, view: RecordView) -> str:
    """How far header and text travel."""
    if KINDS[view.shown.kind].reference:
        return words("record.audience_reference")
    if view.shown.audience == "centre":
        return words("record.audience_centre")
    return words("record.audience_header")


def _readers(words: Words, view: RecordView) -> str:
    """Who else gets the text and who the header only, each for the students in their charge."""
    kind = KINDS[view.shown.kind]
    if kind.everyone:
        return words("record.reads_everyone")
    body = [role for role, part in kind.reads.items() if part == "body" and role != "centre"]
    body = body if view.shown.audience == "centre" else []
    header = [role for role in kind.reads if role not in body and role != "centre"]
    told = []
    if body:
        told.append(words("record.reads_body", roles=words.listed([words.role(role) for role in body])))
    if header:
        told.append(words("record.reads_header", roles=words.listed([words.role(role) for role in header])))
    return words.together(told)


def who_wrote(words: Words, past: Past) -> str:
    """A version's author and device."""
    author = " ".join(part for part in (past.author.name, past.author.label) if part)
    device = words("record.other_device", name=past.device) if past.device else words("record.this_device")
    return words.dot.join((author, device))


def _line(words: Words, reader: Reader, past: Past) -> VersionLine:
    version = past.version
    if version.op == "withdraw":
        done = words("record.op_withdrawn")
    elif not version.parents:
        done = words("record.op_written")
    else:
        done = words("record.op_merged") if len(version.parents) > 1 else words("record.op_amended")
    notes = []
    if version.reason:
        notes.append((words("record.reason", reason=version.reason), "text-2"))
    if not past.whole:
        notes.append((words("record.header_only"), "text-3"))
    if version.held:
        notes.append((text(words.language, f"held.{version.held}", count=1), "warn"))
    return VersionLine(
        revision=version.revision,
        when=reader.moment(past.at),
        who=words.dot.join((done, who_wrote(words, past))),
        tag=words("record.head") if version.head else "",
        notes=tuple(notes),
    )
