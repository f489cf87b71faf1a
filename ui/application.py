"""Starting the window: the application, its input method and look, one window for each workspace."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

from PySide6.QtCore import QDir, QLibraryInfo, QLocale, QLockFile, QSettings, Qt, QTimer, QTranslator
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QApplication

from app.clock import Clock
from app.errors import UserError
from app.paths import config_folder
from ui.collecting import spare_the_window
from ui.jobs import place_of
from ui.machine import INSTEAD_OF
from ui.theme.look import SCALES, Choice, Look
from ui.window import Window

OPENING = 10.0  # seconds after which another process that comes to no window is no longer waited for
WAIT = 1000  # milliseconds that the other window of a workspace has to answer

log = logging.getLogger("runxin")


def run(home: Path, clock: Clock, language: str, files: Sequence[Path], shown: Callable[[], None] | None = None) -> int:
    """Opens the window on a workspace's folder; its exit code. A second one raises the first and ends.

    `shown` is called once the window is on the screen.
    """
    turn = take_turn(home, files)
    if turn is None:
        return 0
    choose_input_method(os.environ)
    app = make_application(sys.argv[:1])
    settings = open_settings()
    kept = str(settings.value("language", ""))
    language = kept if kept in ("zh", "en") else language
    translate_qt(app, language)
    look = Look(app, _choice(settings), _scale(settings), language)
    window = Window(app, home, clock, language, look, settings)
    sys.excepthook = _Hook(window)
    server = listen(home, window)
    window.give_files(files)
    window.show()
    if shown is not None:
        QTimer.singleShot(0, shown)
    try:
        return app.exec()
    finally:
        server.close()
        turn.unlock()


def make_application(arguments: list[str]) -> QApplication:
    """Fusion, with nothing of a person in its names."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(arguments)
    spare_the_window()
    app.setStyle("Fusion")
    app.setApplicationName("Runxin")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("runxin")
    return app


def choose_input_method(environment: MutableMapping[str, str]) -> None:
    """The wheel of Qt has the compose and ibus plugins only. Where fcitx is asked for and no plugin of it is there,
    ibus is taken: fcitx speaks its protocol too."""
    asked = environment.get("QT_IM_MODULE", "")
    if asked.startswith("fcitx") and not has_plugin("fcitx"):
        environment["QT_IM_MODULE"] = "ibus"
        environment[INSTEAD_OF] = asked


def has_plugin(name: str) -> bool:
    """Whether an input method's plugin lies where Qt looks for it."""
    folders = [Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))]
    folders += [Path(p) for p in os.environ.get("QT_PLUGIN_PATH", "").split(os.pathsep) if p]
    return any(name in file.name for folder in folders for file in folder.glob("platforminputcontexts/*"))


def translate_qt(app: QApplication, language: str) -> None:
    """Qt's own words (file dialogs, context menus) in the language of the program."""
    QLocale.setDefault(QLocale(QLocale.Language.English if language == "en" else QLocale.Language.Chinese))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language == "zh" and translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def open_settings() -> QSettings:
    """What the machine remembers of the window: theme, font size, language, geometry. No record, no name."""
    folder = config_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)


def _choice(settings: QSettings) -> Choice:
    kept = settings.value("theme")
    return kept if kept in ("light", "dark") else "system"


def _scale(settings: QSettings) -> float:
    try:
        kept = float(str(settings.value("scale", "1.0")))
    except ValueError:
        return 1.0
    return kept if kept in SCALES else 1.0


def _server_name(home: Path) -> str:
    """One name for each folder; nothing of the path can be read from it."""
    return f"runxin-{hashlib.sha256(str(home.expanduser().resolve()).encode()).hexdigest()[:24]}"


def take_turn(home: Path, files: Sequence[Path]) -> QLockFile | None:
    """The right to open the window of a workspace, as long as it is locked; None where another process has it.

    That one was raised then and has the files. Two starts at the same moment come to one window.
    """
    turn = QLockFile(str(Path(QDir.tempPath()) / f"{_server_name(home)}.lock"))
    turn.setStaleLockTime(0)  # no age makes it stale, only the end of its process
    end = monotonic() + OPENING
    while not turn.tryLock(0) and turn.error() == QLockFile.LockError.LockFailedError and monotonic() < end:
        if raise_other(home, files):
            return None
        sleep(0.05)  # it is opening, or closing
    return turn


def raise_other(home: Path, files: Sequence[Path]) -> bool:
    """Asks a window that is open on this workspace to come to the front, with the files given; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_server_name(home))
    if not socket.waitForConnected(WAIT):
        return False
    lines = [str(f.resolve()) for f in files]
    socket.write("\n".join(["raise", *lines]).encode())
    socket.flush()
    socket.waitForBytesWritten(WAIT)
    socket.disconnectFromServer()
    return True


def listen(home: Path, window: Window) -> QLocalServer:
    """Answers a second start: the window comes to the front and takes its files."""
    server = QLocalServer(window)
    server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
    name = _server_name(home)
    if not server.listen(name):
        QLocalServer.removeServer(name)  # a killed process left its socket behind
        server.listen(name)

    def arrived() -> None:
        socket = server.nextPendingConnection()
        socket.readyRead.connect(lambda: told(socket))
        socket.disconnected.connect(socket.deleteLater)

    def told(socket: QLocalSocket) -> None:
        lines = bytes(socket.readAll().data()).decode(errors="replace").split("\n")
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        window.give_files([Path(line) for line in lines[1:]])

    server.newConnection.connect(arrived)
    return server


class _Hook:
    """What no job and no page caught: logged by its place alone, told as one calm sentence."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if isinstance(bug, KeyboardInterrupt):
            self._window.close()
            return
        if isinstance(bug, UserError):
            self._window.say.refuse(self._window, bug)
            return
        log.error("bug: %s", place_of(bug))
        self._window.say.bug(self._window, place_of(bug))
