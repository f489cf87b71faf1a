"""What the fictitious centre writes in a term: the school's week sheets and meeting, trainings, outreach, a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.services.demo.college import write_alert
from app.services.demo.people import content
from app.services.demo.school import School
from app.services.demo.term import Desk, Diary, Term, open_desk


def write_office(school: School, term: Term, diaries: Sequence[Diary]) -> Desk:
    """Everything that the centre writes in the whole term, in no order."""
    desk = open_desk(school, school.centre, term)
    _write_sheets(desk, diaries)
    _write_meeting(desk)
    for entry in content("work")["training"]:
        told = {key: value for key, value in entry.items() if key != "week"}
        when = desk.at(desk.due_day(entry["week"], 3) or term.monday(entry["week"]), 14)
        many = {"counsellors": len(school.counsellors)}.get(entry["audience"][0], len(school.classes))
        fields = {"when": when.isoformat(), "unit": school.name, "trainer": "校外专家", "attended": many, **told}
        desk.add("training", when, fields, when + timedelta(hours=entry["hours"] + 1))
    for entry in content("work")["outreach"]:
        told = {key: value for key, value in entry.items() if key != "week"}
        when = desk.at(desk.due_day(entry["week"], 4) or term.monday(entry["week"]), 19)
        fields = {"when": when.isoformat(), "level": "school", "unit": school.name, **told}
        desk.add("outreach", when, fields, when + timedelta(hours=2))
    write_alert(desk, 8, "", closed=True)
    _write_inspection(desk)
    return desk


def _write_sheets(desk: Desk, diaries: Sequence[Diary]) -> None:
    """On Monday the school's sheet of the week before; rarely after ten, rarely not at all."""
    for week in range(1, desk.term.weeks):
        friday, day = desk.term.monday(week) + timedelta(days=4), desk.due_day(week + 1, 1)
        listed = any(c.start < friday < c.end for diary in diaries for c in diary.cases)
        if not listed or desk.chance(0.05):
            continue
        day = day or desk.term.next_working(desk.term.monday(week + 1))
        when = desk.at(day, 14 if desk.chance(0.1) else 9, desk.random.randrange(0, 60, 5))
        fields = {"unit": desk.school.name, "week": f"{desk.term.id}/{week}", "stage": "compiled"}
        desk.add("weekly_sheet", when, fields, when)


def _write_meeting(desk: Desk) -> None:
    when, meeting = desk.at(desk.due_day(11, 4) or desk.term.monday(11), 15), content("work")["meeting"]
    fields = {
        "when": when.isoformat(),
        "scope": "school",
        "unit": desk.school.name,
        "chair": "分管校领导",
        "present": "各学院学生工作负责人、心理科、保卫处、宣传部",
        "pack": desk.words.shared("work", "pack"),
        "judgement": desk.words.shared("work", "judgement"),
        "resolutions": [
            {
                "what": meeting["resolutions"][2],
                "owner": desk.who.number,
                "due": (when + timedelta(days=21)).date().isoformat(),
            }
        ],
    }
    desk.add("review_meeting", when, fields, when + timedelta(hours=2))


def _write_inspection(desk: Desk) -> None:
    """The centre visits the last college; what it found is to be mended by a day."""
    when, texts = desk.at(desk.due_day(11, 2) or desk.term.monday(11), 10), content("work")["inspection"]
    fields = {
        "college": desk.school.colleges[-1].name,
        "when": when.isoformat(),
        "mode": "visit",
        "findings": texts["visited"],
        "mend_by": (when + timedelta(days=28)).date().isoformat(),
    }
    desk.add("inspection", when, fields, when + timedelta(hours=3))
