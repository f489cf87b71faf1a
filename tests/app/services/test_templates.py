"""A person's own outlines over the school's, and texts to begin from: kept with the person, never a record."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services import reading
from app.services.proposals import propose_talk
from app.services.templates import (
    Template,
    drop_template,
    keep_template,
    list_outlines,
    list_templates,
    reset_outline,
    save_outline,
    save_template,
    templated_kinds,
)
from tests.app.services.conftest import Care


def test_an_own_outline_lies_over_the_schools_and_goes_again(care: Care) -> None:
    desk = care.counsellor
    first = next(one for one in list_outlines(desk) if one.occasion == "academic")
    assert first.items == first.school and not first.own and first.label == "学习成绩较差、面临学业预警、退学试读必谈"
    items = [first.school[1], "  奖学金  还有没有希望 ", "", first.school[0], first.school[0]]
    changed = save_outline(desk, "academic", items)
    assert changed.own and changed.items == (first.school[1], "奖学金  还有没有希望", first.school[0])
    assert propose_talk(desk, ["2301001"]).outlines["academic"] == changed.items
    save_outline(desk, "academic", ())
    assert "academic" not in propose_talk(desk, ["2301001"]).outlines
    assert reset_outline(desk, "academic") == first
    assert not any(one.own for one in list_outlines(desk))
    with pytest.raises(UserError, match="outline_long"):
        save_outline(desk, "academic", [str(k) for k in range(41)])
    with pytest.raises(UserError, match="outline_item_long"):
        save_outline(desk, "academic", ["长" * 121])


def test_what_is_the_schools_own_is_no_change(care: Care) -> None:
    school = next(one for one in list_outlines(care.counsellor) if one.occasion == "academic").school
    assert not save_outline(care.counsellor, "academic", school).own
    care.counsellor.language = "en"
    assert all(one.items == one.school for one in list_outlines(care.counsellor))


def test_templates_are_kept_by_kind_and_occasion(care: Care) -> None:
    desk = care.counsellor
    later = save_template(desk, "例行", "talk", "近况：\n打算：")
    exam = save_template(desk, "补考之前", "talk", "科目：", occasion="academic")
    save_template(desk, "电话开头", "parent_contact", "先说明来意：", occasion="academic")
    assert list_templates(desk, "talk", ("academic",)) == (exam, later)
    assert [one.occasion for one in list_templates(desk, "parent_contact")] == [""]
    again = save_template(desk, "补考前", "talk", "科目：\n复习：", occasion="academic", identity=exam.id)
    assert list_templates(desk, "talk") == (later, again)
    assert drop_template(desk, again.id) == again and drop_template(desk, again.id) is None
    assert list_templates(desk, "talk") == (later,)
    assert reading.list_records(desk, kind="talk") == []
    assert {"talk", "visit", "weekly_review"} <= set(templated_kinds(desk)) and "student" not in templated_kinds(desk)


def test_a_template_needs_a_name_of_its_own_and_a_text(care: Care) -> None:
    desk = care.counsellor
    save_template(desk, "例行", "talk", "近况：")
    for name, said, code in (("", "x", "field_missing"), ("新的", " ", "field_missing"), ("例行", "x", "name_taken")):
        with pytest.raises(UserError, match=code):
            save_template(desk, name, "talk", said)
    assert save_template(desk, "例行", "visit", "门厅：").kind == "visit"


def test_what_was_left_is_kept_under_a_name_that_is_free(care: Care) -> None:
    desk, long = care.counsellor, "名" * 40
    for k, (name, text) in enumerate(
        [("", "近况：\n打算："), ("近况：", "别的"), (long, "一"), (long, "二"), ("空", " ")]
    ):
        keep_template(desk, Template(str(k), name, "talk", "", text))
    names = {one.text: one.name for one in list_templates(desk)}
    assert names == {"近况：\n打算：": "近况：", "别的": "近况： 2", "一": long, "二": f"{long[:36]} 2"}
