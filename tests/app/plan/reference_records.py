"""What people of a world write down, at random: each part from a seed of its own, so that one can be left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from tests.app.plan.reference_care import contacts, exemptions, leaves, listings, talks, visits
from tests.app.plan.reference_days import holder_on, level_on, monday_of
from tests.app.plan.reference_desk import Desk, all_days, phoned, spoilt
from tests.app.plan.worlds import (
    COLLEGES,
    DAY,
    SCHOOL_NAME,
    WITHDRAWN,
    Noted,
    Pupil,
    TermDays,
    World,
    at,
    moment,
    random_school,
)  # fmt: skip

CIRCUMSTANCES = (
    "new_student", "results_out", "term_start", "before_holiday", "special_group", "asked_for_talk", "award",
    "criticism", "discipline", "academic_warning", "probation", "poor_results", "dorm_conflict", "love_trouble",
    "relationship_trouble", "hardship", "disaster", "sudden_event", "roommate_in_crisis",
)  # fmt: skip


def random_world(seed: int, parts: Sequence[str] | None = None) -> World:
    """A world with these parts, all of them where none are named."""
    world = random_school(Random(f"{seed}/school"))
    for part in PARTS if parts is None else parts:
        desk = Desk(world, part, Random(f"{seed}/{part}"))
        PARTS[part](desk)
        world = replace(world, records=(*world.records, *desk.written))
    return world


# ── Weeks and windows ────────────────────────────────────────────────────────────────────────────


def weekly(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for term in world.terms:
        for week in range(1, 21):
            start = monday_of(term, week)
            for pupil in world.pupils:
                if any(level_on(world, pupil, start + k * DAY) for k in range(4)) and desk.chance(0.8):
                    _review(desk, term, week, pupil, start)
            for author, unit, stage in (("S1", COLLEGES[0], "checked"), ("C001", SCHOOL_NAME, "compiled")):
                if desk.chance(0.6):
                    written = at(start + rng.choice([3, 4, 4, 5, 7]) * DAY, rng.randint(8, 18), rng.randint(0, 59))
                    values = {"unit": unit, "week": f"{term.name}/{week}", "stage": stage}
                    desk.note("weekly_sheet", author, written, values)


def _review(desk: Desk, term: TermDays, week: int, pupil: Pupil, start: date) -> None:
    rng = desk.rng
    written = at(start + rng.choice([1, 2, 2, 3, 3, 4, 8]) * DAY, rng.randint(8, 14), rng.randint(0, 59))
    values = {"student": pupil.number, "week": f"{term.name}/{week}", "no_change": desk.chance(0.6)}
    author = holder_on(desk.world, pupil, written.date())
    if author:
        record = desk.note("weekly_review", author, written, values)
        if not values["no_change"]:
            spoilt(desk, record, {"week": f"{term.name}/{week + 1}"}, 0.04)


def sweeps(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for term in world.terms:
        for which, week in (("start", 2), ("end", 19)):
            for pupil in world.pupils:
                day = monday_of(term, week) + rng.randint(-10, 20) * DAY
                author = holder_on(world, pupil, day)
                if author and desk.chance(0.75):
                    values = {
                        "student": pupil.number,
                        "window": which,
                        "outcome": rng.choice(["nothing", "watch", "list"]),
                    }
                    record = desk.note("sweep_check", author, moment(rng, day), values)
                    spoilt(desk, record, {"window": "start"}, 0.04)


def circumstances(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for day in all_days(world):
        if desk.chance(0.12):
            pupils = rng.sample(world.pupils, rng.choice([1, 1, 2]))
            values = {
                "students": tuple(p.number for p in pupils),
                "what": rng.choice(CIRCUMSTANCES),
                "when": moment(rng, day),
            }
            record = desk.note("circumstance", "C001", moment(rng, day + rng.choice([0, 1, 6]) * DAY), values)
            if record is not None and desk.chance(0.08):
                desk.again(record, op=WITHDRAWN)


# ── The college, the school, what happens ────────────────────────────────────────────────────────


def gatherings(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for day in all_days(world):
        if not desk.chance(0.12):
            continue
        author, unit = rng.choice([("S1", COLLEGES[0]), ("C001", SCHOOL_NAME), ("C001", COLLEGES[1])])
        level = "school" if unit == SCHOOL_NAME else "college"
        when = moment(rng, day)
        kind = rng.choice(["review_meeting", "training", "outreach", "inspection"])
        values: dict[str, object] = {
            "review_meeting": {"scope": level},
            "training": {"audience": tuple(rng.sample(["counsellors", "committee_members", "observers"], 2))},
            "outreach": {"level": level, "for_parents": rng.choice(["lecture", "answers", "push"])},
            "inspection": {"mode": "self_check", "mend_by": day + rng.randint(1, 30) * DAY},
        }[kind]  # type: ignore[assignment]
        values = {**values, "when": when, "college" if kind == "inspection" else "unit": unit}
        if kind == "inspection" and (unit == SCHOOL_NAME or author == "S1"):
            continue
        if kind == "inspection" and desk.chance(0.5):
            values["mended_on"] = day + rng.randint(1, 35) * DAY
        record = desk.note(kind, author, when + timedelta(hours=1), values)
        if kind == "review_meeting" and record is not None:
            _resolved(desk, record, when)
        elif kind != "inspection":
            spoilt(desk, record, {"when": when - 60 * DAY}, 0.05)


def _resolved(desk: Desk, meeting: Noted, when: datetime) -> None:
    """What a meeting resolved, and perhaps that it was done."""
    rng = desk.rng
    values = {"of": meeting.key, "owner": rng.choice(["T1", "S1"]), "due": when.date() + rng.randint(2, 20) * DAY}
    resolution = desk.note("resolution", meeting.author, meeting.written, values, happened=when)
    if resolution is not None and desk.chance(0.6):
        done = when + timedelta(days=rng.randint(1, 25))
        said = {"of": resolution.key, "revision": f"{resolution.key}#0", "as": "done", "at": done}
        desk.note("sign_off", "C001", done, said)


def reports(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for day in all_days(world):
        pupil, when = rng.choice(world.pupils), moment(rng, day)
        about: dict[str, object] = {"student": pupil.number}
        if desk.chance(0.04):
            record = desk.note("case_report", "C001", when, about)
            if record is not None and desk.chance(0.7):
                back = day + rng.randint(0, 7) * DAY
                values = {"of": record.key, "assessed_on": back}
                desk.note("case_report_return", "C001", moment(rng, back), values)
        if desk.chance(0.03):
            _alert(desk, {**about, "received_at": when}, when)
        if desk.chance(0.02):
            _crisis(desk, {**about, "found_at": when.replace(second=0)}, when.replace(second=0))


def _alert(desk: Desk, values: dict[str, object], when: datetime) -> None:
    for name, hours in (("judged_at", 2), ("closed_at", 24)):
        if desk.chance(0.7):
            values[name] = when + timedelta(hours=hours, minutes=desk.rng.choice([-30, -1, 0, 1, 30]))
    written = when + timedelta(hours=30)
    record = desk.note("online_alert", "C001", written, values)
    if record is not None:
        phoned(desk, record, when)


def _crisis(desk: Desk, values: dict[str, object], when: datetime) -> None:
    rng = desk.rng
    for name in ("missing", "injured", "in_the_act", "drill"):
        if desk.chance(0.2):
            values[name] = True
    values |= {"on_campus": desk.chance(0.5), "level": rng.choice(["level1", "level2"])}
    record = desk.note("crisis", "C001", when + timedelta(minutes=5), values)
    steps = ["call_120_110", "told_college", "told_student_affairs", "psychologist_support", "told_school_leader",
             "family_told", "watch_set_up", "taken_to_hospital"]  # fmt: skip
    for step in steps if record is not None else ():
        if record is not None and desk.chance(0.7):
            done = when + timedelta(minutes=rng.choice([0, 10, 15, 16, 29, 45, 60, 61, 90]))
            said: dict[str, object] = {"crisis": record.key, "step": step}
            said |= {"done_at": done} if desk.chance(0.85) else {"impossible": True}
            desk.note("crisis_step", "C001", done + timedelta(minutes=1), said)


def screenings(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for term in world.terms:
        for pupil in world.pupils:
            day = monday_of(term, rng.randint(3, 12)) + rng.randint(0, 6) * DAY
            result = rng.choice(["alarm", "asked", "high", "middle", "low", "low"])
            values = {"student": pupil.number, "outcome": "taken", "taken_on": day, "class": result}
            if desk.chance(0.7):
                desk.note("screening_result", "C001", moment(rng, day), values)
            if desk.chance(0.6):
                when = moment(rng, day + rng.randint(0, 30) * DAY)
                held = rng.choice(["held", "held", "refused", "not_reached"])
                author = holder_on(world, pupil, when.date())
                if author:
                    desk.note(
                        "screening_interview", author, when, {"student": pupil.number, "when": when, "held": held}
                    )
            if desk.chance(0.3):
                due = day + rng.randint(3, 20) * DAY
                desk.note("screening_call", "C001", moment(rng, day), {"student": pupil.number, "due": due})


PARTS: dict[str, Callable[[Desk], None]] = {
    "listings": listings,
    "leaves": leaves,
    "exemptions": exemptions,
    "talks": talks,
    "visits": visits,
    "contacts": contacts,
    "weekly": weekly,
    "sweeps": sweeps,
    "circumstances": circumstances,
    "gatherings": gatherings,
    "reports": reports,
    "screenings": screenings,
}
