"""The frame of the weekly review: head with week and next action, chips, the card with sheet, strip and foot, and what
stands there instead where there is nothing to review. What the page does stands in `reviews`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.services.weekly_desk import ReviewDesk
from app.services.weekly_reviews import ReviewWeek
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.page import Page
from ui.pages.reviews_strip import Strip
from ui.say import Say
from ui.tables.review_lines import ReviewLine, sheet_rows
from ui.tables.review_sheet import ReviewSheet
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.chips import ChipRow
from ui.widgets.field import Choice
from ui.widgets.kept_badge import KeptBadge
from ui.widgets.text import Elided, Label
from ui.widgets.tip import plain_tip
from ui.widgets.wrap import Wrap, row_of
from ui.words import Words

PARTS = 400  # px that the chips have at least beside anything
ALWAYS = ("all", "owed", "level", "family")
"""Parts of the sheet that have a chip even while nobody is in them."""


class ReviewsFrame(Page):
    """What is seen of the page."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        outer.setSpacing(look.px(12))
        outer.addWidget(self._head())
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.work = QWidget()
        column = QVBoxLayout(self.work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(self._chips())
        column.addWidget(self._card(), 1)
        self.nothing = Card(look)
        self.empty = Empty(look, "table-2", "", "", self.words("reviews.to_students"), self._elsewhere)
        self.nothing.add(self.empty)
        self.whole = QStackedWidget()
        self.whole.addWidget(self.work)
        self.whole.addWidget(self.nothing)
        outer.addWidget(self.whole, 1)

    def _elsewhere(self) -> None:
        """What the button of the empty page does."""
        raise NotImplementedError

    def _head(self) -> QWidget:
        look, words = self.look, self.words
        self.week = Choice(words("reviews.week_name"), ())
        self.week.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        fixed = QSizePolicy.Policy.Fixed
        self.week.setSizePolicy(fixed, fixed)
        self.count = Label("", ink="text-2")
        self.print_button = Button(look, words("reviews.print"), icon="printer", key="Ctrl P")
        self.submit_button = Button(look, words("reviews.submit"), "filled")
        title = row_of(look, Label(words("reviews.title"), "page"), self.week)
        title.setSizePolicy(fixed, QSizePolicy.Policy.Preferred)
        buttons = row_of(look, self.print_button, self.submit_button)
        return Wrap(look, title, self.count, buttons, wraps="middle")

    def _chips(self) -> QWidget:
        look, words = self.look, self.words
        self.parts = ChipRow(look, words("reviews.parts"), [("all", words("reviews.all"))])
        self.parts.choose("all")
        self._parts: list[tuple[str, str, str]] = []  # as the chips are
        self.parts.setMinimumWidth(look.px(PARTS))
        self.unchanged_button = Button(look, words("reviews.unchanged"), "text", key="Ctrl E")
        keys = row_of(look, Label(words("reviews.keys"), "meta", "text-2"), self.unchanged_button)
        return Wrap(look, self.parts, None, keys, wraps="last")

    def _card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        self.sheet = ReviewSheet(look, words, words("reviews.title"))
        card.body.addWidget(self.sheet, 1)
        self.nobody = Empty(look, "list-filter", words("reviews.nobody_in_part"))
        card.body.addWidget(self.nobody, 1)
        self.strip = Strip(self)
        card.body.addWidget(self.strip)
        foot = card.edge("foot")
        self.badge = KeptBadge(look, words, self.workspace.clock.now)
        self.save_button = Button(look, words("reviews.save"), icon="save", key="Ctrl S")
        self.told = Elided(look, "", "meta", "text-2")
        foot.addWidget(self.save_button)
        foot.addWidget(self.badge)
        foot.addWidget(self.told, 1)
        return card

    # What it says.

    def show_weeks(self, weeks: Sequence[ReviewWeek], chosen: ReviewWeek | None) -> None:
        """The weeks to choose from; says nothing to whoever listens."""
        blocked = self.week.blockSignals(True)
        self.week.set_options([(week.first.isoformat(), week_told(self.words, week)) for week in weeks])
        if chosen is not None:
            self.week.choose(chosen.first.isoformat())
        self.week.setVisible(bool(weeks))
        self.week.blockSignals(blocked)

    def show_parts(self, lines: Sequence[ReviewLine], supportive: str) -> None:
        """The chips with how many are in each part."""
        named = {
            "all": self.words("reviews.all"),
            "owed": self.words("reviews.owed"),
            "level": self.words("reviews.level_moved"),
            "family": self.words("reviews.family_wavers"),
            "returned": self.words("reviews.returned"),
            "unclear": self.words("reviews.unclear"),
        }
        counts = {part: len(sheet_rows(lines, part, supportive)) for part in named}
        chosen = self.parts.chosen
        shown = [part for part in named if counts[part] or part in (*ALWAYS, *chosen)]
        options = [(part, named[part], str(counts[part])) for part in shown]
        if options == self._parts:
            return
        self._parts = options
        self.parts.set_options(options)
        self.parts.choose(*(chosen or ("all",)))
        self.parts.button("family").setToolTip(plain_tip(self.words("reviews.family_wavers_why")))

    def show_state(self, desk: ReviewDesk, lines: Sequence[ReviewLine]) -> None:
        """How many are filled in, what is missing by name, how far the sheet has come, and the next action."""
        words = self.words
        missing = [line.row.name for line in lines if line.row.missing]
        self.count.setText(words("reviews.count", n=len(lines), done=len(lines) - len(missing)))
        parts = [way_told(words, self.workspace, desk)] if desk.way else []
        if missing:
            parts.append(words("reviews.missing", n=len(missing), names=words.listed(missing)))
        returned = [line.row.name for line in lines if line.state == "returned"]
        if returned:
            parts.append(words("reviews.returned_are", names=words.listed(returned)))
        if not desk.way and not missing:
            parts.append(words("reviews.complete"))
        self.told.set_text(words("reviews.stop").join(parts))
        waits = desk.way == "waiting" and not _again(desk, missing)
        self.submit_button.setText(words("reviews.export" if waits else "reviews.submit"))
        done = desk.way in ("exported", "delivered") and not _again(desk, missing)
        self.submit_button.setVisible(not done)


def _again(desk: ReviewDesk, missing: Sequence[str]) -> bool:
    """Whether the sheet was handed on with gaps that are filled by now: its remark still speaks of them."""
    return bool(desk.submitted and desk.submitted[0].remark) and not missing


def week_told(words: Words, week: ReviewWeek) -> str:
    return words("reviews.week", n=week.number) + words.dot + words("reviews.days", first=words.day(week.first),
                                                                    last=words.day(week.last))  # fmt: skip


def way_told(words: Words, workspace: Workspace, desk: ReviewDesk) -> str:
    """How far a sheet that was handed on has come: written here, exported, delivered; never more than is known."""
    at = words.moment(workspace.clock.moment(desk.submitted[0].at))
    told = {
        "waiting": words("reviews.written", at=at),
        "exported": words("reviews.exported", at=at),
        "delivered": words("reviews.delivered", at=at),
    }
    return told[desk.way]
