"""The card that sends: to whom, onto which stick, what goes, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.errors import UserError
from app.services import transfer
from app.services.sent import Outgoing, Receiver
from app.services.transfer import Exported
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report
from ui.tables.bundles import counted
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.carry import Carry
from ui.widgets.drives import Drive, Target
from ui.widgets.field import Choice, Field
from ui.widgets.progress import Progress
from ui.widgets.text import Elided, Glyph, Label, Paragraph
from ui.widgets.tip import plain_tip
from ui.words import Words

ALL = "*"  # every device
READERS = 4  # names that are said before the rest is a number


@dataclass(frozen=True)
class Written:
    """What an export came to: the files that were read back, and where they lie."""

    exports: tuple[Exported, ...]
    place: Path
    stick: bool

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(file for one in self.exports for file in one.files)

    @property
    def records(self) -> int:
        return sum(one.records for one in self.exports)


def write_to(workspace: Workspace, receivers: Sequence[str], place: Path, report: Report, done: list[Exported]) -> None:
    """Bundles for each receiver in turn, noted as soon as they were read back.

    A place that is gone is no folder to be made anew: UserError `target_missing`.
    """
    for k, to in enumerate(receivers):
        if not place.is_dir():
            raise UserError("target_missing", target=place.name or str(place))
        done.append(transfer.export_bundles(workspace, to, place, _part(report, k, len(receivers))))


def _part(report: Report, k: int, of: int) -> Callable[[int, int], None]:
    return lambda done, total: report(k * 1000 + 1000 * done // max(total, 1), of * 1000)


class SendCard(Card):
    """`wanted` asks for the export, `chosen` says that another receiver is, `other_folder` asks for one."""

    wanted = Signal()
    chosen = Signal()
    other_folder = Signal()

    def __init__(self, look: Look, words: Words, jobs: Jobs, find: Callable[[], tuple[Drive, ...]]) -> None:
        super().__init__(look, words("transfer.send"), gap=8)
        self.words = words
        self._receivers: tuple[Receiver, ...] = ()
        self._busy = False
        self._yields = False
        self._fresh = True
        self.to = Choice(words("transfer.to"), ())
        self.to.currentIndexChanged.connect(lambda _: self._choose())
        self.to_field = Field(look, words("transfer.to"), self.to)
        self.readers = Paragraph(look, "", "meta", "text-3")
        self.readers.hide()
        self.target = Target(words, jobs, words("transfer.where"), find)
        self.target.moved.connect(self._moved)
        self.where = Field(look, words("transfer.where"), self.target)
        self.folder_button = Button(look, words("transfer.other_folder"))
        self.folder_button.clicked.connect(lambda: self.other_folder.emit())
        goes = QHBoxLayout()
        goes.setSpacing(look.px(8))
        goes.addWidget(Glyph(look, "package", "text-2", 16))
        self.goes = Paragraph(look, "", "meta", "text-2")
        goes.addWidget(self.goes, 1)
        self.bar = Progress(look, words)
        self.button = Button(look, words("transfer.export_stick"), "filled", icon="upload")
        self.button.clicked.connect(lambda: self.wanted.emit())
        self.why = Label("", "meta", "text-2")
        self.why.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addWidget(self.button)
        foot.addWidget(self.folder_button)
        foot.addStretch()
        whom = QVBoxLayout()
        whom.setSpacing(look.px(4))
        whom.addWidget(self.to_field)
        whom.addWidget(self.readers)
        self.add(whom, self.where, goes, self.bar, foot, self.why, self._done_panel())
        self._moved()

    def _done_panel(self) -> QFrame:
        look = self.look
        self.panel = QFrame()
        self.panel.setProperty("card", "sunken")
        row = QHBoxLayout(self.panel)
        row.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        row.setSpacing(look.px(12))
        mark = Glyph(look, "circle-check", "met", 18)
        mark.setFixedHeight(look.line("body"))
        column = QVBoxLayout()
        column.setSpacing(0)
        self.done_title = Paragraph(look, "", strong=True)
        self.done_file = Elided(look, "", "meta", "text-2")
        self.done_next = Paragraph(look, "", "meta", "text-2")
        self.carry = Carry(look, self.words("transfer.carry"))
        for line in (self.done_title, self.done_file, self.done_next, self.carry):
            column.addWidget(line)
        side = QVBoxLayout()
        side.addWidget(mark)
        side.addStretch()
        row.addLayout(side)
        row.addLayout(column, 1)
        self.panel.hide()
        return self.panel

    # To whom.

    @property
    def to_whom(self) -> tuple[str, ...]:
        """The receivers that are chosen: one, or every device."""
        if self.to.chosen == ALL:
            return tuple(r.to for r in self._receivers)
        return (self.to.chosen,) if self.to.chosen else ()

    def show_receivers(self, receivers: tuple[Receiver, ...], to: str) -> None:
        """Whom one may write to, and who of them it is; says nothing."""
        blocked = self.to.blockSignals(True)
        if receivers != self._receivers:
            self._receivers = receivers
            options = [(r.to, self._named(r)) for r in receivers]
            if len(receivers) > 1 and all(r.way in ("down", "seat") for r in receivers):
                options.insert(0, (ALL, self.words("transfer.all_devices", n=len(receivers))))
            self.to.set_options(options)
        self.to.choose(to)
        self.to.blockSignals(blocked)
        self._show_readers()

    def _named(self, receiver: Receiver) -> str:
        if receiver.way == "up":
            return receiver.name
        if receiver.way == "handover":
            return self.words("transfer.handover_to", name=receiver.name)
        return self.words("transfer.device", name=receiver.name, role=self.words.role(receiver.role))

    def _choose(self) -> None:
        self._show_readers()
        self.chosen.emit()

    def _show_readers(self) -> None:
        one = next((r for r in self._receivers if r.to == self.to.chosen), None)
        names = () if one is None else one.readers
        hint = ""
        if one is not None and len(names) > 1:
            said = self.words.listed(names[:READERS])
            key = "transfer.readers_more" if len(names) > READERS else "transfer.readers"
            hint = self.words(key, names=said, n=len(names))
        self.readers.set_text(hint)
        self.readers.setVisible(bool(hint))

    def show_goes(self, out: Outgoing | None, kind: Callable[[str], str]) -> None:
        """What will go, by kind; without figures where many receivers get each their own. With nothing new to write,
        exporting is not the next action."""
        words = self.words
        if out is None:
            told = words("transfer.goes_each" if self.to.chosen == ALL else "transfer.goes_handover")
        elif not out.waiting:
            told = words("transfer.goes_nothing")
        else:
            told = words.listed([words("transfer.goes_kind", kind=kind(name), n=n) for name, n in out.by_kind])
        self.goes.set_text(told)
        self._fresh = out is None or out.never_exported > 0
        self._buttons()

    # Where to, and how it went.

    def _moved(self) -> None:
        self.where.refuse("")
        self._buttons()

    def _buttons(self) -> None:
        words = self.words
        why = "" if self.target.place is not None else words("transfer.no_place")
        self.button.setText(words("transfer.export_stick" if self.target.is_stick or why else "transfer.export_folder"))
        self.button.set_why(words("transfer.writing") if self._busy else why)
        self.button.set_kind("filled" if self._fresh and not self._yields else "outline")
        self.why.setText(why)
        self.why.setVisible(bool(why) and not self._busy)
        for editor in (self.to, self.target, self.folder_button):
            editor.setEnabled(not self._busy)

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return self._busy

    def follow(self, job: Job[None]) -> None:
        """A writing has begun."""
        self._busy = True
        self.panel.hide()
        self.where.refuse("")
        self.bar.follow(job, self.words("transfer.writing"))
        self._buttons()

    def end(self) -> None:
        """The writing is over."""
        self._busy = False
        self.bar.end()
        self._buttons()

    def give_way(self, on: bool) -> None:
        """Whether another button of the page is the next action."""
        self._yields = on
        self._buttons()

    def show_written(self, done: Written) -> None:
        """After the files were read back, not before."""
        words = self.words
        if done.stick:
            self.done_title.set_text(words("transfer.done_stick"))
        else:
            self.done_title.set_text(words("transfer.done_folder", name=done.place.name))
        count = counted(words, done.records)
        if len(done.files) == 1:
            self.done_file.set_text(words("transfer.done_file", file=done.files[0].name, count=count))
        else:
            self.done_file.set_text(words("transfer.done_files", n=len(done.files), count=count))
        self.done_file.setToolTip(plain_tip("\n".join(file.name for file in done.files)))
        self.done_next.set_text(self._next())
        self.carry.show_files(done.files)
        self.panel.show()

    def _next(self) -> str:
        """What is to be done with the file, by where it goes."""
        words, ways = self.words, {r.way for r in self._receivers if r.to in self.to_whom}
        if "handover" in ways:
            return words("transfer.next_handover")
        return words("transfer.next_centre" if "up" in ways else "transfer.next_device")
