"""Duties of a college or the school for each term or week (shape unit_period)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.plan.calendar import Term
from app.plan.ground import Candidate, Ground, naming, proven
from app.plan.rules import UnitPeriod
from app.store.duties import Demand

FRIDAY = 5


def unit_period(ground: Ground, number: int, rule: UnitPeriod) -> Iterator[Demand]:
    """By the weeks or the end of a term; or each week in which somebody is on the list."""
    found = ground.pieces(rule.meets, "unit")
    for unit in ground.colleges if rule.unit == "college" else (ground.school,):
        made = found.get(unit, [])
        for term in ground.terms:
            by = _weekly if rule.weekday is not None else _of_term
            for demand in by(ground, number, rule, unit, term, made):
                if ground.holds(demand.opens) and ground.first <= demand.due <= ground.last:
                    yield demand


def _of_term(
    ground: Ground, number: int, rule: UnitPeriod, unit: bytes, term: Term, made: Sequence[Candidate]
) -> Iterator[Demand]:
    opens, ends = ground.start(term.first), ground.end(term.last)
    within = [c for c in made if opens <= c.piece.at < ends + 60]
    dues = [ground.end(term.sunday_of(week)) for week in rule.weeks[: rule.count or None]]
    dues += [ends] * (rule.count - len(dues))
    for k, due in enumerate(dues):
        yield _demand(number, unit, (k + 1, len(dues)), (opens, due), within, k)


def _weekly(
    ground: Ground, number: int, rule: UnitPeriod, unit: bytes, term: Term, made: Sequence[Candidate]
) -> Iterator[Demand]:
    for week in range(1, term.weeks + 1):
        monday = term.monday_of(week)
        day = ground.calendar.due_day(term, week + rule.next_week, rule.weekday or 7)
        if not _anybody(ground, unit, ground.start(ground.calendar.due_day(term, week, FRIDAY))):
            continue
        named = naming(made, rule.names).get(term.key(week), [])
        yield _demand(number, unit, (1, 1), (ground.start(monday), ground.at(day, rule.hour)), named, 0)


def _anybody(ground: Ground, unit: bytes, moment: int) -> bool:
    """Whether somebody of a college (of the school) is on the list as Friday begins."""
    for student in ground.care:
        if ground.level_at(student, moment):
            college = ground.college_at(student, moment)
            if college == unit or (unit == ground.school and college is not None):
                return True
    return False


def _demand(
    number: int, unit: bytes, share: tuple[int, int], span: tuple[int, int], made: Sequence[Candidate], k: int
) -> Demand:
    proof = proven(made, k)
    return Demand(
        number, "u", unit, *share, *span, unit=unit, holder=unit,
        met_at=proof.at, proof=proof.record, doubt=proof.doubt,
    )  # fmt: skip
