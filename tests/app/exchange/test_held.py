"""Held: verified and kept, in no list or count but the held list, each under its code (REPLICATION.md R3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.errors import UserError
from app.records.ids import new_id
from app.records.revision import digest
from app.services import records, standing, transfer
from app.services.reading import history, list_records, show_record
from app.services.transfer import Imported
from app.services.upkeep import rebuild
from app.workspace import Workspace
from tests.app.exchange.forging import Revision, forge, header_line, held_here, line_of, with_body
from tests.school import CLASS, School, talk

OTHER_CLASS = "软件工程2302班"


class Here(NamedTuple):
    school: School
    centre: Workspace
    counsellor: Workspace
    student: str
    foreign: str

    def arrives(self, *revisions: Revision, **more: Any) -> Imported:
        """What the centre makes of these revisions in a bundle of the counsellor's."""
        return transfer.import_bundle(self.centre, forge(self.counsellor, self.out, revisions, **more))

    @property
    def out(self) -> Path:
        return self.school.root / "forged"


@pytest.fixture
def here(school: School) -> Here:
    centre = school.centre()
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    (student,) = school.students(centre, "23001")
    (foreign,) = school.students(centre, "23901", unit=OTHER_CLASS)
    school.exchange(centre, counsellor)
    return Here(school, centre, counsellor, student, foreign)


def a_talk(here: Here, n: int = 1, **changes: Any) -> Revision:
    return with_body(here.counsellor, {"content": "谈"}, n=n, **{"students": [here.student], **changes})


def expect(here: Here, result: Imported, code: str, record: str) -> None:
    """Held under its code, nowhere else, at both seats' rebuild the same."""
    assert (result.status, result.code, result.held) == ("partly", code, 1)
    assert result.held_codes == {code: 1}
    assert held_here(here.centre)[record] == code
    assert record not in {r.id for r in list_records(here.centre)}
    assert rebuild(here.centre).same


def test_a_kind_that_the_role_does_not_write(here: Here) -> None:
    line = header_line(here.counsellor, kind="duty_contact", unit=here.student, fields={"duty": "security"}, tags=[])
    record = line.split(b'"record":"')[1][:36].decode()
    expect(here, here.arrives((line, None)), "role", record)


def test_a_parent_that_has_not_come(here: Here) -> None:
    record = new_id()
    expect(here, here.arrives(a_talk(here, record=record, parents=["ab" * 32])), "parent_unknown", record)


def test_a_parent_of_another_record_is_no_parent(here: Here) -> None:
    one = a_talk(here)
    record = new_id()
    result = here.arrives(one, a_talk(here, 2, record=record, parents=[digest(one[0])]))
    expect(here, result, "parent_unknown", record)


def test_what_follows_a_held_one_is_held_with_it_and_freed_with_it(here: Here) -> None:
    record = new_id()
    one = a_talk(here, record=record)
    two = a_talk(here, 2, record=record, parents=[digest(one[0])])
    three = a_talk(here, 3, record=record, parents=[digest(two[0])])
    result = here.arrives(two, three)
    assert result.held_codes == {"parent_unknown": 1, "parent_held": 1}
    assert here.arrives(one, seq=901).status == "applied"
    assert held_here(here.centre) == {}
    assert show_record(here.centre, record).heads == (digest(three[0]),)


def test_a_change_to_anothers_record(here: Here) -> None:
    other = here.school.enrolled(here.centre, "counsellor", "T002", scope=(CLASS,))
    here.school.exchange(here.centre, other)
    saved = records.add_record(other, "talk", talk("23001"))
    here.school.send(other, here.centre)
    result = here.arrives(a_talk(here, record=saved.id, parents=[saved.revision]))
    assert (result.status, result.code) == ("partly", "not_yours")
    shown = show_record(here.centre, saved.id)
    assert (shown.heads, shown.conflict) == ((saved.revision,), False)
    assert [v.held for v in history(here.centre, saved.id)] == ["", "not_yours"]
    assert rebuild(here.centre).same


def test_a_second_beginning_gives_no_say_over_anothers_record(here: Here) -> None:
    """One cannot first add a beginning of one's own to another's record and then supersede both."""
    other = here.school.enrolled(here.centre, "counsellor", "T002", scope=(CLASS,))
    here.school.exchange(here.centre, other)
    saved = records.add_record(other, "talk", talk("23001"))
    here.school.send(other, here.centre)
    beginning = a_talk(here, record=saved.id)
    over = a_talk(here, 2, record=saved.id, parents=sorted([saved.revision, digest(beginning[0])]))
    result = here.arrives(beginning, over)
    assert result.held_codes == {"not_yours": 1}
    assert saved.revision in show_record(here.centre, saved.id).heads


def test_a_student_who_is_not_on_the_roster_yet(here: Here) -> None:
    record, unknown = new_id(), new_id()
    expect(here, here.arrives(a_talk(here, record=record, students=[unknown])), "student_unknown", record)


def test_a_student_of_somebody_else_on_that_day(here: Here) -> None:
    record = new_id()
    expect(here, here.arrives(a_talk(here, record=record, students=[here.foreign])), "out_of_scope", record)


def test_an_arriving_roster_frees_what_waited_for_it(here: Here) -> None:
    """A second seat hears of a talk before it hears of the student."""
    seat = here.school.enrolled(here.centre, "centre", "C002", college="")
    here.school.send(here.centre, here.counsellor, here.counsellor.device)
    here.school.students(here.centre, "23002")
    here.school.send(here.centre, here.counsellor, here.counsellor.device)
    saved = records.add_record(here.counsellor, "talk", talk("23002"))
    assert here.school.send(here.counsellor, seat)[0].held_codes == {"student_unknown": 1}
    assert list_records(seat, kind="talk") == []
    here.school.send(here.centre, seat, seat.device)
    assert held_here(seat) == {}
    assert [r.id for r in list_records(seat, kind="talk")] == [saved.id]
    assert rebuild(seat).same


def test_an_arriving_assignment_frees_what_was_out_of_scope(here: Here) -> None:
    record = new_id()
    here.arrives(a_talk(here, record=record, students=[here.foreign]))
    values = {"staff": "T001", "units": [OTHER_CLASS], "role": "acting", "from": "2026-11-01"}
    records.add_record(here.centre, "assignment", values)
    assert held_here(here.centre) == {}
    assert [r.id for r in list_records(here.centre, kind="talk")] == [record]
    assert rebuild(here.centre).same


def test_an_assignment_taken_back_holds_what_it_covered(here: Here) -> None:
    values = {"staff": "T001", "units": [OTHER_CLASS], "role": "acting", "from": "2026-11-01"}
    given = records.add_record(here.centre, "assignment", values)
    record = new_id()
    assert here.arrives(a_talk(here, record=record, students=[here.foreign])).status == "applied"
    records.withdraw_record(here.centre, given.id, "填错了老师")
    assert held_here(here.centre) == {record: "out_of_scope"}
    assert rebuild(here.centre).same


def test_what_is_held_is_acknowledged_and_named_to_its_writer(here: Here) -> None:
    record = new_id()
    here.arrives(a_talk(here, n=7, record=record, students=[here.foreign]), since=0, upto=99)
    here.school.send(here.centre, here.counsellor, here.counsellor.device)
    stands = standing.exchange_status(here.counsellor)[0][0]
    assert list(stands.held) == [{"code": "out_of_scope", "epoch": 1, "n": 7, "record": record}]
    assert stands.acked == 99


def test_what_is_held_does_not_travel_down_until_it_counts(here: Here) -> None:
    """A device takes the seat's word: so the seat gives it for nothing that it holds."""
    owner = here.school.enrolled(here.centre, "counsellor", "T002", scope=(OTHER_CLASS,))
    record = new_id()
    here.arrives(a_talk(here, record=record, students=[here.foreign]))
    here.school.send(here.centre, owner, owner.device)
    here.school.exchange(here.centre, owner)
    assert line_of(owner, record) == []
    values = {"staff": "T001", "units": [OTHER_CLASS], "role": "acting", "from": "2026-11-01"}
    records.add_record(here.centre, "assignment", values)
    here.school.send(here.centre, owner, owner.device)
    assert line_of(owner, record) == line_of(here.centre, record) != []


class Newer(NamedTuple):
    kind: str
    kv: int


@pytest.mark.parametrize("newer", [Newer("dream_diary", 1), Newer("talk", 9)])
def test_a_newer_kind_is_kept_counted_forwarded_and_not_amended(here: Here, newer: Newer) -> None:
    seat = here.school.enrolled(here.centre, "centre", "C002", college="")
    record = new_id()
    future = with_body(
        here.counsellor,
        {"colour": "蓝"},
        record=record,
        kind=newer.kind,
        kv=newer.kv,
        students=[here.student],
        fields={"depth": 3},
    )
    result = here.arrives(future)
    expect(here, result, "newer_kind", record)
    assert line_of(here.centre, record) == [future[0]]
    with pytest.raises(UserError, match=r"newer_kind|record_held"):
        records.amend_record(here.centre, record, {})
    here.school.send(here.centre, seat, seat.device)
    assert line_of(seat, record) == [future[0]]
    assert held_here(seat) == {record: "newer_kind"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("sign_off", {"of": "no id", "revision": "x", "as": "checked"}),
        ("release", {"revisions": "no list", "ground": "x"}),
        ("assignment", {"staff": "no id", "role": "main", "to": "no day"}),
        ("parent_contact", {"reached": "yes", "way": "phone"}),
        ("sweep_check", {"window": 7, "outcome": "nothing", "source": "x"}),
        ("talk", {"mode": "individual"}),
    ],
)
def test_fields_that_cannot_be_read_hold_one_record_and_stop_nothing(
    here: Here, kind: str, fields: dict[str, Any]
) -> None:
    good, record = a_talk(here), new_id()
    bad = header_line(here.counsellor, record=record, n=2, kind=kind, fields=fields, students=[here.student])
    result = here.arrives(good, (bad, None))
    assert (result.applied, result.held_codes) == (1, {"newer_kind": 1})
    assert held_here(here.centre) == {record: "newer_kind"}
    assert rebuild(here.centre).same


def test_a_release_of_things_that_are_no_revisions_is_kept_and_widens_nothing(here: Here) -> None:
    fields = {"revisions": ["zz", "ab", "ab" * 32], "ground": "x"}
    line = header_line(here.counsellor, kind="release", fields=fields, tags=[], severity=None)
    assert here.arrives((line, None)).status == "applied"


def test_a_late_entry_is_marked_for_ever_unless_paper_was_made_on_the_spot(here: Here) -> None:
    late = records.add_record(here.counsellor, "talk", talk("23001", when="2026-11-20T10:00:00+08:00"))
    fresh = records.add_record(here.counsellor, "talk", talk("23001"))
    paper = records.add_record(here.counsellor, "talk", talk("23001", when="2026-11-20T10:00:00+08:00"), paper=True)
    records.amend_record(here.counsellor, late.id, talk("23001", "改过", when="2026-11-23T16:00:00+08:00"))
    here.school.send(here.counsellor, here.centre)
    marked = {r.id: r.late for r in list_records(here.centre, kind="talk")}
    assert marked[fresh.id] is False
    assert marked[paper.id] is False
    assert marked == {r.id: r.late for r in list_records(here.counsellor, kind="talk")}


def test_what_comes_from_counselling_waits_for_its_disclosure(here: Here) -> None:
    """Whichever comes first; a slip that is revoked later takes no place away."""
    psychologist = here.school.enrolled(here.centre, "psychologist", "X001")
    here.school.exchange(here.centre, psychologist)
    about: dict[str, Any] = {"students": [here.student], "tags": [], "unit": None}
    record, slip = new_id(), new_id()
    crisis = with_body(
        psychologist, {"found_by": "咨询中", "danger": "需陪伴"}, n=2, record=record, kind="crisis", audience="centre",
        severity=9, fields={"route": "counselling", "on_campus": True}, **about,
    )  # fmt: skip
    told = {"content": "请陪伴", "to": "学院", "decided_by": "主任"}
    one = with_body(
        psychologist, told, n=1, record=slip, kind="disclosure", audience="centre", at="2026-11-24T08:00:00+08:00",
        happened="2026-11-24T08:00:00+08:00", severity=None, fields={"ground": "danger"}, **about,
    )  # fmt: skip
    two = with_body(
        psychologist, told, n=3, record=slip, kind="disclosure", audience="centre", parents=[digest(one[0])],
        happened="2026-11-24T08:00:00+08:00", severity=None,
        fields={"ground": "danger", "revoked_at": "2026-11-24T09:00:00+08:00"}, **about,
    )  # fmt: skip
    out = here.out
    expect(here, transfer.import_bundle(here.centre, forge(psychologist, out, [crisis])), "disclosure_needed", record)
    assert transfer.import_bundle(here.centre, forge(psychologist, out, [one, two], seq=901)).status == "applied"
    assert held_here(here.centre) == {} and show_record(here.centre, record).kind == "crisis"
    assert rebuild(here.centre).same and held_here(here.centre) == {}
