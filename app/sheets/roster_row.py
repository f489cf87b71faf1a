"""What a roster is once read: students, rows held back, and what its columns were taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.sheets.columns import Column


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One person of the family as the roster names them; any part may be empty."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One student. Texts are empty where the roster says nothing; `row` is the row the spreadsheet shows.

    `short_number` says that the number has probably lost leading zeros, which `padded` has again.
    """

    row: int
    sheet: str
    number: str
    short_number: bool
    padded: str
    name: str
    sex: str
    college: str
    class_name: str
    cohort: str
    entered_on: str
    entry_kind: str
    status: str
    building: str
    room: str
    bed: str
    off_campus: bool
    phone: str
    family: tuple[FamilyMember, ...]
    emergency: str
    hardship: str
    remarks: str
    former_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that is not taken by itself: `code` is that of a sentence, `values` fill its placeholders.

    `candidate` is the student where the row can be released by somebody who knows more.
    """

    row: int
    sheet: str
    code: str
    values: Mapping[str, str]
    candidate: RosterRow | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All that a file of students holds. `skipped` are sheets without a number and a name column."""

    rows: tuple[RosterRow, ...]
    held: tuple[HeldRow, ...]
    columns: tuple[Column, ...]
    skipped: tuple[str, ...] = ()
