"""The one crisis of the fictitious term, to the minute: who was told when, the watch, the hospital, how it went on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.services.demo.people import content
from app.services.demo.term import Case, Diary

_WATCH_DAYS, _SHIFT_HOURS = 4, 4
_SEEN = ("speech", "mood", "food", "sleep")
FOUND = (13, 5)
"""The hour at which the student was missed; the counsellor's talk follows it within minutes."""


def crisis_key(case: Case) -> str:
    return f"crisis/{case.student.number}"


def crisis_found(diary: Diary, case: Case) -> datetime:
    return diary.at(case.start, *FOUND)


def write_crisis(diary: Diary) -> None:
    """Everything of a crisis for each case that begins at the gravest level."""
    for case in diary.cases:
        if case.levels[0][1] == "level1":
            found = crisis_found(diary, case)
            _write_crisis(diary, case, found)
            _write_steps(diary, case, found)
            _write_watch(diary, case, found)
            _write_hospital(diary, case, found)
            _write_roommates(diary, case, found)


def _write_crisis(diary: Diary, case: Case, found: datetime) -> None:
    fields: dict[str, Any] = {
        "student": case.student.number,
        "found_at": found.isoformat(),
        "found_by": "室友发现人不在、电话不接，告诉了辅导员",
        "phoned_at": (found + timedelta(minutes=6)).isoformat(),
        "missing": True,
        "route": "counsellor",
        "responsible": [diary.who.number],
        "responder": "两位室友",
        "present_until": (found + timedelta(minutes=35)).isoformat(),
        "released_by": diary.who.name,
        "on_campus": True,
        "danger": diary.words.fill(case.story["danger"], case.student),
        "level": "level1",
        "state": "open",
    }
    written = found + timedelta(minutes=40)
    diary.add("crisis", found, fields, written, crisis_key(case))
    closed = diary.at(diary.term.next_working(case.start + timedelta(days=15)), 16, 30)
    diary.amend(crisis_key(case), "crisis", closed, {**fields, "state": "closed"})


def _write_steps(diary: Diary, case: Case, found: datetime) -> None:
    for step in content("work")["crisis_step"]:
        done = found + timedelta(minutes=step["after"])
        fields = {
            "crisis": f"@{crisis_key(case)}",
            "step": step["step"],
            "done_at": done.isoformat(),
            "by": step.get("by", diary.who.name),
            "reached": step.get("reached"),
            "note": diary.words.fill(step.get("note", ""), case.student),
        }
        diary.add("crisis_step", done, fields, max(done, found + timedelta(minutes=41)) + timedelta(minutes=5))
    fields = {
        "crisis": f"@{crisis_key(case)}",
        "step": "tele_consultation",
        "impossible": True,
        "not_possible": "家长希望当面就医，没有用网络诊疗。",
        "by": diary.who.name,
    }
    written = found + timedelta(hours=4)
    diary.add("crisis_step", written, fields, written)


def _write_watch(diary: Diary, case: Case, found: datetime) -> None:
    """Shifts around the clock until the family takes over; one night somebody has to step in."""
    begins = found + timedelta(minutes=30)
    keepers = content("work")["watch"]["keepers"]
    until = begins + timedelta(days=_WATCH_DAYS)
    nth = 0
    while begins < until:
        ends = begins + timedelta(hours=_SHIFT_HOURS if begins.hour >= 20 or begins.hour < 8 else 2 * _SHIFT_HOURS)
        _write_shift(diary, case, begins, ends, [keepers[nth % len(keepers)], keepers[(nth + 1) % len(keepers)]])
        begins, nth = ends, nth + 1


def _write_shift(diary: Diary, case: Case, begins: datetime, ends: datetime, keepers: list[str]) -> None:
    words = content("work")["watch"]
    step_in = begins.date() == case.start + timedelta(days=1) and begins.hour < 4
    noted = [begins + timedelta(hours=k) for k in range(0, int((ends - begins).seconds / 3600), 2)]
    fields = {
        "crisis": f"@{crisis_key(case)}",
        "from": begins.isoformat(),
        "to": ends.isoformat(),
        "keepers": keepers,
        "staff_present": diary.who.name if begins.hour >= 8 else "学院值班老师",
        "same_sex": True,
        "relation": "老师、同学",
        "agreed": True,
        "place": "二级心理工作站休息室",
        "interval": 30,
        "observations": [
            {"at": moment.isoformat(), **{name: diary.words.deal(f"watch/{name}", words[name]) for name in _SEEN}}
            for moment in noted
        ],
        "incident": diary.words.fill(words["incident"], case.student) if step_in else "",
        "done": diary.words.fill(words["done"], case.student) if step_in else "",
    }
    key = f"watch/{case.student.number}/{begins.isoformat()}"
    written = diary.add("watch_shift", begins, fields, ends + timedelta(minutes=5), key)
    if step_in:
        diary.phone(key, written)


def _write_hospital(diary: Diary, case: Case, found: datetime) -> None:
    """The family signs, the hospital sees the student, a relative lives nearby for two weeks."""
    student, texts = case.student, content("work")["hospital"]
    signed = found + timedelta(hours=2, minutes=20)
    for purpose, when in (("hospital", signed), ("companion_study", found + timedelta(days=3))):
        fields = {
            "student": student.number,
            "for": purpose,
            "by": "parent",
            "how": "signed",
            "when": when.isoformat(),
            "words": texts[f"consent_{purpose}"],
        }
        diary.add("consent", when, fields, when + timedelta(minutes=20))
    key, sent = f"referral/{student.number}", found + timedelta(hours=2, minutes=30)
    referral = {
        "student": student.number,
        "institution": texts["institution"],
        "way": "in_person",
        "urgency": "at_once",
        "reason": diary.words.fill(case.story["danger"], student),
        "risk": texts["risk"],
        "done": texts["done"],
        "ground": texts["ground"],
        "accompanied_by": f"家长、{diary.who.name}",
    }
    diary.add("referral", sent, referral, sent, key)
    seen = (case.start + timedelta(days=1)).isoformat()
    back = {"of": f"@{key}", "seen_at": seen, **texts["back"]}
    diary.add("referral_return", sent + timedelta(days=1), back, sent + timedelta(days=1, minutes=20))
    leave = {
        "student": student.number,
        "kind": "companion_study",
        "from": (case.start + timedelta(days=4)).isoformat(),
        "to": (case.start + timedelta(days=18)).isoformat(),
        "decided_by": "学院与家长商定",
        **texts["companion"],
    }
    when = found + timedelta(days=3, minutes=30)
    diary.add("leave", when, leave, when + timedelta(minutes=15))


def _write_roommates(diary: Diary, case: Case, found: datetime) -> None:
    """Who lives with the student is not left alone with it: noted the same day, talked with one by one the next."""
    one = case.student
    room = [s for s in diary.students if s.room and (s.building, s.room) == (one.building, one.room) and s != one]
    mates = room or [s for s in diary.students if s.class_name == one.class_name and s != one][:2]
    noted = found + timedelta(hours=3)
    fields = {
        "students": [s.number for s in mates],
        "what": "roommate_in_crisis",
        "when": noted.isoformat(),
        "source": "辅导员",
    }
    if mates:
        diary.add("circumstance", noted, fields, noted + timedelta(minutes=10))
    for nth, mate in enumerate(mates):
        when = diary.at(case.start + timedelta(days=1), 12, 20 * nth)
        talk = {
            "students": [mate.number],
            "when": when.isoformat(),
            "occasions": ["hardship_or_event"],
            "mode": "individual",
            "risk": "none",
            "place": "谈心室",
            "way": "face",
            "tags": ["mood", "roommates"],
            "content": diary.words.shared("work", "mate", mate),
        }
        diary.add("talk", when, talk)
