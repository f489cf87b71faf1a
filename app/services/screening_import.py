"""What a screening export would change: its rows beside the students and results of the store, and the saves for it.

A student whom the file does not name is never taken for absent: `uncovered` says who still has no outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from app.errors import UserError
from app.exchange.progress import Progress
from app.plan.plan import Plan
from app.plan.scales import CLASSES, Scale
from app.plan.scoring import Scored
from app.records import KINDS
from app.records.kind import Values
from app.records.validation import validate
from app.services.interview_list import OpenCall, open_calls
from app.services.reading import values_of
from app.services.roster_difference import GONE, Held
from app.services.roster_register import head_ids
from app.services.saving import Wish
from app.services.screening_values import Taken, result_values
from app.services.sheet_students import SheetStudents
from app.sheets.screening import ScreeningRow, ScreeningSheet
from app.store import query
from app.store.connection import Db
from app.store.log import Stored
from app.store.query import RecordRow
from app.workspace import Workspace

RESULT, CALL = KINDS["screening_result"], KINDS["screening_call"]
DAYS = {"alarm": 1, "asked": 3, "high": 14, "middle": 28}
"""Until when the classes are interviewed where the plan has no setting (interview_<class>_days)."""
DOUBTS = {
    "missing": "screening_missing",
    "invalid": "screening_invalid",
    "differs": "screening_differs",
    "range": "screening_range",
    "nothing": "screening_nothing",
    "unread": "screening_unread",
}
"""Why a row that was taken has to be looked at by a person, as the code of a sentence."""
GRAVEST = ("alarm", "asked", "high", "middle", "unclear", "low", "")
"""Of two rows that contradict each other the graver is kept; "" is who did not take part."""
OUTCOMES = ("taken", "refused", "absent", "unable")


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do.

    `review` are rows that were taken and that a person has to look at, `held` those that were not. `classes` and
    `outcomes` count all rows taken, `calls` the students put on the interview list or moved up on it; `missing` are
    present students of the classes in the file whom it does not name.
    """

    added: int
    changed: int
    unchanged: int
    held: tuple[Held, ...]
    review: tuple[Held, ...]
    classes: Mapping[str, int]
    outcomes: Mapping[str, int]
    calls: int
    missing: int


class ScreeningDifference:
    """Compares an export with the store; what has to be saved gathers in `wishes`."""

    def __init__(self, workspace: Workspace, db: Db, plan: Plan, scale: Scale, rule: str) -> None:
        self.db = db
        self.plan = plan
        self.scale = scale
        self.rule = rule
        self.clock = workspace.clock
        self.today = workspace.clock.today()
        self.member = workspace.member.id
        self.students = SheetStudents(db)
        self.known: dict[tuple[str, str], tuple[RecordRow, Stored]] = {}
        for row, shown in query.shown_of_kind(db, "screening_result"):
            header = shown.header
            if header.fields.get("scale") == scale.id and header.students:
                self.known.setdefault((header.students[0], self.clock.day(header.happened).isoformat()), (row, shown))
        self.open: dict[str, OpenCall] = {}
        for call in sorted(open_calls(db, self.clock), key=lambda c: c.due):
            self.open.setdefault(call.student, call)
        self.wishes: list[Wish] = []
        self.held: list[Held] = []
        self.review: list[Held] = []
        self.counts: Counter[str] = Counter()
        self.classes: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.due: dict[str, date] = {}

    def find(self, sheet: ScreeningSheet, taken: list[Taken], progress: Progress) -> Imported:
        """`taken` are the rows of the sheet, each with its day and what its answers come to."""
        for held in sheet.held:
            self.held.append(Held(held.row, held.sheet, held.code, held.values))
        named: set[str] = set()
        seen: dict[tuple[str, str], Values] = {}
        gravest = sorted(taken, key=lambda t: GRAVEST.index(t.scored.cls))
        for one in progress.each(gravest, len(gravest)):
            try:
                student = self.students.find(one.row).id
            except UserError as doubt:
                self._hold(one, doubt.code)
                continue
            named.add(student)
            if one.code:
                self._hold(one, one.code)
                continue
            values = self._values(student, one)
            before = seen.setdefault((student, one.day), values)
            if before is values:
                self._take(student, one, values)
            elif before != values:
                self._hold(one, "screening_twice")
        self._call()
        return Imported(
            added=self.counts["added"],
            changed=self.counts["changed"],
            unchanged=self.counts["unchanged"],
            held=_in_order(self.held),
            review=_in_order(self.review),
            classes={name: self.classes[name] for name in CLASSES},
            outcomes={name: self.outcomes[name] for name in OUTCOMES},
            calls=len(self.due),
            missing=self._missing(named),
        )

    def _missing(self, named: set[str]) -> int:
        """How many present students of the classes of those named are not named."""
        units = {line.unit for line in self.students.lines if line.id in named}
        present = (line for line in self.students.lines if line.status not in GONE)
        return sum(line.unit in units and line.id not in named for line in present)

    def _values(self, student: str, one: Taken) -> Values:
        values = {"student": student, **result_values(self.scale, self.rule, one)}
        return validate(RESULT, values, self.plan.ids(), self.clock)

    def _hold(self, one: Taken, code: str) -> None:
        """Holds a row; one with an alarm item is named beside, for nobody is called for a row that was not taken."""
        row = one.row
        self.held.append(Held(row.row, row.sheet, code, _place(row)))
        if one.scored.alarms and code != "screening_twice":
            self.review.append(Held(row.row, row.sheet, "screening_alarm_held", _place(row)))

    def _take(self, student: str, one: Taken, values: Values) -> None:
        row, shown = self.known.get((student, one.day), (None, None))
        before: Values = {}
        if row is not None and shown is not None:
            before = values_of(RESULT, shown)
            notice = before.get("notice")
            values = values if notice is None else {**values, "notice": notice}
            if code := self._objection(row, before, values):
                self._hold(one, code)
                return
        self._count(one, one.scored)
        if before == values:
            self.counts["unchanged"] += 1
            return
        self.counts["changed" if before else "added"] += 1
        if row is None or shown is None:
            self.wishes.append(Wish(RESULT, values))
        else:
            self.wishes.append(Wish(RESULT, values, record=row.id, parents=head_ids(self.db, row, shown)))
        if one.scored.cls in DAYS and one.scored.cls != before.get("class"):
            due = self.today + timedelta(days=self._days(one.scored.cls))
            self.due[student] = min(due, self.due.get(student, due))

    def _objection(self, row: RecordRow, before: Values, values: Values) -> str:
        """Why a result that is here cannot be followed by this one, or ""."""
        if row.withdrawn:
            return "screening_withdrawn"
        if row.conflict:
            return "screening_conflict"
        return "screening_not_yours" if before != values and row.author != self.member else ""

    def _count(self, one: Taken, scored: Scored) -> None:
        self.classes[scored.cls] += bool(scored.cls)
        self.outcomes[one.outcome] += 1
        for doubt in scored.doubts:
            self.review.append(Held(one.row.row, one.row.sheet, DOUBTS[doubt], _place(one.row)))

    def _days(self, name: str) -> int:
        return int(cast(int, self.plan.settings.get(f"interview_{name}_days", DAYS[name])))

    def _call(self) -> None:
        """Puts everybody who is due on the list; who is on it already is moved up, never back.

        A call has the student and the day and nothing else. Where each class has a number of days of its own, the day
        hints at the class, beside the day of the call all the more; whoever has to keep a deadline must know it
        (docs/decisions/kinds-beside-the-list.md).
        """
        for student, due in sorted(self.due.items()):
            call = self.open.get(student)
            if call is not None and call.due <= due:
                del self.due[student]
                continue
            values: Values = {"student": student, "due": due.isoformat()}
            if call is None or call.row.author != self.member or call.row.conflict:
                self.wishes.append(Wish(CALL, values))
                continue
            values = {**values_of(CALL, call.shown), **values}
            parents = head_ids(self.db, call.row, call.shown)
            happened = call.shown.header.happened
            self.wishes.append(Wish(CALL, values, record=call.row.id, parents=parents, happened=happened))


def _place(row: ScreeningRow) -> dict[str, str]:
    return {"row": str(row.row), "sheet": row.sheet, "number": row.number, "name": row.name}


def _in_order(found: list[Held]) -> tuple[Held, ...]:
    return tuple(sorted(found, key=lambda h: (h.sheet, h.row)))
