"""Screening through real exchanges: a counsellor gets the interview list and nothing else, a station nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.services.reading import list_records, show_record
from app.services.records import add_record
from app.services.screenings import import_screening, interview_list, screening_over_time
from app.services.transfer import export_bundles, import_bundles
from app.store.projection import every_line
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.sheets.screening_books import answered, two_rows
from tests.school import CLASS

TELLING = (b"screening_result", b"phq-9", b"alarm", b"PHQ", "总分".encode(), b'"class":"high"', b'"class":"middle"')
ROWS = (
    answered(*[0] * 8, 1, number="2301001"),
    answered(*[2] * 8, 0, number="2301002"),
    answered(*[0] * 9, number="2301003"),
)


@pytest.mark.parametrize("importer", ["centre", "psychologist"])
def test_results_never_reach_a_counsellor_or_a_station(care: Care, tmp_path: Path, importer: str) -> None:
    school, centre = care.school, care.centre
    psychologist = school.enrolled(centre, "psychologist", "P001", scope=(CLASS,))
    station = school.enrolled(centre, "station", "S001")
    devices = (psychologist, care.counsellor, station)
    path = tmp_path / "普查.xlsx"
    path.write_bytes(two_rows(*ROWS))
    import_screening(centre if importer == "centre" else psychologist, path, scale="phq-9")
    school.exchange(centre, *devices)
    school.exchange(centre, *devices)

    assert len(list_records(centre, kind="screening_result")) == 3
    assert len(list_records(psychologist, kind="screening_result")) == 3
    assert [line.number for line in interview_list(care.counsellor)] == ["2301001", "2301002"]
    for workspace in (care.counsellor, station):
        assert list_records(workspace, kind="screening_result") == []
        assert screening_over_time(workspace, "2301001") == ()
        assert telling(workspace) == []
    assert interview_list(station) == () and list_records(station, kind="screening_call") == []


def telling(workspace: Workspace) -> list[bytes]:
    """What of the screening stands in any line that the device has, the plan's own words apart."""
    lines = [
        part
        for _, header, body in every_line(workspace.store.read())
        for part in (header, body or b"")
        if b'"kind":"plan"' not in header
    ]
    return [word for word in TELLING if any(word in line for line in lines)]


def test_a_counsellor_sees_their_own_students_alone(care: Care, tmp_path: Path) -> None:
    other = care.school.enrolled(care.centre, "counsellor", "T002", scope=("软件工程2302班",))
    path = tmp_path / "普查.xlsx"
    path.write_bytes(two_rows(*ROWS))
    import_screening(care.centre, path, scale="phq-9")
    care.school.exchange(care.centre, care.counsellor, other)
    assert len(interview_list(care.counsellor)) == 2 and interview_list(other) == ()
    lines = interview_list(care.counsellor)
    assert {line.name for line in lines} == {"学生2301001", "学生2301002"} and lines[0].due < lines[1].due


def test_what_is_written_on_a_result_goes_where_the_result_goes(care: Care, tmp_path: Path) -> None:
    school, centre = care.school, care.centre
    psychologist = school.enrolled(centre, "psychologist", "P001", scope=(CLASS,))
    station = school.enrolled(centre, "station", "S001")
    path = tmp_path / "普查.xlsx"
    path.write_bytes(two_rows(*ROWS))
    import_screening(psychologist, path, scale="phq-9")
    result = next(r for r in list_records(psychologist, kind="screening_result") if r.students == ("2301001",))
    now = "2026-11-24T10:00:00+08:00"
    called = {"of": result.id, "when": now, "reached": "值班主任", "note": "PHQ-9第9题"}
    call = add_record(psychologist, "phone_report", called)
    revision = show_record(psychologist, result.id).heads[0]
    add_record(
        psychologist, "sign_off", {"of": result.id, "revision": revision, "as": "checked", "at": now, "remark": "PHQ"}
    )
    add_record(psychologist, "sign_off", {"of": call.id, "revision": call.revision, "as": "checked", "at": now})
    files = export_bundles(psychologist, "centre", tmp_path / "up").files
    assert {done.status for done in import_bundles(centre, files)} == {"applied"}
    assert {done.status for done in import_bundles(station, files)} == {"quarantined"}  # not sealed for a station
    school.exchange(centre, care.counsellor, station)
    for workspace in (care.counsellor, station):
        assert telling(workspace) == []
        assert list_records(workspace, kind="phone_report") == list_records(workspace, kind="sign_off") == []


def test_a_psychologist_hands_nothing_over_from_device_to_device(care: Care, tmp_path: Path) -> None:
    school, centre = care.school, care.centre
    psychologist = school.enrolled(centre, "psychologist", "P001", scope=(CLASS,))
    other = school.enrolled(centre, "counsellor", "T002", scope=("软件工程2302班",))
    add_record(centre, "assignment", {"staff": "T002", "students": ["2301001"], "role": "main", "from": "2026-11-24"})
    school.exchange(centre, psychologist, other)
    with pytest.raises(UserError, match="handover_not_assigned"):
        export_bundles(psychologist, other.device, tmp_path / "over")
