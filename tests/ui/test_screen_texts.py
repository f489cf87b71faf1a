"""Every text a screen asks for is there in both languages and gets its values; none is dead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import ui
from app.texts import LANGUAGES, catalogue

ROOM = Path(ui.__file__).parent


def literals(node: ast.expr) -> list[str]:
    """The texts an expression may turn out to be."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def calls() -> Iterator[tuple[str, set[str] | None, str]]:
    """(key, names of the values passed or None where a mapping is, place) of each `words("…")` in the screens."""
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("words", "w", "_words"):
                names = [k.arg for k in node.keywords]
                passed = None if None in names else {n for n in names if n is not None}
                for key in literals(node.args[0]):
                    yield f"screen.{key}", passed, f"{file.relative_to(ROOM)}:{node.lineno}"


def placeholders(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_asked_for_are_there_and_get_their_values(language: str) -> None:
    found = catalogue(language)
    wrong = [
        f"{place} {key}"
        for key, passed, place in calls()
        if key not in found or (passed is not None and not placeholders(found[key]) <= passed)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_screen_is_dead(language: str) -> None:
    spoken = {key for key, _, _ in calls()}
    for file in ROOM.rglob("*.py"):  # keys that stand in tables
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                spoken.add(f"screen.{node.value}")
    weekdays = {
        f"screen.weekday.{d}" for d in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    }
    dead = {key for key in catalogue(language) if key.startswith("screen.")} - spoken - weekdays
    assert sorted(dead) == []
