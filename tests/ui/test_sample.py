"""The sample school from its own view: made at the first wish, stopped without a trace, sat down at."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.paths import sample_home
from app.services import homes
from tests.school import School
from tests.ui.conftest import Person
from ui.entrance.sample import SampleView
from ui.jobs import Jobs
from ui.theme.look import Look


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
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert view.make.isEnabled() and not sample_home().exists()
    with qtbot.waitSignal(view.cancelled):
        qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_one_sits_down_at_a_machine_of_the_sample_school(
    school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look
) -> None:
    made = homes.make_sample(lambda done, total: None, clock=school.clock, students=20)
    view = SampleView(school.clock, "zh", jobs, say, look)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: len(view.machines) == len(made.workspaces))
    assert made.passphrase in view.told.text and not view.make.isVisible()
    with qtbot.waitSignal(view.wants_home) as asked:
        qtbot.keyClick(view.machines[0], Qt.Key.Key_Return)
    assert asked.args == [made.workspaces[0].home]
