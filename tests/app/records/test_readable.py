"""A header that arrived is read as its kind only where its types and references fit."""

from __future__ import annotations

from typing import Any

import pytest

from app.records.kind import Field, Kind, star
from app.records.readable import is_readable
from tests.app.records.lines import AUTHOR, STUDENT, header

KIND = Kind(
    "thing",
    (
        star("title", header=True),
        star("who", "student", many=True, slot="students", header=True),
        star("at", "unit", slot="unit", header=True),
        star("when", "datetime", slot="happened", header=True),
        Field("on", "date", header=True),
        Field("seen", "datetime", header=True),
        Field("count", "number", header=True),
        Field("sure", "bool", header=True),
        Field("size", "choice", choices=("s", "l"), header=True),
        Field("by", "staff", many=True, header=True),
        star("said"),
        Field("rows", "group", many=True, child="row"),
    ),
    frozenset({"counsellor"}),
    version=2,
)
SOUND: dict[str, Any] = {
    "title": "题",
    "on": "2026-11-24",
    "seen": "2026-11-24T10:00:00+08:00",
    "count": 3,
    "sure": False,
    "size": "of another plan",
    "by": [AUTHOR],
}


def readable(kv: int = 2, unit: str | None = AUTHOR, students: list[str] | None = None, **fields: Any) -> bool:
    given = {k: v for k, v in {**SOUND, **fields}.items() if v is not None}
    about = [STUDENT] if students is None else students
    return is_readable(KIND, header(kind="thing", kv=kv, unit=unit, students=about, fields=given))


def test_a_sound_header_is_readable_whatever_the_plan_offers() -> None:
    assert readable()
    assert readable(on=None, seen=None, count=None, sure=None, size=None, by=None)
    assert readable(by=[]) and readable(unheard_of="x")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": 1},
        {"title": ["题"]},
        {"on": "tomorrow"},
        {"seen": "2026-11-24T10:00:00"},
        {"seen": "2026-11-24"},
        {"count": "3"},
        {"count": True},
        {"sure": 1},
        {"size": 3},
        {"by": AUTHOR},
        {"by": ["T001"]},
        {"by": [AUTHOR, 3]},
    ],
    ids=str,
)
def test_a_value_of_another_type_is_not(fields: dict[str, Any]) -> None:
    assert not readable(**fields)


def test_only_a_header_of_this_version_must_have_all_that_is_required() -> None:
    assert not readable(title=None) and readable(kv=1, title=None)
    assert not readable(students=[]) and readable(kv=1, students=[])
    assert not readable(unit=None) and readable(kv=1, unit=None)
