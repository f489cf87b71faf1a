"""The frame of a form: title, draft badge and the two ways to save above, the form and what stands beside it below.

Also what every form offers while one writes: the templates of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.services.templates import Template, list_templates
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.page import Goto, Page
from ui.pages.template_menu import Outlines, open_templates, text_in
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.kept_badge import KeptBadge
from ui.widgets.text import Label


class WritingFrame(Page):
    """`head` has the title, `beside` and the badge; `notices` takes banners; `body` and `side` are for the form."""

    def __init__(
        self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, kind: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.kind = kind
        self._frame()
        QShortcut(QKeySequence("Ctrl+S"), self, lambda: self.save())
        QShortcut(QKeySequence("Ctrl+Return"), self, lambda: self.save(again=True))
        QShortcut(QKeySequence("Ctrl+T"), self, self.offer_templates)

    def save(self, *, again: bool = False) -> None:
        """What both buttons and their keys do."""
        raise NotImplementedError

    # Templates.

    def occasions_now(self) -> tuple[str, ...]:
        """The occasions that stand in the form: what is for them is offered first."""
        return ()

    def outlines_now(self) -> Outlines:
        """Outlines that may go into the text."""
        return {}

    def offer_templates(self) -> None:
        """Ctrl+T: the person's templates of this kind, to go in where the cursor is."""
        area = text_in(self)
        if area is None:
            return

        def show(found: tuple[Template, ...]) -> None:
            open_templates(area, self.look, self.words, found, self.outlines_now(), self.manage_templates)

        kind, occasions = self.kind, self.occasions_now()
        self.latest("templates", lambda report: list_templates(self.workspace, kind, occasions), show)

    def manage_templates(self) -> None:
        """Goes to where outlines and templates are changed; the form keeps what was typed."""
        self.goto.emit(Goto("templates", self.kind, self.occasions_now()[:1]))

    # Files.

    def ask_files(self, chosen: Callable[[Sequence[Path]], None]) -> None:
        """Files to go with the record; they are read when it is saved."""
        self.say.open_files(self, self.words("form.choose_files"), "", chosen)

    # The frame.

    def _frame(self) -> None:
        look = self.look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        self.head = QHBoxLayout()
        self.head.setSpacing(look.px(12))
        self.title = Label(self.words.kind(self.kind) if self.kind else "", "page")
        self.head.addWidget(self.title)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(look.px(8))
        self.head.addLayout(self.beside, 1)
        self.badge = KeptBadge(look, self.words, lambda: self.workspace.clock.now())
        self.head.addWidget(self.badge)
        self.next_button = Button(look, self.words("writing.save_next"), key="Ctrl Enter")
        self.next_button.clicked.connect(lambda: self.save(again=True))
        self.save_button = Button(look, self.words("writing.save"), "filled", key="Ctrl S")
        self.save_button.clicked.connect(lambda: self.save())
        for button in (self.next_button, self.save_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self.head.addWidget(button)
        outer.addLayout(self.head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(16))
        row.addLayout(self.body, 1)
        self.side = QVBoxLayout()
        self.side.setSpacing(look.px(12))
        row.addLayout(self.side)
        outer.addLayout(row, 1)

    def _enable(self, on: bool) -> None:
        self.save_button.setEnabled(on)
        self.next_button.setEnabled(on)
