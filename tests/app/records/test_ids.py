"""Identifiers: in the order of their time, alike at every seat, in one spelling."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.ids import natural_id, new_id, pack, unpack

SECRET = bytes(range(32))


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1))
def test_ids_sort_by_their_moment(one: int, other: int) -> None:
    a, b = new_id(one), new_id(other)
    assert (a < b) == (one < other) or one == other
    assert uuid.UUID(a).version == 7 and uuid.UUID(a).variant == uuid.RFC_4122
    assert uuid.UUID(a).int >> 80 == one


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id(1) for _ in range(500)}) == 500
    assert len({new_id() for _ in range(500)}) == 500


@given(st.binary(min_size=16, max_size=16))
def test_packing_loses_nothing(packed: bytes) -> None:
    assert pack(unpack(packed)) == packed
    assert unpack(packed) == str(uuid.UUID(bytes=packed))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0192f3a4",
        "0192F3A4-0000-7000-8000-000000000000",
        "{0192f3a4-0000-7000-8000-000000000000}",
        "0192f3a400007000800000000000000000",
        "0192f3a4000070008000000000000000",
        "0192f3a4-0000-7000-8000-00000000000g",
        "0192f3a4-00007-000-8000-000000000000",
        " 0192f3a4-0000-7000-8000-00000000000",
        "２192f3a4-0000-7000-8000-000000000000",
    ],
)
def test_an_id_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError):
        pack(text)


def test_two_seats_name_the_same_thing_alike() -> None:
    one = natural_id(SECRET, "student", ("2301001",))
    assert one == natural_id(bytes(SECRET), "student", ("2301001",))
    assert uuid.UUID(one).version == 8 and uuid.UUID(one).variant == uuid.RFC_4122


def test_different_things_schools_and_kinds_have_different_ids() -> None:
    keys = [
        (SECRET, "student", ("2301001",)),
        (bytes(32), "student", ("2301001",)),
        (SECRET, "staff", ("2301001",)),
        (SECRET, "student", ("02301001",)),
        (SECRET, "unit", ("a", "b")),
        (SECRET, "unit", ("ab", "")),
        (SECRET, "unit", ("a", "b", "")),
    ]
    assert len({natural_id(*key) for key in keys}) == len(keys)
