"""Rules of a plan found by what they are about: a plan may give them any id."""

from __future__ import annotations

from typing import TypeVar

from app.plan.plan import Plan
from app.plan.rules import Rule, Within

R = TypeVar("R", bound=Rule)


def met_by(plan: Plan, shape: type[R], kind: str) -> tuple[R, ...]:
    """The rules of a shape that a record of this kind meets, in the plan's order."""
    return tuple(r for r in plan.rules if isinstance(r, shape) and any(m.kind == kind and m.counts for m in r.meets))


def set_going_by(plan: Plan, kind: str) -> tuple[Within, ...]:
    """The rules that a record of this kind sets going, in the plan's order."""
    return tuple(r for r in plan.rules if isinstance(r, Within) and r.event.kind == kind)
