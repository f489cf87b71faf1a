"""`runxin schedule …`: the plan from a file, a week as JSON, a booking and its states."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.workspace import Workspace
from tests.app.cli.conftest import Run
from tests.school import School
from tests.slots import with_slot


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    school = School(tmp_path)
    made = school.enrolled(school.centre(), "psychologist", "X001")
    with_slot(made)
    made.lock()
    yield made
    school.close()


def test_a_plan_a_week_and_a_booking(run: Run, desk: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    row = {"weekday": 2, "begins": "09:00", "slots": 2, "minutes": 50, "pause": 10, "room": "A302"}
    file.write_text(json.dumps({"from": "2026-08-31", "to": "2027-01-17", "patterns": [row]}), encoding="utf-8")
    planned = run(desk.home, "schedule", "plan", "--json-file", str(file)).document
    assert (planned["changed"], planned["slots"], planned["left_out"][0]["name"]) == (True, 38, "国庆节")
    assert not run(desk.home, "schedule", "plan", "--json-file", str(file)).document["changed"]
    booked = run(desk.home, "schedule", "book", "2026-11-24T10:00", "--client", "0147", "--session", "follow_up")
    assert booked.exit == 0
    again = run(desk.home, "schedule", "book", "2026-11-24T10:00", "--client", "0150")
    assert (again.exit, again.code) == (1, "schedule_taken")
    assert run(desk.home, "schedule", "held", "2026-11-24T10:00").document["id"] == booked.document["id"]
    week = run(desk.home, "schedule", "week", "--week", "13").document
    assert (week["week"], week["offered"], week["held"], week["minutes_held"]) == ("2026-2027-1/13", 2, 1, 50)
    slots = week["days"][1]["slots"]
    assert [(s["state"], s["code"], s["room"]) for s in slots] == [("free", "", "A302"), ("held", "0147", "A302")]
    assert run(desk.home, "schedule", "cancel", "2026-11-24T09:00").code == "schedule_slot_unknown"
    printed = tmp_path / "week.pdf"
    assert run(desk.home, "form", "print", "schedule_week", "2026-11-24", "--out", str(printed)).exit == 0
    assert run(desk.home, "form", "print", "service_sheet", planned["id"], "--out", str(printed)).exit == 0
    assert printed.read_bytes().startswith(b"%PDF")
