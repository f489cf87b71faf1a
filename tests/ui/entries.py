"""A counsellor's desk for the tests of talks, visits and parent contacts: a small real school, pages shown on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.context import plan_in_force
from app.services.drafting import DraftLine, list_drafts
from app.services.reading import Shown, list_records, show_record
from app.services.reference import Keeper
from app.services.saving import Writer
from app.workspace import Workspace
from tests.app.services.conftest import Care, at_work
from tests.school import CLASS, COLLEGE
from tests.ui.conftest import Person
from ui.dialogs.phone_now import PhoneNow
from ui.jobs import Jobs
from ui.pages.entry import Entry
from ui.theme.look import Look

ONE, TWO, THREE = "2301001", "2301002", "2301003"
LONG = "古丽孜依热·阿布都热合曼"
P = TypeVar("P", bound=Entry)
Maker = Callable[[Workspace, Jobs, Person, Look], P]


@dataclass
class Desk:
    """The counsellor's workspace and what a page is handed."""

    care: Care
    qtbot: QtBot
    jobs: Jobs
    say: Person
    look: Look

    @property
    def workspace(self) -> Workspace:
        return self.care.counsellor

    def page(self, kind: Maker[P], *students: str, record: str = "") -> P:
        """A page that is open, shown and has all that it reads."""
        made = self.bare(kind)
        made.open_amend(record) if record else made.open("", students)
        made.arrive()
        self.settle()
        return made

    def bare(self, kind: Maker[P]) -> P:
        """A page that is shown and not opened yet."""
        made = kind(self.workspace, self.jobs, self.say, self.look)
        self.qtbot.addWidget(made)
        made.resize(1158, 680)
        made.show()
        made.activateWindow()
        self.qtbot.waitExposed(made)
        return made

    def settle(self) -> None:
        """Waits until every job has been answered and what the answers made is shown."""
        self.qtbot.waitUntil(lambda: not self.jobs.busy)
        QApplication.processEvents()

    def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.qtbot.keyClick(widget, key, modifier)

    def save(self, page: Entry) -> None:
        """Ctrl+S, and its answer."""
        page.activateWindow()  # a card that was closed gives the window back
        self.qtbot.waitUntil(page.isActiveWindow)
        self.press(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def saved(self, kind: str, student: str | None = None) -> Shown:
        """The one record of a kind, or of a kind on a student."""
        (line,) = list_records(self.workspace, kind=kind, student=student)
        return show_record(self.workspace, line.id)

    def drafts(self) -> tuple[DraftLine, ...]:
        return list_drafts(self.workspace)

    def card(self) -> PhoneNow:
        """The phone-now card that is open, with its numbers."""
        self.qtbot.waitUntil(lambda: bool(cards()))
        self.settle()
        (found,) = cards()
        return found

    # What the school knows.

    def told(self, student: str, **values: object) -> None:
        """A student's record with these fields too; it reaches the counsellor with the next exchange."""
        centre = self.care.centre
        with centre.store.unit() as unit:
            plan = plan_in_force(centre)
            keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
            where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
            base = {"class": where, "status": "enrolled", "entered_on": "2023-09-01", "number": student}
            keeper.keep("student", {**base, "name": f"学生{student}", **values})

    def building(self, name: str) -> str:
        values = {"name": name, "kind": "building", "parent": "学校"}
        return records.add_record(self.care.centre, "unit", values).id

    def exchange(self) -> None:
        self.care.school.exchange(self.care.centre, self.workspace)


def warned(desk: Desk, student: str = ONE) -> None:
    """A circumstance that asks for a talk."""
    values = {"students": [student], "what": "academic_warning", "when": "2026-11-20T09:00:00+08:00"}
    records.add_record(desk.workspace, "circumstance", {**values, "source": "教务处", "note": "挂科2门"})


def rows_of(done: Shown, group: str) -> list[dict[str, object]]:
    """The rows of a group that a record has."""
    return cast(list[dict[str, object]], done.fields[group])


def cards() -> list[PhoneNow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, PhoneNow) and w.isVisible()]


def phoned(desk: Desk, card: PhoneNow, whom: str = "李老师") -> None:
    """The person says whom they reached, and that they have phoned."""
    card.fields.reached.setText(whom)
    card.called.click()
    desk.settle()


@contextmanager
def desk_at(root: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    """A desk; its school is closed at the end."""
    made = Desk(at_work(root), qtbot, jobs, say, look)
    yield made
    made.settle()
    made.care.school.close()
