"""Choosing students, staff, units and records: what is chosen stands in boxes, and a line below finds one more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import cases, directory
from app.services.directory import Named
from app.workspace import Workspace
from ui.jobs import Job, Jobs
from ui.theme.look import Look
from ui.widgets.crossed import Crossed
from ui.widgets.finder import Finder
from ui.widgets.flow import FlowLayout, keep_lines
from ui.words import Words

ICONS = {"student": "user", "staff": "user", "unit": "school", "record": "file-text"}
UNITS: dict[str, tuple[str, ...]] = {"building": ("building",), "class": ("class",)}
"""Which units a field of this name means; any other field means any unit."""


class Picker(QWidget):
    """One or `many` of `what` (student, staff, unit, record). Values go in and out as they are: ids, numbers, names."""

    changed = Signal()
    told = Signal()  # the names of what is chosen have come

    def __init__(
        self,
        look: Look,
        words: Words,
        workspace: Workspace,
        jobs: Jobs,
        what: str,
        name: str,
        *,
        field: str,
        many: bool,
    ) -> None:
        super().__init__()
        self.look, self.words, self.workspace, self.jobs = look, words, workspace, jobs
        self.what, self.many, self._units = what, many, UNITS.get(field, ())
        self._values: tuple[str, ...] = ()
        self._known: dict[str, Named] = {}
        self._boxes: list[Crossed] = []
        self._job: Job[tuple[Named, ...]] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        self._flow = FlowLayout(gap=look.px(8))
        column.addLayout(self._flow)
        hints = {
            "student": words("writing.find_student"),
            "staff": words("writing.find_staff"),
            "unit": words("writing.find_unit"),
            "record": words("writing.find_case"),
        }
        self.finder = Finder(look, name, hints[what], words("writing.none_found"))
        self.finder.sought.connect(self._seek)
        self.finder.taken.connect(self.take)
        self.finder.dropped.connect(self._drop_last)
        if many:
            self.finder.setMaximumWidth(look.px(360))
        column.addWidget(self.finder)
        self.setAccessibleName(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus is handed on to the line, or to the cross where none can be found besides.

        As a focus proxy the line would make Tab pass over the crosses before it.
        """
        to = self._boxes[0].cross if self.finder.isHidden() and self._boxes else self.finder
        to.setFocus(event.reason())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            keep_lines(self)
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        keep_lines(self)

    @property
    def values(self) -> list[str]:
        return list(self._values)

    @property
    def named(self) -> tuple[Named, ...]:
        """Who is chosen, as far as their names are here by now."""
        return tuple(self._known.get(value, Named(value, "")) for value in self._values)

    def set_values(self, values: Sequence[str]) -> None:
        """Shows exactly these, their names as soon as the store has told them. Says nothing."""
        self._values = tuple(dict.fromkeys(values))
        self._place()
        asked = [value for value in self._values if value not in self._known]
        if asked:

            def done(found: tuple[Named, ...]) -> None:
                self._known |= dict(zip(asked, found, strict=True))
                self._place()
                self.told.emit()

            self.jobs.start(self, lambda report: self._look_up(asked), done=done, lane="read")

    def take(self, hit: Named) -> None:
        """One more, or another one where only one can be: as a click on a hit."""
        if hit.id in (one.id for one in self.named):
            return
        self._known[hit.id] = hit
        self._values = (*self._values, hit.id) if self.many else (hit.id,)
        self._place()
        self.changed.emit()

    def drop(self, value: str) -> None:
        """As a click on its cross."""
        self._values = tuple(one for one in self._values if one != value)
        self._place()
        self.finder.setFocus()
        self.changed.emit()

    def _drop_last(self) -> None:
        if self._values:
            self.drop(self._values[-1])

    def _place(self) -> None:
        for box in self._boxes:
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._boxes = [self._box(value, one) for value, one in zip(self._values, self.named, strict=True)]
        before: QWidget = self.finder.previousInFocusChain() or self.finder
        for box in self._boxes:
            self._flow.addWidget(box)
        for stop in (*(box.cross for box in self._boxes), self.finder):
            QWidget.setTabOrder(before, stop)
            before = stop
        self.finder.setVisible(self.many or not self._values)
        self.updateGeometry()

    def _box(self, value: str, one: Named) -> Crossed:
        name = one.name or "…"
        verb = self.words("writing.take_off", name=name)
        told = " ".join(part for part in (one.name, one.number, one.beside) if part)
        return Crossed(self.look, ICONS[self.what], name, one.beside, verb, lambda: self.drop(value), told)

    def _seek(self, typed: str) -> None:
        if self._job is not None:
            self._job.drop()
        self._job = self.jobs.start(self, lambda report: self._find(typed), done=self._found, lane="read")

    def _find(self, typed: str) -> tuple[Named, ...]:
        """Runs on the reading thread, as `_look_up`."""
        if self.what == "record":
            return cases.find_cases(self.workspace, typed)
        return directory.find_named(self.workspace, self.what, typed, kinds=self._units)

    def _look_up(self, values: Sequence[str]) -> tuple[Named, ...]:
        if self.what == "record":
            return cases.look_up_records(self.workspace, values)
        return directory.look_up(self.workspace, self.what, values)

    def _found(self, hits: tuple[Named, ...]) -> None:
        self._job = None
        chosen = {one.id for one in self.named}
        self.finder.show_hits([hit for hit in hits if hit.id not in chosen])
