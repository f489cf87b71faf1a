"""The care list as a college kept it so far: a listing for each student, marked as taken over (clause prevention.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.errors import UserError
from app.exchange.progress import Report
from app.plan.plan import Plan
from app.records.kind import Values
from app.services.circumstance_import import day_given
from app.services.roster_difference import Held
from app.services.sheet_import import SheetImported, import_list
from app.services.sheet_list import Planned, SheetList, hold
from app.sheets.care_list import read_care_list
from app.sheets.moments import moment
from app.sheets.student_list import ListedRow, StudentList
from app.workspace import Workspace

ORIGIN = "旧台账转入"
"""How a record from an old ledger is marked in every language: people search for it."""


def import_care_list(
    workspace: Workspace, path: Path, *, on: str = "", dry_run: bool, report: Report | None = None
) -> SheetImported:
    """Takes over who is on the list and at which level. `on` is the day (`YYYY-MM-DD`) from which a student counts
    whose row states none. Raises UserError `date_wrong`, `bulk_no_level_column` and what `import_list` raises.
    """
    return import_list(workspace, path, partial(_CareList, on=on), dry_run=dry_run, report=report)


class _CareList(SheetList):
    kind_name = "care_listing"

    def __init__(self, workspace: Workspace, plan: Plan, file: str, *, on: str) -> None:
        super().__init__(workspace, plan, file)
        self.on = day_given(on) if on else ""

    def read(self, data: bytes, name: str) -> StudentList:
        found = read_care_list(data, name)
        if "level" not in found.fields:
            raise UserError("bulk_no_level_column")
        return found

    def values(self, row: ListedRow, student: str) -> Values:
        beside = list(row.beside)
        values: Values = {"student": student, "action": "list", "level": self._level(row), "from": self._from(row)}
        problems, whole = self.words.choices("problems", row.text("problems"))
        if not whole:
            beside.insert(0, (row.labels["problems"], row.text("problems")))
        found_through, faithful = self.words.choice("found_through", row.text("found_through"))
        if row.text("found_through") and not faithful:
            beside.append((row.labels["found_through"], row.text("found_through")))
        evidence = [row.text("evidence"), *(f"{label}：{text}" for label, text in beside)]
        values |= {"problems": problems, "found_through": found_through, "decided_in": row.text("decided_in")}
        return values | {"reason": self._reason(row), "evidence": "\n".join(filter(None, evidence))}

    def _level(self, row: ListedRow) -> str:
        said = row.text("level")
        level = self.words.level(said)
        if not level:
            raise UserError(
                "bulk_level_unknown", **row.place(level=said[:40], allowed=self.words.labels("level", self.language))
            )
        return level

    def _from(self, row: ListedRow) -> str:
        stated = row.text("from")
        day = moment(stated)[0][:10] if stated else self.on
        if not day:
            raise UserError("bulk_day_unreadable" if stated else "bulk_no_day", **row.place())
        return day

    def _reason(self, row: ListedRow) -> str:
        """Why the student is listed; a list that says it with the kind of trouble alone is taken at its word."""
        reason = row.text("reason") or row.text("problems")
        if not reason:
            raise UserError("bulk_no_reason", **row.place())
        return reason

    def gather(self, planned: Sequence[Planned]) -> tuple[list[Planned], list[Held]]:
        """One listing for a student and a day; a second row that says something else is held."""
        once, _ = super().gather(planned)
        by_day: defaultdict[object, list[Planned]] = defaultdict(list)
        for one in once:
            by_day[one.values["student"], one.values["from"]].append(one)
        held = [hold(one.rows[0], "roster_duplicate") for same in by_day.values() for one in same[1:]]
        return [same[0] for same in by_day.values()], held

    def event(self, values: Values) -> tuple[object, ...]:
        return values.get("student"), values.get("action")

    def marked(self, planned: Planned, before: Values) -> Values:
        values = {**self.unmarked(before), **planned.values}
        lines = (str(values.get("evidence", "")), f"{ORIGIN} · {self.place(planned.rows)}")
        return {**values, "evidence": "\n".join(filter(None, lines))}

    def unmarked(self, values: Values) -> Values:
        lines = str(values.get("evidence", "")).split("\n")
        kept = "\n".join(line for line in lines if not line.startswith(ORIGIN))
        return {**{k: v for k, v in values.items() if k != "evidence"}, **({"evidence": kept} if kept else {})}

    def mark(self, values: Values) -> str:
        lines = str(values.get("evidence", "")).split("\n")
        return next((line for line in lines if line.startswith(ORIGIN)), "")
