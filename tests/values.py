"""Plausible values for every declared kind, made from its declaration and the plan."""

from __future__ import annotations

from app.plan.plan import Plan
from app.records.kind import Field, Kind
from app.records.validation import options

GIVEN: dict[tuple[str, str], object] = {
    ("weekly_review", "week"): "2026-2027-1/12",
    ("weekly_sheet", "week"): "2026-2027-1/12",
    ("term", "name"): "2027-2028-1",
    ("proposal", "fields"): '{"phone":"13800000000"}',
    ("care_listing", "action"): "list",
    ("term", "last_day"): "2027-01-17",
    ("service_plan", "begins"): "14:00",
    ("appointment", "client_code"): "0147",
}


def plain_values(kind: Kind, plan: Plan, **references: object) -> dict[str, object]:
    """All fields of a kind filled; a reference is taken from `references` by its type, else a name."""
    return {f.name: _value(kind.name, f, plan, references) for f in kind.fields}


def _value(kind: str, f: Field, plan: Plan, references: dict[str, object]) -> object:
    value = GIVEN.get((kind, f.name)) or _one(kind, f, plan, references)
    return [value] if f.many else value


def _one(kind: str, f: Field, plan: Plan, references: dict[str, object]) -> object:
    if f.type in references:
        return references[f.type]
    if f.type == "group":
        return {inner.name: _value(kind, inner, plan, references) for inner in f.fields}
    plain: dict[str, object] = {
        "date": "2026-11-23",
        "datetime": "2026-11-23T16:00:00+08:00",
        "number": 4,
        "bool": True,
        "choice": next(iter(options(f, plan.ids())), ""),
    }
    return plain.get(f.type, f"{f.name} 的内容")
