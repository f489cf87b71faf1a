"""The sample school from its own view: made at the first wish, stopped without a trace, sat down at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.paths import sample_home
from app.services import sample
from app.store import state
from app.workspace import Workspace
from tests.school import School
from tests.ui.conftest import Person
from ui.entrance.sample import SampleView
from ui.frame.desk import Desk
from ui.jobs import Jobs
from ui.pages.enrol import EnrolPage
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.window import Window


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data and config folders of this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_the_sample_school_is_made_at_the_first_wish_and_stopping_leaves_nothing(
    school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look
) -> None:
    view = SampleView(school.clock, "zh", jobs, say, look)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view.make.isVisible())
    view.make.click()
    assert not view.make.isEnabled()
    view.progress.cancel.click()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert view.make.isEnabled() and not sample_home().exists()
    with qtbot.waitSignal(view.cancelled):
        qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_one_sits_down_at_a_machine_of_the_sample_school(
    school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look
) -> None:
    made = sample.make_sample(lambda done, total: None, clock=school.clock, students=20)
    view = SampleView(school.clock, "zh", jobs, say, look)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: len(view.machines) == len(made.workspaces))
    assert made.passphrase in view.told.text and not view.make.isVisible()
    with qtbot.waitSignal(view.wants_home) as asked:
        qtbot.keyClick(view.machines[0], Qt.Key.Key_Return)
    assert asked.args == [made.workspaces[0].home]


def as_sample(workspace: Workspace) -> Workspace:
    with workspace.store.unit() as unit:
        state.set_setting(unit, "sample", "1")
    return workspace


def test_a_sample_machine_writes_no_request(
    school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look, tmp_path: Path
) -> None:
    page = EnrolPage(as_sample(school.device("counsellor", "T001")), jobs, say, look)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not jobs.busy)
    stick = tmp_path / "stick"
    stick.mkdir()
    say.files = [stick]
    page.steps.write.click()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert page.steps.written.text().startswith("这是示例学校") and page.steps.code.isHidden()
    assert list(stick.iterdir()) == []


def test_the_mark_lies_over_every_page_and_lets_clicks_through(
    school: School, qtbot: QtBot, qapp: QApplication, look: Look, tmp_path: Path
) -> None:
    centre = as_sample(school.centre())
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = Window(qapp, centre.home, school.clock, "zh", look, settings)
    qtbot.addWidget(window)
    window.show()
    window.open_desk(centre)
    desk = window.desk
    assert isinstance(desk, Desk) and desk.sample
    for page in ("students", "settings", "reports", "help"):
        desk.go(Goto(page))
        qtbot.waitUntil(lambda: not desk.jobs.busy)
        assert desk.water.isVisible() and desk.water.geometry() == desk.rect()
        assert desk.children()[-1] is desk.water  # nothing stands over it
        assert desk.water.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    window.resize(1000, 600)
    QApplication.processEvents()
    assert desk.water.geometry() == desk.rect()
    window.close()
