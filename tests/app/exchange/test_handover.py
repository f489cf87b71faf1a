"""A caseload goes from one counsellor's device straight to another's, as the centre has assigned it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app import bundle
from app.errors import UserError
from app.exchange.identity import keys_of
from app.exchange.trust import load as load_trust
from app.records.ids import new_id
from app.services import transfer
from app.services.reading import show_record
from app.services.records import add_record, amend_record
from app.store import query, state
from app.workspace import Workspace
from tests.app.exchange.forging import Revision, with_body
from tests.school import CLASS, School, talk


def handed(school: School, centre: Workspace, old: Workspace, new: Workspace) -> None:
    """The centre gives one student by name to the new counsellor, and both hear of it."""
    values = {"staff": new.member.number, "students": ["20230001"], "role": "main", "from": "2026-11-24"}
    add_record(centre, "assignment", values)
    school.exchange(centre, old, new)


def test_bodies_that_never_went_to_the_centre_reach_the_new_counsellor_and_may_be_continued(school: School) -> None:
    centre = school.centre()
    school.students(centre, "20230001", "20230002")
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    new = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2302班",))
    own = add_record(old, "talk", talk("20230001", "只有我知道的话", parts=[{"student": "20230001", "mood": "低落"}]))
    other = add_record(old, "talk", talk("20230002", "另一位同学的话"))
    handed(school, centre, old, new)
    sent = transfer.export_bundles(old, new.device, school.root / "stick")
    assert transfer.inspect_bundle(sent.files[0]).type == "handover"
    result = transfer.import_bundles(new, sent.files)[0]

    assert (result.status, result.gaps) == ("applied", ())
    shown = show_record(new, own.id)
    assert shown.fields["content"] == "只有我知道的话" and shown.fields["parts"] == [
        {"student": "20230001", "mood": "低落"}
    ]
    with pytest.raises(UserError, match="record_unknown"):
        show_record(new, other.id)
    amend_record(new, own.id, {**shown.fields, "content": "接手后补充"})
    school.send(new, centre)
    assert len(show_record(centre, own.id).heads) == 1
    assert not centre.store.read().rows("SELECT * FROM held")


def test_without_an_assignment_by_name_nothing_is_handed_over(school: School) -> None:
    centre = school.centre()
    school.students(centre, "20230001")
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    new = school.enrolled(centre, "counsellor", "W2", scope=(CLASS,))
    school.exchange(centre, old, new)
    with pytest.raises(UserError, match="handover_not_assigned"):
        transfer.export_bundles(old, new.device, school.root / "stick")


def test_a_hand_over_of_students_whom_nobody_assigned_is_quarantined(school: School) -> None:
    centre = school.centre()
    school.students(centre, "20230001")
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    new = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2302班",))
    add_record(old, "talk", talk("20230001"))
    values = {"staff": new.member.number, "students": ["20230001"], "role": "main", "from": "2026-11-24"}
    add_record(centre, "assignment", values)
    school.exchange(centre, old)  # the new counsellor has not heard of it yet
    school.send(old, centre)
    sent = transfer.export_bundles(old, new.device, school.root / "stick")
    result = transfer.import_bundles(new, sent.files)[0]
    assert (result.status, result.code) == ("quarantined", "handover_not_assigned")


def test_what_others_wrote_is_left_out_and_the_rest_comes(school: School) -> None:
    """From the old counsellor it could be forged; the centre gives it to whoever may have it."""
    centre = school.centre()
    school.students(centre, "20230001")
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    new = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2302班",))
    what = {"students": ["20230001"], "what": "academic_warning", "when": "2026-11-20"}
    foreign, own = add_record(centre, "circumstance", what), add_record(old, "talk", talk("20230001", "自己的话"))
    handed(school, centre, old, new)
    assert show_record(old, foreign.id).kind == "circumstance"
    result = transfer.import_bundles(new, transfer.export_bundles(old, new.device, school.root / "stick").files)[0]
    assert (result.status, show_record(new, own.id).fields["content"]) == ("applied", "自己的话")
    assert (result.left_out, transfer.import_bundles(new, [result.file])[0].left_out) == (1, 1)
    with pytest.raises(UserError, match="record_unknown"):
        show_record(new, foreign.id)


def test_what_a_second_hand_over_leaves_out_is_said_and_comes_once_the_centre_has_told_of_it(school: School) -> None:
    """What the first one wrote and gave the second, the third takes from the second only where its header is known."""
    centre = school.centre()
    school.students(centre, "20230001")
    first = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    second = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2302班",))
    third = school.enrolled(centre, "counsellor", "W3", scope=("软件工程2303班",))
    old, amended = add_record(first, "talk", talk("20230001")), add_record(first, "talk", talk("20230001"))
    handed(school, centre, first, second)
    late = add_record(first, "talk", talk("20230001", "第一位老师的话", when="2026-11-24T09:00:00+08:00"))
    files = transfer.export_bundles(first, second.device, school.root / "first").files
    assert [r.left_out for r in transfer.import_bundles(second, files)] == [0]
    assert [r.status for r in transfer.import_bundles(second, files)] == ["duplicate"]
    amend_record(second, amended.id, {**show_record(second, amended.id).fields, "content": "第二位老师补充"})
    add_record(centre, "assignment", {"staff": "W3", "students": ["20230001"], "role": "main", "from": "2026-11-24"})
    school.exchange(centre, second, third)

    (file,) = transfer.export_bundles(second, third.device, school.root / "second").files
    assert transfer.import_bundle(third, file, dry_run=True).left_out == 2
    taken = transfer.import_bundle(third, file)
    assert (taken.status, taken.left_out) == ("applied", 2)
    assert show_record(third, amended.id).fields["content"] == "第二位老师补充", "its last version is the giver's own"
    school.exchange(centre, first, third)
    again = transfer.import_bundle(third, file)
    assert (again.status, again.left_out) == ("applied", 1)
    assert show_record(third, late.id).fields["content"] == "第一位老师的话"
    with pytest.raises(UserError, match="record_unknown"):
        show_record(third, old.id)
    (kept,) = [row for row in state.journal(third.store.read(), "in", 9) if row.sender == second.device]
    assert kept.said == {"applied": taken.applied + again.applied, "held": [], "left_out": 1}
    with third.store.unit() as unit:
        state.set_peer(unit, replace(state.peer(unit, second.device), frozen=1))
    assert transfer.import_bundle(third, file).status == "duplicate", "a sender who may send no more undoes nothing"
    assert state.bundle(third.store.read(), kept.digest) == kept


def forged(workspace: Workspace, to: Workspace, path: Path, seq: int, revisions: Sequence[Revision]) -> Path:
    """A hand-over's file around what a test wants."""
    trust = load_trust(workspace.store.read())
    draft = bundle.Draft(
        type="handover",
        bundle_id=new_id(),
        sender=workspace.device,
        to=to.device,
        epoch=workspace.epoch,
        seq=seq,
        trust_version=trust.listed.version,
    )
    made = bundle.Content(since=None, upto=None, revisions=list(revisions))
    readers = [c.age for c in trust.readers_of(workspace.device, to.device)]
    path.write_bytes(bundle.seal_bundle(draft, made, keys_of(workspace.store.read(), workspace.epoch).seed, readers))
    return path


def test_nobody_elses_word_and_no_assignment_comes_with_a_hand_over(school: School) -> None:
    """Its receiver is no judge of roles: what a device claims in others' names, or of who has whom, goes no further."""
    centre = school.centre()
    [student] = school.students(centre, "20230001")
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    new = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2302班",))
    handed(school, centre, old, new)
    known = {row.id for row in query.records(new.store.read())}
    chief = {"author": centre.member.id, "role": "centre", "students": [student]}
    own = {"author": old.member.id, "role": "counsellor", "students": [student]}
    given = {"staff": old.member.id, "students": [student], "role": "main", "from": "2026-09-01"}
    answer = {"kind": "case_report_return", "tags": [], "fields": {}}
    forgeries = (
        ("applied", with_body(old, {"content": "冒名"}, n=77, **chief)),
        ("applied", with_body(old, {}, n=78, **own, **answer)),
        ("quarantined", with_body(old, {}, n=79, kind="assignment", tags=[], fields=given, **own)),
    )
    for k, (status, revision) in enumerate(forgeries):
        file = forged(old, new, school.root / f"{k}.runxin", 900 + k, [revision])
        assert transfer.import_bundles(new, [file])[0].status == status
    assert {row.id for row in query.records(new.store.read())} == known
