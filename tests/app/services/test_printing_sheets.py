"""The sheets made of several records, through a real school: crisis, watch, week, meeting, file, card."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.services import printing, records
from app.services.reading import show_record
from app.store.audit import audit_rows, count_acts
from app.texts import text
from tests.app.services.conftest import Care
from tests.app.services.test_printing_kinds import printed
from tests.school import COLLEGE, talk

WHO = {"student": "2301001"}
CRISIS: dict[str, Any] = {
    **WHO,
    "found_at": "2026-11-23T20:58:00+08:00",
    "found_by": "室友电话告知",
    "route": "counsellor",
    "on_campus": True,
    "danger": "独坐天台",
}


def crisis(care: Care, **more: Any) -> str:
    return records.add_record(care.counsellor, "crisis", CRISIS | more).id


def step(care: Care, of: str, what: str, minute: str, **more: Any) -> str:
    values = {"crisis": of, "step": what, "done_at": f"2026-11-23T{minute}:00+08:00", **more}
    return records.add_record(care.counsellor, "crisis_step", values).id


def shift(care: Care, of: str, begins: str, ends: str, *keepers: str, **more: Any) -> str:
    values = {"crisis": of, "from": begins, "to": ends, "keepers": list(keepers), "staff_present": "王老师"}
    return records.add_record(care.counsellor, "watch_shift", values | {"place": "值班室"} | more).id


def test_the_crisis_report_has_everything_in_time_order(shared: Care, tmp_path: Path) -> None:
    one, other = crisis(shared), crisis(shared, student="2301002")
    step(shared, one, "told_college", "21:12", reached=True, note="书记已到岗")
    first = step(shared, one, "on_scene", "21:03", by="王老师", **{"with": "宿管"})
    step(shared, other, "search", "21:04", note="另一件事")
    refused = {"crisis": one, "step": "taken_to_hospital", "impossible": True, "not_possible": "本人不同意"}
    records.add_record(shared.counsellor, "crisis_step", refused)
    shift(shared, one, "2026-11-23T22:00:00+08:00", "2026-11-24T02:00:00+08:00", "王老师")
    call = {
        "of": one,
        "when": "2026-11-23T21:06:00+08:00",
        "reached": "张书记",
        "phone": "025-12345678",
        "note": "已说明位置",
    }
    records.add_record(shared.counsellor, "phone_report", call)
    said = printed(shared.counsellor, "crisis_report", one, tmp_path)
    places = [
        said.index(word) for word in ("室友电话告知", "21:03", "张书记", "已说明位置", "21:12", "22:00", "本人不同意")
    ]
    assert places == sorted(places)
    assert "5分钟" in said and "14分钟" in said and "1小时2分" in said and "人数不足" in said
    assert "已联系上；书记已到岗" in said and "另一件事" not in said and "2301002" not in said
    assert said.count("送医") == 1
    of_step = printed(shared.counsellor, "crisis_report", first, tmp_path)
    assert "书记已到岗" in of_step and "第2份" in of_step


def test_a_drill_and_a_withdrawn_step_are_told_apart(shared: Care, tmp_path: Path) -> None:
    identity = crisis(shared, drill=True)
    wrong = step(shared, identity, "search", "21:05", note="记错了")
    records.withdraw_record(shared.counsellor, wrong, "记错了人")
    said = printed(shared.counsellor, "crisis_report", identity, tmp_path)
    assert "演练（不计数）" in said and "记错了" not in said
    with pytest.raises(UserError, match="form_withdrawn"):
        printing.print_form(shared.counsellor, "crisis_report", wrong, tmp_path / "a.pdf")


def test_the_roster_has_its_shifts_and_who_took_over(shared: Care, tmp_path: Path) -> None:
    identity = crisis(shared)
    seen = [{"at": "2026-11-23T22:30:00+08:00", "speech": "愿意说话", "mood": "平静"}]
    night = ("2026-11-23T22:00:00+08:00", "2026-11-24T02:00:00+08:00")
    first = shift(shared, identity, *night, "王老师", "李同学", same_sex=True, interval=30, observations=seen)
    shift(shared, identity, "2026-11-24T02:00:00+08:00", "2026-11-24T06:00:00+08:00", "赵老师", incident="欲外出")
    revision = show_record(shared.counsellor, first).heads[0]
    taken = {"of": first, "revision": revision, "as": "took_over", "at": "2026-11-24T02:05:00+08:00"}
    records.add_record(shared.counsellor, "sign_off", taken)
    said = printed(shared.counsellor, "watch_roster", identity, tmp_path)
    for words in ("24小时监护", "王老师、李同学", "愿意说话", "2026-11-2402:05", "欲外出", "每班不少于2人"):
        assert words in said
    assert said.count("人数不足") >= 2 and said.count("符合要求") == 1 and "intervention.3" in said
    with pytest.raises(UserError, match="form_wrong_kind"):
        note = records.add_record(shared.counsellor, "talk", talk("2301001")).id
        printing.print_form(shared.counsellor, "watch_roster", note, tmp_path / "a.pdf")


def test_the_weekly_sheet_gathers_the_reviews_of_its_week(care: Care, tmp_path: Path) -> None:
    desk = care.counsellor
    listing = {
        **WHO,
        "action": "list",
        "level": "level2",
        "problems": ["sleep"],
        "reason": "缺课",
        "from": "2026-11-10",
    }
    records.add_record(desk, "care_listing", listing)
    records.add_record(desk, "care_listing", listing | {"action": "change", "level": "level1", "from": "2026-11-22"})
    review = {**WHO, "week": "2026-2027-1/13", "sources": ["met"], "observed": "作息恢复", "talks": 2, "owner": "T001"}
    records.add_record(desk, "weekly_review", review | {"family_knows": True, "attitude": "cooperates"})
    records.add_record(desk, "weekly_review", review | {"week": "2026-2027-1/12", "observed": "上一周的话"})
    unchanged = {"student": "2301002", "week": "2026-2027-1/13", "sources": ["met"], "no_change": True}
    records.add_record(desk, "weekly_review", unchanged)
    sheet = {"unit": COLLEGE, "week": "2026-2027-1/13", "stage": "submitted", "remark": "一人请假"}
    saved = records.add_record(desk, "weekly_sheet", sheet)
    said = printed(desk, "weekly_sheet", saved.id, tmp_path)
    for words in ("周研判表", "共2人", "作息恢复", "家长知情，配合", "睡眠", "一级", "二级", "本周无变化", "一人请假"):
        assert words in said
    assert "上一周的话" not in said and "2301003" not in said


def test_minutes_name_their_cases_in_the_annex_alone(care: Care, tmp_path: Path) -> None:
    report = {**WHO, "urgency": "soon", "behaviour": "连续三天未到课", "student_knows": True}
    case = records.add_record(care.counsellor, "case_report", report)
    spoken = records.add_record(care.counsellor, "talk", talk("2301002", "只在谈话里说过的话"))
    care.school.exchange(care.centre, care.counsellor)
    meeting = {
        "when": "2026-11-23T14:00:00+08:00",
        "scope": "college",
        "unit": COLLEGE,
        "cases": [case.id, spoken.id],
        "resolutions": [{"what": "增加值班", "owner": "T001", "due": "2026-12-01"}],
    }
    saved = records.add_record(care.centre, "review_meeting", meeting)
    said = printed(care.centre, "review_meeting", saved.id, tmp_path)
    public, annex = said.split("研判会个案附件", 1)
    assert "增加值班" in public and "共2例" in public and "2301001" not in public and "未到课" not in public
    assert "个案1" in annex and "2301001" in annex and "连续三天未到课" in annex and "2301002" in annex
    assert "只在谈话里" not in said
    assert "增加值班" in printed(care.centre, "review_meeting", saved.children[0], tmp_path)


def test_a_report_is_printed_with_its_return_half_empty_or_filled(care: Care, tmp_path: Path) -> None:
    report = {**WHO, "urgency": "soon", "behaviour": "连续三天未到课", "student_knows": True}
    saved = records.add_record(care.counsellor, "case_report", report)
    empty = printed(care.counsellor, "case_report", saved.id, tmp_path)
    assert "请沿此线裁开" in empty and empty.count("2301001") >= 2
    care.school.exchange(care.centre, care.counsellor)
    answer = {"of": saved.id, "assessed_on": "2026-11-24", "level": "level2", "advice": "每周见面一次"}
    records.add_record(care.centre, "case_report_return", answer)
    filled = printed(care.centre, "case_report", saved.id, tmp_path)
    assert "每周见面一次" in filled and "回执联" in filled


def test_a_disclosure_that_does_not_name_the_family_says_so(shared: Care, tmp_path: Path) -> None:
    slip = {**WHO, "ground": "danger", "content": "请多陪伴", "to": "学院负责人", "decided_by": "陈主任"}
    desk = shared.psychologist
    secret = records.add_record(desk, "disclosure", slip)
    said = printed(desk, "disclosure", secret.id, tmp_path)
    assert "不得转告家长" in said and "不得转告其他任何人" in said
    named = records.add_record(desk, "disclosure", slip | {"family_named": True, "pass_on": "父亲"})
    said = printed(desk, "disclosure", named.id, tmp_path)
    assert "不得转告" not in said


def test_a_sign_off_stands_on_the_print_and_an_older_one_says_so(care: Care, tmp_path: Path) -> None:
    desk = care.counsellor
    plan = {**WHO, "problem": "连续缺课"}
    saved = records.add_record(desk, "care_plan", plan)
    sign = {"of": saved.id, "revision": saved.revision, "as": "checked", "at": "2026-11-24T09:00:00+08:00"}
    records.add_record(desk, "sign_off", sign | {"remark": "同意"})
    assert text("zh", "choice.as.checked") in printed(desk, "care_plan", saved.id, tmp_path)
    records.amend_record(desk, saved.id, plan | {"goals": "按时上课"})
    said = printed(desk, "care_plan", saved.id, tmp_path)
    assert "所签为修改前的版本" in said and "修改过" in said


def test_a_students_file_is_printed_whole_in_chinese_and_counted(care: Care, tmp_path: Path) -> None:
    desk = care.counsellor
    records.add_record(desk, "talk", talk("2301001", "最近睡得不好"))
    listing = {**WHO, "action": "list", "level": "level2", "reason": "连续缺课", "from": "2026-11-10"}
    records.add_record(desk, "care_listing", listing)
    records.add_record(desk, "care_plan", {**WHO, "problem": "作息不规律"})
    records.add_record(desk, "care_plan", {"student": "2301002", "problem": "别人的事"})
    desk.language = "en"
    said = printed(desk, "student_file", "2301001", tmp_path)
    for words in ("一生一档", "学生2301001", "最近睡得不好", "连续缺课", "二级", "谈心谈话", "作息不规律"):
        assert words in said
    assert "历次心理普查" not in said and "2301002" not in said and "别人的事" not in said and "第1份" in said
    assert [row.act for row in audit_rows(desk.store.read(), 2)].count("print") == 1
    assert count_acts(desk.store.read(), "print", care.students[0]) == 1
    with pytest.raises(UserError, match="student_unknown"):
        printing.print_form(desk, "student_file", "9999", tmp_path / "a.pdf")


def test_screenings_stand_in_the_file_of_who_may_read_them(shared: Care, tmp_path: Path) -> None:
    values = {**WHO, "outcome": "taken", "taken_on": "2026-11-20", "scale": "PHQ-9", "band": "中度", "answers": "1,2,3"}
    records.add_record(shared.psychologist, "screening_result", values)
    said = printed(shared.psychologist, "student_file", "2301001", tmp_path)
    assert "PHQ-9" in said and "中度" in said and "1,2,3" not in said


def test_pocket_cards_have_the_numbers_of_a_campus(care: Care, tmp_path: Path) -> None:
    contacts = (("张书记", "025-1111", "东校区"), ("李老师", "025-2222", "西校区"), ("值班室", "025-3333", ""))
    for name, phone, campus in contacts:
        values = {"unit": COLLEGE, "duty": "security", "name": name, "phone": phone, "campus": campus}
        records.add_record(care.centre, "duty_contact", values)
    everywhere = printed(care.centre, "pocket_card", "-", tmp_path)
    assert all(phone in everywhere for _, phone, _ in contacts) and "120" in everywhere
    east = printed(care.centre, "pocket_card", "东校区", tmp_path)
    assert "025-1111" in east and "025-3333" in east and "025-2222" not in east
    with pytest.raises(UserError, match="form_campus_unknown"):
        printing.print_form(care.centre, "pocket_card", "南校区", tmp_path / "a.pdf")


def test_a_hand_over_lists_the_students_with_their_levels(care: Care, tmp_path: Path) -> None:
    listing = {**WHO, "action": "list", "level": "level2", "reason": "缺课", "from": "2026-11-10"}
    records.add_record(care.centre, "care_listing", listing)
    values = {"from": "T001", "to": "C001", "on": "2026-11-24", "students": ["2301001", "2301002"], "witness": "张书记"}
    saved = records.add_record(care.centre, "caseload_handover", values)
    said = printed(care.centre, "caseload_handover", saved.id, tmp_path)
    for words in ("工作交接清单", "2301001", "2301002", "二级", "张书记", "移交人签名", "接收人签名", "监交人签名"):
        assert words in said


def test_a_shift_whose_text_is_elsewhere_is_not_called_understaffed(care: Care, tmp_path: Path) -> None:
    identity = crisis(care)
    shift(care, identity, "2026-11-23T22:00:00+08:00", "2026-11-24T02:00:00+08:00", "王老师", "李同学")
    care.school.exchange(care.centre, care.counsellor)
    assert "人数不足" not in printed(care.centre, "watch_roster", identity, tmp_path)
