"""How a workspace stands, in figures that may be read to anybody: no name, no text, no path, no id of a record."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.records.kind import Role
from app.services.upkeep import warnings
from app.store import projection, state
from app.store.held import held_codes
from app.store.schema import VERSION
from app.workspace import Workspace, store_path

LITTLE = 10**9  # bytes of free disk under which somebody should make room
SKEW = timedelta(
    minutes=10
)  # that the newest record may be ahead of the clock: machines are never in step to the second
_LATEST = 1


@dataclass(frozen=True)
class Standing:
    """Sizes in bytes. `behind` is how much the clock is before the newest record, None where it is not; `clock_set`
    says that the moment was given at the start. `warnings` are keys of `warning.*` texts."""

    role: Role
    enrolled: bool
    size: int
    free: int
    schema: int
    epoch: int
    records: int
    revisions: int
    held: int
    backup: datetime | None
    taken_in: datetime | None
    written: datetime | None
    now: datetime
    behind: timedelta | None
    clock_set: bool
    keyring: bool
    quick: bool
    warnings: tuple[str, ...]

    @property
    def little_room(self) -> bool:
        return self.free < LITTLE


def look_over(workspace: Workspace) -> Standing:
    """Reads how the workspace stands; asks the keyring nothing, only whether there is one."""
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    db, clock = workspace.store.read(), workspace.clock
    newest = projection.newest_second(db)
    ahead = clock.at_second(newest) - clock.now() if newest is not None else timedelta()
    backup = state.setting(db, "backup")
    return Standing(
        role=workspace.role,
        enrolled=workspace.enrolled,
        size=_size(workspace),
        free=shutil.disk_usage(workspace.home).free,
        schema=VERSION,
        epoch=workspace.epoch,
        records=projection.count_records(db),
        revisions=projection.count_revisions(db),
        held=len(held_codes(db)),
        backup=clock.moment(backup) if backup else None,
        taken_in=_last(workspace, "in"),
        written=_last(workspace, "out"),
        now=clock.now(),
        behind=ahead if ahead > SKEW else None,
        clock_set=clock.is_set,
        keyring=quick_unlock.available(),
        quick=bool(state.setting(db, "quick_unlock")),
        warnings=tuple(warnings(workspace)),
    )


def _last(workspace: Workspace, way: str) -> datetime | None:
    """When the last bundle went this way; None where none did."""
    rows = state.journal(workspace.store.read(), way, _LATEST)
    return workspace.clock.moment(rows[0].at) if rows else None


def _size(workspace: Workspace) -> int:
    """The store with what SQLite keeps beside it."""
    store = store_path(workspace.home)
    beside = (store, store.with_name(f"{store.name}-wal"))
    return sum(path.stat().st_size for path in beside if path.exists())
