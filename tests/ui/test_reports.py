"""The reports page through the real services: what it will hold, the question before names, files read back, a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.services import settings
from app.workspace import Workspace
from tests.app.services.reporting import OURS, Desks, two_colleges
from tests.school import School
from tests.ui.conftest import Person
from tests.ui.writing_desk import commit
from ui.jobs import Jobs
from ui.pages.reports import ReportsPage
from ui.theme.look import Look
from ui.widgets.text import Paragraph

Make = Callable[[Workspace], ReportsPage]


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    school = School(tmp_path_factory.mktemp("school"))
    yield two_colleges(school)
    school.close()


@pytest.fixture
def out(tmp_path: Path, desks: Desks) -> Iterator[Path]:
    """Where files go to; the folder that is remembered is this test's own."""
    folder = tmp_path / "out"
    folder.mkdir()
    yield folder
    for workspace in (desks.ours, desks.theirs, desks.centre):
        settings.remember_folder(workspace, "reports", None)


@pytest.fixture
def make(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, out: Path) -> Make:
    def made(workspace: Workspace) -> ReportsPage:
        page = ReportsPage(workspace, jobs, say, look)
        qtbot.addWidget(page)
        page.resize(1158, 680)
        page.show()
        page.refresh()
        rest(qtbot, page)
        return page

    return made


def rest(qtbot: QtBot, page: ReportsPage) -> None:
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    QApplication.processEvents()


def told(page: ReportsPage) -> list[str]:
    """What stands below "what it will hold"."""
    labels = [w.text() for w in page.detail.findChildren(QLabel) if w.isVisibleTo(page)]
    return labels + [w.text for w in page.detail.findChildren(Paragraph) if w.isVisibleTo(page)]


def test_the_first_report_stands_in_front_with_what_it_will_hold(qtbot: QtBot, desks: Desks, make: Make) -> None:
    page = make(desks.ours)
    assert page.list.chosen == "weekly_sheet" and page.detail.paper is not None and page.detail.paper.names
    assert "数据截至" in told(page) and "2026-11-24 10:00" in told(page)
    page.detail.choosers.week.setCurrentIndex(2)  # the week before
    rest(qtbot, page)
    assert any("第 12 周" in line for line in told(page))


def test_names_are_asked_for_before_they_leave(qtbot: QtBot, desks: Desks, make: Make, say: Person, out: Path) -> None:
    page = make(desks.ours)
    say.files, say.agrees = [out], False
    qtbot.keyClick(page.button, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert len(say.questions) == 1 and list(out.iterdir()) == []
    assert settings.folder_for(desks.ours, "reports") == out  # it was chosen; nothing was written
    say.agrees = True
    qtbot.keyClick(page.button, Qt.Key.Key_Return)
    rest(qtbot, page)
    (file,) = out.iterdir()
    assert file.read_bytes().startswith(b"%PDF") and file.name == "周研判表-2026-11-24.pdf"
    assert page.result.isVisible() and file.name in page.written.text
    page.open_folder.click()
    page.open_file.click()
    assert say.shown == [out, file]


def test_a_folder_that_others_see_is_asked_about_once_more(
    qtbot: QtBot, desks: Desks, make: Make, say: Person, out: Path
) -> None:
    shared = out / "OneDrive"
    shared.mkdir()
    settings.remember_folder(desks.ours, "reports", shared)
    page = make(desks.ours)
    page.make()
    rest(qtbot, page)
    assert [q.title for q in say.questions] == [
        page.words("reports.ask_title", title="周研判表"), page.words("out.online_title"),
    ]  # fmt: skip
    assert "OneDrive" in say.questions[-1].text and len(list(shared.iterdir())) == 1


@pytest.mark.parametrize(("format", "head"), [("docx", b"PK"), ("xlsx", b"PK")])
def test_other_formats(qtbot: QtBot, desks: Desks, make: Make, out: Path, format: str, head: bytes) -> None:
    settings.remember_folder(desks.ours, "reports", out)
    page = make(desks.ours)
    page.detail.format.toggle(format)
    page.make()
    rest(qtbot, page)
    (file,) = out.iterdir()
    assert file.suffix == f".{format}" and file.read_bytes().startswith(head)


def test_a_students_report_waits_for_the_student(qtbot: QtBot, desks: Desks, make: Make, out: Path) -> None:
    settings.remember_folder(desks.ours, "reports", out)
    page = make(desks.ours)
    page.open("student_file")
    rest(qtbot, page)
    assert not page.button.isEnabled() and page.button.toolTip() == page.words("reports.need_student")
    page.make()
    assert not page.jobs.busy
    finder = page.detail.choosers.student.finder
    finder.setFocus()
    qtbot.keyClicks(finder, OURS[0])
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.button.isEnabled()
    page.make()
    rest(qtbot, page)
    (file,) = out.iterdir()
    assert OURS[0] not in file.name and "学生" not in file.name


def test_a_refusal_says_what_is_safe(qtbot: QtBot, desks: Desks, make: Make, say: Person, out: Path) -> None:
    settings.remember_folder(desks.theirs, "reports", out)
    page = make(desks.theirs)
    page.open("care_plan", ("2302001",))
    rest(qtbot, page)
    page.make()
    rest(qtbot, page)
    assert [error.code for error in say.refusals] == ["report_no_plan"]
    assert say.safe == [page.words("reports.safe")] and list(out.iterdir()) == [] and page.button.isEnabled()


def test_a_blank_form_and_the_card_need_no_question(
    qtbot: QtBot, desks: Desks, make: Make, say: Person, out: Path
) -> None:
    settings.remember_folder(desks.ours, "reports", out)
    page = make(desks.ours)
    for paper in ("blank:talk", "card", "blank:talk"):
        page.list.choose(paper)
        page.make()
        rest(qtbot, page)
    assert sorted(file.name for file in out.iterdir()) == [
        "值班电话卡-2026-11-24.pdf", "谈心谈话记录表-2026-11-24-2.pdf", "谈心谈话记录表-2026-11-24.pdf",
    ]  # fmt: skip
    assert say.questions == []


def test_the_filter_narrows_the_list(qtbot: QtBot, desks: Desks, make: Make) -> None:
    page = make(desks.ours)
    commit(page.filter, "走访")
    assert [line.id for line in page.list.entries.lines if not line.head] == ["blank:visit"]
    commit(page.filter, "没有")
    assert page.stack.currentWidget() is page.nothing
    qtbot.keyClick(page.filter, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_arrow_keys_pass_over_the_heads(qtbot: QtBot, desks: Desks, make: Make) -> None:
    page = make(desks.ours)
    walked = []
    for _ in range(5):
        walked.append(page.list.chosen)
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert walked[:4] == ["weekly_sheet", "student_file", "care_plan", "card"] and walked[4].startswith("blank:")


def test_a_stop_leaves_no_file(qtbot: QtBot, desks: Desks, make: Make, say: Person, out: Path) -> None:
    settings.remember_folder(desks.centre, "reports", out)
    page = make(desks.centre)
    assert page.list.chosen == "weekly_brief"
    page.make()
    page.progress.cancel.click()
    rest(qtbot, page)
    assert list(out.iterdir()) == [] and say.toasts == [page.words("reports.stopped")]
    page.make()
    rest(qtbot, page)
    assert len(list(out.iterdir())) == 1
