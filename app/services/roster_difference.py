"""What a roster would change: its rows beside the students of the store, and the saves that make it true.

Nobody is ever removed or withdrawn because a roster lacks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.exchange.progress import Progress
from app.plan.plan import Plan
from app.records.kind import Values
from app.records.validation import validate
from app.services.roster_register import STUDENT, Known, Register, Units, head_ids
from app.services.roster_values import Words, as_text, differing, laid_over
from app.services.saving import Wish
from app.sheets.roster import HeldRow, Roster, RosterRow
from app.store.connection import Db
from app.workspace import Workspace

GONE = frozenset({"transferred", "withdrawn", "graduated", "died"})
"""Who is no longer taught: no roster is expected to list them."""
NAMED = 200  # absent students that are named


@dataclass(frozen=True)
class Held:
    """A row that was not taken; `code` is that of a sentence, `values` fill its placeholders."""

    row: int
    sheet: str
    code: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One field of a student already here, as plain text before and after; empty for none."""

    number: str
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Newcomer:
    """A student the roster adds."""

    number: str
    name: str
    class_name: str


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do. `absent` counts students of the roster's classes it does not list,
    `absentees` are (number, name) of the first 200 of them, by number."""

    added: int
    changed: int
    unchanged: int
    held: tuple[Held, ...]
    changes: tuple[Change, ...]
    absent: int
    new: tuple[Newcomer, ...] = ()
    absentees: tuple[tuple[str, str], ...] = ()


class Difference:
    """Compares a roster with the store; what has to be saved gathers in `wishes`."""

    def __init__(self, workspace: Workspace, db: Db, plan: Plan) -> None:
        self.db = db
        self.plan = plan
        self.clock = workspace.clock
        self.today = workspace.clock.today()
        self.words = Words.of(plan, workspace.language)
        self.register = Register(db)
        self.units = Units(db)
        self.students: list[Wish] = []
        self.held: list[Held] = []
        self.changes: list[Change] = []
        self.new: list[Newcomer] = []
        self.added = self.changed = self.unchanged = 0
        self.former: dict[str, str] = {}
        self.seen: set[str] = set()
        self.classes: set[str] = set()

    @property
    def wishes(self) -> list[Wish]:
        return [*self.units.new, *self.students]

    def find(self, roster: Roster, progress: Progress) -> Imported:
        self.former = {n.upper(): row.number.upper() for row in roster.rows for n in row.former_numbers}
        own = [row for row in roster.rows if not row.short_number]
        short = [row for row in roster.rows if row.short_number]
        for row in progress.each(
            (*own, *short), len(roster.rows)
        ):  # a padded number must not take the place of one that is whole
            self._take(row)
        for held in roster.held:
            self._hold_or_release(held)
        places: dict[str, int] = {}
        for column in roster.columns:
            places.setdefault(column.sheet, len(places))
        listed = self.seen | {number.upper() for row in roster.rows for number in (row.number, row.padded)}
        listed |= {held.values.get("number", "").upper() for held in roster.held}
        absent = self._absent(listed)
        return Imported(
            added=self.added,
            changed=self.changed,
            unchanged=self.unchanged,
            held=tuple(sorted(self.held, key=lambda h: (places.get(h.sheet, 0), h.row))),
            changes=tuple(self.changes),
            absent=len(absent),
            new=tuple(self.new),
            absentees=tuple(absent[:NAMED]),
        )

    def _take(self, row: RosterRow) -> None:
        known = self.register.student(row.number)
        if row.short_number and (known is None or not known.is_called(row.name)):
            known = self.register.student(row.padded)
            if known is None or not self._is_surely(row, known):
                self._hold(row, "roster_short_number")
                return
        code = self._doubt(row, known)
        if code:
            self._hold(row, code)
        elif known is None:
            self._add(row)
        else:
            self._compare(row, known)

    def _is_surely(self, row: RosterRow, known: Known) -> bool:
        """Whether name and class say that a number lost its zeros, and no row has it whole."""
        in_class = bool(row.class_name) and self.units.find_class(row) == known.values.get("class")
        return known.is_called(row.name) and in_class and row.padded.upper() not in self.seen

    def _doubt(self, row: RosterRow, known: Known | None) -> str:
        """Why a person has to look at a row first, or ""."""
        identity = known.row.id if known else self.register.identity(row.number)
        if self.register.was_anothers(row.number, identity):
            return "roster_former_number"
        if any((other := self.register.student(n)) and other.row.id != identity for n in row.former_numbers):
            return "roster_renumbered"
        if known is None:
            owner = self.former.get(row.number.upper(), row.number.upper())
            there = self.register.by_id.get(identity)
            taken = owner != row.number.upper() or (there is not None and not there.row.withdrawn)
            return "roster_former_number" if taken else ""
        if known.row.conflict:
            return "roster_conflict"
        return "" if known.is_called(row.name) else "roster_other_name"

    def _hold_or_release(self, held: HeldRow) -> None:
        """Lets a row go that the store can vouch for: number and name are those of a student here."""
        row = held.candidate
        known = self.register.student(row.number) if row else None
        if row is None or known is None or row.number.upper() in self.seen:
            self._hold(held, held.code)
        elif known.is_called(row.name) and (held.code == "roster_number_twice" or self._stays(held.code, row, known)):
            self._take(row)
        else:
            self._hold(held, held.code)

    def _stays(self, code: str, row: RosterRow, known: Known) -> bool:
        """Whether a row that lacks class or college need not say it: nothing in it speaks of another class."""
        present = self.units.name(str(known.values.get("class")))
        return code in ("roster_no_class", "roster_no_college") and row.class_name in ("", present)

    def _hold(self, row: RosterRow | HeldRow, code: str) -> None:
        if isinstance(row, HeldRow):
            values = dict(row.values)
        else:
            values = {"row": str(row.row), "sheet": row.sheet, "number": row.number, "name": row.name}
        self.held.append(Held(row.row, row.sheet, code, values))

    def _add(self, row: RosterRow) -> None:
        values = self._after({}, row, self.units.class_of(row))
        identity = self.register.identity(row.number)
        clean = validate(STUDENT, values, self.plan.ids(), self.clock)
        gone = self.register.by_id.get(identity)
        parents = head_ids(self.db, gone.row, gone.shown) if gone else ()
        self.students.append(Wish(STUDENT, clean, record=identity, parents=parents))
        self.new.append(Newcomer(row.number, row.name, row.class_name))
        self.added += 1

    def _compare(self, row: RosterRow, known: Known) -> None:
        whole = row.class_name and row.college
        after = self._after(known.values, row, self.units.class_of(row) if whole else str(known.values["class"]))
        fields = differing(STUDENT, known.values, after)
        if not fields:
            self.unchanged += 1
            return
        self.changed += 1
        for field in fields:
            before_text, after_text = (
                as_text(field, values.get(field.name), self.words, self.units.name) for values in (known.values, after)
            )
            self.changes.append(Change(str(after["number"]), field.name, before_text, after_text))
        self.students.append(
            Wish(
                STUDENT,
                after,
                record=known.row.id,
                parents=head_ids(self.db, known.row, known.shown),
                attachments=known.attachments,
                happened=known.shown.header.happened,
            )
        )

    def _after(self, before: Values, row: RosterRow, class_id: str) -> Values:
        after = laid_over(before, row, class_id, self.units.building(row.building), self.words, self.today)
        self.seen |= {row.number.upper(), str(after["number"]).upper()}
        self.classes.add(class_id)
        return after

    def _absent(self, listed: set[str]) -> list[tuple[str, str]]:
        return sorted(
            (str(known.values["number"]), str(known.values["name"]))
            for known in self.register.students()
            if known.values.get("class") in self.classes
            and known.values.get("status") not in GONE
            and str(known.values["number"]).upper() not in listed
        )
