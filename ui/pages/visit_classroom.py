"""A visit to a classroom: course, teacher, how many were expected and there, and remarks on single students."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from app.services.directory import Named
from ui.pages.page import Page
from ui.widgets.card import Card
from ui.widgets.field import Field, Line
from ui.widgets.number import Number
from ui.widgets.scroll import Scroll
from ui.widgets.seen_rows import Mark, Seen, SeenRow
from ui.widgets.student_chips import StudentChips
from ui.widgets.text import Label, rule


class Classroom(Card):
    """The card of a classroom. `flagged` says that somebody was flagged."""

    edited = Signal()
    flagged = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page.look, padded=False, gap=0)
        self.page, self.words = page, page.words
        self.rows: list[SeenRow] = []
        self._marks: dict[str, Mark] = {}
        self.add(self._where())
        self.add(rule())
        head = QGridLayout()
        look = self.look
        head.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        head.addWidget(Label(self.words("visit.about_students"), "meta", "text-2"), 0, 0)
        self.people = StudentChips(page)
        self.people.changed.connect(self._people_changed)
        head.addWidget(self.people, 1, 0)
        self.add(head)
        self.list = Scroll(look, ground="surface", gap=0)
        self.body.addWidget(self.list, 1)

    def _where(self) -> QGridLayout:
        look = self.look

        def label(name: str) -> str:
            return self.words.field("visit", name)

        self.course, self.teacher = Line(label("course")), Line(label("teacher"))
        self.expected, self.present = Number(label("expected")), Number(label("present"))
        editors = (
            ("course", self.course),
            ("teacher", self.teacher),
            ("expected", self.expected),
            ("present", self.present),
        )
        self.fields = {name: Field(look, label(name), editor) for name, editor in editors}
        for line in (self.course, self.teacher):
            line.textEdited.connect(lambda _: self.edited.emit())
        for number in (self.expected, self.present):
            number.valueChanged.connect(self._counted)
        grid = QGridLayout()
        grid.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(16))
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(12))
        for k, field in enumerate(self.fields.values()):
            grid.addWidget(field, k // 2, k % 2)
        return grid

    def _counted(self) -> None:
        """More than were expected may have been there, by mistake more often: it is said and saved."""
        expected, present = self.expected.number, self.present.number
        more = expected is not None and present is not None and present > expected
        self.fields["present"].warn(self.words("visit.more_present") if more else "")
        self.edited.emit()

    def _people_changed(self) -> None:
        self._keep()
        self._show_rows()
        self.edited.emit()

    def _keep(self) -> None:
        self._marks |= {row.who.id: row.mark for row in self.rows}

    def _show_rows(self) -> None:
        column = self.list.column
        while (item := column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for one in self.people.chosen:
            who = Seen(one.id, one.name, one.beside)
            row = SeenRow(self.look, self.words, who, self._marks.get(one.id, Mark()), tick=False)
            row.changed.connect(self.edited)
            row.flagged.connect(self.flagged)
            self.rows.append(row)
            column.addWidget(rule())
            column.addWidget(row)
            row.show()
        column.addStretch(1)

    def values(self) -> dict[str, Any]:
        rows = [
            {"student": row.who.id, "text": row.mark.text, "flag": row.mark.flag or None}
            for row in self.rows
            if row.mark.remark
        ]
        return {
            "course": self.course.text().strip(),
            "teacher": self.teacher.text().strip(),
            "expected": self.expected.number,
            "present": self.present.number,
            "remarks": [{name: value for name, value in row.items() if value} for row in rows],
        }

    def apart(self) -> dict[str, Any]:
        """What a draft keeps of it while the dormitory is in front; {} where nothing is written here."""
        return {name: value for name, value in self.values().items() if value not in ("", [], None)}

    def forget(self) -> Callable[[], None]:
        """Empties it; what is returned brings it back."""
        fields, people = self.apart(), self.people.chosen
        self.clear()
        return lambda: self.load(fields, people)

    def load(self, fields: Mapping[str, Any], people: Sequence[Named]) -> None:
        self.course.setText(fields.get("course", ""))
        self.teacher.setText(fields.get("teacher", ""))
        self.expected.set_number(fields.get("expected"))
        self.present.set_number(fields.get("present"))
        ids = {key: one.id for one in people for key in (one.id, one.number)}
        rows = [row for row in fields.get("remarks", ()) if row["student"] in ids]
        self._marks = {ids[row["student"]]: Mark(True, row.get("text", ""), row.get("flag") is True) for row in rows}
        self.rows = []
        self.people.set_chosen(people)
        self._show_rows()

    def clear(self) -> None:
        """Empties what belongs to one visit."""
        self.load({}, ())
