"""How the transfer page looks: the stages, what needs a look, the cards at the left, and what was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import handover_standing, sent, transfer_points
from app.services.handover_standing import Handover
from app.services.sent import Outgoing, Receiver, Sent
from app.services.transfer_points import Point
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.handover_card import HandoverCard, waiting, waiting_sentence
from ui.pages.page import Goto, Page
from ui.pages.points import PointsCard
from ui.pages.sending import ALL, SendCard
from ui.pages.stages import Stages
from ui.pages.taking import TakeCard
from ui.say import Say
from ui.tables.sent_rows import SentList, rows_of
from ui.theme.look import Look
from ui.widgets.card import Banner, Card, Empty
from ui.widgets.drives import Drive
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Label

LEFT = 392  # px at a scale of 1


@dataclass(frozen=True)
class Standing:
    """What the store said: whom one may write to, what waits for the one that is chosen, what went out, what needs a
    look, and the hand-overs of caseloads."""

    receivers: tuple[Receiver, ...]
    to: str
    out: Outgoing | None
    sent: tuple[Sent, ...]
    points: tuple[Point, ...]
    handovers: tuple[Handover, ...]


def how_it_stands(workspace: Workspace, to: str) -> Standing:
    """For the receiver that is wanted; for the first one, or all devices, where it is none."""
    found = sent.receivers(workspace)
    one = next((r for r in found if r.to == to), None)
    if one is None and to != ALL and found and not (workspace.is_seat and len(found) > 1):
        one = found[0]
    out = sent.outgoing(workspace, one.to) if one is not None and one.way != "handover" else None
    written = sent.sent(workspace)
    return Standing(
        found,
        ALL if one is None else one.to,
        out,
        written,
        transfer_points.open_points(workspace, written),
        handover_standing.list_handovers(workspace),
    )


class TransferFrame(Page):
    """What the page shows of what it read; the page itself says what its buttons do."""

    def __init__(
        self,
        workspace: Workspace,
        jobs: Jobs,
        say: Say,
        look: Look,
        parent: QWidget | None,
        find: Callable[[], tuple[Drive, ...]],
    ) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.seat = workspace.is_seat
        self.out: Outgoing | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(self.words("transfer.title"), "page"))
        self.sentence = Elided(look, "", ink="text-2")
        head.addWidget(self.sentence, 1)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.warned = QVBoxLayout()
        outer.addLayout(self.warned)
        self.stages = Stages(look, self.words)
        self.stages.hide()
        outer.addWidget(self.stages)
        self.content = QWidget()
        row = QHBoxLayout(self.content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        row.addWidget(self._left(find))
        right = QVBoxLayout()
        right.setSpacing(look.px(12))
        self.points = PointsCard(look, self.words)
        right.addWidget(self.points)
        right.addWidget(self._sent_card(), 1)
        self.handovers = HandoverCard(look, self.words)
        right.addWidget(self.handovers)
        if self.workspace.role == "psychologist":
            self.handovers.hide()
        row.addLayout(right, 1)
        outer.addWidget(self.content, 1)
        self.filler = Empty(look, "package-open", self.words("transfer.welcome"), self.words("transfer.welcome_why"))
        outer.addWidget(self.filler, 1)

    def _left(self, find: Callable[[], tuple[Drive, ...]]) -> Scroll:
        look = self.look
        self.below = Scroll(look, gap=12, width=LEFT)
        self.send = SendCard(look, self.words, self.jobs, find)
        self.take = TakeCard(self.workspace, self.jobs, look, self.words)
        self.take.zone.watch(self)
        self.below.column.addWidget(self.send)
        self.below.column.addWidget(self.take)
        if self.seat:
            self.take.hide()
        self.below.column.addStretch()
        return self.below

    def _sent_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        head.addWidget(Label(words("transfer.sent"), "head"))
        head.addSpacing(look.px(16))
        head.addWidget(Elided(look, words("transfer.lost"), "meta", "text-2"), 1)
        self.sent_list = SentList(look, words)
        self.none = Empty(look, "package", words("transfer.none"), words("transfer.none_why"))
        self.rows = QStackedWidget()
        self.rows.addWidget(self.none)
        self.rows.addWidget(self.sent_list)
        card.body.addWidget(self.rows, 1)
        return card

    def when(self, at: str) -> datetime:
        """A stamp as a moment of the school's clock."""
        return self.workspace.clock.moment(at)

    # What its buttons do.

    def export_now(self) -> None:
        """What the banner about records that are only here proposes."""
        raise NotImplementedError

    # Showing.

    def show_enrolled(self) -> None:
        """Before enrolment there is one thing to do."""
        enrolled = self.workspace.enrolled
        self.content.setVisible(enrolled)
        self.filler.setVisible(not enrolled)
        if not enrolled:
            self.stages.hide()
            self.sentence.set_text("")
            enrol = partial(self.goto.emit, Goto("enrol"))
            self._warn("notice", self.words("transfer.not_enrolled"), self.words("transfer.enrol"), enrol)

    def show_standing(self, found: Standing) -> None:
        """Everything anew, after a reading."""
        self.seat, self.out = self.workspace.is_seat, found.out
        self.take.setVisible(not self.seat)
        self.send.show_receivers(found.receivers, found.to)
        self.send.show_goes(found.out, self._kind)
        self.stages.setVisible(found.out is not None)
        if found.out is not None:
            self.stages.show_out(found.out, [s for s in found.sent if s.to == found.to], self.when)
        self.points.show_points(found.points)
        self.handovers.show_handovers(found.handovers)
        self.sent_list.replace(rows_of(self.words, found.sent, self.when, seat=self.seat))
        self.rows.setCurrentWidget(self.sent_list if found.sent else self.none)
        self._say_waiting(found.out)
        mine = waiting(found.handovers)
        if self.seat and mine:
            told = waiting_sentence(self.words, mine)
            self._warn("notice", told, self.words("handover.look"), partial(self.handovers.wanted.emit, mine[0].id))

    def _kind(self, name: str) -> str:
        return self.words.kind(name) if name else self.words("transfer.other_kind")

    def _say_waiting(self, out: Outgoing | None) -> None:
        words = self.words
        self.calm()
        if self.seat:
            self.sentence.set_text(words("transfer.seat"))
        elif out is not None and out.waiting and out.earliest is not None:
            self.sentence.set_text(words("transfer.not_there", n=out.waiting, day=words.day(out.earliest)))
        elif out is not None:
            self.sentence.set_text(words("transfer.all_there" if out.last_confirmed else "transfer.nothing_yet"))
        if not self.seat and out is not None and out.only_here and not self.refused:
            told = words("transfer.only_here", n=out.only_here)
            if out.never_exported:
                self._warn("warn", told, words("transfer.export_now"), self.export_now)
            else:
                self._warn("warn", told, words("transfer.back_up"), partial(self.goto.emit, Goto("settings")))

    @property
    def refused(self) -> bool:
        """Whether a refusal stands above; it says what is safe, so that the banner need not."""
        return False

    def _warn(self, tone: str, sentence: str, verb: str, act: Callable[[], None]) -> None:
        """The one banner above the cards."""
        self.calm()
        self.warned.addWidget(Banner(self.look, tone, sentence, verb, act))

    def calm(self) -> None:
        """Takes the banner away."""
        while (item := self.warned.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
