"""Review meetings: minutes whose resolutions become duties, and are written down as done."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import records
from app.services.duties import Asked, list_duties
from app.services.reading import show_record
from app.services.reports import make_report
from app.services.review_meetings import finish_resolution, list_meetings, open_resolutions
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_reports import text_of
from tests.app.services.test_students import listing
from tests.school import COLLEGE, talk

A = "2301001"
FIRST: Values = {"what": "每周与家长通一次电话", "owner": "T001", "due": "2026-11-20"}
SECOND: Values = {"what": "排出期末值班表", "owner": "S001", "due": "2026-12-10"}


def met(care: Care, *resolutions: Values) -> tuple[str, ...]:
    """A meeting of the college with its resolutions, known everywhere; the records of the resolutions."""
    case = records.add_record(care.counsellor, "care_listing", listing(A)).id
    care.school.exchange(care.centre, care.counsellor, care.station)
    values: Values = {
        "when": "2026-11-05T15:00:00+08:00", "scope": "college", "unit": COLLEGE, "chair": "刘书记",
        "present": "全体辅导员", "cases": [case], "judgement": "总体平稳", "resolutions": list(resolutions),
    }  # fmt: skip
    saved = records.add_record(care.station, "review_meeting", values)
    care.school.exchange(care.centre, care.station, care.counsellor)
    return saved.children


def states(workspace: Workspace) -> list[tuple[str, str, date, str]]:
    return [(r.what, r.owner, r.due, r.state) for r in open_resolutions(workspace)]


def test_a_resolution_is_open_until_it_is_done(care: Care) -> None:
    assert open_resolutions(care.centre) == ()
    one, two = met(care, SECOND, FIRST)[::-1]
    for workspace in (care.station, care.centre):
        assert [(what, owner, due) for what, owner, due, _ in states(workspace)] == [
            ("每周与家长通一次电话", "T001", date(2026, 11, 20)),
            ("排出期末值班表", "S001", date(2026, 12, 10)),
        ]
    assert [r.state for r in open_resolutions(care.centre)] == ["overdue", "owed"]
    assert [r.state for r in open_resolutions(care.station)] == ["overdue", "owed"]  # T001 has been heard since
    found = open_resolutions(care.station)[0]
    assert (found.id, found.owner_name, found.college) == (one, "王老师", COLLEGE)
    finish_resolution(care.station, one, "已与家长约定每周日晚")
    care.school.exchange(care.centre, care.station)
    assert [r.id for r in open_resolutions(care.centre)] == [two]
    duties = list_duties(care.centre, Asked(date(2026, 11, 1), date(2026, 12, 31), rules=("resolutions",)))
    assert [(d.state, d.late, d.holder) for d in duties] == [("met", True, "T001"), ("owed", False, "S001")]


def test_a_resolution_reaches_whom_it_names_and_nobody_beside_them(care: Care) -> None:
    one, two = met(care, SECOND, FIRST)[::-1]
    shown = show_record(care.counsellor, one)
    assert shown.fields["what"] == FIRST["what"]
    with pytest.raises(UserError, match="record_unknown"):
        show_record(care.counsellor, two)
    [duty] = list_duties(care.counsellor, Asked(counsellor="T001", rules=("resolutions",)))
    assert (duty.cause, duty.state, duty.due) == (one, "overdue", "2026-11-20T23:59:00+08:00")
    finish_resolution(care.counsellor, one, "已与家长约定每周日晚")
    care.school.exchange(care.centre, care.counsellor)
    assert [r.id for r in open_resolutions(care.centre)] == [two]


def test_one_kept_beyond_the_term_is_still_listed(care: Care) -> None:
    met(care, {**FIRST, "due": "2027-02-20"})
    assert [r.due for r in open_resolutions(care.centre)] == [date(2027, 2, 20)]
    care.school.at(care.centre, "2027-05-01T10:00:00+08:00")
    assert [r.state for r in open_resolutions(care.centre)] == ["unheard"]
    for workspace in (care.counsellor, care.centre):
        care.school.at(workspace, "2027-05-01T10:00:00+08:00")
    care.school.exchange(care.centre, care.counsellor)
    assert [r.state for r in open_resolutions(care.centre)] == ["overdue"]


def test_a_resolution_that_left_the_minutes_is_gone(care: Care) -> None:
    (one,) = met(care, FIRST)
    records.withdraw_record(care.station, one, "改由学校办理")
    assert open_resolutions(care.station) == ()
    with pytest.raises(UserError, match="resolution_unknown"):
        finish_resolution(care.station, one)


def test_each_refusal(care: Care) -> None:
    (one,) = met(care, FIRST)
    other = records.add_record(care.counsellor, "talk", talk(A)).id
    with pytest.raises(UserError, match="resolution_unknown"):
        finish_resolution(care.counsellor, other)
    with pytest.raises(UserError, match="record_unknown"):
        finish_resolution(care.station, "01890000-0000-7000-8000-000000000000")
    finish_resolution(care.station, one)
    with pytest.raises(UserError, match="resolution_finished"):
        finish_resolution(care.station, one)
    care.school.exchange(care.centre, care.station)
    with pytest.raises(UserError, match="resolution_finished"):
        finish_resolution(care.centre, one)


def test_the_meetings_of_the_term_with_what_they_resolved(care: Care) -> None:
    second, _ = met(care, SECOND, FIRST)
    finish_resolution(care.station, second, "已排好")
    term = list_meetings(care.station)
    assert (term.term, term.held, term.of, term.due, term.overdue) == (
        "2026-2027-1", 1, 2, date(2027, 1, 3), False,
    )  # fmt: skip
    [meeting] = term.meetings
    assert (meeting.unit, meeting.scope, meeting.chair, meeting.cases) == (COLLEGE, "college", "刘书记", 1)
    assert [(r.what, r.owner_name, r.state, r.remark) for r in meeting.resolutions] == [
        ("每周与家长通一次电话", "王老师", "overdue", ""), ("排出期末值班表", "王老师", "met", "已排好"),
    ]  # fmt: skip
    assert (meeting.done, meeting.overdue, meeting.resolutions[1].done) == (1, 1, date(2026, 11, 24))
    care.school.exchange(care.centre, care.station)
    assert list_meetings(care.centre).of == 1 and len(list_meetings(care.centre).meetings) == 1
    with pytest.raises(UserError, match="meetings_not_here"):
        list_meetings(care.counsellor)


def test_the_pack_is_printed_with_its_cases_apart(care: Care, tmp_path: Path) -> None:
    met(care, FIRST)
    pdf = text_of(make_report(care.station, "review_pack", tmp_path / "pack.pdf"))
    assert "心理工作研判会材料" in pdf and "个案附件" in pdf and "学01" in pdf
    sheet = text_of(make_report(care.station, "review_pack", tmp_path / "pack.docx"))
    assert "学01" not in sheet and f"学生{A}" not in pdf + sheet and A not in pdf + sheet
    with pytest.raises(UserError, match="report_not_here"):
        make_report(care.counsellor, "review_pack", tmp_path / "none.pdf")
