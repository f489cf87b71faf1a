"""The screening in a data pack: students by outcome and by class, so that no class of a few can be worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.plan.rules import spelled
from app.plan.suppression import Place, Shown, Table
from app.records.facts import read_facts
from app.services.pack_figures import Packing

OUTCOMES = ("taken", "refused", "absent", "unable")
CLASSES = ("alarm", "asked", "high", "middle", "low", "unclear")
"""The gravest first: of several results of a student the gravest counts."""


@dataclass(frozen=True)
class Screened:
    """Students by outcome and by class; None for a group too small to be shown, or that would give one away."""

    outcomes: Mapping[str, Shown]
    classes: Mapping[str, Shown]


def count_screened(packing: Packing) -> Screened:
    """Where it is not shown how many took part, no class is either: they would add up to it. A reader may also know
    how many were called to an interview, which the duties show, and so how many were not."""
    outcomes, classes = _by_college(packing)
    called = {
        name
        for event in packing.counting.events.values()
        if event.kind == "screening_result"
        for name in spelled(event.where.get("class", ""))
    }
    parts = [[name for name in CLASSES if name in called], [name for name in CLASSES if name not in called]]
    rows = [[[classes[college, name] for name in part] for college in packing.colleges] for part in parts]
    rest = [*map(sum, rows[1]), sum(map(sum, rows[1]))]
    places: list[int | None] = [*range(len(packing.colleges)), None]
    few: list[Place] = [(place, 0) for place, count in zip(places, rest, strict=True)
                        if packing.counting.alone(count) is None]  # fmt: skip
    by_outcome = packing.shown([[outcomes[c, name] for name in OUTCOMES] for c in packing.colleges], hidden=few)
    taken = [place for place, column in by_outcome.hidden if column == 0]
    found: dict[str, Shown] = {}
    for part, table in zip(parts, _apart(packing, rows, taken), strict=True):
        found |= zip(part, packing.own(table), strict=True)
    own = dict(zip(OUTCOMES, packing.own(by_outcome), strict=True))
    return Screened(own, dict.fromkeys(CLASSES) if own["taken"] is None else {name: found[name] for name in CLASSES})


def _apart(packing: Packing, parts: Sequence[Sequence[Sequence[int]]], unseen: Iterable[int | None]) -> list[Table]:
    """Two tables with the same rows, whose sums add up to who took part: each sum is hidden in both or in neither.
    Nothing of the `unseen` rows is shown."""
    unseen = list(unseen)
    hidden = [{(row, column) for row in unseen for column in (*range(len(rows[0])), None)} for rows in parts]
    while True:
        tables = [packing.shown(rows, hidden=places) for rows, places in zip(parts, hidden, strict=True)]
        sums = {place for table in tables for place in table.hidden if place[1] is None}
        wider = [places | table.hidden | sums for places, table in zip(hidden, tables, strict=True)]
        if wider == hidden:
            return tables
        hidden = wider


def _by_college(packing: Packing) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many students of each college have each outcome and each class."""
    place: dict[str, str] = {}
    outcomes: dict[str, str] = {}
    classes: dict[str, str] = {}
    for college, results in zip(packing.colleges, packing.happened("screening_result"), strict=False):
        for result in results:
            facts = read_facts(result.facts)
            place[result.student] = college
            _first_of(OUTCOMES, outcomes, result.student, facts.get("outcome", []))
            _first_of(CLASSES, classes, result.student, facts.get("class", []))
    return (
        Counter((place[student], name) for student, name in outcomes.items()),
        Counter((place[student], name) for student, name in classes.items()),
    )


def _first_of(order: tuple[str, ...], found: dict[str, str], student: str, said: list[str]) -> None:
    """Keeps of a student what stands first in the order."""
    known = [value for value in (*said, found.get(student, "")) if value in order]
    if known:
        found[student] = min(known, key=order.index)
