"""The right side of the reports page: what a paper is, what it is asked for, what it will hold. It makes no file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.report_choices import Offered, Preview, ReportChoices
from app.services.reports import ReportAsked
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.chips import Segments
from ui.widgets.field import Choice, Field
from ui.widgets.flow import FlowLayout
from ui.widgets.pickers import Picker
from ui.widgets.text import Label, Paragraph, rule
from ui.words import Words

CHOOSER = 248  # px at a scale of 1
CARD = "card"


@dataclass(frozen=True)
class Paper:
    """A report, a blank form (`form` is its id) or the card of telephones."""

    id: str
    title: str
    told: str
    asks: frozenset[str] = frozenset()
    names: bool = False
    form: str = ""

    @property
    def is_report(self) -> bool:
        return not self.form


def report_paper(words: Words, offered: Offered) -> Paper:
    told = {
        "weekly_brief": words("reports.weekly_brief"),
        "term_compliance": words("reports.term_compliance"),
        "counselling_service": words("reports.counselling_service"),
        "weekly_sheet": words("reports.weekly_sheet"),
        "student_file": words("reports.student_file"),
        "care_plan": words("reports.care_plan"),
    }
    return Paper(offered.report, offered.title, told[offered.report], offered.asks, offered.names)


class Choosers(QWidget):
    """Term, week, college, campus, student: those that a paper asks for. `changed` comes with each choice."""

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, words: Words) -> None:
        super().__init__()
        self.words = words
        self.term = Choice(words("reports.term"), (), words("reports.this_term"))
        self.week = Choice(words("reports.week"), (), words("reports.this_week"))
        self.college = Choice(words("reports.college"), (), words("reports.all_colleges"))
        self.campus = Choice(words("reports.campus"), (), words("reports.all_campuses"))
        self.student = Picker(
            look, words, workspace, jobs, "student", words("reports.student"), field="student", many=False
        )
        labels: dict[str, tuple[str, Choice | Picker]] = {
            "term": (words("reports.term"), self.term),
            "week": (words("reports.week"), self.week),
            "college": (words("reports.college"), self.college),
            "campus": (words("reports.campus"), self.campus),
            "student": (words("reports.student"), self.student),
        }
        flow = FlowLayout(gap=look.px(16))
        flow.setContentsMargins(0, 0, 0, 0)
        self.fields: dict[str, Field] = {}
        for name, (label, editor) in labels.items():
            field = Field(look, label, editor)
            field.setFixedWidth(look.px(CHOOSER))
            self.fields[name] = field
            flow.addWidget(field)
            told = editor.changed if isinstance(editor, Picker) else editor.currentIndexChanged
            told.connect(lambda *_: self.changed.emit())
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(flow)

    def offer(self, choices: ReportChoices) -> None:
        """What can be chosen today; a choice stays where it can."""
        words = self.words
        self.term.set_options([(name, name) for name in choices.terms])
        self.week.set_options(
            [
                (week.week, words("reports.week_choice", n=week.number, first=words.day(week.first),
                                  last=words.day(week.last)))
                for week in choices.weeks
            ]
        )  # fmt: skip
        self.college.set_options([(name, name) for name in choices.colleges])
        self.campus.set_options([(name, name) for name in choices.campuses])

    def ask(self, asks: frozenset[str]) -> None:
        """Shows these alone."""
        for name, field in self.fields.items():
            field.setVisible(name in asks)
        self.setVisible(bool(asks))

    def asked(self, asks: frozenset[str]) -> ReportAsked:
        """What is chosen of what is asked."""
        chosen = {
            "term": self.term.chosen,
            "week": self.week.chosen,
            "college": self.college.chosen,
            "student": next(iter(self.student.values), ""),
        }
        return ReportAsked(**{name: value for name, value in chosen.items() if name in asks})


class Detail(QWidget):
    """What the paper in front is. `changed` says that it is asked for something else."""

    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        self.paper: Paper | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        self.title = Label("", "head")
        self.told = Paragraph(look, "", ink="text-2")
        self.choosers = Choosers(workspace, jobs, look, words)
        self.choosers.changed.connect(self.changed)
        formats = (("pdf", words("reports.pdf")), ("docx", words("reports.docx")), ("xlsx", words("reports.xlsx")))
        self.format = Segments(look, words("reports.format"), formats)
        self.format.choose("pdf")
        self.formats = Field(look, words("reports.format"), self.format)
        row = QHBoxLayout()
        row.addWidget(self.formats)
        row.addStretch()
        self.warning = Banner(look, "warn", words("reports.with_names"))
        self.line = rule()
        self.head = Label(words("reports.holds"), "meta", "text-2")
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(look.px(16))
        self._lines.setVerticalSpacing(look.px(4))
        self._lines.setColumnStretch(1, 1)
        column.addWidget(self.title)
        column.addWidget(self.told)
        column.addWidget(self.choosers)
        column.addLayout(row)
        column.addWidget(self.warning)
        column.addWidget(self.line)
        column.addWidget(self.head)
        column.addLayout(self._lines)
        column.addStretch()

    def show_paper(self, paper: Paper) -> None:
        """Another paper in front; what it will hold is not known yet."""
        self.paper = paper
        self.title.setText(paper.title)
        self.told.set_text(paper.told)
        self.choosers.ask(paper.asks)
        self.formats.setVisible(paper.is_report)
        self.warning.setVisible(paper.names)
        self.line.setVisible(paper.is_report)
        self.head.setVisible(paper.is_report)
        self.say("")

    @property
    def ending(self) -> str:
        """The ending of the file: the format that is chosen."""
        chosen = next(iter(self.format.chosen), "pdf")
        return chosen if self.paper is not None and self.paper.is_report else "pdf"

    def say(self, sentence: str) -> None:
        """A sentence in place of what the paper will hold."""
        self._clear()
        if sentence:
            self._lines.addWidget(Paragraph(self.look, sentence, ink="text-2"), 0, 0, 1, 2)

    def show_preview(self, preview: Preview) -> None:
        """The head of the report as it will be printed, and its tables."""
        self._clear()
        rows = [(label, value, "text") for label, value in preview.about]
        rows += [("", self.words("reports.table", name=name, n=n), "text-2") for name, n in preview.tables]
        if preview.footnotes:
            rows.append(("", self.words("reports.footnotes"), "text-2"))
        for k, (label, value, ink) in enumerate(rows):
            if label:
                name = Label(label, "meta", "text-2")
                name.setFixedHeight(self.look.line("body"))  # onto the first line of its value
                self._lines.addWidget(name, k, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(Paragraph(self.look, value, ink=ink), k, 1)

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
