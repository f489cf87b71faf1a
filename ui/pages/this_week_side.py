"""Beside the week's list: visits and reviews so far, what is not finished, what the centre has not confirmed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.clock import Clock
from app.records.kind import Role
from app.services.drafting import DraftLine
from app.services.due_reading import Reviews
from app.services.this_week import ThisWeek, Waiting
from app.services.visits_so_far import Seen, Visits
from ui.pages.page import Goto
from ui.tables.duty_words import told_people
from ui.theme import tokens
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.detail import clear
from ui.widgets.link import Link
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Glyph, Label, Paragraph
from ui.words import Words

SHOWN = 4  # drafts that are listed; the others are opened from the forms
MOST = 40  # pieces of a bar; of more, one piece stands for all


class Pieces(QWidget):
    """So many of so many, a piece each."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look, self._met, self._of = look, 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_count(self, met: int, of: int) -> None:
        self._met, self._of = met, of
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(120), self.look.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = self._of if self._of <= MOST else 1
        width = self.width() / max(1, count)
        gap = 2 if count > 1 else 0
        for k in range(count):
            box = QRectF(k * width, 0, width - gap, self.height()).adjusted(0.5, 0.5, -0.5, -0.5)
            met = k < self._met if count == self._of else False
            painter.setPen(QPen(look.color("accent" if met else "control"), 1))
            painter.setBrush(look.color("accent" if met else "surface"))
            painter.drawRoundedRect(box, 2, 2)
            if count != self._of:
                painter.fillRect(box.adjusted(1, 1, -1, -1), look.color("surface"))
                box.setWidth(box.width() * self._met / self._of)
                painter.fillRect(box, look.color("accent"))


class _Counted(Card):
    """A card with a figure at the right of its title."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(look, title, gap=8)
        self.figure = Label("", "head")
        self.head.addWidget(self.figure)

    def button(self, verb: str, icon: str = "") -> Button:
        """A button at the right of the card's last line; `told` is the label before it."""
        foot = QHBoxLayout()
        self.told = Paragraph(self.look, "", "meta", "text-2")
        foot.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        made = Button(self.look, verb, icon=icon)
        foot.addWidget(made, 0, Qt.AlignmentFlag.AlignVCenter)
        self.add(foot)
        return made


class VisitsCard(_Counted):
    """The visits of the week: how many, where they were, which building was left out for the longest."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("week.visits.title"))
        self.words = words
        self.pieces = Pieces(look)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.add(self.pieces, self._lines)
        self.go = self.button(words("week.visits.go"))

    def show_visits(self, visits: Visits) -> None:
        words = self.words
        self.figure.setText(f"{visits.met} / {visits.of}")
        self.pieces.show_count(visits.met, visits.of)
        clear(self._lines)
        for seen in visits.seen:
            self._line("circle-check", "met", self._seen(seen))
        for k in range(visits.met + 1, visits.of + 1):
            self._line("circle", "text-3", words("week.visits.left", n=k, day=words.weekday(visits.last)))
        told = ""
        if visits.away is not None:
            place, weeks = visits.away
            told = words("week.visits.never", place=place) if weeks is None else words(
                "week.visits.away", place=place, n=weeks
            )  # fmt: skip
        self.told.set_text(told)

    def _seen(self, seen: Seen) -> str:
        words, day = self.words, self.words.weekday(seen.day)
        if not seen.people:
            return words("week.visits.done_nobody", day=day, place=seen.place)
        return words("week.visits.done", day=day, place=seen.place, n=seen.people)

    def _line(self, icon: str, ink: str, text: str) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(Glyph(self.look, icon, ink, 14))
        row.addWidget(Elided(self.look, text, "meta"), 1)
        self._lines.addWidget(line)


class ReviewsCard(_Counted):
    """The reviews of the week: how many, and whose are missing."""

    def __init__(self, look: Look, words: Words, role: Role) -> None:
        super().__init__(look, words("week.reviews.title"))
        self.words = words
        self.pieces = Pieces(look)
        self.left = Paragraph(look, "", "meta", "text-2", most=3)
        self.add(self.pieces, self.left)
        self.go = self.button(words("week.reviews.check" if role == "station" else "week.reviews.go"))

    def show_reviews(self, reviews: Reviews) -> None:
        words = self.words
        self.figure.setText(f"{reviews.met} / {reviews.of}")
        self.pieces.show_count(reviews.met, reviews.of)
        names = told_people(words, reviews.left)
        self.left.set_text(words("week.reviews.left", names=names) if reviews.left else words("week.reviews.all"))
        when = f"{words.weekday(reviews.due.date())} {words.hour(reviews.due)}"
        self.told.set_text(words("week.reviews.until", when=when) if reviews.left else "")


class DraftsCard(Card):
    """What was begun and not saved, the latest first; `wanted` carries where a line leads."""

    wanted = Signal(object)

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__(look, words("week.drafts.title"), gap=8)
        self.words, self._clock = words, clock
        self.count = Label("", "meta", "text-2")
        self.head.addWidget(self.count)
        self.links: list[Link] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(4))
        self.add(self._lines)

    def show_drafts(self, drafts: tuple[DraftLine, ...]) -> None:
        clear(self._lines)
        self.count.setText(self.words("week.drafts.count", n=len(drafts)) if drafts else "")
        self.links = []
        for draft in drafts[:SHOWN]:
            self._lines.addWidget(self._line(draft))
        if not drafts:
            self._lines.addWidget(Paragraph(self.look, self.words("week.drafts.none"), "meta", "text-2"))

    def _line(self, draft: DraftLine) -> QWidget:
        look, words = self.look, self.words
        about, kind = words.listed(draft.students) or draft.place, words.kind(draft.kind)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        link = Link(look, words("week.drafts.line", kind=kind, about=about) if about else kind)
        link.clicked.connect(lambda: self.wanted.emit(Goto("draft", draft.id)))
        self.links.append(link)
        today = draft.at.date() == self._clock.today()
        at = f"{words('week.today')} {words.hour(draft.at)}" if today else words.day(draft.at.date())
        row.addWidget(link)
        row.addStretch()
        row.addWidget(Label(at, "meta", "text-2"))
        return line


class WaitingCard(_Counted):
    """What the centre has not confirmed."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words("week.waiting.title"))
        self.words = words
        self.go = self.button(words("week.waiting.go"), "package")

    def show_waiting(self, waiting: Waiting) -> None:
        words = self.words
        self.figure.setText(str(waiting.count))
        oldest = waiting.earliest
        told = words("week.waiting.none") if oldest is None else words("week.waiting.earliest", day=words.day(oldest))
        self.told.set_text(told)
        self.go.setVisible(waiting.count > 0)


class WeekSide(Scroll):
    """The cards; `goto` carries where one leads."""

    goto = Signal(object)

    def __init__(self, look: Look, words: Words, role: Role, clock: Clock) -> None:
        super().__init__(look, width=tokens.SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        self.visits = VisitsCard(look, words)
        self.reviews = ReviewsCard(look, words, role)
        self.drafts = DraftsCard(look, words, clock)
        self.waiting = WaitingCard(look, words)
        to_reviews = "review_check" if role == "station" else "reviews"
        for button, page in (
            (self.visits.go, "visits"), (self.reviews.go, to_reviews), (self.waiting.go, "transfer"),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, page=page: self.goto.emit(Goto(page)))
        self.drafts.wanted.connect(self.goto)
        for card in (self.visits, self.reviews, self.drafts, self.waiting):
            self.column.addWidget(card)
        self.column.addStretch(1)
        self.visits.hide()
        self.reviews.hide()

    def show_week(self, week: ThisWeek) -> None:
        """What stands beside the list; a card of what is not owed is not there."""
        self.visits.setVisible(week.visits is not None)
        self.reviews.setVisible(week.reviews is not None)
        if week.visits is not None:
            self.visits.show_visits(week.visits)
        if week.reviews is not None:
            self.reviews.show_reviews(week.reviews)
        self.drafts.show_drafts(week.drafts)
        self.waiting.show_waiting(week.waiting)
