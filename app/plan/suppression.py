"""Small groups in tables of counts of people: which cells stay out of sight, so that none can be worked out. Pure.

A count below the limit is not shown, and where a reader could get one by adding and subtracting what is shown, the
smallest count beside it is not shown either, until nothing can be worked out any more (DEFAULTS.md, suppression).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

Shown = int | None
"""A count, or None for one that is not shown."""
Place = tuple[int | None, int | None]
"""A row and a column of a table; None stands for the sum over them."""


@dataclass(frozen=True)
class Table:
    """Counts of people in rows and columns with their sums, some of them None: too few people, not shown.

    `by_column` and `total` are empty and None where the table has no row of sums.
    """

    cells: tuple[tuple[Shown, ...], ...]
    by_row: tuple[Shown, ...]
    by_column: tuple[Shown, ...] = ()
    total: Shown = None

    @property
    def hidden(self) -> set[Place]:
        """Where something is not shown; without the row of sums where the table has none."""
        found: set[Place] = {(i, k) for i, row in enumerate(self.cells) for k, cell in enumerate(row) if cell is None}
        found |= {(i, None) for i, cell in enumerate(self.by_row) if cell is None}
        found |= {(None, k) for k, cell in enumerate(self.by_column) if cell is None}
        return found | ({(None, None)} if self.by_column and self.total is None else set())


@dataclass
class _Edge:
    """A count as a flow between two sums that it is part of. `public`: it stands in the table at all."""

    start: str
    end: str
    count: int
    place: Place
    public: bool = True
    hidden: bool = False

    @property
    def is_sum(self) -> bool:
        return None in self.place

    @property
    def unknown(self) -> bool:
        return self.hidden or not self.public


@dataclass(frozen=True)
class People:
    """How many people stand behind each count and each sum, where one person may be counted more than once, or a
    count be of no person at all (0)."""

    cells: Sequence[Sequence[int]]
    by_row: Sequence[int]
    by_column: Sequence[int] = ()
    total: int = 0


def suppress(
    counts: Sequence[Sequence[int]],
    below: int = 5,
    *,
    people: People | None = None,
    one_more: bool = True,
    summed: bool = True,
    hidden: Collection[Place] = (),
    sums_stay: bool = False,
) -> Table:
    """The table with its sums, without the counts of 1 to `below` - 1 people and what would give them away.

    A zero says nothing of anybody and stays. A reader who knows every shown count, and that a hidden one is at
    least 1, finds two values or more for each hidden count. Without `one_more` only the small counts themselves are
    hidden; a table that is not `summed` has no row of sums, so that only its own row can give a count away. What is
    `hidden` already, because another table with the same count hides it, stays hidden. Where `sums_stay` a reader
    may know the row of sums from elsewhere: of it nothing but the small ones is hidden, and what these give away
    whatever else is hidden stands as it is.
    """
    edges = _edges(counts, summed)
    behind = [edge.count for edge in edges] if people is None else _behind(people, len(edges))
    for edge, persons in zip(edges, behind, strict=True):
        edge.hidden = edge.public and edge.count > 0 and (0 < min(edge.count, persons) < below or edge.place in hidden)
    lost = _lost(edges) if one_more and sums_stay else set()
    while one_more and (known := [edge for edge in _worked_out(edges) if edge.place not in lost]):
        _beside([e for e in edges if not (sums_stay and e.place[0] is None)], known).hidden = True
    return _table(counts, edges, summed)


def _edges(counts: Sequence[Sequence[int]], summed: bool) -> list[_Edge]:
    """The table as flows: the whole to each row, a row to each column, a column back to the whole.

    A count can take another value exactly if its flow lies on a circle of flows that may change.
    """
    columns = len(counts[0]) if counts else 0
    sums = [sum(row[k] for row in counts) for k in range(columns)]
    edges = [_Edge(f"r{i}", f"c{k}", count, (i, k)) for i, row in enumerate(counts) for k, count in enumerate(row)]
    edges += [_Edge("rows", f"r{i}", sum(row), (i, None)) for i, row in enumerate(counts)]
    edges += [_Edge(f"c{k}", "columns", count, (None, k), summed) for k, count in enumerate(sums)]
    return [*edges, _Edge("columns", "rows", sum(sums), (None, None), summed)]


def _behind(people: People, length: int) -> list[int]:
    """The people in the order of the edges; sums that are not in the table need none."""
    found = [persons for row in people.cells for persons in row]
    found += [*people.by_row, *people.by_column, people.total]
    return found + [0] * (length - len(found))


def _lost(edges: Sequence[_Edge]) -> set[Place]:
    """What can be worked out even where all but the row of sums is hidden."""
    wide = [replace(e, hidden=e.hidden or (e.public and e.count > 0 and e.place[0] is not None)) for e in edges]
    return {edge.place for edge in _worked_out(wide)}


def _worked_out(edges: Sequence[_Edge]) -> list[_Edge]:
    """The hidden counts that only one value fits: they can neither grow by one nor shrink by one while all that is
    shown stays."""
    ways: dict[str, list[tuple[str, _Edge]]] = {}
    for edge in edges:
        if edge.unknown:
            ways.setdefault(edge.start, []).append((edge.end, edge))
            if edge.count > (1 if edge.public else 0):
                ways.setdefault(edge.end, []).append((edge.start, edge))
    found = []
    for edge in edges:
        if edge.hidden:
            grows = _reaches(ways, edge, edge.end, edge.start)
            if not (grows or (edge.count > 1 and _reaches(ways, edge, edge.start, edge.end))):
                found.append(edge)
    return found


def _reaches(ways: Mapping[str, Sequence[tuple[str, _Edge]]], apart_from: _Edge, start: str, end: str) -> bool:
    """Whether unknown counts other than this one can carry one more from a sum to another; a count of 1 gives none."""
    seen, waiting = {start}, deque([start])
    while waiting:
        for there, edge in ways.get(waiting.popleft(), ()):
            if edge is not apart_from and there not in seen:
                if there == end:
                    return True
                seen.add(there)
                waiting.append(there)
    return start == end


def _beside(edges: Sequence[_Edge], known: Sequence[_Edge]) -> _Edge:
    """The smallest count still shown beside those that can be worked out, sums last: first in a row or column where
    one stands hidden alone. Where there is none, the smallest of the table: all counts above zero lie on circles, so
    that one is left."""
    shown = [e for e in edges if e.public and not e.hidden and e.count]
    hidden = Counter(end for e in edges if e.unknown for end in (e.start, e.end))
    ends = {end for e in known for end in (e.start, e.end)}
    alone = {end for end in ends if hidden[end] == 1}
    found = [e for e in shown if e.start in alone or e.end in alone]
    found = found or [e for e in shown if e.start in ends or e.end in ends] or shown
    return min(found, key=lambda e: (e.is_sum, e.count))


def _table(counts: Sequence[Sequence[int]], edges: Sequence[_Edge], summed: bool) -> Table:
    shown: Iterator[Shown] = iter([None if e.hidden else e.count for e in edges])
    cells = tuple(tuple(next(shown) for _ in row) for row in counts)
    by_row = tuple(next(shown) for _ in counts)
    if not summed:
        return Table(cells, by_row)
    return Table(cells, by_row, tuple(next(shown) for _ in (counts[0] if counts else ())), next(shown))
