"""Cursors: bundles may be lost, doubled and mixed up, and the next export heals it (REPLICATION.md R2, R3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.exchange import exporting
from app.services import records, transfer
from app.services.reading import list_records
from app.store import state
from app.store.log import feed_end
from app.workspace import Workspace
from tests.app.exchange.forging import peer
from tests.school import CLASS, School, talk


@pytest.fixture
def pair(school: School) -> tuple[School, Workspace, Workspace]:
    """A centre with one student and one counsellor who has the roster."""
    centre = school.centre()
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    school.students(centre, "23001")
    school.send(centre, counsellor, counsellor.device)
    return school, centre, counsellor


def talks(workspace: Workspace) -> int:
    return len(list_records(workspace, kind="talk"))


def test_a_file_imported_twice_is_a_duplicate_and_changes_nothing(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    records.add_record(counsellor, "talk", talk("23001"))
    files = transfer.export_bundles(counsellor, "centre", school.root / "up").files
    first = transfer.import_bundles(centre, files)
    again = transfer.import_bundles(centre, files)
    assert [r.status for r in first] == ["applied"]
    assert first[0].applied == 1
    assert [(r.status, r.applied) for r in again] == [("duplicate", 0)]
    assert talks(centre) == 1


def test_a_lost_bundle_heals_by_the_next_export(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    records.add_record(counsellor, "talk", talk("23001"))
    transfer.export_bundles(counsellor, "centre", school.root / "lost")
    records.add_record(counsellor, "talk", talk("23001"))
    sent = school.send(counsellor, centre)
    assert (sent[0].applied, sent[0].gaps) == (2, ())
    assert talks(centre) == 2


def test_bundles_in_reverse_order_lose_nothing(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    files: list[Path] = []
    for _ in range(3):
        records.add_record(counsellor, "talk", talk("23001"))
        files += transfer.export_bundles(counsellor, "centre", school.root / "up").files
    results = transfer.import_bundles(centre, reversed(files))
    assert [r.applied for r in results] == [3, 0, 0]
    assert peer(centre, counsellor).got == feed_end(counsellor.store.read())


def test_a_gap_is_reported_and_healed_by_a_resend(
    pair: tuple[School, Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    school, centre, counsellor = pair
    monkeypatch.setattr(exporting, "MOST", 2)
    for _ in range(5):
        records.add_record(counsellor, "talk", talk("23001"))
    first, *rest = transfer.export_bundles(counsellor, "centre", school.root / "up").files
    results = transfer.import_bundles(centre, rest)
    have, need = results[0].gaps[0]["have"], results[0].gaps[0]["need"]
    assert results[0].gaps[0]["device"] == counsellor.device
    assert have == 0 < need
    assert peer(centre, counsellor).got == 0
    assert talks(centre) == 3, "a gap holds no revision back"

    school.send(centre, counsellor, counsellor.device)
    assert peer(counsellor, centre).acked == 0
    healed = school.send(counsellor, centre)
    assert all(r.gaps == () for r in healed)
    assert talks(centre) == 5
    assert peer(centre, counsellor).got == feed_end(counsellor.store.read())
    assert [r.status for r in transfer.import_bundles(centre, [first])] == ["applied"]


def test_an_export_is_split_and_every_part_says_what_it_covers(
    pair: tuple[School, Workspace, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    school, centre, counsellor = pair
    monkeypatch.setattr(exporting, "MOST", 5)
    for _ in range(12):
        records.add_record(counsellor, "talk", talk("23001"))
    done = transfer.export_bundles(counsellor, "centre", school.root / "up")
    assert (len(done.files), done.revisions) == (3, 12)
    results = transfer.import_bundles(centre, done.files)
    assert [(r.applied, r.gaps) for r in results] == [(5, ()), (5, ()), (2, ())]
    assert peer(centre, counsellor).got == feed_end(counsellor.store.read())
    assert peer(centre, counsellor).last_seq == done.seq + 2


def test_an_empty_export_carries_the_acknowledgement(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    records.add_record(counsellor, "talk", talk("23001"))
    school.send(counsellor, centre)
    school.send(centre, counsellor, counsellor.device)
    assert peer(counsellor, centre).acked == feed_end(counsellor.store.read())
    empty = transfer.export_bundles(counsellor, "centre", school.root / "up")
    assert (len(empty.files), empty.revisions) == (1, 0)
    transfer.import_bundles(centre, empty.files)
    assert peer(centre, counsellor).acked == peer(counsellor, centre).got
    assert transfer.export_bundles(centre, counsellor.device, school.root / "down").revisions == 0


def test_acked_may_fall_and_then_all_is_sent_again(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    records.add_record(counsellor, "talk", talk("23001"))
    school.send(counsellor, centre)
    school.send(centre, counsellor, counsellor.device)
    assert transfer.export_bundles(counsellor, "centre", school.root / "up").revisions == 0
    with centre.store.unit() as unit:  # what a centre says that has forgotten
        state.set_peer(unit, replace(state.peer(unit, counsellor.device), got=0))
    school.send(centre, counsellor, counsellor.device)
    assert peer(counsellor, centre).acked == 0
    assert transfer.export_bundles(counsellor, "centre", school.root / "up").revisions == 1


def test_a_bundle_that_says_nothing_of_us_acknowledges_nothing(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    records.add_record(counsellor, "talk", talk("23001"))
    school.send(counsellor, centre)
    school.send(centre, counsellor, counsellor.device)
    with centre.store.unit() as unit:
        unit.run("DELETE FROM peer WHERE id=?", counsellor.device)
    school.send(centre, counsellor, counsellor.device)
    assert peer(counsellor, centre).acked == 0


def test_an_older_bundle_does_not_take_a_newer_word_back(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    old = transfer.export_bundles(centre, counsellor.device, school.root / "down").files
    records.add_record(counsellor, "talk", talk("23001"))
    school.send(counsellor, centre)
    school.send(centre, counsellor, counsellor.device)
    acked = peer(counsellor, centre).acked
    assert acked == feed_end(counsellor.store.read())
    transfer.import_bundles(counsellor, old)
    assert peer(counsellor, centre).acked == acked


def test_a_preview_leaves_no_trace(pair: tuple[School, Workspace, Workspace]) -> None:
    school, centre, counsellor = pair
    records.add_record(counsellor, "talk", talk("23001"))
    files = transfer.export_bundles(counsellor, "centre", school.root / "up").files
    before = peer(centre, counsellor)
    assert [r.applied for r in transfer.import_bundles(centre, files, dry_run=True)] == [1]
    assert (peer(centre, counsellor), talks(centre)) == (before, 0)
    assert [r.status for r in transfer.import_bundles(centre, files)] == ["applied"]
