"""`runxin handover …`: a caseload from one counsellor to another, step by step."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import handover
from app.services.context import Names
from app.services.handover_standing import Handover, list_handovers, show_handover, what_travels


def ask(call: Call) -> Outcome:
    """Writes a hand-over, which asks the centre; without anybody to hand to it tells how all of them stand."""
    args, workspace = call.args, call.workspace()
    if args.taker is None:
        return listing(call)
    saved = handover.prepare_handover(
        workspace,
        args.taker,
        students=args.handed,
        day=_day(args.day),
        giver=args.giver,
        cautions="\n".join(args.cautions) if args.cautions else None,
        witness=args.witness,
    )
    found = show_handover(workspace, saved.id)
    said = call.text("cli.say.handover_asked", name=found.taker.name, count=len(found.students), id=saved.id)
    return Outcome({"id": saved.id, "revision": saved.revision, **_document(call, found)}, (said,))


def listing(call: Call) -> Outcome:
    found = list_handovers(call.workspace())
    lines = tuple(_line(call, one) for one in found)
    return Outcome(
        {"handovers": [_document(call, one) for one in found]}, lines or (call.text("cli.say.handover_none"),)
    )


def show(call: Call) -> Outcome:
    found = show_handover(call.workspace(), call.args.id)
    texts = [text for text in (found.open_duties, found.cautions, found.remark) if text]
    if found.left_out:
        texts.append(call.text("handover.left_out", n=found.left_out))
    return Outcome(_document(call, found), (_line(call, found), *texts))


def approve(call: Call) -> Outcome:
    args = call.args
    found = handover.approve_handover(
        call.workspace(), args.id, acting=args.acting, until=_day(args.acting_until), remark="\n".join(args.remark)
    )
    return Outcome(_document(call, found), (_line(call, found),))


def refuse(call: Call) -> Outcome:
    found = handover.refuse_handover(call.workspace(), call.args.id, "\n".join(call.args.remark))
    return Outcome(_document(call, found), (_line(call, found),))


def export(call: Call) -> Outcome:
    workspace = call.workspace()
    done = handover.export_handover(workspace, call.args.id, Path(call.args.out))
    found = show_handover(workspace, call.args.id)
    others = what_travels(workspace, found).others
    files = [str(file) for one in done for file in one.files]
    document = {"files": files, "revisions": max(one.revisions for one in done), "others": others}
    lines = [
        call.text("cli.say.handover_file", file=file, count=one.revisions, name=found.taker.name)
        for one in done
        for file in one.files
    ]
    lines += [call.text("handover.others", n=others)] if others else []
    return Outcome(document | _document(call, found), tuple(lines))


def accept(call: Call) -> Outcome:
    found = handover.accept_handover(
        call.workspace(), call.args.id, "\n".join(call.args.remark), without_file=call.args.without_file
    )
    return Outcome(_document(call, found), (_line(call, found),))


def _document(call: Call, found: Handover) -> dict[str, Any]:
    names = Names(call.workspace().store.read())
    return {
        "id": found.id,
        "from": found.giver.number,
        "to": found.taker.number,
        "on": found.day.isoformat(),
        "students": names.student_numbers(found.students),
        "open_duties": found.open_duties,
        "cautions": found.cautions,
        "witness": found.witness,
        "state": found.state,
        "side": found.side,
        "turn": found.turn,
        "remark": found.remark,
        "devices": list(found.devices),
        "left_out": found.left_out,
    }


def _line(call: Call, found: Handover) -> str:
    return call.text(
        "cli.say.handover_line",
        id=found.id,
        day=found.day.isoformat(),
        giver=found.giver.name,
        taker=found.taker.name,
        count=len(found.students),
        state=call.text(f"handover.state.{found.state}"),
        turn=call.text(f"handover.turn.{found.turn or 'nobody'}"),
    )


def _day(given: str | None) -> date | None:
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        raise UserError("date_wrong", value=given) from None
