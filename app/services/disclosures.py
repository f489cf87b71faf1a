"""Disclosure slips 信息披露单 in the general store: listed, looked at before they are signed, revoked for the future.

How one is written from what stands in the notes vault is `vault/disclosing.py`; nothing here can reach the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, cast

from app.clock import Clock
from app.errors import UserError
from app.forms.grid import Cell
from app.forms.record_form import record_rows
from app.forms.values import Mark
from app.records import KINDS
from app.records.ids import new_id
from app.records.kind import Values
from app.services import records
from app.services.printed_records import record_form
from app.services.printed_source import Record, Sources, moment, record_of, said, sources_of
from app.services.reading import name_of, values_of
from app.services.saving import Saved
from app.store import query
from app.store.audit import add_audit
from app.store.query import RecordRow
from app.texts import text
from app.workspace import Workspace

KIND = KINDS["disclosure"]
CONSENT_HOLDS = timedelta(days=365)
"""How long a consent to a disclosure may be gone by."""
Standing = Literal["in_force", "expired", "revoked"]


@dataclass(frozen=True)
class Slip:
    """A disclosure in a list. `to` and `content` are "" where its body is not here."""

    id: str
    revision: str
    at: datetime
    student: str
    number: str
    name: str
    class_name: str
    ground: str
    to: str
    content: str
    author: str
    standing: Standing
    expires: date | None
    revoked_at: datetime | None
    revoked_why: str
    family_named: bool
    mine: bool


@dataclass(frozen=True)
class PaperCell:
    """A cell of the printed table: `span` of 24 columns, `look` as the form draws it; `faint` where nobody wrote."""

    text: str = field(repr=False)
    span: float
    look: str
    faint: bool


@dataclass(frozen=True)
class Paper:
    """A slip as it will be printed, cell by cell, with its title and the marks beside it."""

    title: str
    marks: tuple[str, ...]
    rows: tuple[tuple[PaperCell, ...], ...]


@dataclass(frozen=True)
class Consented:
    """A consent of the student to a disclosure: the record, its day, who gave it."""

    id: str
    on: date
    by: str


def list_disclosures(workspace: Workspace, student: str = "") -> tuple[Slip, ...]:
    """All slips that this workspace has, of one student (id) where it is named, the latest first."""
    rows = query.records(workspace.store.read(), kinds=(KIND.name,), student=student or None)
    sources = sources_of(workspace)
    found = [_slip(workspace, sources, row) for row in rows]
    return tuple(sorted(found, key=lambda slip: slip.at, reverse=True))


def _slip(workspace: Workspace, sources: Sources, row: RecordRow) -> Slip:
    shown, clock = query.shown_revision(sources.db, row), workspace.clock
    values, student = values_of(KIND, shown), shown.header.students[0]
    person, revoked = sources.person(student), said(values, "revoked_at")
    return Slip(
        id=row.id,
        revision=shown.id.hex(),
        at=clock.moment(shown.header.happened),
        student=student,
        number=person.number,
        name=person.name,
        class_name=person.class_name,
        ground=said(values, "ground"),
        to=said(values, "to"),
        content=said(values, "content"),
        author=name_of(sources.db, row.author),
        standing=standing_of(values, clock),
        expires=date.fromisoformat(said(values, "expires")) if values.get("expires") else None,
        revoked_at=clock.moment(revoked) if revoked else None,
        revoked_why=said(values, "revoked_why"),
        family_named=values.get("family_named") is True,
        mine=row.author == workspace.member.id,
    )


def standing_of(values: Mapping[str, object], clock: Clock) -> Standing:
    """Whether a slip of these fields may still be gone by now."""
    revoked, expires = values.get("revoked_at"), values.get("expires")
    if revoked and clock.moment(str(revoked)) <= clock.now():
        return "revoked"
    return "expired" if expires and str(expires) < clock.today().isoformat() else "in_force"


def revoke_disclosure(workspace: Workspace, identity: str, reason: str) -> Saved:
    """Revokes a slip for the future: nobody may go by it from now on. What was told stays told, and the slip stays in
    every list and on paper, with the time and the reason.

    Raises UserError `field_missing` (reason), `disclosure_unknown`, `disclosure_over` for one revoked already, and what
    `amend_record` raises: only its writer revokes it.
    """
    reason = reason.strip()
    if not reason:
        raise UserError("field_missing", field="revoked_why", kind=KIND.name)
    db = workspace.store.read()
    try:
        row = query.record(db, identity)
    except ValueError:
        row = None
    if row is None or row.kind != KIND.name or row.withdrawn:
        raise UserError("disclosure_unknown")
    values = values_of(KIND, query.shown_revision(db, row))
    if values.get("revoked_at"):
        raise UserError("disclosure_over")
    revoked = {**values, "revoked_at": workspace.clock.stamp(), "revoked_why": reason}
    saved = records.amend_record(workspace, identity, revoked)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "disclosure_revoked", workspace.member.id, identity)
    return saved


def consent_of(workspace: Workspace, student: str, *, minor: bool = False) -> Consented | None:
    """The consent to a disclosure that a new slip about a student (id) may go by: the last word on it here.

    It counts where it is no refusal, was given within a year, and since the last slip: that one named its receivers,
    and a new slip names others. Of a `minor` only the word of a parent or another near relative counts.
    """
    db = workspace.store.read()
    slips = query.records(db, kinds=(KIND.name,), student=student)
    since = max((slip.happened for slip in slips), default=0)
    for row in query.records(db, kinds=("consent",), student=student):
        values = values_of(KINDS["consent"], query.shown_revision(db, row))
        given = workspace.clock.at_second(row.happened)
        if values.get("for") != "disclosure":
            continue
        holds = row.happened > since and given > workspace.clock.now() - CONSENT_HOLDS
        by = said(values, "by")
        counts = holds and values.get("how") != "refused" and not (minor and by == "student")
        return Consented(row.id, given.date(), by) if counts else None
    return None


def clean_values(workspace: Workspace, values: Mapping[str, object]) -> Values:
    """The fields of a slip as they would be saved, the student as an id. UserError as `add_record`."""
    return records.cleaned(workspace, workspace.store.read(), KIND, values)


def draw_paper(workspace: Workspace, values: Values) -> Paper:
    """The slip of fields that were not saved (`clean_values`), as it would be printed."""
    sources, now = sources_of(workspace), moment(workspace.clock.now())
    student = cast(str, values["student"])
    unsaved = Record(
        id=new_id(),
        kind=KIND,
        values=values,
        unit=None,
        author=workspace.member.name,
        at=now,
        late=False,
        conflict=False,
        paper=False,
        body_here=True,
        amended=None,
        students=(student,),
    )
    return _paper(sources, unsaved)


def show_paper(workspace: Workspace, identity: str) -> Paper:
    """A slip that was signed, as it prints now. UserError as `record_of`."""
    sources = sources_of(workspace)
    return _paper(sources, record_of(sources, identity, KIND.name))


def _paper(sources: Sources, record: Record) -> Paper:
    form = record_form(sources, record)
    stands = {
        Mark.REVOKED: "revoked_at" in record.values,
        Mark.NOT_FAMILY: record.values.get("family_named") is not True,
    }
    marks = tuple(text("zh", f"form.mark.{mark}") for mark, holds in stands.items() if holds)
    return Paper(form.title, marks, tuple(tuple(map(_cell, row.cells)) for row in record_rows(form)))


def _cell(cell: Cell) -> PaperCell:
    said = cell.text or "　".join(cell.items)
    return PaperCell(said or cell.hint, cell.span, cell.look.name.lower(), faint=not said)
