"""The small state beside the log: settings, keys, trust, peers and the journal of bundles."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from app.store.connection import Db


def setting(db: Db, key: str, default: str = "") -> str:
    found = db.value("SELECT value FROM setting WHERE key=?", key)
    return default if found is None else str(found)


def set_setting(unit: Db, key: str, value: str) -> None:
    unit.run("INSERT OR REPLACE INTO setting VALUES(?,?)", key, value)


def drop_setting(unit: Db, key: str) -> None:
    unit.run("DELETE FROM setting WHERE key=?", key)


def key(db: Db, name: str) -> bytes | None:
    found = db.value("SELECT value FROM key WHERE name=?", name)
    return None if found is None else bytes(found)


def set_key(unit: Db, name: str, value: bytes) -> None:
    unit.run("INSERT OR REPLACE INTO key VALUES(?,?)", name, value)


@dataclass(frozen=True)
class Peer:
    """All there is to remember of another device (REPLICATION.md R2).

    `acked` is a position in our feed, `got` one in theirs; each belongs to the epoch beside it.
    `frozen` is 1 after a fork until a person decides, then -e: both histories up to epoch e are kept.
    """

    id: str
    epoch: int = 0
    acked: int = 0
    acked_epoch: int = 0
    acked_seq: int = 0
    got_epoch: int = 0
    got: int = 0
    last_seq: int = 0
    heard: str = ""
    trust_version: int = 0
    audit_head: str = ""
    frozen: int = 0
    told: str = "{}"

    @property
    def forks_upto(self) -> int:
        """The epoch up to which a person has let both histories of this device in; 0 for none."""
        return max(0, -self.frozen)

    @property
    def said(self) -> dict[str, Any]:
        """What its last bundle said of us: held, missing and forks."""
        found: dict[str, Any] = json.loads(self.told)
        return found

    def with_said(self, **said: object) -> Peer:
        return replace(self, told=json.dumps(said, ensure_ascii=False))


_PEER = tuple(Peer.__dataclass_fields__)


def peer(db: Db, device: str) -> Peer:
    """What is known of a device; a fresh `Peer` where nothing is."""
    row = db.row(f"SELECT {','.join(_PEER)} FROM peer WHERE id=?", device)
    return Peer(device) if row is None else Peer(*row)


def peers(db: Db) -> list[Peer]:
    return [Peer(*row) for row in db.rows(f"SELECT {','.join(_PEER)} FROM peer ORDER BY id")]


def set_peer(unit: Db, value: Peer) -> None:
    marks = ",".join("?" * len(_PEER))
    unit.run(f"INSERT OR REPLACE INTO peer({','.join(_PEER)}) VALUES({marks})", *(getattr(value, c) for c in _PEER))


@dataclass(frozen=True)
class BundleRow:
    """One bundle that was written here or met here; `state` is applied, quarantined, trying or written."""

    digest: str
    bundle_id: str
    way: str
    sender: str
    receiver: str
    epoch: int
    seq: int
    at: str
    state: str
    code: str
    upto: int | None
    manifest: bytes
    signature: bytes
    kept: str = ""
    result: str = "{}"

    @property
    def said(self) -> dict[str, Any]:
        """What became of it: of an export `revisions, since, file`, of an import `applied, held` (positions),
        `have, need` where something was missing and `left_out` of a hand-over, of a quarantined file
        `file, sender, seq`."""
        found: dict[str, Any] = json.loads(self.result)
        return found


_BUNDLE = tuple(BundleRow.__dataclass_fields__)


def add_bundle(unit: Db, row: BundleRow) -> None:
    marks = ",".join("?" * len(_BUNDLE))
    unit.run(f"INSERT OR REPLACE INTO bundle VALUES({marks})", *(getattr(row, c) for c in _BUNDLE))


def bundle(db: Db, digest: str) -> BundleRow | None:
    row = db.row("SELECT * FROM bundle WHERE digest=?", digest)
    return None if row is None else BundleRow(*row)


def bundles(db: Db, state: str) -> list[BundleRow]:
    return [BundleRow(*row) for row in db.rows("SELECT * FROM bundle WHERE state=? ORDER BY at, digest", state)]


def applied_like(db: Db, sender: str, epoch: int, seq: int) -> BundleRow | None:
    """The applied bundle of a sender under this number; with another digest it is a fork or a copy altered."""
    row = db.row("SELECT * FROM bundle WHERE sender=? AND epoch=? AND seq=? AND state='applied'", sender, epoch, seq)
    return None if row is None else BundleRow(*row)


def last_applied(db: Db, sender: str, epoch: int) -> int:
    """The highest number of a sender's epoch that was applied here; 0 for none."""
    sql = "SELECT coalesce(max(seq), 0) FROM bundle WHERE sender=? AND epoch=? AND state='applied'"
    return int(db.value(sql, sender, epoch))


def journal(db: Db, way: str, limit: int) -> list[BundleRow]:
    """What was written here (`way` is out) or met here (in), the newest first."""
    sql = "SELECT * FROM bundle WHERE way=? ORDER BY at DESC, rowid DESC LIMIT ?"
    return [BundleRow(*row) for row in db.rows(sql, way, limit)]


def count_bundles(db: Db, state: str) -> int:
    return int(db.value("SELECT count(*) FROM bundle WHERE state=?", state))


def last_written(db: Db, receiver: str, epoch: int) -> int:
    """The feed position up to which bundles for a receiver were written in an epoch; 0 for none."""
    sql = "SELECT coalesce(max(upto), 0) FROM bundle WHERE way='out' AND receiver=? AND epoch=?"
    return int(db.value(sql, receiver, epoch))


def was_answered(db: Db, digest: str, receiver: str) -> bool:
    """Whether a bundle for a receiver was written after this one came."""
    sql = (
        "SELECT 1 FROM bundle arrived JOIN bundle o ON o.rowid > arrived.rowid"
        " WHERE arrived.digest=? AND o.way='out' AND o.receiver=? LIMIT 1"
    )
    return db.value(sql, digest, receiver) is not None


def with_gaps(db: Db) -> list[BundleRow]:
    """The applied bundles that came while something before them was missing, in the order they came."""
    sql = "SELECT * FROM bundle WHERE way='in' AND state='applied' AND instr(result, '\"need\"') ORDER BY rowid"
    return [BundleRow(*row) for row in db.rows(sql)]


def drop_bundle(unit: Db, digest: str) -> None:
    unit.run("DELETE FROM bundle WHERE digest=?", digest)


@dataclass(frozen=True)
class Signed:
    """A statement as it was signed: its line and the armoured signature over it."""

    version: int
    line: bytes
    signature: bytes


def latest_trust(db: Db, kind: str) -> Signed | None:
    """The newest root statement or trust list (`kind` is root or list)."""
    row = db.row("SELECT version, line, signature FROM trust WHERE kind=? ORDER BY version DESC LIMIT 1", kind)
    return None if row is None else Signed(*row)


def trust_at(db: Db, kind: str, version: int) -> Signed | None:
    row = db.row("SELECT version, line, signature FROM trust WHERE kind=? AND version=?", kind, version)
    return None if row is None else Signed(*row)


def add_trust(unit: Db, kind: str, signed: Signed) -> None:
    unit.run("INSERT INTO trust VALUES(?,?,?,?)", kind, signed.version, signed.line, signed.signature)
