"""Files that belong to revisions, in chunks by their digest."""

from __future__ import annotations

from hashlib import sha256

from app.errors import UserError
from app.store.connection import Db

CHUNK = 1 << 20
LIMIT = 50 << 20  # bytes of one file


def add_attachment(unit: Db, data: bytes) -> str:
    """Keeps a file's bytes once; its SHA-256, hex. UserError `attachment_too_large` over 50 MiB."""
    if len(data) > LIMIT:
        raise UserError("attachment_too_large", limit=LIMIT >> 20)
    identity = sha256(data)
    if not has_attachment(unit, identity.hexdigest()):
        starts = range(0, max(len(data), 1), CHUNK)
        rows = [(identity.digest(), k, data[start : start + CHUNK]) for k, start in enumerate(starts)]
        unit.many("INSERT INTO attachment VALUES(?,?,?)", rows)
    return identity.hexdigest()


def has_attachment(db: Db, identity: str) -> bool:
    return db.value("SELECT 1 FROM attachment WHERE sha256=? LIMIT 1", bytes.fromhex(identity)) is not None


def attachment(db: Db, identity: str) -> bytes:
    """The bytes of a file kept here; UserError `attachment_missing` where they have not arrived."""
    rows = db.rows("SELECT bytes FROM attachment WHERE sha256=? ORDER BY chunk", bytes.fromhex(identity))
    if not rows:
        raise UserError("attachment_missing")
    return b"".join(row[0] for row in rows)
