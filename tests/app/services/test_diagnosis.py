"""How a workspace stands: true figures, and nothing of what people wrote, of who they are or where their files lie."""

from __future__ import annotations

import dataclasses

import pytest

from app.errors import Cancelled
from app.services import diagnosis, records, upkeep
from app.store import state
from tests.app.services.conftest import Care
from tests.school import talk

CANARY = "黑匣子里的金丝雀"


def test_it_tells_how_the_store_stands(care: Care) -> None:
    before = diagnosis.look_over(care.counsellor)
    assert before.role == "counsellor" and before.enrolled and before.backup is None and before.written is None
    assert before.taken_in is not None and "no_backup" in before.warnings
    records.add_record(care.counsellor, "talk", talk("2301001", CANARY))
    with care.counsellor.store.unit() as unit:
        state.set_setting(unit, "backup", care.counsellor.clock.stamp())  # as a backup leaves it
    care.school.exchange(care.centre, care.counsellor)
    after = diagnosis.look_over(care.counsellor)
    assert after.revisions > before.revisions and after.records == before.records + 1
    assert after.backup == after.written == care.counsellor.clock.now() and "no_backup" not in after.warnings
    assert after.size >= (care.counsellor.home / "store.db").stat().st_size and after.free > 0
    assert after.behind is None and after.clock_set and after.schema >= 3 and after.held == 0


def test_a_clock_behind_the_newest_record_is_told(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    care.school.at(care.counsellor, "2026-11-24T08:00:00+08:00")
    behind = diagnosis.look_over(care.counsellor).behind
    assert behind is not None and behind.total_seconds() == 2 * 3600
    care.school.at(care.counsellor, "2026-11-24T09:55:00+08:00")
    assert diagnosis.look_over(care.counsellor).behind is None  # machines are never in step to the minute


def test_nothing_of_it_names_anybody_or_a_folder(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001", CANARY))
    told = str(dataclasses.asdict(diagnosis.look_over(care.counsellor)))
    for word in (CANARY, "王老师", "学生2301001", "2301001", "T001", care.counsellor.device, str(care.school.root)):
        assert word not in told


def test_a_check_tells_how_far_it_is_and_can_be_stopped(care: Care) -> None:
    steps: list[tuple[int, int]] = []
    found = upkeep.check(care.counsellor, lambda done, of: steps.append((done, of)))
    assert found.faults == () and [done for done, _ in steps] == sorted(done for done, _ in steps)

    def stop(done: int, of: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        upkeep.check(care.counsellor, stop)
    assert upkeep.check(care.counsellor).revisions == found.revisions
