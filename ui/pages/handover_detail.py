"""One hand-over: how far it is and whose turn, who and what passes, and below the one thing that is to be done now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.handover_caseload import Carried
from app.services.handover_standing import Handover, Travels
from app.texts import text
from ui.pages.handover_card import turn_sentence
from ui.pages.handover_decision import Decision
from ui.tables.handed import HandedModel, HandedPainter, columns, lines_of
from ui.tables.ruled import ListGrid
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chips import Segments
from ui.widgets.field import Area
from ui.widgets.stepper import Step, Stepper
from ui.widgets.text import Elided, Glyph, Paragraph, Tag
from ui.words import Words

ORDER = ("written", "asked", "approved", "sent", "taken")
"""The states in the order of the steps; what has `arrived` stands where what was `sent` stands."""
TONES = {"refused": "warn", "taken": "plain", "arrived": "info", "approved": "info"}


class HandoverDetail(Card):
    """`acted` names what was pressed: export_centre, export, take_in, accept, accept_alone, print, record; `decided`
    carries (approve?, acting, until, remark); `opened` a student."""

    acted = Signal(str)
    decided = Signal(bool, bool, object, str)
    opened = Signal(str)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words = words
        self.found: Handover | None = None
        self._act = ""
        head = self.edge("head")
        self.who = Elided(look, "", "head", strong=True)
        self.tag = Tag(look, "")
        head.addWidget(self.who, 1)
        head.addWidget(self.tag)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(16), look.px(16), look.px(12))
        inner.setSpacing(look.px(12))
        self.stepper = Stepper(look)
        inner.addWidget(self.stepper)
        told = QHBoxLayout()
        told.setSpacing(look.px(8))
        self.mark = Glyph(look, "clock", "text-2", 18)
        self.told = Paragraph(look, "", strong=True)
        told.addWidget(self.mark)
        told.addWidget(self.told, 1)
        inner.addLayout(told)
        self.facts = Paragraph(look, "", "meta", "text-2")
        inner.addWidget(self.facts)
        self.lacks = Paragraph(look, "", "meta", "warn")
        inner.addWidget(self.lacks)
        self.body.addLayout(inner)
        self.body.addWidget(self._parts(), 1)
        self._foot()

    def _parts(self) -> QWidget:
        """What passes: the students, and the two texts."""
        look, words = self.look, self.words
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        parts = (
            ("students", words("handover.students")),
            ("open", words("handover.open_duties")),
            ("cautions", words("handover.cautions")),
        )
        self.part = Segments(look, words("handover.parts"), parts)
        self.part.choose("students")
        self.part.changed.connect(self._show_part)
        row = QHBoxLayout()
        row.setContentsMargins(look.px(16), 0, look.px(16), 0)
        row.addWidget(self.part)
        column.addLayout(row)
        self.model = HandedModel(columns(look, words, (), ticks=False), words)
        self.grid = ListGrid(look, words("handover.students"), self.model, flat=True)
        self.grid.setItemDelegate(HandedPainter(look, self.grid))
        self.grid.opened.connect(self.opened)
        names = {"open": words("handover.open_duties"), "cautions": words("handover.cautions")}
        self.texts = {part: Area(look, name) for part, name in names.items()}
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        for area in self.texts.values():
            area.set_read_only(True)
            self.stack.addWidget(area)
        column.addWidget(self.stack, 1)
        return whole

    def _foot(self) -> None:
        look, words = self.look, self.words
        self.decision = Decision(look, words)
        self.decision.decided.connect(self.decided)
        wide = self.edge("foot")
        wide.addWidget(self.decision, 1)
        self.acts = QWidget()
        row = QHBoxLayout(self.acts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        self.print = Button(look, words("handover.print"), icon="printer")
        self.print.clicked.connect(lambda: self.acted.emit("print"))
        self.record = Button(look, words("handover.record"), "text")
        self.record.clicked.connect(lambda: self.acted.emit("record"))
        self.next = Button(look, "", "filled")
        self.next.clicked.connect(lambda: self.acted.emit(self._act))
        row.addWidget(self.print)
        row.addWidget(self.record)
        row.addStretch()
        row.addWidget(self.next)
        wide.addWidget(self.acts, 1)

    def _show_part(self) -> None:
        (part,) = self.part.chosen or ("students",)
        self.stack.setCurrentWidget(self.grid if part == "students" else self.texts[part])

    def show_handover(self, found: Handover, students: Sequence[Carried], travels: Travels | None, today: date) -> None:
        """Another one, or the same one further on."""
        words = self.words
        anew = self.found is None or self.found.id != found.id
        self.found = found
        self.who.set_text(words("handover.from_to", giver=found.giver.name, taker=found.taker.name))
        self.tag.set_text(state_word(words, found), TONES.get(found.state, "plain"))
        steps = steps_of(words, found)
        self.stepper.show_steps(steps, words.listed([step.spoken for step in steps]))
        mine = found.turn == found.side
        self.mark.set_icon("circle-check" if found.state == "taken" else "circle-alert" if mine else "clock",
                           "met" if found.state == "taken" else "warn" if mine else "text-2")  # fmt: skip
        self.told.set_text(turn_sentence(words, found))
        self.facts.set_text(self._facts(found, students, travels))
        self._show_lacking(found, travels)
        self.model.columns = columns(self.look, words, tuple({s.level for s in students if s.level}), ticks=False)
        self.grid.set_columns(self.model.columns)
        self.grid.show_lines(lines_of(students), anew=anew)
        self.texts["open"].set_text(found.open_duties or words("handover.nothing_open"))
        self.texts["cautions"].set_text(found.cautions or words("handover.no_cautions"))
        self._show_acts(found, today)

    def _facts(self, found: Handover, students: Sequence[Carried], travels: Travels | None) -> str:
        words = self.words
        parts = [words("handover.day", day=words.day(found.day)), words("handover.count", n=len(found.students))]
        unknown = len(found.students) - len(students)
        if unknown:
            parts.append(words("handover.unknown", n=unknown))
        if found.witness:
            parts.append(words("handover.by_witness", name=found.witness))
        if found.remark:
            parts.append(words("handover.centre_said", text=found.remark))
        if travels is not None:
            parts.append(words("handover.travels", n=travels.records))
        if travels is not None and travels.left:
            parts.append(words("handover.left", n=travels.left))
        return words.dot.join(parts)

    def _show_lacking(self, found: Handover, travels: Travels | None) -> None:
        """What the taker's machine did not take, or may not take, for others wrote it."""
        said = text(self.words.language, "handover.left_out", n=found.left_out) if found.left_out else ""
        if travels is not None and travels.others:
            said = text(self.words.language, "handover.others", n=travels.others)
        self.lacks.set_text(said)
        self.lacks.setVisible(bool(said))

    def _show_acts(self, found: Handover, today: date) -> None:
        words = self.words
        deciding = found.side == "centre" and found.state == "asked"
        self.decision.setVisible(deciding)
        self.acts.setVisible(not deciding)
        if deciding:
            self.decision.show_for(found, today)
        acts = {
            ("giver", "written"): ("export_centre", words("handover.export_centre")),
            ("giver", "approved"): ("export", words("handover.export")),
            ("giver", "sent"): ("export", words("handover.export_again")),
            ("taker", "approved"): ("take_in", words("handover.take_in")),
            ("taker", "arrived"): ("accept", words("handover.accept")),
        }
        self._act, verb = acts.get((found.side, found.state), ("", ""))
        if found.side == "taker" and found.state == "approved" and found.turn == "taker":
            self._act, verb = "accept_alone", words("handover.accept_alone")
        self.next.setVisible(bool(verb))
        self.next.setText(verb)
        self.next.set_kind("filled" if found.turn == found.side else "outline")


def state_word(words: Words, found: Handover) -> str:
    """The state in two or three characters, for a tag."""
    return {
        "written": words("handover.state_written"),
        "asked": words("handover.state_amended" if found.amended else "handover.state_asked"),
        "refused": words("handover.state_refused"),
        "approved": words("handover.state_approved"),
        "sent": words("handover.state_sent"),
        "arrived": words("handover.state_arrived"),
        "taken": words("handover.state_taken"),
    }[found.state]


def steps_of(words: Words, found: Handover) -> tuple[Step, ...]:
    """The five steps with whose each is, and how far this one has come."""
    giver, taker, centre = found.giver.name, found.taker.name, words("handover.centre")
    named = (
        (words("handover.step_written"), giver),
        (words("handover.step_asked"), giver),
        (words("handover.step_approved"), centre),
        (words("handover.step_sent"), giver),
        (words("handover.step_taken"), taker),
    )
    refused = found.state == "refused"
    reached = 2 if refused else ORDER.index("sent" if found.state == "arrived" else found.state) + 1
    if found.state == "taken":
        reached = len(named)
    made = []
    for k, (name, who) in enumerate(named):
        state = "done" if k < reached else "later" if k > reached else "stopped" if refused else "now"
        spoken = {
            "done": words("handover.spoken_done", step=name, who=who),
            "now": words("handover.spoken_now", step=name, who=who),
            "later": words("handover.spoken_later", step=name, who=who),
            "stopped": words("handover.spoken_stopped", step=name, who=who),
        }[state]
        made.append(Step(name, who, state, spoken))  # type: ignore[arg-type]
    return tuple(made)
