"""The room of the page of clients: the list, what is read or written about one client, and what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.vault import clients, reading, scales
from app.services.vault.clients import ClientDesk, ClientFile
from app.services.vault.opening import OpenVault
from app.services.vault.reading import EntryView
from app.services.vault.signing import Signed, VaultDraft
from app.workspace import Workspace
from ui.jobs import Job, Jobs
from ui.pages.page import Goto
from ui.say import Say
from ui.theme.look import Look
from ui.vault.clients_entry import EntryCard
from ui.vault.clients_list import SUPERVISION, ClientList
from ui.vault.clients_middle import Middle, form_of
from ui.vault.clients_names import NamesWhileHeld
from ui.vault.clients_note import SessionNote
from ui.vault.clients_rows import Row
from ui.vault.clients_said import note_of
from ui.vault.clients_side import ClientSide
from ui.vault.clients_writing import VaultWriting
from ui.vault.room import Room
from ui.widgets.beside import Beside
from ui.widgets.reading_order import put_in_order

T = TypeVar("T")
LEAST, HIGH = 700, 560  # px at a scale of 1: of the list with what is written, and its height above a side column
ASKED_FIRST = frozenset({"client", "scale_result"})
"""Kinds whose form begins with what only the vault knows."""


class ClientsRoom(Room):
    """`goto` asks for another page, `changed` says that the general store was told of a session."""

    goto = Signal(object)
    changed = Signal()

    def __init__(self, workspace: Workspace, vault: OpenVault, jobs: Jobs, say: Say, look: Look) -> None:
        super().__init__(workspace, vault, jobs, say, look)
        self.desk: ClientDesk | None = None
        self.file: ClientFile | None = None
        self.code = ""
        self._then: tuple[str, Callable[[], None]] | None = None  # with whose file what is to be done
        self._aiming = True  # the next answer puts the cursor where work begins
        self._latest: dict[str, Job[Any]] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        outer.setSpacing(look.px(12))
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.list = ClientList(look, self.words, workspace.clock)
        self.side = ClientSide(look, self.words, workspace.clock)
        self.side.hide()
        main = QWidget()
        row = QHBoxLayout(main)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self.list)
        outer.addWidget(Beside(look, main, self.side, least=LEAST, high=HIGH, gap=16), 1)
        self.middle = Middle(self)
        row.addWidget(self.middle, 1)
        self.names = NamesWhileHeld(self, self.jobs, lambda: self.vault, self.list.show_names)
        self._connect()

    def _connect(self) -> None:
        self.list.picked.connect(self._pick)
        self.list.opened.connect(self._go_in)
        self.list.sought.connect(self._seek)
        self.list.made.connect(lambda state: self.begin("supervision_note" if state == SUPERVISION else "client"))
        self.list.revealing.connect(self.names.hold)
        self.middle.begun.connect(self.begin)
        self.side.picked.connect(self.show_entry)
        self.side.wrote.connect(lambda kind: self.begin(kind, self.code))
        self.side.disclosed.connect(self._disclose)

    # What every room answers.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """A client's code, and in `more` a kind of the vault to be begun; for a session note also the moment of its
        slot and the state of that."""
        self._aiming = True
        if len(more) > 1:
            self._begin_session(subject, more[1], held="held" in more[2:])
        elif more:
            self.begin(more[0], subject)
        else:
            self.choose(subject)

    def refresh(self) -> None:
        self.latest("desk", lambda: clients.client_desk(self.workspace, self.vault), self._show_desk)
        if self.code:
            self.choose(self.code)

    def arrive(self) -> None:
        if self.middle.front is not None:
            self.middle.front.arrive()
        else:
            self.list.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        self.names.hold(False)
        self.middle.keep()

    @property
    def unkept(self) -> bool:
        return self.middle.writing is not None and self.middle.writing.unkept

    def escape(self) -> bool:
        """Esc ends a search before it locks anything."""
        if not self.list.search.text():
            return False
        self.list.search.clear()
        return True

    def latest(self, name: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """A reading job whose older namesakes are no longer wanted."""
        before = self._latest.get(name)
        if before is not None:
            before.drop()
        self._latest[name] = self.jobs.start(self, lambda report: work(), done=done, lane="read")

    # The list.

    def _show_desk(self, desk: ClientDesk) -> None:
        first, self.desk = self.desk is None, desk
        self.list.show_desk(desk)
        if self.code or self.middle.front is not None:
            return
        if desk.clients and first:
            self.choose(desk.clients[0].id)
        elif not desk.clients:
            self.middle.put_nobody()

    def _pick(self, row: Row) -> None:
        """Another row is the current one: of a client the file comes, of anything else the entry."""
        if row.what == "draft":
            self.begin(row.kind)
        elif row.what in ("client", "owed") or row.kind == "client":
            self.choose(row.code)
        else:
            self._show_of(row.code, row.id)

    def _go_in(self, row: Row) -> None:
        """Enter or a click: what is owed is begun, anything else has the cursor put into it."""
        self._aiming = True
        if row.what == "owed":
            cause = "no_show" if row.kind == "no_show" else "aftercare"
            self.begin("case_follow_up", row.code, cause=cause)
        else:
            self._pick(row)

    def _seek(self, text: str) -> None:
        if text:
            self.latest("search", lambda: reading.search_vault(self.vault, text), self.list.show_found)

    # One client.

    def choose(self, code: str) -> None:
        """Reads a client's file; what is written at the moment stays, unless it is about somebody else."""
        self.code = code
        self.latest("file", lambda: clients.client_file(self.vault, code, self.words.language), self._show_file)

    def _show_file(self, file: ClientFile | None) -> None:
        if file is None:
            self._show_nobody()
            return
        if file.line.code != self.code:
            return
        before, self.file = self.file, file
        code = file.line.code
        self.list.show_state_of(code)
        if self.list.key.startswith(("client/", "/")) or not self.list.key:
            self.list.go(f"client/{code}")
        then, self._then = self._then, None
        if then is not None and then[0] == code:
            then[1]()
        elif self.middle.front is None or (before is not None and before.line.code != code):
            self._show_first(file)
        else:
            self._land()
        self.side.show_file(file, self.middle.shown)
        self.side.show()

    def _show_nobody(self) -> None:
        """A code that nobody has, as of an hour that was booked for somebody new: their particulars come first."""
        code, self.code, self._then = self.code, "", None
        self._write("client", "", {"code": code})

    def _show_first(self, file: ClientFile) -> None:
        """What one goes on with: a draft, else the last session, else the agreement, else the first session."""
        if file.drafts:
            self._write(file.drafts[0].kind, file.line.code, {}, file.drafts[0])
        elif file.entries:
            self.show_entry((file.meetings or file.entries)[0].id)
        else:
            self.begin("session_note" if file.line.agreed else "counselling_agreement", file.line.code)

    def _show_of(self, code: str, entry: str, *, added: bool = False) -> None:
        """A signed entry, once the file of the client whom it is about is here."""
        self.code = code
        if code:
            self._then = (code, lambda: self.show_entry(entry, added=added))
            self.choose(code)
        else:
            self.show_entry(entry, added=added)

    def show_entry(self, identity: str, *, added: bool = False) -> None:
        """Brings a signed entry or a draft to the front; what was just `added` to it is brought into sight."""
        if identity == self.middle.shown:
            return
        drafts = () if self.file is None else self.file.drafts
        draft = next((one for one in drafts if one.id == identity), None)
        if draft is not None:
            self._write(draft.kind, draft.client, {}, draft)
        else:
            read = lambda: reading.show_entry(self.vault, identity)  # noqa: E731
            self.latest("entry", read, lambda view: self._show_entry(view, added))

    def _show_entry(self, view: EntryView, added: bool) -> None:
        about = "" if view.line.kind == "supervision_note" else next(iter(view.line.clients), "")
        code = self.code if about and self.code in view.line.clients else about
        card = EntryCard(self, view, code, self._next(code))
        card.added.connect(lambda: self._write("addendum", code, {}, view=view))
        card.next.connect(lambda: self.begin("session_note", code))
        self._put(card, code)
        if added:
            card.show_added()

    def _next(self, code: str) -> str:
        """The next action for a client; none where the case is closed."""
        file = self.file
        if file is None or file.line.code != code or file.line.state == "closed":
            return ""
        return self.words("clients.write_nth", n=file.next_number)

    # Writing.

    def begin(self, kind: str, code: str = "", **given: Any) -> None:
        """Begins an entry of a kind, or goes on with its draft. A risk assessment has a page of its own."""
        self._aiming = True
        if kind == "risk_assessment":
            self.goto.emit(Goto("assessment", "risk", (code,)))
        elif code and (self.file is None or self.file.line.code != code):
            self._then = (code, lambda: self.begin(kind, code, **given))
            self.choose(code)
        elif kind in ASKED_FIRST:
            self.latest("begin", lambda: self._known(kind, code), lambda known: self._write(kind, code, known))
        else:
            self._write(kind, code, given)

    def _begin_session(self, code: str, at: str, *, held: bool) -> None:
        """The note of a slot: the signed one, where there is one already, else one of that moment."""
        file = self.file
        if file is None or file.line.code != code:
            self._then = (code, lambda: self._begin_session(code, at, held=held))
            self.choose(code)
            return
        note = note_of(file, self.workspace.clock, at, held=held)
        if note is None:
            self.begin("session_note", code, when=at)
        else:
            self.show_entry(note.id)

    def _known(self, kind: str, code: str) -> dict[str, Any]:
        if kind == "scale_result":
            return {"scales": scales.list_questionnaires(self.workspace)}
        known = reading.client_fields(self.vault, code) if code else {}
        return known or {"code": reading.next_client_code(self.workspace, self.vault)}

    def _write(
        self,
        kind: str,
        code: str,
        given: dict[str, Any],
        draft: VaultDraft | None = None,
        view: EntryView | None = None,
    ) -> None:
        """Puts the form of a kind in front, with the draft that is there already."""
        self._aiming = True
        if kind == "scale_result" and "scales" not in given:
            self.begin(kind, code)
            return
        if kind == "addendum" and view is None and draft is not None:
            entry = str(draft.fields["of"])
            read = lambda: reading.show_entry(self.vault, entry)  # noqa: E731
            self.latest("entry", read, lambda found: self._write(kind, code, given, draft, found))
            return
        file = self.file if self.file is not None and self.file.line.code == code else None
        draft = draft or next((one for one in self._drafts(code) if _is_same(one, kind, view)), None)
        form = form_of(self, kind, code, given, draft, view, file, self.desk)
        form.signed.connect(lambda done: self._signed(form, done))
        form.kept.connect(self.refresh)
        form.dropped.connect(self._dropped)
        if isinstance(form, SessionNote):
            form.risk.clicked.connect(lambda: self.begin("risk_assessment", code))
        self._put(form, code)

    def _drafts(self, code: str) -> tuple[VaultDraft, ...]:
        """The drafts about a client, or about nobody."""
        if code:
            return self.file.drafts if self.file is not None and self.file.line.code == code else ()
        return () if self.desk is None else self.desk.drafts

    def _signed(self, form: VaultWriting, done: Signed) -> None:
        """Signed and locked: it is shown as it stands; after a new client's particulars the agreement comes."""
        self.changed.emit()
        said = form.fields()
        self.middle.clear()
        self.file, self._aiming = None, True
        code = "" if form.kind == "supervision_note" else form.client or next(iter(done.clients), "")
        if form.kind == "client":
            code = self.code = str(said["code"])
            if not form.client:
                minor = {"minor": said["minor"]} if "minor" in said else {}
                self._then = (code, lambda: self.begin("counselling_agreement", code, **minor))
        else:
            added = form.kind == "addendum"
            self._show_of(code, str(said["of"]) if added else done.id, added=added)
        self.refresh()

    def _dropped(self) -> None:
        self.middle.clear()
        self.refresh()

    def _disclose(self) -> None:
        """The one way out of the vault; of the entry in front, where one is signed."""
        front = self.middle.front
        entry = front.view.line.id if isinstance(front, EntryCard) else ""
        self.goto.emit(Goto("disclosures", "new", tuple(one for one in (self.code, entry) if one)))

    # What is in front.

    def _put(self, card: VaultWriting | EntryCard, code: str) -> None:
        """A card about a client, or about nobody yet."""
        if not self.middle.leave():
            card.deleteLater()
            return
        about = self.file if self.file is not None and self.file.line.code == code else None
        self.middle.put(card, about)
        self.side.setVisible(about is not None)
        self.side.go(self.middle.shown)
        self._land()
        QTimer.singleShot(0, self, lambda: put_in_order(self))  # once it is laid out, in as many columns as fit

    def _land(self) -> None:
        if self._aiming and self.middle.front is not None and self.isVisible():
            self._aiming = False
            self.middle.front.arrive()


def _is_same(draft: VaultDraft, kind: str, view: EntryView | None) -> bool:
    return draft.kind == kind and (view is None or draft.fields.get("of") == view.line.id)
