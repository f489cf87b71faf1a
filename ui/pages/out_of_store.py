"""What leaves the encrypted store as a file: said before, and once more where the place is not this computer's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QWidget

from app.services.attached import goes_online
from ui.say import Question, Say
from ui.words import Words

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "webdav", "davfs", "fuse.sshfs", "fuse.rclone"})
"""File systems of places on other computers."""


def is_shared(file_system: str, device: str) -> bool:
    """Whether a volume is another computer's: by its file system, or as Windows names the device of a mapped drive."""
    unc = device.startswith(("//", "\\\\")) and not device.startswith("\\\\?\\")
    return unc or file_system.casefold() in NETWORK


def _others_see(folder: Path) -> bool:
    volume = QStorageInfo(str(folder))
    file_system, device = (
        bytes(told.data()).decode(errors="replace") for told in (volume.fileSystemType(), volume.device())
    )
    return goes_online(folder) or is_shared(file_system, device)


def ask_place(
    page: QWidget, say: Say, words: Words, title: str, name: str, filter: str, write: Callable[[Path], None]
) -> None:
    """Asks where to; `write` gets the place that the person stays with."""

    def chosen(path: Path) -> None:
        ask_shared(page, say, words, path.parent, lambda: write(path))

    say.save_file(page, title, name, filter, chosen)


def ask_shared(page: QWidget, say: Say, words: Words, folder: Path, go_on: Callable[[], None]) -> None:
    """Goes on in a folder of this computer; in one that others may see, where the person still wants it."""
    if not _others_see(folder):
        go_on()
        return
    question = Question(
        words("out.online_title"),
        words("out.online", folder=folder.name or str(folder)),
        words("out.online_verb"),
        words("out.online_keep"),
        "danger",
    )
    say.ask(page, question, go_on)


def warn_first(page: QWidget, say: Say, words: Words, text: str, go_on: Callable[[], None]) -> None:
    """Says that the copy will not be encrypted; `go_on` where the person still wants it."""
    say.ask(page, Question(words("out.title"), text, words("out.verb"), words("out.keep")), go_on)
