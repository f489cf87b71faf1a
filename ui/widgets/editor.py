"""What every editor of a form is: made from a field's declaration, with a value that goes in and out as plain JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.records.kind import Field
from app.services.kinds import Option
from app.workspace import Workspace
from ui.jobs import Jobs
from ui.theme.look import Look
from ui.widgets.field import Field as Box
from ui.words import Words

Options = Mapping[str, Sequence[Option]]
AskFiles = Callable[[Callable[[Sequence[Path]], None]], None]
"""Asks the person for files and hands them to the callback."""


@dataclass(frozen=True)
class Ask:
    """What an editor is made from; `group` is the name of the group that its field stands in, or ""."""

    field: Field
    kind: str
    options: Options
    look: Look
    words: Words
    workspace: Workspace
    jobs: Jobs
    group: str = ""
    files: AskFiles | None = None

    @property
    def path(self) -> str:
        return f"{self.group}.{self.field.name}" if self.group else self.field.name

    @property
    def label(self) -> str:
        return self.words.field(self.kind, self.path)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(option.id, option.label) for option in self.options.get(self.path, ())]


class Editor(QObject):
    """One field: `widget` goes into a form, `value` is plain JSON, empty as "" or []. `wide` ones take a whole line.

    An editor that nobody touched gives back exactly what it was given: a second that it does not show, a choice that
    has been retired, white space at an end.
    """

    changed = Signal()
    wide = False

    def __init__(self, ask: Ask, inner: QWidget, hint: str = "") -> None:
        super().__init__()
        self.ask, self.field, self.inner = ask, ask.field, inner
        self.box = Box(ask.look, ask.label, inner, hint=hint)
        self.setParent(self.box)  # no answer of a job comes to an editor whose widgets are gone
        column = self.box.layout()
        if isinstance(column, QVBoxLayout):
            column.addStretch(1)  # beside a higher field its label stays at the top
        self.wrong = ""
        self._notes = ["", ""]
        self._given: Any = None
        self._seen: Any = None

    @property
    def widget(self) -> QWidget:
        return self.box

    @property
    def value(self) -> Any:
        now = self._read()
        return self._given if self._given is not None and now == self._seen else now

    def set_value(self, value: Any) -> None:
        """Shows a value as `value` gave it, None for none. Says nothing."""
        blocked = self.blockSignals(True)
        self.refuse("")
        self._write(value)
        self._given, self._seen = value, self._read()
        self.blockSignals(blocked)

    def refuse(self, sentence: str) -> None:
        """What is wrong with it, said at the field; "" takes it away."""
        self.wrong = sentence
        self.box.refuse(sentence)

    def set_note(self, note: str) -> None:
        """A few words of the form's beside the label."""
        self._notes[0] = note
        self.box.set_note(self.ask.words.dot.join(filter(None, self._notes)))

    def set_needed(self, needed: bool) -> None:
        """Says aloud that it must be filled in; where one looks, the form says it."""
        must = f" {self.ask.words('form.must')}" if needed else ""
        self.inner.setAccessibleName(f"{self.ask.label}{must}")

    def say_own(self, note: str) -> None:
        """A few words of the editor's own, after the form's."""
        self._notes[1] = note
        self.set_note(self._notes[0])

    def focus(self) -> None:
        self.inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, *_: object) -> None:
        """To be connected to what the person changes."""
        if self.wrong:
            self.refuse("")
        self.changed.emit()

    def _read(self) -> Any:
        raise NotImplementedError

    def _write(self, value: Any) -> None:
        raise NotImplementedError


def listed(value: Any) -> list[Any]:
    """A value of a field that may have many, as the list it is or the one thing it was before."""
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None or value == "" else [value]


def day_of(value: Any) -> date | None:
    """The day that a text spells; None for none."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
