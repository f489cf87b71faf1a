"""The real window on a small school, in which one place after the other is shown and taken away again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, QSize, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.small_school import SmallSchool, clock, small_school
from ui.application import translate_qt
from ui.frame.desk import Desk
from ui.pages.page import Goto
from ui.theme.look import Choice, Look
from ui.window import Window

SIZE = QSize(1366, 768)
Act = Callable[["Stage"], "QWidget | None"]


@dataclass
class Stage:
    """The school and the window in which a place is shown. `show` brings one about and takes it away again."""

    school: SmallSchool
    qtbot: QtBot
    app: QApplication
    look: Look
    folder: Path
    window: Window = field(init=False)

    @property
    def desk(self) -> Desk:
        assert isinstance(self.window.desk, Desk)
        return self.window.desk

    @property
    def busy(self) -> bool:
        desk = self.window.desk
        return self.window.jobs.busy or (isinstance(desk, Desk) and desk.jobs.busy)

    def rest(self) -> None:
        """Until every job was answered and what the answers made is laid out."""
        self.qtbot.waitUntil(lambda: not self.busy)
        for _ in range(3):
            QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.busy)

    def go(self, page: str, subject: str = "", *more: str) -> None:
        self.desk.go(Goto(page, subject, more))
        self.rest()

    def record(self, kind: str) -> str:
        """The id of a record of this kind on the machine in front."""
        return next(self.school.record(m, kind) for m, w in self.school.machines.items() if w is self.desk.workspace)

    @contextmanager
    def show(
        self, place: Place, language: str = "zh", theme: Choice = "light", scale: float = 1.0
    ) -> Iterator[QWidget]:
        """A place at rest: the window, or the dialog in front of it. Nothing of it is left afterwards."""
        before = set(QApplication.topLevelWidgets())
        shows = _Shows(self.app)
        translate_qt(self.app, language)
        self.look.choose(theme, scale, language)
        settings = QSettings(str(self.folder / "window.ini"), QSettings.Format.IniFormat)
        settings.clear()
        self.window = Window(self.app, self._home(place), clock(), language, self.look, settings)
        self._open(place, language)
        shown = place.act(self) or self.window
        self.rest()
        try:
            yield shown
            assert not shows.stray, f"shown as a window of its own for a moment: {shows.stray}"
        finally:
            shows.stop()
            self._close(before)

    def _home(self, place: Place) -> Path:
        if place.machine in self.school.machines:
            return self.school.machines[place.machine].home
        return self.school.home if place.machine == "locked" else self.folder / "home"

    def _open(self, place: Place, language: str) -> None:
        if place.machine in self.school.machines:
            workspace = self.school.machines[place.machine]
            workspace.language = language
            self.window.open_desk(workspace)
        with self.qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.window.resize(SIZE)
        self.rest()

    def _close(self, before: set[QWidget]) -> None:
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        if isinstance(self.window.desk, Desk):
            self.window.desk.close_desk()
            self.window.desk = None  # or closing the window would lock the workspace
        if self.window.guard is not None:
            self.window.guard.stop()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        if _others(before):
            gc.collect()  # what only a ring of Python's own holds
        left = _others(before)
        assert not left, f"left behind: {[type(w).__name__ for w in left]}"


def _others(before: set[QWidget]) -> list[QWidget]:
    return [w for w in QApplication.topLevelWidgets() if w not in before]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallSchool]:
    """The school of a module."""
    with small_school(tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("school")) as school:
        yield school


@pytest.fixture
def stage(
    small: SmallSchool, qtbot: QtBot, qapp: QApplication, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Stage:
    """A stage of a test; what the machine remembers of its homes is this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Stage(small, qtbot, qapp, look, tmp_path)


class _Shows(QObject):
    """Sees every window that opens: only the program's own, its dialogs and what floats over them may."""

    FLOATING = (Qt.WindowType.ToolTip, Qt.WindowType.Popup, Qt.WindowType.SplashScreen)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.stray: list[str] = []
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            ours = isinstance(watched, Window | QDialog | QMenu) or watched.windowType() in self.FLOATING
            if not ours:
                self.stray.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False

    def stop(self) -> None:
        self._app.removeEventFilter(self)


@dataclass(frozen=True)
class Place:
    """`machine` is one of the school's, "locked" for the entrance of one, "" before there is any."""

    name: str
    machine: str
    act: Act

    @property
    def made(self) -> bool:
        """Whether it is a form made from its kind's declaration: some of them are enough each day."""
        return self.name.startswith("write-")

    def __str__(self) -> str:
        return f"{self.machine or 'none'}-{self.name}"
