"""The table of tokens: both themes whole, every contrast computed, nothing coloured outside of it."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import ui
from app.paths import resource
from ui.theme.look import SCALES, Look
from ui.theme.tokens import DARK, LIGHT, THEMES

SURFACES = ("bg", "surface", "sunken", "nav")
TEXT = [
    *product(("text", "text-2", "text-3"), (*SURFACES, "hover", "selected")),
    *product(("accent-text", "met"), (*SURFACES, "hover", "selected", "accent-soft")),
    *((f"l{k}-text", f"l{k}-soft") for k in range(5)),
    *product([f"l{k}-text" for k in range(5)], ("surface", "sunken", "selected", "hover")),
    *((tone, f"{tone}-soft") for tone in ("danger", "warn", "info")),
    *product(("danger", "warn", "info"), ("surface", "bg", "sunken", "selected", "hover")),
    *(("text", ground) for ground in ("danger-soft", "warn-soft", "info-soft", "accent-soft")),
    *(("text-2", ground) for ground in ("danger-soft", "warn-soft", "info-soft")),
    ("on-accent", "accent"), ("on-accent", "accent-hover"), ("on-accent", "accent-press"),
    ("on-toast", "toast"), ("ink", "paper"),
    *product(("vault-text",), (*SURFACES, "hover", "vault-soft")), ("on-vault", "vault"), ("on-vault", "vault-hover"),
    *product(("text", "text-2", "text-3", "warn", "danger"), ("vault-soft",)),
    *(("heat-text", f"heat-{k}") for k in range(5)),
]  # fmt: skip
SHAPES = [
    *product(("control",), ("surface", "bg")),
    *product(("focus",), (*SURFACES, "hover", "selected")),
    *((f"l{k}-fill", f"l{k}-soft") for k in range(5)),
    *product([f"l{k}-fill" for k in range(5)], ("surface",)),
    ("accent", "surface"), ("accent", "nav"), *product(("vault",), (*SURFACES, "hover", "vault-soft")),
]  # fmt: skip


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_text_can_be_read(theme: str) -> None:
    table = THEMES[theme]
    weak = [f"{a} on {b}: {contrast(table[a], table[b]):.2f}" for a, b in TEXT if contrast(table[a], table[b]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_borders_and_shapes_can_be_seen(theme: str) -> None:
    table = THEMES[theme]
    weak = [f"{a} on {b}: {contrast(table[a], table[b]):.2f}" for a, b in SHAPES if contrast(table[a], table[b]) < 3]
    assert weak == []


def test_no_colour_stands_outside_the_table() -> None:
    room = Path(ui.__file__).parent
    files = [f for f in room.rglob("*.py") if f.name != "tokens.py"]
    literal = re.compile(
        r"""["']#[0-9A-Fa-f]{3,8}["']|QColor\(\s*\d|Qt\.GlobalColor\.(?!transparent)|\bsetStyleSheet\("""
    )
    found = [f"{f.relative_to(room)}: {m[0]}" for f in files for m in literal.finditer(f.read_text(encoding="utf-8"))]
    assert found == ["theme/look.py: setStyleSheet("] * 2
    assert re.findall(r"#[0-9A-Fa-f]{6}", resource("theme.qss").read_text(encoding="utf-8")) == []


def test_every_image_of_the_sheet_is_there_in_both_themes(qapp: QApplication) -> None:
    sheet = resource("theme.qss").read_text(encoding="utf-8")
    for name, token in re.findall(r"@icon\(([\w-]+), ([\w-]+)\)", sheet):
        for table in THEMES.values():
            color = table[token].removeprefix("#").lower()
            assert resource("icons", "tinted", f"{name}-{color}.svg").is_file()


def test_every_icon_named_in_the_code_is_there() -> None:
    names = {f.stem for f in resource("icons").glob("*.svg")}
    room = Path(ui.__file__).parent
    asked = set()
    for file in room.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""icon=["']([a-z0-9-]+)["']""", source))
        asked |= set(re.findall(r"""(?:Glyph|IconButton)\([\w.]+, ["']([a-z0-9-]+)["']""", source))
        asked |= set(re.findall(r"""\.(?:icon|pixmap)\(["']([a-z0-9-]+)["']""", source))
    assert sorted(asked - names) == []


@pytest.mark.parametrize("scale", SCALES)
def test_lengths_and_fonts_grow_together(qapp: QApplication, scale: float) -> None:
    look = Look(qapp, "dark", scale)
    assert look.dark
    assert look.px(40) == round(40 * scale)
    assert look.font("body").pixelSize() == round(14 * scale)
    assert "@" not in re.sub(r"url\([^)]*\)", "", qapp.styleSheet())
    look.deleteLater()
