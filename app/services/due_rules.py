"""What sort of work a rule of the plan asks for, as the week's list sorts it; whether it is about a danger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from app.plan.rules import Rule, Within

Sort = Literal["crisis", "talk", "follow_up", "review", "family", "visit", "sweep", "meeting", "other"]
SORTS: Mapping[str, Sort] = {
    "talk": "talk", "weekly_review": "review", "weekly_sheet": "review", "parent_contact": "family", "visit": "visit",
    "sweep_check": "sweep", "care_listing": "sweep", "screening_interview": "sweep", "screening_result": "sweep",
    "review_meeting": "meeting", "sign_off": "meeting", "phone_report": "crisis", "crisis_step": "crisis",
}  # fmt: skip
"""What sort of work a record of a kind is."""


def sort_of(rule: Rule) -> Sort:
    """What sort of work a rule asks for."""
    if isinstance(rule, Within) and rule.event.kind == "crisis":
        return "crisis"
    if isinstance(rule, Within) and rule.event.kind == "talk_part":
        return "follow_up"
    return SORTS.get(rule.meets[0].kind, "other") if rule.meets else "other"


def is_urgent(rule: Rule) -> bool:
    """Whether a rule is about a danger: a crisis, or a report that has to be phoned in."""
    return sort_of(rule) == "crisis"
