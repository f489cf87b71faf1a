"""What the generic form needs to know before it can stand there: read in one go on the reading thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.records import kind_of
from app.records.kind import Kind, Values
from app.services.calendar import week_of
from app.services.context import plan_in_force
from app.services.directory import form_fields
from app.services.drafting import DraftLine, list_drafts
from app.services.kinds import Option, options_of
from app.services.own_unit import own_unit
from app.services.phone_reports import owes_call
from app.services.record_view import RecordView, view_record
from app.services.related import BARRED, IN_VAULT
from app.services.sticky import copied_values, round_values, staying_fields, this_moment
from app.workspace import Workspace
from ui.pages.page import given_in

TODAY = frozenset({"from", "on", "assessed_on", "received_on"})
"""The days that are today's in nearly every new record."""


@dataclass(frozen=True)
class Known:
    """A kind, its choices, the words of its clauses as (id, title, text); for an amendment the record and its fields
    by their ids, and whether it was `phoned` in. `barred` says why this person cannot write it: a key of the form's
    texts, or "". `staying` fields stay with "save and next"; `sticky` is what stays of the round under way."""

    kind: Kind
    options: Mapping[str, Sequence[Option]]
    clauses: tuple[tuple[str, str, str], ...]
    drafts: tuple[DraftLine, ...]
    defaults: Mapping[str, Any]
    staying: frozenset[str]
    sticky: Mapping[str, Any]
    barred: str = ""
    phoned: bool = False
    record: RecordView | None = None
    fields: Mapping[str, Any] | None = None


def read_known(workspace: Workspace, kind_name: str, more: tuple[str, ...], record: str = "") -> Known | None:
    """None for a kind that nobody knows here. `more` are students, or the record that one of the kind is written on,
    and behind them what it begins with (`Goto`).
    With a record, its own kind counts; opening it is written into the audit. Raises what `view_record` raises."""
    view = view_record(workspace, record) if record else None
    kind = kind_of(view.shown.kind if view is not None else kind_name)
    if kind is None:
        return None
    plan, english = plan_in_force(workspace), workspace.language == "en"
    about, given = given_in(more)
    begun = defaults(workspace, kind, about)
    sticky = shown_values(workspace, kind, round_values(workspace, kind.name))
    clauses = (clause for one in kind.clauses if (clause := plan.clause(one)) is not None)
    return Known(
        kind=kind,
        options=options_of(workspace, kind),
        clauses=tuple((c.id, c.en if english else c.title, c.text) for c in clauses),
        drafts=list_drafts(workspace),
        defaults={**begun, **sticky, **{name: value for name, value in given.items() if kind.field(name) is not None}},
        staying=staying_fields(kind.name),
        sticky=sticky,
        barred=barred(workspace, kind, on_record=view is not None or kind.of in begun),
        record=view,
        fields=form_fields(workspace, record) if record else None,
        phoned=bool(record) and not owes_call(workspace, record),
    )


def barred(workspace: Workspace, kind: Kind, *, on_record: bool) -> str:
    """Why this person cannot write a kind in a form of its own; "" where they can. What is written on another record
    needs that one (`on_record`)."""
    if kind.child_of is not None:
        return "form.with_parent"
    if kind.name in IN_VAULT:
        return "form.in_vault"
    if kind.name in BARRED or (kind.of is not None and not on_record):
        return "form.on_record"
    if workspace.role not in kind.writers:
        return "form.other_role"
    if kind.reference and not workspace.is_seat:
        return "form.at_seat"
    return ""


def defaults(workspace: Workspace, kind: Kind, about: Sequence[str]) -> dict[str, Any]:
    """What a new record begins with: now, today, this week, and the students or the record that one came from."""
    found: dict[str, Any] = {}
    if kind.of is not None and about:
        found[kind.of] = about[0]
    for f in kind.fields:
        if f.slot == "happened" and f.type == "datetime":
            found[f.name] = this_moment(workspace).isoformat()
        elif f.slot == "happened" and f.name in TODAY:
            found[f.name] = workspace.clock.today().isoformat()
        elif f.type == "staff" and f.name == workspace.role:  # the psychologist of an appointment is who writes it
            found[f.name] = workspace.member.id
        elif f.slot == "unit" and f.required and not kind.reference and (unit := own_unit(workspace)):
            found[f.name] = unit
        elif f.slot == "students" and about:
            found[f.name] = list(about) if f.many else about[0]
    if kind.name in ("weekly_review", "weekly_sheet"):
        week = week_of(workspace)
        if week.number is not None:
            found["week"] = f"{week.term}/{week.number}"
    return found


def last_to_copy(workspace: Workspace, kind: Kind) -> dict[str, Any] | None:
    """What "copy last" puts into the form; None for nothing."""
    found = copied_values(workspace, kind.name)
    return None if found is None else shown_values(workspace, kind, found)


def shown_values(workspace: Workspace, kind: Kind, values: Values) -> dict[str, Any]:
    """Of stored values those that a form may take over: an option that has been retired since is left out."""
    offered = {name: {option.id for option in found} for name, found in options_of(workspace, kind).items()}
    return {name: value for name, value in values.items() if name not in offered or _all_in(value, offered[name])}


def _all_in(value: object, options: set[str]) -> bool:
    return all(one in options for one in (value if isinstance(value, list) else [value]))
