"""Coverage: the duties of a stretch of days, counted by clause and college or counsellor; each figure can be opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.errors import UserError
from app.plan.engine import Laid
from app.plan.rules import UnitPeriod
from app.services.calendar import calendar_of
from app.services.duties import Asked, laid, stamp
from app.services.hearing import Silent, silent_since
from app.store.duty_states import STATES
from app.store.labels import called
from app.workspace import Workspace

By = Literal["college", "counsellor", "clause"]
Key = tuple[str, str]
"""A rule and a group."""


@dataclass(frozen=True)
class Row:
    """How many duties of a rule a group has in each state; every duty stands in one of them. `met_late` is apart from
    `met`, `unheard` from `overdue`."""

    clause: str
    rule: str
    label: str
    group: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Coverage:
    """The figures as of a moment (RFC 3339) for duties due from `first` to `last`; `missing` are the devices that have
    sent nothing since the last duty fell due."""

    as_of: str
    first: date
    last: date
    by: By
    rows: tuple[Row, ...]
    missing: tuple[Silent, ...]


def term_days(workspace: Workspace, term: str) -> tuple[date, date]:
    """The first and last day of a term; UserError `term_unknown`."""
    found = calendar_of(workspace).named(term)
    if found is None:
        raise UserError("term_unknown", term=term[:40])
    return found.first, found.last


def count_duties(workspace: Workspace, asked: Asked, by: By = "college") -> Coverage:
    """The counts of the duties asked for: one row for each rule and group, also where all are 0."""
    with laid(workspace, asked) as found:
        return count_laid(workspace, found, by)


def count_laid(workspace: Workspace, found: Laid, by: By = "college") -> Coverage:
    """The counts of a question that is laid already, for whoever asks more of the same moment."""
    asked = found.asked
    after = asked.last + 1  # the second in which the day after the last begins
    judged = min(asked.now, after)
    silent = silent_since(workspace, found.db, judged - judged % 86_400 if judged < asked.now else asked.now - 86_400)
    first, last = (date.fromisoformat(stamp(workspace, second)[:10]) for second in (asked.first, asked.last))
    return Coverage(stamp(workspace, asked.now), first, last, by, tuple(_rows(workspace, found, by)), silent)


def _rows(workspace: Workspace, found: Laid, by: By) -> list[Row]:
    grouped = {"college": "college", "counsellor": "holder", "clause": "none"}[by]
    counted = found.counts(grouped)
    units = {group for _, group, _, _ in counted if group is not None} | {found.school, *found.colleges, *found.people}
    names = {unit: name.key for unit, name in called(found.db, units).items()}
    rows: dict[Key, Row] = {}
    for k, ruled in enumerate(found.rules):
        for unit in _groups(found, by, k):
            _row(workspace, rows, found, k, ruled.rule.clause if by == "clause" else names.get(unit, ""))
    for k, group, state, count in counted:
        rule = found.rules[k].rule
        name = rule.clause if by == "clause" else names.get(group, "") if group is not None else ""
        _row(workspace, rows, found, k, name).counts[state] += count
    order = {rule.rule.id: k for k, rule in reversed(list(enumerate(found.rules)))}
    return sorted(rows.values(), key=lambda r: (order[r.rule], r.group))


def _row(workspace: Workspace, rows: dict[Key, Row], found: Laid, k: int, group: str) -> Row:
    rule = found.rules[k].rule
    label = rule.en if workspace.language == "en" else rule.label
    return rows.setdefault((rule.id, group), Row(rule.clause, rule.id, label, group))


def _groups(found: Laid, by: By, k: int) -> Sequence[bytes]:
    """The groups that a rule always has a row for."""
    rule = found.rules[k].rule
    if by == "clause" or (isinstance(rule, UnitPeriod) and rule.unit == "school"):
        return (found.school,)
    if by == "college":
        return found.colleges
    return found.people if rule.holder == "counsellor" else ()


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """The sums of several rows by state."""
    summed = dict.fromkeys(STATES, 0)
    for row in rows:
        for state, count in row.counts.items():
            summed[state] += count
    return summed
