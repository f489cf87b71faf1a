"""Merging versions on the screen: choosing by keys, both, another by hand, drafts, refusals, three versions."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.records.kind import Values
from app.services import records
from app.services.drafting import list_drafts
from app.services.reading import history, show_record
from app.services.student_file import timeline
from app.workspace import Workspace
from tests.app.services.test_students import listing
from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.record_scene import CLASS, A, Scene, make_scene
from ui.frame.desk import Desk
from ui.jobs import Jobs
from ui.pages.merge import MergePage
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Empty
from ui.widgets.group_rows import GroupEditor
from ui.widgets.text import Paragraph
from ui.widgets.typed_in import AreaEditor
from ui.words import Words

FIRST = listing(A, "level3", reason="缺课两次")
MINE: Values = {**FIRST, "level": "level2", "reason": "本周又缺课", "problems": ["sleep"]}
OTHER: Values = {**FIRST, "reason": "同学说好些了", "problems": ["mood"]}


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Scene:
    return make_scene(qtbot, school, jobs, say, look)


def apart(scene: Scene, *later: Values, kind: str = "care_listing", first: Values = FIRST) -> str:
    """A record that devices of the counsellor have changed apart, the one in front the first."""
    others = [scene.school.enrolled(scene.centre, "counsellor", "T001", scope=(CLASS,)) for _ in later[1:]]
    saved = scene.add(kind, first)
    scene.school.exchange(scene.centre, scene.workspace, *others)
    for workspace, values in zip((scene.workspace, *others), later, strict=True):
        records.amend_record(workspace, saved, values)
    for _ in range(2):
        scene.school.exchange(scene.centre, scene.workspace, *others)
    return saved


def page_of(scene: Scene, record: str, say: Person, look: Look, workspace: Workspace | None = None) -> MergePage:
    page = MergePage(workspace or scene.workspace, scene.jobs, say, look)
    page.back.connect(lambda: scene.changes.append(False))
    scene.qtbot.addWidget(page)
    page.resize(1158, 680)
    with scene.qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.open(record)
    scene.settle()
    return page


def own(page: MergePage) -> int:
    """Which column is this device's."""
    assert page.conflict is not None
    return next(n for n, side in enumerate(page.conflict.sides) if not side.past.device)


def keys(scene: Scene, page: MergePage, *pressed: Qt.Key) -> None:
    for key in pressed:
        scene.qtbot.keyClick(page.focusWidget(), key)
    scene.settle()


def texts(page: QWidget) -> str:
    said = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return "\n".join(said + [p.text for p in page.findChildren(Paragraph) if p.isVisible()])


def test_all_is_chosen_by_keys_and_saved_after_every_version(scene: Scene, say: Person, look: Look) -> None:
    record = apart(scene, MINE, OTHER)
    page = page_of(scene, record, say, look)
    assert list(page.blocks) == ["level", "problems", "reason"]
    level = page.blocks["level"]
    assert level.value == "level2" and "改过，已先选上" in texts(page), "only one version has changed the level"
    assert page.card.state.text() == "还有 2 项没有选定。"
    problems, reason = page.blocks["problems"], page.blocks["reason"]
    assert problems.bar.isAncestorOf(page.focusWidget()), "the cursor is in the first field that is not decided"
    scene.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert problems.bar.accessibleDescription().startswith("请选一份") and show_record(scene.workspace, record).conflict
    keys(scene, page, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert problems.choice == "both" and set(problems.value) == {"sleep", "mood"} and problems.editor.widget.isVisible()
    reason.focus()
    keys(scene, page, *[Qt.Key.Key_Right] * own(page), Qt.Key.Key_Space)
    assert reason.value == "本周又缺课" and page.card.state.text() == "都已选定，可以保存。"
    scene.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    scene.settle()
    shown = show_record(scene.workspace, record)
    assert (shown.conflict, shown.fields["level"], shown.fields["reason"]) == (False, "level2", "本周又缺课")
    assert set(cast(list[str], shown.fields["problems"])) == {"sleep", "mood"}
    assert len(history(scene.workspace, record)[-1].parents) == 2 and len(history(scene.workspace, record)) == 4
    assert scene.changes[-1] is False and say.refusals == [], "the page before comes back"
    entry = next(e for e in timeline(scene.workspace, scene.ids["沈知遥"]).entries if e.id == record)
    assert not entry.conflict and entry.versions == "" and entry.text == "本周又缺课"


def test_both_texts_stand_under_who_wrote_them_and_can_be_edited(scene: Scene, say: Person, look: Look) -> None:
    page = page_of(scene, apart(scene, MINE, OTHER), say, look)
    block = page.blocks["reason"]
    block.bar.toggle("both")
    assert sorted(block.value.split("\n\n")) == [
        "王老师 11月24日 10:00：同学说好些了",
        "王老师 11月24日 10:00：本周又缺课",
    ]
    area = cast(AreaEditor, block.editor).area
    scene.qtbot.keyClicks(area, "A")
    block.bar.toggle(block.says[0].revision)
    assert not block.editor.widget.isVisible()
    block.bar.toggle("both")
    assert block.value.startswith("A王老师"), "what was written is not lost by looking at another choice"


def test_another_text_begins_with_the_chosen_one(scene: Scene, say: Person, look: Look) -> None:
    page = page_of(scene, apart(scene, MINE, OTHER), say, look)
    block = page.blocks["reason"]
    scene.click(block.cells[block.says[own(page)].revision])
    assert block.value == "本周又缺课", "a click on what a version says takes it"
    block.bar.toggle("own")
    assert block.value == "本周又缺课" and cast(AreaEditor, block.editor).area.hasFocus()


def test_what_was_written_for_a_merge_that_is_no_more_can_be_read_and_dropped(
    scene: Scene, say: Person, look: Look
) -> None:
    record = apart(scene, MINE, OTHER)
    page = page_of(scene, record, say, look)
    page.blocks["reason"].bar.toggle("own")
    cast(AreaEditor, page.blocks["reason"].editor).area.set_text("两人说的都对")
    page.leave()
    records.amend_record(scene.workspace, record, MINE)
    again = page_of(scene, record, say, look)
    banner = again.findChild(Banner)
    assert banner is not None and "两人说的都对" in banner.text.text and again.findChild(Empty) is not None
    banner.findChildren(Button)[0].click()
    scene.settle()
    assert list_drafts(scene.workspace) == () and scene.changes[-1] is False


def test_whoever_would_amend_a_record_in_conflict_merges_it(scene: Scene, say: Person, look: Look) -> None:
    record = apart(scene, MINE, OTHER)
    desk = Desk(scene.workspace, say, look, sample=False)
    scene.qtbot.addWidget(desk)
    desk.show()
    desk.go(Goto("amend", record))
    scene.qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert isinstance(desk.page, MergePage) and list(desk.page.blocks) == ["level", "problems", "reason"]
    desk.close_desk()


def test_beside_a_withdrawal_it_is_said_that_the_record_stands(scene: Scene, say: Person, look: Look) -> None:
    other = scene.school.enrolled(scene.centre, "counsellor", "T001", scope=(CLASS,))
    record = scene.add("care_listing", FIRST)
    scene.school.exchange(scene.centre, scene.workspace, other)
    records.amend_record(scene.workspace, record, MINE)
    records.withdraw_record(other, record, "写错了人")
    for _ in range(2):
        scene.school.exchange(scene.centre, scene.workspace, other)
    page = page_of(scene, record, say, look)
    assert not page.blocks and "保存后这条记录仍然有效" in texts(page) and "各份内容相同" not in texts(page)
    page.save()
    scene.settle()
    shown = show_record(scene.workspace, record)
    assert (shown.conflict, shown.withdrawn, shown.fields["reason"]) == (False, False, "本周又缺课")


def test_a_draft_is_kept_and_gone_on_with(scene: Scene, say: Person, look: Look) -> None:
    record = apart(scene, MINE, OTHER)
    page = page_of(scene, record, say, look)
    page.blocks["reason"].bar.toggle("own")
    cast(AreaEditor, page.blocks["reason"].editor).area.set_text("两人说的都对")
    page.blocks["problems"].bar.toggle(page.blocks["problems"].says[0].revision)
    page.leave()
    (draft,) = list_drafts(scene.workspace)
    assert (draft.kind, draft.record) == ("care_listing", record)
    again = page_of(scene, record, say, look)
    assert again.draft == draft.id and again.blocks["reason"].value == "两人说的都对"
    assert again.blocks["problems"].choice == page.blocks["problems"].says[0].revision
    again.save()
    scene.settle()
    assert show_record(scene.workspace, record).fields["reason"] == "两人说的都对"
    assert list_drafts(scene.workspace) == ()


def test_three_versions_and_one_for_everything(scene: Scene, say: Person, look: Look) -> None:
    record = apart(scene, MINE, OTHER, {**FIRST, "reason": "第三份", "level": "level1"})
    page = page_of(scene, record, say, look)
    block = page.blocks["reason"]
    assert len(block.says) == 3 and len(block.joined().split("\n\n")) == 3
    third = next(one for one in block.says if one.value == "第三份")
    page.card.wanted.emit(third.revision)
    page.save()
    scene.settle()
    shown = show_record(scene.workspace, record)
    assert (shown.conflict, shown.fields["reason"], shown.fields["level"]) == (False, "第三份", "level1")
    assert "problems" not in shown.fields and len(history(scene.workspace, record)[-1].parents) == 3


def test_what_is_not_here_cannot_be_chosen_and_says_why(scene: Scene, say: Person, look: Look) -> None:
    first: Values = {**talk(A, "原来"), "place": "主楼"}
    record = apart(scene, {**first, "content": "这里写的"}, {**first, "risk": "watch"}, kind="talk", first=first)
    page = page_of(scene, record, say, look)
    block = page.blocks["content"]
    (away,) = [one for one in block.says if one.why]
    assert away.why == "正文不在这台电脑上，不能选" and away.why in texts(page)
    scene.click(block.cells[away.revision])
    assert block.value == "这里写的" and len(block.bar.chosen) == 1 and block.joined() is None
    page.save()
    scene.settle()
    shown = show_record(scene.workspace, record)
    assert (shown.fields["content"], shown.fields["risk"], shown.conflict) == ("这里写的", "watch", False)


def test_a_refusal_stands_at_its_field(scene: Scene, say: Person, look: Look) -> None:
    page = page_of(scene, apart(scene, MINE, OTHER), say, look)
    page.card.wanted.emit(page.blocks["reason"].says[0].revision)
    page.blocks["reason"].bar.toggle("own")
    cast(AreaEditor, page.blocks["reason"].editor).area.set_text("")
    page.save()
    scene.settle()
    assert page.blocks["reason"].editor.wrong == Words("zh")("form.fill_in")
    assert say.refusals == [] and page.save_button.isEnabled()


def test_a_version_that_comes_meanwhile_is_looked_at_first(scene: Scene, say: Person, look: Look) -> None:
    two, late = (scene.school.enrolled(scene.centre, "counsellor", "T001", scope=(CLASS,)) for _ in range(2))
    record = scene.add("care_listing", FIRST)
    scene.school.exchange(scene.centre, scene.workspace, two, late)
    for workspace, values in ((scene.workspace, MINE), (two, OTHER), (late, {**FIRST, "reason": "又一份"})):
        records.amend_record(workspace, record, values)
    for _ in range(2):
        scene.school.exchange(scene.centre, scene.workspace, two)
    page = page_of(scene, record, say, look)
    page.blocks["reason"].bar.toggle("own")
    cast(AreaEditor, page.blocks["reason"].editor).area.set_text("我写的")
    page.blocks["problems"].bar.toggle("both")
    scene.school.exchange(scene.centre, late, scene.workspace)
    page.save()
    scene.settle()
    assert show_record(scene.workspace, record).conflict and say.refusals == []
    (banner,) = [b for b in page.findChildren(Banner) if b.isVisible()]
    assert "又到了一个版本" in banner.text.text
    scene.click(banner.findChildren(type(page.save_button))[0])
    assert page.conflict is not None and len(page.conflict.sides) == 3
    assert page.blocks["reason"].value == "我写的", "what was written stays"
    page.save()
    scene.settle()
    shown = show_record(scene.workspace, record)
    assert (shown.conflict, shown.fields["reason"]) == (False, "我写的")


def test_who_may_not_merge_is_told_who_may(scene: Scene, say: Person, look: Look) -> None:
    review: Values = {"student": A, "week": "2026-2027-1/12", "sources": ["met"]}
    record = apart(
        scene, {**review, "observed": "甲"}, {**review, "observed": "乙"}, kind="weekly_review", first=review
    )
    page = page_of(scene, record, say, look, scene.centre)
    (empty,) = page.findChildren(Empty)
    assert "可以合并的：王老师 T001。" in empty.why.text() and page.save_button.isHidden()


def test_the_record_leads_to_its_merge(scene: Scene) -> None:
    record = apart(scene, MINE, OTHER)
    page = scene.open(record, "versions")
    scene.click(page.head.amend_button)
    assert scene.went == [Goto("merge", record)]


def test_rows_of_both_are_taken_once_each(scene: Scene, say: Person, look: Look) -> None:
    same = {"what": "每周谈话", "who": "辅导员", "by": "2026-12-31"}
    mine, other = {"what": "学业帮扶", "who": "班长"}, {"what": "家长来校", "who": "辅导员"}
    plan: Values = {"student": A, "problem": "连续缺课", "measures": [same]}
    record = apart(
        scene, {**plan, "measures": [same, mine]}, {**plan, "measures": [same, other]}, kind="care_plan", first=plan
    )
    page = page_of(scene, record, say, look)
    block = page.blocks["measures"]
    assert all(one.item is not None and "每周谈话" in one.item.text for one in block.says)
    block.bar.toggle("both")
    rows = cast(GroupEditor, block.editor).rows
    assert rows[0].value["what"] == "每周谈话" and len(rows) == 3
    page.save()
    scene.settle()
    measures = cast(list[Values], show_record(scene.workspace, record).fields["measures"])
    assert {str(one["what"]) for one in measures} == {"每周谈话", "学业帮扶", "家长来校"} and say.refusals == []


def test_a_withdrawal_is_no_text_to_choose(scene: Scene, say: Person, look: Look) -> None:
    two = scene.school.enrolled(scene.centre, "counsellor", "T001", scope=(CLASS,))
    record = scene.add("care_listing", FIRST)
    scene.school.exchange(scene.centre, scene.workspace, two)
    records.withdraw_record(scene.workspace, record, "写错了人")
    records.amend_record(two, record, OTHER)
    for _ in range(2):
        scene.school.exchange(scene.centre, scene.workspace, two)
    page = page_of(scene, record, say, look)
    assert page.blocks == {} and "这一份是撤回" in texts(page) and page.save_button.hasFocus()
    page.save()
    scene.settle()
    shown = show_record(scene.workspace, record)
    assert (shown.withdrawn, shown.conflict, shown.fields["reason"]) == (False, False, "同学说好些了")


def test_an_equal_field_that_is_refused_is_brought_to_the_front(scene: Scene, say: Person, look: Look) -> None:
    page = page_of(scene, apart(scene, MINE, OTHER), say, look)
    page.card.wanted.emit(page.blocks["reason"].says[0].revision)
    assert "from" not in page.blocks and page.show_wrong(UserError("field_missing", field="from"))
    block = page.blocks["from"]
    assert block.choice == "own" and block.editor.wrong and block.editor.widget.isVisible()
