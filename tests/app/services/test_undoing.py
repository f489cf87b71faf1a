"""Taking back what was just saved: withdrawn with its reason, and a draft again; nothing is deleted."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services import drafting, reading, records
from app.services.directory import form_fields
from app.services.saving import Saved
from app.services.undoing import may_undo, undo_amendment, undo_save
from tests.app.services.conftest import Care
from tests.school import talk

ONE = "2301001"


def test_a_new_record_is_withdrawn_and_its_text_is_a_draft(care: Care) -> None:
    desk = care.counsellor
    part = {"student": ONE, "mood": "平稳"}
    saved = records.add_record(desk, "talk", talk(ONE, "写早了", parts=[part]))
    fields = {"students": [care.students[0]], "content": "写早了", "*": {"audience": "centre"}}
    draft = undo_save(desk, saved, fields)
    (kept,) = drafting.list_drafts(desk)
    assert (kept.id, kept.kind, kept.record, dict(kept.fields)) == (draft, "talk", "", fields)
    assert reading.list_records(desk, kind="talk") == [] == reading.list_records(desk, kind="talk_part")
    assert reading.show_record(desk, saved.id).withdrawn
    assert [version.reason for version in reading.history(desk, saved.id)][-1] == "保存后随即撤销，文字已放回草稿"
    with pytest.raises(UserError, match="undo_late"):
        undo_save(desk, saved, fields)
    assert len(drafting.list_drafts(desk)) == 1


def test_what_has_a_newer_version_stays(care: Care) -> None:
    desk = care.counsellor
    saved = records.add_record(desk, "talk", talk(ONE, "第一版"))
    later = records.amend_record(desk, saved.id, talk(ONE, "第二版"))
    for one in (saved, later):
        with pytest.raises(UserError, match="undo_late"):
            undo_save(desk, one, {"content": "第二版"})
    assert not reading.show_record(desk, saved.id).withdrawn and drafting.list_drafts(desk) == ()


def test_a_withdrawal_that_is_refused_leaves_no_draft(care: Care) -> None:
    desk = care.counsellor
    saved = records.add_record(desk, "talk", talk(ONE, "写早了"))
    with desk.store.unit() as unit:
        unit.run("INSERT OR REPLACE INTO setting VALUES('behind', '1')")
    with pytest.raises(UserError, match="store_behind"):
        undo_save(desk, saved, {"content": "写早了"})
    assert drafting.list_drafts(desk) == () and not reading.show_record(desk, saved.id).withdrawn


def test_what_the_centre_keeps_for_all_is_amended_instead() -> None:
    assert may_undo("talk") and may_undo("weekly_review") and not may_undo("student") and not may_undo("assignment")


def test_an_amendment_is_undone_by_the_version_before_written_again(care: Care) -> None:
    desk = care.counsellor
    saved = records.add_record(desk, "talk", talk(ONE, "第一版"))
    before = form_fields(desk, saved.id)
    later = records.amend_record(desk, saved.id, talk(ONE, "第二版"))
    typed = {"content": "第二版", "*": {"rest": {"a": "b"}}}
    draft = undo_amendment(desk, later, before, typed)
    assert reading.show_record(desk, saved.id).fields["content"] == "第一版"
    (kept,) = drafting.list_drafts(desk)
    heads = list(reading.show_record(desk, saved.id).heads)
    assert (kept.id, kept.record) == (draft, saved.id)
    assert dict(kept.fields) == {"content": "第二版", "*": {"rest": {"a": "b"}, "after": heads}}
    with pytest.raises(UserError, match="undo_late"):
        undo_amendment(desk, later, before, typed)
    with pytest.raises(UserError, match="field_missing"):
        undo_amendment(desk, Saved(saved.id, heads[0]), {**before, "content": ""}, typed)
    assert len(drafting.list_drafts(desk)) == 1
