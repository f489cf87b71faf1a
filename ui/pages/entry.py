"""What the pages of talks, visits and parent contacts share: what the form knows is read off the thread, then filled.

A form is there at once, with the cursor in it; choices and proposals come a moment later and never touch what was
typed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from app.errors import UserError
from app.records import KINDS, must_phone
from app.records.kind import Audience
from app.services.directory import form_fields
from app.services.phone_reports import owes_call
from app.services.reading import show_record
from app.services.saving import Saved
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.form_wrong import say_beside
from ui.pages.keeping import Keeping
from ui.pages.options_card import FoldedOptions
from ui.pages.writing import Writing
from ui.say import Say
from ui.theme.look import Look
from ui.theme.tokens import SIDE
from ui.widgets.reading_order import tab_through
from ui.widgets.scroll import Scroll

NARROW = 1040  # px at a scale of 1 below which there is no room for the side column


@dataclass(frozen=True)
class _Amended:
    """What a form shows of the record that it amends."""

    known: Any
    fields: Mapping[str, Any]
    audience: Audience
    phoned: bool


class Entry(Writing):
    """A form with a scrolling middle (`form`) and side (`aside`). A subclass answers `gather`, `fill`, `values` and
    `refusals`."""

    def __init__(
        self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, kind: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, jobs, say, look, kind, parent)
        self.audience: Audience | None = None  # what the record being amended has reached
        self.ready = False  # whether the choices of the plan are here
        self._waiting: dict[str, Any] | None = None
        self._asked = 0  # the edits there were when the form was last asked for
        self._narrow = False
        self._cards: list[QWidget] = []
        self.form = Scroll(look, gap=16)
        self.aside = Scroll(look, width=SIDE)
        self.extra = FoldedOptions(look, self.words, self.ask_files)
        self.extra.changed.connect(self._extra_changed)
        self.extra.unfold.clicked.connect(lambda: QTimer.singleShot(0, self, self._show_extra))
        self.body.addWidget(self.form, 1)
        self.side.addWidget(self.aside, 1)

    def lay_side(self, *cards: QWidget) -> None:
        """What stands beside the form, from above; what goes with the record stands below it."""
        for card in (*cards, self.extra):
            self.aside.column.addWidget(card)
        self.aside.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.look.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._fold()

    def _fold(self) -> None:
        """Where the window is narrow or the type large, what stands beside the form stands below it."""
        focused = self.window().focusWidget()
        away, home = (self.aside.column, self.form.column) if self._narrow else (self.form.column, self.aside.column)
        self._cards = self._cards or [item for k in range(away.count()) if (item := away.itemAt(k).widget())]
        for k, card in enumerate(self._cards):
            shown = not card.isHidden()
            home.insertWidget(home.count() if self._narrow else k, card)
            card.setVisible(shown)
        self.aside.setVisible(not self._narrow)
        self.order()
        if focused is not None and any(card.isAncestorOf(focused) for card in self._cards):
            focused.setFocus()  # moving to another parent takes it away

    # What a subclass answers.

    def gather(self, students: Sequence[str]) -> Any:
        """What the form needs to know, read from the store; runs on the reading thread."""
        raise NotImplementedError

    def fill(self, found: Any, fields: Mapping[str, Any] | None) -> None:
        """Shows what was gathered; `fields` of a draft or record fill the form, None leaves what was typed."""
        raise NotImplementedError

    def students_in(self, fields: Mapping[str, Any]) -> tuple[str, ...]:
        """Those of a draft or record whose names the form shows."""
        found = fields.get("students", fields.get("student"))
        listed = found if isinstance(found, list) else [found]
        return tuple(value for value in listed if isinstance(value, str) and value)

    def values(self) -> dict[str, Any]:
        """What stands in the form."""
        raise NotImplementedError

    def refusals(self) -> Mapping[str, Any]:
        """Fields by name: what has a `refuse(sentence)`."""
        raise NotImplementedError

    def missing(self, field: str) -> str:
        """The sentence for a required field that is empty; "" for the general one."""
        return ""

    # What goes with the record.

    def _extra_changed(self) -> None:
        self.edited()
        self.order()  # a file has come or gone

    def _show_extra(self) -> None:
        (self.form if self._narrow else self.aside).ensureWidgetVisible(self.extra.card)

    def options(self) -> dict[str, Any]:
        return self.extra.card.options()

    def load_options(self, options: dict[str, Any]) -> None:
        self.extra.load(options)

    def more(self) -> dict[str, Any]:
        return self.extra.card.more()

    def written(self, done: Saved) -> None:
        self.extra.load({})
        self.extra.card.ask_paper(False)  # what is typed from now on amends it

    # Opening.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """A new record about the students of `more` (`subject` "" or the kind), or the record `subject` to amend."""
        if subject not in ("", self.kind):
            self.record, self._asked = subject, self._edits
            self.latest("form", lambda report: self._amended(subject), self._amend, self._unread)
        else:
            self._fetch(more, None)

    def load(self, fields: dict[str, Any]) -> None:
        self._waiting = dict(fields)
        self._fetch(self.students_in(fields), self._waiting)

    def _amended(self, subject: str) -> _Amended:
        fields = form_fields(self.workspace, subject)
        known, audience = self.gather(self.students_in(fields)), show_record(self.workspace, subject).audience
        phoned = must_phone(KINDS[self.kind], fields) and not owes_call(self.workspace, subject)
        return _Amended(known, fields, audience, phoned)

    def _amend(self, found: _Amended) -> None:
        self.audience, self.phoned, self.before = found.audience, found.phoned, dict(found.fields)
        self._come(found.known, found.fields)

    def _fetch(self, students: Sequence[str], fields: Mapping[str, Any] | None) -> None:
        asked = tuple(students)
        self._asked = self._edits

        def work(report: Report) -> Any:
            return self.gather(asked)

        failed = self._unread if fields is not None else None
        self.latest("form", work, lambda found: self._come(found, fields), failed)

    def _unread(self, error: UserError) -> None:
        """The form stays empty. The draft or record it was opened for stays as it is: what is typed is another's."""
        safe = self.words("writing.safe") if self._waiting is not None else ""
        self._waiting = None
        late = self._edits > self._asked
        self.load_options({})
        self._begin(Keeping(self.workspace), "")
        if late:
            self.typed()
        self.say.refuse(self, error, safe)

    def _come(self, found: Any, fields: Mapping[str, Any] | None) -> None:
        self._waiting = None
        with self.filling():
            self.fill(found, fields)
        self.extra.card.ask_paper(not self.record)
        self.ready = True
        if fields is None:
            self.untouched = self.values() if self._edits == self._asked else None  # else it says what was typed
        self.order()

    def order(self) -> None:
        """Tab goes as one reads: the head, what is to be noticed, the form, its two buttons, what stands beside it."""
        head = [*stops_of(self.beside), *stops_of(self.notices)]
        stops = [*head, *stops_of(self.form), self.next_button, self.save_button]
        tab_through((*stops, *stops_of(self.aside)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line goes on; where a field needs the key itself it does not come here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def edited(self, *_: object) -> None:
        """To be connected to every editor's change: it was typed unless the form is being filled."""
        if not self._filling:
            self.typed()

    def fields(self) -> dict[str, Any]:
        return dict(self._waiting) if self._waiting is not None else self.values()

    # Saving.

    def show_wrong(self, error: UserError) -> bool:
        """At the field or at the files; what is about neither is said in the page."""
        if say_beside(self, self.notices, self.extra.card, error):
            return True
        field = self.refusals().get(str(error.values.get("field", "")))
        if field is None:
            return False
        said = self.missing(str(error.values["field"])) if error.code == "field_missing" else ""
        field.refuse(said or self.words.error(error)[0])
        (field.editor if hasattr(field, "editor") else field).setFocus()
        return True

    def save(self, *, again: bool = False) -> None:
        for field in self.refusals().values():
            field.refuse("")
        super().save(again=again)

    def another(self) -> None:
        super().another()
        self.audience, self.phoned = None, False
        self.extra.card.ask_paper(True)


def stops_of(thing: QWidget | QLayout) -> Iterator[QWidget]:
    """What Tab stops at in a widget or layout, in the order in which it is laid out."""
    if isinstance(thing, QWidget):
        if thing.focusPolicy() is not Qt.FocusPolicy.NoFocus:  # an option becomes the stop of its row when it is used
            yield thing
        inside = thing.widget() if isinstance(thing, QScrollArea) else thing
        layout = inside.layout() if inside is not None else None
        if layout is not None:
            yield from stops_of(layout)
        return
    for k in range(thing.count()):
        item = thing.itemAt(k)
        found = (item.widget() or item.layout()) if item is not None else None
        if found is not None:
            yield from stops_of(found)
