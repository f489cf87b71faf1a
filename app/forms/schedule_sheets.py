"""日程: a psychologist's week and day on paper, with codes or for the door, and the hours offered (prevention.1).

No name of a client is ever on them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.forms import grid
from app.forms.grid import Cell, Look, Row, Setting
from app.forms.pen import A4, ACROSS
from app.forms.sheet import print_table, word
from app.forms.values import PrintStamp

_TYPE = Setting(ACROSS, 9.0, 13.0, 4.0, 4.0)
_HEAD = Setting(ACROSS, 9.5, 14.0, 5.0, 4.0)
_TIME = 2.4
"""The share of the 24 columns that the hours take."""
_EMPTY_ROWS = 9
"""To be written on by hand."""
_DAY = (("hours", 3.6), ("state", 3.0), ("code", 3.6), ("kind", 3.4), ("room", 3.4), ("remark", 7.0))
_PLAN = (("weekday", 3.0), ("hours", 5.0), ("count", 3.0), ("minutes", 4.0), ("kind", 4.0), ("room", 5.0))


@dataclass(frozen=True, kw_only=True)
class WeekSchedule:
    """A week as a table: what stands at each hour of each day, in words. `days` carry the holiday's name where there
    is one. One for the `door` tells of no code and of no state but free or not."""

    owner: str
    week: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    told: str = ""
    door: bool = False


@dataclass(frozen=True, kw_only=True)
class DayLine:
    """One slot of a day."""

    hours: str
    state: str = ""
    code: str = ""
    kind: str = ""
    room: str = ""


@dataclass(frozen=True, kw_only=True)
class DaySchedule:
    """A day as a list, with room to write beside each slot."""

    owner: str
    day: str
    lines: tuple[DayLine, ...] = ()
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferedHours:
    """A row of a service plan in words."""

    weekday: str
    hours: str
    count: str
    minutes: str
    kind: str = ""
    room: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceSheet:
    """A service plan to be posted: when somebody can be seen, and on which days not."""

    owner: str
    span: str
    rows: tuple[OfferedHours, ...] = ()
    total: str = ""
    left_out: str = ""
    make_up: str = ""
    note: str = ""


def print_week_schedule(sheet: WeekSchedule, stamp: PrintStamp) -> bytes:
    """The week as a PDF laid across; the days stand on every page. Without a slot it says so."""
    share = (24 - _TIME) / len(sheet.days)
    heads = (Cell(word("schedule_week.time"), _TIME, Look.LABEL), *(Cell(day, share, Look.LABEL) for day in sheet.days))
    head = Row(heads, setting=_TYPE)
    about: tuple[tuple[str, str, float], ...] = (
        (("week", sheet.week, 16.0),) if sheet.door else (("week", sheet.week, 6.6), ("told", sheet.told, 7.4))
    )
    rows = [_about(_HEAD, ("owner", sheet.owner, 4.0), *about), head]
    empty = (("", ("",) * len(sheet.days)),) * _EMPTY_ROWS if stamp.blank else ()
    for k, (hours, cells) in enumerate(sheet.rows or empty):
        line = (Cell(hours, _TIME, Look.CENTRED), *(Cell(text, share, Look.CENTRED) for text in cells))
        rows.append(Row(line, least=36.0, head=head, stays=k == 0, setting=_TYPE))
    if not sheet.rows and not stamp.blank:
        rows.append(Row((Cell(word("schedule_week.nothing"), 24, Look.CENTRED),), setting=_HEAD))
    title = word("schedule_door.title") if sheet.door else word("schedule_week.title")
    stamp = replace(stamp, posted=sheet.door)
    return print_table(title, rows, stamp, f"{sheet.owner}　{sheet.week}", paper=ACROSS)


def print_day_schedule(sheet: DaySchedule, stamp: PrintStamp) -> bytes:
    """The day as a PDF; without a slot it says so."""
    setting = Setting(A4, 9.5, 14.0, 4.0, 4.0)
    head = Row(tuple(Cell(word(f"schedule_day.{key}"), share, Look.LABEL) for key, share in _DAY), setting=setting)
    rows = [_about(setting, ("owner", sheet.owner, 4.0), ("day", sheet.day, 5.6), ("sum", sheet.told, 8.4)), head]
    for k, line in enumerate(sheet.lines or ((DayLine(hours=""),) * _EMPTY_ROWS if stamp.blank else ())):
        said = (line.hours, line.state, line.code, line.kind, line.room, "")
        cells = tuple(Cell(text, share, Look.CENTRED) for text, (_, share) in zip(said, _DAY, strict=True))
        rows.append(Row(cells, least=32.0, head=head, stays=k == 0, setting=setting))
    if not sheet.lines and not stamp.blank:
        rows.append(Row((Cell(word("schedule_week.nothing"), 24, Look.CENTRED),), setting=setting))
    return print_table(word("schedule_day.title"), rows, stamp, f"{sheet.owner}　{sheet.day}")


def print_service_sheet(sheet: ServiceSheet, stamp: PrintStamp) -> bytes:
    """The hours that are offered, as a PDF to be posted."""
    head = Row(tuple(Cell(word(f"service_sheet.{key}"), share, Look.LABEL) for key, share in _PLAN))
    rows = [_about(grid.OFFICE, ("owner", sheet.owner, 5.0), ("span", sheet.span, 13.0)), head]
    empty = (OfferedHours(weekday="", hours="", count="", minutes=""),) * _EMPTY_ROWS if stamp.blank else ()
    for k, row in enumerate(sheet.rows or empty):
        said = (row.weekday, row.hours, row.count, row.minutes, row.kind, row.room)
        cells = tuple(Cell(text, share, Look.CENTRED) for text, (_, share) in zip(said, _PLAN, strict=True))
        rows.append(Row(cells, head=head, stays=k == 0))
    beside = (("total", sheet.total), ("left_out", sheet.left_out), ("make_up", sheet.make_up), ("note", sheet.note))
    for key, text in beside:
        if text:
            rows.append(Row((Cell(word(f"service_sheet.{key}"), 3, Look.LABEL), Cell(text, 21)), stays=True))
    return print_table(word("service_sheet.title"), rows, replace(stamp, posted=True), sheet.owner)


def _about(setting: Setting, *pairs: tuple[str, str, float]) -> Row:
    label = (24 - sum(share for _, _, share in pairs)) / len(pairs)
    cells: list[Cell] = []
    for key, said, share in pairs:
        cells.append(Cell(word(f"schedule_week.{key}"), label, Look.LABEL))
        cells.append(Cell(said, share, hint=grid.DASH))
    return Row(tuple(cells), setting=setting)
