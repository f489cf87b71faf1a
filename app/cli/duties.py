"""Commands that tell what is owed and how much of it is met."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import coverage as counting
from app.services import duties as services
from app.services.duties import Asked


def due(call: Call) -> Outcome:
    workspace, args = call.workspace(), call.args
    counsellor = args.counsellor or (workspace.member.number if workspace.role == "counsellor" else "")
    first, last = _days(call)
    asked = Asked(
        first,
        last,
        counsellor=counsellor,
        student=args.student or "",
        rules=(args.rule,) if args.rule else (),
        state="overdue" if args.overdue else "",
        week=services.week_days(workspace, args.week) if args.week else None,
    )
    found = services.list_duties(workspace, asked)
    sunday = (workspace.clock.today() + timedelta(days=7 - workspace.clock.today().isoweekday())).isoformat()
    begun = [d for d in found if args.week or first is not None or d.opens[:10] <= sunday]
    lines = tuple(
        call.text("cli.say.duty", due=d.due[:16].replace("T", " "), state=call.text(f"state.{_state(d)}"),
                  label=d.label, subject=d.subject, name=d.subject_name, share=f" {d.n}/{d.of}" if d.of > 1 else "")
        for d in begun
    )  # fmt: skip
    if not lines:
        return Outcome({"duties": [_document(d) for d in found]}, (call.text("cli.say.no_duties"),))
    open_ = sum(d.state in ("owed", "overdue", "unclear") for d in begun)
    overdue = sum(d.state == "overdue" for d in begun)
    said = call.text("cli.say.duties", n=len(begun), open=open_, overdue=overdue, later=len(found) - len(begun))
    return Outcome({"duties": [_document(d) for d in found]}, (*lines, said))


def _state(d: services.Duty) -> str:
    return "met_late" if d.late else d.state


def _document(d: services.Duty) -> dict[str, Any]:
    return {
        "rule": d.rule,
        "clause": d.clause,
        "label": d.label,
        "subject": d.subject,
        "about": d.about,
        "n": d.n,
        "of": d.of,
        "state": d.state,
        "late": d.late,
        "opens": d.opens,
        "due": d.due,
        "holder": d.holder,
        "college": d.college,
        "proof": list(d.proof),
        "cause": d.cause or None,
    }


def coverage(call: Call) -> Outcome:
    workspace, args = call.workspace(), call.args
    first, last = _days(call)
    own = workspace.member.number if workspace.role == "counsellor" else ""
    found = counting.count_duties(workspace, Asked(first, last, counsellor=own), args.by)
    rows = [
        {"clause": r.clause, "rule": r.rule, "label": r.label, "group": r.group, **r.counts, "total": r.total}
        for r in found.rows
    ]
    missing = [
        {"device": s.device, "name": s.name, "people": list(s.people), "heard": s.heard or None} for s in found.missing
    ]
    document = {
        "as_of": found.as_of, "from": found.first.isoformat(), "to": found.last.isoformat(), "by": found.by,
        "missing": [m["device"] for m in missing], "unheard_devices": missing, "rows": rows,
    }  # fmt: skip
    lines = [
        call.text("cli.say.coverage", as_of=found.as_of[:16].replace("T", " "), first=found.first, last=found.last)
    ]
    lines += [
        call.text("cli.say.coverage_row", clause=r.clause, label=r.label, group=r.group if found.by != "clause" else "",
                  met=r.counts["met"] + r.counts["met_late"], total=r.total, overdue=r.counts["overdue"],
                  unheard=r.counts["unheard"])
        for r in found.rows
        if r.total
    ]  # fmt: skip
    if missing:
        lines.append(call.text("cli.say.coverage_missing", names="、".join(str(m["name"]) for m in missing)))
    return Outcome(document, tuple(lines))


def _days(call: Call) -> tuple[date | None, date | None]:
    """The days asked for: of a term, or from one to another, the other end being the present term's."""
    since, till = call.args.since, call.args.till
    if call.args.term:
        return counting.term_days(call.workspace(), call.args.term)
    if since is None and till is None:
        return None, None
    first, last = services.days_of_now(call.workspace())
    try:
        first = date.fromisoformat(since) if since else first
        last = date.fromisoformat(till) if till else last
    except ValueError:
        raise UserError("date_wrong", value=" … ".join(filter(None, (since, till)))) from None
    return first, last
