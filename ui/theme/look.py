"""The look in force: colours, fonts, lengths and icons of one theme at one font size. Every painter asks it."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.paths import resource
from ui.theme import tokens

Size = Literal["meta", "body", "head", "page", "clock"]
Choice = Literal["system", "light", "dark"]
SCALES = (0.9, 1.0, 1.15, 1.3, 1.5)
STROKE = 1.75


class Look(QObject):
    """One theme at one scale; `changed` is sent after the person or the system chose another."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = "system", scale: float = 1.0, language: str = "zh") -> None:
        super().__init__(app)
        self._app = app
        self.language = language
        self.choice: Choice = choice
        self.scale = scale
        self._pixmaps: dict[tuple[str, str, int, int, float], QPixmap] = {}
        self._fonts: dict[tuple[Size, bool, bool, bool], QFont] = {}
        self._metrics: dict[tuple[Size, bool], QFontMetrics] = {}
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def dark(self) -> bool:
        if self.choice == "system":
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.choice == "dark"

    def choose(self, choice: Choice | None = None, scale: float | None = None, language: str = "") -> None:
        """Another theme, font size or language, at once and everywhere."""
        self.language = language or self.language
        self.choice = choice or self.choice
        self.scale = scale or self.scale
        self._apply()
        self.changed.emit()

    def _follow(self) -> None:
        if self.choice == "system":
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._table = tokens.THEMES["dark" if self.dark else "light"]
        self._pixmaps.clear()
        self._fonts.clear()
        self._metrics.clear()
        self._app.setStyleSheet("")  # or font and palette would each dress every widget by the old sheet once more
        self._app.setFont(self.font("body"))
        self._app.setPalette(self._palette())
        self._app.setStyleSheet(self._sheet())

    def color(self, name: str) -> QColor:
        """A token's colour: `text-2`, `l1-fill` …"""
        return QColor(self._table[name])

    def px(self, length: float) -> int:
        """A length of the 8-pixel grid at the font size in force."""
        return round(length * self.scale)

    def line(self, size: Size) -> int:
        """The line height of a text size in px."""
        return self.px(tokens.TYPE[size][1])

    def font(self, size: Size = "body", *, strong: bool = False, digits: bool = False, code: bool = False) -> QFont:
        """A font; `digits` are tabular, `code` is for keys, codes and digests."""
        key = (size, strong, digits, code)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(size, strong, digits, code)
        return QFont(self._fonts[key])  # a painter asks a thousand times for one of a dozen

    def _make_font(self, size: Size, strong: bool, digits: bool, code: bool) -> QFont:
        font = QFont()
        font.setFamilies(list(tokens.CODE_FAMILIES if code else tokens.FAMILIES))
        font.setPixelSize(self.px(tokens.TYPE[size][0]))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        if digits:
            font.setFeature(QFont.Tag("tnum"), 1)
        # A CJK face sets · “ ” as wide as a Chinese character; said both ways, for Qt keeps a feature that was on.
        font.setFeature(QFont.Tag("palt"), int(self.language == "en"))
        return font

    def width(self, text: str, size: Size = "body", *, strong: bool = False) -> int:
        """How wide a text is, in px."""
        if (size, strong) not in self._metrics:
            self._metrics[size, strong] = QFontMetrics(self.font(size, strong=strong))
        return self._metrics[size, strong].horizontalAdvance(text)

    def icon(self, name: str, color: str = "text-2", size: int = 18, *, gap: int = 0) -> QIcon:
        """A Lucide icon, tinted; `gap` is room at its right, which QSS cannot give between icon and words."""
        icon = QIcon(self.pixmap(name, color, size, gap))
        icon.addPixmap(self.pixmap(name, "disabled", size, gap), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, color: str = "text-2", size: int = 18, gap: int = 0) -> QPixmap:
        ratio = self._app.devicePixelRatio()
        key = (name, color, size, gap, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, self.color(color), self.px(size), self.px(gap), ratio)
        return self._pixmaps[key]

    def _draw(self, name: str, color: QColor, side: int, gap: int, ratio: float) -> QPixmap:
        svg = _source(name).replace("currentColor", color.name())
        renderer = QSvgRenderer(QByteArray(svg.encode()))
        pixmap = QPixmap(QSize(side + gap, side) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        return pixmap

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for to, name in (
            (role.Window, "bg"), (role.WindowText, "text"), (role.Base, "surface"), (role.AlternateBase, "sunken"),
            (role.Text, "text"), (role.Button, "surface"), (role.ButtonText, "text"), (role.BrightText, "danger"),
            (role.ToolTipBase, "toast"), (role.ToolTipText, "on-toast"), (role.PlaceholderText, "text-3"),
            (role.Highlight, "accent"), (role.HighlightedText, "on-accent"), (role.Link, "accent-text"),
            (role.LinkVisited, "accent-text"), (role.Light, "surface"), (role.Midlight, "line"), (role.Mid, "control"),
            (role.Dark, "line-strong"), (role.Shadow, "line-strong"), (role.Accent, "accent"),
        ):  # fmt: skip
            palette.setColor(to, self.color(name))
        for to in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, to, self.color("disabled"))
        return palette

    def _sheet(self) -> str:
        """The style sheet with `@name` filled by colours and `@12px` by scaled lengths."""
        text = resource("theme.qss").read_text(encoding="utf-8")
        text += _in_vault(text)
        text = re.sub(r"@(\d+)px", lambda m: f"{self.px(int(m[1]))}px", text)
        text = re.sub(r"@icon\((\w[\w-]*), ([\w-]+)\)", lambda m: f"url({_tinted(m[1], self._table[m[2]])})", text)
        return re.sub(r"@([a-z][a-z0-9-]*)", lambda m: self._table[m[1]], text)


_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SUBJECT = re.compile(r"(\w+)\S*$")


@cache
def _in_vault(sheet: str) -> str:
    """The rules once more for what stands in the vault's room, with plum for the accent: all of a kind of widget where
    one speaks of the accent, or that one would outweigh the others, such as what a disabled button looks like."""
    rules = [
        ([one.strip() for one in selectors.split(",")], body, _plum(body))
        for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    ]
    touched = {_subject(one) for selectors, body, plum in rules if plum != body for one in selectors}
    found = []
    for selectors, _, plum in rules:
        there = ", ".join(f'QWidget[room="vault"] {one}' for one in selectors if _subject(one) in touched)
        if there:
            found.append(f"{there} {{{plum}}}")
    return "\n" + "\n".join(found)


def _plum(body: str) -> str:
    return re.sub(r"(?<=@)([a-z-]+)|(?<=, )([a-z-]+)(?=\))", lambda m: tokens.IN_VAULT.get(m[0], m[0]), body)


def _subject(selector: str) -> str:
    """The kind of widget that a selector dresses."""
    found = _SUBJECT.search(selector.partition("::")[0].rpartition(" ")[2])
    return found[1] if found else ""


@cache
def _source(name: str) -> str:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return text.replace('stroke-width="2"', f'stroke-width="{STROKE}"')


def _tinted(name: str, color: str) -> str:
    """QSS takes images from files only: the few it needs lie in both themes' ink beside the others."""
    return resource("icons", "tinted", f"{name}-{color.removeprefix('#').lower()}.svg").as_posix()
