"""What a level of risk obliges: the level of care that answers to it and the duties of the plan in force, and who are
the first responsible persons of a crisis that was found in counselling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.plan.plan import Plan
from app.plan.rules import ListedDays, ListedWeek, Rule, Within
from app.records.notes import GRAVE
from app.services.care_levels import Level, Levels
from app.services.context import Names, plan_in_force
from app.services.student_file import counsellor_of
from app.store import query
from app.texts import text
from app.workspace import Workspace

RANKS: Mapping[str, float] = {"imminent": 0.0, "high": 0.0, "medium": 0.5, "low": 1.0}
"""Where in a scheme of levels, from its gravest (0) to its mildest (1), a level of risk lies."""


@dataclass(frozen=True)
class Obligation:
    """A duty that the level brings: what, how soon, and the clause (id, heading, words) that asks for it."""

    rule: str
    label: str
    within: str
    clause: str
    heading: str
    words: str


@dataclass(frozen=True)
class Obliged:
    """What a level of risk obliges. `care` is the level of the care list that answers to it, empty for none; a grave
    one `opens` a crisis."""

    risk: str
    care: Level
    opens: bool
    duties: tuple[Obligation, ...]


def find_obliged(workspace: Workspace, risk: str) -> Obliged:
    """What a level of risk (`none` to `imminent`) obliges by the plan in force, what is due soonest first."""
    plan, language = plan_in_force(workspace), workspace.language
    care, opens = _care(Levels(plan, language), risk), risk in GRAVE
    found = [(order, rule) for rule in plan.rules for order in _orders(rule, care.id, opens)]
    duties = [_obligation(plan, rule, language) for _, rule in sorted(found, key=lambda one: one[0])]
    return Obliged(risk, care, opens, tuple(duties))


def responsible_persons(workspace: Workspace, student: str) -> tuple[str, ...]:
    """The first responsible persons (staff ids) of a crisis that was found in counselling: who asks, and the student's
    counsellor of today (clause intervention.1)."""
    db = workspace.store.read()
    row = query.record(db, Names(db).find("student", student))
    shown = query.shown_revision(db, row) if row is not None else None
    counsellor = "" if shown is None else counsellor_of(workspace, db, shown.header.record, shown.header.unit or "")[0]
    return tuple(dict.fromkeys(one for one in (workspace.member.id, counsellor) if one))


def _care(levels: Levels, risk: str) -> Level:
    scheme = levels.plan.lists["level"]
    if risk not in RANKS or not scheme:
        return Level()
    entry = scheme[round(RANKS[risk] * (len(scheme) - 1))]
    return levels.of_severity(9 - scheme.index(entry), entry.id)


def _orders(rule: Rule, level: str, opens: bool) -> Iterator[float]:
    """Hours until a rule's duty is due, once where the rule concerns the level; not at all for any other."""
    if isinstance(rule, ListedDays) and level in rule.levels and rule.during == "term":
        yield (rule.days or 1) * 24.0 / max(rule.count, 1)
    elif isinstance(rule, ListedWeek) and level in rule.levels:
        yield 7 * 24.0
    elif isinstance(rule, Within) and _is_met(rule, level, opens):
        days = [max(amount, 0.5) for amount in (rule.days, rule.working_days) if amount is not None]
        yield (rule.minutes or 0) / 60 + (rule.hours or 0) + 24.0 * sum(days)


def _is_met(rule: Within, level: str, opens: bool) -> bool:
    """Whether the event of a rule is what the level brings about: the crisis, or a listing at its level."""
    event = rule.event
    at_level = event.where.get("level", level)
    named = level in at_level if isinstance(at_level, list) else level == at_level
    if event.kind == "crisis":
        return opens and named and event.where.keys() <= {"level"}
    spared = event.unless.get("level")
    return bool(level) and event.kind == "care_listing" and named and spared != level and "level" in {
        *event.where, *event.unless,
    }  # fmt: skip


def _obligation(plan: Plan, rule: Rule, language: str) -> Obligation:
    clause = plan.clause(rule.clause)
    heading = "" if clause is None else clause.en if language == "en" else clause.title
    return Obligation(
        rule.id,
        rule.en if language == "en" else rule.label,
        _within(rule, language),
        rule.clause,
        heading,
        "" if clause is None else clause.text,
    )


def _within(rule: Rule, language: str) -> str:
    """How soon, in words; with the condition where it is owed only in some cases."""
    if isinstance(rule, ListedDays):
        return text(language, "obliged.every", days=rule.days or 1, count=rule.count)
    if not isinstance(rule, Within):
        return text(language, "obliged.weekly")
    for unit in ("minutes", "hours", "days", "working_days"):
        amount = getattr(rule, unit)
        if amount is not None:
            said = text(language, f"obliged.{unit}", n=amount) if amount else text(language, f"obliged.{unit}_0")
            break
    else:
        said = text(language, "obliged.in_time")
    if not rule.event.any:
        return said
    cases = text(language, "obliged.or").join(
        text(language, f"field.{rule.event.kind}.{name}") for name in rule.event.any
    )
    return text(language, "obliged.where", within=said, cases=cases)
