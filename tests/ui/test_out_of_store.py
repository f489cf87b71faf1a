"""Every page that writes a file with names asks about a place that others see; what is sealed may go anywhere."""

from __future__ import annotations

import ast
from pathlib import Path

import ui.dialogs
import ui.pages

ASKS = "out_of_store.py"
SEALED = {("inbox.py", "save_copy")}
"""What asks for a place by itself: a bundle as it came, of which nothing can be read."""


def _direct(module: Path) -> set[tuple[str, str]]:
    """The functions of a module that ask for a file's place by themselves."""
    found = set()
    for function in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef):
            inside = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
            found |= {(module.name, function.name)} if "save_file" in inside else set()
    return found


def test_no_page_writes_names_without_asking_whether_others_see_the_place() -> None:
    modules = [module for package in (ui.pages, ui.dialogs) for module in Path(package.__path__[0]).glob("*.py")]
    assert len(modules) > 50
    assert set().union(*(_direct(module) for module in modules if module.name != ASKS)) == SEALED
