"""A school of another plan at work, with no change of code: its levels, kinds, forms, calendar and duties."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.records import KINDS, Kind
from app.records.ids import new_id
from app.records.kind import Role
from app.services import founding, plans, printing, reading, records
from app.services import kinds as kind_list
from app.services.calendar import week_of
from app.services.context import plan_in_force
from app.services.duties import Asked, list_duties
from app.workspace import Member, Workspace
from tests.app.services.conftest import Care
from tests.school import CLASS, School
from tests.values import plain_values


@dataclass
class OtherSchool(School):
    """A school whose devices begin with the second plan."""

    def _make(self, name: str, member: Member, college: str) -> tuple[Workspace, bytes]:
        home, device, key = self.root / name, new_id(), secrets.token_bytes(32)
        founding.make_store(home, key, device, member, college, "linjiang-2025")
        return self._opened(home, key, device, member.number), key


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Care]:
    school = OtherSchool(tmp_path_factory.mktemp("other"))
    centre = school.centre()
    students = school.students(centre, "2301001", "2301002")
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    yield Care(school, centre, counsellor, tuple(students))
    school.close()


SLIP = {"student": "2301001", "ground": "danger", "content": "请多陪伴", "to": "学院", "decided_by": "陈主任"}
WRITTEN = [k for k in KINDS.values() if k.child_of is None and not k.natural]


@pytest.mark.parametrize("kind", WRITTEN, ids=lambda k: k.name)
def test_every_kind_is_written_read_and_printed_under_another_plan(other: Care, kind: Kind, tmp_path: Path) -> None:
    role: Role = next(role for role in ("counsellor", "centre", "psychologist", "station") if role in kind.writers)
    desk: Workspace = getattr(other, role)
    about = {"students": ["2301001"], "what": "room_quarrel", "when": "2026-11-23T08:00:00+08:00"}
    listed = {"student": "2301001", "action": "list", "level": "blue", "reason": "连续缺课", "from": "2026-11-23"}
    kind_of_target, target_values = ("care_listing", listed) if role == "psychologist" else ("circumstance", about)
    if role == "psychologist":
        records.add_record(desk, "disclosure", SLIP)
    target = records.add_record(desk, kind_of_target, target_values)
    plan = plan_in_force(desk)
    assert plan.id == "linjiang-2025"
    given = plain_values(kind, plan, student="2301001", staff="C001", unit=CLASS, record=target.id)
    given |= {"revision": target.revision} if kind.name == "sign_off" else {}
    given |= {"revisions": [target.revision]} if kind.name == "release" else {}
    saved = records.add_record(desk, kind.name, given)
    assert reading.show_record(desk, saved.id).kind == kind.name
    out = printing.print_form(desk, kind.name, saved.id, tmp_path / "form.pdf")
    assert out.read_bytes().startswith(b"%PDF")


def test_every_choice_of_every_kind_has_something_to_choose(other: Care) -> None:
    for kind, choices in kind_list.kinds(other.centre):
        assert all(entries for entries in choices.values()), kind.name
        labels = [option.label for entries in choices.values() for option in entries]
        assert all(labels) and "telegram" not in {o.id for entries in choices.values() for o in entries}


def test_colours_are_ordered_like_levels(other: Care) -> None:
    listed = {"student": "2301002", "action": "list", "reason": "失联一天", "from": "2026-11-20"}
    severities = []
    for level in ("blue", "orange", "red"):
        saved = records.add_record(other.counsellor, "care_listing", {**listed, "level": level})
        severities.append(reading.show_record(other.counsellor, saved.id).severity)
    assert severities == [7, 8, 9]
    with pytest.raises(UserError, match="choice_unknown"):
        records.add_record(other.counsellor, "care_listing", {**listed, "level": "level1"})


def test_the_calendar_is_the_schools_own(other: Care) -> None:
    week = week_of(other.counsellor)
    assert (week.term, week.number) == ("2026-2027-1", 12)


def test_duties_are_those_of_the_other_plan(tmp_path: Path) -> None:
    school = OtherSchool(tmp_path)
    centre = school.centre()
    school.students(centre, "2301001", "2301002")
    desk = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    listed = {"action": "list", "reason": "连续缺课", "from": "2026-11-02"}
    for student, level in (("2301001", "orange"), ("2301002", "blue")):
        records.add_record(desk, "care_listing", {**listed, "student": student, "level": level})
    quarrel = {"students": ["2301001"], "what": "room_quarrel", "when": "2026-11-23T08:00:00+08:00"}
    records.add_record(desk, "circumstance", quarrel)
    for when, where in (
        ("10", "dorm"),
        ("11", "dorm"),
        ("12", "dorm"),
        ("13", "dorm"),
        ("16", "dorm"),
        ("17", "classroom"),
    ):
        records.add_record(desk, "visit", {"when": f"2026-11-{when}T20:00:00+08:00", "where": where})
    duties = list_duties(desk, Asked(first=date(2026, 11, 1), last=date(2026, 12, 1)))
    school.close()

    due = {rule: [(d.subject, d.due[:16]) for d in duties if d.rule == rule] for rule in {d.rule for d in duties}}
    sports_days = "2026-11-11T18:00"  # Thursday and Friday are free
    fridays = ["2026-11-06T18:00", sports_days, "2026-11-20T18:00", "2026-11-27T18:00"]
    assert due["weekly_review"] == [("2301001", friday) for friday in fridays], "orange by Friday evening, blue never"
    assert due["orange_talk"] == [("2301001", f"{day}T23:59") for day in ("2026-11-11", "2026-11-21", "2026-12-01")]
    assert due["blue_talk"] == [("2301002", "2026-12-01T23:59")]
    assert due["talk_roommates"] == [("2301001", "2026-11-26T23:59")]
    assert due["parent_contacts"] == [("2301001", "2026-11-16T23:59")], "one, and not for blue"
    visits = [(d.n, d.of, d.state, d.due[:10]) for d in duties if d.rule == "visits"]
    assert [of for _, of, *_ in visits] == [8] * 8 and {day for *_, day in visits} == {"2026-11-30"}
    assert [state for *_, state, _ in visits].count("met") == 5, "four of the five in dormitories, and a classroom"


def test_the_footnote_of_another_plan(other: Care) -> None:
    found = plans.list_settings(other.centre)
    line = next(line for line in found.settings if line.key == "visits_counted")
    assert (line.value, line.confirmed, line.assumed, line.open) == ("each", "2025-09-10", False, True)
    assert plans.confirm_settings(other.centre, ["suppress_below", "blue_talk_days"]).assumed == found.assumed - 1
