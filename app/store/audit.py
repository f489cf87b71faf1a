"""The audit chain: one row for each act that touches a confidence. No names and no text are in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from app import canonical
from app.store.connection import Db

START = bytes(32)
_decoder = msgspec.json.Decoder(dict[str, str | int | None])


@dataclass(frozen=True)
class AuditRow:
    """What was done, when, by whom (a staff record id or ""), about which record or file digest."""

    seq: int
    at: str
    act: str
    person: str
    subject: str


def add_audit(unit: Db, at: str, act: str, person: str, subject: str = "") -> None:
    """Appends a row whose digest covers the one before it."""
    last = unit.row("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1")
    seq, before = (0, START) if last is None else (last[0], last[1])
    line = canonical.encode({"at": at, "act": act, "person": person, "seq": seq + 1, "subject": subject})
    unit.run("INSERT INTO audit VALUES(?,?,?)", seq + 1, line, sha256(before + line).digest())


def audit_head(db: Db) -> str:
    """16 hex digits of the last row's number, then its digest; "" for none. Travels in bundles, so that a
    rewritten past shows."""
    last = db.row("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1")
    return "" if last is None else f"{last[0]:016x}{last[1].hex()}"


def audit_rows(db: Db, limit: int = 200) -> list[AuditRow]:
    rows = db.rows("SELECT line FROM audit ORDER BY seq DESC LIMIT ?", limit)
    return [AuditRow(**_decoder.decode(line)) for (line,) in rows]  # type: ignore[arg-type]


def each_of_act(db: Db, act: str) -> list[AuditRow]:
    """Every row of one act, in the order they were written."""
    part = canonical.encode({"act": act})[1:-1]
    rows = db.rows("SELECT line FROM audit WHERE instr(line, ?) ORDER BY seq", part)
    found = [AuditRow(**_decoder.decode(line)) for (line,) in rows]  # type: ignore[arg-type]
    return [row for row in found if row.act == act]


def count_acts(db: Db, act: str, subject: str) -> int:
    """How many rows say that this was done about this subject."""
    parts = (canonical.encode({key: said})[1:-1] for key, said in (("act", act), ("subject", subject)))
    return int(db.value("SELECT count(*) FROM audit WHERE instr(line, ?) AND instr(line, ?)", *parts))


def broken_at(db: Db, witnesses: Mapping[int, str] | None = None) -> int | None:
    """The first row that does not follow from the one before or contradicts a witness; None if whole.

    `witnesses` are heads that others have seen: {seq: digest hex}.
    """
    before, expected = START, 1
    for seq, line, digest in db.each("SELECT seq, line, digest FROM audit ORDER BY seq"):
        sound = seq == expected and sha256(before + line).digest() == digest
        if not sound or (witnesses or {}).get(seq, digest.hex()) != digest.hex():
            return expected
        before, expected = digest, seq + 1
    beyond = [seq for seq in witnesses or {} if seq >= expected]
    return min(beyond, default=None)
