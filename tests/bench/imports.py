"""Import against the same rows put into the same tables and index by raw `executemany`."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.records import kind_of, text_of, words
from app.records.revision import read_body, read_header
from app.services import transfer
from app.store.connection import Db, connect
from app.workspace import Workspace, store_path
from tests.bench.made import Made
from tests.bench.ratio import Ratio, forget_peak, peak, resident

BYTES = (bytes, sqlcipher.PrepareProtocol)
Rows = list[tuple[object, ...]]

# Every table that an import fills row by row, in the order the product fills them; `?` and `?` bound
# the positions of one bundle's revisions.
TABLES = {
    "revision": "SELECT * FROM revision WHERE pos > ? AND pos <= ?",
    "body": "SELECT * FROM body WHERE revision > ? AND revision <= ?",
    "feed": "SELECT * FROM feed WHERE revision > ? AND revision <= ?",
    "record": "SELECT * FROM record WHERE shown > ? AND shown <= ? ORDER BY shown",
    "record_student": "SELECT s.* FROM record_student s JOIN record r ON r.id = s.record"
    " WHERE r.shown > ? AND r.shown <= ? ORDER BY r.shown",
    "record_tag": "SELECT t.* FROM record_tag t JOIN record r ON r.id = t.record"
    " WHERE r.shown > ? AND r.shown <= ? ORDER BY r.shown",
    "record_key": "SELECT k.* FROM record_key k JOIN record r ON r.id = k.record WHERE r.shown > ? AND r.shown <= ?",
    "record_of": "SELECT o.* FROM record_of o JOIN record r ON r.id = o.record WHERE r.shown > ? AND r.shown <= ?",
    "concerned": "SELECT c.* FROM concerned c JOIN record r ON r.id = c.record WHERE r.shown > ? AND r.shown <= ?",
    "name_key": "SELECT n.* FROM name_key n JOIN record r ON r.id = n.record WHERE r.shown > ? AND r.shown <= ?",
}
DEVICES = "INSERT OR IGNORE INTO device VALUES(?,?)"
INDEX = "INSERT INTO search(rowid, words) VALUES(?,?)"


@dataclass(frozen=True)
class Imported:
    """The ratios, and the home of a centre that has imported everything."""

    ratios: list[Ratio]
    home: Path


def measure(made: Made, rounds: int) -> Imported:
    """Both sides begin with a copy of the centre as it was before; of each bundle its best round counts."""
    homes = [made.centre.path.with_name(f"done-{number}") for number in range(rounds)]
    first, again = list[list[float]](), list[list[float]]()
    forget_peak()
    at_first = resident()
    for done in homes:
        shutil.copytree(made.centre.path, done)
        workspace = made.centre.open(done)
        ends = [_last(workspace.store.read())]
        first.append([])
        for file in made.files:
            first[-1].append(_import(workspace, file, "applied"))
            ends.append(_last(workspace.store.read()))
        again.append([_import(workspace, file, "duplicate") for file in made.files])
        workspace.lock()
    memory = None if at_first is None else (peak() or 0) - at_first
    bundles = _dumped(made.centre.open(homes[0]), ends)
    raw = [_put(made, made.centre.path.with_name("raw.db"), bundles) for _ in range(rounds)]
    return Imported(_ratios(bundles, (_best(first), _best(again), _best(raw)), memory), homes[0])


def _best(rounds: Sequence[Sequence[float]]) -> float:
    return sum(map(float, map(min, zip(*rounds, strict=True))))


def _ratios(
    bundles: Sequence[Sequence[tuple[str, Rows]]], best: tuple[float, float, float], memory: int | None
) -> list[Ratio]:
    first, again, raw = best
    sizes = {sql: sum(len(rows) for parts in bundles for s, rows in parts if s == sql) for sql, _ in bundles[0]}
    revisions = next(size for sql, size in sizes.items() if "revision" in sql)
    against = f"raw executemany of the same {sum(sizes.values())} rows"
    return [
        Ratio(f"import of {revisions} revisions", first, against, raw, 2, memory),
        Ratio("import of the same files again", again, "the first import", first, 0.3),
    ]


def _last(db: Db) -> int:
    return int(db.value("SELECT max(pos) FROM revision"))


def _import(workspace: Workspace, file: Path, status: str) -> float:
    """The seconds that one file took."""
    began = time.perf_counter()
    result = transfer.import_bundle(workspace, file)
    seconds = time.perf_counter() - began
    if result.status != status:
        raise AssertionError(f"{result.status} {result.code}")
    return seconds


def _dumped(workspace: Workspace, ends: Sequence[int]) -> list[list[tuple[str, Rows]]]:
    """Of each bundle, the rows of every table and of the index."""
    db = workspace.store.read()
    bundles = []
    devices = [tuple(row) for row in db.rows("SELECT num, id FROM device")]
    for low, high in pairwise(ends):
        parts: list[tuple[str, Rows]] = [(DEVICES, devices)]
        for name, sql in TABLES.items():
            rows = [tuple(row) for row in db.rows(sql, low, high)]
            if rows:
                parts.append((f"INSERT INTO {name} VALUES({','.join('?' * len(rows[0]))})", rows))
        parts.append((INDEX, _index_rows(db, low, high)))
        bundles.append(parts)
    workspace.lock()
    return bundles


def _index_rows(db: Db, low: int, high: int) -> Rows:
    """What the product put into the index, made again: the index keeps no text."""
    sql = "SELECT pos, r.line, b.line FROM revision r LEFT JOIN body b ON b.revision = pos WHERE pos > ? AND pos <= ?"
    found: Rows = []
    for pos, line, body in db.rows(sql, low, high):
        header = read_header(line)
        kind = kind_of(header.kind)
        if kind is None:
            continue
        texts = [(pos * 2, text_of(kind, dict(header.fields)))]
        if body is not None:
            texts.append((pos * 2 + 1, text_of(kind, dict(read_body(body).fields))))
        found += [(rowid, words.bigrams(text)) for rowid, text in texts if text]
    return found


def _put(made: Made, path: Path, bundles: Sequence[Sequence[tuple[str, Rows]]]) -> list[float]:
    """Seconds of raw `executemany` into a copy of the store, one transaction per bundle."""
    shutil.copyfile(store_path(made.centre.path), path)
    raw = connect(path, made.centre.key).raw
    adapter = sqlcipher.adapters.pop(BYTES)  # bare is bare: without what the product has taught the library
    seconds = list[float]()
    for bundle in bundles:
        began = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        for sql, rows in bundle:
            raw.executemany(sql, rows)
        raw.execute("COMMIT")
        seconds.append(time.perf_counter() - began)
    sqlcipher.adapters[BYTES] = adapter
    raw.close()
    path.unlink()
    return seconds
