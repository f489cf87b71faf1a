"""What an arrived file would do before it is taken in: checks, counts, rows to look at, and what the button does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.inbox import Checks, Preview, Row, gap_sentence
from ui.pages.given import Given
from ui.tables.preview_rows import LevelMark, PreviewTable, needs_eyes, result_word
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card
from ui.widgets.chips import ChipRow
from ui.widgets.text import Elided, Glyph, Label, Paragraph
from ui.words import Words

RESULTS = ("new", "changed", "same", "conflict", "held")
ICON = {"conflict": "git-merge", "held": "clock"}


def title_of(words: Words, found: Preview) -> str:
    """Whose bundle it is, and its number."""
    if not found.sender_name:
        return words("preview.unknown")
    return words("preview.title", name=found.sender_name, seq=found.seq)


def checks_of(words: Words, found: Preview) -> list[tuple[str, str, str]]:
    """(icon, ink, sentence) of the three checks; a missing number is no alarm, only what has not come."""
    c: Checks = found.checks
    said = [("shield-check", "met", words("preview.signed"))] if c.signed else []
    if c.gap is not None:
        said.append(("clock", "warn", gap_sentence(words.language, c.gap)))
    elif c.follows:
        key = "preview.follows" if c.after else "preview.first"
        said.append(("link", "text-2", words(key, n=c.after)))
    if c.read:
        said.append(("check", "met", words("preview.read", n=found.counts.total)))
    return said


class ChecksLine(QWidget):
    """The checks side by side, below each other where there is too little room."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(4))

    def show_checks(self, said: list[tuple[str, str, str]]) -> None:
        clear(self._column)
        room = max(self.width(), self.look.px(300))
        row, used = QHBoxLayout(), 0
        row.setSpacing(self.look.px(6))
        for icon, ink, sentence in said:
            wide = self.look.width(sentence, "meta") + self.look.px(36)
            if used and used + wide > room:
                row.addStretch()
                self._column.addLayout(row)
                row, used = QHBoxLayout(), 0
                row.setSpacing(self.look.px(6))
            row.addWidget(Glyph(self.look, icon, ink, 14))
            told = Paragraph(self.look, sentence, "meta", "text-2")
            row.addWidget(told, 1 if wide > room else 0)
            row.addSpacing(self.look.px(12))
            used += wide
        row.addStretch()
        self._column.addLayout(row)
        self.setAccessibleName(" ".join(sentence for _, _, sentence in said))


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Takes everything out of a layout, rows within it too."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if isinstance(inner, QHBoxLayout | QVBoxLayout):
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class CountsRow(QWidget):
    """The five counts, each a word over a figure; what will not simply go in has an icon and the ink of warnings."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        self.figures: dict[str, Label] = {}
        self._heads: dict[str, tuple[Label, Glyph | None]] = {}
        for k, result in enumerate(RESULTS):
            if k:
                row.addWidget(_Upright(look))
            cell = QVBoxLayout()
            cell.setSpacing(0)
            head = QHBoxLayout()
            head.setSpacing(look.px(6))
            mark = Glyph(look, ICON[result], "text-3", 14) if result in ICON else None
            if mark is not None:
                head.addWidget(mark)
            word = Label(result_word(words, result), "meta", "text-2")
            head.addWidget(word)
            head.addStretch()
            figure = Label("0", "page")
            cell.addLayout(head)
            cell.addWidget(figure)
            row.addLayout(cell, 1)
            self.figures[result], self._heads[result] = figure, (word, mark)

    def show_counts(self, found: Preview) -> None:
        spoken = []
        for result, figure in self.figures.items():
            count = getattr(found.counts, result)
            figure.setText(str(count))
            word, mark = self._heads[result]
            ink = "warn" if mark is not None and count else "text-2"
            word.set_ink(ink)
            if mark is not None:
                mark.set_icon(ICON[result], "warn" if count else "text-3")
            spoken.append(f"{word.text()} {count}")
        self.setAccessibleName(self.words.listed(spoken))


class _Upright(QWidget):
    """A hair line down."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self.look.color("line"))


class PreviewCard(Card):
    """The preview of one file. `take` asks to import it, `leave_out` to take it off the list."""

    take = Signal(str)
    leave_out = Signal(str)
    opened = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self._given: Given | None = None
        top = QVBoxLayout()
        top.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(12))
        top.setSpacing(look.px(12))
        head = QHBoxLayout()
        self.name = Elided(look, "", "head", strong=True)
        head.addWidget(self.name, 1)
        self.beside = Label(words("preview.nothing_yet"), "meta", "text-2")
        head.addWidget(self.beside)
        self.checks = ChecksLine(look)
        self.counts = CountsRow(look, words)
        self.suspect = Banner(look, "warn", words("preview.suspect"))
        chips = QHBoxLayout()
        self.chips = ChipRow(look, words("preview.which"), (), small=True)
        self.chips.changed.connect(self._fill)
        self.rest = Label("", "meta", "text-2")
        chips.addWidget(self.chips, 1)
        chips.addWidget(self.rest)
        top.addLayout(head)
        top.addWidget(self.checks)
        top.addWidget(self.suspect)
        top.addWidget(self.counts)
        top.addLayout(chips)
        self.body.addLayout(top)
        self.table = PreviewTable(look, words)
        self.table.opened.connect(self.opened)
        self.body.addWidget(self.table, 1)
        foot = self.edge("foot")
        self.told = Paragraph(look, "", "meta", "text-2")
        self.skip = Button(look, words("preview.leave_out"))
        self.skip.clicked.connect(lambda: self._emit(self.leave_out.emit))
        self.button = Button(look, "", "filled", icon="check")
        self.button.clicked.connect(lambda: self._emit(self.take.emit))
        foot.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.skip)
        foot.addWidget(self.button)

    def _emit(self, tell: Callable[[str], None]) -> None:
        if self._given is not None:
            tell(self._given.id)

    def show_given(self, given: Given) -> None:
        """A file that was read and can be taken in."""
        found, words = given.preview, self.words
        assert found is not None
        fresh = self._given is None or self._given.preview is not found
        self._given = given
        self.name.set_text(title_of(words, found))
        self.checks.show_checks(checks_of(words, found))
        self.suspect.setVisible(found.suspect)
        self.counts.show_counts(found)
        self._eyes = tuple(row for row in found.rows if needs_eyes(row))
        listed = found.counts.total - found.counts.same
        if fresh:
            eyes, every = words("preview.eyes"), words("preview.all")
            self.chips.set_options((("eyes", eyes, str(len(self._eyes))), ("all", every, str(listed))))
            self.chips.choose("eyes" if self._eyes else "all")
            for before, after in (("eyes", self.chips.button("all")), ("all", self.table)):
                QWidget.setTabOrder(self.chips.button(before), after)
        same, more = found.counts.same, found.more
        told = [words("preview.same_rest", n=same)] if same else []
        told += [words("preview.more", n=more)] if more else []
        self.rest.setText(words.listed(told))
        self.told.set_text(what_it_does(words, found))
        self.button.setText(verb_of(words, found))
        if fresh:
            self._fill()

    _eyes: tuple[Row, ...] = ()

    def _fill(self) -> None:
        if self._given is not None and self._given.preview is not None:
            rows = self._eyes if self.chips.chosen == ("eyes",) else self._given.preview.rows
            self.table.show_rows(rows)

    def set_levels(self, levels: dict[str, LevelMark]) -> None:
        self.table.set_levels(levels)

    def set_busy(self, busy: bool) -> None:
        """While files are taken in nothing else can be."""
        self.button.set_why(self.words("preview.busy") if busy else "")
        self.skip.setEnabled(not busy)
        self.beside.setText(self.words("preview.busy" if busy else "preview.nothing_yet"))


def verb_of(words: Words, found: Preview) -> str:
    """What the button says: a bundle without anything new is still a receipt."""
    taken = found.counts.taken
    return words("preview.take", n=taken) if taken else words("preview.take_none")


def what_it_does(words: Words, found: Preview) -> str:
    """What an import will do, and what becomes of it when the power goes."""
    told = [words("preview.foot_held", n=found.counts.held)] if found.counts.held else []
    told += [words("preview.foot_freed", n=found.freed)] if found.freed else []
    return "".join([*told, words("preview.foot_rest" if told else "preview.foot")])


def refused(given: Given) -> UserError | None:
    """Why a file cannot be taken in, as far as that is known."""
    if given.result is not None and given.result.error is not None:
        return given.result.error
    return None if given.preview is None else given.preview.error
