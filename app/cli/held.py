"""Rows of a sheet that an import did not take, or took for a person to look at: as JSON and as lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.cli.call import Call
from app.errors import UserError
from app.texts import sentence


class Held(Protocol):
    """Such a row, whichever import tells of it; `code` is that of a sentence."""

    @property
    def row(self) -> int: ...
    @property
    def sheet(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def values(self) -> Mapping[str, str]: ...


def held_rows(call: Call, rows: Iterable[Held]) -> list[dict[str, Any]]:
    """The rows for `--json`, each with why in the language of the person."""
    return [
        {
            "row": held.row,
            "code": held.code,
            "message": sentence(call.language, UserError(held.code, **held.values)),
            "sheet": held.sheet,
        }
        for held in rows
    ]


def held_lines(call: Call, rows: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The same rows for a person; row 0 is the whole file, of which no row is to be looked at."""
    return tuple(
        call.text("cli.say.held_row", row=row["row"], why=row["message"]) if row["row"] else row["message"]
        for row in rows
    )
