"""Two histories under one name: the second is set aside, its device frozen, and nothing is lost (R1)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from app.clock import Clock
from app.errors import UserError
from app.services import devices, records, standing, transfer
from app.services.backups import begin_epoch
from app.services.reading import list_records, show_record
from app.services.upkeep import check, rebuild
from app.workspace import Workspace, open_workspace
from tests.app.exchange.forging import peer
from tests.school import CLASS, NOW, School, talk


class Twins(NamedTuple):
    school: School
    centre: Workspace
    one: Workspace
    two: Workspace


@pytest.fixture
def twins(school: School) -> Twins:
    """A counsellor's store that was copied to a second computer, and both used on."""
    centre = school.centre()
    one = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    school.students(centre, "23001", "23002")
    school.exchange(centre, one)
    return Twins(school, centre, one, cloned(school, one))


def cloned(school: School, workspace: Workspace) -> Workspace:
    workspace.store.checkpoint()
    home = school.root / f"clone-{workspace.device[-4:]}"
    home.mkdir()
    shutil.copyfile(workspace.home / "store.db", home / "store.db")
    copy = open_workspace(home, workspace.store.raw_key, workspace.device, "T001", Clock(fixed=NOW), "zh")
    school.open.append(copy)
    return copy


def export(twins: Twins, workspace: Workspace, student: str, content: str) -> Path:
    records.add_record(workspace, "talk", talk(student, content))
    return transfer.export_bundles(workspace, "centre", twins.school.root / "up").files[0]


def contents(workspace: Workspace) -> set[str]:
    return {str(show_record(workspace, r.id).fields.get("content")) for r in list_records(workspace, kind="talk")}


def test_the_second_history_is_set_aside_and_freezes_the_device(twins: Twins) -> None:
    first, second = export(twins, twins.one, "23001", "甲"), export(twins, twins.two, "23002", "乙")
    assert transfer.import_bundle(twins.centre, first).status == "applied"
    result = transfer.import_bundle(twins.centre, second)
    assert (result.status, result.code) == ("quarantined", "fork")
    listed = next(d for d in devices.list_devices(twins.centre) if d.id == twins.one.device)
    assert listed.frozen
    kept = standing.exchange_status(twins.centre)[1]
    assert [row.code for row in kept] == ["fork"]
    assert (twins.centre.home / "quarantine" / kept[0].kept).read_bytes() == second.read_bytes()
    later = export(twins, twins.one, "23001", "丙")
    assert transfer.import_bundle(twins.centre, later).code == "device_frozen"
    assert len(list_records(twins.centre, kind="talk")) == 1


def test_a_fork_is_noticed_by_its_revisions_where_numbers_differ(twins: Twins) -> None:
    first = export(twins, twins.one, "23001", "甲")
    transfer.export_bundles(twins.two, "centre", twins.school.root / "lost")
    second = export(twins, twins.two, "23002", "乙")
    assert transfer.import_bundle(twins.centre, first).status == "applied"
    assert transfer.import_bundle(twins.centre, second).code == "fork"
    assert len(list_records(twins.centre, kind="talk")) == 1, "one transaction: nothing of the second"


def test_after_the_decision_both_histories_are_here(twins: Twins) -> None:
    first, second = export(twins, twins.one, "23001", "甲"), export(twins, twins.two, "23002", "乙")
    transfer.import_bundles(twins.centre, [first, second])
    devices.unfreeze_device(twins.centre, twins.one.device)
    assert not next(d for d in devices.list_devices(twins.centre) if d.id == twins.one.device).frozen
    assert transfer.import_bundle(twins.centre, second).status == "applied"
    assert len(list_records(twins.centre, kind="talk")) == 2
    assert standing.exchange_status(twins.centre)[1] == []
    assert check(twins.centre).faults == ()
    assert rebuild(twins.centre).same


def test_a_clone_that_goes_on_under_keys_of_its_own_keeps_all_it_wrote(twins: Twins) -> None:
    school, centre = twins.school, twins.centre
    first, second = export(twins, twins.one, "23001", "甲"), export(twins, twins.two, "23002", "乙")
    transfer.import_bundles(centre, [first, second])
    devices.unfreeze_device(centre, twins.one.device)
    begin_epoch(twins.two)
    school.enrol(centre, twins.two)
    school.send(twins.two, centre)
    school.send(centre, twins.two, twins.two.device)
    assert contents(twins.two) == {"甲", "乙"} or len(list_records(twins.two, kind="talk")) == 2
    assert len(list_records(centre, kind="talk")) == 2


def test_two_seats_that_met_one_history_each_still_agree(twins: Twins) -> None:
    """Each seat imports another twin's file; between seats nothing gets stuck, and both see the fork."""
    school, centre = twins.school, twins.centre
    seat = school.enrolled(centre, "centre", "C002", college="")
    school.exchange(centre, twins.one)  # the counsellor learns of the second seat
    twins.two.lock()
    shutil.rmtree(twins.two.home)
    two = cloned(school, twins.one)
    first, second = export(twins, twins.one, "23001", "甲"), export(twins, two, "23002", "乙")
    assert transfer.import_bundle(centre, first).status == "applied"
    assert transfer.import_bundle(seat, second).status == "applied"
    assert [r.status for r in school.send(centre, seat, seat.device)] == ["applied"]
    assert [r.status for r in school.send(seat, centre, centre.device)] == ["applied"]
    assert len(list_records(centre, kind="talk")) == len(list_records(seat, kind="talk")) == 2
    assert peer(seat, twins.one).frozen == peer(centre, twins.one).frozen == 1
    assert rebuild(centre).digest == rebuild(seat).digest


def test_only_a_known_device_can_be_let_in_again(twins: Twins) -> None:
    with pytest.raises(UserError, match="device_unknown"):
        devices.unfreeze_device(twins.centre, "nobody")
