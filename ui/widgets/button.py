"""Buttons: filled for the page's next action, outline, strong, text, danger; with an icon, and the key for the same."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.paint import key_size, paint_key
from ui.widgets.tip import plain_tip

Kind = Literal["filled", "outline", "strong", "text", "danger"]
_INK = {"filled": "on-accent", "outline": "text-2", "strong": "accent-text", "text": "accent-text", "danger": "danger"}
GAP = 6  # px between an icon and its words


class Button(QPushButton):
    """A button whose words are a verb. `key` is only shown: the shortcut itself is the page's or the frame's."""

    def __init__(
        self,
        look: Look,
        text: str,
        kind: Kind = "outline",
        *,
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.look, self._kind, self._icon, self._key = look, kind, icon, key
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setAccessibleName(text)
        self._tint()
        look.changed.connect(self._tint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does."""
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
        else:
            super().keyPressEvent(event)

    def set_kind(self, kind: Kind) -> None:
        if kind == self._kind:
            return
        self._kind = kind
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._tint()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)

    def set_brief(self, on: bool) -> None:
        """Its icon alone, where the row has no room for the words: they are spoken still, and in the tip."""
        words = self.accessibleName()
        super().setText("" if on else words)
        self.setToolTip(plain_tip(words if on else ""))
        self._tint()

    @property
    def spare(self) -> int:
        """How many px narrower it gets by `set_brief`."""
        return self.fontMetrics().horizontalAdvance(self.text())

    def set_why(self, why: str) -> None:
        """Disabled, with the reason, or enabled where there is none. The page shows the reason beside it too."""
        self.setEnabled(not why)
        self.setToolTip(plain_tip(why))
        self.setAccessibleDescription(why)

    def _tint(self) -> None:
        if self._icon:
            gap = GAP if self.text() else 0
            self.setIcon(self.look.icon(self._icon, _INK[self._kind], 16, gap=gap))
            self.setIconSize(QSize(self.look.px(16 + gap), self.look.px(16)))
        self.updateGeometry()

    def _key_room(self) -> int:
        return key_size(self.look, self._key).width() + self.look.px(8) if self._key else 0

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + self._key_room(), hint.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._key:
            super().paintEvent(event)
        else:
            self._paint_with_key()
        if self.hasFocus() and self._kind == "filled":  # a border of its own would not be seen on the fill
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.look.color("on-accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), self.look.px(4), self.look.px(4))

    def _paint_with_key(self) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        room = self._key_room()
        words = super().sizeHint().width()
        left = (self.width() - words - room) // 2
        option.rect = QRect(left, 0, words, self.height())  # type: ignore[attr-defined]
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        filled, strong = self._kind == "filled", self._kind == "strong"
        ink = "on-accent" if filled else "accent-text" if strong else "text-3"
        ink = ink if self.isEnabled() else "disabled"
        padding = self.look.px(4 if self._kind == "text" else 12)
        box = QRect(left + words - padding, 0, room, self.height())
        paint_key(painter, self.look, box, self._key, ink, ink if filled or strong else "line-strong")


class IconButton(QToolButton):
    """A button that is an icon only; its name is spoken and in the tooltip."""

    def __init__(self, look: Look, icon: str, name: str, ink: str = "text-2", size: int = 16) -> None:
        super().__init__()
        self.look, self._icon, self._ink, self._side = look, icon, ink, size
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tint()
        look.changed.connect(self._tint)

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self._tint()

    def _tint(self) -> None:
        self.setIcon(self.look.icon(self._icon, self._ink, self._side))
        self.setIconSize(QSize(self.look.px(self._side), self.look.px(self._side)))


class EntryButton(QToolButton):
    """A line that begins something: icon, words, and the key at its right end."""

    def __init__(self, look: Look, text: str, icon: str, key: str = "") -> None:
        super().__init__()
        self.look, self._key = look, key
        self.setProperty("entry", True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIcon(look.icon(icon, "accent-text", 16, gap=GAP))
        self.setIconSize(QSize(look.px(16 + GAP), look.px(16)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._key:
            painter = QPainter(self)
            paint_key(painter, self.look, self.rect().adjusted(0, 0, -self.look.px(8), 0), self._key)
