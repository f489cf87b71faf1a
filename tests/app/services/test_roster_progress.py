"""A roster's preview for the eye, its progress, and a cancel that leaves everything as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Cancelled
from app.exchange import progress
from app.services import rosters
from app.services.rosters import Newcomer
from app.sheets.table import read_table
from app.store.audit import audit_head
from app.store.projection import digest
from app.workspace import Workspace
from tests.school import School

HEADER = "学号,姓名,学院,班级"


@pytest.fixture
def seat(school: School) -> Workspace:
    return school.centre()


def roster(folder: Path, *rows: str) -> Path:
    path = folder / "名单.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return path


def test_a_preview_names_who_is_new_and_who_is_not_listed(seat: Workspace, tmp_path: Path) -> None:
    two = roster(tmp_path, "20230101,李一,计算机学院,软件2301", "20230102,吴二,计算机学院,软件2301")
    found = rosters.import_roster(seat, two, college=None, dry_run=True)
    assert found.new == (
        Newcomer("20230101", "李一", "软件2301"),
        Newcomer("20230102", "吴二", "软件2301"),
    )
    rosters.import_roster(seat, two, college=None, dry_run=False)
    one = roster(tmp_path, "20230101,李一,计算机学院,软件2301")
    found = rosters.import_roster(seat, one, college=None, dry_run=True)
    assert (found.new, found.absent, found.absentees) == ((), 1, (("20230102", "吴二"),))


def test_rows_that_were_not_taken_can_be_saved_with_their_reasons(seat: Workspace, tmp_path: Path) -> None:
    path = roster(
        tmp_path, ",李一,计算机学院,软件2301", "20230102,吴二,计算机学院,", "20230103,=1+1,计算机学院,软件2301"
    )
    found = rosters.import_roster(seat, path, college=None, dry_run=True)
    assert len(found.held) == 3
    saved = rosters.save_held_rows(seat, found.held, tmp_path / "held.xlsx")
    (sheet,) = read_table(saved.read_bytes(), saved.name)
    assert sheet.rows[0] == ("工作表", "行", "学号", "姓名", "原因")
    reasons = [row[4] for row in sheet.rows[1:]]
    assert reasons == [rosters.held_sentence("zh", held) for held in found.held]
    assert not sheet.formulas


class Telling:
    """Cancels as soon as so many thousandths are done."""

    def __init__(self, stop: int) -> None:
        self.stop = stop
        self.told: list[int] = []

    def __call__(self, done: int, total: int) -> None:
        assert total == 1000
        self.told.append(done)
        if done >= self.stop:
            raise Cancelled


def test_a_cancel_leaves_everything_as_it_was(seat: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    path = roster(tmp_path, *(f"2023{n:04},学生{n},计算机学院,软件23{n % 3:02}" for n in range(900)))
    before = state_of(seat)
    stops = (0, 1, 40, 150, 300, 600, 950, 999)
    for dry_run, stop in [*((True, stop) for stop in stops), *((False, stop) for stop in (*stops, 1000))]:
        telling = Telling(stop)
        with pytest.raises(Cancelled):
            rosters.import_roster(seat, path, college=None, dry_run=dry_run, report=telling)
        assert telling.told == sorted(telling.told)
        assert state_of(seat) == before
    assert rosters.import_roster(seat, path, college=None, dry_run=False).added == 900


def state_of(seat: Workspace) -> tuple[object, ...]:
    db = seat.store.read()
    return digest(db), audit_head(db), db.value("SELECT max(pos) FROM feed"), db.value("SELECT count(*) FROM revision")
