"""评估与转介: what waits for an assessment or for a return half, what came back, each with its one next action.

This is the half that lies in the general store. Assessments within the notes vault have a widget and a colour of their
own and come into `halves`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import printing
from app.services.referral_desk import ANSWERS, Matter, ReferralDesk, referral_desk
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.assessment_parts import MatterDetail
from ui.pages.assessment_vault import AssessmentVault
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.matters import MatterModel, MatterPainter, columns
from ui.tables.tall import TallGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow, Segments
from ui.widgets.split import split
from ui.widgets.text import Label

TO_ASSESS, REFERRALS, BACK = "to_assess", "referrals", "back"
STORE, VAULT, RISK = "store", "vault", "risk"


class AssessmentPage(Page):
    """Three views of one list, with the chosen matter in full beside it."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.found: ReferralDesk | None = None
        self._choosing = True  # nobody has said which view to begin with
        self._aiming = False  # the next answer puts the cursor where work begins
        words = self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, look.px(24), 0, 0)
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setContentsMargins(look.px(24), 0, look.px(24), 0)
        head.setSpacing(look.px(16))
        head.addWidget(Label(words("assessment.title"), "page"))
        self.halves = QHBoxLayout()
        head.addLayout(self.halves)
        head.addStretch()
        self.new = Button(look, words("assessment.new"), icon="plus")
        head.addWidget(self.new)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        self.notices.setContentsMargins(look.px(24), 0, look.px(24), 0)
        outer.addLayout(self.notices)
        self.half = QStackedWidget()
        self.half.addWidget(self._store_half())
        outer.addWidget(self.half, 1)
        self.vault: AssessmentVault | None = None
        self._connect()

    def enter(self, door: VaultDoor) -> None:
        """The other half stands behind the door of the notes vault."""
        words = self.words
        self.vault = AssessmentVault(self.workspace, self.jobs, self.say, self.look)
        self.vault.enter(door)
        self.vault.goto.connect(self.goto)
        self.half.addWidget(self.vault)
        options = ((STORE, words("risk.half_store")), (VAULT, words("risk.half_vault"), "lock"))
        self.which = Segments(self.look, words("risk.halves"), options)
        self.which.choose(STORE)
        self.which.changed.connect(self._turn)
        self.halves.addWidget(self.which)

    def _turn(self) -> None:
        """To the half that was chosen."""
        self.leave()
        in_vault = VAULT in self.which.chosen
        self.half.setCurrentIndex(1 if in_vault else 0)
        self.new.setVisible(not in_vault)
        self.refresh()
        self.arrive()

    @property
    def behind(self) -> AssessmentVault | None:
        """The half behind the door, while it is in front."""
        return self.vault if self.vault is not None and self.half.currentWidget() is self.vault else None

    def _store_half(self) -> QWidget:
        look, words = self.look, self.words
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(look.px(24), 0, look.px(24), look.px(24))
        column.setSpacing(look.px(16))
        self.views = ChipRow(look, words("assessment.views"), self._options(None))
        self.views.choose(TO_ASSESS)
        column.addWidget(self.views)
        self.model = MatterModel(columns(look, words), words)
        self.grid = TallGrid(look, words("assessment.title"), self.model, tokens.CELL)
        self.grid.setItemDelegate(MatterPainter(look, self.grid, words))
        table = Card(look, padded=False, gap=0)
        table.add(self.grid)
        table.setMinimumWidth(look.px(240))
        self.detail = MatterDetail(look, words)
        self.stack = QStackedWidget()
        self.stack.addWidget(split(look, table, self.detail, wide=(620, 474), grow=(6, 5)))
        self.empties = {
            TO_ASSESS: Empty(
                look, "circle-check", words("assessment.none_to_assess"), words("assessment.none_to_assess_why")
            ),
            REFERRALS: Empty(
                look, "circle-check", words("assessment.none_referrals"), words("assessment.none_referrals_why")
            ),
            BACK: Empty(look, "inbox", words("assessment.none_back"), words("assessment.none_back_why")),
        }
        for empty in self.empties.values():
            card = Card(look)
            card.add(empty)
            self.stack.addWidget(card)
        column.addWidget(self.stack, 1)
        return half

    def _options(self, found: ReferralDesk | None) -> tuple[tuple[str, str, str], ...]:
        of_view = {view: len(self._of(found, view)) for view in (TO_ASSESS, REFERRALS, BACK)}
        return (
            (TO_ASSESS, self.words("assessment.to_assess"), str(of_view[TO_ASSESS])),
            (REFERRALS, self.words("assessment.referrals"), str(of_view[REFERRALS])),
            (BACK, self.words("assessment.back"), str(of_view[BACK])),
        )

    def _connect(self) -> None:
        self.new.clicked.connect(lambda: self.goto.emit(Goto("write", "referral")))
        self.views.changed.connect(lambda: self._go_to(self.view))
        self.grid.picked.connect(self._pick)
        self.grid.opened.connect(lambda _: self.do_next())
        self.grid.copied.connect(lambda n: self.say.toast(self, self.words("assessment.copied", n=n)))
        self.detail.acted.connect(self.do_next)
        self.detail.student.connect(lambda student: self.goto.emit(Goto("student", student)))
        self.detail.record.connect(lambda record: self.goto.emit(Goto("record", record)))
        self.detail.printed.connect(self.ask_print)
        keys = QShortcut(QKeySequence("Ctrl+P"), self, self.ask_print)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.look.changed.connect(self._fit)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(columns(self.look, self.words))

    # Reading and showing.

    @property
    def view(self) -> str:
        return next(iter(self.views.chosen), TO_ASSESS)

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`to_assess`, `referrals` or `back`: the view to begin with; `risk` is the half behind the door."""
        if subject == RISK and self.vault is not None:
            self.vault.open(subject, more)
            self.which.choose(VAULT)
            self._turn()
            return
        if subject:
            self._choosing = False
            self.views.choose(subject)
            self._show_view()
        self._aiming = True

    def leave(self) -> None:
        """What was typed behind the door is kept there."""
        if self.vault is not None:
            self.vault.leave()

    def escape(self) -> bool:
        return self.behind is not None and self.behind.escape()

    @property
    def unkept(self) -> bool:
        return self.vault is not None and self.vault.unkept

    def refresh(self) -> None:
        if self.behind is not None:
            self.behind.refresh()
        self.latest("desk", lambda report: referral_desk(self.workspace), self._show)

    def _show(self, found: ReferralDesk) -> None:
        first, self.found = self.found is None, found
        self.views.set_options(self._options(found))
        if first and self._choosing:
            wanted = (TO_ASSESS, REFERRALS, BACK)
            self.views.choose(next((view for view in wanted if self._of(found, view)), TO_ASSESS))
        self._show_view()
        if (first or self._aiming) and self.behind is None:
            self.arrive()
        self._aiming = False

    def _of(self, found: ReferralDesk | None, view: str) -> tuple[Matter, ...]:
        if found is None:
            return ()
        return {TO_ASSESS: found.to_assess, REFERRALS: found.referrals, BACK: found.back}[view]

    def _go_to(self, view: str) -> None:
        self.views.choose(view)
        self._show_view()

    def _show_view(self) -> None:
        lines = self._of(self.found, self.view)
        self.model.today = self.workspace.clock.today()
        self.grid.show_lines(lines, anew=False)
        if lines and not self.grid.current:
            self.grid.go(0)
        elif lines:
            self._pick(self.grid.current)
        self.stack.setCurrentIndex(0 if lines else 1 + list(self.empties).index(self.view))
        waits = bool(lines) and self.view != BACK
        self.new.set_kind("outline" if waits else "filled")  # one next action at a time

    def _pick(self, identity: str) -> None:
        matter = next((m for m in self.model.lines if m.id == identity), None)
        if matter is not None:
            self.detail.show_matter(matter, self.workspace.clock.today())

    def arrive(self) -> None:
        if self.behind is not None:
            self.behind.arrive()
            return
        to: QWidget = self.grid if self.stack.currentIndex() == 0 else self.new
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is done.

    def do_next(self) -> None:
        """The one next action of the chosen matter."""
        matter = self.detail.matter
        if matter is None:
            return
        if matter.answer:
            self.goto.emit(Goto("record", matter.answer))
        elif matter.what == "care_listing":
            self.goto.emit(Goto("student", matter.student))
        else:
            self.goto.emit(Goto("write", ANSWERS[matter.what], (matter.id,)))

    def ask_print(self) -> None:
        """Asks where to and prints the sheet of the chosen matter with its return half, filled in or to be."""
        matter, words, workspace = self.detail.matter, self.words, self.workspace
        if self.behind is not None or matter is None or matter.what == "care_listing" or self.stack.currentIndex() != 0:
            return
        is_referral = matter.what == "referral"
        title = words("assessment.print_where") if is_referral else words("assessment.print_report_where")
        name = words("assessment.referral_name") if is_referral else words("assessment.report_name")

        def write(path: Path) -> None:
            self.jobs.start(
                self,
                lambda report: printing.print_form(workspace, matter.what, matter.id, path),
                done=lambda written: self.say.toast(self, words("assessment.printed", file=written.name)),
                failed=self.show_refusal,
            )

        ask_place(self, self.say, words, title, f"{name}-{matter.on.isoformat()}.pdf", "PDF (*.pdf)", write)
