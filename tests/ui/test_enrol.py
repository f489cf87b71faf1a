"""The enrolment steps by themselves, as the desk shows them: what is refused, and where it is said."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.school import School
from tests.ui.conftest import Person
from ui.entrance.enrol import EnrolSteps
from ui.jobs import Jobs
from ui.theme.look import Look


def test_a_file_that_is_no_welcome_is_refused_at_the_file(
    school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look, tmp_path: Path
) -> None:
    workspace = school.device("counsellor", "T001")
    steps = EnrolSteps(workspace, jobs, say, look)
    qtbot.addWidget(steps)
    steps.show()
    (tmp_path / "x.runxin").write_bytes(b"no bundle")
    say.files = [tmp_path / "x.runxin"]
    steps.choose.click()
    QGuiApplication.clipboard().setText("１２３４５ 67890-12345 67890 12345 67890")
    qtbot.keyClick(steps.typed.boxes[0], Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert steps.typed.text == "12345-67890-12345-67890-12345-67890"
    steps.accept.click()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps.wrong.text() and not steps.done and not workspace.enrolled
    say.files = [tmp_path / "no" / "stick"]
    (tmp_path / "no").write_bytes(b"a file where a folder is wanted")
    steps.write.click()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert "打不开或不能写入" in steps.written.text() and steps.write.isEnabled()
