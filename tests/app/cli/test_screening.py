"""`runxin screening import`: the JSON of DESIGN.md §7, exits, and a person's lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from tests.app.cli.conftest import NOW, Run
from tests.app.services.conftest import Care
from tests.app.sheets.screening_books import answered, two_rows
from tests.app.sheets.workbooks import xlsx

LOW = (0,) * 9


def export(folder: Path, *rows: list[object]) -> str:
    path = folder / "普查.xlsx"
    path.write_bytes(two_rows(*rows))
    return str(path)


def test_results_are_imported_previewed_and_held(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.centre.home
    file = export(tmp_path, answered(*LOW[:8], 2), answered(*LOW, number="9999999"))
    words = ("screening", "import", file, "--scale", "phq-9")
    seen = run(home, *words, "--dry-run")
    assert (seen.exit, seen.document["added"], seen.document["dry_run"]) == (3, 1, True)
    done = run(home, *words)
    assert done.exit == 3
    assert {"added", "changed", "unchanged", "held", "classes", "calls"} <= done.document.keys()
    assert (done.document["added"], done.document["calls"], done.document["classes"]["alarm"]) == (1, 1, 1)
    ((held),) = done.document["held"]
    assert held["row"] == 4 and held["code"] == "bulk_student_unknown" and "9999999" not in held["message"]
    assert run(home, *words).document["unchanged"] == 1


def test_all_rows_taken_is_done(run: Run, desks: Care, tmp_path: Path) -> None:
    file = export(tmp_path, answered(*LOW, number="2301003"))
    done = run(desks.centre.home, "screening", "import", file, "--scale", "PHQ-9")
    assert (done.exit, done.document["held"], done.document["outcomes"]["taken"]) == (0, [], 1)


def test_what_is_unclear_or_not_allowed_is_refused(run: Run, desks: Care, tmp_path: Path) -> None:
    home, file = desks.centre.home, export(tmp_path, answered(*[1] * 9, number="2301002"))
    unclear = run(home, "screening", "import", file, "--scale", "phq-9")
    assert (unclear.exit, unclear.code) == (1, "coding_unclear")
    assert "--coding" in unclear.document["error"]["hint"]
    assert run(home, "screening", "import", file, "--scale", "phq-9", "--coding", "1-4").exit == 0
    assert run(home, "screening", "import", file, "--scale", "x").code == "scale_unknown"
    other = run(desks.counsellor.home, "screening", "import", file, "--scale", "phq-9", "--coding", "1-4")
    assert (other.exit, other.code) == (1, "screening_not_allowed")


def test_what_is_said_of_the_whole_file_names_no_row(
    run: Run, desks: Care, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "总分.xlsx"
    file.write_bytes(xlsx([["学号", "姓名", "测评时间", "PHQ-9总分"], ["2301001", "学生2301001", "2026-11-20", 3]]))
    words = ["screening", "import", str(file), "--scale", "phq-9", "--coding", "0-3", "--dry-run"]
    review = run(desks.centre.home, *words).document["review"]
    assert [(held["row"], held["code"]) for held in review] == [(0, "screening_alarm_unseen")]
    assert main(["--home", str(desks.centre.home), "--lang", "zh", "--now", NOW, *words]) == 0
    _, line = capsys.readouterr().out.splitlines()
    assert line == review[0]["message"] and "第 0 行" not in line


def test_the_file_of_another_scale_is_refused(run: Run, desks: Care, tmp_path: Path) -> None:
    file = tmp_path / "普查.xlsx"
    person = ["2301001", "学生2301001", "2026-11-20", "已完成"]
    for headings in ([f"第{n}题" for n in range(1, 10)], [f"PHQ-9第{n}题" for n in range(1, 10)]):
        file.write_bytes(xlsx([["学号", "姓名", "测评时间", "完成情况", *headings], [*person, *LOW]]))
        refused = run(desks.centre.home, "screening", "import", str(file), "--scale", "scl-90")
        assert (refused.exit, refused.code) == (1, "screening_no_columns")
        assert "SCL-90" in refused.document["error"]["message"]
    file.write_bytes(xlsx([["学号", "姓名", "测评时间", "完成情况"], [*person[:3], "拒绝"]]))
    done = run(desks.centre.home, "screening", "import", str(file), "--scale", "scl-90", "--coding", "1-5", "--dry-run")
    assert (done.exit, done.document["outcomes"]["refused"]) == (0, 1)
