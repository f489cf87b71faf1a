"""Duties about every student of a population or a circumstance: sweeps, screenings, must-talks. The counting is SQL."""

from __future__ import annotations

from datetime import timedelta

from app.plan.calendar import Term
from app.plan.ground import DAY, LAST_MINUTE, REACH, Ground, condition_of
from app.plan.rules import Circumstance, Window
from app.store import duties
from app.store.duties import Asked, Group, Population

_SAME = {"listed_alone": "unless_listed", "everybody_alone": "no"}


def window(ground: Ground, number: int, rule: Window) -> None:
    """A record about each student of the population."""
    if rule.since == "week":
        for term in ground.terms:
            if rule.term in (0, term.half):
                _by_weeks(ground, number, rule, term)
        return
    if rule.since == "entered":
        _since_entering(ground, number, rule)
    else:
        _since_nodes(ground, number, rule)
    duties.meet_first(ground.db, number, _asked(ground, rule), ground.now)


def _by_weeks(ground: Ground, number: int, rule: Window, term: Term) -> None:
    opens = ground.start(term.monday_of(rule.first_week))
    due, latest = ground.end(term.sunday_of(rule.last_week)), ground.end(term.last)
    if not ground.holds(opens) or opens > latest or due < opens:
        return
    people = _people(ground, rule, term, due)
    duties.demand_window(
        ground.db, number, people, opens, due, rule.late_days * DAY + LAST_MINUTE if rule.late_days else 0, latest,
        limited=ground.limited,
    )  # fmt: skip
    duties.meet_first(ground.db, number, _asked(ground, rule), min(ground.now, latest + 59), opens)


def _since_entering(ground: Ground, number: int, rule: Window) -> None:
    length = rule.days * DAY + LAST_MINUTE
    opened = max(ground.opened[0], ground.first - length), min(ground.opened[1] - 1, ground.last - length)
    people = Population(at=ground.now)
    duties.demand_since_entering(ground.db, number, people, length, opened, limited=ground.limited)


def _since_nodes(ground: Ground, number: int, rule: Window) -> None:
    for term in ground.calendar.terms:
        for what, day in term.nodes:
            opens, due = ground.start(day), ground.end(day + timedelta(days=rule.days))
            wanted = not rule.nodes or what in rule.nodes
            if wanted and ground.holds(opens) and ground.first <= due <= ground.last:
                duties.demand_there(ground.db, number, opens, due, limited=ground.limited)


def _people(ground: Ground, rule: Window, term: Term, due: int) -> Population:
    if rule.population == "freshmen":
        first, last = term.entry
        return Population(entered=(ground.start(first), ground.end(last)))
    if rule.population == "special_groups":
        return Population(groups=rule.groups, at=min(ground.now, due))
    return Population()


def circumstance(ground: Ground, number: int, rule: Circumstance) -> None:
    """A talk for each student of each circumstance; by a week of term where the rule names one."""
    length = rule.days * DAY + LAST_MINUTE
    low, high = max(ground.earliest - REACH * DAY, ground.opened[0]), min(ground.last, ground.opened[1] - 1)
    terms = [t for t in ground.calendar.terms if rule.week is not None]
    for term in terms:
        first, last = max(low, ground.start(term.first)), min(high, ground.end(term.last) + 59)
        least = ground.end(term.sunday_of(rule.week or 1))
        _happened(ground, number, rule, (first, last), length, least)
    edges = [low, *(e for t in terms for e in (ground.start(t.first), ground.end(t.last) + 60)), high + 1]
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        _happened(ground, number, rule, (max(low, first), min(high, after - 1)), length, 0)
    duties.meet_first(ground.db, number, _asked(ground, rule), ground.now)


def _happened(ground: Ground, number: int, rule: Circumstance, span: tuple[int, int], length: int, least: int) -> None:
    if span[0] <= span[1]:
        duties.demand_on_circumstance(
            ground.db, number, rule.what, span, ground.offset * 60, length, least, limited=ground.limited
        )


def _asked(ground: Ground, rule: Window | Circumstance) -> list[Asked]:
    size = rule.group_size if isinstance(rule, Window) else 0
    talks = Group(_SAME.get(rule.group, rule.group), size)
    return [
        (ground.gather(m.kind, "student"), condition_of(m), talks if m.kind == "talk" else Group())
        for m in rule.meets
        if m.counts
    ]
