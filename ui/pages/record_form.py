"""The form of any kind, made from its declaration: for every kind that has no page of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.records import kind_of, must_phone
from app.services.diagnosis_words import Pointed
from app.services.drafting import DraftLine, list_drafts
from app.services.saving import Saved
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.calling import PhoneLine
from ui.pages.entry import stops_of
from ui.pages.form_cards import lay_cards, make_editors
from ui.pages.form_known import Known, last_to_copy, read_known
from ui.pages.form_needs import Needs, why_not
from ui.pages.form_side import FormSide
from ui.pages.form_sticky import begun, next_values, note_sticky, take_over
from ui.pages.form_wrong import find_wrong, say_beside
from ui.pages.page import given_in
from ui.pages.same_matter import Superseded, same_matter
from ui.pages.writing import Writing
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Banner, Empty
from ui.widgets.choosing import DaysEditor, NamedEditor
from ui.widgets.editor import Editor
from ui.widgets.field_grid import FieldGrid
from ui.widgets.group_rows import GroupEditor
from ui.widgets.reading_order import tab_through
from ui.widgets.scroll import Scroll
from ui.widgets.text import Paragraph
from ui.widgets.typed_in import AreaEditor


class RecordForm(Writing):
    """`open(kind, about)` begins a record, `open_amend(record)` amends one, `open_draft(draft)` goes on with one."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, "", parent)
        self.known: Known | None = None
        self.editors: dict[str, Editor] = {}
        self._waiting: dict[str, Any] | None = None
        self._rest: dict[str, Any] = {}
        self._needs: Needs | None = None
        self._asked: dict[str, Any] = {}
        self._given: dict[str, str] = {}
        self._arrived = False
        self.aside: FormSide | None = None
        self._nothing: Empty | None = None  # why there is no form
        self.drafts: tuple[DraftLine, ...] = ()
        self._superseded = Superseded(self)
        self.phone_line = PhoneLine(self, self.notices, self.phone_now)
        self.form = Scroll(look, gap=16)
        self.body.addWidget(self.form, 1)
        QShortcut(QKeySequence("Ctrl+D"), self, self.copy_last)
        self._enable(False)

    # Opening.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """A new record of the kind `subject` about the students of `more`, or on the record that `more` names; what is
        given there as `name=value` it begins with."""
        self.kind = subject
        about, self._given = given_in(more)
        self._read("", about, None)

    def open_amend(self, record: str) -> None:
        self.record = record
        self.watch(record)
        self._read(record, (), None)

    def open_draft(self, draft: str) -> bool:
        found = super().open_draft(draft)
        if not found:
            self._show_nothing("file-text", self.words("form.draft_gone"), self.words("form.draft_gone_why"))
        return found

    def load_options(self, options: dict[str, Any]) -> None:
        self._asked = options

    def load(self, fields: dict[str, Any]) -> None:
        self._waiting = fields
        kind = kind_of(self.kind)
        on = fields.get(kind.of) if kind is not None and kind.of is not None else None
        self._read(self.record, (on,) if isinstance(on, str) else (), fields)

    def _read(self, record: str, about: Sequence[str], fields: Mapping[str, Any] | None) -> None:
        work = partial(read_known, self.workspace, self.kind, tuple(about), record)
        self.latest(
            "form",
            lambda report: work(),
            lambda known: self._come(known, fields),
            lambda error: self._show_nothing("file-text", *self.words.error(error), fields),
        )

    def _come(self, known: Known | None, fields: Mapping[str, Any] | None) -> None:
        self.known, self.drafts = known, () if known is None else known.drafts
        if known is None:
            self._show_nothing("file-text", self.words("form.unknown"), self.words("form.unknown_why"), fields)
            return
        self.kind = known.kind.name
        label = self.words.kind(self.kind)
        self.title.setText(self.words("form.amend", kind=label) if self.record else label)
        self.next_button.setVisible(not self.record)
        why = why_not(self.words, known)
        if why:
            self._show_nothing("pencil", self.words("form.not_here", kind=label), why, fields)
            return
        with self.filling():
            self._build(known)
            self._fill(known.fields if known.fields is not None else begun(known, self._given))
            self.untouched = self.fields_shown()
            if fields is not None:
                self._fill(fields)
            elif self.record and known.fields is not None:
                self.before = dict(known.fields)
            else:
                note_sticky(self.editors, self.words, known.sticky)
            self._waiting = None
        self._show_drafts()
        self._enable(True)
        self._look_again()
        self.order()
        if self._arrived:
            self.arrive()

    def _show_nothing(self, icon: str, title: str, why: str, draft: Mapping[str, Any] | None = None) -> None:
        """Why there is no form here; what a draft said is shown nevertheless."""
        self._waiting = None
        self._show_rest(draft or {})
        self.form.hide()
        self.save_button.hide()
        self.next_button.hide()
        self._nothing = Empty(self.look, icon, title, why, self.words("form.go_back"), self.back.emit)
        self.body.addWidget(self._nothing, 1)
        self._nothing.show()  # at once, as the cards
        if self._arrived:
            self.arrive()

    # Building.

    def _build(self, known: Known) -> None:
        self.editors = make_editors(self, known, self.ask_files)
        for editor in self.editors.values():
            editor.changed.connect(self._changed)
            if isinstance(editor, NamedEditor):
                editor.picker.told.connect(self._show_people)
        needed = lay_cards(self.form, self.look, self.words, known.kind, self.editors)
        self._needs = Needs(self.words, known.kind, self.editors, needed)
        self.missing = Paragraph(self.look, "", "meta", "text-2")
        self.body.addWidget(self.missing)
        self._build_side(known)

    def _build_side(self, known: Known) -> None:
        role = self.workspace.role
        self.aside = FormSide(self.look, self.words, known, role, self.ask_files)
        self.aside.load(self._asked)
        self.aside.changed.connect(self.edited)
        self.aside.goto.connect(self.goto)
        self.aside.draft.connect(self.open_in_draft)
        self.aside.drop.connect(self.drop)
        self.side.addWidget(self.aside, 1)
        self._rest = dict(self._asked.get("rest", {}))

    # What stands in it.

    def _fill(self, fields: Mapping[str, Any]) -> None:
        """Shows these fields and no others; what has no editor is shown to be copied."""
        for name, editor in self.editors.items():
            if not isinstance(editor, GroupEditor):
                editor.set_value(fields.get(name))
        self._show_people()
        for name, editor in self.editors.items():
            if isinstance(editor, GroupEditor):
                editor.set_value(fields.get(name))
        rest = {**self._rest, **{name: value for name, value in fields.items() if name not in self.editors}}
        self._rest = rest
        self._show_rest(rest)

    def _show_rest(self, rest: Mapping[str, Any]) -> None:
        said = [value for value in rest.values() if isinstance(value, str) and value]
        if said:
            self.notices.addWidget(Banner(self.look, "notice", self.words("form.rest", rest="\n".join(said))))

    def _people(self) -> NamedEditor | None:
        slot = self.known.kind.slot("students") if self.known is not None else None
        editor = self.editors.get(slot.name) if slot is not None else None
        return editor if isinstance(editor, NamedEditor) else None

    def _show_people(self) -> None:
        people = self._people()
        for editor in self.editors.values():
            if isinstance(editor, GroupEditor):
                editor.show_people(None if people is None else people.picker.named)
        self.order()

    def fields(self) -> dict[str, Any]:
        return dict(self._waiting) if self._waiting is not None else self.fields_shown()

    def fields_shown(self) -> dict[str, Any]:
        found = {name: editor.value for name, editor in self.editors.items()}
        return {name: value for name, value in found.items() if value not in ("", [], None)}

    def options(self) -> dict[str, Any]:
        if self._waiting is not None or self.aside is None:
            return dict(self._asked)
        return {**self.aside.options(), **({"rest": self._rest} if self._rest else {})}

    # Drafts of the same matter.

    def refresh(self) -> None:
        """Another draft may have been gone on with meanwhile."""
        if self.known is not None:
            self.latest("drafts", lambda report: list_drafts(self.workspace), self._take_drafts)

    def _take_drafts(self, drafts: tuple[DraftLine, ...]) -> None:
        if drafts != self.drafts:
            self.drafts = drafts
            self._show_drafts()
            self.order()

    def _same(self) -> tuple[DraftLine, ...]:
        """The others of what this form is about; none where it amends a record."""
        if self.known is None or self.record:
            return ()
        found = same_matter(self.drafts, self.known.kind, self.fields_shown(), ("week", *self._given))
        return tuple(one for one in found if one.id != self.draft)

    def _show_drafts(self) -> None:
        if self.aside is not None:
            self.aside.show_drafts(self.drafts, self._same(), self.draft)

    # While one writes.

    def edited(self) -> None:
        """What stands beside the form has changed."""
        if not self._filling:
            self.typed()
            self.order()

    def _changed(self) -> None:
        if self._filling:
            return
        editor = self.sender()
        if isinstance(editor, Editor):
            editor.say_own("")  # no longer as in the entry before
        if editor is self._people():
            self._show_people()
            self._show_drafts()
        self.typed()
        self._look_again()
        if isinstance(editor, NamedEditor | DaysEditor | GroupEditor):
            self.order()  # boxes and rows have come or gone

    def _look_again(self) -> None:
        """What is needed and what is still missing, as the form stands now."""
        if self.known is None or self._needs is None:
            return
        values = self.fields_shown()
        told = self._needs.tell(values)
        self.missing.set_text(told)
        self.missing.setVisible(bool(told))
        warned = self.phone_line.banner
        self.phone_line.tell(must_phone(self.known.kind, values) and not self.known.phoned, self.call)
        if self.phone_line.banner is not warned:
            self.order()
        if self.known.kind.raised(values) and self.aside is not None:
            self.aside.audience.set_wide(True, self.words("form.raised"))

    def called(self) -> None:
        self._look_again()

    def copy_last(self) -> None:
        """Place, way, occasion and people of the record of this kind written last; never its text."""
        if self.known is not None and self.save_button.isEnabled():
            kind = self.known.kind
            self.latest("copy last", lambda report: last_to_copy(self.workspace, kind), self._copied)

    def _copied(self, last: Mapping[str, Any] | None) -> None:
        if last is not None:
            take_over(self.editors, self.words, last)
        self.say.toast(self, self.words("writing.copied" if last is not None else "writing.nothing_to_copy"))

    def arrive(self) -> None:
        """The cursor goes into the first field that is needed and empty, else into the first."""
        self._arrived = True
        if self._nothing is not None and self._nothing.button is not None:
            self._nothing.button.setFocus()
            return
        order = [e for grid in self.form.findChildren(FieldGrid) for e in grid.in_order if e in self.editors.values()]
        lacking = [] if self._needs is None else self._needs.lacking(self.fields_shown())
        needed = [e for e in order if e.field.name in lacking]
        for editor in (*needed, *order)[:1]:
            editor.focus()

    def order(self) -> None:
        """Tab goes as one reads: what is to be noticed, the form, its two buttons, what stands beside it."""
        beside = stops_of(self.aside.column) if self.aside is not None else ()
        noticed, form = stops_of(self.notices), stops_of(self.form.column)
        tab_through((*noticed, *form, self.next_button, self.save_button, *beside))

    # Saving.

    def more(self) -> dict[str, Any]:
        return {} if self.aside is None else self.aside.more()

    def written(self, done: Saved) -> None:
        if self.aside is not None:
            self.aside.extra.load({})
        self._superseded.make()

    def saved(self, done: Saved) -> None:
        """The page before comes back, unless a draft of the same matter is left over: then it may be dropped first."""
        if not self._superseded.focus():
            super().saved(done)

    def save(self, *, again: bool = False) -> None:
        for editor in self.editors.values():
            editor.refuse("")
        if self.save_button.isEnabled() and self.pointing.holds(again):
            return
        if self.save_button.isEnabled():
            self._superseded.others = self._same()
            self._superseded.drop()
        super().save(again=again)

    def point_at(self, found: Pointed) -> None:
        editor = self.editors[found.field]
        editor.focus()
        if isinstance(editor, AreaEditor):
            editor.select(found.start, found.end)
        self.form.ensureWidgetVisible(editor.widget)

    def show_wrong(self, error: UserError) -> bool:
        if self.aside is not None and say_beside(self, self.notices, self.aside.extra, error):
            return True
        wrong = find_wrong(self.words, self.editors, self.known.kind, error) if self.known is not None else None
        if wrong is not None:
            self.form.ensureWidgetVisible(wrong.widget)
        return wrong is not None

    def another(self) -> None:
        super().another()
        self._asked, self._rest = {}, {}
        if self.known is None or self.aside is None:
            return
        with self.filling():
            self.title.setText(self.words.kind(self.kind))
            self._fill(next_values(self.workspace, self.known, self.fields_shown()))
            self.aside.audience.set_wide(False)
            self.untouched = self.fields_shown()
        self._look_again()
        self.arrive()
