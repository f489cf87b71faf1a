"""What counsellors of a world write about their students, at random: listings, talks, visits, families."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.app.plan.reference_days import holder_on, there_on
from tests.app.plan.reference_desk import Desk, all_days, phoned, sign, spoilt
from tests.app.plan.worlds import COLLEGES, DAY, WITHDRAWN, Noted, Pupil, moment, some_day

OCCASIONS = (
    "freshman", "time_node", "special_group", "asked", "award_or_discipline", "academic", "dorm_love_people",
    "hardship_or_event",
)  # fmt: skip


# ── The care list ────────────────────────────────────────────────────────────────────────────────


def listings(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for pupil in world.pupils:
        day = some_day(rng, world.terms[0].first - 20 * DAY, world.now.date())
        if desk.chance(0.3):
            continue
        for k in range(rng.randint(1, 5)):
            if desk.chance(0.3):
                day += (3 - day.weekday()) % 7 * DAY  # a Thursday
            level = rng.choice(["level1", "level2", "level3", "level3"])
            action = "list" if k == 0 else rng.choice(["change", "change", "change", "remove", "list"])
            said: dict[str, object] = {"student": pupil.number, "action": action, "from": day}
            record = desk.note(
                "care_listing",
                "C001",
                moment(rng, day + rng.choice([0, 0, 0, 4]) * DAY),
                said if action == "remove" else {**said, "level": level},
            )
            if record is not None:
                _signed_or_torn(desk, record)
            day += rng.randint(0, 60) * DAY


def _signed_or_torn(desk: Desk, record: Noted) -> None:
    rng = desk.rng
    if desk.chance(0.1) and record.said[0].values["action"] != "remove":
        desk.again(record, {"level": rng.choice(["level1", "level2", "level3"])}, rival=True)
    elif desk.chance(0.06):
        desk.again(record, op=WITHDRAWN)
    elif desk.chance(0.65):
        signed = sign(desk, record, rng.choice(["approved"] * 5 + ["refused", "checked"]))
        if signed is not None and desk.chance(0.1):
            desk.again(record, {"reason": "改写"})
        if signed is not None and desk.chance(0.1):
            desk.again(signed, op=WITHDRAWN)


def exemptions(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for _ in range(rng.randint(2, 8)):
        subject = rng.choice([p.number for p in world.pupils] + ["T1", "T2", *COLLEGES, "软件2301班"])
        rule = rng.choice(["weekly_review", "parent_contacts", "visits", "sweep_start", "sweep_end", "level2_talk",
                           "level3_talk", "review_meetings", "must_talk_time_node", "weekly_check"])  # fmt: skip
        day = some_day(rng, world.terms[0].first, world.now.date())
        values: dict[str, object] = {"rule": rule, "subject": subject, "from": day}
        if desk.chance(0.7):
            values["to"] = day + rng.randint(0, 60) * DAY
        record = desk.note("exemption", "C001", moment(rng, day), values)
        if record is not None and desk.chance(0.6):
            sign(desk, record, rng.choice(["approved", "approved", "refused"]))


# ── Talks, visits, families ──────────────────────────────────────────────────────────────────────


def talks(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for pupil in world.pupils:
        for day in all_days(world):
            if desk.chance(0.09) and there_on(world, pupil, day):
                _talk(desk, [pupil], day)
    for day in all_days(world):
        if desk.chance(0.08):
            groups: dict[str, list[Pupil]] = {}
            for pupil in world.pupils:
                groups.setdefault(desk.writer(pupil, day), []).append(pupil)
            _talk(desk, rng.choice(list(groups.values())), day)


def _talk(desk: Desk, pupils: list[Pupil], day: date) -> None:
    rng = desk.rng
    when = moment(rng, day)
    written = when + rng.choice([timedelta(minutes=20), timedelta(hours=4), timedelta(days=5)])
    numbers = tuple(p.number for p in pupils)
    values = {
        "when": when,
        "students": numbers,
        "occasions": tuple(rng.sample(OCCASIONS, rng.choice([1, 1, 2]))),
        "mode": "group" if len(pupils) > 1 else "individual",
        "risk": "report" if len(pupils) == 1 and desk.chance(0.06) else "none",
    }
    record = desk.note("talk", desk.writer(pupils[0], day), written, values)
    if record is None:
        return
    for pupil in pupils:
        if desk.chance(0.2):
            part: dict[str, object] = {"of": record.key, "student": pupil.number}
            if desk.chance(0.7):
                part["follow_up_on"] = day + rng.randint(1, 20) * DAY
            desk.note("talk_part", record.author, written, part, happened=when)
    if values["risk"] == "report":
        phoned(desk, record, when)
        return
    rival: dict[str, object] = rng.choice(
        [{"when": when - rng.randint(1, 30) * DAY}, {"occasions": ("asked",)}, {"place": "office"}]
    )
    spoilt(desk, record, rival)


def visits(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for day in all_days(world):
        for number in ("T1", "T2", "T3", "T4"):
            while desk.chance(0.2):
                place = rng.choice([("dorm", None), ("classroom", "高等数学"), ("classroom", "英语")])
                when = moment(rng, day)
                values: dict[str, object] = {"when": when, "where": place[0]}
                if place[1]:
                    values["course"] = place[1]
                record = desk.note("visit", number, when + timedelta(hours=rng.choice([0, 2, 90])), values)
                if record is not None:
                    _remarks(desk, record, when)
                    spoilt(desk, record, {"when": when - rng.randint(5, 20) * DAY}, 0.03)


def _remarks(desk: Desk, record: Noted, when: datetime) -> None:
    for pupil in desk.world.pupils:
        if desk.chance(0.1) and holder_on(desk.world, pupil, when.date()) == record.author:
            flag = desk.chance(0.2)
            said = {"of": record.key, "student": pupil.number, "flag": flag}
            remark = desk.note("visit_remark", record.author, record.written, said, happened=when)
            if remark is not None and flag:
                phoned(desk, remark, when)


def contacts(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for pupil in world.pupils:
        for day in all_days(world):
            if not desk.chance(0.035):
                continue
            when = moment(rng, day)
            values: dict[str, object] = {"student": pupil.number, "when": when, "reached": desk.chance(0.75)}
            if desk.chance(0.2):
                values["next_on"] = day + rng.randint(1, 20) * DAY
            record = desk.note("parent_contact", desk.writer(pupil, day), when + timedelta(minutes=9), values)
            if "next_on" not in values:
                spoilt(desk, record, rng.choice([{"when": when - 20 * DAY}, {"reached": False}]))


def leaves(desk: Desk) -> None:
    rng, world = desk.rng, desk.world
    for pupil in world.pupils:
        if desk.chance(0.15):
            day = some_day(rng, world.terms[0].first, world.now.date())
            values: dict[str, object] = {"student": pupil.number, "kind": "leave", "from": day}
            if desk.chance(0.8):
                values["to"] = day + rng.randint(2, 50) * DAY
            desk.note("leave", "C001", moment(rng, day), values)
