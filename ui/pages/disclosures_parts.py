"""One disclosure slip in full: as it prints, how it stands, printing it, and the dialog that revokes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.disclosures import Paper, Slip
from ui.dialogs.dialog import Dialog
from ui.tables.slips import standing_word
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.field import Area, Field
from ui.widgets.link import Link
from ui.widgets.paper import PaperView
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph, Tag
from ui.words import Words


class SlipDetail(Card):
    """Shows one slip. `student` asks for the file of whom it is about, `printed` and `revoked` for what the buttons
    say."""

    student = Signal(str)
    printed = Signal()
    revoked = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.slip: Slip | None = None
        head = self.edge("head")
        self.name = Link(look, "")
        self.name.clicked.connect(lambda: self.slip is not None and self.student.emit(self.slip.student))
        self.told = Label("", "meta", "text-2")
        self.tag = Tag(look, "")
        head.addWidget(self.name)
        head.addWidget(self.told)
        head.addStretch()
        head.addWidget(self.tag)
        self.paper = PaperView(look)
        scroll = Scroll(look, ground="surface", gap=0)
        scroll.column.addWidget(self.paper)
        self.why = Paragraph(look, "", "meta", "text-2")
        self.why.setContentsMargins(look.px(16), 0, look.px(16), 0)
        scroll.column.addWidget(self._inset(self.why))
        scroll.column.addStretch(1)
        self.body.addWidget(scroll, 1)
        self._foot()

    def _inset(self, inner: QWidget) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(self.look.px(24), 0, self.look.px(24), self.look.px(16))
        row.addWidget(inner)
        return box

    def _foot(self) -> None:
        look, words = self.look, self.words
        foot = self.edge("foot")
        self.reason = Label("", "meta", "text-3")
        foot.addWidget(self.reason)
        foot.addStretch()
        self.revoke = Button(look, words("disclosures.revoke"), "danger")
        self.revoke.clicked.connect(self.revoked)
        foot.addWidget(self.revoke)
        self.print = Button(look, words("disclosures.print"), icon="printer", key="Ctrl+P")
        self.print.clicked.connect(self.printed)
        foot.addWidget(self.print)

    def show_slip(self, slip: Slip) -> None:
        """The head at once; the paper comes with `show_paper`."""
        words, holds = self.words, slip.standing == "in_force"
        if self.slip is None or self.slip.id != slip.id:
            self.paper.show_paper(None)
        self.slip = slip
        self.name.setText(slip.name or slip.number)
        self.told.setText(words.dot.join(one for one in (slip.number, slip.class_name) if one))
        self.tag.set_text(standing_word(words, slip), "plain" if holds else "warn")
        self.why.set_text(words("disclosures.revoked_note", why=slip.revoked_why) if slip.revoked_why else "")
        self.why.setVisible(bool(slip.revoked_why))
        why = "" if slip.mine else words("disclosures.others", name=slip.author)
        self.revoke.setVisible(slip.revoked_at is None)
        self.revoke.set_why(why)
        self.reason.setText(why if slip.revoked_at is None else "")

    def show_paper(self, paper: Paper) -> None:
        self.paper.show_paper(paper)


def ask_reason(look: Look, words: Words, parent: QWidget, yes: Callable[[str], None]) -> Dialog:
    """Asks why a slip is revoked; `yes` gets the reason. Esc changes nothing."""
    dialog = Dialog(look, words, words("disclosures.revoke_title"), parent)
    dialog.body.addWidget(Paragraph(look, words("disclosures.revoke_means"), ink="text-2"))
    area = Area(look, words("disclosures.revoke_why"), rows=3)
    field = Field(look, words("disclosures.revoke_why"), area)
    dialog.body.addWidget(field)
    dialog.add_close(words("disclosures.keep"))
    button = Button(look, words("disclosures.revoke"), "danger")
    dialog.foot.addWidget(button)

    def press() -> None:
        reason = area.text.strip()
        if not reason:
            field.refuse(words("form.fill_in"))
            area.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        dialog.accept()
        yes(reason)

    button.clicked.connect(press)
    dialog.open()
    area.setFocus(Qt.FocusReason.OtherFocusReason)
    return dialog
