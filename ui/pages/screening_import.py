"""Screening results in from a platform's export: the scale is chosen, the difference shown, then written in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import screenings
from app.services.screenings import Imported, ScaleChoice
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Goto
from ui.pages.screening_difference import ScreeningDifference
from ui.pages.sheet_taking import SheetTaking, TakingWords
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.field import Choice, Day, Field
from ui.widgets.file_place import FilePlace
from ui.widgets.progress import Progress
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph, rule
from ui.words import Words

USUAL = "phq-9"  # the scale that is proposed


class ScreeningImportPage(SheetTaking[Imported]):
    """The file and how it is read on the left, what it would change on the right."""

    difference: ScreeningDifference

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        words = self.words
        self.told = _told(words)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        page = Scroll(look, gap=16)
        whole.addWidget(page)
        outer = page.column
        outer.setContentsMargins(*(look.px(24),) * 4)
        head = QHBoxLayout()
        head.addWidget(Label(words("screening_import.title"), "page"))
        head.addStretch()
        self.desk = Button(look, words("screening_import.to_desk"), icon="clipboard-list")
        self.desk.clicked.connect(lambda: self.goto.emit(Goto("screening", "calls")))
        head.addWidget(self.desk)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._file_card(), 1)
        right = QVBoxLayout()
        right.setSpacing(look.px(12))
        self.progress = Progress(look, words)
        right.addWidget(self.progress)
        right.addWidget(self._right(), 1)
        row.addLayout(right, 3)
        outer.addLayout(row, 1)

    def _file_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False)
        card.setMaximumWidth(look.px(360))
        scroll = Scroll(look, ground="surface", gap=16)
        scroll.column.setContentsMargins(*(look.px(16),) * 4)
        card.add(scroll)
        self.scales = {one.id: one for one in screenings.list_scales(words.language)}
        self.scale = Choice(words("screening_import.scale"), [(one.id, one.title) for one in self.scales.values()])
        self.scale.choose(USUAL)
        self.drop = FilePlace(
            look, words("screening_import.drop"), words("screening_import.open"), told=words("roster.formats")
        )
        self.drop.given.connect(lambda files: self.take_file(files[0]))
        self.drop.asked.connect(self.ask_file)
        self.coding = Choice(words("screening_import.coding"), (), words("screening_import.coding_seen"))
        self.rule = Choice(words("screening_import.rule"), ())
        self.day = Day(words("screening_import.day"), words.language)
        self.rule_field = Field(look, words("screening_import.rule"), self.rule)
        fields = (
            Field(look, words("screening_import.scale"), self.scale),
            self.drop,
            Field(look, words("screening_import.coding"), self.coding, hint=words("screening_import.coding_hint")),
            self.rule_field,
            Field(look, words("screening_import.day"), self.day, hint=words("screening_import.day_hint")),
            rule(),
            Paragraph(look, words("screening_import.columns"), "meta", "text-2"),
            Paragraph(look, words("screening_import.who_sees"), "meta", "text-2"),
        )
        for thing in fields:
            scroll.column.addWidget(thing)
        scroll.column.addStretch()
        self._scale_chosen()
        self.scale.currentIndexChanged.connect(lambda _: self._scale_chosen())
        for choice in (self.coding, self.rule):
            choice.currentIndexChanged.connect(lambda _: self.compare_again())
        self.day.dateChanged.connect(lambda _: self.compare_again())
        return card

    def _right(self) -> QStackedWidget:
        look, words = self.look, self.words
        self.stack = QStackedWidget()
        card = Card(look)
        self.empty = Empty(look, "clipboard-list", words("screening_import.empty"), words("screening_import.empty_why"))
        card.add(self.empty)
        self.difference = ScreeningDifference(look, words)
        self.difference.imports.connect(self.take_over)
        self.difference.saves_held.connect(self.ask_where)
        self.difference.another.connect(self.ask_file)
        self.difference.copied.connect(lambda n: self.say.toast(self, words("roster.copied", n=n)))
        self.stack.addWidget(card)
        self.stack.addWidget(self.difference)
        self.turn(shown=False)
        return self.stack

    def _scale_chosen(self) -> None:
        """What can be chosen of a scale: its codings, and its rules where it has several."""
        scale: ScaleChoice = self.scales[self.scale.chosen]
        for choice, options in ((self.coding, [(one, one) for one in scale.codings]), (self.rule, scale.rules)):
            choice.set_options(options)
        self.rule.choose(scale.default_rule)
        self.rule_field.setVisible(len(scale.rules) > 1)
        self.compare_again()

    # What is done with a file.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`files` with the path of an export that was dropped on the window."""
        if subject == "files" and more:
            self.take_file(Path(more[0]))

    def work_on(self, file: Path, *, dry_run: bool) -> Callable[[Report], Imported]:
        workspace, scale, coding, chosen = self.workspace, self.scale.chosen, self.coding.chosen, self.rule.chosen
        day = self.day.day
        on = "" if day is None else day.isoformat()

        def work(report: Report) -> Imported:
            return screenings.import_screening(
                workspace, file, scale=scale, coding=coding, rule=chosen, on=on, dry_run=dry_run, report=report
            )

        return work

    def show_found(self, file: str, found: Imported, *, done: bool) -> int:
        self.difference.show_found(file, found, done=done)
        return found.added + found.changed

    def tell_done(self, count: int) -> str:
        return self.words("screening_import.did", n=count)

    def enable(self, on: bool) -> None:
        super().enable(on)
        for thing in (self.scale, self.coding, self.rule, self.day):
            thing.setEnabled(on)


def _told(words: Words) -> TakingWords:
    return TakingWords(
        open=words("screening_import.open"),
        files=words("screening_import.files"),
        comparing=words("screening_import.comparing"),
        importing=words("screening_import.importing"),
        safe=words("screening_import.safe"),
        stopped=words("screening_import.stopped"),
        save_held=words("roster.save_held"),
        held_file=words("screening_import.held_file"),
        sheet=words("roster.sheet"),
    )
