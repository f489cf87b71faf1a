"""The room of the risk assessments: the list with what is not finished on top, one of them, and what it obliges."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.vault import reading, risks, signing
from app.services.vault.opening import OpenVault
from app.services.vault.reading import ClientLine, EntryView
from app.services.vault.risks import RiskLine
from app.services.vault.signing import Signed, VaultDraft
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Goto
from ui.say import Say
from ui.tables.risks import RANKS, RiskModel, RiskPainter, columns, level_word
from ui.tables.tall import TallGrid
from ui.theme import tokens
from ui.theme.look import Look
from ui.vault.clients_said import SaidRow, values_said
from ui.vault.risk_form import KIND, RiskForm
from ui.vault.risk_obliged import ObligedCard
from ui.vault.room import Room
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card, Empty
from ui.widgets.facts import Facts
from ui.widgets.field import Choice
from ui.widgets.reading_order import put_in_order
from ui.widgets.text import Label, LevelBadge

LIST, SIDE = 288, 312  # px at a scale of 1


class RiskRoom(Room):
    """`goto` asks for another page."""

    goto = Signal(object)

    def __init__(self, workspace: Workspace, vault: OpenVault, jobs: Jobs, say: Say, look: Look) -> None:
        super().__init__(workspace, vault, jobs, say, look)
        self.form: RiskForm | None = None
        self.shown: RiskLine | None = None
        self._lines: tuple[RiskLine, ...] = ()
        self._wanted = ""  # a client's code for whom one is to be begun
        self._coming = ""  # the unfinished one that is being read
        self._first = True
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(24))
        column.setSpacing(look.px(16))
        column.addLayout(self._head())
        self.notices = QVBoxLayout()
        column.addLayout(self.notices)
        self._warning: Banner | None = None
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._list())
        self.stack = QStackedWidget()
        self.nothing = self._framed(Empty(look, "shield-check", self.words("risk.none"), self.words("risk.none_why")))
        self.view = Facts(look)
        self.signed = self._framed(self.view)
        for one in (self.nothing, self.signed):
            self.stack.addWidget(one)
        row.addWidget(self.stack, 1)
        self.obliged = ObligedCard(self)
        self.obliged.setFixedWidth(look.px(SIDE))
        self.obliged.crisis.connect(self.open_crisis)
        row.addWidget(self.obliged)
        column.addLayout(row, 1)

    def _framed(self, inner: QWidget) -> Card:
        card = Card(self.look, padded=False, gap=0)
        card.body.addWidget(inner, 1)
        return card

    def _head(self) -> QHBoxLayout:
        look, words = self.look, self.words
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        row.addWidget(Label(words("risk.title"), "head"))
        row.addStretch()
        self.client = Choice(words("risk.which_client"), (), words("risk.which_client"))
        row.addWidget(self.client)
        self.new = Button(look, words("risk.new"), icon="plus")
        self.new.clicked.connect(self._begin_chosen)
        self.client.currentIndexChanged.connect(lambda _: self._allow())
        row.addWidget(self.new)
        self._allow()
        return row

    def _allow(self) -> None:
        self.new.set_why("" if self.client.chosen else self.words("risk.client_first"))

    def _list(self) -> Card:
        look, words = self.look, self.words
        self.model = RiskModel(columns(look, words), words, self.workspace.clock)
        self.grid = TallGrid(look, words("risk.title"), self.model, tokens.CELL)
        self.grid.setItemDelegate(RiskPainter(look, self.grid, words))
        self.grid.picked.connect(self._pick)
        look.changed.connect(self._fit)
        card = Card(look, padded=False, gap=0)
        card.add(self.grid)
        card.setFixedWidth(look.px(LIST))
        return card

    def _fit(self) -> None:
        self.grid.set_columns(columns(self.look, self.words))

    # Reading.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """For a client's code in `more`: that client's unfinished assessment, or a new one."""
        self._wanted = next(iter(more), "")

    def refresh(self) -> None:
        vault = self.vault

        def work(report: Report) -> tuple[tuple[RiskLine, ...], tuple[ClientLine, ...]]:
            return risks.list_risks(vault), reading.list_clients(vault)

        self.jobs.start(self, work, done=self._show, lane="read")

    def _show(self, found: tuple[tuple[RiskLine, ...], tuple[ClientLine, ...]]) -> None:
        lines, clients = found
        self.client.set_options([(one.code, one.code) for one in clients if one.state == "open"])
        self._allow()
        self._lines = lines
        self._warn(lines)
        self._list_them()
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self._begin(wanted)
        elif self.form is not None:
            pass  # it goes on
        elif self._first and lines:
            self.grid.go(0)
            self.arrive()
        elif not lines:
            self.stack.setCurrentWidget(self.nothing)
            self.obliged.show_level("")
        self._first = False

    def _list_them(self) -> None:
        """The lines as they were read; one that was only begun stands above them."""
        form, lines = self.form, self._lines
        if form is not None and all(line.id != form.keeping.id for line in lines):
            stamp = self.workspace.clock.stamp()
            begun = VaultDraft(form.keeping.id, KIND, form.client, stamp, {})
            lines = (RiskLine(begun.id, form.client, form.level, stamp, begun), *lines)
        self.grid.show_lines(lines, anew=False)
        if form is not None:
            self.grid.go(self.model.row_of(form.keeping.id))

    def _warn(self, lines: tuple[RiskLine, ...]) -> None:
        """What is not finished stands above everything, in red, with since when."""
        if self._warning is not None:
            self.notices.removeWidget(self._warning)
            self._warning.hide()
            self._warning.deleteLater()
            self._warning = None
        waiting = [line for line in lines if line.draft is not None]
        if waiting:
            words, clock = self.words, self.workspace.clock
            since = words.moment(clock.moment(waiting[0].when))
            codes = words.listed(list(dict.fromkeys(line.code for line in waiting)))
            self._warning = Banner(self.look, "danger", words("risk.waiting", codes=codes, since=since))
            self.notices.addWidget(self._warning)

    # One assessment.

    def _pick(self, identity: str) -> None:
        """Another row is the current one; the same one again, as after each reading of the list, changes nothing."""
        line = next((one for one in self.model.lines if one.id == identity), None)
        if line is None or identity == self._front:
            return
        if line.draft is not None:
            self._go_on(line)
            return
        begun = self.form is not None
        self._leave_form()
        self.shown, self._coming = line, ""
        vault = self.vault

        def work(report: Report) -> EntryView:
            return reading.show_entry(vault, identity)

        self.jobs.start(self, work, done=self._show_signed, lane="read")
        if begun:
            self.refresh()  # what was left stands in the list as it was kept

    @property
    def _front(self) -> str:
        """The id of what is written or read."""
        if self.form is not None:
            return self.form.keeping.id
        return "" if self.shown is None else self.shown.id

    def _show_signed(self, entry: EntryView) -> None:
        if self.shown is None or self.shown.id != entry.line.id or self.form is not None:
            return
        look, words, level = self.look, self.words, self.shown.level
        code = self.shown.code

        def tell(column: QVBoxLayout) -> None:
            column.setSpacing(0)
            head = QHBoxLayout()
            head.setSpacing(look.px(12))
            head.addWidget(Label(words("risk.of_client", code=code), "head"))
            if level in RANKS:
                head.addWidget(LevelBadge(look, RANKS[level], level_word(words, level)))
            head.addStretch()
            column.addLayout(head)
            for label, value in values_said(words, self.workspace.clock, KIND, entry.fields):
                column.addWidget(SaidRow(look, label, value))
            for added in entry.addenda:
                column.addWidget(SaidRow(look, words.kind("addendum"), added.text))
            column.addStretch(1)

        self.view.replace(tell)
        self.stack.setCurrentWidget(self.signed)
        self.obliged.show_level(level)

    def _begin_chosen(self) -> None:
        if self.client.chosen:
            self._begin(self.client.chosen)

    def _begin(self, code: str) -> None:
        """Goes on with what is not finished of a client, else begins one."""
        waiting = next((one for one in self.model.lines if one.draft is not None and one.code == code), None)
        if waiting is None:
            self._write(code, None)
        elif self.form is None or self.form.keeping.id != waiting.id:
            self._go_on(waiting)

    def _go_on(self, line: RiskLine) -> None:
        """With an unfinished one, as it lies in the vault now."""
        vault, self._coming = self.vault, line.id

        def work(report: Report) -> VaultDraft | None:
            return signing.find_vault_draft(vault, line.id)

        def done(draft: VaultDraft | None) -> None:
            if draft is not None and self._coming == line.id:
                self._write(line.code, draft)

        self.jobs.start(self, work, done=done, lane="read")

    def _write(self, code: str, draft: VaultDraft | None) -> None:
        self._leave_form()
        self.shown, self._coming = None, ""
        form = RiskForm(self, code, draft)
        form.graded.connect(self.obliged.show_level)
        form.signed.connect(self._signed)
        form.kept.connect(self.refresh)
        form.dropped.connect(self._over)
        self.form = form
        self.stack.addWidget(form)
        self.stack.setCurrentWidget(form)
        self._list_them()
        self.obliged.show_level(form.level)
        form.arrive()
        QTimer.singleShot(0, self, lambda: put_in_order(self))  # once it is laid out, in as many columns as fit

    def _leave_form(self) -> None:
        """Keeps what stands in the form, and takes it away."""
        form, self.form = self.form, None
        if form is not None:
            form.keep_now()
            self._take_away(form)

    def _take_away(self, form: RiskForm) -> None:
        self.stack.removeWidget(form)
        form.hide()
        form.deleteLater()

    def _signed(self, signed: Signed) -> None:
        self.say.toast(self, self.words("risk.was_signed"))
        self._over()

    def _over(self) -> None:
        """The form has nothing left to keep; the list begins from its top again."""
        form, self.form, self._first = self.form, None, True
        if form is not None:
            self._take_away(form)
        self.stack.setCurrentWidget(self.nothing)
        self.refresh()

    def open_crisis(self) -> None:
        """By way of a disclosure, never by itself: the slip is written beside this assessment, a crisis follows."""
        code = self.form.client if self.form is not None else self.shown.code if self.shown is not None else ""
        entry = "" if self.form is not None or self.shown is None else self.shown.id
        self.keep()
        self.goto.emit(Goto("disclosures", "crisis", (code, entry)))

    # What every room answers.

    def arrive(self) -> None:
        if self.form is not None:
            self.form.arrive()
        else:
            to: QWidget = self.grid if self.model.lines else self.client
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        if self.form is not None:
            self.form.keep_now()

    @property
    def unkept(self) -> bool:
        return self.form is not None and self.form.unkept
