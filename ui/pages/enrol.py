"""Enrolling this machine at the centre after the first run: a new one, a restored one, or a further person on it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services import devices
from app.workspace import Workspace
from ui.entrance.enrol import EnrolSteps
from ui.jobs import Jobs, Report
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Card, Empty
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph

Need = Literal["device", "restored", "person", ""]


class EnrolPage(Page):
    """The same steps as in the first run; what is said above them depends on why they are needed."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        words = self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QVBoxLayout()
        head.setSpacing(look.px(4))
        head.addWidget(Label(words("enrol_page.title"), "page"))
        self.told = Paragraph(look, "", ink="text-2")
        head.addWidget(self.told)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        card = Card(look, padded=False)
        self.stack = QStackedWidget()
        scroll = Scroll(look, ground="surface", gap=0)
        scroll.column.setContentsMargins(*(look.px(24),) * 4)
        self.steps = EnrolSteps(workspace, jobs, say, look)
        self.steps.enrolled.connect(self._enrolled)
        scroll.column.addWidget(self.steps)
        title, why, verb = words("enrol_page.known"), words("enrol_page.known_why"), words("enrol_page.students")
        self.known = Empty(look, "shield-check", title, why, verb, self._home)
        self.stack.addWidget(scroll)
        self.stack.addWidget(self.known)
        card.add(self.stack)
        outer.addWidget(card, 1)

    def refresh(self) -> None:
        self.latest("need", self._need, self._show)

    def _need(self, report: Report) -> Need:
        """Why there is something to enrol; "" where the centre knows this machine and who sits at it."""
        workspace = self.workspace
        if not workspace.enrolled:
            return "device"
        own = next((d for d in devices.list_devices(workspace) if d.id == workspace.device), None)
        if own is None or own.epoch != workspace.epoch:
            return "restored"
        return "" if workspace.member.number in ("", *own.people) else "person"

    def _show(self, need: Need) -> None:
        said = {
            "device": self.words("enrol_page.device"),
            "restored": self.words("enrol_page.restored"),
            "person": self.words("enrol_page.person"),
        }
        self.told.set_text(said.get(need, ""))
        self.told.setVisible(bool(need))
        self.stack.setCurrentIndex(0 if need else 1)

    def arrive(self) -> None:
        if self.stack.currentIndex() == 0:
            self.steps.arrive()
        elif self.known.button is not None:
            self.known.button.setFocus()

    def _enrolled(self) -> None:
        self.say.toast(self, self.words("enrol_page.done"))
        self.changed.emit()
        self._home()

    def _home(self) -> None:
        self.goto.emit(Goto("students"))
