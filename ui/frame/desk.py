"""The desk: navigation, bars and the page in front, for one unlocked workspace. Made at unlock, gone at lock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.services.calendar import Week
from app.services.phone_reports import OwedCall
from app.workspace import Workspace
from ui.dialogs.dialog import Dialog
from ui.dialogs.phone_now import PhoneNow
from ui.frame import counting
from ui.frame.ahead import QUIET, Ahead
from ui.frame.bars import StatusBar, TopBar
from ui.frame.form_of import form_of
from ui.frame.navigation import Navigation
from ui.frame.owed import OwedLine
from ui.frame.pages import Pages
from ui.frame.register import KEPT, ORDER, Counts, items, maker, marked, page_for, page_names
from ui.frame.undo import tell_saved
from ui.frame.water_mark import WaterMark
from ui.jobs import Jobs, Report, place_of
from ui.pages.page import Goto, Page
from ui.pages.writing import Writing
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.reading_order import put_in_order
from ui.widgets.toast import Toast
from ui.words import Words

PULSE = 60_000  # milliseconds between two looks at the counts
DEEPEST = 32  # pages that Esc can go back through

log = logging.getLogger("runxin")


@dataclass
class _Step:
    """Where the person has been: the wish, its entry of the navigation, and the page while it still lives."""

    goto: Goto
    mark: str
    page: Page


class Desk(QWidget):
    """Everything inside the window while a workspace is unlocked. `lock` asks the window to lock it."""

    lock = Signal()
    help = Signal()
    language = Signal(str)
    lock_after = Signal(int)

    def __init__(self, workspace: Workspace, say: Say, look: Look, *, sample: bool) -> None:
        super().__init__()
        self.workspace, self.say, self.look = workspace, say, look
        self.words = Words(workspace.language)
        self.sample = sample
        self.jobs = Jobs(self._failing, self._bug, self)
        self.door = VaultDoor(workspace, self)
        self._kept: dict[str, Page] = {}
        self._trail: list[_Step] = []
        self._build()
        self._keys()
        self.jobs.idle.connect(self._put_in_order)
        self._pulse = QTimer(self)
        self._pulse.timeout.connect(self.count)
        self._pulse.start(PULSE)
        self.go(Goto(ORDER[workspace.role][0]))
        self.count()
        self.ahead = Ahead(page_names(workspace.role), maker, self._is_quiet, self)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.navigation = Navigation(self.look, self.words)
        self.navigation.show_items(items(self.workspace.role, self.words, Counts()))
        self.navigation.chosen.connect(self._chosen)
        self.door.in_front.connect(self.navigation.dress)
        right = QVBoxLayout()
        right.setSpacing(0)
        self.top = TopBar(self.workspace, self.jobs, self.look, self.words)
        self.top.lock.connect(self.lock)
        self.top.jump.goto.connect(self.go)
        self.pages = Pages()
        self.status = StatusBar(self.look, self.words)
        self.owed = OwedLine(self.look, self.words)
        self.owed.wanted.connect(self.note_call)
        right.addWidget(self.top)
        right.addWidget(self.owed)
        right.addWidget(self.pages, 1)
        row.addWidget(self.navigation)
        row.addLayout(right, 1)
        outer = QVBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.status)
        if self.sample:
            self.water = WaterMark(self.look, self.words("frame.sample"), self)

    def _keys(self) -> None:
        def bind(keys: str, act: Callable[[], object]) -> None:
            QShortcut(QKeySequence(keys), self, act)

        bind("Ctrl+K", self.top.jump.begin)
        bind("Ctrl+Shift+K", self.top.jump.search_all)
        bind("Ctrl+N", self._new)
        bind("Esc", self._escape)
        for k, page in enumerate(ORDER[self.workspace.role], 1):
            bind(f"Ctrl+{k}", partial(self._chosen, page))

    def open_guide(self) -> None:
        """The guide, at the section of the page in front."""
        self._chosen("help")

    # Going from page to page.

    @property
    def page(self) -> Page:
        """The page in front."""
        return self._trail[-1].page

    def _chosen(self, page: str) -> None:
        front = type(self.page).__module__.rpartition(".")[2]
        if page != "help":
            self.go(Goto(page))
        elif front != "help":
            self.go(Goto("help", front))

    def go(self, goto: Goto) -> None:
        """Brings a page to the front; the one before keeps what was typed."""
        if goto.page == "language":
            self.language.emit(goto.subject)
            return
        if goto.page == "keys":
            self.help.emit()
            return
        if goto.page == "lock_after":
            self.status.show_lock(int(goto.subject))
            self.lock_after.emit(int(goto.subject))
            return
        if self._trail:
            self.page.leave()
            if self.page.unkept:  # the page says so; what stands on it is nowhere else
                self.navigation.show_page(self._trail[-1].mark)
                return
        form = form_of(self.workspace, goto)
        name = page_for(form)
        begun = self._begun(goto)
        page = begun or self._kept.get(name) or self._make(name)
        if name in KEPT:
            self._kept[name] = page
        if begun is None:
            self._open(page, goto)
        self._trail.append(_Step(goto, marked(form), page))
        if len(self._trail) > DEEPEST:
            self._let_go(self._trail.pop(0).page)
        self._bring()

    def _begun(self, goto: Goto) -> Page | None:
        """The form on which a draft is being written already: two of them would write over each other."""
        for step in self._trail if goto.page == "draft" else ():
            if isinstance(step.page, Writing) and step.page.draft == goto.subject:
                self._trail = [other for other in self._trail if other.page is not step.page]
                return step.page
        return None

    def _make(self, name: str) -> Page:
        page = maker(name)(self.workspace, self.jobs, self.say, self.look)
        page.enter(self.door)
        page.goto.connect(self.go)
        page.back.connect(partial(self._done_with, page))
        page.changed.connect(self._changed)
        if isinstance(page, Writing):
            page.wrote.connect(partial(tell_saved, self))
        self.pages.add(page)
        return page

    def _open(self, page: Page, goto: Goto) -> None:
        if isinstance(page, Writing) and goto.page == "amend":
            page.open_amend(goto.subject)
        elif isinstance(page, Writing) and goto.page == "draft":
            page.open_draft(goto.subject)
        elif goto.subject or goto.more:
            page.open(goto.subject, goto.more)

    def _bring(self) -> None:
        for toast in self.window().findChildren(Toast):
            toast.take_down()  # it belongs to the page on which it was said
        self.navigation.show_page(self._trail[-1].mark)
        self.pages.bring(self.page)
        self.page.refresh()
        self.page.arrive()

    def _put_in_order(self) -> None:
        """What was made of an answer takes its place for Tab; a form orders its fields itself."""
        if self._trail and not isinstance(self.page, Writing):
            put_in_order(self.page)
        for dialog in self.window().findChildren(Dialog):
            put_in_order(dialog)

    def _escape(self) -> None:
        """Esc: what the page makes of it, else the page before."""
        if not self.page.escape():
            self.back()

    def back(self) -> None:
        """The page before; a form keeps its draft."""
        if len(self._trail) < 2:
            return
        left = self._trail[-1]
        left.page.leave()
        if left.page.unkept:
            return  # the page says so; its text is nowhere else
        self._trail.pop()
        self._let_go(left.page)
        self._bring()

    def _done_with(self, page: Page) -> None:
        """A page asks for the one before. Where it was left meanwhile, the page in front stays there."""
        if page is self.page:
            self.back()
        elif page not in self._kept.values():
            self._trail = [step for step in self._trail if step.page is not page]
            self._let_go(page)

    def _let_go(self, page: Page) -> None:
        if page not in self._kept.values() and all(step.page is not page for step in self._trail):
            self.pages.remove(page)
            page.deleteLater()

    def _new(self) -> None:
        """Ctrl+N: a new talk with the student in front, or with nobody chosen yet."""
        step = self._trail[-1].goto
        about = (step.subject,) if step.page == "student" else ()
        self.go(Goto("write", "talk", about))

    def _changed(self) -> None:
        self.count()

    # Counts and the bars.

    def count(self) -> None:
        """Reads the counts, the week and the state of the exchange anew."""
        if not self.workspace.locked:
            self.jobs.start(self, self._read, done=self._show, lane="read")

    def _read(self, report: Report) -> tuple[Counts, Week, str]:
        return counting.read(self.workspace, self.words)

    def _show(self, found: tuple[Counts, Week, str]) -> None:
        counts, week, exchange = found
        self.navigation.show_items(items(self.workspace.role, self.words, counts))
        today = self.words.day(self.workspace.clock.today(), weekday=True)
        number = "" if week.number is None else self.words("frame.week", n=week.number) + self.words.dot
        self.top.week.setText(number + today)
        self.status.exchange.setText(exchange)
        self.owed.show_calls(counts.calls, self.workspace.clock.now())

    def note_call(self, owed: OwedCall) -> None:
        """Whom to phone about a report, and writing it down."""
        card = PhoneNow(self.page, owed=owed)
        card.written.connect(self._noted)
        card.open()

    def _noted(self) -> None:
        self.count()
        self.page.refresh()

    def _is_quiet(self) -> bool:
        return not self.jobs.busy and self.workspace.idle_for() >= QUIET

    def _failing(self, owner: object, error: UserError) -> None:
        if error.code not in ("workspace_locked", "vault_locked"):
            self.say.refuse(self.page, error)

    def _bug(self, owner: object, where: str) -> None:
        self.say.bug(self.page, where)

    # The end.

    def keep_all(self) -> bool:
        """Keeps what was typed on every page. False where one could not: it stands in front then, and says so."""
        for step in self._trail:
            step.page.leave()
            if step.page.unkept:
                self._trail.remove(step)
                self._trail.append(step)
                self._bring()
                return False
        return True

    def close_desk(self) -> None:
        """Keeps what was typed on every page, and ends all jobs. The workspace is locked by the window after it."""
        self._pulse.stop()
        self.ahead.stop()
        for step in self._trail:
            try:
                step.page.leave()
            except Exception as bug:  # one page's bug costs neither the text of the others nor the lock
                log.error("bug in leaving a page: %s", place_of(bug))
        self.door.lock()
        self.jobs.stop()
        self.door.close()
