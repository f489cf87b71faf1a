"""The head of a record's page: what it is, how it stands, whom it is about, and what may be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.records import KINDS
from app.services.record_view import RecordView
from ui.pages.record_values import Reader
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.detail import clear
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Label, Tag
from ui.words import Words

NAMED = 3  # students at most whose names stand in the head


class RecordHead(QWidget):
    """Title, tags, a line of meta; three buttons, and beside a disabled one its reason."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.look, self.words = look, words
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(16))
        told = QVBoxLayout()
        told.setSpacing(look.px(4))
        self._named = FlowLayout(gap=look.px(8))
        self.meta = Label("", "meta", "text-2")
        self.meta.setWordWrap(True)
        told.addLayout(self._named)
        told.addWidget(self.meta)
        told.addStretch()
        row.addLayout(told, 1)
        acts = QVBoxLayout()
        acts.setSpacing(look.px(4))
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(8))
        self.print_button = Button(look, words("record.print"), icon="printer", key="Ctrl P")
        self.withdraw_button = Button(look, words("record.withdraw"), "danger")
        self.amend_button = Button(look, words("record.amend"), "filled", icon="pencil")
        buttons.addStretch()
        for button in (self.print_button, self.withdraw_button, self.amend_button):
            buttons.addWidget(button)
        self.why = Label("", "meta", "text-2")
        acts.addLayout(buttons)
        acts.addWidget(self.why, 0, Qt.AlignmentFlag.AlignRight)
        acts.addStretch()
        row.addLayout(acts)
        self.empty()

    def empty(self) -> None:
        """Nothing is shown yet."""
        for part in (self.print_button, self.withdraw_button, self.amend_button, self.why):
            part.hide()
        clear(self._named)
        self.meta.setText("")

    def show_record(self, view: RecordView, reader: Reader) -> None:
        clear(self._named)
        title = Label(view.title, "page")
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._named.addWidget(title)
        for text, tone, icon in self._tags(view):
            tag = Tag(self.look, text, tone, icon)
            tag.setFixedHeight(self.look.line("page"))
            self._named.addWidget(tag)
        self.meta.setText(self.words.dot.join(part for part in self._told(view, reader) if part))
        self._show_acts(view)

    def _told(self, view: RecordView, reader: Reader) -> list[str]:
        kind = KINDS[view.shown.kind]
        parts = [self.words.kind(kind.name)] if view.title != self.words.kind(kind.name) else []
        if kind.name != "student" and len(view.students) <= NAMED:
            parts += [reader.named(one, one.label).text for one in view.students]
        if kind.slot("happened") is not None:
            day = reader.day(view.day.date(), weekday=True)
            parts.append(day if view.day_only else f"{day} {self.words.hour(view.day)}")
        author = " ".join(part for part in (view.author.name, view.author.label) if part)
        return [*parts, author, self.words("record.written", at=reader.moment(reader.clock.moment(view.shown.at)))]

    def _tags(self, view: RecordView) -> list[tuple[str, str, str]]:
        shown, found = view.shown, list[tuple[str, str, str]]()
        if shown.fields.get("risk") == "report":
            found.append((self.words.choice("risk", "report"), "danger", "flag"))
        if shown.withdrawn:
            found.append((self.words("record.withdrawn"), "danger", "undo-2"))
        if shown.conflict:
            found.append((self.words("record.conflict"), "warn", "git-merge"))
        if shown.late:
            found.append((self.words("record.late"), "warn", "clock"))
        if shown.lacking:
            found.append((self.words("record.incomplete"), "warn", "circle-alert"))
        if view.paper:
            found.append((self.words("record.paper"), "plain", "file-text"))
        if not shown.body_here:
            found.append((self.words("record.header_only"), "plain", ""))
        return found

    def _show_acts(self, view: RecordView) -> None:
        kind, shown = KINDS[view.shown.kind], view.shown
        code = "part" if kind.child_of is not None and not shown.conflict else view.objection
        if shown.conflict and code == "body_elsewhere":
            code = ""  # what is not here cannot be chosen, and the merge says so
        why = why_not(self.words, code)
        if why and shown.conflict:
            why = self.words("merge.who", why=why, who=self.words.listed(list(view.mergers)))
        self.print_button.setVisible(bool(view.form) and not shown.withdrawn)
        self.amend_button.setText(self.words("record.merge") if shown.conflict else self.words("record.amend"))
        self.amend_button.set_why(why)
        self.amend_button.show()
        self.withdraw_button.setVisible(not code and not kind.natural)
        self.why.setText(why)
        self.why.setVisible(bool(why))


def why_not(words: Words, code: str) -> str:
    """Why a record cannot be changed here; "" where it can."""
    reasons = {
        "": "",
        "part": words("record.why.part"),
        "withdrawn": words("record.why.withdrawn"),
        "body_elsewhere": words("record.why.body_elsewhere"),
        "not_yours": words("record.why.not_yours"),
        "role": words("record.why.role"),
        "out_of_scope": words("record.why.out_of_scope"),
        "newer_kind": words("record.why.newer_kind"),
        "not_enrolled": words("record.why.not_enrolled"),
        "store_behind": words("record.why.store_behind"),
    }
    return reasons[code] if code in reasons else words.error(UserError(code))[0]
