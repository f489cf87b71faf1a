"""The level of the care list from day to day: a pure function of a student's listings (RECORDS.md, care_listing)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

FOREVER = 2**53
"""Seconds: later than any day that is written down."""
UNRANKED = 1
"""What a level weighs that the plan did not know when it was written: no more than any ranked one."""


@dataclass(frozen=True)
class Listing:
    """One listing, change or removal. `since` is the first second of its day; `severity` 9 for the plan's gravest
    level, one less for each below, 0 for a removal, None for a level without rank."""

    record: bytes
    since: int
    severity: int | None
    level: str
    approved: bool

    @property
    def weight(self) -> int:
        return UNRANKED if self.severity is None else self.severity


@dataclass(frozen=True)
class LevelSpan:
    """A stretch at one level, from its first second to the first one after it. `record` began it; `severity` is 0
    for a level without rank."""

    record: bytes
    since: int
    until: int
    severity: int
    level: str


def level_spans(listings: Iterable[Listing]) -> list[LevelSpan]:
    """The stretches on the list, in order.

    A day's level is the most severe among the valid listings with the latest day. A listing and a raise are
    valid at once, a lowering and a removal only once approved.
    """
    spans: list[LevelSpan] = []
    current = 0
    for since, of_day in groupby(sorted(listings, key=lambda one: one.since), key=lambda one: one.since):
        valid = [one for one in of_day if one.weight >= current or one.approved]
        if not valid:
            continue
        chosen = max(valid, key=lambda one: (one.weight, one.level, one.record))
        same = chosen.severity is not None or (spans and chosen.level == spans[-1].level)
        if current and chosen.weight == current and same:
            continue
        if spans and spans[-1].until == FOREVER:
            spans[-1] = replace(spans[-1], until=since)
        current = chosen.weight
        if current:
            spans.append(LevelSpan(chosen.record, since, FOREVER, chosen.severity or 0, chosen.level))
    return spans


def ended_by(spans: Iterable[LevelSpan], absences: Iterable[tuple[int, int]]) -> list[LevelSpan]:
    """The stretches without what lies in or behind an absence that began in them: death and leaving take a name off
    the list, and only a new listing puts it back."""
    found = []
    for span in spans:
        ends = [since for since, until in absences if since < span.until and until > span.since]
        until = min([span.until, *ends])
        if until > span.since:
            found.append(replace(span, until=until))
    return found
