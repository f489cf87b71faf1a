"""What the generic form needs to know before it can stand there: read in one go on the reading thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.records import KINDS, kind_of
from app.records.kind import Kind
from app.services.calendar import week_of
from app.services.context import plan_in_force
from app.services.directory import form_fields
from app.services.drafting import DraftLine, list_drafts
from app.services.kinds import Option, options_of
from app.services.record_view import RecordView, view_record
from app.services.sticky import this_moment
from app.workspace import Workspace

STAY = frozenset({"place", "way", "window", "week", "unit", "campus", "class", "building"})
"""What stays from one record to the next of "save and next"."""


@dataclass(frozen=True)
class Known:
    """A kind, its choices, the words of its clauses as (id, title, text); for an amendment the record and its fields
    by their ids. `barred` says why this person cannot write it: a key of the form's texts, or ""."""

    kind: Kind
    options: Mapping[str, Sequence[Option]]
    clauses: tuple[tuple[str, str, str], ...]
    drafts: tuple[DraftLine, ...]
    defaults: Mapping[str, Any]
    barred: str = ""
    record: RecordView | None = None
    fields: Mapping[str, Any] | None = None


def read_known(workspace: Workspace, kind_name: str, students: Sequence[str], record: str = "") -> Known | None:
    """None for a kind that nobody knows here. With a record, its own kind counts; opening it is written into the
    audit. Raises what `view_record` raises."""
    view = view_record(workspace, record) if record else None
    kind = kind_of(view.shown.kind if view is not None else kind_name)
    if kind is None:
        return None
    plan, english = plan_in_force(workspace), workspace.language == "en"
    clauses = (clause for one in kind.clauses if (clause := plan.clause(one)) is not None)
    return Known(
        kind=kind,
        options=options_of(workspace, kind),
        clauses=tuple((c.id, c.en if english else c.title, c.text) for c in clauses),
        drafts=list_drafts(workspace),
        defaults=defaults(workspace, kind, students),
        barred=barred(workspace, kind),
        record=view,
        fields=form_fields(workspace, record) if record else None,
    )


def barred(workspace: Workspace, kind: Kind) -> str:
    """Why this person cannot write a kind in a form of its own; "" where they can."""
    if kind.child_of is not None:
        return "form.with_parent"
    if kind.of is not None:
        return "form.on_record"
    if workspace.role not in kind.writers:
        return "form.other_role"
    if kind.reference and not workspace.is_seat:
        return "form.at_seat"
    return ""


def defaults(workspace: Workspace, kind: Kind, students: Sequence[str]) -> dict[str, Any]:
    """What a new record begins with: now, today, this week, and the students one came from."""
    found: dict[str, Any] = {}
    for f in kind.fields:
        if f.slot == "happened" and f.type == "datetime":
            found[f.name] = this_moment(workspace).isoformat()
        elif f.slot == "happened" and f.name == "from":
            found[f.name] = workspace.clock.today().isoformat()
        elif f.slot == "students" and students:
            found[f.name] = list(students) if f.many else students[0]
    if kind.name == KINDS["weekly_review"].name:
        week = week_of(workspace)
        if week.number is not None:
            found["week"] = f"{week.term}/{week.number}"
    return found
