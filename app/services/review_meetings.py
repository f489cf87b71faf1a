"""Resolutions of review meetings 研判会议定事项: what is still open, and writing down that one is done (prevention.6).

Minutes are records of kind `review_meeting` as any other; the figures before a meeting stand in data_pack.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.plan.finding import set_going_by
from app.records import KINDS
from app.services.context import rules_over_time
from app.services.duties import Asked, Duty, list_duties
from app.services.reading import standing, values_of
from app.services.records import add_record
from app.services.saving import Saved
from app.store import query
from app.store.connection import Db
from app.store.log import revision_at
from app.workspace import Workspace

KIND = "resolution"


@dataclass(frozen=True)
class OpenResolution:
    """A resolution that nobody has written down as done. `what` is "" where only its header is here; `state` is the
    duty's (owed, overdue …), `college` the unit of the meeting."""

    id: str
    meeting: str
    what: str
    owner: str
    owner_name: str
    due: date
    state: str
    college: str


def open_resolutions(workspace: Workspace) -> tuple[OpenResolution, ...]:
    """The resolutions that are still open, the earliest day first."""
    db = workspace.store.read()
    dues = [day for row in query.records(db, kinds=(KIND,)) if (day := _due(db, row.shown)) is not None]
    rules = rules_over_time(workspace, db, lambda plan: set_going_by(plan, KIND))
    if not dues or not rules:
        return ()
    duties = list_duties(workspace, Asked(first=min(dues), last=max(dues), rules=rules))
    return tuple(_resolution(workspace, db, duty) for duty in duties if duty.state != "met")


def _due(db: Db, shown: int) -> date | None:
    due = revision_at(db, shown).header.fields.get("due")
    return date.fromisoformat(str(due)) if due else None


def _resolution(workspace: Workspace, db: Db, duty: Duty) -> OpenResolution:
    row, kind, placed = standing(db, duty.cause)
    values = values_of(kind, next(r for r in placed if r.pos == row.shown))
    return OpenResolution(
        id=row.id,
        meeting=str(values.get("of") or ""),
        what=str(values.get("what") or ""),
        owner=duty.holder,
        owner_name=duty.holder_name,
        due=workspace.clock.day(duty.due),
        state=duty.state,
        college=duty.college or duty.subject_name,
    )


def finish_resolution(workspace: Workspace, identity: str, remark: str = "") -> Saved:
    """Writes that a resolution is done, in the version that is shown. UserError `record_unknown`,
    `resolution_unknown`, `resolution_finished`."""
    db = workspace.store.read()
    row, kind, placed = standing(db, identity)
    if kind.name != KIND or row.withdrawn:
        raise UserError("resolution_unknown")
    if any(_is_done(db, act.shown) for act in query.of_target(db, identity, "sign_off")):
        raise UserError("resolution_finished")
    shown = next(r for r in placed if r.pos == row.shown)
    values = {"of": identity, "revision": shown.id.hex(), "as": "done", "at": workspace.clock.stamp()}
    return add_record(workspace, "sign_off", {**values, "remark": remark})


def _is_done(db: Db, shown: int) -> bool:
    return values_of(KINDS["sign_off"], revision_at(db, shown)).get("as") == "done"
