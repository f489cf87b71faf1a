"""The entry point: the command line always, the window only when one is wanted."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the program on the process's arguments; its exit code."""
    from app import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
