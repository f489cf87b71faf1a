"""The round through a dormitory: building, rooms, and in each room the students to be ticked with remarks.

Only rooms in which something was marked count as visited: looking into a room's list marks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.proposals import Building, Room
from ui.pages.page import Page
from ui.pages.visit_marks import marks_of, people_of, remark_row, room_line, room_told
from ui.tables.rooms import RoomList
from ui.widgets.button import Button
from ui.widgets.card import Card, Empty
from ui.widgets.field import Choice, Field
from ui.widgets.key_hints import KeyHints
from ui.widgets.scroll import Scroll
from ui.widgets.seen_rows import Mark, Seen, SeenRow
from ui.widgets.text import Label, rule

ROOMS = 208  # px of the list of rooms


class Dorm(QWidget):
    """Both cards of the round. `moved` says that another room is shown, `flagged` that somebody was flagged."""

    edited = Signal()
    moved = Signal()
    flagged = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.look, self.words = page, page.look, page.words
        self.buildings: tuple[Building, ...] = ()
        self.marks: dict[str, Mark] = {}
        self.at = 0
        self.first = ""  # the student for whom the round is begun
        self.rows: list[SeenRow] = []
        self._others: list[dict[str, Any]] = []  # remarks on students who live elsewhere by now
        self._counts: dict[str, Any] = {}  # of a saved visit, until a tick changes
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(self.look.px(16))
        outer.addWidget(self._rooms_card())
        outer.addWidget(self._room_card(), 1)

    def _rooms_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        card.setFixedWidth(look.px(ROOMS))
        self.building = Choice(words.field("visit", "building"), ())
        self.building.currentIndexChanged.connect(self._building_chosen)
        self.building_field = Field(look, words.field("visit", "building"), self.building)
        top = QVBoxLayout()
        top.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        top.addWidget(self.building_field)
        card.add(top)
        self.rooms = RoomList(look, words.field("visit", "rooms"))
        self.rooms.wanted.connect(self.go)
        inset = QVBoxLayout()
        inset.setContentsMargins(look.px(4), 0, look.px(4), 0)
        inset.addWidget(self.rooms)
        card.body.addLayout(inset, 1)
        self.note = Label(words("visit.only_mine"), "meta", "text-2")
        self.note.setWordWrap(True)
        card.edge("foot").addWidget(self.note)
        return card

    def _room_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, padded=False, gap=0)
        head = card.edge("head")
        self.room_name = Label("", "page")
        self.room_note = Label("", "meta", "text-2")
        self.all_button = Button(look, words("visit.all_present"), key="A")
        self.all_button.clicked.connect(self.all_present)
        head.addWidget(self.room_name)
        head.addWidget(self.room_note)
        head.addStretch()
        head.addWidget(self.all_button)
        self.people = Scroll(look, ground="surface", gap=0)
        card.body.addWidget(self.people, 1)
        self.nobody = Empty(look, "door-open", words("visit.no_rooms"), words("visit.no_rooms_why"))
        card.body.addWidget(self.nobody, 1)
        foot = card.edge("foot")
        foot.addWidget(KeyHints(look, words, words("visit.keys")), 1)
        self.next_button = Button(look, words("visit.next_room", room=""), "filled", key="PgDn")
        self.next_button.clicked.connect(self.next_room)
        foot.addWidget(self.next_button)
        return card

    # Which building, which room.

    @property
    def place(self) -> Building | None:
        return next((b for b in self.buildings if b.id == self.building.chosen), None)

    @property
    def room(self) -> Room | None:
        place = self.place
        return place.rooms[self.at] if place is not None and self.at < len(place.rooms) else None

    @property
    def last(self) -> bool:
        """Whether no room comes after this one."""
        return self.place is None or self.at >= len(self.place.rooms) - 1

    def set_buildings(self, buildings: Sequence[Building], chosen: str) -> None:
        """Where the students live; begins in `chosen` (an id or a name), else in the first one."""
        self.buildings = tuple(buildings)
        known = next((b.id for b in buildings if chosen in (b.id, b.name)), "")
        self.building.set_options([(b.id, b.name) for b in buildings])
        self.building.choose(known)
        self.nobody.setVisible(not buildings)
        self.people.setVisible(bool(buildings))
        self.go(0)

    def go_to(self, student: str) -> None:
        """Shows the room in which a student lives, and begins with that one; who lives in none changes nothing."""
        for building in self.buildings:
            for at, room in enumerate(building.rooms):
                if any(lodger.id == student for lodger in room.students):
                    self.building.choose(building.id)
                    self.first = student
                    self.go(at)
                    return

    def go(self, at: int) -> None:
        """Shows a room."""
        if at < 0:
            return
        self.at = at
        self._show_room()

    def next_room(self) -> None:
        if not self.last:
            self.go(self.at + 1)
            self.begin()

    def previous_room(self) -> None:
        if self.at:
            self.go(self.at - 1)
            self.begin()

    def begin(self) -> None:
        """Puts the focus on whom the round is begun for, else on the first student of the room."""
        row = next((row for row in self.rows if row.who.id == self.first), next(iter(self.rows), None))
        if row is not None:
            row.tick.setFocus(Qt.FocusReason.TabFocusReason)

    def all_present(self) -> None:
        """Ticks everybody of this room."""
        for row in self.rows:
            row.tick.setChecked(True)

    def _building_chosen(self) -> None:
        self.go(0)
        self.edited.emit()

    def _show_room(self) -> None:
        room = self.room
        column = self.people.column
        while (item := column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for k, one in enumerate(room.students if room else (), 1):
            who = Seen(one.id, one.name, one.class_name, one.level_label, one.rank)
            row = SeenRow(self.look, self.words, who, self.marks.get(one.id, Mark()), n=k)
            row.changed.connect(lambda row=row: self._marked(row))
            row.flagged.connect(self.flagged)
            self.rows.append(row)
            column.addWidget(row)
            row.show()  # at once, so that it can take the focus
            column.addWidget(rule())
        column.addStretch(1)
        self.room_name.setText(self.words("visit.room", room=room.name) if room else "")
        self.room_note.setText(room_told(self.words, room) if room else "")
        self.all_button.setVisible(room is not None)
        self._say()
        self.moved.emit()

    def _marked(self, row: SeenRow) -> None:
        if row.mark.present != self.marks.get(row.who.id, Mark()).present:
            self._counts = {}
        self.marks[row.who.id] = row.mark
        self._say()
        self.edited.emit()

    # What the list and the foot say.

    def _say(self) -> None:
        place = self.place
        rooms = place.rooms if place is not None else ()
        self.rooms.rooms.show(
            [room_line(self.words, room, self.marks, current=k == self.at) for k, room in enumerate(rooms)]
        )
        if rooms:
            self.rooms.setCurrentIndex(self.rooms.rooms.index(self.at))
        begun = self.room is not None and self._visited(self.room)
        for row in self.rows:
            row.say_away(begun and not row.mark.present)
        self.next_button.setVisible(not self.last)
        if place is not None and not self.last:
            self.next_button.setText(self.words("visit.next_room", room=rooms[self.at + 1].name))
        marked = any(self._visited(room) for room in rooms)
        bound = marked and not self.elsewhere()  # what was written elsewhere can be gone back to
        self.building.setEnabled(not bound and len(self.buildings) > 1)
        self.note.setText(self.words("visit.one_building" if bound else "visit.only_mine"))

    def _visited(self, room: Room) -> bool:
        return any(self.marks.get(one.id, Mark()) != Mark() for one in room.students)

    def _visited_rooms(self) -> list[Room]:
        return [room for room in (self.place.rooms if self.place else ()) if self._visited(room)]

    @property
    def begun(self) -> bool:
        """Whether anything is marked in the building in front."""
        return bool(self._visited_rooms())

    @property
    def says(self) -> bool:
        """Whether anything is written here, in whatever building."""
        return bool(self._others or self._counts) or any(mark != Mark() for mark in self.marks.values())

    def elsewhere(self) -> list[Building]:
        """The buildings not in front in which something is marked: none of it is in `values`."""
        others = [b for b in self.buildings if b.id != self.building.chosen]
        return [b for b in others if any(self._visited(room) for room in b.rooms)]

    def counts(self) -> tuple[int, int, int, int, int]:
        """Rooms visited and in all; students seen, of the visited rooms, flagged."""
        visited = self._visited_rooms()
        marks = [self.marks.get(one.id, Mark()) for room in visited for one in room.students]
        rooms = len(self.place.rooms) if self.place else 0
        return len(visited), rooms, sum(m.present for m in marks), len(marks), sum(m.flag for m in marks)

    # Values.

    @property
    def seen(self) -> list[str]:
        """Who was ticked."""
        return [one for one, mark in self.marks.items() if mark.present]

    def values(self) -> dict[str, Any]:
        """The fields of the visit; those who were ticked and no more have no row."""
        visited = self._visited_rooms()
        people = [one.id for room in visited for one in room.students]
        remarks = [remark_row(one, mark) for one in people if (mark := self.marks.get(one, Mark())).remark]
        _, _, present, expected, _ = self.counts()
        counted = {
            "rooms": self.words.listed([room.name for room in visited]),
            "expected": expected,
            "present": present,
        }
        return {
            "building": self.building.chosen,
            **(counted if visited else {}),
            **self._counts,
            "remarks": [*remarks, *self._others],
        }

    def apart(self, *, whole: bool) -> dict[str, Any]:
        """What a draft keeps beside `values`: the remarks of the buildings not in front, or `whole` with all that is
        written here; {} where that is nothing."""
        if not (self.says if whole else self.elsewhere()):
            return {}
        here = set() if whole else people_of([self.place])
        rows = [remark_row(one, mark) for one, mark in self.marks.items() if mark.remark and one not in here]
        more = {"building": self.building.chosen, **self._counts} if whole else {}
        return {**more, "remarks": [*rows, *(self._others if whole else ())]}

    def forget(self, *, whole: bool) -> Callable[[], None]:
        """Empties what `apart` tells; what is returned brings it back."""
        marks, others, counts = self.marks, self._others, self._counts
        here = set() if whole else people_of([self.place])
        self.marks = {one: mark for one, mark in marks.items() if one in here}
        if whole:
            self._others, self._counts = [], {}
        self._show_room()

        def undo() -> None:
            self.marks = {**marks, **self.marks}
            if whole:
                self._others, self._counts = others, counts
            self._show_room()

        return undo

    def load(self, fields: Mapping[str, Any], seen: Sequence[str], apart: Sequence[Mapping[str, Any]] = ()) -> None:
        """The marks of a draft, which knows who was `seen` and what stood `apart`, or of a record, which knows how
        many. A row whose student lives in another building by now stays in the record as it is."""
        here, housed = people_of([self.place]), people_of(self.buildings)
        self.marks, self._others = marks_of(fields.get("remarks", ()), seen, apart, here, housed)
        kept = ("expected", "present", "rooms")
        self._counts = {} if seen else {name: fields[name] for name in kept if name in fields}
        self._show_room()

    def clear(self) -> None:
        self.marks, self._others, self._counts = {}, [], {}
        self.go(0)
