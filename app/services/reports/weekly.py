"""周研判表: the sheet of a week as the screen has it, on the school's form or as a table."""

from __future__ import annotations

from functools import partial

from app import forms
from app.forms.report import Column, Part, Report, ReportTable
from app.forms.values import Person
from app.forms.weekly_sheet import WeeklySheet, WeeklySheetRow
from app.services.context import plan_in_force
from app.services.hearing import silent_since
from app.services.reports.asked import Made, ReportAsked, about_figures, footnotes, minute, said
from app.services.weekly_sheets import SheetRow
from app.services.weekly_sheets import weekly_sheet as sheet_of_week
from app.services.weekly_stages import sheet_state
from app.texts import text
from app.workspace import Workspace

_HEADS = (
    ("row_number", 0.8), ("college", 1.5), ("class", 1.6), ("student_number", 1.9), ("name", 1.4), ("sex", 0.8),
    ("weekly_sheet.problems", 1.3), ("weekly_sheet.level", 1.1), ("weekly_sheet.last_level", 1.1),
    ("weekly_sheet.found", 1.3), ("weekly_sheet.week_words", 3.4), ("weekly_sheet.talks", 0.9),
    ("weekly_sheet.family", 1.7), ("weekly_sheet.measures", 2.2), ("weekly_sheet.owner", 1.2),
    ("weekly_sheet.next", 1.8),
)  # fmt: skip
_DAY = 86_400


def weekly_sheet(workspace: Workspace, asked: ReportAsked) -> Made:
    """The sheet of a week, of a college or of all whom the workspace has; who has no review yet is in it without
    one. UserError as `weekly_sheets.weekly_sheet` raises."""
    found = sheet_of_week(workspace, asked.week or None, asked.college)
    state = sheet_state(workspace, asked.week or None, asked.college)
    plan, clock = plan_in_force(workspace), workspace.clock
    rows = tuple(_row(row) for row in found.rows)
    week = said("week", term=found.week.term, number=found.week.number,
                days=said("days", first=found.week.first, last=found.week.last))  # fmt: skip
    unit = found.college or said("own_part" if workspace.role == "counsellor" else "all_colleges")
    due = max((clock.epoch(row.due) for row in found.rows), default=clock.epoch(found.week.last.isoformat()))
    silent = silent_since(workspace, workspace.store.read(), min(due, clock.epoch(clock.stamp()) - _DAY))
    about = about_figures(workspace, found.as_of, silent)
    lacking = sum(row.missing for row in found.rows)
    filled, checked = next(iter(state.submitted), None), state.checked
    stage = "compiled" if state.compiled else "checked" if checked else "submitted" if filled else ""
    notes = footnotes(plan, ["prevention.5"])
    sheet = WeeklySheet(
        unit=unit,
        week=said("week_short", term=found.week.term, number=found.week.number),
        rows=rows,
        stage=text("zh", f"choice.stage.{stage}") if stage else "",
        as_of=minute(found.as_of),
        missing=said("lacking", count=lacking) if lacking else "",
        remark="\n".join((f"{about[1][0]}：{about[1][1]}", *notes)),
        filled_by="、".join(dict.fromkeys(step.by_name for step in reversed(state.submitted))),
        filled_at=minute(filled.at) if filled else "",
        checked_by=checked.by_name if checked else "",
        checked_at=minute(checked.at) if checked else "",
    )
    report = Report(
        title=text("zh", "form.weekly_sheet.title"),
        about=((said("covers"), f"{unit}　{week}"), *about, (said("without_review"), str(lacking))),
        parts=(Part("", (_table(rows),)),),
        footnotes=notes,
        across=True,
    )
    return Made(report, "weekly_sheet", partial(forms.print_weekly_sheet, sheet), "prevention.5")


def _row(row: SheetRow) -> WeeklySheetRow:
    knows = row.family_knows
    family = ["" if knows is None else text("zh", f"form.weekly_sheet.{'knows' if knows else 'knows_not'}")]
    return WeeklySheetRow(
        student=Person(name=row.name, number=row.student, college=row.college, class_name=row.class_name, sex=row.sex),
        problems="、".join(row.problems),
        level=row.level.name,
        last_level=row.last_level.name,
        found=row.found_through,
        week=_told(row),
        talks=str(row.talks),
        family="，".join(filter(None, (*family, row.attitude))),
        measures=row.measures,
        owner=row.owner,
        next=row.next_step,
    )


def _told(row: SheetRow) -> str:
    """What was seen in the week; the state of the duty where nobody has written it down or it is not here."""
    told = row.review.fields if row.review is not None else {}
    unchanged = text("zh", "students.entry.no_change") if told.get("no_change") is True else ""
    seen = "；".join(part for part in (unchanged, str(told.get("observed") or "")) if part)
    return seen or said(f"state.{'met_late' if row.late else row.state}")


def _table(rows: tuple[WeeklySheetRow, ...]) -> ReportTable:
    lines = tuple(
        (
            number, row.student.college, row.student.class_name, row.student.number, row.student.name, row.student.sex,
            row.problems, row.level, row.last_level, row.found, row.week, row.talks, row.family, row.measures,
            row.owner, row.next,
        )
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    heads = tuple(Column(text("zh", f"form.{key}"), share) for key, share in _HEADS)
    name = text("zh", "form.weekly_sheet.title")
    return ReportTable(name, "", heads, lines, text("zh", "form.weekly_sheet.nobody"))
