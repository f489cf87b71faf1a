"""A record as its page shows it: names, history, what may be done with it; ending a conflict with one version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.ids import new_id
from app.records.kind import Values
from app.services import records
from app.services.merging import keep_version
from app.services.reading import history, show_record
from app.services.record_view import view_record
from app.store import query
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.school import CLASS, talk

A, B = "2301001", "2301002"


def second(care: Care) -> Workspace:
    """Another device of the same counsellor."""
    return care.school.enrolled(care.centre, "counsellor", "T001", scope=(CLASS,))


def in_conflict(care: Care, other: Workspace) -> str:
    """A listing that two devices have changed apart; both know of it."""
    saved = records.add_record(care.counsellor, "care_listing", listing(A, "level3"))
    care.school.exchange(care.centre, care.counsellor, other)
    records.amend_record(care.counsellor, saved.id, listing(A, "level2", problems=["sleep"]))
    records.amend_record(other, saved.id, listing(A, "level1"))
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, other)
    return saved.id


def test_what_a_record_names_is_told_by_name(care: Care) -> None:
    values: Values = {**talk(A), "students": [B, A], "mode": "group", "parts": [{"student": B, "mood": "平静"}]}
    saved = records.add_record(care.counsellor, "talk", values)
    found = view_record(care.counsellor, saved.id)
    assert (found.title, found.form, found.objection, found.paper) == ("谈心谈话", "talk", "", False)
    assert [(s.id, s.name, s.label) for s in found.students] == [
        (care.students[1], f"学生{B}", B),
        (care.students[0], f"学生{A}", A),
    ]
    assert (found.author.name, found.author.label) == ("王老师", "T001")
    assert found.names["student", B].id == care.students[1]
    assert found.labels["mode"]["group"] == "集体谈话" and found.labels["occasions"]["asked"]
    part = view_record(care.counsellor, saved.children[0])
    assert part.form == "talk" and part.names["record", saved.id].kind == "talk"


def test_a_reference_record_is_called_by_its_name(care: Care) -> None:
    found = view_record(care.counsellor, care.students[0])
    assert (found.title, found.objection, found.form) == (f"学生{A}", "role", "student")
    assert found.labels["family.relation"]["mother"] == "母亲"
    assert found.names["unit", CLASS].kind == "unit"


def test_the_history_says_who_wrote_what_where(care: Care) -> None:
    other = second(care)
    identity = in_conflict(care, other)
    past = view_record(care.counsellor, identity).history
    assert [p.version.head for p in past] == [True, True, False]
    assert {p.device for p in past[:2]} == {"", "王老师"} and all(p.whole for p in past)
    assert past[-1].author.name == "王老师" and past[-1].version.parents == ()


def test_why_a_record_cannot_be_changed_is_known_before(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk(A))
    care.school.exchange(care.centre, care.counsellor)
    seat = view_record(care.centre, saved.id)
    assert (seat.objection, seat.history[0].whole, seat.shown.body_here) == ("role", False, False)
    station = care.school.enrolled(care.centre, "station", "S001")
    care.school.exchange(care.centre, station)
    assert view_record(station, saved.id).objection == "not_yours"
    other = second(care)
    care.school.exchange(care.centre, other)
    assert view_record(other, saved.id).objection == "body_elsewhere"
    records.withdraw_record(care.counsellor, saved.id, "写错了人")
    assert view_record(care.counsellor, saved.id).objection == "withdrawn"
    with pytest.raises(UserError, match="record_unknown"):
        view_record(care.counsellor, new_id())


def test_a_paper_original_and_a_proposal_are_told(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk(A), paper=True)
    assert view_record(care.counsellor, saved.id).paper
    asked = json.dumps({"phone": "13900000000", "building": "梅园"}, ensure_ascii=False)
    wish = records.add_record(care.counsellor, "proposal", {"record": care.students[0], "fields": asked})
    found = view_record(care.counsellor, wish.id)
    assert found.proposed is not None and found.proposed.kind == "student"
    assert found.proposed.fields["phone"] == "13900000000" and found.names["unit", "梅园"].id == ""
    broken = records.add_record(care.counsellor, "proposal", {"record": care.students[0], "fields": "[1]"})
    assert view_record(care.counsellor, broken.id).proposed is None


def test_one_version_ends_the_conflict_and_all_stay(care: Care) -> None:
    other = second(care)
    identity = in_conflict(care, other)
    view = view_record(care.counsellor, identity)
    wanted = next(p for p in view.history if p.version.head and p.device == "王老师")
    keep_version(care.counsellor, identity, wanted.version.revision)
    shown = show_record(care.counsellor, identity)
    assert (shown.conflict, shown.fields["level"], "problems" in shown.fields) == (False, "level1", False)
    assert len(history(care.counsellor, identity)) == 4
    care.school.exchange(care.centre, care.counsellor, other)
    assert not show_record(other, identity).conflict


def test_the_rows_of_a_record_stay_when_a_version_is_kept(care: Care) -> None:
    other = second(care)
    values: Values = {**talk(A), "parts": [{"student": A, "mood": "低落"}]}
    saved = records.add_record(care.counsellor, "talk", values, audience="centre")
    care.school.exchange(care.centre, care.counsellor, other)
    records.amend_record(care.counsellor, saved.id, {**values, "content": "这里改的"})
    records.amend_record(other, saved.id, {**values, "content": "那里改的"})
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, other)
    mine = next(p for p in view_record(care.counsellor, saved.id).history if p.version.head and not p.device)
    parts = show_record(care.counsellor, saved.id).fields["parts"]
    keep_version(care.counsellor, saved.id, mine.version.revision)
    shown = show_record(care.counsellor, saved.id)
    [part] = query.of_target(care.counsellor.store.read(), saved.id, "talk_part")
    assert len(history(care.counsellor, part.id)) == 2, "no version of a part is written"
    assert shown.fields["content"] == "这里改的" and not shown.conflict
    assert shown.fields["parts"] == parts


def test_a_withdrawn_version_may_be_kept_too(care: Care) -> None:
    other = second(care)
    saved = records.add_record(care.counsellor, "care_listing", listing(A, "level3"))
    care.school.exchange(care.centre, care.counsellor, other)
    records.withdraw_record(care.counsellor, saved.id, "写错了人")
    records.amend_record(other, saved.id, listing(A, "level1"))
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, other)
    view = view_record(other, saved.id)
    gone = next(p for p in view.history if p.version.op == "withdraw")
    assert view.objection == "" and gone.version.reason == "写错了人"
    keep_version(other, saved.id, gone.version.revision)
    assert show_record(other, saved.id).withdrawn and history(other, saved.id)[-1].reason == "写错了人"


def test_only_a_current_version_can_be_kept(care: Care, tmp_path: Path) -> None:
    saved = records.add_record(care.counsellor, "talk", talk(A))
    records.amend_record(care.counsellor, saved.id, talk(A, "改过"))
    for revision in (saved.revision, "0" * 64):
        with pytest.raises(UserError, match="revision_unknown"):
            keep_version(care.counsellor, saved.id, revision)
