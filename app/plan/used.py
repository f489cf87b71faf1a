"""Which settings of a plan have an effect: a value that nothing reads is one that nobody needs to settle yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

READ_BY_CODE = (
    "interview_high_from", "interview_middle_from", "parent_attempts_before_exemption", "parent_contacts_per_term",
    "suppress_below", "suppress_one_more", "visits_hint_weeks", "watch_keepers", "watch_note_danger_minutes",
    "watch_note_minutes", "watch_same_sex", "watch_staff",
)  # fmt: skip
"""The settings that the program asks for by their keys."""


def used_keys(rules: Any) -> frozenset[str]:
    """The keys of the settings that these rules, as they stand in the file, or the program go by.

    What a circumstance names as its `days`, `week` and `group` tells a reader where to look; the rule counts.
    """
    return frozenset({*READ_BY_CODE, *_named(rules)})


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("$"):
        yield value[1:]
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _named(part)
