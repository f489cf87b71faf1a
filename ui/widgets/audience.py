"""How far a record will travel, in plain words, and the one way to let it travel further."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.text import Glyph, Paragraph


class AudienceLine(QWidget):
    """A sentence, and a box that widens the audience. `only` is said while it is off, `wide` while it is on."""

    changed = Signal()

    def __init__(self, look: Look, verb: str, only: str, wide: str) -> None:
        super().__init__()
        self._only, self._wide, self._why = only, wide, ""
        self._chosen = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "eye", "text-2", 16), 0, Qt.AlignmentFlag.AlignTop)
        self.said = Paragraph(look, only, "meta", "text-2")
        row.addWidget(self.said, 1, Qt.AlignmentFlag.AlignTop)
        self.box = QCheckBox(verb)
        self.box.setAccessibleName(verb)
        self.box.clicked.connect(self._clicked)
        row.addSpacing(look.px(8))
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def wide(self) -> bool:
        """Whether the record goes to the centre whole, chosen or settled."""
        return self.box.isChecked()

    @property
    def chosen(self) -> bool:
        """Whether the writer widened it by the box."""
        return self._chosen

    def set_wide(self, on: bool) -> None:
        """As the writer chose; says nothing."""
        self._chosen = on
        self._tell()

    def settle(self, why: str) -> None:
        """With a reason it is wide whatever was chosen, and the reason is said; "" leaves it to the writer."""
        self._why = why
        self._tell()

    def _clicked(self, on: bool) -> None:
        self._chosen = on
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.box.setChecked(bool(self._why) or self._chosen)
        self.box.setEnabled(not self._why)
        self.said.set_text(self._why or (self._wide if self._chosen else self._only))
        self.box.setAccessibleDescription(self.said.text)
