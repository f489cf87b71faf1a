"""信息披露: the slips that were signed, usable with the vault locked; and, behind the vault's door, writing one.

The list lies in the general store and is teal; what is written stands beside the vault's text and is plum.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import printing
from app.services.disclosures import Paper, Slip, list_disclosures, revoke_disclosure, show_paper
from app.services.saving import Saved
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.disclosures_parts import SlipDetail, ask_reason
from ui.pages.disclosures_writing import BehindDoor, WritingHalf
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.tables.slips import SlipModel, SlipPainter, columns
from ui.tables.tall import TallGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.vault.slip_room import BEGINS, SlipRoom
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.split import split
from ui.widgets.text import Label

HOLDING, OVER = "in_force", "over"


class DisclosuresPage(Page):
    """The list, and in its place the half in which a slip is written. Opened with `new`, `crisis` or `listing`, and in
    `more` a client's code and the id of an entry, it begins a slip; with a slip's id it shows that."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.found: tuple[Slip, ...] | None = None
        self._wanted = ""  # the slip to show once it is read
        self._aiming = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.half = QStackedWidget()
        self.half.addWidget(self._list_half())
        self.writing = WritingHalf(workspace, jobs, say, look)
        self.writing.goto.connect(self.goto)
        self.writing.back.connect(self.show_list)
        self.writing.changed.connect(self._signed)
        outer.addWidget(self.half)
        self._connect()

    def enter(self, door: VaultDoor) -> None:
        """The desk's door to the notes vault."""
        self.writing.enter(door)
        self.behind = BehindDoor(self.writing, door, self.look, self.words)
        self.behind.to_list.clicked.connect(self._turn_back)
        self.half.addWidget(self.behind)

    def _list_half(self) -> QWidget:
        look, words = self.look, self.words
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        column.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(words("disclosures.title"), "page"))
        head.addWidget(Label(words("disclosures.only_way"), ink="text-2"))
        head.addStretch()
        self.new = Button(look, words("disclosures.new"), "filled", icon="plus")
        head.addWidget(self.new)
        column.addLayout(head)
        self.views = ChipRow(look, words("disclosures.views"), self._options())
        self.views.choose(HOLDING)
        column.addWidget(self.views)
        self.model = SlipModel(columns(look, words), words)
        self.grid = TallGrid(look, words("disclosures.title"), self.model, tokens.CELL)
        self.grid.setItemDelegate(SlipPainter(look, self.grid, words))
        table = Card(look, padded=False, gap=0)
        table.add(self.grid)
        table.setMinimumWidth(look.px(240))
        self.detail = SlipDetail(look, words)
        self.stack = QStackedWidget()
        self.stack.addWidget(split(look, table, self.detail, wide=(540, 554), grow=(1, 1)))
        card = Card(look)
        self.empty = Empty(look, "file-output", words("disclosures.none"), words("disclosures.none_why"))
        card.add(self.empty)
        self.stack.addWidget(card)
        column.addWidget(self.stack, 1)
        return half

    def _options(self) -> tuple[tuple[str, str, str], ...]:
        holding, over = len(self._of(HOLDING)), len(self._of(OVER))
        return (
            (HOLDING, self.words("disclosures.holding"), str(holding)),
            (OVER, self.words("disclosures.over"), str(over)),
        )

    def _connect(self) -> None:
        self.new.clicked.connect(self.begin)
        self.views.changed.connect(self._show_view)
        self.grid.picked.connect(self._pick)
        self.grid.opened.connect(lambda one: self.goto.emit(Goto("record", one)))
        self.grid.copied.connect(lambda n: self.say.toast(self, self.words("disclosures.copied", n=n)))
        self.detail.student.connect(lambda student: self.goto.emit(Goto("student", student)))
        self.detail.printed.connect(self.ask_print)
        self.detail.revoked.connect(self.ask_revoke)
        keys = QShortcut(QKeySequence("Ctrl+P"), self.half.widget(0), self.ask_print)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.look.changed.connect(self._fit)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(columns(self.look, self.words))

    # Reading and showing.

    @property
    def view(self) -> str:
        return next(iter(self.views.chosen), HOLDING)

    @property
    def is_writing(self) -> bool:
        return self.half.currentIndex() == 1

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if subject in BEGINS:
            self.writing.open(subject, more)
            self.begin()
        elif subject:
            self._wanted = subject
            self.show_list()

    def refresh(self) -> None:
        self.latest("slips", lambda report: list_disclosures(self.workspace), self._show)
        if self.is_writing:
            self.writing.refresh()

    def _of(self, view: str) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.found or () if (slip.standing == HOLDING) == (view == HOLDING))

    def _show(self, found: tuple[Slip, ...]) -> None:
        self.found = found
        wanted, self._wanted = self._wanted, ""
        slip = next((one for one in found if one.id == wanted), None)
        self.views.set_options(self._options())
        if slip is not None:
            self.views.choose(HOLDING if slip.standing == HOLDING else OVER)
        self._show_view()
        if slip is not None:
            self.grid.go(self.model.row_of(slip.id))
        if self._aiming and not self.is_writing:
            self._aiming = False
            self._aim()

    def _show_view(self) -> None:
        lines = self._of(self.view)
        self.grid.show_lines(lines, anew=False)
        self.stack.setCurrentIndex(0 if lines else 1)
        if not lines:
            over = self.view == OVER
            title = self.words("disclosures.none_over") if over else self.words("disclosures.none")
            self.empty.set_text(title, self.words("disclosures.none_why"))
        elif not self.grid.current:
            self.grid.go(0)
        else:
            self._pick(self.grid.current)

    def _pick(self, identity: str) -> None:
        slip = next((one for one in self.model.lines if one.id == identity), None)
        if slip is None:
            return
        self.detail.show_slip(slip)

        def show(paper: Paper) -> None:
            if self.detail.slip is not None and self.detail.slip.id == identity:
                self.detail.show_paper(paper)

        self.latest("paper", lambda report: show_paper(self.workspace, identity), show)

    def arrive(self) -> None:
        if self.is_writing:
            self.writing.arrive()
        elif self.found is None:
            self._aiming = True
        else:
            self._aim()

    def _aim(self) -> None:
        to: QWidget = self.grid if self.stack.currentIndex() == 0 else self.new
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    # Writing.

    def begin(self) -> None:
        """Goes behind the door; what was begun there goes on."""
        self.half.setCurrentIndex(1)
        self.writing.refresh()
        self.writing.arrive()

    def show_list(self) -> None:
        """Back to the list; whatever is behind the door has been kept there or let go."""
        self.half.setCurrentIndex(0)
        self.refresh()
        self.arrive()

    def _signed(self) -> None:
        room = self.writing.room
        assert isinstance(room, SlipRoom)
        self._wanted = room.last
        self.changed.emit()
        self.show_list()
        self.detail.print.set_kind("outline")
        self.say.toast(self, self.words("disclosures.done"))

    def leave(self) -> None:
        self.writing.leave()

    def escape(self) -> bool:
        """Behind the door it is the door's; with the vault locked it leads back to the list."""
        if not self.is_writing:
            return False
        if not self.writing.escape():
            self._turn_back()
        return True

    def _turn_back(self) -> None:
        """From the closed door: nothing was begun."""
        self.writing.forget()
        self.show_list()

    @property
    def unkept(self) -> bool:
        return self.writing.unkept

    # What is done with a slip.

    def ask_print(self) -> None:
        """Asks where to and prints the slip that is shown."""
        slip, words, workspace = self.detail.slip, self.words, self.workspace
        if slip is None or self.stack.currentIndex() != 0:
            return

        def write(path: Path) -> None:
            self.jobs.start(
                self,
                lambda report: printing.print_form(workspace, "disclosure", slip.id, path),
                done=lambda written: self.say.toast(self, words("disclosures.printed", file=written.name)),
                failed=self.show_refusal,
            )

        name = f"{words('disclosures.file')}-{slip.at.date().isoformat()}.pdf"
        ask_place(self, self.say, words, words("disclosures.print_where"), name, "PDF (*.pdf)", write)

    def ask_revoke(self) -> None:
        """Asks why, and revokes the slip that is shown for the future."""
        slip = self.detail.slip
        if slip is not None:
            ask_reason(self.look, self.words, self, lambda reason: self._revoke(slip.id, reason))

    def _revoke(self, identity: str, reason: str) -> None:
        def done(_: Saved) -> None:
            self._wanted = identity
            self.say.toast(self, self.words("disclosures.revoked"))
            self.changed.emit()
            self.refresh()

        def failed(error: UserError) -> None:
            self.show_refusal(error)
            self.refresh()

        work = self.workspace
        self.jobs.start(self, lambda report: revoke_disclosure(work, identity, reason), done=done, failed=failed)
