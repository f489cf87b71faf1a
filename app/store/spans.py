"""Projections over time: a student's class and standing, and the level of the care list, each from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.clock import Clock
from app.records.facts import read_facts
from app.records.ids import pack
from app.records.levels import FOREVER, Listing, ended_by, level_spans
from app.records.revision import Header
from app.store.connection import Db
from app.store.log import marks, sliced

SINCE_EVER = -(2**53)
SPAN = "INSERT OR REPLACE INTO student_span VALUES(?,?,?,?,?)"
GONE = ("transferred", "withdrawn", "graduated", "died")
"""Standings of who has left for good."""
DECIDING = frozenset({"care_listing", "sign_off"})
_LISTINGS = (
    "SELECT s.student, r.id, r.happened, r.severity, r.facts, v.id FROM record_student s CROSS JOIN record r"
    " ON r.id = s.record JOIN revision v ON v.pos = r.shown WHERE s.student IN ({marks}) AND r.kind = 'care_listing'"
    " AND (r.withdrawn = 0 OR r.facts LIKE '?!%')"
)
# A header line is canonical JSON: within a text its quotes would be escaped, so this is the member and nothing else.
_DECISIONS = (
    "SELECT o.target, r.facts FROM record_of o JOIN record r ON r.id = o.record JOIN revision v ON v.pos = r.shown"
    " WHERE o.target IN ({marks}) AND r.kind = 'sign_off' AND r.withdrawn = 0"
    ' AND (instr(v.line, CAST(\'"role":"station"\' AS BLOB)) OR instr(v.line, CAST(\'"role":"centre"\' AS BLOB)))'
    " ORDER BY r.happened, r.at, r.id"
)


def student_spans(record: bytes, headers: Sequence[Header], clock: Clock) -> list[tuple[object, ...]]:
    """(student, since, until, class, status) from the headers of a student's revisions; the first class holds since
    ever, a later one from the day it was written down (or of the transfer), a status from the day it states."""
    saved = sorted((h for h in headers if h.op == "save"), key=lambda h: (clock.epoch(h.at), h.device, h.n))
    changes: list[tuple[int, int, str, str]] = []  # when, 0 for a class and 1 for a status, which
    for k, h in enumerate(saved):
        status, since = str(h.fields.get("status") or ""), h.fields.get("status_since")
        stated = clock.epoch(str(since)) if since else None
        written = clock.epoch(clock.day(h.at).isoformat())
        moved = SINCE_EVER if k == 0 else stated if status == "transferred" and stated is not None else written
        if h.unit is not None:
            changes.append((moved, 0, h.unit, ""))
        changes.append((stated if stated is not None else moved, 1, status, ""))
    return _laid(record, changes)


def _laid(record: bytes, changes: list[tuple[int, int, str, str]]) -> list[tuple[object, ...]]:
    """The changes laid one after the other; what is written later holds where two begin together."""
    moments = sorted({change[0] for change in changes} | {SINCE_EVER})
    rows: list[tuple[object, ...]] = []
    for k, moment in enumerate(moments):
        held = ["", ""]
        for which in (0, 1):
            of_it = [c for c in changes if c[1] == which and c[0] <= moment]
            held[which] = max(enumerate(of_it), key=lambda pair: (pair[1][0], pair[0]))[1][2] if of_it else ""
        unit = pack(held[0]) if held[0] else None
        if rows and rows[-1][3:] == (unit, held[1]):
            rows[-1] = (record, rows[-1][1], FOREVER, unit, held[1])
        else:
            rows.append((record, moment, FOREVER, unit, held[1]))
        if k and len(rows) > 1 and rows[-1][1] == moment:
            rows[-2] = (*rows[-2][:2], moment, *rows[-2][3:])
    return rows


def fill_care_spans(unit: Db, students: Iterable[bytes]) -> None:
    """Makes the stretches on the care list of these students again from their listings and what approved them."""
    for part in sliced(sorted(students)):
        unit.run(f"DELETE FROM care_span WHERE student IN ({marks(part)})", *part)
        found = unit.rows(_LISTINGS.format(marks=marks(part)), *part)
        approved = approved_revisions(unit, [row[1] for row in found])
        by_student: dict[bytes, list[Listing]] = {}
        for student, record, since, severity, facts, revision in found:
            level = "".join(read_facts(facts).get("level", ())[:1])
            listing = Listing(record, since, severity, level, revision.hex() in approved)
            by_student.setdefault(student, []).append(listing)
        gone = _gone(unit, list(by_student))
        rows = [
            (student, s.since, s.until, s.level, s.severity, s.record)
            for student, listings in by_student.items()
            for s in ended_by(level_spans(listings), gone.get(student, ()))
        ]
        unit.many("INSERT INTO care_span VALUES(?,?,?,?,?,?)", rows)


def _gone(db: Db, students: Sequence[bytes]) -> dict[bytes, list[tuple[int, int]]]:
    """When each of these students had left: from the first second to the first one after."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    sql = f"SELECT record, since, until FROM student_span WHERE status IN {GONE} AND record IN ({marks(students)})"
    for student, since, until in db.rows(sql, *students):
        found.setdefault(student, []).append((since, until))
    return found


def approved_revisions(db: Db, records: Sequence[bytes]) -> set[str]:
    """The revisions (hex) of these records that a station or the centre approved and did not refuse later."""
    return {revision for revision, verdict in decided_revisions(db, records).items() if verdict == "approved"}


def decided_revisions(db: Db, records: Sequence[bytes]) -> dict[str, str]:
    """What a station or the centre said last about revisions (hex) of these records: approved, refused, returned."""
    decided: dict[str, str] = {}
    for part in sliced(list(records)):
        for _, line in db.rows(_DECISIONS.format(marks=marks(part)), *part):
            facts = read_facts(line)
            verdict = "".join(facts.get("as", ()))
            if verdict in ("approved", "refused", "returned"):
                decided["".join(facts.get("revision", ()))] = verdict
    return decided
