"""The school's devices at the centre: how each stands, cutting one off, letting one send again, admitting one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import devices, directory, inbox, sent
from app.workspace import Workspace
from ui.dialogs.revoke import Reason, RevokeDialog
from ui.jobs import Jobs, Report
from ui.pages.approve import ApproveView
from ui.pages.page import Goto, Page
from ui.say import Question, Say
from ui.tables.devices import DeviceLine, DeviceModel, DevicePainter, columns, line_of, matching, ordered
from ui.tables.ruled import ListGrid
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.device_detail import HEARD, DeviceDetail, DeviceMore
from ui.widgets.filter_field import FilterField
from ui.widgets.split import split
from ui.widgets.text import Label


@dataclass(frozen=True)
class _Read:
    """What one look at the devices brought."""

    lines: tuple[DeviceLine, ...]
    listed: int
    lately: int


class DevicesPage(Page):
    """A list and what is known of the chosen one; admitting a device takes the place of both."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.lines: tuple[DeviceLine, ...] = ()
        self._order: tuple[str, bool] = ("name", False)
        self._more: dict[str, DeviceMore] = {}
        self._wanted = ""  # the device that `open` asked for, until it is read
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        self.notices = QVBoxLayout()
        self.stack = QStackedWidget()
        outer.addLayout(self.notices)
        outer.addWidget(self.stack, 1)
        self.stack.addWidget(self._list_view())
        self.approve: ApproveView | None = None

    # The parts of the page.

    def _list_view(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.look.px(16))
        head = QHBoxLayout()
        head.setSpacing(self.look.px(16))
        head.addWidget(Label(self.words("devices.title"), "page"))
        self.told = Label("", ink="text-2")
        head.addWidget(self.told)
        head.addStretch()
        self.enrol = Button(self.look, self.words("devices.enrol"), "filled", icon="plus")
        self.enrol.clicked.connect(lambda: self.start_approval())
        head.addWidget(self.enrol)
        column.addLayout(head)
        self.inner = QStackedWidget()
        self.inner.addWidget(self._table_and_detail())
        self.inner.addWidget(self._nobody())
        column.addWidget(self.inner, 1)
        return whole

    def _table_and_detail(self) -> QWidget:
        look, words = self.look, self.words
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        self.filter = FilterField(look, words("devices.filter"), words("devices.filter_hint"), words("devices.clear"))
        self.filter.setMaximumWidth(look.px(360))
        column.addWidget(self.filter)
        card = Card(look, padded=False, gap=0)
        self.model = DeviceModel(columns(look, words), words)
        self.grid = ListGrid(look, words("devices.title"), self.model)
        self.grid.setItemDelegate(DevicePainter(look, self.grid, words))
        self.none = Empty(look, "search", words("devices.none"), words("devices.none_why"))
        card.add(self.grid, self.none)
        column.addWidget(card, 1)
        self._connect_list()
        self.detail = DeviceDetail(self.workspace, look, words)
        self.detail.exports.connect(lambda device: self.goto.emit(Goto("transfer", "to", (device,))))
        self.detail.revokes.connect(self.ask_revoke)
        self.detail.unfreezes.connect(self.ask_unfreeze)
        return split(look, left, self.detail, wide=(760, 334), grow=(7, 3))

    def _connect_list(self) -> None:
        self.filter.textChanged.connect(lambda _: self._show_lines())
        self.filter.moved_down.connect(self._into_list)
        self.filter.entered.connect(self._into_list)
        self.filter.copy_asked.connect(self.grid.copy)
        self.grid.typed.connect(self._type)
        self.grid.moved_above.connect(self.filter.setFocus)
        self.grid.picked.connect(self._pick)
        self.grid.copied.connect(lambda n: self.say.toast(self, self.words("devices.copied", n=n)))
        self.grid.heads.asked.connect(self._reorder)
        self.grid.heads.show_order(self._order[0], descending=False)
        self.look.changed.connect(self._refit)

    def _refit(self) -> None:
        """Another font size: the columns at its widths."""
        self.grid.set_columns(columns(self.look, self.words))

    def _nobody(self) -> Card:
        """Nobody has been admitted yet: the seat is alone."""
        card = Card(self.look)
        title, why = self.words("devices.alone"), self.words("devices.alone_why")
        card.add(Empty(self.look, "monitor-smartphone", title, why))
        return card

    # Reading and showing.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """A device's id; `files` with the path of a request that was dropped on the window."""
        if subject == "files":
            self.start_approval()
            if self.approve is not None and more:
                self.approve.take_file(Path(more[0]))
        else:
            self._wanted = subject

    def refresh(self) -> None:
        self._more.clear()
        self.latest("devices", self._read, self._show)

    def _read(self, report: Report) -> _Read:
        found = [line_of(self.workspace, self.words, device) for device in devices.list_devices(self.workspace)]
        status = sent.status_line(self.workspace)
        return _Read(tuple(found), status.devices, status.heard_lately)

    def _show(self, found: _Read) -> None:
        self.lines = found.lines
        silent = sum(line.silent and line.device.role != "centre" for line in self.lines)
        self.told.setText(self.words("devices.told", n=found.listed, m=found.lately, k=silent))
        self.told.setVisible(len(self.lines) > 1)
        self.inner.setCurrentIndex(0 if len(self.lines) > 1 else 1)
        self._show_lines()

    def _show_lines(self) -> None:
        column, descending = self._order
        shown = ordered(matching(self.lines, self.filter.text()), column, descending=descending)
        self.grid.show_lines(shown, anew=False)
        self.none.setVisible(not shown)
        self.grid.setVisible(bool(shown))
        row = self.model.row_of(self._wanted)
        if row >= 0:
            self._wanted = ""
        if shown and (row >= 0 or not self.grid.current):
            self.grid.go(max(row, 0))
        elif shown:
            self._pick(self.grid.current)

    def _reorder(self, column: str) -> None:
        self._order = (column, column == self._order[0] and not self._order[1])
        self.grid.heads.show_order(column, descending=self._order[1])
        self._show_lines()

    def _type(self, key: str) -> None:
        self.filter.setFocus()
        self.filter.take(key)

    def _into_list(self) -> None:
        if self.model.lines:
            self.grid.setFocus()

    def _pick(self, identity: str) -> None:
        line = next(line for line in self.lines if line.id == identity)
        self.detail.show_device(line, self._more.get(identity))
        if identity not in self._more:
            self.latest("more", partial(self._read_more, line), partial(self._show_more, line))

    def _read_more(self, line: DeviceLine, report: Report) -> DeviceMore:
        people = directory.look_up(self.workspace, "staff", line.device.people)
        arrived = [one for one in inbox.inbox(self.workspace) if one.sender == line.id]
        return DeviceMore(people, tuple(arrived[:HEARD]))

    def _show_more(self, line: DeviceLine, more: DeviceMore) -> None:
        self._more[line.id] = more
        if self.grid.current == line.id and line in self.lines:
            self.detail.show_device(line, more)

    def arrive(self) -> None:
        if self.approve is not None:
            self.approve.arrive()
        elif len(self.lines) > 1:
            self.filter.setFocus()
        else:
            self.enrol.setFocus()

    # Cutting off, letting in again.

    def ask_revoke(self, device: str) -> None:
        """Asks why the device is cut off; it is done when the person says so."""
        line = next(line for line in self.lines if line.id == device)
        dialog = RevokeDialog(self.look, self.words, line.device.name, self.workspace.clock.today(), self)
        dialog.chosen.connect(partial(self._revoke, line))
        dialog.open()

    def _revoke(self, line: DeviceLine, reason: str, until: str) -> None:
        def work(report: Report) -> None:
            devices.revoke_device(self.workspace, line.id, cast(Reason, reason), until)

        told = self.words("devices.revoked", name=line.device.name)
        self.jobs.start(self, work, done=lambda _: self._changed(told), failed=self._refused)

    def ask_unfreeze(self, device: str) -> None:
        """Says what a fork is and what letting the device send again means; the person decides."""
        line = next(line for line in self.lines if line.id == device)
        words = self.words
        title = words("devices.unfreeze_title", name=line.device.name)
        question = Question(
            title, words("devices.unfreeze_said"), words("devices.unfreeze"), words("devices.unfreeze_not")
        )
        self.say.ask(self, question, partial(self._unfreeze, line))

    def _unfreeze(self, line: DeviceLine) -> None:
        told = self.words("devices.unfrozen", name=line.device.name)
        self.jobs.start(
            self,
            lambda report: devices.unfreeze_device(self.workspace, line.id),
            done=lambda _: self._changed(told),
            failed=self._refused,
        )

    def _changed(self, told: str) -> None:
        self.say.toast(self, told)
        self.refresh()
        self.changed.emit()

    def _refused(self, error: UserError) -> None:
        self.say.refuse(self, error, self.seats_that_can() if error.code == "trust_key_elsewhere" else "")

    def seats_that_can(self) -> str:
        """Which other seats may hold the key that signs the list."""
        seats = [x.device.name for x in self.lines if x.device.role == "centre" and x.state == "active" and not x.own]
        return self.words("devices.seats_can", names=self.words.listed(seats)) if seats else ""

    # Admitting.

    def start_approval(self) -> None:
        """Puts the steps of an enrolment in the place of the list."""
        if self.approve is None:
            self.approve = ApproveView(self, self.seats_that_can)
            self.approve.left.connect(self._end_approval)
            self.approve.admitted.connect(self._admitted)
            self.stack.addWidget(self.approve)
        self.stack.setCurrentWidget(self.approve)
        self.approve.arrive()

    def _admitted(self, device: str) -> None:
        self._wanted = device
        self.refresh()
        self.changed.emit()

    def _end_approval(self) -> None:
        view, self.approve = self.approve, None
        self.stack.setCurrentIndex(0)
        if view is not None:
            self.stack.removeWidget(view)
            view.deleteLater()
        self.arrive()
