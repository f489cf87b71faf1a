"""Importing a roster: first the difference to the store, then one transaction that makes it true."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.errors import UserError
from app.exchange.progress import WHOLE, Progress, Report, aside
from app.services.context import plan_in_force
from app.services.files import deliver
from app.services.roster_difference import Change, Difference, Held, Imported, Newcomer
from app.services.saving import Writer
from app.services.sheet_files import content_of, save_wishes
from app.sheets.roster import read_roster
from app.store.audit import add_audit
from app.store.watching import watched
from app.texts import sentence, text
from app.workspace import Workspace

__all__ = ["Change", "Held", "Imported", "Newcomer", "held_sentence", "import_roster", "save_held_rows"]

# Where reading and comparing end, in thousandths of the time: of a preview, and of an import.
PREVIEW, IMPORT = (500, WHOLE), (100, 200)


def import_roster(
    workspace: Workspace, path: Path, *, college: str | None, dry_run: bool, report: Report | None = None
) -> Imported:
    """Takes the students of an xlsx, xls or csv over; a dry run only tells what would change.

    `college` counts where the file has no column for it. Raises UserError `not_a_seat`,
    `file_unreadable` and what `read_roster` raises; `Cancelled` from `report` until the one transaction commits.
    """
    if not workspace.is_seat:
        raise UserError("not_a_seat")
    progress = Progress(report)
    read, compared = PREVIEW if dry_run else IMPORT
    progress.phase(read)
    content = content_of(path)
    roster = aside(lambda: read_roster(content, path.name, college), progress.tick)
    plan = plan_in_force(workspace)
    progress.phase(compared)
    if dry_run:
        db = workspace.store.read()
        with watched(db, progress.tick):
            return Difference(workspace, db, plan).find(roster, progress)
    with workspace.store.unit() as unit:
        with watched(unit, progress.tick):
            difference = Difference(workspace, unit, plan)
            imported = difference.find(roster, progress)
            progress.phase(WHOLE)
            if difference.wishes:
                save_wishes(Writer(workspace, unit, plan.rank), difference.wishes, progress, checked=False)
        progress.phase(WHOLE)
    return imported


def held_sentence(language: str, held: Held) -> str:
    """Why a row was not taken and what to do, in one piece."""
    return sentence(language, UserError(held.code, **held.values))


def save_held_rows(workspace: Workspace, held: Sequence[Held], path: Path) -> Path:
    """Writes the rows that were not taken as a sheet, each with its reason; it is plain from then on.

    Raises UserError `target_missing`, `target_full`, `target_failed`.
    """
    from app.sheets.writing import SheetOut, write_xlsx  # late: its library is slow to load

    def say(key: str) -> str:
        return text(workspace.language, f"inbox.sheet.{key}")

    header = [say(key) for key in ("table", "row", "number", "name", "why")]
    rows = [
        (h.sheet, h.row, h.values.get("number", ""), h.values.get("name", ""), held_sentence(workspace.language, h))
        for h in held
    ]
    data = write_xlsx([SheetOut(say("held"), header, rows)])
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "save_out", workspace.member.id)
    return deliver(data, path.parent, path.name)
