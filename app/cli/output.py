"""How a command's answer is shown: one JSON document, or lines for a person."""

from __future__ import annotations

import json
import sys
from typing import Any

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.texts import explain, sentence


def show(call: Call, outcome: Outcome) -> None:
    if call.json:
        print(json.dumps(outcome.document, ensure_ascii=False))
        return
    for line in outcome.lines or plain_lines(outcome.document):
        print(printable(line))


def show_error(call: Call, error: UserError) -> None:
    """A refusal: a document under `--json`, else one sentence with what to do and its code, on stderr."""
    if call.json:
        message, hint = explain(call.language, error)
        print(json.dumps({"error": {"code": error.code, "message": message, "hint": hint}}, ensure_ascii=False))
        return
    print(printable(f"{sentence(call.language, error)} [{error.code}]"), file=sys.stderr)


def plain_lines(document: dict[str, Any]) -> tuple[str, ...]:
    """A document as lines: scalars as `name: value`, lists one entry a line."""
    lines: list[str] = []
    for name, value in document.items():
        if isinstance(value, list):
            lines += [f"{name}: {len(value)}", *(f"  {_entry(item)}" for item in value)]
        else:
            lines.append(f"{name}: {_entry(value)}")
    return tuple(lines)


def _entry(value: Any) -> str:
    if isinstance(value, dict):
        return " · ".join(f"{k} {_entry(v)}" for k, v in value.items() if v not in (None, "", [], {}))
    if isinstance(value, list):
        return ", ".join(_entry(v) for v in value)
    return "" if value is None else str(value)


def printable(text: str) -> str:
    """Text of records as text: nothing in it can move a terminal's cursor."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
