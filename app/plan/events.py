"""Duties within so long of an event, by a date it names, or by the hour of a week (shape within)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from app.plan.ground import DAY, LAST_MINUTE, REACH, Candidate, Ground, Proof, condition_of, in_any, proven
from app.plan.rules import Meets, Within
from app.records.facts import read_facts
from app.records.ids import pack
from app.store import evidence
from app.store.duties import Demand
from app.store.evidence import Event


def within(ground: Ground, number: int, rule: Within) -> Iterator[Demand]:
    """One duty for each event; for each of its students where the record that meets it is about them."""
    first = ground.earliest - REACH * DAY
    events = evidence.events(ground.db, condition_of(rule.event), first, ground.last, limited=ground.limited)
    if not events:
        return
    made = _made(ground, rule, events)
    seen: set[bytes] = set()
    for event in events:
        if rule.linked != "student" and event.record in seen:
            continue
        seen.add(event.record)
        if rule.fresh_hours and event.written - event.at >= rule.fresh_hours * 3600:
            continue
        if rule.begins_stay and not _begins(ground, event):
            continue
        due, opens = _due(ground, rule, event), event.at
        if due is None or not ground.holds(opens) or not ground.first <= due <= ground.last:
            continue
        if rule.from_week > 1 and not _late_enough(ground, rule, event):
            continue
        yield _demand(ground, number, rule, event, due, made)


def _demand(
    ground: Ground, number: int, rule: Within, event: Event, due: int, made: Mapping[bytes, Sequence[Candidate]]
) -> Demand:
    if rule.linked == "self":
        proof, excused = _told(ground, rule, event), False
    else:
        candidates = [c for c in _linked(rule, event, made) if rule.linked == "of" or _after(ground, event, c.piece.at)]
        done, undone = _parted(rule, candidates)
        proof = proven(done, 0)
        excused = proof.record is None and bool(undone)
    about, subject, unit = ("s", event.student, None) if event.student is not None else ("u", event.unit, event.unit)
    return Demand(
        number, about, subject if subject is not None else ground.school, 1, 1, event.at, due, unit=unit,
        holder=_holder(ground, rule, event), cause=event.record, met_at=proof.at, proof=proof.record,
        doubt=proof.doubt, excused=excused,
    )  # fmt: skip


def _made(ground: Ground, rule: Within, events: Sequence[Event]) -> dict[bytes, list[Candidate]]:
    if rule.linked == "self":
        return {}
    if rule.linked == "student":
        return ground.pieces(rule.meets, "student", subjects=[e.student for e in events if e.student is not None])
    named = [target for e in events for target in (e.record, e.target) if target is not None]
    return ground.pieces(rule.meets, "of", subjects=named)


def _linked(rule: Within, event: Event, made: Mapping[bytes, Sequence[Candidate]]) -> list[Candidate]:
    if rule.linked == "student":
        about = made.get(event.student, ()) if event.student is not None else ()
        return [c for c in about if c.piece.record not in (event.record, event.target)]
    found = [*made.get(event.record, ()), *(made.get(event.target, ()) if event.target is not None else ())]
    return sorted(found, key=lambda c: (c.piece.at, c.piece.record))


def _after(ground: Ground, event: Event, at: int) -> bool:
    """Whether something did not happen before the event; what knows only its day begins with it."""
    return at >= event.at or at == ground.start(ground.day(event.at))


def _parted(rule: Within, candidates: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """What was done, and what was stated to be impossible."""
    if not rule.impossible:
        return list(candidates), []
    not_done = condition_of(Meets("", rule.impossible))
    done = [c for c in candidates if not not_done.possibly(c.piece.facts)]
    return done, [c for c in candidates if not_done.surely(c.piece.facts)]


def _told(ground: Ground, rule: Within, event: Event) -> Proof:
    """The time that the event itself tells, in every version; a day counts from its first second."""
    stated = read_facts(event.facts).get(rule.told)
    if not stated:
        return Proof(doubt=event.record) if in_any(event.facts, rule.told) else Proof()
    moment = datetime.fromisoformat(stated[0])
    at = ground.start(moment.date()) if moment.tzinfo is None else int(moment.timestamp())
    return Proof(at, event.record)


def _due(ground: Ground, rule: Within, event: Event) -> int | None:
    begins = max(event.at, event.written) if rule.from_writing else event.at
    if rule.minutes is not None:
        return begins + rule.minutes * 60
    if rule.hours is not None:
        return begins + rule.hours * 3600
    day = ground.day(begins)
    if rule.days is not None:
        return ground.start(day) + rule.days * DAY + LAST_MINUTE
    if rule.working_days is not None:
        return ground.end(ground.calendar.after_working_days(day, rule.working_days))
    if rule.by:
        stated = in_any(event.facts, rule.by)
        return ground.end(date.fromisoformat(min(stated)[:10])) if stated else None
    name, _, week = min(in_any(event.facts, rule.names), default="").rpartition("/")
    term = ground.calendar.named(name)
    if term is None or not week.isdecimal() or rule.weekday is None:
        return None
    return ground.at(ground.calendar.due_day(term, int(week), rule.weekday), rule.hour)


def _begins(ground: Ground, event: Event) -> bool:
    """Whether a listing brought a level that did not hold before."""
    spans = ground.care.get(event.student, ()) if event.student is not None else ()
    return any(s.since == event.at and s.level in in_any(event.facts, "level") for s in spans)


def _late_enough(ground: Ground, rule: Within, event: Event) -> bool:
    day = ground.day(event.at)
    term = ground.calendar.term_of(day)
    return term is not None and term.week_of(day) >= rule.from_week


def _holder(ground: Ground, rule: Within, event: Event) -> bytes | None:
    if rule.holder == "author":
        return event.author
    if rule.holder == "owner":
        stated = read_facts(event.facts).get(rule.owner)
        return pack(stated[0]) if stated else None
    return event.author if rule.holder == "counsellor" and event.student is None else None
