"""Files of backups, whatever store is in them: packed as one file, taken apart again, and let go by the rotation."""

from __future__ import annotations

import errno
import re
import secrets
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import UserError
from app.store.backup import settle

OLDEST = timedelta(days=90)  # the purge promise: nothing deleted lives on in a backup for longer
SESSIONS, DAYS, WEEKS = 3, 7, 4
LEFTOVER = 24 * 3600.0  # seconds after which what a killed run left is nobody's work any more
DAMAGE = ("store_cut", "store_damaged", "store_foreign", "store_plain")
"""What opening the store of a backup says where the backup is not whole."""


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """What the disk says of a target folder, as a sentence: UserError `target_missing`, `target_full`,
    `target_failed`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UserError("target_full", target=folder.name) from None
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.EROFS, errno.EPERM):
            raise UserError("target_missing", target=folder.name) from None
        raise UserError("target_failed", target=folder.name) from None


@contextmanager
def work_folder(home: Path) -> Iterator[Path]:
    """A private folder beside the store; what lies in it is ciphertext, and it goes in any case."""
    work = Path(tempfile.mkdtemp(prefix="backup-", dir=home))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def clear_leftovers(*paths: Path) -> None:
    """Takes staged copies and work folders of runs that were killed over a day ago away; all of it is ciphertext."""
    oldest = time.time() - LEFTOVER
    for path in paths:
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def pack(work: Path, members: Sequence[str], target: Path, verify: Callable[[Path], None]) -> None:
    """These files of a folder as one file at `target`, which has its name only after `verify` has looked at the folder
    that it was taken apart into again."""
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with zipfile.ZipFile(unfinished, "x", zipfile.ZIP_STORED) as packed:
            for member in members:
                packed.write(work / member, member)
        again = work / "again"
        _unpack(unfinished, again, (members,))
        verify(again)
        settle(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def unpack(file: Path, into: Path, *known: Sequence[str]) -> None:
    """The members of a backup that a person named, never by a name that the file chooses: they must be one of these
    sets. UserError `backup_damaged`, `file_unreadable`, `disk_full`."""
    try:
        _unpack(file, into, known)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("disk_full") from None
        raise UserError("file_unreadable", file=file.name) from None


def _unpack(file: Path, into: Path, known: Sequence[Sequence[str]]) -> None:
    into.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(file) as packed:
            members = next((m for m in known if sorted(m) == sorted(packed.namelist())), None)
            if members is None or not _is_plain(packed.infolist(), file.stat().st_size):
                raise UserError("backup_damaged")
            for member in members:
                with packed.open(member) as source, (into / member).open("wb") as target:
                    shutil.copyfileobj(source, target, 1 << 20)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise UserError("backup_damaged") from None


def _is_plain(members: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """As `pack` writes them, uncompressed, so that what is taken apart is no longer than the file itself."""
    stored = all(m.compress_type == zipfile.ZIP_STORED and m.file_size == m.compress_size for m in members)
    return stored and sum(m.file_size for m in members) <= size


def rotate(folder: Path, pattern: re.Pattern[str], source: str, now: datetime) -> None:
    """Keeps the newest of 3 sessions, 7 days and 4 weeks of one source; lets the others go. The names' `pattern` has
    the moment and the source as its groups. Names of a time to come, from when a clock was ahead, count as the oldest:
    they make room before anything else, and the backup of `now` is always kept."""
    found = sorted(
        (
            (datetime.strptime(match[1], "%Y%m%dT%H%M%S"), path)
            for path in folder.iterdir()
            if (match := pattern.fullmatch(path.name)) and match[2] == source
        ),
        key=lambda one: (one[0] <= now, *one),
        reverse=True,
    )
    kept = {path for _, path in found[:SESSIONS]}
    for depth, period in ((DAYS, "%Y-%j"), (WEEKS, "%G-%V")):
        newest: dict[str, Path] = {}
        for moment, path in found:
            newest.setdefault(moment.strftime(period), path)
        kept |= set(list(newest.values())[:depth])
    for moment, path in found[1:]:
        if path not in kept or now - moment > OLDEST:
            path.unlink(missing_ok=True)
