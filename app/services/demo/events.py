"""What one fictitious counsellor writes down in a term, as plain values ready to become records.

Students by number, units and staff by name and number, times as RFC 3339 text, choices by the plan's
ids. The counsellors are good and human: now and then a visit is missing, a note is late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.services.demo.care import write_care
from app.services.demo.crisis import write_crisis
from app.services.demo.paperwork import write_paperwork
from app.services.demo.people import Staff, content
from app.services.demo.school import School, SchoolClass, Student
from app.services.demo.term import Diary, Term, in_order, open_diary
from app.services.demo.visits import write_visits

_ROOM_GROUP = 6


def write_diary(school: School, counsellor: Staff, term: Term) -> Diary:
    """Everything that the counsellor writes in the whole term, in no order."""
    diary = open_diary(school, counsellor, term)
    if diary.students:
        write_care(diary)
        _write_circumstances(diary)
        _write_group_talks(diary)
        _write_special_talks(diary)
        _write_single_talks(diary)
        write_visits(diary)
        _write_sweep(diary)
        write_paperwork(diary)
        write_crisis(diary)
    return diary


def events(school: School, counsellor: Staff, term: Term, today: date | None = None) -> list[dict[str, Any]]:
    """The counsellor's records until the end of `today` (default: the term's last day), oldest first.

    Entries are as `Desk` says. A later `today` only adds records; the same arguments give the same list.
    """
    until = (today or term.last).isoformat()
    return [e for e in in_order(write_diary(school, counsellor, term)) if e["at"][:10] <= until]


def _members(diary: Diary, group: SchoolClass) -> list[Student]:
    return [s for s in diary.students if s.class_name == group.name]


def _classes(diary: Diary) -> list[tuple[SchoolClass, list[Student]]]:
    pairs = ((group, _members(diary, group)) for group in diary.school.classes_of(diary.who))
    return [(group, members) for group, members in pairs if members]


# ── what happens to whole classes ────────────────────────────────────────────────────────────────


def _write_circumstances(diary: Diary) -> None:
    """The office notes who has arrived; the results of an examination that one year has sat."""
    for group, members in _classes(diary):
        if group.cohort == "2026":
            _write_class_circumstance(diary, group, members, "new_student", diary.term.first + timedelta(days=1))
        elif group.cohort == "2025":
            _write_class_circumstance(diary, group, members, "results_out", diary.term.monday(4) + timedelta(days=1))


def _write_class_circumstance(
    diary: Diary, group: SchoolClass, members: Sequence[Student], what: str, day: date
) -> None:
    source, note = {"new_student": ("招生办公室", "新生报到"), "results_out": ("教务处", "四级成绩公布")}[what]
    when = diary.moment(day, 8, 10)
    fields = {
        "students": [s.number for s in members],
        "what": what,
        "when": when.isoformat(),
        "source": source,
        "note": f"{group.name}{note}",
    }
    diary.add("circumstance", when, fields, when + timedelta(minutes=10))


def _write_group_talks(diary: Diary) -> None:
    topics = {topic["id"]: topic for topic in content("talks")["group"]}
    for group, members in _classes(diary):
        if group.cohort == "2026":
            for room in _rooms(members):
                if not _write_room_talk(diary, topics["freshman_room"], room):
                    _write_freshman_talks(diary, room)
        for name, start in diary.term.nodes.items():
            if (name == "term_start" and group.cohort == "2026") or diary.chance(0.04):
                continue
            topic = topics[name]
            last = start + timedelta(days=3 if name == "before_holiday" else 11)
            days = [start + timedelta(days=n) for n in range((last - start).days + 1)]
            day = diary.random.choice([d for d in days if diary.term.is_working(d)])
            present = [s for s in members if diary.chance(0.97)] or members
            note = diary.words.group(topic, "他", group=group.name, present=len(present), expected=len(members))
            _add_group_talk(diary, topic, diary.moment(day, 18, 20), present, "教室", note)


def _rooms(members: Sequence[Student]) -> list[list[Student]]:
    """Classmates by room, at most six together."""
    rooms: dict[str, list[Student]] = {}
    for student in members:
        rooms.setdefault(f"{student.building}{student.room}", []).append(student)
    return [room[n : n + _ROOM_GROUP] for room in rooms.values() for n in range(0, len(room), _ROOM_GROUP)]


def _write_room_talk(diary: Diary, topic: Mapping[str, Any], room: list[Student]) -> bool:
    """Whether the room was talked with together: those who live outside or alone are not."""
    if len(room) < 2 or not room[0].room or diary.chance(0.08):
        return False
    label = f"{room[0].building}{room[0].room}"
    ta = "她" if room[0].sex == "female" else "他"
    note = diary.words.group(topic, ta, room=label, present=len(room), n=len(room), expected=len(room))
    when = diary.moment(diary.day_in(1, 2), 18, 21)
    _add_group_talk(diary, {**topic, "node": True}, when, room, label, note)
    return True


def _write_freshman_talks(diary: Diary, students: Sequence[Student]) -> None:
    topic = next(topic for topic in content("talks")["topic"] if topic["id"] == "freshman")
    for student in students:
        if not diary.chance(0.06):
            _write_single_talk(diary, topic, student, diary.moment(diary.day_in(1, 3), 9, 20))


def _add_group_talk(
    diary: Diary, topic: Mapping[str, Any], when: datetime, present: Sequence[Student], place: str, note: str
) -> None:
    parts: list[dict[str, Any]] = []
    if diary.chance(0.3):
        parts.append(_part(diary, diary.random.choice(present), when, followed=diary.chance(0.5)))
    fields = {
        "when": when.isoformat(),
        "students": [s.number for s in present],
        "occasions": [topic["occasion"], "time_node"] if "node" in topic else [topic["occasion"]],
        "mode": "group",
        "risk": "none",
        "place": place,
        "way": "face",
        "tags": ["roommates"] if topic["id"] == "freshman_room" else ["study"],
        "content": note,
        "parts": parts,
    }
    diary.add("talk", when, fields)


def _part(diary: Diary, student: Student, when: datetime, followed: bool) -> dict[str, Any]:
    part: dict[str, Any] = {
        "student": student.number,
        "response": diary.words.shared("talks", "response", student),
        "mood": diary.words.shared("talks", "mood", student),
    }
    if followed:
        part["follow_up"] = diary.words.shared("talks", "follow_up", student)
        part["follow_up_on"] = (when.date() + timedelta(days=diary.random.choice((5, 7, 7, 10, 14)))).isoformat()
        if diary.chance(0.12):
            part["referred_to"] = diary.random.choice(("心理咨询室", "学生资助办公室", "就业管理服务科", "学业导师"))
    return part


# ── talks with one student ───────────────────────────────────────────────────────────────────────


def _is_special(student: Student) -> bool:
    return student.hardship != "none" or student.status in ("back", "extended")


def _write_special_talks(diary: Diary) -> None:
    """Hardship, back from leave, extended: each of them once by week 8; a few are late or forgotten."""
    topics = {topic["id"]: topic for topic in content("talks")["topic"]}
    for student in diary.students:
        if _is_special(student) and diary.case_of(student.number) is None and not diary.chance(0.06):
            topic = topics["hardship" if student.hardship != "none" and diary.chance(0.5) else "special"]
            weeks = (9, 11) if diary.chance(0.1) else (2, 8)
            _write_single_talk(diary, topic, student, diary.moment(diary.day_in(*weeks), 9, 20))


def _write_single_talks(diary: Diary) -> None:
    """A few talks a week, with those who are not followed closely anyway, each on something of theirs."""
    others = [s for s in diary.students if diary.case_of(s.number) is None and not _is_special(s)]
    diary.random.shuffle(others)
    wanted = diary.random.sample(
        content("talks")["topic"], len(content("talks")["topic"])
    )  # each of them once at least
    weekly = max(1, round(len(diary.students) / 40))
    for week in range(1, diary.term.weeks + 1):
        days = diary.term.working_days(week)
        for _ in range(diary.random.randint(max(0, weekly - 1), weekly + 1) if days else 0):
            if not others:
                return
            student = others.pop()
            topics = [t for t in content("talks")["topic"] if _fits(t, student, week)]
            topic = next((t for t in wanted if t in topics), None)
            if topic is None:
                topic = diary.random.choices(topics, [t["weight"] for t in topics])[0]
            else:
                wanted.remove(topic)
            _write_single_talk(diary, topic, student, diary.moment(diary.random.choice(days), 9, 20))


def _fits(topic: Mapping[str, Any], student: Student, week: int) -> bool:
    if student.cohort not in topic.get("cohorts", (student.cohort,)):
        return False
    if topic["id"] in ("hardship", "special"):
        return topic["id"] == "special" and student.status != "enrolled"
    if topic["id"] in ("freshman", "homesick"):
        return week <= (4 if topic["id"] == "freshman" else 9)
    return True


def _write_single_talk(diary: Diary, topic: Mapping[str, Any], student: Student, when: datetime) -> None:
    opening, what = _opening(diary, topic, student)
    if what != "new_student" and diary.chance(0.75):
        _write_reason(diary, topic, student, what, when)
    watch = diary.chance(0.12) and topic["id"] in ("love", "asked", "dorm", "homesick", "academic")
    if watch:
        diary.watched.add(student.number)
    way = "phone" if student.status == "internship" else "face"
    told = watch or diary.chance(0.5)
    note = diary.words.talk(topic, opening, student)
    fields = {
        "when": when.isoformat(),
        "students": [student.number],
        "occasions": sorted(_occasions(diary.term, topic, student, when)),
        "mode": "individual",
        "risk": "watch" if watch else "none",
        "place": diary.random.choice(("辅导员办公室", "辅导员办公室", "谈心室")) if way == "face" else "",
        "way": way,
        "tags": diary.random.sample(topic["tags"], min(2, len(topic["tags"]))),
        "content": note,
        "parts": [_part(diary, student, when, watch or diary.chance(0.4))] if told else [],
    }
    diary.add("talk", when, fields)


def _occasions(term: Term, topic: Mapping[str, Any], student: Student, when: datetime) -> set[str]:
    """What a talk is for: a special group's is that too, a freshman's first one also the start of term's."""
    found = {topic["occasion"]}
    if _is_special(student):
        found.add("special_group")
    if topic["id"] == "freshman" and term.after_node(when.date()):
        found.add("time_node")
    return found


def _write_reason(diary: Diary, topic: Mapping[str, Any], student: Student, what: str, when: datetime) -> None:
    """The circumstance that obliged the talk, noted shortly before it."""
    ahead = 0 if topic["occasion"] in ("asked", "dorm_love_people") else diary.random.randint(0, 1)
    found = when - timedelta(days=ahead, minutes=diary.random.choice((30, 45, 60, 90)))
    fields = {"students": [student.number], "what": what, "when": found.isoformat(), "source": "辅导员"}
    diary.add("circumstance", found, fields, found + timedelta(minutes=5))


def _opening(diary: Diary, topic: Mapping[str, Any], student: Student) -> tuple[str, str]:
    """How the note begins, and the circumstance that this beginning tells of."""
    if student.status == "internship":
        pieces = content("talks")["shared"]["phone_open"]
        return diary.words.deal("talks/phone_open", pieces), topic["circumstances"][0]
    if student.status == "probation" and topic["id"] == "academic":
        return content("talks")["shared"]["probation_open"], "probation"
    opening = diary.words.deal(f"{topic['id']}/open", topic["open"])
    reasons: list[str] = topic["circumstances"]
    return opening, reasons[topic["open"].index(opening) % len(reasons)]


# ── the sweep ────────────────────────────────────────────────────────────────────────────────────


def _write_sweep(diary: Diary) -> None:
    """Everybody is looked at, a few are forgotten; one class of the first counsellor's comes late."""
    groups = [group.name for group, _ in _classes(diary)]
    late = groups[-1] if diary.who == diary.school.counsellors[0] else ""
    for student in diary.students:
        for window, first, last in (("start", 2, 3), ("end", 18, 20)):
            if window == "start" and student.class_name == late:
                first, last = 4, 4
            if not diary.chance(0.03):
                _write_sweep_check(diary, student, window, diary.moment(diary.day_in(first, last), 9, 17))


def _write_sweep_check(diary: Diary, student: Student, window: str, when: datetime) -> None:
    """A talk of this term is the source where there is one; who was found by the sweep is listed the day after."""
    case = diary.case_of(student.number)
    outcome = "watch" if student.number in diary.watched and diary.chance(0.7) else "nothing"
    if case is not None and case.swept and window == "start":
        when, outcome = diary.at(case.start - timedelta(days=1), 16, 20), "list"
    elif case is not None and case.start <= when.date() < case.end:
        outcome = "watch"
    talked = any(moment <= when for moment in diary.talked.get(student.number, ()))
    fields = {
        "student": student.number,
        "window": window,
        "outcome": outcome,
        "source": "talk" if talked else "class",
    }
    diary.add("sweep_check", when, fields, when)
