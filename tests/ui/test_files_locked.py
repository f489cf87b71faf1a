"""What a lock does to a file that is looked at and to a merge that is under way, in the real window."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import records
from app.services.drafting import list_drafts
from app.services.students import Filter, list_students
from app.workspace import Workspace, open_workspace
from tests.app.services.test_students import listing
from tests.school import CLASS, School, talk
from tests.ui.test_attachment import png
from tests.ui.test_window import opened, window
from ui.dialogs.attachment_view import AttachmentView
from ui.frame.desk import Desk
from ui.pages.merge import MergePage
from ui.pages.page import Goto
from ui.pages.record import RecordPage
from ui.widgets.typed_in import AreaEditor
from ui.window import Window

__all__ = ["window"]


def at_rest(qtbot: QtBot, desk: Desk) -> QWidget:
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    return desk.page


def counsellors(school: School, count: int) -> tuple[Workspace, list[Workspace]]:
    centre = school.centre()
    school.students(centre, "001")
    return centre, [school.enrolled(centre, "counsellor", "T001", scope=(CLASS,)) for _ in range(count)]


def test_the_lock_closes_a_file_and_nothing_of_it_stays(
    qtbot: QtBot, window: Window, school: School, tmp_path: Path
) -> None:
    _, (workspace,) = counsellors(school, 1)
    (tmp_path / "证明.png").write_bytes(png(400, 300))
    saved = records.add_record(workspace, "talk", talk("001"), files=[tmp_path / "证明.png"])
    desk = opened(qtbot, window, workspace)
    desk.go(Goto("record", saved.id))
    page = cast(RecordPage, at_rest(qtbot, desk))
    assert page.view is not None
    before = sorted(path for path in tmp_path.rglob("*") if path.suffix == ".png")
    page.look_into(page.view.shown.attachments[0])
    (view,) = page.findChildren(AttachmentView)
    at_rest(qtbot, desk)
    image, closed = view.image.picture, list[int]()
    view.finished.connect(closed.append)
    assert not image.image.isNull()
    window.lock()
    assert workspace.locked and closed and image.image.isNull()
    assert sorted(path for path in tmp_path.rglob("*") if path.suffix == ".png") == before, "no copy was made"


def test_a_merge_outlives_the_lock_and_is_found_by_its_draft(qtbot: QtBot, window: Window, school: School) -> None:
    centre, (one, two) = counsellors(school, 2)
    student = list_students(one, Filter()).lines[0].id
    saved = records.add_record(one, "care_listing", listing("001", "level3"))
    school.exchange(centre, one, two)
    for workspace, reason in ((one, "甲"), (two, "乙")):
        records.amend_record(workspace, saved.id, listing("001", "level3", reason=reason))
    for _ in range(2):
        school.exchange(centre, one, two)
    desk = opened(qtbot, window, one)
    desk.go(Goto("merge", saved.id))
    page = cast(MergePage, at_rest(qtbot, desk))
    page.blocks["reason"].bar.toggle("own")
    cast(AreaEditor, page.blocks["reason"].editor).area.set_text("两人说的都对")
    desk.go(Goto("record", saved.id))
    record = cast(RecordPage, at_rest(qtbot, desk))
    record.head.amend_button.click()
    assert desk.page is page, "two pages never write over each other's draft"
    home, key = one.home, one.store.raw_key
    window.lock()
    again = open_workspace(home, key, one.device, "T001", school.clock, "zh")
    school.open.append(again)
    (draft,) = list_drafts(again)
    desk = opened(qtbot, window, again)
    desk.go(Goto("student", student))
    at_rest(qtbot, desk)
    desk.go(Goto("draft", draft.id))
    page = cast(MergePage, at_rest(qtbot, desk))
    assert isinstance(page, MergePage) and page.blocks["reason"].value == "两人说的都对"
