"""`runxin sweep sheet`, `import`, `fill-rest`, `progress`: their JSON, their exit codes, what they leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.cli import main
from app.sheets.table import read_table
from tests.app.cli.conftest import Answer, Run, write_json
from tests.app.services.conftest import Care
from tests.app.sheets.workbooks import xlsx
from tests.school import CLASS, COLLEGE, talk

AT = "2026-09-09T10:00:00+08:00"
START = ("--window", "start")
OF_CLASS = ("--class", CLASS, *START)
A, B, C = "2301001", "2301002", "2301003"

Told = Callable[..., Answer]


@pytest.fixture
def told(run: Run, desks: Care) -> Told:
    """Runs a command for the counsellor, on Wednesday of week 2."""
    return partial(run, desks.counsellor.home, now=AT)


def test_a_sweep_from_the_sheet_to_the_last_student(told: Told, tmp_path: Path) -> None:
    fields = talk(A, when="2026-09-08T16:00:00+08:00")
    assert told("record", "add", "talk", "--json-file", write_json(tmp_path, fields)).exit == 0
    file = tmp_path / "摸排.xlsx"
    sheet = told("sweep", "sheet", *OF_CLASS, "--out", str(file))
    assert sheet.exit == 0 and sheet.document["file"] == str(file)
    assert {k: sheet.document[k] for k in ("class", "window", "term", "opens", "as_of")} == {
        "class": CLASS, "window": "start", "term": "2026-2027-1", "opens": "2026-08-31T00:00:00+08:00", "as_of": AT,
    }  # fmt: skip
    first = sheet.document["rows"][0]
    assert (first["number"], first["state"], first["outcome"], first["due"][:10]) == (A, "owed", None, "2026-09-20")
    assert first["behind"] == [{"kind": "talk", "source": "talk", "day": "2026-09-08"}]
    assert [row["number"] for row in sheet.document["rows"]] == [A, B, C]

    (table,) = read_table(file.read_bytes(), file.name)
    rows = [list(row) for row in table.rows]
    rows[2][-2:] = ["拟列入", "课堂班级"]
    rows[3][-2:] = ["看不清", "课堂班级"]
    file.write_bytes(xlsx(rows))
    dry = told("sweep", "import", str(file), *START, "--dry-run")
    assert (dry.exit, dry.document["written"], dry.document["to_list"]) == (3, 1, 1) and dry.document["dry_run"]
    done = told("sweep", "import", str(file), *START)
    assert done.exit == 3 and {k: v for k, v in done.document.items() if k != "held"} == {
        "written": 1, "amended": 0, "unchanged": 0, "blank": 1, "to_list": 1, "dry_run": False,
    }  # fmt: skip
    (held,) = done.document["held"]
    assert (held["row"], held["code"], held["sheet"]) == (4, "sweep_outcome_unknown", "Sheet1")
    assert "第 4 行" in held["message"] and "看不清" not in held["message"]

    rest = told("sweep", "fill-rest", *OF_CLASS)
    assert (rest.exit, rest.document) == (3, {"filled": 1, "left": [{"number": C, "why": "nothing_known"}]})
    progress = told("sweep", "progress", *START)
    (found,) = progress.document["classes"]
    assert progress.exit == 0 and progress.document["term"] == "2026-2027-1"
    assert (found["class_name"], found["college"], found["students"]) == (CLASS, COLLEGE, 3)
    assert (found["done"], found["open"], found["overdue"], found["to_list"]) == (2, 1, 0, 1)
    assert found["missing"] == [{"number": C, "name": f"学生{C}"}]


def test_refusals(told: Told, tmp_path: Path) -> None:
    assert told("sweep", "sheet", "--class", "没有这个班", *START).code == "unit_unknown"
    assert told("sweep", "fill-rest", "--class", CLASS, "--window", "end").code == "sweep_ahead"
    assert told("sweep", "sheet", *OF_CLASS, "--out", str(tmp_path / "摸排.pdf")).code == "sweep_ending"
    assert told("sweep", "import", str(tmp_path / "没有.xlsx"), *START).code == "file_unreadable"


@pytest.mark.parametrize("words", [("sheet", *OF_CLASS), ("fill-rest", *OF_CLASS), ("progress", *START)])
def test_lines_for_a_person(run: Run, desks: Care, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert main(["--home", str(desks.counsellor.home), "--lang", "zh", "--now", AT, "sweep", *words]) in (0, 3)
    said = capsys.readouterr().out
    assert "{" not in said and ("学生" in said or "位" in said or COLLEGE in said)


def test_who_has_no_room_is_said_to_have_none(run: Run, desks: Care, capsys: pytest.CaptureFixture[str]) -> None:
    run(desks.counsellor.home, "unlock-check")
    assert main(["--home", str(desks.counsellor.home), "--lang", "zh", "--now", AT, "sweep", "sheet", *OF_CLASS]) == 0
    assert capsys.readouterr().out.startswith(f"宿舍未登记  {A} ")
