"""Taking a list over: each row a student and a record, compared with what is here, saved in one transaction.

What a row comes to is said by the three lists themselves (`SheetList`); nothing here knows their columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.exchange.progress import WHOLE, Progress, Report, aside
from app.exchange.scope import Scopes
from app.plan.plan import Plan
from app.records.ids import pack
from app.records.kind import Values
from app.records.validation import validate
from app.services.context import plan_in_force
from app.services.reading import values_of
from app.services.roster_difference import Held
from app.services.roster_register import head_ids
from app.services.saving import Wish, Writer
from app.services.sheet_files import content_of, save_wishes
from app.services.sheet_list import Planned, SheetList, hold, students_of
from app.services.sheet_students import SheetStudents
from app.sheets.student_list import ListedRow, StudentList
from app.store import query
from app.store.connection import Db
from app.store.log import Stored, revisions_of
from app.store.query import RecordRow
from app.store.students import Line
from app.store.watching import watched
from app.workspace import Workspace

# Where reading and comparing end, in thousandths of the time: of a preview, and of an import.
PREVIEW, IMPORT = (400, WHOLE), (100, 300)


@dataclass(frozen=True)
class SheetImported:
    """What an import did, or would do: records added, amended, found here already, and rows not taken."""

    added: int
    changed: int
    unchanged: int
    held: tuple[Held, ...]


def import_list(
    workspace: Workspace,
    path: Path,
    made: Callable[[Workspace, Plan, str], SheetList],
    *,
    dry_run: bool,
    report: Report | None = None,
) -> SheetImported:
    """Takes the rows of a list over; a dry run only tells what would change.

    Raises UserError `role`, `file_unreadable`, what the list's reader and `Writer` raise, and `Cancelled`
    from `report` until the one transaction commits.
    """
    plan = plan_in_force(workspace)
    listed = made(workspace, plan, path.name)
    if workspace.member.role not in listed.kind.writers:
        raise UserError("role")
    progress = Progress(report)
    read, compared = PREVIEW if dry_run else IMPORT
    progress.phase(read)
    content = content_of(path)
    found = aside(lambda: listed.read(content, path.name), progress.tick)
    progress.phase(compared)
    if dry_run:
        db = workspace.store.read()
        with watched(db, progress.tick):
            return _Comparison(workspace, db, listed).compare(found, progress)
    with workspace.store.unit() as unit, watched(unit, progress.tick):
        comparison = _Comparison(workspace, unit, listed)
        imported = comparison.compare(found, progress)
        progress.phase(WHOLE)
        if comparison.wishes:
            save_wishes(Writer(workspace, unit, plan.rank), comparison.wishes, progress)
    return imported


@dataclass(frozen=True)
class _Here:
    """A record of the store that a row may speak of."""

    row: RecordRow
    shown: Stored
    values: Values


class _Comparison:
    """Compares a list with the store; what has to be saved gathers in `wishes`."""

    def __init__(self, workspace: Workspace, db: Db, listed: SheetList) -> None:
        self.db = db
        self.listed = listed
        self.kind = listed.kind
        self.clock = workspace.clock
        self.member = workspace.member
        self.scopes = Scopes(db, workspace.clock)
        self.choices = listed.plan.ids()
        self.wishes: list[Wish] = []
        self.held: list[Held] = []

    def compare(self, found: StudentList, progress: Progress) -> SheetImported:
        self.held = [Held(h.row, h.sheet, h.code, h.values) for h in found.held]
        students = SheetStudents(self.db)
        known = [(row, self._known(students, row)) for row in found.rows]
        if self.member.role in ("counsellor", "station"):
            self.scopes.learn(student.id for _, student in known if student is not None)
        taken = []
        for row, student in progress.each(known, len(known)):
            one = self._taken(row, student.id) if student is not None else None
            if one is not None:
                taken.append(one)
        planned, twice = self.listed.gather(taken)
        self.held += twice
        counts = self._against_store(planned)
        sheets = {sheet: at for at, sheet in enumerate(found.sheets)}
        held = tuple(sorted(self.held, key=lambda h: (sheets.get(h.sheet, 0), h.row)))
        return SheetImported(*counts, held)

    def _known(self, students: SheetStudents, row: ListedRow) -> Line | None:
        try:
            return students.find(row)
        except UserError as doubt:
            self.held.append(hold(row, doubt.code))
            return None

    def _taken(self, row: ListedRow, student: str) -> Planned | None:
        """What a row comes to; None where it is held."""
        try:
            values = validate(self.kind, self.listed.values(row, student), self.choices, self.clock)
        except UserError as doubt:
            said = {name: str(value) for name, value in doubt.values.items()}
            self.held.append(Held(row.row, row.sheet, doubt.code, row.place(kind=self.kind.name) | said))
            return None
        if not self._in_scope(student, values):
            self.held.append(hold(row, "out_of_scope"))
            return None
        return Planned(values, (row,))

    def _in_scope(self, student: str, values: Values) -> bool:
        """As the centre will judge it: whoever writes had the student on the day."""
        if self.member.role not in ("counsellor", "station"):
            return True
        day = self.clock.day(self._happened(values))
        return self.scopes.covers_student(self.member.id, student, day, self.kind.lasting)

    def _happened(self, values: Values) -> str:
        slot = self.kind.slot("happened")
        assert slot is not None
        return str(values[slot.name])

    def _against_store(self, planned: Sequence[Planned]) -> tuple[int, int, int]:
        """How many are added, changed, unchanged. First all that are here as they are, then what they leave over."""
        here = self._here({self.clock.epoch(self._happened(one.values)) for one in planned})
        rest = []
        for one in planned:
            same = next((h for h in here[self._key(one.values)] if self._says(h, one)), None)
            if same is None:
                rest.append(one)
            else:
                here[self._key(one.values)].remove(same)
        changed = sum(self._wish(one, here[self._key(one.values)]) for one in rest)
        return len(rest) - changed, changed, len(planned) - len(rest)

    def _key(self, values: Values) -> Hashable:
        return self.clock.epoch(self._happened(values)), self.listed.event(values)

    def _here(self, moments: set[int]) -> defaultdict[Hashable, list[_Here]]:
        found: defaultdict[Hashable, list[_Here]] = defaultdict(list)
        for row, shown in query.shown_of_kind(self.db, self.kind.name):
            if row.happened in moments and not row.withdrawn:
                values = values_of(self.kind, shown)
                found[self._key(values)].append(_Here(row, shown, values))
        return found

    def _says(self, here: _Here, one: Planned) -> bool:
        """Whether a record says all this, or said so once before a person put it right."""
        if self._covers(here.values, one.values):
            return True
        if not self.listed.follows(one, here.values):
            return False
        earlier = (r for r in revisions_of(self.db, pack(here.row.id)) if r.header.op == "save")
        return any(self._covers(values_of(self.kind, r), one.values) for r in earlier)

    def _covers(self, said: Values, values: Values) -> bool:
        """Whether values say all that others do; of students they may name more."""
        bare = self.listed.unmarked(said)
        slot = self.kind.slot("students")
        rest = {name: value for name, value in values.items() if slot is None or name != slot.name}
        known = students_of(self.kind, said) >= students_of(self.kind, values)
        return known and all(bare.get(name) == value for name, value in rest.items())

    def _wish(self, one: Planned, here: list[_Here]) -> bool:
        """A new record, or an amendment of the one that this person took over before; True for that."""
        mine = (h for h in here if h.row.author == self.member.id and self.listed.follows(one, h.values))
        known = next(mine, None)
        if known is None:
            self.wishes.append(Wish(self.kind, self.listed.marked(one, {})))
            return False
        here.remove(known)
        self.wishes.append(
            Wish(
                self.kind,
                self.listed.marked(one, known.values),
                record=known.row.id,
                parents=head_ids(self.db, known.row, known.shown),
                audience="centre" if known.shown.header.audience == "centre" else None,
                attachments=tuple(known.shown.body.attachments) if known.shown.body is not None else (),
                happened=known.shown.header.happened,
            )
        )
        return True
