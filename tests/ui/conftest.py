"""What the window's tests may ask for: a look, jobs that must all have ended, and a person who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from ui.jobs import Jobs
from ui.say import Question
from ui.theme.look import Look

PATIENCE = 60_000  # milliseconds


@dataclass
class Person:
    """Stands in for the person: keeps what was said, answers questions with `agrees` and files with `files`."""

    agrees: bool = True
    files: list[Path] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    undo: Callable[[], None] | None = None
    refusals: list[UserError] = field(default_factory=list)
    safe: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    shown: list[Path] = field(default_factory=list)

    def toast(self, page: QWidget, text: str, undo: Callable[[], None] | None = None) -> None:
        self.toasts.append(text)
        self.undo = undo

    def refuse(self, page: QWidget, error: UserError, safe: str = "") -> None:
        self.refusals.append(error)
        self.safe.append(safe)

    def bug(self, page: QWidget, where: str) -> None:
        self.bugs.append(where)

    def ask(self, page: QWidget, question: Question, yes: Callable[[], None]) -> None:
        self.questions.append(question)
        if self.agrees:
            yes()

    def open_files(self, page: QWidget, title: str, filter: str, chosen: Callable[[Sequence[Path]], None]) -> None:
        if self.files:
            chosen(list(self.files))

    def open_folder(self, page: QWidget, title: str, chosen: Callable[[Path], None], at: Path | None = None) -> None:
        if self.files:
            chosen(self.files[0])

    def show_path(self, path: Path) -> None:
        self.shown.append(path)

    def save_file(self, page: QWidget, title: str, name: str, filter: str, chosen: Callable[[Path], None]) -> None:
        if self.files:
            chosen(self.files[0])


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits for as long as a busy machine takes: late is no failure, and what never comes is one after a minute."""
    for name in ("waitUntil", "waitSignal", "waitActive", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Look]:
    """The light theme at its own size, with Fusion as the program has it."""
    qapp.setStyle("Fusion")
    made = Look(qapp, "light")
    yield made
    made.deleteLater()


@pytest.fixture
def say() -> Iterator[Person]:
    """The person. A bug told to them fails the test."""
    person = Person()
    yield person
    assert person.bugs == []


@pytest.fixture
def jobs(qtbot: QtBot, say: Person) -> Iterator[Jobs]:
    """Jobs as a desk has them; every one must have ended when the test does."""
    home = QObject()

    def failing(owner: QObject, error: UserError) -> None:
        say.refusals.append(error)

    def bug(owner: QObject, where: str) -> None:
        say.bugs.append(where)

    made = Jobs(failing, bug, home)
    yield made
    qtbot.waitUntil(lambda: not made.busy)
    made.stop()


@pytest.fixture(autouse=True)
def no_dialog_leaks(qapp: QApplication) -> Iterator[None]:
    """No dialog outlives its test, nor anything that was told to go: the next style sheet would polish it all."""
    yield
    qapp.processEvents()
    left = [w for w in qapp.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    for dialog in left:
        dialog.close()
        dialog.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert left == []
