"""A student's file: the head card, everything that happened in time order, and one key for each thing to write."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.records import KINDS
from app.services import student_file
from app.services.drafting import DraftLine, list_drafts
from app.services.student_file import StudentFile, Timeline
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Goto, Page
from ui.pages.student_header import StudentHeader
from ui.say import Say
from ui.tables.timeline import TimelineList
from ui.tables.timeline_rows import ICONS
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button, EntryButton
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.field import Line
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph

PART = 500  # entries of the timeline at a time
WRITES = (("talk", "T"), ("parent_contact", "F"), ("weekly_review", "W"), ("circumstance", "C"), ("care_listing", "L"))


@dataclass(frozen=True)
class _Read:
    """What one look at a file reads."""

    file: StudentFile
    drafts: tuple[DraftLine, ...]


class StudentPage(Page):
    """`open(id)` says whose file it is. T F W C L begin a record of this student; Enter opens the current entry."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.student = ""
        self.file: StudentFile | None = None
        self._limit = PART
        self._may = tuple((kind, key) for kind, key in WRITES if workspace.role in KINDS[kind].writers)
        self.header = StudentHeader(look, self.words)
        self.header.goto.connect(self.goto)
        self._frame()
        for kind, key in self._may:
            shortcut = QShortcut(QKeySequence(key), self, lambda kind=kind: self._write(kind))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # The frame of the page.

    def _frame(self) -> None:
        look = self.look
        area = QScrollArea()  # for small windows and large type: the list keeps a height that can be read
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("ground", "bg")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        self.notices = QVBoxLayout()  # refusals
        outer.addLayout(self.notices)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        column.addWidget(self.header)
        row = QHBoxLayout()
        row.setSpacing(look.px(24))
        row.addWidget(self._timeline_card(), 1)
        row.addWidget(self._side())
        column.addLayout(row, 1)
        outer.addWidget(self._content, 1)
        outer.addStretch()
        self._content.hide()
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _timeline_card(self) -> Card:
        look = self.look
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        head.addWidget(Label(self.words("student.timeline"), "head"), 0, Qt.AlignmentFlag.AlignTop)
        self.kinds = ChipRow(look, self.words("student.kinds"), (), small=True)
        self.kinds.changed.connect(self._filter)
        head.addSpacing(look.px(8))
        head.addWidget(self.kinds, 1)
        self.finder = Line(self.words("student.find"), placeholder=self.words("student.find"))
        self.finder.setFixedWidth(look.px(152))
        self.finder.textChanged.connect(self._filter)
        head.addWidget(self.finder, 0, Qt.AlignmentFlag.AlignTop)
        self.list = TimelineList(look, self.words, self.workspace.clock.today())
        self.list.opened.connect(lambda identity: self.goto.emit(Goto("record", identity)))
        self.list.compared.connect(lambda identity: self.goto.emit(Goto("record", identity, ("versions",))))
        self.list.setMinimumHeight(look.px(240))
        may_talk = any(kind == "talk" for kind, _ in self._may)
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

    def _side(self) -> Scroll:
        look = self.look
        side = Scroll(look, width=tokens.SIDE)
        side.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)  # it scrolls rather than the page
        card = Card(look, self.words("student.write"), gap=0)
        self.begins = list[EntryButton]()
        for kind, key in self._may:
            name = self.words("student.write_level") if kind == "care_listing" else self.words.kind(kind)
            button = EntryButton(look, name, ICONS[kind], key)
            button.clicked.connect(lambda _=False, kind=kind: self._write(kind))
            self.begins.append(button)
            card.add(button)
        if not self._may:
            card.add(Paragraph(look, self.words("student.nothing_may"), "meta", "text-2"))
        self.drafts = Card(look, self.words("student.drafts"), gap=0)
        self.drafts.hide()
        self._draft_buttons: list[EntryButton] = []
        for one in (card, self.drafts):
            side.column.addWidget(one)
        side.column.addStretch(1)
        return side

    # Reading.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if subject != self.student:
            self.student, self.file, self._limit = subject, None, PART
            self._content.hide()
            self.finder.blockSignals(True)
            self.finder.clear()
            self.finder.blockSignals(False)
            self.kinds.choose("")
            self.list.replace(())

    def refresh(self) -> None:
        if not self.student:
            return
        student, workspace = self.student, self.workspace

        def work(report: Report) -> _Read:
            file = student_file.student_file(workspace, student)
            mine = [d for d in list_drafts(workspace) if _about(d, file)]
            return _Read(file, tuple(mine))

        self.latest("file", work, self._show, self.show_refusal)

    def _show(self, read: _Read) -> None:
        self.file = read.file
        self.header.set_file(read.file)
        self.header.band.set_band(read.file.band, read.file.week, self.workspace.clock.today())
        total = sum(count for _, _, count in read.file.kinds)
        chosen = self.kinds.chosen or ("",)
        options = [(kind, self._short(kind), str(count)) for kind, _, count in read.file.kinds]
        self.kinds.set_options([("", self.words("student.all"), str(total)), *options])
        self.kinds.choose(*chosen if chosen[0] in ("", *(kind for kind, _, _ in options)) else ("",))
        self._show_drafts(read.drafts)
        self._filter()

    def _filter(self) -> None:
        if self.file is None:
            return
        workspace, student, limit = self.workspace, self.file.id, self._limit
        kinds, text = tuple(kind for kind in self.kinds.chosen if kind), self.finder.text()

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

    def _short(self, kind: str) -> str:
        """A kind on its chip: in Chinese the two characters that people say."""
        names = {
            "talk": self.words("student.chip.talk"),
            "weekly_review": self.words("student.chip.weekly_review"),
            "visit": self.words("student.chip.visit"),
            "parent_contact": self.words("student.chip.parent_contact"),
            "care_listing": self.words("student.chip.care_listing"),
            "circumstance": self.words("student.chip.circumstance"),
            "sweep_check": self.words("student.chip.sweep_check"),
        }
        return names.get(kind, self.words.kind(kind))

    def _show_drafts(self, drafts: tuple[DraftLine, ...]) -> None:
        for button in self._draft_buttons:
            self.drafts.body.removeWidget(button)
            button.deleteLater()
        self._draft_buttons = []
        for draft in drafts:
            at = draft.at
            today = at.date() == self.workspace.clock.today()
            when = self.words.hour(at) if today else self.words.moment(at)
            kind = self.words.kind(draft.kind)
            text = self.words("student.draft_amend" if draft.record else "student.draft", kind=kind, at=when)
            button = EntryButton(self.look, text, "save")
            button.clicked.connect(lambda _=False, draft=draft: self.goto.emit(Goto("draft", draft.id)))
            self.drafts.add(button)
            self._draft_buttons.append(button)
        self.drafts.setVisible(bool(drafts))

    # What the person does.

    def _write(self, kind: str) -> None:
        if self.student:  # known before the file has been read: the keys of a fast hand must not run on
            self.goto.emit(Goto("write", kind, (self.student,)))

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
        (begin or next(iter(self.begins), self.finder)).setFocus()

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
    found = draft.fields.get("students", draft.fields.get("student"))
    listed = found if isinstance(found, list) else [found]
    return bool({file.id, file.number} & {str(one) for one in listed})
