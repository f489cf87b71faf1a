"""What becomes due again: bodies that a release names, records that a wider scope shows.

Due again is always a new feed row, never a reset cursor (REPLICATION.md R2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.clock import Clock
from app.exchange import trust
from app.exchange.scope import Scopes, Span
from app.records.ids import pack, unpack
from app.records.readable import is_readable
from app.records.reference import ASSIGNMENT
from app.records.revision import Header, read_header
from app.store import query, state
from app.store.bodies import has_body
from app.store.connection import Db
from app.store.held import records_about, records_in, units, widen
from app.store.log import (
    BODY,
    HEADER,
    Appended,
    feed_again,
    find_revisions,
    lines_of,
    revision_at,
    revisions_of,
)


def take_releases(unit: Db, done: Appended) -> None:
    """Marks the bodies that new releases name, and feeds again those that are here and their author's own."""
    named: dict[bytes, set[str]] = {}
    for entry in done.new.values():
        if entry.header.kind == "release" and entry.header.op == "save":
            for identity in _digests(entry.header.fields.get("revisions")):
                widen(unit, identity, pack(entry.header.author))
                named.setdefault(identity, set()).add(entry.header.author)
    for pos, identity, line in find_revisions(unit, named):
        if read_header(line).author in named[identity] and has_body(unit, pos):
            feed_again(unit, [pos], BODY)


def _digests(named: object) -> list[bytes]:
    """Those entries of a list from outside that are revision ids."""
    found = []
    for text in named if isinstance(named, list) else []:
        try:
            found.append(bytes.fromhex(str(text)))
        except ValueError:
            continue
    return [d for d in found if len(d) == 32]


def show_wider(unit: Db, clock: Clock, done: Appended, held: Mapping[int, str], freed: set[int]) -> None:
    """At a seat: what somebody may see from now on gets new feed rows.

    That is what was held and counts now, and records about students or in units that an assignment, a
    change of class or a unit brings into a scope. Receivers that may not see them skip the rows.
    """
    feed_again(unit, freed, HEADER)
    feed_again(unit, (pos for pos in freed if has_body(unit, pos)), BODY)
    changed = [e.header for pos, e in done.new.items() if pos not in held and e.header.kind in _WIDENING]
    changed += [h for pos in freed if (h := revision_at(unit, pos).header).kind in _WIDENING]
    if not changed:
        return
    scopes = Scopes(unit, clock)
    listed = {p.id for c in _devices(unit) for p in c.people}
    spans = [scopes.span(h) for h in changed if h.kind == "assignment" and is_readable(ASSIGNMENT, h)]
    records = _in_spans(unit, scopes, [(person, span) for person, span in spans if person in listed])
    moved = {pack(h.record) for h in changed if h.kind == "student"} & done.older
    records |= _about_students(unit, {s for s in moved if _has_moved(unit, s)})
    records |= _about_units(unit, scopes, frozenset(h.record for h in changed if h.kind == "unit"))
    _again(unit, records - (done.touched - done.older), done.new)


_WIDENING = frozenset({"assignment", "student", "unit"})


def feed_scopes_again(unit: Db, clock: Clock, people: set[str]) -> None:
    """At a seat: everything in the scope of people who were just admitted to a device."""
    scopes = Scopes(unit, clock)
    _again(unit, _in_spans(unit, scopes, [(p, span) for p in sorted(people) for span in scopes.spans(p)]), {})


def feed_person_again(unit: Db, person: str, device: str) -> None:
    """Own revisions of somebody whom the centre has just admitted to this device."""
    for pos, _, line, body in list(lines_of(unit, device)):
        if read_header(line).author == person:
            feed_again(unit, [pos], HEADER)
            if body:
                feed_again(unit, [pos], BODY)


def _devices(unit: Db) -> list[trust.Credential]:
    """The devices that a seat feeds by scope."""
    if not state.latest_trust(unit, "list"):
        return []
    return [c for c in trust.load(unit).newest() if c.role != "centre"]


def _has_moved(unit: Db, student: bytes) -> bool:
    return len({r.header.unit for r in revisions_of(unit, student)}) > 1


def _in_spans(unit: Db, scopes: Scopes, spans: list[tuple[str, Span]]) -> set[bytes]:
    """Records that these assignments of these people may show them."""
    if not spans:
        return set()
    named = frozenset(u for _, span in spans for u in span.units)
    found = _about_students(unit, {pack(s) for _, span in spans for s in span.students})
    found |= _about_units(unit, scopes, named)
    people = {person for person, _ in spans}
    for row in query.records(unit, kinds=("assignment",), withdrawn=True):
        headers = [r.header for r in revisions_of(unit, pack(row.id))]
        if any(_concerns(scopes, h, people, named) for h in headers):
            found.add(pack(row.id))
    return found


def _concerns(scopes: Scopes, header: Header, people: set[str], named: frozenset[str]) -> bool:
    if not is_readable(ASSIGNMENT, header):
        return False
    person, span = scopes.span(header)
    return person in people or any(scopes.within(u, named) for u in span.units)


def _about_students(unit: Db, students: Iterable[bytes]) -> set[bytes]:
    wanted = set(students)
    return wanted | records_about(unit, wanted)


def _about_units(unit: Db, scopes: Scopes, named: frozenset[str]) -> set[bytes]:
    if not named:
        return set()
    below = [u for u in units(unit) if scopes.within(unpack(u), named)]
    found = records_in(unit, below)
    students = {record for record, kind in found if kind == "student"}
    return {record for record, kind in found if kind != "student"} | _about_students(unit, students)


def _again(unit: Db, records: set[bytes], but: Iterable[int]) -> None:
    """New feed rows for every revision of these records but those that have just got theirs."""
    fresh = set(but)
    for record in sorted(records):
        for revision in revisions_of(unit, record):
            if revision.pos not in fresh:
                feed_again(unit, [revision.pos], HEADER)
                if revision.body_line is not None:
                    feed_again(unit, [revision.pos], BODY)
