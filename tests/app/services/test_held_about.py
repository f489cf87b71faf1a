"""What is held about a student: everything that is here, who may read it, and no other student by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.records.ids import new_id
from app.records.kind import Values
from app.services import printing, records
from app.services.drafting import keep_draft
from app.services.held_about import held_about, held_report, print_held
from app.services.printed_file import student_sheet
from app.store.audit import count_acts
from app.texts import text
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.school import talk

A, B = "2301001", "2301002"


def group(care: Care, content: str = "两个人都来了") -> str:
    values: Values = {
        **talk(A, content), "students": [A, B], "mode": "group",
        "parts": [{"student": A, "mood": "平静"}, {"student": B, "response": "不愿说"}],
    }  # fmt: skip
    return records.add_record(care.counsellor, "talk", values).id


def test_everything_that_is_here_is_listed(care: Care, tmp_path: Path) -> None:
    (tmp_path / "证明.txt").write_text("证明", encoding="utf-8")
    group(care)
    gone = records.add_record(care.counsellor, "talk", talk(A, "写错了"), files=[tmp_path / "证明.txt"])
    records.withdraw_record(care.counsellor, gone.id, "写错了人")
    remark: Values = {
        "when": "2026-11-22T19:40:00+08:00", "where": "dorm", "found": "宿舍整洁",
        "remarks": [{"student": A, "text": "在宿舍"}, {"student": B, "text": "不在"}],
    }  # fmt: skip
    records.add_record(care.counsellor, "visit", remark)
    keep_draft(care.counsellor, new_id(), "talk", "", {"students": [A], "content": "没写完"})
    keep_draft(care.counsellor, new_id(), "talk", "", {"students": [B], "content": "别人的"})
    found = held_about(care.counsellor, A)
    assert (found.student, found.number, found.name, found.drafts) == (care.students[0], A, f"学生{A}", 1)
    kinds = [one.kind for one in found.records]
    assert sorted(kinds) == ["student", "talk", "talk", "talk_part", "visit_remark"]
    withdrawn = next(one for one in found.records if one.withdrawn)
    assert (withdrawn.versions, withdrawn.author) == (2, "王老师")
    assert held_about(care.counsellor, B).drafts == 1


def test_the_list_says_who_reads_and_names_no_other_student(care: Care) -> None:
    group(care)
    records.add_record(care.counsellor, "care_listing", listing(A, "level2"))
    report = held_report(care.counsellor, held_about(care.counsellor, A))
    by_kind = {str(row[0]): row for row in report.tables[0].rows}
    assert by_kind["谈心谈话"][1] == 1 and "王老师" in str(by_kind["谈心谈话"][4])
    assert "只看目录信息" in str(by_kind["谈心谈话"][5]) and "可看正文" in str(
        by_kind[text("zh", "kind.care_listing")][5]
    )
    said = str(report)
    assert f"学生{B}" not in said and B not in said and "两个人都来了" not in said


def test_the_list_is_printed_and_counted_as_a_print(care: Care, tmp_path: Path) -> None:
    out = print_held(care.counsellor, A, tmp_path / "资料清单.pdf")
    assert out.read_bytes().startswith(b"%PDF")
    assert count_acts(care.counsellor.store.read(), "print", care.students[0]) == 1
    for wrong, name, code in ((A, "a.txt", "form_ending"), ("999", "a.pdf", "student_unknown")):
        with pytest.raises(UserError, match=code):
            print_held(care.counsellor, wrong, tmp_path / name)


def test_results_of_a_screening_are_listed_for_who_may_know_of_them(care: Care) -> None:
    given = {"student": A, "outcome": "taken", "taken_on": "2026-10-14", "class": "high", "scale": "scl-90"}
    records.add_record(care.centre, "screening_result", given)
    care.school.exchange(care.centre, care.counsellor)
    assert "screening_result" in {one.kind for one in held_about(care.centre, A).records}
    assert "screening_result" not in {one.kind for one in held_about(care.counsellor, A).records}


def test_the_printed_file_names_no_other_student_of_a_group_talk(care: Care, tmp_path: Path) -> None:
    values: Values = {**talk(A, f"学生{A}和学生{B}（{B}）吵了一架"), "students": [A, B], "mode": "group"}
    records.add_record(care.counsellor, "talk", values)
    long = "长" * 198 + f"学生{B}先开口"  # the excerpt ends within the name
    records.add_record(care.counsellor, "talk", {**values, "content": long})
    group(care, f"学生{B}先开口")
    sheet, _ = student_sheet(care.counsellor, A)
    told = [happening.told for happening in sheet.happened]
    assert f"学生{A}和某同学（某同学）吵了一架" in told and "长" * 198 + "…" in told
    assert not any(B in one or f"学生{B}" in one or one.endswith("学…") for one in told)
    assert printing.print_form(care.counsellor, "student_file", A, tmp_path / "f.pdf").exists()
