"""Two colleges at work, of a size where some groups are small: what the tests of reports and lists look at."""

from __future__ import annotations

from dataclasses import dataclass

from app.services import records
from app.workspace import Workspace
from tests.school import CLASS, COLLEGE, School, talk

OTHER, OTHER_CLASS = "商学院", "会计2301班"
OURS = tuple(f"23010{k:02}" for k in range(1, 13))
THEIRS = tuple(f"23020{k:02}" for k in range(1, 9))
LEVELS = ("level1", "level2", "level2", "level3", "level3", "level3", "level3", "level3", "level3")


@dataclass(frozen=True)
class Desks:
    """The centre and a counsellor of each college; T001 has been heard, T002 has not since the records began."""

    school: School
    centre: Workspace
    ours: Workspace
    theirs: Workspace


def listing(student: str, level: str, day: str, **more: object) -> dict[str, object]:
    return {"student": student, "action": "list", "level": level, "reason": "情绪低落", "from": day, **more}


def two_colleges(school: School) -> Desks:
    centre = school.centre()
    school.students(centre, *OURS)
    school.students(centre, *THEIRS, unit=OTHER_CLASS, college=OTHER)
    ours = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    theirs = school.enrolled(centre, "counsellor", "T002", college=OTHER, scope=(OTHER_CLASS,))
    school.exchange(centre, ours, theirs)
    for number, level in zip(OURS, LEVELS, strict=False):
        records.add_record(ours, "care_listing", listing(number, level, "2026-11-10"))
    for number in OURS[:7]:
        review = {"student": number, "week": "2026-2027-1/12", "sources": ["met"], "observed": "情绪平稳"}
        records.add_record(ours, "weekly_review", review)
        what = {"students": [number], "what": "dorm_conflict", "when": "2026-11-23T09:00:00+08:00"}
        records.add_record(ours, "circumstance", what)
    for number in OURS[:6]:
        records.add_record(ours, "talk", talk(number, occasions=["dorm_love_people"]))
    plan = {
        "student": OURS[0],
        "problem": "连续两周不去上课",
        "goals": "恢复作息",
        "measures": [{"what": "每天见面", "who": "王老师", "by": "2026-12-01", "done": False}],
    }
    records.add_record(ours, "care_plan", plan)
    records.add_record(theirs, "care_listing", listing(THEIRS[0], "level1", "2026-11-23"))
    school.send(ours, centre)
    school.send(theirs, centre)
    return Desks(school, centre, ours, theirs)


__all__ = ["CLASS", "COLLEGE", "OTHER", "OTHER_CLASS", "OURS", "THEIRS", "Desks", "two_colleges"]
