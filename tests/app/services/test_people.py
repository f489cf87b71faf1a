"""Who may unlock a machine, and the quick unlock that a person switches on in the keyring of the desktop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import null

from app.errors import UserError
from app.keys import quick_unlock
from app.services import marks, passphrases, people, records, workspaces
from app.store.audit import audit_rows
from app.workspace import Workspace
from tests.school import School, talk
from tests.slots import OTHER, PASSPHRASE, locked, opened, with_slot


def code_of(wish: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(UserError) as caught:
        wish(*arguments, **more)
    return caught.value.code


def acts(workspace: Workspace) -> list[str]:
    return [row.act for row in reversed(audit_rows(workspace.store.read()))]


def test_a_second_person_at_the_centre_writes_under_their_own_name(school: School) -> None:
    home, _ = locked(school, "centre")
    first = opened(school, home)
    assert people.add_person(first, "C002", " 李老师 ", OTHER) is True
    assert [(m.number, m.name, bool(m.id)) for m in people.list_people(first)] == [
        ("C001", "陈主任", True),
        ("C002", "李老师", True),
    ]
    first.lock()
    second = opened(school, home, OTHER)
    assert second.member.number == "C002"
    saved = records.add_record(second, "unit", {"name": "新学院", "kind": "college", "parent": "学校"})
    assert saved.id
    second.lock()
    assert code_of(opened, school, home, PASSPHRASE, "C002") == "wrong_passphrase"
    assert code_of(opened, school, home, PASSPHRASE, "C009") == "person_unknown"
    assert opened(school, home, PASSPHRASE, "C001").member.number == "C001"


def test_a_person_at_a_station_waits_for_the_centre(school: School) -> None:
    centre = school.centre()
    school.students(centre, "2301001")
    station = school.enrolled(centre, "station", "S001")
    with_slot(station)
    assert people.add_person(station, "S002", "", OTHER) is False
    assert [(m.number, m.name, bool(m.id)) for m in people.list_people(station)] == [
        ("S001", "王老师", True),
        ("S002", "S002", False),
    ]
    station.lock()
    second = opened(school, station.home, OTHER)
    assert code_of(records.add_record, second, "talk", talk("2301001")) == "not_enrolled"


def test_a_persons_slot_is_theirs_alone(school: School) -> None:
    home, _ = locked(school, "station", "S001")
    workspace = opened(school, home)
    assert code_of(people.add_person, workspace, "S001", "同号", OTHER) == "person_exists"
    assert code_of(people.add_person, workspace, "S002", "弱", "short") == "passphrase_weak"
    assert len(people.list_people(workspace)) == 1
    own = school.device("counsellor", "T001")
    assert code_of(people.add_person, own, "T002", "另一人", OTHER) == "not_shared"


def test_who_is_removed_unlocks_no_more_and_the_last_one_stays(school: School) -> None:
    home, _ = locked(school, "station", "S001")
    workspace = opened(school, home)
    assert code_of(people.remove_person, workspace, "S001") == "last_slot"
    assert code_of(people.remove_person, workspace, "S009") == "person_unknown"
    people.add_person(workspace, "S002", "李老师", OTHER)
    people.remove_person(workspace, "S002")
    assert [m.number for m in people.list_people(workspace)] == ["S001"]
    assert acts(workspace)[-2:] == ["person_add", "person_remove"]
    workspace.lock()
    assert code_of(opened, school, home, OTHER) == "wrong_passphrase"


def test_a_person_may_remove_themselves(school: School) -> None:
    home, _ = locked(school, "station", "S001")
    workspace = opened(school, home)
    people.add_person(workspace, "S002", "李老师", OTHER)
    people.remove_person(workspace, "S001")
    assert acts(workspace)[-1] == "person_remove"
    workspace.lock()
    assert code_of(opened, school, home) == "wrong_passphrase"
    assert opened(school, home, OTHER).member.number == "S002"


def quickly(school: School, home: Path, person: str = "") -> Workspace:
    workspace = workspaces.unlock_quickly(home, person, clock=school.clock, language="zh")
    school.open.append(workspace)
    return workspace


def test_quick_unlock_opens_only_where_its_person_switched_it_on(desktop: None, school: School) -> None:
    home, _ = locked(school)
    assert code_of(quickly, school, home) == "keyring_empty"
    workspace = opened(school, home)
    people.switch_quick_unlock(workspace, on=True)
    workspaces.leave(workspace)
    again = quickly(school, home)
    assert again.member.number == "T001" and acts(again)[-1] == "unlock"
    people.switch_quick_unlock(again, on=False)
    workspaces.leave(again)
    assert code_of(quickly, school, home, "T001") == "keyring_empty"
    assert acts(opened(school, home))[-4:] == ["quick_unlock_on", "unlock", "quick_unlock_off", "unlock"]


def test_a_remembered_key_of_before_a_leak_opens_nothing(desktop: None, school: School) -> None:
    home, _ = locked(school)
    workspace = opened(school, home)
    people.switch_quick_unlock(workspace, on=True)
    passphrases.change_passphrase(workspace, OTHER, leaked=True)
    assert code_of(quickly, school, home) == "keyring_empty"
    assert opened(school, home, OTHER).member.number == "T001"


def test_who_is_removed_is_forgotten_by_the_keyring(desktop: None, school: School) -> None:
    home, _ = locked(school, "station", "S001")
    workspace = opened(school, home)
    people.add_person(workspace, "S002", "李老师", OTHER)
    quick_unlock.remember_key(workspace.device, "S002", workspace.store.raw_key)
    people.remove_person(workspace, "S002")
    assert quick_unlock.recall_key(workspace.device, "S002") is None


def test_an_older_store_put_back_is_noticed(desktop: None, school: School) -> None:
    centre = school.centre()
    school.students(centre, "2301001")
    counsellor = school.enrolled(centre, "counsellor", "T001")
    with_slot(counsellor)
    people.switch_quick_unlock(counsellor, on=True)
    workspaces.leave(counsellor)
    old = (counsellor.home / "store.db").read_bytes()
    later = quickly(school, counsellor.home)
    assert "behind" not in workspaces.warnings(later)
    records.add_record(later, "talk", talk("2301001"))
    workspaces.leave(later)
    (counsellor.home / "store.db").write_bytes(old)
    put_back = opened(school, counsellor.home)
    assert "behind" in workspaces.warnings(put_back)


def test_a_keyring_that_forgets_is_never_used(school: School) -> None:
    home, _ = locked(school)
    workspace = opened(school, home)
    before = keyring.get_keyring()
    made: Any = null.Keyring
    keyring.set_keyring(made())
    try:
        assert code_of(people.switch_quick_unlock, workspace, on=True) == "keyring_unavailable"
        assert code_of(quickly, school, home) == "keyring_unavailable"
        marks.save_mark(workspace)
        workspaces.leave(workspace)
        assert opened(school, home).member.number == "T001"
    finally:
        keyring.set_keyring(before)
