"""Merging versions: what differs and who changed it, one amendment after all of them, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import merging, records
from app.services.drafting import OPTIONS, keep_draft, list_drafts
from app.services.duties import Asked, list_duties
from app.services.merging import read_conflict
from app.services.reading import history, show_record
from app.services.record_view import view_record
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_students import listing
from tests.school import CLASS, talk

A = "2301001"


def several(care: Care, count: int = 1) -> list[Workspace]:
    """Further devices of the counsellor."""
    return [care.school.enrolled(care.centre, "counsellor", "T001", scope=(CLASS,)) for _ in range(count)]


def apart(care: Care, kind: str, first: Values, *later: Values, **more: object) -> str:
    """A record that the counsellor's devices have changed apart, each knowing of no other."""
    others = several(care, len(later) - 1)
    saved = records.add_record(care.counsellor, kind, first, **more)  # type: ignore[arg-type]
    care.school.exchange(care.centre, care.counsellor, *others)
    for workspace, values in zip((care.counsellor, *others), later, strict=True):
        records.amend_record(workspace, saved.id, values)
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, *others)
    return saved.id


def heads(workspace: Workspace, record: str) -> tuple[str, ...]:
    return show_record(workspace, record).heads


def test_what_only_one_has_changed_is_proposed(care: Care) -> None:
    first = listing(A, "level3", reason="缺课")
    record = apart(care, "care_listing", first, {**first, "level": "level2", "reason": "甲"}, {**first, "reason": "乙"})
    found = read_conflict(care.counsellor, record)
    assert found.differing == ("level", "reason")
    mine = next(side for side in found.sides if not side.past.device)
    assert found.proposed == {"level": mine.revision}, "what both have changed is for a person to decide"
    assert not found.widening and {side.fields["reason"] for side in found.sides} == {"甲", "乙"}


def test_a_merge_follows_every_version_and_all_stay(care: Care) -> None:
    first = listing(A, "level3")
    record = apart(care, "care_listing", first, *({**first, "reason": text} for text in ("甲", "乙", "丙")))
    seen = heads(care.counsellor, record)
    assert len(seen) == 3
    merging.merge_record(care.counsellor, record, {**first, "reason": "甲乙丙"}, seen)
    shown, versions = show_record(care.counsellor, record), history(care.counsellor, record)
    assert (shown.conflict, shown.fields["reason"], len(versions)) == (False, "甲乙丙", 5)
    assert set(versions[-1].parents) == set(seen)
    care.school.exchange(care.centre, care.counsellor)
    assert not show_record(care.centre, record).conflict


def test_what_is_refused(care: Care) -> None:
    first = listing(A, "level3")
    record = apart(care, "care_listing", first, {**first, "reason": "甲"}, {**first, "reason": "乙"})
    seen = heads(care.counsellor, record)
    with pytest.raises(UserError, match="merge_outdated"):
        merging.merge_record(care.counsellor, record, first, seen[:1])
    with pytest.raises(UserError, match="field_missing"):
        merging.merge_record(care.counsellor, record, {**first, "reason": ""}, seen)
    merging.merge_record(care.counsellor, record, first, seen)
    with pytest.raises(UserError, match="merge_over"):
        merging.merge_record(care.counsellor, record, first, seen)
    with pytest.raises(UserError, match="merge_over"):
        read_conflict(care.counsellor, record)


def test_files_of_all_versions_go_along_and_no_audience_is_narrowed(care: Care, tmp_path: Path) -> None:
    one, two = tmp_path / "a" / "证明.txt", tmp_path / "b" / "证明.txt"
    for path, text in ((one, "一"), (two, "二")):
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    (other,) = several(care)
    level = listing(A, "level3")
    saved = records.add_record(care.counsellor, "care_listing", level)
    care.school.exchange(care.centre, care.counsellor, other)
    records.amend_record(care.counsellor, saved.id, {**level, "reason": "甲"}, files=[one])
    records.amend_record(other, saved.id, {**level, "reason": "乙"}, files=[two])
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, other)
    merging.merge_record(care.counsellor, saved.id, {**level, "reason": "甲乙"}, heads(care.counsellor, saved.id))
    files = show_record(care.counsellor, saved.id).attachments
    assert sorted(f.name for f in files) == ["证明 (2).txt", "证明.txt"] and len({f.sha256 for f in files}) == 2


def test_an_audience_is_never_narrowed(care: Care) -> None:
    (other,) = several(care)
    saved = records.add_record(care.counsellor, "talk", talk(A))
    care.school.exchange(care.centre, care.counsellor, other)
    records.amend_record(care.counsellor, saved.id, talk(A, "甲"))
    records.amend_record(other, saved.id, talk(A, "乙"), audience="centre")
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, other)
    assert read_conflict(care.counsellor, saved.id).widening
    merging.merge_record(care.counsellor, saved.id, talk(A, "甲"), heads(care.counsellor, saved.id))
    assert show_record(care.counsellor, saved.id).audience == "centre"


def test_a_text_that_is_not_here_cannot_be_chosen(care: Care) -> None:
    first = {**talk(A, "原来"), "place": "主楼"}
    record = apart(care, "talk", first, {**first, "content": "甲"}, {**first, "risk": "watch"})
    found = read_conflict(care.counsellor, record)
    away = next(side for side in found.sides if side.past.device)
    assert {"content", "place"} <= away.unknown and "risk" not in away.unknown
    mine = next(side for side in found.sides if not side.past.device)
    assert found.proposed["content"] == mine.revision and found.proposed["risk"] == away.revision


def test_the_rows_that_are_records_of_their_own_stay(care: Care) -> None:
    first: Values = {**talk(A), "parts": [{"student": A, "mood": "低落"}]}
    (other,) = several(care)
    saved = records.add_record(care.counsellor, "talk", first, audience="centre")
    care.school.exchange(care.centre, care.counsellor, other)
    for workspace, text in ((care.counsellor, "甲"), (other, "乙")):
        records.amend_record(workspace, saved.id, {**first, "content": text})
    for _ in range(2):
        care.school.exchange(care.centre, care.counsellor, other)
    parts = show_record(care.counsellor, saved.id).fields["parts"]
    found = read_conflict(care.counsellor, saved.id)
    assert "parts" not in {f.name for f in found.fields}
    merging.merge_record(care.counsellor, saved.id, talk(A, "甲乙"), heads(care.counsellor, saved.id))
    assert show_record(care.counsellor, saved.id).fields["parts"] == parts


@pytest.mark.parametrize("merging_it", [True, False])
def test_the_rows_that_a_withdrawal_took_along_stand_again(care: Care, merging_it: bool) -> None:
    first: Values = {**talk(A), "parts": [{"student": A, "mood": "低落"}]}
    (other,), desk = several(care), care.counsellor
    saved = records.add_record(desk, "talk", first)
    care.school.exchange(care.centre, desk, other)
    parts = show_record(desk, saved.id).fields["parts"]
    records.amend_record(desk, saved.id, {**first, "content": "甲"})
    records.withdraw_record(other, saved.id, "写错了人")
    for _ in range(2):
        care.school.exchange(care.centre, desk, other)
    seen = heads(desk, saved.id)
    assert len(seen) == 2 and "parts" not in show_record(desk, saved.id).fields
    if merging_it:
        merging.merge_record(desk, saved.id, talk(A, "甲"), seen)
    else:
        kept = next(side for side in read_conflict(desk, saved.id).sides if not side.withdrawn)
        merging.keep_version(desk, saved.id, kept.revision)
    shown = show_record(desk, saved.id)
    assert not shown.conflict and (shown.fields["content"], shown.fields["parts"]) == ("甲", parts)


def test_who_may_merge_is_told(care: Care) -> None:
    first: Values = {"student": A, "week": "2026-2027-1/12", "sources": ["met"]}
    record = apart(care, "weekly_review", first, {**first, "observed": "甲"}, {**first, "observed": "乙"})
    seen = view_record(care.centre, record)
    assert seen.objection and seen.mergers == ("王老师 T001",)
    level = listing(A, "level3")
    record = apart(care, "care_listing", level, {**level, "reason": "甲"}, {**level, "reason": "乙"})
    assert view_record(care.centre, record).mergers == ("王老师 T001", "二级心理工作站", "学发中心")


def test_a_draft_of_a_merge_is_told_from_others(care: Care) -> None:
    for name, options in (("1" * 32, {merging.MERGE: {}}), ("2" * 32, {"files": []})):
        keep_draft(care.counsellor, name, "talk", "", {OPTIONS: options})
    told = {draft.id: merging.is_merge(draft) for draft in list_drafts(care.counsellor)}
    assert told == {"1" * 32: True, "2" * 32: False}


def test_a_duty_that_a_conflict_leaves_unclear_is_met_by_the_merge(care: Care) -> None:
    ask: Values = {"students": [A], "what": "academic_warning", "when": "2026-11-20T09:00:00+08:00"}
    cause = records.add_record(care.counsellor, "circumstance", ask).id
    first: Values = {**talk(A), "occasions": ["academic"]}
    both: Values = {**first, "occasions": ["academic", "asked"]}
    record = apart(care, "talk", first, both, {**first, "occasions": ["asked"]})

    def states() -> set[str]:
        return {duty.state for duty in list_duties(care.counsellor, Asked(student=A)) if duty.cause == cause}

    assert states() == {"unclear"}
    seen = heads(care.counsellor, record)
    merging.merge_record(care.counsellor, record, both, seen)
    assert states() == {"met"}
