"""Long work tells how far it is, and a cancel leaves everything as it was, whenever it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from threading import Event

import pytest

from app.errors import Cancelled
from app.exchange import exporting, progress
from app.exchange.progress import Progress, Report, among, aside
from app.services import records, transfer
from app.services.inbox import preview
from app.store import state
from app.store.audit import audit_head
from app.store.projection import digest
from app.workspace import Workspace
from tests.school import CLASS, School, talk

Pair = tuple[School, Workspace, Workspace]


@pytest.fixture(autouse=True)
def always_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tick is told, so that a cancel is tried wherever one can come."""
    monkeypatch.setattr(progress, "PAUSE", 0.0)


@pytest.fixture
def pair(school: School) -> Pair:
    """A centre and a counsellor who has written six talks, one of them amended and one withdrawn."""
    centre = school.centre()
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    school.students(centre, "23001", "23002")
    school.send(centre, counsellor, counsellor.device)
    saved = [records.add_record(counsellor, "talk", talk("23001")) for _ in range(6)]
    records.amend_record(counsellor, saved[0].id, talk("23002", "换了一位同学"))
    records.withdraw_record(counsellor, saved[1].id, "写错了")
    return school, centre, counsellor


class Telling:
    """Writes down what is told, and cancels at the `stop`-th report."""

    def __init__(self, stop: int = -1) -> None:
        self.told: list[tuple[int, int]] = []
        self.stop = stop

    def __call__(self, done: int, total: int) -> None:
        if len(self.told) == self.stop:
            raise Cancelled
        self.told.append((done, total))


def every_stop(work: Callable[[Report], object]) -> Iterator[Telling]:
    """Cancels the work at some fifty of its reports, the first and the last among them."""
    whole = Telling()
    work(whole)
    assert whole.told == sorted(whole.told), "what is done never falls"
    assert len({total for _, total in whole.told}) == 1
    assert len(whole.told) > 5
    count = len(whole.told)
    for stop in sorted({*range(0, count, max(1, count // 50)), count - 1}):
        telling = Telling(stop)
        with pytest.raises(Cancelled):
            work(telling)
        assert len(telling.told) == stop
        yield telling


def traces(workspace: Workspace) -> tuple[object, ...]:
    """All that a job could leave behind."""
    db = workspace.store.read()
    rows = {t: db.rows(f"SELECT * FROM {t} ORDER BY 1, 2") for t in ("bundle", "peer", "feed", "revision", "device")}
    settings = db.rows("SELECT * FROM setting WHERE key <> 'seq' ORDER BY 1")
    folders = [sorted(p.name for p in workspace.folder(n).iterdir()) for n in ("incoming", "quarantine")]
    return digest(db), audit_head(db), rows, settings, folders


def test_a_cancelled_import_never_happened(pair: Pair) -> None:
    school, centre, counsellor = pair
    other = school.enrolled(centre, "centre", "C002", college="")
    school.send(centre, counsellor, counsellor.device)  # which so learns of the other seat
    files = transfer.export_bundles(counsellor, "centre", school.root / "up").files
    before = traces(centre)

    def work(report: Report) -> None:
        transfer.import_bundle(centre if is_cancelling(report) else other, files[0], report=report)

    for _ in every_stop(work):
        assert traces(centre) == before
    assert transfer.import_bundle(centre, files[0]).status == "applied"


def is_cancelling(report: Report) -> bool:
    return isinstance(report, Telling) and report.stop >= 0


def test_a_preview_writes_nothing_to_its_end_or_not(pair: Pair) -> None:
    school, centre, counsellor = pair
    file = transfer.export_bundles(counsellor, "centre", school.root / "up").files[0]
    before = traces(centre)
    for _ in every_stop(lambda report: preview(centre, file, report)):
        assert traces(centre) == before


def test_a_cancelled_export_leaves_no_file_and_no_line(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    school, _, counsellor = pair
    monkeypatch.setattr(exporting, "MOST", 3)
    whole, stick = school.root / "whole", school.root / "stick"
    stick.mkdir()
    before: list[tuple[object, ...]] = []

    def work(report: Report) -> None:
        if not is_cancelling(report):
            transfer.export_bundles(counsellor, "centre", whole, report)
            before.append(traces(counsellor))
            return
        transfer.export_bundles(counsellor, "centre", stick, report)

    for _ in every_stop(work):
        assert list(stick.iterdir()) == []
        assert traces(counsellor) == before[0]
    assert len(list(whole.iterdir())) == 3


def test_a_cancel_puts_the_count_of_tries_back(pair: Pair) -> None:
    school, centre, counsellor = pair
    file = transfer.export_bundles(counsellor, "centre", school.root / "up").files[0]
    name = f"try:{sha256(file.read_bytes()).hexdigest()}"
    with pytest.raises(Cancelled):
        transfer.import_bundle(centre, file, report=Telling(4))
    assert state.setting(centre.store.read(), name) == ""
    with centre.store.unit() as unit:  # what two crashes leave behind
        state.set_setting(unit, name, "2")
    with pytest.raises(Cancelled):
        transfer.import_bundle(centre, file, report=Telling(4))
    assert state.setting(centre.store.read(), name) == "2"
    assert transfer.import_bundle(centre, file).status == "applied"
    assert state.setting(centre.store.read(), name) == ""


def test_of_several_files_those_before_a_cancel_are_imported(pair: Pair) -> None:
    school, centre, counsellor = pair
    files = [f for _ in range(3) for f in transfer.export_bundles(counsellor, "centre", school.root / "up").files]
    told: list[tuple[int, int]] = []

    def report(done: int, total: int) -> None:
        told.append((done, total))
        if done * 2 > total:
            raise Cancelled

    with pytest.raises(Cancelled):
        transfer.import_bundles(centre, files, report=report)
    assert [row.state for row in state.journal(centre.store.read(), "in", 10)] == ["applied"]
    assert told == sorted(told)
    results = transfer.import_bundles(centre, files)
    assert [r.status for r in results] == ["duplicate", "applied", "applied"]


def test_several_jobs_share_one_whole() -> None:
    told = Telling()
    for report in among(told, [10, 30]):
        assert report is not None
        report(0, 1000)
        report(1000, 1000)
    assert told.told == [(0, 40), (10, 40), (10, 40), (40, 40)]
    assert list(among(None, [1, 2])) == [None, None]


def test_phases_follow_each_other_and_never_fall() -> None:
    told = Telling()
    going = Progress(told)
    going.phase(100, ticks=4)
    for _ in range(9):
        going.tick()
    going.phase(500)
    going.step(1, 2)
    going.step(1, 4)
    going.reach(200, 1000)
    assert [done for done, _ in told.told] == [0, 25, 50, 75, 100, 100, 100, 100, 100, 100, 100, 300, 300, 300]


def test_work_aside_gives_its_answer_its_error_or_way_to_a_cancel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PAUSE", 0.001)
    assert aside(lambda: 3, lambda: None) == 3

    def wrong() -> int:
        raise ValueError

    with pytest.raises(ValueError):
        aside(wrong, lambda: None)

    released = Event()

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        aside(released.wait, stop)
    released.set()
