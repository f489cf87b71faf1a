"""Putting a duty off the week's list until a day, with a reason. Kept on this device for whoever unlocked and in no
record: the duty stays owed and is counted wherever duties are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from app.errors import UserError
from app.records.validation import tidy
from app.services.context import plans_over_time
from app.services.due_rules import is_urgent
from app.store import state
from app.store.connection import Db
from app.workspace import Workspace

LONGEST = 14  # days that something is put off at once
WORDS = 200  # characters of a reason


class Snooze(msgspec.Struct, frozen=True):
    """A duty is off the list until the morning of a day; why, and when (RFC 3339) that was decided."""

    until: date
    reason: str
    at: str


def snooze_duties(workspace: Workspace, keys: Sequence[str], until: date, reason: str) -> None:
    """Puts duties (by the keys of their line) off until the morning of a day.

    Raises UserError `snooze_reason_missing`, `snooze_day` for one that is not within the next days, `snooze_urgent`
    for what is about a danger.
    """
    reason, today = tidy(reason, "reason")[:WORDS], workspace.clock.today()
    if not reason:
        raise UserError("snooze_reason_missing")
    if not today < until <= today + timedelta(days=LONGEST):
        raise UserError("snooze_day", days=LONGEST)
    with workspace.store.unit() as unit:
        urgent = {rule.id for span in plans_over_time(workspace, unit) for rule in span.plan.rules if is_urgent(rule)}
        if any(key.split("|")[0] in urgent for key in keys):
            raise UserError("snooze_urgent")
        new = Snooze(until, reason, workspace.clock.stamp())
        _keep(workspace, unit, {**snoozed_duties(workspace, unit), **dict.fromkeys(keys, new)})


def wake_duties(workspace: Workspace, keys: Sequence[str]) -> None:
    """Puts duties back on the list; one that is there is left alone."""
    with workspace.store.unit() as unit:
        kept = snoozed_duties(workspace, unit)
        _keep(workspace, unit, {key: snooze for key, snooze in kept.items() if key not in keys})


def snoozed_duties(workspace: Workspace, db: Db) -> Mapping[str, Snooze]:
    """What is off the list today, by the key of the duty."""
    kept = msgspec.json.decode(state.setting(db, _setting(workspace), "{}"), type=dict[str, Snooze])
    return {key: snooze for key, snooze in kept.items() if snooze.until > workspace.clock.today()}


def _keep(workspace: Workspace, unit: Db, kept: Mapping[str, Snooze]) -> None:
    state.set_setting(unit, _setting(workspace), msgspec.json.encode(kept).decode())


def _setting(workspace: Workspace) -> str:
    return f"snoozed:{workspace.slot_person}"
