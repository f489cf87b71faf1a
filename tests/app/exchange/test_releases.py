"""Bodies that stay, and bodies that travel: a release by their own author alone widens (REPLICATION.md R1, R2)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.errors import UserError
from app.records.ids import pack
from app.services import records, standing, transfer
from app.services.reading import list_records, show_record
from app.services.upkeep import rebuild
from app.store.log import revisions_of
from app.workspace import Workspace
from tests.app.exchange.forging import bodies_of, forge, header_line
from tests.school import CLASS, School, talk


class Here(NamedTuple):
    school: School
    centre: Workspace
    counsellor: Workspace


@pytest.fixture
def here(school: School) -> Here:
    centre = school.centre()
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    school.students(centre, "23001")
    school.exchange(centre, counsellor)
    return Here(school, centre, counsellor)


def test_a_body_of_audience_header_stays_until_its_writer_releases_it(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001", "只给自己看"))
    here.school.send(here.counsellor, here.centre)
    assert bodies_of(here.centre, saved.id) == [False]
    assert show_record(here.centre, saved.id).body_here is False
    here.school.send(here.centre, here.counsellor, here.counsellor.device)

    records.release_record(here.counsellor, saved.id, "督导需要了解")
    result = here.school.send(here.counsellor, here.centre)[0]
    assert (result.status, result.applied) == ("applied", 2)
    shown = show_record(here.centre, saved.id)
    assert (shown.fields["content"], shown.heads, shown.conflict) == ("只给自己看", (saved.revision,), False)
    assert rebuild(here.centre).same


def test_release_and_body_may_come_in_any_order(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001", "先后"))
    first = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    records.release_record(here.counsellor, saved.id, "需要")
    second = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    results = transfer.import_bundles(here.centre, [*second, *first])
    assert [r.status for r in results] == ["applied", "applied"]
    assert bodies_of(here.centre, saved.id) == [True]


def test_later_revisions_of_a_released_record_need_a_release_of_their_own(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001", "一"))
    records.release_record(here.counsellor, saved.id, "需要")
    records.amend_record(here.counsellor, saved.id, talk("23001", "二"))
    here.school.send(here.counsellor, here.centre)
    assert bodies_of(here.centre, saved.id) == [True, False], "nothing widens by itself"


def test_risk_report_makes_the_body_the_centres_at_once(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001", "危险", risk="report"))
    here.school.send(here.counsellor, here.centre)
    assert show_record(here.centre, saved.id).fields["content"] == "危险"


def test_nobody_releases_what_another_wrote(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001"))
    here.school.send(here.counsellor, here.centre)
    with pytest.raises(UserError, match="not_yours"):
        records.release_record(here.centre, saved.id, "想看")


def test_a_foreign_release_that_arrives_all_the_same_widens_nothing(here: Here) -> None:
    """A doctored station's release of a counsellor's talk goes down to that counsellor, and opens nothing."""
    saved = records.add_record(here.counsellor, "talk", talk("23001", "不外传"))
    here.school.send(here.counsellor, here.centre)
    station = here.school.enrolled(here.centre, "station", "S001")
    shown = show_record(here.centre, saved.id)
    (student,) = [r.id for r in list_records(here.centre, kind="student")]
    assert shown.students == ("23001",)
    fields = {"revisions": [saved.revision], "ground": "想看"}
    line = header_line(station, kind="release", fields=fields, students=[student], tags=[], severity=None)
    transfer.import_bundle(here.centre, forge(station, here.school.root / "forged", [(line, None)]))
    here.school.exchange(here.centre, here.counsellor)
    here.school.exchange(here.centre, here.counsellor)
    assert bodies_of(here.centre, saved.id) == [False]


def test_a_body_that_went_missing_is_named_and_sent_again(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001", "在这里", risk="report"))
    line, body = _lines(here.counsellor, saved.id)
    here.school.send(here.counsellor, here.centre)
    with here.centre.store.unit() as unit:  # a disk that lost a page, mended from the log's other half
        unit.run("DELETE FROM body WHERE revision = (SELECT pos FROM revision WHERE line = ?)", line)
    here.school.send(here.centre, here.counsellor, here.counsellor.device)
    stands = standing.exchange_status(here.counsellor)[0][0]
    assert [m["revision"] for m in stands.missing] == [saved.revision]
    here.school.send(here.counsellor, here.centre)
    assert _lines(here.centre, saved.id) == (line, body)


def _lines(workspace: Workspace, record: str) -> tuple[bytes, bytes | None]:
    (stored,) = revisions_of(workspace.store.read(), pack(record))
    return stored.line, stored.body_line


def test_parts_of_a_talk_are_released_with_it(here: Here) -> None:
    parts = [{"student": "23001", "response": "愿意再谈"}]
    saved = records.add_record(here.counsellor, "talk", talk("23001", parts=parts))
    here.school.send(here.counsellor, here.centre)
    assert bodies_of(here.centre, saved.children[0]) == [False]
    records.release_record(here.counsellor, saved.id, "需要")
    here.school.send(here.counsellor, here.centre)
    assert bodies_of(here.centre, saved.children[0]) == [True]
    assert show_record(here.centre, saved.id).fields["parts"] == parts


def test_a_release_is_no_change_of_the_record(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001"))
    records.release_record(here.counsellor, saved.id, "一次")
    records.release_record(here.counsellor, saved.id, "再一次")
    assert show_record(here.counsellor, saved.id).heads == (saved.revision,)


def test_an_old_talk_may_be_released_after_the_class_was_handed_on(here: Here) -> None:
    saved = records.add_record(here.counsellor, "talk", talk("23001"))
    (given,) = list_records(here.centre, kind="assignment")
    values = show_record(here.centre, given.id).fields
    records.amend_record(here.centre, given.id, {**values, "to": "2026-11-23"})
    here.school.send(here.centre, here.counsellor, here.counsellor.device)
    records.release_record(here.counsellor, saved.id, "交接")
    assert here.school.send(here.counsellor, here.centre)[0].held == 0
    assert bodies_of(here.centre, saved.id) == [True]
