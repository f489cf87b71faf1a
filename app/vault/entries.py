"""Entries: what was signed in the vault. A line for the chain and, apart, a body; addenda follow, nothing is changed.

A line is canonical JSON with the digest of its body and of the line before it, so that a change, a gap or another order
shows. An entry whose `of` is one of its own kind is a newer version of it (a client's particulars); an addendum's `of`
is what it adds to.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from app import canonical
from app.clock import Clock
from app.errors import UserError
from app.records import VAULT_KINDS
from app.records.ids import new_id, pack, unpack
from app.records.validation import fitting
from app.store.audit import each_of_act
from app.store.connection import Db, Row

START = bytes(32)
END = "end"
"""The setting that keeps the digest of the newest line, so that an end that was cut off shows."""
PURGE = "vault_purge"
"""The act in the vault's audit that says whose bodies went, and why."""


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


class Foreign(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where an entry comes from that another vault signed: that vault, the key it signed the file with, and the entry's
    whole line there. `before` is where it had come from then; with it, fields and salt make the body of that line."""

    vault: str
    key: str
    line: str
    before: Foreign | None = None


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of an entry; the salt keeps a purged one from being guessed by its digest."""

    fields: dict[str, Any]
    salt: str
    foreign: Foreign | None = None

    def __repr__(self) -> str:
        return "Body(…)"


@dataclass(frozen=True)
class Entry:
    """An entry as it is read; `fields` is None where a purge has taken the body."""

    line: Line
    fields: dict[str, Any] | None = field(repr=False)
    foreign: Foreign | None = field(default=None, repr=False)

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
    """An entry to be signed. `id` and `salt` are made where they are "". `owed`: the general store is still to be told
    that a session was held (`pay`)."""

    kind: str
    kv: int
    fields: dict[str, Any] = field(repr=False)
    happened: str
    clients: Sequence[str] = ()
    of: str = ""
    id: str = ""
    owed: bool = False
    salt: str = ""
    foreign: Foreign | None = field(default=None, repr=False)


_line = msgspec.json.Decoder(Line)
_body = msgspec.json.Decoder(Body)
_COLUMNS = "SELECT entry.line, body.line FROM entry LEFT JOIN body ON body.entry = entry.n"
_GONE = "SELECT 1 FROM entry LEFT JOIN body ON body.entry = n WHERE id = other.client AND body.entry IS NULL"
_OTHERS = (
    "SELECT 1 FROM entry_client other WHERE other.entry = own.entry AND other.client <> own.client"
    f" AND NOT EXISTS ({_GONE})"
)
_ALONE = f"SELECT own.entry FROM entry_client own WHERE own.client=? AND NOT EXISTS ({_OTHERS})"
"""The places of the entries about a client and nobody else who is still here."""


def append(unit: Db, new: New, at: str, author: str) -> Entry:
    """Signs one entry at the end of the chain."""
    last = unit.row("SELECT n, digest FROM entry ORDER BY n DESC LIMIT 1")
    n, before = (1, START) if last is None else (last[0] + 1, last[1])
    body = canonical.encode(Body(new.fields, new.salt or secrets.token_hex(16), new.foreign))
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
    unit.run("INSERT OR REPLACE INTO setting VALUES(?,?)", END, digest.hex())
    if new.owed:
        unit.run("INSERT INTO owed VALUES(?)", n)
    return Entry(line, new.fields, new.foreign)


def find(db: Db, identity: str) -> Entry:
    """One entry; UserError `vault_entry_unknown`."""
    try:
        row = db.row(f"{_COLUMNS} WHERE entry.id=?", pack(identity))
    except ValueError:
        row = None
    if row is None:
        raise UserError("vault_entry_unknown")
    return _read(row)


def count(db: Db) -> int:
    """How many entries were signed, purged ones among them."""
    return int(db.value("SELECT count(*) FROM entry"))


def exists(db: Db, identity: str) -> bool:
    """Whether an entry has this id."""
    return db.row("SELECT 1 FROM entry WHERE id=?", pack(identity)) is not None


def of_kinds(db: Db, kinds: Iterable[str]) -> list[Entry]:
    """Every entry of these kinds, in the order they were signed."""
    wanted = sorted(set(kinds))
    marks = ",".join("?" * len(wanted))
    return [_read(row) for row in db.rows(f"{_COLUMNS} WHERE entry.kind IN ({marks}) ORDER BY entry.n", *wanted)]


def of_client(db: Db, client: str) -> list[Entry]:
    """Every entry about a client, in the order they were signed, addenda and versions among them."""
    found = f"{_COLUMNS} JOIN entry_client ON entry_client.entry = entry.n WHERE client=? ORDER BY entry.n"
    return [_read(row) for row in db.rows(found, pack(client))]


@dataclass(frozen=True)
class Stored:
    """An entry as it lies in the file: the canonical bytes of its line and its body as text."""

    line: Line
    text: str
    body: str = field(repr=False)
    foreign: Foreign | None = field(repr=False)


def stored(db: Db, client: str) -> list[Stored]:
    """Every entry about a client whose body is there, in the order they were signed."""
    found = f"{_COLUMNS} JOIN entry_client ON entry_client.entry = entry.n WHERE client=? ORDER BY entry.n"
    rows = [row for row in db.rows(found, pack(client)) if row[1] is not None]
    return [
        Stored(_line.decode(line), bytes(line).decode(), bytes(body).decode(), _body.decode(body).foreign)
        for line, body in rows
    ]


def on_entry(db: Db, identity: str) -> list[Entry]:
    """What was signed on an entry later: its addenda, or the newer versions of a client."""
    return [_read(row) for row in db.rows(f"{_COLUMNS} WHERE entry.of=? ORDER BY entry.n", pack(identity))]


def owed(db: Db) -> list[Entry]:
    """The sessions of which the general store has not been told yet."""
    return [_read(row) for row in db.rows(f"{_COLUMNS} JOIN owed ON owed.entry = entry.n ORDER BY entry.n")]


def pay(unit: Db, identity: str) -> None:
    """The general store has been told."""
    unit.run("DELETE FROM owed WHERE entry = (SELECT n FROM entry WHERE id=?)", pack(identity))


def forget_owed(unit: Db, client: str) -> None:
    """What the general store was still to be told of this client's sessions alone is not told any more."""
    unit.run(f"DELETE FROM owed WHERE entry IN ({_ALONE})", pack(client))


def purge(unit: Db, client: str) -> int:
    """Takes the bodies of everything about one client away and no other's; how many. Lines and chain stay whole.

    What names several clients (a group session) stays until the last of them goes, as it is the others' record too.
    """
    return unit.run(f"DELETE FROM body WHERE entry IN ({_ALONE})", pack(client))


def broken_at(db: Db) -> int | None:
    """The first place at which an entry does not follow from the one before, is found under what its line does not say,
    or has another body or, unless a purge of its clients took it, none; or at which the end is cut off. None if whole.
    """
    gone, about = purged(db), _about(db)
    before, expected = START, 1
    for n, identity, kind, of, line, digest, body in db.each(
        "SELECT n, id, kind, of, entry.line, digest, body.line FROM entry LEFT JOIN body ON body.entry = n ORDER BY n"
    ):
        try:
            read = canonical.decode(line, _line)
        except canonical.NotCanonical:
            return expected
        follows = n == read.n == expected and read.previous == before.hex() and sha256(line).digest() == digest
        found = (identity, kind, of) == (pack(read.id), read.kind, pack(read.of) if read.of else None)
        named = about.get(n, set()) == set(read.clients)
        taken = bool(read.clients) and gone.issuperset(read.clients)
        whole = sha256(body).hexdigest() == read.body if body is not None else taken
        if not (follows and found and named and whole):
            return expected
        before, expected = digest, expected + 1
    kept = db.value("SELECT value FROM setting WHERE key=?", END)
    return expected if kept is not None and kept != before.hex() else None


def _about(db: Db) -> dict[int, set[str]]:
    """The clients under whom each entry is found."""
    found: dict[int, set[str]] = {}
    for client, n in db.each("SELECT client, entry FROM entry_client"):
        found.setdefault(n, set()).add(unpack(client))
    return found


def purged(db: Db) -> frozenset[str]:
    """The ids of the clients whom a purge has taken."""
    return frozenset(row.subject.split(" ", 1)[0] for row in each_of_act(db, PURGE))


def end(db: Db) -> str:
    """The digest of the newest line in hex, "" where nothing was signed. It says nothing of what is in it."""
    found = db.value("SELECT digest FROM entry ORDER BY n DESC LIMIT 1")
    return "" if found is None else bytes(found).hex()


def reaches(db: Db, digest: str) -> bool:
    """Whether a line that was once the newest is among those that are here."""
    return not digest or db.row("SELECT 1 FROM entry WHERE digest=?", bytes.fromhex(digest)) is not None


def _read(row: Row) -> Entry:
    line, body = _timed(_line.decode(row[0])), row[1]
    if body is None:
        return Entry(line, None)
    told = _body.decode(body)
    kind = VAULT_KINDS.get(line.kind)
    if told.foreign is None or kind is None:
        return Entry(line, told.fields)
    return Entry(line, fitting(kind, told.fields, {}, Clock()), told.foreign)


def _timed(line: Line) -> Line:
    """A line whose `happened` is a time: another vault's that says none happened when it came here."""
    try:
        datetime.fromisoformat(line.happened)
    except ValueError:
        return msgspec.structs.replace(line, happened=line.at)
    return line
