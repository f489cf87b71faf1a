"""What a level of risk obliges by the plan in force, and who is first responsible for a crisis found in counselling."""

from __future__ import annotations

from app.services.context import Names
from app.services.vault.obliged import find_obliged, responsible_persons
from tests.app.services.conftest import Care


def test_each_level_of_risk_brings_its_care_and_its_duties(shared: Care) -> None:
    desk = shared.psychologist
    levels = {risk: find_obliged(desk, risk) for risk in ("none", "low", "medium", "high", "imminent")}
    assert [found.care.id for found in levels.values()] == ["", "level3", "level2", "level1", "level1"]
    assert [found.care.rank for found in levels.values()] == [None, 3, 2, 1, 1]
    assert [found.opens for found in levels.values()] == [False, False, False, True, True]
    assert levels["none"].duties == ()
    low = {duty.rule: duty for duty in levels["low"].duties}
    assert low["level3_talk"].within == "每 14 天 1 次" and low["weekly_review"].within == "每周"
    assert not any(rule.startswith("crisis") for rule in low)
    high = [duty.rule for duty in levels["high"].duties]
    assert {"crisis_college", "crisis_student_affairs", "crisis_school_leader", "level1_seen"} <= set(high)
    assert high.index("crisis_college") < high.index("crisis_family") < high.index("weekly_review"), "the soonest first"
    college = next(duty for duty in levels["high"].duties if duty.rule == "crisis_college")
    assert (college.within, college.clause, college.heading) == ("15 分钟内", "intervention.1", "第一责任人与上报")
    assert "第一责任人" in college.words
    emergency = next(duty for duty in levels["high"].duties if duty.rule == "crisis_emergency_call")
    assert emergency.within.startswith("立即（") and emergency.within.endswith("时）")


def test_the_psychologist_and_the_counsellor_are_first_responsible(shared: Care) -> None:
    desk = shared.psychologist
    shared.school.exchange(shared.centre, desk)
    names = Names(desk.store.read())
    found = responsible_persons(desk, "2301001")
    assert [names.label(one) for one in found] == ["P001", "T001"]
