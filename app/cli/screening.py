"""The command that takes screening results in."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call, Outcome
from app.cli.held import held_lines, held_rows


def screening_import(call: Call) -> Outcome:
    from app.services import screenings  # late: no other command reads sheets

    args = call.args
    done = screenings.import_screening(
        call.workspace(),
        Path(args.file),
        scale=args.scale,
        coding=args.coding or "",
        rule=args.rule or "",
        on=args.on or "",
        dry_run=args.dry_run,
    )
    held, review = held_rows(call, done.held), held_rows(call, done.review)
    document = {
        "added": done.added,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "held": held,
        "review": review,
        "classes": dict(done.classes),
        "outcomes": dict(done.outcomes),
        "calls": done.calls,
        "missing": done.missing,
        "dry_run": args.dry_run,
    }
    said = call.text(
        "cli.say.screening",
        added=done.added,
        changed=done.changed,
        unchanged=done.unchanged,
        held=len(held),
        calls=done.calls,
        missing=done.missing,
    )
    lines = (said, *held_lines(call, [*held, *review]))
    return Outcome(document, lines, 3 if held else 0)
