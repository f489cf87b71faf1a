"""Enrolment, from this side: a request on a stick, a code read aloud, the welcome and the centre's code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import UserError
from app.workspace import Workspace
from ui.entrance.groups import Groups
from ui.entrance.people import said
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.steps import Ordinal
from ui.widgets.text import Glyph, Label, Paragraph
from ui.widgets.tip import plain_tip
from ui.words import Words

GROUPS, DIGITS = 6, 5  # of a code that is read aloud (SECURITY.md, Enrolment)
FILE = 200  # px at a scale of 1 for the chosen file


class EnrolSteps(QWidget):
    """For a machine that the centre does not know, or not since it was restored. `enrolled` when the welcome is in."""

    enrolled = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.jobs, self.say, self.look = workspace, jobs, say, look
        self.words = Words(workspace.language)
        self.done = False
        self._welcome: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        self._ordinals: list[Ordinal] = []
        column.addLayout(self._task(self.words("enrol.request"), self._requesting()))
        column.addLayout(self._task(self.words("enrol.read"), self._reading()))
        column.addLayout(self._task(self.words("enrol.welcome"), self._accepting()))
        column.addStretch()
        self._look()

    def _task(self, title: str, body: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(12))
        ordinal = Ordinal(self.look, len(self._ordinals) + 1)
        self._ordinals.append(ordinal)
        row.addWidget(ordinal, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(self.look.px(8))
        column.addWidget(Label(title, "head"))
        column.addWidget(body)
        row.addLayout(column, 1)
        return row

    def _body(self) -> tuple[QWidget, QVBoxLayout]:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(8))
        return body, column

    def _requesting(self) -> QWidget:
        body, column = self._body()
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        self.write = Button(self.look, self.words("enrol.write"), icon="usb")
        self.write.clicked.connect(lambda: self.say.open_folder(self, self.words("enrol.write"), self._write))
        self._written_mark = Glyph(self.look, "circle-check", "met", 16)
        self._written_mark.hide()
        self.written = Label("", "meta", "met")
        self.written.setWordWrap(True)
        row.addWidget(self.write)
        row.addWidget(self._written_mark)
        row.addWidget(self.written, 1)
        column.addLayout(row)
        column.addWidget(Paragraph(self.look, self.words("enrol.plain"), "meta", "text-2"))
        return body

    def _reading(self) -> QWidget:
        body, column = self._body()
        self._how = Paragraph(self.look, self.words("enrol.no_code"), ink="text-2")
        column.addWidget(self._how)
        self.code = QWidget()
        grid = QGridLayout(self.code)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.look.px(32))
        grid.setVerticalSpacing(0)
        self.digits: list[Label] = []
        for k in range(GROUPS):
            shown = Label("", "clock")
            shown.setFont(self.look.font("clock", digits=True))
            self.digits.append(shown)
            grid.addWidget(shown, k // 3, k % 3)
        grid.setColumnStretch(3, 1)
        self.code.hide()
        column.addWidget(self.code)
        return body

    def _accepting(self) -> QWidget:
        body, column = self._body()
        self.choose = Button(self.look, self.words("enrol.choose"), icon="package-open")
        self.choose.clicked.connect(self._choose)
        self.file = Field(self.look, self.words("enrol.file"), self.choose)
        self.file.setFixedWidth(self.look.px(FILE))
        names = [self.words("recover.group", n=k + 1) for k in range(GROUPS)]
        self.typed = Groups(self.look, names, DIGITS, per_row=GROUPS, digits=True, numbered=False)
        self.typed.changed.connect(self._look)
        self.field = Field(self.look, self.words("enrol.centre_code"), self.typed, hint=self.words("enrol.ask_code"))
        row = QHBoxLayout()
        row.setSpacing(self.look.px(16))
        row.addWidget(self.file, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        wrong = QHBoxLayout()
        wrong.setSpacing(self.look.px(4))
        self._wrong_mark = Glyph(self.look, "circle-alert", "danger", 14)
        self.wrong = Label("", "meta", "danger")
        self.wrong.setWordWrap(True)
        wrong.addWidget(self._wrong_mark)
        wrong.addWidget(self.wrong, 1)
        column.addLayout(wrong)
        self._refuse_file("")
        last = QHBoxLayout()
        last.setSpacing(self.look.px(12))
        self.accept = Button(self.look, self.words("enrol.accept"), "filled")
        self.accept.clicked.connect(self._accept)
        self.why = Label("", "meta", "text-2")
        last.addWidget(self.accept)
        last.addWidget(self.why, 1)
        column.addLayout(last)
        self._accepted_mark = Glyph(self.look, "circle-check", "met", 16)
        self._accepted = Label(self.words("enrol.accepted"), ink="met", strong=True)
        end = QHBoxLayout()
        end.setSpacing(self.look.px(8))
        end.addWidget(self._accepted_mark)
        end.addWidget(self._accepted, 1)
        column.addLayout(end)
        return body

    def _refuse_file(self, sentence: str) -> None:
        """What is wrong with the file, over the whole width: such sentences are long."""
        self.wrong.setText(sentence)
        for thing in (self._wrong_mark, self.wrong):
            thing.setVisible(bool(sentence))
        self.choose.setAccessibleDescription(sentence)

    def _look(self) -> None:
        """What is still wanting before the welcome can be accepted."""
        why = ""
        if self._welcome is None:
            why = self.words("enrol.no_welcome")
        elif self.typed.missing:
            why = self.words("enrol.no_centre_code")
        self.accept.set_why(why)
        self.why.setText(why)
        self.field.refuse("")
        self.typed.refuse(False)
        for thing in (self.accept, self.why, self.file, self.field):
            thing.setVisible(not self.done)
        for mark in (self._accepted_mark, self._accepted):
            mark.setVisible(self.done)

    # The request.

    def _write(self, folder: Path) -> None:
        from app.services.enrolment import request_enrolment  # late: first use

        workspace = self.workspace
        file = folder / f"runxin-{workspace.device[-8:]}-{workspace.epoch}.request.json"
        self.write.setEnabled(False)
        self.jobs.start(
            self,
            lambda report: request_enrolment(workspace, file),
            done=lambda code: self._was_written(code, file, folder),
            failed=lambda error: self._tell(said(self.words, error), wrong=True),
        )

    def _was_written(self, code: str, file: Path, folder: Path) -> None:
        self._tell(self.words("enrol.written", file=file.name, folder=folder.name or str(folder)), wrong=False)
        self.write.setText(self.words("enrol.write_again"))
        self._ordinals[0].set_done(True)
        self._how.set_text(self.words("enrol.how"))
        for shown, group in zip(self.digits, code.split(), strict=True):
            shown.setText(group)
        self.code.setAccessibleName(code)
        self.code.show()

    def _tell(self, sentence: str, *, wrong: bool) -> None:
        self.write.setEnabled(True)
        self._written_mark.set_icon("circle-alert" if wrong else "circle-check", "danger" if wrong else "met")
        self._written_mark.show()
        self.written.set_ink("danger" if wrong else "met")
        self.written.setText(sentence)

    # The welcome.

    def _choose(self) -> None:
        title, filter = self.words("enrol.choose"), self.words("enrol.bundles")
        self.say.open_files(self, title, filter, lambda files: self._chosen(files[0]))

    def _chosen(self, file: Path) -> None:
        self._welcome = file
        shown = self.choose.fontMetrics().elidedText(file.name, Qt.TextElideMode.ElideMiddle, self.look.px(FILE - 64))
        self.choose.setText(shown)
        self.choose.setToolTip(plain_tip(file.name))
        self.choose.setAccessibleName(file.name)
        self._refuse_file("")
        self._look()
        self.typed.begin()
        self._bring(self.accept)

    def _accept(self) -> None:
        from app.services.enrolment import accept_welcome  # late: first use

        workspace, file, code = self.workspace, self._welcome, self.typed.text
        if file is None:
            return
        self._wait(True)
        self.jobs.start(
            self, lambda report: accept_welcome(workspace, file, code), done=self._was_accepted, failed=self._refused
        )

    def _wait(self, on: bool) -> None:
        for thing in (self.accept, self.choose, self.typed, self.write):
            thing.setEnabled(not on)
        self.why.setText(self.words("enrol.accepting") if on else "")

    def _was_accepted(self, applied: object) -> None:
        self._wait(False)
        self.done = True
        for ordinal in self._ordinals:
            ordinal.set_done(True)
        self._look()
        self.enrolled.emit()

    def _refused(self, error: UserError) -> None:
        self._wait(False)
        if error.code == "centre_code_differs":
            self.field.refuse(said(self.words, error))
            self.typed.refuse(True)
            self.typed.begin()
        else:
            self._refuse_file(said(self.words, error))
            self.choose.setFocus()
        self._bring(self.accept)

    def _bring(self, thing: QWidget) -> None:
        """Scrolls to something where this stands in a page that scrolls, once the layout has settled."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea):
            scroll = area
            QTimer.singleShot(0, self, lambda: scroll.ensureWidgetVisible(thing, 0, self.look.px(16)))

    def arrive(self) -> None:
        """The cursor at the request, or at the welcome once that is written."""
        (self.choose if self.digits[0].text() else self.write).setFocus()
