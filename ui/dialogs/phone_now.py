"""The phone-now card: whom to call at once when something was written that should be reported. It reports nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.context import plan_in_force
from app.services.duty_phones import DutyPhone, duty_phones
from app.workspace import Workspace
from ui.dialogs.dialog import Dialog
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.dial import Dial
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Label, Paragraph, rule

CLAUSE = "intervention.1"  # who is responsible, and to whom it is reported
BESIDE = 3  # public numbers in a row
WIDTH, INNER = 600, 540  # px of the card, and of a line of the list
LIST = 236  # px of the list at most; the others, and the plan's words below them, are scrolled to


@dataclass(frozen=True)
class Calls:
    """Whom to phone, and the plan's own words on reporting; `title` and `said` are "" where the plan has none."""

    phones: tuple[DutyPhone, ...]
    title: str
    said: str


def calls_of(workspace: Workspace) -> Calls:
    """What the card shows: the duty list in the plan's order, the public numbers after it (clause intervention.1)."""
    clause = plan_in_force(workspace).clause(CLAUSE)
    title = "" if clause is None else clause.en if workspace.language == "en" else clause.title
    return Calls(duty_phones(workspace), title, "" if clause is None else clause.text)


class PhoneNow(Dialog):
    """Accepted when the person says that they have phoned, rejected for later; it writes and sends nothing."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.look, page.words, page.words("phone.title"), page.window(), width=WIDTH)
        self.phones: tuple[DutyPhone, ...] = ()
        self.body.addWidget(Paragraph(self.look, self.words("phone.not_for_you"), strong=True))
        self.body.addWidget(Paragraph(self.look, self.words("phone.safe"), ink="text-2"))
        self._list = Scroll(self.look, ground="surface", gap=0)
        self.body.addWidget(self._list)
        self._public = QVBoxLayout()
        self.body.addLayout(self._public)
        self.body.addWidget(rule())
        self.body.addWidget(Paragraph(self.look, self.words("phone.family"), "meta", "text-2"))
        self.later = self.add_close(self.words("phone.later"))
        self.called = Button(self.look, self.words("phone.called"))
        self.called.clicked.connect(self.accept)
        self.foot.addWidget(self.called)
        workspace = page.workspace
        page.jobs.start(self, lambda report: calls_of(workspace), done=self._show, lane="read")

    def _show(self, calls: Calls) -> None:
        self.phones = calls.phones
        own = [one for one in calls.phones if not one.public]
        for k, one in enumerate(own):
            if k:
                self._line(rule())
            self._line(_Call(self.look, self.words.dot, one))
        if not own:
            self._line(Paragraph(self.look, self.words("phone.none")))
        if calls.said:
            self._list.column.addSpacing(self.look.px(8))
            said = self.words("phone.clause", title=calls.title, clause=CLAUSE, said=calls.said)
            self._line(Paragraph(self.look, said, "meta", "text-2"))
        self._list.setFixedHeight(min(self._list.column.totalHeightForWidth(self.look.px(INNER)), self.look.px(LIST)))
        public = [one for one in calls.phones if one.public]
        if public:
            self._public.addWidget(Label(self.words("phone.public"), "meta", "text-2"))
            self._public.addWidget(_Numbers(self.look, public))
        self.adjustSize()

    def _line(self, line: QWidget) -> None:
        self._list.column.addWidget(line)
        line.show()  # at once, so that it counts in the height


class _Call(QWidget):
    """One contact: what for, who and when, and the number, large."""

    def __init__(self, look: Look, dot: str, one: DutyPhone) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(4), look.px(12), look.px(4))
        row.setSpacing(look.px(16))
        told = QVBoxLayout()
        told.setSpacing(0)
        about = dot.join(part for part in (one.name, one.campus, one.days, one.hours) if part)
        told.addWidget(Elided(look, one.duty, strong=True))
        told.addWidget(Elided(look, about, "meta", "text-2"))
        row.addLayout(told, 1)
        row.addWidget(number(look, one))
        self.setAccessibleName(f"{one.duty} {one.name} {one.phone}".strip())


class _Numbers(QWidget):
    """The state's numbers, three beside each other."""

    def __init__(self, look: Look, phones: list[DutyPhone]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(0)
        for k, one in enumerate(phones):
            place = k % BESIDE * 3
            grid.addWidget(number(look, one), k // BESIDE, place)
            grid.addWidget(Elided(look, one.name or one.duty, "meta", "text-2"), k // BESIDE, place + 1)
            grid.setColumnStretch(place + 1, 1)
            grid.setColumnMinimumWidth(place + 2, look.px(8))


def number(look: Look, one: DutyPhone) -> Dial:
    """A number to dial, spoken with its duty."""
    return Dial(look, one.phone, f"{one.duty} {one.phone}")
