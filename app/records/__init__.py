"""The kinds of record as typed values with their own rules. Nothing here reads or writes anything."""

from __future__ import annotations

from collections.abc import Mapping

from app.records import (
    acts,
    care,
    college_work,
    counselling,
    intervention,
    notes,
    prevention,
    reference,
    screening,
    supervision,
)
from app.records.kind import Field, Kind, Values

ROOMS = (reference, acts, prevention, care, screening, college_work, counselling, intervention, supervision)
KINDS: dict[str, Kind] = {kind.name: kind for room in ROOMS for kind in room.KINDS}
VAULT_KINDS: dict[str, Kind] = {kind.name: kind for kind in notes.KINDS}
"""Kinds that no store and no bundle ever holds: for a store they are unknown."""

__all__ = ["KINDS", "VAULT_KINDS", "Field", "Kind", "kind_of", "must_phone", "text_of"]


def kind_of(name: str) -> Kind | None:
    """The declaration of a kind, or None for one that only a newer version knows."""
    return KINDS.get(name)


def must_phone(kind: Kind, values: Values) -> bool:
    """Whether a record of these values, or one of its rows, means "report": phone somebody now (RECORDS.md)."""
    rows = [(KINDS[f.child], values.get(f.name)) for f in kind.fields if f.child is not None]
    return kind.reports(values) or any(
        child.reports(row) for child, listed in rows if isinstance(listed, list) for row in listed
    )


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
