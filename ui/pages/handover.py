"""Hand-overs of caseloads: those under way with what is to be done, and the form that begins one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import handover, handover_standing
from app.services.handover import Proposal
from app.services.handover_caseload import Carried, carried
from app.services.handover_standing import Handover, Travels
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.handover_acts import HandoverActs
from ui.pages.handover_card import waiting
from ui.pages.handover_detail import TONES, HandoverDetail, state_word
from ui.pages.handover_form import HandoverForm
from ui.pages.keeping import Keeping, Snapshot
from ui.pages.page import Goto
from ui.say import Say
from ui.tables.bundles import Entry, EntryList
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.field import hand_over
from ui.widgets.text import Elided, Label

LIST = 248  # px at a scale of 1


@dataclass(frozen=True)
class _Looked:
    """All hand-overs, and of the one that is shown its students and what its file will hold."""

    found: tuple[Handover, ...]
    shown: Handover | None
    students: tuple[Carried, ...]
    travels: Travels | None


class HandoverPage(HandoverActs):
    """Opened with the id of a hand-over, or `new` to write one."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.may_ask = workspace.role == "counsellor" and workspace.enrolled
        self._wanted = ""
        self._keeping, self._edit = Keeping(workspace), 0
        self._safe: dict[str, Any] = {}  # what the draft says
        self._read = self._arriving = False  # whether anything has been read, and the cursor still waits for it
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(self.words("handover.title"), "page"))
        self.sentence = Elided(look, "", ink="text-2")
        head.addWidget(self.sentence, 1)
        self.begin = Button(look, self.words("handover.begin"), icon="plus")
        self.begin.clicked.connect(self.write)
        self.begin.hide()
        head.addWidget(self.begin)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        self._make_parts()

    def _make_parts(self) -> None:
        look, words = self.look, self.words
        verb = words("handover.begin") if self.may_ask else ""
        why = words("handover.none_why" if self.may_ask else "handover.none_why_centre")
        self.empty = Empty(look, "users", words("handover.none"), why, verb, self.write if self.may_ask else None)
        frame = Card(look)
        frame.add(self.empty)
        self.stack.addWidget(frame)
        self.list = EntryList(look, words, words("handover.title"))
        self.list.chosen.connect(lambda entry: self._choose(entry.id))
        card = Card(look, padded=False, gap=0)
        card.add(self.list)
        card.setFixedWidth(look.px(LIST))
        self.detail = HandoverDetail(look, words)
        self.detail.acted.connect(self.act)
        self.detail.decided.connect(self.decide)
        self.detail.opened.connect(lambda student: self.goto.emit(Goto("student", student)))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(card)
        row.addWidget(self.detail, 1)
        self.stack.addWidget(both)
        self.form = HandoverForm(look, words)
        self.form.saved.connect(self.save)
        self.form.left.connect(self.stop_writing)
        self.form.moved.connect(lambda: self._propose(anew=False))
        self.stack.addWidget(self.form)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)

    # The page's ways.

    @property
    def writing(self) -> bool:
        return self.stack.currentWidget() is self.form

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        if subject == "new" and self.may_ask:
            if not self.writing:  # what was begun is gone on with
                self.write()
        else:
            self._wanted = subject

    def refresh(self) -> None:
        wanted, workspace = self._wanted, self.workspace
        self.latest("handovers", lambda report: _look(workspace, wanted), self._show)

    def arrive(self) -> None:
        self._arriving = not self._read
        if self.writing:
            self.form.to.setFocus()
        elif self.stack.currentIndex() == 0:
            (self.empty.button or self).setFocus()
        else:
            detail = self.detail
            acting = detail.decision.approve if detail.decision.isVisibleTo(self) else detail.next
            (acting if acting.isVisibleTo(self) else self.list).setFocus()

    @property
    def unkept(self) -> bool:
        return self.writing and self.form.begun and self._fields() != self._safe

    def leave(self) -> None:
        """A form that was begun stays as a draft, kept at once, on this thread: the store may close right after. It
        opens as the record's own form, too."""
        hand_over(self)
        if not self.unkept or self.workspace.locked:
            return
        fields = self._fields()
        self._edit += 1
        try:
            self._keeping.take(Snapshot(self._edit, handover_standing.KIND, "", fields, bare=False))
        except UserError as error:  # whoever locks must not be kept from it
            self.show_refusal(error, self.words("writing.on_screen"))
        else:
            self._safe = fields

    def _fields(self) -> dict[str, Any]:
        form = self.form
        fields = {
            "from": self.workspace.member.number, "to": form.to.chosen, "on": form.chosen_day.isoformat(),
            "students": form.students, "open_duties": form.open_text, "cautions": form.cautions.text,
            "witness": form.witness.text(),
        }  # fmt: skip
        return {name: value for name, value in fields.items() if value}

    def _show(self, found: _Looked) -> None:
        mine, words = len(waiting(found.found)), self.words
        told = words("handover.waiting", n=mine) if mine else words("handover.nothing_waits")
        self.sentence.set_text(words("handover.waiting_one") if mine == 1 else told)
        entries = [self._entry(one) for one in found.found]
        self.list.replace(entries, found.shown.id if found.shown is not None else "")
        if found.shown is not None:
            self._wanted = found.shown.id
            self.detail.show_handover(found.shown, found.students, found.travels, self.workspace.clock.today())
        if not self.writing:
            self.stack.setCurrentIndex(1 if found.found else 0)
        self._show_begin(bool(found.found))
        self._read = True
        if self._arriving or QApplication.focusWidget() is None:
            self.arrive()

    def _show_begin(self, any_there: bool) -> None:
        """The empty page has the same button in its middle."""
        self.begin.setVisible(self.may_ask and any_there and not self.writing)

    def _entry(self, one: Handover) -> Entry:
        words = self.words
        icon, ink = ("circle-check", "met") if one.state == "taken" else ("users", "text-2")
        if one.turn == one.side:
            icon, ink = "circle-alert", "warn"
        title = words("handover.from_to", giver=one.giver.name, taker=one.taker.name)
        detail = words.dot.join(
            [words("handover.day", day=words.day(one.day)), words("handover.count", n=len(one.students))]
        )
        return Entry(one.id, icon, ink, title, detail, state_word(words, one), TONES.get(one.state, "plain"), value=one)

    def _choose(self, identity: str) -> None:
        self._wanted = identity
        self.refresh()

    # Writing one.

    def write(self) -> None:
        """Begins a form, with everybody ticked."""
        self._keeping, self._edit, self._safe = Keeping(self.workspace), 0, {}
        self.form.begin(self.workspace.clock.today())
        self.stack.setCurrentWidget(self.form)
        self.begin.hide()
        self._propose(anew=True)
        self.form.to.setFocus()

    def _propose(self, *, anew: bool) -> None:
        workspace, day = self.workspace, self.form.chosen_day

        def done(found: Proposal) -> None:
            self.form.show_proposal(found, day, anew=anew)

        self.latest("proposal", lambda report: handover.propose_handover(workspace, day), done)

    def stop_writing(self) -> None:
        self._drop_draft()
        self.stack.setCurrentIndex(0)
        self.refresh()

    def _drop_draft(self) -> None:
        with suppress(UserError):  # the record is saved or given up, whatever becomes of its draft
            self._keeping.end()

    def save(self) -> None:
        """Writes the record, which asks the centre with the next export."""
        if not self.writing or not self.form.button.isEnabled():
            return
        form, workspace = self.form, self.workspace
        form.day_field.refuse("")
        to, students, day, witness = form.to.chosen, form.students, form.chosen_day, form.witness.text()
        cautions, open_text = form.cautions.text, form.open_text
        form.show_ready(busy=True)

        def work(report: Report) -> str:
            return handover.prepare_handover(
                workspace, to, students=students, day=day, witness=witness, cautions=cautions, open_duties=open_text
            ).id

        def done(identity: str) -> None:
            self._drop_draft()
            self._wanted = identity
            self.stack.setCurrentIndex(1)
            self.after(self.words("handover.saved"))

        def failed(error: UserError) -> None:
            form.show_ready()
            if error.code == "handover_day_past":
                form.day_field.refuse(self.words.error(error)[0])
                form.day.setFocus()
            else:
                self.show_refusal(error, self.words("handover.safe"))

        self.jobs.start(self, work, done=done, failed=failed)

    def after(self, told: str) -> None:
        self.say.toast(self, told)
        self.changed.emit()
        self.refresh()


def _look(workspace: Workspace, wanted: str) -> _Looked:
    """The one that is wanted, else the first that waits for this machine, else the latest."""
    found = handover_standing.list_handovers(workspace)
    one = next((h for h in found if h.id == wanted), None) or next((h for h in found if h.turn == h.side), None)
    one = one or next(iter(found), None)
    if one is None:
        return _Looked(found, None, (), None)
    travels = None
    if one.side == "giver" and one.state in ("approved", "sent"):
        with suppress(UserError):
            travels = handover_standing.what_travels(workspace, one)
    return _Looked(found, one, carried(workspace, one.students), travels)
