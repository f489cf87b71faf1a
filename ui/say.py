"""The one door to the person: questions, files, toasts and refusals. Tests put a fake in its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtWidgets import QWidget

from app.errors import UserError

Tone = Literal["plain", "danger"]


@dataclass(frozen=True)
class Question:
    """Asked only before what leaves the machine or cannot be taken back; `verb` names what the button does."""

    title: str
    text: str
    verb: str
    keep: str
    tone: Tone = "plain"


class Say(Protocol):
    """What a page may ask of the person. Nothing here blocks: answers come through callbacks."""

    def toast(self, page: QWidget, text: str, undo: Callable[[], None] | None = None) -> None:
        """A line that goes by itself after 8 s; for what is done and can be undone."""

    def refuse(self, page: QWidget, error: UserError, safe: str = "") -> None:
        """A refusal in the page: what happened, what is safe, what to do, a code."""

    def bug(self, page: QWidget, where: str) -> None:
        """One calm sentence for a fault of the program."""

    def ask(self, page: QWidget, question: Question, yes: Callable[[], None]) -> None:
        """A window-modal question; Esc and closing change nothing."""

    def open_files(self, page: QWidget, title: str, filter: str, chosen: Callable[[Sequence[Path]], None]) -> None:
        """Files to read."""

    def open_folder(self, page: QWidget, title: str, chosen: Callable[[Path], None], at: Path | None = None) -> None:
        """A folder to write into; the dialog begins in `at`, where one is remembered."""

    def save_file(self, page: QWidget, title: str, name: str, filter: str, chosen: Callable[[Path], None]) -> None:
        """A file to write."""

    def show_path(self, path: Path) -> None:
        """A file or folder that was written, in the system's own program for it."""
