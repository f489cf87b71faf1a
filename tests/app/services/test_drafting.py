"""What is being typed: kept from any thread, listed, dropped and brought back, and counted behind the lock."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.errors import UserError
from app.services import drafting, records, workspaces
from app.services.cards import DRAFTS
from app.store.drafts import Draft
from tests.app.services.conftest import Care
from tests.school import School
from tests.slots import OTHER, PASSPHRASE, locked, opened

BUILDING = {"name": "竹园3号楼", "kind": "building", "parent": "学校"}


def keep(care: Care, identity: str, kind: str = "talk", record: str = "", **fields: Any) -> None:
    drafting.keep_draft(care.counsellor, identity, kind, record, fields)


def test_a_draft_is_listed_with_whom_and_where_the_latest_first(care: Care) -> None:
    building = records.add_record(care.centre, "unit", BUILDING).id
    care.school.exchange(care.centre, care.counsellor)
    keep(care, "a", students=["2301001", care.students[1], "nobody"], place="谈心室", content="睡得")
    care.school.at(care.counsellor, "2026-11-24T10:05:00+08:00")
    keep(care, "b", "visit", building=building, rooms="402、405", where="dorm")
    keep(care, "c", "parent_contact", "r" * 32, student="2301003")
    visit, contact, talk = drafting.list_drafts(care.counsellor)
    assert (talk.students, talk.place) == (("学生2301001", "学生2301002", "nobody"), "谈心室")
    assert (visit.students, visit.place) == ((), "竹园3号楼 402、405")
    assert (contact.students, contact.record, contact.place) == (("学生2301003",), "r" * 32, "")
    assert visit.at.isoformat() == "2026-11-24T10:05:00+08:00" and talk.at.utcoffset() == visit.at.utcoffset()
    assert talk.fits and talk.fields["content"] == "睡得"


def test_keeping_again_replaces_and_dropping_can_be_undone(care: Care) -> None:
    keep(care, "a", content="一")
    keep(care, "a", content="一二")
    (line,) = drafting.list_drafts(care.counsellor)
    assert line.fields == {"content": "一二"}
    assert drafting.find_draft(care.counsellor, "a") == line and drafting.find_draft(care.counsellor, "z") is None
    dropped = drafting.drop_draft(care.counsellor, "a")
    assert dropped == line and drafting.list_drafts(care.counsellor) == ()
    drafting.keep_draft(care.counsellor, dropped.id, dropped.kind, dropped.record, dropped.fields)
    assert drafting.list_drafts(care.counsellor) == (line,)
    assert drafting.drop_draft(care.counsellor, "z") is None


def test_a_draft_of_another_version_is_shown_and_never_lost(care: Care) -> None:
    keep(care, "a", "talk", students="2301001", field_of_tomorrow={"x": [1]}, place=3)
    keep(care, "b", "kind_of_tomorrow", content="写好的")
    shown = {line.id: line for line in drafting.list_drafts(care.counsellor)}
    assert not shown["a"].fits and shown["a"].students == ("学生2301001",) and shown["a"].place == ""
    assert not shown["b"].fits and shown["b"].fields == {"content": "写好的"}


def test_half_a_character_in_a_paste_costs_nothing_else(care: Care) -> None:
    keep(care, "a", content="前\ud83d后", students=["\udc00"], parts=[{"mood\ud800": True}])
    (line,) = drafting.list_drafts(care.counsellor)
    assert line.fields == {"content": "前\ufffd后", "students": ["\ufffd"], "parts": [{"mood\ufffd": True}]}


def test_drafts_are_kept_from_many_threads_at_once(care: Care) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(keep, care, f"{k % 10}", content="字" * k) for k in range(60)]
        for one in done:
            one.result()
    assert sorted(d.id for d in drafting.list_drafts(care.counsellor)) == [str(k) for k in range(10)]
    assert drafting.count_drafts_locked(care.counsellor.home, "T001") == 10


def test_the_count_is_known_while_locked_and_says_nothing_else(care: Care) -> None:
    home = care.counsellor.home
    assert drafting.count_drafts_locked(home, "T001") == 0 and not (home / DRAFTS).exists()
    keep(care, "a", content="秘密")
    keep(care, "b", students=["2301001"])
    workspaces.leave(care.counsellor)
    assert json.loads((home / DRAFTS).read_text()) == {"T001": 2}
    assert drafting.count_drafts_locked(home, "T001") == 2 and drafting.count_drafts_locked(home, "T002") == 0
    with pytest.raises(UserError, match="workspace_locked"):
        keep(care, "c", content="迟了")
    for damaged in ('{"T001": "2"}', '{"T001": true}', '{"T001": -1}', "[2]", "", "{" * 100_000, '{"T001": 2'):
        (home / DRAFTS).write_text(damaged)
        assert drafting.count_drafts_locked(home, "T001") == 0


def test_the_lock_counts_what_the_card_did_not_know(care: Care) -> None:
    care.counsellor.drafts.keep(Draft("x", "talk", "", "T001", "2026-11-24T09:00:00+08:00", {}))
    workspaces.leave(care.counsellor)
    assert drafting.count_drafts_locked(care.counsellor.home, "T001") == 1


def test_a_drafts_file_that_does_not_open_stops_no_lock(care: Care) -> None:
    keep(care, "a", content="在")
    care.counsellor.drafts.close()
    care.counsellor._drafts = None
    (care.counsellor.home / "drafts.db").write_bytes(b"SQLite format 3\0" + bytes(4080))
    workspaces.leave(care.counsellor)
    assert care.counsellor.locked


def test_each_person_of_a_shared_machine_has_drafts_of_their_own(school: School) -> None:
    from app.services import people

    home, _ = locked(school, "station", "S001")
    first = opened(school, home)
    people.add_person(first, "S002", "李老师", OTHER)
    drafting.keep_draft(first, "a", "talk", "", {"content": "一"})
    workspaces.leave(first)
    second = opened(school, home, OTHER)
    assert drafting.list_drafts(second) == () and drafting.drop_draft(second, "a") is None
    assert drafting.find_draft(second, "a") is None
    drafting.keep_draft(second, "b", "talk", "", {"content": "二"})
    drafting.keep_draft(second, "c", "talk", "", {"content": "三"})
    drafting.drop_draft(second, "c")
    workspaces.leave(second)
    assert json.loads((home / DRAFTS).read_text()) == {"S001": 1, "S002": 1}
    drafting.drop_draft(opened(school, home, PASSPHRASE), "a")
    assert json.loads((home / DRAFTS).read_text()) == {"S002": 1}
