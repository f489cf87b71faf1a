"""One field in which versions differ: what each says, which of them holds, and an editor for both or for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.records.kind import Field
from ui.theme.look import Look
from ui.widgets.chips import Segments
from ui.widgets.detail import READING, Fact, Item, Table, Value, plain
from ui.widgets.editor import Editor, listed
from ui.widgets.field import Field as Box
from ui.widgets.marked import Marked, Span, changed
from ui.widgets.text import Glyph, Label, Paragraph, rule
from ui.widgets.typed_in import LINES
from ui.words import Words

BOTH, OWN = "both", "own"


@dataclass(frozen=True)
class Says:
    """What one version says of a field. `value` is as the record takes it, `item` as it is read (None for nothing);
    `wrote` heads its text where both are taken; `why` says why it cannot be chosen, "" where it can."""

    revision: str
    n: int
    value: Any
    item: Item | None
    wrote: str
    why: str = ""


class MergeField(QObject):
    """`value` is what the merge says here: that of a version, of both, or what was written by hand; `choice` is a
    version, `both`, `own`, or "" while nothing is decided. What was written stays when one looks at another choice."""

    changed = Signal()

    def __init__(
        self, look: Look, words: Words, field: Field, says: Sequence[Says], editor: Editor, note: str = ""
    ) -> None:
        super().__init__()
        self.look, self.words, self.field, self.says, self.editor = look, words, field, tuple(says), editor
        self.choice = ""
        self.label = editor.ask.label
        self._written: dict[str, Any] = {}
        options = [(one.revision, words("merge.side", n=one.n)) for one in says if not one.why]
        if self.joined() is not None:
            options.append((BOTH, words("merge.both") if len(says) == 2 else words("merge.all_of")))
        if field.type not in ("record", "file"):
            options.append((OWN, words("merge.own")))
        self.bar = Segments(look, self.label, options)
        self.bar.changed.connect(self._chosen)
        self.box = Box(look, words("merge.result", field=self.label), self.bar, note=note)
        self.setParent(self.box)
        for identity, text in options:
            self.bar.button(identity).setAccessibleName(f"{self.label} {text}")
        marks = _marks(self.says)
        self.cells = {one.revision: _Cell(self, one, marks.get(one.revision, ())) for one in says}
        editor.box.label.hide()  # the choice above it is its label
        editor.widget.hide()
        editor.changed.connect(self.changed)

    def place(self, grid: QGridLayout, line: int) -> int:
        """Puts it into a grid with a column for each version; the next free line."""
        top = Qt.AlignmentFlag.AlignTop
        head = QHBoxLayout()
        head.setContentsMargins(0, self.look.px(10), 0, 0)
        head.setSpacing(self.look.px(8))
        head.addWidget(Glyph(self.look, "git-merge", "warn", 16), 0, top)
        told = Label(self.label, "meta", strong=True)
        told.setWordWrap(True)
        head.addWidget(told, 1, top)
        grid.addLayout(head, line, 0, top)
        for k, one in enumerate(self.says, 1):
            grid.addWidget(self.cells[one.revision], line, k)
        grid.addWidget(self.box, line + 1, 1, 1, -1)
        grid.addWidget(self.editor.widget, line + 2, 1, 1, -1)
        self.editor.widget.setVisible(self.choice in (BOTH, OWN))
        grid.addWidget(rule(), line + 3, 0, 1, -1)
        return line + 4

    @property
    def value(self) -> Any:
        if self.choice in (BOTH, OWN):
            return self.editor.value
        return next((one.value for one in self.says if one.revision == self.choice), None)

    def choose(self, choice: str, value: Any = None) -> None:
        """As it was kept; a version that is not there any more leaves what it said to be looked at. Says nothing."""
        known = {one.revision for one in self.says if not one.why}
        if choice and choice not in (*known, BOTH, OWN):
            choice = OWN
        if choice in (BOTH, OWN) and value is not None:
            self._written[choice] = value
        self.bar.choose(choice)
        self._turn(choice)

    def refuse(self, sentence: str) -> None:
        """What is wrong with it, said where it is decided; "" takes it away."""
        self.box.refuse("" if self.choice in (BOTH, OWN) else sentence)
        self.editor.refuse(sentence if self.choice in (BOTH, OWN) else "")

    def focus(self) -> None:
        if self.choice in (BOTH, OWN):
            self.editor.focus()
        else:
            self.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def joined(self) -> Any:
        """What all versions say together: texts under who wrote which, of lists and rows each once; None where they
        cannot be joined."""
        f, told = self.field, [one for one in self.says if not one.why and one.value not in (None, "", [])]
        if len(told) < 2:
            return None
        if f.many:
            found = list[Any]()
            for one in told:
                found += [item for item in listed(one.value) if item not in found]
            return found
        if f.type != "text" or f.shape is not None or not f.searched:
            return None
        if f.name in LINES:
            return ("; " if self.words.language == "en" else "；").join(dict.fromkeys(str(one.value) for one in told))
        return "\n\n".join(f"{one.wrote}{one.value}" for one in told)

    def _chosen(self) -> None:
        self._turn(next(iter(self.bar.chosen), ""))
        if self.choice == OWN:
            self.editor.focus()
        self.changed.emit()

    def _turn(self, choice: str) -> None:
        before = self.value
        if self.choice in (BOTH, OWN):
            self._written[self.choice] = before
        self.choice = choice
        by_hand = choice in (BOTH, OWN)
        if by_hand:
            first = self.joined() if choice == BOTH else before
            self.editor.set_value(self._written.get(choice, first))
        self.box.refuse("")
        self.editor.box.note.setVisible(bool(self.editor.box.note.text()))
        if self.editor.widget.parentWidget() is not None:  # without a place it would be a window
            self.editor.widget.setVisible(by_hand)
        for revision, cell in self.cells.items():
            cell.mark(revision == choice)


def _marks(says: Sequence[Says]) -> dict[str, Sequence[Span]]:
    """Of two texts that are mostly alike, the words in which they are not."""
    texts = [one.item.text for one in says if isinstance(one.item, Fact) and not one.why and plain(one.item)]
    if len(says) != 2 or len(texts) != 2:
        return {}
    spans = changed(texts[0], texts[1])
    alike = all(2 * sum(b - a for a, b in found) < len(text) for text, found in zip(texts, spans, strict=True))
    return {one.revision: found for one, found in zip(says, spans, strict=True)} if alike else {}


class _Cell(QFrame):
    """What one version says; a click takes it. Keys use the bar below."""

    def __init__(self, of: MergeField, says: Says, marks: Sequence[Span]) -> None:
        super().__init__()
        self._of, self._says, self._marks = of, says, marks
        self.setProperty("card", "sunken")
        look, words = of.look, of.words
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        row.setSpacing(look.px(8))
        self._mark = Glyph(look, "circle", "text-3", 16)
        marked = QVBoxLayout()
        marked.setContentsMargins(0, look.px(4), 0, 0)
        marked.addWidget(self._mark)
        marked.addStretch()
        row.addLayout(marked)
        row.addWidget(self._said(look, words), 1, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{of.label} {words('merge.side', n=says.n)}")

    def _said(self, look: Look, words: Words) -> QWidget:
        item = self._says.item
        if self._says.why:
            return Paragraph(look, self._says.why, ink="text-2")
        if item is None:
            return Paragraph(look, words("versions.nothing"), ink="text-3")
        if isinstance(item, Table):
            return Paragraph(look, item.text)
        if self._marks:
            return Marked(look, item.text, self._marks, "new")
        value = Value(look, words, item)
        value.setMaximumWidth(look.px(READING))
        return value

    def mark(self, on: bool) -> None:
        self._mark.set_icon("circle-check" if on else "circle", "accent-text" if on else "text-3")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._says.why:
            self._of.bar.toggle(self._says.revision)
        super().mouseReleaseEvent(event)
