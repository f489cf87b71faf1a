"""Values from outside: one spelling each, or a refusal that names the field."""

from __future__ import annotations

from typing import Any

import pytest

from app.clock import Clock
from app.errors import UserError
from app.records import KINDS
from app.records.kind import Field, Kind, star
from app.records.validation import join, map_references, options, split, tidy, validate

CLOCK = Clock()
CHOICES = {"colour": ("red", "green")}
KIND = Kind(
    "thing",
    (
        star("title"),
        Field("on", "date"),
        Field("when", "datetime", slot="happened", header=True),
        Field("count", "number", header=True),
        Field("sure", "bool"),
        Field("colour", "choice", choices="plan:colour"),
        Field("size", "choice", choices=("s", "l"), header=True),
        Field("who", "student", many=True, slot="students", header=True),
        Field("by", "staff"),
        Field("at", "unit", slot="unit", header=True),
        Field("tags", many=True, slot="tags", header=True),
        Field("about", "record"),
        Field("rows", "group", many=True, fields=(star("name"), Field("n", "number"), Field("who", "student"))),
        Field("one", "group", fields=(Field("name"),)),
    ),
    frozenset({"counsellor"}),
    demands=lambda values: ("by",) if values.get("size") == "l" and not values.get("by") else (),
)


def check(**values: Any) -> dict[str, object]:
    return validate(KIND, {"title": "题", **values}, CHOICES, CLOCK)


def refusal(**values: Any) -> tuple[str, object]:
    with pytest.raises(UserError) as caught:
        check(**values)
    return caught.value.code, caught.value.values.get("field")


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("title", "e\u0301", "é"),
        ("on", "20261124", "2026-11-24"),
        ("when", "2026-11-24", "2026-11-24T00:00:00+08:00"),
        ("when", "2026-11-24T10:00", "2026-11-24T10:00:00+08:00"),
        ("when", "2026-11-24T02:00:00.75Z", "2026-11-24T10:00:00+08:00"),
        ("count", -(2**53), -(2**53)),
        ("count", 0, 0),
        ("sure", False, False),
        ("colour", "red", "red"),
        ("size", "s", "s"),
        ("who", ["1", "2"], ["1", "2"]),
        ("who", "1", ["1"]),
        ("rows", [{"name": "a", "n": 3}, {"name": "b", "n": None}], [{"name": "a", "n": 3}, {"name": "b"}]),
        ("rows", {"name": "a"}, [{"name": "a"}]),
        ("one", {"name": "a"}, {"name": "a"}),
    ],
)
def test_a_value_is_kept_in_its_one_spelling(name: str, given: object, kept: object) -> None:
    assert check(**{name: given})[name] == kept


@pytest.mark.parametrize("empty", [None, "", []])
def test_empty_values_are_dropped_and_not_stored(empty: object) -> None:
    assert check(on=empty, who=empty, rows=empty, sure=empty) == {"title": "题"}
    assert refusal(title=empty) == ("field_missing", "title")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("title", 1),
        ("title", True),
        ("title", ["a"]),
        ("title", {"a": "b"}),
        ("title", "字" * 200_001),
        ("on", "2026-02-30"),
        ("on", "1899-12-31"),
        ("on", 20261124),
        ("when", "yesterday"),
        ("when", "2200-01-01T00:00:00+08:00"),
        ("when", "0001-01-01T00:00:00+23:00"),
        ("count", True),
        ("count", "3"),
        ("count", 2**53 + 1),
        ("sure", 1),
        ("sure", "yes"),
        ("who", [["1"]]),
        ("who", [None]),
        ("by", 7),
        ("about", False),
        ("one", "text"),
        ("rows", ["text"]),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, given: object) -> None:
    assert refusal(**{name: given}) == ("field_type", name)


REVIEW = {"student": "1", "sources": ["met"]}


@pytest.mark.parametrize("week", ["2026-2027-1/8", "t/12"])
def test_a_week_names_a_term_and_a_number(week: str) -> None:
    choices = {"review_source": ["met"]}
    assert validate(KINDS["weekly_review"], {**REVIEW, "week": week}, choices, CLOCK)["week"] == week
    assert validate(KINDS["weekly_sheet"], {"unit": "u", "stage": "checked", "week": week}, {}, CLOCK)["week"] == week


@pytest.mark.parametrize(
    "week",
    [
        "第12周 胡某",
        "2026-2027-1",
        "2026-2027-1/123",
        "2026-2027-1/8\n",
        "a b/1",
        f"{'t' * 21}/1",
        "胡某/8",
        "2026/1/8",
    ],
)
def test_no_other_words_come_into_a_header_with_a_week(week: str) -> None:
    for kind, values in (("weekly_review", REVIEW), ("weekly_sheet", {"unit": "u", "stage": "checked"})):
        with pytest.raises(UserError, match=r"^field_shape$") as caught:
            validate(KINDS[kind], {**values, "week": week}, {"review_source": ["met"]}, CLOCK)
        assert caught.value.values == {"field": "week", "example": "2026-2027-1/8"}, "what was typed is not repeated"


def test_a_term_is_named_as_weeks_name_it() -> None:
    days = {"first_day": "2026-09-01", "last_day": "2027-01-10"}
    with pytest.raises(UserError, match=r"^field_shape$"):
        validate(KINDS["term"], {**days, "name": "2026 秋"}, {}, CLOCK)


@pytest.mark.parametrize("given", [1.5, "\ud800", {"deep": float("nan")}], ids=["float", "surrogate", "deep"])
def test_what_has_no_canonical_spelling_is_refused(given: object) -> None:
    assert refusal(title=given)[0] == "field_type"


def test_nesting_without_end_is_refused() -> None:
    deep: Any = "x"
    for _ in range(5000):
        deep = [deep]
    assert refusal(title=deep)[0] == "field_type"


def test_unknown_and_missing_fields_are_named_inside_groups_too() -> None:
    assert refusal(extra=1) == ("field_unknown", "extra")
    assert refusal(rows=[{"name": "a", "extra": 1}]) == ("field_unknown", "extra")
    assert refusal(rows=[{"n": 1}]) == ("field_missing", "name")
    assert refusal(rows=[{"name": "a", "n": "1"}]) == ("field_type", "n")


@pytest.mark.parametrize("given", ["blue", "", "RED", 1, True, ["red"], {"a": "red"}])
def test_a_choice_is_one_of_those_offered(given: object) -> None:
    if given == "":
        assert "colour" not in check(colour=given)
        return
    assert refusal(colour=given) == ("choice_unknown", "colour")


def test_an_unknown_choice_says_what_may_be_chosen() -> None:
    with pytest.raises(UserError) as caught:
        check(size="x" * 100)
    assert caught.value.values["allowed"] == "s, l"
    assert "xxx" not in str(caught.value.values), "what was typed may be text meant for another field"


def test_a_list_the_plan_does_not_have_offers_nothing() -> None:
    field = Field("x", "choice", choices="plan:none")
    assert options(field, CHOICES) == ()


def test_what_a_kind_demands_of_its_values_is_missing_too() -> None:
    assert refusal(size="l") == ("field_missing", "by")
    assert check(size="l", by="T1")["by"] == "T1"


FULL: dict[str, object] = {
    "title": "题",
    "on": "2026-11-24",
    "when": "2026-11-24T10:00:00+08:00",
    "count": 3,
    "sure": False,
    "colour": "red",
    "size": "s",
    "who": ["b", "a"],
    "by": "T1",
    "at": "u",
    "tags": ["a", "b"],
    "about": "r",
    "rows": [{"name": "a", "who": "b"}],
    "one": {"name": "x"},
}


def test_splitting_puts_each_value_in_one_place_and_joining_finds_it() -> None:
    parts = split(KIND, FULL)
    assert (parts.happened, parts.students, parts.unit, parts.tags) == (FULL["when"], ["b", "a"], "u", ["a", "b"])
    assert parts.header == {"count": 3, "size": "s"}
    assert set(parts.body) == {"title", "on", "sure", "colour", "by", "about", "rows", "one"}
    assert join(KIND, parts) == FULL


def test_an_empty_record_splits_and_joins_to_nothing() -> None:
    assert join(KIND, split(KIND, {})) == {}


def test_references_are_changed_wherever_they_stand_and_nothing_else() -> None:
    changed = map_references(KIND.fields, FULL, lambda f, value: f"{f.type}:{value}")
    assert changed["who"] == ["student:b", "student:a"]
    assert changed["by"] == "staff:T1" and changed["at"] == "unit:u" and changed["about"] == "record:r"
    assert changed["rows"] == [{"name": "a", "who": "student:b"}]
    untouched = FULL.keys() - {"who", "by", "at", "about", "rows"}
    assert {k: changed[k] for k in untouched} == {k: FULL[k] for k in untouched}


def test_a_line_that_will_be_signed_is_tidied() -> None:
    assert tidy("  e\u0301 ", "name") == "é"
    with pytest.raises(UserError, match="field_type"):
        tidy("\udcff", "name")
