"""Where the words of a print come from: a record as it stands at this moment, and what its ids and times are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from app.clock import Clock
from app.errors import UserError
from app.forms.values import Choice, Person
from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import Kind, Values
from app.services.context import plan_in_force
from app.services.reading import name_of, standing, values_of
from app.store import query
from app.store.connection import Db
from app.store.log import Stored
from app.store.query import RecordRow
from app.texts import text
from app.workspace import Workspace

_HIGHEST = 8  # units above one another, at most


@dataclass(frozen=True)
class Record:
    """A record as it stands when it is printed: its shown version, and what a mark or note tells of."""

    id: str
    kind: Kind
    values: Values
    unit: str | None
    author: str
    at: str
    late: bool
    conflict: bool
    paper: bool
    body_here: bool
    amended: tuple[str, str] | None
    """When and by whom the shown version was written, where it is not the first."""
    students: tuple[str, ...] = ()
    revision: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One student's row of a talk or visit, a record of its own."""

    id: str
    student: str
    values: Values
    conflict: bool
    body_here: bool


@dataclass(frozen=True)
class Sources:
    """Where the words for ids and moments come from. Forms are Chinese; `language` is the screen's."""

    db: Db
    plan: Plan
    clock: Clock
    language: str

    def listed(self, name: str, value: object) -> str:
        """The label of an entry of a plan's list; "" for none."""
        return self.plan.label(name, str(value), "zh") if value else ""

    def when(self, value: object) -> str:
        """RFC 3339 text as the school's day and minute; "" for none."""
        return moment(self.clock.moment(str(value))) if value else ""

    def second(self, epoch: int) -> str:
        return moment(datetime.fromtimestamp(epoch, self.clock.zone))

    def person(self, identity: str) -> Person:
        """A student as the form's head names one; empty where the student's record is not here."""
        values = self._values(identity)
        unit = str(values.get("class") or "")
        return Person(
            name=said(values, "name"),
            number=said(values, "number"),
            college=self.college(unit),
            class_name=name_of(self.db, unit) if unit else "",
            sex=fixed("sex", values),
        )

    def room(self, identity: str) -> str:
        return said(self._values(identity), "room")

    def college(self, unit: str | None) -> str:
        """The college that a unit is or belongs to, else the unit itself."""
        at = unit or ""
        for _ in range(_HIGHEST):
            values = self._values(at) if at else {}
            if values.get("kind") == "college":
                return said(values, "name")
            at = str(values.get("parent") or "")
        return name_of(self.db, unit) if unit else ""

    def occasions(self, values: Values) -> tuple[Choice, ...]:
        """The plan's occasions, the record's own ticked; a retired one only where it is ticked."""
        own = cast(list[str], values.get("occasions") or [])
        listed = self.plan.lists["occasion"]
        unknown = [Choice(o, True) for o in own if o not in {c.id for c in listed}]
        return (*(Choice(c.label, c.id in own) for c in listed if c.id in own or not c.retired), *unknown)

    def _values(self, identity: str) -> Values:
        row = query.record(self.db, identity)
        return {} if row is None else values_of(KINDS[row.kind], query.shown_revision(self.db, row))


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def said(values: Values, name: str) -> str:
    """A text or number as it stands; "" where nobody recorded it."""
    value = values.get(name)
    return "" if value is None else str(value)


def fixed(name: str, values: Values) -> str:
    """The label of a fixed choice; "" for none."""
    return text("zh", f"choice.{name}.{values[name]}") if values.get(name) else ""


def truth(values: Values, name: str) -> bool | None:
    return cast(bool | None, values.get(name))


def sources_of(workspace: Workspace) -> Sources:
    return Sources(workspace.store.read(), plan_in_force(workspace), workspace.clock, workspace.language)


# ── what a record is at this moment ──────────────────────────────────────────────────────────────


def record_of(sources: Sources, identity: str, wanted: str) -> Record:
    """A record of the kind that a form is for, as it stands. Raises UserError `form_wrong_kind`,
    `form_withdrawn`, `record_unknown`, `newer_kind`, `record_held`."""
    row, kind, placed = standing(sources.db, identity)
    if kind.name != wanted:
        raise UserError("form_wrong_kind", form=text(sources.language, f"form.{wanted}.title"))
    refuse_withdrawn(row)
    return stood(sources, row, kind, placed)


def stood(sources: Sources, row: RecordRow, kind: Kind, placed: Sequence[Stored]) -> Record:
    """A record's shown version with what must be said beside it."""
    shown = shown_of(row, placed)
    amended = shown.header if shown.header.parents else None
    return Record(
        id=row.id,
        kind=kind,
        values=values_of(kind, shown),
        unit=row.unit,
        author=name_of(sources.db, row.author),
        at=sources.second(row.at),
        late=row.late,
        conflict=row.conflict,
        paper=any(r.header.source == "paper" for r in placed if not r.header.parents),
        body_here=is_whole(shown),
        amended=None if amended is None else (sources.when(amended.at), name_of(sources.db, amended.author)),
        students=tuple(shown.header.students),
        revision=shown.id.hex(),
        attachments=tuple(a.name for a in shown.body.attachments) if shown.body else (),
    )


def refuse_withdrawn(row: RecordRow) -> None:
    if row.withdrawn:
        raise UserError("form_withdrawn")


def shown_of(row: RecordRow, placed: Sequence[Stored]) -> Stored:
    return next(r for r in placed if r.pos == row.shown)


def is_whole(revision: Stored) -> bool:
    return revision.body is not None or revision.header.body is None


def belonging(sources: Sources, identity: str, name: str) -> list[Record]:
    """The records of a kind that name this one and still stand, in the order they were written."""
    found = []
    for row in query.of_target(sources.db, identity, name):
        if not row.withdrawn:
            found.append(stood(sources, *standing(sources.db, row.id)))
    return found


def parts_of(db: Db, identity: str, child: str) -> list[Part]:
    """The rows of a talk or visit that are records of their own, in the order they were written."""
    kind: Kind = KINDS[child]
    found = []
    for row in query.of_target(db, identity, child):
        if not row.withdrawn:
            shown = query.shown_revision(db, row)
            values: Values = values_of(kind, shown)
            found.append(Part(row.id, str(values.get("student", "")), values, row.conflict, is_whole(shown)))
    return found
