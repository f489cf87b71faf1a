"""What one row of a roster says about a student, laid over what the store has. No store, no files.

An empty cell never takes anything away: what the row does not say stays as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from app.plan.plan import Plan
from app.records.kind import Field, Kind, Values
from app.sheets.roster import FamilyMember, RosterRow
from app.texts import text

_PLAIN = ("sex", "entered_on", "room", "bed", "phone", "emergency")
_LISTS = {"status": "student_status", "entry_kind": "entry_kind", "hardship": "hardship"}
_SCHOOLS_SAY = {
    "student_status": {
        "enrolled": ("在读", "在校", "在册", "正常", "注册", "已注册", "在籍在校", "有学籍"),
        "kept": ("保留", "保留入学资格"),
        "extended": ("延期", "延长学习年限"),
        "internship": ("实习", "离校实习", "外出实习"),
        "probation": ("试读",),
        "transferred": ("转出", "转学", "已转学"),
        "withdrawn": ("已退学",),
        "graduated": ("已毕业",),
    },
    "entry_kind": {
        "gaokao": ("统招", "普通高考", "统一高考", "高考统招", "普通高招", "普招"),
        "upgrade": ("专升本", "转本"),
        "transfer": ("转入", "转学转入"),
    },
    "hardship": {
        "none": ("不困难", "否"),
        "general": ("一般", "一般贫困"),
        "hard": ("比较困难", "贫困"),
        "very_hard": ("特困", "特别贫困", "特殊困难"),
    },
}
"""Words met in schools' lists for the choices of the plan, besides the plan's own labels."""
_RELATIONS = {"father": ("父", "爸爸", "父子", "父女"), "mother": ("母", "妈妈", "母子", "母女")}
_OLDEST = 9  # years back in which a student of today may have begun


def alike(value: object) -> str:
    """A name or word as compared: NFKC, no white space, no dots, no case."""
    return re.sub(r"[\s·•.]", "", unicodedata.normalize("NFKC", str(value or ""))).casefold()


@dataclass(frozen=True)
class Words:
    """The sheet's words for the plan's choices, in the language of the workspace for what is written."""

    plan: Plan
    language: str
    known: dict[str, dict[str, str]]
    relations: dict[str, str]

    @classmethod
    def of(cls, plan: Plan, language: str) -> Words:
        known: dict[str, dict[str, str]] = {}
        for listed in _LISTS.values():
            open_ids = {c.id for c in plan.lists.get(listed, ()) if not c.retired}
            said = _SCHOOLS_SAY[listed].items()
            known[listed] = {alike(w): identity for identity, ws in said if identity in open_ids for w in ws}
            for choice in plan.lists.get(listed, ()):
                if not choice.retired:
                    known[listed] |= {alike(w): choice.id for w in (choice.id, choice.en, choice.label)}
        relations = {w: plan.label("relation", k, "zh") for k, ws in _RELATIONS.items() for w in ws}
        return cls(plan, language, known, relations)

    def choice(self, field: str, word: str) -> str:
        """The id a word stands for, or ""."""
        return self.known[_LISTS[field]].get(alike(word), "")

    def label(self, field: Field, value: str) -> str:
        if isinstance(field.choices, str):
            return self.plan.label(field.choices.removeprefix("plan:"), value, self.language)
        return text(self.language, f"choice.{field.name}.{value}")


def laid_over(before: Values, row: RosterRow, class_id: str, building: str, words: Words, today: date) -> Values:
    """The student's values after the row; `before` is empty for a new one. References are ids."""
    values: Values = {"number": row.number, "name": row.name, **before, "class": class_id}
    said = {name: getattr(row, name) for name in _PLAIN} | {"building": building}
    said |= {name: words.choice(name, getattr(row, name)) for name in _LISTS}
    values |= {name: value for name, value in said.items() if value}
    if row.off_campus:
        values["off_campus"] = True
    _begin(values, before, row, today.year)
    _tell_status(values, before, today)
    former = [*cast(list[str], values.get("former_numbers", ())), *row.former_numbers]
    former = [number for number in dict.fromkeys(former) if number != values["number"]]
    if former:
        values["former_numbers"] = former
    family = merge_family(cast(list[Values], before.get("family", [])), row.family, words)
    if family:
        values["family"] = family
    remarks = _remarks(str(before.get("remarks", "")), row, words)
    if remarks:
        values["remarks"] = remarks
    return values


def _tell_status(values: Values, before: Values, today: date) -> None:
    """Enrolled unless something else is said. The day of the old status is not that of a new one."""
    values.setdefault("status", "enrolled")
    if before.get("status_since") and values["status"] != before.get("status"):
        values["status_since"] = today.isoformat()


def _begin(values: Values, before: Values, row: RosterRow, this_year: int) -> None:
    """Cohort and first day: what is stated counts, what is worked out only fills what is empty.

    A first day that was worked out from the old cohort follows a cohort that is put right.
    """
    if row.cohort:
        values["cohort"] = row.cohort
    elif not values.get("cohort") and (found := derived_cohort(row.number, row.class_name, this_year)):
        values["cohort"] = found
    assumed = f"{before.get('cohort')}-09-01" == before.get("entered_on")
    if not row.entered_on and values.get("cohort") and (assumed or not before.get("entered_on")):
        values["entered_on"] = f"{values['cohort']}-09-01"


def derived_cohort(number: str, class_name: str, this_year: int) -> str:
    """The year that number (2023…) and class (2023级, 23级, 软件2301) agree on; "" where there is doubt."""

    def possible(year: str) -> bool:
        return this_year - _OLDEST <= int(year) <= this_year

    years = {y for y in re.findall(r"(?<!\d)(20\d\d)(?!\d|届)", class_name) if possible(y)}
    if not years:
        short = re.findall(r"(?<!\d)(\d\d)(?=\d{1,2}(?![\d届])|级)", class_name)
        years = {f"20{y}" for y in short if possible(f"20{y}")}
    if re.match(r"20\d{6}", number) and possible(number[:4]):
        years.add(number[:4])
    return years.pop() if len(years) == 1 else ""


def merge_family(before: Sequence[Values], said: Sequence[FamilyMember], words: Words) -> list[Values]:
    """The family with what the row says of it: nobody is dropped, cautions and hours stay.

    The same person has the same name, or the same relationship where a name is missing or the
    telephone agrees.
    """
    family = [dict(member) for member in before]
    matched: set[int] = set()
    for person in said:
        relation = words.relations.get(person.relation, person.relation)
        told = {"name": person.name, "relation": relation, "phone": person.phone}
        at = _same_person(family, told, matched)
        if at is None:
            orders = [member["order"] for member in family if isinstance(member.get("order"), int)]
            at, last = len(family), max(cast(list[int], orders), default=len(family))
            family.append({"order": last + 1})
        matched.add(at)
        family[at] |= {name: value for name, value in told.items() if value}
    return family


def _same_person(family: Sequence[Values], told: dict[str, str], matched: set[int]) -> int | None:
    rest = [(at, member) for at, member in enumerate(family) if at not in matched]
    if told["name"]:
        for at, member in rest:
            if alike(member.get("name")) == alike(told["name"]):
                return at
    for at, member in rest:
        same = alike(member.get("relation")) == alike(told["relation"])
        nameless = not member.get("name") or not told["name"]
        same_phone = bool(told["phone"]) and member.get("phone") == told["phone"]
        if same and ((nameless and (told["relation"] or same_phone)) or same_phone):
            return at
    return None


def _remarks(before: str, row: RosterRow, words: Words) -> str:
    """The row's remarks, and the words no choice stands for, so that none of them is lost."""
    remarks = before if row.remarks in before else row.remarks
    for field in _LISTS:
        word = getattr(row, field)
        if word and not words.choice(field, word) and word not in remarks:
            said = text(words.language, f"roster.word.{field}", word=word)
            remarks = f"{remarks};{said}" if remarks else said
    return remarks


def as_text(field: Field, value: object, words: Words, unit_name: Callable[[str], str]) -> str:
    """A field's value as a person reads it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, list):
        separator = "; " if field.type == "group" else ", "
        return separator.join(_item(field, item, words, unit_name) for item in value)
    return _item(field, value, words, unit_name)


def _item(field: Field, value: object, words: Words, unit_name: Callable[[str], str]) -> str:
    if isinstance(value, bool):
        return text(words.language, "roster.yes" if value else "roster.no")
    if field.type == "group":
        member = cast(Values, value)
        return " ".join(str(member[part]) for part in ("relation", "name", "phone") if member.get(part))
    if field.type == "choice":
        return words.label(field, str(value))
    return unit_name(str(value)) if field.type == "unit" else str(value)


def differing(kind: Kind, before: Values, after: Values) -> list[Field]:
    return [f for f in kind.fields if before.get(f.name) != after.get(f.name)]
