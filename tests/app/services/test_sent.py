"""The transfer page through real bundles: what was sent, what waits, and what only a receipt can say."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.records import KINDS
from app.services import records, sent, transfer
from app.services.context import plan_in_force
from app.services.reading import list_records, show_record
from app.services.saving import Wish, Writer
from app.services.this_week import this_week
from app.texts import explain
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.school import CLASS, talk

PHONE = {"student": "2301001", "when": "2026-11-23T19:00:00+08:00", "reached": False, "way": "phone"}


def export(care: Care) -> Path:
    (file,) = transfer.export_bundles(care.counsellor, "centre", care.school.root / "stick").files
    return file


def answered(care: Care) -> None:
    """The centre's next bundle, which is its receipt."""
    care.school.send(care.centre, care.counsellor, care.counsellor.device)


def states(workspace: Workspace) -> list[str]:
    return [s.state for s in sent.sent(workspace)]


def test_a_bundle_is_delivered_by_the_receipt_and_nothing_else(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    file = export(care)
    (row,) = sent.sent(care.counsellor)
    assert (row.seq, row.to, row.to_name, row.revisions) == (1, "centre", "学生发展与服务中心", 1)
    assert (row.state, row.file, row.at, row.held) == ("exported", file.name, "2026-11-24T10:00:00+08:00", ())
    transfer.import_bundle(care.centre, file)
    assert states(care.counsellor) == ["exported"], "the centre has it, but nobody has said so here"
    answered(care)
    assert states(care.counsellor) == ["delivered"]


def test_two_exports_before_a_receipt(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    first = export(care)
    records.add_record(care.counsellor, "parent_contact", PHONE)
    second = export(care)
    assert [(s.seq, s.revisions) for s in sent.sent(care.counsellor)] == [(2, 2), (1, 1)]
    transfer.import_bundle(care.centre, first)
    answered(care)
    assert states(care.counsellor) == ["exported", "delivered"]
    transfer.import_bundle(care.centre, second)
    answered(care)
    assert states(care.counsellor) == ["delivered", "delivered"]


def test_a_lost_bundle_is_delivered_by_the_next_one(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    export(care).unlink()
    records.add_record(care.counsellor, "talk", talk("2301002"))
    transfer.import_bundle(care.centre, export(care))
    assert states(care.counsellor) == ["exported", "exported"]
    answered(care)
    assert states(care.counsellor) == ["delivered", "delivered"]
    assert sent.outgoing(care.counsellor).waiting == 0


def test_a_receipt_that_falls_back_takes_the_word_back(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    transfer.import_bundle(care.centre, export(care))
    answered(care)
    with care.centre.store.unit() as unit:  # a centre that has forgotten
        unit.run("UPDATE peer SET got=0 WHERE id=?", care.counsellor.device)
    answered(care)
    assert states(care.counsellor) == ["exported"]
    assert sent.outgoing(care.counsellor).waiting == 1


def test_what_the_centre_holds_is_said_with_its_reason(care: Care) -> None:
    """The class changed hands before the talk, which the counsellor has not heard yet."""
    records.add_record(care.counsellor, "parent_contact", {**PHONE, "when": "2026-11-18T19:00:00+08:00"})
    export(care)
    talked = records.add_record(care.counsellor, "talk", talk("2301002"))
    transfer.import_bundle(care.centre, export(care))
    (line,) = [r for r in list_records(care.centre, kind="assignment") if is_theirs(care, r.id)]
    fields = show_record(care.centre, line.id).fields
    records.amend_record(care.centre, line.id, {**fields, "from": "2026-11-01", "to": "2026-11-20"})
    answered(care)
    second, first = sent.sent(care.counsellor)
    assert (first.state, second.state, first.held) == ("delivered", "delivered", ())
    (held,) = second.held
    assert (held.record, held.code, held.students) == (talked.id, "out_of_scope", "学生2301002")
    assert held.sentence == "这位同学当天不在填写人的带班安排里，请与接手的老师确认"


def is_theirs(care: Care, assignment: str) -> bool:
    return show_record(care.centre, assignment).fields["staff"] == care.counsellor.member.number


def test_what_waits_is_counted_by_kind_and_day(care: Care) -> None:
    school, counsellor = care.school, care.counsellor
    nothing = sent.outgoing(counsellor)
    assert (nothing.waiting, nothing.only_here, nothing.earliest, nothing.by_kind) == (0, 0, None, ())
    assert (nothing.last_confirmed, nothing.days_since) == (None, None)
    school.at(counsellor, "2026-11-22T08:00:00+08:00")
    saved = records.add_record(counsellor, "talk", talk("2301001", when="2026-11-22T07:00:00+08:00"))
    school.at(counsellor, "2026-11-24T10:00:00+08:00")
    records.add_record(counsellor, "parent_contact", PHONE)
    records.amend_record(counsellor, saved.id, talk("2301001", "补充", when="2026-11-22T07:00:00+08:00"))
    out = sent.outgoing(counsellor)
    assert (out.waiting, out.never_exported, out.only_here) == (2, 2, 2), "a talk that was saved twice is one"
    assert (out.earliest, out.by_kind) == (date(2026, 11, 22), (("parent_contact", 1), ("talk", 1)))
    assert sent.status_line(counsellor).waiting == this_week(counsellor).waiting.count == 2
    file = export(care)
    assert (sent.outgoing(counsellor).waiting, sent.outgoing(counsellor).never_exported) == (2, 0)
    transfer.import_bundle(care.centre, file)
    answered(care)
    records.amend_record(counsellor, saved.id, talk("2301001", "再补充", when="2026-11-22T07:00:00+08:00"))
    school.at(counsellor, "2026-11-27T10:00:00+08:00")
    out = sent.outgoing(counsellor)
    assert (out.waiting, out.never_exported, out.only_here) == (1, 1, 0), "the centre has its first version"
    assert (out.last_confirmed, out.days_since) == ("2026-11-24T10:00:00+08:00", 3)
    assert out.waiting == transfer.export_bundles(counsellor, "centre", school.root / "stick").revisions


def test_a_visit_that_was_saved_twice_waits_once(care: Care) -> None:
    visit = {"when": "2026-11-23T20:00:00+08:00", "where": "classroom", "course": "高等数学", "present": 40}
    saved = records.add_record(care.counsellor, "visit", visit)
    export(care)
    records.amend_record(care.counsellor, saved.id, {**visit, "present": 41})
    out = sent.outgoing(care.counsellor)
    assert (out.waiting, out.never_exported, out.only_here, out.by_kind) == (1, 1, 1, (("visit", 1),))


def test_a_release_makes_a_body_wait_again(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    transfer.import_bundle(care.centre, export(care))
    answered(care)
    records.release_record(care.counsellor, saved.id, "学生本人同意")
    out = sent.outgoing(care.counsellor)
    assert dict(out.by_kind) == {"talk": 1, "release": 1}
    assert (out.waiting, out.never_exported) == (2, 2)
    assert out.waiting == transfer.export_bundles(care.counsellor, "centre", care.school.root / "stick").revisions


def test_counting_is_cheap_however_much_is_confirmed(care: Care) -> None:
    counsellor = care.counsellor
    with counsellor.store.unit() as unit:
        writer = Writer(counsellor, unit, plan_in_force(counsellor).rank)
        wish = Wish(KINDS["talk"], {**talk("2301001"), "students": [care.students[0]]})
        writer.save([wish] * 20_000, checked=False)
    transfer.import_bundle(care.centre, export(care))
    answered(care)
    for _ in range(20):
        records.add_record(counsellor, "talk", talk("2301001"))
    sent.outgoing(counsellor)
    start = time.process_time()
    assert sent.outgoing(counsellor).waiting == 20
    assert time.process_time() - start < 0.05


def test_the_status_bar_of_a_counsellor_and_of_a_seat(care: Care) -> None:
    school, centre, counsellor = care.school, care.centre, care.counsellor
    other = school.enrolled(centre, "counsellor", "T002", scope=(CLASS,))
    assert sent.status_line(other) == sent.StatusLine(seat=False)
    assert sent.status_line(school.device("counsellor", "T003")) == sent.StatusLine(seat=False)
    assert sent.status_line(centre) == sent.StatusLine(seat=True, devices=2, heard_lately=0)
    records.add_record(counsellor, "talk", talk("2301001"))
    transfer.import_bundle(centre, export(care))
    assert sent.status_line(centre) == sent.StatusLine(seat=True, devices=2, heard_lately=1)
    assert sent.status_line(counsellor).waiting == 1
    answered(care)
    line = sent.status_line(counsellor)
    assert (line.waiting, line.last_confirmed, line.days_since) == (0, "2026-11-24T10:00:00+08:00", 0)
    school.at(centre, "2026-11-28T10:00:00+08:00")
    assert sent.status_line(centre).heard_lately == 0


def test_whom_one_may_export_to(care: Care) -> None:
    school, centre, counsellor = care.school, care.centre, care.counsellor
    assert [(r.to, r.way) for r in sent.receivers(centre)] == [(counsellor.device, "down")]
    station = school.enrolled(centre, "station", "S001")
    seat = school.enrolled(centre, "centre", "C002", college="")
    answered(care)
    assert {r.to: r.way for r in sent.receivers(centre)} == {
        counsellor.device: "down", station.device: "down", seat.device: "seat"
    }  # fmt: skip
    (to_centre,) = sent.receivers(counsellor)
    assert (to_centre.to, to_centre.name, to_centre.way) == ("centre", "学生发展与服务中心", "up")
    assert len(to_centre.readers) == 3
    assert sent.receivers(school.device("counsellor", "T003")) == ()


def test_who_takes_a_caseload_over_is_a_receiver(care: Care) -> None:
    school, centre, counsellor = care.school, care.centre, care.counsellor
    heir = school.enrolled(centre, "counsellor", "T002", college="外国语学院")
    values = {"staff": "T002", "students": ["2301001"], "role": "main", "from": "2026-11-24"}
    records.add_record(centre, "assignment", values)
    answered(care)
    assert [(r.to, r.way) for r in sent.receivers(counsellor)] == [("centre", "up"), (heir.device, "handover")]
    with pytest.raises(UserError, match="handover_not_assigned"):
        sent.outgoing(counsellor, heir.device)
    transfer.export_bundles(counsellor, heir.device, school.root / "stick")
    (row,) = sent.sent(counsellor)
    assert (row.state, row.to, row.to_name) == ("exported", heir.device, "王老师")


def test_what_a_seat_has_for_a_device(care: Care) -> None:
    centre, counsellor = care.centre, care.counsellor
    answered(care)
    transfer.import_bundle(centre, export(care))
    assert sent.outgoing(centre, counsellor.device).waiting == 0
    care.school.students(centre, "2301009")
    out = sent.outgoing(centre, counsellor.device)
    assert (out.waiting, out.never_exported, out.by_kind) == (1, 1, (("student", 1),))
    transfer.export_bundles(centre, counsellor.device, care.school.root / "down")
    assert sent.outgoing(centre, counsellor.device).never_exported == 0
    assert sent.sent(centre)[0].to_name == "王老师"


def test_a_stick_that_gives_back_something_else(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is taken away, nothing is lost, and the sentence says so first."""
    records.add_record(care.counsellor, "talk", talk("2301001"))
    stick = care.school.root / "stick"
    stick.mkdir()
    replace = os.replace

    def worn(source: Path, target: Path) -> None:
        replace(source, target)
        Path(target).write_bytes(b"worn out")

    monkeypatch.setattr(os, "replace", worn)
    with pytest.raises(UserError, match="target_failed") as caught:
        transfer.export_bundles(care.counsellor, "centre", stick)
    monkeypatch.undo()
    assert list(stick.iterdir()) == []
    assert sent.sent(care.counsellor) == ()
    assert sent.outgoing(care.counsellor).never_exported == 1
    message, hint = explain("zh", caught.value)
    assert "记录都在这台电脑上" in message and "已经删去" in message and "换一个" in hint
