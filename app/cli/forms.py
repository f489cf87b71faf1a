"""Commands that print."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.records import KINDS

# The service is imported late: no other command draws.


def list_(call: Call) -> Outcome:
    from app.services import printing

    found = printing.list_forms(call.language)
    document = {"forms": [{"form": form, "title": title} for form, title in found.items()]}
    return Outcome(document, tuple(f"{form}  {title}" for form, title in found.items()))


def print_(call: Call) -> Outcome:
    """A form is asked for by its record; somebody who gives a student's number is told how to find that."""
    from app.services import printing

    args = call.args
    try:
        path = printing.print_form(call.workspace(), args.form, args.id, Path(args.out), args.student)
    except UserError as error:
        if error.code != "record_unknown":
            raise
        kind = args.form if args.form in KINDS else "crisis"  # of which the other forms of a record are
        raise UserError("form_record_unknown", kind=kind, id=args.id[:40]) from None
    return _written(call, path)


def blank(call: Call) -> Outcome:
    from app.services import printing

    return _written(call, printing.print_blank(call.workspace(), call.args.form, Path(call.args.out)))


def _written(call: Call, path: Path) -> Outcome:
    return Outcome({"file": str(path)}, (call.text("cli.say.written", file=path),))
