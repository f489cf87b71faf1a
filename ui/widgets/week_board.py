"""A week of the schedule, painted: days as columns, half hours as rows, a block for each slot. It reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip

from app.services.schedule import DayOfSchedule
from app.services.schedule_slots import Slot
from ui.tables.schedule_words import is_over, sentence
from ui.theme.look import Look
from ui.widgets.paint import paint_focus, paint_text
from ui.widgets.slot_block import hatch, paint_slot
from ui.widgets.tip import plain_tip
from ui.words import Words

HEAD, TIMES, ROW, TOP = 52, 52, 24, 4  # px at a scale of 1: the days, the hours, the least of half an hour, above all
FIRST, LAST = 9, 18  # hours that are always shown
HALF = 30  # minutes
WORKDAYS = 5


class WeekBoard(QAbstractScrollArea):
    """One stop for Tab; the arrows go from slot to slot. `picked` carries the slot that became the current one,
    `opened` comes with Enter or a double click. `letters` says what other keys do."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.days: tuple[DayOfSchedule, ...] = ()
        self.today, self.now = date.min, datetime.min
        self.names: Mapping[str, str] = {}
        self.letters: Mapping[Qt.Key, Callable[[], None]] = {}
        self.moving = False
        self.current: Slot | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self._tell()
        look.changed.connect(self._fit)

    # What is shown.

    def show_week(self, days: Sequence[DayOfSchedule], now: datetime) -> None:
        """Another week, or the same one read anew: the current slot stays where it is still there."""
        self.days = tuple(d for d in days if d.day.weekday() < WORKDAYS or d.slots or d.day == now.date())
        self.today, self.now = now.date(), now
        before = self.current
        slots = self.slots
        same = [s for s in slots if before is not None and (s.at == before.at or s.record == before.record != "")]
        self.current = next((s for s in same if before is not None and s.at == before.at), next(iter(same), None))
        if self.current is None and slots:
            self.current = self._first_to_look_at(slots)
        self._fit()
        self._tell()

    def _first_to_look_at(self, slots: Sequence[Slot]) -> Slot:
        """The next one that is booked, else the next one, else the first."""
        coming = [slot for slot in slots if slot.ends > self.now]
        return next((slot for slot in coming if slot.state == "booked"), next(iter(coming), slots[0]))

    def show_names(self, names: Mapping[str, str]) -> None:
        """Names by code, while somebody asks to see them; {} takes them away."""
        self.names = names
        self.viewport().update()

    @property
    def slots(self) -> list[Slot]:
        return [slot for day in self.days for slot in day.slots]

    def go(self, slot: Slot) -> None:
        """Makes a slot the current one, in sight."""
        self.current = slot
        self._into_sight()
        self._tell()
        self.viewport().update()
        self.picked.emit(slot)

    # Where things are.

    @property
    def _span(self) -> tuple[int, int]:
        """The first and the last hour that are shown."""
        slots = self.slots
        first = min([FIRST, *(s.at.hour for s in slots)])
        return first, max([LAST, *(s.ends.hour + bool(s.ends.minute) for s in slots)])

    @property
    def _row(self) -> float:
        """The height of half an hour in px: what there is room for, and never less than can be read."""
        first, last = self._span
        room = self.viewport().height() - self.look.px(HEAD + TOP) - 1
        return max(self.look.px(ROW), room / ((last - first) * 2))

    def _column(self, at: int) -> tuple[int, int]:
        """Left edge and width of a day."""
        left, count = self.look.px(TIMES), max(1, len(self.days))
        wide = (self.viewport().width() - left) / count
        return left + round(at * wide), round((at + 1) * wide) - round(at * wide)

    def _y(self, minute: float) -> int:
        """The place of a minute of the day."""
        lines = (minute - self._span[0] * 60) / HALF
        return self.look.px(HEAD + TOP) + round(lines * self._row) - self.verticalScrollBar().value()

    def box(self, slot: Slot) -> QRect:
        """Where a slot is painted."""
        at = next(k for k, day in enumerate(self.days) if day.day == slot.at.date())
        left, wide = self._column(at)
        begins = slot.at.hour * 60 + slot.at.minute
        top, bottom = self._y(begins), self._y(begins + slot.minutes)
        return QRect(left + self.look.px(3), top + 1, wide - self.look.px(6), max(self.look.px(18), bottom - top - 1))

    def _at(self, place: QPoint) -> Slot | None:
        if place.y() < self.look.px(HEAD):
            return None
        return next((slot for slot in self.slots if self.box(slot).contains(place)), None)

    def _fit(self) -> None:
        first, last = self._span
        whole = round((last - first) * 2 * self._row) + self.look.px(HEAD + TOP)
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setRange(0, max(0, whole - self.viewport().height()))
        self.viewport().update()

    def _into_sight(self) -> None:
        if self.current is None:
            return
        box, bar = self.box(self.current), self.verticalScrollBar()
        above, below = box.top() - self.look.px(HEAD), box.bottom() - self.viewport().height()
        if above < 0 or below > 0:
            bar.setValue(bar.value() + (above - self.look.px(4) if above < 0 else below + self.look.px(4)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(TIMES) + WORKDAYS * self.look.px(84), self.look.px(HEAD) + 6 * self.look.px(ROW))

    # What it says.

    def _tell(self) -> None:
        name = self.words("schedule.board")
        self.setAccessibleName(name if self.current is None else sentence(self.words, self.current, self.now))
        self.setAccessibleDescription(name)
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self.viewport()), self.look
        whole = self.viewport().rect()
        painter.fillRect(whole, look.color("surface"))
        for k, day in enumerate(self.days):
            self._paint_ground(painter, k, day)
        self._paint_hours(painter)
        self._paint_now(painter)
        for slot in self.slots:
            here = self.moving and slot.state == "free" and not is_over(slot, self.now)
            name = self.names.get(slot.code, "")
            paint_slot(painter, look, self.words, self.box(slot), slot, self.now, name, offered=here)
        if self.current is not None:
            ring = self.box(self.current).adjusted(-2, -2, 2, 2)
            if self.hasFocus():
                paint_focus(painter, look, ring, 7)
            else:
                painter.setPen(look.color("control"))
                painter.drawRoundedRect(ring.adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        painter.fillRect(QRect(0, 0, whole.width(), look.px(HEAD)), look.color("surface"))
        for k, day in enumerate(self.days):
            self._paint_head(painter, k, day)
        painter.fillRect(QRect(0, look.px(HEAD) - 1, whole.width(), 1), look.color("line"))

    def _paint_ground(self, painter: QPainter, at: int, day: DayOfSchedule) -> None:
        look, (left, wide) = self.look, self._column(at)
        body = QRect(left, look.px(HEAD), wide, self.viewport().height())
        if day.day == self.today:
            painter.fillRect(body, look.color("sunken"))
        if day.free:
            painter.fillRect(body, hatch(look, self.devicePixelRatioF()))
            middle = QRect(left, self.viewport().height() // 2 - look.px(16), wide, look.px(32))
            painter.fillRect(middle, look.color("surface"))
            painter.setFont(look.font("meta", strong=True))
            painter.setPen(look.color("text-2"))
            name = day.holiday or self.words("schedule.holiday")
            painter.drawText(middle, int(Qt.AlignmentFlag.AlignCenter), name)
        painter.fillRect(QRect(left, 0, 1, self.viewport().height()), look.color("line"))

    def _paint_hours(self, painter: QPainter) -> None:
        look, (first, last) = self.look, self._span
        for hour in range(first, last + 1):
            y, hour_line = self._y(hour * 60), look.line("meta")
            painter.fillRect(QRect(look.px(TIMES), y, self.viewport().width(), 1), look.color("line"))
            box = QRect(0, y + 1, look.px(TIMES - 8), hour_line)
            if hour < last:
                paint_text(painter, look, box, f"{hour}:00", size="meta", ink="text-3", digits=True, right=True)

    def _paint_now(self, painter: QPainter) -> None:
        """A line across today at the present hour."""
        at = next((k for k, day in enumerate(self.days) if day.day == self.today), None)
        first, last = self._span
        if at is None or not first <= self.now.hour < last:
            return
        left, wide = self._column(at)
        y = self._y(self.now.hour * 60 + self.now.minute)
        painter.fillRect(QRect(left + 1, y - 1, wide - 1, 2), self.look.color("text"))
        painter.fillRect(
            QRect(left - self.look.px(2), y - self.look.px(3), self.look.px(5), self.look.px(6)),
            self.look.color("text"),
        )

    def _paint_head(self, painter: QPainter, at: int, day: DayOfSchedule) -> None:
        look, words, (left, wide) = self.look, self.words, self._column(at)
        here = day.day == self.today
        inner = QRect(left + look.px(10), look.px(6), wide - look.px(12), look.line("meta"))
        first = words("schedule.today", weekday=words.weekday(day.day)) if here else words.weekday(day.day)
        ink = "accent-text" if here else "text-2"
        paint_text(painter, look, inner, first, size="meta", ink=ink, strong=here)
        below = inner.translated(0, look.line("meta"))
        strong = "accent-text" if here else "text" if day.teaches else "text-3"
        paint_text(painter, look, below, words.day(day.day), strong=True, digits=True, ink=strong)
        if here:
            painter.fillRect(QRect(left + 1, look.px(HEAD) - look.px(3), wide - 1, look.px(3)), look.color("accent"))

    # Keys and pointer.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif key in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
            Qt.Key.Key_Left,
            Qt.Key.Key_Right,
            Qt.Key.Key_Home,
            Qt.Key.Key_End,
        ):
            self._step(key)
        elif key in self.letters:
            self.letters[key]()
        else:
            event.ignore()

    def _step(self, key: Qt.Key) -> None:
        slots, current = self.slots, self.current
        if current is None or not slots:
            return
        at = slots.index(current) if current in slots else 0
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(slots[0 if key == Qt.Key.Key_Home else -1])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = at + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= to < len(slots):
                self.go(slots[to])
        else:
            self._across(current, 1 if key == Qt.Key.Key_Right else -1)

    def _across(self, current: Slot, step: int) -> None:
        """The slot of the next day with one, at about the same hour."""
        day = current.at.date()
        beside = [d for d in self.days if d.slots and (d.day > day if step > 0 else d.day < day)]
        if beside:
            slots = (beside[0] if step > 0 else beside[-1]).slots
            hour = current.at.time()
            self.go(min(slots, key=lambda s: abs((s.at.hour - hour.hour) * 60 + s.at.minute - hour.minute)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        slot = self._at(event.position().toPoint())
        if slot is not None:
            self.go(slot)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        slot = self._at(event.position().toPoint())
        if slot is not None:
            self.opened.emit(slot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            slot = self._at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(sentence(self.words, slot, self.now)) if slot else "", self)
            return True
        return super().viewportEvent(event)
