"""The sheet as its college checks it: counsellor by counsellor, with what is missing by name; taking a decision back;
what the wall shows of it."""

from __future__ import annotations

import pytest

from app.records.kind import Values
from app.services import records
from app.services.context import plan_in_force
from app.services.meeting_cases import HIDDEN, Veil, meeting_cases, short_name
from app.services.reference import Keeper
from app.services.saving import Writer
from app.services.weekly_check import read_check
from app.services.weekly_reviews import fill_review
from app.services.weekly_stages import check_sheet, submit_sheet, take_back_judgement
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.app.services.weekly import SEEN, A, B, C, followed, refused
from tests.school import CLASS, COLLEGE

TOLD: Values = {**SEEN, "family_knows": True, "attitude": "cooperates", "treatment": "医院开了药，在吃"}


def submitted(care: Care) -> str:
    """A's review is written and the sheet submitted without B's; the review."""
    followed(care)
    made = fill_review(care.counsellor, A, TOLD).id
    submit_sheet(care.counsellor, force=True)
    care.school.exchange(care.centre, care.counsellor, care.station)
    return made


def test_the_sheet_by_counsellor_with_the_treatment(care: Care) -> None:
    made = submitted(care)
    sheet = read_check(care.station)
    [hand] = sheet.hands
    assert (hand.number, hand.name, hand.missing, hand.unheard) == ("T001", "王老师", (f"学生{B}",), 0)
    assert (hand.written, hand.waiting) == (1, 1) and hand.submitted is not None and sheet.now
    one, two = hand.rows
    assert one.review == made and one.waits and one.can_check and one.treatment == TOLD["treatment"]
    assert one.sources == ("当面见到",) and one.family.startswith("家长知情、")
    assert not two.review and not two.waits and not two.can_check
    assert sheet.to_accept() == sheet.to_accept(hand) == (made,)
    check_sheet(care.station, None, {made: ("checked", "")})
    sheet = read_check(care.station, "13")
    assert sheet.rows[0].verdict == "checked" and sheet.to_accept() == () and sheet.state.checked is not None
    assert not read_check(care.station, "12").now
    refused("check_by_station", read_check, care.counsellor)
    refused("review_week_ahead", read_check, care.station, "14")


def test_what_has_not_come_from_a_silent_laptop_is_counted_apart(care: Care) -> None:
    followed(care)
    care.school.at(care.station, "2026-11-27T09:00:00+08:00")
    sheet = read_check(care.station)
    assert sheet.unheard == 2 and sheet.hands[0].missing == (f"学生{A}", f"学生{B}")


def test_a_judgement_is_taken_back_with_the_sheet_that_rests_on_it(care: Care) -> None:
    made = submitted(care)
    refused("judgement_none", take_back_judgement, care.station, [made])
    assert check_sheet(care.station, None, {made: ("checked", "")}).checked is not None
    take_back_judgement(care.station, [made])
    sheet = read_check(care.station)
    assert sheet.rows[0].waits and sheet.state.checked is None
    care.school.exchange(care.centre, care.station)
    assert read_check(care.centre).rows[0].waits


def test_a_version_that_nobody_has_read_is_not_judged(care: Care) -> None:
    made = submitted(care)
    seen = read_check(care.station).revisions
    fill_review(care.counsellor, A, {**TOLD, "observed": "这两天又睡不好"})
    care.school.exchange(care.centre, care.counsellor, care.station)
    refused("review_changed", check_sheet, care.station, None, {made: ("checked", "")}, seen=seen)
    check_sheet(care.station, None, {made: ("checked", "")}, seen=read_check(care.station).revisions)
    assert not read_check(care.station).rows[0].waits


def test_taking_a_later_judgement_back_leaves_the_check_from_before(care: Care) -> None:
    made = submitted(care)
    before = check_sheet(care.station, None, {made: ("checked", "")}).checked
    fill_review(care.counsellor, A, {**TOLD, "observed": "这两天又睡不好"})
    care.school.exchange(care.centre, care.counsellor, care.station)
    care.school.at(care.station, "2026-11-28T09:00:00+08:00")
    check_sheet(care.station, None, {made: ("returned", "请补充")})
    take_back_judgement(care.station, [made])
    state = read_check(care.station).state
    assert before is not None and state.checked is not None and state.checked.id == before.id
    assert state.undecided == (made,)


def test_the_wall_gets_surnames_and_two_digits(care: Care) -> None:
    plan = plan_in_force(care.centre)
    with care.centre.store.unit() as unit:
        keeper = Keeper(care.centre, Writer(care.centre, unit, plan.rank), plan)
        where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
        for number, name in ((A, "沈知遥"), (B, "欧阳静姝"), (C, "古丽孜依热·阿布都热合曼")):
            keeper.keep("student", {"number": number, "name": name, "class": where, "status": "enrolled"})
    care.school.exchange(care.centre, care.counsellor)
    followed(care)
    said = "沈知遥和欧阳静姝住408室，知遥说古丽孜依热夜里不睡，电话138 0000 2761，学号2301001"
    fill_review(care.counsellor, A, {**TOLD, "observed": said})
    care.school.exchange(care.centre, care.counsellor, care.station)
    found = meeting_cases(care.station)
    assert (found.college, found.week) == (COLLEGE, 13)
    one, two = found.cases
    assert (one.who, one.level.rank, one.missing, two.who, two.missing) == ("沈·01", 2, False, "欧阳·02", True)
    assert one.observed == f"沈·01和欧阳·02住{HIDDEN}室，沈·01说古·03夜里不睡，电话{HIDDEN}，学号沈·01"
    told = str(found)
    assert not any(name in told for name in ("知遥", "静姝", A, B, CLASS, "药"))
    refused("check_by_station", meeting_cases, care.counsellor)


def test_a_meetings_own_cases_alone(care: Care) -> None:
    followed(care)
    case = records.add_record(care.counsellor, "care_listing", {**listing(B, "level1"), "action": "change"}).id
    care.school.exchange(care.centre, care.counsellor, care.station)
    values: Values = {"when": "2026-11-24T15:00:00+08:00", "scope": "college", "unit": COLLEGE, "cases": [case]}
    meeting = records.add_record(care.station, "review_meeting", values).id
    assert [case.who for case in meeting_cases(care.station, None, meeting).cases] == ["学·02"]
    whole = meeting_cases(care.station)
    assert (len(whole.cases), whole.elsewhere) == (2, 0)


def test_whoever_of_a_meeting_is_not_on_the_sheet_is_counted_without_a_name(care: Care) -> None:
    followed(care)
    told = {"students": [C], "what": "academic_warning", "when": "2026-11-20"}
    of_none = records.add_record(care.counsellor, "circumstance", told).id
    case = records.add_record(care.counsellor, "care_listing", {**listing(B, "level1"), "action": "change"}).id
    care.school.exchange(care.centre, care.counsellor, care.station)
    values: Values = {"when": "2026-11-24T15:00:00+08:00", "scope": "college", "unit": COLLEGE}
    meeting = records.add_record(care.station, "review_meeting", {**values, "cases": [case, of_none]}).id
    found = meeting_cases(care.station, None, meeting)
    assert ([case.who for case in found.cases], found.elsewhere) == (["学·02"], 1)


def test_a_name_that_is_a_word_is_veiled_where_it_may_be_a_name() -> None:
    assert Veil([("12", "高兴")]).over("她很高兴，和高兴同寝室") == "她很高·12，和高·12同寝室"


def test_a_veil_takes_whole_names_before_parts() -> None:
    veil = Veil([("11", "王五"), ("12", "王五一"), ("2302140817", "沈知遥")])
    assert veil.over("王五一和王五", "沈知遥", "2302140817") == "王·12和王·11"
    assert veil.over("知遥说，竹园3栋") == "知遥说，竹园3栋" and veil.over("竹园12栋") == f"竹园{HIDDEN}栋"
    assert short_name("欧阳修", "0012") == "欧阳·12" and short_name("欧阳", "0012") == "欧·12"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("住7栋302，上周住过3号楼5单元402", "住7栋…，上周住过3号楼5单元…"),
        ("宿舍302、12楼1203和3-402都去过", "宿舍…、12楼…和…都去过"),
        ("１３８００００２７６１或0511-88781234", "…或…"),
        ("2026-11-20起4人宿舍住了3人，睡6-8小时", "2026-11-20起4人宿舍住了3人，睡6-8小时"),
    ],
)
def test_a_veil_hides_phones_and_rooms_however_they_are_written(said: str, shown: str) -> None:
    assert Veil([]).over(said) == shown
