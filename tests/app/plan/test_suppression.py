"""Suppression of small groups: nothing hidden can be worked out, checked by trying every table that fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.plan.suppression import People, Shown, Table, suppress

Counts = list[list[int]]


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    columns = draw(st.integers(1, 3))
    row = st.lists(st.sampled_from([0, 0, 1, 2, 4, 5, 6, 9]), min_size=columns, max_size=columns)
    return draw(st.lists(row, min_size=1, max_size=3))


def sums(counts: Sequence[Sequence[int]]) -> tuple[list[int], list[int], int]:
    return [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)], sum(map(sum, counts))


def fits(shown: Shown, count: int) -> bool:
    return count >= 1 if shown is None else count == shown


def readings(table: Table, counts: Counts) -> Iterator[Counts]:
    """Every table that agrees with all that is shown and differs from the true one by at most one in each count.

    If any other table agrees, one of these does: sums leave counts whole.
    """
    near = [
        [n for n in (true - 1, true, true + 1) if n > 0] if cell is None else [true]
        for shown, row in zip(table.cells, counts, strict=True)
        for cell, true in zip(shown, row, strict=True)
    ]
    width = len(table.cells[0])
    for values in product(*near):
        read = [list(values[k : k + width]) for k in range(0, len(values), width)]
        by_row, by_column, total = sums(read)
        same = all(map(fits, table.by_row, by_row))
        if table.by_column:
            same = same and all(map(fits, table.by_column, by_column)) and fits(table.total, total)
        if same:
            yield read


@settings(max_examples=150, deadline=None)
@given(tables(), st.booleans())
def test_no_hidden_count_can_be_worked_out(counts: Counts, summed: bool) -> None:
    table = suppress(counts, summed=summed)
    hidden = [(i, k) for i, row in enumerate(table.cells) for k, cell in enumerate(row) if cell is None]
    values: dict[object, set[int]] = {}
    for reading in readings(table, counts):
        by_row, by_column, total = sums(reading)
        for i, k in hidden:
            values.setdefault((i, k), set()).add(reading[i][k])
        for i, found in enumerate(by_row):
            values.setdefault(("row", i), set()).add(found)
        for k, found in enumerate(by_column):
            values.setdefault(("column", k), set()).add(found)
        values.setdefault("total", set()).add(total)
    secret: list[object] = list(hidden)
    secret += [("row", i) for i, shown in enumerate(table.by_row) if shown is None]
    secret += [("column", k) for k, shown in enumerate(table.by_column) if shown is None]
    secret += ["total"] if summed and table.total is None else []
    assert [name for name in secret if len(values[name]) < 2] == []


@given(tables(), st.booleans())
def test_what_is_shown_is_true_and_no_small_count_is_shown(counts: Counts, summed: bool) -> None:
    table = suppress(counts, summed=summed)
    by_row, by_column, total = sums(counts)
    told: list[tuple[Shown, int]] = list(zip(table.by_row, by_row, strict=True))
    told += [pair for shown, row in zip(table.cells, counts, strict=True) for pair in zip(shown, row, strict=True)]
    if summed:
        told += [*zip(table.by_column, by_column, strict=True), (table.total, total)]
    assert all(shown in (None, count) for shown, count in told)
    assert all(shown is None for shown, count in told if 0 < count < 5)
    assert all(shown == 0 for shown, count in told if count == 0)


def test_a_single_small_count_takes_the_smallest_beside_it_along() -> None:
    assert suppress([[3, 7, 40]], summed=False) == Table(((None, None, 40),), (50,))
    table = suppress([[3, 20, 30], [9, 8, 50]])
    assert table.cells == ((None, None, 30), (None, None, 50))
    assert table.by_row == (53, 67) and table.by_column == (12, 28, 80) and table.total == 120


def test_two_small_counts_whose_sum_leaves_one_way_only_are_not_enough() -> None:
    assert suppress([[1, 1, 30, 0]], summed=False).cells == ((None, None, None, 0),)  # 32 - 30 = 1 + 1


def test_zeros_and_large_counts_stand_and_small_sums_do_not() -> None:
    assert suppress([[0, 6], [5, 0]]) == Table(((0, 6), (5, 0)), (6, 5), (5, 6), 11)
    assert suppress([[0, 3]], summed=False) == Table(((0, None),), (None,))
    assert suppress([]) == Table((), (), (), 0)


def test_many_counts_of_few_people_are_small() -> None:
    people = People([[1, 1], [9, 12]], [1, 20], [10, 13], 21)
    table = suppress([[56, 6], [90, 40]], people=people)
    assert table.cells == ((None, None), (None, None)) and table.by_row == (None, None)
    assert table.by_column == (146, 46) and table.total == 192
    alone = suppress([[40, 9, 0]], people=People([[2, 9, 0]], [11]), summed=False)
    assert alone == Table(((None, None, 0),), (49,))


def test_without_one_more_only_the_small_counts_are_hidden() -> None:
    assert suppress([[3, 7, 40]], one_more=False, summed=False).cells == ((None, 7, 40),)
    assert suppress([[7, 8]], below=10, one_more=False, summed=False).cells == ((None, None),)
