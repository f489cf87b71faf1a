"""What the window knows of the machine it runs on: versions, screen, fonts, input method. Nothing of a person."""

from __future__ import annotations

import os
import platform

from PySide6.QtCore import qVersion
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication

from app import __version__
from ui.theme import tokens
from ui.words import Words

INSTEAD_OF = "RUNXIN_INPUT_METHOD"
"""Under this name the environment keeps the input method that was asked for where another one had to be taken."""

Facts = tuple[tuple[str, str], ...]
"""(what, how it is), to be read or copied."""


def machine_facts(words: Words) -> Facts:
    """What a person may read to the centre on the telephone."""
    return (
        (words("keys.version"), f"Runxin {__version__} · Qt {qVersion()} · Python {platform.python_version()}"),
        (words("keys.system"), f"{platform.system()} {platform.release()} · {QGuiApplication.platformName()}"),
        (words("keys.screen"), _screen()),
        (words("keys.input"), input_method(words)),
    )


def _screen() -> str:
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return f"{size.width()}×{size.height()} · {screen.devicePixelRatio():.2f}"


def input_method(words: Words) -> str:
    """Which input method Qt was told to use, and the one it stands in for."""
    method = os.environ.get("QT_IM_MODULE", "") or words("keys.input_default")
    if asked := os.environ.get(INSTEAD_OF, ""):
        method = words("keys.input_instead", taken=method, asked=asked)
    return method


def text_font() -> str:
    """The face that Chinese text is set in: the first of the design's that is installed, else what stands in."""
    font = QFont()
    font.setFamilies(list(tokens.FAMILIES))
    return QFontInfo(font).family()
