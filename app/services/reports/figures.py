"""The figures of coverage as rows of a report, small groups of people left out where it goes beyond the centre."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.forms.report import Column, Figure
from app.plan.linked_suppression import Linked, suppress_linked
from app.plan.rules import Meets, PersonPeriod, Rule, UnitPeriod, Within
from app.plan.suppression import People, Place, Shown, Table, suppress
from app.records import kind_of
from app.services.context import plan_in_force, plans_over_time
from app.services.coverage import Row
from app.services.reports.asked import said
from app.services.reports.behind import Behind
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
    """How figures are shown in one report. `people` tells of every rule whether its duties are about students, so that
    their number is one of people; `events` what obliges, where a rule waits for an event; `screened` are the rules that
    wait for a screening result; `leaves` tells whether the report goes beyond the centre."""

    people: Mapping[str, bool]
    events: Mapping[str, Meets]
    screened: frozenset[str]
    below: int
    one_more: bool
    leaves: bool

    def table(
        self,
        rows: Sequence[Sequence[int]],
        *,
        people: bool,
        summed: bool,
        behind: People | None = None,
        hidden: Collection[Place] = (),
    ) -> Table:
        """Counts with their sums; of people in a report that leaves without the small ones."""
        below = self.below if people and self.leaves else 0
        return suppress(
            rows, below, people=behind, one_more=self.one_more, summed=summed, hidden=hidden if below else ()
        )  # fmt: skip

    def alone(self, count: int, persons: int | None = None) -> Shown:
        """A count that is part of no sum; of so many persons, where one may be counted more than once."""
        behind = None if persons is None else People([[persons]], [persons])
        return self.table([[count]], people=True, summed=False, behind=behind).cells[0][0]

    def together(self, counts: Sequence[int]) -> list[Shown]:
        """All of these counts or none: two of them differ by what the list grew, which anybody can read off it."""
        shown = [self.alone(count) for count in counts]
        return [None] * len(shown) if None in shown else shown

    def told(self, rows: Iterable[Row]) -> list[Row]:
        """Without the rules that wait for a screening result: how many there are is how many have that result. The
        interviews stand in the figures once, by the list that calls to them."""
        return [row for row in rows if row.rule not in self.screened]

    def tables(self, rows: Iterable[Row], behind: Behind) -> dict[str, Table]:
        """For each rule its rows and their sums, by college in the order of `colleges`; the rules of a clause are
        suppressed together."""
        rows = list(rows)
        colleges = colleges_of(rows)
        counts: dict[str, list[list[int]]] = {}
        for row in rows:
            of_rule = counts.setdefault(row.rule, [[0] * len(STATES) for _ in colleges])
            of_rule[colleges.index(row.group)] = counts_of(row)
        clauses = {row.rule: row.clause for row in rows}
        of_people = [rule for rule in counts if self.people.get(rule, True) and self.leaves]
        linked = [
            Linked(counts[rule], behind.of_colleges(rule, colleges), clauses[rule], _event(self.events.get(rule), rule))
            for rule in of_people
        ]
        shown = dict(zip(of_people, suppress_linked(linked, self.below, one_more=self.one_more), strict=True))
        return {rule: shown.get(rule) or self.table(counts[rule], people=False, summed=True) for rule in counts}


def _event(event: Meets | None, rule: str) -> str:
    """Equal for rules that wait for the same events."""
    return rule if event is None else repr(event)


def colleges_of(rows: Iterable[Row]) -> list[str]:
    """Every group that some of these rows are about, by name."""
    return sorted({row.group for row in rows})


def counting_of(workspace: Workspace) -> Counting:
    """As the settings of the plan in force have it. What a centre reports leaves it; a station's own figures are of
    its own students."""
    plan, spans = plan_in_force(workspace), plans_over_time(workspace, workspace.store.read())
    rules = [rule for span in spans for rule in span.plan.rules]
    events = {rule.id: rule.event for rule in rules if isinstance(rule, Within)}
    return Counting(
        people={rule.id: _about_people(rule) for rule in rules},
        events=events,
        screened=frozenset(rule for rule, event in events.items() if event.kind == "screening_result"),
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


def hidden_means(counting: Counting) -> str:
    """What 不显示 stands for, with the limit of the plan in force."""
    return said("hidden_means", below=counting.below)


def figure(shown: Shown) -> Figure:
    return said("hidden") if shown is None else shown


def figures(cells: Iterable[Shown], total: Shown) -> tuple[Figure, ...]:
    return (*map(figure, cells), figure(total))
