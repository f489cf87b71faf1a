"""Help: the guide that ships with the program, opened at the section of the page one comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.guide import Guide, read_guide
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.help_text import GuideView
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.contents import ContentsList, Entry
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.filter_field import FilterField
from ui.widgets.text import Label

CONTENTS, SEARCH = 264, 280  # px at a scale of 1
DEEPEST = 3  # level of the headings that the contents list


class HelpPage(Page):
    """`open(page)` goes to the section of a page. Enter in the search goes on to the next place found."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.guide = Guide("", ())
        self._page = ""  # whose section is wanted once the guide is here
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        outer.addLayout(self._head())
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        left = Card(look, padded=False, gap=0)
        left.setFixedWidth(look.px(CONTENTS))
        left.body.setContentsMargins(0, look.px(8), 0, look.px(8))
        self.text = GuideView(look, self.words("help.title"))
        self.contents = ContentsList(look, self.words("help.contents"))
        self.contents.wanted.connect(lambda section: self.text.go_to(int(section)))
        left.add(self.contents)
        right = Card(look, padded=False, gap=0)
        right.add(self.text)
        row.addWidget(left)
        row.addWidget(right, 1)
        outer.addLayout(row, 1)
        self.text.verticalScrollBar().valueChanged.connect(lambda _: self._read_on())

    def _head(self) -> QHBoxLayout:
        words, look = self.words, self.look
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(Label(words("help.title"), "page"))
        head.addStretch()
        self.count = Label("", "meta", "text-2")
        head.addWidget(self.count)
        self.search = FilterField(look, words("help.search"), words("help.search"), words("help.clear"))
        self.search.setFixedWidth(look.px(SEARCH))
        self.search.textChanged.connect(self._seek)
        self.search.entered.connect(self._next)
        self.search.moved_down.connect(lambda: self.text.setFocus())
        head.addWidget(self.search)
        self.keys = Button(look, words("help.keys"), key="F1")
        self.keys.clicked.connect(lambda: self.goto.emit(Goto("keys")))
        self.diagnosis = Button(look, words("help.diagnosis"), icon="info")
        self.diagnosis.clicked.connect(lambda: self.goto.emit(Goto("diagnosis")))
        head.addWidget(self.keys)
        head.addWidget(self.diagnosis)
        return head

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        self._page = subject
        if self.guide.sections:
            self._go()

    def refresh(self) -> None:
        if not self.guide.sections:
            self.latest("guide", lambda report: read_guide(self.words.language), self._show)

    def arrive(self) -> None:
        self.contents.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, guide: Guide) -> None:
        self.guide = guide
        self.text.show_guide(guide)
        self.contents.show_entries(
            [
                Entry(str(k), section.title, depth=max(0, section.level - 2))
                for k, section in enumerate(guide.sections)
                if section.level <= DEEPEST
            ]
        )
        self._go()

    def _go(self) -> None:
        """To the section of the page that was asked for; the title where it has none."""
        section = self.guide.section_of(self._page)
        self.contents.mark(str(section))
        self.contents.scrollTo(self.contents.currentIndex())
        self.text.go_to(section)

    def _read_on(self) -> None:
        """The contents follow what is read."""
        if not self.contents.hasFocus():
            self.contents.mark(str(self.text.section))

    # Searching.

    def _seek(self, typed: str) -> None:
        sought = typed.strip()
        found = self.text.find_all(sought)
        if not sought:
            self.count.setText("")
        elif not found:
            self.count.setText(self.words("help.none"))
        else:
            self._tell(self.text.step(), found)

    def _tell(self, k: int, found: int) -> None:
        self.count.setText(self.words("help.found", k=k, n=found))

    def _next(self) -> None:
        """Enter goes on to the next place, and after the last one to the first."""
        found = self.text.find_all(self.search.text().strip())
        if found:
            self._tell(self.text.step(), found)
