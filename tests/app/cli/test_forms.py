"""Forms on the command line: every kind is listed, and what is listed is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from app.records import KINDS
from tests.app.cli.conftest import Run, write_json
from tests.app.services.conftest import Care


def test_every_kind_is_listed_once_with_a_title_in_either_language(run: Run, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        forms = run(tmp_path, "--lang", language, "form", "list").document["forms"]
        ids = [f["form"] for f in forms]
        assert len(ids) == len(set(ids)) and all(f["title"] for f in forms)
        assert {k.name for k in KINDS.values() if k.child_of is None} <= set(ids)
        assert {"talk", "visit", "parent_contact", "recovery", "enrolment", "student_file", "pocket_card"} <= set(ids)


def test_a_record_of_a_newer_kind_and_a_file_are_printed(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.counsellor.home
    report = {"student": "2301001", "urgency": "soon", "behaviour": "连续三天未到课", "student_knows": True}
    identity = run(home, "record", "add", "case_report", "--json-file", write_json(tmp_path, report)).document["id"]
    for form, subject in (("case_report", identity), ("student_file", "2301001"), ("pocket_card", "-")):
        out = tmp_path / f"{form}.pdf"
        assert run(home, "form", "print", form, subject, "--out", str(out)).document == {"file": str(out)}
        assert out.read_bytes().startswith(b"%PDF-")


def test_a_record_is_not_printed_on_the_form_of_another_kind(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.counsellor.home
    plan = {"student": "2301001", "problem": "连续缺课"}
    identity = run(home, "record", "add", "care_plan", "--json-file", write_json(tmp_path, plan)).document["id"]
    for form, code in (("case_report", "form_wrong_kind"), ("crisis_report", "form_wrong_kind"), ("x", "form_unknown")):
        answer = run(home, "form", "print", form, identity, "--out", str(tmp_path / "a.pdf"))
        assert answer.exit == 1 and answer.code == code
    one = run(home, "form", "print", "care_plan", identity, "--student", "2301001", "--out", str(tmp_path / "a.pdf"))
    assert one.code == "form_not_per_student"
    assert not (tmp_path / "a.pdf").exists()


def test_who_gives_a_students_number_is_told_how_to_find_the_record(run: Run, desks: Care, tmp_path: Path) -> None:
    for form, kind in (("care_plan", "care_plan"), ("crisis_report", "crisis")):
        answer = run(desks.counsellor.home, "form", "print", form, "2301001", "--out", str(tmp_path / "a.pdf"))
        assert (answer.exit, answer.code) == (1, "form_record_unknown")
        hint = answer.document["error"]["hint"]
        assert f"record list --kind {kind} --student" in hint and "student_file" in hint


def test_lines_for_a_person(desks: Care, run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(desks.counsellor.home, "unlock-check")
    assert main(["--lang", "zh", "form", "list"]) == 0
    assert "student_file  学生心理档案" in capsys.readouterr().out
    out = tmp_path / "card.pdf"
    home = ["--home", str(desks.counsellor.home), "--lang", "zh"]
    assert main([*home, "form", "print", "pocket_card", "-", "--out", str(out)]) == 0
    assert main([*home, "form", "blank", "talk", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"已写好：{out}\n" * 2
