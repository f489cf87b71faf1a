"""The desk at which people of a world write: versions of records, now and then withdrawn, amended or torn in two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from tests.app.plan.reference_days import days, holder_on
from tests.app.plan.worlds import DAY, SAVED, WITHDRAWN, Noted, Pupil, Said, World


@dataclass
class Desk:
    """Where records are written: nothing that happens or is written after the world's moment gets in."""

    world: World
    part: str
    rng: Random
    written: list[Noted] = field(default_factory=list)

    def note(
        self,
        kind: str,
        author: str,
        moment: datetime,
        values: Mapping[str, object],
        *,
        happened: datetime | None = None,
    ) -> Noted | None:
        """A record of one version; now and then amended, withdrawn or torn in two afterwards."""
        if moment > self.world.now or (happened or moment) > self.world.now:
            return None
        record = Noted(f"{self.part}-{len(self.written)}", kind, author, (Said(0, moment, values),), happened)
        self.written.append(record)
        return record

    def again(
        self, record: Noted, values: Mapping[str, object] | None = None, op: str = SAVED, *, rival: bool = False
    ) -> Noted:
        """A further version after the last one; as a rival there are two of them side by side."""
        last = record.said[-1]
        written = last.written + timedelta(minutes=self.rng.randint(1, 600))
        if written > self.world.now:
            return record
        said = [*record.said]
        changed = {**last.values, **(values or {})}
        if rival:
            said.append(replace(last, place=last.place + 1, written=written, follows=last.place))
        said.append(Said(said[-1].place + 1, written, changed, last.place, op))
        amended = replace(record, said=tuple(said))
        self.written[self.written.index(record)] = amended
        return amended

    def chance(self, of: float) -> bool:
        return self.rng.random() < of

    def writer(self, pupil: Pupil, day: date) -> str:
        """Who has the student, else the station of the college, which may write most things too."""
        return holder_on(self.world, pupil, day) or "S1"


def spoilt(desk: Desk, record: Noted | None, rival: Mapping[str, object], of: float = 0.08) -> Noted | None:
    """Some records are withdrawn, some amended, some end in two versions that differ."""
    if record is None or not desk.chance(3 * of):
        return record
    match desk.rng.randint(0, 4):
        case 0 | 1:
            return desk.again(record, op=WITHDRAWN)
        case 2:
            return desk.again(record, rival)
        case 3:
            return desk.again(record, op=WITHDRAWN, rival=True)
        case _:
            return desk.again(record, rival, rival=True)


def all_days(world: World) -> Iterator[date]:
    return days(world.terms[0].first - 10 * DAY, world.now.date())


def sign(desk: Desk, record: Noted, verdict: str, author: str = "") -> Noted | None:
    when = record.said[-1].written + timedelta(hours=desk.rng.randint(1, 60))
    named = f"{record.key}#{record.said[-1].place}"
    values = {"of": record.key, "revision": named, "as": verdict, "at": when}
    return desk.note("sign_off", author or desk.rng.choice(["C001", "S1"]), when, values)


def phoned(desk: Desk, record: Noted, when: datetime) -> None:
    if desk.chance(0.7):
        called = when + timedelta(minutes=desk.rng.choice([3, 14, 15, 16, 40]))
        desk.note("phone_report", record.author, called + timedelta(hours=1), {"of": record.key, "when": called})
