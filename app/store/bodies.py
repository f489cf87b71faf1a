"""Body lines by the position of their revision: whether one is here, how long it is, many at once."""

from __future__ import annotations

from collections.abc import Sequence

from app.store.connection import Db
from app.store.log import marks, sliced


def body_lines(db: Db, positions: Sequence[int]) -> dict[int, bytes]:
    """Those that are here."""
    return {
        pos: line
        for part in sliced(list(positions))
        for pos, line in db.rows(f"SELECT revision, line FROM body WHERE revision IN ({marks(part)})", *part)
    }


def has_body(db: Db, pos: int) -> bool:
    return db.value("SELECT 1 FROM body WHERE revision=?", pos) is not None


def body_size(db: Db, pos: int) -> int:
    """Bytes of a revision's body line; 0 where it is not here."""
    return int(db.value("SELECT length(line) FROM body WHERE revision=?", pos) or 0)
