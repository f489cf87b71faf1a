"""Whether a header that arrived can be read as its kind: types and references, never the plan's choices.

A header that cannot is treated as one of a newer version: kept, counted, forwarded, shown nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from app.records.ids import pack
from app.records.kind import REFERENCES, Field, Kind
from app.records.revision import Header


def is_readable(kind: Kind, header: Header) -> bool:
    """Whether the header's fields have the types the kind declares, and none that it needs is missing."""
    current = header.kv == kind.version
    for f in kind.headed:
        if f.slot is not None:
            if current and f.required and not _in_slot(f, header):
                return False
            continue
        value = header.fields.get(f.name)
        if value is None:
            if current and f.required:
                return False
            continue
        if isinstance(value, list) != f.many:
            return False
        if not (all(_fits(f, item) for item in value) if isinstance(value, list) else _fits(f, value)):
            return False
    return True


def _in_slot(f: Field, header: Header) -> bool:
    if f.slot == "students":
        return bool(header.students)
    return f.slot != "unit" or header.unit is not None


def _fits(f: Field, value: object) -> bool:
    if f.type == "bool":
        return isinstance(value, bool)
    if f.type == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    check = pack if f.type in REFERENCES else _READ.get(f.type)
    try:
        return check is None or check(value) is not None
    except ValueError:
        return False


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no offset")
    return found


_READ: dict[str, Callable[[str], object]] = {"date": date.fromisoformat, "datetime": _moment}
