"""What is being typed is never lost: kept within two seconds, at leaving, beside a busy store; and saved once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services import records
from app.services.drafting import OPTIONS
from tests.ui.writing_desk import Desk, commit, compose, desk
from ui.pages.drafted import KEEP_AFTER
from ui.pages.record_form import RecordForm
from ui.widgets.card import Banner
from ui.widgets.group_rows import GroupEditor
from ui.widgets.typed_in import AreaEditor, LineEditor

__all__ = ["desk"]
NOTE = "早上没来上课"


def note(page: RecordForm) -> AreaEditor:
    editor = page.editors["note"]
    assert isinstance(editor, AreaEditor)
    return editor


def banners(page: RecordForm) -> list[str]:
    return [banner.text.text for banner in page.findChildren(Banner)]


def test_a_draft_is_on_the_disk_two_seconds_after_the_first_change(desk: Desk) -> None:
    page = desk.page("circumstance", desk.care.students[0])
    desk.qtbot.keyClicks(note(page).area, "not in class")
    assert page._stamp.isActive() and page._stamp.interval() == KEEP_AFTER and KEEP_AFTER * 1.05 < 2000
    left = page._stamp.remainingTime()
    desk.qtbot.keyClicks(note(page).area, " this morning")
    assert page._stamp.remainingTime() <= left  # typing on does not put it off
    desk.qtbot.waitUntil(lambda: page.badge.isVisible())
    (draft,) = desk.drafts()
    assert draft.fields["note"] == "not in class this morning" and draft.kind == "circumstance"
    assert draft.students == ("学生2301001",)


def test_a_form_that_says_nothing_of_its_own_keeps_no_draft(desk: Desk) -> None:
    page = desk.page("circumstance", desk.care.students[0])
    page.leave()
    assert desk.drafts() == ()
    desk.qtbot.keyClicks(note(page).area, "x")
    page.leave()
    assert len(desk.drafts()) == 1
    desk.qtbot.keyClick(note(page).area, Qt.Key.Key_Backspace)
    page.keep()
    desk.idle()
    assert desk.drafts() == () and not page.badge.isVisible()


def test_a_draft_comes_back_with_everything(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "请假条.pdf"
    paper.write_bytes(b"x" * 2048)
    page = desk.page("circumstance", *desk.care.students[:2])
    page.editors["source"].set_value("室友")
    desk.qtbot.keyClicks(note(page).area, "seen")
    assert page.aside is not None
    page.aside.audience.box.click()
    page.aside.extra.paper.click()
    page.aside.extra.files.take([paper])
    page.leave()
    (draft,) = desk.drafts()
    again = desk.page()
    assert again.open_draft(draft.id)
    desk.ready(again)
    assert again.fields() == page.fields() and again.fields()["source"] == "室友"
    assert again.aside is not None and again.aside.more() == {"audience": "centre", "paper": True, "files": (paper,)}
    assert again.draft == draft.id and again.badge.isVisible()
    again.leave()
    assert desk.drafts()[0].at == draft.at


def test_a_half_filled_group_comes_back(desk: Desk) -> None:
    desk.workspace = desk.care.centre
    page = desk.page("term")
    group = page.editors["holidays"]
    assert isinstance(group, GroupEditor)
    group.add_row()
    desk.qtbot.keyClicks(group.rows[0].editors[0].inner, "Qingming")
    page.leave()
    (draft,) = desk.drafts()
    again = desk.page()
    again.open_draft(draft.id)
    desk.ready(again)
    assert again.fields() == {"holidays": [{"name": "Qingming"}]}


def test_what_is_typed_last_wins_over_what_waits_to_be_kept(desk: Desk) -> None:
    page = desk.page("circumstance")
    free = desk.hold("drafts")
    desk.qtbot.keyClicks(note(page).area, "one")
    page.keep()
    desk.qtbot.keyClicks(note(page).area, " two")
    page.leave()
    free()
    desk.idle()
    assert desk.drafts()[0].fields["note"] == "one two"


def test_a_keep_that_still_waits_is_made_good_at_leaving(desk: Desk) -> None:
    page = desk.page("circumstance")
    free = desk.hold("drafts")
    desk.qtbot.keyClicks(note(page).area, "one")
    page.keep()
    page.leave()  # the lock drops what waits
    assert desk.drafts()[0].fields["note"] == "one"
    free()


def test_a_lock_while_a_keep_waits_says_nothing(desk: Desk) -> None:
    page = desk.page("circumstance")
    free = desk.hold("drafts")
    desk.qtbot.keyClicks(note(page).area, "one")
    page.keep()
    page.leave()
    desk.workspace.lock()
    free()
    desk.idle()
    page.typed()
    page.leave()
    assert desk.say.refusals == []


def test_a_draft_that_cannot_be_kept_is_said(desk: Desk) -> None:
    (desk.workspace.home / "drafts.db").write_bytes(b"no database" * 1000)
    page = desk.page()
    page.kind = "circumstance"
    page.typed()
    page._waiting = {"note": NOTE}
    page.keep()
    desk.qtbot.waitUntil(lambda: desk.say.refusals != [])
    assert page.badge.accessibleName() == "草稿没有存上"
    page.leave()  # no lock is kept from coming
    assert len(desk.say.refusals) == 2 and desk.say.safe[0].startswith("您写的都还在")


def test_the_badge_counts_seconds_and_then_tells_the_hour(desk: Desk) -> None:
    page = desk.page("circumstance")
    desk.qtbot.keyClicks(note(page).area, "one")
    page.leave()
    assert page.badge.accessibleName() == "草稿已存 1 秒前" and page.badge.counting
    desk.care.school.at(desk.workspace, "2026-11-24T10:00:03+08:00")
    desk.qtbot.waitUntil(lambda: page.badge.accessibleName() == "草稿已存 3 秒前")
    page.hide()
    assert not page.badge.counting
    desk.care.school.at(desk.workspace, "2026-11-24T10:01:05+08:00")
    page.show()
    assert page.badge.accessibleName() == "草稿已存 10:00" and not page.badge.counting
    page.badge.show_failed()
    assert page.badge.accessibleName() == "草稿没有存上"


def test_a_draft_is_dropped_and_brought_back(desk: Desk) -> None:
    page = desk.page("circumstance")
    desk.qtbot.keyClicks(note(page).area, "one")
    page.drop()
    desk.qtbot.waitUntil(lambda: bool(desk.backs))
    assert desk.drafts() == () and desk.say.undo is not None
    page.leave()
    assert desk.drafts() == ()
    desk.say.undo()
    desk.idle()
    assert desk.drafts()[0].fields["note"] == "one"


def test_dropping_an_empty_form_only_goes_back(desk: Desk) -> None:
    page = desk.page("circumstance")
    page.drop()
    desk.qtbot.waitUntil(lambda: bool(desk.backs))
    assert desk.say.toasts == []


def amended(desk: Desk) -> tuple[str, dict[str, object]]:
    fields: dict[str, object] = {
        "students": [desk.care.students[0]],
        "what": "dorm_conflict",
        "when": "2026-11-23T16:00:30+08:00",
        "note": NOTE,
    }
    return records.add_record(desk.workspace, "circumstance", fields).id, fields


def test_a_draft_says_that_its_record_has_changed_since(desk: Desk) -> None:
    record, fields = amended(desk)
    page = desk.page()
    page.open_amend(record)
    desk.ready(page)
    note(page).area.setPlainText("二")
    page.leave()
    (draft,) = desk.drafts()
    assert draft.record == record and draft.fields[OPTIONS]["after"]
    still = desk.page()
    still.open_draft(draft.id)
    desk.ready(still)
    assert banners(still) == [] and note(still).value == "二"
    records.amend_record(desk.workspace, record, {**fields, "note": "三"})
    page = desk.page()
    page.open_draft(draft.id)
    desk.ready(page)
    (told,) = banners(page)
    assert "又改过这条记录" in told and note(page).value == "二"
    records.withdraw_record(desk.workspace, record, "写错了")
    page = desk.page()
    page.open_draft(draft.id)
    desk.ready(page)
    assert "撤回了这条记录" in banners(page)[0]


@pytest.mark.parametrize("field", ["source", "note"])
def test_chinese_is_composed_and_kept(desk: Desk, field: str) -> None:
    page = desk.page("circumstance")
    editor = page.editors[field]
    assert isinstance(editor, LineEditor | AreaEditor)
    compose(editor.inner, "meiqu")
    assert page.fields().get(field) is None
    commit(editor.inner, "没去上课")
    desk.qtbot.waitUntil(lambda: bool(desk.drafts()))
    desk.idle()
    assert desk.drafts()[0].fields[field] == "没去上课"


@pytest.mark.parametrize("field", ["source", "note"])
def test_what_is_being_composed_is_not_lost_with_the_lock(desk: Desk, field: str) -> None:
    page = desk.page("circumstance")
    editor = page.editors[field]
    editor.focus()
    commit(editor.inner, "室友说")
    compose(editor.inner, "zuowan")
    page.hide()  # the window hides the desk before it keeps the drafts
    page.leave()
    assert desk.drafts()[0].fields[field] == "室友说zuowan"
    page.leave()
    assert desk.drafts()[0].fields[field] == "室友说zuowan"
