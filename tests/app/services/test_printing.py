"""Printing through a real school on disk: a centre, an enrolled counsellor, records, PDFs read back."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.clock import Clock
from app.errors import UserError
from app.plan.reading import read_plan, seed_text
from app.records import KINDS
from app.services import enrolment, printing
from app.services.context import plan_in_force
from app.services.records import add_record, amend_record, cleaned, withdraw_record
from app.services.saving import Wish, Writer
from app.services.transfer import export_bundles, import_bundles
from app.services.workspaces import Founded, Who
from app.store.audit import audit_rows, broken_at, count_acts
from app.texts import explain, text
from app.workspace import Workspace
from tests.school import School

CLOCK = Clock(fixed=datetime(2026, 11, 25, 8, 2, tzinfo=UTC))
STUDENTS = {"2602010101": "周予安", "2602010102": "沈知夏", "2602010103": "买买提·阿不都热合曼"}
FIRST, SECOND, THIRD = STUDENTS
TALK: dict[str, Any] = {
    "when": "2026-11-25T09:30:00+08:00",
    "occasions": ["freshman", "asked"],
    "risk": "watch",
    "place": "辅导员办公室",
    "way": "face",
    "tags": ["study", "mood"],
    "content": "聊了入学以来的适应情况，作息不太规律，<b>约好</b>一起定计划。",
}
CONTACT: dict[str, Any] = {
    "student": SECOND,
    "when": "2026-11-25T10:00:00+08:00",
    "reached": True,
    "way": "phone",
    "person": "沈先生",
    "relation": "father",
    "told": "近期出勤正常，成绩有起色。",
    "learned": "父女每周通话一次。",
    "asked_to_report": True,
    "guidance": "建议多听少评。",
    "attitude": "cooperates",
    "student_told": True,
}


@dataclass(frozen=True)
class Desk:
    """A counsellor's workspace, the centre it belongs to, and the request that brought it there."""

    centre: Workspace
    counsellor: Workspace
    request: Path
    code: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    school = School(tmp_path_factory.mktemp("school"), CLOCK)
    centre, counsellor = school.centre(), school.device("counsellor", "F017", "程一鸣")
    for name, kind, parent in (
        ("计算机学院", "college", "学校"),
        ("软件2601班", "class", "计算机学院"),
        ("竹苑3栋", "building", "学校"),
    ):
        add_record(centre, "unit", {"name": name, "kind": kind, "parent": parent})
    for number, name in STUDENTS.items():
        values = {"number": number, "name": name, "class": "软件2601班", "sex": "female", "room": "305"}
        add_record(centre, "student", values)
    school.enrol(centre, counsellor)
    (request,) = (school.root / "requests").iterdir()
    yield Desk(centre, counsellor, request, enrolment.read_request(request).code)
    school.close()


def talk(desk: Desk, *students: str, paper: bool = False, **more: Any) -> str:
    mode = "individual" if len(students) == 1 else "group"
    values = TALK | {"students": list(students), "mode": mode} | more
    return add_record(desk.counsellor, "talk", values, paper=paper).id


def visit(desk: Desk, **more: Any) -> str:
    values: dict[str, Any] = {
        "when": "2026-11-24T19:00:00+08:00",
        "where": "dorm",
        "building": "竹苑3栋",
        "rooms": "305、306",
        "expected": 8,
        "heard": "宿管老师说305晚归一次。",
        "remarks": [{"student": FIRST, "text": "情绪低落，已约周四面谈。", "flag": True}],
    }
    return add_record(desk.counsellor, "visit", values | more).id


def contact(desk: Desk, **more: Any) -> str:
    return add_record(desk.counsellor, "parent_contact", CONTACT | more).id


def read(path: Path) -> str:
    """The text of a print as a search finds it, without spaces and line ends."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def printed(desk: Desk, form: str, identity: str, folder: Path, student: str | None = None) -> str:
    """What the counsellor's print of a record says."""
    return read(printing.print_form(desk.counsellor, form, identity, folder / "print.pdf", student))


def test_the_list_names_every_form_in_the_language_asked_for() -> None:
    assert printing.list_forms("zh")["talk"] == "谈心谈话记录表"
    assert printing.list_forms("en")["talk"] == "Talk record"


def test_a_talk_shows_its_words_its_clause_and_its_number(desk: Desk, tmp_path: Path) -> None:
    part = {"student": FIRST, "response": "愿意再谈。", "mood": "平稳", "follow_up_on": "2026-12-02"}
    identity = talk(desk, FIRST, parts=[part])
    out = printing.print_form(desk.counsellor, "talk", identity, tmp_path / "谈话.pdf")
    said = read(out)
    assert out == tmp_path / "谈话.pdf"
    for words in ("三江学院", "周予安", FIRST, "计算机学院", "软件2601班", "2026-11-2509:30", "辅导员办公室", "当面"):
        assert words in said
    for words in ("✓新生必谈", "特殊学生群体必谈", "学业、情绪", "<b>约好</b>", "愿意再谈。", "2026-12-02", "程一鸣"):
        assert words in said
    assert "方案依据：prevention.3" in said and "辅导员严格落实谈心谈话" in said
    assert f"编号：{identity[:8].upper()}" in said and "2026-11-2516:02" in said
    assert "补记" not in said and "两个版本" not in said and "choice." not in said
    for key in ("mode.individual", "risk.watch", "sex.female"):
        assert text("zh", f"choice.{key}") in said


def test_a_group_talk_is_one_summary_of_all(desk: Desk, tmp_path: Path) -> None:
    parts = [{"student": SECOND, "response": "主动发言。", "mood": "开朗"}]
    said = printed(desk, "talk", talk(desk, FIRST, SECOND, parts=parts), tmp_path)
    assert "集体谈心谈话记录表" in said and "共2人" in said and "主动发言。" in said
    assert all(number in said for number in (FIRST, SECOND)) and THIRD not in said


def test_a_print_for_one_student_shows_no_other(desk: Desk, tmp_path: Path) -> None:
    parts = [
        {"student": FIRST, "response": "家里最近有些困难。"},
        {"student": SECOND, "response": "主动发言。", "referred_to": "学院二级心理工作站"},
    ]
    identity = talk(desk, FIRST, SECOND, THIRD, parts=parts)
    said = printed(desk, "talk", identity, tmp_path, SECOND)
    assert "沈知夏" in said and "主动发言。" in said and "学院二级心理工作站" in said
    for words in ("周予安", FIRST, "买买提", THIRD, "家里最近"):
        assert words not in said
    without_part = printed(desk, "talk", identity, tmp_path, THIRD)
    assert "买买提·阿不都热合曼" in without_part and "主动发言" not in without_part and FIRST not in without_part


def test_a_talk_part_is_its_students_sheet_and_counts_its_own_copies(desk: Desk, tmp_path: Path) -> None:
    parts = [{"student": FIRST, "response": "听得多。"}, {"student": SECOND, "response": "主动发言。"}]
    saved = add_record(desk.counsellor, "talk", TALK | {"students": [FIRST, SECOND], "mode": "group", "parts": parts})
    said = printed(desk, "talk", saved.children[0], tmp_path)
    assert "周予安" in said and "听得多。" in said and "沈知夏" not in said and "主动发言" not in said
    assert "第1份" in said
    again = printed(desk, "talk", saved.id, tmp_path, FIRST)
    assert "第2份" in again
    assert "第1份" in printed(desk, "talk", saved.id, tmp_path)
    with pytest.raises(UserError, match="form_student_absent"):
        printing.print_form(desk.counsellor, "talk", saved.children[0], tmp_path / "4.pdf", student=SECOND)


def test_what_was_written_names_no_other_on_the_sheet_of_one(desk: Desk, tmp_path: Path) -> None:
    told = TALK | {"students": [FIRST, SECOND], "mode": "group", "content": f"沈知夏（{SECOND}）先开口，周予安后说。"}
    parts = [{"student": FIRST, "response": "说沈知夏帮了忙。"}]
    saved = add_record(desk.counsellor, "talk", told | {"parts": parts})
    said = printed(desk, "talk", saved.id, tmp_path, FIRST)
    assert "某同学（某同学）先开口，周予安后说。" in said and "说某同学帮了忙。" in said
    assert "沈知夏" not in said and SECOND not in said
    assert "沈知夏" in printed(desk, "talk", saved.id, tmp_path)
    fight = {"students": [FIRST, SECOND], "what": "dorm_conflict", "when": "2026-11-23T16:00:00+08:00"}
    saved = add_record(desk.counsellor, "circumstance", fight | {"note": "和沈知夏吵架"})
    assert "和某同学吵架" in printed(desk, "circumstance", saved.id, tmp_path, FIRST)


def test_a_late_entry_one_from_paper_and_a_changed_one_say_so(desk: Desk, tmp_path: Path) -> None:
    early = "2026-11-20T09:00:00+08:00"
    assert "补记" in printed(desk, "talk", talk(desk, FIRST, when=early), tmp_path)
    assert "据纸质记录补录" in printed(desk, "talk", talk(desk, FIRST, when=early, paper=True), tmp_path)
    identity = contact(desk)
    amend_record(desk.counsellor, identity, CONTACT | {"way": "came", "told": "已当面告知。"})
    changed = printed(desk, "parent_contact", identity, tmp_path)
    assert "由程一鸣修改过" in changed and "已当面告知。" in changed and "家长到校" in changed


def test_a_visit_to_a_dormitory_has_its_remarks_and_one_to_a_lesson_its_course(desk: Desk, tmp_path: Path) -> None:
    said = printed(desk, "visit", visit(desk), tmp_path)
    for words in ("走访记录表", "✓深入宿舍", "竹苑3栋", "305、306", "305晚归一次。", "周予安", "周四面谈"):
        assert words in said
    assert "prevention.4" in said and "计算机学院" in said
    lesson = {"where": "classroom", "course": "高等数学", "teacher": "顾老师", "rooms": "B204", "remarks": []}
    said = printed(desk, "visit", visit(desk, **lesson), tmp_path)
    assert "✓深入课堂" in said and "高等数学" in said and "顾老师" in said


def test_a_contact_is_whole_lacking_or_an_attempt(desk: Desk, tmp_path: Path) -> None:
    whole = printed(desk, "parent_contact", contact(desk), tmp_path)
    assert "父亲" in whole and "配合" in whole and "要素不全" not in whole and "prevention.9" in whole
    lacking = printed(desk, "parent_contact", contact(desk, guidance=None), tmp_path)
    assert "要素不全" in lacking and "尚缺要素" in lacking
    values = {"reached": False, "told": None, "learned": None, "guidance": None, "words": "两次拨打无人接听。"}
    attempt = printed(desk, "parent_contact", contact(desk, **values), tmp_path)
    assert "两次拨打无人接听。" in attempt and "要素不全" not in attempt


def test_each_copy_has_its_number_and_stands_in_the_audit(desk: Desk, tmp_path: Path) -> None:
    identity, db = talk(desk, FIRST), desk.counsellor.store.read()
    for copy in (1, 2, 3):
        assert f"第{copy}份" in printed(desk, "talk", identity, tmp_path)
        row = audit_rows(db, 1)[0]
        assert (row.act, row.subject, row.person) == ("print", identity, desk.counsellor.member.id)
    assert count_acts(db, "print", identity) == 3 and count_acts(db, "open", identity) == 0
    assert broken_at(db) is None


def test_the_centre_prints_an_outline_and_says_where_the_text_is(desk: Desk, tmp_path: Path) -> None:
    identity = talk(desk, THIRD, risk="none")
    import_bundles(desk.centre, export_bundles(desk.counsellor, "centre", tmp_path / "stick").files)
    said = read(printing.print_form(desk.centre, "talk", identity, tmp_path / "t.pdf"))
    assert "买买提·阿不都热合曼" in said and "正文保存在记录人处" in said and "适应情况" not in said
    assert "陈主任" in said and "程一鸣" in said


def test_two_versions_are_marked(desk: Desk, tmp_path: Path) -> None:
    """Two revisions that both follow the first, as two devices of one person write them."""
    first = add_record(desk.counsellor, "parent_contact", CONTACT)
    with desk.counsellor.store.unit() as unit:
        kind = KINDS["parent_contact"]
        writer = Writer(desk.counsellor, unit, plan_in_force(desk.counsellor).rank)
        for told in ("一份记录。", "另一份记录。"):
            clean = cleaned(desk.counsellor, unit, kind, CONTACT | {"told": told})
            writer.save([Wish(kind, clean, record=first.id, parents=(first.revision,))])
    said = printed(desk, "parent_contact", first.id, tmp_path)
    assert "两个版本待确认" in said


def test_an_enrolment_sheet_is_printed_from_the_request_on_both_sides(desk: Desk, tmp_path: Path) -> None:
    for workspace in (desk.centre, desk.counsellor):
        said = read(printing.print_form(workspace, "enrolment", str(desk.request), tmp_path / "e.pdf"))
        assert "设备入网登记单" in said and "程一鸣" in said and "F017" in said
        for group in (*desk.code.split(), *enrolment.centre_code(desk.centre).split()):
            assert group in said
    with pytest.raises(UserError, match="form_needs_request"):
        printing.print_form(desk.centre, "enrolment", desk.counsellor.device, tmp_path / "e.pdf")
    with pytest.raises(UserError, match="file_unreadable"):
        printing.print_form(desk.centre, "enrolment", str(tmp_path / "none"), tmp_path / "e.pdf")


@pytest.mark.parametrize(
    ("form", "name", "code"),
    [
        ("postcard", "a.pdf", "form_unknown"),
        ("recovery", "a.pdf", "form_needs_init"),
        ("talk", "a.docx", "form_ending"),
        ("visit", "a.pdf", "form_wrong_kind"),
    ],
)
def test_a_refusal_writes_nothing_and_counts_nothing(
    desk: Desk, tmp_path: Path, form: str, name: str, code: str
) -> None:
    identity = talk(desk, FIRST)
    with pytest.raises(UserError, match=code) as refused:
        printing.print_form(desk.counsellor, form, identity, tmp_path / name)
    assert not list(tmp_path.iterdir())
    assert count_acts(desk.counsellor.store.read(), "print", identity) == 0
    for language in ("zh", "en"):
        message, hint = explain(language, refused.value)
        assert hint and "error." not in message and "{" not in message + hint


def test_students_who_were_not_there_and_withdrawn_records_are_not_printed(desk: Desk, tmp_path: Path) -> None:
    identity = talk(desk, FIRST, SECOND)
    with pytest.raises(UserError, match="form_student_absent"):
        printing.print_form(desk.counsellor, "talk", identity, tmp_path / "a.pdf", student=THIRD)
    with pytest.raises(UserError, match="form_not_per_student"):
        printing.print_form(desk.counsellor, "visit", visit(desk), tmp_path / "a.pdf", student=FIRST)
    with pytest.raises(UserError, match="record_unknown"):
        printing.print_form(desk.counsellor, "talk", "nonsense", tmp_path / "a.pdf")
    withdraw_record(desk.counsellor, identity, "录错了人")
    with pytest.raises(UserError, match="form_withdrawn"):
        printing.print_form(desk.counsellor, "talk", identity, tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_the_recovery_sheet_has_the_keys_each_on_its_page(tmp_path: Path) -> None:
    who, device = Who("陈主任", "centre", "C001"), "019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071"
    groups = [f"R{n:03d}" for n in range(14)], [f"S{n:03d}" for n in range(14)]
    founded = Founded(tmp_path, device, *("-".join(key) for key in groups))
    out = printing.print_recovery_sheet(founded, who, tmp_path / "恢复单.pdf", CLOCK)
    first, second = read(out).split("学校根密钥单")
    assert "恢复单" in first and "陈主任" in first and device in first and "2026-11-25" in first
    for page, own, other in ((first, *groups), (second, *reversed(groups))):
        assert all(group in page for group in own) and not any(group in page for group in other)
    with pytest.raises(UserError, match="form_ending"):
        printing.print_recovery_sheet(founded, who, tmp_path / "恢复单.txt", CLOCK)
    vault = Founded(tmp_path, device, founded.recovery_key)
    printed = read(printing.print_recovery_sheet(vault, who, tmp_path / "保险库.pdf", CLOCK, of_vault=True))
    assert "咨询记录保险库恢复单" in printed and "只打开咨询记录保险库" in printed
    assert all(group in printed for group in groups[0])


def test_a_school_is_named_by_its_plan_until_its_unit_has_a_name(desk: Desk) -> None:
    plan = read_plan(seed_text("sanjiang-2023"))
    assert printing.school_name(desk.counsellor.store.read(), plan) == "三江学院"
