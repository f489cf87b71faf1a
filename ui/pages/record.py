"""One record of any kind, read from its declaration: what it says, who may know it, its history and its conflicts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.records import KINDS
from app.services import record_view
from app.services.drafting import DraftLine, list_drafts
from app.services.phone_reports import CALL
from app.services.record_view import Past, RecordView
from app.workspace import Workspace
from ui.dialogs.phone_now import PhoneNow
from ui.jobs import Jobs, Report
from ui.pages.page import Goto
from ui.pages.record_acts import RecordActs
from ui.pages.record_head import RecordHead, why_not
from ui.pages.record_related import RelatedList
from ui.pages.record_side import RecordSide, who_wrote
from ui.pages.record_values import Reader
from ui.pages.student import in_text
from ui.pages.versions import Column, Versions
from ui.say import Say
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.card import Banner, Card
from ui.widgets.detail import Detail, Fact, Item, Piece, clear
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
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        self.head = RecordHead(look, self.words)
        self.head.amend_button.clicked.connect(lambda: self.goto.emit(Goto("amend", self.record)))
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
        self._looked = QVBoxLayout()  # which version this is
        scroll.column.addLayout(self._looked)
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
        self.side.saved_out.connect(self.save_out)
        self.side.offers.wanted.connect(self._write)
        row.addWidget(self.side)
        return holder

    # Reading.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if subject != self.record:
            self.record, self._version = subject, ""
            self._show_nothing()
        self._beside = "versions" in more

    def refresh(self) -> None:
        if not self.record:
            return
        workspace, record = self.workspace, self.record

        def work(report: Report) -> _Read:
            draft = next((d for d in list_drafts(workspace) if d.record == record), None)
            return _Read(record_view.view_record(workspace, record), draft)

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
        self.versions.set_columns(self._columns(view))
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
        if read.draft is not None:
            self._banners.addWidget(self._drafted(read.draft))

    def _drafted(self, draft: DraftLine) -> Banner:
        def go_on() -> None:
            self.goto.emit(Goto("draft", draft.id))

        text = self.words("record.draft", at=self.reader.moment(draft.at))
        return Banner(self.look, "notice", text, self.words("record.go_on"), go_on)

    # Versions.

    def _columns(self, view: RecordView) -> list[Column]:
        """The current versions of a conflict; each of them may be kept where its text is here."""
        if not view.shown.conflict:
            return []
        kind = KINDS[view.shown.kind]
        bodies = frozenset(f.name for f in kind.fields if not f.header)
        why = "" if view.objection == "body_elsewhere" else why_not(self.words, view.objection)
        return [
            Column(
                revision=past.version.revision,
                who=who_wrote(self.words, past),
                when=self.reader.moment(past.at, weekday=True),
                items=tuple(self._said(past)),
                why=why or ("" if past.whole else self.words("versions.not_whole")),
                unknown=frozenset() if past.whole else bodies,
            )
            for past in view.history
            if past.version.head
        ]

    def _said(self, past: Past) -> list[Item]:
        if past.version.op == "save":
            return self.reader.items(past.version.fields)
        text = self.words("record.was_withdrawn", reason=past.version.reason)
        return [Fact("", self.words("record.withdrawn"), (Piece(text),), text, long=True)]

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
        self._version = "" if revision == self._version else revision
        self._show_version()

    def _show_version(self) -> None:
        """What holds now, or the version that was chosen with what has changed in it."""
        if self.view is None:
            return
        clear(self._looked)
        past = next((p for p in self.view.history if p.version.revision == self._version), None)
        self.side.history.choose(self._version)
        if past is None:
            self.detail.set_items(self._with_students(self.view, self.reader.current()))
            return
        items = self.reader.of_version(past)
        changed = sum(item.before is not None for item in items)
        at = self.reader.moment(past.at)
        text = (
            self.words("record.version_changed", at=at, n=changed) if changed else self.words("record.version", at=at)
        )
        if any(field.child is not None for field in KINDS[self.view.shown.kind].fields):
            text += self.words("record.parts_apart")
        banner = Banner(self.look, "notice", text, self.words("record.now"), lambda: self._choose(self._version))
        self._looked.addWidget(banner)
        self.detail.set_items(items)

    def _with_students(self, view: RecordView, items: list[Item]) -> list[Item]:
        """An act on another record is about its students, though no field of its own names them."""
        if {item.name for item in items} & {"student", "students"} or view.shown.kind == "student":
            return items
        pieces = tuple(self.reader.named(one, one.label) for one in view.students)
        text = self.words.listed([piece.text for piece in pieces])
        fact = Fact("students", self.words.kind("student"), pieces, text, long=True)
        return [fact, *items] if pieces else items

    # What the person does.

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
