"""What a kind of record is: one frozen declaration that every mechanism reads. No kind stands here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Role = Literal["centre", "station", "counsellor", "psychologist"]
Audience = Literal["header", "centre"]
FieldType = Literal[
    "text", "date", "datetime", "number", "bool", "choice", "student", "staff", "unit", "record", "file", "group"
]
Slot = Literal["happened", "students", "unit", "tags"]
Values = dict[str, object]

ROLES: tuple[Role, ...] = ("centre", "station", "counsellor", "psychologist")
REFERENCES = frozenset({"student", "staff", "unit", "record"})


@dataclass(frozen=True)
class Shape:
    """How a text has to be written: a regular expression that is all of it, and an example for whoever wrote it
    otherwise."""

    pattern: str
    example: str


@dataclass(frozen=True)
class Field:
    """One field of a kind.

    `choices` are fixed ids, or `"plan:<list>"` for a list of the plan in force. A `header` field
    travels with the header line; one with a `slot` is kept in the header member of that name and
    nowhere else. The rows of a group with a `child` are records of that kind, saved with this one.
    Text that nobody reads (digests, a plan's source) is not `searched`. A record that is `named` may be a person
    or a unit: it is given, and shown, as the number of a student or staff member or as the name of a unit.
    The `shape` of a text binds who writes it; what was stored before stays readable.
    """

    name: str
    type: FieldType = "text"
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] | str = ()
    header: bool = False
    slot: Slot | None = None
    fields: tuple[Field, ...] = ()
    child: str | None = None
    searched: bool = True
    named: bool = False
    shape: Shape | None = None


TERM_NAME = Shape("[0-9A-Za-z-]{1,20}", "2026-2027-1")
WEEK = Shape(f"{TERM_NAME.pattern}/[0-9]{{1,2}}", f"{TERM_NAME.example}/8")
"""How records name a term, and a week of it (`Term.key`): headers travel further than bodies, so nothing else stands
there."""


def star(name: str, type: FieldType = "text", **more: object) -> Field:
    """A required field."""
    return Field(name, type, required=True, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Kind:
    """A kind of record, declared once (RECORDS.md).

    `writers` are the roles whose new records are placed. `reads` says what a role other than the
    centre gets down for students and units in its scope: the body, the header, or nothing where the
    role is missing. `natural` names the fields of the key that two seats share (REPLICATION.md R1).
    `of` names the field whose target gives this record its students and unit. `event` kinds tell of
    something that happened, so that writing them 72 h later is a late entry. What `everyone` gets needs
    no scope; a `lasting` kind concerns whoever has the student on its day or at any time after. Whom
    the staff field `addressed` names gets the body, whatever the scope. `upcasts[k]` turns the
    fields of version k into those of version k + 1. `raised` values go to the centre whole; what `reports` must
    be phoned in at once and opens the phone-now card (a drill and what has been phoned in do not). What is `disclosed`
    (asked of the header's fields) a psychologist begins only while a disclosure slip of the student is in force; what
    is `confided` goes from a psychologist to the seats alone, as the slip itself does.
    """

    name: str
    fields: tuple[Field, ...]
    writers: frozenset[Role]
    audience: Audience = "header"
    clauses: tuple[str, ...] = ()
    reads: Mapping[Role, Literal["body", "header"]] = field(default_factory=dict)
    version: int = 1
    natural: tuple[str, ...] = ()
    of: str | None = None
    event: bool = False
    everyone: bool = False
    lasting: bool = False
    child_of: str | None = None
    addressed: str = ""
    upcasts: Mapping[int, Callable[[Values], Values]] = field(default_factory=dict)
    raised: Callable[[Values], bool] = lambda values: False
    reports: Callable[[Values], bool] = lambda values: False
    disclosed: Callable[[Mapping[str, object]], bool] = lambda fields: False
    confided: Callable[[Mapping[str, object]], bool] = lambda fields: False
    severity: Callable[[Values, Callable[[str], int | None]], int | None] = lambda values, rank: None
    wants: Callable[[Values], tuple[str, ...]] = lambda values: ()
    demands: Callable[[Values], tuple[str, ...]] = lambda values: ()
    contradicts: Callable[[Values], tuple[str, ...]] = lambda values: ()

    @property
    def reference(self) -> bool:
        """Whether the centre keeps it for all: any seat may append to it."""
        return bool(self.natural) or self.name in ("assignment", "duty_contact")

    @cached_property
    def headed(self) -> tuple[Field, ...]:
        """The fields that travel with the header line."""
        return tuple(f for f in self.fields if f.header and f.child is None)

    @cached_property
    def asked(self) -> tuple[tuple[str, bool], ...]:
        """(name, kept among the tags) of the header's fields that a rule may ask about (facts.py)."""
        told = (f for f in self.headed if f.type not in ("student", "record", "file", "group"))
        return tuple((f.name, f.slot == "tags") for f in told if f.slot in (None, "tags"))

    @cached_property
    def texts(self) -> tuple[Field, ...]:
        """The fields whose text is searched, and the groups that may hold such."""
        return tuple(f for f in self.fields if f.searched and f.child is None and f.type in ("text", "group"))

    @cached_property
    def pointers(self) -> tuple[str, ...]:
        """The fields that name another record."""
        return tuple(f.name for f in self.fields if f.type == "record")

    def field(self, name: str) -> Field | None:
        return next((f for f in self.fields if f.name == name), None)

    def slot(self, slot: Slot) -> Field | None:
        return next((f for f in self.fields if f.slot == slot), None)


def level_severity(values: Values, rank: Callable[[str], int | None]) -> int | None:
    """9 for the plan's gravest level, one less for each below, never under 1; None for a level it does not know."""
    order = rank(str(values.get("level")))
    return None if order is None else max(1, 10 - order)
