"""The levels a student has had: every stretch on the care list and off it; for the band those of the present term."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from app.plan.calendar import DAY
from app.records import KINDS
from app.records.kind import Values
from app.records.levels import FOREVER
from app.services.calendar import Week
from app.services.care_levels import Level
from app.services.caseload import View
from app.services.reading import values_of
from app.store import timeline as store_timeline
from app.store.timeline import Happened

REASON = 16  # characters of a listing's reason on the band


@dataclass(frozen=True)
class LevelSpan:
    """A stretch of the term on one level; rank None and no name where the student was not on the list, rank None
    with a name where the plan does not rank the level. `last` is None for the one that lasts."""

    rank: int | None
    level_name: str
    reason: str
    first: date
    last: date | None


@dataclass(frozen=True)
class Held:
    """A level from a day on, up to the day before the next."""

    level: Level
    reason: str
    problems: tuple[str, ...]
    first: date
    last: date | None


def levels_held(view: View, student: str, listings: Sequence[Happened]) -> list[Held]:
    """The levels a student has had, in order, with the time off the list between them. What waits for its approval
    stands in the timeline and not here."""
    db, clock = view.workspace.store.read(), view.workspace.clock
    revisions = store_timeline.revisions_at(db, [h.shown for h in listings])
    said = {h: values_of(KINDS["care_listing"], revisions[h.shown]) for h in listings}
    removed = {
        clock.day(_told(values, "from")): _short(_told(values, "reason"))
        for h, values in said.items()
        if not h.severity
    }
    found: list[Held] = []

    def off(first: date, last: date | None) -> None:
        found.append(Held(Level(), removed.get(first, ""), (), first, last))

    for stay in store_timeline.stays(db, student):
        first = clock.at_second(stay.since).date()
        if found and found[-1].last is not None and found[-1].last + DAY < first:
            off(found[-1].last + DAY, first - DAY)
        of_stay = [h for h in listings if stay.since <= h.happened < stay.until and (h.severity or 0) == stay.severity]
        values = said[of_stay[0]] if of_stay else {}
        problems = cast(list[str], values.get("problems") or [])
        found.append(
            Held(
                level=view.levels.of_severity(stay.severity or None, stay.level),
                reason=_short(_told(values, "reason")),
                problems=tuple(view.plan.label("problems", p, view.workspace.language) for p in problems),
                first=first,
                last=None if stay.until == FOREVER else clock.at_second(stay.until).date() - DAY,
            )
        )
    if found and found[-1].last is not None:
        off(found[-1].last + DAY, None)
    return found


def _short(reason: str) -> str:
    """The first clause of a reason."""
    first = re.split(r"[，。；,;\n]", reason.strip(), maxsplit=1)[0]
    return first if len(first) <= REASON else f"{first[: REASON - 1]}…"


def band_of(spans: Sequence[Held], week: Week) -> tuple[LevelSpan, ...]:
    """The spans of the present term, without a hole."""
    first, last = week.term_first, week.term_last
    within = [s for s in spans if s.first <= last and (s.last or date.max) >= first]
    band = [
        LevelSpan(
            s.level.rank,
            s.level.name,
            s.reason,
            max(s.first, first),
            None if s.last is None or s.last >= last else s.last,
        )
        for s in within
    ]
    start = band[0].first if band else last + DAY
    if start > first:
        band.insert(0, LevelSpan(None, "", "", first, start - DAY if band else None))
    return tuple(band)


def _told(values: Values, name: str) -> str:
    return str(values.get(name) or "")
