"""Writing a contact with a student's family: whom to call first, what to mind before, what was told and learned.

The card is in contact_form.py. What the plan still asks for is said and never stands in the way (clause prevention.9).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.records.kind import Values
from app.services.directory import Named, look_up
from app.services.drafting import DraftLine, list_drafts
from app.services.kinds import Option, options_of
from app.services.proposals import ContactProposal, Guardian, propose_contact
from app.services.sticky import last_values, text_of
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.pages.aside import Aside, Unfinished
from ui.pages.contact_form import CONTACT, ContactForm
from ui.pages.entry import Entry
from ui.pages.page import given_in
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.card import Banner, Card
from ui.widgets.guardians import Guardians
from ui.widgets.student_chips import StudentChips
from ui.widgets.text import Glyph, Label, Paragraph


@dataclass(frozen=True)
class Known:
    """What the form of a contact needs; no proposal while no student is chosen."""

    people: tuple[Named, ...]
    proposal: ContactProposal | None
    options: Mapping[str, Sequence[Option]]
    drafts: tuple[DraftLine, ...]


class ContactPage(Entry):
    """One contact about one student. `open("", (student,))` begins one, `open(record)` amends one. The call sheet gives
    `reached`, `way`, `person` and `relation` beside the student."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, CONTACT.name, parent)
        self._rest: Values = {}
        self._given: dict[str, str] = {}
        self._talked_over = False  # whether the person says that a caution was talked over
        self.family: tuple[Guardian, ...] = ()
        self._relations: dict[str, str] = {}
        self._cautions: list[Banner] = []
        self.people = StudentChips(self, most=1)
        self.people.changed.connect(self._student_chosen)
        self.beside.addWidget(self.people, 1)
        self.guardians = Guardians(look, self.words)
        self.guardians.chosen.connect(self._person_chosen)
        self.phones = Card(look, padded=False, gap=0)
        self.nobody = Paragraph(look, self.words("contact.no_family"), ink="text-2")
        self.phones.add(self.guardians)
        self.card = ContactForm(look, self.words, workspace.clock)
        self.card.edited.connect(self._edited)
        self.form.column.addWidget(self.nobody)
        self.form.column.addWidget(self.phones)
        self.form.column.addWidget(self.card, 1)
        self._beside()
        self._show_family(())
        QShortcut(QKeySequence("Ctrl+D"), self, self.copy_last)
        self.order()

    def _beside(self) -> None:
        self.term = Aside(self.look, self.words, self.words("contact.this_term"))
        self.wants = Aside(self.look, self.words, self.words("contact.wanted"))
        self.unfinished = Unfinished(self.look, self.words)
        self.unfinished.wanted.connect(self.open_in_draft)
        for card in (self.term, self.wants, self.unfinished):
            card.hide()
        self.lay_side(self.term, self.wants, self.unfinished)

    def arrive(self) -> None:
        """The focus goes to the first one to call, to what was told where the call sheet says who answered, or to the
        field for the student where none is chosen."""
        if self.ready and not self.people.chosen:
            self.people.ask()
        elif self.guardians.rows and "reached" not in self._given:
            self.guardians.rows[0].setFocus()
        else:
            self.card.focus_first()

    # Filling.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        about, self._given = given_in(more)
        self._talked_over = self._given.pop("talked_over", "") == "true"
        super().open(subject, about)

    def gather(self, students: Sequence[str]) -> Known:
        workspace = self.workspace
        people = look_up(workspace, "student", students[:1])
        proposal = propose_contact(workspace, people[0].id) if people else None
        return Known(people, proposal, options_of(workspace, CONTACT), list_drafts(workspace))

    def fill(self, found: Known, fields: Mapping[str, Any] | None) -> None:
        self.card.set_choices(found.options)
        self._relations = {o.id: o.label for o in found.options["relation"]}
        self.unfinished.show_drafts(found.drafts, self.draft)
        if found.people or not self.people.chosen:
            self.people.set_chosen(found.people)
        if fields is not None:
            self._rest = {name: value for name, value in fields.items() if name not in ("student", *self.card.names)}
            self.card.restore(fields)
        self._propose(found.proposal, new=fields is None)
        self._say_wants()
        if fields is None:
            self.arrive()

    def _propose(self, proposal: ContactProposal | None, *, new: bool) -> None:
        self._show_family(proposal.guardians if proposal else ())
        if proposal is not None and new:
            self.card.begin(proposal)
            self.card.give(self._given)
        self._mark_person()
        self.term.setVisible(proposal is not None)
        if proposal is not None:
            self._say_term(proposal)

    def _show_family(self, family: Sequence[Guardian]) -> None:
        """Cautions first. With one there is no number until the person says that it was talked over."""
        self.family = tuple(replace(g, relation=self._relations.get(g.relation_id, g.relation)) for g in family)
        hidden = any(one.caution for one in family) and not self._talked_over
        for banner in self._cautions:
            banner.hide()
            banner.deleteLater()
        self._cautions = [Banner(self.look, "warn", self._caution(one)) for one in self.family if one.caution]
        if hidden:
            ask = Banner(
                self.look, "notice", self.words("contact.hidden"), self.words("contact.show"), self.talked_over
            )
            self._cautions.append(ask)
        for k, banner in enumerate(self._cautions):
            self.form.column.insertWidget(k, banner)
        self.guardians.show_family([replace(one, phone="") if hidden else one for one in self.family])
        self.phones.setVisible(bool(family))
        self.nobody.setVisible(bool(self.people.chosen) and not family)

    def talked_over(self) -> None:
        """Shows the numbers of a family that was talked over."""
        self._talked_over = True
        self._show_family(self.family)
        self._mark_person()
        self.order()
        self.guardians.rows[0].setFocus()

    def _caution(self, one: Guardian) -> str:
        words = self.words
        who = words.dot.join(part for part in (one.relation, one.name) if part)
        why = words("contact.because", why=one.caution_reason) if one.caution_reason else ""
        return words("contact.caution", who=who, what=one.caution_label, why=why)

    def _say_term(self, proposal: ContactProposal) -> None:
        self.term.empty()
        of = proposal.of
        count = self.words("contact.count", n=proposal.reached) if of is None else f"{proposal.reached} / {of}"
        number = Label(count, "page")
        number.setAccessibleName(self.words("contact.count", n=proposal.reached))
        self.term.add(number)
        self.term.add(Paragraph(self.look, self.words("contact.count_why"), "meta", "text-2"))
        if of is not None:
            self.term.add(Paragraph(self.look, self.words("contact.asked_of_listed", of=of), "meta", "text-2"))

    def values(self) -> dict[str, Any]:
        values = {**self._rest, **self.card.values(), "student": next(iter(self.people.ids), "")}
        return {name: value for name, value in values.items() if value not in ("", [], None)}

    # What happens while one writes.

    def _student_chosen(self) -> None:
        self.edited()
        self._given, self._talked_over = {}, False  # it was about the student before
        ids = self.people.ids
        self.latest("proposal", lambda report: self.gather(ids), self._reproposed)

    def _reproposed(self, found: Known) -> None:
        with self.filling():
            self._propose(found.proposal, new=True)
        self.order()
        self.arrive()

    def _person_chosen(self, place: int) -> None:
        one = self.family[place]
        self.card.take_person(one.name, one.relation_id)
        self._edited()
        self.card.focus_first()

    def _edited(self) -> None:
        self.edited()
        self._mark_person()
        self._say_wants()
        self.order()

    def _mark_person(self) -> None:
        named = self.card.person.text().strip()
        self.guardians.mark(next((k for k, one in enumerate(self.family) if one.name and one.name == named), -1))

    def _say_wants(self) -> None:
        """What a reached contact should tell and does not yet: a quiet list."""
        lacking = CONTACT.wants(self.values())
        self.wants.empty()
        self.wants.setVisible(bool(lacking))
        for name in lacking:
            self.wants.add(_wanted(self.look, self.words.field(CONTACT.name, name)))
        if lacking:
            self.wants.add(Paragraph(self.look, self.words("contact.wanted_why"), "meta", "text-2"))

    def copy_last(self) -> None:
        """The way of the contact written last; never what was said."""
        self.latest("copy last", lambda report: last_values(self.workspace, CONTACT.name), self._copied)

    def _copied(self, last: Values | None) -> None:
        if last is None:
            self.say.toast(self, self.words("contact.nothing_to_copy"))
            return
        self.card.way.choose(text_of(last, "way"))
        self._edited()
        self.say.toast(self, self.words("contact.copied"))

    # Saving.

    def refusals(self) -> Mapping[str, Any]:
        return {"student": self.people, **self.card.fields}

    def missing(self, field: str) -> str:
        words = self.words
        sentences = {
            "student": words("contact.need_student"),
            "reached": words("contact.need_reached"),
            "way": words("contact.need_way"),
        }
        return sentences.get(field, "")

    def another(self) -> None:
        super().another()
        self._rest, self._given, self._talked_over = {}, {}, False
        with self.filling():
            self.people.set_chosen(())
            self.card.clear()
            self._show_family(())
        self._fetch((), None)
        self.people.ask()


def _wanted(look: Look, label: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(look.px(8))
    mark = Glyph(look, "circle", "text-3", 14)
    mark.setContentsMargins(0, look.px(5), 0, 0)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Paragraph(look, label), 1)
    return row
