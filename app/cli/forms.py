"""Commands that print."""

from __future__ import annotations

from pathlib import Path

from app.cli.call import Call, Outcome


def list_(call: Call) -> Outcome:
    from app.services import printing  # late: no other command draws

    found = printing.list_forms(call.language)
    return Outcome({"forms": [{"form": form, "title": title} for form, title in found.items()]})


def print_(call: Call) -> Outcome:
    from app.services import printing  # late: no other command draws

    path = printing.print_form(call.workspace(), call.args.form, call.args.id, Path(call.args.out), call.args.student)
    return Outcome({"file": str(path)})


def blank(call: Call) -> Outcome:
    from app.services import printing  # late: no other command draws

    path = printing.print_blank(call.workspace(), call.args.form, Path(call.args.out))
    return Outcome({"file": str(path)})
