"""Writing records: every kind is added, amended, withdrawn and told again by one mechanism."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import UserError
from app.plan.reading import seed_text
from app.records import KINDS, Kind
from app.services import reading, records
from app.services.context import plan_in_force
from app.services.saving import Saved
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE, talk
from tests.values import plain_values

HAPPENED = {"students": ["2301001"], "what": "dorm_conflict", "when": "2026-11-23T08:00:00+08:00"}
ADDED = [k for k in KINDS.values() if k.child_of is None]


CHANGED: dict[str, dict[str, object]] = {
    "plan": {"toml": seed_text("sanjiang-2023") + "\n# 修订\n"},
    "sweep_check": {"outcome": "watch"},
    "release": {"ground": "学校要求"},
    "vault_opening": {"ground": "改过的依据"},
}


def values_for(care: Care, kind: Kind) -> dict[str, object]:
    """Values as a person gives them: people by number, units by name."""
    if "counsellor" in kind.writers:
        target = records.add_record(care.counsellor, "talk", talk("2301001"))
    else:
        target = records.add_record(care.centre, "circumstance", HAPPENED)
    values = plain_values(
        kind,
        plan_in_force(care.centre),
        student="2301001",
        staff="C001",
        unit=COLLEGE if kind.name in ("unit", "staff", "duty_contact", "assignment") else CLASS,
        record=target.id,
    )
    if kind.name == "sign_off":
        values["revision"] = target.revision
    if kind.name == "release":
        values["revisions"] = [target.revision]
    if kind.name == "unit":
        values["kind"] = "class"
    if kind.name == "plan":
        values |= {"toml": seed_text("sanjiang-2023"), "from": "2027-09-01"}  # one that has begun is not withdrawn
    if kind.name == "care_listing":
        values["action"] = "list"
    return values


def writer_of(care: Care, kind: Kind) -> Workspace:
    if kind.writers == {"psychologist"}:
        return care.psychologist
    return care.counsellor if "counsellor" in kind.writers else care.centre


def code_of(wish: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(UserError) as caught:
        wish(*arguments, **more)
    return caught.value.code


@pytest.mark.parametrize("kind", ADDED, ids=lambda k: k.name)
def test_a_record_of_any_kind_lives_its_whole_life(shared: Care, kind: Kind) -> None:
    workspace = writer_of(shared, kind)
    given = values_for(shared, kind)
    saved = records.add_record(workspace, kind.name, given)
    shown = reading.show_record(workspace, saved.id)
    assert shown.fields == given
    assert shown.heads == (saved.revision,) and not shown.conflict and shown.body_here

    assert records.amend_record(workspace, saved.id, given) == Saved(saved.id, saved.revision)
    assert records.amend_record(workspace, saved.id, shown.fields).revision == saved.revision

    change = CHANGED.get(kind.name) or {next(f.name for f in reversed(kind.fields) if not f.required): None}
    amended = records.amend_record(workspace, saved.id, {**given, **change})
    assert amended.id == saved.id and amended.revision != saved.revision
    kept = {**given, **change}
    assert reading.show_record(workspace, saved.id).fields == {k: v for k, v in kept.items() if v is not None}

    records.withdraw_record(workspace, saved.id, " 录错了 ")
    told = reading.history(workspace, saved.id)
    assert [v.op for v in told] == ["save", "save", "withdraw"]
    assert [v.parents for v in told] == [(), (saved.revision,), (amended.revision,)]
    assert told[-1].reason == "录错了" and told[-1].head
    assert saved.id not in {r.id for r in reading.list_records(workspace, kind=kind.name)}
    assert saved.id in {r.id for r in reading.list_records(workspace, kind=kind.name, withdrawn=True)}


@pytest.mark.parametrize("kind", [k.name for k in KINDS.values() if k.child_of])
def test_parts_are_written_with_what_they_belong_to(shared: Care, kind: str) -> None:
    assert code_of(records.add_record, shared.counsellor, kind, {}) == "kind_written_elsewhere"


def test_an_unknown_kind_is_refused(shared: Care) -> None:
    assert code_of(records.add_record, shared.counsellor, "kind_of_the_future", {}) == "kind_unknown"
    assert code_of(reading.list_records, shared.counsellor, kind="kind_of_the_future") == "kind_unknown"


def test_a_reference_that_is_there_is_amended_and_not_written_twice(shared: Care) -> None:
    given = {"number": "2301001", "name": "另一人", "class": CLASS}
    assert code_of(records.add_record, shared.centre, "student", given) == "record_exists"


@pytest.mark.parametrize("kind", sorted(k.name for k in KINDS.values() if k.reference))
def test_a_counsellor_keeps_no_reference_records(shared: Care, kind: str) -> None:
    given = values_for(shared, KINDS[kind])
    assert code_of(records.add_record, shared.counsellor, kind, given) in ("role", "not_a_seat")


@pytest.mark.parametrize("kind", ["talk", "visit", "parent_contact", "weekly_review", "sweep_check"])
def test_the_centre_does_not_write_what_only_colleges_do(shared: Care, kind: str) -> None:
    assert code_of(records.add_record, shared.centre, kind, values_for(shared, KINDS[kind])) == "role"


def test_nobody_changes_anothers_record(care: Care) -> None:
    saved = records.add_record(care.counsellor, "parent_contact", values_for(care, KINDS["parent_contact"]))
    care.school.send(care.counsellor, care.centre)
    given = reading.show_record(care.centre, saved.id).fields
    assert code_of(records.amend_record, care.centre, saved.id, {**given, "words": "改"}) in ("role", "not_yours")
    assert code_of(records.withdraw_record, care.centre, saved.id, "不要了") in ("role", "not_yours")
    assert reading.show_record(care.centre, saved.id).heads == (saved.revision,)


def test_what_is_not_there_cannot_be_changed(shared: Care) -> None:
    for identity in ("", "2301001", "0192f3a4-0000-7000-8000-000000000000"):
        assert code_of(records.amend_record, shared.counsellor, identity, {}) == "record_unknown"
        assert code_of(reading.show_record, shared.counsellor, identity) == "record_unknown"
        assert code_of(records.withdraw_record, shared.counsellor, identity, "x") == "record_unknown"
        assert code_of(reading.history, shared.counsellor, identity) == "record_unknown"


@pytest.mark.parametrize(("reason", "code"), [("", "field_missing"), ("  ", "field_missing"), ("\udcff", "field_type")])
def test_a_withdrawal_has_a_reason(shared: Care, reason: str, code: str) -> None:
    saved = records.add_record(shared.counsellor, "talk", talk("2301001"))
    assert code_of(records.withdraw_record, shared.counsellor, saved.id, reason) == code


def test_a_reason_is_kept_in_its_one_spelling(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", talk("2301001"))
    records.withdraw_record(shared.counsellor, saved.id, "re\u0301sume\u0301")
    assert reading.history(shared.counsellor, saved.id)[-1].reason == "résumé"


def test_a_withdrawn_record_is_brought_back_by_its_author(shared: Care) -> None:
    saved = records.add_record(shared.counsellor, "talk", talk("2301001"))
    records.withdraw_record(shared.counsellor, saved.id, "录错了")
    again = records.amend_record(shared.counsellor, saved.id, talk("2301001"))
    shown = reading.show_record(shared.counsellor, saved.id)
    assert not shown.withdrawn and shown.heads == (again.revision,)


def test_a_device_that_is_not_enrolled_writes_nothing(care: Care) -> None:
    alone = care.school.device("counsellor", "T009")
    given = {"when": "2026-11-23", "where": "dorm"}
    assert code_of(records.add_record, alone, "visit", given) == "not_enrolled"
    assert reading.list_records(alone) == []


def test_a_student_of_another_class_is_out_of_scope(care: Care) -> None:
    care.school.students(care.centre, "2399001", unit="别的班")
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    assert code_of(records.add_record, care.counsellor, "talk", talk("2399001")) in ("student_unknown", "out_of_scope")
    other = care.school.enrolled(care.centre, "station", "S001")
    saved = records.add_record(other, "talk", talk("2399001"))
    assert reading.show_record(other, saved.id).students == ("2399001",)
    care.school.students(care.centre, "2388001", unit="外院一班", college="外国语学院")
    care.school.send(care.centre, other, other.device)
    assert code_of(records.add_record, other, "talk", talk("2388001")) in ("student_unknown", "out_of_scope")


def test_a_talk_before_the_assignment_began_is_out_of_scope(care: Care) -> None:
    given = talk("2301001", when="2020-01-01T10:00:00+08:00")
    assert code_of(records.add_record, care.counsellor, "talk", given) == "out_of_scope"
    listing = {"student": "2301001", "action": "list", "level": "level2", "reason": "观察", "from": "2026-11-20"}
    assert records.add_record(care.counsellor, "care_listing", listing).id
