"""Joining a school: what both sides compare, and what is refused (SECURITY.md, Enrolment and trust)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from app.errors import UserError
from app.exchange import trust
from app.exchange.enrolment import new_request, write_request
from app.exchange.identity import keys_of
from app.records.ids import new_id
from app.services import enrolment, records, transfer
from app.services.backups import begin_epoch
from app.services.reading import list_records
from app.workspace import Workspace
from tests.school import CLASS, COLLEGE, School, talk

WRONG = "00000 00000 00000 00000 00000 00000"


class Asking(NamedTuple):
    school: School
    centre: Workspace
    device: Workspace
    file: Path
    code: str

    def approve(self, *, code: str | None = None, role: str = "counsellor") -> enrolment.Approved:
        return enrolment.approve_request(
            self.centre,
            self.file,
            code=self.code if code is None else code,
            college=COLLEGE,
            role=role,  # type: ignore[arg-type]
            scope=(CLASS,),
            out=self.school.root / "down",
        )


@pytest.fixture
def asking(school: School) -> Asking:
    centre, device = school.centre(), school.device("counsellor", "T001")
    file = school.root / "request.json"
    return Asking(school, centre, device, file, enrolment.request_enrolment(device, file))


def test_a_device_joins_by_both_codes(asking: Asking) -> None:
    done = asking.approve()
    assert done.device == asking.device.device
    enrolment.accept_welcome(asking.device, done.welcome, done.centre_code)
    assert asking.device.enrolled
    assert asking.device.member.id
    assert [r.kind for r in list_records(asking.device, kind="plan")] == ["plan"]


def test_the_code_may_be_typed_with_any_spaces(asking: Asking) -> None:
    done = asking.approve(code=asking.code.replace(" ", ""))
    enrolment.accept_welcome(asking.device, done.welcome, done.centre_code.replace(" ", "  "))
    assert asking.device.enrolled


def test_a_wrong_code_admits_nobody(asking: Asking) -> None:
    with pytest.raises(UserError, match="code_differs"):
        asking.approve(code=WRONG)
    with pytest.raises(UserError, match="code_differs"):
        asking.approve(code="")
    assert trust.load(asking.centre.store.read()).credential(asking.device.device) is None


def test_another_role_than_asked_is_refused(asking: Asking) -> None:
    with pytest.raises(UserError, match="role_differs"):
        asking.approve(role="station")


@pytest.mark.parametrize("change", ["name", "key", "cut", "empty"])
def test_a_tampered_request_is_unreadable(asking: Asking, change: str) -> None:
    data = asking.file.read_bytes()
    other = asking.school.device("counsellor", "T002")
    theirs = asking.school.root / "other.json"
    enrolment.request_enrolment(other, theirs)
    changed = {
        "name": data.replace("王老师".encode(), "王教师".encode()),
        "key": data.replace(field(data, b"sign"), field(theirs.read_bytes(), b"sign")),
        "cut": data[:-5],
        "empty": b"",
    }[change]
    asking.file.write_bytes(changed)
    with pytest.raises(UserError, match="request_unreadable"):
        asking.approve()


def field(data: bytes, name: bytes) -> bytes:
    return data.split(b'"' + name + b'":"')[1].split(b'"')[0]


def test_one_request_is_approved_once(asking: Asking) -> None:
    asking.approve()
    with pytest.raises(UserError, match="key_reused"):
        asking.approve()


def test_a_key_may_not_come_back_under_another_device(asking: Asking) -> None:
    asking.approve()
    keys = keys_of(asking.device.store.read(), 1)
    person = ("李老师", "T005", COLLEGE, "counsellor")
    data, code = write_request(keys, new_request("device", new_id(), 1, keys, person, "2026-11-24T10:00:00+08:00"))  # type: ignore[arg-type]
    asking.file.write_bytes(data)
    with pytest.raises(UserError, match="key_reused"):
        asking.approve(code=code)


def test_only_a_seat_approves(asking: Asking) -> None:
    done = asking.approve()
    enrolment.accept_welcome(asking.device, done.welcome, done.centre_code)
    with pytest.raises(UserError, match="not_a_seat"):
        enrolment.approve_request(
            asking.device, asking.file, code=asking.code, college=COLLEGE, role="counsellor", out=asking.school.root
        )


def test_a_wrong_centre_code_joins_nothing(asking: Asking) -> None:
    done = asking.approve()
    with pytest.raises(UserError, match="centre_code_differs"):
        enrolment.accept_welcome(asking.device, done.welcome, WRONG)
    assert not asking.device.enrolled
    enrolment.accept_welcome(asking.device, done.welcome, done.centre_code)


def test_a_welcome_for_another_device_is_not_ours(asking: Asking) -> None:
    other = asking.school.device("counsellor", "T002")
    done = asking.approve()
    with pytest.raises(UserError, match="bundle_not_for_us"):
        enrolment.accept_welcome(other, done.welcome, done.centre_code)


def test_a_regular_bundle_is_no_welcome(asking: Asking) -> None:
    done = asking.approve()
    regular = transfer.export_bundles(asking.centre, asking.device.device, asking.school.root / "down").files[0]
    with pytest.raises(UserError, match="bundle_not_for_us"):
        enrolment.accept_welcome(asking.device, regular, done.centre_code)


def test_a_device_of_one_school_does_not_join_another(asking: Asking, tmp_path: Path) -> None:
    done = asking.approve()
    enrolment.accept_welcome(asking.device, done.welcome, done.centre_code)
    elsewhere = School(tmp_path / "elsewhere")
    try:
        foreign = elsewhere.centre()
        begin_epoch(asking.device)
        code = enrolment.request_enrolment(asking.device, asking.file)
        theirs = enrolment.approve_request(
            foreign, asking.file, code=code, college=COLLEGE, role="counsellor", out=elsewhere.root
        )
        with pytest.raises(UserError, match="already_enrolled"):
            enrolment.accept_welcome(asking.device, theirs.welcome, theirs.centre_code)
    finally:
        elsewhere.close()


def test_a_restored_device_joins_again_under_new_keys(asking: Asking) -> None:
    school, centre, device = asking.school, asking.centre, asking.device
    done = asking.approve()
    enrolment.accept_welcome(device, done.welcome, done.centre_code)
    school.students(centre, "23001")
    school.exchange(centre, device)
    records.add_record(device, "talk", talk("23001"))
    assert begin_epoch(device) == 2
    with pytest.raises(UserError, match="not_enrolled"):
        transfer.export_bundles(device, "centre", school.root / "up")
    school.enrol(centre, device)
    assert [r.status for r in school.send(device, centre)] == ["applied"]
    assert len(list_records(centre, kind="talk")) == 1
    listed = trust.load(centre.store.read())
    states = {c.epoch: c.state for c in listed.listed.devices if c.device == device.device}
    assert states == {1: "suspect", 2: "active"}
    records.add_record(device, "talk", talk("23001"))
    assert [r.status for r in school.send(device, centre)] == ["applied"]
    assert len(list_records(centre, kind="talk")) == 2


def test_the_scope_given_at_approval_is_the_first_assignment(asking: Asking) -> None:
    asking.approve()
    found = list_records(asking.centre, kind="assignment")
    assert [r.kind for r in found] == ["assignment"]
    begin_epoch(asking.device)
    enrolment.request_enrolment(asking.device, asking.file)
    assert len(list_records(asking.centre, kind="assignment")) == 1
