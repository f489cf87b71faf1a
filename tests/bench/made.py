"""A made-up school of full size: a seat that knows its students, five devices with a term of talks, their bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from app.clock import Clock
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
from app.workspace import Workspace, open_workspace
from tests.school import NOW, School

DEVICES = 5
SEED = 7
AMENDED = 50  # every so many revisions one follows an earlier one
LENGTH = 135  # characters that a note has at least
FIRST_DAY, DAYS = date(2026, 9, 14), 70


@dataclass(frozen=True)
class Home:
    """A closed workspace and what opens it."""

    path: Path
    key: bytes
    device: str
    person: str

    def open(self, at: Path | None = None) -> Workspace:
        """The workspace, or a copy of it that lies elsewhere."""
        return open_workspace(at or self.path, self.key, self.device, self.person, Clock(fixed=NOW), "zh")


@dataclass(frozen=True)
class Made:
    """The closed stores, the bundles between them in the order they were written, and the students' names."""

    centre: Home
    senders: tuple[Home, ...]
    files: tuple[Path, ...]
    names: tuple[str, ...]


def make(folder: Path, students: int, revisions: int) -> Made:
    """Everything up to the moment before the centre imports, made by another process: what is measured
    here then begins with a heap as fresh as the program's. The same sizes give the same school."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(_make, folder, students, revisions).result()


def _make(folder: Path, students: int, revisions: int) -> Made:
    people = demo.make_school(students, SEED)
    school = School(folder)
    centre, senders, files = school.centre(), list[Workspace](), list[Path]()
    _enter(centre, people)
    for number, college in enumerate(people.colleges[:DEVICES], start=1):
        device = school.enrolled(centre, "counsellor", f"T{number:03d}", college=college.name)
        _write_talks(device, people.students_in(college.name), revisions // DEVICES, Random(f"{SEED}/{number}"))
        senders.append(device)
        files += transfer.export_bundles(device, "centre", folder / "up").files
    school.close()
    return Made(_home(centre), tuple(map(_home, senders)), tuple(files), tuple(s.name for s in people.students))


def _home(workspace: Workspace) -> Home:
    return Home(workspace.home, workspace.store.raw_key, workspace.device, workspace.slot_person)


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
