"""评估与转介, and the form that points at words like a diagnosis before it saves."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.records.kind import Values
from app.services import reading, records
from app.services.students import Filter, list_students
from app.workspace import Workspace
from tests.ui.conftest import Person
from tests.ui.station_desk import GULI, OUYANG, SHEN, College, Show, college, shown
from ui.pages.assessment import AssessmentPage
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.widgets.typed_in import AreaEditor

__all__ = ["college", "shown"]

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
REFERRAL: Values = {
    "student": GULI, "institution": "市第二人民医院", "way": "in_person", "urgency": "at_once",
    "reason": "三天没有睡，说活着没意思", "ground": "本人同意", "basis": "consent",
}  # fmt: skip


@pytest.fixture
def psychologist(college: College) -> Workspace:
    """A report about OUYANG and the listings of all three have come to the psychologist."""
    made = college.school.enrolled(college.centre, "psychologist", "P001", scope=("信工2302班",))
    report: Values = {"student": OUYANG, "urgency": "soon", "behaviour": "连续缺课", "student_knows": False}
    records.add_record(college.counsellor, "case_report", report)
    college.school.exchange(college.centre, college.counsellor, made)
    return made


def settle(qtbot: QtBot, page: AssessmentPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy)


def written(qtbot: QtBot, shown: Show, workspace: Workspace, kind: str, values: Values) -> RecordForm:
    """A form of a kind, filled in."""
    page = cast(RecordForm, shown(RecordForm, workspace))
    page.open(kind)
    qtbot.waitUntil(lambda: bool(page.editors) and not page.jobs.busy)
    student = next(line for line in list_students(workspace, Filter()).lines if line.number == values["student"])
    for name, value in {**values, "student": student.id}.items():
        page.editors[name].set_value(value)
    return page


def test_each_matter_has_its_one_next_action(
    qtbot: QtBot, shown: Show, psychologist: Workspace, say: Person, tmp_path: Path
) -> None:
    page = cast(AssessmentPage, shown(AssessmentPage, psychologist))
    assert page.view == "to_assess" and page.grid.hasFocus()
    assert [m.what for m in page.model.lines] == ["care_listing", "care_listing", "care_listing", "case_report"]
    assert page.model.sentence(page.model.lines[0]).startswith("新列入、沈知遥、")
    wishes: list[Goto] = []
    page.goto.connect(wishes.append)
    shen = page.model.lines[0].student
    qtbot.keyClick(page.grid, Key.Key_Return)
    qtbot.keyClick(page.grid, Key.Key_End)
    report = page.model.lines[-1].id
    assert page.detail.act.text() == "填写评估回执" and page.detail.matter is not None
    qtbot.keyClick(page.detail.act, Key.Key_Return)
    assert wishes == [Goto("student", shen), Goto("write", "case_report_return", (report,))]

    referral = records.add_record(psychologist, "referral", REFERRAL).id
    page.refresh()
    settle(qtbot, page)
    page.views.setFocus()
    qtbot.keyClick(page.views.button("to_assess"), Key.Key_Right)
    qtbot.keyClick(page.views.button("referrals"), Key.Key_Space)
    assert page.grid.current == referral and page.detail.act.text() == "填写回执联"
    qtbot.keyClick(page.detail.act, Key.Key_Return)
    assert wishes[2:] == [Goto("write", "referral_return", (referral,))]
    say.files = [tmp_path / "referral.pdf"]
    qtbot.keyClick(page.grid, Key.Key_P, CONTROL)
    settle(qtbot, page)
    assert (tmp_path / "referral.pdf").read_bytes().startswith(b"%PDF") and say.toasts == ["已写好 referral.pdf"]

    back: Values = {"of": referral, "seen_at": "2026-11-24", "advice": "按时复诊"}
    answer = records.add_record(psychologist, "referral_return", back).id
    page.refresh()
    settle(qtbot, page)
    assert page.stack.currentIndex() == 2  # no referral waits any more: the page says so and offers a new one
    page.open("back")
    settle(qtbot, page)
    qtbot.keyClick(page.grid, Key.Key_Return)
    qtbot.keyClick(page.new, Key.Key_Return)
    assert wishes[3:] == [Goto("record", answer), Goto("write", "referral")]


def test_words_like_a_diagnosis_cost_one_more_press(
    qtbot: QtBot, shown: Show, psychologist: Workspace, say: Person
) -> None:
    page = written(qtbot, shown, psychologist, "referral", {**REFERRAL, "reason": "😀他患有抑郁症"})
    qtbot.keyClick(page, Key.Key_S, CONTROL)
    area = cast(AreaEditor, page.editors["reason"]).area
    qtbot.waitUntil(lambda: page.pointing.banner is not None)
    assert page.pointing.banner is not None
    assert "“患有”、“抑郁症”像是诊断" in page.pointing.banner.text.text
    assert area.textCursor().selectedText() == "患有" and reading.list_records(psychologist, kind="referral") == []
    qtbot.keyClicks(area, "x")  # another text, in which a word is left: it is said again
    qtbot.keyClick(page, Key.Key_S, CONTROL)
    assert reading.list_records(psychologist, kind="referral") == [] and "患有" not in page.pointing.banner.text.text
    with qtbot.waitSignal(page.back):
        qtbot.keyClick(page, Key.Key_S, CONTROL)
    [saved] = reading.list_records(psychologist, kind="referral")
    assert page.pointing.banner is None

    again = cast(RecordForm, shown(RecordForm, psychologist))  # what the record has said before is asked about no more
    again.open_amend(saved.id)
    qtbot.waitUntil(lambda: bool(again.editors) and not again.jobs.busy)
    again.editors["risk"].set_value("室友陪同")
    with qtbot.waitSignal(again.back):
        again.save()


def test_in_a_crisis_nothing_waits(qtbot: QtBot, shown: Show, college: College, say: Person) -> None:
    crisis: Values = {
        "student": SHEN, "found_at": "2026-11-24T09:00:00+08:00", "found_by": "室友", "route": "counsellor",
        "phoned_at": "2026-11-24T09:01:00+08:00", "on_campus": True,
    }  # fmt: skip
    page = written(qtbot, shown, college.counsellor, "crisis", crisis)
    page.editors["danger"].focus()
    area = cast(AreaEditor, page.editors["danger"]).area
    area.insertPlainText("躁狂发作，在楼顶")
    qtbot.waitUntil(lambda: page.pointing.banner is not None)
    qtbot.keyClick(page, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: len(reading.list_records(college.counsellor, kind="crisis")) == 1)
    qtbot.waitUntil(lambda: not page.jobs.busy)
