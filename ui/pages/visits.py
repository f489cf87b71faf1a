"""走访: the week's visits and how many are still owed, where nobody was for long, and the two ways to begin one.

The form is in visit.py. A counsellor's page: nobody else owes visits (clause prevention.4).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.services import reports
from app.services.reports import ReportAsked
from app.services.visited import Where
from app.services.visits_week import Place, Visits, VisitWeek, list_visits
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.aside import Unfinished
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.bundles import EntryList
from ui.tables.ruled import ListGrid
from ui.tables.visits import (
    VisitModel,
    VisitPainter,
    columns,
    days_of,
    figure,
    place_entry,
    since,
    told,
    week_entry,
    week_name,
)
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.beside import Beside
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.text import Label, Paragraph
from ui.widgets.wrap import Wrap, row_of

WEEKS = 232  # px of the list of weeks
SHEET = 400  # px of a week's visits, less of which tells too little


class VisitsPage(Page):
    """Weeks on the left, the visits of the chosen one beside it, where to go on the right."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.found: Visits | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        outer.addWidget(self._head())
        weeks = QWidget()
        row = QHBoxLayout(weeks)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self._weeks_card())
        row.addWidget(self._sheet_card(), 1)
        outer.addWidget(Beside(look, weeks, self._side(), least=WEEKS + SHEET, high=240, gap=16), 1)
        for key, act in (("D", self.go_dorm), ("C", self.go_classroom), ("Ctrl+P", self.ask_print)):
            QShortcut(QKeySequence(key), self, act).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # The frame of the page.

    def _head(self) -> QWidget:
        look, words = self.look, self.words
        self.told = Label("", ink="text-2")
        self.print_button = Button(look, words("visits.print"), icon="printer", key="Ctrl P")
        self.classroom_button = Button(look, words("visits.go_classroom"), icon="school", key="C")
        self.dorm_button = Button(look, words("visits.go_dorm"), "filled", icon="door-open", key="D")
        self.print_button.clicked.connect(self.ask_print)
        self.classroom_button.clicked.connect(self.go_classroom)
        self.dorm_button.clicked.connect(self.go_dorm)
        title = Label(words("visits.title"), "page")
        title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        buttons = row_of(look, self.print_button, self.classroom_button, self.dorm_button)
        return Wrap(look, title, self.told, buttons, wraps="middle")

    def _weeks_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        card.setFixedWidth(look.px(WEEKS))
        card.edge("head").addWidget(Label(words("visits.weeks"), "head"))
        self.weeks = EntryList(look, words, words("visits.weeks"))
        self.weeks.chosen.connect(lambda entry: self._show_week(entry.value))
        self.weeks.copied.connect(self._copied)
        card.body.addWidget(self.weeks, 1)
        return card

    def _sheet_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        self.week_name, self.week_days = Label("", "head"), Label("", "meta", "text-2")
        self.week_figure = Label("", "head")
        for thing in (self.week_name, self.week_days):
            head.addWidget(thing)
        head.addStretch()
        head.addWidget(self.week_figure)
        self.sheet = ListGrid(look, words("visits.sheet"), VisitModel(columns(look, words), words), flat=True)
        self.sheet.setItemDelegate(VisitPainter(look, self.sheet, words))
        self.sheet.opened.connect(lambda identity: self.goto.emit(Goto("record", identity)))
        self.sheet.copied.connect(self._copied)
        self.nothing = Empty(look, "door-open", words("visits.nothing"), words("visits.nothing_why"))
        self.shown = QStackedWidget()
        self.shown.addWidget(self.sheet)
        self.shown.addWidget(self.nothing)
        card.body.addWidget(self.shown, 1)
        self.advice = Paragraph(look, "", "meta", "text-2")
        card.edge("foot").addWidget(self.advice, 1)
        look.changed.connect(self._fit)
        return card

    def _fit(self) -> None:
        self.sheet.set_columns(columns(self.look, self.words))
        self.places.setMinimumHeight(self.look.px(2 * tokens.CELL))  # two of them, below the week

    def _side(self) -> QWidget:
        look, words = self.look, self.words
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        head.addWidget(Label(words("visits.where"), "head"))
        self.places = EntryList(look, words, words("visits.where"))
        self.places.opened.connect(lambda entry: self._begin(entry.value))
        self.places.copied.connect(self._copied)
        self._fit()
        card.body.addWidget(self.places, 1)
        card.edge("foot").addWidget(Paragraph(look, words("visits.where_why"), "meta", "text-2"), 1)
        self.drafts = Unfinished(look, words)
        self.drafts.wanted.connect(lambda draft: self.goto.emit(Goto("draft", draft)))
        column.addWidget(card, 1)
        column.addWidget(self.drafts)
        return side

    # What is shown.

    def refresh(self) -> None:
        self.latest("visits", lambda report: list_visits(self.workspace), self._show)

    def arrive(self) -> None:
        """The focus is on what is next: Enter begins a visit."""
        self._next().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: Visits) -> None:
        first, words, today = self.found is None, self.words, self.workspace.clock.today()
        self.found = found
        self.weeks.replace([week_entry(words, week, today) for week in found.weeks])
        places = [place_entry(words, place) for place in found.places]
        moved = [entry.id for entry in places] != [entry.id for entry in self.places.rows.lines]
        self.places.replace(places, places[0].id if places and moved else "")  # the first is where to go next
        self.drafts.show_drafts(found.drafts, "")
        week = found.weeks[0]
        standing = words(
            "visits.standing", week=week_name(words, week), figure=figure(week), told=told(words, week, True)
        )
        self.told.setText(standing)
        self.dorm_button.set_kind("filled" if self._next() is self.dorm_button else "outline")
        self.classroom_button.set_kind("filled" if self._next() is self.classroom_button else "outline")
        current = self.weeks.current
        self._show_week(week if current is None else current.value)
        if first and self.focusWidget() in (None, self.dorm_button, self.classroom_button):
            self.arrive()

    def _show_week(self, week: VisitWeek) -> None:
        words, now = self.words, self._is_now(week)
        self.week_name.setText(words("visits.this_week") if now else week_name(words, week))
        self.week_days.setText(days_of(words, week))
        self.week_figure.setText(figure(week))
        self.week_figure.setAccessibleName(f"{figure(week)} {told(words, week, now)}")
        self.sheet.show_lines(week.visits, anew=True)
        self.shown.setCurrentIndex(0 if week.visits else 1)
        why = words("visits.nothing_why") if now else words("visits.nothing_then")
        self.nothing.set_text(words("visits.nothing"), why)
        self.advice.set_text(self._advice(week, now))
        self.print_button.set_why("" if week.visits else words("visits.nothing_to_print"))

    def _is_now(self, week: VisitWeek) -> bool:
        return week.first <= self.workspace.clock.today() <= week.last

    def _advice(self, week: VisitWeek, now: bool) -> str:
        """What still fits into the week, or how it ended."""
        words = self.words
        if week.excused:
            return words("visits.excused_why")
        if not week.of:
            return words("visits.none_owed_why")
        if not week.left:
            return words("visits.complete_why")
        if not now:
            return words("visits.short_why", n=week.left)
        days = (week.last - self.workspace.clock.today()).days + 1
        left = words("visits.left", n=week.left, day=words.day(week.last, weekday=True), days=days)
        longest = self._longest()
        if longest is None or not longest.long:
            return left
        name = longest.name or words("visits.classrooms")
        return left + words("visits.longest", place=name, since=since(words, longest))

    def _longest(self) -> Place | None:
        return self.found.places[0] if self.found is not None and self.found.places else None

    def _next(self) -> Button:
        """A dormitory, unless the classrooms were left out for longest."""
        longest = self._longest()
        in_class = longest is not None and longest.where == "classroom" and longest.long
        return self.classroom_button if in_class else self.dorm_button

    # What one does.

    def go_dorm(self) -> None:
        """Begins a round in the building where nobody was for longest."""
        places = self.found.places if self.found is not None else ()
        first = next((place for place in places if place.where == "dorm"), None)
        self._go("dorm", "" if first is None else first.id)

    def go_classroom(self) -> None:
        self._go("classroom")

    def _begin(self, place: Place) -> None:
        self._go(place.where, place.id)

    def _go(self, where: Where, building: str = "") -> None:
        given = (f"where={where}", *([f"building={building}"] if building else []))
        self.goto.emit(Goto("write", "visit", given))

    def _copied(self, n: int) -> None:
        self.say.toast(self, self.words("visits.copied", n=n))

    def ask_print(self) -> None:
        """Asks where to, and prints the week that is shown; the name proposed names nobody."""
        current, workspace = self.weeks.current, self.workspace
        if current is None or not self.print_button.isEnabled():
            return
        day = current.id

        def chosen(path: Path) -> None:
            def work(report: Report) -> Path:
                return reports.make_report(workspace, "visit_week", path, ReportAsked(week=day))

            def done(written: Path) -> None:
                self.say.toast(self, self.words("record.printed", file=written.name))

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        name = f"{self.words('visits.title')}-{day}.pdf"
        ask_place(self, self.say, self.words, self.words("record.print_where"), name, "PDF (*.pdf)", chosen)
