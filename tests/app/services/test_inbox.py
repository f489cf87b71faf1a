"""The inbox through real bundles: what a preview says, what arrived, what is held, set aside, in conflict, missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import exporting
from app.records.ids import new_id
from app.records.revision import digest
from app.services import inbox, records, transfer
from app.services.inbox import preview
from app.services.previewing import Preview
from app.services.upkeep import rebuild
from app.sheets.table import read_table
from app.store import projection, state
from app.texts import LANGUAGES, catalogue
from app.workspace import Workspace
from tests.app.exchange.forging import forge, header_line, with_body
from tests.app.services.conftest import Care
from tests.app.test_texts import placing_codes
from tests.school import CLASS, talk


def file_of(care: Care, sender: Workspace | None = None) -> Path:
    (file,) = transfer.export_bundles(sender or care.counsellor, "centre", care.school.root / "stick").files
    return file


def listing(student: str, level: str, **more: object) -> dict[str, object]:
    return {"student": student, "action": "list", "level": level, "reason": "持续失眠", "from": "2026-11-23", **more}


def counts(found: Preview) -> tuple[int, int, int, int, int]:
    c = found.counts
    return c.new, c.changed, c.same, c.conflict, c.held


def test_new_changed_and_same_are_told_apart(care: Care) -> None:
    centre, counsellor = care.centre, care.counsellor
    first = records.add_record(counsellor, "talk", talk("2301001"))
    transfer.import_bundle(centre, file_of(care))
    records.amend_record(counsellor, first.id, talk("2301001", "补充一句"))
    records.add_record(counsellor, "visit", {"when": "2026-11-23T20:00:00+08:00", "where": "dorm", "rooms": "302、303"})
    before = projection.digest(centre.store.read())
    found = preview(centre, file_of(care))
    assert (found.status, counts(found), found.more) == ("new", (1, 1, 1, 0, 0), 0)
    assert (found.counts.total, found.counts.taken) == (3, 2)
    assert (found.sender_name, found.sender_role, found.seq) == ("王老师", "counsellor", 2)
    assert found.at == "2026-11-24T10:00:00+08:00"
    assert found.checks == inbox.Checks(True, True, True, after=1)
    changed, visit = found.rows
    assert (changed.result, changed.students, changed.numbers) == ("changed", "学生2301001", ("2301001",))
    assert changed.note == "第 2 版"  # the words of a talk stay with its writer: nobody here can compare them
    assert (visit.result, visit.kind_name, visit.students, visit.note) == ("new", "走访", "302、303", "深入宿舍")
    assert visit.day == date(2026, 11, 23)
    assert projection.digest(centre.store.read()) == before
    assert [p for n in ("incoming", "quarantine") for p in centre.folder(n).iterdir()] == []
    assert preview(centre, file_of(care)).counts == found.counts, "a preview is no import"


def test_the_gravest_come_first_with_their_level(care: Care) -> None:
    counsellor = care.counsellor
    records.add_record(counsellor, "care_listing", listing("2301001", "level3"))
    transfer.import_bundle(care.centre, file_of(care))
    records.add_record(counsellor, "talk", talk("2301002"))
    records.add_record(counsellor, "talk", talk("2301003", risk="report"))
    records.add_record(
        counsellor, "care_listing", listing("2301001", "level1", action="change", **{"from": "2026-11-24"})
    )
    found = preview(care.centre, file_of(care))
    assert [(r.kind, r.severity) for r in found.rows] == [("care_listing", 9), ("talk", 9), ("talk", 0)]
    raised = found.rows[0]
    assert (raised.level_from, raised.level_to) == ("level3", "level1")
    assert raised.note == "三级·一般关注 → 一级·紧急干预"
    assert found.rows[1].note.endswith("上报")


def test_a_changed_review_says_what_it_changes(care: Care) -> None:
    week = {"student": "2301001", "week": "2026-2027-1/13", "sources": ["met"], "next_step": "再谈一次"}
    saved = records.add_record(care.counsellor, "weekly_review", week)
    records.amend_record(care.counsellor, saved.id, {**week, "next_step": "联系家长"})
    found = preview(care.centre, file_of(care))
    assert [(r.result, r.note) for r in found.rows] == [("changed", "第 2 版，改“下周安排”"), ("new", "")]


def test_a_withdrawal_and_a_contact_are_told(care: Care) -> None:
    contact = {"student": "2301001", "when": "2026-11-23T19:00:00+08:00", "reached": False, "way": "phone"}
    saved = records.add_record(care.counsellor, "talk", talk("2301002"))
    records.withdraw_record(care.counsellor, saved.id, "写错了同学")
    records.add_record(care.counsellor, "parent_contact", contact)
    notes = {(r.kind, r.result): r.note for r in preview(care.centre, file_of(care)).rows}
    assert notes["talk", "changed"] == "撤回"
    assert notes["parent_contact", "new"] == "电话、未接通"


def a_listing(care: Care, level: str, parents: list[str], n: int) -> tuple[bytes, bytes | None]:
    return with_body(
        care.counsellor,
        {"reason": "持续失眠"},
        kind="care_listing",
        record=RECORD,
        parents=parents,
        n=n,
        students=[care.students[0]],
        happened="2026-11-23",
        tags=[],
        fields={"action": "list", "level": level},
        severity={"level2": 8, "level3": 7}[level],
        audience="centre",
    )


RECORD = new_id()


def test_two_versions_are_a_conflict_that_says_what_differs(care: Care) -> None:
    first = a_listing(care, "level3", [], 1)
    one, two = (a_listing(care, level, [digest(first[0])], n) for level, n in (("level2", 2), ("level3", 3)))
    out = care.school.root / "forged"
    transfer.import_bundle(care.centre, forge(care.counsellor, out, [first, one]))
    assert inbox.conflicts(care.centre) == ()
    file = forge(care.counsellor, out, [two], seq=901)
    found = preview(care.centre, file)
    assert counts(found) == (0, 0, 0, 1, 0)
    (row,) = found.rows
    assert row.note == "已有版本写“二级·重点关注”，本包写“三级·一般关注”，先按“二级·重点关注”"
    transfer.import_bundle(care.centre, file)
    (line,) = inbox.conflicts(care.centre)
    assert (line.record, line.students, line.authors, line.severity) == (RECORD, "学生2301001", ("王老师",), 8)
    assert inbox.inbox_counts(care.centre).conflicts == 1


def test_versions_of_two_seats_are_both_kept(care: Care) -> None:
    school, one = care.school, care.centre
    two = school.enrolled(one, "centre", "C002", college="")
    school.send(one, two, two.device)
    school.send(two, one, one.device)
    values = {"number": "2301001", "name": "学生2301001", "class": CLASS, "status": "enrolled"}
    records.amend_record(one, care.students[0], {**values, "phone": "111"})
    records.amend_record(two, care.students[0], {**values, "phone": "222"})
    (file,) = transfer.export_bundles(two, one.device, school.root / "stick").files
    (row,) = preview(one, file).rows
    assert (row.result, row.students, row.numbers) == ("conflict", "学生2301001", ("2301001",))
    assert row.note == "同时写了两个版本，都已保留，待确认"


def test_held_ones_say_why_and_are_freed_by_the_roster(care: Care) -> None:
    school, centre = care.school, care.centre
    stranger = new_id()
    out = school.root / "forged"
    lines = [
        (header_line(care.counsellor, students=[care.students[0]]), None),
        (header_line(care.counsellor, students=[stranger], n=2), None),
        (header_line(care.counsellor, students=[care.students[1]], parents=["ab" * 32], n=3), None),
    ]
    file = forge(care.counsellor, out, lines)
    found = preview(centre, file)
    assert counts(found) == (1, 0, 0, 0, 2)
    held = [r for r in found.rows if r.result == "held"]
    assert {(r.code, r.students) for r in held} == {
        ("student_unknown", "名册里还没有的同学"),
        ("parent_unknown", "学生2301002"),
    }
    assert all(r.note for r in held)
    assert inbox.held_records(centre) == ()

    transfer.import_bundle(centre, file)
    assert {(h.code, h.device_name) for h in inbox.held_records(centre)} == {
        ("student_unknown", "王老师"), ("parent_unknown", "王老师")
    }  # fmt: skip
    (arrived,) = inbox.inbox(centre)
    assert (arrived.state, arrived.count, arrived.held, arrived.sender_name) == ("partly", 1, 2, "王老师")
    assert inbox.inbox_counts(centre).held == 2
    with centre.store.unit() as unit:
        unit.run("DELETE FROM held WHERE code='student_unknown'")  # as an arriving roster does
    assert inbox.inbox(centre)[0].held == 1


def test_what_is_held_can_be_saved_as_a_sheet(care: Care, tmp_path: Path) -> None:
    line = header_line(care.counsellor, students=[care.students[1]], parents=["ab" * 32])
    transfer.import_bundle(care.centre, forge(care.counsellor, tmp_path / "forged", [(line, None)]))
    path = inbox.save_held(care.centre, tmp_path / "held.xlsx")
    (sheet,) = read_table(path.read_bytes(), path.name)
    assert sheet.name == "暂存待核"
    assert sheet.rows[0] == ("类别", "学生", "学号", "日期", "设备", "原因")
    assert sheet.rows[1][:5] == ("谈心谈话", "学生2301002", "2301002", "2026-11-23", "王老师")


def test_a_known_file_and_a_refused_one_say_so(care: Care, tmp_path: Path) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    file = file_of(care)
    transfer.import_bundle(care.centre, file)
    again = preview(care.centre, file)
    assert (again.status, again.sender_name, again.seq, again.rows) == ("duplicate", "王老师", 1, ())
    broken = tmp_path / "broken.runxin"
    broken.write_bytes(file.read_bytes()[:-1])
    found = preview(care.centre, broken)
    assert (found.status, found.sender_name, found.checks) == ("quarantined", "", inbox.Checks())
    assert found.error is not None and found.error.code == "bundle_unreadable"
    none = preview(care.centre, tmp_path / "none.runxin")
    assert none.error is not None and none.error.code == "file_unreadable"
    assert inbox.quarantined(care.centre) == ()
    wrong = preview(care.centre, forge(care.counsellor, tmp_path, [(b"{}", None)], seq=77))
    assert wrong.error is not None and wrong.error.code == "bundle_content"
    assert (wrong.sender_name, wrong.seq, wrong.checks) == ("王老师", 77, inbox.Checks(signed=True, read=False))


def test_a_stranger_is_not_named(care: Care, tmp_path: Path) -> None:
    elsewhere = type(care.school)(tmp_path / "elsewhere")
    try:
        centre = elsewhere.centre()
        stranger = elsewhere.enrolled(centre, "counsellor", "T009")
        (file,) = transfer.export_bundles(stranger, "centre", tmp_path / "stick").files
        found = preview(care.centre, file)
        assert (found.status, found.sender_name, found.checks.signed) == ("quarantined", "", False)
        transfer.import_bundle(care.centre, file)
        (aside,) = inbox.quarantined(care.centre)
        assert (aside.code, aside.sender_name, aside.file) == ("sender_unknown", "", file.name)
        assert "不在信任名单" in aside.sentence
    finally:
        elsewhere.close()


def test_a_quarantined_file_is_tried_again(care: Care) -> None:
    """Two exports under one number freeze the device; once a person has decided, the second goes in."""
    centre, counsellor = care.centre, care.counsellor
    records.add_record(counsellor, "talk", talk("2301001"))
    file = file_of(care)
    with centre.store.unit() as unit:
        before = state.peer(unit, counsellor.device)
        unit.run("UPDATE peer SET frozen=1 WHERE id=?", counsellor.device)
        if not before.heard:
            unit.run("INSERT OR IGNORE INTO peer(id, frozen) VALUES(?, 1)", counsellor.device)
    assert transfer.import_bundle(centre, file).code == "device_frozen"
    (aside,) = inbox.quarantined(centre)
    assert (aside.file, aside.sender_name, aside.code) == (file.name, "王老师", "device_frozen")
    assert "王老师" in aside.sentence
    (arrived,) = inbox.inbox(centre)
    assert (arrived.state, arrived.code, arrived.seq, arrived.count) == ("quarantined", "device_frozen", 1, 0)
    assert inbox.inbox_counts(centre).quarantined == 1
    assert inbox.retry(centre, aside.digest).code == "device_frozen"
    (aside,) = inbox.quarantined(centre)
    with centre.store.unit() as unit:
        unit.run("UPDATE peer SET frozen=0 WHERE id=?", counsellor.device)
    assert inbox.retry(centre, aside.digest).status == "applied"
    assert inbox.quarantined(centre) == ()
    assert list(centre.folder("quarantine").iterdir()) == []
    assert [a.state for a in inbox.inbox(centre)] == ["applied"]
    with pytest.raises(UserError, match="bundle_gone"):
        inbox.retry(centre, aside.digest)


def test_a_gap_is_told_by_the_days_that_are_missing(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    school, centre, counsellor = care.school, care.centre, care.counsellor
    monkeypatch.setattr(exporting, "MOST", 1)
    for day in (20, 21, 22, 23):
        school.at(counsellor, f"2026-11-{day}T09:00:00+08:00")
        records.add_record(counsellor, "talk", talk("2301001", when=f"2026-11-{day}T08:00:00+08:00"))
    first, _, _, last = transfer.export_bundles(counsellor, "centre", school.root / "stick").files
    transfer.import_bundle(centre, first)
    found = preview(centre, last)
    assert found.checks.follows is False
    assert found.checks.gap == inbox.Missing(counsellor.device, "王老师", date(2026, 11, 20), date(2026, 11, 23))
    transfer.import_bundle(centre, last)
    (missing,) = inbox.inbox_counts(centre).gaps
    sentence = inbox.gap_sentence("zh", missing)
    assert sentence == "王老师的设备11月20日至11月23日的记录还没到，给这台设备的下一个数据包会请求补送。"
    assert inbox.inbox(centre)[0].gap == missing
    school.send(centre, counsellor, counsellor.device)
    (missing,) = inbox.inbox_counts(centre).gaps
    assert missing.asked and inbox.gap_sentence("en", missing).endswith("They have been asked for.")
    school.send(counsellor, centre)
    assert inbox.inbox_counts(centre).gaps == ()
    assert all(arrived.gap is None for arrived in inbox.inbox(centre))
    assert inbox.inbox_counts(centre).total == 0


def test_a_gap_before_all_that_is_here_names_the_device_alone(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    for _ in range(2):
        records.add_record(care.counsellor, "talk", talk("2301001"))
    files = transfer.export_bundles(care.counsellor, "centre", care.school.root / "stick").files
    transfer.import_bundle(care.centre, files[-1])
    (missing,) = inbox.inbox_counts(care.centre).gaps
    assert (missing.since, missing.until) == (None, date(2026, 11, 24))
    assert inbox.gap_sentence("zh", missing).startswith("王老师的设备有记录还没到，")


def test_long_lists_of_students_and_a_place_are_short_labels(care: Care) -> None:
    care.school.students(care.centre, "2301004", "2301005")
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    group = talk("2301001", students=["2301001", "2301002", "2301003", "2301004"], mode="group")
    records.add_record(care.counsellor, "talk", group)
    (row,) = preview(care.centre, file_of(care)).rows
    assert row.students == "学生2301001、学生2301002、学生2301003等 4 人"
    assert len(row.numbers) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_hold_has_a_sentence_for_one(language: str) -> None:
    prefix = "inbox.why."
    assert {k.removeprefix(prefix) for k in catalogue(language) if k.startswith(prefix)} == placing_codes()


def test_a_preview_and_an_import_count_the_same(care: Care) -> None:
    for number in care.students[:2]:
        records.add_record(care.counsellor, "talk", talk("2301001", number))
    file = file_of(care)
    seen, done = preview(care.centre, file), transfer.import_bundle(care.centre, file)
    assert (seen.counts.taken, seen.counts.held) == (done.applied, done.held)
    assert rebuild(care.centre).same
