"""What the fictitious school's psychologist writes in a term: the screening and its interviews, assessments, the little
that is disclosed. What is said in counselling is in the notes vault and not here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.services.demo.crisis import crisis_found
from app.services.demo.paperwork import is_reported, write_interview
from app.services.demo.school import School, Student
from app.services.demo.screening import hold_screening
from app.services.demo.term import Case, Desk, Diary, Term, open_desk

IMPORT = "screening import"
"""The kind of the entry that stands for taking over the platform's export; its `fields` name who has a result to be
phoned in."""
_LATE, _NEVER = 4, 5
"""Of so many assessments one comes late, of so many one never."""


def write_clinic(school: School, term: Term, diaries: Sequence[Diary]) -> Desk:
    """Everything that the psychologist writes in the whole term, in no order."""
    desk = open_desk(school, school.psychologist, term)
    _write_screening(desk, diaries)
    nth = 0
    for diary in diaries:
        for k, case in enumerate(diary.cases):
            nth += 1
            if is_reported(case, k):
                _write_return(desk, case, nth)
            else:
                _write_disclosure(desk, case)
            if case.levels[0][1] == "level1":
                _write_crisis_interview(desk, diary, case)
    return desk


def _write_screening(desk: Desk, diaries: Sequence[Diary]) -> None:
    """The export on the day of the sitting; what is urgent at once, the others within the days of the plan."""
    sitting = hold_screening(desk.school, desk.term)
    people = {s.number: s for s in desk.school.students}
    at = desk.at(sitting.day, 17, 10)
    alarms = sitting.of("alarm")
    desk.entries.append({"kind": IMPORT, "at": at.isoformat(), "fields": {"alarms": alarms}})
    for number in alarms:
        desk.phone(f"result/{number}", at, desk.school.centre.name)
    for nth, number in enumerate([*alarms, *sitting.of("asked"), *sitting.of("high"), *_left(diaries)]):
        cls = sitting.results[number]
        least, most = {"alarm": (1, 1), "asked": (1, 2), "high": (4, 9), "middle": (10, 19)}[cls]
        day = desk.term.next_working(sitting.day + timedelta(days=desk.random.randint(least, most)))
        when = desk.moment(day, 9, 16)
        if nth == 2:
            when = _missed(desk, people[number], when)
        outcome = "counselling" if cls in ("alarm", "high") else "no_need" if nth % 2 else "watch"
        write_interview(desk.add, desk.words.shared, people[number], when, _reason(cls), outcome)


def _reason(cls: str) -> str:
    return "asked" if cls == "asked" else "screening"


def _left(diaries: Sequence[Diary]) -> list[str]:
    """Of the middle class those whom the counsellors leave to the psychologist; the last of them waits too long."""
    found = []
    for diary in diaries:
        mine = {s.number for s in diary.students}
        of_theirs = [n for n in hold_screening(diary.school, diary.term).of("middle") if n in mine]
        found += of_theirs[1::2]
    return found[: max(1, len(found) - 1)]


def _missed(desk: Desk, student: Student, when: datetime) -> datetime:
    """An interview to which nobody came; when the next one was."""
    fields = {"student": student.number, "when": when.isoformat(), "held": "not_reached", "reason": "screening"}
    desk.add("screening_interview", when, fields, when + timedelta(minutes=30))
    return desk.moment(desk.term.next_working(when.date() + timedelta(days=2)), 9, 16)


def _write_return(desk: Desk, case: Case, nth: int) -> None:
    """The assessment of a reported case: the same evening where it is urgent, else within three working days."""
    urgent = case.levels[0][1] == "level1"
    if nth % _NEVER == 0 and not urgent:
        return
    day = case.start
    for _ in range(0 if urgent else 6 if nth % _LATE == 0 else desk.random.randint(1, 2)):
        day = desk.term.next_working(day + timedelta(days=1))
    when = desk.at(day, 20, 40) if urgent else desk.moment(day, 14, 17)
    fields = {
        "of": f"@report/{case.student.number}",
        "assessed_on": day.isoformat(),
        "level": case.levels[0][1],
        "advice": desk.words.shared("work", "advice", case.student),
    }
    desk.add("case_report_return", when, fields, when)


def _write_disclosure(desk: Desk, case: Case) -> None:
    day = desk.term.next_working(case.start + timedelta(days=desk.random.randint(1, 2)))
    when = desk.moment(day, 10, 16)
    fields = {
        "student": case.student.number,
        "ground": "consent",
        "content": desk.words.shared("work", "disclosed"),
        "to": f"{case.student.college}二级心理工作站、辅导员",
        "pass_on": "",
        "decided_by": desk.who.name,
        "told_at": when.isoformat(),
        "student_told": True,
        "family_named": False,
        "expires": desk.term.last.isoformat(),
    }
    desk.add("disclosure", when, fields, when)


def _write_crisis_interview(desk: Desk, diary: Diary, case: Case) -> None:
    """The psychologist comes and hears what the counsellor reported; phoned in at once."""
    when = crisis_found(diary, case) + timedelta(minutes=47)
    written = write_interview(desk.add, desk.words.shared, case.student, when, "case_report", "crisis")
    desk.phone(f"interview/{case.student.number}", written, desk.school.centre.name)
