"""`runxin circumstance import`, `care-list import`, `ledger import`: their JSON, their exit codes, what they leave."""

from __future__ import annotations

from pathlib import Path

from tests.app.cli.conftest import Run
from tests.app.services.conftest import Care
from tests.app.sheets.workbooks import Rows, xlsx


def sheet(folder: Path, name: str, rows: Rows) -> str:
    path = folder / name
    path.write_bytes(xlsx(rows))
    return str(path)


def test_circumstances_of_an_office(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.centre.home
    rows = [["学号", "姓名", "原因"], ["2301001", "学生2301001", "不及格学分超过20"], ["2301002", "别人", "旷课"]]
    words = (
        "circumstance",
        "import",
        sheet(tmp_path, "预警.xlsx", rows),
        "--what",
        "academic_warning",
        "--on",
        "2026-11-20",
    )
    told = run(home, *words, "--dry-run")
    assert (told.exit, told.document["added"], told.document["dry_run"]) == (3, 1, True)
    assert run(home, "record", "list", "--kind", "circumstance").document["records"] == []

    done = run(home, *words)
    assert done.exit == 3 and {**done.document, "dry_run": True} == told.document
    (held,) = done.document["held"]
    assert held.keys() == {"row", "code", "message", "sheet"}
    assert (held["row"], held["code"]) == (3, "roster_other_name") and "第 3 行" in held["message"]
    assert run(home, *words).document["unchanged"] == 1
    (row,) = run(home, "record", "list", "--kind", "circumstance").document["records"]
    shown = run(home, "record", "show", row["id"]).document["fields"]
    assert (shown["what"], shown["note"]) == ("academic_warning", "不及格学分超过20")


def test_the_care_list(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.counsellor.home
    file = sheet(
        tmp_path, "名单.xlsx", [["学号", "姓名", "关注级别", "原因"], ["2301001", "学生2301001", "二级", "睡不着"]]
    )
    assert run(home, "care-list", "import", file).document["held"][0]["code"] == "bulk_no_day"
    done = run(home, "care-list", "import", file, "--on", "2026-11-20")
    assert (done.exit, done.document["added"], done.document["held"]) == (0, 1, [])
    (row,) = run(home, "record", "list", "--kind", "care_listing").document["records"]
    assert "旧台账转入" in run(home, "record", "show", row["id"]).document["fields"]["evidence"]


def test_ledgers(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.counsellor.home
    talks = [["学号", "姓名", "谈话时间", "谈话内容"], ["2301001", "学生2301001", "2026-10-12", "想家"]]
    words = ("ledger", "import", sheet(tmp_path, "谈话.xlsx", talks), "--kind", "talk")
    assert run(home, *words).document["held"][0]["code"] == "bulk_no_occasion"
    assert run(home, *words, "--occasion", "freshman").document["added"] == 1
    contacts = [["学号", "姓名", "时间", "方式", "沟通内容"], ["2301001", "学生2301001", "2026-10-12", "电话", "近况"]]
    file = sheet(tmp_path, "家校.xlsx", contacts)
    assert run(home, "ledger", "import", file, "--kind", "parent_contact").document["added"] == 1
    for kind in ("talk", "parent_contact"):
        (row,) = run(home, "record", "list", "--kind", kind).document["records"]
        shown = run(home, "record", "show", row["id"]).document
        assert shown["fields"]["origin"].startswith("旧台账转入") and shown["late"]


def test_a_broken_sheet_is_refused_in_a_sentence(run: Run, desks: Care, tmp_path: Path) -> None:
    file = tmp_path / "坏.xlsx"
    file.write_bytes(b"PK\x03\x04 no workbook")
    answer = run(desks.centre.home, "circumstance", "import", str(file), "--what", "award", "--on", "2026-11-20")
    assert (answer.exit, answer.code) == (1, "sheet_unreadable") and answer.document["error"]["hint"]


def test_a_choice_that_the_plan_does_not_have_is_refused_with_what_there_is(
    run: Run, desks: Care, tmp_path: Path
) -> None:
    file = sheet(
        tmp_path,
        "名单.xlsx",
        [["学号", "姓名", "谈话时间", "谈话内容"], ["2301001", "学生2301001", "2026-11-20", "好"]],
    )
    talks = run(desks.counsellor.home, "ledger", "import", file, "--kind", "talk", "--occasion", "WRONG")
    given = run(desks.centre.home, "circumstance", "import", file, "--what", "WRONG", "--on", "2026-11-20")
    for refused, offered in ((talks, "新生必谈；"), (given, "学业预警；")):
        assert (refused.exit, refused.code) == (1, "option_unknown")
        error = refused.document["error"]
        assert "“WRONG”" in error["message"] and "没有导入" in error["message"] and offered in error["hint"]
