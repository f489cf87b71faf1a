"""One matter of the referral desk in full: whom it is about, what was seen, what came back, and the one next action."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from app.services.referral_desk import Matter
from ui.tables.matters import TONES, begun_word, time_word, what_word
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Card
from ui.widgets.facts import Facts
from ui.widgets.link import Link
from ui.widgets.row_label import row_label
from ui.widgets.text import Label, LevelBadge, Paragraph, Tag, rule
from ui.words import Words


class MatterDetail(Card):
    """Shows one matter. `student` asks for the file of whom it is about, `record` for a record, `printed` for paper;
    `acted` is the next action."""

    student = Signal(str)
    record = Signal(str)
    printed = Signal()
    acted = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.matter: Matter | None = None
        self.facts = Facts(look)
        self.body.addWidget(self.facts, 1)
        self.facts.column.addStretch()
        foot = self.edge("foot")
        self.print_button = Button(look, words("assessment.print"), icon="printer")
        self.open_button = Button(look, words("assessment.open"), icon="file-text")
        self.act = Button(look, "", "filled")
        self.print_button.clicked.connect(self.printed)
        self.open_button.clicked.connect(lambda: self.matter and self.record.emit(self.matter.id))
        self.act.clicked.connect(self.acted)
        foot.addStretch()
        for button in (self.print_button, self.open_button, self.act):
            foot.addWidget(button)

    def show_matter(self, matter: Matter, today: date) -> None:
        if matter == self.matter:
            return
        self.matter = matter

        def tell(column: QVBoxLayout) -> None:
            self._head(column, matter, today)
            written = self._written(matter)
            reply = self._reply(matter) if matter.answer else ()
            first = max(self.look.width(label, "meta") for label, value in (*written, *reply) if value)
            column.addLayout(self._facts(written, first))
            if reply:
                column.addWidget(rule())
                column.addWidget(Label(self.words("assessment.reply"), "meta", "text-2"))
                column.addLayout(self._facts(reply, first))

        self.facts.replace(tell)
        self.act.setText(self._next(matter))
        self.act.set_kind("outline" if matter.answer else "filled")
        self.print_button.setVisible(matter.what != "care_listing")

    def _next(self, matter: Matter) -> str:
        words = self.words
        if matter.answer:
            return words("assessment.open_reply")
        if matter.what == "care_listing":
            return words("assessment.open_file")
        is_referral = matter.what == "referral"
        return words("assessment.write_return") if is_referral else words("assessment.write_assessment")

    def _head(self, column: QVBoxLayout, matter: Matter, today: date) -> None:
        words, look = self.words, self.look
        top = QHBoxLayout()
        top.setSpacing(look.px(8))
        link = Link(look, matter.name or matter.number)
        link.clicked.connect(lambda: self.student.emit(matter.student))
        top.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        top.addStretch()
        if matter.urgency in TONES:
            top.addWidget(Tag(look, words.choice("urgency", matter.urgency), TONES[matter.urgency]))
        top.addWidget(Tag(look, what_word(words, matter.what)))
        column.addLayout(top)
        beside = [part for part in (matter.class_name, matter.number) if part]
        column.addWidget(Paragraph(look, words.dot.join(beside), ink="text-2"))
        if matter.level.name:
            badge = LevelBadge(look, matter.level.rank, matter.level.name)
            column.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
        late = matter.late and not matter.answer
        told = words.dot.join((time_word(words, matter, today), begun_word(words, matter)))
        column.addWidget(Paragraph(look, told, ink="danger" if late else "text", strong=late))
        if matter.conflict:
            column.addWidget(Banner(look, "warn", words("assessment.two_versions")))
        if not matter.body_here:
            column.addWidget(Banner(look, "notice", words("assessment.elsewhere")))

    def _written(self, matter: Matter) -> tuple[tuple[str, str], ...]:
        words, is_referral = self.words, matter.what == "referral"
        institution = words.dot.join(
            part for part in (matter.institution, words.choice("way", matter.way) if matter.way else "") if part
        )
        basis = words.choice("basis", matter.basis) if matter.basis else ""
        day = words.day(matter.consented) if matter.consented is not None else ""
        consent = words("assessment.consented", day=day) if day else words("assessment.not_consented")
        done = words("assessment.evidence") if matter.what == "care_listing" else words("assessment.done")
        return (
            (words("assessment.institution"), institution),
            (words("assessment.said_of"), matter.said),
            (done, matter.done),
            (words("assessment.ground"), words.dot.join(part for part in (basis, matter.ground) if part)),
            (words("assessment.consent"), consent if is_referral else ""),
            (words("assessment.by"), matter.author),
            (words("assessment.due"), words("assessment.no_due") if is_referral and not matter.answer else ""),
            (words("assessment.ends"), words("assessment.met_by") if matter.what == "care_listing" else ""),
        )

    def _reply(self, matter: Matter) -> tuple[tuple[str, str], ...]:
        words = self.words
        labels = {
            "summary": words("assessment.summary"),
            "advice": words("assessment.advice"),
            "follow_up": words("assessment.follow_up"),
        }
        said = tuple((labels[name], value) for name, value in matter.reply)
        return said or (("", words("assessment.reply_elsewhere")),)

    def _facts(self, facts: tuple[tuple[str, str], ...], first: int) -> QGridLayout:
        """Labels, `first` px wide, and what they say; what is empty is left out."""
        look = self.look
        grid = QGridLayout()
        grid.setColumnMinimumWidth(0, first)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(8))
        grid.setColumnStretch(1, 1)
        for k, (label, value) in enumerate(fact for fact in facts if fact[1]):
            grid.addWidget(row_label(look, label), k, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(look, value), k, 1)
        return grid
