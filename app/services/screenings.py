"""Screening 心理普查: results in from the platforms' exports; what is read of them stands in screening_reading.py.

Results stay with the psychologists and the centre; counsellors get the interview list (interview_list.py) and
nothing else of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from app.errors import UserError
from app.exchange.progress import WHOLE, Progress, Report, aside
from app.plan.plan import Plan
from app.plan.scales import Rule, Scale, find_scale, scale_ids
from app.plan.scoring import with_thresholds
from app.services.context import plan_in_force
from app.services.interview_list import InterviewLine, interview_list
from app.services.roster_difference import Held
from app.services.saving import Writer
from app.services.screening_import import Imported, ScreeningDifference
from app.services.screening_reading import (
    ScreeningPoint,
    UnclearResult,
    Uncovered,
    allow,
    screening_over_time,
    unclear_results,
    uncovered,
)
from app.services.screening_values import read_rows, wanted_of
from app.services.sheet_files import content_of, save_wishes
from app.sheets.screening import ScreeningSheet, read_screening
from app.store.watching import watched
from app.workspace import Workspace

__all__ = [
    "Held", "Imported", "InterviewLine", "ScaleChoice", "ScreeningPoint", "UnclearResult", "Uncovered",
    "import_screening", "interview_list", "list_scales", "rule_of", "screening_over_time", "unclear_results",
    "uncovered",
]  # fmt: skip

PREVIEW, IMPORT = (500, WHOLE), (100, 200)  # where reading and comparing end, in thousandths of the time


@dataclass(frozen=True)
class ScaleChoice:
    """A scale of which results can be taken in: its codings, and its rules as (id, title)."""

    id: str
    title: str
    codings: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    default_rule: str


def list_scales(language: str) -> tuple[ScaleChoice, ...]:
    """The scales that ship with the program."""
    return tuple(
        ScaleChoice(
            id=scale.id,
            title=scale.title(language),
            codings=tuple(coding.id for coding in scale.codings),
            rules=tuple((rule.id, rule.en if language == "en" else rule.zh) for rule in scale.rules),
            default_rule=scale.default_rule,
        )
        for scale in map(find_scale, scale_ids())
    )


def import_screening(
    workspace: Workspace,
    path: Path,
    *,
    scale: str,
    coding: str = "",
    rule: str = "",
    on: str = "",
    dry_run: bool = False,
    report: Report | None = None,
) -> Imported:
    """Takes the results of an xlsx, xls or csv over and puts on the interview list whom the plan wants interviewed,
    in one transaction; a dry run only tells what would change. The same file again changes nothing.

    `coding` (`0-3`) stands before what the sheet states; `on` (YYYY-MM-DD) is the day of rows that have none.
    Raises UserError `screening_not_allowed`, `scale_unknown`, `rule_unknown`, `coding_unknown`, `coding_unclear`,
    `coding_wrong`, `date_wrong`, `screening_no_date_column`, `screening_no_columns`, `file_unreadable`, what
    `read_screening` raises; `Cancelled`.
    """
    allow(workspace)
    plan, asked = plan_in_force(workspace), find_scale(scale)
    day, chosen = _day(workspace, on), rule_of(plan, asked, rule)
    if coding:
        asked.coding(coding)
    progress = Progress(report)
    read, compared = PREVIEW if dry_run else IMPORT
    progress.phase(read)
    content = content_of(path)
    wanted = wanted_of(asked, [find_scale(known) for known in scale_ids()])
    sheet = aside(lambda: read_screening(content, path.name, wanted), progress.tick)
    _check_columns(workspace, asked, sheet)
    if day is None and not sheet.dated:
        raise UserError("screening_no_date_column")
    taken = read_rows(asked, chosen, sheet, coding=coding, on=day, today=workspace.clock.today())
    progress.phase(compared)
    if dry_run:
        db = workspace.store.read()
        with watched(db, progress.tick):
            found = ScreeningDifference(workspace, db, plan, asked, chosen.id).find(sheet, taken, progress)
        return _remarked(asked, sheet, found)
    with workspace.store.unit() as unit, watched(unit, progress.tick):
        difference = ScreeningDifference(workspace, unit, plan, asked, chosen.id)
        found = difference.find(sheet, taken, progress)
        progress.phase(WHOLE)
        if difference.wishes:
            # role, students and authors were looked at row by row
            save_wishes(Writer(workspace, unit, plan.rank), difference.wishes, progress, checked=False)
    return _remarked(asked, sheet, found)


def _check_columns(workspace: Workspace, scale: Scale, sheet: ScreeningSheet) -> None:
    """Refuses a file without a column by which this scale could be judged: all its items or an alarm item, a total, a
    score or a class. A list of those alone who did not take part needs none."""
    columns = {column.field for column in sheet.columns}
    judged = columns & {"total", "stated", *(score.id for score in scale.scores)}
    if judged or len(sheet.items) == scale.items or sheet.items & set(scale.alarm_items):
        return
    if sheet.items or any(row.outcome in ("", "taken") for row in sheet.rows):
        raise UserError("screening_no_columns", scale=scale.title(workspace.language))


def _day(workspace: Workspace, on: str) -> date | None:
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise UserError("date_wrong", value=on) from None
    if day is not None and day > workspace.clock.today():
        raise UserError("date_wrong", value=on)
    return day


def rule_of(plan: Plan, scale: Scale, asked: str) -> Rule:
    """The rule that is asked for, with the plan's own thresholds where the scale follows them."""
    rule = scale.rule(asked)
    high, middle = (plan.settings.get(f"interview_{name}_from") for name in ("high", "middle"))
    if scale.plan_thresholds and high is not None and middle is not None:
        return with_thresholds(rule, int(cast(int, high)), int(cast(int, middle)))
    return rule


def _remarked(scale: Scale, sheet: ScreeningSheet, found: Imported) -> Imported:
    """Says once for a file that has totals alone that nobody can see its alarm items."""
    unseen = [str(number) for number in scale.alarm_items if number not in sheet.items]
    if not unseen or not sheet.rows:
        return found
    first = sheet.rows[0]
    remark = Held(0, first.sheet, "screening_alarm_unseen", {"items": ", ".join(unseen), "sheet": first.sheet})
    return replace(found, review=(remark, *found.review))
