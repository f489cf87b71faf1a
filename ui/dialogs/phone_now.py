"""The phone-now card: whom to call at once when something was written that should be reported, and whom one reached.

It reports nothing. What is filled in becomes a record of the call, on the record that obliges to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.records.kind import Values
from app.services.context import plan_in_force
from app.services.duty_phones import DutyPhone, duty_phones
from app.services.kinds import Option, options_of
from app.services.phone_reports import CALL, OwedCall, record_call
from app.services.saving import Saved
from app.workspace import Workspace
from ui.dialogs.dialog import Dialog
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.dial import Dial
from ui.widgets.field import Choice, Field, Line, Moment
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Label, Paragraph, rule
from ui.words import Words

CLAUSE = "intervention.1"  # who is responsible, and to whom it is reported
BESIDE = 3  # public numbers in a row
WIDTH, INNER = 640, 580  # px of the card, and of a line of the list
LIST, LEAST = 236, 96  # px of the list at most and at least; the others, and the plan's words, are scrolled to
MARGIN = 48  # px of the window above and below the card


@dataclass(frozen=True)
class Calls:
    """Whom to phone, the duties that one can have reached, and the plan's own words on reporting; `title` and `said`
    are "" where the plan has none."""

    phones: tuple[DutyPhone, ...]
    duties: tuple[Option, ...]
    title: str
    said: str


def calls_of(workspace: Workspace) -> Calls:
    """What the card shows: the duty list in the plan's order, the public numbers after it (clause intervention.1)."""
    clause = plan_in_force(workspace).clause(CLAUSE)
    title = "" if clause is None else clause.en if workspace.language == "en" else clause.title
    return Calls(
        duty_phones(workspace), tuple(options_of(workspace, CALL)["duty"]), title, "" if clause is None else clause.text
    )


class CallFields(QWidget):
    """Whom one reached, when, in which duty and under which number. A number follows its duty until it is typed."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        look, words = page.look, page.words
        self.words, self._clock = words, page.workspace.clock
        self._ids: dict[str, str] = {}  # of duties, by label
        self._phones: tuple[DutyPhone, ...] = ()
        self._filled = ""  # the number that was proposed
        self.reached, self.phone = Line(words.field(CALL.name, "reached")), Line(words.field(CALL.name, "phone"))
        self.when = Moment(words.field(CALL.name, "when"), words.language, page.workspace.clock.now())
        self.duty = Choice(words.field(CALL.name, "duty"), (), words("writing.blank"))
        self.reached_field = Field(look, words.field(CALL.name, "reached"), self.reached)
        self.when_field = Field(look, words.field(CALL.name, "when"), self.when)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        duty = Field(look, words.field(CALL.name, "duty"), self.duty)
        number = Field(look, words.field(CALL.name, "phone"), self.phone)
        for k, field in enumerate((self.reached_field, self.when_field, duty, number)):
            grid.addWidget(field, k // 2, k % 2)
        for column in range(2):
            grid.setColumnStretch(column, 1)
        self.duty.currentIndexChanged.connect(self._propose)
        self.reached.textEdited.connect(lambda _: self.reached_field.refuse(""))

    def offer(self, phones: Sequence[DutyPhone], duties: Sequence[Option]) -> None:
        """What can be chosen; the first contact of the list is proposed where nothing was chosen yet."""
        self._phones = tuple(phones)
        self._ids = {option.label: option.id for option in duties}
        self.duty.set_options([(option.id, option.label) for option in duties])
        if not self.duty.chosen and phones and not self.phone.text():
            self.duty.choose(self._ids.get(phones[0].duty, ""))

    def take(self, one: DutyPhone) -> None:
        """It was this contact of the list."""
        self.duty.choose(self._ids.get(one.duty, ""))
        self._filled = one.phone
        self.phone.setText(one.phone)
        if one.name:
            self.reached.setText(one.name)
            self.reached_field.refuse("")
        self.reached.setFocus()

    def _propose(self) -> None:
        if self.phone.text() == self._filled:
            chosen = self.duty.chosen
            self._filled = next((p.phone for p in self._phones if self._ids.get(p.duty) == chosen), "")
            self.phone.setText(self._filled)

    @property
    def values(self) -> Values:
        when = self.when.moment.replace(tzinfo=self._clock.zone).isoformat()
        found: Values = {
            "when": when,
            "reached": self.reached.text().strip(),
            "duty": self.duty.chosen,
            "phone": self.phone.text().strip(),
        }
        return {name: value for name, value in found.items() if value}

    def load(self, values: Mapping[str, object]) -> None:
        """As `values` said."""
        self.reached.setText(str(values.get("reached", "")))
        self.phone.setText(str(values.get("phone", "")))
        if values.get("when"):
            self.when.set_moment(self._clock.moment(str(values["when"])))


class PhoneNow(Dialog):
    """Accepted when the person says whom they reached, rejected for later. On a `record` the call is written down, and
    `written` says so; before there is one, `call` has what was filled in."""

    written = Signal()

    def __init__(self, page: Page, record: str = "", owed: OwedCall | None = None) -> None:
        super().__init__(page.look, page.words, page.words("phone.title"), page.window(), width=WIDTH)
        self.workspace, self.jobs, self._above = page.workspace, page.jobs, page.window()
        self.record = owed.record if owed is not None else record
        self.phones: tuple[DutyPhone, ...] = ()
        self.call: Values = {}
        self.body.addWidget(Paragraph(self.look, self.words("phone.not_for_you"), strong=True))
        self.body.addWidget(Paragraph(self.look, self._safe(owed), ink="text-2"))
        self._list = Scroll(self.look, ground="surface", gap=0)
        self.body.addWidget(self._list)
        self._public = QVBoxLayout()
        self.body.addLayout(self._public)
        self.body.addWidget(rule())
        self.fields = CallFields(page)
        self.body.addWidget(self.fields)
        self.wrong = Paragraph(self.look, "", ink="danger")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        self.later = self.add_close(self.words("phone.later"))
        self.called = Button(self.look, self.words("phone.called"))
        self.called.clicked.connect(self.note)
        for line in (self.fields.reached, self.fields.phone):
            line.returnPressed.connect(self.note)
        self.foot.addWidget(self.called)
        workspace = page.workspace
        page.jobs.start(self, lambda report: calls_of(workspace), done=self._show, lane="read")

    def _safe(self, owed: OwedCall | None) -> str:
        if owed is not None:
            kind, at = self.words.kind(owed.kind), self.words.moment(owed.happened)
            return self.words("phone.owed", kind=kind, at=at)
        return self.words("phone.saved") if self.record else self.words("phone.safe")

    def note(self) -> None:
        """Writes the call down, or hands it to who opened the card; whom one reached has to be said."""
        if not self.called.isEnabled():
            return
        call, record, workspace = self.fields.values, self.record, self.workspace
        if "reached" not in call:
            self.fields.reached_field.refuse(self.words("phone.need_reached"))
            self.fields.reached.setFocus()
            return
        self.call = call
        if not record:
            self.accept()
            return
        self.called.setEnabled(False)
        self.jobs.start(
            self, lambda report: record_call(workspace, record, call), done=self._noted, failed=self._refused
        )

    def _noted(self, done: Saved) -> None:
        self.written.emit()
        self.accept()

    def _refused(self, error: UserError) -> None:
        self.called.setEnabled(True)
        self.wrong.set_text(self.words.together(self.words.error(error)))
        self.wrong.show()

    def _show(self, calls: Calls) -> None:
        self.phones = calls.phones
        own = [one for one in calls.phones if not one.public]
        self.fields.offer(own, calls.duties)
        for k, one in enumerate(own):
            if k:
                self._line(rule())
            call = _Call(self.look, self.words, one)
            call.taken.connect(self.fields.take)
            self._line(call)
        if not own:
            self._line(Paragraph(self.look, self.words("phone.none")))
        if calls.said:
            self._list.column.addSpacing(self.look.px(8))
            said = self.words("phone.clause", title=calls.title, clause=CLAUSE, said=calls.said)
            self._line(Paragraph(self.look, said, "meta", "text-2"))
        self._list.column.addSpacing(self.look.px(8))
        self._line(Paragraph(self.look, self.words("phone.family"), "meta", "text-2"))
        public = [one for one in calls.phones if one.public]
        if public:
            for line in (Label(self.words("phone.public"), "meta", "text-2"), _Numbers(self.look, public)):
                self._public.addWidget(line)
                line.show()
        self._fit()

    def _fit(self) -> None:
        """The list takes what the window leaves it: the fields and the buttons are never out of sight."""
        whole = self._list.column.totalHeightForWidth(self.look.px(INNER))
        self._list.setFixedHeight(0)
        layout, width = self.layout(), max(self.width(), self.look.px(WIDTH))
        assert layout is not None
        layout.invalidate()
        rest = layout.totalHeightForWidth(width)
        left = self._above.height() - self.look.px(MARGIN) - rest
        self._list.setFixedHeight(min(whole, max(min(left, self.look.px(LIST)), self.look.px(LEAST))))
        layout.invalidate()
        self.resize(width, layout.totalHeightForWidth(width))

    def _line(self, line: QWidget) -> None:
        self._list.column.addWidget(line)
        line.show()  # at once, so that it counts in the height


class _Call(QWidget):
    """One contact: what for, who and when, the number, large; the button says that it was this one."""

    taken = Signal(object)

    def __init__(self, look: Look, words: Words, one: DutyPhone) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(4), look.px(12), look.px(4))
        row.setSpacing(look.px(16))
        told = QVBoxLayout()
        told.setSpacing(0)
        about = words.dot.join(part for part in (one.name, one.campus, one.days, one.hours) if part)
        told.addWidget(Elided(look, one.duty, strong=True))
        told.addWidget(Elided(look, about, "meta", "text-2"))
        row.addLayout(told, 1)
        row.addWidget(number(look, one))
        button = Button(look, words("phone.this_one"), "text")
        button.setAccessibleName(words("phone.this_one_spoken", duty=one.duty, name=one.name or one.phone))
        button.clicked.connect(lambda: self.taken.emit(one))
        row.addWidget(button)
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
