"""The veil: a flat ground in place of the room while another program is in front. Behind it nothing is drawn at all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.text import Glyph, Label
from ui.words import Words


class Veil(QWidget):
    """Stands where the room stood; `over` lays one on a dialog and keeps it as large as the dialog is."""

    def __init__(self, look: Look, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setSpacing(look.px(8))
        column.addStretch()
        column.addWidget(Glyph(look, "eye-off", "text-3", 24), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Label(words("vault.veiled"), strong=True), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(Label(words("vault.veiled_why"), "meta", "text-2"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    @classmethod
    def over(cls, dialog: QWidget, look: Look, words: Words) -> Veil:
        veil = cls(look, words, dialog)
        veil.setGeometry(dialog.rect())
        dialog.installEventFilter(veil)
        veil.show()
        veil.raise_()
        return veil

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False
