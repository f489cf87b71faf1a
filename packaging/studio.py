"""Where the pictures are taken: a demo school, the real window in front of it, and patience until all has come."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.clock import Clock
from app.services import demo, devices, enrolment, workspaces
from app.services.workspaces import Who
from app.store import state
from app.workspace import Workspace
from ui.application import make_application, translate_qt
from ui.frame.desk import Desk
from ui.theme.look import Choice, Look
from ui.window import Window

NOW = "2026-11-25T10:20:00+08:00"
PATIENCE = 30.0  # seconds for one scene to come to rest
PAUSE = 0.1  # seconds; fields wait up to 60 ms after a key before they ask


@dataclass(frozen=True)
class Scene:
    """One picture. `act` brings the window there and may return the dialog to be shown instead of the window.

    `machine` is one of the demo school, opened; "" for what comes before a desk, which `act` gets a bare folder for.
    A scene that writes gets machines of its own where it is `fresh`.
    """

    name: str
    machine: str
    act: Callable[[Studio], QWidget | None]
    fresh: bool = False


class Studio:
    """Holds the school, the workspaces that are open, and the window of the scene that is on."""

    window: Window

    def __init__(self, below: Path) -> None:
        self.below = below
        self.app: QApplication = make_application(["pictures"])
        self.clock = Clock(fixed=Clock().moment(NOW))
        self.school = below / "school"
        demo.make_demo(self.school, 120, 1, self.clock)
        self.look = Look(self.app, "light")
        self.language = "zh"
        self._open: dict[str, Workspace] = {}
        self._copies = 0

    def dress(self, theme: Choice, language: str) -> None:
        """Another theme and language for what comes next."""
        self.language = language
        translate_qt(self.app, language)
        if (self.look.choice, self.look.language) != (theme, language):
            self.look.choose(theme, language=language)

    def copy(self, machine: str) -> Path:
        """A machine's folder that may be written into."""
        self._copies += 1
        place = self.below / f"copy-{self._copies}" / machine
        shutil.copytree(self.school / machine, place)
        return place

    def folder(self, name: str) -> Path:
        """An empty folder."""
        self._copies += 1
        place = self.below / f"folder-{self._copies}" / name
        place.mkdir(parents=True)
        return place

    def workspace(self, machine: str, *, fresh: bool = False) -> Workspace:
        """A machine's workspace, unlocked once for all scenes, or anew for one that writes."""
        known = self._open.get(machine)
        if known is None or fresh or known.locked:
            known = workspaces.unlock(self.copy(machine), demo.PASSPHRASE, clock=self.clock, language=self.language)
            if not fresh:
                self._open[machine] = known
        known.language = self.language
        return known

    def second_device(self, centre: Workspace, first: Workspace) -> Workspace:
        """Another machine of the person who works on the first one, admitted by the centre."""
        home, member = self.folder("second") / "home", first.member
        college = next(d.college for d in devices.list_devices(centre) if d.id == first.device)
        workspaces.create_workspace(
            home, Who(member.name, member.role, member.number, college), demo.PASSPHRASE, clock=self.clock
        )
        second = workspaces.unlock(home, demo.PASSPHRASE, clock=self.clock, language=self.language)
        with centre.store.unit() as unit:
            state.drop_setting(unit, "sample")  # a sample school admits nobody
        request = home.parent / "request.json"
        code = enrolment.request_enrolment(second, request)
        done = enrolment.approve_request(centre, request, code=code, college=college, role=member.role, out=home.parent)
        enrolment.accept_welcome(second, done.welcome, done.centre_code)
        with centre.store.unit() as unit:
            state.set_setting(unit, "sample", "1")
        return second

    @contextmanager
    def stage(self, scene: Scene) -> Iterator[QWidget]:
        """The scene set up and come to rest: the window or the dialog to be shot."""
        home = self.school / scene.machine if scene.machine else self.folder("home")
        settings = QSettings(str(self.below / "window.ini"), QSettings.Format.IniFormat)
        settings.clear()
        self.window = Window(self.app, home, self.clock, self.language, self.look, settings)
        self.window.resize(QSize(1366, 768))
        self.window.show()
        workspace = None
        if scene.machine:
            workspace = self.workspace(scene.machine, fresh=scene.fresh)
            self.window.open_desk(workspace)
        self.rest()
        shown = scene.act(self) or self.window
        self.rest()
        yield shown
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        if isinstance(self.window.desk, Desk):
            self.window.desk.close_desk()
            self.window.desk = None
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # a theme dresses what lives
        gc.collect()
        self.rest()
        if scene.fresh and workspace is not None:
            workspaces.leave(workspace)

    @property
    def desk(self) -> Desk:
        assert isinstance(self.window.desk, Desk)
        return self.window.desk

    def rest(self) -> None:
        """Lets everything arrive: jobs, layouts, paints."""
        until = time.monotonic() + PATIENCE
        quiet = 0
        while quiet < 3 and time.monotonic() < until:
            self.app.processEvents()
            desk = getattr(self.window, "desk", None)
            busy = self.window.jobs.busy or (isinstance(desk, Desk) and desk.jobs.busy)
            quiet = 0 if busy else quiet + 1
            time.sleep(0.005)

    def settle(self) -> None:
        """As `rest`, after the pause that a field makes before it asks."""
        time.sleep(PAUSE)
        self.rest()

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        return next(d for d in self.window.findChildren(QDialog) if d.isVisible())

    def shoot(self, shown: QWidget, size: QSize, file: Path) -> None:
        """One picture; a dialog has its own size."""
        if shown is self.window:
            shown.resize(size)
        self.settle()
        picture: QPixmap = shown.grab()
        file.parent.mkdir(parents=True, exist_ok=True)
        if not picture.save(str(file)):
            raise OSError(f"{file} could not be written")

    def close(self) -> None:
        for workspace in self._open.values():
            workspaces.leave(workspace)
