"""One record of any kind, read from its declaration: what it says, who may know it, its history and its conflicts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import record_view
from app.services.drafting import DraftLine, list_drafts
from app.services.merging import is_merge
from app.services.phone_reports import CALL
from app.services.record_view import RecordView
from app.workspace import Workspace
from ui.dialogs.phone_now import PhoneNow
from ui.jobs import Jobs, Report
from ui.pages.opening import Opening
from ui.pages.page import Goto
from ui.pages.record_acts import RecordActs
from ui.pages.record_head import RecordHead
from ui.pages.record_related import RelatedList
from ui.pages.record_side import RecordSide
from ui.pages.record_values import Reader
from ui.pages.record_version import VersionHead, columns_of
from ui.pages.student import in_text
from ui.pages.versions import Versions
from ui.say import Say
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.card import Banner, Card
from ui.widgets.detail import Detail, Fact, Item, clear
from ui.widgets.scroll import Scroll


@dataclass(frozen=True)
class _Read:
    """What one look at a record reads."""

    view: RecordView
    draft: DraftLine | None


class RecordPage(RecordActs):
    """`open(id)` shows a record, with `("versions",)` its versions side by side. Esc goes back, Ctrl+P prints."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._beside = False  # the versions side by side
        self._version = ""  # the one looked at, "" for what holds now
        self._against = ""  # the one it is compared with, "" for the one before it
        self._merge = ""  # the draft of a merge of it
        self._opening = Opening()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        self.head = RecordHead(look, self.words)
        self.head.amend_button.clicked.connect(self._amend)
        self.head.withdraw_button.clicked.connect(self.ask_withdraw)
        self.head.print_button.clicked.connect(self._print)
        outer.addWidget(self.head)
        self.notices = QVBoxLayout()  # refusals
        self._banners = QVBoxLayout()
        self._banners.setSpacing(look.px(8))
        outer.addLayout(self.notices)
        outer.addLayout(self._banners)
        self.stack = QStackedWidget()
        self._nothing = QWidget()
        self._single = self._one()
        self.versions = Versions(look, self.words)
        self.versions.kept.connect(self._keep)
        self.versions.wanted.connect(self._follow)
        for shown in (self._nothing, self._single, self.versions):
            self.stack.addWidget(shown)
        outer.addWidget(self.stack, 1)
        key = QShortcut(QKeySequence("Ctrl+P"), self, self._print)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _one(self) -> QWidget:
        """What the record says, and beside it who may know it and its history."""
        look = self.look
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(24))
        card = Card(look, padded=False, gap=0)
        scroll = Scroll(look, ground="surface", gap=16)
        side = look.px(16)
        scroll.column.setContentsMargins(side, side, side, side)
        self.looked = VersionHead(look, self.words)
        self.looked.now.connect(lambda: self._choose(self._version))
        self.looked.compared.connect(self._compare)
        scroll.column.addWidget(self.looked)
        self.detail = Detail(look, self.words)
        self.detail.wanted.connect(self._follow)
        scroll.column.addWidget(self.detail)
        self.related = RelatedList(look, self.words)
        self.related.wanted.connect(self._follow)
        scroll.column.addWidget(self.related)
        scroll.column.addStretch(1)
        card.add(scroll)
        row.addWidget(card, 1)
        self.side = RecordSide(look, self.words, tokens.SIDE)
        self.side.chosen.connect(self._choose)
        self.side.looked_into.connect(self.look_into)
        self.side.saved_out.connect(self.save_out)
        self.side.offers.wanted.connect(self._write)
        row.addWidget(self.side)
        return holder

    # Reading.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if subject != self.record:
            self.record, self._version, self._opening = subject, "", Opening()
            self._show_nothing()
        self._beside = "versions" in more

    def refresh(self) -> None:
        if not self.record:
            return
        workspace, record, opening = self.workspace, self.record, self._opening

        def work(report: Report) -> _Read:
            draft = next((d for d in list_drafts(workspace) if d.record == record), None)
            return _Read(opening.read(lambda seen: record_view.view_record(workspace, record, again=seen)), draft)

        self.latest("record", work, self._show, self._refused)

    def _refused(self, error: UserError) -> None:
        self._show_nothing()
        self.show_refusal(error)

    def _show_nothing(self) -> None:
        self.view = None
        self.head.empty()
        clear(self._banners)
        self.stack.setCurrentWidget(self._nothing)

    def _show(self, read: _Read) -> None:
        first = self.view is None
        self.view = view = read.view
        self.reader = Reader(self.words, self.workspace.clock, view)
        self._beside = self._beside and view.shown.conflict
        if self._version not in {past.version.revision for past in view.history}:
            self._version = ""
        self.head.show_record(view, self.reader)
        self._show_banners(read)
        self.side.show_record(view, self.reader)
        self.related.show_records(view.related, self.reader)
        self.versions.set_columns(columns_of(self.words, view, self.reader))
        self._show_version()
        self.stack.setCurrentWidget(self.versions if self._beside else self._single)
        if first and not in_text(self):
            self.arrive()

    def _show_banners(self, read: _Read) -> None:
        clear(self._banners)
        view, shown, look = read.view, read.view.shown, self.look
        if shown.withdrawn:
            reason = next((p.version.reason for p in view.history if p.version.op == "withdraw"), "")
            self._banners.addWidget(Banner(look, "notice", self.words("record.was_withdrawn", reason=reason)))
        if shown.conflict:
            text = self.words("versions.banner", n=len(shown.heads))
            verb = self.words("versions.back") if self._beside else self.words("versions.compare")
            self._banners.addWidget(Banner(look, "warn", text, verb, self._turn))
        if shown.lacking and not self._beside:
            names = self.words.listed([self.words.field(shown.kind, name) for name in shown.lacking])
            self._banners.addWidget(Banner(look, "warn", self.words("record.lacking", names=names)))
        if not shown.body_here and not self._beside:
            self._banners.addWidget(Banner(look, "notice", self.words("record.elsewhere")))
        self._merge = read.draft.id if read.draft is not None and is_merge(read.draft) else ""
        if read.draft is not None:
            self._banners.addWidget(self._drafted(read.draft))

    def _drafted(self, draft: DraftLine) -> Banner:
        def go_on() -> None:
            self.goto.emit(Goto("draft", draft.id))

        text = self.words("record.draft", at=self.reader.moment(draft.at))
        return Banner(self.look, "notice", text, self.words("record.go_on"), go_on)

    # Versions.

    def _turn(self) -> None:
        self._beside = not self._beside
        self.refresh()

    def _keep(self, revision: str) -> None:
        self.versions.enable(False)

        def failed(error: UserError) -> None:
            self.versions.enable(True)
            self.show_refusal(error, self.words("versions.safe"))

        self.keep_version(revision, failed)

    def after(self, told: str) -> None:
        self._beside, self._version = False, ""
        self.changed.emit()
        self.say.toast(self, told)
        self.refresh()

    def _choose(self, revision: str) -> None:
        self._against = ""
        self._version = "" if revision == self._version else revision
        self._show_version()

    def _show_version(self) -> None:
        """What holds now, or the version that was chosen with what has changed in it."""
        if self.view is None:
            return
        known = {past.version.revision: past for past in self.view.history}
        past = known.get(self._version)
        self.side.history.choose(self._version)
        if past is None:
            self.looked.hide()
            self.detail.set_items(self._with_students(self.view, self.reader.current()))
            return
        against = known.get(self._against) or self.reader.before(past)
        items = self.looked.show_version(self.view, self.reader, past, against)
        was = "" if against is None else self.words("record.in_version", at=self.reader.moment(against.at))
        self.detail.set_items(items, was)

    def _compare(self, revision: str) -> None:
        """With another version than the one before."""
        self._against = revision
        self._show_version()
        if self.looked.against is not None:
            self.looked.against.setFocus()

    def _with_students(self, view: RecordView, items: list[Item]) -> list[Item]:
        """An act on another record is about its students, though no field of its own names them."""
        if {item.name for item in items} & {"student", "students"} or view.shown.kind == "student":
            return items
        pieces = tuple(self.reader.named(one, one.label) for one in view.students)
        text = self.words.listed([piece.text for piece in pieces])
        fact = Fact("students", self.words.kind("student"), pieces, text, long=True)
        return [fact, *items] if pieces else items

    # What the person does.

    def _amend(self) -> None:
        if self.view is None or not self.view.shown.conflict:
            self.goto.emit(Goto("amend", self.record))
        elif self._merge:  # begun before: on the page that has it still, where there is one
            self.goto.emit(Goto("draft", self._merge))
        else:
            self.goto.emit(Goto("merge", self.record))

    def _follow(self, page: str, subject: str) -> None:
        self.goto.emit(Goto(page, subject))

    def _write(self, kind: str) -> None:
        """A record of this kind on the one that is shown; a call on the card with the numbers."""
        if kind == CALL.name:
            card = PhoneNow(self, self.record)
            card.written.connect(self.changed)
            card.written.connect(self.refresh)
            card.open()
        else:
            self.goto.emit(Goto("write", kind, (self.record,)))

    def _print(self) -> None:
        self.ask_print(self.head.print_button)

    def arrive(self) -> None:
        for button in (self.head.amend_button, self.head.print_button):
            if button.isEnabled() and not button.isHidden():
                button.setFocus()
                return
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._version:
                self._choose(self._version)
            else:
                self.back.emit()
            return
        super().keyPressEvent(event)
