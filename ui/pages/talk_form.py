"""The card on which a talk is written: its fields and nothing of who it is with or of what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clock import Clock
from app.records import KINDS
from app.services.kinds import Option
from ui.pages.template_menu import as_prompts, insert_lines
from ui.theme.look import Look
from ui.widgets.audience import AudienceLine
from ui.widgets.bar import Bar
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chips import ChipRow
from ui.widgets.field import Area, Field, Line, Moment
from ui.widgets.part_rows import Parts
from ui.widgets.suggest import suggest
from ui.widgets.text import Glyph, Paragraph
from ui.words import Words

TALK = KINDS["talk"]


class Growing(Area):
    """An area as low as its rows, which takes all the room that is left."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())


class TalkForm(Card):
    """Time, place, way, occasions, text, judgement, and who will get to know."""

    edited = Signal()
    occasions_changed = Signal()
    risk_changed = Signal()
    phone_wanted = Signal()

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__(look, gap=12)
        self.words, self._clock = words, clock
        self.labels: dict[str, str] = {}
        self.body.addLayout(self._circumstances())
        self.add(self._occasions(), self._text())
        self.body.setStretchFactor(self.text_field, 1)
        self.body.addLayout(self._judgement())
        self.add(self.parts, self._report_line(), self._audience())

    def _label(self, field: str) -> str:
        return self.words.field(TALK.name, field)

    def _circumstances(self) -> QHBoxLayout:
        look = self.look
        self.when = Moment(self._label("when"), self.words.language, self._clock.now())
        self.when.setMinimumWidth(look.px(216))
        self.place = Line(self._label("place"))
        self.way = Bar(look, self._label("way"))
        self.when_field = Field(look, self._label("when"), self.when)
        self.place_field = Field(look, self._label("place"), self.place)
        self.way_field = Field(look, self._label("way"), self.way)
        self.when.dateTimeChanged.connect(self.edited)
        self.place.textEdited.connect(self._place_edited)
        self.way.changed.connect(self.edited)
        return side_by_side(look, (self.when_field, 0), (self.place_field, 1), (self.way_field, 0))

    def _occasions(self) -> QWidget:
        self.occasions = ChipRow(self.look, self._label("occasions"), (), many=True)
        self.occasions.changed.connect(self.occasions_changed)
        self.occasions_field = Field(self.look, self.words("talk.occasions"), self.occasions)
        return self.occasions_field

    def _text(self) -> QWidget:
        self.text = Growing(self.look, self._label("content"), rows=5)
        self.text.textChanged.connect(self.edited)
        self.text_field = Field(self.look, self.words("talk.said"), self.text)
        self.insert = Button(self.look, self.words("talk.insert"), "text", icon="file-text", key="Ctrl T")
        self.text_field.head.addWidget(self.insert)
        return self.text_field

    def _judgement(self) -> QHBoxLayout:
        look, words = self.look, self.words
        self.parts = Parts(look, words)
        self.parts.changed.connect(self.edited)
        self.risk = Bar(look, self._label("risk"))
        levels = [(level, words.choice("risk", level)) for level in ("none", "watch")]
        self.risk.set_options([*levels, ("report", words.choice("risk", "report"), "flag")])
        self.risk.changed.connect(self.risk_changed)
        self.risk_field = Field(look, self._label("risk"), self.risk)
        row = side_by_side(look, (self.parts.mood, 1), (self.risk_field, 0), (self.parts.next, 0))
        row.addStretch()
        return row

    def _report_line(self) -> QWidget:
        self.report = QWidget()
        row = QHBoxLayout(self.report)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.look.px(8))
        row.addWidget(Glyph(self.look, "flag", "danger", 16))
        self.report_said = Paragraph(self.look, "")
        row.addWidget(self.report_said, 1, Qt.AlignmentFlag.AlignVCenter)
        button = Button(self.look, self.words("talk.whom_to_phone"), icon="phone")
        button.clicked.connect(lambda: self.phone_wanted.emit())
        row.addWidget(button)
        self.report.hide()
        return self.report

    def _audience(self) -> QWidget:
        words = self.words
        self.audience = AudienceLine(self.look, words("talk.widen"), words("talk.only_header"), words("talk.wide"))
        self.audience.changed.connect(self.edited)
        return self.audience

    # Filling.

    def set_choices(self, options: Mapping[str, Sequence[Option]], places: Sequence[str], moods: Sequence[str]) -> None:
        """What the plan in force offers; what is chosen stays."""
        self.labels = {o.id: o.label for o in options["occasions"]}
        self.occasions.set_options([(o.id, o.label, str(k)) for k, o in enumerate(options["occasions"], 1)])
        self.way.set_options([(o.id, o.label) for o in options["way"]])
        suggest(self.place, places)
        self.parts.set_moods(moods)

    def restore(self, fields: Mapping[str, Any]) -> None:
        """Shows the fields of a draft or a record; `parts` are the page's, which knows the students."""
        when = fields.get("when")
        self.when.set_moment(self._clock.moment(when) if when else self._clock.now())
        self.place.setText(fields.get("place", ""))
        self.place_field.set_note("")
        self.way.choose(fields.get("way", ""))
        self.occasions.choose(*fields.get("occasions", ()))
        self.risk.choose(fields.get("risk", ""))
        self.text.set_text(fields.get("content", ""))

    def clear(self) -> None:
        """Empties what belongs to one talk; place and way stay."""
        self.text.set_text("")
        self.risk.choose("")
        self.occasions.choose()
        self.occasions_field.set_note("")
        self.audience.set_wide(False)

    def values(self) -> dict[str, Any]:
        return {
            "when": self.when.moment.isoformat(),
            "occasions": list(self.occasions.chosen),
            "risk": self.risk.chosen,
            "place": self.place.text().strip(),
            "way": self.way.chosen,
            "content": self.text.text,
            "parts": self.parts.values(),
        }

    # What happens while one writes.

    def tell_report(self, raised: bool, phoned: str) -> None:
        """The line below the judgement: to phone now, or whom the person says they have phoned."""
        self.report.setVisible(raised)
        self.report_said.set_text(phoned or self.words("talk.not_for_you"))

    def insert_prompts(self, prompts: Sequence[str]) -> None:
        """Puts the prompts where the cursor is, a line each, the cursor behind the first."""
        insert_lines(self.text, as_prompts(self.words, prompts))

    def _place_edited(self) -> None:
        self.place_field.set_note("")
        self.edited.emit()


def side_by_side(look: Look, *fields: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields beside each other, their labels on one line; `(field, stretch)`."""
    row = QHBoxLayout()
    row.setSpacing(look.px(16))
    for field, stretch in fields:
        row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
    return row
