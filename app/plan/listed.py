"""Duties about students of the care list: each week, every so many days, so often a term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from app.plan.calendar import DAY, Term
from app.plan.ground import Candidate, CareSpan, Ground, Proof, condition_of, naming, proven, settled
from app.plan.rules import ListedDays, ListedTerm, ListedWeek, Meets
from app.records.facts import Condition
from app.records.levels import FOREVER
from app.store.duties import Demand

Span = tuple[date, date]


def listed_week(ground: Ground, number: int, rule: ListedWeek) -> Iterator[Demand]:
    """A record for each listed student and week of term."""
    made = ground.pieces(rule.meets, "student", listed=True)
    found = {student: naming(candidates, rule.names) for student, candidates in made.items()}
    for term in ground.terms:
        for week in range(rule.first_week, min(rule.last_week, term.weeks) + 1):
            day = ground.calendar.due_day(term, week, rule.weekday)
            owed = ground.calendar.due_day(term, week, rule.owed_weekday or rule.weekday)
            opens, due, listed = ground.start(term.monday_of(week)), ground.at(day, rule.hour), ground.start(owed)
            if not ground.holds(opens) or not ground.first <= due <= ground.last:
                continue
            if not rule.in_holidays and not _works(ground, term, week):
                continue
            for student in sorted(ground.care):
                level = ground.level_at(student, listed)
                if level in rule.levels:
                    proof = _reviewed(rule, found.get(student, {}), term, week, level)
                    yield Demand(
                        number, "s", student, 1, 1, opens, due, met_at=proof.at, proof=proof.record, doubt=proof.doubt
                    )


def _works(ground: Ground, term: Term, week: int) -> bool:
    first = term.monday_of(week)
    return any(ground.calendar.works(first + k * DAY) for k in range(7))


def _reviewed(rule: ListedWeek, weeks: Mapping[str, Sequence[Candidate]], term: Term, week: int, level: str) -> Proof:
    here = weeks.get(term.key(week), ())
    repeats = condition_of(Meets("", rule.repeats)) if rule.repeats else None
    if repeats is None:
        return proven(here, 0)
    counts = rule.repeats_count
    if counts and rule.limit and level in rule.limited_levels:
        before = [weeks.get(term.key(week - k), ()) for k in range(1, rule.limit + 1)]
        counts = not all(_only_repeats(repeats, found) for found in before)
    return proven([c for c in here if counts or not repeats.surely(c.piece.facts)], 0)


def _only_repeats(repeats: Condition, found: Sequence[Candidate]) -> bool:
    return bool(found) and all(repeats.surely(c.piece.facts) for c in found)


def listed_days(ground: Ground, number: int, rule: ListedDays) -> Iterator[Demand]:
    """Records in every full block of days of a stretch at these levels, in terms or in vacations."""
    found = ground.pieces(rule.meets, "student", listed=True)
    for student, spans in sorted(ground.care.items()):
        for first, last in _stretches(ground, spans, rule):
            length = rule.days or (last - first).days + 1
            block = first
            while block + (length - 1) * DAY <= last:
                opens, due = ground.start(block), ground.end(block + (length - 1) * DAY)
                if ground.holds(opens) and ground.first <= due <= ground.last:
                    within = [c for c in found.get(student, ()) if opens <= c.piece.at < due + 60]
                    yield from _block(number, rule, student, (opens, due), within)
                block += length * DAY


def _block(
    number: int, rule: ListedDays, student: bytes, span: tuple[int, int], within: Sequence[Candidate]
) -> Iterator[Demand]:
    if rule.group in ("no", "everybody_alone"):
        within = [c for c in within if "|mode=individual|" in c.piece.facts]
    for k in range(rule.count):
        proof = proven(within, k)
        yield Demand(
            number, "s", student, k + 1, rule.count, *span, met_at=proof.at, proof=proof.record, doubt=proof.doubt
        )


def _stretches(ground: Ground, spans: Sequence[CareSpan], rule: ListedDays) -> Iterator[Span]:
    """Where a stay at one of the levels and a term (or a vacation) overlap, days included."""
    first, last = ground.day(ground.first), ground.day(ground.last)
    if rule.during == "term":
        limits: list[Span] = [(t.first, t.last) for t in ground.terms]
    else:
        limits = list(ground.calendar.vacations(first, last))
    for begins, ends in _joined(ground, spans, rule.levels):
        for low, high in limits:
            if begins <= high and ends >= low:
                yield max(begins, low), min(ends, high)


def _joined(ground: Ground, spans: Sequence[CareSpan], levels: Sequence[str]) -> list[Span]:
    """The stays at any of these levels, one after the other without a gap being one stay."""
    found: list[Span] = []
    for span in spans:
        if span.level not in levels:
            continue
        first = ground.day(span.since)
        last = date.max if span.until == FOREVER else ground.day(span.until) - DAY
        if found and found[-1][1] != date.max and found[-1][1] + DAY == first:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def listed_term(ground: Ground, number: int, rule: ListedTerm) -> Iterator[Demand]:
    """So many records a term for whoever is on the list for long enough."""
    found = ground.pieces(rule.meets, "student", listed=True)
    for term in ground.terms:
        low, high = ground.start(term.first), ground.end(term.last)
        for student, spans in sorted(ground.care.items()):
            stays = [
                (max(a, term.first), min(b, term.last))
                for a, b in _joined(ground, spans, rule.levels)
                if a <= term.last and b >= term.first
            ]
            if not stays or sum((b - a).days + 1 for a, b in stays) < rule.min_days:
                continue
            opens = ground.start(stays[0][0])
            if ground.holds(opens):
                within = settled(c for c in found.get(student, ()) if low <= c.piece.at < high + 60)
                made = _apart(ground, within, rule)
                yield from _contacts(ground, number, rule, (student, term, stays[0][0]), made)


def _contacts(
    ground: Ground, number: int, rule: ListedTerm, who: tuple[bytes, Term, date], made: Sequence[Candidate]
) -> Iterator[Demand]:
    student, term, anchor = who
    week = term.week_of(anchor)
    quota = 0 if week >= rule.none_from_week else 1 if week >= rule.one_from_week else rule.count
    first = ground.end(min(anchor + timedelta(days=rule.first_days), term.last))
    for k in range(quota):
        due = first if k == 0 else max(first, ground.end(term.sunday_of(rule.last_week)))
        if ground.first <= due <= ground.last:
            proof = proven(made, k)
            yield Demand(
                number, "s", student, k + 1, quota, ground.start(anchor), due,
                met_at=proof.at, proof=proof.record, doubt=proof.doubt,
            )  # fmt: skip


def _apart(ground: Ground, made: Sequence[Candidate], rule: ListedTerm) -> list[Candidate]:
    """Those that lie so many days apart: a sure one from the one counted before, a doubtful one from all sure ones."""
    sure: list[Candidate] = []
    for candidate in made:
        if candidate.sure and (not sure or _days(ground, sure[-1], candidate) >= rule.gap_days):
            sure.append(candidate)
    doubtful = [c for c in made if not c.sure and all(abs(_days(ground, s, c)) >= rule.gap_days for s in sure)]
    return [*sure, *doubtful]


def _days(ground: Ground, one: Candidate, other: Candidate) -> int:
    return (ground.day(other.piece.at) - ground.day(one.piece.at)).days
