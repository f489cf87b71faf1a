"""The freshmen's screening of the fictitious school: who answered what, as the platform exports it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.services.demo.school import School, Student
from app.services.demo.term import AWAY, Term

SCALE, FILE = "phq-9", "新生心理普查结果.csv"
_ITEMS = 9
# Of a hundred freshmen; what is left answers and is of the lowest class. The first four are each somebody at least.
_SHARES = {
    "alarm": 0.015, "asked": 0.02, "high": 0.02, "middle": 0.07, "refused": 0.01, "absent": 0.03, "missing": 0.02,
}  # fmt: skip
_ALWAYS = ("alarm", "asked", "high", "middle")
_WHY = {"refused": "拒测", "absent": "请假未测"}


@dataclass(frozen=True, slots=True)
class Sitting:
    """The day of the screening, and of every freshman the class (or why there are no answers), in the order of
    numbers; who is `missing` does not stand in the export."""

    day: date
    results: Mapping[str, str]

    def of(self, *classes: str) -> list[str]:
        """The numbers of the students of some classes."""
        return [number for number, cls in self.results.items() if cls in classes]


def hold_screening(school: School, term: Term) -> Sitting:
    """The screening on Tuesday of week 4; the same school gives the same answers."""
    random = Random(f"{school.seed}/screening/{term.id}")
    freshmen = [s for s in school.students if s.cohort == term.id[:4] and s.status not in AWAY]
    lots = _lots(len(freshmen))
    random.shuffle(lots)
    results = {s.number: lot for s, lot in zip(freshmen, lots, strict=True)}
    return Sitting(term.monday(4) + timedelta(days=1), dict(sorted(results.items())))


def _lots(many: int) -> list[str]:
    found: list[str] = []
    for cls, share in _SHARES.items():
        found += [cls] * max(round(many * share), 1 if cls in _ALWAYS else 0)
    return [*found[:many], *["low"] * (many - len(found))]


def written_screening(school: School, sitting: Sitting) -> bytes:
    """The export: one row for each student, a question a column, answers 0 to 3."""
    random = Random(f"{school.seed}/answers")
    people = {s.number: s for s in school.students}
    text = io.StringIO()
    rows = csv.writer(text)
    items = [f"第{n}题" for n in range(1, _ITEMS + 1)]
    rows.writerow(("学号", "姓名", "班级", "测评日期", "完成情况", "希望老师联系", *items))
    for number, cls in sitting.results.items():
        if cls != "missing":
            rows.writerow(_row(random, people[number], sitting.day, cls))
    return text.getvalue().encode("utf-8-sig")


def _row(random: Random, student: Student, day: date, cls: str) -> Iterator[str]:
    yield from (student.number, student.name, student.class_name, day.isoformat(), _WHY.get(cls, "已完成"))
    yield "是" if cls == "asked" else "" if cls in _WHY else "否"
    if cls in _WHY:
        yield from [""] * _ITEMS
        return
    least, most = {"high": (16, 19), "middle": (10, 13), "alarm": (11, 14), "asked": (6, 9)}.get(cls, (0, 7))
    answers = [0] * (_ITEMS - 1)
    for _ in range(random.randint(least, most)):
        place = random.choice([k for k, step in enumerate(answers) if step < 3])
        answers[place] += 1
    yield from map(str, (*answers, 1 if cls == "alarm" else 0))
