"""Rules found by what they are about, and settings by whether anything goes by them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app.plan.finding import met_by, set_going_by
from app.plan.plan import Plan
from app.plan.reading import read_plan, seed_text
from app.plan.rules import ListedWeek, Window, Within
from app.plan.used import READ_BY_CODE
from tests.app.plan.test_plan import PLANS, SEEDS

of_both = pytest.mark.parametrize("seed", SEEDS)


def renamed(seed: str) -> Plan:
    """The plan with another id for every rule."""
    return read_plan(re.sub(r'(?m)^(\[\[rule\]\]\nid = ")', r"\1other_", seed_text(seed)))


@of_both
def test_rules_are_found_whatever_they_are_called(seed: str) -> None:
    for plan in (PLANS[seed], renamed(seed)):
        phoned = met_by(plan, Within, "phone_report")
        assert len(phoned) >= 4 and all(r.label.startswith("电话上报") for r in phoned)
        (review,) = met_by(plan, ListedWeek, "weekly_review")
        (resolved,) = set_going_by(plan, "resolution")
        assert "weekly_review" in review.id and resolved.owner == "owner"
        assert met_by(plan, Window, "sweep_check") and set_going_by(plan, "sweep_check")
        assert met_by(plan, ListedWeek, "phone_report") == () == set_going_by(plan, "sign_off")


def asked_in_code() -> Iterator[str]:
    """The keys of settings that the program asks for, a pattern for those that it puts together."""
    for path in sorted(Path(app.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("settings.get"):
                yield _pattern(node.args[0])
            elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("settings"):
                yield _pattern(node.slice)


def _pattern(key: ast.expr) -> str:
    parts = key.values if isinstance(key, ast.JoinedStr) else [key]
    return "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[a-z_]+" for p in parts)


def test_what_the_program_asks_for_is_declared_and_what_is_declared_is_asked_for() -> None:
    asked = set(asked_in_code())
    assert {key for key in READ_BY_CODE if not any(re.fullmatch(pattern, key) for pattern in asked)} == set()
    for pattern in asked:
        known = {key for plan in PLANS.values() for key in plan.entries if re.fullmatch(pattern, key)}
        assert known and (known & set(READ_BY_CODE) or all(plan.entries[k].used for k in known for plan in with_key(k)))


def with_key(key: str) -> list[Plan]:
    return [plan for plan in PLANS.values() if key in plan.entries]


@of_both
def test_a_setting_that_nothing_reads_is_no_assumption_to_settle(seed: str) -> None:
    entries = PLANS[seed].entries
    assert entries["purge_by_default"].used is False and not entries["purge_by_default"].assumed
    for key in ("special_groups", "review_meetings_per_term", "suppress_below", "watch_keepers"):
        assert entries[key].used, key
    idle = entries["remove_after_stable_reviews"]
    assert idle.unconfirmed and not idle.used and not idle.assumed
