"""The tables, as forward-only steps. A released step is never edited; the log is truth, the rest is made of it."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import UserError
from app.store.connection import Db

APPLICATION_ID = 0x52584E31  # "RXN1"

LOG = """
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE key(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE device(num INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE revision(pos INTEGER PRIMARY KEY, device INTEGER NOT NULL REFERENCES device(num),
  epoch INTEGER NOT NULL, n INTEGER NOT NULL, record BLOB NOT NULL, id BLOB NOT NULL, line BLOB NOT NULL) STRICT;
CREATE INDEX revision_lane ON revision(device, epoch, n);
CREATE INDEX revision_record ON revision(record);
CREATE TRIGGER revision_stays BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER revision_kept BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'a revision never goes'); END;
CREATE TABLE body(revision INTEGER PRIMARY KEY REFERENCES revision(pos), line BLOB NOT NULL) STRICT;
CREATE TABLE attachment(sha256 BLOB NOT NULL, chunk INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY(sha256, chunk)) STRICT;
CREATE TABLE feed(pos INTEGER PRIMARY KEY AUTOINCREMENT, revision INTEGER NOT NULL REFERENCES revision(pos),
  part INTEGER NOT NULL, peer INTEGER REFERENCES device(num), peer_epoch INTEGER) STRICT;
CREATE INDEX feed_revision ON feed(revision);
CREATE TABLE vouched(revision INTEGER PRIMARY KEY REFERENCES revision(pos)) STRICT;
CREATE TABLE widened(id BLOB NOT NULL, author BLOB NOT NULL, PRIMARY KEY(id, author)) STRICT, WITHOUT ROWID;
CREATE TABLE peer(id TEXT PRIMARY KEY, epoch INTEGER NOT NULL DEFAULT 0, acked INTEGER NOT NULL DEFAULT 0,
  acked_epoch INTEGER NOT NULL DEFAULT 0, acked_seq INTEGER NOT NULL DEFAULT 0,
  got_epoch INTEGER NOT NULL DEFAULT 0, got INTEGER NOT NULL DEFAULT 0,
  last_seq INTEGER NOT NULL DEFAULT 0, heard TEXT NOT NULL DEFAULT '', trust_version INTEGER NOT NULL DEFAULT 0,
  audit_head TEXT NOT NULL DEFAULT '', frozen INTEGER NOT NULL DEFAULT 0,
  told TEXT NOT NULL DEFAULT '{}') STRICT, WITHOUT ROWID;
CREATE TABLE bundle(digest TEXT PRIMARY KEY, bundle_id TEXT NOT NULL, way TEXT NOT NULL, sender TEXT NOT NULL,
  receiver TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '', upto INTEGER, manifest BLOB NOT NULL, signature BLOB NOT NULL,
  kept TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '{}') STRICT;
CREATE INDEX bundle_sender ON bundle(sender, epoch, seq);
CREATE TABLE trust(kind TEXT NOT NULL, version INTEGER NOT NULL, line BLOB NOT NULL, signature BLOB NOT NULL,
  PRIMARY KEY(kind, version)) STRICT, WITHOUT ROWID;
CREATE TABLE audit(seq INTEGER PRIMARY KEY, line BLOB NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit never changes'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit never goes'); END;
"""

PROJECTIONS = """
CREATE TABLE record(id BLOB PRIMARY KEY, kind TEXT NOT NULL, shown INTEGER NOT NULL, heads INTEGER NOT NULL,
  conflict INTEGER NOT NULL, withdrawn INTEGER NOT NULL, severity INTEGER, happened INTEGER NOT NULL,
  at INTEGER NOT NULL, late INTEGER NOT NULL, author BLOB NOT NULL, unit BLOB) STRICT;
CREATE INDEX record_kind ON record(kind, happened);
CREATE INDEX record_unit ON record(unit, kind);
CREATE TABLE record_student(student BLOB NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY(student, record)) STRICT, WITHOUT ROWID;
CREATE INDEX record_student_record ON record_student(record);
CREATE TABLE record_tag(record BLOB NOT NULL, tag TEXT NOT NULL, PRIMARY KEY(record, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE record_key(kind TEXT NOT NULL, key TEXT NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY(kind, key, record)) STRICT, WITHOUT ROWID;
CREATE INDEX record_key_record ON record_key(record);
CREATE TABLE record_of(target BLOB NOT NULL, record BLOB NOT NULL, PRIMARY KEY(target, record)) STRICT, WITHOUT ROWID;
CREATE TABLE concerned(subject BLOB NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY(subject, record)) STRICT, WITHOUT ROWID;
CREATE INDEX concerned_record ON concerned(record);
CREATE TABLE held(revision INTEGER PRIMARY KEY REFERENCES revision(pos), code TEXT NOT NULL) STRICT;
CREATE TABLE name_key(key TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY(key, record)) STRICT, WITHOUT ROWID;
CREATE INDEX name_key_record ON name_key(record);
CREATE VIRTUAL TABLE search USING fts5(words, content='', detail=none, tokenize='ascii');
"""

# One line a student for lists: `found` holds what typing finds, each word after a space.
STUDENT_LINES = """
CREATE TABLE student_line(record BLOB PRIMARY KEY, number TEXT NOT NULL, name TEXT NOT NULL, sort TEXT NOT NULL,
  found TEXT NOT NULL, unit BLOB, building BLOB, room TEXT NOT NULL, status TEXT NOT NULL,
  off_campus INTEGER NOT NULL) STRICT;
CREATE INDEX student_line_unit ON student_line(unit);
CREATE INDEX student_line_building ON student_line(building);
CREATE INDEX student_line_status ON student_line(status);
"""

# What rules ask of a record, the times of one whose versions differ in when, and who stood where from when to when
# (docs/duties.md).
DUTY_FACTS = """
ALTER TABLE record ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE student_line ADD COLUMN entered INTEGER;
ALTER TABLE student_line ADD COLUMN hardship TEXT NOT NULL DEFAULT '';
CREATE TABLE rival(record BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(record, at)) STRICT, WITHOUT ROWID;
CREATE TABLE student_span(record BLOB NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, unit BLOB,
  status TEXT NOT NULL, PRIMARY KEY(record, since)) STRICT, WITHOUT ROWID;
CREATE TABLE care_span(student BLOB NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, level TEXT NOT NULL,
  severity INTEGER NOT NULL, record BLOB NOT NULL, PRIMARY KEY(student, since)) STRICT, WITHOUT ROWID;
"""

PROJECTED = (
    "record", "record_student", "record_tag", "record_key", "record_of", "name_key", "concerned", "student_line",
    "student_span", "rival",
)  # fmt: skip
STEPS = (LOG + PROJECTIONS, STUDENT_LINES, DUTY_FACTS)
VERSION = len(STEPS)


def create(db: Db, steps: Sequence[str] = STEPS, application_id: int = APPLICATION_ID) -> None:
    """All tables in a new file, in one transaction with the version."""
    _with_steps(db, 0, steps, application_id)


def upgrade(db: Db, steps: Sequence[str] = STEPS, application_id: int = APPLICATION_ID) -> None:
    """Forward steps for an older file; UserError `store_newer` for one of a newer program, `store_foreign` for one of
    another kind."""
    found = int(db.value("PRAGMA user_version"))
    if db.value("PRAGMA application_id") != application_id:
        raise UserError("store_foreign")
    if found > len(steps):
        raise UserError("store_newer")
    if found < len(steps):
        _with_steps(db, found, steps, application_id)


def _with_steps(db: Db, found: int, steps: Sequence[str], application_id: int) -> None:
    with db.transaction("EXCLUSIVE"):
        for step in steps[found:]:
            for statement in _statements(step):
                db.run(statement)
        db.run(f"PRAGMA application_id={application_id}")
        db.run(f"PRAGMA user_version={len(steps)}")


def _statements(script: str) -> list[str]:
    """The statements of a step; a trigger's inner semicolon does not end it."""
    found: list[str] = []
    for line in script.replace("\n  ", " ").splitlines():
        if line.strip():
            found.append(line.strip().rstrip(";") if "TRIGGER" not in line else line.strip())
    return found
