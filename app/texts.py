"""Every sentence and label a person reads, in Chinese and English, found by a dotted key."""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache

from app.errors import UserError
from app.paths import resource

LANGUAGES = ("zh", "en")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of one language, flat: {"error.wrong_passphrase.message": "…"}."""
    flat: dict[str, str] = {}
    for file in sorted(resource("locale", language).glob("*.toml")):
        _flatten("", tomllib.loads(file.read_text(encoding="utf-8")), flat)
    return flat


def _flatten(prefix: str, table: Mapping[str, object], into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}{key}.", value, into)
        else:
            into[prefix + key] = str(value)


def text(language: str, key: str, /, **values: object) -> str:
    """The text under `key`, its `{placeholders}` filled; the key itself where there is none."""
    pattern = catalogue(language).get(key)
    if pattern is None:
        return key
    return pattern.format(**values) if values else pattern


def explain(language: str, error: UserError, *, keys: bool = True) -> tuple[str, str]:
    """What a `UserError` says to a person: the sentence, and what to do next (may be empty).

    A field is told with its key too, which is what one types on the command line; a window says only its name.
    """
    key = f"error.{error.code}"
    values = {**error.values, **_labelled(language, error.values, keys)}
    message = text(language, f"{key}.message", **values)
    hint = text(language, f"{key}.hint", **values)
    return message, "" if hint == f"{key}.hint" else hint


def _labelled(language: str, values: Mapping[str, object], keys: bool) -> dict[str, object]:
    """A field by the name that people know it under, where the error says of which kind it is."""
    label = catalogue(language).get(f"field.{values.get('kind')}.{values.get('field')}")
    return {} if label is None else {"field": f"{label} ({values['field']})" if keys else label}


def sentence(language: str, error: UserError) -> str:
    """The whole of what `explain` says, in one piece."""
    message, hint = explain(language, error)
    return f"{message} {hint}".strip() if language == "en" else message + hint


def day_text(language: str, day: date) -> str:
    """11月25日; in English 25 Nov. The year is the reader's to know."""
    return f"{day.day} {_MONTHS[day.month - 1]}" if language == "en" else f"{day.month}月{day.day}日"


def preferred_language() -> str:
    """`zh` or `en` after the environment's locale; Chinese where it says nothing."""
    name = next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "")
    if not name and os.name == "nt":
        name = locale.getlocale()[0] or ""
    return "en" if name.lower().startswith("en") else "zh"
