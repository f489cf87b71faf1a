"""日程: a psychologist's weeks and days. Book, mark, move and cancel by single keys; who waits; the plan of the hours.

Usable while the notes vault is locked: codes stand here and no names. While F8 is held and the vault is open, the names
behind the codes are painted, and told to nothing else (clause prevention.1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import schedule_booking
from app.services.schedule import Waiting
from app.services.schedule_booking import Act
from app.services.schedule_slots import Slot
from app.services.vault import reading
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.schedule_frame import PLANNING
from ui.pages.schedule_planned import SchedulePlanned
from ui.say import Say
from ui.tables.day_list import columns
from ui.theme.look import Look
from ui.vault.clients_names import NamesWhileHeld
from ui.vault.door import VaultDoor


class SchedulePage(SchedulePlanned):
    """The acts; what is shown is in schedule_shown.py, plan and paper are in schedule_planned.py."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.door: VaultDoor | None = None
        self.names: NamesWhileHeld | None = None
        self._connect()

    def enter(self, door: VaultDoor) -> None:
        """The desk's door: names may be asked for while it is open."""
        self.door = door
        door.opened.connect(self._opened)
        door.closed.connect(self._closed)
        if door.is_open:
            self._opened()

    def _connect(self) -> None:
        self.board.letters = {
            Qt.Key.Key_B: self.begin_booking, Qt.Key.Key_H: lambda: self.act("held"),
            Qt.Key.Key_N: lambda: self.act("no_show"), Qt.Key.Key_X: self._cross,
            Qt.Key.Key_R: lambda: self.act("move"), Qt.Key.Key_W: lambda: self.act("note"), Qt.Key.Key_T: self.go_today,
            Qt.Key.Key_PageUp: lambda: self.turn(-1), Qt.Key.Key_PageDown: lambda: self.turn(1),
        }  # fmt: skip
        self.grid.letters = {
            "b": lambda _: self.begin_booking(), "h": lambda _: self.act("held"), "n": lambda _: self.act("no_show"),
            "x": lambda _: self._cross(), "r": lambda _: self.act("move"), "w": lambda _: self.act("note"),
            "t": lambda _: self.go_today(),
        }  # fmt: skip
        self.grid.installEventFilter(self)
        self.board.picked.connect(self._pick)
        self.board.opened.connect(lambda _: self._open_slot())
        self.grid.picked.connect(lambda _: self._pick_line())
        self.grid.opened.connect(lambda _: self._open_slot())
        self.card.wants_booking.connect(self.book)
        self.card.code.editingFinished.connect(self._look_up)
        self.card.acted.connect(self.act)
        self.coming.clicked.connect(self._go_to_coming)
        self.waiting.taken.connect(self._give)
        self.waiting.dropped.connect(self._drop_waiting)
        self.waiting.added.connect(self._add_waiting)
        self.tiles.changed.connect(self._mark)
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        self.here.clicked.connect(self.go_today)
        self.month.activated.connect(lambda _: self._jump())
        self.view.changed.connect(self._show_view)
        self.print_button.clicked.connect(self.ask_print)
        self.plan_button.clicked.connect(self.make_plan)
        self.planning.changed.connect(self._preview)
        self.planning.saved.connect(self._save_plan)
        self.planning.left.connect(self._leave_plan)
        self.look.changed.connect(self._fit)
        keys = (("Ctrl+P", self.print_shown), ("Ctrl+S", self._save_plan))
        for key, act in keys:
            QShortcut(QKeySequence(key), self, act).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def escape(self) -> bool:
        """Out of the editor, out of moving, or from the card back to the board."""
        if self.whole.currentIndex() == PLANNING:
            self._leave_plan()
            return True
        if self.moving is not None:
            self._stay()
            return True
        if self.card.isAncestorOf(self.focusWidget() or self):
            self.arrive()
            return True
        return False

    def _open_slot(self) -> None:
        """Enter on a slot: moves there, books it, or goes to what can be done with it."""
        slot = self.slot
        if slot is None:
            return
        if self.moving is not None:
            self._move_to(slot)
        elif slot.state == "free":
            self.begin_booking()
        elif slot.closed:
            self.card.open_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            filled = self.card.buttons["held"] if self.card.buttons["held"].isEnabled() else self.card.note
            filled.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list too a page is a day, not so many rows."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and watched is self.grid:
            step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
            if step is not None:
                self.turn(step)
                return True
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(columns(self.look, self.words))

    # What is done with a slot.

    def act(self, what: str) -> None:
        """One of the acts on the current slot; does nothing where the card does not offer it."""
        slot, workspace, words = self.slot, self.workspace, self.words
        if what == "stay":
            self._stay()
        if slot is None or what == "stay" or not self._offers(what, slot):
            return
        at, record = slot.at.isoformat(), slot.record
        if what == "held":
            self._write(
                lambda: schedule_booking.mark_held(workspace, record), words("schedule.did_held", code=slot.code)
            )
        elif what == "no_show":
            told = words("schedule.did_no_show", code=slot.code)
            self._write(lambda: schedule_booking.mark_no_show(workspace, record), told)
        elif what == "cancel":
            self._write(
                lambda: schedule_booking.cancel(workspace, record), words("schedule.did_cancel", code=slot.code)
            )
        elif what == "close":
            self._write(lambda: schedule_booking.close_slots(workspace, (at,))[0], words("schedule.did_close"))
        elif what == "open":
            self._write(lambda: schedule_booking.open_slot(workspace, record), words("schedule.did_open"))
        elif what == "move":
            self._begin_moving(slot)
        else:
            self.goto.emit(Goto("clients", slot.code, ("session_note", at, slot.state)))

    def _offers(self, what: str, slot: Slot) -> bool:
        if what in self.card.buttons:
            taken = slot.code != "" and slot.state in ("booked", "held", "no_show")
            return taken and self.card.buttons[what].isEnabled()
        if what == "note":
            return slot.code != "" and slot.state != "cancelled"
        return slot.closed if what == "open" else slot.state == "free" and slot.planned

    def _cross(self) -> None:
        """X takes off what stands there: the booking, the slot from the plan, or its being closed."""
        slot = self.slot
        if slot is not None:
            self.act("open" if slot.closed else "close" if slot.state == "free" else "cancel")

    def begin_booking(self) -> None:
        """The cursor into the field of the code, where the slot is free."""
        self.card.begin()

    def book(self) -> None:
        """Books the current slot for the code in the field."""
        slot, card, workspace = self.slot, self.card, self.workspace
        code = card.code.text().strip()
        if slot is None or slot.state != "free" or not card.book_button.isEnabled():
            return
        if not code:
            card.code_field.refuse(self.words("schedule.code_missing"))
            card.begin()
            return
        at, kind, room = slot.at.isoformat(), card.kind.chosen, card.room.text().strip()

        def done() -> None:
            card.code.setModified(False)
            self.arrive()

        told = self.words("schedule.did_book", code=code, at=self.words.moment(slot.at, weekday=True))
        self._write(lambda: schedule_booking.book(workspace, at, code, kind, room), told, done, self._refuse_code)

    def _refuse_code(self, error: UserError) -> None:
        """What is wrong with a booking is said at the field of the code."""
        self._tell_at_code(error)
        self.card.begin()

    def _tell_at_code(self, error: UserError) -> None:
        self.card.code_field.refuse(self.words.together(self.words.error(error)))

    def _look_up(self) -> None:
        """What is no code is refused, a name above all; a code that the open vault does not know is said: it may be
        mistyped, or somebody new."""
        card, door = self.card, self.door
        code = card.code.text().strip()
        if not code or not card.code.isModified():
            return
        try:
            schedule_booking.code_of(code)
        except UserError as error:
            self._tell_at_code(error)
            return
        if door is None or not door.is_open:
            return
        vault = door.vault

        def done(known: bool) -> None:
            if card.code.text().strip() == code and not card.code_field.wrong:
                card.code_field.warn("" if known else self.words("schedule.code_new", code=code))

        self.latest("code", lambda report: bool(reading.client_fields(vault, code)), done)

    def _begin_moving(self, slot: Slot) -> None:
        self.moving = slot
        self.board.moving = True
        self.board.viewport().update()
        self._show_slot()
        self.arrive()

    def _stay(self) -> None:
        self.moving, self.board.moving = None, False
        self.board.viewport().update()
        self._show_slot()
        self.arrive()

    def _move_to(self, slot: Slot) -> None:
        before, workspace = self.moving, self.workspace
        if before is None or slot.state != "free":
            self.say.toast(self, self.words("schedule.choose_free"))
            return
        at = slot.at.isoformat()
        told = self.words("schedule.did_move", code=before.code, at=self.words.moment(slot.at, weekday=True))
        self._write(lambda: schedule_booking.reschedule(workspace, before.record, at), told, self._stay)

    # Who waits.

    def _give(self, line: Waiting) -> None:
        """Whoever waits gets the slot that they were offered."""
        workspace = self.workspace
        if line.offer is None:
            return
        at, kind = line.offer.at.isoformat(), line.kind
        told = self.words("schedule.did_book", code=line.code, at=self.words.moment(line.offer.at, weekday=True))
        self._write(lambda: schedule_booking.book(workspace, at, line.code, kind), told)

    def _drop_waiting(self, line: Waiting) -> None:
        told = self.words("schedule.did_drop", code=line.code)
        self._write(lambda: schedule_booking.drop_waiting(self.workspace, line.record), told)

    def _add_waiting(self, code: str, kind: str, urgency: str) -> None:
        told = self.words("schedule.did_wait", code=code)
        add = schedule_booking.add_waiting
        self._write(lambda: add(self.workspace, code, kind, urgency), told, self.waiting.clear)

    def _write(
        self,
        work: Callable[[], Act],
        told: str,
        after: Callable[[], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
    ) -> None:
        """Writes an act and offers to take it back."""

        def done(act: Act) -> None:
            if after is not None:
                after()
            self._changed_store()
            said = self.words("schedule.on_holiday", told=told, name=act.holiday) if act.holiday else told
            self.say.toast(self, said, lambda: self._take_back(act))

        self.jobs.start(self, lambda report: work(), done=done, failed=failed or self.show_refusal)

    def _take_back(self, act: Act) -> None:
        workspace = self.workspace
        if workspace.locked:
            return

        def done(_: None) -> None:
            self._changed_store()
            self.say.toast(self, self.words("schedule.taken_back"))

        self.jobs.start(self, lambda report: schedule_booking.take_back(workspace, act), done=done)

    # Names, while F8 is held and the vault is open.

    def _opened(self) -> None:
        door = self.door
        if door is not None:
            self._closed()
            self.names = NamesWhileHeld(self, self.jobs, lambda: door.vault, self._show_names)

    def _closed(self) -> None:
        if self.names is not None:
            self.names.hold(False)
            self.names.deleteLater()
            self.names = None

    def _show_names(self, names: Mapping[str, str]) -> None:
        self.board.show_names(names)
        self.model.names = names
        self.grid.viewport().update()
        self.card.show_names(names)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F8 comes here only where the vault is locked."""
        if event.key() == Qt.Key.Key_F8 and not event.isAutoRepeat():
            self.say.toast(self, self.words("schedule.names_locked"))
            return
        super().keyPressEvent(event)
