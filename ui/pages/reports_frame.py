"""How the reports page looks: papers on the left, the one in front on the right, below it where it goes to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.page import Page
from ui.pages.reports_parts import CARD, Detail, Paper
from ui.say import Say
from ui.tables.contents import ContentsList, Entry
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.filter_field import FilterField
from ui.widgets.progress import Progress
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Glyph, Label, Paragraph

LIST = 304  # px at a scale of 1


class ReportsFrame(Page):
    """What the page shows; the page itself says what its buttons do."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        words = self.words
        self.papers: dict[str, Paper] = {}
        self.folder: Path | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(words("reports.title"), "page"))
        head.addWidget(Elided(look, words("reports.sentence"), ink="text-2"), 1)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._left())
        row.addWidget(self._right(), 1)
        outer.addLayout(row, 1)
        self.show_folder()

    # What it is made of.

    def _left(self) -> Card:
        words, look = self.words, self.look
        card = Card(look, padded=False, gap=0)
        card.setFixedWidth(look.px(LIST))
        above = QVBoxLayout()
        above.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(8))
        self.filter = FilterField(look, words("reports.filter"), words("reports.filter"), words("reports.clear"))
        self.filter.textChanged.connect(lambda _: self.show_list())
        above.addWidget(self.filter)
        self.list = ContentsList(look, words("reports.list"))
        self.filter.moved_down.connect(self.list.setFocus)
        self.nothing = Empty(look, "printer", words("reports.none"), words("reports.none_why"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.nothing)
        card.add(above, self.stack)
        below = Paragraph(look, words("reports.no_blank_here"), "meta", "text-2")
        card.edge("foot").addWidget(below, 1)
        return card

    def _right(self) -> Card:
        look = self.look
        card = Card(look, padded=False, gap=0)
        scroll = Scroll(look, ground="surface", gap=16)
        side = look.px(24)
        scroll.column.setContentsMargins(side, side, side, side)
        self.detail = Detail(self.workspace, self.jobs, look, self.words)
        scroll.column.addWidget(self.detail)
        scroll.column.addStretch()
        card.add(scroll)
        self.progress = Progress(look, self.words)
        self.result = self._result()
        told = QVBoxLayout()
        told.setContentsMargins(side, 0, side, look.px(12))
        told.addWidget(self.progress)
        told.addWidget(self.result)
        card.add(told)
        foot = card.edge("foot")
        foot.addWidget(Label(self.words("reports.to"), "meta", "text-2"))
        self.where = Elided(look, "", ink="text-2")
        foot.addWidget(self.where, 1)
        self.other = Button(look, self.words("reports.other_folder"), icon="folder-open")
        foot.addWidget(self.other)
        self.button = Button(look, self.words("reports.make"), "filled", icon="download")
        foot.addWidget(self.button)
        return card

    def _result(self) -> QFrame:
        """What was written, and how to get to it."""
        look, words = self.look, self.words
        frame = QFrame()
        frame.setProperty("card", "sunken")
        row = QHBoxLayout(frame)
        row.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "circle-check", "met"))
        self.written = Elided(look, "")
        row.addWidget(self.written, 1)
        self.open_file = Button(look, words("reports.open_file"))
        self.open_folder = Button(look, words("reports.open_folder"))
        row.addWidget(self.open_file)
        row.addWidget(self.open_folder)
        self.file: Path | None = None
        frame.hide()
        return frame

    # What it shows.

    def show_list(self) -> None:
        """The papers whose title holds what is typed, each under its head."""
        words, sought = self.words, self.filter.text().strip().casefold()
        found = [paper for paper in self.papers.values() if sought in paper.title.casefold()]
        groups = (
            (words("reports.of_role"), "file-text", [p for p in found if p.is_report]),
            (words("reports.card"), "phone", [p for p in found if p.form == CARD]),
            (words("reports.blanks"), "pencil", [p for p in found if p.form not in ("", CARD)]),
        )
        entries = []
        for name, icon, papers in groups:
            if papers:
                entries.append(Entry(f"head:{name}", name, head=True))
                entries += [Entry(paper.id, paper.title, icon=icon) for paper in papers]
        self.list.show_entries(entries)
        self.stack.setCurrentWidget(self.list if entries else self.nothing)

    def show_folder(self) -> None:
        self.where.set_text(self.words("reports.no_folder") if self.folder is None else str(self.folder))
