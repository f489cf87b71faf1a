"""What stands on a record and what may be written on it, on the record's page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.records.kind import Values
from app.services import records
from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.entries import cards
from tests.ui.record_scene import A, Scene, make_scene
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.widgets.link import Link
from ui.widgets.text import Label

WHEN = "2026-11-24T09:00:00+08:00"
CRISIS: Values = {
    "student": A, "found_at": WHEN, "found_by": "室友", "route": "counsellor", "on_campus": True, "danger": "留下字条",
    "phoned_at": WHEN,
}  # fmt: skip


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Iterator[Scene]:
    yield make_scene(qtbot, school, jobs, say, look)


def links(scene: Scene) -> list[Link]:
    return [link for link in scene.page.related.findChildren(Link) if link.isVisible()]


def test_a_crisis_lists_its_steps_and_each_leads_to_its_record(scene: Scene) -> None:
    crisis = scene.add("crisis", CRISIS)
    done: Values = {"crisis": crisis, "step": "told_college", "done_at": "2026-11-24T09:20:00+08:00"}
    step = scene.add("crisis_step", done)
    scene.open(crisis)
    (link,) = links(scene)
    assert link.text() == "危机处置步骤·报告学院"
    told = [label.text() for label in scene.page.related.findChildren(Label) if label.isVisible()]
    assert told == ["与这条记录相关的记录（1）", "11月24日 09:20·王老师"]
    link.setFocus()
    scene.qtbot.keyClick(link, Qt.Key.Key_Space)
    assert scene.went == [Goto("record", step)]
    records.withdraw_record(scene.workspace, step, "写错了")
    scene.open(crisis)
    assert links(scene) == [] and not scene.page.related.isVisible()


def test_what_may_be_written_on_it_is_one_press_away(scene: Scene) -> None:
    crisis = scene.add("crisis", CRISIS)
    scene.open(crisis)
    buttons = scene.page.side.offers.buttons
    assert list(buttons) == ["crisis_step", "watch_shift", "legal_measure", "phone_report"]
    scene.click(buttons["watch_shift"])
    assert scene.went == [Goto("write", "watch_shift", (crisis,))]
    quiet = scene.add("talk", talk(A))
    scene.open(quiet)
    assert not scene.page.side.offers.isVisible()


def test_a_call_is_noted_on_the_card_and_stands_below_at_once(scene: Scene) -> None:
    saved = scene.add("talk", talk(A, risk="report"))
    scene.open(saved)
    scene.click(scene.page.side.offers.buttons["phone_report"])
    (card,) = cards()
    card.fields.reached.setText("李老师")
    scene.qtbot.keyClick(card.fields.reached, Qt.Key.Key_Return)
    scene.qtbot.waitUntil(lambda: [link.text() for link in links(scene)] == ["电话上报·李老师"])
    scene.settle()
    assert scene.changes == [True] and cards() == []
