"""A made-up term of a whole school at its seat: students, counsellors with their classes, and what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.records import KINDS
from app.records.ids import new_id
from app.records.kind import Values
from app.services.context import plan_in_force
from app.services.reference import Keeper
from app.services.saving import Wish, Writer
from app.workspace import Member, Workspace
from tests.bench.made import SEED, Home
from tests.school import School

CLASS, CLASSES_EACH, CLASSES_PER_COLLEGE = 30, 4, 60
FIRST, DAYS = date(2026, 9, 1), 84
LISTED = 0.03
BATCH = 20_000
Work = tuple[str, Values]


def make_term(folder: Path, students: int, records: int) -> Home:
    """A closed seat after twelve weeks of term."""
    school = School(folder)
    centre = school.centre()
    fill_term(centre, students, records)
    home = Home(centre.home, centre.store.raw_key, centre.device, centre.slot_person)
    school.close()
    return home


def fill_term(centre: Workspace, students: int, records: int, classes: int = CLASSES_PER_COLLEGE) -> None:
    """Twelve weeks of term at an open seat, in colleges of so many `classes`."""
    entered, random = _enter(centre, students, classes), Random(SEED)
    for member, work in _everybody(centre, entered, records, random):
        _write(centre, member, work)


def _enter(centre: Workspace, students: int, classes: int) -> list[tuple[str, list[str]]]:
    """Colleges, classes and students; (class, its students) in order."""
    plan = plan_in_force(centre)
    found = []
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        for k in range(0, students, CLASS):
            number = k // CLASS
            college = keeper.college(f"学院{number // classes + 1:02d}")
            where = keeper.unit(f"班级{number + 1:04d}", "class", college)
            year = 2023 + number % 4
            found.append((where, [f"{year}{k + j:06d}" for j in range(min(CLASS, students - k))]))
        fields: list[Values] = [
            {"number": n, "name": f"学生{n}", "class": where, "entered_on": f"{n[:4]}-09-01", "status": "enrolled"}
            for where, numbers in found
            for n in numbers
        ]
        made = [keeper.wish("student", f) for f in fields]
        keeper.save(wish for _, wish in made if wish is not None)
    ids = iter([identity for identity, _ in made])
    return [(where, [next(ids) for _ in numbers]) for where, numbers in found]


def _everybody(
    centre: Workspace, classes: list[tuple[str, list[str]]], records: int, random: Random
) -> Iterator[tuple[Member, list[Work]]]:
    """Each counsellor, made and given four classes, with what they write."""
    plan = plan_in_force(centre)
    each = max(1, records * CLASSES_EACH // len(classes))
    for k in range(0, len(classes), CLASSES_EACH):
        mine = classes[k : k + CLASSES_EACH]
        number = f"T{k // CLASSES_EACH + 1:04d}"
        with centre.store.unit() as unit:
            keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
            staff: Values = {"number": number, "name": f"老师{number}", "unit": keeper.school(), "role": "counsellor"}
            person = keeper.keep("staff", staff)
            units = [where for where, _ in mine]
            given: Values = {"staff": person, "units": units, "role": "main", "from": "2026-08-31"}
            keeper.save([Wish(KINDS["assignment"], given, record=new_id())])
        students = [s for _, numbers in mine for s in numbers]
        yield Member(number, f"老师{number}", "counsellor", person), list(_work(students, each, random))


def _work(students: list[str], amount: int, random: Random) -> Iterator[Work]:
    """About so many records: what the plan asks of everybody, and talks for the rest."""
    listed = [s for s in students if random.random() < LISTED]
    made = 0
    for work in _asked(students, listed, random):
        made += 1
        yield work
    for _ in range(max(0, amount - made)):
        yield "talk", _talk(random.choice(students), "asked", random)


def _asked(students: list[str], listed: list[str], random: Random) -> Iterator[Work]:
    for student in students:
        yield "sweep_check", {"student": student, "window": "start", "outcome": "nothing", "source": "talk"}
        yield "talk", _talk(student, "freshman", random)
        if random.random() < 0.5:
            when = _hour(random)
            yield (
                "circumstance",
                {"students": [student], "what": random.choice(("award", "asked_for_talk")), "when": when},
            )
    for student in listed:
        level = random.choice(("level2", "level3"))
        yield "care_listing", {
            "student": student, "action": "list", "level": level, "reason": "情绪低落", "from": "2026-09-07"
        }  # fmt: skip
        for week in range(2, 13):
            yield "weekly_review", {"student": student, "week": f"2026-2027-1/{week}", "sources": ["met"]}
        for day in (10, 40):
            when = f"{(FIRST + timedelta(days=day)).isoformat()}T10:00:00+08:00"
            yield "parent_contact", {"student": student, "when": when, "reached": True, "way": "phone"}
    for week in range(12):
        for day, room in ((1, "A"), (3, "B")):
            on = FIRST - timedelta(days=1) + timedelta(days=week * 7 + day)
            yield "visit", {"when": f"{on.isoformat()}T19:00:00+08:00", "where": "classroom", "course": room}


def _talk(student: str, occasion: str, random: Random) -> Values:
    return {
        "when": _hour(random), "students": [student], "occasions": [occasion], "mode": "individual", "risk": "none",
        "content": "最近睡得还可以",
    }  # fmt: skip


def _hour(random: Random) -> str:
    day = FIRST + timedelta(days=random.randrange(DAYS))
    return f"{day.isoformat()}T{random.randrange(8, 22):02d}:{random.randrange(60):02d}:00+08:00"


def _write(centre: Workspace, member: Member, work: list[Work]) -> None:
    plan = plan_in_force(centre)
    for k in range(0, len(work), BATCH):
        with centre.store.unit() as unit:
            writer = Writer(centre, unit, plan.rank)
            writer.member = replace(member)
            writer.save([Wish(KINDS[kind], values) for kind, values in work[k : k + BATCH]], checked=False)
