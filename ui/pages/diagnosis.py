"""Diagnosis: how this machine and its store stand, to be read or copied; nothing of it tells what anybody wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.services import diagnosis, upkeep
from app.services.diagnosis import Standing
from app.services.upkeep import Found
from app.texts import text
from app.workspace import Workspace
from ui.frame.owed import lasting
from ui.jobs import Job, Jobs
from ui.machine import Facts, machine_facts, text_font
from ui.pages.page import Page
from ui.say import Say
from ui.theme.look import Look
from ui.vault.capture import Reach, reach_here
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.columns import Columns
from ui.widgets.drives import amount
from ui.widgets.progress import Progress
from ui.widgets.scroll import Scroll
from ui.widgets.text import Elided, Label, Paragraph
from ui.words import Words


def machine_lines(words: Words, look: Look, standing: Standing) -> Facts:
    """How the machine stands."""
    ratio = round(QGuiApplication.primaryScreen().devicePixelRatio() * 100)
    free = amount(standing.free)
    keyring = words("diagnosis.keyring_none")
    if standing.keyring:
        keyring = words("diagnosis.keyring_on" if standing.quick else "diagnosis.keyring_off")
    pictures = ((words("diagnosis.pictures"), _pictures(words, reach_here())),)
    return (
        *machine_facts(words),
        (words("diagnosis.scale"), words("diagnosis.scale_told", size=round(look.scale * 100), ratio=ratio)),
        (words("diagnosis.font"), text_font()),
        (
            words("diagnosis.disk"),
            words("diagnosis.disk_low", free=free) if standing.little_room else free,
        ),
        (words("diagnosis.keyring"), keyring),
        (words("diagnosis.clock"), _clock(words, standing)),
        *(pictures if standing.role == "psychologist" else ()),
    )


def store_lines(words: Words, standing: Standing) -> Facts:
    """How the store stands."""
    enrolled = words("diagnosis.enrolled" if standing.enrolled else "diagnosis.not_enrolled")
    warned = words.listed([text(words.language, f"warning.{name}") for name in standing.warnings])
    return (
        (words("diagnosis.role"), f"{words.role(standing.role)}{words.dot}{enrolled}"),
        (words("diagnosis.size"), amount(standing.size)),
        (words("diagnosis.schema"), words("diagnosis.schema_told", n=standing.schema, epoch=standing.epoch)),
        (
            words("diagnosis.counts"),
            words("diagnosis.counts_told", records=standing.records, revisions=standing.revisions),
        ),
        (words("diagnosis.held"), str(standing.held)),
        (words("diagnosis.backup"), _moment(words, standing.backup)),
        (words("diagnosis.exchange"), _moment(words, standing.taken_in)),
        (words("diagnosis.sent"), _moment(words, standing.written)),
        (words("diagnosis.warnings"), warned or words("diagnosis.none")),
    )


def _pictures(words: Words, reach: Reach) -> str:
    """Whether a picture of the screen can show the open notes vault."""
    told = {
        "all": words("diagnosis.pictures_all"),
        "some": words("diagnosis.pictures_some"),
        "none": words("diagnosis.pictures_none"),
    }
    return told[reach]


def _clock(words: Words, standing: Standing) -> str:
    now = _moment(words, standing.now)
    if standing.clock_set:
        return words("diagnosis.clock_set", now=now)
    if standing.behind is not None:
        return words("diagnosis.clock_behind", now=now, time=lasting(words, standing.behind))
    return words("diagnosis.clock_right", now=now)


def _moment(words: Words, moment: datetime | None) -> str:
    """With its year: who reads it may do so much later."""
    return words("diagnosis.never") if moment is None else f"{moment:%Y-%m-%d %H:%M}"


class DiagnosisPage(Page):
    """Two cards of facts; the filled button copies both."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        words = self.words
        self._job: Job[Found] | None = None
        self.facts: Facts = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = Scroll(look, gap=16)
        side = look.px(24)
        scroll.column.setContentsMargins(side, side, side, side)
        outer.addWidget(scroll)
        head = QHBoxLayout()
        head.setSpacing(look.px(16))
        head.addWidget(Label(words("diagnosis.title"), "page"))
        head.addWidget(Elided(look, words("diagnosis.sentence"), ink="text-2"), 1)
        self.copy = Button(look, words("diagnosis.copy"), "filled", icon="copy")
        self.copy.clicked.connect(self._copy)
        head.addWidget(self.copy)
        scroll.column.addLayout(head)
        self.notices = QVBoxLayout()
        scroll.column.addLayout(self.notices)
        self.machine = _FactsCard(look, words("diagnosis.machine"))
        self.store = _FactsCard(look, words("diagnosis.store"))
        scroll.column.addWidget(Columns(look, (self.machine,), (self.store, self._check_card())))
        scroll.column.addStretch()

    def _check_card(self) -> Card:
        look, words = self.look, self.words
        card = Card(look, gap=12)
        line = QHBoxLayout()
        line.setSpacing(look.px(12))
        self.check = Button(look, words("diagnosis.check"), icon="shield-check")
        self.check.clicked.connect(self._check)
        line.addWidget(self.check)
        self.checked = Paragraph(look, words("diagnosis.check_why"), "meta", "text-2")
        line.addWidget(self.checked, 1)
        self.progress = Progress(look, words)
        card.add(line, self.progress)
        return card

    def refresh(self) -> None:
        self.latest("standing", lambda report: diagnosis.look_over(self.workspace), self._show)

    def arrive(self) -> None:
        self.copy.setFocus()

    def _show(self, standing: Standing) -> None:
        machine, store = machine_lines(self.words, self.look, standing), store_lines(self.words, standing)
        self.machine.show_facts(machine)
        self.store.show_facts(store)
        self.facts = (*machine, *store)

    def _copy(self) -> None:
        if self.facts:
            QGuiApplication.clipboard().setText("\n".join(f"{name}: {told}" for name, told in self.facts))
            self.say.toast(self, self.words("diagnosis.copied"))

    def _check(self) -> None:
        """Every page and record, on the reading lane: nothing is written, so nothing need wait for it."""
        if self._job is not None:
            return
        self.check.set_why(self.words("diagnosis.checking"))
        self._job = self.jobs.start(
            self,
            lambda report: upkeep.check(self.workspace, report),
            done=self._found,
            failed=self._failed,
            progressed=self.progress.progressed,
            cancelled=lambda: self._ended(self.words("diagnosis.check_stopped")),
            lane="read",
        )
        self.progress.follow(self._job, self.words("diagnosis.checking"))

    def _found(self, found: Found) -> None:
        if found.faults:
            self._ended(self.words("diagnosis.check_faults", n=len(found.faults)), "danger")
        else:
            told = self.words("diagnosis.check_fine", records=found.records, revisions=found.revisions)
            self._ended(told, "met")

    def _failed(self, error: UserError) -> None:
        self._ended(self.words("diagnosis.check_stopped"))
        self.show_refusal(error)

    def _ended(self, told: str, ink: str = "text-2") -> None:
        self._job = None
        self.progress.end()
        self.check.set_why("")
        self.checked.set_text(told, ink)


class _FactsCard(Card):
    """Names on the left, what is so on the right."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(look, title, gap=12)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(8))
        self._grid.setColumnStretch(1, 1)
        self.add(self._grid)

    def show_facts(self, facts: Facts) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old: Any = item.widget()
            old.hide()
            old.deleteLater()
        for k, (name, told) in enumerate(facts):
            label = Label(name, "meta", "text-2")
            label.setFixedHeight(self.look.line("body"))  # onto the first line of what is told
            self._grid.addWidget(label, k, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Paragraph(self.look, told), k, 1)
