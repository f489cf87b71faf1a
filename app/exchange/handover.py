"""Handing a caseload over: from one device straight to another, as the centre's assignment names it (R4).

The assignment gives students by name to the receiver's person; then the old device, a counsellor's or a station's, may
give header and body lines of what it holds on them, whatever their audience, but nothing of kinds that the receiver's
role reads nothing of. A psychologist hands nothing over so.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from app.exchange.exporting import Part
from app.exchange.may import is_hidden
from app.exchange.scope import Scopes
from app.exchange.trust import Credential
from app.records import kind_of
from app.records.ids import pack
from app.records.kind import Role
from app.records.revision import Header
from app.store.connection import Db
from app.store.held import records_about
from app.store.log import Entry, knows
from app.store.projection import placed_revisions


def handed_students(scopes: Scopes, receiver: Credential) -> frozenset[str]:
    """The students whom assignments give by name to a person of this device."""
    spans = [span for person in receiver.people for span in scopes.spans(person.id)]
    return frozenset[str]().union(*(span.students for span in spans))


def may_hand_over(role: Role) -> bool:
    return role in ("counsellor", "station")


def handover_part(db: Db, students: frozenset[str], role: Role) -> Part:
    """Everything on these students that stands here and that the receiver's role may know; it moves no cursor."""
    part = Part(None, None)
    for record in sorted(records_about(db, [pack(s) for s in students])):
        for revision in placed_revisions(db, record):
            header = revision.header
            kind = kind_of(header.kind)
            given = kind is not None and not kind.reference and not is_hidden(db, role, header)
            if given and set(header.students) <= students:
                part.due[revision.pos] = (revision.line, revision.body_line is not None)
    return part


def is_handed(db: Db, students: frozenset[str], sender: Credential, role: Role, entry: Entry) -> bool:
    """Whether a hand-over of this sender may be about this revision, to a role: about handed students alone."""
    h = entry.header
    kind = kind_of(h.kind)
    if kind is None or kind.reference or not may_hand_over(sender.role) or is_hidden(db, role, h):
        return False
    return bool(h.students) and set(h.students) <= students


def is_own(sender: Credential, h: Header) -> bool:
    """Whether a person of the sending device wrote a revision there, in a role that writes such."""
    kind, people = kind_of(h.kind), {p.id: p.role for p in sender.people}
    own = h.device == sender.device and h.epoch <= sender.epoch and people.get(h.author) == h.role
    return own and kind is not None and h.role in kind.writers


def is_checkable(db: Db, sender: Credential, entry: Entry) -> bool:
    """Whether the receiver can tell who wrote a revision: a person of the sending device, or somebody whose header is
    known here.

    What others wrote about the students, such as the centre's word on a case, stands on the sender's machine too. The
    centre gives it to whoever may have it; from the sender it could be forged, and is left out.
    """
    return is_own(sender, entry.header) or knows(db, entry.id, pack(entry.header.record))


def left_out(given: Mapping[bytes, Header], taken: Container[bytes]) -> int:
    """How many of the records given, by revision id, come without their last version where only these are taken.

    Hand-overs and the signatures on them do not count: every file carries some, and nobody looks for them in it.
    """
    earlier = {parent for h in given.values() for parent in h.parents}
    papers = {h.record for h in given.values() if h.kind == "caseload_handover"}
    lacking = [h for identity, h in given.items() if identity not in taken and identity.hex() not in earlier]
    return len({h.record for h in lacking if h.record not in papers and str(h.fields.get("of")) not in papers})
