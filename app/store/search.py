"""Finding records: by full text in every version, by name, pinyin, initials and number."""

from __future__ import annotations

from dataclasses import dataclass

from app.records import kind_of, text_of, words
from app.records.ids import pack, unpack
from app.store.connection import Db
from app.store.log import revision_at

HITS = 200


@dataclass(frozen=True)
class Hit:
    """One record that holds the words: where they stand, and whether only an older version has them."""

    record: str
    kind: str
    students: tuple[str, ...]
    snippet: str
    older: bool


@dataclass(frozen=True)
class Only:
    """Which records are searched: of these kinds, about a student, by an author, of an event from `since` until before
    `before` (seconds). Empty members ask nothing."""

    kinds: tuple[str, ...] = ()
    student: str = ""
    author: str = ""
    since: int | None = None
    before: int | None = None

    def where(self) -> tuple[str, list[object]]:
        """Conditions on the row `r` of a record, and their values."""
        found: list[tuple[str, list[object]]] = []
        if self.kinds:
            found.append((f"r.kind IN ({','.join('?' * len(self.kinds))})", list(self.kinds)))
        if self.student:
            about = "(r.id = ? OR EXISTS (SELECT 1 FROM record_student x WHERE x.student = ? AND x.record = r.id))"
            found.append((about, [pack(self.student)] * 2))
        if self.author:
            found.append(("r.author = ?", [pack(self.author)]))
        if self.since is not None:
            found.append(("r.happened >= ?", [self.since]))
        if self.before is not None:
            found.append(("r.happened < ?", [self.before]))
        return "".join(f" AND {condition}" for condition, _ in found), [v for _, values in found for v in values]


def search_text(db: Db, query: str, limit: int = HITS, only: Only = Only()) -> list[Hit]:
    """Records that stand whose text in any version holds every run of the query, those written last first."""
    terms = words.query_terms(query)
    if not terms:
        return []
    hits: dict[bytes, Hit] = {}
    where, values = only.where()
    for rowid, record, shown in db.each(
        "SELECT s.rowid, v.record, r.shown FROM search s JOIN revision v ON v.pos = s.rowid / 2"
        " JOIN record r ON r.id = v.record WHERE search MATCH ? AND v.pos NOT IN (SELECT revision FROM held)"
        f" AND r.withdrawn = 0{where} ORDER BY s.rowid DESC",
        terms,
        *values,
    ):
        current = rowid // 2 == shown
        if record in hits and (hits[record].older is False or not current):
            continue
        hit = _recheck(db, rowid, record, query, current)
        if hit is not None:
            hits[record] = hit
        if len(hits) >= limit:
            break
    return list(hits.values())


def _recheck(db: Db, rowid: int, record: bytes, query: str, current: bool) -> Hit | None:
    revision = revision_at(db, rowid // 2)
    header, body = revision.header, revision.body
    kind = kind_of(header.kind)
    said: dict[str, object] = {**header.fields} if rowid % 2 == 0 else {**(body.fields if body else {})}
    text = text_of(kind, said) if kind else ""
    at = words.found_in(text, query)
    if at is None:
        return None
    return Hit(unpack(record), header.kind, tuple(header.students), words.snippet(text, at, query), not current)


def search_names(db: Db, query: str, kind: str = "student", limit: int = HITS) -> list[str]:
    """Ids of persons of a kind whose name, pinyin, initials or number begin with the query."""
    key = "".join(words.runs(query))
    if not key:
        return []
    # CROSS: the few keys first, never all records of the kind
    rows = db.rows(
        "SELECT DISTINCT r.id FROM name_key k CROSS JOIN record r ON r.id = k.record"
        " WHERE k.key >= ? AND k.key < ? AND r.kind = ? LIMIT ?",
        key,
        key + "\U0010ffff",
        kind,
        limit,
    )
    return [unpack(row[0]) for row in rows]
