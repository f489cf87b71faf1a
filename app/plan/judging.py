"""Which duties a machine can judge: only those whose proof its role receives. Elsewhere nothing may be said."""

from __future__ import annotations

from collections.abc import Iterator

from app.plan.rules import Circumstance, Rule, UnitPeriod, Within
from app.records import KINDS
from app.records.kind import Role

OWN = ("counsellor", "author", "owner")
"""Holders who are persons."""


def is_judged_by(rule: Rule, role: Role) -> bool:
    """Whether a machine of this role may say of a rule what is met: a seat of all; a station of its college's; who
    works alone of what is theirs."""
    if role == "centre":
        return True
    whole_school = isinstance(rule, UnitPeriod) and rule.unit == "school"
    if whole_school or not all(_knows(kind, role) for kind in _kinds(rule)):
        return False
    if role == "counsellor":
        return rule.holder in OWN
    if role == "psychologist":
        return rule.holder in ("author", "owner") or (rule.holder == "centre" and not isinstance(rule, UnitPeriod))
    return True


def _kinds(rule: Rule) -> Iterator[str]:
    yield from (meets.kind for meets in rule.meets)
    if isinstance(rule, Within):
        yield rule.event.kind
    if isinstance(rule, Circumstance):
        yield "circumstance"


def _knows(name: str, role: Role) -> bool:
    kind = KINDS[name]
    return kind.everyone or role in kind.reads or role in kind.writers
