"""The entry point: the command line always, the window only when one is wanted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def main() -> int:
    """Runs the program on the process's arguments; its exit code.

    Without a command (`runxin`, `runxin --home DIR`, `runxin FILE.runxin`) the window opens.
    """
    from app import cli

    arguments = sys.argv[1:]
    files = bundles(arguments)
    call = cli.window_wanted(arguments[: len(arguments) - len(files)])
    if call is None:
        return cli.main(arguments)
    from ui.application import run

    return run(call.home, call.clock, call.language, files)


def bundles(arguments: Sequence[str]) -> list[Path]:
    """The files at the end of the arguments that a double click hands over."""
    found: list[Path] = []
    for word in reversed(arguments):
        if not word.lower().endswith(".runxin") or word.startswith("-"):
            break
        found.insert(0, Path(word))
    return found


if __name__ == "__main__":
    sys.exit(main())
