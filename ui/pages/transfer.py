"""What leaves this machine and what comes back: sending onto a stick, how far each bundle has come, taking in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import settings
from app.services.transfer import Exported
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Goto
from ui.pages.sending import Written, write_to
from ui.pages.transfer_frame import TransferFrame, how_it_stands
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Refusal
from ui.widgets.drives import Drive, removable_drives

TARGET = {"target_missing": "missing", "target_full": "full", "target_failed": "failed"}
"""Refusals that are about the stick → which sentence stands at its field."""


class TransferPage(TransferFrame):
    """Everybody's page. A seat writes to its devices and takes in on its inbox."""

    def __init__(
        self,
        workspace: Workspace,
        jobs: Jobs,
        say: Say,
        look: Look,
        parent: QWidget | None = None,
        find: Callable[[], tuple[Drive, ...]] = removable_drives,
    ) -> None:
        super().__init__(workspace, jobs, say, look, parent, find)
        self._asked = ""  # whom another page asked to write to
        self._refusal: Refusal | None = None
        self.send.wanted.connect(self.export)
        self.send.chosen.connect(self.refresh)
        self.send.other_folder.connect(self._other_folder)
        self.take.asked.connect(self.choose_files)
        self.take.zone.dropped.connect(self.take_files)
        self.take.in_front.connect(self._other_first)
        self.take.came.connect(self._came)
        self.below.verticalScrollBar().rangeChanged.connect(lambda low, high: self._keep_in_sight())
        self.take.failed.connect(self.show_refusal)
        self.sent_list.opened.connect(lambda record: self.goto.emit(Goto("record", record)))
        self.sent_list.copied.connect(lambda n: self.say.toast(self, self.words("inbox.copied", n=n)))
        self.points.opens.connect(lambda record: self.goto.emit(Goto("record", record)))
        self.points.lists.connect(self.sent_list.go_held)
        self.points.exports.connect(self.export_now)
        self.handovers.wanted.connect(lambda identity: self.goto.emit(Goto("handover", identity)))
        self.send.carry.copied.connect(lambda n: self.say.toast(self, self.words("transfer.carried", n=n)))
        QShortcut(QKeySequence("Ctrl+O"), self, self.choose_files)
        self.show_enrolled()
        self.latest("usual", lambda report: settings.folder_for(self.workspace, "export"), self._offer_usual)

    # The page's ways.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`files` with paths to take in, or `to` with the device to write to."""
        if subject == "files" and more:
            self.take_files([Path(path) for path in more])
        elif subject == "to" and more:
            self._asked = more[0]
            self.refresh()

    def arrive(self) -> None:
        item = self.warned.itemAt(0)
        banner = None if item is None else item.widget()
        if not self.workspace.enrolled and banner is not None:
            for button in banner.findChildren(Button):
                button.setFocus()
        elif self.take.front is not None and self.take.front.ready:
            self.take.button.setFocus()
        else:
            (self.send.button if self.send.button.isEnabled() else self.send.target).setFocus()

    def refresh(self) -> None:
        self.show_enrolled()
        if self.workspace.enrolled:
            to, self._asked = self._asked or self.send.to.chosen, ""
            self.latest("transfer", lambda report: how_it_stands(self.workspace, to), self.show_standing)

    def _offer_usual(self, folder: Path | None) -> None:
        if folder is not None:
            self.send.target.add_folder(folder)

    def choose_files(self) -> None:
        """Ctrl+O; a seat opens bundles on its inbox."""
        if self.seat or not self.workspace.enrolled:
            self.goto.emit(Goto("inbox" if self.seat else "enrol"))
        else:
            self.say.open_files(self, self.words("inbox.open_title"), self.words("inbox.filter"), self.take_files)

    def take_files(self, files: Sequence[Path]) -> None:
        """Bundles to take in; before enrolment they can only be a welcome."""
        paths = tuple(str(file) for file in files)
        if not self.workspace.enrolled:
            self.goto.emit(Goto("enrol", "files", paths))
        elif self.seat:
            self.goto.emit(Goto("inbox", "files", paths))
        else:
            self.take.take_files(files)

    def _other_first(self, on: bool) -> None:
        """A file that can be taken in is the next action."""
        self.send.give_way(on or self.refused)

    def _keep_in_sight(self) -> None:
        """What is being taken in stays in sight when the column grows."""
        if self.take.front is not None:
            self.below.ensureWidgetVisible(self.take, 0, 0)

    def _came(self) -> None:
        self.changed.emit()
        self.refresh()

    # Sending.

    @property
    def refused(self) -> bool:
        return self._refusal is not None

    def export_now(self) -> None:
        """As the filled button; without a place to write to, to the field that asks for one."""
        if self.send.button.isEnabled():
            self.export()
        else:
            self.send.target.setFocus()

    def _other_folder(self) -> None:
        self.say.open_folder(self, self.words("transfer.folder_title"), self.send.target.add_folder)

    def export(self) -> None:
        """Writes what waits for whoever is chosen; done only after the files were read back."""
        place, receivers = self.send.target.place, self.send.to_whom
        if place is None or not receivers or self.send.busy:
            return
        self._drop_refusal()
        stick, written = self.send.target.is_stick, list[Exported]()

        def work(report: Report) -> None:
            write_to(self.workspace, receivers, place, report, written)

        def end() -> Written:
            self.send.end()
            if written:
                self.changed.emit()
                self.refresh()
            return Written(tuple(written), place, stick)

        def stopped() -> None:
            done = end()
            key = "transfer.stopped_some" if done.exports else "transfer.stopped"
            self.say.toast(self, self.words(key, n=len(done.exports)))

        def failed(error: UserError) -> None:
            end()
            self._refuse(error)

        job = self.jobs.start(
            self,
            work,
            done=lambda _: self.send.show_written(end()),
            failed=failed,
            progressed=self.send.bar.progressed,
            cancelled=stopped,
        )
        self.send.follow(job)

    def _refuse(self, error: UserError) -> None:
        """What happened, what is safe, what can be done; the field says it too where it is about the stick."""
        words = self.words
        safe = words("transfer.safe")
        if not self.seat and self.out is not None and self.out.waiting:
            safe = words("transfer.safe_count", n=self.out.waiting)
        if error.code not in TARGET:
            self.say.refuse(self, error, safe)
            return
        hour = words.hour(self.workspace.clock.now())
        said = {
            "missing": words("transfer.wrong_missing", hour=hour),
            "full": words("transfer.wrong_full", hour=hour),
            "failed": words("transfer.wrong_failed", hour=hour),
        }
        self.send.where.refuse(said[TARGET[error.code]])
        folder = (words("transfer.to_folder"), self._to_folder)
        again = (words("transfer.again"), self._again)
        acts = (folder, (words("transfer.new_stick"), self._again)) if self.send.target.is_stick else (again, folder)
        self._refusal = Refusal(self.look, words, error, safe=safe, actions=acts, close=self._close_refusal)
        self.notices.addWidget(self._refusal)
        self.calm()
        self.send.give_way(True)

    def _drop_refusal(self) -> None:
        if self._refusal is not None:
            self._refusal.hide()
            self._refusal.deleteLater()
            self._refusal = None
        self.send.give_way(self.take.front is not None and self.take.front.ready)

    def _close_refusal(self) -> None:
        self._drop_refusal()
        self.refresh()

    def _again(self) -> None:
        """Once more, onto whatever is plugged in by now."""
        self._drop_refusal()
        self.send.target.look_again(self.export_now)

    def _to_folder(self) -> None:
        def chosen(folder: Path) -> None:
            self.send.target.add_folder(folder)
            self.export()

        self.say.open_folder(self, self.words("transfer.folder_title"), chosen)
