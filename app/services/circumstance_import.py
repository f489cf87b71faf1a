"""The offices' lists as circumstances: one for a student and a day, which obliges a talk (clause prevention.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import cast

from app.errors import UserError
from app.exchange.progress import Report
from app.plan.plan import Plan
from app.records.kind import Values
from app.services.roster_difference import Held
from app.services.sheet_import import SheetImported, import_list
from app.services.sheet_list import Planned, SheetList, merged
from app.sheets.circumstances import read_circumstances
from app.sheets.moments import moment
from app.sheets.student_list import ListedRow, StudentList
from app.workspace import Workspace


def import_circumstances(
    workspace: Workspace, path: Path, *, what: str, on: str, dry_run: bool, report: Report | None = None
) -> SheetImported:
    """Takes over who is on an office's list. `what` is a circumstance of the plan, by id or name; `on` the day
    (`YYYY-MM-DD`) of every row that states none. The hour is the first of that day at the school.

    Several rows of a student on one day are one circumstance. Raises UserError `option_unknown`, `date_wrong` and
    what `import_list` raises.
    """
    return import_list(workspace, path, partial(_Circumstances, what=what, on=on), dry_run=dry_run, report=report)


def day_given(given: str) -> str:
    """A day as a person types it beside the file; UserError `date_wrong`."""
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise UserError("date_wrong", value=given[:40]) from None


class _Circumstances(SheetList):
    kind_name = "circumstance"

    def __init__(self, workspace: Workspace, plan: Plan, file: str, *, what: str, on: str) -> None:
        super().__init__(workspace, plan, file)
        self.on = day_given(on)
        self.what = self.words.exactly("circumstance", what)
        if not self.what:
            allowed = self.words.labels("circumstance", self.language)
            raise UserError("option_unknown", value=what[:40], allowed=allowed)

    def read(self, data: bytes, name: str) -> StudentList:
        return read_circumstances(data, name)

    def values(self, row: ListedRow, student: str) -> Values:
        stated = row.text("day")
        day = moment(stated)[0][:10] if stated else self.on
        if not day:
            raise UserError("bulk_day_unreadable", **row.place())
        note = "；".join(f"{label}：{text}" if label else text for label, text in row.beside)
        return {"students": [student], "what": self.what, "when": day, "note": note}

    def gather(self, planned: Sequence[Planned]) -> tuple[list[Planned], list[Held]]:
        return merged(planned, lambda one: self._day_of(one.values), _with_all_notes), []

    def _day_of(self, values: Values) -> tuple[str, str]:
        return str(cast(list[str], values["students"])[0]), str(values["when"])

    def event(self, values: Values) -> tuple[object, ...]:
        return *super().event(values), values.get("what")

    def marked(self, planned: Planned, before: Values) -> Values:
        offices = dict.fromkeys(office for row in planned.rows if (office := row.text("office")))
        source = " · ".join((*offices, self.place(planned.rows)))
        return {**before, **planned.values, "source": source}

    def unmarked(self, values: Values) -> Values:
        return {name: value for name, value in values.items() if name != "source"}

    def mark(self, values: Values) -> str:
        return str(values.get("source", ""))


def _with_all_notes(same: list[Planned]) -> Values:
    notes = dict.fromkeys(str(one.values["note"]) for one in same if one.values.get("note"))
    return {**same[0].values, "note": "\n".join(notes)} if notes else same[0].values
