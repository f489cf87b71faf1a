"""The plan's levels by rank, and how a stored severity names one (the gravest of a conflict's versions counts)."""

from __future__ import annotations

from dataclasses import dataclass

from app.plan.plan import Plan

UNRANKED = 1  # the grade of a level that the plan did not know when it was written


@dataclass(frozen=True)
class Level:
    """A level of the care list; `rank` is 1 for the gravest. All empty for whom nobody follows."""

    id: str = ""
    name: str = ""
    rank: int | None = None


@dataclass(frozen=True)
class Levels:
    """The ordered scheme of a plan in a language. A `grade` is what app/store/students.py gives a student."""

    plan: Plan
    language: str

    def of_grade(self, grade: int) -> Level:
        return self.of_severity(None if grade == UNRANKED else grade // 2)

    def of_severity(self, severity: int | None, said: str = "") -> Level:
        """What a listing's severity stands for; `said` is its own level, for one that the plan does not rank."""
        if severity is None:
            return Level(said, self.plan.label("level", said, self.language), None)
        rank, entries = 10 - severity, self.plan.lists["level"]
        if severity <= 0 or rank > len(entries):
            return Level()
        entry = entries[rank - 1]
        return Level(entry.id, self.plan.label("level", entry.id, self.language), rank)

    def grades(self, level: str) -> tuple[int, ...]:
        """The grades of a level, or of everybody on the list for `listed`."""
        if level == "listed":
            return tuple(range(UNRANKED, 19))
        rank = self.plan.rank(level)
        return () if rank is None else (2 * (10 - rank),)
