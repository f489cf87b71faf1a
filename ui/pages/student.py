"""A student's file: the head card, everything that happened in time order, and one key for each thing to write."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.services import screenings, student_file
from app.services.drafting import DraftLine, list_drafts
from app.services.screenings import ScreeningPoint
from app.services.student_file import StudentFile, Timeline
from app.services.this_week import DueLine, student_duties
from app.services.timeline import GROUPS
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.opening import Opening
from ui.pages.page import Goto, Page
from ui.pages.student_header import StudentHeader
from ui.pages.student_print import ask_print
from ui.pages.student_side import StudentSide
from ui.say import Say
from ui.tables.timeline import TimelineList
from ui.theme.look import Look
from ui.widgets.beside import Beside
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.field import Line
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label
from ui.widgets.wrap import Wrap, row_of

KINDS = 344  # px that the kinds have at least beside anything
PART = 500  # entries of the timeline at a time


@dataclass(frozen=True)
class _Read:
    """What one look at a file reads."""

    file: StudentFile
    drafts: tuple[DraftLine, ...]
    screenings: tuple[ScreeningPoint, ...]


class StudentPage(Page):
    """`open(id)` says whose file it is. T V F W C L begin a record of this student; Enter opens the current entry,
    Ctrl+P prints."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.student = ""
        self.file: StudentFile | None = None
        self._limit = PART
        self._opening = Opening()
        self.header = StudentHeader(look, self.words)
        self.header.goto.connect(self.goto)
        self.side = StudentSide(look, self.words, workspace.role, workspace.clock)
        self.side.write.connect(self._write)
        self.side.goto.connect(self.goto)
        self._frame()
        for kind, key in self.side.may:
            shortcut = QShortcut(QKeySequence(key), self, lambda kind=kind: self._write(kind))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        printing_key = QShortcut(QKeySequence("Ctrl+P"), self, self.ask_print)
        printing_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # The frame of the page.

    def _frame(self) -> None:
        look = self.look
        area = Scroll(look, gap=16)  # for small windows and large type: the list keeps a height that can be read
        outer = area.column
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        self.notices = QVBoxLayout()  # refusals
        outer.addLayout(self.notices)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        column.addWidget(self.header)
        column.addWidget(Beside(look, self._timeline_card(), self.side, least=420, high=340), 1)
        outer.addWidget(self._content, 1)
        outer.addStretch()
        self._content.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _timeline_card(self) -> Card:
        look = self.look
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        self.kinds = ChipRow(look, self.words("student.kinds"), (), small=True)
        self.kinds.changed.connect(self._filter)
        self.kinds.setMinimumWidth(look.px(KINDS))
        self.finder = Line(self.words("student.find"), placeholder=self.words("student.find"))
        self.finder.setMinimumWidth(look.px(88))
        self.finder.setMaximumWidth(look.px(152))
        self.finder.textChanged.connect(self._filter)
        self.print_button = Button(look, self.words("student.print"), "text", icon="printer")
        self.print_button.clicked.connect(self.ask_print)
        named = QWidget()
        row = QHBoxLayout(named)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(Label(self.words("student.timeline"), "head"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.kinds, 1)
        head.addWidget(Wrap(look, named, None, row_of(look, self.finder, self.print_button, top=True), wraps="last"))
        self.list = TimelineList(look, self.words, self.workspace.clock.today())
        self.list.opened.connect(lambda identity: self.goto.emit(Goto("record", identity)))
        self.list.compared.connect(lambda identity: self.goto.emit(Goto("record", identity, ("versions",))))
        self.list.setMinimumHeight(look.px(240))
        may_talk = any(kind == "talk" for kind, _ in self.side.may)
        self.empty = Empty(
            look,
            "notebook-pen",
            self.words("student.empty"),
            self.words("student.empty_why"),
            self.words("student.empty_verb"),
            (lambda: self._write("talk")) if may_talk else None,
        )
        self.nothing = Empty(
            look,
            "search",
            self.words("student.none"),
            self.words("student.none_why"),
            self.words("student.none_verb"),
            self._show_all,
        )
        self.stack = QStackedWidget()
        for shown in (self.list, self.empty, self.nothing):
            self.stack.addWidget(shown)
        card.add(self.stack)
        foot = card.edge("foot")
        self._foot = foot.parentWidget()
        self.older = Button(look, "", "text")
        self.older.clicked.connect(self._show_older)
        foot.addStretch()
        foot.addWidget(self.older)
        foot.addStretch()
        return card

    # Reading.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if subject != self.student:
            self.student, self.file, self._limit, self._opening = subject, None, PART, Opening()
            self._content.hide()
            self.finder.blockSignals(True)
            self.finder.clear()
            self.finder.blockSignals(False)
            self.kinds.choose("")
            self.list.replace(())

    def refresh(self) -> None:
        if not self.student:
            return
        student, workspace, opening = self.student, self.workspace, self._opening

        def work(report: Report) -> _Read:
            file = opening.read(lambda seen: student_file.student_file(workspace, student, again=seen))
            mine = [d for d in list_drafts(workspace) if _about(d, file)]
            return _Read(file, tuple(mine), screenings.screening_over_time(workspace, file.id))

        self.latest("file", work, self._show, self.show_refusal)

    def _show(self, read: _Read) -> None:
        self.file = read.file
        self.header.set_file(read.file)
        self.header.band.set_band(read.file.band, read.file.week, self.workspace.clock.today())
        total = sum(count for _, count in read.file.groups)
        chosen = self.kinds.chosen or ("",)
        options = [(group, self._short(group), str(count)) for group, count in read.file.groups]
        self.kinds.set_options([("", self.words("student.all"), str(total)), *options])
        self.kinds.choose(*chosen if chosen[0] in ("", *(group for group, _, _ in options)) else ("",))
        self.side.show_screenings(read.screenings)
        self.side.show_drafts(read.drafts)
        self._filter()
        self._read_duties()

    def _read_duties(self) -> None:
        """What is owed: asked after the rest, for the whole plan is laid over the student for it."""
        if self.side.due is None or self.file is None:
            return
        workspace, student = self.workspace, self.file.id

        def work(report: Report) -> tuple[DueLine, ...]:
            return student_duties(workspace, student)

        self.latest("duties", work, self.side.show_duties, self.show_refusal)

    def _filter(self) -> None:
        if self.file is None:
            return
        workspace, student, limit = self.workspace, self.file.id, self._limit
        kinds = tuple(kind for group in self.kinds.chosen if group for kind in GROUPS[group])
        text = self.finder.text()

        def work(report: Report) -> Timeline:
            return student_file.timeline(workspace, student, kinds=kinds, text=text, limit=limit)

        self.latest("timeline", work, self._show_timeline, self.show_refusal)

    def _show_timeline(self, found: Timeline) -> None:
        self.list.replace(found.entries)
        filtered = bool(self.finder.text().strip()) or self.kinds.chosen not in ((), ("",))
        self.stack.setCurrentWidget(self.list if found.entries else self.nothing if filtered else self.empty)
        older = found.total - len(found.entries)
        self.older.setText(self.words("student.older", n=min(older, PART)))
        self._foot.setVisible(older > 0)
        if self._content.isHidden():
            self._content.show()
            if not in_text(self):
                self.arrive()

    def _short(self, group: str) -> str:
        """A group of kinds on its chip: in Chinese the two characters that people say."""
        names = {
            "talk": self.words("student.chip.talk"),
            "review": self.words("student.chip.review"),
            "visit": self.words("student.chip.visit"),
            "family": self.words("student.chip.family"),
            "level": self.words("student.chip.level"),
            "circumstance": self.words("student.chip.circumstance"),
            "sweep": self.words("student.chip.sweep"),
            "report": self.words("student.chip.report"),
            "crisis": self.words("student.chip.crisis"),
            "treatment": self.words("student.chip.treatment"),
            "other": self.words("student.chip.other"),
        }
        return names[group]

    # What the person does.

    def _write(self, kind: str) -> None:
        if self.student:  # known before the file has been read: the keys of a fast hand must not run on
            listed = kind == "care_listing" and self.file is not None and bool(self.file.level)
            self.goto.emit(Goto("write", kind, (self.student, *(("action=change",) if listed else ()))))

    def ask_print(self) -> None:
        if self.file is not None:
            ask_print(self, self.student)

    def _show_all(self) -> None:
        self.kinds.choose("")
        if self.finder.text():
            self.finder.clear()
        else:
            self._filter()
        self.list.setFocus()

    def _show_older(self) -> None:
        self._limit += PART
        self._filter()

    def arrive(self) -> None:
        """Into the timeline; where nothing is in it, to what can be begun."""
        shown = self.stack.currentWidget()
        begin = shown.button if isinstance(shown, Empty) else self.list
        (begin or next(iter(self.side.begins), self.finder)).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.finder.text():
                self._show_all()
            else:
                self.back.emit()
            return
        super().keyPressEvent(event)


def in_text(page: QWidget) -> bool:
    """Whether somebody is typing: what was read late takes the cursor from nobody."""
    return isinstance(page.window().focusWidget(), QLineEdit | QTextEdit)


def _about(draft: DraftLine, file: StudentFile) -> bool:
    """Whether a draft names the student, by number or id."""
    found = next((draft.fields[name] for name in ("students", "student", "subject") if name in draft.fields), None)
    listed = found if isinstance(found, list) else [found]
    return bool({file.id, file.number} & {str(one) for one in listed})
