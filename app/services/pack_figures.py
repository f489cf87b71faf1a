"""What the public part of a data pack counts: by college, so that what leaves the centre gives no small group away.

A pack of one college and one of the school may meet on a desk; each count is therefore suppressed among those of all
colleges, as in the reports. A station's pack is of its own students, whom it knows by name, and shows them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from app.plan.calendar import DAY, WEEK, monday
from app.plan.engine import Laid, Schooled, read_school
from app.plan.plan import Plan
from app.plan.suppression import People, Place, Shown, Table
from app.records.ids import pack, unpack
from app.services.calendar import week_of
from app.services.caseload import end_of
from app.services.context import Names, plan_in_force
from app.services.coverage import Row
from app.services.reports.behind import Behind
from app.services.reports.figures import Counting, colleges_of, counting_of
from app.services.reports.listed import CHANGES, CareList, Followed, by_level, care_list
from app.services.weekly_sheets import told_in_listings
from app.store import duty_states
from app.store.duty_states import STATES
from app.store.labels import called
from app.store.review import About, Stay, happened_in, happened_to
from app.workspace import Workspace

Days = tuple[date, date]


@dataclass(frozen=True)
class PackWeek:
    """One week, or as much of it as lies within the pack. `number` is None outside of terms. `levels` counts the care
    list by level id as the week ends; `contacts` are families reached; `overdue` are duties that fell due in the week
    and are overdue now. What changed on the list is shown together or not at all."""

    number: int | None
    first: date
    last: date
    levels: Mapping[str, Shown]
    listed: Shown
    raised: Shown
    lowered: Shown
    removed: Shown
    talks: Shown
    visits: int
    contacts: Shown
    overdue: Shown


@dataclass(frozen=True)
class PackDuty:
    """The duties of a rule and a college by state, and how many there are."""

    clause: str
    rule: str
    label: str
    group: str
    counts: Mapping[str, Shown]
    total: Shown


class Packing:
    """What one pack counts, of one moment. `unit` is its college's record, "" for the school."""

    def __init__(self, workspace: Workspace, found: Laid, unit: str, days: Days) -> None:
        self.workspace, self.found, self.db, self.unit = workspace, found, found.db, unit
        self.first, self.last = days
        self.plan: Plan = plan_in_force(workspace)
        self.counting: Counting = counting_of(workspace)
        self.school: Schooled = read_school(self.db)
        self.cared: CareList = care_list(self.db)
        self.name = called(self.db, [pack(unit)])[pack(unit)].name if unit else ""
        self.now = workspace.clock.epoch(workspace.clock.stamp())
        names = Names(self.db)  # in the order of the reports, so that of two equal counts the same one is hidden
        everywhere = sorted(map(unpack, self.school.colleges), key=lambda college: (names.label(college), college))
        self.colleges = [*everywhere, ""] if self.counting.leaves else [unit]

    def moment(self, day: date) -> int:
        """The last second of a day, or now."""
        return min(end_of(self.workspace, day), self.now)

    def start(self, day: date) -> int:
        return self.workspace.clock.epoch(day.isoformat())

    # ── counts by college ────────────────────────────────────────────────────────────────────────

    def units(self, college: str) -> tuple[bytes, ...]:
        if college:
            return tuple(self.school.below.get(pack(college), ()))
        return tuple(u for u in self.school.below.get(self.school.school, ()) if u not in self.school.college_of)

    def shown(self, rows: Sequence[Sequence[int]], people: People | None = None, hidden: Iterable[Place] = ()) -> Table:
        """Counts in a row for each of `colleges`."""
        return self.counting.table(rows, people=True, summed=True, behind=people, hidden=set(hidden))

    def own(self, table: Table) -> tuple[Shown, ...]:
        """The row of the pack's own college, or of the school."""
        return table.cells[self.colleges.index(self.unit)] if self.unit else table.by_column

    def happened(self, kind: str, counts: Callable[[About], bool] = lambda about: True) -> list[list[About]]:
        """For each college the records of a kind about its students; last of them all, each once."""
        first, last = self.start(self.first), self.moment(self.last)
        everywhere = [unit for college in self.colleges for unit in self.units(college)]
        places = [*(self.units(college) for college in self.colleges), everywhere]
        return [[a for a in happened_to(self.db, kind, units, first, last) if counts(a)] for units in places]

    def happened_by(self, about: list[list[About]], ends: Sequence[int]) -> list[Shown]:
        """How many of these there were in each stretch: up to and with each of these seconds, after the one before."""

        def within(found: list[About], k: int) -> list[About]:
            return [a for a in found if (ends[k - 1] if k else -1) < a.happened <= ends[k]]

        def persons(found: list[About]) -> int:
            return len({a.student for a in found})

        *colleges, everywhere = about
        columns = range(len(ends))
        people = People(
            cells=[[persons(within(found, k)) for k in columns] for found in colleges],
            by_row=list(map(persons, colleges)),
            by_column=[persons(within(everywhere, k)) for k in columns],
            total=persons(everywhere),
        )
        own = self.own(self.shown([[len(within(found, k)) for k in columns] for found in colleges], people))
        if self.unit:
            return list(own)
        # a talk with students of two colleges is one of the school
        counts = [len(within(everywhere, k)) for k in columns]
        return [
            None if cell is None else self.counting.alone(count, people.by_column[k])
            for k, (cell, count) in enumerate(zip(own, counts, strict=True))
        ]

    # ── as the pack ends ─────────────────────────────────────────────────────────────────────────

    def followed(self) -> list[Followed]:
        """The pack's own students on the list."""
        return [f for f in self.cared.at(self.moment(self.last)) if self.unit in ("", f.college)]

    def levels(self, moment: int) -> dict[str, Shown]:
        levels, rows = by_level(self.plan, self.cared.at(moment), self.colleges)
        return dict(zip(levels, self.own(self.shown(rows)), strict=True))

    def told(self, *fields: str) -> list[dict[str, Shown]]:
        """How many are listed with each entry of these fields; who has several counts for each."""
        moment = self.moment(self.last)
        counts: dict[str, Counter[tuple[str, str]]] = {field: Counter() for field in fields}
        for f in self.cared.at(moment):
            if f.college in self.colleges:
                values = told_in_listings(self.db, f.stay.student, moment)
                for field in fields:
                    value = values.get(field) or []
                    entries = cast(list[str], value if isinstance(value, list) else [value])
                    counts[field].update((f.college, entry) for entry in entries)
        found = []
        for field in fields:
            choices = [choice.id for choice in self.plan.lists[field]]
            rows = [[counts[field][college, choice] for choice in choices] for college in self.colleges]
            own = zip(choices, self.own(self.shown(rows)), strict=True)
            found.append({choice: count for choice, count in own if count != 0})
        return found

    def crises(self) -> Shown:
        """Drills are none."""
        return self.happened_by(self.happened("crisis", lambda a: "|drill=true|" not in a.facts), [self.now])[0]

    def referrals(self) -> Shown:
        return self.happened_by(self.happened("referral"), [self.now])[0]

    def duties(self, rows: Iterable[Row], behind: Behind) -> list[PackDuty]:
        """The pack's own rows, suppressed as in the report of the term."""
        told = self.counting.told(rows)
        tables, colleges = self.counting.tables(told, behind), colleges_of(told)
        found = []
        for row in told:
            if not self.unit or row.group == self.name:
                table, place = tables[row.rule], colleges.index(row.group)
                counts = dict(zip(STATES, table.cells[place], strict=True))
                found.append(PackDuty(row.clause, row.rule, row.label, row.group, counts, table.by_row[place]))
        return found

    # ── week by week ─────────────────────────────────────────────────────────────────────────────

    def weeks(self) -> list[PackWeek]:
        """Every week that has begun."""
        last = min(self.last, self.workspace.clock.today())
        days, day = list[Days](), monday(self.first)
        while day <= last:
            days.append((max(day, self.first), min(day + WEEK - DAY, last)))
            day += WEEK
        ends = [end_of(self.workspace, last) for _, last in days]
        talks = self.happened_by(self.happened("talk"), ends)
        contacts = self.happened_by(self.happened("parent_contact", lambda a: "|reached=true|" in a.facts), ends)
        overdue = self._overdue(len(days))
        units = self.units(self.unit) if self.unit else tuple(self.school.below.get(self.school.school, ()))
        return [
            PackWeek(
                number=week_of(self.workspace, first).number,
                first=first,
                last=last,
                levels=self.levels(self.moment(last)),
                **self._changes(self.start(first), self.moment(last)),
                talks=talks[k],
                visits=len(happened_in(self.db, "visit", units, self.start(first), end_of(self.workspace, last))),
                contacts=contacts[k],
                overdue=overdue[k],
            )
            for k, (first, last) in enumerate(days)
        ]

    def _changes(self, begins: int, ends: int) -> dict[str, Shown]:
        """What changed on the list, each student in the college where they were as these seconds ended."""
        stays: dict[str, dict[str, list[Stay]]] = {}
        for student, of_one in self.cared.stays.items():
            stays.setdefault(self._college(student, ends), {})[student] = of_one
        rows = [
            list(replace(self.cared, stays=stays.get(college, {})).changes(begins, ends).values())
            for college in self.colleges
        ]
        own = self.own(self.shown(rows))
        return dict.fromkeys(CHANGES) if None in own else dict(zip(CHANGES, own, strict=True))

    def _college(self, student: str, moment: int) -> str:
        stood = self.cared.stood.get(pack(student), ())
        unit = next((unit for since, until, unit, _ in stood if since <= moment < until), None)
        college = None if unit is None else self.school.college_of.get(unit)
        return "" if college is None else unpack(college)

    def _overdue(self, weeks: int) -> tuple[Shown, ...]:
        """The duties that fell due in each week and are overdue now."""
        asked, since = self.found.asked, self.start(monday(self.first))
        without = [k for k, ruled in enumerate(self.found.rules) if ruled.rule.id in self.counting.screened]

        def ask(*, by_week: bool, by_college: bool) -> dict[tuple[int, str], tuple[int, int]]:
            rows = duty_states.overdue(
                self.db, asked.now, self.found.school, asked.first, asked.last, since, without,
                weeks=by_week, colleges=by_college,
            )  # fmt: skip
            found: dict[tuple[int, str], tuple[int, int]] = {}
            for week, unit, count, persons in rows:
                college = unpack(unit) if unit is not None and unit in self.school.colleges else ""
                before = found.get((week or 0, college), (0, 0))
                found[week or 0, college] = (before[0] + count, before[1] + persons)
            return found

        cells = ask(by_week=True, by_college=True)
        by_row, by_column = ask(by_week=False, by_college=True), ask(by_week=True, by_college=False)
        none, columns = (0, 0), range(weeks)
        people = People(
            cells=[[cells.get((week, college), none)[1] for week in columns] for college in self.colleges],
            by_row=[by_row.get((0, college), none)[1] for college in self.colleges],
            by_column=[by_column.get((week, ""), none)[1] for week in columns],
            total=ask(by_week=False, by_college=False).get((0, ""), none)[1],
        )
        counts = [[cells.get((week, college), none)[0] for week in columns] for college in self.colleges]
        return self.own(self.shown(counts, people))
