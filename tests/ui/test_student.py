"""A student's file on the screen: the head, the timeline and its filters, one key for each thing to write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLabel, QMenu, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from app.records.ids import new_id
from app.records.kind import Values
from app.services import drafting, records
from app.services.reading import show_record
from app.store.audit import count_acts
from app.workspace import Workspace
from tests.app.services.test_students import enter, listing
from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.writing_desk import commit
from ui.dialogs.print_student import PrintStudent
from ui.entrance.pick import Pick
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.student import StudentPage
from ui.theme.look import Look
from ui.widgets.button import EntryButton
from ui.widgets.link import Link
from ui.widgets.text import Paragraph, Tag
from ui.words import Words

A, B = "2302140817", "2301160204"
CLASS = "信工 2302"
FAMILY = [
    {"name": "罗秀兰", "relation": "mother", "guardian": True, "phone": "13800002761", "order": 1, "caution": "none"},
    {"name": "沈建明", "relation": "father", "guardian": True, "phone": "13800005519", "order": 2,
     "caution": "custody", "caution_reason": "先问辅导员"},
]  # fmt: skip
PEOPLE: dict[str, Values] = {
    A: {"name": "沈知遥", "class": CLASS, "sex": "female", "phone": "13800004127", "family": FAMILY},
    B: {"name": "古丽孜依热·阿布都热合曼·吾买尔江", "class": CLASS, "status": "on_leave"},
}


@dataclass
class Scene:
    """A counsellor at work, and the page of a student."""

    school: School
    centre: Workspace
    workspace: Workspace
    ids: dict[str, str]
    page: StudentPage
    went: list[Goto]
    qtbot: QtBot
    jobs: Jobs

    def open(self, name: str = "沈知遥") -> StudentPage:
        self.page.open(self.ids[name])
        return self.read()

    def read(self) -> StudentPage:
        self.page.refresh()
        self.settle()
        return self.page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def add(self, kind: str, values: Values) -> str:
        return records.add_record(self.workspace, kind, values).id


def page_of(qtbot: QtBot, workspace: Workspace, jobs: Jobs, say: Person, look: Look) -> tuple[StudentPage, list[Goto]]:
    page, went = StudentPage(workspace, jobs, say, look), list[Goto]()
    page.goto.connect(went.append)
    qtbot.addWidget(page)
    page.resize(1158, 680)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page, went


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Iterator[Scene]:
    centre = school.centre()
    ids = enter(centre, PEOPLE)
    workspace = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    page, went = page_of(qtbot, workspace, jobs, say, look)
    yield Scene(school, centre, workspace, ids, page, went, qtbot, jobs)


def shown(widget: QWidget) -> list[str]:
    """All texts of labels and tags that can be seen."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]
    return labels + [tag.accessibleName() for tag in widget.findChildren(Tag) if tag.isVisible()]


def test_the_head_says_who_where_and_whom_to_call(scene: Scene) -> None:
    scene.add("care_listing", listing(A, "level2", problems=["sleep"]))
    page = scene.open()
    texts = shown(page.header)
    for text in ("沈知遥", f"计算机学院 {CLASS}", "138-0000-4127", "王老师，自 2026年8月", "睡眠", "未登记"):
        assert text in texts
    assert "先与心理中心商议" in texts and "联系前须商议：监护权有争议" in texts
    assert not {"138-0000-2761", "138-0000-5519"} & set(texts), "nothing to dial before it is talked over"
    assert page.header.band.accessibleName() == "11月2日起：二级·重点关注，近期情绪低落"


def test_a_long_name_is_whole_and_a_status_is_said(scene: Scene) -> None:
    texts = shown(scene.open("古丽孜依热·阿布都热合曼·吾买尔江").header)
    assert "古丽孜依热·\u200b阿布都热合曼·\u200b吾买尔江" in texts and "休学" in texts


def test_a_narrow_window_puts_the_family_below(scene: Scene) -> None:
    calm = [{**FAMILY[0]}, {**FAMILY[1], "caution": "none", "caution_reason": ""}]
    fields = show_record(scene.centre, scene.ids["沈知遥"]).fields
    records.amend_record(scene.centre, scene.ids["沈知遥"], {**fields, "family": calm})
    scene.school.send(scene.centre, scene.workspace, scene.workspace.device)
    page = scene.open()
    assert "138-0000-5519" in shown(page.header) and "家长，按此顺序联系" in shown(page.header)
    phone = next(label for label in page.header.findChildren(QLabel) if label.text() == "138-0000-2761")
    name = next(label for label in page.header.findChildren(QLabel) if label.text() == "沈知遥")
    scene.qtbot.waitUntil(lambda: phone.mapTo(page, QPoint(0, 0)).y() < name.mapTo(page, QPoint(0, 0)).y() + 80)
    page.resize(700, 680)
    scene.qtbot.waitUntil(lambda: phone.mapTo(page, QPoint(0, 0)).y() > name.mapTo(page, QPoint(0, 0)).y() + 80)


def test_entries_stand_in_time_order_and_open(scene: Scene) -> None:
    first = scene.add("talk", talk(A, "最近睡得不好"))
    second = scene.add("talk", talk(A, "好多了", when="2026-11-24T09:00:00+08:00"))
    page = scene.open()
    assert [entry.id for entry in page.list.entries] == [second, first]
    assert page.list.hasFocus()
    scene.qtbot.keyClick(page.list, Qt.Key.Key_Down)
    scene.qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert scene.went == [Goto("record", first)]
    spoken = page.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("11月24日 周二 09:00，谈心谈话·") and "王老师、待导出" in spoken and "好多了" in spoken


def test_a_double_click_opens_too(scene: Scene) -> None:
    first = scene.add("talk", talk(A))
    page = scene.open()
    where = page.list.visualRect(page.list.model().index(0, 0)).center()
    scene.qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    scene.qtbot.mouseDClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert scene.went == [Goto("record", first)]


def test_chips_count_and_filter(scene: Scene) -> None:
    scene.add("talk", talk(A))
    scene.add("talk", talk(A, "再谈"))
    scene.add("care_listing", listing(A))
    page = scene.open()
    assert [page.kinds.button(k).accessibleName() for k in ("", "talk", "level")] == [
        "全部 3",
        "谈话 2",
        "级别 1",
    ]
    scene.qtbot.mouseClick(page.kinds.button("level"), Qt.MouseButton.LeftButton)
    scene.qtbot.waitUntil(lambda: len(page.list.entries) == 1)
    scene.read()
    assert page.kinds.chosen == ("level",) and len(page.list.entries) == 1, "reading again keeps the filter"


def test_what_belongs_together_has_one_chip(scene: Scene) -> None:
    crisis = {"student": A, "found_at": "2026-11-24T09:00:00+08:00", "found_by": "室友", "route": "counsellor",
              "on_campus": True, "danger": "留下字条"}  # fmt: skip
    on = scene.add("crisis", crisis)
    scene.add("crisis_step", {"crisis": on, "step": "told_college", "done_at": "2026-11-24T09:20:00+08:00"})
    scene.add("care_plan", {"student": A, "problem": "连续缺课", "review_on": "2026-12-08"})
    page = scene.open()
    assert page.kinds.button("crisis").accessibleName() == "危机 2"
    page.kinds.button("crisis").click()
    scene.settle()
    assert [entry.kind for entry in page.list.entries] == ["crisis_step", "crisis"]
    page.kinds.button("level").click()
    scene.settle()
    spoken = page.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "一生一策" in spoken and "12月8日复盘" in spoken and "连续缺课" in spoken


def test_other_records_are_chosen_from_a_menu_by_keys(scene: Scene) -> None:
    page = scene.open()
    page.side.more.setFocus()
    scene.qtbot.keyClick(page.side.more, Qt.Key.Key_Space)
    menu = page.side.more.findChild(QMenu)
    assert isinstance(menu, QMenu)
    offered = [action.text() for action in menu.actions()]
    assert offered[:2] == ["心理危机", "情况报送单"] and offered[-1] == "免办申请"
    assert not {"谈心谈话", "走访", "危机处置步骤", "心理普查结果", "约谈名单"} & set(offered)
    scene.qtbot.keyClick(menu, Qt.Key.Key_Down)
    scene.qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert scene.went == [Goto("write", "crisis", (scene.ids["沈知遥"],))]


def test_screenings_are_seen_by_who_may_and_their_heading_by_nobody_else(
    scene: Scene, jobs: Jobs, say: Person, look: Look
) -> None:
    results = (("2025-10-15", "middle", 58), ("2026-10-14", "high", 83))
    made = list[str]()
    for day, cls, total in results:
        scores = [{"name": "总分", "value": total}]
        given = {"student": A, "outcome": "taken", "taken_on": day, "class": cls, "scale": "scl-90", "scores": scores}
        made.append(records.add_record(scene.centre, "screening_result", given).id)
    for _ in range(2):
        scene.school.exchange(scene.centre, scene.workspace)
    assert scene.open().side.screening is None and "普查" not in " ".join(shown(scene.page))
    assert scene.page.list.entries == ()
    page, went = page_of(scene.qtbot, scene.centre, jobs, say, look)
    page.open(scene.ids["沈知遥"])
    page.refresh()
    scene.settle()
    card = page.side.screening
    assert card is not None and "普查" in shown(card)
    later, earlier = card.findChildren(Link)
    assert (later.text(), earlier.text()) == ("2026年10月", "2025年10月")
    told = [paragraph.text for paragraph in card.findChildren(Paragraph) if paragraph.isVisible()]
    assert "83 分" in told[0] and "比上次 +25" in told[0] and "比上次" not in told[1]
    later.click()
    assert went == [Goto("record", made[1])]


def test_typing_filters_and_esc_takes_it_back_before_it_leaves(scene: Scene) -> None:
    scene.add("talk", talk(A, "最近睡得不好"))
    scene.add("talk", talk(A, "担心CET没过"))
    page = scene.open()
    page.finder.setFocus()
    scene.qtbot.keyClicks(page.finder, "cet")
    scene.qtbot.waitUntil(lambda: [e.text for e in page.list.entries] == ["担心CET没过"])
    assert scene.went == [], "letters in the field are letters"
    scene.qtbot.keyClicks(page.finder, " flc")
    scene.qtbot.waitUntil(page.nothing.isVisible)
    left: list[bool] = []
    page.back.connect(lambda: left.append(True))
    scene.qtbot.keyClick(page.finder, Qt.Key.Key_Escape)
    scene.qtbot.waitUntil(lambda: len(page.list.entries) == 2)
    assert left == []
    scene.qtbot.keyClick(page.list, Qt.Key.Key_Escape)
    assert left == [True]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Qt.Key.Key_T, "talk"),
        (Qt.Key.Key_V, "visit"),
        (Qt.Key.Key_F, "parent_contact"),
        (Qt.Key.Key_W, "weekly_review"),
        (Qt.Key.Key_C, "circumstance"),
        (Qt.Key.Key_L, "care_listing"),
    ],
)
def test_one_key_begins_a_record(scene: Scene, key: Qt.Key, kind: str) -> None:
    scene.add("talk", talk(A))
    page = scene.open()
    scene.qtbot.keyClick(page.list, key)
    assert scene.went == [Goto("write", kind, (scene.ids["沈知遥"],))]


def test_the_level_of_a_listed_student_is_changed(scene: Scene) -> None:
    scene.add("care_listing", listing(A, "level2"))
    page = scene.open()
    scene.qtbot.keyClick(page.list, Qt.Key.Key_L)
    assert scene.went == [Goto("write", "care_listing", (scene.ids["沈知遥"], "action=change"))]


def test_an_empty_file_offers_the_first_talk(scene: Scene) -> None:
    page = scene.open()
    assert page.empty.isVisible() and page.empty.button is not None
    scene.qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert scene.went == [Goto("write", "talk", (scene.ids["沈知遥"],))]


def test_a_role_is_offered_what_it_may_write(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> None:
    centre = school.centre()
    ids = enter(centre, PEOPLE)
    page, _ = page_of(qtbot, centre, jobs, say, look)
    page.open(ids["沈知遥"])
    page.refresh()
    qtbot.waitUntil(lambda: not jobs.busy)
    offered = [b.text() for b in page.findChildren(EntryButton) if b.isVisible()]
    assert offered == ["必谈情形", "调整级别", "其他记录"]
    assert page.empty.button is None


def test_drafts_about_the_student_are_at_hand(scene: Scene) -> None:
    mine, other = new_id(), new_id()
    drafting.keep_draft(scene.workspace, mine, "talk", "", {"students": [A], "content": "写了一半"})
    drafting.keep_draft(scene.workspace, other, "talk", "", {"students": [B], "content": "别人"})
    page = scene.open()
    [button] = [b for b in page.side.drafts.findChildren(EntryButton) if b.isVisible()]
    assert button.text() == "谈心谈话，10:00"
    scene.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert scene.went == [Goto("draft", mine)]


def test_two_versions_are_compared_from_the_entry(scene: Scene) -> None:
    saved = scene.add("care_listing", listing(A, "level3"))
    centre, one = scene.centre, scene.workspace
    two = scene.school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    scene.school.exchange(centre, one, two)
    records.amend_record(one, saved, listing(A, "level2"))
    records.amend_record(two, saved, listing(A, "level1"))
    for _ in range(2):
        scene.school.exchange(centre, one, two)
    page = scene.open()
    index = page.list.model().index(0, 0)
    assert "两个版本待确认" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    row = page.list.visualRect(index)
    where = page.list.itemDelegate().button(row).center()  # type: ignore[attr-defined]
    scene.qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert scene.went == [Goto("record", saved, ("versions",))]
    scene.qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert scene.went[1:] == [Goto("record", saved, ("versions",))]


def test_the_tooltip_has_the_whole_entry(scene: Scene) -> None:
    scene.add("talk", talk(A, "睡" * 300, when="2026-11-18T09:00:00+08:00"))
    page = scene.open()
    assert page.list.entries[0].late_days == 6
    index = page.list.model().index(0, 0)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "补记，事后 6 天" in spoken and "睡" * 200 in spoken
    at = page.list.visualRect(index).center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, page.list.viewport().mapToGlobal(at))
    assert page.list.itemDelegate().helpEvent(event, page.list, QStyleOptionViewItem(), index)


def test_reading_again_keeps_the_entry_one_stands_on(scene: Scene) -> None:
    first = scene.add("talk", talk(A))
    scene.add("talk", talk(A, "再谈"))
    page = scene.open()
    before = page.list.entries[1].id
    scene.qtbot.keyClick(page.list, Qt.Key.Key_Down)
    scene.add("talk", talk(A, "第三次", when="2026-11-24T09:30:00+08:00"))
    scene.read()
    assert page.list.current is not None and page.list.current.id == before
    assert first in {entry.id for entry in page.list.entries}


def test_nobody_of_that_name_is_said_in_the_page(scene: Scene, say: Person) -> None:
    scene.page.open(new_id())
    scene.read()
    assert [error.code for error in say.refusals] == ["student_unknown"]


def test_a_telephone_is_read_in_groups() -> None:
    assert Words("zh").phone("13800002761") == "138-0000-2761"
    assert Words("zh").phone("025-52110000") == "025-52110000" and Words("zh").phone("") == ""


def test_reading_it_anew_is_one_opening(scene: Scene) -> None:
    seen = scene.workspace.store.read()
    before = count_acts(seen, "open", scene.ids["沈知遥"])
    scene.open()
    scene.read()
    scene.read()
    assert count_acts(seen, "open", scene.ids["沈知遥"]) == before + 1


def test_what_is_owed_stands_on_top_and_leads_to_its_step(scene: Scene) -> None:
    scene.add("circumstance", {"students": [A], "what": "academic_warning", "when": "2026-11-23T09:00:00+08:00"})
    page = scene.open()
    card = page.side.due
    assert card is not None and card.isVisible() and card.buttons
    assert card.y() < page.side.begins[0].mapTo(page.side.widget(), QPoint(0, 0)).y()
    talk_owed = next(button for button in card.buttons if "写谈话" in button.accessibleName())
    talk_owed.setFocus()
    scene.qtbot.keyClick(talk_owed, Qt.Key.Key_Space)
    assert scene.went[-1].page == "write" and scene.went[-1].subject == "talk"


def test_a_word_of_an_earlier_version_is_found_and_marked(scene: Scene) -> None:
    saved = scene.add("talk", talk(A, "担心学位"))
    records.amend_record(scene.workspace, saved, talk(A, "好多了"))
    page = scene.open()
    page.finder.setFocus()
    commit(page.finder, "学位")
    scene.qtbot.waitUntil(lambda: [e.elsewhere for e in page.list.entries] == [True])
    assert "在另一个版本里" in page.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(("down", "name"), [(0, "一生一档.pdf"), (1, "资料清单.pdf")])
def test_the_file_and_the_list_are_printed_by_keys(
    scene: Scene, say: Person, tmp_path: Path, down: int, name: str
) -> None:
    scene.add("talk", talk(A))
    say.files = [tmp_path / name]
    page = scene.open()
    scene.qtbot.keyClick(page.list, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = page.findChildren(PrintStudent)
    assert any("不再加密" in paragraph.text for paragraph in dialog.findChildren(Paragraph))
    chosen = next(one for one in dialog.whats.findChildren(Pick) if one.isChecked())
    chosen.setFocus()
    if down:
        scene.qtbot.keyClick(chosen, Qt.Key.Key_Down)
    dialog.verb.setFocus()
    scene.qtbot.keyClick(dialog.verb, Qt.Key.Key_Return)
    scene.settle()
    assert say.files[0].read_bytes().startswith(b"%PDF")
    assert say.toasts == [f"已打印到“{name}”。文件没有加密，用后请妥善保管。"]
