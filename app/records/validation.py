"""Whether values fit a kind's declared fields, and how they are split into header and body."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from app import canonical
from app.clock import Clock
from app.errors import UserError
from app.records.kind import REFERENCES, Field, Kind, Values

Choices = Mapping[str, Sequence[str]]
TEXT_LIMIT = 200_000


@dataclass(frozen=True)
class Split:
    """A record's values as they are kept: header slots, header fields, body fields, and its children."""

    happened: str | None
    students: list[str]
    unit: str | None
    tags: list[str]
    header: dict[str, Any]
    body: dict[str, Any]
    children: dict[str, list[Values]]


def tidy(text: str, field: str) -> str:
    """One line from outside as it may be signed and kept: NFC, without space around it; else `field_type`."""
    try:
        return str(canonical.nfc(text)).strip()
    except canonical.NotCanonical:
        raise UserError("field_type", field=field, type="text") from None


def validate(kind: Kind, values: Mapping[str, object], choices: Choices, clock: Clock) -> Values:
    """The values in their one spelling (NFC, RFC 3339 with offset), empty ones dropped.

    `choices` holds the plan's lists by name; references are record ids already. Raises UserError:
    `field_unknown`, `field_missing`, `field_contradicts`, `field_type`, `field_shape`, `choice_unknown`, each naming
    the field.
    """
    try:
        given = cast(Values, canonical.nfc(dict(values)))
    except (canonical.NotCanonical, RecursionError):
        raise UserError("field_type", field="*", type="text") from None
    clean = _clean(kind.fields, given, choices, clock)
    for name in kind.demands(clean):
        raise UserError("field_missing", field=name)
    for name in kind.contradicts(clean):
        raise UserError("field_contradicts", field=name)
    return clean


def fitting(kind: Kind, values: Values, choices: Choices, clock: Clock) -> Values:
    """Those of the values that fit their fields, each by itself: for reading what somebody else has checked badly."""
    found: Values = {}
    for f in kind.fields:
        if f.name in values:
            with suppress(UserError):
                found |= _clean((f,), {f.name: values[f.name]}, choices, clock)
    return found


def _clean(fields: Sequence[Field], given: Values, choices: Choices, clock: Clock) -> Values:
    known = {f.name for f in fields}
    for name in given:
        if name not in known:
            raise UserError("field_unknown", field=name)
    clean: Values = {}
    for f in fields:
        value = given.get(f.name)
        if value is None or value == "" or value == []:
            if f.required:
                raise UserError("field_missing", field=f.name)
            continue
        if f.many:
            items = value if isinstance(value, list) else [value]
            clean[f.name] = [_one(f, item, choices, clock) for item in items]
        else:
            clean[f.name] = _one(f, value, choices, clock)
    return clean


def _one(f: Field, value: object, choices: Choices, clock: Clock) -> object:
    check = _CHECKS.get(f.type, _text)
    if f.type == "group":
        if not isinstance(value, dict):
            raise UserError("field_type", field=f.name, type=f.type)
        return _clean(f.fields, value, choices, clock)
    if f.type == "choice":
        return _choice(f, value, choices)
    try:
        clean = check(value, clock)
    except (TypeError, ValueError, OverflowError):
        raise UserError("field_type", field=f.name, type=f.type) from None
    if f.shape is not None and not re.fullmatch(f.shape.pattern, str(clean)):
        raise UserError("field_shape", field=f.name, example=f.shape.example)
    return clean


def options(f: Field, choices: Choices) -> Sequence[str]:
    """The ids a choice field may take, from its declaration or from the plan's list."""
    return choices.get(f.choices.removeprefix("plan:"), ()) if isinstance(f.choices, str) else f.choices


def _choice(f: Field, value: object, choices: Choices) -> str:
    allowed = options(f, choices)
    if value not in allowed:
        # what was typed stays out of the sentence: it may be text meant for another field
        raise UserError("choice_unknown", field=f.name, allowed=", ".join(allowed))
    return str(value)


def _text(value: object, clock: Clock) -> str:
    if not isinstance(value, str) or len(value) > TEXT_LIMIT:
        raise TypeError
    return value


def _number(value: object, clock: Clock) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**53:
        raise TypeError
    return value


def _bool(value: object, clock: Clock) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: object, clock: Clock) -> str:
    return _sane(date.fromisoformat(_text(value, clock)).isoformat())


def _datetime(value: object, clock: Clock) -> str:
    return _sane(clock.moment(_text(value, clock)).replace(microsecond=0).isoformat())


def _sane(text: str) -> str:
    if not "1900" <= text[:4] < "2200":
        raise ValueError
    return text


_CHECKS: dict[str, Callable[[object, Clock], object]] = {
    "number": _number,
    "bool": _bool,
    "date": _date,
    "datetime": _datetime,
}


def split(kind: Kind, values: Values) -> Split:
    """Validated values taken apart into header slots, header fields, body fields and child rows."""
    slots: dict[str, object] = {}
    header: dict[str, Any] = {}
    body: dict[str, Any] = {}
    children: dict[str, list[Values]] = {}
    for f in kind.fields:
        if f.name not in values:
            continue
        if f.child is not None:
            children[f.child] = cast(list[Values], values[f.name])
        elif f.slot is not None:
            slots[f.slot] = values[f.name]
        else:
            (header if f.header else body)[f.name] = values[f.name]
    return Split(
        happened=cast(str | None, slots.get("happened")),
        students=_as_list(slots.get("students")),
        unit=cast(str | None, slots.get("unit")),
        tags=sorted(set(_as_list(slots.get("tags")))),
        header=header,
        body=body,
        children=children,
    )


def _as_list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def join(kind: Kind, split: Split) -> Values:
    """The inverse of `split`, without child rows: the field values in the order of the declaration."""
    slots = {"happened": split.happened, "students": split.students, "unit": split.unit, "tags": split.tags}
    values: Values = {}
    for f in kind.fields:
        found: object
        if f.slot is not None:
            found = slots[f.slot]
            if isinstance(found, list) and not f.many:
                found = found[0] if found else None
        else:
            found = split.header.get(f.name, split.body.get(f.name))
        if found is not None and found != []:
            values[f.name] = found
    return values


def map_references(fields: Sequence[Field], values: Values, change: Callable[[Field, str], str]) -> Values:
    """The values with each reference to a student, staff member, unit or record changed by `change`."""
    mapped: Values = {}
    by_name = {f.name: f for f in fields}
    for name, value in values.items():
        f = by_name.get(name)
        if f is not None and f.type == "group" and isinstance(value, list):
            rows = cast(list[Values], value)
            mapped[name] = [map_references(f.fields, row, change) if isinstance(row, dict) else row for row in rows]
        elif f is not None and f.type in REFERENCES and isinstance(value, list):
            mapped[name] = [change(f, v) if isinstance(v, str) else v for v in value]
        elif f is not None and f.type in REFERENCES and isinstance(value, str) and value:
            mapped[name] = change(f, value)
        else:
            mapped[name] = value
    return mapped
