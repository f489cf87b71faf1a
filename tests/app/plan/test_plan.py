"""The plan as data: read whole, or refused with the reason; lists, levels and labels for everybody."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any, get_args

import pytest

from app import texts
from app.errors import UserError
from app.plan.plan import Plan
from app.plan.reading import read_plan, seed_text
from app.plan.rules import Circumstance, Rule
from app.plan.used import READ_BY_CODE
from app.records import KINDS
from app.services import records
from app.services.context import plan_in_force
from tests.school import School

SEEDS = ("sanjiang-2023", "linjiang-2025")
TEXT = seed_text("sanjiang-2023")
PLAN: Plan = read_plan(TEXT)
PLANS = {seed: read_plan(seed_text(seed)) for seed in SEEDS}
OPEN = {"visits_counted", "unanswered_call_counts", "no_change_counts", "prominent_levels", "must_talk_covers"}
# Settings that no rule names: the program asks for them by their keys (app/plan/used.py), or nothing does yet.
EXPLANATORY = {
    "raise_takes_effect_at_once", "lower_steps", "lower_after_stable_reviews",
    "remove_from_level", "remove_after_stable_reviews", "psychologist_opinion_levels", "visits_hint_weeks",
    "parent_attempts_before_exemption", "parent_notice_before_exemption",
    "sweep_windows", "screening_kinds", "screening_school_per_year", "interview_high_from", "interview_middle_from",
    "review_meeting_pack_days", "training_every_term", "training_audiences",
    "crisis_hospital_reminder_hours", "watch_hours_a_day", "watch_keepers", "watch_staff", "watch_same_sex",
    "watch_night_shift_hours", "watch_rest_hours", "watch_note_minutes", "watch_note_danger_minutes",
    "watch_support_hours", "late_entry_paper_excepted", "lost_device_days", "suppress_below",
    "suppress_one_more", "purge_by_default", "retention_years_after_graduation",
}  # fmt: skip
of_both = pytest.mark.parametrize("seed", SEEDS)

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


def test_the_second_plan_is_of_a_school_that_does_not_exist_and_differs() -> None:
    second = PLANS["linjiang-2025"]
    assert "虚构" in second.title and not {c.id for c in second.clauses} & {c.id for c in PLAN.clauses}
    assert second.ids()["level"] == ["red", "orange", "blue"] and len(second.lists["occasion"]) == 10
    assert not set(second.ids()["occasion"]) & set(PLAN.ids()["occasion"])
    assert not set(second.ids()["circumstance"]) & set(PLAN.ids()["circumstance"])
    same = [k for k, s in PLAN.settings.items() if second.settings.get(k) == s and k not in EXPLANATORY]
    assert len(same) < len(PLAN.settings) / 4
    differing = ("visits_counted", "no_change_counts", "unanswered_call_counts", "prominent_levels", "must_talk_covers")
    assert all(second.settings[key] != PLAN.settings[key] for key in differing)


@of_both
def test_every_list_has_two_labels_and_no_id_twice(seed: str) -> None:
    for name, entries in PLANS[seed].lists.items():
        ids = [c.id for c in entries]
        assert len(ids) == len(set(ids)), name
        assert all(c.label and c.en and c.label != c.id for c in entries), name


@of_both
def test_every_list_that_a_kind_of_record_offers_is_there(seed: str) -> None:
    assert read_plan(seed_text(seed), complete=True) == PLANS[seed]
    fields = [f for kind in KINDS.values() for g in kind.fields for f in (g, *g.fields)]
    asked = {f.choices.removeprefix("plan:") for f in fields if isinstance(f.choices, str)}
    assert asked and {name for name in asked if not PLANS[seed].ids().get(name)} == set()


@of_both
def test_every_circumstance_obliges_to_a_talk_on_an_occasion_of_the_plan(seed: str) -> None:
    plan = PLANS[seed]
    assert set(plan.circumstances) == set(plan.ids()["circumstance"])
    assert set(plan.circumstances.values()) <= set(plan.ids()["occasion"])
    for what, occasion in plan.circumstances.items():
        (rule,) = [r for r in plan.rules if isinstance(r, Circumstance) and what in r.what]
        assert [(m.kind, m.where) for m in rule.meets] == [("talk", {"occasions": occasion})], what


@of_both
def test_every_occasion_is_talked_about_by_some_rule(seed: str) -> None:
    met = {m.where["occasions"] for r in PLANS[seed].rules for m in r.meets if "occasions" in m.where}
    assert met == set(PLANS[seed].ids()["occasion"])


@of_both
def test_every_rule_has_a_clause_two_labels_and_an_id_of_its_own(seed: str) -> None:
    plan = PLANS[seed]
    assert len({r.id for r in plan.rules}) == len(plan.rules) > 50
    assert all(plan.clause(r.clause) is not None and r.label and r.en and r.label != r.en for r in plan.rules)
    assert {type(r).__name__ for r in plan.rules} == {c.__name__ for c in get_args(Rule)}, "all shapes are in use"


@of_both
def test_every_setting_is_used_or_explanatory(seed: str) -> None:
    text = re.sub("(?m)^#.*$", "", seed_text(seed))
    used = set(re.findall(r'"\$([a-z0-9_]+)"', text))
    circumstances = tomllib.loads(text)["circumstance"]
    used |= {c[key] for c in circumstances for key in ("days", "week", "group") if key in c}
    settings = PLANS[seed].entries
    assert used <= settings.keys()
    assert settings.keys() - used - EXPLANATORY == set()
    in_effect = {key for key, setting in settings.items() if setting.used}
    assert used <= in_effect and in_effect - used <= set(READ_BY_CODE) and not EXPLANATORY & used


@of_both
def test_every_setting_says_where_it_comes_from_and_what_it_means(seed: str) -> None:
    plan = PLANS[seed]
    for setting in plan.entries.values():
        assert plan.clause(setting.clause) is not None, setting.key
        assert setting.zh.endswith("。") and setting.en.endswith(".") and setting.zh != setting.en, setting.key


@of_both
def test_the_five_open_questions_have_a_sentence_in_both_languages(seed: str) -> None:
    opened = [s for s in PLANS[seed].entries.values() if s.open]
    assert {s.key for s in opened} == OPEN
    assert all(s.source == "assumption" and len(s.zh) > 8 and len(s.en) > 12 for s in opened)
    assert all(re.search("[\u4e00-\u9fff]", s.zh) and not re.search("[\u4e00-\u9fff]", s.en) for s in opened)


@of_both
def test_terms_are_weeks_from_monday_to_sunday_in_order(seed: str) -> None:
    terms = PLANS[seed].terms
    assert [t.name for t in terms] == ["2026-2027-1", "2026-2027-2"]
    for term in terms:
        first, last = date.fromisoformat(term.first), date.fromisoformat(term.last)
        assert first.isoweekday() == 1 and last.isoweekday() == 7 and first < last
        for holiday in term.holidays:
            assert term.first <= holiday["from"] <= holiday["to"] <= term.last
        assert all(date.fromisoformat(day).isoweekday() > 5 for day in term.working_weekends)


def test_levels_are_ordered_by_rank_and_not_by_their_place() -> None:
    plan = read_plan(SMALL)
    assert (plan.rank("grave"), plan.rank("mild"), plan.rank("none")) == (1, 2, None)
    for known in PLANS.values():
        assert [known.rank(level) for level in known.ids()["level"]] == [1, 2, 3]


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


@of_both
def test_every_clause_that_a_kind_cites_has_its_words(seed: str) -> None:
    plan = PLANS[seed]
    cited = {clause for kind in KINDS.values() for clause in kind.clauses}
    assert all(plan.clause(clause) is not None for clause in cited)
