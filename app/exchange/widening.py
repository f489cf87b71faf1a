"""What becomes due again: bodies that a release names, records that a wider scope shows.

Due again is always a new feed row, never a reset cursor (REPLICATION.md R2).
"""

from __future__ import annotations

from collections.abc import Iterable

from app.clock import Clock
from app.exchange import trust
from app.exchange.scope import Scopes
from app.records.ids import pack, unpack
from app.records.revision import read_header
from app.store import state
from app.store.connection import Db
from app.store.held import records_about, records_in, units, widen
from app.store.log import BODY, HEADER, Appended, feed_again, find_revision, has_body, lines_of, revisions_of


def take_releases(unit: Db, done: Appended) -> None:
    """Marks the bodies that new releases name, and feeds again those that are here."""
    for entry in done.new.values():
        if entry.header.kind != "release" or entry.header.op != "save":
            continue
        named = entry.header.fields.get("revisions")
        for identity in named if isinstance(named, list) else []:
            widen(unit, bytes.fromhex(str(identity)))
            pos = find_revision(unit, str(identity))
            if pos is not None and has_body(unit, pos):
                feed_again(unit, [pos], BODY)


def show_wider(unit: Db, clock: Clock, done: Appended) -> None:
    """At a seat: records about students that somebody newly has get new feed rows.

    Only where a device of that person has been fed before; a new device begins at the start anyway.
    """
    changed = [e.header for e in done.new.values() if e.header.kind in ("assignment", "student")]
    assignments = [h for h in changed if h.kind == "assignment"]
    moved = {pack(h.record) for h in changed if h.kind == "student" and h.parents}
    scopes = Scopes(unit, clock)
    fed = _people_fed(unit)
    records: set[bytes] = set()
    for header in assignments:
        person, span = scopes.span(header)
        if person in fed:
            records |= _about_students(unit, {pack(s) for s in span.students})
            records |= _about_units(unit, scopes, span.units)
    for student in moved:
        if len({r.header.unit for r in revisions_of(unit, student)}) > 1:
            records |= _about_students(unit, {student})
    _again(unit, records)


def feed_person_again(unit: Db, person: str, device: str) -> None:
    """Own revisions of somebody whom the centre has just admitted to this device."""
    for pos, _, line, body in list(lines_of(unit, device)):
        if read_header(line).author == person:
            feed_again(unit, [pos], HEADER)
            if body:
                feed_again(unit, [pos], BODY)


def _people_fed(unit: Db) -> set[str]:
    listed = trust.load(unit).newest() if state.latest_trust(unit, "list") else []
    return {p.id for c in listed if state.peer(unit, c.device).acked for p in c.people}


def _about_students(unit: Db, students: Iterable[bytes]) -> set[bytes]:
    wanted = set(students)
    return wanted | records_about(unit, wanted)


def _about_units(unit: Db, scopes: Scopes, named: frozenset[str]) -> set[bytes]:
    below = [u for u in units(unit) if scopes.within(unpack(u), named)]
    found = records_in(unit, below)
    students = {record for record, kind in found if kind == "student"}
    return {record for record, kind in found if kind != "student"} | _about_students(unit, students)


def _again(unit: Db, records: set[bytes]) -> None:
    for record in sorted(records):
        for revision in revisions_of(unit, record):
            feed_again(unit, [revision.pos], HEADER)
            if revision.body_line is not None:
                feed_again(unit, [revision.pos], BODY)
