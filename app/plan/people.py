"""Duties of persons for each week or month: visits (shape person_period)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.plan.calendar import DAY, Term, days_of
from app.plan.ground import Candidate, Ground, Holding, proven, settled
from app.plan.rules import PersonPeriod
from app.records.facts import read_facts
from app.store.duties import Demand


def person_period(ground: Ground, number: int, rule: PersonPeriod) -> Iterator[Demand]:
    """So many duties for each person with an assignment in each period that touches a term."""
    found = ground.pieces(rule.meets, "author")
    people: dict[bytes, list[Holding]] = {}
    for holding in ground.holdings:
        if ground.person in (None, holding.staff):
            people.setdefault(holding.staff, []).append(holding)
    for first, last in _periods(ground, rule):
        opens, due = ground.start(first), ground.end(last)
        if not ground.holds(opens) or not ground.first <= due <= ground.last:
            continue
        days = [day for day in days_of(first, last) if ground.calendar.term_of(day) is not None]
        taught = {day for day in days if ground.calendar.teaches(day)}
        for person, holdings in sorted(people.items()):
            held = [day for day in days if _has(holdings, ground.start(day))]
            if not held:
                continue
            teaching = sum(day in taught for day in held)
            within = [c for c in found.get(person, ()) if opens <= c.piece.at < due + 60]
            excused = teaching < rule.min_teaching_days
            yield from _demands(ground, number, rule, person, (opens, due), within, excused)


def _demands(
    ground: Ground, number: int, rule: PersonPeriod, person: bytes, span: tuple[int, int],
    within: Sequence[Candidate], excused: bool,
) -> Iterator[Demand]:  # fmt: skip
    unit = ground.staff_unit.get(person)
    shares = _shares(rule, _counted(ground, rule, settled(within)))
    quota = rule.count * len(shares)
    for k in range(quota):
        proof = proven(shares[k // rule.count], k % rule.count)
        yield Demand(
            number, "p", person, k + 1, quota, *span, unit=unit, holder=person,
            met_at=proof.at, proof=proof.record, doubt=proof.doubt, excused=excused,
        )  # fmt: skip


def _shares(rule: PersonPeriod, counted: list[Candidate]) -> list[list[Candidate]]:
    """All together, or apart by the values of the field that each must be met for."""
    if rule.counted == "together" or not rule.each_of:
        return [counted]
    [(name, values)] = list(rule.each_of.items())[:1]
    return [[c for c in counted if value in read_facts(c.piece.facts).get(name, ())] for value in values]


def _counted(ground: Ground, rule: PersonPeriod, within: Sequence[Candidate]) -> list[Candidate]:
    """The same place on the same day counts once."""
    if not rule.once_a_day:
        return list(within)
    seen: dict[tuple[object, ...], Candidate] = {}
    for candidate in within:
        facts = read_facts(candidate.piece.facts)
        key = (ground.day(candidate.piece.at), *(tuple(facts.get(name, ())) for name in rule.place))
        known = seen.get(key)
        if known is None or (candidate.sure and not known.sure):
            seen[key] = candidate
    return sorted(seen.values(), key=lambda c: (c.piece.at, c.piece.record))


def _periods(ground: Ground, rule: PersonPeriod) -> Iterator[tuple[date, date]]:
    done: set[date] = set()
    for term in ground.terms:
        for first, last in _months(term) if rule.period == "month" else _weeks(term):
            if first not in done:
                done.add(first)
                yield first, last


def _weeks(term: Term) -> Iterator[tuple[date, date]]:
    for week in range(1, term.weeks + 1):
        first = term.monday_of(week)
        yield first, first + 6 * DAY


def _months(term: Term) -> Iterator[tuple[date, date]]:
    first = term.first.replace(day=1)
    while first <= term.last:
        after = (first + timedelta(days=32)).replace(day=1)
        yield first, after - DAY
        first = after


def _has(holdings: Sequence[Holding], moment: int) -> bool:
    return any(h.since <= moment < h.until for h in holdings)
