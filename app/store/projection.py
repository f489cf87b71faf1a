"""Projections: what lists and counts read, made from the placed revisions and made again at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from msgspec import UNSET

from app import canonical
from app.clock import Clock
from app.records import heads, kind_of, text_of, words
from app.records.facts import facts_line
from app.records.ids import pack
from app.records.kind import Kind
from app.records.revision import Body, Header, read_header
from app.store.connection import Db
from app.store.log import Appended, Entry, Stored, marks, revisions_by_record, sliced
from app.store.schema import PROJECTED
from app.store.spans import DECIDING, GONE, SPAN, fill_care_spans, student_spans

LATE = 72 * 3600  # seconds between an event and its first writing that make a late entry
STUDENT_LINE = "INSERT OR REPLACE INTO student_line VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"
UNSEARCHED = frozenset({"unit", "term", "plan", "assignment", "release"})


class Rows:
    """Projection rows gathered for one `executemany` per table."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.records: list[tuple[object, ...]] = []
        self.students: list[tuple[bytes, bytes]] = []
        self.tags: list[tuple[bytes, str]] = []
        self.keys: list[tuple[str, str, bytes]] = []
        self.names: list[tuple[str, bytes]] = []
        self.targets: list[tuple[bytes, bytes]] = []
        self.concerned: set[tuple[bytes, bytes]] = set()
        self.lines: list[tuple[object, ...]] = []
        self.spans: list[tuple[object, ...]] = []
        self.rivals: list[tuple[bytes, int]] = []
        self.cared: set[bytes] = set()

    def add(self, record: bytes, shown: tuple[int, Header, Body | None], found: list[heads.Placed] | None) -> None:
        """One record; `found` are its placed revisions where there is more than the shown one."""
        pos, header, body = shown
        root, several, conflict, severity, author = header, 1, False, header.severity, header.author
        if found is not None:
            root, several, conflict = _root(found, header), len(heads.heads(found)), heads.in_conflict(found)
            severity, author = heads.gravest(found), min(heads.first_authors(found) or {author})
            times = {self.clock.epoch(h.header.happened) for h in heads.heads(found)}
            self.rivals += [(record, time) for time in times if len(times) > 1]
        happened, at = self.clock.epoch(header.happened), self.clock.epoch(root.at)
        kind = kind_of(header.kind)
        late = bool(kind and kind.event and root.source is UNSET and at - happened >= LATE)
        unit = None if header.unit is None else pack(header.unit)
        self.records.append(
            (record, header.kind, pos, several, int(conflict), int(header.op == "withdraw"), severity, happened, at,
             int(late), pack(author), unit, _facts(kind, header, found))
        )  # fmt: skip
        self.students += [(pack(student), record) for student in dict.fromkeys(header.students)]
        self.tags += [(record, tag) for tag in header.tags]
        if kind is not None and header.op == "save":
            self._keys(kind, record, header, body)
            if kind.name == "student":
                self.lines.append(_line(record, header, body, self.clock))
                headers = [header] if found is None else [r.header for r in found]
                self.spans += student_spans(record, headers, self.clock)
                if any(h.fields.get("status") in GONE for h in headers):
                    self.cared.add(record)
        if header.kind in DECIDING:
            self.care(header)

    def care(self, header: Header) -> None:
        """Notes whose stretches on the care list a listing or a decision about one may change."""
        if header.kind in DECIDING:
            self.cared |= {pack(student) for student in header.students}

    def concern(self, record: bytes, headers: Iterable[Header]) -> None:
        """Everybody and every unit that any revision is by, about or in, where there are several."""
        for h in headers:
            named = (h.author, *h.students, *(() if h.unit is None else (h.unit,)))
            self.concerned |= {(pack(subject), record) for subject in named}

    def _keys(self, kind: Kind, record: bytes, header: Header, body: Body | None) -> None:
        if not kind.natural and not kind.pointers:
            return
        values: dict[str, object] = {**header.fields, **(body.fields if body else {})}
        for name in kind.pointers:
            target = values.get(name)
            if isinstance(target, str):
                self.targets.append((pack(target), record))
        if not kind.natural:
            return
        key = values.get(kind.natural[0] if kind.name != "unit" else "name")
        for number in (key, *_listed(values.get("former_numbers"))):
            if isinstance(number, str):
                self.keys.append((kind.name, number, record))
        if kind.name in ("student", "staff"):
            name, number = str(values.get("name") or ""), str(key or "")
            self.names += [(k, record) for k in words.name_keys(name) | {number.casefold()} if k]

    def write(self, unit: Db) -> None:
        for sql, rows in (
            ("INSERT INTO record VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", self.records),
            ("INSERT OR IGNORE INTO record_student VALUES(?,?)", sorted(self.students)),
            ("INSERT OR IGNORE INTO record_tag VALUES(?,?)", self.tags),
            ("INSERT OR IGNORE INTO record_key VALUES(?,?,?)", self.keys),
            ("INSERT OR IGNORE INTO name_key VALUES(?,?)", self.names),
            ("INSERT OR IGNORE INTO record_of VALUES(?,?)", self.targets),
            ("INSERT INTO concerned VALUES(?,?)", sorted(self.concerned)),
            (STUDENT_LINE, self.lines),
            (SPAN, self.spans),
            ("INSERT OR IGNORE INTO rival VALUES(?,?)", self.rivals),
        ):
            if rows:
                unit.many(sql, rows)
        if self.cared:
            fill_care_spans(unit, self.cared)


def _root(placed: Iterable[heads.Placed], shown: Header) -> Header:
    """The first writing of a record; the shown revision where no placed one begins it."""
    roots = [r.header for r in placed if not r.header.parents] or [shown]
    return min(roots, key=lambda h: (h.at, h.device, h.n))


def _facts(kind: Kind | None, header: Header, found: list[heads.Placed] | None) -> str:
    several = found is not None and len(current := heads.heads(found)) > 1
    return facts_line(kind, [r.header for r in current] if several else [header])


def _line(record: bytes, header: Header, body: Body | None, clock: Clock) -> tuple[object, ...]:
    """A student as lists show one; what only the body tells is empty until it has arrived."""
    values: dict[str, object] = {**header.fields, **(body.fields if body else {})}
    number, name = str(values.get("number") or ""), str(values.get("name") or "")
    building = values.get("building")
    entered = values.get("entered_on")
    numbers = [number, *(n for n in _listed(values.get("former_numbers")) if isinstance(n, str))]
    return (
        record, number, name, words.sort_key(name), words.found_by(name, numbers),
        None if header.unit is None else pack(header.unit), pack(building) if isinstance(building, str) else None,
        str(values.get("room") or ""), str(values.get("status") or ""), int(values.get("off_campus") is True),
        clock.epoch(entered) if isinstance(entered, str) else None, str(values.get("hardship") or ""),
    )  # fmt: skip


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def project(unit: Db, singles: Mapping[int, Entry], clock: Clock) -> None:
    """Projects placed revisions, by position, each of which is the only one of its record."""
    rows = Rows(clock)
    for pos, e in singles.items():
        rows.add(pack(e.header.record), (pos, e.header, e.body), None)
    rows.write(unit)


def project_again(unit: Db, records: Iterable[bytes], clock: Clock) -> None:
    """Makes the projection rows of these records again from the log and the held list."""
    rows = Rows(clock)
    for part in sliced(list(records)):
        for table in PROJECTED:
            column = "id" if table == "record" else "record"
            unit.run(f"DELETE FROM {table} WHERE {column} IN ({marks(part)})", *part)
        held = _held_among(unit, part)
        for record, known in revisions_by_record(unit, part).items():
            if len(known) > 1:
                rows.concern(record, (r.header for r in known))
            if known[0].header.kind in DECIDING:
                for r in known:
                    rows.care(r.header)
            _add_again(rows, record, [r for r in known if r.pos not in held])
    rows.write(unit)


def _add_again(rows: Rows, record: bytes, placed: list[Stored]) -> None:
    if placed:
        found = [as_placed(r) for r in placed]
        shown = heads.shown(found)
        at = next(r for r in placed if r.id.hex() == shown.id)
        rows.add(record, (at.pos, at.header, at.body), found)


def placed_revisions(db: Db, record: bytes) -> list[Stored]:
    return placed_by_record(db, [record])[record]


def placed_by_record(db: Db, records: Sequence[bytes]) -> dict[bytes, list[Stored]]:
    """The placed revisions of each of these records, in the order they came; none for one that is unknown."""
    found: dict[bytes, list[Stored]] = {}
    for part in sliced(list(records)):
        held, known = _held_among(db, part), revisions_by_record(db, part)
        found |= {record: [r for r in known.get(record, []) if r.pos not in held] for record in part}
    return found


def _held_among(db: Db, records: Sequence[bytes]) -> set[int]:
    """The held revisions of one slice of records."""
    sql = "SELECT h.revision FROM held h JOIN revision r ON r.pos = h.revision WHERE r.record IN"
    return {row[0] for row in db.rows(f"{sql} ({marks(records)})", *records)}


def as_placed(stored: Stored) -> heads.Placed:
    body = stored.body
    said = None if body is None else canonical.encode([body.attachments, body.fields])
    return heads.Placed(stored.id.hex(), stored.header, said)


def index(unit: Db, done: Appended) -> None:
    """Full-text rows of new headers and bodies: rowid is twice the revision's position, plus one for a body."""
    unit.many("INSERT INTO search(rowid, words) VALUES(?,?)", _indexed(done))


def _indexed(done: Appended) -> Iterator[tuple[int, str]]:
    """One row after the other: the words of a whole bundle need not be in memory at once."""
    for pos, e in (*done.new.items(), *done.filled.items()):
        kind = kind_of(e.header.kind)
        if kind is None or kind.name in UNSEARCHED or e.header.kv > kind.version:
            continue
        if pos in done.new and (text := text_of(kind, e.header.fields)):
            yield pos * 2, words.bigrams(text)
        if e.body is not None and (text := text_of(kind, e.body.fields)):
            yield pos * 2 + 1, words.bigrams(text)


def clear(unit: Db) -> None:
    """Throws every projection away; the log stays."""
    for table in (*PROJECTED, "care_span", "held"):
        unit.run(f"DELETE FROM {table}")


def refill_index(unit: Db) -> None:
    """Makes the full-text index again from the log."""
    unit.run("INSERT INTO search(search) VALUES('delete-all')")
    sql = (
        "SELECT pos, id, r.line, b.line FROM revision r LEFT JOIN body b ON b.revision = pos"
        " WHERE pos > ? ORDER BY pos LIMIT 2000"
    )
    last = 0
    while part := [Stored(*row) for row in unit.rows(sql, last)]:
        last = part[-1].pos
        index(unit, Appended(new={s.pos: Entry(s.id, s.header, s.line, s.body_line, s.body) for s in part}))


def digest(db: Db) -> str:
    """One digest of all that lists and counts can see: equal for equal sets of revisions (R5)."""
    state = sha256()
    for sql in (
        "SELECT r.id, kind, v.id, heads, conflict, withdrawn, severity, happened, at, late, author, unit, facts"
        " FROM record r JOIN revision v ON v.pos = r.shown ORDER BY r.id",
        "SELECT * FROM record_student ORDER BY 1, 2",
        "SELECT * FROM record_tag ORDER BY 1, 2",
        "SELECT * FROM record_key ORDER BY 1, 2, 3",
        "SELECT * FROM record_of ORDER BY 1, 2",
        "SELECT * FROM name_key ORDER BY 1, 2",
        "SELECT * FROM student_line ORDER BY 1",
        "SELECT * FROM student_span ORDER BY 1, 2",
        "SELECT * FROM care_span ORDER BY 1, 2",
        "SELECT * FROM rival ORDER BY 1, 2",
        "SELECT v.id, code FROM held h JOIN revision v ON v.pos = h.revision ORDER BY 1",
    ):
        for row in db.each(sql):
            state.update(repr(tuple(row)).encode())
    return state.hexdigest()


def every_line(db: Db) -> Iterator[tuple[bytes, bytes, bytes | None]]:
    """(revision id, header line, body line) of the whole log."""
    sql = "SELECT id, r.line, b.line FROM revision r LEFT JOIN body b ON b.revision = pos ORDER BY pos"
    yield from ((row[0], row[1], row[2]) for row in db.each(sql))


def stated_body(header_line: bytes) -> str | None:
    """The digest that a header states of its body."""
    return read_header(header_line).body


def count_revisions(db: Db) -> int:
    """How many versions the log holds."""
    return int(db.value("SELECT count(*) FROM revision"))


def newest_second(db: Db) -> int | None:
    """The second since 1970 in which the newest of the shown versions was written; None for an empty store."""
    found = db.value("SELECT max(at) FROM record")
    return None if found is None else int(found)


def count_records(db: Db) -> int:
    return int(db.value("SELECT count(*) FROM record"))
