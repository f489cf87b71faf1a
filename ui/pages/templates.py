"""Outlines of talks and texts to begin from, as this person writes: changed here, kept with the person, never sent.

The list is in ui/tables/template_rows.py, the card in template_editor.py. What was changed is kept when another row is
chosen, when the page is left and at a lock; the toast brings back what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.records.ids import new_id
from app.services.templates import (
    Outline,
    Template,
    drop_template,
    keep_template,
    list_outlines,
    list_templates,
    reset_outline,
    save_outline,
    save_template,
    templated_kinds,
)
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.page import Page
from ui.pages.template_editor import Edited, TemplateEditor
from ui.say import Say
from ui.tables.template_rows import Row, TemplateList, rows_of
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.text import Label

LIST = 304  # px at a scale of 1


@dataclass(frozen=True)
class _Read:
    outlines: tuple[Outline, ...]
    templates: tuple[Template, ...]
    kinds: tuple[str, ...]


class TemplatesPage(Page):
    """`open(kind, (occasion,))` begins with the outline of the occasion, without one with the templates of a kind."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._kind, self._wanted = "talk", ""
        self._read: _Read | None = None
        self._kept = Edited()  # what the store has of what stands in the editor
        self._frame()
        self._connect()

    def _frame(self) -> None:
        look, words = self.look, self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.setSpacing(look.px(16))
        head = QHBoxLayout()
        head.addWidget(Label(words("template.title"), "page"))
        head.addStretch()
        self.add = Button(look, words("template.add"), icon="plus")
        head.addWidget(self.add)
        outer.addLayout(head)
        self.notices = QVBoxLayout()
        outer.addLayout(self.notices)
        self.list = TemplateList(look, words)
        card = Card(look, padded=False, gap=0)
        card.body.setContentsMargins(0, look.px(8), 0, look.px(8))
        card.add(self.list)
        card.setFixedWidth(look.px(LIST))
        self.editor = TemplateEditor(look, words)
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        row.addWidget(card)
        row.addWidget(self.editor, 1)
        outer.addLayout(row, 1)

    def _connect(self) -> None:
        editor = self.editor
        self.list.chosen.connect(self._chosen)
        self.list.dropped.connect(self._drop)
        self.add.clicked.connect(self.begin_template)
        editor.keep.clicked.connect(self.keep)
        editor.reset.clicked.connect(self._reset)
        editor.drop.clicked.connect(lambda: self._drop(editor.now.template))
        editor.edited.connect(self._tell)
        QShortcut(QKeySequence("Ctrl+S"), self, self.keep)

    # What is shown.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        self._kind, self._wanted = subject or "talk", more[0] if more else ""

    def refresh(self) -> None:
        workspace = self.workspace

        def work(report: Report) -> _Read:
            return _Read(list_outlines(workspace), list_templates(workspace), templated_kinds(workspace))

        self.latest("read", work, self._show)

    def _show(self, found: _Read) -> None:
        first = self._read is None
        self._read = found
        self.editor.set_choices(found.kinds, [(one.occasion, one.label) for one in found.outlines])
        wanted = self._wanted or (self.list.current.id if self.list.current else "")
        if first and not wanted:
            wanted = next((one.id for one in found.templates if one.kind == self._kind != "talk"), "")
        self._wanted = ""
        rows = rows_of(self.words, found.outlines, found.templates)
        self.list.replace(rows, wanted)
        if self.list.current is not None:
            if not self.unkept:
                self._put(self.list.current)
        elif first and self._kind != "talk" and self._kind in found.kinds:
            self.begin_template()
        elif not self.unkept and not self._kept.new:
            self.list.replace(rows, next((row.id for row in rows if row.id), ""))
            if self.list.current is not None:
                self._put(self.list.current)

    def _put(self, row: Row) -> None:
        if row.outline is not None:
            self.editor.show_outline(row.outline)
        elif row.template is not None:
            self.editor.show_template(row.template)
        self._kept = self.editor.now
        self._tell()

    def _chosen(self, row: Row) -> None:
        self._keep_quietly()
        if not row.heading:
            self._put(row)

    def _tell(self) -> None:
        self.editor.keep.setEnabled(self.unkept)

    def arrive(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is changed.

    @property
    def unkept(self) -> bool:
        return self.editor.now != self._kept

    def begin_template(self) -> None:
        """An empty template, the cursor in its name."""
        self._keep_quietly()
        kinds = self._read.kinds if self._read is not None else ()
        kind = self._kind if self._kind in kinds else next(iter(kinds), "")
        self.list.setCurrentIndex(self.list.rows.index(-1))
        self.editor.show_template(Template(new_id(), "", kind, "", ""))
        self._kept = self.editor.now
        self._tell()
        self.editor.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Keeps what stands in the editor; what is wrong with it is said at the field."""
        if self.unkept:
            now, before = self.editor.now, self._kept
            done = partial(self._kept_now, now, before)
            self.jobs.start(self, self._keeping(now), done=done, failed=self._refused)

    def _keeping(self, now: Edited) -> Callable[[Report], None]:
        workspace = self.workspace

        def work(report: Report) -> None:
            if (one := now.template) is None:
                save_outline(workspace, now.outline, now.items)
            else:
                save_template(workspace, one.name, one.kind, one.text, occasion=one.occasion, identity=one.id)

        return work

    def _kept_now(self, now: Edited, before: Edited, _: None) -> None:
        """Another row may have been chosen while the store was busy."""
        if self.editor.now.id == now.id:
            self._kept, self._wanted = now, now.id
        self.refresh()
        self.say.toast(self, self.words("template.kept"), None if before.new else self._undoing(before))

    def _undoing(self, before: Edited) -> Callable[[], None]:
        """Puts it back as it was; the toast may outlive this page, but not the jobs of the desk."""
        jobs, workspace, work = self.jobs, self.workspace, self._keeping(before)

        def done(_: None) -> None:
            if shiboken6.isValid(self):
                self.refresh()

        def undo() -> None:
            if not workspace.locked:
                jobs.start(jobs, work, done=done)

        return undo

    def _is_over(self, identity: str) -> None:
        """The store has something else now than what stands in the editor, or nothing: that is no change of it."""
        if self.editor.now.id == identity:
            self._kept = self.editor.now
        self.refresh()

    def _refused(self, error: UserError) -> None:
        field = str(error.values.get("field", "name" if error.code == "name_taken" else ""))
        if field in ("name", "text"):
            sentence = self.words.error(error)[0]
            if error.code == "field_missing":
                sentence = self.words("template.need_name") if field == "name" else self.words("template.need_text")
            self.editor.refuse(field, sentence)
        else:
            self.show_refusal(error)

    def _keep_quietly(self) -> None:
        """As another row is chosen."""
        if self.unkept:
            now, before = self.editor.now, self._kept
            failed = partial(self._put_back, now, before)
            self.jobs.start(self, lambda report: self._keep_left(now), done=lambda _: self.refresh(), failed=failed)
            self._kept = now

    def _put_back(self, now: Edited, before: Edited, error: UserError) -> None:
        """What could not be kept stands in the editor again, unless something else is being written there."""
        outlines = self._read.outlines if self._read is not None else ()
        outline = next((one for one in outlines if one.occasion == now.outline), None)
        if not self.unkept:
            if now.template is not None:
                self.editor.show_template(now.template)
            elif outline is not None:
                self.editor.show_outline(replace(outline, items=now.items))
            self._kept, self._wanted = before, now.id
            self._tell()
            self.refresh()
        self._refused(error)

    def _keep_left(self, now: Edited) -> None:
        if now.template is not None:
            keep_template(self.workspace, now.template)
        else:
            save_outline(self.workspace, now.outline, now.items)

    def leave(self) -> None:
        """At once, on this thread: the store may close right after."""
        if self.unkept and not self.workspace.locked:
            try:
                self._keep_left(self.editor.now)
            except UserError as error:  # it stays in the editor, and whoever locks must not be kept from it
                self._refused(error)
            else:
                self._kept = self.editor.now

    def _reset(self) -> None:
        occasion, before = self.editor.now.outline, self.editor.now

        def done(_: Outline) -> None:
            self._is_over(occasion)
            self.say.toast(self, self.words("template.is_reset"), self._undoing(before))

        self.jobs.start(self, lambda report: reset_outline(self.workspace, occasion), done=done)

    def _drop(self, template: Template | None) -> None:
        if template is None:
            return

        def done(gone: Template | None) -> None:
            self._is_over(template.id)
            if gone is not None:
                told = self.words("template.dropped", name=gone.name)
                self.say.toast(self, told, self._undoing(Edited(template=gone)))

        self.jobs.start(self, lambda report: drop_template(self.workspace, template.id), done=done)
