"""Commands of the weekly review and the review meeting (clauses prevention.5 and prevention.6)."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import review_meetings
from app.services import weekly_sheets as sheets
from app.services import weekly_stages as stages
from app.services.weekly_reviews import Review


def sheet(call: Call) -> Outcome:
    found = sheets.weekly_sheet(call.workspace(), call.args.week, call.args.college or "")
    state = stages.sheet_state(call.workspace(), call.args.week, call.args.college or "")
    document = {
        "week": found.week.key,
        "college": found.college,
        "as_of": found.as_of,
        "rows": [_row(row) for row in found.rows],
        "state": _state(state),
    }
    lines = [
        call.text("cli.say.sheet_row", number=r.number, class_name=r.class_name, student=r.student, name=r.name,
                  level=r.level.name, state=call.text(f"state.{'unclear' if r.unclear else r.state}"), talks=r.talks,
                  said=r.review.remark if r.review is not None else "")
        for r in found.rows
    ]  # fmt: skip
    lines.append(_said(call, state) if found.rows else call.text("cli.say.sheet_nobody"))
    return Outcome(document, tuple(lines))


def _row(row: sheets.SheetRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "college": row.college,
        "class": row.class_name,
        "student": row.student,
        "name": row.name,
        "sex": row.sex,
        "problems": list(row.problems),
        "level": row.level.id,
        "level_name": row.level.name,
        "last_level": row.last_level.id,
        "found_through": row.found_through,
        "review": None if row.review is None else _review(row.review),
        "last": row.last,
        "talks": row.talks,
        "family_knows": row.family_knows,
        "attitude": row.attitude,
        "measures": row.measures,
        "next_step": row.next_step,
        "owner": row.owner,
        "holder": row.holder,
        "state": "unclear" if row.unclear else row.state,
        "late": row.late,
        "due": row.due,
        "no_change": row.no_change or "open",
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "id": review.id,
        "revision": review.revision,
        "fields": dict(review.fields),
        "author": review.author,
        "at": review.at,
        "conflict": review.conflict,
        "decision": review.decision if review.decided else "",
        "remark": review.remark,
    }


def _state(state: stages.SheetState) -> dict[str, Any]:
    document: dict[str, Any] = to_builtins(state)
    return {**document, "week": state.week.key}


def _said(call: Call, state: stages.SheetState) -> str:
    return call.text(
        "cli.say.sheet_state",
        rows=state.rows,
        missing=state.missing,
        undecided=len(state.undecided),
        returned=len(state.returned),
        checked=call.text("cli.say.sheet_checked" if state.checked else "cli.say.sheet_unchecked"),
    )


def submit(call: Call) -> Outcome:
    saved = stages.submit_sheet(call.workspace(), call.args.week, call.args.force)
    said = call.text("cli.say.sheet_submitted", count=len(saved))
    return Outcome({"sheets": [{"id": s.id, "revision": s.revision} for s in saved]}, (said,))


def check(call: Call) -> Outcome:
    """Everything that waits is checked, but for what is returned and what nobody can judge yet."""
    workspace, week, college = call.workspace(), call.args.week, call.args.college or ""
    returned = _returned(call.args.returned, call.args.remark)
    found = sheets.weekly_sheet(workspace, week, college)
    waiting = [r.review for r in found.rows if r.review is not None and not r.review.decided]
    decisions = {r.id: ("checked", "") for r in waiting if r.body_here and not r.conflict}
    state = stages.check_sheet(workspace, week, {**decisions, **returned}, college, force=call.args.force)
    lines = [_said(call, state)]
    if state.checked is None and state.waiting:
        lines.append(call.text("cli.say.review_waits", people="、".join(state.waiting)))
    return Outcome(_state(state), tuple(lines), 0 if state.checked is not None or not state.rows else 3)


def _returned(identities: list[str], remarks: list[str]) -> dict[str, tuple[str, str]]:
    if len(remarks) != len(identities):
        raise UserError("return_without_remark")
    return {identity: ("returned", remark) for identity, remark in zip(identities, remarks, strict=True)}


def compile_(call: Call) -> Outcome:
    workspace, week = call.workspace(), call.args.week
    saved = stages.compile_sheet(workspace, week)
    found = stages.school_sheet(workspace, week)
    document = {
        "id": saved.id,
        "revision": saved.revision,
        "week": found.week.key,
        "as_of": found.as_of,
        "rows": [_row(row) for row in found.rows],
        "colleges": [_state(state) for state in found.colleges],
        "unchecked": list(found.unchecked),
        "unheard": found.unheard,
        "missing": [silent.device for silent in found.silent],
    }
    none = call.text("cli.say.sheet_none")
    said = call.text(
        "cli.say.sheet_compiled",
        rows=len(found.rows),
        unchecked="、".join(found.unchecked) or none,
        silent="、".join(silent.name for silent in found.silent) or none,
    )
    return Outcome(document, (said,))


def pack(call: Call) -> Outcome:
    from app.cli.pack_lines import pack_lines  # late: what it counts with, no other command here reads
    from app.services.data_pack import data_pack

    found = data_pack(call.workspace(), call.args.college or "", call.args.term or "")
    document: dict[str, Any] = to_builtins(found)
    return Outcome(document, tuple(pack_lines(call, found)))


def resolutions(call: Call) -> Outcome:
    found = review_meetings.open_resolutions(call.workspace())
    lines = tuple(
        call.text("cli.say.resolution", due=r.due, state=call.text(f"state.{r.state}"), owner=r.owner, what=r.what)
        for r in found
    )
    return Outcome({"resolutions": to_builtins(found)}, lines or (call.text("cli.say.no_resolutions"),))


def finish(call: Call) -> Outcome:
    saved = review_meetings.finish_resolution(call.workspace(), call.args.id, "\n".join(call.args.remark))
    document = {"id": saved.id, "revision": saved.revision}
    return Outcome(document, (call.text("cli.say.resolution_finished"),))
