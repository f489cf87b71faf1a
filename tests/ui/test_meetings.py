"""研判会: the meetings of the term, the papers, and resolutions that are finished."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.records.kind import Values
from app.services import review_meetings
from app.services.reading import list_records
from app.services.records import add_record
from app.services.review_meetings import list_meetings, open_resolutions
from tests.school import COLLEGE
from tests.ui.conftest import Person
from tests.ui.station_desk import SHEN, College, Show, college, shown
from ui.pages.meeting_screen import MeetingScreen
from ui.pages.meetings import MeetingsPage
from ui.pages.page import Goto

__all__ = ["college", "shown"]

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def open_page(shown: Show, college: College) -> MeetingsPage:
    return cast(MeetingsPage, shown(MeetingsPage, college.station))


def met(college: College) -> str:
    """A meeting about SHEN with a resolution that is late and one that is not."""
    case = next(r.id for r in list_records(college.station, kind="care_listing") if SHEN in r.students)
    resolutions: list[Values] = [
        {"what": "每周与家长通一次电话", "owner": "T001", "due": "2026-11-20"},
        {"what": "排出期末值班表", "owner": "S001", "due": "2026-12-10"},
    ]
    values: Values = {
        "when": "2026-11-05T15:00:00+08:00", "scope": "college", "unit": COLLEGE, "chair": "刘书记",
        "cases": [case], "judgement": "总体平稳", "resolutions": resolutions,
    }  # fmt: skip
    return add_record(college.station, "review_meeting", values).id


def settle(qtbot: QtBot, page: MeetingsPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy)


def test_a_term_without_a_meeting_says_what_comes_first(qtbot: QtBot, shown: Show, college: College) -> None:
    page = open_page(shown, college)
    assert page.whole.currentIndex() == 1 and page.write.hasFocus()
    assert page.told.text().startswith("2026-2027-1 学期应开 2 次，已开 0 次")
    with qtbot.waitSignal(page.goto) as wish:
        qtbot.keyClick(page.write, Key.Key_Return)
    assert wish.args == [Goto("write", "review_meeting")]


def test_a_meeting_stands_with_its_resolutions(qtbot: QtBot, shown: Show, college: College) -> None:
    meeting = met(college)
    page = open_page(shown, college)
    assert page.grid.hasFocus() and "2 项议定事项待办，其中 1 项逾期" in page.told.text()
    [line] = page.model.lines
    assert page.model.sentence(line) == f"11月5日 周四 15:00、{COLLEGE}、学院、个案 1 例、已办 0/2、逾期 1 项"
    wishes: list[Goto] = []
    page.goto.connect(wishes.append)
    qtbot.keyClick(page.grid, Key.Key_Return)
    qtbot.keyClick(page.detail.amend, Key.Key_Return)
    assert wishes == [Goto("record", meeting), Goto("amend", meeting)]


def test_a_resolution_is_finished_and_taken_back(qtbot: QtBot, shown: Show, college: College, say: Person) -> None:
    met(college)
    page = open_page(shown, college)
    row = next(iter(page.detail.rows.values()))
    assert row.resolution.state == "overdue" and row.finish is not None
    qtbot.keyClick(row.finish, Key.Key_Return)
    assert row.remark.hasFocus()
    qtbot.keyClick(row.remark, Key.Key_Escape)
    assert row.finish.hasFocus()
    qtbot.keyClick(row.finish, Key.Key_Return)
    qtbot.keyClicks(row.remark, "done")
    review_meetings.finish_resolution(college.station, list(page.detail.rows)[1])  # by somebody else, meanwhile
    page.refresh()
    settle(qtbot, page)
    row = next(iter(page.detail.rows.values()))
    assert row.remark.text() == "done" and row.remark.hasFocus()
    qtbot.keyClick(row.remark, Key.Key_Return)
    settle(qtbot, page)
    assert say.toasts == ["已登记办完。"] and page.grid.hasFocus()
    [meeting] = list_meetings(college.station).meetings
    assert meeting.done == 2 and "done" in [resolution.remark for resolution in meeting.resolutions]
    assert say.undo is not None
    say.undo()
    settle(qtbot, page)
    assert len(open_resolutions(college.station)) == 1


def test_the_papers_are_made(qtbot: QtBot, shown: Show, college: College, say: Person, tmp_path: Path) -> None:
    met(college)
    page = open_page(shown, college)
    for name, press in (("pack.pdf", page.pack), ("minutes.pdf", page.detail.print_button)):
        say.files = [tmp_path / name]
        qtbot.keyClick(press, Key.Key_Return)
        settle(qtbot, page)
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")
    qtbot.keyClick(page.grid, Key.Key_P, CONTROL)
    settle(qtbot, page)
    assert say.toasts == ["已写好 pack.pdf", "已写好 minutes.pdf", "已写好 minutes.pdf"]


def test_the_wall_has_the_meetings_own_cases(qtbot: QtBot, shown: Show, college: College) -> None:
    met(college)
    page = open_page(shown, college)
    qtbot.keyClick(page.meet, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.findChildren(MeetingScreen)))
    screen = page.findChildren(MeetingScreen)[0]
    assert [case.who for case in screen.cases.cases] == ["沈·17"]
    qtbot.keyClick(screen, Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.findChildren(MeetingScreen))


def test_a_counsellor_is_refused(shown: Show, college: College, say: Person) -> None:
    shown(MeetingsPage, college.counsellor)
    assert [error.code for error in say.refusals] == ["meetings_not_here"]
