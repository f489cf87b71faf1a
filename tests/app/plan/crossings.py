"""A small school for the tests of `test_crossings*.py`: written into a real store, its duties told one line each.

All in the autumn term of 2026: week 1 begins on Monday 31 August, National Day is 1 to 7 October (week 5 and 6) with
Saturday 10 October to make up for it. T1 has one class of the first college, T2 a class of either college.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from app.services.duties import Asked, Duty, list_duties
from tests.app.plan.reference_store import Written, write_world
from tests.app.plan.worlds import (
    CLASSES,
    COLLEGES,
    SCHOOL_NAME,
    ZONE,
    Given,
    Noted,
    Person,
    Pupil,
    Row,
    Said,
    TermDays,
    World,
)  # fmt: skip

SOFT, SOFT2, BOOK = CLASSES
AUTUMN = TermDays(
    "2026-2027-1", date(2026, 8, 31), date(2027, 1, 17), None, ((date(2026, 10, 1), date(2026, 10, 7)),),
    (date(2026, 10, 10),),
)  # fmt: skip
SPRING = TermDays("2026-2027-2", date(2027, 3, 1), date(2027, 7, 18))
STAFF = (
    Person("C001", "centre", SCHOOL_NAME),
    Person("S1", "station", COLLEGES[0]),
    Person("P1", "psychologist", COLLEGES[0]),
    *(Person(f"T{k}", "counsellor", COLLEGES[0]) for k in range(1, 5)),
)
ALWAYS = date(2026, 8, 1)
MAIN = (Given("T1", ALWAYS, units=(SOFT,)), Given("T2", ALWAYS, units=(SOFT2, BOOK)))


def on(text: str) -> datetime:
    """A moment, as `10-15 12:00`, of the academic year 2026."""
    moment = datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)
    return moment.replace(year=2027) if moment.month < 8 else moment


def day(text: str) -> date:
    return on(f"{text} 00:00").date()


def pupil(number: str = "1", unit: str = SOFT, entered: date = date(2023, 9, 1), *rows: Row) -> Pupil:
    seen = on("08-20 09:00") if entered < AUTUMN.first else datetime.combine(entered, on("08-20 09:00").timetz())
    return Pupil(number, entered, (Row(seen, unit), *rows))


def school(now: str, *records: Noted, pupils: tuple[Pupil, ...] = (pupil(),), **more: object) -> World:
    whole = World(on(now), (AUTUMN, SPRING), STAFF, MAIN, pupils, records)
    return replace(whole, **more)  # type: ignore[arg-type]


def note(key: str, kind: str, author: str, written: str, **values: object) -> Noted:
    return Noted(key, kind, author, (Said(0, on(written), values),))


def again(record: Noted, written: str, op: str = "save", **values: object) -> Noted:
    """A further version after the last one."""
    last = record.said[-1]
    said = Said(last.place + 1, on(written), {**last.values, **values}, last.place, op)
    return replace(record, said=(*record.said, said))


def listed(key: str, level: str, since: str, action: str = "list", student: str = "1") -> Noted:
    return note(
        key,
        "care_listing",
        "C001",
        f"{since} 09:00",
        student=student,
        action=action,
        level=level,
        **{"from": day(since)},
    )


def sign_off(of: str, place: int, written: str, verdict: str = "approved", author: str = "S1") -> Noted:
    said = {"of": of, "revision": f"{of}#{place}", "as": verdict, "at": on(written)}
    return note(f"{of}-signed-{place}", "sign_off", author, written, **said)


def review(week: int, written: str, author: str = "T1", no_change: bool = False, student: str = "1") -> Noted:
    said = {"student": student, "week": f"2026-2027-1/{week}", "no_change": no_change}
    return note(f"review-{student}-{week}", "weekly_review", author, written, **said)


def contact(key: str, when: str, *, reached: bool = True, author: str = "T1") -> Noted:
    return note(key, "parent_contact", author, when, student="1", when=on(when), reached=reached)


def talk(
    key: str, when: str, *occasions: str, students: tuple[str, ...] = ("1",), written: str = "", **more: object
) -> Noted:
    said = {"when": on(when), "students": students, "occasions": occasions, "risk": "none", **more}
    said["mode"] = "group" if len(students) > 1 else "individual"
    return note(key, "talk", str(said.pop("author", "T1")), written or when, **said)


class Tell:
    """Tells the duties of a rule and a subject that are due within some days."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: dict[int, tuple[World, Written]] = {}

    def __call__(self, world: World, rule: str, first: str, last: str, subject: str = "1") -> list[str]:
        if id(world) not in self.written:
            self.written[id(world)] = world, write_world(self.root / f"school-{len(self.written)}", world)
        written = self.written[id(world)][1]
        found = list_duties(written.centre, Asked(first=day(first), last=day(last)))
        keys = written.keys()
        return [_line(d, keys) for d in found if d.rule == rule and d.subject == subject]

    def close(self) -> None:
        for _, written in self.written.values():
            written.school.close()


def _line(duty: Duty, keys: Mapping[str, str]) -> str:
    due = datetime.fromisoformat(duty.due).strftime("%m-%d %H:%M")
    part = f" {duty.n}/{duty.of}" if duty.of > 1 else ""
    proof = f" by {keys[duty.proof[0]]}" if duty.proof else ""
    return f"{due}{part} {duty.state}{' late' if duty.late else ''}{proof} · {duty.holder}"


def circumstance(what: str, when: str) -> Noted:
    return note(what, "circumstance", "C001", when, students=("1",), what=what, when=on(when))
