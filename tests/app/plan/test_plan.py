"""The plan as data: read whole, or refused with the reason; lists, levels and labels for everybody."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest

from app import texts
from app.errors import UserError
from app.plan.plan import Plan, read_plan, seed_text
from app.services import records
from app.services.context import plan_in_force
from tests.school import School

TEXT = seed_text("sanjiang-2023")
PLAN: Plan = read_plan(TEXT)

SMALL = """
id = "small"
version = "1"
title = "小方案"
utc_offset = 480
[[clause]]
id = "a.1"
title = "条款"
text = "  原文  "
[[level]]
id = "mild"
rank = 2
label = "一般"
[[level]]
id = "grave"
rank = 1
label = "严重"
en = "Grave"
[[occasion]]
id = "o"
label = "场合"
retired = true
[[circumstance]]
id = "c"
label = "情况"
occasion = "o"
[choices]
way = [{ id = "x", label = "甲" }, { id = "y", label = "乙", retired = true }]
"""


def test_the_schools_plan_has_all_its_clauses_in_its_own_words() -> None:
    ids = [c.id for c in PLAN.clauses]
    assert ids[:3] == ["organisation.1", "organisation.2", "prevention.1"] and len(ids) == len(set(ids)) == 19
    assert all(c.text and c.title and c.en for c in PLAN.clauses)
    assert PLAN.clause("prevention.3") is not None
    assert PLAN.clause("prevention.99") is None
    assert PLAN.offset == 480


def test_every_list_has_two_labels_and_no_id_twice() -> None:
    for name, entries in PLAN.lists.items():
        ids = [c.id for c in entries]
        assert len(ids) == len(set(ids)), name
        assert all(c.label and c.en and c.label != c.id for c in entries), name


def test_every_circumstance_obliges_to_a_talk_on_an_occasion_of_the_plan() -> None:
    assert set(PLAN.circumstances) == set(PLAN.ids()["circumstance"])
    assert set(PLAN.circumstances.values()) <= set(PLAN.ids()["occasion"])


def test_terms_are_weeks_from_monday_to_sunday_in_order() -> None:
    assert [t.name for t in PLAN.terms] == ["2026-2027-1", "2026-2027-2"]
    for term in PLAN.terms:
        first, last = date.fromisoformat(term.first), date.fromisoformat(term.last)
        assert first.isoweekday() == 1 and last.isoweekday() == 7 and first < last
        for holiday in term.holidays:
            assert term.first <= holiday["from"] <= holiday["to"] <= term.last


def test_levels_are_ordered_by_rank_and_not_by_their_place() -> None:
    plan = read_plan(SMALL)
    assert (plan.rank("grave"), plan.rank("mild"), plan.rank("none")) == (1, 2, None)
    assert [PLAN.rank(level) for level in PLAN.ids()["level"]] == [1, 2, 3]


def test_a_retired_choice_leaves_the_forms_and_keeps_its_name() -> None:
    plan = read_plan(SMALL)
    assert plan.ids()["way"] == ["x"] and plan.ids()["occasion"] == []
    assert plan.label("way", "y", "zh") == "乙"
    assert plan.label("level", "grave", "en") == "Grave"
    assert plan.label("level", "mild", "en") == "一般"
    assert plan.label("way", "z", "zh") == "z" and plan.label("nothing", "x", "en") == "x"


def test_what_a_plan_may_leave_out() -> None:
    plan = read_plan(SMALL)
    assert plan.terms == () and plan.clauses[0].text == "原文" and plan.clauses[0].en == "条款"


def without(*path: str) -> str:
    """The small plan as TOML without one of its parts."""
    lines = SMALL.splitlines()
    return "\n".join(line for line in lines if not any(line.startswith(p) for p in path))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id = ",
        "id = 1\nid = 2",
        without("id = "),
        without("version"),
        without("utc_offset"),
        without("title"),
        without("rank"),
        without("occasion = "),
        without("label"),
        SMALL.replace("[[level]]", "[level.x]", 1).replace("[[level]]", "[level.y]", 1),
        SMALL.replace("utc_offset = 480", 'utc_offset = "Beijing"'),
        SMALL.replace("rank = 1", 'rank = "first"'),
        SMALL.replace("[choices]\n", "[choices]\nother = 3\n"),
        SMALL.replace("[choices]\n", "[choices]\nother = [3]\n"),
    ],
)
def test_a_plan_that_lacks_something_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(UserError) as caught:
        read_plan(text)
    assert caught.value.code == "plan_wrong" and caught.value.values["reason"]
    assert all(texts.explain(language, caught.value)[0] for language in texts.LANGUAGES)


@pytest.mark.parametrize("name", ["none", "", "../plan/sanjiang-2023", "sanjiang-2023.toml", "/etc/passwd", "a\0b"])
def test_only_a_plan_that_ships_with_the_program_is_a_seed(name: str) -> None:
    with pytest.raises(UserError, match="plan_unknown"):
        seed_text(name)


def changed(version: str, begins: str, **more: Any) -> dict[str, object]:
    text = TEXT.replace('label = "睡眠"', f'label = "睡眠{version}"', 1)
    assert tomllib.loads(text)
    return {"id": "sanjiang-2023", "version": version, "from": begins, "toml": text, **more}


def test_the_plan_in_force_is_the_latest_that_has_begun(school: School) -> None:
    centre = school.centre()
    records.add_record(centre, "plan", changed("2", "2026-11-24"))
    records.add_record(centre, "plan", changed("3", "2026-11-25"))
    assert plan_in_force(centre).label("problems", "sleep", "zh") == "睡眠2"
    school.at(centre, "2026-11-25T00:00:00+08:00")
    assert plan_in_force(centre).label("problems", "sleep", "zh") == "睡眠3"
    school.at(centre, "2026-09-01T00:00:00+08:00")
    assert plan_in_force(centre).label("problems", "sleep", "zh") == "睡眠"


def test_a_device_that_has_no_plan_yet_begins_with_its_seed(school: School) -> None:
    assert plan_in_force(school.device("counsellor", "T001")) == PLAN
