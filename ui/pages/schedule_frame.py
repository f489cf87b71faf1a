"""The frame of the schedule: which week or day, the board or the list; beside it the slot, the figures, who waits."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.page import Page
from ui.pages.schedule_card import SlotCard
from ui.pages.schedule_planning import Planning
from ui.pages.schedule_waiting import WaitingCard
from ui.say import Say
from ui.tables.day_list import DayModel, DayPainter, columns
from ui.tables.ruled import ListGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.bar import Bar
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card, Empty
from ui.widgets.field import Choice
from ui.widgets.key_hints import KeyHints
from ui.widgets.link import Link
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label
from ui.widgets.tiles import Tiles
from ui.widgets.week_board import WeekBoard

BOARD, LIST = range(2)
SCHEDULE, PLANNING, EMPTY = range(3)


class ScheduleFrame(Page):
    """`board` shows a week, `grid` a day; `card`, `tiles` and `waiting` are beside them, `planning` in their place."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(20), look.px(24), look.px(20))
        outer.setSpacing(look.px(14))
        self.head = self._head()
        outer.addLayout(self.head)
        self.whole = QStackedWidget()
        self.whole.addWidget(self._schedule())
        self.planning = Planning(look, self.words)
        self.whole.addWidget(self.planning)
        self.whole.addWidget(self._empty())
        outer.addWidget(self.whole, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the words of the two buttons at the end of the row go: their icons stay."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._give_way)  # not while what is above is laying out the page

    def _give_way(self) -> None:
        for button in (self.print_button, self.plan_button):
            button.set_brief(False)
        for button in (self.plan_button, self.print_button):
            self.head.invalidate()
            room = self.width() - 2 * self.look.px(24)
            button.set_brief(self.head.minimumSize().width() > room)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the row gets without those words."""
        least, wide = super().minimumSizeHint(), (self.print_button, self.plan_button)
        return QSize(least.width() - sum(button.spare for button in wide), least.height())

    def _head(self) -> QHBoxLayout:
        look, words = self.look, self.words
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(Label(words("schedule.title"), "page"))
        self.span = Label("", ink="text-2")
        head.addSpacing(look.px(8))
        head.addWidget(self.span)
        head.addSpacing(look.px(8))
        self.steps = QWidget()
        row = QHBoxLayout(self.steps)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(4))
        self.before = IconButton(look, "chevron-left", words("schedule.before"))
        self.here = Button(look, words("schedule.now"), key="T")
        self.after = IconButton(look, "chevron-right", words("schedule.after"))
        self.month = Choice(words("schedule.month"), ())
        self.month.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.month.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for button in (self.before, self.here, self.after, self.month):
            row.addWidget(button)
        for icon in (self.before, self.after):
            icon.setFixedSize(look.px(32), look.px(32))
        head.addWidget(self.steps)
        head.addStretch()
        self.view = Bar(look, words("schedule.view"))
        self.view.set_options([("week", words("schedule.week")), ("day", words("schedule.day"))])
        self.view.choose("week")
        self.view.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.print_button = Button(look, words("schedule.print"), icon="printer")
        self.plan_button = Button(look, words("schedule.plan"), icon="calendar")
        for widget in (self.view, self.print_button, self.plan_button):
            head.addWidget(widget)
        return head

    def _schedule(self) -> QWidget:
        look, words = self.look, self.words
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        card = Card(look, padded=False, gap=0)
        self.board = WeekBoard(look, words)
        self.model = DayModel(columns(look, words), words)
        self.grid = ListGrid(look, words("schedule.list"), self.model)
        self.grid.setItemDelegate(DayPainter(look, self.grid, self.model))
        self.day_empty = Empty(look, "calendar-days", words("schedule.no_slots"), words("schedule.no_slots_why"))
        self.day = QStackedWidget()
        self.day.addWidget(self.grid)
        self.day.addWidget(self.day_empty)
        self.shown = QStackedWidget()
        self.shown.addWidget(self.board)
        self.shown.addWidget(self.day)
        card.body.setContentsMargins(1, 1, 1, 1)
        card.add(self.shown)
        foot = card.edge("foot")
        self.hints = KeyHints(look, words, words("schedule.keys"))
        foot.addWidget(self.hints, 1)
        row.addWidget(card, 1)
        row.addWidget(self._side())
        return whole

    def _side(self) -> QWidget:
        look, words = self.look, self.words
        side = Scroll(look, width=tokens.SIDE)  # in a low window what is wrong at a field keeps its room
        column = side.column
        self.coming = Link(look, words("schedule.nothing_comes"))
        column.addWidget(self.coming)
        self.card = SlotCard(look, words)
        column.addWidget(self.card)
        figures = Card(look, padded=False, gap=0)
        self.tiles = Tiles(look, words("schedule.figures"))
        figures.add(self.tiles)
        self.told = Label("", "meta", "text-2")
        self.told.setContentsMargins(look.px(16), 0, look.px(16), look.px(10))
        figures.add(self.told)
        column.addWidget(figures)
        self.waiting = WaitingCard(look, words)
        column.addWidget(self.waiting, 1)
        return side

    def _empty(self) -> QWidget:
        card = Card(self.look)
        words = self.words
        self.none = Empty(
            self.look, "calendar-days", words("schedule.no_plan"), words("schedule.no_plan_why"),
            words("schedule.make_plan"), lambda: self.make_plan(),
        )  # fmt: skip
        self.none.setMaximumWidth(self.look.px(560))
        card.body.addWidget(self.none, 1, Qt.AlignmentFlag.AlignHCenter)
        return card

    def make_plan(self) -> None:
        """Opens the editor of the service plan."""
        raise NotImplementedError
