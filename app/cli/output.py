"""How a command's answer is shown: one JSON document, or lines for a person."""

from __future__ import annotations

import json
import sys
from typing import Any

from app.cli.call import Call, Outcome
from app.errors import UserError
from app.texts import catalogue, explain, sentence


def show(call: Call, outcome: Outcome) -> None:
    if call.json:
        print(json.dumps(outcome.document, ensure_ascii=False))
        return
    for line in outcome.lines or plain_lines(outcome.document, call.language):
        print(printable(line))


def show_error(call: Call, error: UserError) -> None:
    """A refusal: a document under `--json`, else one sentence with what to do and its code, on stderr."""
    if call.json:
        message, hint = explain(call.language, error)
        print(json.dumps({"error": {"code": error.code, "message": message, "hint": hint}}, ensure_ascii=False))
        return
    print(printable(f"{sentence(call.language, error)} [{error.code}]"), file=sys.stderr)


def plain_lines(document: dict[str, Any], language: str) -> tuple[str, ...]:
    """A document as lines for a command that has none of its own: scalars as `name: value`, lists one entry a line.

    Its keys are said as `cli.shown` names them, the fields of a record as their forms do.
    """
    told = _Told(language, str(document.get("kind", "")))
    lines: list[str] = []
    for name, value in document.items():
        if isinstance(value, list):
            lines.append(told.line(name, str(len(value))))
            lines += [f"  {told.value(name, item)}" for item in value]
        else:
            lines.append(told.line(name, told.value(name, value)))
    return tuple(lines)


class _Told:
    """Names and values in the language of the person; `kind` is that of the record whose fields are told."""

    def __init__(self, language: str, kind: str) -> None:
        self.language = language
        self.words = catalogue(language)
        self.kind = kind

    def line(self, name: str, value: str) -> str:
        return f"{self._name(name)}: {value}" if self.language == "en" else f"{self._name(name)}：{value}"

    def value(self, name: str, value: Any, within: str = "") -> str:
        """A value as text; `within` is where the labels of the fields stand that `name` is one of, "" outside."""
        if isinstance(value, dict):
            inner = f"field.{self.kind}." if name == "fields" else within and f"{within}{name}."
            told = ((k, self.value(k, v, inner)) for k, v in value.items() if v not in (None, "", [], {}))
            return " · ".join(f"{self._name(k, inner)} {v}" for k, v in told)
        if isinstance(value, list):
            return (", " if self.language == "en" else "、").join(self.value(name, v, within) for v in value)
        if isinstance(value, bool):
            return self.words["cli.shown.yes" if value else "cli.shown.no"]
        said = "" if value is None else str(value)
        return self.words.get(f"kind.{said}" if name == "kind" and not within else f"choice.{name}.{said}", said)

    def _name(self, name: str, within: str = "") -> str:
        return self.words.get(f"{within or 'cli.shown.'}{name}", name)


def printable(text: str) -> str:
    """Text of records as text: nothing in it can move a terminal's cursor."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)
