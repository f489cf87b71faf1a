"""How many people stand behind the figures of coverage: a small group is known by its people, not by its duties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.plan.engine import Laid
from app.plan.suppression import People
from app.services.coverage import By, Coverage, count_laid
from app.services.duties import Asked, laid
from app.store.duty_states import STATES, people
from app.store.labels import called
from app.workspace import Workspace

ALL = "*"
"""All colleges, or all states, together."""
Key = tuple[str, str, str]
"""A rule, a college by its name, a state."""


@dataclass(frozen=True)
class Behind:
    """Different people by rule, college and state, each also for `ALL` together."""

    persons: dict[Key, int]

    def of_colleges(self, rule: str, colleges: Sequence[str]) -> People:
        """Behind the rows of a rule, one for each college."""
        return People(
            cells=[[self._of((rule, college, state)) for state in STATES] for college in colleges],
            by_row=[self._of((rule, college, ALL)) for college in colleges],
            by_column=[self._of((rule, ALL, state)) for state in STATES],
            total=self._of((rule, ALL, ALL)),
        )

    def of_rules(self, rules: Iterable[str]) -> People:
        """Behind the sums of several rules: at least as many people as behind the largest of them."""
        rules = list(rules)

        def most(state: str) -> int:
            return max((self._of((rule, ALL, state)) for rule in rules), default=0)

        return People(cells=[[most(state) for state in STATES]], by_row=[most(ALL)])

    def _of(self, key: Key) -> int:
        return self.persons.get(key, 0)


def count_with_people(workspace: Workspace, asked: Asked, by: By) -> tuple[Coverage, Behind]:
    """The figures that `count_duties` gives and the people behind them, both of one moment."""
    with laid(workspace, asked) as found:
        return count_laid(workspace, found, by), people_behind(found)


def people_behind(found: Laid) -> Behind:
    """The people behind the figures of a question that is laid."""
    persons: dict[Key, int] = {}
    question = found.asked
    for colleges, states in ((True, True), (True, False), (False, True), (False, False)):
        rows = people(
            found.db, question.now, found.school, question.first, question.last, colleges=colleges, states=states
        )
        names = called(found.db, {unit for _, unit, _, _ in rows if unit is not None})
        for k, unit, state, count in rows:
            named = names[unit].key if unit in names else ""
            key = (found.rules[k].rule.id, named if colleges else ALL, state if states else ALL)
            persons[key] = max(count, persons.get(key, 0))
    return Behind(persons)
