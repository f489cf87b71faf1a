"""What a form of any kind of record is filled from: its fields as plain words, in the order of their declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.forms.values import Choice, Person


class Shape(StrEnum):
    """How an answer stands on paper."""

    SHORT = "short"
    """A few words in a cell; with options, as boxes."""
    LONG = "long"
    """Text that may flow over pages."""
    TABLE = "table"
    """Rows with column heads."""


@dataclass(frozen=True)
class Column:
    """A column's head and its share of the table's width."""

    label: str
    share: float = 3.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One field of a record. An empty text, no ticked option and no rows all mean: nobody recorded it."""

    name: str
    label: str
    text: str = ""
    shape: Shape = Shape.SHORT
    options: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def ticked(self) -> str:
        """The options taken, in words."""
        return "、".join(option.label for option in self.options if option.ticked)


@dataclass(frozen=True, kw_only=True)
class Check:
    """A sign-off on the record: what was said of it, by whom, when."""

    what: str
    by: str
    at: str
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordForm:
    """A record of any kind. `student` is whom it is about, where it names one; `half` the other half of the
    sheet (a return), filled in or not; `facts` what a layout decides by (a choice's id, a yes or no)."""

    kind: str
    title: str
    answers: tuple[Answer, ...]
    student: Person | None = None
    attachments: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    recorded_by: str = ""
    recorded_at: str = ""
    half: RecordForm | None = None
    by_hand: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def answer(self, name: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of a review meeting, numbered: what the annex says of it and the public part does not."""

    student: Person
    level: str = ""
    about: str = ""
