"""The week's visits: which of them count, what the week still lacks, where nobody was for long; on paper too."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.records.ids import new_id
from app.services import drafting, records
from app.services.context import plan_in_force
from app.services.reference import Keeper
from app.services.reports import ReportAsked, make_report
from app.services.rounds import propose_visit
from app.services.saving import Writer
from app.services.visited import rooms_of
from app.services.visits_week import list_visits, week_of_visits
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE

ONE, TWO = "2301001", "2301002"


def house(care: Care, student: str, building: str, room: str) -> None:
    centre = care.centre
    plan = plan_in_force(centre)
    with centre.store.unit() as unit:
        keeper = Keeper(centre, Writer(centre, unit, plan.rank), plan)
        where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
        base = {"class": where, "status": "enrolled", "entered_on": "2023-09-01", "number": student}
        keeper.keep("student", {**base, "name": f"学生{student}", "building": building, "room": room, "bed": "1"})


def building(care: Care, name: str) -> str:
    return records.add_record(care.centre, "unit", {"name": name, "kind": "building", "parent": "学校"}).id


def visit(care: Care, when: str, **more: object) -> str:
    values = {"when": f"{when}:00+08:00", "where": "classroom", **more}
    return records.add_record(care.counsellor, "visit", values).id


def test_the_same_place_on_the_same_day_counts_once(care: Care) -> None:
    first = visit(care, "2026-11-23T10:00", course="高数", teacher="李老师", expected=40, present=38)
    again = visit(care, "2026-11-23T14:00", course="高数")
    week = list_visits(care.counsellor).weeks[0]
    assert (week.number, week.first, week.met, week.of, week.left) == (13, date(2026, 11, 23), 1, 2, 1)
    assert [(line.id, line.n) for line in week.visits] == [(first, 1), (again, 0)]
    assert (week.visits[0].place, week.visits[0].beside) == ("高数", "李老师")
    assert (week.visits[0].seen, week.visits[0].expected) == (38, 40)
    third = visit(care, "2026-11-24T08:00", where="dorm", rooms="402、405", remarks=[{"student": ONE, "flag": True}])
    week = list_visits(care.counsellor).weeks[0]
    assert [line.n for line in week.visits] == [1, 0, 2] and week.left == 0
    assert week.visits[2].id == third and week.visits[2].flags == 1 and week.visits[2].where == "dorm"


def test_earlier_weeks_say_what_they_lack_and_another_persons_visits_are_not_ones_own(care: Care) -> None:
    visit(care, "2026-11-17T10:00", course="高数")
    weeks = list_visits(care.counsellor).weeks
    assert weeks[0].visits == () and weeks[0].left == 2
    assert (weeks[1].number, weeks[1].met, weeks[1].left) == (12, 1, 1)
    assert weeks[-1].number == 1
    assert list_visits(care.centre).weeks[1].visits == ()
    assert week_of_visits(care.counsellor, date(2026, 10, 8)).number == 6


def test_in_the_holidays_the_weeks_of_the_term_keep_their_numbers(care: Care) -> None:
    w = care.counsellor
    w.clock = replace(w.clock, fixed=w.clock.moment("2027-02-10T10:00:00+08:00"))
    found = list_visits(w)
    assert [week.number for week in found.weeks if week.of][:2] == [20, 19]
    assert found.weeks[0].number is None and found.weeks[0].of == 0


def test_where_nobody_was_for_longest_stands_first(care: Care) -> None:
    bamboo, plum = building(care, "竹园3号楼"), building(care, "梅园1号楼")
    house(care, ONE, bamboo, "402")
    house(care, TWO, plum, "101")
    care.school.exchange(care.centre, care.counsellor)
    visit(care, "2026-11-03T20:00", where="dorm", building="竹园3号楼", rooms="402、405")
    visit(care, "2026-11-19T20:00", where="dorm", building="竹园3号楼", rooms="405")
    found = list_visits(care.counsellor)
    assert [(place.name, place.weeks, place.long) for place in found.places] == [
        ("梅园1号楼", None, True),
        ("", None, True),
        ("竹园3号楼", 0, False),  # not a whole week ago
    ]
    assert found.places[2].students == 1 and found.places[2].last == date(2026, 11, 19)
    rooms = {b.name: {room.name: room.last for room in b.rooms} for b in propose_visit(care.counsellor).buildings}
    assert rooms == {"竹园3号楼": {"402": date(2026, 11, 3)}, "梅园1号楼": {"101": None}}
    assert rooms_of("402、405, 3-407") == ["402", "405", "3-407"]


def test_unfinished_visits_are_told(care: Care) -> None:
    drafting.keep_draft(care.counsellor, new_id(), "visit", "", {"where": "classroom", "course": "高数"})
    drafting.keep_draft(care.counsellor, new_id(), "talk", "", {"content": "x"})
    assert [draft.place for draft in list_visits(care.counsellor).drafts] == ["高数"]


def test_the_week_on_paper_is_the_week_on_screen(care: Care, tmp_path: Path) -> None:
    visit(care, "2026-11-23T10:00", course="高数", expected=40, present=38)
    made = make_report(care.counsellor, "visit_week", tmp_path / "week.pdf", ReportAsked(week="2026-11-23"))
    said = subprocess.run(["pdftotext", "-layout", made, "-"], capture_output=True, check=True, text=True).stdout
    assert "高数" in said and "38/40" in said and "已走访 1 次，应走访 2 次" in said.replace("\n", "")
