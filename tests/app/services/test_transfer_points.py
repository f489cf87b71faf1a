"""What the transfer page asks one to look at: held and missing at the centre, and what has not come from there."""

from __future__ import annotations

import pytest

from app.exchange import exporting
from app.records.ids import pack
from app.services import transfer
from app.services.reading import list_records, show_record
from app.services.records import add_record, amend_record
from app.services.transfer_points import Point, open_points
from app.store.connection import Db
from tests.app.services.conftest import Care
from tests.school import talk


def lose_body(unit: Db, record: str) -> None:
    """A disk that lost a page."""
    unit.run("DELETE FROM body WHERE revision IN (SELECT pos FROM revision WHERE record=?)", pack(record))


def test_nothing_to_look_at(care: Care) -> None:
    assert open_points(care.counsellor) == () and open_points(care.centre) == ()
    stranger = care.school.device("counsellor", "T9")
    assert open_points(stranger) == ()


def test_what_the_centre_holds_is_told_by_its_reason(care: Care) -> None:
    """The class changed hands before the counsellor heard of it."""
    saved = [add_record(care.counsellor, "talk", talk(number)).id for number in ("2301001", "2301002")]
    care.school.send(care.counsellor, care.centre)
    (line,) = list_records(care.centre, kind="assignment")
    fields = show_record(care.centre, line.id).fields
    amend_record(care.centre, line.id, {**fields, "from": "2026-11-01", "to": "2026-11-20"})
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    (point,) = open_points(care.counsellor)
    assert (point.sort, point.code, set(point.records)) == ("held", "out_of_scope", set(saved))
    assert point.sentence.startswith("有 2 条记录的学生当天不在填写人的带班安排里")
    amend_record(care.centre, line.id, {**fields, "from": "2026-11-01"})
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    assert open_points(care.counsellor) == (), "what was held counts by itself once the reason is gone"


def test_what_the_centre_misses_is_sent_again_or_lost(care: Care) -> None:
    counsellor = care.counsellor
    first, second = (add_record(counsellor, "talk", talk(n, risk="report")).id for n in ("2301001", "2301002"))
    care.school.send(counsellor, care.centre)
    with care.centre.store.unit() as unit:
        for record in (first, second):
            lose_body(unit, record)
    with counsellor.store.unit() as unit:
        lose_body(unit, second)
    care.school.send(care.centre, counsellor, counsellor.device)
    assert open_points(counsellor) == (
        Point("missing", "missing", "有 1 条记录的正文还没有到中心，只到了目录信息。", (first,)),
        Point("lost", "lost", "有 1 条记录的正文中心没有，这台电脑上也没有。", (second,)),
    )
    care.school.exchange(care.centre, counsellor)
    assert [point.sort for point in open_points(counsellor)] == ["lost"]


def test_what_has_not_come_from_the_centre(care: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    for number in ("2301001", "2301002", "2301003"):
        what = {"students": [number], "what": "academic_warning", "when": "2026-11-20"}
        add_record(care.centre, "circumstance", what)
    files = transfer.export_bundles(care.centre, care.counsellor.device, care.school.root / "down").files
    transfer.import_bundles(care.counsellor, [files[0], files[-1]])
    (point,) = open_points(care.counsellor)
    assert (point.sort, point.asked) == ("gap", False) and "还没到" in point.sentence
    transfer.export_bundles(care.counsellor, "centre", care.school.root / "up")
    (point,) = open_points(care.counsellor)
    assert point.asked
    transfer.import_bundles(care.counsellor, files)
    assert open_points(care.counsellor) == ()
