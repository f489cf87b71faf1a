"""Writing a talk: the cursor is in its text at once; time, place, way and occasion are proposed (clause prevention.3).

The card is in talk_form.py, what stands beside it in aside.py, the rows of a group in ui/widgets/part_rows.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.records.kind import Values
from app.services.proposals import OpenOccasion, TalkProposal, propose_talk
from app.services.sticky import copied_values, text_of
from app.services.templates import Outline as OutlineItems
from app.services.templates import list_outlines
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.aside import LastTalkCard, Outline, Unfinished, WhyToday
from ui.pages.calling import told_call
from ui.pages.entry import Entry
from ui.pages.page import Goto, given_in
from ui.pages.talk_form import TALK, TalkForm
from ui.pages.talk_known import Known, read_talk
from ui.pages.template_menu import Outlines
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.student_chips import StudentChips

KEYS = 9  # occasions that a digit toggles
SHOWN = ("when", "students", "occasions", "risk", "place", "way", "content", "parts")


class TalkPage(Entry):
    """One talk with one student or several. `open("", students)` begins one, `open(record)` amends one."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, TALK.name, parent)
        self._rest: Values = {}
        self._given: dict[str, str] = {}
        self._outlines: Mapping[str, Sequence[str]] = {}
        self._chosen_by_hand = False
        self.people = StudentChips(self)
        self.people.changed.connect(self._people_changed)
        self.beside.addWidget(self.people, 1)
        self.card = TalkForm(look, self.words, workspace.clock)
        self.card.edited.connect(self.edited)
        self.card.text.textChanged.connect(lambda: self.outline.follow(self.card.text.text))
        self.card.occasions_changed.connect(self._occasions_changed)
        self.card.risk_changed.connect(self._risk_changed)
        self.card.phone_wanted.connect(self.phone_now)
        self.card.insert.clicked.connect(self.offer_templates)
        self.form.column.addWidget(self.card, 1)
        self._beside()
        QShortcut(QKeySequence("Ctrl+D"), self, self.copy_last)
        for k in range(1, KEYS + 1):
            QShortcut(QKeySequence(f"Alt+{k}"), self, lambda k=k: self._toggle(k))
        self.order()

    def _beside(self) -> None:
        self.why = WhyToday(self.look, self.words)
        self.last = LastTalkCard(self.look, self.words)
        self.outline = Outline(self.look, self.words)
        self.unfinished = Unfinished(self.look, self.words)
        self.last.wanted.connect(lambda record: self.goto.emit(Goto("record", record)))
        self.outline.change.connect(self.manage_templates)
        self.unfinished.wanted.connect(self.open_in_draft)
        self.lay_side(self.why, self.last, self.outline, self.unfinished)

    def arrive(self) -> None:
        """The cursor goes into the text, or into the field for the student where none is chosen."""
        if self.ready and not self.people.chosen:
            self.people.ask()
        else:
            self.card.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # Filling.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """`occasions`, `place` and `way` may be given in `more`; beside given occasions those that are open are on."""
        about, self._given = given_in(more)
        super().open(subject, about)

    def gather(self, students: Sequence[str]) -> Known:
        return read_talk(self.workspace, students)

    def fill(self, found: Known, fields: Mapping[str, Any] | None) -> None:
        self.card.set_choices(found.options, found.places, found.moods)
        self._outlines = found.proposal.outlines
        self.unfinished.show_drafts(found.drafts, self.draft)
        if found.people or not self.people.chosen:
            self.people.set_chosen(found.people)
        if fields is None:
            self._take(found.proposal)
        else:
            self._restore(fields)
        self.card.parts.show_people(self.people.chosen)
        self._propose(found.proposal)
        self._tell_risk()
        if fields is None and not self.people.chosen and not self.card.text.text:
            self.people.ask()

    def _take(self, proposal: TalkProposal) -> None:
        card, given = self.card, self._given
        card.when.set_moment(proposal.when)
        if not card.place.text():
            card.place.setText(given.get("place") or proposal.place)
            sticky = proposal.place and "place" not in given
            card.place_field.set_note(self.words("talk.from_last") if sticky else "")
        card.way.choose(card.way.chosen or given.get("way") or proposal.way)

    def _restore(self, fields: Mapping[str, Any]) -> None:
        self._rest = {name: value for name, value in fields.items() if name not in SHOWN}
        self._chosen_by_hand = bool(fields.get("occasions"))
        self.card.restore(fields)
        self.card.parts.load(fields.get("parts", ()), self.people.chosen)

    def _propose(self, proposal: TalkProposal) -> None:
        """What hangs on who it is with: why today, the talk before, the occasions where none was chosen yet."""
        self.why.show_occasions(proposal.occasions)
        self.last.show_last(proposal.last, self.people.ids)
        if not self._chosen_by_hand:
            given = self._given["occasions"].split(",") if "occasions" in self._given else []
            self.card.occasions.choose(*dict.fromkeys((*given, *(one.occasion for one in proposal.occasions))))
            self._say_why_chosen(proposal.occasions)
        self._show_outline()

    def _say_why_chosen(self, occasions: Sequence[OpenOccasion]) -> None:
        chosen = [self.words("talk.by", day=self.words.day(o.day), what=o.circumstance_label) for o in occasions]
        why = self.words.listed(chosen)
        self.card.occasions_field.set_note(self.words("talk.chosen_by", why=why) if chosen else "")

    def values(self) -> dict[str, Any]:
        people = self.people.ids
        group = len(people) > 1 or self._rest.get("mode") == "group"
        mode = "group" if group else "individual"
        values = {**self._rest, **self.card.values(), "students": people, "mode": mode}
        return {name: value for name, value in values.items() if value not in ("", [], None)}

    # What happens while one writes.

    def _people_changed(self) -> None:
        self.card.parts.show_people(self.people.chosen)
        self.edited()
        self.order()
        ids = self.people.ids
        self.latest("proposal", lambda report: propose_talk(self.workspace, ids), self._reproposed)
        if ids and not self.card.text.text:
            self.card.text.setFocus()

    def _reproposed(self, proposal: TalkProposal) -> None:
        with self.filling():
            self._propose(proposal)
        self.order()

    def _occasions_changed(self) -> None:
        self._chosen_by_hand = True
        self.card.occasions_field.set_note("")
        self.card.occasions_field.refuse("")
        self._show_outline()
        self.edited()

    def _risk_changed(self) -> None:
        self.card.risk_field.refuse("")
        self.call, self.phoned = {}, False
        self.edited()
        self._tell_risk()
        if self.raised():
            self.phone_now()

    def raised(self) -> bool:
        """Whether what stands in the form is to be reported at once."""
        return TALK.raised({"risk": self.card.risk.chosen})

    def called(self) -> None:
        self._tell_risk()

    def _told_call(self) -> str:
        return told_call(self, self.call) or (self.words("talk.phoned_before") if self.phoned else "")

    def _tell_risk(self) -> None:
        """To phone now, and who will get to know: a talk to be reported goes to the centre whole."""
        raised = self.raised()
        self.card.tell_report(raised, self._told_call())
        sent = self.words("talk.sent") if self.audience == "centre" else ""
        self.card.audience.settle(sent or (self.words("talk.raised") if raised else ""))

    def _show_outline(self) -> None:
        chosen = next((o for o in self.card.occasions.chosen if self._outlines.get(o)), "")
        self.outline.show_prompts(self.card.labels.get(chosen, ""), self._outlines.get(chosen, ()))
        self.outline.follow(self.card.text.text)

    def occasions_now(self) -> tuple[str, ...]:
        return self.card.occasions.chosen

    def outlines_now(self) -> Outlines:
        """Those of the chosen occasions first."""
        chosen = self.card.occasions.chosen
        order = (*chosen, *(one for one in self.card.labels if one not in chosen))
        return {self.card.labels[one]: self._outlines[one] for one in order if self._outlines.get(one)}

    def refresh(self) -> None:
        """The outlines may have been changed meanwhile."""
        if self.ready:
            self.latest("outlines", lambda report: list_outlines(self.workspace), self._take_outlines)

    def _take_outlines(self, found: tuple[OutlineItems, ...]) -> None:
        self._outlines = {one.occasion: one.items for one in found if one.items}
        self._show_outline()
        self.order()

    def copy_last(self) -> None:
        """Place, way and occasions of the talk written last; never its text."""
        self.latest("copy last", lambda report: copied_values(self.workspace, TALK.name), self._copied)

    def _copied(self, last: Values | None) -> None:
        if last is None:
            self.say.toast(self, self.words("talk.nothing_to_copy"))
            return
        self.card.place.setText(text_of(last, "place"))
        self.card.way.choose(text_of(last, "way"))
        occasions = last.get("occasions")
        self.card.occasions.choose(*(occasions if isinstance(occasions, list) else ()))
        self._occasions_changed()
        self.card.place_field.set_note(self.words("talk.from_last"))
        self.say.toast(self, self.words("talk.copied"))

    def _toggle(self, k: int) -> None:
        if k <= len(self.card.labels):
            self.card.occasions.toggle(list(self.card.labels)[k - 1])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A bare digit toggles an occasion: it comes here only where no field took it."""
        digit = event.text()
        if digit in "123456789" and digit and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self._toggle(int(digit))
            return
        super().keyPressEvent(event)

    # Saving.

    def more(self) -> dict[str, Any]:
        return {**super().more(), **({"audience": "centre"} if self.card.audience.wide else {})}

    def options(self) -> dict[str, Any]:
        return {**super().options(), **({"audience": "centre"} if self.card.audience.chosen else {})}

    def load_options(self, options: dict[str, Any]) -> None:
        super().load_options(options)
        self.card.audience.set_wide(options.get("audience") == "centre")

    def refusals(self) -> Mapping[str, Any]:
        card = self.card
        return {
            "students": self.people,
            "when": card.when_field,
            "place": card.place_field,
            "way": card.way_field,
            "occasions": card.occasions_field,
            "content": card.text_field,
            "risk": card.risk_field,
            "mood": card.parts.mood,
            "follow_up_on": card.parts.next,
        }

    def missing(self, field: str) -> str:
        words = self.words
        sentences = {
            "students": words("talk.need_student"),
            "occasions": words("talk.need_occasion"),
            "content": words("talk.need_text"),
            "risk": words("talk.need_risk"),
        }
        return sentences.get(field, "")

    def another(self) -> None:
        super().another()
        self._rest, self._given, self._chosen_by_hand = {}, {}, False
        with self.filling():
            self.people.set_chosen(())
            self.card.clear()
            self.card.parts.load((), ())
            self._tell_risk()
        self._fetch((), None)
        self.people.ask()
