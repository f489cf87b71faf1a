"""Search over everything on this machine: people, and what was written in any version; narrowed, opened from here."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.searching import Result, Results, Search, search_records, searched_kinds
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.search_rows import SearchList
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.field import Choice, Day
from ui.widgets.filter_field import FilterField
from ui.widgets.flow import FlowLayout
from ui.widgets.pickers import Picker
from ui.widgets.text import Label
from ui.words import Words

PART = 100  # results at a time
PAUSE = 120  # milliseconds after a key until the store is asked


class Narrow(QWidget):
    """What narrows a search besides the words: kind, student, days, and only one's own. They wrap in a small window."""

    def __init__(self, page: Page, look: Look, words: Words) -> None:
        super().__init__()
        self.kind = Choice(words("search.kind"), (), words("search.any_kind"))
        name = words("search.about")
        self.student = Picker(look, words, page.workspace, page.jobs, "student", name, field="student", many=False)
        hint = look.width(words("writing.find_student"))
        self.student.setFixedWidth(hint + look.px(72))  # with the icon and the room at either end
        self.since = Day(words("search.since"), words.language)
        self.until = Day(words("search.until"), words.language)
        self.mine = QCheckBox(words("search.mine"))
        self.clear = Button(look, words("search.clear"), "text", icon="x")
        row = FlowLayout(self, gap=look.px(8))
        for one in (
            self.kind,
            self.student,
            _row(look, Label(words("search.since"), "meta", "text-2"), self.since),
            _row(look, Label(words("search.until"), "meta", "text-2"), self.until),
            _row(look, self.mine),
            self.clear,
        ):
            row.addWidget(one)

    def narrowed(self, text: str) -> Search:
        """The words with all that is asked besides."""
        kinds = (self.kind.chosen,) if self.kind.chosen else ()
        student = next(iter(self.student.values), "")
        return Search(text, kinds, student, self.since.day, self.until.day, self.mine.isChecked())

    def empty(self) -> None:
        """Asks nothing besides the words. Says nothing."""
        self.kind.choose("")
        self.student.set_values(())
        for day in (self.since, self.until):
            day.set_day(None)
        self.mine.setChecked(False)


def _row(look: Look, *widgets: QWidget) -> QWidget:
    """As high as a control, so that all stand on one line."""
    made = QWidget()
    made.setFixedHeight(look.px(tokens.CONTROL))
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(8))
    for widget in widgets:
        row.addWidget(widget)
    return made


class SearchPage(Page):
    """`open(words)` searches for them, `more` may name the student to whom it keeps. Enter opens the first result."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._limit = PART
        self._filling = self._asking = self._entering = self._was_in_list = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(lambda: self._ask(anew=True))
        self._build()
        self._connect()

    def _build(self) -> None:
        look, words = self.look, self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        outer.addWidget(Label(words("search.title"), "page"))
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.field = FilterField(look, words("search.words"), words("search.hint"), words("search.clear_words"))
        self.field.setMaximumWidth(look.px(640))
        outer.addWidget(self.field)
        self.narrow = Narrow(self, look, words)
        outer.addWidget(self.narrow)
        self.list = SearchList(look, words)
        self.nothing = Empty(look, "search", "", "", words("search.clear"), self._clear)
        self.shown = QStackedWidget()
        self.shown.addWidget(self.list)
        self.shown.addWidget(self.nothing)
        card = Card(look, padded=False, gap=0)
        card.add(self.shown)
        foot = card.edge("foot")
        self.count = Label("", "meta", "text-2")
        self.further = Button(look, words("search.further", n=PART), "text")
        foot.addWidget(self.count)
        foot.addStretch()
        foot.addWidget(self.further)
        self._foot = foot.parentWidget()
        outer.addWidget(card, 1)

    def _connect(self) -> None:
        field, narrow = self.field, self.narrow
        field.textChanged.connect(lambda _: self._soon())
        field.moved_down.connect(self._into_list)
        field.entered.connect(self._enter)
        narrow.kind.activated.connect(lambda _: self._now())
        narrow.student.changed.connect(self._now)
        narrow.mine.clicked.connect(self._now)
        for day in (narrow.since, narrow.until):
            day.dateChanged.connect(lambda _: self._soon())
        narrow.clear.clicked.connect(self._clear)
        self.list.opened.connect(self._open)
        self.list.above.connect(lambda: field.setFocus(Qt.FocusReason.OtherFocusReason))
        self.list.typed.connect(self._typed_in_list)
        self.further.clicked.connect(self._more)

    # What is asked.

    @property
    def asked(self) -> Search:
        """The question as the page stands."""
        return self.narrow.narrowed(self.field.text().strip())

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        self._filling = True
        self.field.setText(subject)
        self.narrow.student.set_values(more[:1])
        self._filling = False

    def refresh(self) -> None:
        self.latest("kinds", lambda report: searched_kinds(self.workspace), self._offer)
        self._ask(anew=False)

    def _offer(self, kinds: tuple[str, ...]) -> None:
        self.narrow.kind.set_options([(kind, self.words.kind(kind)) for kind in kinds])

    def _soon(self) -> None:
        if not self._filling:
            self._pause.start(PAUSE)

    def _now(self) -> None:
        if not self._filling:
            self._ask(anew=True)

    def _ask(self, *, anew: bool) -> None:
        self._pause.stop()
        asked = self.asked
        self._limit = PART if anew else self._limit
        self._asking, limit = True, self._limit
        self.narrow.clear.setVisible(asked.narrowed)

        def work(report: Report) -> Results:
            return search_records(self.workspace, asked, limit, tick=lambda: report(0, 1))  # the next key ends it

        self.latest("search", work, partial(self._show, asked, anew), self._failed)

    def _failed(self, error: UserError) -> None:
        self._asking = self._entering = False
        self.show_refusal(error)

    def _show(self, asked: Search, anew: bool, found: Results) -> None:
        self._asking = False
        self.list.replace(found.lines, anew=anew)
        self.shown.setCurrentIndex(0 if found.lines else 1)
        self._tell_nothing(asked)
        told = "search.first" if found.more else "search.count"
        self.count.setText(self.words(told, n=len(found.lines)) if found.lines else "")
        self.further.setVisible(found.more)
        self._foot.setVisible(bool(found.lines))
        if self._entering:
            self._enter()

    def _tell_nothing(self, asked: Search) -> None:
        words = self.words
        if not asked.text:
            self.nothing.set_text(words("search.begin"), words("search.begin_why"))
        else:
            self.nothing.set_text(words("search.none"), words("search.none_why"))
        if self.nothing.button is not None:
            self.nothing.button.setVisible(bool(asked.text) and asked.narrowed)

    def _more(self) -> None:
        self._limit += PART
        self._ask(anew=False)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self._filling = True
        self.narrow.empty()
        self._filling = False
        self._ask(anew=True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    # Between field and list.

    def arrive(self) -> None:
        """The cursor stands in the field; who comes back from a result is where they were in the list."""
        to: QWidget = self.list if self._was_in_list else self.field
        self._was_in_list = False
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._was_in_list = self.list.hasFocus()

    def _enter(self) -> None:
        """Opens the first result; where its answer is still on its way, once it is here."""
        self._entering = self._asking or self._pause.isActive()
        if self._pause.isActive():
            self._ask(anew=True)
        if not self._entering:
            self.list.open_row(0)

    def _into_list(self) -> None:
        if self.list.results.lines:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed_in_list(self, key: str) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.take(key)

    def _open(self, result: Result) -> None:
        self.goto.emit(Goto("student" if result.kind == "student" else "record", result.record))
