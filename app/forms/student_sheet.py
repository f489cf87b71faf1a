"""一生一档: the file of one student on paper: who, whom to call, the level's history, what happened (prevention.2)."""

from __future__ import annotations

from dataclasses import dataclass

from app.forms import grid
from app.forms.record_form import table_rows
from app.forms.record_values import Column
from app.forms.sheet import fields, print_table, who, word
from app.forms.values import Person, PrintStamp

_NONE = "student_file.none"


@dataclass(frozen=True, kw_only=True)
class Relative:
    """One of the family, in the order of calling; `caution` is what to talk over before."""

    name: str
    relation: str = ""
    phone: str = ""
    hours: str = ""
    caution: str = ""


@dataclass(frozen=True, kw_only=True)
class LevelChange:
    """A listing, a change of level or a removal, and whether a second person has signed it off."""

    day: str
    what: str
    level: str = ""
    problems: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What one screening says; given only to who may read it."""

    day: str
    scale: str
    outcome: str
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One record of the file in a line."""

    day: str
    what: str
    told: str = ""
    by: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class StudentSheet:
    """A student's file as the person who prints it may read it; `screenings` is None where they may not."""

    student: Person
    status: str = ""
    dorm: str = ""
    phone: str = ""
    counsellor: str = ""
    level: str = ""
    problems: str = ""
    family: tuple[Relative, ...] = ()
    levels: tuple[LevelChange, ...] = ()
    screenings: tuple[Screening, ...] | None = None
    happened: tuple[Happening, ...] = ()


def print_student_sheet(sheet: StudentSheet, stamp: PrintStamp) -> bytes:
    """The file as a PDF, the latest happening last, as a file is read."""
    rows = [
        *who(sheet.student),
        fields(("student_file.status", sheet.status), ("student_file.dorm", sheet.dorm)),
        fields(("student_file.phone", sheet.phone), ("student_file.counsellor", sheet.counsellor)),
        fields(("student_file.level", sheet.level), ("student_file.problems", sheet.problems)),
    ]
    family = [(r.name, r.relation, r.phone, r.hours, r.caution) for r in sheet.family]
    heads = _heads(("relative", 3), ("relation", 2.4), ("relative_phone", 4.4), ("hours", 4), ("caution", 6))
    rows += table_rows(word("student_file.family"), heads, family, stamp.blank, 3, grid.SMALL, _NONE)
    levels = [(c.day, c.what, c.level, c.problems, c.reason, c.by) for c in sheet.levels]
    heads = _heads(
        ("day", 3.1), ("change", 2.4), ("level_then", 3.4), ("problems_then", 3), ("reason", 7.5), ("by", 2.4)
    )
    rows += table_rows(word("student_file.levels"), heads, levels, stamp.blank, 4, grid.SMALL, _NONE)
    if sheet.screenings is not None:
        screened = [(s.day, s.scale, s.outcome, s.result) for s in sheet.screenings]
        heads = _heads(("day", 3.1), ("scale", 4), ("outcome", 4), ("result", 11))
        rows += table_rows(word("student_file.screenings"), heads, screened, stamp.blank, 3, grid.SMALL, _NONE)
    happened = [(h.day, h.what, h.told, h.by, h.mark) for h in sheet.happened]
    heads = _heads(("when", 4.5), ("what", 4.4), ("told", 7.9), ("by", 2.4), ("mark", 2.6))
    rows += table_rows(word("student_file.happened"), heads, happened, stamp.blank, 14, grid.SMALL, _NONE)
    student = sheet.student
    return print_table(word("student_file.title"), rows, stamp, f"{student.name}　{student.number}")


def _heads(*heads: tuple[str, float]) -> list[Column]:
    return [Column(word(f"student_file.{key}"), share) for key, share in heads]
