"""Several seats, and stations that relay: any may import a file, none vouches for another (REPLICATION.md R4)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from app.exchange import exporting
from app.exchange.exporting import Exporter
from app.services import devices, records, transfer
from app.services.backups import begin_epoch
from app.services.reading import list_records, show_record
from app.services.upkeep import rebuild
from app.store.log import feed_end
from app.store.projection import digest
from app.workspace import Workspace
from tests.app.exchange.forging import bodies_of, peer
from tests.school import CLASS, School, talk


class Here(NamedTuple):
    school: School
    one: Workspace
    two: Workspace
    counsellor: Workspace

    def both_ways(self) -> None:
        self.school.send(self.one, self.two, self.two.device)
        self.school.send(self.two, self.one, self.one.device)

    def since(self) -> int:
        """Where the counsellor's next export to the centre begins."""
        c = self.counsellor
        return Exporter(c.store.read(), c.clock, c.device, c.epoch, "centre").since()

    def write(self, content: str = "谈") -> str:
        return records.add_record(self.counsellor, "talk", talk("23001", content, risk="report")).id


@pytest.fixture
def here(school: School) -> Here:
    one = school.centre()
    two = school.enrolled(one, "centre", "C002", college="")
    counsellor = school.enrolled(one, "counsellor", "T001", scope=(CLASS,))
    school.students(one, "23001")
    made = Here(school, one, two, counsellor)
    made.both_ways()
    school.exchange(one, counsellor)
    return made


def test_a_second_seat_has_everything_the_first_has(here: Here) -> None:
    record = here.write()
    here.school.send(here.counsellor, here.one)
    here.both_ways()
    assert show_record(here.two, record).fields["content"] == "谈"
    assert digest(here.one.store.read()) == digest(here.two.store.read())
    assert here.two.is_seat
    assert here.two.member.role == "centre"


def test_either_seat_may_import_the_file(here: Here) -> None:
    here.write()
    files = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    assert [r.status for w in (here.two, here.one) for r in transfer.import_bundles(w, files)] == ["applied"] * 2
    here.both_ways()
    assert digest(here.one.store.read()) == digest(here.two.store.read())


def test_the_second_seat_gives_the_same_ids_and_enrols_nobody(here: Here) -> None:
    assert here.school.students(here.two, "23001") == here.school.students(here.one, "23001")


def test_what_a_seat_has_of_others_the_other_seat_has_after_its_bundle(here: Here) -> None:
    here.write()
    here.school.send(here.counsellor, here.one)
    assert peer(here.two, here.counsellor).got == 0
    here.school.send(here.one, here.two, here.two.device)
    assert peer(here.two, here.counsellor).got == peer(here.one, here.counsellor).got > 0


def test_the_table_is_taken_from_the_last_part_alone(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first part of a split export does not bring what the table speaks of."""
    for _ in range(6):
        here.write()
    here.school.send(here.counsellor, here.one)
    monkeypatch.setattr(exporting, "MOST", 2)
    files = transfer.export_bundles(here.one, here.two.device, here.school.root / "seats").files
    assert len(files) > 2
    for file in files[:-1]:
        transfer.import_bundle(here.two, file)
        assert peer(here.two, here.counsellor).got == 0
    transfer.import_bundle(here.two, files[-1])
    assert peer(here.two, here.counsellor).got > 0


def test_a_part_behind_a_gap_moves_no_table(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        here.write()
    here.school.send(here.counsellor, here.one)
    monkeypatch.setattr(exporting, "MOST", 4)
    files = transfer.export_bundles(here.one, here.two.device, here.school.root / "seats").files
    assert transfer.import_bundle(here.two, files[-1]).gaps
    assert peer(here.two, here.counsellor).got == 0


def test_the_export_to_the_centre_begins_at_the_highest_word(here: Here) -> None:
    here.write()
    here.school.send(here.counsellor, here.one)
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    here.school.send(here.two, here.counsellor, here.counsellor.device)
    assert peer(here.counsellor, here.two).acked < peer(here.counsellor, here.one).acked
    assert here.since() == peer(here.counsellor, here.one).acked == feed_end(here.counsellor.store.read())


def test_a_revoked_seat_loses_its_word_and_what_it_alone_had_is_sent_again(here: Here) -> None:
    here.both_ways()
    record = here.write()
    end = feed_end(here.counsellor.store.read())
    here.school.send(here.counsellor, here.two)
    here.school.send(here.two, here.counsellor, here.counsellor.device)
    assert here.since() == end
    devices.revoke_device(here.one, here.two.device, "lost")
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    assert peer(here.counsellor, here.two).acked == 0
    here.school.send(here.counsellor, here.one)
    assert show_record(here.one, record).fields["content"] == "谈"


def test_a_revoked_seat_cannot_read_what_comes_later(here: Here) -> None:
    devices.revoke_device(here.one, here.two.device, "lost")
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    here.write()
    files = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    assert [r.code for r in transfer.import_bundles(here.two, files)] == ["bundle_not_for_us"]


def test_a_restored_seat_gets_back_what_it_had(here: Here) -> None:
    record = here.write()
    here.school.send(here.counsellor, here.two)
    begin_epoch(here.two)
    here.school.enrol(here.one, here.two, college="")
    here.both_ways()
    here.both_ways()
    assert show_record(here.one, record).fields["content"] == "谈"
    assert digest(here.one.store.read()) == digest(here.two.store.read())


def test_a_station_imports_for_itself_and_passes_the_file_on(here: Here) -> None:
    station = here.school.enrolled(here.one, "station", "S001")
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    record = here.write()
    (file,) = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    before = file.read_bytes()
    here.school.send(here.one, station, station.device)
    result = transfer.import_bundle(station, file)
    assert (result.status, result.gaps) == ("applied", ())
    assert show_record(station, record).fields["content"] == "谈"
    assert file.read_bytes() == before
    assert transfer.import_bundle(here.one, file).status == "applied"
    assert peer(station, here.counsellor).got == 0


def test_a_station_acknowledges_nothing_for_others(here: Here) -> None:
    """What only the station has imported is still due at the centre, and the station sends only its own."""
    station = here.school.enrolled(here.one, "station", "S001")
    here.school.exchange(here.one, here.counsellor, station)
    before = peer(here.counsellor, here.one).acked
    record = here.write()
    (file,) = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    transfer.import_bundle(station, file)
    up = transfer.export_bundles(station, "centre", here.school.root / "up")
    assert up.revisions == 0
    transfer.import_bundles(here.one, up.files)
    assert list_records(here.one, kind="talk") == []
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    assert peer(here.counsellor, here.one).acked == before
    assert here.since() < feed_end(here.counsellor.store.read())
    here.school.send(here.counsellor, here.one)
    assert bodies_of(here.one, record) == [True]


def test_a_station_holds_what_it_cannot_judge_until_a_seat_vouches(here: Here) -> None:
    station = here.school.enrolled(here.one, "station", "S001")
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    here.school.students(here.one, "23002")
    here.school.send(here.one, here.counsellor, here.counsellor.device)
    saved = records.add_record(here.counsellor, "talk", talk("23002"))
    (file,) = transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files
    result = transfer.import_bundle(station, file)
    assert result.held_codes == {"student_unknown": 1}
    transfer.import_bundle(here.one, file)
    here.school.send(here.one, station, station.device)
    assert [r.id for r in list_records(station, kind="talk")] == [saved.id]
    assert rebuild(station).same


def test_a_restored_first_seat_is_known_again_by_its_list(here: Here) -> None:
    """The holder of the trust key signs its own new keys: its first bundle brings the list that names them."""
    record = here.write()
    here.school.exchange(here.one, here.counsellor)
    begin_epoch(here.one)
    assert [r.status for r in here.school.send(here.one, here.counsellor, here.counsellor.device)] == ["applied"]
    assert [r.status for r in here.school.send(here.one, here.two, here.two.device)] == ["applied"]
    assert [r.status for r in here.school.send(here.counsellor, here.one)] == ["applied"]
    here.both_ways()
    assert show_record(here.two, record).fields["content"] == "谈"
    assert digest(here.one.store.read()) == digest(here.two.store.read())
