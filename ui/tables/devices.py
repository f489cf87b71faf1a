"""The table of devices: who has one, for which college, how it stands, when it was heard of last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.records.words import found_by, sort_key
from app.services.devices import Device
from app.workspace import Workspace
from ui.tables.grid import Grid
from ui.tables.heads import PAD, Ask, Column
from ui.tables.lines import GridModel
from ui.tables.ruled import Ruled
from ui.theme.look import Look
from ui.widgets.paint import paint_tag, paint_text, tag_size
from ui.words import Words

SILENT = 7  # days without a word after which a device is marked
STATES = {
    "active": ("circle-check", "met"),
    "frozen": ("lock", "warn"),
    "suspect": ("triangle-alert", "warn"),
    "left": ("log-out", "text-2"),
    "lost": ("octagon-alert", "danger"),
}
"""State of a device → its icon and ink."""


@dataclass(frozen=True)
class DeviceLine:
    """A device as the list shows it. `days` since it was heard of, None for never; `own` is this machine."""

    device: Device
    role: str
    state: str
    state_word: str
    heard: datetime | None
    days: int | None
    own: bool
    order: str  # by which names are put in order, and what typing finds it by: made off the GUI thread
    found: str

    @property
    def id(self) -> str:
        return self.device.id

    @property
    def silent(self) -> bool:
        """In use and not heard of for a week."""
        return self.state == "active" and not self.own and self.days is not None and self.days >= SILENT


def line_of(workspace: Workspace, words: Words, device: Device) -> DeviceLine:
    """A device in words."""
    clock = workspace.clock
    heard = clock.moment(device.heard) if device.heard else None
    days = max(0, (clock.today() - heard.date()).days) if heard is not None else None
    state = "frozen" if device.frozen and device.state == "active" else device.state
    role = words.role(device.role)
    word, told = state_word(words, state), " ".join((role, device.college, state_word(words, state))).casefold()
    found = f"{found_by(device.name, device.people)} {told}"
    own = device.id == workspace.device
    return DeviceLine(device, role, state, word, heard, days, own, sort_key(device.name), found)


def state_word(words: Words, state: str) -> str:
    return {
        "active": words("devices.active"),
        "frozen": words("devices.frozen"),
        "suspect": words("devices.suspect"),
        "left": words("devices.left"),
        "lost": words("devices.lost"),
    }[state]


def days_ago(words: Words, days: int) -> str:
    return words("devices.days_ago", n=days) if days else words("devices.today")


def matching(lines: Sequence[DeviceLine], typed: str) -> list[DeviceLine]:
    """Those whose name, pinyin, number, role, college or state begins with every word typed, or holds it."""
    wanted = typed.casefold().split()
    return [line for line in lines if all(word in line.found for word in wanted)]


_ORDERS: dict[str, Callable[[DeviceLine], Any]] = {
    "name": lambda line: line.order,
    "role": lambda line: line.role,
    "college": lambda line: line.device.college,
    "state": lambda line: list(STATES).index(line.state),
    "heard": lambda line: line.heard.timestamp() if line.heard is not None else 0.0,
    "seq": lambda line: line.device.last_seq,
}


def ordered(lines: Sequence[DeviceLine], column: str, *, descending: bool) -> list[DeviceLine]:
    """By a column, then by name."""
    by_name = sorted(lines, key=_ORDERS["name"])
    return sorted(by_name, key=_ORDERS[column], reverse=descending)


def columns(look: Look, words: Words) -> tuple[Column, ...]:
    """Widths that follow from the font and the longest words, never from what is listed."""
    pad = look.px(PAD + 8)

    def wide(head: str, *texts: str, more: int = 0) -> int:
        return max(look.width(head, "meta") + look.px(17), *(look.width(t) + more for t in texts)) + pad

    heads = {name: words(key) for name, key in _HEADS.items()}
    states = [state_word(words, state) for state in STATES]
    roles = [words.role(r) for r in ("centre", "station", "counsellor", "psychologist")]
    heard = words("devices.day_ago", day=words.day(datetime(2028, 12, 28).date()), ago=days_ago(words, 28))
    tag = tag_size(look, words("devices.silent"), "clock").width() + look.px(8)
    role, state = wide(heads["role"], *roles), wide(heads["state"], *states, more=look.px(22))
    told, seq = wide(heads["heard"], heard, more=tag), wide(heads["seq"], "0000")
    han = look.width("国")
    return (
        Column("name", heads["name"], least=han * 5 + pad, wish=han * 9 + pad, ask=Ask.UP),
        Column("role", heads["role"], role, wish=role + han * 2, gives=3, ask=Ask.UP),
        Column("college", heads["college"], han * 8 + pad, wish=han * 14 + pad, gives=1, ask=Ask.UP),
        Column("state", heads["state"], state, wish=state + han * 2, ask=Ask.UP),
        Column("heard", heads["heard"], told, wish=told + han * 2, ask=Ask.UP),
        Column("seq", heads["seq"], seq, gives=2, ask=Ask.UP),
    )


_HEADS = {
    "name": "devices.name",
    "role": "devices.role",
    "college": "devices.college",
    "state": "devices.state",
    "heard": "devices.heard",
    "seq": "devices.seq",
}


class DeviceModel(GridModel):
    """Devices as they were read."""

    def __init__(self, columns: Sequence[Column], words: Words) -> None:
        super().__init__(columns)
        self.words = words

    def text(self, line: DeviceLine, column: str) -> str:
        d = line.device
        if column == "heard":
            return self.heard(line)
        return {
            "name": d.name,
            "role": line.role,
            "college": d.college or "—",
            "state": line.state_word,
            "seq": str(d.last_seq) if d.last_seq else "—",
        }[column]

    def copied(self, line: DeviceLine, column: str) -> str:
        if column == "heard":
            return line.heard.strftime("%Y-%m-%d %H:%M") if line.heard is not None else ""
        return self.text(line, column).replace("—", "")

    def tip(self, line: DeviceLine, column: str) -> str:
        return self.words.moment(line.heard, weekday=True) if column == "heard" and line.heard is not None else ""

    def heard(self, line: DeviceLine) -> str:
        if line.own:
            return self.words("devices.own")
        if line.heard is None or line.days is None:
            return self.words("devices.never")
        day = self.words.day(line.heard.date())
        return self.words("devices.day_ago", day=day, ago=days_ago(self.words, line.days))

    def sentence(self, line: DeviceLine) -> str:
        d = line.device
        silent = self.words("devices.silent") if line.silent else ""
        parts = (d.name, line.role, d.college, line.state_word, self.heard(line), silent)
        return self.words.listed([part for part in parts if part])


class DevicePainter(Ruled):
    """State with its icon, the silent ones with their tag; the rest is text."""

    def __init__(self, look: Look, grid: Grid, words: Words) -> None:
        super().__init__(look, grid)
        self.words = words

    def style_of(self, line: DeviceLine, column: str) -> tuple[Any, str, bool]:
        off = line.state in ("lost", "left")
        if column == "name":
            return "body", "text-2" if off else "text", True
        if column == "state":
            return "body", STATES[line.state][1], False
        quiet = self._text(line, column) == "—" or (column == "heard" and line.heard is None)
        return "body", "text-3" if quiet else "text-2" if off else "text", False

    def paint_cell(self, painter: QPainter, box: QRect, line: DeviceLine, column: str) -> None:
        look = self.look
        if column == "state":
            icon, ink = STATES[line.state]
            painter.drawPixmap(box.left(), box.center().y() - look.px(8) + 1, look.pixmap(icon, ink, 16))
            paint_text(painter, look, box.adjusted(look.px(22), 0, 0, 0), line.state_word, ink=ink)
            return
        if column == "heard" and line.silent:
            text = self._text(line, column)
            used = paint_text(painter, look, box, text, ink="text", digits=True)
            paint_tag(
                painter, look, box.adjusted(used + look.px(8), 0, 0, 0), self.words("devices.silent"), "warn", "clock"
            )
            return
        super().paint_cell(painter, box, line, column)

    def wide(self, line: DeviceLine, column: str) -> int:
        extra = {"state": self.look.px(22), "heard": 0}.get(column, 0)
        return super().wide(line, column) + extra
