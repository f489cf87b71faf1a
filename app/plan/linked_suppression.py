"""Small groups in tables that stand together: the rules of a clause are counted by college and state. Pure.

What is hidden in one of them must not come out of another, or out of the sums over them (DEFAULTS.md, suppression).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from app.plan.suppression import People, Place, Table, suppress


@dataclass(frozen=True)
class Linked:
    """One of several tables with the same rows and columns. Tables of one `group` add up: a reader may know the sums
    over them. Tables of one `events` count the same events, so that their totals are equal."""

    counts: Sequence[Sequence[int]]
    people: People
    group: Hashable
    events: Hashable


def suppress_linked(tables: Sequence[Linked], below: int, *, one_more: bool = True) -> list[Table]:
    """Each table with its sums, as `suppress` hides in it; and beyond that so that no row of it, taken together with
    the same row of the others of its group and the sums over them, gives a hidden count away either."""
    hidden: list[set[Place]] = [set() for _ in tables]
    while True:
        found = [
            suppress(table.counts, below, people=table.people, one_more=one_more, hidden=places)
            for table, places in zip(tables, hidden, strict=True)
        ]
        before = [table.hidden for table in found]
        hidden = [set(places) for places in before]
        if one_more:
            for together in _alike([table.group for table in tables]):
                for row in (*range(len(tables[together[0]].counts)), None):
                    _across(tables, hidden, together, row, below)
            for together in _alike([table.events for table in tables]):
                _same_totals(tables, hidden, together)
        if hidden == before:
            return found


def _alike(names: Iterable[Hashable]) -> list[list[int]]:
    """The positions of equal names, where there are several."""
    found: dict[Hashable, list[int]] = {}
    for k, name in enumerate(names):
        found.setdefault(name, []).append(k)
    return [places for places in found.values() if len(places) > 1]


def _across(
    tables: Sequence[Linked], hidden: list[set[Place]], together: Sequence[int], row: int | None, below: int
) -> None:
    """Hides what a row of each of these tables needs hidden once they stand below one another with their sums."""
    if not any(place[0] == row for k in together for place in hidden[k]):
        return
    counts = [_row(tables[k].counts, row) for k in together]
    cells = [_people(tables[k].people, row) for k in together]
    by_row = [tables[k].people.total if row is None else tables[k].people.by_row[row] for k in together]
    # behind a sum over tables stand at least as many people as behind the largest of them
    people = People(cells, by_row, [max(column) for column in zip(*cells, strict=True)], max(by_row))
    known: set[Place] = {(n, place[1]) for n, k in enumerate(together) for place in hidden[k] if place[0] == row}
    for n, column in suppress(counts, below, people=people, hidden=known, sums_stay=True).hidden:
        if n is not None:
            hidden[together[n]].add((row, column))


def _row(counts: Sequence[Sequence[int]], row: int | None) -> Sequence[int]:
    return [sum(column) for column in zip(*counts, strict=True)] if row is None else counts[row]


def _people(people: People, row: int | None) -> Sequence[int]:
    return people.by_column if row is None else people.cells[row]


def _same_totals(tables: Sequence[Linked], hidden: list[set[Place]], together: Sequence[int]) -> None:
    """A total that one of these tables hides is hidden in all of them where it is any number at all."""
    totals = {place for k in together for place in hidden[k] if place[1] is None}
    for k in together:
        counts = tables[k].counts
        hidden[k] |= {(row, None) for row, _ in totals if sum(_row(counts, row))}
