"""The data pack 研判材料 of a review meeting: a college's term in figures, its cases by number (clause prevention.6).

The public part names nobody and holds nothing that was said; figures of duties are those of coverage.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from app.errors import UserError
from app.plan.calendar import DAY, WEEK, monday
from app.plan.engine import Schooled, read_school
from app.plan.plan import Plan
from app.plan.suppression import Shown, suppress
from app.records.facts import read_facts
from app.records.ids import pack
from app.services.calendar import calendar_of, week_of
from app.services.care_levels import Levels
from app.services.caseload import end_of
from app.services.context import Names, plan_in_force
from app.services.coverage import Row, count_duties, term_days, totals
from app.services.duties import Asked, days_asked
from app.services.hearing import Silent
from app.services.reports.listed import CareList, Followed, care_list
from app.services.weekly_sheets import own_college, told_in_listings
from app.store.connection import Db
from app.store.labels import called
from app.store.review import About, happened_in, happened_to
from app.workspace import Workspace

OUTCOMES = ("taken", "refused", "absent", "unable")
CLASSES = ("alarm", "asked", "high", "middle", "low", "unclear")
"""The gravest first: of several results of a student the gravest counts."""


@dataclass(frozen=True)
class PackWeek:
    """One week, or as much of it as lies within the pack. `number` is None outside of terms. `levels` counts the care
    list by level id as the week ends; `contacts` are families reached; `overdue` are duties that fell due in the week
    and are overdue now."""

    number: int | None
    first: date
    last: date
    levels: Mapping[str, int]
    listed: int
    raised: int
    lowered: int
    removed: int
    talks: int
    visits: int
    contacts: int
    overdue: int


@dataclass(frozen=True)
class Screened:
    """Students by outcome and by class; None for a group too small to be shown, or that would give one away."""

    outcomes: Mapping[str, Shown]
    classes: Mapping[str, Shown]


@dataclass(frozen=True)
class Figures:
    """The public part. `levels`, `problems` and `found_through` count the list as the pack ends, by the plan's ids;
    `screening` is None at a station, which has none of it; drills are no crises."""

    weeks: tuple[PackWeek, ...]
    levels: Mapping[str, int]
    problems: Mapping[str, int]
    found_through: Mapping[str, int]
    screening: Screened | None
    crises: int
    referrals: int
    duties: tuple[Row, ...]


@dataclass(frozen=True)
class PackCase:
    """个案附件: a number, the listing that it stands for, the name's first character with the last two digits of the
    student number, and the level."""

    number: int
    record: str
    who: str
    level: str


@dataclass(frozen=True)
class DataPack:
    """The pack of a college ("" for the school) as of a moment (RFC 3339), for the days from `first` to `last`."""

    college: str
    first: date
    last: date
    as_of: str
    figures: Figures
    cases: tuple[PackCase, ...]
    silent: tuple[Silent, ...]


def data_pack(
    workspace: Workspace, college: str = "", term: str = "", first: date | None = None, last: date | None = None
) -> DataPack:
    """The pack for a term, for these days, or where neither is given for the present term; of a college, or at the
    centre of the school. UserError `pack_not_allowed`, `term_unknown`, `unit_unknown`."""
    db = workspace.store.read()
    unit = _unit(workspace, db, college)
    days = (first, last) if first is not None and last is not None else term_days(workspace, term) if term else None
    begins, ends = days or days_asked(workspace, Asked(), calendar_of(workspace))
    packing = _Packing(workspace, db, unit)
    counted = count_duties(workspace, Asked(begins, ends))
    followed = packing.followed(packing.moment(ends))
    return DataPack(
        college=packing.name,
        first=begins,
        last=ends,
        as_of=counted.as_of,
        figures=Figures(
            weeks=tuple(packing.weeks(begins, ends)),
            levels=packing.levels(followed),
            problems=packing.told(followed, "problems", packing.moment(ends)),
            found_through=packing.told(followed, "found_through", packing.moment(ends)),
            screening=packing.screened(begins, ends) if workspace.role == "centre" else None,
            crises=len([c for c in packing.happened("crisis", begins, ends) if "|drill=true|" not in c.facts]),
            referrals=len(packing.happened("referral", begins, ends)),
            duties=tuple(packing.own(counted.rows)),
        ),
        cases=tuple(packing.cases(followed)),
        silent=counted.missing,
    )


def _unit(workspace: Workspace, db: Db, college: str) -> str:
    """The college's record; a station has its own and no other, "" is the whole school."""
    if workspace.role not in ("station", "centre"):
        raise UserError("pack_not_allowed")
    asked = Names(db).find("unit", college) if college else ""
    if workspace.role == "centre":
        return asked
    own = own_college(workspace, db)
    if not own or asked not in ("", own):
        raise UserError("pack_not_allowed")
    return own


class _Packing:
    """What one pack is made of, read once."""

    def __init__(self, workspace: Workspace, db: Db, unit: str) -> None:
        self.workspace, self.db, self.unit = workspace, db, unit
        self.plan: Plan = plan_in_force(workspace)
        self.named = Levels(self.plan, workspace.language)
        self.school: Schooled = read_school(db)
        self.units = tuple(self.school.below.get(pack(unit) if unit else self.school.school, ()))
        self.name = called(db, [pack(unit)])[pack(unit)].name if unit else ""
        self.cared: CareList = care_list(db)

    def moment(self, day: date) -> int:
        """The last second of a day, or now."""
        clock = self.workspace.clock
        return min(end_of(self.workspace, day), clock.epoch(clock.stamp()))

    def start(self, day: date) -> int:
        return self.workspace.clock.epoch(day.isoformat())

    def followed(self, moment: int) -> list[Followed]:
        return [f for f in self.cared.at(moment) if self.unit in ("", f.college)]

    def own(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if not self.unit or row.group == self.name]

    def happened(self, kind: str, first: date, last: date) -> list[About]:
        return happened_to(self.db, kind, self.units, self.start(first), self.moment(last))

    def levels(self, followed: Iterable[Followed]) -> dict[str, int]:
        counts = Counter(self.named.of_severity(f.stay.severity, f.stay.level).id for f in followed)
        known = [level.id for level in self.plan.lists["level"]]
        return {level: counts[level] for level in [*known, *(k for k in counts if k not in known)]}

    def told(self, followed: Iterable[Followed], field: str, moment: int) -> dict[str, int]:
        """How many of these are listed with each entry of a field; who has several counts for each."""
        counts: Counter[str] = Counter()
        for f in followed:
            value = told_in_listings(self.db, f.stay.student, moment).get(field) or []
            counts.update(cast(list[str], value if isinstance(value, list) else [value]))
        return {choice.id: counts[choice.id] for choice in self.plan.lists[field] if counts[choice.id]}

    def cases(self, followed: Iterable[Followed]) -> list[PackCase]:
        """The list by level, whoever has been on it longest first."""
        found = sorted(followed, key=lambda f: -f.stay.severity)
        names = called(self.db, [pack(f.stay.student) for f in found])
        cases = []
        for number, f in enumerate(found, 1):
            key, name = names.get(pack(f.stay.student), ("", ""))
            level = self.named.of_severity(f.stay.severity, f.stay.level).name
            cases.append(PackCase(number, f.stay.record, f"{name[:1]}{key[-2:]}", level))
        return cases

    # ── week by week ─────────────────────────────────────────────────────────────────────────────

    def weeks(self, first: date, last: date) -> list[PackWeek]:
        """Every week that has begun."""
        last = min(last, self.workspace.clock.today())
        counted = {
            "talks": [a.happened for a in self.happened("talk", first, last)],
            "visits": happened_in(self.db, "visit", self.units, self.start(first), self.moment(last)),
            "contacts": [
                a.happened for a in self.happened("parent_contact", first, last) if "|reached=true|" in a.facts
            ],
        }
        found, day = [], monday(first)
        while day <= last:
            found.append(self._week(max(day, first), min(day + WEEK - DAY, last), counted))
            day += WEEK
        return found

    def _week(self, first: date, last: date, counted: Mapping[str, list[int]]) -> PackWeek:
        begins, ends = self.start(first), end_of(self.workspace, last)
        happened = {name: sum(begins <= second <= ends for second in seconds) for name, seconds in counted.items()}
        changes = self._changes(begins, self.moment(last))
        due = count_duties(self.workspace, Asked(first, last))
        return PackWeek(
            number=week_of(self.workspace, first).number,
            first=first,
            last=last,
            levels=self.levels(self.followed(self.moment(last))),
            listed=changes["listed"],
            raised=changes["raised"],
            lowered=changes["lowered"],
            removed=changes["removed"],
            talks=happened["talks"],
            visits=happened["visits"],
            contacts=happened["contacts"],
            overdue=totals(self.own(due.rows))["overdue"],
        )

    def _changes(self, begins: int, ends: int) -> dict[str, int]:
        """What changed on the list among whoever was in the college as these seconds ended."""
        if not self.unit:
            return self.cared.changes(begins, ends)
        own = {s: stays for s, stays in self.cared.stays.items() if self._college(s, ends) == pack(self.unit)}
        return replace(self.cared, stays=own).changes(begins, ends)

    def _college(self, student: str, moment: int) -> bytes | None:
        stood = self.cared.stood.get(pack(student), ())
        unit = next((unit for since, until, unit, _ in stood if since <= moment < until), None)
        return None if unit is None else self.school.college_of.get(unit)

    # ── screening ────────────────────────────────────────────────────────────────────────────────

    def screened(self, first: date, last: date) -> Screened:
        """Students by their outcome and class, small groups left out as the plan says."""
        outcomes: dict[str, str] = {}
        classes: dict[str, str] = {}
        for result in self.happened("screening_result", first, last):
            facts = read_facts(result.facts)
            _first_of(OUTCOMES, outcomes, result.student, facts.get("outcome", []))
            _first_of(CLASSES, classes, result.student, facts.get("class", []))
        shown = self._shown(OUTCOMES, Counter(outcomes.values()))
        hidden = shown["taken"] is None  # the classes would add up to it
        return Screened(shown, dict.fromkeys(CLASSES) if hidden else self._shown(CLASSES, Counter(classes.values())))

    def _shown(self, names: tuple[str, ...], counts: Counter[str]) -> dict[str, Shown]:
        settings = self.plan.settings
        below, one_more = int(settings.get("suppress_below", 5)), settings.get("suppress_one_more") is not False
        table = suppress([[counts[name] for name in names]], below, one_more=one_more, summed=False)
        return dict(zip(names, table.cells[0], strict=True))


def _first_of(order: tuple[str, ...], found: dict[str, str], student: str, said: list[str]) -> None:
    """Keeps of a student what stands first in the order."""
    known = [value for value in (*said, found.get(student, "")) if value in order]
    if known:
        found[student] = min(known, key=order.index)
