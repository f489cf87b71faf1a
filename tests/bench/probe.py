"""One process of the window's bench: comes to one point and tells of it on stdout.

probe.py make|unlock|home|desk|bare|bare-window|bare-idle HOME
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.window import Window

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

PASSPHRASE = "correct horse battery staple"


def make(home: Path) -> None:
    """A founded centre, as small as a school can be."""
    from app.clock import Clock
    from app.services import workspaces
    from app.services.workspaces import Who

    workspaces.create_workspace(home, Who("陈主任", "centre", "C001"), PASSPHRASE, clock=Clock())


def unlock(home: Path) -> None:
    """The program's own start, up to the first paint of its window."""
    from PySide6.QtWidgets import QApplication

    from app import cli
    from ui import application

    call = cli.window_wanted(["--home", str(home)])
    assert call is not None

    def told() -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.topLevelWidgets()[0].grab()
        print(time.monotonic())
        app.quit()

    application.run(call.home, call.clock, call.language, [], shown=told)


def bare(home: Path) -> None:
    """A window with one label, as small as Qt allows."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel

    app = QApplication([])
    label = QLabel("Runxin")
    label.resize(720, 640)
    label.show()

    def told() -> None:
        label.grab()
        print(time.monotonic())
        app.quit()

    QTimer.singleShot(0, told)
    app.exec()


def desk_of(home: Path) -> tuple[float, QApplication, Window]:
    """Seconds from an open workspace to the painted home page at rest."""
    from PySide6.QtCore import QSettings

    from app.clock import Clock
    from app.services import workspaces
    from ui.application import make_application
    from ui.frame.desk import Desk
    from ui.theme.look import Look
    from ui.window import Window

    app = make_application([])
    settings = QSettings(str(home.parent / "bench.ini"), QSettings.Format.IniFormat)
    window = Window(app, home, Clock(), "zh", Look(app, "light"), settings)
    window.show()
    app.processEvents()
    workspace = workspaces.unlock(home, PASSPHRASE, clock=Clock(), language="zh")
    began = time.perf_counter()
    window.open_desk(workspace)
    assert isinstance(window.desk, Desk)
    while window.desk.jobs.busy:
        app.processEvents()
    window.grab()
    return time.perf_counter() - began, app, window


def home_page(home: Path) -> None:
    took, app, window = desk_of(home)
    print(took)
    window.close()
    app.processEvents()


def desk(home: Path) -> None:
    from tests.bench.ratio import resident

    _, app, window = desk_of(home)
    print(resident())
    window.close()
    app.processEvents()


def bare_window(home: Path) -> None:
    from PySide6.QtWidgets import QApplication, QTableWidget, QVBoxLayout, QWidget

    app = QApplication([])
    began = time.perf_counter()
    window = QWidget()
    QVBoxLayout(window).addWidget(QTableWidget(20, 6))
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.grab()
    print(time.perf_counter() - began)


def bare_idle(home: Path) -> None:
    from PySide6.QtWidgets import QApplication, QLabel

    from tests.bench.ratio import resident

    app = QApplication([])
    label = QLabel("Runxin")
    label.resize(1366, 768)
    label.show()
    app.processEvents()
    print(resident())


WHAT = {
    "make": make,
    "unlock": unlock,
    "bare": bare,
    "home": home_page,
    "desk": desk,
    "bare-window": bare_window,
    "bare-idle": bare_idle,
}

if __name__ == "__main__":
    WHAT[sys.argv[1]](Path(sys.argv[2]))
