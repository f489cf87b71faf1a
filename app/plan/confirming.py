"""Marking settings of a plan as confirmed by the school, in its own text: comments and all else stay as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.plan.lines import Place, places
from app.plan.reading import read_plan

_VALUE = re.compile(r"""value(?=["']?\s*=\s*\Z)""")


def with_confirmed(text: str, keys: Iterable[str], day: str) -> str:
    """The text of a plan in which these settings of it have `confirmed = "day"`, and no other byte differs.

    What the edited text says is read again and compared; ValueError where it says anything else.
    """
    wanted = set(keys)
    edited = text
    for key in sorted(wanted):
        edited = _confirmed(edited, key, day)
    before, after = read_plan(text), read_plan(edited)
    entries = {key: replace(s, confirmed=day) if key in wanted else s for key, s in before.entries.items()}
    if after != replace(before, entries=entries):
        raise ValueError("the edited plan says something else")
    return edited


def with_all_confirmed(texts: Sequence[str]) -> str | None:
    """The first of these texts of a plan with everything that any of them confirms, from the earliest day on; None
    where they differ in more than that."""
    read = [_without_confirmed(text) for text in texts]
    said = [one for one in read if one is not None]
    if len(said) < len(read) or any(data != said[0][0] for data, _ in said):
        return None
    known = [days for _, days in said]
    merged = texts[0]
    for key in known[0]:
        days = [days[key] for days in known if days[key]]
        if days and known[0][key] != min(days):
            merged = with_confirmed(merged, [key], min(days))
    return merged


def _without_confirmed(text: str) -> tuple[dict[str, Any], dict[str, str]] | None:
    """What a text says beside what is confirmed, and what is; None for one that cannot be read."""
    try:
        data = tomllib.loads(text)
        return data, {key: str(entry.pop("confirmed", "")) for key, entry in data.get("setting", {}).items()}
    except (ValueError, RecursionError, AttributeError):
        return None


def _confirmed(text: str, key: str, day: str) -> str:
    found = places(text)
    table, value = found["setting", key], found["setting", key, "value"]
    stated = found.get(("setting", key, "confirmed"))
    if stated is not None:
        return f'{text[: stated.start]}"{day}"{text[stated.end :]}'
    if text[table.start] == "{":
        end = len(text[: table.end - 1].rstrip())
        return f'{text[:end]}, confirmed = "{day}"{text[end:]}'
    return _on_a_line(text, value, day)


def _on_a_line(text: str, value: Place, day: str) -> str:
    """Where the setting is written over several lines: one more, below that of its value and named alike."""
    head = text[text.rfind("\n", 0, value.begin) + 1 : value.start]
    line = f'{_VALUE.sub("confirmed", head)}"{day}"'
    ending = "\r\n" if "\r\n" in text else "\n"
    at = text.find("\n", value.end) + 1
    return f"{text[:at]}{line}{ending}{text[at:]}" if at else f"{text}{ending}{line}"
