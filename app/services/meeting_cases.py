"""What 会议模式 shows on a wall: the cases of a week one by one, by surname and the last two digits of the number.

Nothing here can tell more than the wall may: no name, number, class, dorm, phone or treatment leaves this module, and
where a text names a student, the same short form stands in its place (clauses prevention.5 and prevention.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.services.care_levels import Level
from app.services.weekly_check import CheckRow, read_check
from app.store import query
from app.store.labels import student_names
from app.workspace import Workspace

COMPOUND = {
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯",
    "宇文", "长孙", "端木", "万俟", "独孤", "南宫", "百里", "呼延", "东郭", "西门", "轩辕", "闻人",
    "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "仲孙", "钟离", "鲜于", "闾丘",
    "司空", "拓跋", "赫连", "完颜", "纳兰",
}  # fmt: skip
"""Surnames of two characters; every other one has one."""
HIDDEN = "…"
LEAST = 5  # digits of a number that stands for nobody else in a text
_DIGITS = re.compile(
    r"[1１]\d{2}[ -]?\d{4}[ -]?\d{4}|(?:\d{3,4}-)?\d{7,}"
    r"|\d{2,4}(?=\s*(?:室|寝室|宿舍|房间|号楼|栋|幢))"
    r"|(?<=[栋幢楼舍室元])[\s-]*\d{3,4}|(?<![\d-])\d{1,2}-\d{3,4}(?![\d-])"
)
"""Phone numbers, numbers of people, and rooms, in digits of either width: too much rather than too little."""


@dataclass(frozen=True)
class MeetingCase:
    """One case as the wall shows it. `who` is 沈·17; `missing` says that nobody has written about the week yet, and
    `owner` who goes on."""

    who: str
    before: Level
    level: Level
    problems: tuple[str, ...]
    last: str
    unchanged: bool
    observed: str
    sources: tuple[str, ...]
    family: str
    measures: str
    next_step: str
    owner: str
    missing: bool


@dataclass(frozen=True)
class MeetingCases:
    """The cases of a week, the gravest level first; `college` is whose they are. `elsewhere` counts those of a meeting
    that are not on the week's sheet."""

    college: str
    week: int
    cases: tuple[MeetingCase, ...]
    elsewhere: int = 0


def meeting_cases(workspace: Workspace, week: str | None = None, meeting: str = "") -> MeetingCases:
    """The cases of a week's sheet; of a `meeting` (record id) whose minutes name cases, those. UserError as
    `weekly_check.read_check`."""
    sheet, db = read_check(workspace, week), workspace.store.read()
    there = {row.id for row in sheet.rows}
    wanted, unknown = _students_of(workspace, meeting) if meeting else (there, 0)
    veil = Veil(student_names(db))
    rows = sorted(sheet.rows, key=lambda row: row.row.number)
    cases = tuple(_case(veil, row) for row in rows if row.id in wanted)
    return MeetingCases(sheet.state.college, sheet.week.number, cases, len(wanted - there) + unknown)


def short_name(name: str, number: str) -> str:
    """沈知遥 2302140817 → 沈·17."""
    return f"{_surname(name)}·{number[-2:]}"


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND else name[:1]


class Veil:
    """Puts the short form where a text names a student, and dots where it gives a phone, a number or a room.

    A name that is a word too, such as 高兴, is veiled wherever it stands: which of both is meant cannot be told, and a
    sentence that reads oddly is better than a name on a wall.
    """

    def __init__(self, students: Iterable[tuple[str, str]]) -> None:
        self._short: dict[str, str] = {}
        for number, name in students:
            parts = name.split("·")
            said = {name, "".join(parts), *(part for part in parts if len(part) > 2)}
            said |= {number} if len(number) >= LEAST else set()
            self._short |= {one: short_name(name, number) for one in said if len(one) > 1}
        self._lengths = sorted({len(said) for said in self._short}, reverse=True)

    def over(self, text: str, name: str = "", number: str = "") -> str:
        """The text with nobody's name in it; given names alone are taken for that of whom it is about."""
        given = name.removeprefix(_surname(name))
        veiled, at = [], 0
        while at < len(text):
            said = next((text[at : at + n] for n in self._lengths if text[at : at + n] in self._short), "")
            if said:
                veiled.append(self._short[said])
            elif len(given) > 1 and text.startswith(given, at):
                said = given
                veiled.append(short_name(name, number))
            else:
                veiled.append(text[at])
            at += len(said) or 1
        return _DIGITS.sub(HIDDEN, "".join(veiled))


def _case(veil: Veil, found: CheckRow) -> MeetingCase:
    row = found.row

    def over(text: str) -> str:
        return veil.over(text, row.name, row.student)

    return MeetingCase(
        who=short_name(row.name, row.student),
        before=row.last_level,
        level=row.level,
        problems=row.problems,
        last=over(row.last),
        unchanged=found.unchanged,
        observed=over(found.observed),
        sources=found.sources,
        family=found.family,
        measures=over(row.measures),
        next_step=over(row.next_step),
        owner=row.owner,
        missing=not found.review,
    )


def _students_of(workspace: Workspace, meeting: str) -> tuple[set[str], int]:
    """The students that the minutes of a meeting name as cases, by way of the records it refers to, and how many of
    these records are not here."""
    db = workspace.store.read()
    row = query.record(db, meeting)
    body = query.shown_revision(db, row).body if row is not None else None
    cases = body.fields.get("cases") if body is not None else None
    named = [query.students_of(db, str(case)) for case in (cases if isinstance(cases, list) else ())]
    return {student for students in named for student in students}, named.count([])
