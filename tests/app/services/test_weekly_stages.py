"""The weekly sheet through three hands: submitted by counsellors, checked by the station, compiled by the centre."""

from __future__ import annotations

from datetime import date

import pytest

from app.records.kind import Values
from app.services import records
from app.services.context import plan_in_force
from app.services.duties import Asked, list_duties, week_days
from app.services.reading import show_record
from app.services.reference import Keeper
from app.services.repeated import quality_counts
from app.services.saving import Writer
from app.services.weekly_reviews import fill_review
from app.services.weekly_sheets import weekly_sheet
from app.services.weekly_stages import check_sheet, compile_sheet, school_sheet, sheet_state, submit_sheet
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.app.services.weekly import SEEN, A, B, C, followed, refused, rows
from tests.school import CLASS, COLLEGE, talk


@pytest.fixture
def listed(care: Care) -> Care:
    return followed(care)


def test_a_sheet_with_gaps_is_submitted_only_on_purpose(listed: Care) -> None:
    w = listed.counsellor
    fill_review(w, A, SEEN)
    error = refused("reviews_missing", submit_sheet, w)
    assert error.values == {"count": 1, "done": 1, "due": "2026-11-26 12:00"}
    assert sheet_state(w).submitted == ()
    (saved,) = submit_sheet(w, force=True)
    state = sheet_state(w)
    assert [(s.by, s.remark) for s in state.submitted] == [("T001", "1位同学还没有填写研判")]
    assert (state.missing, state.waiting, state.checked) == (1, (), None)
    assert submit_sheet(w, force=True) == (saved,)
    fill_review(w, B, SEEN)
    (again,) = submit_sheet(w)
    assert again.id == saved.id and sheet_state(w).submitted[0].remark == ""
    assert show_record(w, saved.id).fields["unit"] == COLLEGE


def test_nobody_to_review_is_nothing_to_submit(care: Care) -> None:
    refused("weekly_sheet_nobody", submit_sheet, care.counsellor)
    assert weekly_sheet(care.counsellor).rows == ()


def test_who_has_two_colleges_submits_to_each(listed: Care) -> None:
    centre, w = listed.centre, listed.counsellor
    listed.school.students(centre, "2401001", unit="外语2401班", college="外国语学院")
    values = {"staff": "T001", "units": ["外语2401班"], "role": "main", "from": "2026-09-01"}
    records.add_record(centre, "assignment", values)
    listed.school.exchange(centre, w)
    records.add_record(w, "care_listing", listing("2401001"))
    for student in (A, B, "2401001"):
        fill_review(w, student, SEEN)
    assert len(submit_sheet(w)) == 2
    listed.school.exchange(centre, w, listed.station)
    assert rows(listed.station).keys() == {A, B}
    assert sheet_state(listed.station).submitted != ()
    found = {s.college: len(s.submitted) for s in school_sheet(centre).colleges}
    assert found == {COLLEGE: 1, "外国语学院": 1}


def passed_on(listed: Care) -> dict[str, str]:
    """Both reviews written, submitted and at the station; the review of each student."""
    w = listed.counsellor
    made = {student: fill_review(w, student, SEEN).id for student in (A, B)}
    submit_sheet(w)
    listed.school.exchange(listed.centre, w, listed.station)
    return made


def test_a_returned_review_comes_back_and_is_checked_once_amended(listed: Care) -> None:
    w, station = listed.counsellor, listed.station
    made = passed_on(listed)
    assert set(sheet_state(station).undecided) == set(made.values())
    state = check_sheet(station, None, {made[A]: ("checked", "")})
    assert (state.checked, state.undecided) == (None, (made[B],))
    state = check_sheet(station, "13", {made[B]: ("returned", "请写清楚见面的情况")})
    assert state.checked is not None and state.checked.remark == "1份退回修改，还没有改好"
    assert (state.returned, state.undecided, state.missing) == ((made[B],), (), 0)
    listed.school.exchange(listed.centre, station, w)
    review = rows(w)[B].review
    assert review is not None and review.decided
    assert (review.decision, review.remark, review.decided_by) == ("returned", "请写清楚见面的情况", "王老师")
    fill_review(w, B, {**SEEN, "observed": "周二在宿舍见到，聊了半小时"})
    review = rows(w)[B].review
    assert review is not None and review.amended and not review.decided
    listed.school.exchange(listed.centre, w, station)
    state = sheet_state(station)
    assert (state.returned, state.undecided) == ((), (made[B],)) and state.checked is not None
    again = check_sheet(station, None, {made[A]: ("checked", ""), made[B]: ("checked", "")})
    assert again.checked is not None and (again.checked.id, again.checked.remark) == (state.checked.id, "")
    assert again.undecided == () == again.returned
    listed.school.exchange(listed.centre, station, w)
    assert met(listed.centre, "weekly_check") == ["met"]


def met(workspace: Workspace, rule: str) -> list[str]:
    asked = Asked(rules=(rule,), week=week_days(workspace, "13"))
    return [d.state for d in list_duties(workspace, asked) if d.proof]


def test_a_station_does_not_check_before_everybody_has_submitted(listed: Care) -> None:
    w, station = listed.counsellor, listed.station
    made = fill_review(w, A, SEEN).id
    listed.school.exchange(listed.centre, w, station)
    state = check_sheet(station, None, {made: ("checked", "")})
    assert (state.checked, state.waiting, state.missing) == (None, ("T001",), 1)
    submit_sheet(w, force=True)
    listed.school.exchange(listed.centre, w, station)
    state = check_sheet(station, None, {})
    assert state.checked is not None and state.checked.remark == "1位同学还没有填写研判"


def test_each_refusal_of_a_check(listed: Care) -> None:
    station = listed.station
    made = passed_on(listed)
    refused("return_without_remark", check_sheet, station, None, {made[A]: ("returned", " ")})
    refused("choice_unknown", check_sheet, station, None, {made[A]: ("approved", "")})
    refused("review_other_sheet", check_sheet, station, "12", {made[A]: ("checked", "")})
    refused("check_by_station", check_sheet, listed.counsellor, None, {})
    refused("check_by_station", check_sheet, listed.centre, None, {})
    refused("submit_by_counsellor", submit_sheet, station)
    refused("compile_by_centre", compile_sheet, station)
    refused("weekly_sheet_not_allowed", weekly_sheet, listed.psychologist)
    refused("role", fill_review, station, A, {**SEEN, "observed": "学院代写"})
    assert len(sheet_state(station).undecided) == 2
    assert check_sheet(listed.centre, None, dict.fromkeys(made.values(), ("checked", "")), COLLEGE).checked is not None


def test_two_versions_of_a_review_are_unclear_until_one_is_kept(listed: Care) -> None:
    one, station, centre = listed.counsellor, listed.station, listed.centre
    two = listed.school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    made = passed_on(listed)
    listed.school.exchange(centre, one, two)
    fill_review(one, A, {**SEEN, "observed": "第一台电脑"})
    fill_review(two, A, {**SEEN, "observed": "第二台电脑"})
    for _ in range(2):
        listed.school.exchange(centre, one, two, station)
    for workspace in (one, station, centre):
        assert rows(workspace)[A].unclear and not rows(workspace)[B].unclear
    refused("review_unclear", check_sheet, station, None, {made[A]: ("checked", "")})
    state = check_sheet(station, None, {made[A]: ("returned", "请确认一个版本"), made[B]: ("checked", "")})
    assert state.returned == (made[A],) and state.undecided == ()
    listed.school.exchange(centre, station, one)
    fill_review(one, A, SEEN)
    listed.school.exchange(centre, one, station)
    row = rows(station)[A]
    assert not row.unclear and row.review is not None and row.review.amended
    assert sheet_state(station).undecided == (made[A],)


def test_the_school_compiles_what_arrived_and_names_the_rest(listed: Care) -> None:
    w, station, centre = listed.counsellor, listed.station, listed.centre
    made = fill_review(w, A, SEEN).id
    listed.school.exchange(centre, w, station)
    listed.school.at(centre, "2026-11-30T09:00:00+08:00")
    sheet = school_sheet(centre, "13")
    assert [row.student for row in sheet.rows] == [A]
    assert (sheet.unheard, sheet.unchecked, sheet.compiled) == (1, (COLLEGE,), None)
    assert {s.device for s in sheet.silent} == {w.device, station.device}
    saved = compile_sheet(centre, "13")
    remark = "还没有审核的学院：计算机学院；1位同学还没有填写研判"
    assert show_record(centre, saved.id).fields["remark"] == remark
    assert met(centre, "weekly_school_sheet") == ["met"]
    fill_review(w, B, SEEN)
    submit_sheet(w)
    listed.school.exchange(centre, w, station)
    check_sheet(station, "13", {made: ("checked", ""), rows(station)[B].review.id: ("checked", "")})  # type: ignore[union-attr]
    listed.school.exchange(centre, station)
    assert compile_sheet(centre, "13").id == saved.id
    sheet = school_sheet(centre, "13")
    assert sheet.compiled is not None and sheet.compiled.remark == "" and sheet.unchecked == ()


def test_who_is_on_leave_lacks_nothing(listed: Care) -> None:
    centre, w = listed.centre, listed.counsellor
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        values: Values = {"number": B, "name": f"学生{B}", "entered_on": "2023-09-01"}
        where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
        keeper.keep("student", {**values, "class": where, "status": "on_leave", "status_since": "2026-11-20"})
    listed.school.exchange(centre, w)
    assert rows(w)[B].state == "excused" and not rows(w)[B].missing
    fill_review(w, A, SEEN)
    assert len(submit_sheet(w)) == 1


def test_a_review_without_its_text_is_not_checked(listed: Care) -> None:
    station, made = listed.station, passed_on(listed)
    with station.store.unit() as unit:
        unit.run("DELETE FROM body WHERE revision IN (SELECT shown FROM record WHERE kind = 'weekly_review')")
    refused("review_header_only", check_sheet, station, None, {made[A]: ("checked", "")})
    listed.school.at(station, "2026-11-30T10:00:00+08:00")
    assert rows(station)[A].last == "正文不在这台电脑上"


def test_a_station_need_not_wait_for_who_stays_silent(care: Care) -> None:
    followed(care)
    waiting = check_sheet(care.station, None, {})
    assert waiting.checked is None and waiting.waiting == ("T001",) and waiting.missing == 2
    done = check_sheet(care.station, None, {}, force=True)
    assert done.checked is not None and done.missing == 2


def test_texts_that_stay_on_the_laptop_are_counted_at_the_centre(listed: Care) -> None:
    said = "最近睡眠尚可，按时上课，和室友相处平稳，没有别的困难，答应有事会来找老师。"
    for student in (A, B, C):
        records.add_record(listed.counsellor, "talk", talk(student, said))
    submit_sheet(listed.counsellor, force=True)
    listed.school.send(listed.counsellor, listed.centre)
    [counted] = quality_counts(listed.centre, date(2026, 8, 31), date(2027, 1, 17))
    assert (counted.college, counted.judged, counted.repeated, counted.told) == (COLLEGE, 0, 0, 3)
    submit_sheet(listed.counsellor, force=True)  # the same once more is no more
    listed.school.send(listed.counsellor, listed.centre)
    assert quality_counts(listed.centre, date(2026, 8, 31), date(2027, 1, 17)) == (counted,)
