"""The third step of admitting a device: the role, the college, and whether all of it or some classes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.records.kind import Role
from app.services.directory import Named
from ui.entrance.people import said
from ui.entrance.step import Step
from ui.pages.approve_steps import Applicant
from ui.theme.look import Look
from ui.widgets.chips import ChipRow, Segments
from ui.widgets.college import CollegeChoice
from ui.widgets.field import Field
from ui.widgets.filter_field import FilterField
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label
from ui.words import Words

ROLES: tuple[Role, ...] = ("counsellor", "station", "psychologist", "centre")
SHOWN = 40  # classes that are offered at a time; typing finds the others


class PlaceStep(Step):
    """The role, which must be the one asked for, the college, and whether all of it or some classes."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("approve.place_title"), words("approve.place_said"))
        self._applicant: Applicant | None = None
        self._classes: tuple[Named, ...] = ()
        self._scope: dict[str, None] = {}  # the names of the classes chosen, in the order of choosing
        self.role = Segments(look, words("approve.role"), [(r, words.role(r)) for r in ROLES])
        self.role.changed.connect(self._role_chosen)
        self.role_field = Field(look, words("approve.role"), self.role, hint=words("approve.role_hint"))
        self.college = CollegeChoice(
            look,
            words("approve.college"),
            words("approve.new_college"),
            words("approve.college_name"),
            words("approve.none"),
        )
        self.college.setMaximumWidth(look.px(400))
        self.college.typed.connect(self._college_chosen)
        self.college_field = Field(look, words("approve.college"), self.college)
        options = (("all", words("approve.whole")), ("some", words("approve.some")))
        self.extent = Segments(look, words("approve.scope"), options)
        self.extent.choose("all")
        self.extent.changed.connect(self._look)
        self.scope_field = Field(look, words("approve.scope"), self.extent, hint=words("approve.scope_hint"))
        self.filter = FilterField(
            look, words("approve.find_class"), words("approve.find_class"), words("devices.clear")
        )
        self.filter.setMaximumWidth(look.px(400))
        self.filter.textChanged.connect(lambda _: self._offer())
        self.filter.entered.connect(self._take_typed)
        self.chips = ChipRow(look, words("approve.classes"), (), many=True)
        self.chips.changed.connect(self._chips_changed)
        self.rest = Label("", "meta", "text-3")
        self.classes = Scroll(look, ground="surface", gap=8)
        self.classes.column.addWidget(self.chips)
        self.classes.column.addWidget(self.rest)
        self.classes.column.addStretch()
        for thing in (self.role_field, self.college_field, self.scope_field, self.filter):
            self.column.addWidget(thing)
        self.column.addWidget(self.classes, 1)
        self.column.addStretch()

    def begin(self, applicant: Applicant) -> None:
        """Another request: its college is proposed, the role is the approver's to say."""
        self._applicant = applicant
        self.role.choose()
        self.role_field.refuse("")
        self.college.choose(applicant.college)
        self.extent.choose("all")
        self._scope.clear()
        self.filter.clear()
        self._look()

    def set_units(self, colleges: Sequence[Named], classes: Sequence[Named]) -> None:
        """The colleges and classes that are here."""
        chosen = self.college.college
        self.college.set_colleges([c.name for c in colleges])
        self.college.choose(chosen)
        self._classes = tuple(classes)
        self._look()

    # What was chosen.

    @property
    def chosen_role(self) -> str:
        return next(iter(self.role.chosen), "")

    @property
    def chosen_college(self) -> str:
        return "" if self.chosen_role == "centre" else self.college.college

    @property
    def scope(self) -> tuple[str, ...]:
        """The classes; () for the whole college."""
        offered = self.chosen_role != "centre" and bool(self.chosen_college)
        return tuple(self._scope) if offered and "some" in self.extent.chosen else ()

    @property
    def why(self) -> str:
        words, role = self.words, self.chosen_role
        if not role:
            return words("approve.no_role")
        if self._applicant is not None and role != self._applicant.role:
            return words("approve.role_differs")
        if role in ("counsellor", "station") and not self.chosen_college:
            return words("approve.no_college")
        if self.chosen_college and "some" in self.extent.chosen and not self._scope:
            return words("approve.no_class")
        return ""

    def refuse_role(self) -> None:
        """The role given is not the one on the request."""
        if self._applicant is not None:
            error = UserError("role_differs", asked=self._applicant.role, given=self.chosen_role)
            self.role_field.refuse(said(self.words, error))

    # What follows from what.

    def _role_chosen(self) -> None:
        self.role_field.refuse("")
        if self._applicant is not None and self.chosen_role != self._applicant.role:
            self.refuse_role()
        self._look()

    def _college_chosen(self) -> None:
        self._scope.clear()
        self._look()

    def _look(self) -> None:
        role, college = self.chosen_role, self.college.college
        self.college_field.setVisible(role != "centre")
        self.scope_field.setVisible(role != "centre" and bool(college))
        some = self.scope_field.isVisibleTo(self) and "some" in self.extent.chosen
        self.filter.setVisible(some)
        self.classes.setVisible(some)
        if some:
            self._offer()
        self.changed.emit()

    def _offer(self) -> None:
        """The chosen classes first, then those of the college that the filter finds."""
        typed = self.filter.text().strip().casefold()
        mine = [c.name for c in self._classes if c.beside == self.college.college and typed in c.name.casefold()]
        others = [name for name in mine if name not in self._scope]
        self.chips.set_options([(name, name) for name in (*self._scope, *others[:SHOWN])])
        self.chips.choose(*self._scope)
        left = len(others) - SHOWN
        new = self.filter.text().strip()
        told = self.words("approve.more_classes", n=left) if left > 0 else ""
        if new and not mine and new not in self._scope:
            told = self.words("approve.new_class", name=new)
        elif not mine and not self._scope:
            told = self.words("approve.no_classes")
        self.rest.setText(told)
        self.rest.setVisible(bool(told))

    def _take_typed(self) -> None:
        """Enter takes the one class that is found, or a new one of the name typed."""
        typed = self.filter.text().strip()
        mine = [c.name for c in self._classes if c.beside == self.college.college and typed in c.name]
        if typed and len(mine) <= 1:
            self._scope[mine[0] if mine else typed] = None
            self.filter.clear()
            self._look()

    def _chips_changed(self) -> None:
        on = self.chips.chosen
        self._scope = {name: None for name in (*(n for n in self._scope if n in on), *on)}
        self.changed.emit()

    def arrive(self) -> None:
        first: QWidget = self.role.button(self.chosen_role or ROLES[0])
        if self.chosen_role and self.filter.isVisible():
            first = self.filter
        first.setFocus()
