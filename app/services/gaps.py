"""What has not come: devices of which a bundle began after what is here, and the days that are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.clock import Clock
from app.exchange import trust
from app.exchange.trust import Credential
from app.records.revision import read_header
from app.store import state
from app.store.connection import Db
from app.store.lanes import holes
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class Missing:
    """Records of a device that have not come. They were written from `since` to `until`, both included.

    Either day is None where nothing here tells it. `asked`: a bundle written since asks the device for them.
    """

    device: str
    name: str
    since: date | None
    until: date | None
    asked: bool = False


def open_gaps(workspace: Workspace) -> tuple[Missing, ...]:
    """Every device of which something is still missing, by name."""
    db = workspace.store.read()
    listed = trust.load(db)
    newest = {row.sender: row for row in still_open(db)}
    found = []
    for device, row in newest.items():
        credential = listed.credential(device, row.epoch)
        if credential is not None:
            to = device if workspace.is_seat else listed.root.school  # only a seat writes to a device itself
            asked = state.was_answered(db, row.digest, to)
            found.append(missing_before(db, workspace.clock, credential, asked=asked))
    return tuple(sorted(found, key=lambda m: (m.name, m.device)))


def still_open(db: Db) -> Iterable[state.BundleRow]:
    """The bundles that came too early, and what is missing before them has not come since."""
    for row in state.with_gaps(db):
        peer = state.peer(db, row.sender)
        if peer.got_epoch == row.epoch and peer.got < int(row.said["need"]):
            yield row


def missing_before(db: Db, clock: Clock, sender: Credential, *, asked: bool = False) -> Missing:
    """The days between what is here before and after the numbers that a device's log lacks here."""
    found = holes(db, sender.device, sender.epoch)
    starts = [None if before is None else clock.day(read_header(before).at) for before, _ in found]
    ends = [clock.day(read_header(after).at) for _, after in found]
    known = [day for day in starts if day is not None]
    since = min(known) if known and None not in starts else None
    return Missing(sender.device, sender.name, since, max(ends, default=None), asked)


def gap_sentence(language: str, missing: Missing) -> str:
    """What is missing, in a sentence, and what is being done about it."""
    if missing.since is None or missing.until is None:
        what = text(language, "inbox.gap.device", name=missing.name)
    elif missing.since == missing.until:
        what = text(language, "inbox.gap.day", name=missing.name, day=_day(language, missing.since))
    else:
        days = {"since": _day(language, missing.since), "until": _day(language, missing.until)}
        what = text(language, "inbox.gap.days", name=missing.name, **days)
    return what + text(language, "inbox.gap.asked" if missing.asked else "inbox.gap.to_ask")


def _day(language: str, day: date) -> str:
    return text(language, "inbox.day_of_month", month=text(language, f"inbox.month.{day.month}"), day=day.day)
