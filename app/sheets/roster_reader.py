"""One sheet of a roster, read by its layout into students and held rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.sheets import cells
from app.sheets.columns import Layout, Member
from app.sheets.roster_row import FamilyMember, HeldRow, RosterRow
from app.sheets.table import Sheet

TOTALS = re.compile(
    r"(总|合|小|共)\s*计.*|总?人数.*|(全班|本班|全院|全校|以上)?(总|合计|总计)?共?\s*\d+\s*(人|名).*|total.*",
    re.I,
)
NOTES = re.compile(r"[(\[【]?(注|备注|说明|填表|制表|审核|填报|联系人|日期|负责人|签字|签名|盖章|第.+页)")
_GENERIC_SHEET = re.compile(
    r"(sheet|工作表|表|table)?\s*[(（]?\d*[)）]?|.*(名单|花名册|名册|信息|汇总|总表|导出).*", re.I
)
_SPLIT = r"[\s/\\、,,\-—–·_|]"
_COLLEGE_IN_CLASS = re.compile(rf"(.+?(?:学院|书院)|.+?系(?={_SPLIT})){_SPLIT}*(\S.*)")
_RELATIONS = re.compile(r"父亲|母亲|爸爸|妈妈|爷爷|奶奶|外公|外婆|祖父|祖母|哥哥|姐姐|监护人|舅舅|叔叔|姑姑|阿姨|父|母")
_Get = Callable[[int], str]
_Field = Callable[[str], str]


def hold(row: int, sheet: str, code: str, values: tuple[str, str], student: RosterRow | None = None) -> HeldRow:
    number, name = (cells.without_id_cards(cells.visible(value))[:60] for value in values)
    return HeldRow(row, sheet, code, {"row": str(row), "sheet": sheet, "number": number, "name": name}, student)


class SheetReader:
    """Reads one sheet by its layout."""

    def __init__(self, sheet: Sheet, layout: Layout, college: str | None, several: bool) -> None:
        self.sheet = sheet
        self.layout = layout
        self.college = cells.unit(college or "")
        has_class = layout.column("class_name") >= 0 or layout.column("college_class") >= 0
        self.class_from_sheet = "" if has_class else _class_from_sheet(sheet.name, several)
        self.filled = self._merged_values()

    def _merged_values(self) -> Mapping[tuple[int, int], str]:
        """What merged cells say below their first one; never for number and name."""
        own = {self.layout.column("number"), self.layout.column("name")}
        values: dict[tuple[int, int], str] = {}
        first = self.sheet.first_row + self.layout.first
        last = self.sheet.first_row + len(self.sheet.rows) - 1
        for top, left, bottom, right in self.sheet.merged:
            if left == right and left not in own and top >= first:
                row = self.sheet.rows[top - self.sheet.first_row] if top <= last else ()
                for number in range(top + 1, min(bottom, last) + 1):
                    values[number, left] = row[left] if left < len(row) else ""
        return values

    def read(self) -> tuple[list[RosterRow], list[HeldRow]]:
        """All students of the sheet, and the rows that cannot be one but may be meant as one."""
        rows: list[RosterRow] = []
        held: list[HeldRow] = []
        for at in range(self.layout.first, len(self.sheet.rows)):
            one = self._one(self.sheet.rows[at], self.sheet.first_row + at)
            if isinstance(one, RosterRow):
                rows.append(one)
            elif one is not None:
                held.append(one)
        return rows, held

    def cell(self, raw: Sequence[str], row: int, column: int) -> str:
        """What a cell says, or the merged one above it; empty for column -1."""
        value = raw[column] if 0 <= column < len(raw) else ""
        return value or self.filled.get((row, column), "")

    def doubt(self, row: int, raw_number: str, raw_name: str) -> str:
        """Why the number and name of a row cannot be trusted, or ""."""
        number, name = cells.number(raw_number), cells.name(raw_name)
        at_number, at_name = self.layout.column("number"), self.layout.column("name")
        if (row, at_number) in self.sheet.formulas or cells.starts_like_formula(raw_number):
            return "roster_formula_number"
        if (row, at_name) in self.sheet.formulas or cells.starts_like_formula(raw_name):
            return "roster_formula_name"
        if not number:
            return "roster_no_number"
        if (row, at_number) in self.sheet.lost:
            return "roster_digits_lost"
        if not cells.is_number(number):
            return "roster_number_malformed"
        return "" if name else "roster_no_name"

    def _one(self, raw: Sequence[str], row: int) -> RosterRow | HeldRow | None:
        get = partial(self.cell, raw, row)
        raw_number, raw_name = get(self.layout.column("number")), get(self.layout.column("name"))
        number, name = cells.number(raw_number), cells.name(raw_name)
        if self.is_no_student(raw, number, name):
            return None
        code = self.doubt(row, raw_number, raw_name)
        if code:
            return hold(row, self.sheet.name, code, (raw_number, raw_name))
        student = self._student(get, row, number, name)
        if not student.class_name or not student.college:
            code = "roster_no_class" if not student.class_name else "roster_no_college"
            return hold(row, self.sheet.name, code, (number, name), student)
        return student

    def is_no_student(self, raw: Sequence[str], number: str, name: str) -> bool:
        """Blank lines, totals, notes below the table, headers printed again on the next page."""
        texts = [text for cell in raw if (text := cells.visible(cell))]
        if not texts or (number == "学号" and name in ("姓名", "学生姓名")):
            return True
        if not (number and name and cells.is_number(number)) and any(map(TOTALS.fullmatch, texts[:6])):
            return True
        if not number and not name:
            personal = [self.layout.column(field) for field in ("phone", "sex", "bed", "status", "former_numbers")]
            personal += [part for member in self.layout.family for part in (member.name, member.phone)]
            return not any(0 <= at < len(raw) and cells.free(raw[at]) for at in personal) or len(texts) < 3
        if cells.is_number(number):
            return False
        if not name and len(texts) <= 2 and len(number) > 2 and not number[:1].isascii():
            return True
        return NOTES.match(number or name) is not None and len(texts) <= 4

    def _student(self, get: _Get, row: int, number: str, name: str) -> RosterRow:
        layout = self.layout

        def field(name: str) -> str:
            return get(layout.column(name))

        college, class_name = self._units(field)
        dormitory = cells.dormitory(field("building"), field("room"), field("bed"))
        family = tuple(found for member in layout.family if (found := _person(member, get)).name or found.phone)
        people = [_person(member, get) for member in layout.emergency]
        emergency = [" ".join(filter(None, (one.name, one.relation, one.phone))) for one in people]
        return RosterRow(
            row=row,
            sheet=self.sheet.name,
            number=number,
            short_number=False,
            padded="",
            name=name,
            sex=cells.sex(field("sex")),
            college=college,
            class_name=class_name,
            cohort=cells.year(field("cohort")),
            entered_on=cells.day(field("entered_on")),
            entry_kind=cells.free(field("entry_kind")),
            status=cells.free(field("status")),
            building=dormitory.building,
            room=dormitory.room,
            bed=dormitory.bed,
            off_campus=any(cells.lives_off_campus(field(name)) for name in ("building", "room", "bed")),
            phone=cells.phone(field("phone")),
            family=family,
            emergency=" / ".join(part for part in emergency if part),
            hardship=cells.grade(field("hardship")),
            remarks=cells.free(field("remarks")),
            former_numbers=_former_numbers(field("former_numbers")),
        )

    def _units(self, field: _Field) -> tuple[str, str]:
        """College and class, also out of one cell."""
        college = cells.unit(field("college"))
        class_name = cells.free(field("class_name")) or cells.free(field("college_class"))
        split = None if college else _COLLEGE_IN_CLASS.fullmatch(class_name)
        if split:
            college, class_name = cells.unit(split[1]), split[2]
        return college or self.college, cells.unit(class_name) or self.class_from_sheet


def _class_from_sheet(name: str, several: bool) -> str:
    """The class a sheet is named after: it has a digit or 班; among several any name of its own will do."""
    clean = cells.unit(name)
    if not clean or _GENERIC_SHEET.fullmatch(clean):
        return ""
    return clean if several or "班" in clean or any(char.isdigit() for char in clean) else ""


def _person(member: Member, get: _Get) -> FamilyMember:
    """One family member, also where name, relationship and telephone share a cell."""
    name, relation, phone = cells.name(get(member.name)), cells.free(get(member.relation)), get(member.phone)
    if not relation and not member.who.startswith(("家长", "emergency")):
        relation = member.who.rstrip("123一二三")
    if (inside := cells.PHONE.findall(name)) and len(name) < 200:
        name = cells.PHONE.sub(" ", name)
        phone = phone if cells.free(phone) else "/".join(inside)
    elif not name and (inside := cells.PHONE.findall(cells.free(phone))):
        name, phone = cells.PHONE.sub(" ", cells.free(phone)), "/".join(inside)
    told = re.search(r"[(（]([^()（）]{1,6})[)）]", name)
    if told:
        name = name.replace(told[0], " ")
        relation = relation or told[1]
    name = name.strip(" :：,，、;；-—/()（）")
    if _RELATIONS.fullmatch(name):
        name, relation = "", relation or name
    return FamilyMember(cells.name(name), relation, cells.phone(phone))


def _former_numbers(text: str) -> tuple[str, ...]:
    parts = (cells.number(part) for part in re.split(r"[/,、,;;\s]+", text))
    return tuple(part for part in parts if cells.is_number(part))
