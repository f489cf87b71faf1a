"""The page of one record: what it says in words, of any kind, and what has changed from version to version."""

from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.records.ids import new_id
from app.records.kind import Values
from app.services import records
from app.services.reading import history, list_records, show_record
from tests.school import School, talk
from tests.ui.conftest import Person
from tests.ui.record_scene import CLASS, A, B, Scene, banners, make_scene, page_of, tags, told
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.widgets.detail import Fact, Table
from ui.widgets.link import Link
from ui.widgets.text import Paragraph, Tag


@pytest.fixture
def scene(qtbot: QtBot, school: School, jobs: Jobs, say: Person, look: Look) -> Scene:
    return make_scene(qtbot, school, jobs, say, look)


def test_a_talk_is_told_in_words(scene: Scene) -> None:
    parts = [{"student": B, "mood": "低落", "follow_up_on": "2026-12-01"}, {"student": A, "response": "愿意"}]
    values: Values = {**talk(A, "约定作息。\n下周再谈。"), "students": [A, B], "mode": "group", "risk": "report"}
    page = scene.open(scene.add("talk", {**values, "parts": parts}))
    assert (
        page.head.meta.text() == "沈知遥 2302140817·周语 2301160205·11月23日 周一 16:00·王老师 T001·写于 11月24日 10:00"
    )
    assert tags(page) == ["上报"]
    facts = told(page)
    assert facts["学生"] == "沈知遥 2302140817、周语 2301160205"
    assert (facts["谈话类型"], facts["初步判断"], facts["谈话内容"]) == ("集体谈话", "上报", "约定作息。\n下周再谈。")
    assert "地点" not in facts and "谈话时间" not in facts, "what is empty or stands in the head is left out"
    rows = next(item for item in page.detail.items if isinstance(item, Table)).rows
    assert {tuple(fact.text for fact in row) for row in rows} == {
        ("周语 2301160205", "低落", "12月1日"),
        ("沈知遥 2302140817", "愿意"),
    }


def test_a_link_leads_to_the_file_of_a_student(scene: Scene) -> None:
    page = scene.open(scene.add("talk", talk(A)))
    link = next(one for one in page.detail.findChildren(Link) if one.isVisible())
    link.setFocus()
    scene.qtbot.keyClick(link, Qt.Key.Key_Space)
    assert scene.went == [Goto("student", scene.ids["沈知遥"])]


def test_a_contact_that_tells_too_little_says_what_is_missing(scene: Scene) -> None:
    values: Values = {
        "student": A, "when": "2026-11-16T20:05:00+08:00", "reached": True, "way": "phone", "relation": "mother",
        "told": "近况", "asked_to_report": False,
    }  # fmt: skip
    page = scene.open(scene.add("parent_contact", values))
    assert tags(page) == ["补记", "要素不全"]
    assert banners(page) == ["已保存，要素不全，还缺：联系对象、了解到的家庭和亲子关系、给家长的指导、已事先告知学生。"]
    assert (told(page)["与学生关系"], told(page)["已请家长及时反馈异常表现"]) == ("母亲", "否")


def test_a_review_tells_its_week_and_days_of_other_years_their_year(scene: Scene) -> None:
    review: Values = {"student": A, "week": "2026-2027-1/12", "sources": ["met"], "seen_on": "2025-11-18"}
    facts = told(scene.open(scene.add("weekly_review", review)))
    assert (facts["周次"], facts["见面日期"]) == ("2026-2027-1 学期第 12 周", "2025年11月18日")


def test_the_record_of_a_student_has_the_family_as_cards(scene: Scene) -> None:
    family = [{"name": "罗秀兰", "relation": "mother", "guardian": True, "phone": "13800002761", "order": 1}]
    fields = show_record(scene.centre, scene.ids["沈知遥"]).fields
    records.amend_record(scene.centre, scene.ids["沈知遥"], {**fields, "family": family})
    scene.school.send(scene.centre, scene.workspace, scene.workspace.device)
    page = scene.open(scene.ids["沈知遥"])
    assert told(page)["家庭成员"] == "姓名 罗秀兰 与学生关系 母亲 法定监护人 是 电话 13800002761 联系顺序 1"
    assert page.head.why.text() == "这类记录不由您的身份填写。" and not page.head.amend_button.isEnabled()
    assert page.head.withdraw_button.isHidden() and page.head.print_button.isVisible()


def test_who_gets_to_know_it_is_said(scene: Scene) -> None:
    page = scene.open(scene.add("talk", talk(A)))
    said = [p.text for p in page.side.findChildren(Paragraph) if p.isVisible()]
    assert said == ["目录信息送学发中心；正文留在写记录的电脑上。", "二级心理工作站、辅导员只看所负责学生的目录信息。"]
    page = scene.open(scene.add("talk", talk(A), audience="centre"))
    said = [p.text for p in page.side.findChildren(Paragraph) if p.isVisible()]
    assert said[0] == "目录信息和正文都送学发中心。" and "二级心理工作站可看" in said[1]


def test_a_version_shows_what_has_changed(scene: Scene) -> None:
    saved = scene.add("talk", {**talk(A, "睡得不好"), "place": "主楼"})
    records.amend_record(scene.workspace, saved, {**talk(A, "睡得好些"), "way": "phone"})
    page = scene.open(saved)
    latest = history(scene.workspace, saved)[-1].revision
    line = page.side.history.line(latest)
    assert "当前版本" in line.accessibleName() and "修改·王老师 T001·本机" in line.accessibleName()
    scene.click(line)
    facts = {item.label: item for item in page.detail.items}
    assert (facts["谈话内容"].before, facts["方式"].before, facts["地点"].before) == ("睡得不好", "", "主楼")
    assert cast(Fact, facts["地点"]).pieces == () and facts["谈话类型"].before is None
    assert "不同的 3 处已标出" in banners(page)[0] and "每位同学的部分另有历史" in banners(page)[0]
    seen = [tag.accessibleName() for tag in page.detail.findChildren(Tag) if tag.isVisible()]
    assert sorted(seen) == ["已删去", "新增", "有改动"]
    scene.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert banners(page) == [] and told(page)["谈话内容"] == "睡得好些", "Esc first goes back to what holds"
    first = page.side.history.line(history(scene.workspace, saved)[0].revision)
    scene.click(first)
    assert told(page)["地点"] == "主楼" and all(item.before is None for item in page.detail.items)


def test_only_the_header_is_said_to_be_here(qtbot: QtBot, scene: Scene, jobs: Jobs, say: Person, look: Look) -> None:
    saved = scene.add("talk", talk(A))
    records.amend_record(scene.workspace, saved, talk(A, "改过", risk="watch"))
    scene.school.exchange(scene.centre, scene.workspace)
    page = page_of(qtbot, scene.centre, jobs, say, look)
    page.open(saved)
    page.refresh()
    scene.settle()
    assert tags(page) == ["仅目录信息"] and banners(page) == ["正文在写这条记录的电脑上，这里只有目录信息。"]
    scene.click(page.side.history.line(history(scene.centre, saved)[-1].revision))
    changed = [item.label for item in page.detail.items if item.before is not None]
    assert changed == ["初步判断"], "nothing is said of what is not here"


def test_what_an_act_points_at_can_be_opened(scene: Scene) -> None:
    saved = scene.add("talk", talk(A))
    revision = history(scene.workspace, saved)[0].revision
    values: Values = {"of": saved, "revision": revision, "as": "done", "at": "2026-11-24T09:00:00+08:00"}
    page = scene.open(scene.add("sign_off", values))
    facts = told(page)
    assert facts["所签记录"] == "谈心谈话 11月23日" and facts["所签版本"] == revision[:8]
    assert facts["学生"] == "沈知遥 2302140817", "an act is about the students of its record"
    link = next(one for one in page.detail.findChildren(Link) if one.text().startswith("谈心谈话"))
    scene.click(link)
    assert scene.went == [Goto("record", saved)]


def test_a_proposal_is_told_in_the_words_of_the_form(scene: Scene) -> None:
    asked: Values = {"record": scene.ids["沈知遥"], "fields": '{"phone": "13900000000", "status": "on_leave"}'}
    facts = told(scene.open(scene.add("proposal", asked)))
    assert facts["建议内容"] == "学籍状态 休学 本人电话 13900000000"


def test_every_kind_that_is_here_can_be_shown(scene: Scene) -> None:
    for kind in ("unit", "staff", "term", "plan", "assignment", "duty_contact"):
        if kind == "term":
            holiday = {"name": "国庆", "from": "2026-10-01", "to": "2026-10-07"}
            term: Values = {"name": "trial", "first_day": "2026-09-01", "last_day": "2027-01-10", "holidays": [holiday]}
            scene.school.at(scene.centre, "2026-11-24T10:00:00+08:00")
            identity = records.add_record(scene.centre, "term", term).id
            scene.school.send(scene.centre, scene.workspace, scene.workspace.device)
        elif kind == "duty_contact":
            contact: Values = {"unit": CLASS, "duty": "centre", "phone": "025-1"}
            identity = records.add_record(scene.centre, "duty_contact", contact).id
            scene.school.send(scene.centre, scene.workspace, scene.workspace.device)
        else:
            found = list_records(scene.workspace, kind=kind)
            if not found:
                continue
            identity = found[0].id
        page = scene.open(identity)
        assert page.detail.items, kind
        assert not page.grab().isNull()


def test_a_record_that_is_not_here_is_refused_in_the_page(scene: Scene, say: Person) -> None:
    page = scene.open(new_id())
    assert [error.code for error in say.refusals] == ["record_unknown"]
    assert page.view is None and page.head.amend_button.isHidden()
