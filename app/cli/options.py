"""The options that stand before every command, and whether a command stands there at all. Quick to import."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from app.texts import LANGUAGES, preferred_language


def language_of(arguments: Sequence[str]) -> str:
    """The language of help and sentences, needed before anything is parsed."""
    given = list(arguments)
    for k, word in enumerate(given):
        if word == "--lang" and k + 1 < len(given) and given[k + 1] in LANGUAGES:
            return given[k + 1]
        if word.startswith("--lang=") and word[7:] in LANGUAGES:
            return word[7:]
    return preferred_language()


def add_globals(parser: argparse.ArgumentParser, language: str) -> None:
    """The global options of DESIGN.md §7."""
    parser.add_argument("--home", metavar="DIR")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--lang", choices=LANGUAGES, default=language)
    parser.add_argument("--passphrase-file", metavar="F")
    parser.add_argument("--new-passphrase-file", metavar="F")
    parser.add_argument("--vault-passphrase-file", metavar="F")
    parser.add_argument("--person", metavar="STAFF-NO")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--today", metavar="YYYY-MM-DD")
    parser.add_argument("--now", metavar="ISO8601")


def window_options(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The global options where nothing but them is given, so that a window is wanted; else None."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    add_globals(parser, language_of(arguments))
    try:
        options, rest = parser.parse_known_args(list(arguments))
    except argparse.ArgumentError:
        return None  # the whole parser says what is wrong
    return None if rest or options.json or not has_display() else options


def has_display() -> bool:
    """Whether there is a screen to open a window on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
