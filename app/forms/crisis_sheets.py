"""The two sheets of a crisis: the report with its timeline to the minute, and the watch roster (intervention.1–.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.forms import grid
from app.forms.grid import Cell, Look, Row, Setting
from app.forms.pen import ACROSS
from app.forms.record_form import record_rows, running, table_rows
from app.forms.record_values import Column, RecordForm
from app.forms.sheet import print_table, word
from app.forms.values import Person, PrintStamp

_WIDE = Setting(ACROSS, 9.0, 13.0, 4.0, 4.0)
_EMPTY_EVENTS, _EMPTY_SHIFTS, _EMPTY_NOTES = 14, 8, 12


@dataclass(frozen=True, kw_only=True)
class CrisisEvent:
    """One line of the timeline; `after` is the time since the crisis was found."""

    at: str
    after: str
    what: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NotPossible:
    """A step that could not be done, and why."""

    what: str
    why: str
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class CrisisReport:
    """A crisis as it was found, what was done in time order, and what could not be done."""

    found: RecordForm
    events: tuple[CrisisEvent, ...] = ()
    not_possible: tuple[NotPossible, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WatchNote:
    """What the keepers saw at one time of their shift."""

    at: str
    speech: str = ""
    mood: str = ""
    food: str = ""
    sleep: str = ""
    dangerous: str = ""
    out: str = ""


@dataclass(frozen=True, kw_only=True)
class WatchShift:
    """One shift; `few` where fewer kept watch than the plan asks, `handed_to` who signed for taking over."""

    begins: str
    ends: str
    keepers: tuple[str, ...] = ()
    staff: str = ""
    place: str = ""
    same_sex: str = ""
    agreed: str = ""
    interval: str = ""
    few: bool = False
    handed_to: str = ""
    handed_at: str = ""
    incident: str = ""
    notes: tuple[WatchNote, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WatchRoster:
    """The shifts of one crisis in time order; `demand` says what the plan asks of each."""

    student: Person
    responsible: str = ""
    demand: str = ""
    shifts: tuple[WatchShift, ...] = ()


def print_crisis_report(report: CrisisReport, stamp: PrintStamp) -> bytes:
    """The report as a PDF."""
    events = [(e.at, e.after, e.what, e.by, e.note) for e in report.events]
    columns = _columns("crisis", ("at", 4.5), ("after", 2.9), ("what", 4.2), ("by", 3.8), ("note", 7.0))
    more = table_rows(word("crisis.timeline"), columns, events, stamp.blank, _EMPTY_EVENTS, grid.SMALL)
    if report.not_possible:
        undone = [(u.what, u.why, u.by) for u in report.not_possible]
        columns = _columns("crisis", ("what", 6), ("why", 11), ("by", 5))
        more += table_rows(word("crisis.not_possible"), columns, undone, by_hand=False, setting=grid.SMALL)
    return print_table(word("crisis_report.title"), record_rows(report.found, more), stamp, running(report.found))


def print_watch_roster(roster: WatchRoster, stamp: PrintStamp) -> bytes:
    """The roster as a PDF laid across: the shifts with both signatures of each hand-over, then what was seen."""
    rows = [_about(roster)]
    if roster.demand:
        rows.append(Row((Cell(word("watch.demand"), 2, Look.LABEL), Cell(roster.demand, 22)), setting=_WIDE))
    rows += _shifts(roster.shifts, stamp.blank)
    rows += _notes(roster.shifts, stamp.blank)
    incidents = [f"{s.begins}　{s.incident}" for s in roster.shifts if s.incident]
    if incidents:
        cells = (Cell(word("watch.incidents"), 2, Look.LABEL), Cell("\n".join(incidents), 22, Look.TEXT))
        rows.append(Row(cells, setting=_WIDE))
    student = roster.student
    title = word("watch_roster.title")
    return print_table(title, rows, stamp, f"{student.name}　{student.number}", paper=ACROSS)


def _about(roster: WatchRoster) -> Row:
    student = roster.student
    pairs = (
        ("name", student.name, 3.6),
        ("student_number", student.number, 3.4),
        ("sex", student.sex, 1.2),
        ("class", student.class_name, 3.4),
        ("watch.responsible", roster.responsible, 4.0),
    )
    cells: list[Cell] = []
    for key, said, share in pairs:
        cells += [Cell(word(key), 2.0 if key == "watch.responsible" else 1.6, Look.LABEL), Cell(said, share, hint="—")]
    return Row(tuple(cells), setting=_WIDE)


def _shifts(shifts: Sequence[WatchShift], blank: bool) -> list[Row]:
    columns = _columns(
        "watch", ("begins", 3), ("ends", 3), ("keepers", 4), ("staff", 3), ("place", 3), ("same_sex", 1.6),
        ("agreed", 1.6), ("interval", 1.6), ("enough", 2), ("out", 3.4), ("in", 3.4),
    )  # fmt: skip
    said = [
        (
            s.begins, s.ends, "、".join(s.keepers), s.staff, s.place, s.same_sex, s.agreed, s.interval,
            word("watch.few") if s.few else word("watch.full"),
            None, "\n".join(filter(None, (s.handed_to, s.handed_at))) or None,
        )
        for s in shifts
    ]  # fmt: skip
    return table_rows(word("watch.shifts"), columns, said, blank, _EMPTY_SHIFTS, _WIDE)


def _notes(shifts: Sequence[WatchShift], blank: bool) -> list[Row]:
    columns = _columns(
        "watch", ("seen_at", 3), ("speech", 4), ("mood", 4), ("food", 3), ("sleep", 3), ("dangerous", 3), ("out_of", 3)
    )
    seen = [(n.at, n.speech, n.mood, n.food, n.sleep, n.dangerous, n.out) for s in shifts for n in s.notes]
    return table_rows(word("watch.notes"), columns, seen, blank, _EMPTY_NOTES, _WIDE)


def _columns(section: str, *heads: tuple[str, float]) -> list[Column]:
    return [Column(word(f"{section}.{key}"), share) for key, share in heads]
