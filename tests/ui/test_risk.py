"""The risk assessments on the page 评估与转介: behind the door, unfinished ones on top, what a level obliges beside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import reading
from app.services.disclosures import list_disclosures
from app.services.vault import reading as vault_reading
from app.services.vault import signing
from tests.ui.test_disclosures import WAIT, desk_of, type_in, window
from tests.vaults import PASSPHRASE
from ui.pages.assessment import AssessmentPage
from ui.pages.disclosures import DisclosuresPage
from ui.pages.page import Goto
from ui.vault.risk_form import RiskForm
from ui.vault.risk_room import RiskRoom
from ui.vault.slip_room import SlipRoom
from ui.widgets.dial import Dial
from ui.window import Window

__all__ = ["window"]

GRAVE = {
    "ideation": "active", "plan": "vague", "means": "available", "past_attempts": "none", "level": "high",
}  # fmt: skip
CLOSED = {"means_removed": "handed_over", "handed_at": "2026-11-24T11:40:00+08:00"}


@pytest.fixture
def room(window: Window, qtbot: QtBot) -> RiskRoom:
    """The room of the assessments, with one begun for the client by real keys at the door."""
    desk = desk_of(window)
    desk.go(Goto("assessment", "risk", ("0147",)))
    page = desk.page
    assert isinstance(page, AssessmentPage) and page.vault is not None
    secret = page.vault.closed.secret
    qtbot.waitUntil(secret.hasFocus, timeout=WAIT)
    qtbot.keyClicks(secret, PASSPHRASE)
    qtbot.keyClick(secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.door.is_open, timeout=WAIT)
    found = page.vault.room
    assert isinstance(found, RiskRoom)
    qtbot.waitUntil(lambda: found.form is not None, timeout=WAIT)
    return found


def answer(form: RiskForm, given: dict[str, str]) -> None:
    for name, value in given.items():
        form.editors[name].set_value(value)
        form.editors[name].tell()


def test_it_stays_open_until_what_closes_it_is_there(window: Window, room: RiskRoom, qtbot: QtBot) -> None:
    desk, form = desk_of(window), room.form
    assert form is not None and not form.sign_button.isEnabled()
    answer(form, GRAVE)
    assert not form.sign_button.isEnabled() and "安全计划" in form.sign_button.accessibleDescription()
    form.keep()
    qtbot.waitUntil(lambda: room._warning is not None, timeout=WAIT)
    first = room.model.lines[0]
    assert first.draft is not None and (first.code, first.level) == ("0147", "high")
    assert "0147" in room.grid.lines.sentence(first) and "未完成" in room.grid.lines.text(first, "when")
    assert reading.list_records(desk.workspace, kind="crisis") == []
    type_in(form.editors["safety_plan"].inner, "先离开宿舍，再打值班电话")
    type_in(form.editors["handed_to"].inner, "辅导员和姐姐")
    answer(form, CLOSED)
    assert form.sign_button.isEnabled()
    form.press()
    form.press()
    qtbot.waitUntil(lambda: not signing.list_vault_drafts(room.vault), timeout=WAIT)
    qtbot.waitUntil(lambda: room.stack.currentWidget() is room.signed and room._warning is None, timeout=WAIT)
    (entry,) = vault_reading.list_entries(room.vault, kind="risk_assessment")
    assert room.shown is not None and room.shown.id == entry.id


def test_a_grave_level_shows_the_phones_and_leads_to_a_crisis_by_way_of_a_slip(
    window: Window, room: RiskRoom, qtbot: QtBot
) -> None:
    desk, form = desk_of(window), room.form
    assert form is not None and not room.obliged.open.isVisible()
    answer(form, {"level": "low"})
    qtbot.waitUntil(lambda: room.obliged.found is not None and room.obliged.found.risk == "low", timeout=WAIT)
    assert not room.obliged.open.isVisible() and room.obliged.findChildren(Dial) == []
    answer(form, GRAVE)
    qtbot.waitUntil(room.obliged.open.isVisible, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(room.obliged.facts.inside.findChildren(Dial)), timeout=WAIT)
    room.obliged.open.setFocus()
    qtbot.keyClick(room.obliged.open, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(desk.page, DisclosuresPage), timeout=WAIT)
    page = desk.page
    assert isinstance(page, DisclosuresPage) and isinstance(page.writing.room, SlipRoom)
    slip = page.writing.room
    qtbot.waitUntil(lambda: "student" in slip.form.values, timeout=WAIT)
    assert slip.begun.follows == "crisis" and slip.form.client == "0147"
    assert [draft.kind for draft in signing.list_vault_drafts(room.vault)] == ["risk_assessment"], "kept on the way"
    assert list_disclosures(desk.workspace) == () and reading.list_records(desk.workspace, kind="crisis") == []
    assert QApplication.focusWidget() is not None
    assert slip.form.values["ground"] == "danger"
    qtbot.mouseClick(slip.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(desk.page, AssessmentPage) and room.form is not None, timeout=WAIT)
    assert room.form is not None and room.form.level == "high"


def test_a_signed_one_is_shown_beside_an_open_one_and_the_desk_rests(
    window: Window, room: RiskRoom, qtbot: QtBot
) -> None:
    desk, form = desk_of(window), room.form
    assert form is not None
    answer(form, {"level": "low"})
    form.keep_now()
    said = {**GRAVE, **CLOSED, "client": "0147", "when": "2026-11-24T10:50:00+08:00", "safety_plan": "先离开宿舍",
            "handed_to": "姐姐"}  # fmt: skip
    signed = signing.sign_entry(desk.workspace, room.vault, "risk_assessment", said)
    room.refresh()
    qtbot.waitUntil(lambda: len(room.model.lines) == 2 and not desk.jobs.busy, timeout=WAIT)
    read: list[None] = []
    room.model.modelReset.connect(lambda: read.append(None))
    row = room.grid.visualRect(room.model.index(room.model.row_of(signed.id), 0))
    qtbot.mouseClick(room.grid.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    qtbot.waitUntil(lambda: room.stack.currentWidget() is room.signed, timeout=WAIT)
    qtbot.waitUntil(lambda: room.obliged.found is not None and room.obliged.found.risk == "high", timeout=WAIT)
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=WAIT)
    assert room.form is None and len(read) == 1, "what was left is read once more, and then it rests"
    room.refresh()
    qtbot.waitUntil(lambda: len(read) == 2 and not desk.jobs.busy, timeout=WAIT)
    assert room.stack.currentWidget() is room.signed and len(read) == 2
    row = room.grid.visualRect(room.model.index(0, 0))
    qtbot.mouseClick(room.grid.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    qtbot.waitUntil(lambda: room.form is not None and not desk.jobs.busy, timeout=WAIT)
    assert room.form is not None and room.form.level == "low"
