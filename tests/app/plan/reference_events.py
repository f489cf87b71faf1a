"""Duties of a window, on a circumstance, and within some time of an event (docs/duties.md, "The seven shapes")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.plan import rules
from app.records import KINDS
from tests.app.plan.reference_days import (
    away_on,
    day_end,
    level_on,
    monday_of,
    returns,
    standing,
    status_on,
    sunday_of,
    term_of,
    there_on,
    week_of,
    working_day_after,
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
    matches,
    says,
    within,
)  # fmt: skip
from tests.app.plan.worlds import (
    DAY,
    SCHOOL_NAME,
    ZONE,
    Noted,
    Pupil,
    Said,
    TermDays,
    World,
    at,
)  # fmt: skip

EVER = datetime(2100, 1, 1, tzinfo=ZONE)


# ── Windows ──────────────────────────────────────────────────────────────────────────────────────


def window(world: World, rule: rules.Window) -> Iterator[Owed]:
    """Each student of a population (everybody, freshmen, special groups, or whoever is there at an obliging date)."""
    if rule.since == "entered":
        yield from window_of_entering(world, rule)
    elif rule.since == "node":
        yield from window_of_dates(world, rule)
    else:
        for term in world.terms:
            if rule.term in (0, 1 if term.first.month >= 7 else 2):
                for pupil in world.pupils:
                    yield from window_of_weeks(world, rule, term, pupil)


def window_of_entering(world: World, rule: rules.Window) -> Iterator[Owed]:
    """N days from entering; the first record about the student from `opens` until ever."""
    for pupil in world.pupils:
        due = day_end(pupil.entered + rule.days * DAY)
        yield from answered(world, rule, pupil, at(pupil.entered, 0), due, EVER)


def window_of_dates(world: World, rule: rules.Window) -> Iterator[Owed]:
    """Whoever is there at an obliging date; N days from the date."""
    for term in world.terms:
        for what, day in term.nodes:
            for pupil in world.pupils if not rule.nodes or what in rule.nodes else ():
                if there_on(world, pupil, day):
                    due = day_end(day + rule.days * DAY)
                    yield from answered(world, rule, pupil, at(day, 0), due, EVER)


def window_of_weeks(world: World, rule: rules.Window, term: TermDays, pupil: Pupil) -> Iterator[Owed]:
    """Weeks; the first record about the student from `opens` until the end of the term. Who arrives after the window
    opened has `late_days` days, never less than the others and no longer than the term."""
    opens, last = monday_of(term, rule.first_week), sunday_of(term, rule.last_week)
    if pupil.entered > term.last or not in_population(world, rule, term, pupil, last):
        return
    # Ours to read: a late arrival never has less time than the others, and never more than the term.
    arrived = arrival(world, pupil, opens, last)
    if arrived is not None and arrived <= term.last:
        if not rule.late_days and pupil.entered > last:
            return
        last = max(last, min(arrived + rule.late_days * DAY, term.last)) if rule.late_days else last
    yield from answered(world, rule, pupil, at(opens, 0), day_end(last), day_end(term.last))


def arrival(world: World, pupil: Pupil, opens: date, last: date) -> date | None:
    """The day after the window opened on which the student entered, or came back from leave: within the window, or
    later where the leave kept them from its last day."""
    if pupil.entered > opens:
        return pupil.entered
    for back in returns(world, pupil):
        if back > opens and (back <= last or away_on(world, pupil, last)):
            return back
    return None


def in_population(world: World, rule: rules.Window, term: TermDays, pupil: Pupil, last: date) -> bool:
    if rule.population == "freshmen":  # entered in the academic year that the term belongs to
        year = term.first.year - (term.first.month < 8)
        return date(year, 8, 1) <= pupil.entered < date(year + 1, 8, 1)
    if rule.population == "special_groups":
        return bool(set(groups_on(world, pupil, last)) & set(rule.groups))
    return True


def groups_on(world: World, pupil: Pupil, day: date) -> Iterator[str]:
    if level_on(world, pupil, day):
        yield "listed"
    yield status_on(pupil, day)
    if status_on(pupil, day) == "back":
        yield "back_from_leave"
    if pupil.rows[-1].hardship not in ("", "none"):
        yield "hardship"


def answered(
    world: World, rule: rules.Window | rules.Circumstance, pupil: Pupil, opens: datetime, due: datetime, until: datetime
) -> Iterator[Owed]:
    """The first record about the student from `opens`."""
    size = rule.group_size if isinstance(rule, rules.Window) else 0
    group = grouped(world, rule.group, size, pupil, opens.date())
    sure, doubtful = kth(look(world, rule, both(about(world, pupil), within(opens, end_of(until)), group)), 1)
    holder = held_by(world, rule, pupil, due.date())
    yield from judged(world, Call(rule, pupil, opens, due, holder, sure, doubtful, late=late_after(sure, due)))


# ── Circumstances ────────────────────────────────────────────────────────────────────────────────


def circumstance(world: World, rule: rules.Circumstance) -> Iterator[Owed]:
    """Each student of a circumstance; 00:00 of its day · N days later, or Sunday of a week of the term (then N days if
    that is later); a talk on the occasion that the circumstance obliges to."""
    for record in standing(world, "circumstance"):
        head = record.heads[0]
        if head.values["what"] not in rule.what:
            continue
        day = record.happened(head).date()
        last = day + rule.days * DAY
        term = term_of(world, day)
        if rule.week is not None and term is not None:
            last = max(last, sunday_of(term, rule.week))
        for number in world.students(record, head):
            pupil = world.by_number[number]
            yield from answered(world, rule, pupil, at(day, 0), day_end(last), EVER)


# ── Events ───────────────────────────────────────────────────────────────────────────────────────


def within_event(world: World, rule: rules.Within) -> Iterator[Owed]:
    """Each event of a kind; the event · minutes, hours, days, working days after it, or a date it names; a record that
    points to it, or is about the same student, or a time in the event itself."""
    for record in world.of_kind(rule.event.kind):
        head = next((head for head in record.heads if matches(rule.event, record, head)), None)
        if head is None:
            continue
        opens = record.happened(head)
        due = due_after(world, rule, head, max(record.written, opens) if rule.from_writing else opens)
        if rule.fresh_hours and record.written > opens + timedelta(hours=rule.fresh_hours):
            continue  # an event written so late obliges nobody any more
        if rule.begins_stay and not begins(world, record):
            continue
        term = term_of(world, opens.date())
        early = rule.from_week > 1 and (term is None or week_of(term, opens.date()) < rule.from_week)
        if due is None or early:
            continue
        for subject in subjects(world, record, head):
            yield from followed(world, rule, record, head, subject, due)


def begins(world: World, record: Noted) -> bool:
    """Whether the level on a listing's day is its own, and another one than on the day before."""
    pupil = world.by_number[str(record.heads[0].values["student"])]
    day = record.happened(record.heads[0]).date()
    own = {head.values.get("level") for head in record.heads}
    return level_on(world, pupil, day) != level_on(world, pupil, day - DAY) and level_on(world, pupil, day) in own


def subjects(world: World, record: Noted, head: Said) -> list[Pupil | str]:
    """Its students; its unit where it is about none."""
    numbers = world.students(record, head)
    return [world.by_number[number] for number in numbers] or [world.unit(record, head)]


def due_after(world: World, rule: rules.Within, head: Said, opens: datetime) -> datetime | None:
    if rule.by:
        day = head.values.get(rule.by)
        return day_end(day) if isinstance(day, date) else None
    if rule.minutes is not None:
        return opens + timedelta(minutes=rule.minutes)
    if rule.hours is not None:
        return opens + timedelta(hours=rule.hours)
    if rule.working_days is not None:
        return day_end(working_day_after(world, opens.date(), rule.working_days))
    assert rule.days is not None
    return day_end(opens.date() + rule.days * DAY)


def followed(
    world: World, rule: rules.Within, event: Noted, head: Said, subject: Pupil | str, due: datetime
) -> Iterator[Owed]:
    if rule.linked == "self":
        told = head.values.get(rule.told)
        sure, doubtful, excused = None if told is None else event, None, False
        moment = told if isinstance(told, datetime) else at(told, 0) if isinstance(told, date) else due
        late = moment > end_of(due)
    else:
        found = look(world, rule, linked(world, rule, event, head, subject))
        sure, doubtful = kth(Found(possible(rule, found.sure), possible(rule, found.some), found.by), 1)
        excused = len(found.sure) > len(possible(rule, found.sure))
        late = late_after(sure, due)
    holder = holder_of(world, rule, event, head, subject, due.date())
    opens = event.happened(head)
    yield from judged(world, Call(rule, subject, opens, due, holder, sure, doubtful, late=late, excused=excused))


def possible(rule: rules.Within, records: list[Noted]) -> list[Noted]:
    """A step that was *impossible* meets nothing and excuses."""
    return [r for r in records if not rule.impossible or not any(says(r, h, rule.impossible) for h in r.heads)]


def linked(world: World, rule: rules.Within, event: Noted, said: Said, subject: Pupil | str) -> Test:
    """It points to the event (or to the record that it is a part of), or is about the same student: another record
    than the event, not before it (on its day, for what knows its day only)."""
    if rule.linked == "of":
        whole = {event.key, said.values["of"]} if KINDS[event.kind].child_of else {event.key}
        return lambda record, head: any(head.values.get(name) in whole for name in KINDS[record.kind].pointers)
    assert isinstance(subject, Pupil)
    opens = event.happened(said)

    def after(record: Noted, head: Said) -> bool:
        moment = record.happened(head)
        if record.key in (event.key, said.values.get("of")):
            return False
        return moment.date() >= opens.date() if record.dated() else moment >= opens

    return both(about(world, subject), after)


def holder_of(world: World, rule: rules.Within, event: Noted, head: Said, subject: Pupil | str, day: date) -> str:
    """Its author, or the person that it names as owner, or as any duty of its subject."""
    if rule.holder == "author":
        return event.author
    if rule.holder == "owner":
        return str(head.values[rule.owner])
    if isinstance(subject, Pupil):
        return held_by(world, rule, subject, day)
    return SCHOOL_NAME if rule.holder == "centre" else subject
