"""From a key in the filter field to the painted list, and a student's file, against bare SQL and a bare Qt table."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem

from app.clock import Clock
from app.services.context import plan_in_force
from app.services.demo import school as demo
from app.services.records import add_record
from app.services.reference import Keeper
from app.services.saving import Writer
from app.store.connection import Db
from app.workspace import Workspace
from tests.bench.ratio import Ratio
from tests.school import School, talk
from ui.application import make_application
from ui.frame.desk import Desk
from ui.pages.page import Goto
from ui.pages.student import StudentPage
from ui.pages.students import StudentsPage
from ui.theme.look import Look
from ui.window import Window

ROUNDS = 5
LARGEST = 30_000  # students of one made-up school; more are several schools with numbers of their own
KEYS = ("z", "zy", "2301")
PLAIN = (
    "SELECT DISTINCT s.name, s.number, s.room FROM name_key k JOIN student_line s ON s.record = k.record"
    " WHERE k.key >= ? AND k.key < ? ORDER BY s.name LIMIT 300"
)


def application() -> QApplication:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else make_application([])


def measure(folder: Path, students: int) -> list[Ratio]:
    """Each filter text at a centre that knows so many students; the best of some rounds on both sides."""
    folder.mkdir()
    school = School(folder)
    centre = school.centre()
    enter(centre, students)
    bench = Bench(centre, folder)
    bench.desk.go(Goto("students"))
    bench.rest()
    page = bench.desk.page
    assert isinstance(page, StudentsPage)
    ratios = []
    for typed in KEYS:
        product = min(bench.keystroke(page, typed) for _ in range(ROUNDS))
        plain = min(bench.plain(centre.store.read(), typed) for _ in range(ROUNDS))
        ratios.append(
            Ratio(f"key to painted list, “{typed}”, {students} students", product, "bare SQL and paint", plain)
        )
    bench.close()
    school.close()
    shutil.rmtree(folder)
    return ratios


def measure_file(folder: Path) -> list[Ratio]:
    """The file of a student with 1,000 records."""
    folder.mkdir()
    school = School(folder)
    centre = school.centre()
    student = school.students(centre, "001")[0]
    counsellor = school.enrolled(centre, "counsellor", "T001")
    for n in range(1000):
        add_record(counsellor, "talk", talk("001", f"第 {n} 次谈话，说最近睡得不好，约了下周再谈。"))
    bench = Bench(counsellor, folder)
    product = min(bench.file(student) for _ in range(ROUNDS))
    sql = (
        "SELECT r.happened, v.line, b.line FROM record_student s JOIN record r ON r.id = s.record"
        " JOIN revision v ON v.pos = r.shown LEFT JOIN body b ON b.revision = v.pos WHERE s.student = ?"
        " ORDER BY r.happened DESC"
    )
    db = counsellor.store.read()
    rows = [bytes.fromhex(student.replace("-", ""))]
    plain = min(timed(lambda: paint([(str(r[0]), "", "") for r in db.rows(sql, *rows)][:500])) for _ in range(ROUNDS))
    bench.close()
    school.close()
    return [Ratio("student file with 1,000 records, opened and painted", product, "bare SQL and paint", plain)]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class Bench:
    """The real window on a workspace, and the bare table beside it."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.app = application()
        settings = QSettings(str(folder / "bench.ini"), QSettings.Format.IniFormat)
        self.window = Window(self.app, workspace.home, Clock(), "zh", Look(self.app, "light"), settings)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.open_desk(workspace)
        assert isinstance(self.window.desk, Desk)
        self.desk = self.window.desk
        self.rest()

    def rest(self) -> None:
        """Until nothing is under way any more. It sleeps between two events, as a window does, and takes no turns from
        the threads at work."""
        self.app.processEvents()
        while self.desk.jobs.busy:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def settle(self) -> None:
        """Until the modules of all pages are loaded, as they are soon after the unlock."""
        while self.desk.ahead.left:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def keystroke(self, page: StudentsPage, typed: str) -> float:
        """The last key of a text, from its press to the list that shows what it found."""
        page.field.setText(typed[:-1])
        self.rest()
        shown: list[bool] = []
        reset = page.table.model().modelReset.connect(lambda: shown.append(True))
        began = time.perf_counter()
        QTest.keyClick(page.field, Qt.Key(ord(typed[-1].upper())))
        while not shown:
            self.app.processEvents()
        page.repaint()
        took = time.perf_counter() - began
        QObject.disconnect(reset)
        return took

    def plain(self, db: Db, typed: str) -> float:
        """One prefix query and a bare table with what it found."""
        return timed(lambda: paint(db.rows(PLAIN, typed, typed + "\U0010ffff")))

    def file(self, student: str) -> float:
        self.desk.go(Goto("settings"))
        self.rest()
        began = time.perf_counter()
        self.desk.go(Goto("student", student))
        self.rest()
        assert isinstance(self.desk.page, StudentPage)
        self.desk.page.repaint()
        return time.perf_counter() - began

    def close(self) -> None:
        self.window.close()
        self.app.processEvents()


def paint(rows: Sequence[Sequence[object]]) -> None:
    """Puts rows into a bare table of the same size and paints it."""
    table = QTableWidget(len(rows), 3)
    table.resize(918, 540)
    for k, row in enumerate(rows):
        for column, value in enumerate(row):
            table.setItem(k, column, QTableWidgetItem(str(value)))
    table.show()
    table.repaint()
    table.deleteLater()


def enter(centre: Workspace, students: int) -> None:
    """So many students in their classes, in one unit of work for each made-up school."""
    plan = plan_in_force(centre)
    for part in range(0, students, LARGEST):
        people = demo.make_school(min(LARGEST, students - part), 7 + part)
        mark = f"{part // LARGEST or ''}"
        with centre.store.unit() as unit:
            keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
            colleges = {c.name: keeper.college(c.name) for c in people.colleges}
            classes = {c.name: keeper.unit(c.name, "class", colleges[c.college]) for c in people.classes}
            wishes = (
                keeper.wish(
                    "student",
                    {
                        "number": s.number + mark,
                        "name": s.name,
                        "class": classes[s.class_name],
                        "status": "enrolled",
                        "entered_on": f"{s.cohort}-09-01",
                        "room": s.room,
                    },
                )[1]
                for s in people.students
            )
            keeper.save(wish for wish in wishes if wish is not None)
