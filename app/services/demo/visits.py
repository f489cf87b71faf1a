"""The fictitious counsellor's visits to dormitories and classrooms, with what was heard there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.services.demo.people import content
from app.services.demo.school import Student
from app.services.demo.term import Diary

_FEWEST_TEACHING_DAYS = 3


def write_visits(diary: Diary) -> None:
    """Two a week in most weeks, one in some; the weeks of a holiday have none."""
    for week in range(1, diary.term.weeks + 1):
        days = diary.term.working_days(week)
        if len(days) < _FEWEST_TEACHING_DAYS or week == diary.away_in:
            continue
        many = diary.random.choices((2, 1, 3, 0), (80, 12, 6, 2))[0]
        for nth, day in enumerate(sorted(diary.random.sample(days, min(many, len(days))))):
            if (week + nth) % 2:
                _write_dorm(diary, day)
            else:
                _write_classroom(diary, day)


def _write_dorm(diary: Diary, day: date) -> None:
    lodgers = [s for s in diary.students if s.building]
    if not lodgers:
        _write_classroom(diary, day)
        return
    one = diary.random.choice(lodgers)
    floor = [s for s in lodgers if s.building == one.building and s.room[:-2] == one.room[:-2]]
    rooms = sorted({s.room for s in floor})
    start = max(0, min(rooms.index(one.room), len(rooms) - 4))
    seen = rooms[start : start + diary.random.randint(2, 4)]
    people = [s for s in floor if s.room in seen]
    present = [s for s in people if diary.chance(0.86)]
    when = diary.moment(day, 18, 20)
    words = content("visits")["dorm"]
    fields = {
        "where": "dorm",
        "building": one.building,
        "rooms": "、".join(seen),
        "desk_signed": diary.chance(0.9),
        **_counts(people, present),
        **_notes(diary, "dorm", words, rooms="、".join(seen[:1])),
    }
    _add(diary, when, fields, present, 3)


def _write_classroom(diary: Diary, day: date) -> None:
    name = diary.random.choice(diary.students).class_name
    people = [s for s in diary.students if s.class_name == name and s.status != "internship"]
    if not people:
        return
    present = [s for s in people if diary.chance(0.94)]
    course = diary.random.choice(content("talks")["slots"]["course"])
    teacher = diary.random.choice(content("people")["names"]["surnames"])[0] + "老师"
    words = content("visits")["classroom"]
    block, floor, door = (diary.random.randint(1, most) for most in (3, 5, 12))
    fields = {
        "where": "classroom",
        "rooms": f"{block}号教学楼{floor}{door:02d}",
        "course": course,
        "teacher": teacher,
        **_counts(people, present),
        **_notes(diary, "classroom", words, course=course, teacher=teacher),
    }
    _add(diary, diary.moment(day, 8, 15), fields, present, 2)


def _counts(people: Sequence[Student], present: Sequence[Student]) -> dict[str, int]:
    return {"expected": len(people), "present": len(present)}


def _notes(diary: Diary, pile: str, words: dict[str, list[str]], **known: object) -> dict[str, str]:
    """What was heard, found (often two things) and done."""

    def piece(part: str) -> str:
        return diary.words.fill(diary.words.deal(f"{pile}/{part}", words[part]), **known)

    return {
        "accompanied_by": piece("with"),
        "heard": piece("heard"),
        "found": piece("found") + (piece("found") if diary.chance(0.5) else ""),
        "done": piece("done"),
        "handed_to": piece("handed"),
    }


def _add(diary: Diary, when: datetime, fields: dict[str, Any], present: Sequence[Student], at_most: int) -> None:
    """The visit with a remark for some of those met; a flag is rare and asks for more."""
    words = content("visits")["remark"]
    met = diary.random.sample(list(present), min(len(present), diary.random.randint(0, at_most)))
    remarks: list[dict[str, Any]] = []
    for student in met:
        case = diary.case_of(student.number)
        flag = case is not None and case.start <= when.date() < case.end and diary.chance(0.35)
        pile = "flagged" if flag else "plain"
        text = diary.words.fill(diary.words.deal(f"remark/{pile}", words[pile]), student)
        remarks.append({"student": student.number, "text": text, "flag": flag})
    until = when + timedelta(minutes=diary.random.choice((40, 50, 60, 75, 90)))
    full = {"when": when.isoformat(), "until": until.isoformat(), **fields, "remarks": remarks}
    key = f"visit/{diary.who.number}/{when.isoformat()}"
    written = diary.add("visit", when, full, until + timedelta(minutes=diary.random.randint(5, 90)), key)
    if any(remark["flag"] for remark in remarks) and not diary.chance(0.15):
        diary.phone(key, written)
