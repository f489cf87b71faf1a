"""One crisis as the words of its two sheets: what was done in time order, and who keeps watch when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from app.forms.crisis_sheets import CrisisEvent, CrisisReport, NotPossible, WatchNote, WatchRoster, WatchShift
from app.records.kind import Values
from app.services.printed_records import record_form
from app.services.printed_source import Record, Sources, belonging, moment, said, truth
from app.services.reading import name_of
from app.texts import text

DEMANDS = {"keepers": 2, "staff": 1, "same_sex": 1, "note_minutes": 30, "note_danger_minutes": 15}
"""What a shift asks for where the plan sets nothing else (DEFAULTS.md, watch)."""
_Dated = tuple[datetime, str, str, str]
"""When, what, by whom, note."""


def crisis_report(sources: Sources, crisis: Record) -> tuple[CrisisReport, list[Record]]:
    """The report, and the records it was made of."""
    steps, shifts, calls, measures = (
        belonging(sources, crisis.id, name) for name in ("crisis_step", "watch_shift", "phone_report", "legal_measure")
    )
    found_at = sources.clock.moment(said(crisis.values, "found_at"))
    dated = sorted(
        [
            *_of_crisis(sources, crisis),
            *_of_steps(sources, steps),
            *_of_shifts(sources, shifts),
            *_of_calls(sources, calls),
            *_of_measures(sources, measures),
        ],
        key=lambda event: event[0],
    )
    undone = [step for step in steps if step.values.get("impossible") is True]
    report = CrisisReport(
        found=record_form(sources, crisis),
        events=tuple(
            CrisisEvent(at=moment(at), after=after(at - found_at), what=what, by=by, note=note)
            for at, what, by, note in dated
        ),
        not_possible=tuple(
            NotPossible(what=_step(sources, step), why=said(step.values, "not_possible"), by=_by(step))
            for step in undone
        ),
    )
    return report, [*steps, *shifts, *calls, *measures]


def watch_roster(sources: Sources, crisis: Record) -> tuple[WatchRoster, list[Record]]:
    """The roster, and the shifts it was made of."""
    shifts = sorted(belonging(sources, crisis.id, "watch_shift"), key=lambda s: said(s.values, "from"))
    asked = demands(sources)
    roster = WatchRoster(
        student=sources.person(said(crisis.values, "student")),
        responsible=_staff(sources, crisis.values.get("responsible")),
        demand=text("zh", "form.watch.demand_words", **asked),
        shifts=tuple(_shift(sources, shift, asked["keepers"]) for shift in shifts),
    )
    return roster, shifts


def demands(sources: Sources) -> dict[str, int]:
    """What the plan asks of a shift: people, and minutes between two notes."""
    return {name: int(sources.plan.settings.get(f"watch_{name}", usual)) for name, usual in DEMANDS.items()}


def after(span: timedelta) -> str:
    """The time since the crisis was found, to the minute."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 0:
        return text("zh", "form.crisis.before")
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return text("zh", "form.crisis.days", days=days, hours=hours)
    if hours:
        return text("zh", "form.crisis.hours", hours=hours, minutes=minutes % 60)
    return text("zh", "form.crisis.minutes", minutes=minutes)


def _of_crisis(sources: Sources, crisis: Record) -> Iterator[_Dated]:
    values, clock = crisis.values, sources.clock
    yield clock.moment(said(values, "found_at")), _word("found"), said(values, "found_by"), said(values, "danger")
    if values.get("phoned_at"):
        yield clock.moment(said(values, "phoned_at")), _word("phoned"), said(values, "responder"), ""


def _of_steps(sources: Sources, steps: Sequence[Record]) -> Iterator[_Dated]:
    for step in steps:
        if step.values.get("impossible") is not True:
            reached = truth(step.values, "reached")
            met = text("zh", f"form.parent_contact.{'reached' if reached else 'attempt'}")
            told = "" if reached is None else met
            at = sources.clock.moment(said(step.values, "done_at"))
            yield at, _step(sources, step), _by(step), _joined(told, said(step.values, "note"))


def _of_shifts(sources: Sources, shifts: Sequence[Record]) -> Iterator[_Dated]:
    keepers = demands(sources)["keepers"]
    for shift in shifts:
        values = shift.values
        until = text("zh", "form.crisis.to", at=sources.when(values.get("to")))
        few = text("zh", "form.watch.few") if _is_few(shift, keepers) else ""
        by = _joined("、".join(_keepers(values)), said(values, "staff_present"))
        note = _joined(until, said(values, "place"), few, said(values, "incident"), said(values, "done"))
        yield sources.clock.moment(said(values, "from")), _word("shift"), by, note


def _of_calls(sources: Sources, calls: Sequence[Record]) -> Iterator[_Dated]:
    for call in calls:
        values = call.values
        duty = sources.listed("duty", values.get("duty"))
        who = text("zh", "form.crisis.reached", who=_joined(said(values, "reached"), said(values, "phone"), apart=" "))
        at = sources.clock.moment(said(values, "when"))
        yield at, _joined(_word("phoned"), duty, apart="："), call.author, _joined(who, said(values, "note"))


def _of_measures(sources: Sources, measures: Sequence[Record]) -> Iterator[_Dated]:
    for measure in measures:
        values = measure.values
        note = _joined(said(values, "taken"), said(values, "diagnosis"), said(values, "outcome"))
        yield sources.clock.moment(measure.at), _word("measure"), _joined(measure.author, said(values, "seen_by")), note


def _shift(sources: Sources, shift: Record, keepers: int) -> WatchShift:
    values = shift.values
    taken = [act for act in belonging(sources, shift.id, "sign_off") if act.values.get("as") == "took_over"]
    seen = cast(list[Values], values.get("observations") or [])
    return WatchShift(
        begins=sources.when(values.get("from")),
        ends=sources.when(values.get("to")),
        keepers=tuple(_keepers(values)),
        staff=said(values, "staff_present"),
        place=said(values, "place"),
        same_sex=_yes(truth(values, "same_sex")),
        agreed=_yes(truth(values, "agreed")),
        interval=said(values, "interval"),
        few=_is_few(shift, keepers),
        handed_to=taken[-1].author if taken else "",
        handed_at=sources.when(taken[-1].values.get("at")) if taken else "",
        incident=_joined(said(values, "incident"), said(values, "done")),
        notes=tuple(_note(sources, row) for row in seen),
    )


def _note(sources: Sources, row: Values) -> WatchNote:
    words = {name: said(row, name) for name in ("speech", "mood", "food", "sleep", "dangerous", "out")}
    return replace(WatchNote(at=sources.when(row.get("at"))), **words)


def _keepers(values: Values) -> list[str]:
    return [str(keeper) for keeper in cast(list[object], values.get("keepers") or [])]


def _is_few(shift: Record, keepers: int) -> bool:
    """Whether too few kept watch; of a shift whose text is elsewhere nobody can say."""
    return shift.body_here and len(_keepers(shift.values)) < keepers


def _staff(sources: Sources, people: object) -> str:
    return "、".join(name_of(sources.db, str(person)) for person in cast(list[object], people or []))


def _step(sources: Sources, step: Record) -> str:
    return sources.listed("crisis_step", step.values.get("step"))


def _by(step: Record) -> str:
    return _joined(said(step.values, "by") or step.author, said(step.values, "with"), apart="、")


def _yes(answer: bool | None) -> str:
    return "" if answer is None else text("zh", "form.yes" if answer else "form.no")


def _word(key: str) -> str:
    return text("zh", f"form.crisis.{key}")


def _joined(*parts: str, apart: str = "；") -> str:
    return apart.join(part for part in parts if part)
