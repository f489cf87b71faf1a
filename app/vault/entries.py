"""Entries: what was signed in the vault. A line for the chain and, apart, a body; addenda follow, nothing is changed.

A line is canonical JSON with the digest of its body and of the line before it, so that a change, a gap or another order
shows. An entry whose `of` is one of its own kind is a newer version of it (a client's particulars); an addendum's `of`
is what it adds to.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from app import canonical
from app.errors import UserError
from app.records.ids import new_id, pack, unpack
from app.store.connection import Db, Row

START = bytes(32)


class Line(msgspec.Struct, frozen=True):
    """The line of an entry (format 1): `clients` and `of` are entry ids, `author` is a staff number, times RFC 3339,
    `body` and `previous` SHA-256 in hex."""

    v: int
    n: int
    id: str
    kind: str
    kv: int
    clients: list[str]
    of: str
    at: str
    happened: str
    author: str
    body: str
    previous: str


class Body(msgspec.Struct, frozen=True):
    """The body of an entry; the salt keeps a purged one from being guessed by its digest."""

    fields: dict[str, Any]
    salt: str


@dataclass(frozen=True)
class Entry:
    """An entry as it is read; `fields` is None where a purge has taken the body."""

    line: Line
    fields: dict[str, Any] | None

    @property
    def id(self) -> str:
        return self.line.id

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def given(self) -> dict[str, Any]:
        """The fields, none where the body is gone."""
        return self.fields or {}


@dataclass(frozen=True)
class New:
    """An entry to be signed. `id` is made where it is "". `owed`: the general store is still to be told that a session
    was held (`pay`)."""

    kind: str
    kv: int
    fields: dict[str, Any]
    happened: str
    clients: Sequence[str] = ()
    of: str = ""
    id: str = ""
    owed: bool = False


_line = msgspec.json.Decoder(Line)
_body = msgspec.json.Decoder(Body)
_COLUMNS = "SELECT entry.line, body.line FROM entry LEFT JOIN body ON body.entry = entry.n"


def append(unit: Db, new: New, at: str, author: str) -> Entry:
    """Signs one entry at the end of the chain."""
    last = unit.row("SELECT n, digest FROM entry ORDER BY n DESC LIMIT 1")
    n, before = (1, START) if last is None else (last[0] + 1, last[1])
    body = canonical.encode(Body(new.fields, secrets.token_hex(16)))
    line = Line(
        v=1,
        n=n,
        id=new.id or new_id(),
        kind=new.kind,
        kv=new.kv,
        clients=sorted(set(new.clients)),
        of=new.of,
        at=at,
        happened=new.happened,
        author=author,
        body=sha256(body).hexdigest(),
        previous=before.hex(),
    )
    encoded = canonical.encode(line)
    of = pack(new.of) if new.of else None
    digest = sha256(encoded).digest()
    unit.run("INSERT INTO entry VALUES(?,?,?,?,?,?)", n, pack(line.id), new.kind, of, encoded, digest)
    unit.run("INSERT INTO body VALUES(?,?)", n, body)
    unit.many("INSERT INTO entry_client VALUES(?,?)", [(pack(client), n) for client in line.clients])
    if new.owed:
        unit.run("INSERT INTO owed VALUES(?)", n)
    return Entry(line, new.fields)


def find(db: Db, identity: str) -> Entry:
    """One entry; UserError `vault_entry_unknown`."""
    try:
        row = db.row(f"{_COLUMNS} WHERE entry.id=?", pack(identity))
    except ValueError:
        row = None
    if row is None:
        raise UserError("vault_entry_unknown")
    return _read(row)


def of_kinds(db: Db, kinds: Iterable[str]) -> list[Entry]:
    """Every entry of these kinds, in the order they were signed."""
    wanted = sorted(set(kinds))
    marks = ",".join("?" * len(wanted))
    return [_read(row) for row in db.rows(f"{_COLUMNS} WHERE entry.kind IN ({marks}) ORDER BY entry.n", *wanted)]


def of_client(db: Db, client: str) -> list[Entry]:
    """Every entry about a client, in the order they were signed, addenda and versions among them."""
    found = f"{_COLUMNS} JOIN entry_client ON entry_client.entry = entry.n WHERE client=? ORDER BY entry.n"
    return [_read(row) for row in db.rows(found, pack(client))]


def on_entry(db: Db, identity: str) -> list[Entry]:
    """What was signed on an entry later: its addenda, or the newer versions of a client."""
    return [_read(row) for row in db.rows(f"{_COLUMNS} WHERE entry.of=? ORDER BY entry.n", pack(identity))]


def owed(db: Db) -> list[Entry]:
    """The sessions of which the general store has not been told yet."""
    return [_read(row) for row in db.rows(f"{_COLUMNS} JOIN owed ON owed.entry = entry.n ORDER BY entry.n")]


def pay(unit: Db, identity: str) -> None:
    """The general store has been told."""
    unit.run("DELETE FROM owed WHERE entry = (SELECT n FROM entry WHERE id=?)", pack(identity))


def purge(unit: Db, client: str) -> int:
    """Takes the bodies of everything about one client away and no other's; how many. Lines and chain stay whole.

    What names several clients (a group session) stays, as it is the others' record too.
    """
    alone = (
        "SELECT entry FROM entry_client WHERE client=? AND entry NOT IN"
        " (SELECT entry FROM entry_client GROUP BY entry HAVING count(*) > 1)"
    )
    return unit.run(f"DELETE FROM body WHERE entry IN ({alone})", pack(client))


def broken_at(db: Db) -> int | None:
    """The first place at which an entry does not follow from the one before or its body is another's; None if whole."""
    before, expected = START, 1
    for n, line, digest, body in db.each(
        "SELECT n, entry.line, digest, body.line FROM entry LEFT JOIN body ON body.entry = n ORDER BY n"
    ):
        try:
            read = canonical.decode(line, _line)
        except canonical.NotCanonical:
            return expected
        sound = n == read.n == expected and read.previous == before.hex() and sha256(line).digest() == digest
        if not sound or (body is not None and sha256(body).hexdigest() != read.body):
            return expected
        before, expected = digest, expected + 1
    return None


def _read(row: Row) -> Entry:
    line, body = row
    return Entry(_line.decode(line), None if body is None else _body.decode(body).fields)


def clients_named(db: Db) -> list[str]:
    """The ids of all clients."""
    return [unpack(client) for (client,) in db.rows("SELECT DISTINCT client FROM entry_client ORDER BY client")]
