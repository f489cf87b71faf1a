"""Members of a table of a plan, asked for by name and type; what is not as it must be says where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.plan.lines import Step


class Wrong(Exception):
    """Something at a path of the document is not as it must be."""

    def __init__(self, path: Sequence[Step], reason: str) -> None:
        super().__init__(reason)
        self.path = tuple(path)
        self.reason = reason


def is_day(value: str) -> bool:
    """Whether this is a day of the calendar, written 2026-08-31."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def check_keys(table: Mapping[str, Any], known: Iterable[str], path: tuple[Step, ...]) -> None:
    for name in table:
        if name not in known:
            raise Wrong((*path, name), f"{name}: no such key")


def check_once(values: Sequence[str | int], path: tuple[Step, ...], key: str) -> None:
    for k, value in enumerate(values):
        if value in values[:k]:
            raise Wrong((*path, k, key), f"{value}: twice")


def text_at(table: Any, key: str, path: tuple[Step, ...]) -> str:
    value = _member(table, key, path)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise Wrong((*path, key), f"{key}: a text is expected")
    return str(value)


def number_at(table: Any, key: str, path: tuple[Step, ...]) -> int:
    value = _member(table, key, path)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong((*path, key), f"{key}: a whole number is expected")
    return value


def table_at(data: Any, key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
    value = data.get(key, default)
    if not isinstance(value, dict):
        raise Wrong((key,), f"[{key}]: a table is expected")
    return value


def tables_at(data: Any, key: str, default: list[Any] | None = None) -> list[dict[str, Any]]:
    value = data.get(key, default)
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise Wrong((key,), f"[[{key}]]: one table or several are expected")
    return value


def entries_of(value: Any, path: tuple[Step, ...]) -> list[dict[str, Any]]:
    """The entries of a list that is written in one piece."""
    if not isinstance(value, list):
        raise Wrong(path, "a list is expected")
    for k, entry in enumerate(value):
        if not isinstance(entry, dict):
            raise Wrong((*path, k), "an entry is a table in braces")
    return value


def _member(table: Any, key: str, path: tuple[Step, ...]) -> Any:
    if not isinstance(table, dict) or key not in table:
        raise Wrong(path or (key,), f"{key}: missing")
    return table[key]
