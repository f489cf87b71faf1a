"""Invented people: names as schools really meet them, telephone numbers of nobody, families.

Pure: everything is drawn from a seeded `Random` and `resources/demo/people.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from app.paths import resource

SEXES = ("female", "male")


@dataclass(frozen=True, slots=True)
class Relative:
    """One of a student's family; `relation` as the plan's ids, `title` as people say it (父亲, 舅舅)."""

    name: str
    relation: str
    title: str
    guardian: bool
    phone: str
    hours: str
    order: int
    caution: str = "none"


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works here; `college` is empty for the centre and the psychologist."""

    number: str
    name: str
    role: str
    college: str
    phone: str


@cache
def content(name: str) -> Mapping[str, Any]:
    """What `resources/demo/<name>.toml` holds."""
    return tomllib.loads(resource("demo", f"{name}.toml").read_text(encoding="utf-8"))


def phone_numbers(seed: int) -> Iterator[str]:
    """Telephone numbers without end, no two equal for the first million: 199-0000-xxxx and on.

    The first ten thousand share the block 1990000, so that small schools are fictitious at a glance.
    """
    block = 0
    while True:
        shift = Random(f"{seed}/phones/{block}").randrange(10_000)
        for n in range(10_000):
            yield f"1990{block:03d}{(n * 7919 + shift) % 10_000:04d}"
        block += 1


@cache
def _surnames() -> tuple[tuple[str, ...], tuple[int, ...]]:
    pairs = content("people")["names"]["surnames"]
    return tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)


def draw_name(random: Random, sex: str, turn: int = 50) -> str:
    """A full name. `turn` counts people: now and then one has a name that software gets wrong.

    Of 97 in a row one surname is compound (欧阳), one polyphonic (单 Shàn), one given name has a rare
    character (𠮷), one name has a middle dot. The rest are weighted like the country's.
    """
    names = content("people")["names"]
    slot = turn % 97
    if slot == 11:
        return f"{random.choice(names[f'minority_{sex}'])}·{random.choice(names['minority_fathers'])}"
    surname = random.choices(*_surnames())[0]
    if slot == 3:
        surname = random.choice(names["compound"])
    if slot == 5:
        surname = random.choice(names["polyphonic"])
    pool: Sequence[str] = names[sex]
    if slot == 7:
        return f"{surname}{random.choice(('', random.choice(pool)))}{random.choice(names['rare'])}"
    first, second = random.sample(pool, 2)
    return f"{surname}{first}{second if random.random() < 0.78 else ''}"


def surname_of(name: str) -> str:
    """The surname of a name drawn here: two characters for compound ones, the first part before a dot."""
    if "·" in name:
        return name.split("·", 1)[0]
    names = content("people")["names"]
    double = name[:2] in names["compound"] or name[:2] in names["polyphonic"]
    return name[:2] if double else name[:1]


def draw_family(random: Random, student: str, phones: Iterator[str]) -> tuple[Relative, ...]:
    """Mostly both parents, some one, some a grandparent or an aunt, a few nobody at all."""
    lot = random.random()
    if lot < 0.03:
        return ()
    titles = _draw_titles(random, lot)
    return tuple(_relative(random, student, title, phones, n) for n, title in enumerate(titles, start=1))


def _draw_titles(random: Random, lot: float) -> list[str]:
    families = content("people")["families"]
    if lot < 0.15:
        return [random.choice(("父亲", "母亲", "母亲"))]
    if lot < 0.21:
        return [random.choice(families["grandparents"]), random.choice(("父亲", "母亲"))]
    if lot < 0.25:
        return [random.choice(families["others"])]
    both = ["父亲", "母亲"]
    random.shuffle(both)
    return both


def _relative(random: Random, student: str, title: str, phones: Iterator[str], order: int) -> Relative:
    families = content("people")["families"]
    known = {"父亲": "father", "母亲": "mother"}
    grand = title in families["grandparents"]
    relation = known.get(title, "grandparent" if grand else "other")
    female = title in ("母亲", "奶奶", "外婆", "姑姑", "姐姐", "姨妈")
    elder = random.choice(content("people")["names"]["elder_female" if female else "elder_male"])
    name = random.choices(*_surnames())[0] + elder
    shares_surname = title in ("父亲", "爷爷", "姑姑", "伯父", "叔叔", "姐姐") and "·" not in student
    if shares_surname:
        name = surname_of(student) + name[len(surname_of(name)) :]
    caution = random.choices(("none", "student_objects", "family_danger", "custody"), (980, 14, 3, 3))[0]
    return Relative(
        name=name,
        relation=relation,
        title=title,
        guardian=relation in ("father", "mother") or order == 1,
        phone=next(phones),
        hours=random.choice(families["hours"]),
        order=order,
        caution=caution,
    )


@cache
def plan_labels(choice: str) -> Mapping[str, str]:
    """The words that the seed plan has for the ids of one list of choices."""
    plan = tomllib.loads(resource("plan", "sanjiang-2023.toml").read_text(encoding="utf-8"))
    return {item["id"]: item["label"] for item in plan["choices"][choice]}
