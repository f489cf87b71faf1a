"""The log: header and body lines as they were written or arrived, and the feed that carries them on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from app.records.ids import pack
from app.records.revision import Body, Header, read_body, read_header
from app.store.connection import Db

T = TypeVar("T")
HEADER, BODY = 0, 1
_STORED = "SELECT pos, id, r.line, b.line, record FROM revision r LEFT JOIN body b ON b.revision = pos"
SLICE = 400  # values in one IN list
FeedRow = tuple[int, int, int | None, int | None]  # revision, part, the peer it came from and that one's epoch


class Entry(Struct, frozen=True, gc=False):
    """One revision on its way into the log: its lines, already checked, and what they say."""

    id: bytes
    header: Header
    line: bytes
    body_line: bytes | None = None
    body: Body | None = None


@dataclass
class Appended:
    """What an append changed: new revisions by position, bodies that arrived later, records touched.

    `vouched` counts known revisions that a seat gave its word for; `forked` are devices with a second history.
    """

    new: dict[int, Entry] = field(default_factory=dict)
    filled: dict[int, Entry] = field(default_factory=dict)
    vouched: int = 0
    forked: set[str] = field(default_factory=set)
    touched: set[bytes] = field(default_factory=set)
    older: set[bytes] = field(default_factory=set)

    @property
    def count(self) -> int:
        return len(self.new) + len(self.filled)


@dataclass(frozen=True)
class Stored:
    """A revision in the log; its lines are read when first asked for."""

    pos: int
    id: bytes
    line: bytes
    body_line: bytes | None

    @cached_property
    def header(self) -> Header:
        return read_header(self.line)

    @cached_property
    def body(self) -> Body | None:
        return None if self.body_line is None else read_body(self.body_line)


class Fork(Exception):
    """(device, epoch, n) is here with another digest: two histories under one name (REPLICATION.md R1)."""

    def __init__(self, device: str) -> None:
        super().__init__("fork")
        self.device = device


def device_number(unit: Db, device: str) -> int:
    """The small number that stands for a device id in this store."""
    packed = pack(device)
    found = unit.value("SELECT num FROM device WHERE id=?", packed)
    if found is None:
        unit.run("INSERT INTO device(id) VALUES(?)", packed)
        found = unit.value("SELECT num FROM device WHERE id=?", packed)
    return int(found)


def append(
    unit: Db,
    entries: Sequence[Entry],
    *,
    peer: str | None = None,
    peer_epoch: int = 0,
    vouched: bool = False,
    forks_upto: int = 0,
) -> Appended:
    """Adds every revision and every wanted body that is not here; each gets its feed row.

    Idempotent. `peer` is the sender in its epoch, None for what was written here. A second history of
    an epoch above `forks_upto` raises `Fork`; up to it both sides are kept.
    """
    done = Appended()
    numbers = {d: device_number(unit, d) for d in {e.header.device for e in entries}}
    known = _known(unit, entries, numbers)
    bodiless = _bodiless(unit, [pos for lane in known.values() for pos in lane.values()])
    next_pos = int(unit.value("SELECT coalesce(max(pos), 0) FROM revision")) + 1
    peer_number = None if peer is None else device_number(unit, peer)
    source = (peer_number, None if peer is None else peer_epoch)
    feed: list[FeedRow] = []
    vouch: list[int] = []
    for entry in entries:
        triple = (numbers[entry.header.device], entry.header.epoch, entry.header.n)
        lane = known.get(triple)
        if lane is None:
            lane = known[triple] = {}
        elif entry.id not in lane:
            if entry.header.epoch > forks_upto:
                raise Fork(entry.header.device)
            done.forked.add(entry.header.device)
        if entry.id not in lane:
            lane[entry.id] = next_pos
            done.new[next_pos] = entry
            feed.append((next_pos, HEADER, *source))
            if entry.body_line is not None:
                feed.append((next_pos, BODY, *source))
            else:
                bodiless.add(next_pos)
            next_pos += 1
            continue
        pos = lane[entry.id]
        if vouched:
            vouch.append(pos)
        if entry.body_line is not None and pos in bodiless:
            bodiless.discard(pos)
            if pos in done.new:
                done.new[pos] = entry
            else:
                done.filled[pos] = entry
            feed.append((pos, BODY, *source))
    _write(unit, done, numbers, feed)
    if vouched:
        done.vouched = len(vouch) - _vouched_among(unit, vouch)
        unit.many("INSERT OR IGNORE INTO vouched VALUES(?)", [(pos,) for pos in (*vouch, *done.new)])
    return done


def _vouched_among(db: Db, positions: list[int]) -> int:
    return sum(
        int(db.value(f"SELECT count(*) FROM vouched WHERE revision IN ({marks(part)})", *part))
        for part in sliced(positions)
    )


def _known(unit: Db, entries: Iterable[Entry], numbers: dict[str, int]) -> dict[tuple[int, int, int], dict[bytes, int]]:
    """Ids and positions of what is here under each (device, epoch, n): more than one after a fork."""
    ranges: dict[tuple[int, int], tuple[int, int]] = {}
    for e in entries:
        lane = (numbers[e.header.device], e.header.epoch)
        low, high = ranges.get(lane, (e.header.n, e.header.n))
        ranges[lane] = (min(low, e.header.n), max(high, e.header.n))
    known: dict[tuple[int, int, int], dict[bytes, int]] = {}
    sql = "SELECT n, pos, id FROM revision WHERE device=? AND epoch=? AND n BETWEEN ? AND ?"
    for (device, epoch), (low, high) in ranges.items():
        for n, pos, identity in unit.rows(sql, device, epoch, low, high):
            known.setdefault((device, epoch, n), {})[identity] = pos
    return known


def _bodiless(unit: Db, positions: list[int]) -> set[int]:
    here = {
        pos
        for part in sliced(positions)
        for (pos,) in unit.rows(f"SELECT revision FROM body WHERE revision IN ({marks(part)})", *part)
    }
    return set(positions) - here


def _write(unit: Db, done: Appended, numbers: dict[str, int], feed: list[FeedRow]) -> None:
    done.touched = {pack(e.header.record) for e in done.new.values()}
    done.older = records_among(unit, done.touched)
    for e in done.filled.values():
        done.touched.add(pack(e.header.record))
        done.older.add(pack(e.header.record))
    unit.many(
        "INSERT INTO revision(pos, device, epoch, n, record, id, line) VALUES(?,?,?,?,?,?,?)",
        (
            (pos, numbers[e.header.device], e.header.epoch, e.header.n, pack(e.header.record), e.id, e.line)
            for pos, e in done.new.items()
        ),
    )
    bodies = ((p, e.body_line) for part in (done.new, done.filled) for p, e in part.items() if e.body_line is not None)
    unit.many("INSERT INTO body(revision, line) VALUES(?,?)", bodies)
    unit.many("INSERT INTO feed(revision, part, peer, peer_epoch) VALUES(?,?,?,?)", feed)


def records_among(db: Db, records: Iterable[bytes]) -> set[bytes]:
    """Those of the record ids that the log knows already."""
    return {
        row[0]
        for part in sliced(sorted(records))
        for row in db.rows(f"SELECT DISTINCT record FROM revision WHERE record IN ({marks(part)})", *part)
    }


def revisions_of(db: Db, record: bytes) -> list[Stored]:
    """Every revision of one record in the log, placed or held."""
    return revisions_by_record(db, [record]).get(record, [])


def revisions_by_record(db: Db, records: Sequence[bytes]) -> dict[bytes, list[Stored]]:
    """Every revision of each of these records that the log knows: one query for many."""
    found: dict[bytes, list[Stored]] = {}
    for part in sliced(list(records)):
        for row in db.rows(f"{_STORED} WHERE record IN ({marks(part)}) ORDER BY pos", *part):
            found.setdefault(row[4], []).append(Stored(*row[:4]))
    return found


def revision_at(db: Db, pos: int) -> Stored:
    row = db.row(f"{_STORED} WHERE pos=?", pos)
    if row is None:
        raise LookupError("no such revision")
    return Stored(*row[:4])


def feed_again(unit: Db, revisions: Iterable[int], part: int) -> None:
    """New feed rows for parts that are due again: a release, a wider scope (REPLICATION.md R2)."""
    unit.many("INSERT INTO feed(revision, part) VALUES(?,?)", [(pos, part) for pos in revisions])


def feed_since(db: Db, pos: int) -> Iterator[tuple[int, int, int, bytes | None, int | None, bytes]]:
    """(feed position, revision, part, peer id, peer epoch, header line) after `pos`, in feed order."""
    yield from db.each(
        "SELECT f.pos, f.revision, f.part, d.id, f.peer_epoch, r.line FROM feed f JOIN revision r ON r.pos = f.revision"
        " LEFT JOIN device d ON d.num = f.peer WHERE f.pos > ? ORDER BY f.pos",
        pos,
    )  # type: ignore[misc]


def feed_end(db: Db) -> int:
    return int(db.value("SELECT coalesce(max(pos), 0) FROM feed"))


def lane_end(db: Db, device: str, epoch: int) -> tuple[int, str]:
    """The last n of a device in an epoch and that revision's id (hex); (0, "") where there is none."""
    row = db.row(
        "SELECT n, r.id FROM revision r JOIN device d ON d.num = r.device"
        " WHERE d.id=? AND epoch=? ORDER BY n DESC LIMIT 1",
        pack(device),
        epoch,
    )
    return (0, "") if row is None else (row[0], row[1].hex())


def find_revision(db: Db, identity: str, record: bytes | None = None) -> int | None:
    """The position of a revision id; looked for within one record where that is known."""
    where, values = ("record=? AND ", [record]) if record is not None else ("", [])
    found = db.value(f"SELECT pos FROM revision WHERE {where} id=?", *values, bytes.fromhex(identity))
    return None if found is None else int(found)


def find_revisions(db: Db, identities: Iterable[bytes]) -> list[tuple[int, bytes, bytes]]:
    """(position, id, header line) of those that are here: one pass over the log, for ids have no index."""
    return [
        (row[0], row[1], row[2])
        for part in sliced(list(identities))
        for row in db.rows(f"SELECT pos, id, line FROM revision WHERE id IN ({marks(part)})", *part)
    ]


def knows(db: Db, identity: bytes, record: bytes) -> bool:
    """Whether a revision of a record is in the log."""
    return db.value("SELECT 1 FROM revision WHERE record=? AND id=?", record, identity) is not None


def sliced(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), SLICE):
        yield items[start : start + SLICE]


def marks(items: Sequence[object]) -> str:
    return ",".join("?" * len(items))


def revision_id(db: Db, pos: int) -> bytes:
    return bytes(db.value("SELECT id FROM revision WHERE pos=?", pos))


def lines_of(db: Db, device: str) -> Iterator[tuple[int, bytes, bytes, bool]]:
    """(position, id, header line, whether its body is here) of every revision a device wrote."""
    sql = (
        "SELECT r.pos, r.id, r.line, b.revision IS NOT NULL FROM revision r JOIN device d ON d.num = r.device"
        " LEFT JOIN body b ON b.revision = r.pos WHERE d.id=? ORDER BY r.pos"
    )
    yield from ((row[0], row[1], row[2], bool(row[3])) for row in db.each(sql, pack(device)))
