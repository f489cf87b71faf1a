"""The card of the settings that says who unlocks this machine, where several share it; the page does what it asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.workspace import Member
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Elided, Paragraph
from ui.words import Words


class PeopleCard(Card):
    """Everybody with a passphrase here. `removal` carries a `Member`; whoever unlocked cannot be removed.

    `enrol` asks for the enrolment of who unlocked, where the centre does not know them at this machine yet.
    """

    removal = Signal(object)
    enrol = Signal()

    def __init__(self, look: Look, words: Words, own: str) -> None:
        super().__init__(look, words("settings.people"), gap=12)
        self.words, self._own = words, own
        self.rows: dict[str, PersonRow] = {}
        self._list = QVBoxLayout()
        self._list.setSpacing(look.px(8))
        self.join = Button(look, words("settings.person_add"), icon="user-plus")
        foot = QHBoxLayout()
        foot.addWidget(self.join)
        foot.addStretch()
        self.add(Paragraph(look, words("settings.people_hint"), "meta", "text-2"), self._list, foot)

    def show_people(self, people: Sequence[Member]) -> None:
        """As they are now, by their staff numbers."""
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.rows = {one.number: PersonRow(self.look, self.words, one, own=one.number == self._own) for one in people}
        for row in self.rows.values():
            row.act.clicked.connect(self._enrol if row.own else lambda _=False, one=row.person: self.removal.emit(one))
            self._list.addWidget(row)

    def _enrol(self) -> None:
        self.enrol.emit()


class PersonRow(QWidget):
    """A name, its staff number, and what can be done: removing them, or for oneself enrolling where that is wanting."""

    def __init__(self, look: Look, words: Words, person: Member, *, own: bool) -> None:
        super().__init__()
        self.person, self.own = person, own
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        told = QVBoxLayout()
        told.setSpacing(0)
        self.name = Elided(look, words("settings.person_you", name=person.name) if own else person.name)
        about = words("settings.person_number" if person.id else "settings.person_new", number=person.number)
        self.about = Elided(look, about, "meta", "text-2")
        told.addWidget(self.name)
        told.addWidget(self.about)
        row.addLayout(told, 1)
        self.act = Button(look, words("settings.person_enrol" if own else "settings.person_remove"))
        if not own:
            self.act.setAccessibleName(words("settings.person_remove_whom", name=person.name))
        self.act.setVisible(not own or not person.id)
        row.addWidget(self.act)
