"""`runxin review …`: the weekly sheet from counsellor to centre, the data pack, resolutions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.services import records
from app.services.weekly_reviews import fill_review
from app.workspace import Workspace
from tests.app.cli.conftest import NOW, Run
from tests.app.services.conftest import Care, at_work
from tests.app.services.test_students import listing
from tests.school import COLLEGE
from tests.slots import with_slot

A, B = "2301001", "2301002"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Care]:
    """Two students on the list, one reviewed; counsellor, station and centre know of it and are locked."""
    made = at_work(tmp_path)
    for number in (A, B):
        records.add_record(made.counsellor, "care_listing", listing(number))
    fill_review(made.counsellor, A, {"sources": ["met"], "observed": "按时上课", "treatment": "在吃药"})
    made.school.exchange(made.centre, made.counsellor, made.station)
    for workspace in (made.centre, made.counsellor, made.station):
        with_slot(workspace)
        workspace.lock()
    yield made
    made.school.close()


def pass_on(run: Run, sender: Workspace, receiver: Workspace, to: str = "centre") -> None:
    out = sender.home.parent / "stick"
    out.mkdir(exist_ok=True)
    sent = run(sender.home, "bundle", "export", "--to", to, "--out", str(out))
    assert run(receiver.home, "bundle", "import", *sent.document["files"]).exit == 0


def test_a_sheet_goes_its_way(run: Run, desks: Care, capsys: pytest.CaptureFixture[str]) -> None:
    counsellor, station, centre = desks.counsellor.home, desks.station.home, desks.centre.home
    seen = run(counsellor, "review", "sheet").document
    assert (seen["week"], [(r["student"], r["state"]) for r in seen["rows"]]) == (
        "2026-2027-1/13",
        [(A, "met"), (B, "owed")],
    )
    review = seen["rows"][0]["review"]
    assert "treatment" not in review["fields"] and seen["rows"][1]["review"] is None
    refused = run(counsellor, "review", "submit")
    assert (refused.exit, refused.code) == (1, "reviews_missing")
    assert "1" in refused.document["error"]["message"] and "12:00" in refused.document["error"]["message"]
    assert len(run(counsellor, "review", "submit", "--force", "--week", "13").document["sheets"]) == 1
    pass_on(run, desks.counsellor, desks.centre)
    pass_on(run, desks.centre, desks.station, desks.station.device)
    assert run(station, "review", "check", "--return", review["id"]).code == "return_without_remark"
    back = run(station, "review", "check", "--return", review["id"], "--remark", "请写明在哪里见到")
    assert back.document["returned"] == [review["id"]] and back.document["checked"]["remark"]
    pass_on(run, desks.station, desks.centre)
    pass_on(run, desks.centre, desks.counsellor, desks.counsellor.device)
    shown = run(counsellor, "review", "sheet").document["rows"][0]["review"]
    assert (shown["decision"], shown["remark"]) == ("returned", "请写明在哪里见到")
    made = run(centre, "review", "compile")
    assert (made.document["unchecked"], [r["student"] for r in made.document["rows"]]) == ([], [A])
    assert run(centre, "review", "sheet", "--college", COLLEGE).document["rows"][0]["review"]["fields"]["treatment"]
    assert run(counsellor, "review", "compile").code == "compile_by_centre"
    capsys.readouterr()
    assert main(["--home", str(station), "--now", NOW, "review", "sheet"]) == 0
    told = capsys.readouterr().out
    assert A in told and "待办" in told and "退回 1" in told


def test_what_waits_is_checked_in_one_word(run: Run, desks: Care) -> None:
    done = run(desks.station.home, "review", "check").document
    assert (done["undecided"], done["checked"], done["waiting"]) == ([], None, ["T001"])
    assert run(desks.centre.home, "review", "check").code == "check_by_station"


def test_the_pack_is_one_document(run: Run, desks: Care) -> None:
    found = run(desks.station.home, "review", "pack", "--college", COLLEGE, "--term", "2026-2027-1").document
    assert (found["college"], found["first"], len(found["cases"])) == (COLLEGE, "2026-08-31", 2)
    assert found["figures"]["levels"] == {"level1": 0, "level2": 2, "level3": 0}
    assert found["figures"]["screening"] is None and len(found["figures"]["weeks"]) == 13
    assert run(desks.counsellor.home, "review", "pack").code == "pack_not_allowed"


def test_the_pack_is_told_in_lines(run: Run, desks: Care, capsys: pytest.CaptureFixture[str]) -> None:
    run(desks.station.home, "unlock-check")
    words = ["review", "pack", "--term", "2026-2027-1"]
    for language, told in (("zh", ("第13周", "二级·重点关注 2", f"研判材料：{COLLEGE}", "共 2 位：")),
                           ("en", ("week 13", " 2", f"Data pack: {COLLEGE}", "students: 2:"))):  # fmt: skip
        assert main(["--home", str(desks.station.home), "--lang", language, "--now", NOW, *words]) == 0
        out = capsys.readouterr().out
        assert all(part in out for part in told)
        assert not any(mark in out for mark in ("{", "None", "cli.pack", A, B))


def test_the_pack_of_the_school_hides_small_groups(run: Run, desks: Care, capsys: pytest.CaptureFixture[str]) -> None:
    run(desks.centre.home, "unlock-check")
    assert main(["--home", str(desks.centre.home), "--lang", "zh", "--now", NOW, "review", "pack"]) == 0
    out = capsys.readouterr().out
    assert "全校" in out and "不显示" in out and "心理普查：已测评 " in out and "None" not in out


def test_resolutions_are_listed_and_finished(run: Run, desks: Care, tmp_path: Path) -> None:
    station = desks.station.home
    assert run(station, "review", "resolutions").document == {"resolutions": []}
    minutes = tmp_path / "minutes.json"
    minutes.write_text(
        '{"when": "2026-11-20T15:00:00+08:00", "scope": "college", "unit": "计算机学院",'
        ' "resolutions": [{"what": "排出值班表", "owner": "S001", "due": "2026-12-01"}]}',
        encoding="utf-8",
    )
    assert run(station, "record", "add", "review_meeting", "--json-file", str(minutes)).exit == 0
    (found,) = run(station, "review", "resolutions").document["resolutions"]
    assert (found["owner"], found["due"], found["state"], found["what"]) == ("S001", "2026-12-01", "owed", "排出值班表")
    assert run(station, "review", "finish", found["id"], "--remark", "已排好").exit == 0
    assert run(station, "review", "resolutions").document == {"resolutions": []}
    assert run(station, "review", "finish", found["id"]).code == "resolution_finished"
