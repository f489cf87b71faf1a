"""A caseload from one counsellor to another: asked, approved, carried over, taken; and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.ids import new_id
from app.services import drafting, handover, handover_standing, records, transfer
from app.services.duties import Asked, list_duties
from app.services.handover_caseload import caseload, takers
from app.services.handover_standing import Handover, list_handovers, show_handover
from app.services.reading import list_records, show_record
from app.workspace import Workspace
from tests.school import CLASS, COLLEGE, School, talk

OTHER = "软件工程2302班"
FULL = "2026-11-30"
"""The day of the hand-over: Monday of the week after."""


@dataclass
class Desks:
    """A centre, a station, the counsellor who leaves with two classes, the one who follows, and one besides."""

    school: School
    centre: Workspace
    station: Workspace
    old: Workspace
    new: Workspace
    third: Workspace

    def at(self, moment: str) -> None:
        for one in (self.centre, self.station, self.old, self.new, self.third):
            self.school.at(one, moment)

    def both(self) -> None:
        self.school.exchange(self.centre, self.old, self.new)

    def asked(self, **more: object) -> str:
        """A hand-over that has come to the centre."""
        saved = handover.prepare_handover(self.old, "W2", **more)  # type: ignore[arg-type]
        self.school.send(self.old, self.centre)
        return saved.id


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    school = School(tmp_path)
    centre = school.centre()
    school.students(centre, "2301001", "2301002")
    school.students(centre, "2302001", "2302002", unit=OTHER)
    station = school.enrolled(centre, "station", "S1", scope=(COLLEGE,))
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS, OTHER))
    new = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2399班",))
    third = school.enrolled(centre, "counsellor", "W3", scope=("软件工程2388班",))
    made = Desks(school, centre, station, old, new, third)
    made.both()
    yield made
    school.close()


def stands(workspace: Workspace, identity: str) -> tuple[str, str, str]:
    found = show_handover(workspace, identity)
    return found.state, found.side, found.turn


def owed(workspace: Workspace, student: str, rule: str) -> list[tuple[str, str]]:
    return [(d.state, d.holder) for d in list_duties(workspace, Asked(student=student, rules=(rule,)))]


def test_the_whole_way_of_a_caseload(desks: Desks, tmp_path: Path) -> None:
    school, centre, old, new = desks.school, desks.centre, desks.old, desks.new
    own = records.add_record(old, "talk", talk("2301001", "只有我知道的话"))
    late = {"students": ["2301002"], "what": "academic_warning", "when": "2026-11-10"}
    records.add_record(old, "circumstance", late)
    fresh = {"students": ["2302001"], "what": "academic_warning", "when": "2026-11-24"}
    records.add_record(old, "circumstance", fresh)
    desks.both()

    # The one who leaves asks.
    assert [t.number for t in takers(old)] == ["W2", "W3"]
    identity = handover.prepare_handover(old, "W2", day=date(2026, 11, 30), witness="张书记").id
    assert stands(old, identity) == ("written", "giver", "giver")
    asked = show_record(old, identity)
    assert asked.fields["students"] == ["2301001", "2301002", "2302001", "2302002"]
    assert asked.fields["witness"] == "张书记"
    assert "仍由移交人办完的事项" in str(asked.fields["open_duties"]) and "2301002" in str(asked.fields["open_duties"])
    with pytest.raises(UserError, match="handover_asked"):
        handover.prepare_handover(old, "W3", students=["2301001"])
    with pytest.raises(UserError, match="handover_not_approved"):
        handover.export_handover(old, identity, tmp_path / "stick")
    desks.both()
    assert stands(old, identity) == ("asked", "giver", "centre")
    assert stands(centre, identity) == ("asked", "centre", "centre")
    assert list_handovers(new) == ()

    # The centre approves.
    done = handover.approve_handover(centre, identity, remark="同意")
    assert (done.state, done.remark, done.turn) == ("approved", "同意", "giver")
    with pytest.raises(UserError, match="handover_decided"):
        handover.approve_handover(centre, identity)
    desks.both()
    assert stands(old, identity) == ("approved", "giver", "giver")
    assert stands(new, identity) == ("approved", "taker", "giver")
    with pytest.raises(UserError, match="handover_not_arrived"):
        handover.accept_handover(new, identity)
    with pytest.raises(UserError, match="handover_not_yours"):
        handover.accept_handover(old, identity)
    with pytest.raises(UserError, match="record_unknown"):
        show_record(new, own.id)

    # The records go straight over.
    desks.at("2026-11-30T09:00:00+08:00")
    travels = handover_standing.what_travels(old, show_handover(old, identity))
    assert (travels.left, travels.others) == (0, 0)
    (sent,) = handover.export_handover(old, identity, tmp_path / "stick")
    assert transfer.inspect_bundle(sent.files[0]).type == "handover"
    assert stands(old, identity) == ("sent", "giver", "taker")
    got = transfer.import_bundle(new, sent.files[0])
    assert (got.status, got.code, got.left_out) == ("applied", "", 0)
    assert stands(new, identity) == ("arrived", "taker", "taker")
    taken = handover.accept_handover(new, identity, "逐人核对过")
    assert (taken.state, taken.turn) == ("taken", "")
    with pytest.raises(UserError, match="handover_taken"):
        handover.accept_handover(new, identity)
    desks.both()
    assert stands(centre, identity) == ("taken", "centre", "")
    school.exchange(centre, desks.station)
    assert stands(desks.station, identity) == ("taken", "other", "")

    # What was whose.
    shown = show_record(new, own.id)
    assert shown.fields["content"] == "只有我知道的话"
    records.amend_record(new, own.id, {**shown.fields, "content": "接手后补充"})
    added = records.add_record(new, "talk", talk("2301001", "接手后的谈话", when="2026-11-30T10:00:00+08:00"))
    desks.at("2026-12-01T09:00:00+08:00")
    with pytest.raises(UserError, match="out_of_scope"):
        records.add_record(old, "talk", talk("2301001", when="2026-12-01T08:00:00+08:00"))
    desks.both()
    assert len(show_record(centre, own.id).heads) == 1 and show_record(centre, added.id).author == "W2"
    assert not centre.store.read().rows("SELECT * FROM held")
    assert caseload(centre, show_handover(centre, identity).giver.id, date(2026, 12, 1)) == ()
    desks.school.students(centre, "2301009")
    held = caseload(centre, show_handover(centre, identity).taker.id, date(2026, 12, 1))
    assert "2301009" in {s.number for s in held}, "who joins the class later is the taker's"
    assert school.send(centre, new, new.device)[0].status == "applied"


def test_what_was_overdue_stays_and_what_is_still_owed_passes(desks: Desks) -> None:
    centre, old = desks.centre, desks.old
    records.add_record(old, "circumstance", {"students": ["2301002"], "what": "academic_warning", "when": "2026-11-01"})
    records.add_record(old, "circumstance", {"students": ["2302001"], "what": "academic_warning", "when": "2026-11-24"})
    identity = desks.asked()
    handover.approve_handover(centre, identity)
    rules = {d.subject: (d.rule, d.holder) for d in list_duties(centre, Asked()) if d.cause}
    assert {s: h for s, (_, h) in rules.items()} == {"2301002": "W1", "2302001": "W2"}


def test_some_students_go_by_name_and_their_class_stays(desks: Desks) -> None:
    centre = desks.centre
    identity = desks.asked(students=["2301001", "2302001", "2302002"])
    found = handover.approve_handover(centre, identity)
    day = date(2026, 11, 25)
    kept = [s.number for s in caseload(centre, found.giver.id, day)]
    assert kept == ["2301001", "2301002"], "the class is still theirs"
    assert {s.number for s in caseload(centre, found.taker.id, day)} == {"2301001", "2302001", "2302002"}
    shown = [show_record(centre, r.id).fields for r in list_records(centre, kind="assignment")]
    given = next(f for f in shown if f["staff"] == "W2" and f.get("students"))
    assert given["units"] == [OTHER] and given["from"] == "2026-11-24"
    rest = [f for f in shown if f["staff"] == "W1"]
    assert [(f["units"], f["to"]) for f in rest if f.get("to")] == [([CLASS, OTHER], "2026-11-24")]
    assert [(f["units"], f["from"]) for f in rest if not f.get("to")] == [([CLASS], "2026-11-25")]


def test_who_stands_in_takes_nothing_away(desks: Desks) -> None:
    centre = desks.centre
    identity = desks.asked(students=["2301001"])
    with pytest.raises(UserError, match="handover_until"):
        handover.approve_handover(centre, identity, until=date(2026, 12, 20))
    found = handover.approve_handover(centre, identity, acting=True, until=date(2026, 12, 20))
    assert len(caseload(centre, found.giver.id, date(2026, 12, 1))) == 4
    assert [s.number for s in caseload(centre, found.taker.id, date(2026, 12, 20))] == ["2301001"]
    assert caseload(centre, found.taker.id, date(2026, 12, 21)) == ()


def test_what_a_counsellor_may_not_know_is_not_written_into_it_by_a_seat(desks: Desks) -> None:
    two = desks.school.enrolled(desks.centre, "centre", "C001", college="")
    desks.school.send(desks.centre, two, two.device)
    result = {"student": "2301001", "outcome": "taken", "taken_on": "2026-10-20", "class": "low"}
    made = records.add_record(desks.centre, "screening_result", result)
    desks.school.send(desks.centre, two, two.device)
    for seat, invalid in ((desks.centre, True), (two, False)):
        records.amend_record(seat, made.id, {**result, "invalid": invalid})
    desks.school.send(two, desks.centre, desks.centre.device)
    assert show_record(desks.centre, made.id).conflict
    drafting.keep_draft(desks.centre, new_id(), "screening_result", "", {"student": "2301001"})
    identity = handover.prepare_handover(desks.centre, "W2", giver="W1").id
    assert "普查" not in show_handover(desks.centre, identity).open_duties


def test_whom_one_only_stands_in_for_is_not_handed_on(desks: Desks) -> None:
    school, centre = desks.school, desks.centre
    school.students(centre, "2388001", unit="软件工程2388班")
    acting = {"staff": "W1", "units": ["软件工程2388班"], "role": "acting", "from": "2026-11-01", "to": "2026-12-20"}
    stands_in = records.add_record(centre, "assignment", acting)
    school.exchange(centre, desks.old, desks.new, desks.third)
    found = handover.approve_handover(centre, desks.asked())
    assert len(found.students) == 4 and show_record(centre, stands_in.id).fields["to"] == "2026-12-20"
    assert [s.number for s in caseload(centre, found.giver.id, date(2026, 12, 1))] == ["2388001"]
    assert "2388001" not in {s.number for s in caseload(centre, found.taker.id, date(2026, 12, 1))}


def test_what_the_centre_refuses_changes_nothing_and_may_be_asked_again(desks: Desks) -> None:
    identity = desks.asked(cautions="先联系母亲")
    before = len(list_records(desks.centre, kind="assignment"))
    with pytest.raises(UserError, match="field_missing"):
        handover.refuse_handover(desks.centre, identity, " ")
    handover.refuse_handover(desks.centre, identity, "先完成本周研判")
    desks.school.send(desks.centre, desks.old, desks.old.device)
    found = show_handover(desks.old, identity)
    assert (found.state, found.remark, found.cautions) == ("refused", "先完成本周研判", "先联系母亲")
    assert len(list_records(desks.centre, kind="assignment")) == before
    assert desks.asked(students=["2301001"]) != identity


def test_one_changed_after_the_approval_is_asked_again(desks: Desks) -> None:
    identity = desks.asked(students=["2301001"], open_duties="", cautions="")
    before = handover.approve_handover(desks.centre, identity)
    fields = show_record(desks.old, identity).fields
    records.amend_record(desks.old, identity, {**fields, "students": ["2301001", "2301002"]})
    desks.school.send(desks.old, desks.centre)
    found: Handover = show_handover(desks.centre, identity)
    assert (found.state, found.amended, found.turn) == ("asked", True, "centre")
    with pytest.raises(UserError, match="handover_changed"):
        handover.approve_handover(desks.centre, identity, seen=before.revision)
    assert handover.approve_handover(desks.centre, identity, seen=found.revision).state == "approved"


def test_late_approval_begins_with_the_approval(desks: Desks) -> None:
    identity = desks.asked()
    desks.at("2026-12-02T09:00:00+08:00")
    found = handover.approve_handover(desks.centre, identity)
    assert len(caseload(desks.centre, found.giver.id, date(2026, 12, 2))) == 4
    assert caseload(desks.centre, found.giver.id, date(2026, 12, 3)) == ()
    assert len(caseload(desks.centre, found.taker.id, date(2026, 12, 2))) == 4
    assert not desks.centre.store.read().rows("SELECT * FROM held")


def test_a_lost_computer_is_taken_over_without_a_file(desks: Desks) -> None:
    identity = handover.prepare_handover(desks.centre, "W2", giver="W1").id
    assert stands(desks.centre, identity) == ("asked", "centre", "centre")
    handover.approve_handover(desks.centre, identity)
    desks.school.send(desks.centre, desks.new, desks.new.device)
    assert handover.accept_handover(desks.new, identity, without_file=True).state == "taken"


def test_refusals(desks: Desks, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="handover_not_yours"):
        handover.prepare_handover(desks.old, "W2", giver="W3", students=["2301001"])
    old, centre = desks.old, desks.centre
    for words, code in (
        ({"to": "W1"}, "handover_to_self"),
        ({"to": "C001"}, "handover_not_counsellor"),
        ({"to": "nobody"}, "staff_unknown"),
        ({"to": "W2", "day": date(2026, 11, 23)}, "handover_day_past"),
    ):
        with pytest.raises(UserError, match=code):
            handover.prepare_handover(old, **words)
    with pytest.raises(UserError, match="handover_giver"):
        handover.prepare_handover(centre, "W2")
    with pytest.raises(UserError, match="handover_nobody"):
        handover.prepare_handover(desks.third, "W2")
    with pytest.raises(UserError, match="handover_unknown"):
        show_handover(old, "no id")
    identity = handover.prepare_handover(old, "W2").id
    with pytest.raises(UserError, match="not_a_seat"):
        handover.approve_handover(old, identity)
    with pytest.raises(UserError, match="handover_unknown"):
        handover.export_handover(desks.third, identity, tmp_path)
    records.withdraw_record(old, identity, "写错了")
    with pytest.raises(UserError, match="handover_unknown"):
        show_handover(old, identity)


def test_each_device_of_the_taker_gets_a_file(desks: Desks, tmp_path: Path) -> None:
    second = desks.school.enrolled(desks.centre, "counsellor", "W2")
    desks.both()
    identity = desks.asked(students=["2301001"])
    handover.approve_handover(desks.centre, identity)
    desks.school.exchange(desks.centre, desks.old, desks.new, second)
    sent = handover.export_handover(desks.old, identity, tmp_path / "stick")
    assert len(sent) == 2
    for workspace in (desks.new, second):
        results = [transfer.import_bundle(workspace, one.files[0]).status for one in sent]
        assert sorted(results) == ["applied", "quarantined"], "each file is for one device alone"
        assert stands(workspace, identity) == ("arrived", "taker", "taker")


def test_what_others_wrote_is_counted_before_the_export_and_after_the_import(desks: Desks, tmp_path: Path) -> None:
    what = {"students": ["2301001"], "what": "academic_warning", "when": "2026-11-20"}
    records.add_record(desks.station, "circumstance", what)
    records.add_record(desks.old, "talk", talk("2301001"))
    desks.school.exchange(desks.centre, desks.station)
    identity = desks.asked(students=["2301001"])
    handover.approve_handover(desks.centre, identity)
    desks.both()
    assert handover_standing.what_travels(desks.old, show_handover(desks.old, identity)).others == 1
    (sent,) = handover.export_handover(desks.old, identity, tmp_path / "stick")
    assert transfer.import_bundle(desks.new, sent.files[0]).left_out == 1
    assert show_handover(desks.new, identity).left_out == 1
    assert show_handover(desks.old, identity).left_out == 0, "the giver has it"
    assert handover.accept_handover(desks.new, identity).left_out == 1


def test_what_names_others_too_stays_behind_and_is_counted(desks: Desks) -> None:
    both = talk("2301001", mode="group", students=["2301001", "2301002"])
    records.add_record(desks.old, "talk", both)
    records.add_record(desks.old, "talk", talk("2301001"))
    identity = desks.asked(students=["2301001"])
    handover.approve_handover(desks.centre, identity)
    desks.both()
    travels = handover_standing.what_travels(desks.old, show_handover(desks.old, identity))
    assert travels.left == 1 and travels.records >= 2
