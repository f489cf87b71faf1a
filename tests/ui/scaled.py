"""The window on a screen of 1366×768 pixels at a scale factor of Qt: run by test_scales.py in a process of its own.

scaled.py DEMO MACHINE [LANGUAGE]   goes through the pages of a demo school's machine; prints what is wrong, a line each
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.services import demo, workspaces
from app.services.students import Filter, list_students
from tests.ui.looked_at import cut, hidden_below, sticking_out
from tests.ui.small_school import clock
from ui.application import make_application, translate_qt
from ui.frame.desk import Desk
from ui.frame.register import ORDER
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.window import Window

PATIENCE = 30.0  # seconds for a page to come to rest
SETTLING = 12  # rounds of events without a job: a text's height goes up from layout to layout, a round each
FORMS = ("talk", "visit", "parent_contact", "circumstance")


def rest(app: QApplication, window: Window) -> None:
    """Until every job was answered and what the answers made is laid out."""
    until, quiet = time.monotonic() + PATIENCE, 0
    while quiet < SETTLING and time.monotonic() < until:
        app.processEvents()
        desk = window.desk
        quiet = 0 if isinstance(desk, Desk) and desk.jobs.busy else quiet + 1


def places(desk: Desk) -> Iterator[Goto]:
    """The pages of the role, a student's file and what a counsellor writes."""
    workspace = desk.workspace
    student = list_students(workspace, Filter(level="listed"), limit=1).lines[0].id
    yield from (Goto(page) for page in (*ORDER[workspace.role], "settings", "help", "diagnosis"))
    yield Goto("student", student)
    if workspace.role == "counsellor":
        yield from (Goto("write", kind, (student,)) for kind in FORMS)


def wrong(window: Window) -> Iterator[str]:
    """Whether all of the window can be seen or scrolled to."""
    room = window.screen().availableGeometry().size()
    if window.width() > room.width() or window.height() > room.height():
        yield f"the window is {window.width()}×{window.height()}, the screen {room.width()}×{room.height()}"
    yield from sticking_out(window)
    yield from cut(window)
    yield from hidden_below(window)


def main() -> int:
    school, machine, language = Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "zh"
    app = make_application(["scaled"])
    size = app.primaryScreen().size()
    print(f"screen {size.width()}×{size.height()} at {app.primaryScreen().devicePixelRatio()}")
    translate_qt(app, language)
    look = Look(app, "light", 1.0, language)
    with tempfile.TemporaryDirectory() as below:
        home = Path(below, machine)
        shutil.copytree(school / machine, home)
        settings = QSettings(str(Path(below, "window.ini")), QSettings.Format.IniFormat)
        window = Window(app, home, clock(), language, look, settings)
        window.show()
        workspace = workspaces.unlock(home, demo.PASSPHRASE, clock=clock(), language=language)
        window.open_desk(workspace)
        desk = window.desk
        assert isinstance(desk, Desk)
        for goto in places(desk):
            desk.go(goto)
            rest(app, window)
            for what in wrong(window):
                print(f"{' '.join((goto.page, goto.subject if goto.page == 'write' else ''))}: {what}")
        window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
