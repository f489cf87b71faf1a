"""The look inside the notes vault: the same, with plum where everywhere else is the accent."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.theme.look import Choice, Look
from ui.theme.tokens import IN_VAULT


class VaultLook(Look):
    """What widgets of the vault are handed as their look; follows the look it was made of."""

    def __init__(self, outer: Look) -> None:
        QObject.__init__(self, outer)
        self._app = outer._app
        self._outer = outer
        self._pixmaps, self._fonts, self._metrics = {}, {}, {}
        self._take()
        outer.changed.connect(self._follow)

    def _take(self) -> None:
        outer = self._outer
        self.language, self.choice, self.scale = outer.language, outer.choice, outer.scale
        self._table = {name: outer._table[IN_VAULT.get(name, name)] for name in outer._table}
        for kept in (self._pixmaps, self._fonts, self._metrics):
            kept.clear()

    def _follow(self) -> None:
        self._take()
        self.changed.emit()

    def choose(self, choice: Choice | None = None, scale: float | None = None, language: str = "") -> None:
        self._outer.choose(choice, scale, language)


def dress(widget: QWidget) -> None:
    """Lets the style sheet look once more at what has come below a widget: a stack shows its first page as it is built,
    and what is dressed before it stands in the vault keeps the accent of outside."""
    for one in (widget, *widget.findChildren(QWidget)):
        if not one.property("dressed"):
            one.setProperty("dressed", True)
            style = one.style()
            style.unpolish(one)
            style.polish(one)
