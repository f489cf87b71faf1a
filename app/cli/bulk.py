"""Commands that take lists over: circumstances from the offices, the care list, last term's ledgers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.call import Call, Outcome
from app.cli.held import held_lines, held_rows

if TYPE_CHECKING:
    from app.services.sheet_import import SheetImported

# The services are imported late: no other command reads sheets.


def circumstance_import(call: Call) -> Outcome:
    from app.services.circumstance_import import import_circumstances

    return _taken(call, import_circumstances, what=call.args.what, on=call.args.on)


def care_list_import(call: Call) -> Outcome:
    from app.services.care_list_import import import_care_list

    return _taken(call, import_care_list, on=call.args.on)


def ledger_import(call: Call) -> Outcome:
    from app.services.ledger_import import import_ledger

    return _taken(call, import_ledger, kind=call.args.kind, occasion=call.args.occasion)


def _taken(call: Call, take: Callable[..., SheetImported], **more: str) -> Outcome:
    """Partly done (exit code 3) where a row is held."""
    done = take(call.workspace(), Path(call.args.file), dry_run=call.args.dry_run, **more)
    held = held_rows(call, done.held)
    document: dict[str, Any] = {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "held": held,
        "dry_run": call.args.dry_run,
    }
    said = call.text("cli.say.bulk", added=done.added, changed=done.changed, unchanged=done.unchanged, held=len(held))
    lines = (said, *held_lines(call, held))
    return Outcome(document, lines, 3 if held else 0)
