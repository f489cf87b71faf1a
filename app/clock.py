"""The hour, in the school's zone: a fixed offset from UTC, so that days and weeks are the school's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property


@dataclass(frozen=True)
class Clock:
    """Tells the time in the school's zone.

    `offset` is in minutes east of UTC (480 = Beijing). A `fixed` moment stands for a clock that a
    person set (`--now`, `--today`); records written under it say so in their header.
    """

    offset: int = 480
    fixed: datetime | None = None

    @cached_property
    def zone(self) -> timezone:
        return timezone(timedelta(minutes=self.offset))

    @property
    def is_set(self) -> bool:
        return self.fixed is not None

    def now(self) -> datetime:
        """This moment, aware, to the second."""
        moment = self.fixed or datetime.now(UTC)
        return moment.astimezone(self.zone).replace(microsecond=0)

    def today(self) -> date:
        return self.now().date()

    def stamp(self) -> str:
        """This moment as RFC 3339 text with offset."""
        return self.now().isoformat()

    def epoch(self, text: str) -> int:
        """Seconds since 1970 of RFC 3339 text; a bare date is its first second in the school's zone."""
        return int(self._aware(text).timestamp())

    def moment(self, text: str) -> datetime:
        """RFC 3339 text as an aware time in the school's zone; a time without offset is the school's."""
        return self._aware(text).astimezone(self.zone)

    def at_second(self, second: int) -> datetime:
        """A second since 1970 as an aware time in the school's zone."""
        return datetime.fromtimestamp(second, self.zone)

    def _aware(self, text: str) -> datetime:
        parsed = datetime.fromisoformat(text)
        return parsed.replace(tzinfo=self.zone) if parsed.tzinfo is None else parsed

    def day(self, text: str) -> date:
        """The school's day on which RFC 3339 text falls."""
        return self.moment(text).date()

    def at_day(self, day: date) -> datetime:
        """The present time of day on another day: what `--today` means."""
        present = datetime.now(self.zone).time().replace(microsecond=0)
        return datetime.combine(day, present if self.fixed is None else time(12), self.zone)
