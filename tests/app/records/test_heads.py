"""Heads, conflict, the shown head and severity are functions of the set, whatever its order."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.records import heads
from app.records.heads import Placed
from app.records.ids import new_id
from tests.app.records.lines import AUTHOR, placed

OTHER = new_id(9)


def follow(*parents: Placed, **changes: Any) -> Placed:
    return placed(parents=sorted(p.id for p in parents), **changes)


def tree(choices: list[tuple[int, int, int, bool]]) -> list[Placed]:
    """A tree of revisions out of numbers: each follows earlier ones."""
    made = [placed(n=1)]
    for k, (one, other, severity, mine) in enumerate(choices, 2):
        parents = {made[one % len(made)].id: made[one % len(made)], made[other % len(made)].id: made[other % len(made)]}
        author = AUTHOR if mine else OTHER
        made.append(follow(*parents.values(), n=k, severity=severity, author=author, said=b"%d" % (severity % 3)))
    return made


TREES = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9), st.booleans()), max_size=9)


@given(TREES, st.randoms(use_true_random=False))
def test_no_order_changes_what_is_shown(choices: list[tuple[int, int, int, bool]], chance: random.Random) -> None:
    known = tree(choices)
    mixed = list(known)
    chance.shuffle(mixed)
    assert heads.heads(mixed) == heads.heads(known)
    assert heads.shown(mixed) == heads.shown(known)
    assert heads.in_conflict(mixed) == heads.in_conflict(known)
    assert heads.gravest(mixed) == heads.gravest(known)


@given(TREES)
def test_a_save_over_all_heads_ends_the_conflict(choices: list[tuple[int, int, int, bool]]) -> None:
    known = tree(choices)
    merged = follow(*heads.heads(known), n=99)
    assert heads.heads([*known, merged]) == [merged]
    assert not heads.in_conflict([*known, merged])


def test_two_concurrent_saves_conflict_and_so_do_two_merges() -> None:
    root = placed(n=1)
    one, other = follow(root, n=2, said=b"one"), follow(root, n=3, said=b"other")
    assert [r.id for r in heads.heads([root, one, other])] == sorted([one.id, other.id])
    assert heads.in_conflict([root, one, other])
    merges = [follow(one, other, n=n, said=b"%d" % n) for n in (4, 5)]
    assert heads.in_conflict([root, one, other, *merges])


def test_heads_that_say_the_same_agree() -> None:
    root = placed(n=1)
    same = [follow(root, n=n, said=b"same") for n in (2, 3)]
    assert len(heads.heads([root, *same])) == 2
    assert not heads.in_conflict([root, *same])
    assert heads.in_conflict([root, same[0], follow(root, n=4, said=b"same", op="withdraw")])
    assert heads.in_conflict([root, same[0], follow(root, n=5, said=b"same", tags=["academic"])])


def test_unread_bodies_are_compared_by_their_digest() -> None:
    root = placed(n=1)
    one, other = follow(root, n=2, body="a" * 64), follow(root, n=3, body="b" * 64)
    assert heads.in_conflict([root, one, other])
    assert not heads.in_conflict([root, one, follow(root, n=4, body="a" * 64)])


def test_the_first_authors_head_is_shown_before_any_other() -> None:
    root = placed(n=1)
    mine = follow(root, n=2)
    strangers = [follow(root, n=n, author=OTHER) for n in range(3, 12)]
    assert heads.shown([root, *strangers, mine]) == mine
    assert heads.shown([root, *strangers]) == max(strangers, key=lambda r: r.id)
    assert heads.first_authors([root, *strangers]) == {AUTHOR}


def test_severity_is_the_gravest_of_the_heads() -> None:
    root = placed(n=1, severity=9)
    assert heads.gravest([root, follow(root, n=2, severity=5), follow(root, n=3, severity=2)]) == 5
    assert heads.gravest([root, follow(root, n=2, severity=None)]) is None
