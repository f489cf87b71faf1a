"""How the pages of a counsellor and of a station open on a large store, and whether the window ever stands still.

python -m tests.bench pages [--students N] [--records N] [--rounds N] [--folder DIR]

Both work for one college that has every student, which no real one does: every list is at its longest. The baseline is
one named by its rows: 300 rows of bare SQL in a bare Qt table. A gap is the longest time between two beats of the GUI
thread while a page is opened for the first time, left, opened again and walked through by keys; what a bare busy thread
costs here is printed beside it, and tells whether the machine was quiet.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.records.kind import Role
from app.services.students import Filter, list_students
from app.workspace import Workspace
from tests.bench.lists import Bench, paint, timed
from tests.bench.ratio import Ratio, table
from tests.bench.term import fill_term
from tests.school import School
from tests.ui.beating import Heart, busy, heart
from ui.frame.register import ORDER
from ui.pages.page import Goto

COLLEGE = "学院01"
MOST = 0.1  # seconds between two beats
BARE = (
    "SELECT s.name, s.number, r.kind FROM student_line s JOIN record_student m ON m.student = s.record"
    " JOIN record r ON r.id = m.record ORDER BY s.number LIMIT 300"
)
FORMS = ("talk", "visit", "parent_contact", "circumstance", "care_listing")


@dataclass(frozen=True)
class Opened:
    """What opening one page took: seconds until it was painted, and the heart that beat meanwhile."""

    page: str
    took: float
    beating: Heart


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench pages")
    parser.add_argument("--students", type=int, default=30_000, help="of the one college (30000)")
    parser.add_argument("--records", type=int, default=100_000, help="written in the term (100000)")
    parser.add_argument("--rounds", type=int, default=3, help="openings of each page; the best counts (3)")
    parser.add_argument("--folder", type=Path, default=None, help="where the stores are made")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="runxin-bench-", dir=options.folder) as folder:
        began = time.perf_counter()
        school = School(Path(folder))
        centre = school.centre()
        fill_term(centre, options.students, options.records, options.students)
        roles: tuple[Role, ...] = ("counsellor", "station")
        made = [school.enrolled(centre, role, f"B{role}", college=COLLEGE) for role in roles]
        for workspace in made:  # a welcome of this size comes in parts
            school.send(centre, workspace, workspace.device)
        print(
            f"{time.perf_counter() - began:6.1f} s  {options.students} students, {options.records} records", flush=True
        )
        stood = [measure(workspace, Path(folder), options.rounds) for workspace in made]
        school.close()
    return 1 if any(stood) else 0


def measure(workspace: Workspace, folder: Path, rounds: int) -> bool:
    """Prints what every page of a role takes; whether the window stood still on any."""
    role, bench = workspace.role, Bench(workspace, folder)
    bench.settle()
    plain = min(timed(lambda: paint(workspace.store.read().rows(BARE))) for _ in range(rounds))
    base = bare(bench)
    opened = [walk(bench, goto, rounds) for goto in places(workspace)]
    bench.close()
    against = "300 rows of bare SQL in a bare table"
    for line in table([Ratio(f"{role}: {o.page}, opened and painted", o.took, against, plain) for o in opened]):
        print(line)
    for one in opened:
        over = one.beating.longest > MOST
        print(f"{'!' if over else ' '} {1000 * one.beating.longest:6.0f} ms longest gap  {role}: {one.page}")
        if over:
            print("\n".join(one.beating.late))
    print(f"  {1000 * base:6.0f} ms longest gap beside a bare busy thread", flush=True)
    return any(o.beating.longest > MOST for o in opened)


def places(workspace: Workspace) -> list[Goto]:
    """The pages of the navigation, a student's file, the search, and the forms that this role writes."""
    student = list_students(workspace, Filter(level="listed"), limit=1).lines[0].id
    forms = FORMS if workspace.role == "counsellor" else ()
    return [
        *(Goto(page) for page in ORDER[workspace.role]),
        Goto("student", student),
        *(Goto("write", kind, () if kind == "visit" else (student,)) for kind in forms),
    ]


def walk(bench: Bench, goto: Goto, rounds: int) -> Opened:
    """Opens a page some times, each time from the settings, and goes through it by keys."""
    took = list[float]()
    with heart() as beating:
        for _ in range(rounds):
            bench.desk.go(Goto("settings"))
            bench.rest()
            took.append(timed(lambda: _open(bench, goto)))
            for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Tab, Qt.Key.Key_Down):
                QTest.keyClick(_focused(bench), key)
                bench.rest()
    return Opened(" ".join(part for part in (goto.page, goto.subject if goto.page == "write" else "") if part),
                  min(took), beating)  # fmt: skip


def _open(bench: Bench, goto: Goto) -> None:
    bench.desk.go(goto)
    bench.rest()
    bench.desk.page.repaint()


def _focused(bench: Bench) -> QWidget:
    return bench.window.focusWidget() or bench.window


def bare(bench: Bench) -> float:
    """The longest beat beside a busy thread and nothing else."""
    with heart() as beating, busy():
        while beating.beats < 200:
            bench.app.processEvents()
    return beating.longest
