"""The week's list on paper: the words of this_week.py in Chinese, every student in a row of their own."""

from __future__ import annotations

from itertools import groupby

from app.forms.due_list import DueGroup, DueList, DueRow
from app.services.calendar import week_of
from app.services.due_lines import DueLine
from app.services.this_week import ThisWeek, this_week
from app.texts import day_text, text
from app.workspace import Workspace

MINUTE = "23:59"  # the hour of what is due on a day and at no hour of it


def due_list(workspace: Workspace, day: str) -> DueList:
    """What is on the list now, as of `day` in words; what was put off is not on it, but counted."""
    week, term = this_week(workspace, "zh"), week_of(workspace)
    lines = [line for line in week.lines if line.snoozed is None]
    groups = (
        DueGroup(name=text("zh", f"form.due_list.group.{group}"), rows=tuple(_rows(list(found))))
        for group, found in groupby(lines, key=lambda line: line.group)
    )
    number = "" if term.number is None else text("zh", "form.due_list.number", n=term.number)
    days = text("zh", "form.due_list.days", first=day_text("zh", term.first), last=day_text("zh", term.last))
    return DueList(
        owner=workspace.member.name, week=f"{number}{days}", told=_told(week), as_of=day, groups=tuple(groups)
    )


def _told(week: ThisWeek) -> str:
    values = {"n": week.owed, "late": week.overdue, "off": week.snoozed}
    return text("zh", "form.due_list.counted_off" if week.snoozed else "form.due_list.counted", **values)


def _rows(lines: list[DueLine]) -> list[DueRow]:
    students = [part for line in lines for part in (line.parts if line.parts and line.parts[0].who else (line,))]
    return [_row(line) for line in students]


def _row(line: DueLine) -> DueRow:
    who, hour = line.who, f"{line.due:%H:%M}"
    where = (line.holder_name,) if who is None else (who.class_name, who.dorm, line.holder_name)
    late = text("zh", "form.due_list.late", n=line.days_over) if line.state == "overdue" and line.days_over else ""
    due = f"{day_text('zh', line.due.date())}{'' if hour == MINUTE else f' {hour}'}"
    several = text("zh", "form.due_list.at_once", n=line.count) if line.at_once else ""
    return DueRow(
        name=line.subject if who is None else who.name,
        where=" ".join(part for part in where if part),
        level="" if who is None else who.level_name.split("·")[0],
        what=line.label,
        why="，".join(part for part in (several, line.why, line.clause_title) if part),
        due=f"{due}{late}",
    )
