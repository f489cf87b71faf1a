"""One connection to an encrypted file: opened, asserted, fenced in. The only importer of sqlcipher3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from app.errors import UserError

LEAST_SQLITE = (3, 51, 3)  # older ones carry a WAL corruption bug
PLAIN = b"SQLite format 3\0"
PAGE = 4096
_WRITES = frozenset({sqlcipher.SQLITE_INSERT, sqlcipher.SQLITE_UPDATE, sqlcipher.SQLITE_DELETE})
_FORBIDDEN_PRAGMAS = frozenset({"key", "rekey", "hexkey", "hexrekey", "textkey", "textrekey", "temp_store"})
Row = Sequence[Any]

# Without an adapter the library searches every bytes value for a way to adapt it: two thirds of an insert's time.
sqlcipher.register_adapter(bytes, bytes)


class Db:
    """A connection with the few verbs the store needs; errors of the disk become sentences."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def rows(self, sql: str, *values: object) -> list[Row]:
        with told():
            return list(self.raw.execute(sql, values))

    def each(self, sql: str, *values: object) -> Iterator[Row]:
        with told():
            yield from self.raw.execute(sql, values)

    def row(self, sql: str, *values: object) -> Row | None:
        with told():
            found: Row | None = self.raw.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, *values: object) -> Any:
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def run(self, sql: str, *values: object) -> int:
        with told():
            return int(self.raw.execute(sql, values).rowcount)

    def many(self, sql: str, rows: Iterable[Row]) -> None:
        with told():
            self.raw.executemany(sql, rows)

    @contextmanager
    def transaction(self, kind: str = "IMMEDIATE") -> Iterator[Db]:
        """Commits at the end of the block, or leaves everything as it was."""
        self.run(f"BEGIN {kind}")
        try:
            yield self
            self.run("COMMIT")
        except BaseException:
            if self.raw.in_transaction:
                self.run("ROLLBACK")
            raise

    def close(self) -> None:
        self.raw.close()


@contextmanager
def told() -> Iterator[None]:
    """What the database says of the disk and the file, as a sentence; its bugs stay bugs."""
    try:
        yield
    except sqlcipher.ProgrammingError as error:
        if "closed" in str(error):  # somebody locked the workspace meanwhile
            raise UserError("workspace_locked") from None
        raise
    except sqlcipher.OperationalError as error:
        said = str(error)
        if "full" in said:
            raise UserError("disk_full") from None
        if "locked" in said or "busy" in said:
            raise UserError("store_busy") from None
        if "I/O" in said or "unable to open" in said or "readonly" in said:
            raise UserError("disk_error") from None
        raise
    except sqlcipher.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise UserError("store_damaged") from None
        raise


def connect(path: Path, raw_key: bytes, *, create: bool = False, fenced: bool = True) -> Db:
    """An open, asserted connection to the SQLCipher file at `path` under a raw 32-byte key.

    Never creates unless told to. Raises UserError `store_missing`, `store_plain`, `store_cut`,
    `store_foreign` (this key does not open it) or `store_damaged`. A `fenced` connection refuses
    ATTACH and every PRAGMA that could take the key away; maintenance under the exclusive lock asks
    for an unfenced one.
    """
    if not create:
        _look_at(path)
    key = raw_key.hex()
    if len(key) != 64:
        raise ValueError("a raw key has 32 bytes")  # SQLCipher would take it for a passphrase
    uri = f"{path.resolve().as_uri()}?mode={'rwc' if create else 'rw'}"
    with told():
        raw = sqlcipher.connect(uri, uri=True, isolation_level=None, timeout=30, check_same_thread=False)
    try:
        db = Db(raw)
        with told():
            raw.execute("PRAGMA cipher_log_level=NONE")
            raw.execute(f"PRAGMA key=\"x'{key}'\"")
            _assert_library(raw)
            _assert_opens(raw)
            _tune(raw)
        if not create:
            _assert_whole(db, path)
        if fenced:
            raw.set_authorizer(_authorize)
    except BaseException:
        raw.close()
        raise
    return db


def _look_at(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(16)
            size = file.seek(0, 2)
    except FileNotFoundError:
        raise UserError("store_missing") from None
    except OSError:
        raise UserError("disk_error") from None
    if head == PLAIN:
        raise UserError("store_plain")
    if size < PAGE or size % PAGE:
        raise UserError("store_cut")


def _assert_library(raw: Any) -> None:
    version = raw.execute("PRAGMA cipher_version").fetchone()
    found = tuple(int(part) for part in sqlcipher.sqlite_version.split("."))
    if not version or not version[0] or found < LEAST_SQLITE:
        raise RuntimeError("this build of SQLCipher is not the one that was tested")


def _assert_opens(raw: Any) -> None:
    try:
        raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlcipher.OperationalError as error:
        if "I/O" in str(error):
            raise UserError("store_cut") from None
        raise
    except sqlcipher.DatabaseError as error:
        # "malformed" here: the key fits and the first page names more pages than the file has
        raise UserError("store_cut" if "malformed" in str(error) else "store_foreign") from None


def _assert_whole(db: Db, path: Path) -> None:
    """The pages the file claims are there, in it or in its log."""
    log = path.with_name(path.name + "-wal")
    pages = db.value("PRAGMA page_count")
    if path.stat().st_size < pages * PAGE and not (log.exists() and log.stat().st_size):
        raise UserError("store_cut")


def _tune(raw: Any) -> None:
    for setting in (
        "PRAGMA temp_store=MEMORY",
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "PRAGMA foreign_keys=ON",
        "PRAGMA trusted_schema=OFF",
        "PRAGMA secure_delete=ON",
        "PRAGMA cache_size=-65536",
        "PRAGMA busy_timeout=30000",
    ):
        raw.execute(setting)


@contextmanager
def fenced_in(db: Db) -> Iterator[None]:
    """A query-only connection that may fill temporary tables, and nothing else, for as long as the block lasts."""
    db.raw.set_authorizer(_authorize_scratch)
    db.run("PRAGMA query_only=OFF")
    try:
        yield
    finally:
        with suppress(UserError):  # a store that was locked meanwhile has no connection left
            db.run("PRAGMA query_only=ON")
            db.raw.set_authorizer(_authorize)


def _authorize_scratch(action: int, first: str | None, second: str | None, place: str | None, *_: object) -> int:
    if action in _WRITES and place == "main":
        return int(sqlcipher.SQLITE_DENY)
    return _authorize(action, first, second)


def _authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    attaches = action in (sqlcipher.SQLITE_ATTACH, sqlcipher.SQLITE_DETACH)
    rekeys = action == sqlcipher.SQLITE_PRAGMA and (first or "").lower() in _FORBIDDEN_PRAGMAS
    return int(sqlcipher.SQLITE_DENY if attaches or rekeys else sqlcipher.SQLITE_OK)
