"""Handing a caseload over: from one device straight to another, as the centre's assignment names it (R4).

The assignment gives students by name to the receiver's person; then the old device may give header and
body lines of what it holds on them, whatever their audience. The psychologist's vault is never in it.
"""

from __future__ import annotations

from app.exchange.exporting import Part
from app.exchange.scope import Scopes
from app.exchange.trust import Credential
from app.records import kind_of
from app.records.ids import pack
from app.store.connection import Db
from app.store.held import records_about
from app.store.log import Entry, knows
from app.store.projection import placed_revisions


def handed_students(scopes: Scopes, receiver: Credential) -> frozenset[str]:
    """The students whom assignments give by name to a person of this device."""
    spans = [span for person in receiver.people for span in scopes.spans(person.id)]
    return frozenset[str]().union(*(span.students for span in spans))


def handover_part(db: Db, students: frozenset[str]) -> Part:
    """Everything on these students that stands here; it moves no cursor."""
    part = Part(None, None)
    for record in sorted(records_about(db, [pack(s) for s in students])):
        for revision in placed_revisions(db, record):
            header = revision.header
            kind = kind_of(header.kind)
            if kind is not None and not kind.reference and set(header.students) <= students:
                part.due[revision.pos] = (revision.line, revision.body_line is not None)
    return part


def is_handed(db: Db, students: frozenset[str], sender: Credential, entry: Entry) -> bool:
    """Whether a hand-over may carry this revision: about handed students, the sender's own or known here."""
    h = entry.header
    theirs = h.device == sender.device and h.epoch <= sender.epoch
    return bool(h.students) and set(h.students) <= students and (theirs or knows(db, entry.id, pack(h.record)))
