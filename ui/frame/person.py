"""The person at the window: how questions, files, toasts and refusals reach them. The real `Say`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import UserError
from ui.dialogs.dialog import Dialog, ask
from ui.say import Question
from ui.theme.look import Look
from ui.theme.vault_look import VaultLook
from ui.widgets.card import Refusal
from ui.widgets.toast import Toast
from ui.words import Words


class AtWindow:
    """Says things in the window and asks with Qt's dialogs; nothing blocks."""

    def __init__(self, look: Look, words: Words) -> None:
        self.look, self.words = look, words

    def toast(self, page: QWidget, text: str, undo: Callable[[], None] | None = None) -> None:
        """On the window itself, so that it outlives the page that was left."""
        Toast(self.look, page.window(), text, self.words("toast.undo"), undo)

    def refuse(self, page: QWidget, error: UserError, safe: str = "") -> None:
        """Into the page's `notices`, in place of an older one; in a dialog where the page has no such place."""
        notices = getattr(page, "notices", None)
        if not isinstance(notices, QVBoxLayout):
            self._refuse_apart(page, error, safe)
            return
        for older in page.findChildren(Refusal):
            older.deleteLater()
        card = Refusal(self.look, self.words, error, safe=safe, close=lambda: card.deleteLater())
        notices.addWidget(card)

    def _refuse_apart(self, page: QWidget, error: UserError, safe: str) -> None:
        look = self._look_of(page)
        dialog = Dialog(look, self.words, self.words("refusal.title"), page.window(), 640)
        dialog.body.addWidget(Refusal(look, self.words, error, safe=safe))
        dialog.add_close(self.words("refusal.close"))
        dialog.open()

    def _look_of(self, page: QWidget) -> Look:
        """What is asked in the notes vault is asked in its colour."""
        look = getattr(page, "look", self.look)
        return look if isinstance(look, VaultLook) else self.look

    def bug(self, page: QWidget, where: str) -> None:
        self.refuse(page, UserError("bug", where=where))

    def ask(self, page: QWidget, question: Question, yes: Callable[[], None]) -> None:
        ask(self._look_of(page), self.words, question, page.window(), yes)

    def open_files(self, page: QWidget, title: str, filter: str, chosen: Callable[[Sequence[Path]], None]) -> None:
        dialog = QFileDialog(page.window(), title, str(Path.home()), filter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._choose(dialog, chosen)

    def open_folder(self, page: QWidget, title: str, chosen: Callable[[Path], None], at: Path | None = None) -> None:
        dialog = QFileDialog(page.window(), title, str(at or Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._choose(dialog, lambda paths: chosen(paths[0]))

    def save_file(self, page: QWidget, title: str, name: str, filter: str, chosen: Callable[[Path], None]) -> None:
        dialog = QFileDialog(page.window(), title, str(Path.home() / name), filter)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
        self._choose(dialog, lambda paths: chosen(paths[0]))

    def show_path(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _choose(self, dialog: QFileDialog, chosen: Callable[[Sequence[Path]], None]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.filesSelected.connect(lambda found: chosen([Path(f) for f in found]) if found else None)
        dialog.open()
