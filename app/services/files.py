"""Files on foreign ground: a private copy of what arrives, and a sure way onto a stick for what leaves."""

from __future__ import annotations

import errno
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app import bundle
from app.errors import UserError
from app.store.backup import sync_folder
from app.workspace import Workspace

LARGEST = 320 << 20  # bytes of a file that may be a bundle


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


def stage(workspace: Workspace, source: Path) -> Staged:
    """Copies a file into the workspace while hashing; what happens to the stick then no longer matters.

    Raises UserError `file_unreadable`, `bundle_too_large`, `disk_full`.
    """
    path = workspace.folder("incoming") / secrets.token_hex(16)
    state = sha256()
    chunks: list[bytes] = []
    total = 0
    try:
        with source.open("rb") as stick, path.open("xb") as copy:
            while chunk := stick.read(1 << 20):
                total += len(chunk)
                if total > LARGEST:
                    raise UserError("bundle_too_large")
                state.update(chunk)
                chunks.append(chunk)
                copy.write(chunk)
    except UserError:
        path.unlink(missing_ok=True)
        raise
    except OSError as error:
        path.unlink(missing_ok=True)
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


def deliver(data: bytes, folder: Path, name: str) -> Path:
    """Writes bytes under a name into a folder: temporary name, fsync, rename, read back, compare.

    Only what was read back equal is returned as done. Raises UserError `target_missing`, `disk_full`,
    `target_failed`; the unfinished file is taken away again.
    """
    unfinished = folder / f".{name}.{secrets.token_hex(4)}.part"
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, target)
        sync_folder(folder)
        whole = sha256(target.read_bytes()).digest() == sha256(data).digest()
    except OSError as error:
        _take_away(unfinished)
        raise _sentence(error, folder) from None
    if not whole:
        _take_away(target)
        raise UserError("target_failed", target=folder.name)
    return target


def _sentence(error: OSError, folder: Path) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError("target_full", target=folder.name)
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EROFS, errno.EPERM):
        return UserError("target_missing", target=folder.name)
    return UserError("target_failed", target=folder.name)


def _take_away(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the stick is gone, and what was half written with it
