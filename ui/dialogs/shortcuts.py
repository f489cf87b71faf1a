"""F1: every key of the program, by where it works, the way to the guide, and a short diagnosis to copy."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.dialogs.dialog import Dialog
from ui.machine import machine_facts
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.paint import key_size, paint_key
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph
from ui.words import Words

AROUND, LEAST = 216, 240  # px at a scale of 1: what stands around the keys, and the least of them that is seen


@dataclass(frozen=True)
class Key:
    """What is pressed as it is shown, what it does, and the shortcuts it stands for as Qt writes them."""

    shown: str
    told: str
    keys: tuple[str, ...] = ()


def shortcuts(words: Words, pages: int = 9, *, vault: bool = False) -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """The keys by where they work, in the order people need them; `pages` is how many the navigation has, `vault` says
    whether there is a notes vault in it."""
    numbers = tuple(f"Ctrl+{k}" for k in range(1, pages + 1))
    everywhere = (
        Key("Ctrl K", words("keys.jump"), ("Ctrl+K",)),
        Key("Ctrl Shift K", words("keys.search"), ("Ctrl+Shift+K",)),
        Key(f"Ctrl 1–{pages}", words("keys.pages"), numbers),
        Key("Ctrl N", words("keys.new"), ("Ctrl+N",)),
        Key("Ctrl O", words("keys.open"), ("Ctrl+O",)),
        Key("F2", words("keys.duty"), ("F2",)),
        Key("Ctrl L", words("keys.lock"), ("Ctrl+L",)),
        Key("Ctrl Z", words("keys.undo"), ("Ctrl+Z",)),
        Key("Esc", words("keys.back"), ("Esc",)),
        Key("F1", words("keys.help"), ("F1",)),
        Key("Ctrl Q", words("keys.quit"), ("Ctrl+Q",)),
    )
    students = (
        Key("T V F W C L", words("keys.write"), ("T", "V", "F", "W", "C", "L")),
        Key("Ctrl P", words("keys.print"), ("Ctrl+P",)),
        Key("Ctrl C", words("keys.copy")),
        Key("Ctrl A", words("keys.all")),
    )
    writing = (
        Key("Ctrl S", words("keys.save"), ("Ctrl+S",)),
        Key("Ctrl Enter", words("keys.save_next"), ("Ctrl+Return",)),
        Key("Ctrl D", words("keys.copy_last"), ("Ctrl+D",)),
        Key("Ctrl T", words("keys.template"), ("Ctrl+T",)),
        Key("Alt 1–8", words("keys.occasion"), tuple(f"Alt+{k}" for k in range(1, 9))),
        Key("PgDn PgUp", words("keys.room"), ("PgDown", "PgUp")),
        Key("Ctrl F", words("keys.flag"), ("Ctrl+F",)),
    )
    weekly = (
        Key("D C", words("keys.visits"), ("D", "C")),
        Key("1 2 3", words("keys.families"), ("1", "2", "3")),
        Key("Ctrl E", words("keys.unchanged"), ("Ctrl+E",)),
        Key("Alt 1–9", words("keys.sources"), tuple(f"Alt+{k}" for k in range(1, 10))),
    )
    notes = (
        Key("Esc Esc", words("keys.lock_vault"), ("Esc",)),
        Key("F8", words("keys.names")),
    )
    schedule = (
        Key("B H N", words("keys.sessions")),
        Key("R X", words("keys.changes")),
        Key("W T", words("keys.note_today")),
    )
    return (
        (words("keys.everywhere"), everywhere),
        (words("keys.lists"), students),
        *(((words("keys.vault"), notes), (words("schedule.title"), schedule)) if vault else ()),
        (words("keys.writing"), writing),
        *(() if vault else ((words("keys.weekly"), weekly),)),
    )


class _Key(QWidget):
    """One key in its box."""

    def __init__(self, look: Look, key: str) -> None:
        super().__init__()
        self.look, self.key = look, key
        self.setAccessibleName(key)
        self.setFixedSize(key_size(look, key))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_key(QPainter(self), self.look, self.rect(), self.key, "text-2")


class Shortcuts(Dialog):
    """The keys in two columns, scrolled where large type needs it. `guide` asks for the guide; it is offered where it
    can be shown."""

    guide = Signal()

    def __init__(
        self, look: Look, words: Words, parent: QWidget, *, pages: int = 9, guided: bool = False, vault: bool = False
    ) -> None:
        super().__init__(look, words, words("keys.title"), parent, 800)
        groups = shortcuts(words, pages, vault=vault)
        scroll = Scroll(look, ground="surface")
        row = QHBoxLayout()
        row.setSpacing(look.px(32))
        for beside in (groups[:2], groups[2:]):
            column = QVBoxLayout()
            column.setSpacing(look.px(8))
            for name, keys in beside:
                column.addWidget(Label(name, "meta", "text-2"))
                column.addLayout(_table(look, keys))
                column.addSpacing(look.px(4))
            column.addStretch()
            row.addLayout(column, 1)
        scroll.column.addLayout(row)
        room = parent.window().height() - look.px(AROUND)
        scroll.setMinimumHeight(max(look.px(LEAST), min(scroll.widget().sizeHint().height(), room)))
        self.body.addWidget(scroll, 1)
        version, *_ = machine_facts(words)
        self.body.addWidget(Label(": ".join(version), "meta", "text-3"))
        copy = Button(look, words("keys.copy_diagnosis"), icon="copy")
        copy.clicked.connect(self._copy)
        self.foot.addWidget(copy)
        self.add_close(words("keys.close"))
        if guided:
            self.open_guide = Button(look, words("keys.guide"), "filled", icon="circle-help")
            self.open_guide.clicked.connect(self._open_guide)
            self.foot.addWidget(self.open_guide)

    def _open_guide(self) -> None:
        self.accept()
        self.guide.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{a}: {b}" for a, b in machine_facts(self.words)))


def _table(look: Look, keys: tuple[Key, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(look.px(12))
    grid.setVerticalSpacing(look.px(8))
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, look.px(88))
    for k, key in enumerate(keys):
        grid.addWidget(_Key(look, key.shown), k, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Paragraph(look, key.told), k, 1)
    return grid
