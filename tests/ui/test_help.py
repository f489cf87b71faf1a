"""The guide in the window: at the section of the page one comes from, searched, nothing loaded; every page has one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services.guide import read_guide
from app.texts import LANGUAGES
from app.workspace import Workspace
from tests.school import School
from tests.ui.conftest import Person
from tests.ui.writing_desk import commit
from ui.frame.register import _PAGES
from ui.jobs import Jobs
from ui.pages.help import HelpPage
from ui.pages.help_text import GuideView
from ui.pages.page import Goto
from ui.theme.look import Look


@pytest.fixture
def workspace(school: School) -> Workspace:
    return school.device("counsellor", "T001")


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, workspace: Workspace) -> HelpPage:
    made = HelpPage(workspace, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: not jobs.busy)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_section_in_the_guide(language: str) -> None:
    guide = read_guide(language)
    helped = {page for section in guide.sections for page in section.pages}
    assert set(_PAGES) <= helped, f"pages without help: {sorted(set(_PAGES) - helped)}"
    assert helped <= set(_PAGES), f"help for no page: {sorted(helped - set(_PAGES))}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_heading_is_found_where_it_stands(qtbot: QtBot, look: Look, language: str) -> None:
    guide, view = read_guide(language), GuideView(look, "guide")
    qtbot.addWidget(view)
    view.resize(700, 560)
    view.show_guide(guide)
    view.show()
    assert view.titles() == [section.title for section in guide.sections]
    for page in _PAGES:
        section = guide.section_of(page)
        view.go_to(section)
        assert view.section == section
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)  # once Qt has laid out all of it


def test_it_opens_at_the_page_one_comes_from_and_stays_there(qtbot: QtBot, page: HelpPage, look: Look) -> None:
    page.open("transfer")
    section = page.guide.section_of("transfer")
    assert page.text.section == section and page.contents.chosen == str(section)
    page.resize(900, 600)
    QApplication.processEvents()
    assert page.text.section == section
    look.choose("dark", 1.3)
    QApplication.processEvents()
    assert page.text.section == section
    look.choose("light", 1.0)


def test_the_contents_lead_through_the_guide(qtbot: QtBot, page: HelpPage) -> None:
    page.open("students")
    page.contents.setFocus()
    before = page.text.section
    qtbot.keyClick(page.contents, Qt.Key.Key_Down)
    assert page.text.section == before + 1
    page.text.setFocus()
    for _ in range(3):
        qtbot.keyClick(page.text, Qt.Key.Key_PageDown)
    assert int(page.contents.chosen) > before + 1  # they follow what is read


def test_searching_goes_from_place_to_place(qtbot: QtBot, page: HelpPage) -> None:
    commit(page.search, "U盘")
    n = page.text.find_all("U盘")
    assert n > 2 and page.count.text() == page.words("help.found", k=1, n=n)
    assert page.text.textCursor().selectedText() == "U盘"
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.count.text() == page.words("help.found", k=2, n=n)
    for _ in range(n - 1):
        qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert page.count.text() == page.words("help.found", k=1, n=n)
    page.search.setText("没有人这样写过的话")
    assert page.count.text() == page.words("help.none")
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.count.text() == "" and page.text.extraSelections() == []


def test_nothing_is_loaded_and_no_link_leads_out(page: HelpPage, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert page.text.loadResource(kind, QUrl.fromLocalFile(str(picture))) is None
    assert page.text.loadResource(kind, QUrl("https://example.org/picture.png")) is None
    assert not page.text.openLinks() and not page.text.openExternalLinks()
    links = Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
    assert not page.text.textInteractionFlags() & links


def test_its_buttons_ask_for_the_keys_and_the_diagnosis(qtbot: QtBot, page: HelpPage) -> None:
    asked: list[Goto] = []
    page.goto.connect(asked.append)
    page.keys.click()
    page.diagnosis.click()
    assert asked == [Goto("keys"), Goto("diagnosis")]
