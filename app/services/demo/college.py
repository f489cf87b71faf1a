"""What the station of a fictitious college writes: week sheets, decisions, meetings, what the college does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.services.demo.crisis import crisis_found, crisis_key
from app.services.demo.people import content
from app.services.demo.school import College, School
from app.services.demo.term import Case, Desk, Diary, Term, open_desk


def write_college(school: School, college: College, term: Term, diaries: Sequence[Diary]) -> Desk:
    """Everything that the station writes in the whole term, in no order; `diaries` are its counsellors'."""
    desk = open_desk(school, college.station, term)
    first = college == school.colleges[0]
    _write_checks(desk, diaries)
    for case in (case for diary in diaries for case in diary.cases):
        _write_decisions(desk, case)
    _approve_absences(desk, diaries)
    _write_network(desk)
    for week in (9 if first else 11, 17):  # the second college's first meeting is a week late
        _write_meeting(desk, diaries, week)
    _write_outreach(desk, 8 if first else 15)
    _write_self_check(desk, mended=first)
    if first:
        write_alert(desk, 12, diaries[0].students[-1].number, closed=False)
    _tell_leader(desk, diaries)
    return desk


def _write_checks(desk: Desk, diaries: Sequence[Diary]) -> None:
    """Every Friday the week sheet of the college; now and then in the afternoon, rarely not at all."""
    for week in range(1, desk.term.weeks + 1):
        day = desk.due_day(week, 5)
        listed = day is not None and any(c.start < day < c.end for diary in diaries for c in diary.cases)
        if day is None or not listed or desk.chance(0.05):
            continue
        when = desk.at(day, 15 if desk.chance(0.1) else 10, desk.random.randrange(0, 60, 5))
        fields = {"unit": desk.who.college, "week": f"{desk.term.id}/{week}", "stage": "checked"}
        desk.add("weekly_sheet", when, fields, when)


# ── decisions ────────────────────────────────────────────────────────────────────────────────────


def _write_decisions(desk: Desk, case: Case) -> None:
    """Lowerings and the removal are approved on the Friday after they were proposed."""
    levels = [level for _, level in case.levels]
    for nth, (day, level) in enumerate(case.levels):
        if nth and level > levels[nth - 1]:
            _approve(desk, f"listing/{case.student.number}/{nth}", day)
    if case.removed and case.end < desk.term.last:
        _approve(desk, f"listing/{case.student.number}/{len(levels)}", desk.term.next_working(case.end))


def _approve(desk: Desk, key: str, since: date) -> None:
    day = _friday_after(desk, since)
    if day is not None:
        _sign(desk, key, "approved", day, 11)


def _friday_after(desk: Desk, since: date) -> date | None:
    week = desk.term.week_of(since)
    days = (desk.due_day(w, 5) for w in range(week, min(week + 3, desk.term.weeks) + 1))
    return next((day for day in days if day is not None and day > since), None)


def _sign(desk: Desk, key: str, act: str, day: date, hour: int, remark: str = "") -> None:
    when = desk.at(day, hour, desk.random.randrange(0, 30, 5))
    fields = {"of": f"@{key}", "revision": f"@{key}#", "as": act, "at": when.isoformat(), "remark": remark}
    desk.add("sign_off", when, fields, when)


def _approve_absences(desk: Desk, diaries: Sequence[Diary]) -> None:
    for diary in diaries:
        if diary.away_in:
            day = desk.term.monday(diary.away_in) - timedelta(days=3)
            _sign(desk, f"exemption/{diary.who.number}", "approved", day, 16, "已安排同事代班")


def _tell_leader(desk: Desk, diaries: Sequence[Diary]) -> None:
    """The station tells the school's leader of a crisis, a quarter of an hour too late."""
    for diary in diaries:
        for case in (c for c in diary.cases if c.levels[0][1] == "level1"):
            done = crisis_found(diary, case) + timedelta(minutes=76)
            fields = {
                "crisis": f"@{crisis_key(case)}",
                "step": "told_school_leader",
                "done_at": done.isoformat(),
                "by": desk.who.name,
                "reached": True,
            }
            desk.add("crisis_step", done, fields, done + timedelta(minutes=20))


# ── what the college does ────────────────────────────────────────────────────────────────────────


def _write_network(desk: Desk) -> None:
    """A committee member for every class, an observer for one of its rooms."""
    day = desk.term.monday(2) + timedelta(days=2)
    for group in (c for c in desk.school.classes if c.college == desk.who.college):
        members = [s for s in desk.school.students_in(desk.who.college) if s.class_name == group.name]
        lodged = [s for s in members if s.room and s.status == "enrolled"] or members
        for entry, student in zip(
            content("work")["network"], desk.random.sample(lodged, min(2, len(lodged))), strict=False
        ):
            fields = {"student": student.number, "from": day.isoformat(), **entry}
            if entry["what"] == "observer":
                fields["room"] = f"{student.building}{student.room}"
            when = desk.moment(day, 9, 17)
            desk.add("network_member", when, fields, when)


def _write_meeting(desk: Desk, diaries: Sequence[Diary], week: int) -> None:
    """The college's review meeting with two resolutions: the station's own is done in two weeks, the other waits."""
    when = desk.at(desk.due_day(week, 4) or desk.term.monday(week), 14, 30)
    listed = [c for diary in diaries for c in diary.cases if c.start < when.date() < c.end]
    meeting, key = content("work")["meeting"], f"meeting/{desk.who.number}/{week}"
    what = desk.random.sample(meeting["resolutions"], 2)
    due = when.date() + timedelta(days=14)
    fields = {
        "when": when.isoformat(),
        "scope": "college",
        "unit": desk.who.college,
        "chair": desk.who.name,
        "present": meeting["present"],
        "pack": desk.words.shared("work", "pack"),
        "cases": [f"@listing/{case.student.number}/0" for case in listed],
        "judgement": desk.words.shared("work", "judgement"),
        "resolutions": [
            {"what": text, "owner": owner, "due": due.isoformat()}
            for text, owner in zip(what, (desk.who.number, diaries[0].who.number), strict=True)
        ],
    }
    desk.add("review_meeting", when, fields, when + timedelta(hours=2), key)
    _sign(desk, f"{key}/0", "done", desk.term.next_working(due - timedelta(days=3)), 16, "已逐一通知")


def _write_outreach(desk: Desk, week: int) -> None:
    when = desk.at(desk.due_day(week, 3) or desk.term.monday(week), 19)
    [entry] = content("work")["college_outreach"]
    fields = {"when": when.isoformat(), "level": "college", "unit": desk.who.college, **entry}
    desk.add("outreach", when, fields, when + timedelta(hours=2))


def _write_self_check(desk: Desk, mended: bool) -> None:
    """The college looks at itself; the first has mended what it found, the others are behind."""
    when, texts = desk.at(desk.due_day(10, 2) or desk.term.monday(10), 16), content("work")["inspection"]
    fields = {
        "college": desk.who.college,
        "when": when.isoformat(),
        "mode": "self_check",
        "findings": texts["findings"],
        "statement": texts["statement"],
        "mend_by": (when + timedelta(days=7)).date().isoformat(),
    }
    key = f"self_check/{desk.who.number}"
    desk.add("inspection", when, fields, when + timedelta(minutes=30), key)
    if mended:
        done = when + timedelta(days=6)
        findings = [{**finding, "mended": True} for finding in texts["findings"]]
        fields |= {"findings": findings, "mended_on": done.date().isoformat()}
        desk.amend(key, "inspection", done, fields)


def write_alert(desk: Desk, week: int, student: str, *, closed: bool) -> None:
    """A post that somebody saw; judged within the hours of the plan and closed the next morning, or judged late and
    still open."""
    when = desk.at(desk.term.monday(week) + timedelta(days=1), 21, 35 if closed else 5)
    judged = when + timedelta(minutes=50 if closed else 160)
    key = f"alert/{desk.who.number}"
    fields = {
        "received_at": when.isoformat(),
        "platform": "校园论坛" if closed else "朋友圈",
        "what": "有人匿名写下告别的话，配了一张夜里的照片。" if closed else "同学转来截图，说最近什么都没意思。",
        "student": student,
        "reported_by": "保卫处" if closed else "同班同学",
        "judged_at": judged.isoformat(),
        "level": "level2" if closed else "level3",
        "handed_to": "辅导员",
    }
    written = when + timedelta(minutes=60 if closed else 170)
    desk.add("online_alert", when, fields, written, key)
    desk.phone(key, written)
    if closed:
        ends = when + timedelta(hours=13)
        fields |= {"closed_at": ends.isoformat(), "done": desk.words.shared("work", "alert_done")}
        desk.amend(key, "online_alert", ends, fields)
