"""Tables that stand together: what one hides does not come out of another, nor out of the sums over them."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.plan.linked_suppression import Linked, suppress_linked
from app.plan.suppression import People, Table

Counts = list[list[int]]


def linked(counts: Counts, group: str = "clause", events: str = "") -> Linked:
    """Each count one of so many different people."""
    sums = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    return Linked(counts, People(counts, *sums, sum(sums[0])), group, events or repr(counts) + str(id(counts)))


def test_a_state_that_one_rule_alone_hides_is_hidden_in_a_second() -> None:
    """What the rules of a clause add up to may be known: 24 - 21 would be the 3."""
    first, second = suppress_linked([linked([[3, 9, 30]]), linked([[21, 8, 30]])], 5)
    assert first.cells == ((None, None, 30),) and second.cells == ((None, None, 30),)
    apart = suppress_linked([linked([[3, 9, 30]]), linked([[21, 8, 30]], "another clause")], 5)
    assert apart[0].cells == ((None, None, 30),) and apart[1].cells == ((21, 8, 30),)


def test_rules_that_count_the_same_events_hide_the_same_totals() -> None:
    """Of six crises in two colleges one is the first college's: whichever rule says so."""
    tables = suppress_linked([linked([[1, 0], [5, 9]], "a", "crisis"), linked([[1, 0], [14, 0]], "b", "crisis")], 5)
    assert [table.by_row for table in tables] == [(None, None)] * 2
    assert [table.total for table in tables] == [15, 15]


def test_without_one_more_each_table_hides_its_own_small_counts() -> None:
    tables = suppress_linked([linked([[3, 9]]), linked([[21, 8]])], 5, one_more=False)
    assert [table.cells for table in tables] == [((None, 9),), ((21, 8),)]
    assert suppress_linked([], 5) == []


@st.composite
def clauses(draw: st.DrawFn) -> list[Counts]:
    rules, colleges, states = draw(st.integers(2, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    count = st.sampled_from([0, 0, 1, 2, 4, 6, 9, 12])
    row = st.lists(count, min_size=states, max_size=states)
    table = st.lists(row, min_size=colleges, max_size=colleges)
    return draw(st.lists(table, min_size=rules, max_size=rules))


@settings(max_examples=150, deadline=None)
@given(clauses())
def test_no_line_of_any_direction_has_one_hidden_count_alone(rules: list[Counts]) -> None:
    """Along the states, the colleges and the rules: a single unknown beside its sum would be told by subtraction."""
    tables = suppress_linked([linked(counts, events=str(k)) for k, counts in enumerate(rules)], 5)
    colleges, states = len(rules[0]), len(rules[0][0])
    for table, counts in zip(tables, rules, strict=True):
        _true(table, counts)
        for i in range(colleges):
            assert _unknown([*table.cells[i], table.by_row[i]]) != 1
        for k in range(states):
            assert _unknown([*(row[k] for row in table.cells), table.by_column[k]]) != 1
    for i, k in product(range(colleges), range(states)):
        cells = [counts[i][k] for counts in rules]
        # a small sum would not be shown either; and the only rule that has any at all is as large as the sum
        if sum(cells) >= 5 and sum(cell > 0 for cell in cells) > 1:
            assert _unknown([table.cells[i][k] for table in tables]) != 1


def _unknown(cells: list[int | None]) -> int:
    return sum(cell is None for cell in cells)


def _true(table: Table, counts: Counts) -> None:
    for shown, row in zip(table.cells, counts, strict=True):
        for cell, count in zip(shown, row, strict=True):
            assert cell in (None, count) and (cell is not None or count > 0) and not 0 < (cell or 0) < 5
