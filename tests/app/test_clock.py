"""The school's hour: a fixed offset, set clocks, days that begin at the school's midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.clock import Clock

BEIJING = Clock()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23T23:59:59+08:00", date(2026, 11, 23)),
        ("2026-11-23T16:00:00+00:00", date(2026, 11, 24)),
        ("2026-11-23T15:59:59Z", date(2026, 11, 23)),
        ("2026-11-23T20:00:00-05:00", date(2026, 11, 24)),
        ("2026-11-23T00:00:00", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
    ],
)
def test_a_day_is_the_schools(text: str, day: date) -> None:
    assert BEIJING.day(text) == day


def test_one_moment_has_one_epoch_however_it_is_written() -> None:
    spellings = ("2026-11-24T10:00:00+08:00", "2026-11-24T02:00:00Z", "2026-11-24T10:00:00")
    assert len({BEIJING.epoch(s) for s in spellings}) == 1
    assert BEIJING.epoch("2026-11-24") == BEIJING.epoch("2026-11-24T00:00:00+08:00")


def test_the_offset_is_the_schools_and_not_the_machines() -> None:
    utc = Clock(offset=0, fixed=datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    urumqi = Clock(offset=360, fixed=utc.fixed)
    assert utc.today() == date(2026, 11, 24)
    assert urumqi.today() == date(2026, 11, 25)
    assert urumqi.stamp() == "2026-11-25T05:30:00+06:00"


def test_a_set_clock_says_so_and_stands_still() -> None:
    fixed = Clock(fixed=datetime.fromisoformat("2026-11-24T10:00:00.987+08:00"))
    assert fixed.is_set
    assert fixed.stamp() == fixed.stamp() == "2026-11-24T10:00:00+08:00"
    assert not BEIJING.is_set


def test_an_unset_clock_tells_this_moment_to_the_second() -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    now = BEIJING.now()
    assert before <= now <= datetime.now(UTC)
    assert now.microsecond == 0 and now.utcoffset() == timedelta(hours=8)


def test_today_on_another_day_keeps_the_time_of_day() -> None:
    moved = BEIJING.at_day(date(2026, 9, 1))
    assert moved.date() == date(2026, 9, 1)
    assert moved.utcoffset() == timedelta(hours=8)
    noon = Clock(fixed=datetime.fromisoformat("2026-11-24T10:00:00+08:00")).at_day(date(2026, 9, 1))
    assert noon.isoformat() == "2026-09-01T12:00:00+08:00"


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-11-24T25:00"])
def test_no_time_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        BEIJING.moment(text)
