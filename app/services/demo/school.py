"""A whole fictitious school of any size, made from a seed: who is there, in which class and which bed.

Pure values and no store. `rosters` writes the school down the way colleges keep their lists;
`events` tells what its counsellors write in a term.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from random import Random

from app.services.demo.people import SEXES, Relative, Staff, content, draw_family, draw_name, phone_numbers

FEWEST, MOST = 20, 30_000
COHORTS = ("2026", "2025", "2024", "2023")
_COHORT_SHARES = (0.29, 0.27, 0.24, 0.20)
_CLASS_SIZE = 40
_CASELOAD = 200
_ROOMS_A_FLOOR, _FLOORS, _BEDS = 24, 6, 4


@dataclass(frozen=True, slots=True)
class Student:
    """One student; ids of choices are the plan's, dormitory fields are empty for those who live outside."""

    number: str
    name: str
    sex: str
    college: str
    class_name: str
    cohort: str
    entry_kind: str
    status: str
    hardship: str
    phone: str
    building: str
    room: str
    bed: str
    off_campus: bool
    former_numbers: tuple[str, ...]
    family: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class SchoolClass:
    name: str
    college: str
    cohort: str
    entry_kind: str
    counsellor: str


@dataclass(frozen=True, slots=True)
class Building:
    name: str
    sex: str
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class College:
    name: str
    code: str
    station: Staff
    counsellors: tuple[Staff, ...]


@dataclass(frozen=True, slots=True)
class School:
    """Everybody and everything; the same `seed` and size always make the same school."""

    name: str
    seed: int
    centre: Staff
    psychologist: Staff
    colleges: tuple[College, ...]
    classes: tuple[SchoolClass, ...]
    buildings: tuple[Building, ...]
    students: tuple[Student, ...]

    @property
    def counsellors(self) -> tuple[Staff, ...]:
        return tuple(person for college in self.colleges for person in college.counsellors)

    def classes_of(self, counsellor: Staff) -> tuple[SchoolClass, ...]:
        return tuple(c for c in self.classes if c.counsellor == counsellor.number)

    def students_of(self, counsellor: Staff) -> tuple[Student, ...]:
        names = {c.name for c in self.classes_of(counsellor)}
        return tuple(s for s in self.students if s.class_name in names)

    def students_in(self, college: str) -> tuple[Student, ...]:
        return tuple(s for s in self.students if s.college == college)


def make_school(students: int, seed: int) -> School:
    """A school of exactly `students` people (20 to 30,000, else ValueError), the same for the same seed."""
    if not FEWEST <= students <= MOST:
        raise ValueError(f"a demo school has {FEWEST} to {MOST} students")
    random = Random(f"{seed}/school")
    phones = phone_numbers(seed)
    staff = _StaffRoom(random, phones)
    centre, psychologist = staff.hire("centre"), staff.hire("psychologist")
    colleges: list[College] = []
    classes: list[SchoolClass] = []
    everybody: list[Student] = []
    shares = _split(students, [1.0] * _how_many_colleges(students))
    turns = count()
    for index, (share, plan) in enumerate(zip(shares, content("people")["college"], strict=False), start=1):
        college = staff.open_college(plan["name"], f"{index:02d}", share)
        sizes = _plan_classes(college, plan["majors"], share)
        colleges.append(college)
        classes.extend(group for group, _ in sizes)
        for group, size in sizes:
            members = (_draw_student(random, group, next(turns), phones) for _ in range(size))
            everybody.extend(_number(_with_namesake(list(members)), college, classes))
    housed, buildings = _give_beds(random, everybody)
    return School(
        name=content("people")["school"],
        seed=seed,
        centre=centre,
        psychologist=psychologist,
        colleges=tuple(colleges),
        classes=tuple(classes),
        buildings=buildings,
        students=housed,
    )


def _how_many_colleges(students: int) -> int:
    return min(len(content("people")["college"]), 2 + students // 400)


def _split(total: int, weights: list[float]) -> list[int]:
    """`total` in whole parts, as near to the weights as can be; earlier parts get the remainder."""
    parts = [int(total * weight / sum(weights)) for weight in weights]
    for index in range(total - sum(parts)):
        parts[index % len(parts)] += 1
    return parts


class _StaffRoom:
    """Hands out staff numbers in the order in which people are hired."""

    def __init__(self, random: Random, phones: Iterator[str]) -> None:
        self._random = random
        self._phones = phones
        self._numbers = count(1001)

    def hire(self, role: str, college: str = "") -> Staff:
        sex = self._random.choice(SEXES)
        name = draw_name(self._random, sex)
        return Staff(f"T{next(self._numbers)}", name, role, college, next(self._phones))

    def open_college(self, name: str, code: str, students: int) -> College:
        station = self.hire("station", name)
        wanted = max(1, round(students / _CASELOAD))
        return College(name, code, station, tuple(self.hire("counsellor", name) for _ in range(wanted)))


def _plan_classes(college: College, majors: list[str], students: int) -> list[tuple[SchoolClass, int]]:
    """The college's classes with their sizes; a counsellor has neighbouring classes, about 200 students."""
    drafts: list[tuple[str, str, str, int]] = []
    for cohort, share in zip(COHORTS, _split(students, list(_COHORT_SHARES)), strict=True):
        sizes = _split(share, [1.0] * max(1, -(-share // _CLASS_SIZE)))
        upgrade = len(sizes) - 1 if cohort in ("2025", "2024") and len(sizes) > 1 else -1
        for n, size in enumerate(size for size in sizes if size):
            kind = "upgrade" if n == upgrade else "gaokao"
            mark = "(专转本)" if kind == "upgrade" else ""
            name = f"{majors[n % len(majors)]}{mark}{cohort[2:]}{n // len(majors) + 1:02d}班"
            drafts.append((name, cohort, kind, size))
    placed: list[tuple[SchoolClass, int]] = []
    seen, owners = 0, college.counsellors
    for name, cohort, kind, size in drafts:
        owner = owners[min(len(owners) - 1, (seen + size // 2) * len(owners) // students)]
        placed.append((SchoolClass(name, college.name, cohort, kind, owner.number), size))
        seen += size
    return placed


def _draw_student(random: Random, group: SchoolClass, turn: int, phones: Iterator[str]) -> Student:
    """A student still without number and bed."""
    sex = random.choice(SEXES)
    name = draw_name(random, sex, turn)
    return Student(
        number="",
        name=name,
        sex=sex,
        college=group.college,
        class_name=group.name,
        cohort=group.cohort,
        entry_kind="transfer" if group.entry_kind == "gaokao" and turn % 211 == 60 else group.entry_kind,
        status=_draw_status(random, group.cohort),
        hardship=random.choices(("none", "general", "hard", "very_hard"), (84, 7, 6, 3))[0],
        phone=next(phones),
        building="",
        room="",
        bed="",
        off_campus=random.random() < (0.08 if group.cohort == "2023" else 0.01),
        former_numbers=(),
        family=draw_family(random, name, phones),
    )


def _draw_status(random: Random, cohort: str) -> str:
    if cohort == "2026":
        return "kept" if random.random() < 0.004 else "enrolled"
    away = 0.06 if cohort == "2023" else 0.0
    states = ("internship", "on_leave", "probation", "extended", "back", "transferred")
    weights = (away, 0.008, 0.005, 0.006 if cohort == "2023" else 0.0, 0.006, 0.002)
    return random.choices(("enrolled", *states), (1 - sum(weights), *weights))[0]


def _with_namesake(members: list[Student]) -> list[Student]:
    """Every big class has two people of one name, as real ones do."""
    if len(members) < 30:
        return members
    first, twin = members[1], len(members) // 2
    members[twin] = replace(members[twin], name=first.name, sex=first.sex)
    return members


def _number(members: list[Student], college: College, classes: list[SchoolClass]) -> Iterator[Student]:
    """Student numbers as the college writes them.

    Every third college puts its code first, so that its numbers begin with a zero; the others the year
    (23040115). Who came from a junior college has a B in front; who changed course keeps an old number.
    """
    group = classes[-1] if not members else next(c for c in classes if c.name == members[0].class_name)
    peers = [c.name for c in classes if c.college == college.name and c.cohort == group.cohort]
    place = f"{peers.index(group.name) + 1:02d}"
    year = group.cohort[2:]
    for seat, student in enumerate(sorted(members, key=lambda s: s.sex), start=1):
        code_first = int(college.code) % 3 == 2
        head = college.code + year if code_first else year + college.code
        letter = "B" if student.entry_kind == "upgrade" else ""
        former = (f"9{year}{place}{seat:02d}",) if student.entry_kind == "transfer" else ()
        yield replace(student, number=f"{letter}{head}{place}{seat:02d}", former_numbers=former)


def _give_beds(random: Random, students: list[Student]) -> tuple[tuple[Student, ...], tuple[Building, ...]]:
    """Beds in the order of classes, so that roommates are mostly classmates; some live outside."""
    beds = {sex: _beds(sex) for sex in SEXES}
    housed: dict[str, Student] = {}
    rooms: dict[tuple[str, str], dict[str, None]] = {}
    for student in sorted(students, key=lambda s: (s.college, s.cohort, s.class_name, s.number)):
        if student.off_campus or student.status in ("on_leave", "kept", "transferred"):
            housed[student.number] = student
            continue
        building, room, bed = next(beds[student.sex])
        if random.random() < 0.02:  # somebody left, the bed stays empty
            building, room, bed = next(beds[student.sex])
        rooms.setdefault((building, student.sex), {})[room] = None
        housed[student.number] = replace(student, building=building, room=room, bed=bed)
    buildings = tuple(Building(name, sex, tuple(inside)) for (name, sex), inside in rooms.items())
    return tuple(housed[s.number] for s in students), buildings


def _beds(sex: str) -> Iterator[tuple[str, str, str]]:
    """Building, room and bed without end: 梅园1号楼, 兰园1号楼 … 梅园2号楼."""
    for block in count(1):
        for garden in content("people")["dorms"][sex]:
            for floor in range(1, _FLOORS + 1):
                for door in range(1, _ROOMS_A_FLOOR + 1):
                    for bed in range(1, _BEDS + 1):
                        yield f"{garden}{block}号楼", f"{floor}{door:02d}", str(bed)
