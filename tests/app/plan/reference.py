"""The duties of a world by the plainest loops that docs/duties.md allows: one function for each shape.

It knows the parsed rules and the world's own description, and nothing of how the program finds duties. Each function
says the sentence that it carries out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from app.plan import rules
from app.plan.rules import Rule
from tests.app.plan import reference_events as events
from tests.app.plan import reference_periods as periods
from tests.app.plan.reference_state import Owed
from tests.app.plan.worlds import World


def duties_of(world: World, plan_rules: Sequence[Rule], first: date, last: date) -> list[Owed]:
    """Every duty that is due on these days."""
    found = [owed for rule in plan_rules for owed in _by_shape(world, rule)]
    return sorted(owed for owed in found if first <= datetime.fromisoformat(owed.due).date() <= last)


def _by_shape(world: World, rule: Rule) -> Iterator[Owed]:
    match rule:
        case rules.PersonPeriod():
            return periods.person_period(world, rule)
        case rules.ListedWeek():
            return periods.listed_week(world, rule)
        case rules.ListedDays():
            return periods.listed_days(world, rule)
        case rules.ListedTerm():
            return periods.listed_term(world, rule)
        case rules.UnitPeriod():
            return periods.unit_period(world, rule)
        case rules.Window():
            return events.window(world, rule)
        case rules.Circumstance():
            return events.circumstance(world, rule)
        case rules.Within():
            return events.within_event(world, rule)
