"""The figures of coverage as rows of a report, small groups of people left out where it goes beyond the centre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.forms.report import Column, Figure
from app.plan.rules import PersonPeriod, Rule, UnitPeriod, Within
from app.plan.suppression import People, Shown, Table, suppress
from app.records import kind_of
from app.services.context import plan_in_force, plans_over_time
from app.services.coverage import Row
from app.services.reports.asked import said
from app.store.duty_states import STATES
from app.workspace import Workspace

_FIGURES = len(STATES) + 1


def columns(*heads: tuple[str, float]) -> tuple[Column, ...]:
    """The heads of a table of figures: these words, then every state and the sum."""
    share = (24 - sum(width for _, width in heads)) / _FIGURES
    states = [Column(said(f"state.{state}"), share, centred=True) for state in STATES]
    return (*(Column(said(key), width) for key, width in heads), *states, Column(said("total"), share, centred=True))


@dataclass(frozen=True)
class Counting:
    """How figures are shown in one report: `people` tells of every rule whether its duties are about students, so that
    their number is one of people; `leaves` whether the report goes beyond the centre."""

    people: Mapping[str, bool]
    below: int
    one_more: bool
    leaves: bool

    def table(
        self, rows: Sequence[Sequence[int]], *, people: bool, summed: bool, behind: People | None = None
    ) -> Table:
        """Counts with their sums; of people in a report that leaves without the small ones."""
        below = self.below if people and self.leaves else 0
        return suppress(rows, below, people=behind, one_more=self.one_more, summed=summed)


def counting_of(workspace: Workspace) -> Counting:
    """As the settings of the plan in force have it. What a centre reports leaves it; a station's own figures are of
    its own students."""
    plan, spans = plan_in_force(workspace), plans_over_time(workspace, workspace.store.read())
    return Counting(
        people={rule.id: _about_people(rule) for span in spans for rule in span.plan.rules},
        below=int(plan.settings.get("suppress_below", 5)),
        one_more=plan.settings.get("suppress_one_more") is not False,
        leaves=workspace.role == "centre",
    )


def _about_people(rule: Rule) -> bool:
    if isinstance(rule, PersonPeriod | UnitPeriod):
        return False
    if isinstance(rule, Within):
        kind = kind_of(rule.event.kind)
        return kind is not None and kind.slot("students") is not None
    return True


def counts_of(row: Row) -> list[int]:
    return [row.counts[state] for state in STATES]


def figure(shown: Shown) -> Figure:
    return said("hidden") if shown is None else shown


def figures(cells: Iterable[Shown], total: Shown) -> tuple[Figure, ...]:
    return (*map(figure, cells), figure(total))
