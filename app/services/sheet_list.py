"""What one kind of list is: what its rows come to, and how a record says which row it came from. No store, no files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from app.canonical import encode
from app.plan.plan import Plan
from app.records import KINDS
from app.records.kind import Kind, Values
from app.services.roster_difference import Held
from app.services.sheet_words import PlanWords
from app.sheets.cells import visible
from app.sheets.student_list import ListedRow, StudentList
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class Planned:
    """One record that rows of the sheet come to; `values` hold ids and are valid, without a mark of the sheet."""

    values: Values
    rows: tuple[ListedRow, ...]


class SheetList(ABC):
    """One kind of list: what its rows come to, and how a record says which row it came from."""

    kind_name: str

    def __init__(self, workspace: Workspace, plan: Plan, file: str) -> None:
        self.kind = KINDS[self.kind_name]
        self.plan = plan
        self.words = PlanWords(plan)
        self.clock = workspace.clock
        self.language = workspace.language
        self.file = visible(file)

    @abstractmethod
    def read(self, data: bytes, name: str) -> StudentList:
        """The rows of a file; UserError where it has none of this kind."""

    @abstractmethod
    def values(self, row: ListedRow, student: str) -> Values:
        """The fields that one row states of a student (an id); UserError where a person has to look first."""

    @abstractmethod
    def marked(self, planned: Planned, before: Values) -> Values:
        """The values laid over those of a record here, with the place in the sheet they come from."""

    @abstractmethod
    def unmarked(self, values: Values) -> Values:
        """The values of a record without that place."""

    @abstractmethod
    def mark(self, values: Values) -> str:
        """The place in a sheet that a record says it comes from, or ""."""

    def event(self, values: Values) -> tuple[object, ...]:
        """What a corrected sheet speaks of again, though it says something else of it: student and moment."""
        return tuple(sorted(students_of(self.kind, values)))

    def gather(self, planned: Sequence[Planned]) -> tuple[list[Planned], list[Held]]:
        """The records of all rows; rows that say the same are one."""
        return merged(planned, lambda one: encode(one.values), lambda same: same[0].values), []

    def comes_from(self, values: Values) -> bool:
        """Whether a record says that it comes from this file."""
        return f" · {self.file} · " in f" · {self.mark(values)}"

    def follows(self, planned: Planned, values: Values) -> bool:
        """Whether a record was taken over from what these rows say anew: here, from the same file."""
        return self.comes_from(values)

    def place(self, rows: Sequence[ListedRow]) -> str:
        """The file, its sheet and the rows, as a record keeps them: one line, in its one spelling."""
        by_sheet: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            by_sheet[visible(row.sheet)].append(str(row.row))
        said = [
            text(self.language, "bulk.rows", sheet=sheet, rows=", ".join(numbers))
            for sheet, numbers in by_sheet.items()
        ]
        return " · ".join((self.file, *said))


def students_of(kind: Kind, values: Values) -> set[str]:
    """Whom a record names."""
    slot = kind.slot("students")
    named = values.get(slot.name) if slot is not None else None
    return {str(one) for one in named} if isinstance(named, list) else {str(named)}


def merged(
    planned: Sequence[Planned], key: Callable[[Planned], Hashable], values: Callable[[list[Planned]], Values]
) -> list[Planned]:
    """One record for all that have one key, in the order of their first rows."""
    groups: defaultdict[Hashable, list[Planned]] = defaultdict(list)
    for one in planned:
        groups[key(one)].append(one)
    return [Planned(values(same), tuple(row for one in same for row in one.rows)) for same in groups.values()]


def hold(row: ListedRow, code: str) -> Held:
    """A row that is not taken."""
    return Held(row.row, row.sheet, code, row.place())
