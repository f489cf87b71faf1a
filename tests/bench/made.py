"""A made-up school of full size: a seat that knows its students, five devices with a term of talks, their bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from app.records import KINDS
from app.records.kind import Values
from app.services import transfer
from app.services.context import plan_in_force
from app.services.demo import school as demo
from app.services.demo.people import content
from app.services.demo.texts import Words
from app.services.reference import Keeper
from app.services.saving import Wish, Writer
from app.store import query
from app.workspace import Workspace
from tests.school import School

DEVICES = 5
SEED = 7
AMENDED = 50  # every so many revisions one follows an earlier one
LENGTH = 135  # characters that a note has at least
FIRST_DAY, DAYS = date(2026, 9, 14), 70


@dataclass
class Made:
    """The closed stores and the bundles between them, each in the order they were written."""

    school: School
    centre: Workspace
    senders: list[Workspace] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def close(self) -> None:
        self.school.close()


def make(folder: Path, students: int, revisions: int) -> Made:
    """Everything up to the moment before the centre imports. The same sizes give the same school."""
    people = demo.make_school(students, SEED)
    school = School(folder)
    made = Made(school, school.centre(), names=[s.name for s in people.students])
    _enter(made.centre, people)
    for number, college in enumerate(people.colleges[:DEVICES], start=1):
        device = school.enrolled(made.centre, "counsellor", f"T{number:03d}", college=college.name)
        _write_talks(device, people.students_in(college.name), revisions // DEVICES, Random(f"{SEED}/{number}"))
        made.senders.append(device)
        made.files += transfer.export_bundles(device, "centre", folder / "up").files
    return made


def _enter(centre: Workspace, people: demo.School) -> None:
    """Colleges, classes and students, in one unit of work."""
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        colleges = {c.name: keeper.college(c.name) for c in people.colleges}
        classes = {c.name: keeper.unit(c.name, "class", colleges[c.college]) for c in people.classes}
        wishes = (keeper.wish("student", _fields(s, classes[s.class_name]))[1] for s in people.students)
        keeper.save(wish for wish in wishes if wish is not None)


def _fields(student: demo.Student, class_id: str) -> Values:
    family = [
        {"name": r.name, "relation": r.relation, "guardian": r.guardian, "phone": r.phone, "order": r.order}
        for r in student.family
    ]
    return {
        "number": student.number,
        "name": student.name,
        "sex": student.sex,
        "class": class_id,
        "cohort": student.cohort,
        "entered_on": f"{student.cohort}-09-01",
        "status": "enrolled",
        "room": student.room,
        "bed": student.bed,
        "phone": student.phone,
        "family": family,
    }


def _write_talks(device: Workspace, students: tuple[demo.Student, ...], revisions: int, random: Random) -> None:
    plan = plan_in_force(device)
    amended = revisions // AMENDED
    with device.store.unit() as unit:
        ids = {s.number: query.by_key(unit, "student", s.number)[0] for s in students}
        writer = Writer(device, unit, plan.rank)
        talks = _talks(students, ids, random)
        fresh = [Wish(KINDS["talk"], next(talks), audience="centre") for _ in range(revisions - amended)]
        saved = writer.save(fresh)
        again = random.sample(range(len(fresh)), amended)
        writer.save([_amended(fresh[k], saved[k].id, saved[k].revision) for k in again])


def _amended(wish: Wish, record: str, parent: str) -> Wish:
    values = {**wish.values, "content": f"{wish.values['content']}补记：已与家长通过电话。"}
    return Wish(wish.kind, values, record=record, parents=(parent,), audience="centre")


def _talks(students: tuple[demo.Student, ...], ids: dict[str, str], random: Random) -> Iterator[Values]:
    """Talks without end, every student in turn."""
    words, topics = Words(random), content("talks")["topic"]
    while True:
        for student in random.sample(students, len(students)):
            topic = random.choice(topics)
            day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
            yield {
                "when": f"{day.isoformat()}T{random.randrange(8, 22):02d}:{random.randrange(60):02d}:00+08:00",
                "students": [ids[student.number]],
                "occasions": [topic["occasion"]] if "occasion" in topic else ["asked"],
                "mode": "individual",
                "risk": "watch" if random.random() < 0.02 else "none",
                "place": random.choice(("办公室", "宿舍", "操场", "图书馆")),
                "content": _note(words, topic, student),
            }


def _note(words: Words, topic: Mapping[str, Any], student: demo.Student) -> str:
    """A note of 150 characters or so, as a counsellor with some time writes it."""
    note = words.talk(topic, words.deal(f"{topic['id']}/open", topic["open"]), student)
    while len(note) < LENGTH:
        note += words.fill(words.deal(f"{topic['id']}/said", topic["said"]), student)
    return note
