"""Who is on the care list at a moment and what changed since, for counting: ids and levels, never a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.plan.engine import read_school
from app.plan.plan import Plan
from app.records.ids import pack, unpack
from app.store import standing
from app.store.connection import Db
from app.store.review import Stay, stays
from app.store.spans import GONE

CHANGES = ("listed", "raised", "lowered", "removed")


@dataclass(frozen=True)
class Followed:
    """A student on the list: the college at that moment ("" for none), and the stretch at the present level."""

    college: str
    stay: Stay


@dataclass(frozen=True)
class CareList:
    """The list as it has been: every stretch of everybody, and where each of them stood."""

    stays: Mapping[str, list[Stay]]
    stood: Mapping[bytes, list[tuple[int, int, bytes | None, str]]]
    college_of: Mapping[bytes, bytes]

    def at(self, second: int) -> list[Followed]:
        """Everybody on the list at a second, the longest at the present level first; not who died or left."""
        found = []
        for student, all_of_it in self.stays.items():
            stay = next((s for s in all_of_it if s.since <= second < s.until), None)
            unit, status = self._standing(pack(student), second)
            if stay is not None and status not in GONE:
                college = self.college_of.get(unit) if unit is not None else None
                found.append(Followed(unpack(college) if college is not None else "", stay))
        return sorted(found, key=lambda f: (f.stay.since, f.stay.record))

    def changes(self, first: int, last: int) -> dict[str, int]:
        """How many students came onto the list, rose, fell and left it within these seconds; each once by way."""
        ways = Counter(way for of_one in self.stays.values() for way in _ways(of_one, first, last))
        return {way: ways[way] for way in CHANGES}

    def _standing(self, student: bytes, second: int) -> tuple[bytes | None, str]:
        spans = self.stood.get(student, ())
        return next(((unit, status) for since, until, unit, status in spans if since <= second < until), (None, ""))


def care_list(db: Db) -> CareList:
    stood: dict[bytes, list[tuple[int, int, bytes | None, str]]] = {}
    for student, since, until, unit, status in standing.student_spans(db):
        stood.setdefault(student, []).append((since, until, unit, status))
    return CareList(stays(db), stood, read_school(db).college_of)


def by_level(plan: Plan, followed: Iterable[Followed], colleges: Sequence[str]) -> tuple[list[str], list[list[int]]]:
    """The ids of the levels from the gravest, with "" last for what the plan does not rank where anybody stands there;
    and how many of these students stand at each, a row for each college."""
    ranked = {10 - rank: level for rank, level in enumerate(plan.lists["level"], 1)}
    counts = Counter((f.college, ranked[f.stay.severity].id if f.stay.severity in ranked else "") for f in followed)
    levels = [level.id for level in ranked.values() if not level.retired or any(counts[c, level.id] for c in colleges)]
    if any(counts[college, ""] for college in colleges):
        levels.append("")
    return levels, [[counts[college, level] for level in levels] for college in colleges]


def _ways(of_one: list[Stay], first: int, last: int) -> set[str]:
    found = set()
    for k, stay in enumerate(of_one):
        before = of_one[k - 1] if k and of_one[k - 1].until == stay.since else None
        if first <= stay.since <= last:
            risen = before is not None and stay.severity > before.severity
            found.add("listed" if before is None else "raised" if risen else "lowered")
        following = of_one[k + 1] if k + 1 < len(of_one) else None
        if first <= stay.until <= last and (following is None or following.since != stay.until):
            found.add("removed")
    return found
