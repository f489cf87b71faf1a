"""Admitting a device at the centre, in the place of the list: request, code, whose it is, welcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.records.kind import Role
from app.services import directory, enrolment, files
from app.services.directory import Named
from app.services.enrolment import Approved
from ui.entrance.step import Step
from ui.jobs import Report
from ui.pages.approve_place import PlaceStep
from ui.pages.approve_steps import Applicant, CodeStep, RequestStep, read_applicant
from ui.pages.approve_welcome import WelcomeStep
from ui.pages.page import Page
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.progress import Progress
from ui.widgets.scroll import Scroll
from ui.widgets.steps import Steps
from ui.widgets.text import Label, Paragraph

MOST = 10_000  # colleges and classes that are read


class ApproveView(QWidget):
    """The steps. `left` asks to go back to the list, `admitted` carries the id of a device that was let in.

    `who_can` says which other seats may hold the key that signs the trust list.
    """

    left = Signal()
    admitted = Signal(str)

    def __init__(self, page: Page, who_can: Callable[[], str]) -> None:
        super().__init__()
        self.page, self.words, self.look = page, page.words, page.look
        self._who_can = who_can
        self.busy = False
        self.kept: Approved | None = None  # a device that was admitted and whose welcome still lies in the workspace
        self.request = RequestStep(page.look, page.words)
        self.code = CodeStep(page.look, page.words)
        self.place = PlaceStep(page.look, page.words)
        self.welcome = WelcomeStep(page)
        self.order: tuple[Step, ...] = (self.request, self.code, self.place, self.welcome)
        self._build()
        self._connect()
        self._show(self.request)
        page.latest("units", lambda report: self._read_units(), lambda found: self.place.set_units(*found))

    def _build(self) -> None:
        look, words = self.look, self.words
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.addWidget(Label(words("approve.title"), "page"))
        head.addStretch()
        self.leave_button = Button(look, words("approve.leave"), icon="chevron-left")
        self.leave_button.clicked.connect(self.left)
        head.addWidget(self.leave_button)
        column.addLayout(head)
        card = Card(look, padded=False, gap=0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.steps = Steps(look, words)
        row.addWidget(self.steps)
        right = QVBoxLayout()
        right.setSpacing(0)
        row.addLayout(right, 1)
        card.add(row)
        right.addLayout(self._titles())
        self.stack = QStackedWidget()
        self._pages: dict[Step, Scroll] = {}
        side = look.px(32)
        for step in self.order:
            scroll = Scroll(look, ground="surface", gap=0)
            scroll.column.setContentsMargins(side, look.px(2), side, look.px(8))
            scroll.column.addWidget(step)
            self._pages[step] = scroll
            self.stack.addWidget(scroll)
        right.addWidget(self.stack, 1)
        self.progress = Progress(look, words)
        self.progress.cancel.hide()  # admitting and its file are one step that is not parted
        right.addWidget(self.progress)
        right.addWidget(self._foot())
        column.addWidget(card, 1)

    def _titles(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(*(self.look.px(n) for n in (32, 24, 32, 16)))
        head.setSpacing(self.look.px(4))
        self.title = Label("", "head")
        self.told = Paragraph(self.look, "", ink="text-2")
        head.addWidget(self.title)
        head.addWidget(self.told)
        return head

    def _foot(self) -> QFrame:
        look = self.look
        foot = QFrame()
        foot.setProperty("card", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(look.px(32), look.px(12), look.px(32), look.px(12))
        row.setSpacing(look.px(16))
        self.before = Button(look, self.words("approve.before"))
        self.why = Label("", "meta", "text-2")
        self.another = Button(look, self.words("approve.another"))
        self.next = Button(look, self.words("approve.next"), "filled")
        row.addWidget(self.before)
        row.addStretch()
        for thing in (self.why, self.another, self.next):
            row.addWidget(thing)
        return foot

    def _connect(self) -> None:
        for step in self.order:
            step.changed.connect(self._look)
        self.request.asked.connect(self._ask_file)
        self.request.given.connect(self.take_file)
        self.before.clicked.connect(lambda: self._show(self.order[self.at - 1]))
        self.another.clicked.connect(self.begin_again)
        self.next.clicked.connect(self._go_on)

    def _read_units(self) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
        workspace = self.page.workspace
        colleges = directory.find_named(workspace, "unit", "", kinds=("college",), limit=MOST)
        return colleges, directory.find_named(workspace, "unit", "", kinds=("class",), limit=MOST)

    # Where it is.

    @property
    def step(self) -> Step:
        """The step in hand."""
        return self.order[self.at]

    @property
    def at(self) -> int:
        return self.stack.currentIndex()

    def _show(self, step: Step) -> None:
        self.stack.setCurrentWidget(self._pages[step])
        labels = (
            self.words("approve.s_request"),
            self.words("approve.s_code"),
            self.words("approve.s_place"),
            self.words("approve.s_welcome"),
        )
        self.steps.show_steps(labels, self.at)
        self._look()
        step.arrive()

    def _look(self) -> None:
        """The foot says what the button will do, or why it cannot yet."""
        step, last = self.step, self.step is self.welcome
        self.title.setText(step.title)
        self.told.set_text(step.said)
        self.told.setVisible(bool(step.said))
        why = step.why
        self.next.set_why(why if not self.busy else self.words("approve.writing"))
        will = self.words("approve.will_write") if self.kept is None else self.words("approve.kept")
        told = will if step is self.place and not why else why
        self.why.setText(self.words("approve.writing") if self.busy else told)
        self.before.setVisible(not last and self.at > 0 and self.kept is None)
        self.before.setEnabled(not self.busy)
        self.leave_button.setEnabled(not self.busy)
        self.leave_button.setVisible(self.kept is None)  # first the welcome is put somewhere
        self.another.setVisible(last)
        write = self.words("approve.write") if self.kept is None else self.words("approve.choose")
        verbs = {self.place: write, self.welcome: self.words("approve.done")}
        self.next.setText(verbs.get(step, self.words("approve.next")))

    def arrive(self) -> None:
        """The cursor where the step in hand begins."""
        if self.step is self.welcome:
            self.next.setFocus()
        else:
            self.step.arrive()

    def begin_again(self) -> None:
        """A further request, from the first step on."""
        self.request.forget()
        self._show(self.request)

    # The request.

    def _ask_file(self) -> None:
        title, filter = self.words("approve.open"), self.words("approve.files")
        self.page.say.open_files(self.page, title, filter, lambda files: self.take_file(files[0]))

    def take_file(self, file: Path) -> None:
        """Reads a request; the steps begin anew with it."""
        if self.busy or self.kept is not None or self.step is self.welcome:
            return
        self._show(self.request)
        self.page.latest("request", lambda report: read_applicant(file), self._took, self.request.refuse)

    def _took(self, applicant: Applicant) -> None:
        self.code.begin(applicant)
        self.place.begin(applicant)
        self.request.show_applicant(applicant)
        self.next.setFocus()

    # Going on.

    def _go_on(self) -> None:
        if self.step is self.welcome:
            self.left.emit()
        elif self.step is self.place:
            self.page.say.open_folder(self.page, self.words("approve.where"), self._approve)
        else:
            self._show(self.order[self.at + 1])

    def _approve(self, folder: Path) -> None:
        """Admits the device, then puts its welcome where the person said.

        The welcome is written into the workspace first: a request is approved once only, and a stick that is full
        or gone must not cost the device its one welcome.
        """
        applicant, workspace = self.request.applicant, self.page.workspace
        if applicant is None:
            return
        if self.kept is not None:
            self._hand_over(applicant, self.kept, folder)
            return
        code, role = self.code.code, cast(Role, self.place.chosen_role)
        college, scope = self.place.chosen_college, self.place.scope

        def work(report: Report) -> Approved:
            own = workspace.folder("welcome")
            return enrolment.approve_request(
                workspace, applicant.file, code=code, college=college, role=role, scope=scope, out=own
            )

        def done(approved: Approved) -> None:
            self.kept = approved
            self.admitted.emit(approved.device)
            self._hand_over(applicant, approved, folder)

        self._wait(True)
        job = self.page.jobs.start(self, work, done=done, failed=self._refused)
        self.progress.follow(job, self.words("approve.writing"))

    def _hand_over(self, applicant: Applicant, approved: Approved, folder: Path) -> None:
        def work(report: Report) -> Approved:
            there = files.deliver(files.read_bundle(approved.welcome), folder, approved.welcome.name, report)
            files.take_away(approved.welcome)
            return replace(approved, welcome=there)

        self._wait(True)
        done = partial(self._approved, applicant)
        job = self.page.jobs.start(self, work, done=done, failed=self._refused, progressed=self.progress.progressed)
        self.progress.follow(job, self.words("approve.writing"))

    def _wait(self, on: bool) -> None:
        self.busy = on
        self.place.setEnabled(not on and self.kept is None)
        if not on:
            self.progress.end()
        self._look()

    def _approved(self, applicant: Applicant, done: Approved) -> None:
        self.kept = None
        self._wait(False)
        self.welcome.show_done(applicant, done)
        self._show(self.welcome)
        self.next.setFocus()

    def _refused(self, error: UserError) -> None:
        """Back to the step that can mend it, with the sentence at its field; else above the steps."""
        self._wait(False)
        if error.code == "code_differs":  # the file is another one by now than the one that was read
            self._show(self.request)
            self.request.refuse(error)
        elif error.code == "role_differs":
            self.place.refuse_role()
        elif error.code in ("key_reused", "request_unreadable", "file_unreadable"):
            self._show(self.request)
            self.request.refuse(error)
        else:
            safe = self._who_can() if error.code == "trust_key_elsewhere" else ""
            self.page.say.refuse(self.page, error, self.words("approve.kept") if self.kept is not None else safe)
