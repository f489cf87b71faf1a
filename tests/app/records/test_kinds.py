"""The declared kinds: what every mechanism may rely on, and the rules that stand in them."""

from __future__ import annotations

from typing import Any

import pytest

from app import canonical
from app.clock import Clock
from app.plan.plan import Plan
from app.plan.reading import read_plan, seed_text
from app.records import KINDS, Field, Kind, kind_of, text_of
from app.records.revision import read_body, read_header
from app.records.validation import join, options, split, validate
from tests.app.records.lines import body, header
from tests.values import plain_values

PLAN: Plan = read_plan(seed_text("sanjiang-2023"))
CHOICES = {"rule": ["weekly_review"], **PLAN.ids()}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.name)
def test_a_full_record_survives_the_way_into_lines_and_back(kind: Kind) -> None:
    values = validate(kind, {**plain_values(kind, PLAN), **_ruled(kind)}, CHOICES, Clock())
    parts = split(kind, values)
    made = header(
        kind=kind.name,
        happened=parts.happened or "2026-11-23",
        students=[],
        tags=parts.tags,
        fields=parts.header,
    )
    assert read_header(canonical.encode(made)).fields == parts.header
    told = body()
    told = type(told)([], parts.body, told.salt)
    assert read_body(canonical.encode(told)).fields == parts.body
    assert join(kind, parts) == {k: v for k, v in values.items() if not (f := kind.field(k)) or f.child is None}


def _ruled(kind: Kind) -> dict[str, str]:
    """A rule to be excused from, where a kind names one."""
    return {f.name: CHOICES["rule"][0] for f in kind.fields if f.choices == "plan:rule"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.name)
def test_a_declaration_holds_together(kind: Kind) -> None:
    names = [f.name for f in kind.fields]
    assert len(names) == len(set(names))
    slots = [f.slot for f in kind.fields if f.slot]
    assert len(slots) == len(set(slots))
    assert all(f.header for f in kind.fields if f.slot), "what is kept in the header is declared so"
    assert all(kind.field(n) is not None for n in kind.natural)
    assert kind.of is None or kind.field(kind.of) is not None
    assert kind.child_of is None or kind.child_of in KINDS
    assert set(kind.upcasts) == set(range(1, kind.version))
    for f in (*kind.fields, *(inner for g in kind.fields for inner in g.fields)):
        assert f.type != "choice" or options(f, CHOICES), f"{kind.name}.{f.name} offers nothing"
        assert not (f.header and f.type == "group"), "a group cannot stand in a header"


@pytest.mark.parametrize("name", ["talk", "visit", "parent_contact"])
def test_the_three_daily_kinds_require_only_what_fits_on_a_phone_call(name: str) -> None:
    assert not {f.type for f in KINDS[name].fields if f.required} & {"group", "file", "record", "staff"}


def rank(level: str) -> int | None:
    return PLAN.rank(level)


@pytest.mark.parametrize(
    ("kind", "values", "severity", "raised"),
    [
        ("talk", {"risk": "none"}, 0, False),
        ("talk", {"risk": "watch"}, 5, False),
        ("talk", {"risk": "report"}, 9, True),
        ("visit_remark", {"flag": True}, 5, True),
        ("visit_remark", {"flag": False}, None, False),
        ("visit_remark", {}, None, False),
        ("care_listing", {"action": "list", "level": "level1"}, 9, False),
        ("care_listing", {"action": "change", "level": "level3"}, 7, False),
        ("care_listing", {"action": "remove", "level": "level1"}, 0, False),
        ("care_listing", {"action": "list", "level": "level9"}, None, False),
        ("visit", {}, None, False),
    ],
)
def test_severity_and_what_is_raised_to_the_centre(
    kind: str, values: dict[str, Any], severity: int | None, raised: bool
) -> None:
    assert KINDS[kind].severity(values, rank) == severity
    assert KINDS[kind].raised(values) is raised


def test_a_reached_parent_contact_should_tell_seven_things() -> None:
    wants = KINDS["parent_contact"].wants
    assert wants({"reached": False}) == ()
    assert len(wants({"reached": True})) == 7
    assert "asked_to_report" not in wants({"reached": True, "asked_to_report": False})


def test_a_listing_names_its_level_and_an_assignment_its_charge() -> None:
    assert KINDS["care_listing"].demands({"action": "list"}) == ("level",)
    assert KINDS["care_listing"].demands({"action": "remove"}) == ()
    assert KINDS["assignment"].demands({"staff": "x"}) == ("units",)
    assert KINDS["assignment"].demands({"students": ["x"]}) == ()


def test_reference_kinds_are_kept_by_the_centre() -> None:
    kept = {name for name, kind in KINDS.items() if kind.reference}
    assert kept == {"unit", "staff", "student", "assignment", "term", "plan", "duty_contact"}
    assert all(KINDS[name].writers == {"centre"} for name in kept)


def test_a_kind_of_a_newer_version_is_nobody_here() -> None:
    assert kind_of("kind_of_the_future") is None
    assert kind_of("talk") is KINDS["talk"]


def test_the_searched_text_is_what_people_wrote() -> None:
    family = [{"name": "李母", "relation": "母亲", "guardian": True, "order": 1}]
    told = {"number": "2301001", "name": "李雷", "former_numbers": ["9901", 5], "sex": "male", "family": family}
    assert text_of(KINDS["student"], {**told, "unknown": "x"}) == "2301001\n李雷\n9901\n李母\n母亲"
    assert text_of(KINDS["talk"], {"content": "睡眠", "parts": [{"response": "不入"}]}) == "睡眠"
    assert text_of(KINDS["sign_off"], {"revision": "a" * 64, "remark": "请补充"}) == "请补充"
    group = Kind("k", (Field("rows", "group", many=True, fields=(Field("a"),)),), frozenset())
    assert text_of(group, {"rows": ["no row", {"a": "b"}]}) == "b"
