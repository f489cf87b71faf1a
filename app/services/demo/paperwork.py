"""What a fictitious counsellor hands in beside the daily records: week sheets, case reports, plans for one student,
interviews after the screening, a leave, what is asked to be excused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from app.services.demo.people import content
from app.services.demo.school import Student
from app.services.demo.screening import hold_screening
from app.services.demo.term import Case, Diary

REPORTED_IN = 3
"""Of three cases one is told of in a disclosure instead of being reported."""


def write_paperwork(diary: Diary) -> None:
    """Everything of this module; must come after the care list."""
    _write_sheets(diary)
    for nth, case in enumerate(diary.cases):
        if is_reported(case, nth):
            _write_report(diary, case)
        if case.levels[0][1] != "level3":
            _write_plan(diary, case)
        if case.away:
            _write_leave(diary, case)
    _write_interviews(diary)
    _write_exemptions(diary)


def is_reported(case: Case, nth: int) -> bool:
    """Whether the counsellor reports a case of theirs to the psychologist."""
    return case.levels[0][1] == "level1" or nth % REPORTED_IN != 2


def _write_sheets(diary: Diary) -> None:
    """The college's week sheet, handed in on Thursday behind the last review."""
    for week in range(1, diary.term.weeks + 1):
        day = diary.due_day(week, 4)
        if day is None or not any(c.start < day < c.end for c in diary.cases) or diary.chance(0.06):
            continue
        fields = {"unit": diary.who.college, "week": f"{diary.term.id}/{week}", "stage": "submitted"}
        when = diary.at(day, 15, diary.random.randrange(0, 60, 5))
        diary.add("weekly_sheet", when, fields, when)


def _write_report(diary: Diary, case: Case) -> None:
    """A report of the case on the day of its listing; what is urgent is phoned in as well."""
    urgent = case.levels[0][1] == "level1"
    key = f"report/{case.student.number}"
    when = diary.at(case.start, 17, diary.random.randrange(0, 60, 5))
    fields = {
        "student": case.student.number,
        "urgency": "at_once" if urgent else "soon" if case.levels[0][1] == "level2" else "routine",
        "behaviour": diary.words.fill(case.story["reason"][0], case.student),
        "done": diary.words.shared("work", "report_done", case.student),
        "student_knows": diary.chance(0.8),
    }
    diary.add("case_report", when, fields, when, key)
    if urgent:
        diary.phone(key, when, diary.school.psychologist.name)


def _write_plan(diary: Diary, case: Case) -> None:
    student, words, day = case.student, diary.words, diary.term.next_working(case.start + timedelta(days=3))
    measures = content("work")["plan"]["measures"]
    owners = (diary.who.name, "任课老师", f"{student.name}本人")
    fields = {
        "student": student.number,
        "problem": words.fill(case.story["onset"][0], student),
        "goals": words.shared("work", "plan_goals", student),
        "measures": [
            {
                "what": words.fill(words.deal("plan/measures", measures), student),
                "who": who,
                "by": (day + timedelta(days=14 + 7 * n)).isoformat(),
                "done": n == 0,
            }
            for n, who in enumerate(owners)
        ],
        "family_part": words.shared("work", "plan_family", student),
        "agreed": diary.chance(0.8),
        "review_on": (day + timedelta(days=28)).isoformat(),
    }
    when = diary.moment(day, 14, 17)
    diary.add("care_plan", when, fields, when)


def _write_leave(diary: Diary, case: Case) -> None:
    """The student goes home for the rest of the term, with the family's word and paper."""
    student = case.student
    when = diary.at(case.end - timedelta(days=3), 15, 30)
    signed = {
        "student": student.number,
        "for": "leave",
        "by": "parent" if student.family else "student",
        "how": "signed",
        "when": when.isoformat(),
        "words": "已知晓休学期间由家人照看，学校每两周联系一次，复学前再谈。",
    }
    diary.add("consent", when, signed, when + timedelta(minutes=10))
    fields = {
        "student": student.number,
        "kind": "leave",
        "from": case.end.isoformat(),
        "to": diary.term.last.isoformat(),
        "decided_by": "学院与学生发展与服务中心",
        "papers": "休学申请表、家长签字的知情同意书",
        "conditions": "在家休整，有需要随时联系辅导员；下学期开学前两周提出复学。",
        "cadence": "每两周一次电话",
    }
    diary.add("leave", when, fields, when + timedelta(minutes=25))


# ── interviews after the screening ───────────────────────────────────────────────────────────────


def _write_interviews(diary: Diary) -> None:
    """Every second of the middle class is the counsellor's; one is not reached at first, now and then one is late."""
    sitting = hold_screening(diary.school, diary.term)
    mine = {s.number: s for s in diary.students}
    for nth, number in enumerate(n for n in sitting.of("middle") if n in mine):
        if nth % 2 == 1:
            continue
        day = diary.term.next_working(sitting.day + timedelta(days=diary.random.randint(17, 26)))
        when = diary.moment(day, 10, 17)
        write_interview(diary.add, diary.words.shared, mine[number], when, "screening", "watch")


def write_interview(
    add: Callable[..., Any], words: Callable[..., str], student: Student, when: datetime, reason: str, outcome: str
) -> datetime:
    """An interview that was held; when it was written. `outcome` crisis is phoned in by whoever writes it."""
    fields = {
        "student": student.number,
        "when": when.isoformat(),
        "held": "held",
        "reason": reason,
        "outcome": outcome,
        "next": words("work", f"interview_{outcome}", student),
    }
    written: datetime = add(
        "screening_interview", when, fields, when + timedelta(minutes=50), f"interview/{student.number}"
    )
    return written


# ── what is asked to be excused ──────────────────────────────────────────────────────────────────


def _write_exemptions(diary: Diary) -> None:
    """The visits of a week away, which the station approves; and a family nobody reaches, which still waits."""
    if diary.away_in:
        monday = diary.term.monday(diary.away_in)
        fields = {
            "rule": "visits",
            "subject": diary.who.number,
            "from": monday.isoformat(),
            "to": (monday + timedelta(days=6)).isoformat(),
            "reason": "leave",
            "proof": "外出培训通知，学院已安排同事代班。",
        }
        when = diary.at(monday - timedelta(days=3), 10, 20)
        diary.add("exemption", when, fields, when, key=f"exemption/{diary.who.number}")
    if diary.who == diary.school.counsellors[0]:
        case = diary.cases[0]
        fields = {
            "rule": "parent_contacts",
            "subject": case.student.number,
            "from": case.start.isoformat(),
            "to": diary.term.last.isoformat(),
            "reason": "unreachable",
            "proof": "三个不同日子去电未接，已寄书面告知。",
        }
        when = diary.at(diary.term.monday(11), 9, 40)
        diary.add("exemption", when, fields, when)
