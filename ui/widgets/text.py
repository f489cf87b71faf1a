"""Text on the page: labels that show plain text only, paragraphs with the line height of Chinese, tags, badges."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme.look import Look, Size
from ui.widgets.paint import Lines, level_size, paint_level, paint_tag, tag_size
from ui.widgets.tip import plain_tip


class Label(QLabel):
    """One line of plain text in a size and ink of the design; `strong` for names, heads and counts."""

    def __init__(
        self,
        text: str = "",
        size: Size = "body",
        ink: str = "text",
        *,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("face", size)  # `size` is a property of every widget already
        self.setProperty("ink", ink)
        self.setProperty("strong", strong)

    def set_ink(self, ink: str) -> None:
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(QWidget):
    """One line that gives way with an ellipsis and tells the whole in its tooltip."""

    def __init__(
        self, look: Look, text: str = "", size: Size = "body", ink: str = "text", *, strong: bool = False
    ) -> None:
        super().__init__()
        self.look, self._size, self._ink, self._strong = look, size, ink, strong
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)
        look.changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        self._text = text
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.width(self._text, self._size, strong=self._strong), self.look.line(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        from ui.widgets.paint import paint_text

        paint_text(painter, self.look, self.rect(), self._text, size=self._size, ink=self._ink, strong=self._strong)


class Paragraph(QWidget):
    """Plain text over several lines, each as high as the design says (24 px at 14), which QSS cannot do."""

    def __init__(
        self, look: Look, text: str = "", size: Size = "body", ink: str = "text", *, strong: bool = False, most: int = 0
    ) -> None:
        super().__init__()
        self.look, self._size, self._ink, self._strong, self._most = look, size, ink, strong, most
        self._text = ""
        self._lines: Lines | None = None
        self._heights: dict[int, int] = {}  # by width: layouts ask for several, again and again
        self._hint: QSize | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)
        look.changed.connect(self._forget)

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str, ink: str = "") -> None:
        self._text = text
        self._ink = ink or self._ink
        self.setAccessibleName(text)
        self._forget()

    def _forget(self) -> None:
        self._lines = self._hint = None
        self._heights.clear()
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.setMinimumHeight(self.heightForWidth(self.width()))
        self.updateGeometry()
        self.update()

    def _broken(self, width: int) -> Lines:
        if self._lines is None or self._lines_width != width:
            font = self.look.font(self._size, strong=self._strong)
            self._lines = Lines(self._text, font, width, self.look.line(self._size), self._most)
            self._lines_width = width
            if self._lines.cut:
                self.setToolTip(plain_tip(self._text))
        return self._lines

    _lines_width = 0

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._broken(width).total
        return self._heights[width]

    def sizeHint(self) -> QSize:
        if self._hint is None:
            self._hint = self._wished()
        return self._hint

    def _wished(self) -> QSize:
        widest = max(self.look.width(line, self._size, strong=self._strong) for line in self._text.split("\n"))
        width = min(widest + 1, self.look.px(480))
        return QSize(width, Lines(self._text, self.look.font(self._size), width, self.look.line(self._size)).total)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(64), self.look.line(self._size))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        high = self.heightForWidth(self.width())
        if high != self.minimumHeight():
            self.setMinimumHeight(high)
            QTimer.singleShot(0, self, lambda: tell_above(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.look.color(self._ink))
        self._broken(self.width()).draw(painter, QPointF(0, 0))


def tell_above(widget: QWidget) -> None:
    """Another height of a text, told to all that hold it: in the midst of a layout pass Qt loses it some levels up,
    and the old one stays, as a gap or a cut line."""
    above: QWidget | None = widget
    while above is not None and not above.isWindow():
        above.updateGeometry()
        above = above.parentWidget()


class Tag(QWidget):
    """A small framed word: plain, warn, danger, draft, new or info."""

    def __init__(self, look: Look, text: str, tone: str = "plain", icon: str = "") -> None:
        super().__init__()
        self.look, self._tone, self._icon = look, tone, icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str, tone: str = "") -> None:
        self._text = text
        self._tone = tone or self._tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return tag_size(self.look, self._text, self._icon)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_tag(QPainter(self), self.look, self.rect(), self._text, self._tone, self._icon)


class LevelBadge(QWidget):
    """A care level: its shape, its word, its colours."""

    def __init__(self, look: Look, rank: int | None, word: str, *, bare: bool = False) -> None:
        super().__init__()
        self.look, self._bare = look, bare
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_level(rank, word)

    def set_level(self, rank: int | None, word: str) -> None:
        self._rank, self._word = rank, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return level_size(self.look, self._word)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_level(QPainter(self), self.look, self.rect(), self._rank, self._word, bare=self._bare)


class Glyph(QLabel):
    """An icon that speaks for nothing: what it means stands beside it."""

    def __init__(self, look: Look, name: str, ink: str = "text-2", size: int = 18) -> None:
        super().__init__()
        self.look, self._name, self._ink, self._side = look, name, ink, size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._draw()
        look.changed.connect(self._draw)

    def set_icon(self, name: str, ink: str = "") -> None:
        self._name, self._ink = name, ink or self._ink
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self.look.pixmap(self._name, self._ink, self._side))


def rule() -> QFrame:
    """A hair line across."""
    line = QFrame()
    line.setProperty("card", "rule")
    return line
