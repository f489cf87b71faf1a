"""Writing a visit to a dormitory or a classroom: one record comes out, its remarks in each student's timeline.

The round through the rooms is in visit_dorm.py, the classroom in visit_classroom.py (clause prevention.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget
from shiboken6 import isValid

from app.records import KINDS
from app.records.kind import Values
from app.services.directory import Named
from app.services.saving import Saved
from app.services.sticky import last_values, text_of
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.entry import Entry
from ui.pages.page import given_in
from ui.pages.visit_classroom import Classroom
from ui.pages.visit_dorm import Dorm
from ui.pages.visit_flagged import FlaggedOffer, flagged_in
from ui.pages.visit_known import Known, read_known
from ui.pages.visit_side import Circumstances
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.chips import Segments
from ui.widgets.text import Label

VISIT = KINDS["visit"]
PLACE = 400  # px that a room or a classroom has at least
SHOWN = {
    "when", "until", "where", "building", "rooms", "course", "teacher", "expected", "present", "accompanied_by",
    "desk_signed", "heard", "found", "done", "handed_to", "remarks",
}  # fmt: skip


class VisitPage(Entry):
    """One visit. `open("", ())` begins one, where `where` and `building` are given there; `open(record)` amends one."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, VISIT.name, parent)
        self._rest: Values = {}
        self._told: dict[str, Any] = {}  # what a draft that is not shown yet had beside its fields
        self._placed = False  # whether the person has said where it is
        self._about: tuple[str, ...] = ()
        self._given: dict[str, str] = {}
        self.left_banner: Banner | None = None
        self.where = Segments(
            look,
            self.words.field(VISIT.name, "where"),
            [("dorm", self.words("visit.dorm")), ("classroom", self.words("visit.classroom"))],
        )
        self.where.choose("dorm")
        self.where.changed.connect(self._where_chosen)
        self.nth = Label("", "meta", "text-2")
        self.beside.addWidget(self.nth)
        self.beside.addWidget(self.where)
        self.beside.addStretch()
        self.dorm, self.classroom = Dorm(self), Classroom(self)
        self.places = QStackedWidget()
        self.places.addWidget(self.dorm)
        self.places.addWidget(self.classroom)
        self.places.setMinimumHeight(look.px(PLACE))
        self.form.column.addWidget(self.places, 1)
        self.circumstances = Circumstances(look, self.words, workspace.clock)
        self.lay_side(self.circumstances)
        for thing in (self.dorm, self.classroom, self.circumstances):
            thing.edited.connect(self._changed)
        for place in (self.dorm, self.classroom):
            place.flagged.connect(self._flagged)
        self.dorm.moved.connect(self._moved)
        self.offer = FlaggedOffer(self, self._tell_next)
        for key, act in (("PgDown", self.dorm.next_room), ("PgUp", self.dorm.previous_room)):
            QShortcut(QKeySequence(key), self, act)
        QShortcut(QKeySequence("Ctrl+D"), self, self.copy_last)
        self.order()

    @property
    def in_dorm(self) -> bool:
        return self.where.chosen == ("dorm",)

    def arrive(self) -> None:
        """The focus goes to the first student of the first room, or to the course."""
        if self.in_dorm and self.dorm.rows:
            self.dorm.begin()
        elif self.in_dorm:
            self.dorm.building.setFocus()
        else:
            self.classroom.course.setFocus()

    # Filling.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        self._about, self._given = given_in(more)
        super().open(subject)

    def gather(self, students: Sequence[str]) -> Known:
        return read_known(self.workspace, students)

    def students_in(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Of a classroom; a dormitory's come with their rooms."""
        shown = fields if fields.get("where") == "classroom" else self._told.get("apart", {}).get("classroom", {})
        return tuple(row["student"] for row in shown.get("remarks", ()))

    def fill(self, found: Known, fields: Mapping[str, Any] | None) -> None:
        proposal, given = found.proposal, {} if fields is None else dict(fields)
        if fields is not None or not self._placed:
            usual = "dorm" if self._about else proposal.where or "dorm"
            self.where.choose(text_of(given, "where") or self._given.get("where") or usual)
        apart = self._told.get("apart", {})
        begun = self.dorm.building.chosen if self.dorm.begun else ""
        building = text_of(given if self.in_dorm else apart.get("dorm", {}), "building")
        wanted = building or begun or self._given.get("building") or proposal.building
        self.dorm.set_buildings(proposal.buildings, wanted)
        self.nth.setText("" if self.record else self.words("visit.nth", n=found.nth))
        if fields is None:
            self.circumstances.begin(proposal)
            for student in self._about[:1]:
                self.dorm.go_to(student)
        else:
            self._rest = {name: value for name, value in given.items() if name not in SHOWN}
            self._load_places(given, apart, found.people)
            self.circumstances.load(given)
            if self.record:
                self.offer.known = flagged_in(given)
        self._where_shown()
        self.arrive()

    def _load_places(self, given: Values, apart: Mapping[str, Any], people: Sequence[Named]) -> None:
        seen, behind = self._told.get("seen", ()), apart.get("dorm", {})
        self._told = {}
        if self.in_dorm:
            self.dorm.load(given, seen, behind.get("remarks", ()))
            self.classroom.load(apart.get("classroom", {}), people)
        else:
            counts = {name: value for name, value in behind.items() if name != "remarks"}
            self.dorm.load(counts, seen, behind.get("remarks", ()))
            self.classroom.load(given, people)

    def _where_chosen(self) -> None:
        self._placed = True
        self._where_shown()
        self.edited()
        self.order()

    def _where_shown(self) -> None:
        self.places.setCurrentWidget(self.dorm if self.in_dorm else self.classroom)
        self.circumstances.show_where(dorm=self.in_dorm)
        self._moved()

    def _moved(self) -> None:
        self._tell_next()
        self._count()
        self.order()

    def _tell_next(self) -> None:
        """The page's next action: what a saved flag asks for, else the next room while there is one, then the save."""
        going_on = self.in_dorm and self.dorm.place is not None and not self.dorm.last
        offered = self.offer.banner is not None
        self.dorm.next_button.set_kind("outline" if offered else "filled")
        self.save_button.set_kind("outline" if offered or going_on else "filled")

    def _changed(self) -> None:
        self._count()
        self.edited()

    def _count(self) -> None:
        flags = sum(row.mark.flag for row in self.classroom.rows)
        self.circumstances.count(self.dorm.counts() if self.in_dorm else None, flags)
        self._say_left()

    # What is written at a place that is not in front: in the draft, in no record, and never out of sight.

    @property
    def left(self) -> str:
        """The name of a place not in front at which something is written; "" where there is none."""
        if not self.in_dorm:
            return self.words("visit.dorm") if self.dorm.says else ""
        if self.classroom.apart():
            return self.words("visit.classroom")
        return next((building.name for building in self.dorm.elsewhere()), "")

    def _say_left(self) -> None:
        left = self.left
        told = self.words("visit.left", place=left) if left else ""
        if self.left_banner is not None:
            if self.left_banner.text.text == told:
                return
            self.notices.removeWidget(self.left_banner)
            self.left_banner.hide()
            self.left_banner.deleteLater()
            self.left_banner = None
        if told:
            verb = self.words("visit.clear_left", place=left)
            self.left_banner = Banner(self.look, "warn", told, verb, self.clear_left)
            self.notices.addWidget(self.left_banner)
            self.order()

    def clear_left(self) -> None:
        """Empties the place that `left` names; the toast can undo it."""
        left, draft = self.left, self.draft
        if not left:
            return
        with self.filling():
            if self.in_dorm and self.classroom.apart():
                back = self.classroom.forget()
            else:
                back = self.dorm.forget(whole=not self.in_dorm)
        self._changed()

        def undo() -> None:
            if isValid(self) and self.draft == draft:  # else that visit is not on the screen any more
                with self.filling():
                    back()
                self._changed()

        self.say.toast(self, self.words("visit.cleared", place=left), undo)

    def save(self, *, again: bool = False) -> None:
        """Not while a place not in front has something that would stay behind: the banner says which."""
        if self.left_banner is None or not self.save_button.isEnabled():
            super().save(again=again)
            return
        self.keep()
        for button in self.left_banner.findChildren(QPushButton):
            button.setFocus()

    # Values.

    def values(self) -> dict[str, Any]:
        place = self.dorm.values() if self.in_dorm else self.classroom.values()
        where = {"where": next(iter(self.where.chosen), "")}
        values = {**self._rest, **self.circumstances.values(), **where, **place}
        return {name: value for name, value in values.items() if value is not False and value not in ("", [], None)}

    def options(self) -> dict[str, Any]:
        """Who was ticked, and what is written at the place not in front: a draft keeps both, a record neither."""
        extra = super().options()
        if self._told:
            return {**extra, **self._told}
        seen, behind = self.dorm.seen, self.dorm.apart(whole=not self.in_dorm)
        room = self.classroom.apart() if self.in_dorm else {}
        apart = {**({"dorm": behind} if behind else {}), **({"classroom": room} if room else {})}
        return {**extra, **({"seen": seen} if seen else {}), **({"apart": apart} if apart else {})}

    def load_options(self, options: dict[str, Any]) -> None:
        super().load_options(options)
        self._told = {name: options[name] for name in ("seen", "apart") if name in options}

    def _flagged(self) -> None:
        self.call = {}
        self.phone_now()

    def refusals(self) -> Mapping[str, Any]:
        place = {"building": self.dorm.building_field} if self.in_dorm else self.classroom.fields
        return {**self.circumstances.fields, **place}

    def written(self, done: Saved) -> None:
        super().written(done)
        self.offer.make(flagged_in(self.values()))

    def saved(self, done: Saved) -> None:
        """The page before comes back, unless somebody was flagged: then what the flag asks for is offered first."""
        if not self.offer.focus():
            super().saved(done)

    def another(self) -> None:
        super().another()
        self._rest, self._placed, self._about, self._given, self.offer.known = {}, False, (), {}, ()
        with self.filling():
            self.dorm.clear()
            self.classroom.clear()
            self.circumstances.clear()
        self._fetch((), None)

    def copy_last(self) -> None:
        """Who came along and the place of the visit written last; never what was found."""
        self.latest("copy last", lambda report: last_values(self.workspace, VISIT.name), self._copied)

    def _copied(self, last: Values | None) -> None:
        if last is None:
            self.say.toast(self, self.words("visit.nothing_to_copy"))
            return
        self.circumstances.accompanied.setText(text_of(last, "accompanied_by"))
        if self.dorm.building.isEnabled():
            self.dorm.building.choose(text_of(last, "building"))
        self.edited()
        self.say.toast(self, self.words("visit.copied"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A ticks the whole room: it comes here only where no field took it."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if self.in_dorm and plain and event.key() == Qt.Key.Key_A:
            self.dorm.all_present()
            return
        super().keyPressEvent(event)
