"""A counsellor at the weekly sheet: two students on the care list, last week's reviews, and what hands do there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import drafting, records
from app.services.weekly_reviews import fill_review
from app.services.weekly_sheets import SheetRow
from app.workspace import Workspace, open_workspace
from tests.app.services.conftest import Care, at_work
from tests.app.services.weekly import SEEN, A, B, followed, rows
from tests.school import CLASS
from tests.ui.conftest import Person
from tests.ui.writing_desk import commit, compose
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.reviews import ReviewsPage
from ui.pages.reviews_unchanged import Unchanged
from ui.tables.review_editors import CellText
from ui.tables.review_lines import ReviewLine
from ui.theme.look import Look

Key = Qt.Key
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
MONDAY, NOW = "2026-11-19T10:00:00+08:00", "2026-11-24T10:00:00+08:00"


@dataclass
class Desk:
    """`page()` is the sheet with everything read; `went` are the wishes it sent out."""

    care: Care
    qtbot: QtBot
    jobs: Jobs
    say: Person
    look: Look
    went: list[Goto] = field(default_factory=list)

    unlocked: Workspace | None = None

    @property
    def workspace(self) -> Workspace:
        return self.unlocked or self.care.counsellor

    def lock(self, page: ReviewsPage) -> None:
        """Locks and unlocks: the page of before is gone."""
        before = self.workspace
        key = before.store.raw_key
        page.leave()
        page.close()
        drafting.lock_with_drafts(before)
        self.unlocked = open_workspace(before.home, key, before.device, before.slot_person, before.clock, "zh")
        self.care.school.open.append(self.unlocked)

    def page(self, workspace: Workspace | None = None) -> ReviewsPage:
        page = ReviewsPage(workspace or self.workspace, self.jobs, self.say, self.look)
        page.goto.connect(self.went.append)
        self.qtbot.addWidget(page)
        page.resize(1158, 680)
        with self.qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        page.refresh()
        self.idle()
        page.arrive()
        return page

    def idle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def press(self, page: ReviewsPage, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key to whatever has the focus."""
        self.qtbot.keyClick(front(page), key, held)

    def type(self, page: ReviewsPage, text: str) -> None:
        """Latin letters and digits as keys, Chinese as an input method hands it over."""
        if text.isascii():
            for letter in text:
                self.qtbot.keyClicks(front(page), letter)
        else:
            compose(front(page), "pinyin")
            commit(front(page), text)

    def row(self, student: str) -> SheetRow:
        return rows(self.workspace)[student]

    def drafts(self) -> tuple[drafting.DraftLine, ...]:
        return drafting.list_drafts(self.workspace)


def front(page: ReviewsPage) -> QWidget:
    """What has the focus."""
    found = page.window().focusWidget()
    assert found is not None
    return found


def editor(page: ReviewsPage) -> CellText:
    found = page.sheet.cells.editor
    assert isinstance(found, CellText)
    return found


def line(page: ReviewsPage, number: str) -> ReviewLine:
    found: ReviewLine = next(one for one in page.sheet.lines.lines if one.row.student == number)
    return found


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    """A on level 2 and B on level 3, reviewed last week; the cursor will be at A."""
    care = followed(at_work(tmp_path))
    care.school.at(care.counsellor, MONDAY)
    for student in (A, B):
        fill_review(care.counsellor, student, {**SEEN, "attitude": "cooperates", "family_knows": True})
    care.school.at(care.counsellor, NOW)
    made = Desk(care, qtbot, jobs, say, look)
    yield made
    made.idle()
    care.school.close()


def leaf(page: ReviewsPage) -> Unchanged:
    """The question after the source of a "no change"."""
    found = [one for one in page.findChildren(Unchanged) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def colleague(desk: Desk) -> Workspace:
    """Another counsellor of the class, which stays T001's: they are acting for it."""
    care = desk.care
    made = care.school.enrolled(care.centre, "counsellor", "T002", scope=(CLASS,))
    acting = {"staff": "T001", "units": [CLASS], "role": "acting", "from": "2026-09-01"}
    records.add_record(care.centre, "assignment", acting)
    care.school.exchange(care.centre, desk.workspace, made)
    return made
