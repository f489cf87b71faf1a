"""Choices that are seen at once: chips that wrap (one or many), and segments for a few that exclude each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.button import GAP
from ui.widgets.flow import FlowLayout, keep_lines


class Chip(QToolButton):
    """One choice, on or off; a check mark where many may be on, so that colour is not the only sign."""

    def __init__(
        self, look: Look, text: str, *, many: bool = False, small: bool = False, count: str = "", icon: str = ""
    ) -> None:
        super().__init__()
        self.look, self._many, self._plain = look, many, icon
        self.setText(f"{text}  {count}" if count else text)
        self.setAccessibleName(f"{text} {count}".strip())
        self.setCheckable(True)
        self.setProperty("chip", "small" if small else "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(look.px(14 + GAP), look.px(14)))
        self._tint()
        self.toggled.connect(self._tint)
        look.changed.connect(self._tint)

    def _tint(self) -> None:
        name = "check" if self._many and self.isChecked() else self._plain
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if name else Qt.ToolButtonStyle.ToolButtonTextOnly
        self.setToolButtonStyle(beside)
        if name:
            ink = "danger" if name == "flag" else "accent-text" if self.isChecked() else "text-2"
            self.setIcon(self.look.icon(name, ink, 14, gap=GAP))
        self.updateGeometry()


class _Choices(QWidget):
    """What chips and segments share: options in, ids out, arrow keys between them, one stop for Tab."""

    changed = Signal()

    def __init__(self, look: Look, name: str, *, many: bool) -> None:
        super().__init__()
        self.look, self.many = look, many
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._buttons: dict[str, QToolButton] = {}

    def _take(self, identity: str, button: QToolButton) -> None:
        self._buttons[identity] = button
        self._group.addButton(button)
        button.clicked.connect(lambda _=False, i=identity: self._clicked(i))
        button.installEventFilter(self)
        self._one_stop()

    def _clicked(self, identity: str) -> None:
        if not self.many:
            for other, button in self._buttons.items():
                button.setChecked(other == identity)
        self._one_stop(identity)
        self.changed.emit()

    def _one_stop(self, at: str = "") -> None:
        """Tab stops once: at the option that was used last, else at the first one that is on, else at the first."""
        stop = at or next(iter(self.chosen), next(iter(self._buttons), ""))
        for identity, button in self._buttons.items():
            here = identity == stop
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Into the option at which Tab stops: the row itself would show no focus and hear no key."""
        for button in self._buttons.values():
            if button.focusPolicy() & Qt.FocusPolicy.TabFocus:
                button.setFocus(reason)

    def button(self, identity: str) -> QToolButton:
        return self._buttons[identity]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are on, in the order of the options."""
        return tuple(i for i, button in self._buttons.items() if button.isChecked())

    def choose(self, *identities: str) -> None:
        """Puts exactly these on; says nothing."""
        for identity, button in self._buttons.items():
            button.setChecked(identity in identities)
        self._one_stop()

    def toggle(self, identity: str) -> None:
        """As a click on it."""
        button = self._buttons[identity]
        button.setChecked(not button.isChecked() if self.many else True)
        self._clicked(identity)

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}.get(
                Qt.Key(event.key())
            )
            buttons = list(self._buttons.values())
            if step is not None and watched in buttons:
                to = list(self._buttons)[(buttons.index(watched) + step) % len(buttons)]
                self._one_stop(to)
                self._buttons[to].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]


class ChipRow(_Choices):
    """Options as chips, wrapping; `(id, label)` or `(id, label, count)`."""

    def __init__(
        self, look: Look, name: str, options: Sequence[tuple[str, ...]], *, many: bool = False, small: bool = False
    ) -> None:
        super().__init__(look, name, many=many)
        self._small = small
        self._options: list[tuple[str, ...]] = []
        self._flow = FlowLayout(gap=look.px(8))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._flow)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, ...]]) -> None:
        """Other options; what stays keeps its state."""
        if list(options) == self._options:
            return
        self._options, before = list(options), self.chosen
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        for identity, label, *count in options:
            chip = Chip(self.look, label, many=self.many, small=self._small, count=count[0] if count else "")
            self._take(identity, chip)
            self._flow.addWidget(chip)
        self.choose(*before)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            keep_lines(self)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        keep_lines(self)


class Segments(_Choices):
    """A few options that exclude each other, in one bar; an option may have an icon: `(id, label, icon)`."""

    def __init__(self, look: Look, name: str, options: Sequence[tuple[str, ...]]) -> None:
        super().__init__(look, name, many=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for k, (identity, label, *icon) in enumerate(options):
            button = QToolButton()
            button.setText(label)
            button.setAccessibleName(label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            place = (
                "only" if len(options) == 1 else "first" if k == 0 else "last" if k == len(options) - 1 else "middle"
            )
            button.setProperty("segment", place)
            if icon and icon[0]:
                button.setIcon(look.icon(icon[0], "danger" if icon[0] == "flag" else "text-2", 14, gap=GAP))
                button.setIconSize(QSize(look.px(14 + GAP), look.px(14)))
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._take(identity, button)
            row.addWidget(button)
        row.addStretch()

    def minimumSizeHint(self) -> QSize:
        """All of every option: the rules of the theme would let Qt press them together."""
        return self.sizeHint()
