"""The first two steps of admitting a device: the request, and the code that its maker reads aloud."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.errors import UserError
from app.records.kind import Role
from app.services import enrolment
from ui.entrance.groups import Groups
from ui.entrance.people import said
from ui.entrance.step import Step
from ui.theme.look import Look
from ui.widgets.card import Card
from ui.widgets.field import Field
from ui.widgets.file_place import FilePlace
from ui.widgets.row_label import row_label
from ui.widgets.text import Glyph, Label, Paragraph
from ui.words import Words

GROUPS, DIGITS = 6, 5  # of a code that is read aloud (SECURITY.md, Enrolment)
PER_ROW = 3  # as they stand on the screen they are read from


@dataclass(frozen=True)
class Applicant:
    """What a request says, and the code that its maker must read aloud. `further` is a second person of a machine."""

    file: Path
    name: str
    number: str
    college: str
    role: Role
    further: bool
    code: str


def read_applicant(file: Path) -> Applicant:
    """A request file; UserError `file_unreadable`, `request_unreadable`."""
    asked = enrolment.read_request(file)
    r = asked.request
    return Applicant(file, r.name, r.number, r.college, r.role, r.what == "person", asked.code)


class RequestStep(Step):
    """The file, opened or dropped; then who asks for what. `given` carries a file."""

    given = Signal(object)
    asked = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("approve.request_title"), words("approve.request_said"))
        self.applicant: Applicant | None = None
        self.drop = FilePlace(look, words("approve.drop"), words("approve.open"))
        self.drop.given.connect(lambda files: self.given.emit(files[0]))
        self.drop.asked.connect(self.asked)
        self.wrong = Field(look, "", self.drop)
        self.wrong.label.hide()
        self.wrong.note.hide()
        self.card = Card(look, gap=8)
        self.card.setProperty("card", "sunken")
        self.further = Paragraph(look, words("approve.further"), "meta", "text-2")
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(24))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        self._values: dict[str, Paragraph] = {}
        for k, (key, label) in enumerate(
            (
                ("name", words("approve.name")),
                ("number", words("approve.number")),
                ("role", words("approve.wanted")),
                ("college", words("approve.college")),
            )
        ):
            grid.addWidget(row_label(look, label), k, 0, Qt.AlignmentFlag.AlignTop)
            self._values[key] = Paragraph(look, "", strong=key == "name")
            grid.addWidget(self._values[key], k, 1)
        self.card.add(grid, self.further)
        self.column.addWidget(self.wrong)
        self.column.addWidget(self.card)
        self.column.addWidget(Paragraph(look, words("approve.unproven"), "meta", "text-2"))
        self.column.addStretch()
        self.card.hide()

    def show_applicant(self, applicant: Applicant) -> None:
        self.applicant = applicant
        self.wrong.refuse("")
        told = {
            "name": applicant.name,
            "number": applicant.number or "—",
            "role": self.words.role(applicant.role),
            "college": applicant.college or "—",
        }
        for key, value in told.items():
            self._values[key].set_text(value)
        self.further.setVisible(applicant.further)
        self.drop.button.setText(self.words("approve.open_other"))
        self.card.show()
        self.changed.emit()

    def forget(self) -> None:
        """No request is open any more."""
        self.applicant = None
        self.wrong.refuse("")
        self.card.hide()
        self.drop.button.setText(self.words("approve.open"))

    def refuse(self, error: UserError) -> None:
        """A file that is no request, or none that can be taken; what was open before is gone."""
        self.applicant = None
        self.card.hide()
        self.wrong.refuse(said(self.words, error))
        self.changed.emit()

    @property
    def why(self) -> str:
        return "" if self.applicant is not None else self.words("approve.no_request")

    def arrive(self) -> None:
        self.drop.button.setFocus()


class CodeStep(Step):
    """The six groups as the person reads them. They are compared when all thirty digits stand there, never before."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("approve.code_title"))
        self._code = ""
        names = [words("recover.group", n=k + 1) for k in range(GROUPS)]
        self.groups = Groups(look, names, DIGITS, per_row=PER_ROW, digits=True)
        self.groups.changed.connect(self._compare)
        self.field = Field(look, words("approve.code"), self.groups)
        self.column.addWidget(self.field)
        self.same = QWidget()
        row = QHBoxLayout(self.same)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(Glyph(look, "circle-check", "met", 16))
        row.addWidget(Label(words("approve.same"), ink="met", strong=True), 1)
        self.same.hide()
        self.column.addWidget(self.same)
        self.column.addWidget(Paragraph(look, words("approve.code_why"), "meta", "text-2"))
        self.column.addStretch()

    def begin(self, applicant: Applicant) -> None:
        """Another request: nothing of an earlier one stays."""
        self._code = applicant.code
        self.groups.forget()
        self.said = self.words("approve.code_said", name=applicant.name)

    @property
    def code(self) -> str:
        return self.groups.text

    @property
    def _agrees(self) -> bool:
        digits = "".join(c for c in self.groups.text if c.isdigit())
        return bool(digits) and digits == "".join(self._code.split())

    def _compare(self) -> None:
        whole = not self.groups.missing
        wrong = whole and not self._agrees
        self.same.setVisible(whole and not wrong)
        self.groups.refuse(wrong)
        self.field.refuse(said(self.words, UserError("code_differs")) if wrong else "")
        self.changed.emit()

    @property
    def why(self) -> str:
        if self.groups.missing:
            return self.words("approve.groups_left", n=self.groups.missing)
        return "" if self._agrees else self.words("approve.differs")

    def arrive(self) -> None:
        self.groups.begin()
