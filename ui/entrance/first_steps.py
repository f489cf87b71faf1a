"""The first three steps: what this machine is for, who works on it, and the passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.records.kind import Role
from app.services.homes import state_of
from app.services.workspaces import Who
from ui.entrance.people import short_path
from ui.entrance.pick import Pick, Picks
from ui.entrance.step import Step
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Field, Line
from ui.widgets.secret import NewSecret
from ui.widgets.text import Elided, Label, Paragraph
from ui.words import Words

As = Literal["counsellor", "station", "psychologist", "found", "join"]
"""What a machine is set up as: `found` and `join` are both a centre's."""

NARROW = 440  # px at a scale of 1: fields are no wider than what is typed into them


def role_of(chosen: As) -> Role:
    return "centre" if chosen in ("found", "join") else chosen  # type: ignore[return-value]


class RoleStep(Step):
    """Five choices, and two ways that make no new workspace."""

    wants_restore = Signal()
    wants_sample = Signal()

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("first.role_title"), words("first.role_said"))
        options = (
            ("counsellor", words.role("counsellor"), words("first.counsellor")),
            ("station", words.role("station"), words("first.station")),
            ("psychologist", words.role("psychologist"), words("first.psychologist")),
            ("found", words("first.found_title"), words("first.found")),
            ("join", words("first.join_title"), words("first.join")),
        )
        self.picks = Picks(look, words("first.role"), options)
        self.picks.changed.connect(self.changed)
        self.column.setSpacing(look.px(8))
        self.column.addWidget(self.picks)
        self.column.addSpacing(look.px(4))
        self.column.addWidget(Label(words("first.or"), "meta", "text-2"))
        self.restore = Pick(look, words("first.restore"), words("first.restore_why"), sort="way", icon="history")
        self.restore.clicked.connect(self.wants_restore)
        self.sample = Pick(look, words("entrance.sample"), words("first.sample_why"), sort="way", icon="school")
        self.sample.clicked.connect(self.wants_sample)
        row = QHBoxLayout()
        row.setSpacing(look.px(12))
        row.addWidget(self.restore, 1)
        row.addWidget(self.sample, 1)
        self.column.addLayout(row)
        self.column.addStretch()

    @property
    def chosen(self) -> As:
        return self.picks.chosen  # type: ignore[return-value]

    def arrive(self) -> None:
        self.picks.row(self.chosen).setFocus()


class WhoStep(Step):
    """Name, staff number and college, the school's name for a centre that founds it, and where it will lie."""

    def __init__(self, look: Look, words: Words, say: Say, home: Path) -> None:
        super().__init__(look, words, words("first.who_title"), words("first.who_said"))
        self._say, self.home = say, free_home(home)
        self._as: As = "counsellor"
        self.school = Line(words("first.school"), placeholder=words("first.school_hint"))
        self.name = Line(words("first.name"))
        self.number = Line(words("first.number"))
        self.college = Line(words("first.college"), placeholder=words("first.college_hint"))
        self._fields = {
            "school": Field(look, words("first.school"), self.school),
            "name": Field(look, words("first.name"), self.name),
            "number": Field(look, words("first.number"), self.number, hint=words("first.number_hint")),
            "college": Field(look, words("first.college"), self.college),
        }
        for field in self._fields.values():
            field.setMaximumWidth(look.px(NARROW))
            self.column.addWidget(field)
        for line in (self.school, self.name, self.number, self.college):
            line.textChanged.connect(lambda _: self.changed.emit())
        self.column.addSpacing(look.px(8))
        self.column.addWidget(Label(words("first.place"), "meta", "text-2"))
        place = QWidget()
        place.setMaximumWidth(look.px(560))
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(12))
        self.place = Elided(look, short_path(self.home))
        other = Button(look, words("first.other_place"), icon="folder-open")
        other.clicked.connect(lambda: self._say.open_folder(self, words("first.other_place"), self.put_into))
        row.addWidget(self.place, 1)
        row.addWidget(other)
        self.column.addWidget(place)
        self.column.addStretch()
        self.show_for("counsellor")

    def show_for(self, chosen: As) -> None:
        """The fields that this kind of machine asks for."""
        self._as = chosen
        self._fields["school"].setVisible(chosen == "found")
        self._fields["college"].setVisible(chosen in ("counsellor", "station", "psychologist"))
        optional = chosen in ("found", "join")
        self._fields["number"].set_note(self.words("first.optional") if optional else "")
        self._fields["college"].set_note(self.words("first.optional") if chosen == "psychologist" else "")
        self.changed.emit()

    def put_into(self, folder: Path) -> None:
        """Another place; in a folder that holds other things already, a folder of its own."""
        taken = folder.is_dir() and any(folder.iterdir())
        self.home = free_home(folder / "Runxin" if taken else folder)
        self.place.set_text(short_path(self.home))

    @property
    def why(self) -> str:
        wanted: list[tuple[Line, str]] = [(self.name, self.words("first.name_missing"))]
        if self._as == "found":
            wanted.insert(0, (self.school, self.words("first.school_missing")))
        if self._as in ("counsellor", "station", "psychologist"):
            wanted.append((self.number, self.words("first.number_missing")))
        if self._as in ("counsellor", "station"):
            wanted.append((self.college, self.words("first.college_missing")))
        return next((said for line, said in wanted if not line.text().strip()), "")

    @property
    def who(self) -> Who:
        """What was typed; fields that this kind of machine has not are empty."""
        return Who(
            self.name.text().strip(),
            role_of(self._as),
            self.number.text().strip(),
            self.college.text().strip() if role_of(self._as) != "centre" else "",
            self.school.text().strip() if self._as == "found" else "",
        )

    def arrive(self) -> None:
        lines = [self.school] if self._as == "found" else []
        next((line for line in (*lines, self.name) if not line.text()), self.name).setFocus()


class PassphraseStep(Step):
    """A passphrase, twice; its strength. The next button then makes the workspace."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, words, words("first.passphrase_title"), words("first.passphrase_said"))
        self.secret = NewSecret(look, words, words("entrance.passphrase"))
        self.secret.setMaximumWidth(look.px(NARROW))
        self.secret.changed.connect(self.changed)
        self.column.addWidget(self.secret)
        advice = Paragraph(look, words("first.passphrase_advice"), "meta", "text-2")
        advice.setMaximumWidth(look.px(NARROW))
        self.column.addWidget(advice)
        self.column.addStretch()

    @property
    def why(self) -> str:
        return self.secret.why

    def arrive(self) -> None:
        self.secret.first.line.setFocus()


def free_home(home: Path) -> Path:
    """The folder itself while nothing is in it, else the first of its numbered neighbours that is free."""
    if state_of(home).state == "none":
        return home
    number = 2
    while state_of(home.with_name(f"{home.name}-{number}")).state != "none":
        number += 1
    return home.with_name(f"{home.name}-{number}")
