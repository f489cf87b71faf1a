"""Every kind through a real store: by each role that may write it, with the least and with all; refused to others."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.records import KINDS, Kind
from app.records.kind import ROLES, Role
from app.services import reading, records
from app.services.context import plan_in_force
from app.services.record_view import view_record
from app.services.saving import Saved
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE
from tests.values import plain_values

HAPPENED = {"students": ["2301001"], "what": "dorm_conflict", "when": "2026-11-23T08:00:00+08:00"}
RISEN = {"student": "2301001", "action": "list", "level": "level2", "reason": "连续缺课", "from": "2026-11-23"}
SLIP = {"student": "2301001", "ground": "danger", "content": "请多陪伴", "to": "学院", "decided_by": "陈主任"}
WRITTEN = [k for k in KINDS.values() if k.child_of is None and not k.natural]


def desk_of(care: Care, role: Role) -> Workspace:
    found: Workspace = getattr(care, role)
    return found


def target_of(desk: Workspace) -> Saved:
    """A record of this desk's own for others to point to."""
    if desk.role == "psychologist":
        records.add_record(desk, "disclosure", SLIP)
        return records.add_record(desk, "care_listing", RISEN)
    return records.add_record(desk, "circumstance", HAPPENED)


def full_values(desk: Workspace, kind: Kind) -> dict[str, object]:
    target = target_of(desk)
    values = plain_values(kind, plan_in_force(desk), student="2301001", staff="C001", unit=CLASS, record=target.id)
    given: dict[str, dict[str, object]] = {
        "sign_off": {"revision": target.revision},
        "release": {"revisions": [target.revision]},
        "exemption": {"subject": "2301001"},
    }
    return {**values, **given.get(kind.name, {})}


def least(kind: Kind, values: dict[str, object]) -> dict[str, object]:
    """What the kind cannot do without."""
    found = {f.name: values[f.name] for f in kind.fields if f.required}
    return {**found, **{name: values[name] for name in kind.demands(found)}}


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda k: k.name)
@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_write_a_kind_reads_back_what_they_wrote(shared: Care, kind: Kind, role: Role) -> None:
    desk = desk_of(shared, role)
    everything = full_values(desk, kind)
    if role not in kind.writers:
        with pytest.raises(UserError) as refused:
            records.add_record(desk, kind.name, everything)
        assert refused.value.code == "role"
        return
    for given in (everything, least(kind, everything)):
        saved = records.add_record(desk, kind.name, given)
        shown = reading.show_record(desk, saved.id)
        assert {**given, **shown.fields} == shown.fields
        assert shown.fields.keys() - given.keys() <= {"done_at"}, "a step without a minute happened when it was written"
        assert shown.audience == kind.audience or kind.raised(given)
        assert view_record(desk, saved.id).shown.fields == shown.fields


def test_a_meetings_resolutions_are_records_of_their_own(shared: Care) -> None:
    resolved = {"what": "增加值班", "owner": "C001", "due": "2026-12-01"}
    given = {"when": "2026-11-23T14:00:00+08:00", "scope": "college", "unit": COLLEGE, "resolutions": [resolved]}
    meeting = records.add_record(shared.centre, "review_meeting", given)
    assert reading.show_record(shared.centre, meeting.id).fields["resolutions"] == [resolved]
    assert reading.show_record(shared.centre, meeting.children[0]).fields == {"of": meeting.id, **resolved}


def test_what_goes_down_is_what_each_role_may_read(care: Care) -> None:
    school, psychologist = care.school, care.psychologist
    told = {"student": "2301001"}
    result = {**told, "outcome": "taken", "taken_on": "2026-11-20", "class": "alarm", "alarms": ["第9题"]}
    kept = records.add_record(psychologist, "screening_result", result)
    called = records.add_record(psychologist, "screening_call", {**told, "due": "2026-11-25"})
    slipped = records.add_record(psychologist, "disclosure", SLIP)
    plan = records.add_record(care.station, "care_plan", {**told, "problem": "连续缺课"})
    school.exchange(care.centre, care.station, psychologist, care.counsellor)
    for desk in (care.station, care.counsellor):
        for hidden in (kept, slipped):
            with pytest.raises(UserError):
                reading.show_record(desk, hidden.id)
    assert reading.show_record(care.centre, kept.id).severity == 9
    assert reading.show_record(care.counsellor, called.id).fields == {**told, "due": "2026-11-25"}
    assert reading.show_record(care.counsellor, plan.id).fields["problem"] == "连续缺课"
    with pytest.raises(UserError):
        reading.show_record(care.station, called.id)


def test_what_concerns_a_unit_goes_to_whose_unit_it_is(care: Care) -> None:
    centre, station = care.centre, care.station
    resolved = {"what": "增加值班", "owner": "C001", "due": "2026-12-01"}
    given = {"when": "2026-11-23T14:00:00+08:00", "scope": "college", "unit": COLLEGE, "resolutions": [resolved]}
    meeting = records.add_record(centre, "review_meeting", given)
    rule = plan_in_force(centre).lists["rule"][0].id
    asked = {"rule": rule, "from": "2026-11-23", "reason": "other"}
    excused = [records.add_record(centre, "exemption", {**asked, "subject": unit}) for unit in (COLLEGE, CLASS)]
    care.school.exchange(centre, station)
    assert reading.show_record(station, meeting.children[0]).fields["what"] == "增加值班"
    assert [reading.show_record(station, one.id).fields["subject"] for one in excused] == [COLLEGE, CLASS]
