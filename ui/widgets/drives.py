"""Where a file may go: the sticks that are plugged in, read again while it is on screen, and folders one chose."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent

from ui.jobs import Job, Jobs
from ui.widgets.field import Choice
from ui.widgets.tip import plain_tip
from ui.words import Words

TIP = Qt.ItemDataRole.ToolTipRole
EVERY = 3000  # milliseconds between two looks at what is plugged in
MOUNTS = ("/media/", "/run/media/")  # where desktops put what a person plugs in


@dataclass(frozen=True)
class Drive:
    """A stick. `free` is in bytes; `letter` is Windows' (`E:`), "" elsewhere; `guarded` says it is write-protected."""

    path: Path
    name: str
    free: int
    letter: str = ""
    guarded: bool = False


def removable_drives() -> tuple[Drive, ...]:
    """The sticks that are there now. May take as long as the slowest of them: not for the window's own thread."""
    found = [v for v in QStorageInfo.mountedVolumes() if v.isValid() and v.isReady() and is_removable(v.rootPath())]
    return tuple(
        Drive(
            Path(v.rootPath()),
            name_of(v.name(), v.rootPath()),
            v.bytesAvailable(),
            letter(v.rootPath()),
            v.isReadOnly(),
        )
        for v in found
    )


def is_removable(root: str) -> bool:
    """Whether a volume is one that a person plugged in: by its place, on Windows by what the system says of it."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root.replace("/", "\\")) == 2)  # DRIVE_REMOVABLE
    return root.startswith(MOUNTS)


def letter(root: str) -> str:
    """`E:` of `E:/`; "" where drives have no letters."""
    return root[:2] if root[1:2] == ":" else ""


def name_of(label: str, root: str) -> str:
    """The name given to the stick, else that of the folder it hangs in; "" on Windows without a name."""
    return label or ("" if letter(root) else Path(root).name)


class Target(Choice):
    """One of the sticks and folders. The only stick is taken at once; one that is pulled out is nobody's choice.

    `moved` says that another place, or none, is chosen.
    """

    moved = Signal()

    def __init__(
        self, words: Words, jobs: Jobs, name: str, find: Callable[[], tuple[Drive, ...]] = removable_drives
    ) -> None:
        super().__init__(name, (), empty=words("drives.none"))
        self.words, self.jobs, self._find = words, jobs, find
        self.drives: tuple[Drive, ...] = ()
        self.folders: tuple[Path, ...] = ()
        self._job: Job[tuple[Drive, ...]] | None = None
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(lambda: self.look_again())
        self.currentIndexChanged.connect(lambda _: self.moved.emit())

    @property
    def place(self) -> Path | None:
        return Path(self.chosen) if self.chosen else None

    @property
    def is_stick(self) -> bool:
        """Whether what is chosen can be pulled out."""
        return any(str(drive.path) == self.chosen for drive in self.drives)

    def add_folder(self, folder: Path) -> None:
        """A folder somebody chose; it is the choice now."""
        self.folders = tuple(dict.fromkeys((*self.folders, folder)))
        self._list(str(folder))

    def look_again(self, then: Callable[[], None] | None = None) -> None:
        """Reads what is plugged in, away from this thread; one look at a time. Then does what was asked."""
        self._then = then or self._then
        if self._job is None:
            self._job = self.jobs.start(self, lambda report: self._find(), done=self._found, lane="read")

    def _found(self, drives: tuple[Drive, ...]) -> None:
        self._job = None
        if drives != self.drives:
            fresh = [d for d in drives if d.path not in {old.path for old in self.drives}]
            self.drives = drives
            there = [*(d.path for d in drives), *self.folders]
            kept = self.place is not None and self.place in there
            self._list(self.chosen if kept else str(fresh[0].path) if len(fresh) == 1 else "")
        then, self._then = self._then, None
        if then is not None:
            then()

    def _list(self, wanted: str) -> None:
        before = self.chosen
        options = [(str(drive.path), self._told(drive)) for drive in self.drives]
        options += [
            (str(folder), self.words("drives.folder", name=folder.name or str(folder))) for folder in self.folders
        ]
        self.set_options(options)
        blocked = self.blockSignals(True)
        self.choose(wanted)
        self.blockSignals(blocked)
        for k, path in enumerate([*(d.path for d in self.drives), *self.folders], 1):
            self.setItemData(k, plain_tip(str(path)), TIP)
        if self.chosen != before:
            self.moved.emit()

    def _told(self, drive: Drive) -> str:
        name = self.words("drives.letter", letter=drive.letter, name=drive.name) if drive.letter else drive.name
        if drive.guarded:
            return self.words("drives.guarded", name=name)
        return self.words("drives.free", name=name, free=amount(drive.free))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_again()
        self._timer.start(EVERY)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def amount(size: int) -> str:
    """Bytes as people read them on a stick: 2.1 GB, 640 MB, 12 KB."""
    for unit, step in (("GB", 10**9), ("MB", 10**6)):
        if size >= step:
            return f"{size / step:.1f} {unit}" if unit == "GB" else f"{size // step} {unit}"
    return f"{size // 1000} KB"
