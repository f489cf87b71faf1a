"""The command line: words in, one service called, JSON or lines out. Thin; it decides nothing.

Exit codes: 0 done, 1 refused, 2 wrong usage, 3 partly done (DESIGN.md §7).
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

from app.cli.call import Call, Outcome
from app.cli.options import language_of, window_options
from app.cli.output import show, show_error
from app.errors import Cancelled, UserError

DONE, REFUSED, WRONG_USAGE, PARTLY = 0, 1, 2, 3


def window_wanted(arguments: Sequence[str]) -> Call | None:
    """The global options of a start without a command, which opens the window; None where a command is given."""
    options = window_options(arguments)
    return None if options is None else Call(options)


def main(arguments: Sequence[str]) -> int:
    """Runs one command and says how it went; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    from app.cli.parser import make_parser  # late: a window needs none of the commands

    parser = make_parser(language_of(arguments))
    args = parser.parse_args(list(arguments))
    if not hasattr(args, "run"):
        parser.print_help()
        return WRONG_USAGE
    call = Call(args)
    try:
        outcome: Outcome = args.run(call)
    except UserError as error:
        show_error(call, error)
        return REFUSED
    except (Cancelled, KeyboardInterrupt):
        show_error(call, UserError("cancelled"))
        return REFUSED
    except Exception as bug:  # the hook: a bug gets a calm sentence and a place, never what people wrote
        place = traceback.extract_tb(bug.__traceback__)[-1]
        where = f"{type(bug).__name__} {place.filename.rsplit('/', 1)[-1]}:{place.lineno}"
        show_error(call, UserError("bug", where=where))
        return REFUSED
    finally:
        call.close()
    show(call, outcome)
    return outcome.exit
