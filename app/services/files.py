"""Files on foreign ground: a private copy of what arrives, and a sure way onto a stick for what leaves."""

from __future__ import annotations

import errno
import os
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app import bundle
from app.errors import UserError
from app.store.backup import sync_folder
from app.workspace import Workspace

LARGEST = 320 << 20  # bytes of a file that may be a bundle
CHUNK = 1 << 20  # bytes between two questions whether to go on
Step = Callable[[int, int], None]
"""Is told (done, of) and may raise `Cancelled`."""


def unasked(done: int, of: int) -> None:
    """Nobody waits for this job."""


@dataclass(frozen=True)
class Staged:
    """A private copy of a file that arrived; `digest` is its SHA-256, hex."""

    path: Path
    digest: str
    data: bytes

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)

    def keep(self, target: Path) -> None:
        os.replace(self.path, target)


def stage(workspace: Workspace, source: Path, step: Step = unasked) -> Staged:
    """Copies a file into the workspace while hashing; what happens to the stick then no longer matters.

    Raises UserError `file_unreadable`, `bundle_too_large`, `disk_full`, and what `step` raises; then no
    copy stays.
    """
    path = workspace.folder("incoming") / secrets.token_hex(16)
    state = sha256()
    chunks: list[bytes] = []
    total = 0
    try:
        with source.open("rb") as stick, path.open("xb") as copy:
            size = os.fstat(stick.fileno()).st_size
            while chunk := stick.read(CHUNK):
                total += len(chunk)
                if total > LARGEST:
                    raise UserError("bundle_too_large")
                state.update(chunk)
                chunks.append(chunk)
                copy.write(chunk)
                step(total, size)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        if error.errno == errno.ENOSPC:
            raise UserError("disk_full") from None
        raise UserError("file_unreadable", file=source.name) from None
    return Staged(path, state.hexdigest(), b"".join(chunks))


def read_bundle(path: Path) -> bytes:
    """The bytes of a bundle where it lies; UserError `file_unreadable`, `bundle_too_large`."""
    try:
        return bundle.read_file(path)
    except OSError:
        raise UserError("file_unreadable", file=path.name) from None


def free_name(folder: Path, name: str) -> str:
    """The name, or the first of `name-2`, `name-3` … that no file in the folder has: nothing there is written over."""
    wanted, stem, suffix = name, Path(name).stem, Path(name).suffix
    number = 2
    while (folder / wanted).exists():
        wanted, number = f"{stem}-{number}{suffix}", number + 1
    return wanted


def deliver(data: bytes, folder: Path, name: str, step: Step = unasked) -> Path:
    """Writes bytes under a name into a folder: temporary name, fsync, rename, read back, compare.

    Only what was read back equal is returned as done. Raises UserError `target_missing`, `target_full`,
    `target_failed`, and what `step` raises; the unfinished file is taken away again.
    """
    unfinished = folder / f".{name}.{secrets.token_hex(4)}.part"
    target = folder / name
    ours = [unfinished]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(unfinished, data, step)
        os.replace(unfinished, target)
        ours = [target]
        sync_folder(folder)
        whole = _digest(target, len(data), step) == sha256(data).digest()
    except BaseException as error:
        take_away(*ours)
        if not isinstance(error, OSError):
            raise
        raise _sentence(error, folder) from None
    if not whole:
        take_away(target)
        raise UserError("target_failed", target=folder.name)
    return target


def _write(path: Path, data: bytes, step: Step) -> None:
    """All bytes onto the disk, a chunk at a time: a slow stick is asked often whether to go on."""
    with path.open("xb") as file:
        for start in range(0, max(len(data), 1), CHUNK):
            file.write(memoryview(data)[start : start + CHUNK])
            file.flush()
            os.fsync(file.fileno())
            step(min(start + CHUNK, len(data)), 2 * len(data))


def _digest(path: Path, size: int, step: Step) -> bytes:
    state, total = sha256(), 0
    with path.open("rb") as file:
        if sys.platform == "linux":  # what was just written is read from the stick, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(CHUNK):
            state.update(chunk)
            total += len(chunk)
            step(size + total, 2 * size)
    return state.digest()


def _sentence(error: OSError, folder: Path) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError("target_full", target=folder.name)
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EROFS, errno.EPERM):
        return UserError("target_missing", target=folder.name)
    return UserError("target_failed", target=folder.name)


def take_away(*paths: Path) -> None:
    """Removes files from where they were written; a stick that is gone took what was half written with it."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
