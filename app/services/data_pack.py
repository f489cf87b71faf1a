"""The data pack 研判材料 of a review meeting: a college's term in figures, its cases by number (clause prevention.6).

The public part names nobody, holds nothing that was said and, where it leaves the centre, no small group; its figures
of duties are those of coverage.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.plan.engine import read_school
from app.plan.suppression import Shown
from app.records.ids import pack
from app.services.calendar import calendar_of
from app.services.care_levels import Levels
from app.services.context import Names
from app.services.coverage import count_laid, term_days
from app.services.duties import Asked, days_asked, laid
from app.services.hearing import Silent
from app.services.pack_figures import PackDuty, Packing, PackWeek
from app.services.pack_screening import Screened, count_screened
from app.services.reports.behind import people_behind
from app.services.reports.listed import Followed
from app.services.weekly_sheets import own_college
from app.store.connection import Db
from app.store.labels import called
from app.workspace import Workspace

__all__ = ["DataPack", "Figures", "PackCase", "PackDuty", "PackWeek", "Screened", "data_pack"]


@dataclass(frozen=True)
class Figures:
    """The public part. `levels`, `problems` and `found_through` count the list as the pack ends, by the plan's ids;
    `screening` is None at a station, which has none of it; drills are no crises. A count is None where so few people
    stand behind it that it is not shown, or where it would give such a one away. Duties that wait for a screening
    result are left out: how many there are is how many have that result."""

    weeks: tuple[PackWeek, ...]
    levels: Mapping[str, Shown]
    problems: Mapping[str, Shown]
    found_through: Mapping[str, Shown]
    screening: Screened | None
    crises: Shown
    referrals: Shown
    duties: tuple[PackDuty, ...]


@dataclass(frozen=True)
class PackCase:
    """个案附件: a number, the listing that it stands for, the name's first character with the last two digits of the
    student number, and the level."""

    number: int
    record: str
    who: str
    level: str


@dataclass(frozen=True)
class DataPack:
    """The pack of a college ("" for the school) as of a moment (RFC 3339), for the days from `first` to `last`."""

    college: str
    first: date
    last: date
    as_of: str
    figures: Figures
    cases: tuple[PackCase, ...]
    silent: tuple[Silent, ...]


def data_pack(
    workspace: Workspace, college: str = "", term: str = "", first: date | None = None, last: date | None = None
) -> DataPack:
    """The pack for a term, for these days, or where neither is given for the present term; of a college, or at the
    centre of the school. UserError `pack_not_allowed`, `term_unknown`, `unit_unknown`, `report_no_college`."""
    unit = _unit(workspace, workspace.store.read(), college)
    days = (first, last) if first is not None and last is not None else term_days(workspace, term) if term else None
    begins, ends = days or days_asked(workspace, Asked(), calendar_of(workspace))
    with laid(workspace, Asked(begins, ends)) as found:
        counted = count_laid(workspace, found, "college")
        packing = Packing(workspace, found, unit, (begins, ends))
        problems, found_through = packing.told("problems", "found_through")
        return DataPack(
            college=packing.name,
            first=begins,
            last=ends,
            as_of=counted.as_of,
            figures=Figures(
                weeks=tuple(packing.weeks()),
                levels=packing.levels(packing.moment(ends)),
                problems=problems,
                found_through=found_through,
                screening=count_screened(packing) if workspace.role == "centre" else None,
                crises=packing.crises(),
                referrals=packing.referrals(),
                duties=tuple(packing.duties(counted.rows, people_behind(found))),
            ),
            cases=tuple(_cases(found.db, Levels(packing.plan, workspace.language), packing.followed())),
            silent=counted.missing,
        )


def _unit(workspace: Workspace, db: Db, college: str) -> str:
    """The college's record; a station has its own and no other, "" is the whole school."""
    if workspace.role not in ("station", "centre"):
        raise UserError("pack_not_allowed")
    asked = Names(db).find("unit", college) if college else ""
    if workspace.role == "centre":
        if asked and pack(asked) not in read_school(db).colleges:
            raise UserError("report_no_college", college=college[:40])
        return asked
    own = own_college(workspace, db)
    if not own or asked not in ("", own):
        raise UserError("pack_not_allowed")
    return own


def _cases(db: Db, levels: Levels, followed: Iterable[Followed]) -> list[PackCase]:
    """The list by level, whoever has been on it longest first."""
    found = sorted(followed, key=lambda f: -f.stay.severity)
    names = called(db, [pack(f.stay.student) for f in found])
    cases = []
    for number, f in enumerate(found, 1):
        key, name = names.get(pack(f.stay.student), ("", ""))
        level = levels.of_severity(f.stay.severity, f.stay.level).name
        cases.append(PackCase(number, f.stay.record, f"{name[:1]}{key[-2:]}", level))
    return cases
