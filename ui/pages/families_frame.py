"""The frame of the families page: the field and the groups above the list, the call sheet beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.family_sheet import FamilySheet
from ui.pages.page import Page
from ui.say import Say
from ui.tables.families import FamilyModel, FamilyPainter, columns
from ui.tables.ruled import ListGrid
from ui.theme.look import Look
from ui.widgets.bar import Bar
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.filter_field import FilterField
from ui.widgets.split import split
from ui.widgets.text import Label

LIST, SHEET = 640, 454  # px at a scale of 1


class FamiliesFrame(Page):
    """`told` sums up, `of` chooses which families, `filter` narrows; `grid` lists them, `sheet` is the one beside."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        outer.addLayout(self._head())
        outer.addWidget(split(look, self._list(), self._beside(), wide=(LIST, SHEET), grow=(3, 2)), 1)

    def _head(self) -> QHBoxLayout:
        look, words = self.look, self.words
        head = QHBoxLayout()
        head.setSpacing(look.px(12))
        head.addWidget(Label(words("families.title"), "page"))
        self.told = Label("", ink="text-2")
        head.addWidget(self.told)
        head.addStretch()
        self.print_button = Button(look, words("families.print"), icon="printer", key="Ctrl P")
        head.addWidget(self.print_button)
        return head

    def _list(self) -> QWidget:
        look, words = self.look, self.words
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        above = QHBoxLayout()
        above.setSpacing(look.px(8))
        self.filter = FilterField(
            look, words("families.filter"), words("families.filter_hint"), words("families.clear")
        )
        self.filter.setMinimumWidth(look.px(88))
        self.of = Bar(look, words("families.which"))
        above.addWidget(self.filter, 1)
        above.addWidget(self.of)
        column.addLayout(above)
        card = Card(look, padded=False, gap=0)
        self.grid = ListGrid(look, words("families.list"), FamilyModel(columns(look, words, ()), words))
        self.grid.setItemDelegate(FamilyPainter(look, self.grid, words))
        self.none = Empty(look, "phone", words("families.none"), words("families.none_why"))
        self.shown = QStackedWidget()
        self.shown.addWidget(self.grid)
        self.shown.addWidget(self.none)
        card.add(self.shown)
        card.body.setContentsMargins(0, 0, 0, look.px(8))
        column.addWidget(card, 1)
        return left

    def _beside(self) -> QStackedWidget:
        self.sheet = FamilySheet(self.look, self.words, self.workspace.clock.today())
        nobody = Card(self.look)
        nobody.add(Empty(self.look, "phone", self.words("families.no_sheet"), self.words("families.no_sheet_why")))
        self.side = QStackedWidget()
        self.side.addWidget(nobody)
        self.side.addWidget(self.sheet)
        return self.side
