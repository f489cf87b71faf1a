"""The kinds of record as typed values with their own rules. Nothing here reads or writes anything."""

from __future__ import annotations

from collections.abc import Mapping

from app.records import acts, prevention, reference
from app.records.kind import Field, Kind

KINDS: dict[str, Kind] = {k.name: k for k in (*reference.KINDS, *acts.KINDS, *prevention.KINDS)}

__all__ = ["KINDS", "Field", "Kind", "kind_of", "text_of"]


def kind_of(name: str) -> Kind | None:
    """The declaration of a kind, or None for one that only a newer version knows."""
    return KINDS.get(name)


def text_of(kind: Kind, values: Mapping[str, object]) -> str:
    """All free text of a record's values, one field a line: what full-text search looks in."""
    found: list[str] = []
    _collect(kind.texts, values, found)
    return "\n".join(found)


def _collect(fields: tuple[Field, ...], values: Mapping[str, object], into: list[str]) -> None:
    for f in fields:
        if f.name not in values or not f.searched:
            continue
        value = values[f.name]
        if f.type == "text" and isinstance(value, str):
            into.append(value)
        elif f.type == "text" and isinstance(value, list):
            into += [v for v in value if isinstance(v, str)]
        elif f.type == "group" and isinstance(value, list) and f.child is None:
            for row in value:
                if isinstance(row, dict):
                    _collect(f.fields, row, into)
