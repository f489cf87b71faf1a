"""The editor of the service plan: weekly rows, first and last day, and what follows from them before it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.records.counselling import SESSIONS
from app.services.schedule_plan import Preview
from ui.theme.look import Look
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.field import Choice, Day, Field, Line
from ui.widgets.number import Number
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph
from ui.words import Words

PAUSE = 250  # milliseconds without a change, after which what follows is computed anew
MONDAY = date(2026, 8, 31)  # any Monday: the names of the weekdays follow from it
NEW: Mapping[str, Any] = {"weekday": 1, "begins": "14:00", "slots": 3, "minutes": 50, "pause": 10}
"""What a new row begins with."""


class Planning(Card):
    """`changed` asks for a preview of `fields`, `saved` for them to be written, `left` for the schedule."""

    changed = Signal()
    saved = Signal()
    left = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.rows: list[_Row] = []
        self._weekends: dict[date, Choice] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.changed)
        scroll = Scroll(look, ground="surface", gap=16)
        scroll.column.setContentsMargins(*(look.px(24),) * 4)
        scroll.column.addWidget(Label(words("schedule.planning.title"), "head", strong=True))
        scroll.column.addWidget(Paragraph(look, words("schedule.planning.how"), ink="text-2"))
        scroll.column.addLayout(self._days())
        self.table = QGridLayout()
        self.table.setHorizontalSpacing(look.px(8))
        self.table.setVerticalSpacing(look.px(8))
        self.table.setColumnStretch(8, 1)
        heads = (
            words("schedule.planning.weekday"), words("schedule.planning.begins"), words("schedule.planning.slots"),
            words("schedule.planning.minutes"), words("schedule.planning.pause"), words("schedule.room"),
            words("schedule.kind"),
        )  # fmt: skip
        for k, head in enumerate(heads):
            self.table.addWidget(Label(head, "meta", "text-2"), 0, k)
        scroll.column.addLayout(self.table)
        self.more = Button(look, words("schedule.planning.add"), icon="plus")
        self.more.clicked.connect(lambda: self._add(self._like_last()))
        scroll.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.weekends = QVBoxLayout()
        scroll.column.addLayout(self.weekends)
        scroll.column.addWidget(self._note())
        scroll.column.addStretch()
        self.body.addWidget(scroll, 1)
        self._foot()

    def _days(self) -> QHBoxLayout:
        look, words = self.look, self.words
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        self.first = Day(words("schedule.planning.first"), words.language, optional=False)
        self.last = Day(words("schedule.planning.last"), words.language, optional=False)
        for label, day in (
            (words("schedule.planning.first"), self.first),
            (words("schedule.planning.last"), self.last),
        ):
            day.setFixedWidth(look.px(200))
            day.dateChanged.connect(lambda _: self._pause.start())
            row.addWidget(Field(look, label, day))
        row.addStretch()
        return row

    def _note(self) -> Field:
        self.note = Line(self.words("schedule.planning.note"), placeholder=self.words("schedule.planning.note_hint"))
        return Field(self.look, self.words("schedule.planning.note"), self.note)

    def _foot(self) -> None:
        foot = self.edge("foot")
        self.told = Paragraph(self.look, "", ink="text-2")
        foot.addWidget(self.told, 1)
        leave = Button(self.look, self.words("schedule.planning.leave"), key="Esc")
        leave.clicked.connect(self.left)
        foot.addWidget(leave)
        self.save = Button(self.look, self.words("schedule.planning.save"), "filled", key="Ctrl S")
        self.save.clicked.connect(self.saved)
        foot.addWidget(self.save)

    # What is typed.

    def begin(self, fields: Mapping[str, Any], first: date, last: date) -> None:
        """Shows a plan to be changed, or a new one between two days."""
        while self.rows:
            self._drop(self.rows[-1], quietly=True)
        self.first.set_day(date.fromisoformat(str(fields["from"])[:10]) if fields else first)
        self.last.set_day(date.fromisoformat(str(fields["to"])) if fields else last)
        self.note.setText(str(fields.get("note") or ""))
        for values in fields.get("patterns") or (NEW,):
            self._add(values)
        self._show_weekends({date.fromisoformat(one["on"]): one["weekday"] for one in fields.get("make_up") or ()})
        self.changed.emit()

    def fields(self) -> dict[str, Any]:
        """The plan as the service takes it."""
        first, last = self.first.day, self.last.day
        make_up = [{"on": d.isoformat(), "weekday": int(c.chosen)} for d, c in self._weekends.items() if c.chosen]
        return {
            "from": "" if first is None else first.isoformat(),
            "to": "" if last is None else last.isoformat(),
            "patterns": [row.fields() for row in self.rows],
            "make_up": make_up,
            "note": self.note.text().strip(),
        }

    def arrive(self) -> None:
        if self.rows:
            self.rows[0].weekday.setFocus(Qt.FocusReason.OtherFocusReason)

    def _like_last(self) -> Mapping[str, Any]:
        """A new row begins as the one before it, a day later."""
        if not self.rows:
            return NEW
        before = self.rows[-1].fields()
        return {**before, "weekday": int(before["weekday"]) % 5 + 1}

    def _add(self, values: Mapping[str, Any]) -> None:
        row = _Row(self.look, self.words, values)
        row.drop.clicked.connect(partial(self._drop, row))
        self.rows.append(row)
        for k, widget in enumerate(row.widgets):
            self.table.addWidget(widget, len(self.rows), k)
        for signal in row.signals:
            signal.connect(lambda *_: self._pause.start())
        self._pause.start()

    def _drop(self, row: _Row, *_: object, quietly: bool = False) -> None:
        self.rows.remove(row)
        for widget in row.widgets:
            self.table.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for k, other in enumerate(self.rows, 1):
            for column, widget in enumerate(other.widgets):
                self.table.addWidget(widget, k, column)
        if not quietly:
            self.more.setFocus()
            self._pause.start()

    # What follows from it.

    def show_preview(self, seen: Preview) -> None:
        """How many slots there are, what is left out, what stands outside of it."""
        words, known = self.words, {day: int(c.chosen or 0) for day, c in self._weekends.items()}
        self._show_weekends({**{day: 0 for day in seen.weekends}, **{d: n for d, n in known.items() if n}})
        left = words.listed([words("schedule.planning.left_out", name=h.name, n=h.slots) for h in seen.left_out])
        told = [
            words("schedule.planning.counted", n=seen.slots, weeks=seen.weeks),
            words("schedule.planning.without", what=left) if left else "",
            words("schedule.planning.beside", n=seen.beside) if seen.beside else "",
        ]
        self.told.set_text(words.together(told), "text-2")
        self.save.set_why("" if seen.slots else words("schedule.planning.no_slot"))

    def refuse(self, error: UserError) -> None:
        """What is wrong with it as it stands."""
        self.told.set_text(self.words.error(error)[0], "danger")
        self.save.set_why(self.words("schedule.planning.not_yet"))

    def _show_weekends(self, days: Mapping[date, int]) -> None:
        """The weekends on which there is teaching: as which weekday, or none."""
        if list(days) == list(self._weekends) and days:
            return
        while (item := self.weekends.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        self._weekends = {}
        for day, weekday in sorted(days.items()):
            choice = Choice(
                self.words("schedule.planning.as"), _weekdays(self.words)[:5], self.words("schedule.planning.none")
            )
            choice.choose(str(weekday or ""))
            choice.currentIndexChanged.connect(lambda _: self._pause.start())
            choice.setMaximumWidth(self.look.px(200))
            self._weekends[day] = choice
            label = self.words("schedule.planning.weekend", day=self.words.day(day, weekday=True))
            choice.setAccessibleName(label)
            self.weekends.addWidget(Field(self.look, label, choice))


class _Row:
    """The fields of one weekly row."""

    def __init__(self, look: Look, words: Words, values: Mapping[str, Any]) -> None:
        self.weekday = Choice(words("schedule.planning.weekday"), _weekdays(words))
        self.weekday.choose(str(values["weekday"]))
        self.begins = Line(words("schedule.planning.begins"), str(values["begins"]), "14:00", code=True)
        self.begins.setFixedWidth(look.px(88))
        self.slots = Number(words("schedule.planning.slots"), 20)
        self.minutes = Number(words("schedule.planning.minutes"), 240)
        self.pause = Number(words("schedule.planning.pause"), 240)
        self.room = Line(words("schedule.room"), str(values.get("room") or ""))
        self.room.setFixedWidth(look.px(200))
        self.kind = Choice(
            words("schedule.kind"), [(k, words.choice("kind", k)) for k in SESSIONS], words("schedule.planning.any")
        )
        self.kind.choose(str(values.get("kind") or ""))
        self.drop = IconButton(look, "trash-2", words("schedule.planning.drop"))
        self.drop.setFixedSize(look.px(32), look.px(32))
        for number, value in (
            (self.slots, values["slots"]),
            (self.minutes, values["minutes"]),
            (self.pause, values.get("pause") or 0),
        ):
            number.set_number(int(value))
            number.setMinimumWidth(look.px(72))
        self.widgets: Sequence[QWidget] = (
            self.weekday, self.begins, self.slots, self.minutes, self.pause, self.room, self.kind, self.drop,
        )  # fmt: skip
        self.signals = (
            self.weekday.currentIndexChanged, self.begins.textChanged, self.slots.valueChanged,
            self.minutes.valueChanged, self.pause.valueChanged, self.room.textChanged, self.kind.currentIndexChanged,
        )  # fmt: skip

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "weekday": int(self.weekday.chosen), "begins": _hour(self.begins.text()), "slots": self.slots.number,
            "minutes": self.minutes.number, "pause": self.pause.number or 0, "room": self.room.text().strip(),
            "kind": self.kind.chosen,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value not in ("", None)}


def _hour(typed: str) -> str:
    """9:00 and 14：00 are said so too."""
    said = typed.strip().replace("：", ":")
    return f"0{said}" if len(said) == 4 and said[1] == ":" else said


def _weekdays(words: Words) -> list[tuple[str, str]]:
    return [(str(k + 1), words.weekday(MONDAY + timedelta(days=k))) for k in range(7)]
