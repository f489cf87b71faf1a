"""The fictitious colleges' name lists as xlsx, as awkward as schools keep them. Bytes out, no files.

What is awkward here was met in the field: a title above the header, a header of two merged rows, three
columns called 联系电话, numbers typed as numbers or in full width, spaces inside names, hidden rows, a
foot that counts, a formula in the remarks, an identity column nobody should read, no college column.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from app.services.demo.people import content, plan_labels
from app.services.demo.school import College, School, Student

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_FULL_WIDTH = {ord("0") + n: chr(0xFF10 + n) for n in range(10)}
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Held:
    """A row that no import should trust: its number in the sheet (from 1), and why, in English."""

    row: int
    why: str


@dataclass(frozen=True, slots=True)
class Roster:
    """One college's list. `college` must be told at the import where the sheet has no such column.

    Every student of the college stands in it once, in a row that can be trusted; `held` are extra rows.
    """

    file_name: str
    content: bytes
    college: str | None
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class _Habit:
    """How one college keeps its list."""

    two_row_header: bool
    college_column: bool
    identity_column: bool
    numeric: bool
    spaced_names: bool
    titles: tuple[str, ...]
    foot: bool


_HABITS = (
    _Habit(True, True, True, True, False, ("{college}{year}学生信息一览表",), True),
    _Habit(False, False, False, False, True, ("{college}学生名册", "填表日期:{year}年9月  以学号为序"), True),
    _Habit(False, True, False, True, True, (), False),
)


def rosters(school: School) -> list[Roster]:
    """One list per college, its awkwardness taking turns; the same school gives the same cells."""
    return [_write(school, college, _HABITS[n % 3]) for n, college in enumerate(school.colleges)]


def _write(school: School, college: College, habit: _Habit) -> Roster:
    import xlsxwriter

    random = Random(f"{school.seed}/roster/{college.code}")
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _created()})
    sheet = book.add_worksheet("学生名册")
    top = _write_top(book, sheet, college, habit)
    students = school.students_in(college.name)
    held = _write_rows(sheet, top, students, habit, random)
    sheet.set_column(0, 20, 14)
    if not habit.foot:
        book.add_worksheet("填表说明").write_string(0, 0, "学号、姓名、班级必填;家长电话请核对后填写。")
    book.close()
    name = f"{college.name}学生名册{'(定稿)' if habit.two_row_header else ''}.xlsx"
    told = None if habit.college_column else college.name
    return Roster(name, buffer.getvalue(), told, held)


def _created() -> datetime:
    """A fixed moment, so that the same seed gives the same bytes."""
    return datetime(2026, 9, 1, 8, 0, 0)


# ── columns ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: what the header says, the group above it (two-row headers), and what a student has."""

    title: str
    group: str
    value: Callable[[Student], str]


def _columns(habit: _Habit) -> list[_Column]:
    statuses, grades = plan_labels("student_status"), plan_labels("hardship")
    kinds = plan_labels("entry_kind")
    basic = "学生基本信息"
    columns = [
        _Column("学号", basic, lambda s: s.number),
        _Column("姓名", basic, lambda s: s.name),
        _Column("性别", basic, lambda s: "女" if s.sex == "female" else "男"),
        _Column("班级", basic, lambda s: s.class_name),
        _Column("年级", basic, lambda s: s.cohort),
        _Column("入学方式", basic, lambda s: kinds[s.entry_kind]),
        _Column("学籍状态", basic, lambda s: statuses[s.status]),
        _Column("联系电话", basic, lambda s: s.phone),
        _Column("楼栋", "住宿", lambda s: s.building),
        _Column("宿舍号", "住宿", lambda s: s.room),
        _Column("床位", "住宿", lambda s: s.bed),
    ]
    for n, prefix in enumerate(("家庭成员一", "家庭成员二")):
        short = "" if habit.two_row_header else "家长" + "一二"[n]
        columns += [
            _Column(f"{short}姓名", prefix, lambda s, n=n: _relative(s, n, "name")),  # type: ignore[misc]
            _Column(f"{short}关系", prefix, lambda s, n=n: _relative(s, n, "title")),  # type: ignore[misc]
            _Column("联系电话", prefix, lambda s, n=n: _relative(s, n, "phone")),  # type: ignore[misc]
        ]
    columns += [
        _Column("困难等级", "其他", lambda s: "" if s.hardship == "none" else grades[s.hardship]),
        _Column("曾用学号", "其他", lambda s: "、".join(s.former_numbers)),
        _Column("备注", "其他", lambda s: "校外住宿" if s.off_campus else ""),
    ]
    if habit.college_column:
        columns.insert(3, _Column("学院", basic, lambda s: s.college))
    if habit.identity_column:
        columns.insert(4, _Column("身份证号", basic, _identity))
    return columns


def _relative(student: Student, index: int, field: str) -> str:
    return str(getattr(student.family[index], field)) if index < len(student.family) else ""


def _identity(student: Student) -> str:
    """Looks like an identity number and is none: no such region (99), and a wrong check character."""
    random = Random(f"identity/{student.number}")
    year = int(student.cohort) - 18 - random.randrange(2)
    born = f"{year}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
    body = f"99{random.randrange(10_000):04d}{born}{random.randrange(1000):03d}"
    right = _CHECKS[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
    wrong = "X" if right != "X" and random.random() < 0.2 else _CHECKS[(_CHECKS.index(right) + 1) % 11]
    return body + wrong


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────


def _write_top(book: Any, sheet: Worksheet, college: College, habit: _Habit) -> int:
    """Titles and header; returns the first row (from 0) of students."""
    columns = _columns(habit)
    middle = book.add_format({"align": "center", "valign": "vcenter", "bold": True, "border": 1})
    row = 0
    for title in habit.titles:
        words = title.format(college=college.name, year=2026)
        sheet.merge_range(row, 0, row, len(columns) - 1, words, middle)
        row += 1
    if habit.two_row_header:
        start = 0
        for n in range(1, len(columns) + 1):
            if n == len(columns) or columns[n].group != columns[start].group:
                sheet.merge_range(row, start, row, n - 1, columns[start].group, middle)
                start = n
        row += 1
    for n, column in enumerate(columns):
        title = "学 号" if column.title == "学号" and habit.spaced_names else column.title
        sheet.write_string(row, n, title, middle)
    return row + 1


def _write_rows(
    sheet: Worksheet, top: int, students: tuple[Student, ...], habit: _Habit, random: Random
) -> tuple[Held, ...]:
    """The students, with rows nobody should trust strewn between them; returns those rows."""
    columns = _columns(habit)
    strangers = _untrustworthy(students, habit)
    places = sorted(random.sample(range(2, len(students)), len(strangers)))
    held: list[Held] = []
    row = top
    for n, student in enumerate(students):
        while places and places[0] == n:
            places.pop(0)
            stranger, why = strangers.pop(0)
            _write_row(sheet, row, [column.value(stranger) for column in columns], columns, False)
            held.append(Held(row + 1, why))
            row += 1
        cells = [column.value(student) for column in columns]
        cells[0], cells[1] = _as_typed(student, n, habit)
        _write_row(sheet, row, cells, columns, habit.numeric)
        if n == 1:
            sheet.write_formula(row, len(columns) - 1, f"=LEN(B{row + 1})", None, len(student.name))
        if n % 23 == 6:
            sheet.set_row(row, None, None, {"hidden": True})
        row += 1
    if habit.foot:
        sheet.write_string(row, 0, "合计")
        sheet.write_formula(row, 1, f"=COUNTA(B{top + 1}:B{row})", None, row - top)
        sheet.write_string(row, 2, "人")
    return tuple(held)


def _as_typed(student: Student, n: int, habit: _Habit) -> tuple[str, str]:
    """Number and name as somebody in a hurry typed them: full width, blanks around, 王 芳 set wide."""
    number, name = student.number, student.name
    if n % 17 == 4:
        number = number.translate(_FULL_WIDTH)
    elif n % 19 == 8:
        number = f" {number} "
    if habit.spaced_names and len(name) == 2:
        name = f"{name[0]}  {name[1]}"
    elif n % 13 == 5:
        name = f"{name} "
    return number, name


def _write_row(sheet: Worksheet, row: int, cells: list[str], columns: list[_Column], numeric: bool) -> None:
    typed = {"学号", "联系电话", "年级"}
    for n, (value, column) in enumerate(zip(cells, columns, strict=True)):
        plain_number = value.isascii() and value.isdigit() and not value.startswith("0")
        if numeric and column.title in typed and plain_number:
            sheet.write_number(row, n, int(value))
        elif value:
            sheet.write_string(row, n, value)


def _untrustworthy(students: tuple[Student, ...], habit: _Habit) -> list[tuple[Student, str]]:
    """Rows that must be held, made from real ones with numbers that nobody has."""
    names = content("people")["names"]
    model = students[-1]
    free = f"{model.number[:-2]}97", f"{model.number[:-2]}98"
    rows = [
        (replace(model, number=free[0], name=""), "no name"),
        (replace(model, number="2.60101E+07", name="周" + names["female"][0]), "scientific notation"),
    ]
    if not habit.two_row_header:
        twice = [(replace(model, number=free[1], name=n), "one number, two people") for n in ("陈岚", "吴屹川")]
        rows = [*twice, rows[len(model.number) % 2]]
    if not habit.college_column:
        shorn = replace(model, number=model.number.lstrip("0")[:-2] + "99", name="许念")
        rows.append((shorn, "the number lost its leading zero"))
    return rows
