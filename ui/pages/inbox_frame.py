"""How the inbox looks: its parts, the list on the left, and on the right the preview or one entry told in full."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services import inbox, students
from app.services.inbox import Arrived, InboxCounts
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages import arrivals
from ui.pages.given import Given, Givens
from ui.pages.handover_notice import HandoverNotice
from ui.pages.page import Page
from ui.pages.preview import PreviewCard
from ui.pages.results import ResultsCard
from ui.pages.told import Told, ToldCard
from ui.pages.watching import Watch
from ui.say import Say
from ui.tables.bundles import Entry, EntryList
from ui.tables.preview_rows import LevelMark
from ui.theme.look import Look
from ui.widgets.bar import Bar
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.drop import DropZone
from ui.widgets.progress import Progress
from ui.widgets.reading_order import tab_through
from ui.widgets.text import Elided, Label, rule
from ui.words import Words

LIST = 344  # px at a scale of 1
PARTS = ("files", "held", "aside", "conflicts", "gaps")
NEWEST = "*"  # as a wanted entry: the one that arrived last


@dataclass(frozen=True)
class Seen:
    """What the store said: the journal, the counts, what a part lists, how levels look."""

    arrived: tuple[Arrived, ...] = ()
    counts: InboxCounts = field(default_factory=lambda: InboxCounts(0, 0, 0, ()))
    part: str = "files"
    listed: tuple[Any, ...] = ()
    levels: dict[str, LevelMark] | None = None


def look_into(workspace: Workspace, part: str, levels: dict[str, LevelMark] | None) -> Seen:
    """Reads what the page shows; only the part that is listed."""
    counts = inbox.inbox_counts(workspace)
    listed: tuple[Any, ...] = ()
    if part == "held":
        listed = inbox.held_records(workspace)
    elif part == "aside":
        listed = inbox.quarantined(workspace)
    elif part == "conflicts":
        listed = inbox.conflicts(workspace)
    elif part == "gaps":
        listed = counts.gaps
    return Seen(inbox.inbox(workspace), counts, part, listed, levels or _levels(workspace))


def _levels(workspace: Workspace) -> dict[str, LevelMark]:
    named = students.filter_choices(workspace).levels[1:]  # the first is everybody on the list
    return {identity: LevelMark(rank, word) for rank, (identity, word, _) in enumerate(named, 1)}


class InboxFrame(Page):
    """What the inbox shows of what it read; the page itself says what its buttons do."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.given = Givens(workspace, jobs, self)
        self.seen = Seen()
        self.part = "files"
        self.wanted = ""  # the entry that is to be current after the next filling
        self.retrying = False
        self._labels: tuple[tuple[str, str], ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        outer.addLayout(self._head())
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.handovers = HandoverNotice(look, self.words)
        outer.addWidget(self.handovers)
        self.parts = Bar(look, self.words("inbox.parts"))
        outer.addWidget(self.parts)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(self._left())
        row.addLayout(self._right(), 1)
        outer.addLayout(row, 1)

    # What it is made of.

    def _head(self) -> QHBoxLayout:
        words, look = self.words, self.look
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(Label(words("inbox.title"), "page"))
        head.addSpacing(look.px(8))
        self.sentence = Elided(look, "", ink="text-2")
        head.addWidget(self.sentence, 1)
        self.all_button = Button(look, "")
        self.open_button = Button(look, words("inbox.open"), icon="plus", key="Ctrl O")
        head.addWidget(self.all_button)
        head.addWidget(self.open_button)
        return head

    def _left(self) -> Card:
        words, look = self.words, self.look
        card = Card(look, padded=False, gap=0)
        card.setFixedWidth(look.px(LIST))
        above = QVBoxLayout()
        above.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self.zone = DropZone(look, words("inbox.drop"))
        self.zone.watch(self)
        above.addWidget(self.zone)
        card.body.addLayout(above)
        card.body.addWidget(rule())
        self.list = EntryList(look, words, words("inbox.list"))
        card.body.addWidget(self.list, 1)
        self.watch = Watch(self.workspace, self.jobs, self.say, look, words)
        card.edge("foot").addWidget(self.watch, 1)
        return card

    def _right(self) -> QVBoxLayout:
        words, look = self.words, self.look
        column = QVBoxLayout()
        column.setSpacing(look.px(12))
        self.bar = Progress(look, words)
        column.addWidget(self.bar)
        self.stack = QStackedWidget()
        self.nothing = Empty(look, "inbox", "")
        self.nowhere = Card(look)
        self.nowhere.add(self.nothing)
        self.preview = PreviewCard(look, words)
        self.told = ToldCard(look, words)
        self.results = ResultsCard(look, words)
        for shown in (self.nowhere, self.preview, self.told, self.results):
            self.stack.addWidget(shown)
        column.addWidget(self.stack, 1)
        return column

    def when(self, at: str) -> datetime:
        """A stamp as a moment of the school's clock."""
        return self.workspace.clock.moment(at)

    # Showing.

    def telling(self, value: Any) -> Told:
        """The whole of an entry."""
        raise NotImplementedError

    def show_seen(self, found: Seen) -> None:
        """What the store said, unless another part is wanted by now."""
        if found.part == self.part:
            self.seen = found
            if self.wanted == NEWEST:
                self.wanted = found.arrived[0].digest if found.arrived else ""
            self.preview.set_levels(found.levels or {})
            self.fill()

    def fill(self) -> None:
        """The list, the counts and the right side anew; what was current stays so unless another is wanted."""
        wanted = "" if self.wanted == NEWEST else self.wanted
        self.wanted = self.wanted if self.wanted == NEWEST else ""
        self.list.replace(self._entries(), wanted)
        self.say_counts()
        if self.stack.currentWidget() is not self.results or wanted:
            self.show_current()

    def _entries(self) -> list[Entry]:
        words = self.words
        listed = self.seen.listed if self.seen.part == self.part else ()
        if self.part == "files":
            given = [arrivals.of_given(words, self.when, g) for g in self.given.files]
            return given + [arrivals.of_arrived(words, self.when, row) for row in self.seen.arrived]
        if self.part == "held":
            return [arrivals.of_held(words, k, row) for k, row in enumerate(listed)]
        if self.part == "aside":
            return [arrivals.of_quarantined(words, self.when, row) for row in listed]
        if self.part == "conflicts":
            return [arrivals.of_conflict(words, row) for row in listed]
        return [arrivals.of_gap(words, row) for row in listed]

    def show_current(self) -> None:
        """On the right what is current on the left."""
        entry = self.list.current
        if entry is None:
            self._show_nothing()
        elif isinstance(entry.value, Given) and entry.value.ready:
            self.preview.show_given(entry.value)
            self.stack.setCurrentWidget(self.preview)
        else:
            self.told.show_told(self.telling(entry.value))
            self.stack.setCurrentWidget(self.told)
        self.set_busy(self.busy)

    def _show_nothing(self) -> None:
        words = self.words
        said = {
            "files": (words("inbox.no_files"), words("inbox.no_files_why")),
            "held": (words("inbox.no_held"), words("inbox.no_held_why")),
            "aside": (words("inbox.no_aside"), words("inbox.no_aside_why")),
            "conflicts": (words("inbox.no_conflicts"), words("inbox.no_conflicts_why")),
            "gaps": (words("inbox.no_gaps"), words("inbox.no_gaps_why")),
        }
        self.nothing.set_text(*said[self.part])
        self.stack.setCurrentWidget(self.nowhere)

    @property
    def busy(self) -> bool:
        """Whether something is being taken in."""
        return self.given.busy or self.retrying

    def set_busy(self, busy: bool) -> None:
        """While files are taken in nothing else can be; the list can be looked through."""
        why = self.words("preview.busy") if busy else ""
        self.preview.set_busy(busy)
        self.told.set_busy(why)
        self.all_button.set_why(why)

    def ready(self) -> list[Given]:
        """The files that an import would do something with."""
        return [g for g in self.given.files if g.ready]

    def say_counts(self) -> None:
        """The sentence of the heading and the figures of the parts."""
        words, counts = self.words, self.seen.counts
        waiting = sum(g.preview is None or g.ready for g in self.given.files)
        partly = sum(row.state == "partly" for row in self.seen.arrived)
        said = [words("inbox.n_waiting", n=waiting)] if waiting else []
        said += [words("inbox.n_partly", n=partly)] if partly else []
        said += [words("inbox.n_aside", n=counts.quarantined)] if counts.quarantined else []
        said += [words("inbox.n_gaps", n=len(counts.gaps))] if counts.gaps else []
        self.sentence.set_text(words("inbox.comma").join(said) if said else words("inbox.all_done"))
        ready = len(self.ready())
        self.all_button.setVisible(ready > 1)
        self.all_button.setText(words("inbox.take_all", n=ready))
        self._label_parts(
            (
                ("files", words("inbox.files")),
                ("held", with_count(words, words("inbox.held"), counts.held)),
                ("aside", with_count(words, words("inbox.aside"), counts.quarantined)),
                ("conflicts", with_count(words, words("inbox.conflicts"), counts.conflicts)),
                ("gaps", with_count(words, words("inbox.missing"), len(counts.gaps))),
            )
        )

    def _label_parts(self, labels: tuple[tuple[str, str], ...]) -> None:
        if labels == self._labels:
            return
        focused = self.focusWidget()
        within = focused is not None and self.parts.isAncestorOf(focused)
        self._labels = labels
        self.parts.set_options(labels)
        self.parts.choose(self.part)
        stops = [self.open_button, *(self.parts.segments.button(part) for part in PARTS), self.list]
        tab_through(stops)
        if within:
            self.parts.segments.button(self.part).setFocus()


def with_count(words: Words, label: str, count: int) -> str:
    """A label with its figure, without one where there is nothing."""
    return words("inbox.with_count", label=label, n=count) if count else label
