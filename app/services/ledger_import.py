"""Last term's ledgers of talks and of contacts with families, marked 旧台账转入 (clauses prevention.3, prevention.9).

Such a record counts as any other that is written late. What no field takes is kept in its text with the name
of its column.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal, cast

from app.canonical import encode
from app.errors import UserError
from app.exchange.progress import Report
from app.plan.plan import Plan
from app.records.kind import Values
from app.services.care_list_import import ORIGIN
from app.services.roster_difference import Held
from app.services.roster_values import alike
from app.services.sheet_import import SheetImported, import_list
from app.services.sheet_list import Planned, SheetList, merged
from app.services.sheet_words import yes_or_no
from app.sheets import ledgers
from app.sheets.moments import moment
from app.sheets.student_list import ListedRow, StudentList
from app.workspace import Workspace

Ledger = Literal["talk", "parent_contact"]
Rest = list[tuple[str, str]]
"""Label and text of what no field takes."""

_MODES = {
    "individual": ("个别", "个别谈话", "个体谈话", "一对一", "单独谈话", "个人"),
    "group": ("集体", "集体谈话", "团体谈话", "小组谈话", "群体谈话"),
}
_RISKS = {
    "none": ("未见风险", "无", "无风险", "正常", "无异常", "未见异常", "低", "低风险", "否", "不需要", "无需上报"),
    "watch": ("观察", "关注", "需关注", "持续关注", "需观察", "中", "中等", "中风险"),
    "report": ("上报", "需上报", "已上报", "高", "高风险", "危机", "是", "需要"),
}
_ONLY_REPORT = frozenset({"是", "否", "需要", "不需要"})  # an answer to 是否上报 and to nothing else
_REACHED = frozenset({"联系上", "已联系上", "接通", "已接通", "成功", "已联系", "通", "联系成功", "已沟通"})
_MISSED = frozenset(
    {"未接通", "未联系上", "没联系上", "联系不上", "无人接听", "未接", "关机", "停机", "拒接", "失败", "不通", "占线"}
)


def import_ledger(
    workspace: Workspace,
    path: Path,
    *,
    kind: Ledger,
    occasion: str = "",
    dry_run: bool,
    report: Report | None = None,
) -> SheetImported:
    """Takes over a ledger of talks or of contacts with families. `occasion`, by id or name, is that of talks whose
    row names none. Rows of one group talk are one record. Raises UserError `option_unknown`, `bulk_not_for_contacts`
    and what `import_list` raises.
    """
    if kind == "parent_contact":
        if occasion:
            raise UserError("bulk_not_for_contacts")
        return import_list(workspace, path, _Contacts, dry_run=dry_run, report=report)
    return import_list(workspace, path, partial(_Talks, occasion=occasion), dry_run=dry_run, report=report)


class _Ledger(SheetList):
    """What both ledgers have: the hour, the mark, and a place for what no field takes."""

    def values(self, row: ListedRow, student: str) -> Values:
        rest: Rest = []
        when = self._when(row, rest)
        return {"when": when, **self.told(row, student, rest)}

    @abstractmethod
    def told(self, row: ListedRow, student: str, rest: Rest) -> Values:
        """All fields but the hour; `rest` is what is still to be kept."""

    def _when(self, row: ListedRow, rest: Rest) -> str:
        stated = row.text("when")
        if not stated:
            raise UserError("bulk_no_day", **row.place())
        when, whole = moment(stated, row.text("hour"))
        if not when:
            raise UserError("bulk_day_unreadable", **row.place())
        if self.clock.moment(when) > self.clock.now():
            raise UserError("bulk_day_ahead", **row.place())
        if not whole:
            rest += _as_written(row, "when", "hour")
        return when

    def chosen(self, row: ListedRow, name: str, listed: str, rest: Rest) -> str:
        """The choice that a cell names, its words kept where the choice says less; "" for none."""
        identity, faithful = self.words.choice(listed, row.text(name))
        if row.text(name) and not faithful:
            rest += _as_written(row, name)
        return identity

    def marked(self, planned: Planned, before: Values) -> Values:
        lines = (f"{ORIGIN} · {self.place(planned.rows)}", str(planned.values.get("origin", "")))
        return {**before, **planned.values, "origin": "\n".join(filter(None, lines))}

    def unmarked(self, values: Values) -> Values:
        mark, _, kept = str(values.get("origin", "")).partition("\n")
        kept = kept if mark.startswith(ORIGIN) else str(values.get("origin", ""))
        return {**{k: v for k, v in values.items() if k != "origin"}, **({"origin": kept} if kept else {})}

    def mark(self, values: Values) -> str:
        return str(values.get("origin", "")).partition("\n")[0]

    def follows(self, planned: Planned, values: Values) -> bool:
        """Whatever the file is called: nobody is spoken with twice in one minute. Where the ledgers know the day alone,
        a second talk of that day is as likely as a corrected one: then the rows have to be the same as well."""
        mark = self.mark(values)
        if not mark.startswith(ORIGIN) or self.comes_from(values):
            return mark.startswith(ORIGIN)
        _, _, rows = self.place(planned.rows).partition(self.file)
        return _has_hour(planned.values) or mark.endswith(rows)


def _has_hour(values: Values) -> bool:
    return "T00:00:00" not in str(values["when"])


def _as_written(row: ListedRow, *names: str) -> Rest:
    return [(row.labels[name], row.said[name]) for name in names if row.said.get(name)]


def _lines(rest: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{label}：{said}" if label else said for label, said in rest]


def _meant(words: dict[str, tuple[str, ...]], said: str) -> str:
    return next((name for name, ways in words.items() if alike(said) in (name, *ways)), "")


class _Talks(_Ledger):
    kind_name = "talk"

    def __init__(self, workspace: Workspace, plan: Plan, file: str, *, occasion: str) -> None:
        super().__init__(workspace, plan, file)
        self.default, _ = self.words.occasions(occasion) if occasion else ([], True)
        if occasion and not self.default:
            allowed = self.words.labels("occasion", self.language)
            raise UserError("option_unknown", value=occasion[:40], allowed=allowed)

    def read(self, data: bytes, name: str) -> StudentList:
        return ledgers.read_talks(data, name)

    def told(self, row: ListedRow, student: str, rest: Rest) -> Values:
        mode = _meant(_MODES, row.text("mode"))
        occasions = self._occasions(row, rest, also=not mode)
        values: Values = {
            "students": [student],
            "occasions": occasions,
            "mode": mode or "individual",
            "risk": self._risk(row),
            "place": row.text("place"),
            "way": self.chosen(row, "way", "talk_way", rest),
        }
        if not row.text("content"):
            raise UserError("bulk_no_content", **row.place())
        return values | {"content": "\n".join((row.text("content"), *_lines([*rest, *row.beside])))}

    def _occasions(self, row: ListedRow, rest: Rest, *, also: bool) -> list[str]:
        """From the column of occasions, `also` from one that says neither individual nor group; else the default."""
        found: list[str] = []
        for name in ("occasions", "mode") if also else ("occasions",):
            if said := row.text(name):
                named, whole = self.words.occasions(said)
                found += [identity for identity in named if identity not in found]
                if not (named and whole):
                    rest += _as_written(row, name)
        found = found or list(self.default)
        if not found:
            raise UserError("bulk_no_occasion", **row.place(allowed=self.words.labels("occasion", self.language)))
        return found

    def _risk(self, row: ListedRow) -> str:
        """What was judged at the time; a ledger that does not ask for it saw nothing to write down."""
        said = row.said.get("risk", "")
        risk = _meant(_RISKS, said)
        if said in _ONLY_REPORT and "上报" not in row.labels["risk"]:
            risk = ""
        if not risk and (row.text("risk") or said in _ONLY_REPORT):
            raise UserError("bulk_risk_unknown", **row.place())
        return risk or "none"

    def gather(self, planned: Sequence[Planned]) -> tuple[list[Planned], list[Held]]:
        """The same rows once; rows of one group talk are one record with all its students."""
        once, _ = super().gather(planned)
        return merged(once, _talk_of, _with_all_students), []

    def event(self, values: Values) -> tuple[object, ...]:
        """Who was in a group talk is not what it is known by: a row that was held may bring one more student to it."""
        return ("group",) if values.get("mode") == "group" else super().event(values)

    def follows(self, planned: Planned, values: Values) -> bool:
        """A group talk is known by what was said or by who was there; either may be corrected."""
        known = values.get("mode") != "group" or planned.values["content"] == values.get("content")
        known = known or set(_students(planned.values)) == set(_students(values))
        return known and super().follows(planned, values)

    def marked(self, planned: Planned, before: Values) -> Values:
        students = dict.fromkeys((*_students(before), *_students(planned.values)))
        return {**super().marked(planned, before), "students": list(students)}


def _students(values: Values) -> list[str]:
    return cast(list[str], values.get("students", []))


def _talk_of(one: Planned) -> bytes:
    alone = one.values["mode"] == "individual"
    return encode(one.values if alone else {k: v for k, v in one.values.items() if k != "students"})


def _with_all_students(same: list[Planned]) -> Values:
    students = [student for one in same for student in _students(one.values)]
    return {**same[0].values, "students": students}


class _Contacts(_Ledger):
    kind_name = "parent_contact"

    def read(self, data: bytes, name: str) -> StudentList:
        return ledgers.read_contacts(data, name)

    def told(self, row: ListedRow, student: str, rest: Rest) -> Values:
        values: Values = {"student": student, "way": self._way(row, rest), "reached": self._reached(row)}
        for name in ("person", "learned", "guidance", "words", "second_person", "agreed", "reported_to"):
            values[name] = row.text(name)
        values["student_told_why"] = row.text("student_told_why")
        values["relation"] = self.chosen(row, "relation", "relation", rest)
        values["attitude"] = self.chosen(row, "attitude", "attitude", rest)
        for name in ("asked_to_report", "student_told", "recording"):
            values[name] = yes_or_no(row.said.get(name, ""))
            if values[name] is None and row.text(name):
                rest += _as_written(row, name)
        if row.text("next_on"):
            values["next_on"] = moment(row.text("next_on"))[0][:10]
            rest += [] if values["next_on"] else _as_written(row, "next_on")
        told = (row.text("told"), *_lines(_as_written(row, "talked") if row.text("talked") else []))
        values["told"] = "\n".join(filter(None, told))
        return values | {"origin": "\n".join(_lines([*rest, *row.beside]))}

    def _way(self, row: ListedRow, rest: Rest) -> str:
        """How; a column 联系方式 may hold the family's number instead, which says nothing of it."""
        said = row.text("way")
        if sum(char.isdigit() for char in said) >= 7:
            rest += _as_written(row, "way")
            said = ""
        way, faithful = self.words.choice("parent_way", said)
        if not way:
            raise UserError("bulk_way_unknown", **row.place(allowed=self.words.labels("parent_way", self.language)))
        if not faithful:
            rest += _as_written(row, "way")
        return way

    def _reached(self, row: ListedRow) -> bool:
        """Whether anybody was reached; where the ledger does not ask, what was told to or heard from them says so."""
        said = row.said.get("reached", "")
        answer = True if alike(said) in _REACHED else False if alike(said) in _MISSED else yes_or_no(said)
        if answer is None and not row.text("reached"):
            heard = ("told", "talked", "learned", "agreed", "words", "attitude")
            answer = any(row.text(name) for name in heard) or None
        if answer is None:
            raise UserError("bulk_reached_unclear", **row.place())
        return answer
