"""A newer program meets what an older one held: it counts, and travels on to the devices."""

from __future__ import annotations

import pytest

from app.records import KINDS
from app.services import reading, records, upkeep
from app.store import query
from tests.school import CLASS, School, talk


def test_what_a_newer_program_knows_counts_and_goes_down(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    centre = school.centre()
    school.students(centre, "20230001")
    writer = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    station = school.enrolled(centre, "station", "S1")
    upkeep.meet_update(centre)
    saved = records.add_record(writer, "talk", talk("20230001"))

    with monkeypatch.context() as older:  # the seat's program of yesterday has never heard of talks
        older.delitem(KINDS, "talk")
        upkeep.meet_update(centre)
        assert school.send(writer, centre)[0].held_codes == {"newer_kind": 1}
        school.send(centre, station, station.device)
    assert query.record(station.store.read(), saved.id) is None

    upkeep.meet_update(centre)
    assert reading.show_record(centre, saved.id).kind == "talk"
    assert upkeep.rebuild(centre).same
    school.send(station, centre)
    school.send(centre, station, station.device)
    assert reading.show_record(station, saved.id).kind == "talk"
