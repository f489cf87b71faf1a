"""The versions of a record on its page: the one looked at, with which one it is compared, and those in conflict."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.records import KINDS
from app.services.record_view import Past, RecordView
from ui.pages.record_head import why_not
from ui.pages.record_side import who_wrote
from ui.pages.record_values import Reader
from ui.pages.versions import Column
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.detail import Fact, Item, Piece, clear
from ui.widgets.field import Choice, Field
from ui.words import Words


class VersionHead(QWidget):
    """`now` asks for what holds now, `compared(revision)` for another version to compare with."""

    now = Signal()
    compared = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(12))
        self.against: Choice | None = None
        self.hide()

    def show_version(self, view: RecordView, reader: Reader, past: Past, against: Past | None) -> list[Item]:
        """Says which version it is; what is to stand below it, with the differences."""
        clear(self._column)
        words, items = self.words, reader.of_version(past, against)
        changed, at = sum(item.before is not None for item in items), reader.moment(past.at)
        text = words("record.version_changed", at=at, n=changed) if changed else words("record.version", at=at)
        if any(field.child is not None for field in KINDS[view.shown.kind].fields):
            text += words("record.parts_apart")
        self._column.addWidget(Banner(self.look, "notice", text, words("record.now"), self.now.emit))
        others = [one for one in view.history if one.version.revision != past.version.revision]
        self.against = None
        if others:
            self.against = self._choice(others, reader, against)
            self._column.addWidget(Field(self.look, words("record.compare"), self.against))
        self.show()
        return items

    def _choice(self, others: list[Past], reader: Reader, against: Past | None) -> Choice:
        """Every other version; none at first where the one looked at follows none."""
        told = [(o.version.revision, f"{reader.moment(o.at)} {who_wrote(self.words, o)}") for o in others]
        empty = self.words("record.compare_none") if against is None else None
        choice = Choice(self.words("record.compare"), told, empty)
        choice.setMaximumWidth(self.look.px(480))
        choice.choose(against.version.revision if against is not None else "")
        choice.currentIndexChanged.connect(lambda: self.compared.emit(choice.chosen))
        return choice


def columns_of(words: Words, view: RecordView, reader: Reader) -> list[Column]:
    """The current versions of a conflict; each of them may be kept where its text is here."""
    if not view.shown.conflict:
        return []
    bodies = frozenset(f.name for f in KINDS[view.shown.kind].fields if not f.header)
    why = "" if view.objection == "body_elsewhere" else why_not(words, view.objection)
    return [
        Column(
            revision=past.version.revision,
            who=who_wrote(words, past),
            when=reader.moment(past.at, weekday=True),
            items=tuple(_said(words, past, reader)),
            why=why or ("" if past.whole else words("versions.not_whole")),
            unknown=frozenset() if past.whole else bodies,
        )
        for past in view.history
        if past.version.head
    ]


def _said(words: Words, past: Past, reader: Reader) -> list[Item]:
    if past.version.op == "save":
        return reader.items(past.version.fields)
    text = words("record.was_withdrawn", reason=past.version.reason)
    return [Fact("", words("record.withdrawn"), (Piece(text),), text, long=True)]
