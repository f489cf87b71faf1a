"""资料清单: what this computer holds about a student, kind by kind and record by record, for who asks to see it.

It names staff who wrote and roles that read, and no other student; what the records say is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import UserError
from app.forms.report import Column, Part, Report, ReportTable, print_report
from app.forms.values import PrintStamp
from app.records import KINDS
from app.records.kind import Kind
from app.services.context import Names
from app.services.drafting import list_drafts
from app.services.files import deliver
from app.services.printed_file import in_chinese
from app.services.printed_source import moment, sources_of
from app.services.printing import school_name
from app.services.reading import name_of, standing
from app.services.screening_reading import may_read_results
from app.store import query
from app.store.audit import add_audit, count_acts
from app.store.connection import Db
from app.store.query import RecordRow
from app.texts import text
from app.workspace import Workspace

RESULTS = ("screening_result",)
"""Kinds of which only some may know that there are any (RECORDS.md)."""


@dataclass(frozen=True)
class HeldRecord:
    """One record about the student, withdrawn ones too: when it happened and was written, by whom, how many versions
    and files it has, and whether its text is on this computer."""

    kind: str
    happened: datetime
    written: datetime
    author: str
    versions: int
    files: int
    body_here: bool
    withdrawn: bool
    late: bool
    audience: str


@dataclass(frozen=True)
class HeldAbout:
    """All that is held about a student here; `drafts` are unfinished texts of who unlocked."""

    student: str
    number: str
    name: str
    records: tuple[HeldRecord, ...]
    drafts: int


def held_about(workspace: Workspace, student: str) -> HeldAbout:
    """What this computer holds about a student (number or record id), the earliest first: also what only a part or a
    remark of tells, and the student's own record. UserError `student_unknown`, `reference_ambiguous`."""
    db = workspace.store.read()
    identity = Names(db).find("student", student)
    hidden = () if may_read_results(workspace) else RESULTS
    rows = [row for row in query.records(db, student=identity, withdrawn=True) if row.kind not in hidden]
    own = query.record(db, identity)
    if own is not None:
        rows.append(own)
    number = Names(db).label(identity)
    drafts = sum({identity, number} & set(_named(draft.fields)) != set() for draft in list_drafts(workspace))
    return HeldAbout(
        student=identity,
        number=number,
        name=name_of(db, identity),
        records=tuple(sorted((_held(workspace, db, row) for row in rows), key=lambda one: (one.happened, one.kind))),
        drafts=drafts,
    )


def print_held(workspace: Workspace, student: str, out: Path) -> Path:
    """Prints the list to the PDF file `out`, in Chinese as all forms are. It is in the audit before the file exists.

    Raises UserError `form_ending`, and what `held_about` and `deliver` raise.
    """
    if out.suffix.lower() != ".pdf":
        raise UserError("form_ending", file=out.name)
    speaking = in_chinese(workspace)
    held = held_about(speaking, student)
    sources = sources_of(speaking)
    with workspace.store.unit() as unit:
        copy = 1 + count_acts(unit, "print", held.student)
        add_audit(unit, workspace.clock.stamp(), "print", workspace.member.id, held.student)
    stamp = PrintStamp(
        school=school_name(sources.db, sources.plan),
        printed_at=moment(workspace.clock.now()),
        printed_by=workspace.member.name,
        copy=copy,
    )
    return deliver(print_report(held_report(speaking, held), stamp), out.parent, out.name)


def held_report(workspace: Workspace, held: HeldAbout) -> Report:
    """The list as a report: each kind with its readers, then each record."""
    kinds = sorted({one.kind for one in held.records}, key=list(KINDS).index)
    by_kind = tuple(_kind_row(KINDS[kind], [one for one in held.records if one.kind == kind]) for kind in kinds)
    by_record = tuple(_record_row(one) for one in held.records)
    heads = (("kind", 4), ("count", 2), ("from", 3), ("to", 3), ("writers", 4), ("readers", 8))
    told = (("day", 3), ("kind", 5), ("by", 4), ("written", 4), ("text", 4), ("remarks", 4))
    drafts = (_said("drafts", count=held.drafts),) if held.drafts else ()
    return Report(
        title=_said("title"),
        about=(
            (_said("student"), f"{held.name}　{held.number}"),
            (_said("as_of"), moment(workspace.clock.now())),
            (_said("machine"), _said("this_machine", role=text("zh", f"choice.role.{workspace.role}"))),
        ),
        parts=(
            Part(_said("by_kind"), (ReportTable(_said("by_kind"), "", _columns(heads), by_kind, _said("nothing")),)),
            Part(_said("by_record"), (ReportTable(_said("by_record"), "", _columns(told), by_record), *drafts)),
        ),
        footnotes=(_said("others"), _said("rights")),
    )


def _held(workspace: Workspace, db: Db, row: RecordRow) -> HeldRecord:
    _, _, placed = standing(db, row.id)
    shown = next(r for r in placed if r.pos == row.shown)
    return HeldRecord(
        kind=row.kind,
        happened=workspace.clock.moment(shown.header.happened),
        written=workspace.clock.moment(placed[0].header.at),
        author=name_of(db, row.author),
        versions=len(placed),
        files=len(shown.body.attachments) if shown.body is not None else 0,
        body_here=shown.body is not None or shown.header.body is None,
        withdrawn=row.withdrawn,
        late=row.late,
        audience=shown.header.audience,
    )


def _named(fields: object) -> Iterator[str]:
    """Every word in a draft's fields that stands by itself: one of them may be the student's number or id."""
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, dict):
        for value in fields.values():
            yield from _named(value)
    elif isinstance(fields, list):
        for value in fields:
            yield from _named(value)


def _kind_row(kind: Kind, found: Sequence[HeldRecord]) -> tuple[str | int, ...]:
    writers = "、".join(dict.fromkeys(one.author for one in found if one.author))
    readers = [_readers(kind, audience) for audience in dict.fromkeys(one.audience for one in found)]
    first, last = found[0].happened.date().isoformat(), found[-1].happened.date().isoformat()
    return (_kind(kind.name), len(found), first, last, writers, "；".join(dict.fromkeys(readers)))


def _readers(kind: Kind, audience: str) -> str:
    """Who gets the text and who the header only, beside who wrote it: of who looks after the student."""
    if kind.reference or kind.everyone:
        return _said("reads_reference")
    body = [role for role, part in kind.reads.items() if part == "body" and audience == "centre"]
    header = [role for role in kind.reads if role not in body]
    (body if audience == "centre" else header).insert(0, "centre")
    told = [(_said("reads_body", roles=_roles(body)), body), (_said("reads_header", roles=_roles(header)), header)]
    return "；".join(sentence for sentence, roles in told if roles)


def _roles(roles: Sequence[str]) -> str:
    return "、".join(text("zh", f"choice.role.{role}") for role in dict.fromkeys(roles))


def _record_row(one: HeldRecord) -> tuple[str, ...]:
    marks = {
        "withdrawn": one.withdrawn,
        "late": one.late,
        "amended": one.versions > 1,
        "files": one.files > 0,
    }
    remarks = [_said(mark, versions=one.versions, files=one.files) for mark, stands in marks.items() if stands]
    where = _said("here") if one.body_here else _said("elsewhere")
    return (
        one.happened.date().isoformat(),
        _kind(one.kind),
        one.author,
        one.written.date().isoformat(),
        where,
        "，".join(remarks),
    )


def _kind(name: str) -> str:
    return text("zh", f"kind.{name}")


def _columns(heads: Sequence[tuple[str, float]]) -> tuple[Column, ...]:
    return tuple(Column(_said(key), share) for key, share in heads)


def _said(key: str, /, **values: object) -> str:
    return text("zh", f"held_about.{key}", **values)
