"""The data pack of a review meeting: figures that agree with the duties, no name, small groups out of sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import records
from app.services.coverage import count_duties
from app.services.data_pack import DataPack, Figures, data_pack
from app.services.duties import Asked
from app.services.reports import ReportAsked
from app.services.reports.brief import weekly_brief
from app.services.weekly_reviews import fill_review
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.school import COLLEGE, talk

A, B, C = "2301001", "2301002", "2301003"
TERM = "2026-2027-1"
BEFORE = {"listed": 0, "raised": 0, "lowered": 0, "removed": 0}
CONTACT: Values = {"student": A, "when": "2026-11-18T19:00:00+08:00", "way": "phone"}
CRISIS: Values = {
    "student": A, "found_at": "2026-11-20T21:00:00+08:00", "found_by": "室友", "route": "counselling",
    "on_campus": True, "danger": "站在楼顶", "level": "level1",
}  # fmt: skip


def at_work(care: Care) -> Care:
    """Three on the list: listed in week 10, raised in week 11, one removed in week 12; and what was done for them."""
    w = care.counsellor
    records.add_record(w, "care_listing", listing(A, "level3", "2026-11-02", problems=["sleep", "family"]))
    records.add_record(w, "care_listing", listing(B, "level3", "2026-11-03", found_through="screening"))
    records.add_record(w, "care_listing", {**listing(A, "level1", "2026-11-11"), "action": "change"})
    removal: Values = {"student": B, "action": "remove", "reason": "连续平稳", "from": "2026-11-18"}
    removed = records.add_record(w, "care_listing", removal)
    records.add_record(w, "talk", talk(A, "昨夜没有睡着", when="2026-11-12T16:00:00+08:00"))
    records.add_record(w, "talk", {**talk(A, when="2026-11-17T16:00:00+08:00"), "students": [A, B], "mode": "group"})
    records.add_record(w, "parent_contact", {**CONTACT, "reached": True})
    records.add_record(w, "parent_contact", {**CONTACT, "reached": False})
    visit: Values = {"when": "2026-11-16T20:00:00+08:00", "where": "dorm", "rooms": "301", "expected": 4, "present": 4}
    records.add_record(w, "visit", visit)
    records.add_record(w, "crisis", CRISIS)
    records.add_record(w, "crisis", {**CRISIS, "drill": True})
    care.school.exchange(care.centre, w, care.station)
    approve = {"of": removed.id, "revision": removed.revision, "as": "approved", "at": "2026-11-18T09:00:00+08:00"}
    records.add_record(care.station, "sign_off", approve)
    care.school.exchange(care.centre, care.station, w)
    return care


def numbers(figures: Figures, like: dict[str, object] | None = None) -> dict[str, object]:
    """Every count of the public part by where it stands; where `like` has none, none."""
    told = {key: value for key, value in asdict(figures).items() if key not in ("duties", "screening")}
    found = dict(_numbers("", told))
    return found if like is None else {key: None if like[key] is None else found[key] for key in like}


def _numbers(at: str, value: object) -> Iterator[tuple[str, object]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else None
    if inner is None:
        yield at, value
    else:
        for key, part in inner:
            yield from _numbers(f"{at}/{key}", part)


def changes(pack: DataPack) -> dict[int | None, dict[str, int]]:
    """What changed on the list, by week, where something did."""
    found = {w.number: {name: getattr(w, name) for name in BEFORE} for w in pack.figures.weeks}
    return {number: {k: v for k, v in told.items() if v} for number, told in found.items() if any(told.values())}


def test_a_term_in_figures(care: Care) -> None:
    at_work(care)
    pack = data_pack(care.station)
    assert (pack.college, pack.first, pack.last) == (COLLEGE, date(2026, 8, 31), date(2027, 1, 17))
    weeks = pack.figures.weeks
    assert [w.number for w in weeks] == list(range(1, 14)) and weeks[-1].last == date(2026, 11, 24)
    assert changes(pack) == {10: {"listed": 2}, 11: {"raised": 1}, 12: {"removed": 1}}
    sizes = {w.number: tuple(w.levels.values()) for w in weeks[8:]}
    assert sizes == {9: (0, 0, 0), 10: (0, 0, 2), 11: (1, 0, 1), 12: (1, 0, 0), 13: (1, 0, 0)}
    done = {w.number: (w.talks, w.visits, w.contacts) for w in weeks if w.talks or w.visits or w.contacts}
    assert done == {11: (1, 0, 0), 12: (1, 1, 1)}
    assert pack.figures.levels == {"level1": 1, "level2": 0, "level3": 0}
    assert pack.figures.problems == {"sleep": 1, "family": 1} and pack.figures.found_through == {}
    assert (pack.figures.crises, pack.figures.referrals) == (1, 0)


def test_the_centre_says_the_same_of_the_college_and_of_the_school(care: Care) -> None:
    at_work(care)
    of_college, of_school = data_pack(care.centre, COLLEGE), data_pack(care.centre)
    of_station = data_pack(care.station, COLLEGE)
    for found in (of_college, of_school):  # what falls to the school alone no college has
        told = {key: n for key, n in numbers(found.figures).items() if found.college or "overdue" not in key}
        assert told == numbers(of_station.figures, like=told)
        assert [week.visits for week in found.figures.weeks] == [week.visits for week in of_station.figures.weeks]
    assert (of_school.college, of_college.college) == ("", COLLEGE)
    care.school.students(care.centre, "2401001", unit="外语2401班", college="外国语学院")
    empty = data_pack(care.centre, "外国语学院")
    assert empty.cases == () and changes(empty) == {} and set(empty.figures.levels.values()) == {0}


def test_figures_of_duties_are_those_of_coverage(care: Care) -> None:
    at_work(care)
    care.school.at(care.station, "2026-11-30T10:00:00+08:00")
    pack = data_pack(care.station, term=TERM)
    counted = count_duties(care.station, Asked(pack.first, pack.last))
    rows = [row for row in counted.rows if row.group == COLLEGE]
    told = [(d.clause, d.rule, d.label, d.group, d.counts, d.total) for d in pack.figures.duties]
    assert told == [(row.clause, row.rule, row.label, row.group, row.counts, row.total) for row in rows]
    week = count_duties(care.station, Asked(date(2026, 11, 23), date(2026, 11, 29)))
    overdue = sum(row.counts["overdue"] for row in week.rows if row.group == COLLEGE)
    assert next(w for w in pack.figures.weeks if w.number == 13).overdue == overdue
    assert [s.device for s in pack.silent] == [care.counsellor.device]


def test_some_days_are_as_much_of_their_weeks(care: Care) -> None:
    at_work(care)
    pack = data_pack(care.station, first=date(2026, 11, 12), last=date(2026, 11, 17))
    assert [(w.number, w.first, w.last) for w in pack.figures.weeks] == [
        (11, date(2026, 11, 12), date(2026, 11, 15)),
        (12, date(2026, 11, 16), date(2026, 11, 17)),
    ]
    assert changes(pack) == {} and [w.talks for w in pack.figures.weeks] == [1, 1]
    assert pack.figures.levels == {"level1": 1, "level2": 0, "level3": 1} and pack.figures.crises == 0
    assert [(c.number, c.who, c.level) for c in pack.cases] == [
        (1, "学01", "一级·紧急干预"),
        (2, "学02", "三级·一般关注"),
    ]


def test_nothing_that_was_said_and_no_name_is_in_it(care: Care) -> None:
    at_work(care)
    fill_review(care.counsellor, A, {"sources": ["met"], "observed": "不愿开口"})
    care.school.exchange(care.centre, care.counsellor, care.station)
    pack = data_pack(care.station)
    told = str(asdict(pack))
    for secret in (f"学生{A}", A, "昨夜没有睡着", "不愿开口", "近期情绪低落", "楼顶"):
        assert secret not in told
    public = str(asdict(pack.figures))
    assert care.students[0] not in told and pack.cases[0].record not in public and pack.cases[0].who not in public


def screened(care: Care, number: str, outcome: str, klass: str = "") -> None:
    values: Values = {"student": number, "outcome": outcome, "taken_on": "2026-11-10", "class": klass, "scale": "phq-9"}
    records.add_record(care.centre, "screening_result", values)


def test_screening_is_counted_by_students_and_small_groups_stay_out_of_sight(care: Care) -> None:
    numbers = [f"23011{k:02}" for k in range(20)]
    care.school.students(care.centre, *numbers)
    for number in numbers[:12]:
        screened(care, number, "taken", "low")
    for number in numbers[:2]:  # a second scale: the graver counts
        screened(care, number, "taken", "high")
    screened(care, numbers[12], "taken", "alarm")
    for number in numbers[13:19]:
        screened(care, number, "absent")
    screened(care, numbers[19], "refused")
    found = data_pack(care.centre, COLLEGE).figures.screening
    assert found is not None
    assert found.outcomes == {"taken": 13, "refused": None, "absent": None, "unable": 0}
    assert found.classes == {"alarm": None, "asked": 0, "high": None, "middle": 0, "low": None, "unclear": 0}
    # as many as are not low were called to an interview: three
    care.school.exchange(care.centre, care.station)
    assert data_pack(care.station).figures.screening is None


def test_where_too_few_were_screened_no_class_is_shown(care: Care) -> None:
    screened(care, A, "taken", "high")
    found = data_pack(care.centre, COLLEGE).figures.screening
    assert found is not None and found.outcomes["taken"] is None and set(found.classes.values()) == {None}


def test_who_may_ask_for_a_pack(care: Care) -> None:
    care.school.students(care.centre, "2401001", unit="外语2401班", college="外国语学院")
    care.school.exchange(care.centre, care.station)
    for workspace, college in ((care.counsellor, ""), (care.psychologist, ""), (care.station, "外国语学院")):
        with pytest.raises(UserError, match="pack_not_allowed"):
            data_pack(workspace, college)
    with pytest.raises(UserError, match="term_unknown"):
        data_pack(care.centre, COLLEGE, "2019-2020-1")
    with pytest.raises(UserError, match="unit_unknown"):
        data_pack(care.centre, "不存在的学院")


def test_between_two_terms_the_pack_is_of_the_term_before_with_its_vacation(care: Care) -> None:
    care.school.at(care.station, "2027-02-03T10:00:00+08:00")
    pack = data_pack(care.station)
    assert (pack.first, pack.last) == (date(2026, 8, 31), date(2027, 2, 28))
    weeks = [w.number for w in pack.figures.weeks]
    assert weeks[0] == 1 and weeks[-1] is None and [k for k in weeks if k] == list(range(1, 21))
    assert replace(pack, as_of="") == replace(data_pack(care.station), as_of="")


def screened_class(care: Care) -> DataPack:
    """Thirty students of a class: three with an alarm item, seventeen in the highest class, ten low; one listed. All
    of the first twenty are called to an interview."""
    numbers = [f"23011{k:02}" for k in range(30)]
    care.school.students(care.centre, *numbers)
    care.school.exchange(care.centre, care.counsellor)
    for k, number in enumerate(numbers):
        screened(care, number, "taken", "alarm" if k < 3 else "high" if k < 20 else "low")
        if k < 20:
            records.add_record(care.centre, "screening_call", {"student": number, "due": "2026-12-01"})
    listed = listing(numbers[5], "level1", "2026-11-10", problems=["sleep"], found_through="screening")
    records.add_record(care.counsellor, "care_listing", listed)
    records.add_record(care.counsellor, "talk", talk(numbers[5], when="2026-11-12T16:00:00+08:00"))
    records.add_record(care.centre, "crisis", {**CRISIS, "student": numbers[5]})
    care.school.exchange(care.centre, care.counsellor)
    return data_pack(care.centre, COLLEGE)


def test_a_pack_of_the_centre_prints_nowhere_what_it_hides(care: Care) -> None:
    figures = screened_class(care).figures
    assert figures.screening is not None
    # 20 were called, as the duties show: beside them the 17 would tell the 3
    assert figures.screening.classes == {
        "alarm": None, "asked": 0, "high": None, "middle": 0, "low": 10, "unclear": 0,
    }  # fmt: skip
    assert figures.levels == {"level1": None, "level2": 0, "level3": 0}
    assert (figures.problems, figures.crises, figures.referrals) == ({"sleep": None}, None, 0)
    duties = {duty.rule: duty for duty in figures.duties}
    assert duties["interview_named"].total == 20
    assert not {rule for rule in duties if rule.startswith(("interview_", "report_screening"))} - {"interview_named"}
    of_people = [duty for duty in duties.values() if duty.rule.startswith(("crisis", "level1", "weekly_review"))]
    assert Counter(0 < count < 5 for duty in of_people for count in (*duty.counts.values(), duty.total) if count) == {}
    assert any(duty.total is None for duty in of_people)
    for week in figures.weeks:
        shown = (*week.levels.values(), week.listed, week.talks, week.contacts, week.overdue)
        assert not [count for count in shown if count is not None and 0 < count < 5]
    grown = next(week for week in figures.weeks if week.number == 11)
    assert {grown.listed, grown.raised, grown.lowered, grown.removed} == {None}


def test_a_station_has_its_own_college_in_full_and_nothing_of_the_screening(care: Care) -> None:
    screened_class(care)
    care.school.exchange(care.centre, care.station, care.counsellor, care.station)
    found = data_pack(care.station).figures
    assert (found.screening, found.levels["level1"], found.crises) == (None, 1, 1)
    rules = {duty.rule for duty in found.duties}
    assert "weekly_review" in rules and not rules & {"interview_alarm", "interview_high", "report_screening"}
    assert None not in {count for duty in found.duties for count in (*duty.counts.values(), duty.total)}


def test_packs_of_colleges_and_of_the_school_do_not_give_each_other_away(care: Care) -> None:
    """One listed in the one college, six in the other: the school's seven less the six would be the one."""
    numbers = [f"24010{k:02}" for k in range(6)]
    care.school.students(care.centre, *numbers, unit="外语2401班", college="外国语学院")
    theirs = care.school.enrolled(care.centre, "counsellor", "T002", college="外国语学院", scope=("外语2401班",))
    care.school.exchange(care.centre, theirs)
    for number in numbers:
        records.add_record(theirs, "care_listing", listing(number, "level3", "2026-11-10"))
    records.add_record(care.counsellor, "care_listing", listing(A, "level3", "2026-11-10"))
    care.school.exchange(care.centre, theirs, care.counsellor)
    packs = [data_pack(care.centre, college).figures for college in (COLLEGE, "外国语学院", "")]
    assert [figures.levels["level3"] for figures in packs] == [None, None, 7]


def test_a_pack_and_the_weekly_brief_hide_the_same_of_two_equal_counts(care: Care) -> None:
    """Were the one to show what the other hides, they would say the hidden third together."""
    colleges = [COLLEGE, "外国语学院", "土木学院", "商学院"]
    for k, college in enumerate(colleges[1:]):
        numbers = [f"24{k}{n:04}" for n in range(6)]
        care.school.students(care.centre, *numbers, unit=f"{college}一班", college=college)
        for number in numbers:
            records.add_record(care.centre, "care_listing", listing(number, "level3", "2026-11-10"))
    records.add_record(care.centre, "care_listing", listing(A, "level3", "2026-11-10"))
    table = weekly_brief(care.centre, ReportAsked()).report.tables[0]
    brief = {row[0]: row[3] for row in table.rows}
    packs = {college: data_pack(care.centre, college).figures.levels["level3"] for college in colleges}
    assert {college: "不显示" if n is None else n for college, n in packs.items()} == {c: brief[c] for c in colleges}
    assert sorted(brief.values(), key=str) == [19, 6, 6, "不显示", "不显示"]


def test_a_pack_lays_the_plan_once_and_looks_at_one_moment(care: Care) -> None:
    at_work(care)
    said: list[str] = []
    connection = care.station.store.read().raw
    connection.set_trace_callback(said.append)
    data_pack(care.station)
    connection.set_trace_callback(None)
    assert (said.count("BEGIN"), len([sql for sql in said if "CREATE TEMP TABLE demand" in sql])) == (1, 1)
