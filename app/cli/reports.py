"""Commands for reports, for the quality of records, and for the lists of common work."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import work_lists
from app.services.calendar import week_of
from app.services.coverage import term_days

_LISTS: dict[str, Callable[..., Sequence[Any]]] = {
    "training": work_lists.list_trainings,
    "outreach": work_lists.list_outreach,
    "online_alert": work_lists.list_online_alerts,
    "inspection": work_lists.list_inspections,
}


def report(call: Call) -> Outcome:
    from app.services import reports  # late: no other command draws

    args = call.args
    if args.report == "list":
        found = reports.list_reports(None, call.language)
        document = {"reports": [{"report": name, "title": title} for name, title in found.items()]}
        return Outcome(document, tuple(f"{name}  {title}" for name, title in found.items()))
    if not args.out:
        raise UserError("report_needs_out")
    asked = reports.ReportAsked(args.term or "", args.college or "", args.week or "", args.student or "")
    path = reports.make_report(call.workspace(), args.report, Path(args.out), asked)
    return Outcome({"file": str(path)}, (call.text("cli.say.written", file=path),))


def quality(call: Call) -> Outcome:
    """One's own records to look at again; at the centre each college's numbers for the term."""
    from app.services import repeated  # late: no other command compares texts

    workspace = call.workspace()
    if workspace.role == "centre":
        week = week_of(workspace)
        first, last = term_days(workspace, call.args.term) if call.args.term else (week.term_first, week.term_last)
        counts = repeated.quality_counts(workspace, first, last)
        lines = [call.text("cli.say.quality_row", **dataclasses.asdict(count)) for count in counts]
        document = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "colleges": list(map(dataclasses.asdict, counts)),
        }
        return Outcome(document, tuple(lines))
    own = repeated.own_quality(workspace)
    lines = [
        call.text("cli.say.repeated", kind=call.text(f"kind.{r.kind}"), count=len(r.records), opening=r.opening)
        for r in own.repeated
    ]
    lines += [
        call.text("cli.say.late_entry", kind=call.text(f"kind.{e.kind}"), happened=e.happened[:10],
                  written=e.written[:10], days=e.days)
        for e in own.late
    ]  # fmt: skip
    document = {
        "repeated": list(map(dataclasses.asdict, own.repeated)),
        "late": list(map(dataclasses.asdict, own.late)),
    }
    return Outcome(document, tuple(lines) or (call.text("cli.say.quality_fine"),))


def work(call: Call) -> Outcome:
    """A list of common work with the count of each college, or the network of students who help."""
    args, name = call.args, call.args.list
    work_lists.check_list(name)
    if name == "network":
        return _network(call)
    rows = _LISTS[name](call.workspace(), args.term or "", args.college or "")
    counts = [c for c in work_lists.count_work(call.workspace(), name, args.term or "")
              if args.college in (None, c.college)]  # fmt: skip
    document = {
        "list": name,
        "rows": list(map(dataclasses.asdict, rows)),
        "counts": list(map(dataclasses.asdict, counts)),
    }
    lines = [_line(call, row) for row in rows] or [call.text("cli.say.no_work")]
    school = call.text("report.all_colleges")
    lines += [call.text("cli.say.work_count", college=c.college or school, count=c.count) for c in counts]
    return Outcome(document, tuple(lines))


def _line(call: Call, row: Any) -> str:
    told = dataclasses.asdict(row)
    mode = call.text(f"choice.mode.{told['mode']}") if told.get("mode") else ""
    words = str(told.get("topic") or told.get("title") or told.get("what") or mode)
    place = told["college"] or call.text("report.all_colleges")
    return f"{told['when'][:16].replace('T', ' ')}  {place}  {words}".rstrip()


def _network(call: Call) -> Outcome:
    from app.services import student_network

    found = student_network.network(call.workspace())
    document = {
        "day": found.day.isoformat(),
        "classes": list(map(dataclasses.asdict, found.classes)),
        "rooms": list(map(dataclasses.asdict, found.rooms)),
        "classes_without": [place.name for place in found.classes_without],
        "rooms_without": [place.name for place in found.rooms_without],
    }
    lines = [
        call.text("cli.say.place", name=place.name, who="、".join(place.students) or call.text("cli.say.nobody"))
        for place in (*found.classes, *found.rooms)
    ]
    return Outcome(document, tuple(lines))
