"""Duties that come round: of a person, a listed student, a college or the school (docs/duties.md, its shapes)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from app.plan import rules
from tests.app.plan.reference_days import (
    college_on,
    day_end,
    days,
    level_on,
    listed_at,
    monday_of,
    stretches,
    sunday_of,
    teaches,
    week_of,
    works,
)
from tests.app.plan.reference_state import (
    Call,
    Found,
    Owed,
    Test,
    about,
    both,
    end_of,
    grouped,
    held_by,
    judged,
    kth,
    late_after,
    look,
    says,
    within,
)  # fmt: skip
from tests.app.plan.worlds import COLLEGES, DAY, SCHOOL_NAME, Noted, Person, Pupil, TermDays, World, at


def person_period(world: World, rule: rules.PersonPeriod) -> Iterator[Owed]:
    """Each person with an assignment on some day of the week inside a term; `count` duties; first day 00:00 · last day
    23:59; a record by that person in the period; the same place on the same day once. Fewer than `min_teaching_days`
    teaching days with an assignment: excused."""
    assert rule.period == "week" and rule.counted == "together"
    for term in world.terms:
        for start in (monday_of(term, week) for week in range(1, week_of(term, term.last) + 1)):
            period = list(days(start, start + 6 * DAY))
            for person in world.staff:
                mine = [day for day in period if term.first <= day <= term.last and assigned(world, person, day)]
                if mine and person.role == "counsellor":
                    taught = [day for day in mine if teaches(world, day)]
                    yield from visits_of(world, rule, person, period, len(taught) < rule.min_teaching_days)


def visits_of(
    world: World, rule: rules.PersonPeriod, person: Person, period: list[date], excused: bool
) -> Iterator[Owed]:
    opens, due = at(period[0], 0), day_end(period[-1])
    mine = look(world, rule, both(lambda r, head: r.author == person.number, within(opens, end_of(due))))
    found = Found(once_a_day(rule, mine, mine.sure), once_a_day(rule, mine, mine.some), mine.by)
    for n in range(1, rule.count + 1):
        sure, doubtful = kth(found, n)
        call = Call(rule, person, opens, due, person.number, sure, doubtful, n, rule.count, excused=excused)
        yield from judged(world, call)


def once_a_day(rule: rules.PersonPeriod, found: Found, records: list[Noted]) -> list[Noted]:
    """The first record of each place and day."""
    seen, kept = set(), []
    for record in records:
        head = found.by[record.key]
        key = (record.happened(head).date(), *(head.values.get(name) for name in rule.place))
        if key not in seen or not rule.once_a_day:
            kept.append(record)
        seen.add(key)
    return kept


def assigned(world: World, person: Person, day: date) -> bool:
    return any(g.staff == person.number and g.first <= day <= (g.last or date.max) for g in world.given)


def listed_week(world: World, rule: rules.ListedWeek) -> Iterator[Owed]:
    """Each student on the list as the due day begins (a listing or removal dated that day comes later than its
    midnight), at one of the `levels`, weeks `first_week` to `last_week`; Monday 00:00 · `weekday` and `hour`; on a day
    off, the last working day before it in the week; the record that names the week, whenever written; late after the
    due hour."""
    for term in world.terms:
        for week in range(rule.first_week, min(rule.last_week, week_of(term, term.last)) + 1):
            day = due_day(world, term, week, rule.weekday)
            due = at_hour(day, rule.hour)
            for pupil in world.pupils:
                level = listed_at(world, pupil, day)
                if level in rule.levels:
                    sure, doubtful = kth(reviews(world, rule, pupil, term, week, level), 1)
                    late = late_after(sure, due)
                    holder = held_by(world, rule, pupil, day)
                    opens = at(monday_of(term, week), 0)
                    yield from judged(world, Call(rule, pupil, opens, due, holder, sure, doubtful, late=late))


def due_day(world: World, term: TermDays, week: int, weekday: int) -> date:
    start = monday_of(term, week)
    before = [day for day in days(start, start + (weekday - 1) * DAY) if works(world, day)]
    return before[-1] if before else start + (weekday - 1) * DAY


def at_hour(day: date, hour: str) -> datetime:
    return at(day, int(hour[:2]), int(hour[3:]))


def reviews(world: World, rule: rules.ListedWeek, pupil: Pupil, term: TermDays, week: int, level: str) -> Found:
    """`limit` "no change" in a row for `limited_levels`: one more meets nothing."""

    def of_week(number: int) -> Found:
        return look(world, rule, both(about(world, pupil), names_week(rule.names, term, number)))

    def repeats(record: Noted) -> bool:
        return all(says(record, head, rule.repeats) for head in record.heads)

    found = of_week(week)
    before = [of_week(k).sure for k in range(week - rule.limit, week)]
    in_a_row = rule.limit > 0 and all(records and all(map(repeats, records)) for records in before)
    if level in rule.limited_levels and in_a_row:
        return Found([r for r in found.sure if not repeats(r)], [r for r in found.some if not repeats(r)], found.by)
    return found


def listed_days(world: World, rule: rules.ListedDays) -> Iterator[Owed]:
    """Every full block of `days` days of a stretch at one of the `levels`, `during` term or vacation (without `days`
    the stretch is one block); `count` duties; the block's first day 00:00 · last day 23:59; a record about the student
    in the block."""
    for first, last in world_terms(world) if rule.during == "term" else vacations(world):
        for pupil in world.pupils:
            for begins, ends in stretches(world, pupil, rule.levels, first, last):
                length = rule.days or (ends - begins).days + 1
                start = begins
                while start + (length - 1) * DAY <= ends:
                    yield from block(world, rule, pupil, start, start + (length - 1) * DAY)
                    start += length * DAY


def block(world: World, rule: rules.ListedDays, pupil: Pupil, first: date, last: date) -> Iterator[Owed]:
    opens, due = at(first, 0), day_end(last)
    fits = both(about(world, pupil), within(opens, end_of(due)), grouped(world, rule.group, 0, pupil, first))
    found = look(world, rule, fits)
    for n in range(1, rule.count + 1):
        sure, doubtful = kth(found, n)
        holder = held_by(world, rule, pupil, last)
        yield from judged(world, Call(rule, pupil, opens, due, holder, sure, doubtful, n, rule.count))


def world_terms(world: World) -> list[tuple[date, date]]:
    return [(term.first, term.last) for term in world.terms]


def vacations(world: World) -> list[tuple[date, date]]:
    return [(one.last + DAY, two.first - DAY) for one, two in zip(world.terms, world.terms[1:], strict=False)]


def listed_term(world: World, rule: rules.ListedTerm) -> Iterator[Owed]:
    """A student on the list at one of the `levels` for `min_days` days of a term: 2, 1 or 0 duties by the week of the
    first day on the list in that term; that day 00:00 · the first `first_days` days later, the others Sunday of
    `last_week`; the k-th record of the term, each `gap_days` days after the one before."""
    for term in world.terms:
        for pupil in world.pupils:
            on = [day for day in days(term.first, term.last) if level_on(world, pupil, day) in rule.levels]
            if len(on) < max(1, rule.min_days):
                continue
            week = week_of(term, on[0])
            count = (
                0 if week >= rule.none_from_week else min(1, rule.count) if week >= rule.one_from_week else rule.count
            )
            opens, close = at(on[0], 0), end_of(day_end(term.last))
            whole = look(world, rule, both(about(world, pupil), within(at(term.first, 0), close)))
            gap = rule.gap_days
            found = Found(apart(whole, whole.sure, gap), apart(whole, whole.some, gap), whole.by)
            for n in range(1, count + 1):
                day = on[0] + rule.first_days * DAY if n == 1 else sunday_of(term, rule.last_week)
                sure, doubtful = kth(found, n)
                late = late_after(sure, day_end(day))
                holder = held_by(world, rule, pupil, day)
                call = Call(rule, pupil, opens, day_end(day), holder, sure, doubtful, n, count, late)
                yield from judged(world, call)


def apart(found: Found, records: list[Noted], gap: int) -> list[Noted]:
    kept: list[Noted] = []
    for record in records:
        if not kept or found.moment(record).date() >= found.moment(kept[-1]).date() + gap * DAY:
            kept.append(record)
    return kept


def unit_period(world: World, rule: rules.UnitPeriod) -> Iterator[Owed]:
    """Each college, or the school, each term: one duty for each of `weeks` (or `count` due on the last day; with both
    `count`, those that have no week due on the last day); or each week with somebody on the list (as the college's day
    of checking begins); Sunday of the week, or the `weekday` and `hour` of it (`next_week`: of the week after); the
    k-th record of the unit in the term; by week, the record that names it."""
    for term in world.terms:
        for unit in COLLEGES if rule.unit == "college" else (SCHOOL_NAME,):
            if rule.weekday is not None:
                yield from weeks_of(world, rule, term, unit)
                continue
            due_days = [sunday_of(term, week) for week in rule.weeks]
            if rule.count:
                due_days = (due_days + [term.last] * rule.count)[: rule.count]
            opens = at(term.first, 0)
            mine = both(of_unit(world, unit), within(opens, end_of(day_end(term.last))))
            found = look(world, rule, mine)
            for n, day in enumerate(due_days, 1):
                sure, doubtful = kth(found, n)
                late = late_after(sure, day_end(day))
                call = Call(rule, unit, opens, day_end(day), unit, sure, doubtful, n, len(due_days), late)
                yield from judged(world, call)


def weeks_of(world: World, rule: rules.UnitPeriod, term: TermDays, unit: str) -> Iterator[Owed]:
    assert rule.weekday is not None
    for week in range(1, week_of(term, term.last) + 1):
        start = monday_of(term, week)
        friday = due_day(world, term, week, 5)
        if not listed_in(world, unit, friday):
            continue
        due = at_hour(due_day(world, term, week + rule.next_week, rule.weekday), rule.hour)
        test = both(of_unit(world, unit), names_week(rule.names, term, week))
        sure, doubtful = kth(look(world, rule, test), 1)
        yield from judged(world, Call(rule, unit, at(start, 0), due, unit, sure, doubtful, late=late_after(sure, due)))


def of_unit(world: World, unit: str) -> Test:
    return lambda record, head: world.unit(record, head) == unit


def names_week(field: str, term: TermDays, week: int) -> Test:
    return lambda record, head: head.values.get(field) == f"{term.name}/{week}"


def listed_in(world: World, unit: str, day: date) -> bool:
    return any(listed_at(world, p, day) and unit in (SCHOOL_NAME, college_on(p, day)) for p in world.pupils)
