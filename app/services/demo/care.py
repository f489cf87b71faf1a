"""Students followed closely, each a story: listings, weekly reviews, follow-up talks, calls home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from app.services.demo.people import Relative, content
from app.services.demo.school import Student
from app.services.demo.term import ZONE, Case, Diary, Term

_SHARE = 0.045
_TALK_DAYS = {"level1": 1, "level2": 7, "level3": 14}


def write_care(diary: Diary) -> None:
    """Puts everything about the counsellor's care list into the diary; must come before the rest."""
    diary.cases = _cases(diary)
    for case in diary.cases:
        _write_listings(diary, case)
        _write_talks(diary, case)
        _write_contacts(diary, case)
        _write_reviews(diary, case)


# ── who, from when, how severe ───────────────────────────────────────────────────────────────────


def _cases(diary: Diary) -> list[Case]:
    many = max(1, round(len(diary.students) * _SHARE))
    chosen = diary.random.sample(diary.students, min(many, len(diary.students)))
    stories: list[Mapping[str, Any]] = content("care")["story"]
    urgent = len(diary.students) >= 40 and (diary.who == diary.school.counsellors[0] or diary.chance(0.2))
    cases = []
    for nth, student in enumerate(chosen):
        fitting = [s for s in stories if student.cohort in s["cohorts"] and s["id"] != "crisis"]
        story = diary.words.deal(f"stories/{student.cohort}", [s["id"] for s in fitting])
        if urgent and student.cohort != "2026":
            story, urgent = "crisis", False
        cases.append(_case(diary, student, next(s for s in stories if s["id"] == story), nth))
    return cases


def _case(diary: Diary, student: Student, story: Mapping[str, Any], nth: int) -> Case:
    """Half of the list is there from week 1, some come from the sweep, the others in between."""
    random, term = diary.random, diary.term
    crisis, swept = story["id"] == "crisis", nth == 1 and story["id"] != "crisis"
    if crisis:
        start = random.choice([term.monday(w) + timedelta(days=2) for w in (7, 8)])
        levels = [(start, "level1"), *_later(term, start, [(2, "level2"), (8, "level3")])]
    elif swept:
        start = random.choice(term.working_days(3))
        levels = _levels(diary, start, "level2")
    else:
        days = term.working_days(1) if nth % 2 == 0 else term.working_days(random.choice((4, 5, 7, 9, 11)))
        start = days[0] if nth % 2 == 0 else random.choice(days)
        levels = _levels(diary, start, random.choice(story["levels"]))
    # the last counsellor's second student leaves for a while
    away = nth == 1 and not crisis and diary.who == diary.school.counsellors[-1]
    length = random.randint(9, 20)
    end = term.monday(10) if away else start + timedelta(weeks=length, days=random.randint(0, 4))
    end = end if end < term.monday(term.weeks) else term.last
    early = [change for change in levels if change[0] < end - timedelta(weeks=2)]
    if early[-1][1] != "level3" and not away:  # only from level 3 can anybody be taken off the list
        end, early = term.last, [change for change in levels if change[0] < term.last - timedelta(weeks=2)]
    return Case(student, story, start, end, early, swept, away)


def _later(term: Term, start: date, steps: list[tuple[int, str]]) -> list[tuple[date, str]]:
    return [(term.next_working(start + timedelta(weeks=n)), to) for n, to in steps]


def _levels(diary: Diary, start: date, first: str) -> list[tuple[date, str]]:
    """How the level moves: down step by step, or up for a while and down again."""
    steps = {"level1": [(3, "level2"), (9, "level3")], "level2": [(6, "level3")], "level3": []}[first]
    if first == "level3" and diary.chance(0.2):
        steps = [(3, "level2"), (7, "level3")]
    return [(start, first), *_later(diary.term, start, steps)]


def _write_listings(diary: Diary, case: Case) -> None:
    words, student = diary.words, case.student
    shared = content("care")["shared"]
    base = {"student": student.number, "problems": list(case.story["problems"])}
    for nth, (day, level) in enumerate(case.levels):
        fields = {**base, "action": "change" if nth else "list", "level": level, "from": day.isoformat()}
        if nth == 0:
            pick = diary.random.randrange(len(case.story["reason"]))
            fields["reason"] = words.fill(case.story["reason"][pick], student)
            fields["evidence"] = words.fill(case.story["evidence"][pick], student)
            fields["found_through"] = diary.random.choice(case.story["found"])
        else:
            pile = "raised" if level < case.levels[nth - 1][1] else "lowered"
            fields["reason"] = words.fill(words.deal(f"care/{pile}", shared[pile]), student)
            fields["evidence"] = "周研判与谈话记录"
        fields["decided_in"] = words.shared("care", "decided_in")
        when = diary.at(day, 13, 40) if level == "level1" else diary.moment(day, 9, 16)
        diary.add("care_listing", when, fields, when, key=f"listing/{student.number}/{nth}")
    if case.removed and case.end < diary.term.last:
        fields = {**base, "action": "remove", "from": case.end.isoformat()}
        fields["reason"] = words.fill(words.deal("care/lowered", shared["lowered"]), student)
        fields["evidence"] = "连续四周研判平稳，谈话记录"
        fields["decided_in"] = words.shared("care", "decided_in")
        when = diary.moment(diary.term.next_working(case.end), 9, 16)
        diary.add("care_listing", when, fields, when, key=f"listing/{student.number}/{len(case.levels)}")


# ── follow-up talks ──────────────────────────────────────────────────────────────────────────────


def _write_talks(diary: Diary, case: Case) -> None:
    """As often as the level asks, at the first level on weekends too; now and then one falls out."""
    day, nth = case.start, 0
    while day < case.end:
        daily = case.level(day) == "level1" and not diary.term.is_holiday(day)
        if (daily or diary.term.is_working(day)) and (nth == 0 or not diary.chance(0.06)):
            nth += 1
            _write_talk(diary, case, day, nth)
        step = _TALK_DAYS[case.level(day)] if daily or diary.term.is_working(day) else 1
        day += timedelta(days=step)
        while step > 1 and not diary.term.is_working(day) and day < case.end:
            day += timedelta(days=1)


def _write_talk(diary: Diary, case: Case, day: date, nth: int) -> None:
    words, student, level = diary.words, case.student, case.level(day)
    first = nth == 1 and level == "level1"
    when = diary.at(day, 13, 15) if first else diary.moment(day, 9, 20)
    risk = "watch" if level != "level3" and case.stage(day) != "easing" else "none"
    if nth == 1 and (first or case.swept):
        risk = "report"
    part: dict[str, Any] = {
        "student": student.number,
        "response": words.shared("talks", "response", student),
        "mood": words.shared("talks", "mood", student),
        "follow_up": words.shared("talks", "follow_up", student),
        "follow_up_on": (day + timedelta(days=_TALK_DAYS[level])).isoformat(),
    }
    if risk == "report":
        part["referred_to"] = "学发中心心理健康咨询与教育科"
    away = student.status == "internship" or (level == "level3" and diary.chance(0.06))
    way = "phone" if away else "face"
    place = diary.random.choice(("谈心室", "辅导员办公室", "二级心理工作站", "校园散步"))
    tags = {
        "study": "study",
        "love": "love",
        "relationships": "roommates",
        "family": "family",
        "career": "career",
    }
    fields = {
        "when": when.isoformat(),
        "students": [student.number],
        "occasions": ["special_group", "time_node"] if diary.term.after_node(day) else ["special_group"],
        "mode": "individual",
        "risk": risk,
        "place": place if way == "face" else "",
        "way": way,
        "tags": sorted({tags.get(problem, "mood") for problem in case.story["problems"]}),
        "content": words.follow_up(case.story, case.stage(day), nth, student, way),
        "parts": [part] if nth == 1 or diary.chance(0.6) else [],
    }
    key = f"talk/{student.number}/{nth}"
    written = diary.add("talk", when, fields, when + timedelta(minutes=20) if risk == "report" else None, key)
    if risk == "report" and (first or diary.who != diary.school.counsellors[-1]):
        diary.phone(key, written)


# ── the family ───────────────────────────────────────────────────────────────────────────────────


def _write_contacts(diary: Diary, case: Case) -> None:
    """The first within a week of the listing, the next two weeks and more later, until week 18."""
    relatives = [r for r in case.student.family if r.caution not in ("family_danger", "custody")]
    if not relatives:
        return
    urgent = case.levels[0][1] == "level1"
    day = case.start + timedelta(days=0 if urgent else diary.random.randint(1, 5))
    last = min(case.end, diary.term.monday(19) - timedelta(days=1))
    many = diary.random.choice((1, 2, 2, 2, 3))
    for nth in range(many):
        if day > last:
            return
        relative = relatives[0] if diary.chance(0.8) else relatives[-1]
        if diary.chance(0.25) and not urgent:
            _write_attempt(diary, case, relative, day)
            day += timedelta(days=1)
        ahead = day + timedelta(days=diary.random.randint(15, 35))
        agreed = ahead - timedelta(days=2 if diary.chance(0.12) else 0) if nth + 1 < many else None
        _write_contact(diary, case, relative, diary.moment(day, 14 if urgent else 11, 20), nth, agreed)
        day = ahead


def _write_attempt(diary: Diary, case: Case, relative: Relative, day: date) -> None:
    when = diary.moment(day, 9, 19)
    fields = {
        "student": case.student.number,
        "when": when.isoformat(),
        "reached": False,
        "way": "phone",
        "person": f"{relative.title}{relative.name}",
        "relation": relative.relation,
        "next_on": (day + timedelta(days=1)).isoformat(),
    }
    diary.add("parent_contact", when, fields, when + timedelta(minutes=5))


def _write_contact(diary: Diary, case: Case, relative: Relative, when: datetime, nth: int, agreed: date | None) -> None:
    words, student, random = diary.words, case.student, diary.random
    urgent = case.level(when.date()) == "level1"
    case.family_since = case.family_since or when
    moods = ("cooperates", "hesitates", "denies", "blames", "forbids")
    case.attitude = random.choices(moods, (62, 20, 10, 6, 2))[0]
    told_student = nth > 0 or diary.chance(0.85)
    why = "情况紧急，先通知家长，随后告诉了本人。" if urgent else "学生当天情绪不稳，通话后第二天告诉了本人。"
    fields = {
        "student": student.number,
        "when": when.isoformat(),
        "reached": True,
        "way": random.choices(("phone", "message", "came", "home_visit"), (20, 5, 60, 0) if urgent else (82, 9, 7, 2))[
            0
        ],
        "person": f"{relative.title}{relative.name}",
        "relation": relative.relation,
        "told": words.fill(case.story["told"][nth % len(case.story["told"])], student),
        "learned": words.fill(words.deal(f"{student.number}/learned", case.story["learned"]), student),
        "asked_to_report": True,
        "guidance": _guidance(diary, case, urgent),
        "attitude": case.attitude,
        "words": words.shared("care", "words", student),
        "second_person": diary.station_name if urgent else "",
        "recording": False,
        "agreed": words.shared("care", "agreed", student),
        "next_on": agreed.isoformat() if agreed else "",
        "student_told": told_student,
        "student_told_why": "" if told_student else why,
        "reported_to": "学院学生工作负责人" if urgent else "",
    }
    diary.add("parent_contact", when, fields)


def _guidance(diary: Diary, case: Case, urgent: bool) -> str:
    if urgent and "guidance" in case.story:
        return diary.words.fill(diary.words.deal("crisis/guidance", case.story["guidance"]), case.student)
    return diary.words.shared("care", "guidance", case.student)


# ── weekly reviews ───────────────────────────────────────────────────────────────────────────────


def _write_reviews(diary: Diary, case: Case) -> None:
    """One a week while listed on Thursday at midnight; few are missing, some come late in the day."""
    term, unchanged = diary.term, 0
    for week in range(1, term.weeks + 1):
        thursday = term.monday(week) + timedelta(days=3)
        first = case.levels[0][1] == "level1" and 0 < (thursday - case.start).days < 7
        if not case.start < thursday < case.end or (diary.chance(0.04) and not first):
            continue
        due = thursday
        while not term.is_working(due) and due > case.start:
            due -= timedelta(days=1)
        hour = 14 if diary.chance(0.07) and not first else diary.random.randint(8, 11)
        when = datetime.combine(due, time(hour, diary.random.randrange(0, 60, 5)), ZONE)
        same = due > case.start + timedelta(days=10) and unchanged < 2 and diary.chance(0.22)
        unchanged = unchanged + 1 if same else 0
        diary.add("weekly_review", when, _review(diary, case, week, when, same), when)


def _review(diary: Diary, case: Case, week: int, when: datetime, same: bool) -> dict[str, Any]:
    words, student, day = diary.words, case.student, when.date()
    monday = datetime.combine(diary.term.monday(week), time(0), ZONE)
    talks = diary.talks_between(student.number, monday, when)
    knows = case.family_since is not None and case.family_since <= when
    others = ["roommates", "teacher", "class"] + (["family"] if knows else [])
    sources = (["met"] if talks or diary.chance(0.5) else []) + diary.random.sample(others, 1)
    seen = day - timedelta(days=diary.random.randint(0, min(day.weekday(), 2)))
    fields: dict[str, Any] = {
        "student": student.number,
        "week": f"{diary.term.id}/{week}",
        "no_change": same,
        "sources": sources,
        "seen_on": max(seen, case.start).isoformat() if "met" in sources else "",
        "observed": words.shared("care", "no_change", student)
        if same
        else words.week(case.story, case.stage(day), student),
        "talks": talks,
        "family_knows": knows,
        "attitude": case.attitude if knows else "",
        "owner": diary.who.number,
    }
    if not same:
        fields["measures"] = words.shared("care", "measures", student)
        fields["next_step"] = words.shared("care", "next_step", student)
    return fields
