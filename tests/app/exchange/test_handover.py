"""A caseload goes from one counsellor's device straight to another's, as the centre has assigned it."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services import transfer
from app.services.reading import show_record
from app.services.records import add_record, amend_record
from app.workspace import Workspace
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
