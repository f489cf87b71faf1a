"""What holds on a day, read off a world by looking at one day after the other: docs/duties.md, "The calendar", "The
care list on a day" and the last paragraph of "State"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from tests.app.plan.worlds import CLASSES, DAY, WEEK, WITHDRAWN, Given, Noted, Pupil, TermDays, World, at

LEFT = ("transferred", "withdrawn", "graduated")
AWAY = ("on_leave", "kept")
SEVEREST_FIRST = ("level1", "level2", "level3", "")


# ── Calendar ─────────────────────────────────────────────────────────────────────────────────────


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def term_of(world: World, day: date) -> TermDays | None:
    return next((t for t in world.terms if t.first <= day <= t.last), None)


def monday_of(term: TermDays, week: int) -> date:
    """Week n of a term begins on a Monday; week 1 is the week of `week_1` (or of the first day)."""
    return monday(term.week_1 or term.first) + (week - 1) * WEEK


def sunday_of(term: TermDays, week: int) -> date:
    """The Sunday of a week, or the term's last day where that comes first."""
    return min(monday_of(term, week) + 6 * DAY, term.last)


def week_of(term: TermDays, day: date) -> int:
    return (monday(day) - monday_of(term, 1)).days // 7 + 1


def works(world: World, day: date) -> bool:
    """Monday to Friday without a holiday, or a working weekend; inside or outside of a term."""
    if any(day in term.working for term in world.terms):
        return True
    free = any(first <= day <= last for term in world.terms for first, last in term.holidays)
    return day.isoweekday() <= 5 and not free


def teaches(world: World, day: date) -> bool:
    return works(world, day) and term_of(world, day) is not None


def working_day_after(world: World, day: date, count: int) -> date:
    while count:
        day += DAY
        if works(world, day):
            count -= 1
    return day


# ── Students and their people ────────────────────────────────────────────────────────────────────


def status_on(pupil: Pupil, day: date) -> str:
    """The status that was written last among those that hold by the day."""
    return [row.status for row in pupil.rows if row.since is None or row.since <= day][-1]


def class_on(pupil: Pupil, day: date) -> str:
    """The class of the row written last by the day; the first row's for the days before."""
    return [row.unit for k, row in enumerate(pupil.rows) if k == 0 or row.written.date() <= day][-1]


def college_on(pupil: Pupil, day: date) -> str:
    return CLASSES[class_on(pupil, day)]


def since_of(pupil: Pupil, *statuses: str) -> date | None:
    """The day on which the student died, or left the school."""
    return next((row.since for row in pupil.rows if row.status in statuses and row.since is not None), None)


def died(pupil: Pupil) -> bool:
    return since_of(pupil, "died") is not None


def gone_by(pupil: Pupil, day: date) -> bool:
    left = since_of(pupil, *LEFT)
    return left is not None and left <= day


def away_on(world: World, pupil: Pupil, day: date) -> bool:
    """On leave: by the status, or by a `leave` record."""
    return status_on(pupil, day) in AWAY or any(first <= day <= last for first, last in leaves(world, pupil))


def leaves(world: World, pupil: Pupil) -> list[tuple[date, date]]:
    found = []
    for record in standing(world, "leave"):
        values = record.heads[0].values
        if values["student"] == pupil.number and values["kind"] == "leave":
            found.append((values["from"], values.get("to") or date.max))
    return found  # type: ignore[return-value]


def returns(world: World, pupil: Pupil) -> list[date]:
    """The days on which the student came back from leave: who is still away by another word has not."""
    by_status = [row.since for row in pupil.rows if row.status == "back" and row.since is not None]
    by_record = [last + DAY for _, last in leaves(world, pupil) if last < date.max]
    return sorted(day for day in {*by_status, *by_record} if not away_on(world, pupil, day))


def there_on(world: World, pupil: Pupil, day: date) -> bool:
    """Entered, not gone and not on leave."""
    return pupil.entered <= day and there_in_school(pupil, day) and not away_on(world, pupil, day)


def has(given: Given, pupil: Pupil, day: date) -> bool:
    unit = class_on(pupil, day)
    mine = pupil.number in given.students or unit in given.units or CLASSES[unit] in given.units
    return given.first <= day and (given.last is None or day <= given.last) and mine


def holder_on(world: World, pupil: Pupil, day: date) -> str:
    """Who has the student on the day: by name before by class, acting before main, then the later assignment."""
    having = [
        (pupil.number in given.students, given.acting, given.first, given.staff)
        for given in world.given
        if world.person(given.staff).role == "counsellor" and has(given, pupil, day)
    ]
    return max(having)[3] if having else ""


def unheard(world: World, holder: str, due: datetime) -> bool:
    """A device of the holder has sent no bundle since it was due. A college's device is its station's."""
    numbers = [p.number for p in world.staff if p.number == holder or (p.role == "station" and p.unit == holder)]
    devices = [world.heard[number] for number in numbers if number in world.heard]
    return any(last is None or last < due for last in devices)


# ── The care list ────────────────────────────────────────────────────────────────────────────────


def standing(world: World, kind: str) -> list[Noted]:
    """The records of a kind that are not withdrawn."""
    return [r for r in world.of_kind(kind) if any(head.op != WITHDRAWN for head in r.heads)]


def approved(world: World, record: Noted) -> bool:
    """A `sign_off` *approved* by a station or the centre that names the version which is shown."""
    for sign_off in standing(world, "sign_off"):
        values = sign_off.heads[0].values
        by = world.person(sign_off.author).role in ("station", "centre")
        shown = f"{record.key}#{record.heads[0].place}"
        if by and values["of"] == record.key and values["as"] == "approved" and values["revision"] == shown:
            return True
    return False


def listed_level(record: Noted) -> str:
    """The level of a listing, "" for a removal; in conflict the more severe counts."""
    said = [head.values for head in record.heads if head.op != WITHDRAWN]
    levels = ["" if values["action"] == "remove" else str(values["level"]) for values in said]
    return min(levels, key=SEVEREST_FIRST.index)


@lru_cache(maxsize=256)
def levels_begun(world: World, number: str) -> dict[date, str]:
    """The level that begins on each day on which a valid listing begins: a first listing or a raise is valid at once,
    a lowering or a removal only if approved."""
    listings = [r for r in standing(world, "care_listing") if r.heads[0].values["student"] == number]
    level, found = "", {}
    for day in sorted({r.happened(r.heads[0]).date() for r in listings}):
        valid = []
        for record in listings:
            new = listed_level(record)
            lower = SEVEREST_FIRST.index(new) > SEVEREST_FIRST.index(level)
            if record.happened(record.heads[0]).date() == day and (not lower or approved(world, record)):
                valid.append(new)
        if valid:
            level = min(valid, key=SEVEREST_FIRST.index)
            found[day] = level
    return found


def listed_at(world: World, pupil: Pupil, day: date) -> str:
    """The level as a day begins: a listing or removal dated that day comes later than its midnight, while death and
    leaving the school take the name off the list at once."""
    return level_on(world, pupil, day - DAY) if there_in_school(pupil, day) else ""


def there_in_school(pupil: Pupil, day: date) -> bool:
    dead = since_of(pupil, "died")
    return (dead is None or day < dead) and not gone_by(pupil, day)


@lru_cache(maxsize=100_000)
def level_on(world: World, pupil: Pupil, day: date) -> str:
    """The level on a day, "" for who is not on the list. Death and leaving the school take the name off that day."""
    if not there_in_school(pupil, day):
        return ""
    begun = [(since, level) for since, level in levels_begun(world, pupil.number).items() if since <= day]
    return max(begun)[1] if begun else ""


def stretches(world: World, pupil: Pupil, levels: tuple[str, ...], first: date, last: date) -> list[tuple[date, date]]:
    """The unbroken rows of days at one of the levels within these days."""
    found: list[tuple[date, date]] = []
    for day in days(first, last):
        if level_on(world, pupil, day) in levels:
            if found and found[-1][1] == day - DAY:
                found[-1] = (found[-1][0], day)
            else:
                found.append((day, day))
    return found


def day_end(day: date) -> datetime:
    """A day as a deadline means 23:59 of that day."""
    return at(day, 23, 59)
