"""What is open about students who are to be handed over: duties, drafts, conflicts, cases, cautions, the care list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from app.errors import UserError
from app.exchange.may import is_hidden
from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import Values
from app.services.context import Names, plan_in_force
from app.services.drafting import list_drafts
from app.services.duties import Asked, list_duties
from app.services.handover_caseload import Carried
from app.services.reading import values_of
from app.store import query
from app.store.connection import Db
from app.texts import text
from app.workspace import Workspace

Sort = Literal["overdue", "draft", "conflict", "crisis", "case", "duty", "caution"]
SORTS: tuple[Sort, ...] = ("crisis", "case", "overdue", "conflict", "draft", "duty", "caution")
STAYS: frozenset[str] = frozenset({"overdue", "draft", "conflict"})
"""What the predecessor finishes: what was late before the day, and what nobody else can see or decide."""


@dataclass(frozen=True)
class Matter:
    """One open matter of one student: `what` in words, the `record` it stands in ("" for none), the day it is due."""

    sort: Sort
    student: str
    number: str
    name: str
    what: str
    record: str
    due: date | None

    @property
    def stays(self) -> bool:
        """Whether it stays with the predecessor."""
        return self.sort in STAYS


def open_matters(workspace: Workspace, giver: str, students: Sequence[Carried], day: date) -> tuple[Matter, ...]:
    """What is open about these students of the giver (a staff id) before a hand-over on a day, the gravest sort first.

    A duty that is due before the day stays with the predecessor, as the engine has it (docs/duties.md); one that has
    not opened by then is not told. Drafts are the giver's own on this machine. Nothing is told of what a counsellor may
    not even know of, though a seat writes the hand-over.
    """
    db, plan, known = workspace.store.read(), plan_in_force(workspace), {s.id: s for s in students}
    found = [
        *_duties(workspace, db, giver, known, day),
        *(_drafts(workspace, db, known) if giver == workspace.member.id else ()),
        *_conflicts(workspace, db, known),
        *_crises(workspace, db, known),
        *_cases(workspace, db, known),
        *_cautions(workspace, db, plan, known),
    ]
    return tuple(sorted(found, key=lambda m: (SORTS.index(m.sort), m.due or date.max, m.number, m.what)))


def told(language: str, matters: Sequence[Matter]) -> str:
    """The open matters as the text of a hand-over: one line each, what passes and what stays apart."""
    lines = []
    for stays in (False, True):
        some = [m for m in matters if m.stays is stays and m.sort != "caution"]
        if some:
            lines.append(text(language, "handover.stay" if stays else "handover.pass", n=len(some)))
            lines += [_line(language, m) for m in some]
    return "\n".join(lines)


def cautions_told(language: str, matters: Sequence[Matter]) -> str:
    """The cautions of the families, one line each."""
    return "\n".join(_line(language, m) for m in matters if m.sort == "caution")


def _line(language: str, matter: Matter) -> str:
    values = {"number": matter.number, "name": matter.name, "what": matter.what}
    if matter.due is None:
        return text(language, "handover.line", **values)
    return text(language, "handover.line_due", **values, day=matter.due.isoformat())


def _of(student: Carried, sort: Sort, what: str, record: str = "", due: date | None = None) -> Matter:
    return Matter(sort, student.id, student.number, student.name, what, record, due)


def _is_secret(db: Db, record: str) -> bool:
    """Whether who takes over may not know that there is this record."""
    row = query.record(db, record)
    return row is not None and is_hidden(db, "counsellor", query.shown_revision(db, row).header)


def _duties(workspace: Workspace, db: Db, giver: str, known: dict[str, Carried], day: date) -> Iterator[Matter]:
    for duty in list_duties(workspace, Asked(counsellor=giver)):
        student = known.get(duty.subject_id)
        if student is None or duty.state in ("met", "excused") or workspace.clock.day(duty.opens) > day:
            continue
        if duty.cause and _is_secret(db, duty.cause):
            continue
        due = workspace.clock.day(duty.due)
        late = duty.state != "owed" or due < day
        yield _of(student, "overdue" if late else "duty", duty.label, duty.cause, due)


def _drafts(workspace: Workspace, db: Db, known: dict[str, Carried]) -> Iterator[Matter]:
    names = Names(db)
    for draft in list_drafts(workspace):
        stated = draft.fields.get("students", draft.fields.get("student"))
        for said in stated if isinstance(stated, list) else [stated]:
            with suppress(UserError):
                student = known.get(names.find("student", str(said))) if said else None
                if student is not None:
                    yield _of(student, "draft", text(workspace.language, f"kind.{draft.kind}"))


def _conflicts(workspace: Workspace, db: Db, known: dict[str, Carried]) -> Iterator[Matter]:
    for row in query.conflicting(db):
        for student in query.students_of(db, row.id):
            if student in known and not KINDS[row.kind].reference and not _is_secret(db, row.id):
                yield _of(known[student], "conflict", text(workspace.language, f"kind.{row.kind}"), row.id)


def _crises(workspace: Workspace, db: Db, known: dict[str, Carried]) -> Iterator[Matter]:
    for row in query.records(db, kinds=("crisis",)):
        fields = query.shown_revision(db, row).header.fields
        if fields.get("state") != "closed" and fields.get("drill") is not True:
            for student in query.students_of(db, row.id):
                if student in known:
                    yield _of(known[student], "crisis", text(workspace.language, "kind.crisis"), row.id)


def _cases(workspace: Workspace, db: Db, known: dict[str, Carried]) -> Iterator[Matter]:
    """Reports whose return half has not come."""
    for row in query.records(db, kinds=("case_report",)):
        if not query.of_target(db, row.id, "case_report_return"):
            for student in query.students_of(db, row.id):
                if student in known:
                    yield _of(known[student], "case", text(workspace.language, "kind.case_report"), row.id)


def _cautions(workspace: Workspace, db: Db, plan: Plan, known: dict[str, Carried]) -> Iterator[Matter]:
    for identity, student in known.items():
        row = query.record(db, identity)
        if row is None:
            continue
        family = values_of(KINDS["student"], query.shown_revision(db, row)).get("family", [])
        for relative in cast(list[Values], family):
            caution = str(relative.get("caution") or "none")
            if caution != "none":
                label, name = plan.label("caution", caution, workspace.language), str(relative.get("name") or "")
                what = text(workspace.language, "handover.caution", caution=label, who=name)
                yield _of(student, "caution", what, identity)
