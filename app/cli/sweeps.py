"""Commands of the sweep 摸排: a sheet for each class, the same sheet back, one key for many, how far it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Call, Outcome
from app.cli.held import held_lines, held_rows
from app.services import sweeps as services

if TYPE_CHECKING:
    from app.services.sweeps import SweepLine

# What fills sheets is imported late: no other command reads or writes them.


def sheet(call: Call) -> Outcome:
    from app.services.sweep_files import write_sweep_sheet

    workspace, args = call.workspace(), call.args
    found = services.sweep_sheet(workspace, args.class_name, args.window)
    document: dict[str, Any] = {
        "class": found.class_name,
        "window": found.window,
        "term": found.term,
        "opens": found.opens or None,
        "as_of": found.as_of,
        "rows": [_row(line) for line in found.lines],
    }
    lines = [
        call.text("cli.say.sweep_row", dorm=line.dorm or call.text("cli.say.sweep_no_room"), number=line.number,
                  name=line.name, due=line.due[:10],
                  state=call.text(f"state.{'met_late' if line.late else line.state}"),
                  outcome=call.text(f"choice.outcome.{line.outcome}") if line.outcome else "")
        for line in found.lines
    ]  # fmt: skip
    if args.out:
        written = write_sweep_sheet(workspace, args.class_name, args.window, Path(args.out))
        document["file"] = str(written)
        lines.append(call.text("cli.say.sweep_file", file=written.name))
    return Outcome(document, tuple(lines) or (call.text("cli.say.no_duties"),))


def _row(line: SweepLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "name": line.name,
        "class": line.class_name,
        "counted_in": line.counted_in,
        "dorm": line.dorm,
        "state": line.state,
        "late": line.late,
        "due": line.due,
        "outcome": line.outcome or None,
        "source": line.source or None,
        "record": line.record or None,
        "by": line.by or None,
        "own": line.own,
        "conflict": line.conflict,
        "behind": [{"kind": b.kind, "source": b.source or None, "day": b.day.isoformat()} for b in line.behind],
        "worried": line.worried,
        "level": line.level or None,
    }


def import_(call: Call) -> Outcome:
    """Partly done (exit code 3) where a row is held."""
    from app.services.sweep_files import import_sweep

    args = call.args
    done = import_sweep(call.workspace(), Path(args.file), args.window, dry_run=args.dry_run)
    held = held_rows(call, done.held)
    counts = {
        "written": done.written,
        "amended": done.amended,
        "unchanged": done.unchanged,
        "blank": done.blank,
        "to_list": done.to_list,
    }
    said = call.text(
        "cli.say.sweep_import", written=done.written, amended=done.amended, unchanged=done.unchanged,
        blank=done.blank, to_list=done.to_list, held=len(held),
    )  # fmt: skip
    lines = (said, *held_lines(call, held))
    return Outcome({**counts, "held": held, "dry_run": args.dry_run}, lines, 3 if held else 0)


def fill_rest(call: Call) -> Outcome:
    """Partly done (exit code 3) where somebody is left to be answered one by one."""
    from app.services import sweep_filling

    done = sweep_filling.fill_rest(call.workspace(), call.args.window, call.args.class_name)
    left = [asdict(one) for one in done.left]
    lines = [call.text("cli.say.sweep_rest", filled=done.filled, left=len(left))]
    lines += [
        call.text("cli.say.sweep_left", number=one.number, why=call.text(f"sweep.left.{one.why}")) for one in done.left
    ]
    return Outcome({"filled": done.filled, "left": left}, tuple(lines), 3 if left else 0)


def progress(call: Call) -> Outcome:
    found = services.sweep_progress(call.workspace(), call.args.window)
    rows = [
        {**asdict(row), "missing": [{"number": number, "name": name} for number, name in row.missing]}
        for row in found.classes
    ]
    lines = [call.text("cli.say.sweep_progress", term=found.term, as_of=found.as_of[:16].replace("T", " "))]
    lines += [
        call.text("cli.say.sweep_class", college=row.college, name=row.class_name, students=row.students,
                  done=row.done, open=row.open, overdue=row.overdue, unheard=row.unheard, excused=row.excused,
                  to_list=row.to_list)
        for row in found.classes
    ]  # fmt: skip
    document = {"window": found.window, "term": found.term, "as_of": found.as_of, "classes": rows}
    return Outcome(document, tuple(lines))
