"""Files that go with a record: chosen or dropped, listed with their size, each with a cross."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.crossed import Crossed
from ui.widgets.editor import Ask, AskFiles, Editor, listed
from ui.widgets.text import Label
from ui.words import Words

UNITS = ("B", "KB", "MB", "GB")
NAME = 100  # px at a scale of 1 that the name of a file may take


def size_text(size: int) -> str:
    """Bytes as a person reads them, in steps of 1024: 1.5 MB."""
    shown, step = float(size), 0
    while shown >= 1024 and step < len(UNITS) - 1:
        shown, step = shown / 1024, step + 1
    return f"{shown:.0f} {UNITS[step]}" if step == 0 or shown >= 10 else f"{shown:.1f} {UNITS[step]}"


class Attachments(QFrame):
    """Files by their paths, read only when the record is saved. One may also drop them here."""

    changed = Signal()

    def __init__(self, look: Look, words: Words, ask: AskFiles | None) -> None:
        super().__init__()
        self.look, self.words, self._ask = look, words, ask
        self.paths: tuple[Path, ...] = ()
        self.setProperty("drop", "true")
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(8))
        column.setSpacing(look.px(8))
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(4))
        column.addLayout(self._list)
        self.add = Button(look, words("writing.add_file"), icon="plus")
        self.add.clicked.connect(self._choose)
        column.addWidget(self.add)
        hint = Label(words("writing.drop_file"), "meta", "text-3")
        hint.setWordWrap(True)
        column.addWidget(hint)
        self._wrong = Label("", "meta", "danger")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        column.addWidget(self._wrong)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus is handed on to the button. As its proxy it would make Tab pass over the crosses before it."""
        self.add.setFocus(event.reason())

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Shows exactly these; those that are not there any more are named. Says nothing."""
        self.paths = tuple(dict.fromkeys(paths))
        while (item := self._list.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        for path in self.paths:
            verb = self.words("writing.take_off", name=path.name)
            name = _short(self.look, path.name)
            beside = size_text(path.stat().st_size) if path.is_file() else self.words("writing.file_gone")
            box = Crossed(self.look, "file-text", name, beside, verb, partial(self._drop, path), path.name)
            self._list.addWidget(box)
        self.updateGeometry()

    def refuse(self, sentence: str) -> None:
        """What is wrong with one of them; "" takes it away."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def take(self, paths: Sequence[Path]) -> None:
        """More files, as chosen or dropped."""
        found = [path for path in paths if path.is_file()]
        if found:
            self.refuse("")
            self.set_paths((*self.paths, *found))
            self.changed.emit()

    def _choose(self) -> None:
        if self._ask is not None:
            self._ask(self.take)

    def _drop(self, path: Path) -> None:
        self.refuse("")
        self.set_paths([one for one in self.paths if one != path])
        self.add.setFocus()
        self.changed.emit()

    def _over(self, over: bool) -> None:
        self.setProperty("drop", "over" if over else "true")
        self.style().unpolish(self)
        self.style().polish(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
            self._over(True)

    def dragLeaveEvent(self, event: QEvent) -> None:
        self._over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._over(False)
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def _short(look: Look, name: str) -> str:
    """A file's name for a narrow box: its middle gives way, for the ending says what it is."""
    kept, shown = len(name), name
    while kept > 2 and look.width(shown, strong=True) > look.px(NAME):
        kept -= 1
        shown = f"{name[:kept]}…{name[-5:]}"
    return shown


class FilesEditor(Editor):
    """A field of files; its value is their paths."""

    wide = True

    def __init__(self, ask: Ask) -> None:
        self.files = Attachments(ask.look, ask.words, ask.files)
        super().__init__(ask, self.files)
        self.files.changed.connect(self.tell)

    def _read(self) -> Any:
        paths = [str(path) for path in self.files.paths]
        return paths if self.field.many else next(iter(paths), "")

    def _write(self, value: Any) -> None:
        self.files.set_paths([Path(str(one)) for one in listed(value)])
