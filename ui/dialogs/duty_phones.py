"""F2, the duty telephone list: large numbers by duty, from the open store or from the copy beside a locked one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.duty_phones import DutyPhone
from ui.dialogs.dialog import Dialog
from ui.theme.look import Look
from ui.widgets.dial import Dial
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Paragraph, Tag, rule
from ui.words import Words

WIDTH, HIGHEST = 640, 520  # px at a scale of 1


class DutyPhones(Dialog):
    """Whom to phone, in the order of the plan; the state's numbers below. It dials nothing and keeps nothing."""

    def __init__(self, look: Look, words: Words, phones: Sequence[DutyPhone], parent: QWidget) -> None:
        super().__init__(look, words, words("duty.title"), parent, WIDTH)
        self.phones = tuple(phones)
        own = [p for p in phones if not p.public]
        listed = Scroll(look, ground="surface", gap=16)
        if own:
            for duty, entries in groupby(own, key=lambda p: p.duty):
                listed.column.addWidget(_Duty(look, words, duty, entries))
        else:
            listed.column.addWidget(Paragraph(look, words("duty.none"), ink="text-2"))
        public = [p for p in phones if p.public]
        if public:
            listed.column.addWidget(rule())
            listed.column.addWidget(_Public(look, words, public))
        listed.column.addStretch()
        self.body.addWidget(listed, 1)
        self.list = listed
        self.closing = self.add_close(words("duty.close"))

    def showEvent(self, event: QShowEvent) -> None:
        """As high as the list, which is known once its fonts are: the rest is scrolled to."""
        super().showEvent(event)
        wanted = self.list.column.totalHeightForWidth(self.list.viewport().width())
        wanted = max(wanted, self.list.widget().minimumSizeHint().height())
        self.list.setFixedHeight(min(wanted, self.look.px(HIGHEST)))
        self.adjustSize()


class _Duty(QWidget):
    """The contacts of one duty: who, where and when at the left, the number at the right."""

    def __init__(self, look: Look, words: Words, duty: str, entries: Iterable[DutyPhone]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, look.px(12), 0)
        column.setSpacing(look.px(4))
        column.addWidget(Label(duty, strong=True))
        for entry in entries:
            column.addLayout(_line(look, words, entry))


def _line(look: Look, words: Words, entry: DutyPhone) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(look.px(16))
    about = QVBoxLayout()
    about.setSpacing(0)
    head = QHBoxLayout()
    head.setSpacing(look.px(8))
    head.addWidget(Label(entry.name or entry.unit))
    if entry.campus:
        head.addWidget(Tag(look, entry.campus))
    head.addStretch()
    about.addLayout(head)
    below = words.dot.join(part for part in (entry.unit if entry.name else "", entry.days, entry.hours) if part)
    if below:
        about.addWidget(Label(below, "meta", "text-2"))
    row.addLayout(about, 1)
    row.addWidget(_number(look, entry))
    return row


def _number(look: Look, entry: DutyPhone) -> Dial:
    return Dial(look, entry.phone, " ".join(part for part in (entry.duty, entry.name, entry.phone) if part))


class _Public(QWidget):
    """The state's numbers, two beside each other."""

    def __init__(self, look: Look, words: Words, phones: Sequence[DutyPhone]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, look.px(12), 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(4))
        grid.addWidget(Label(words("duty.public"), "meta", "text-2"), 0, 0, 1, 5)
        for k, entry in enumerate(phones):
            row, side = 1 + k // 2, 3 * (k % 2)
            name = Label(entry.duty or entry.name)
            name.setWordWrap(True)
            grid.addWidget(name, row, side)
            grid.addWidget(_number(look, entry), row, side + 1, Qt.AlignmentFlag.AlignRight)
        grid.setColumnMinimumWidth(2, look.px(16))
        for column in (0, 3):
            grid.setColumnStretch(column, 1)
