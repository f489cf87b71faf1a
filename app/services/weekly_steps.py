"""That a weekly sheet was sent on: one record for each person, unit, week and stage (kind `weekly_sheet`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.records import KINDS
from app.services.context import Names, plan_in_force
from app.services.reading import name_of, standing, values_of
from app.services.records import cleaned, head_ids
from app.services.saving import Saved, Wish, Writer
from app.services.weekly_reviews import ReviewWeek
from app.store.connection import Db
from app.store.review import naming_week
from app.workspace import Workspace

STAGES = ("submitted", "checked", "compiled")


@dataclass(frozen=True)
class Step:
    """That somebody sent a sheet on: which record says so, who, when (RFC 3339), with which remark."""

    id: str
    by: str
    by_name: str
    at: str
    remark: str


def steps_of(db: Db, week: ReviewWeek, unit: str) -> dict[str, list[Step]]:
    """What was sent on of a week by stage, of a unit where one is given; the latest first."""
    found: dict[str, list[tuple[int, str, Step]]] = {stage: [] for stage in STAGES}
    names = Names(db)
    for naming in naming_week(db, "weekly_sheet", week.key):
        row, kind, placed = standing(db, naming.record)
        shown = next(r for r in placed if r.pos == row.shown)
        values = values_of(kind, shown)
        if row.withdrawn or (unit and values.get("unit") != unit):
            continue
        remark = str(values.get("remark") or "")
        step = Step(row.id, names.label(row.author), name_of(db, row.author), shown.header.at, remark)
        found[str(values["stage"])].append((row.at, row.id, step))
    return {
        stage: [step for *_, step in sorted(steps, key=lambda s: s[:2], reverse=True)] for stage, steps in found.items()
    }


def step_wish(
    workspace: Workspace, db: Db, stage: str, unit: str, week: str, remark: str, repeated: int | None = None
) -> Wish | Saved:
    """The record of a stage to be written: a new one, or what follows the person's own that is there; that one itself
    where it says the same already."""
    kind = KINDS["weekly_sheet"]
    values = {"unit": unit, "week": week, "stage": stage, "repeated": repeated, "remark": remark}
    clean = cleaned(workspace, db, kind, values)
    for naming in naming_week(db, "weekly_sheet", week):
        row, _, placed = standing(db, naming.record)
        shown = next(r for r in placed if r.pos == row.shown)
        before = values_of(kind, shown)
        own = row.author == workspace.member.id and not row.withdrawn
        if not own or (before.get("unit"), before.get("stage")) != (unit, stage):
            continue
        if before == clean and not row.conflict:
            return Saved(row.id, shown.id.hex())
        return Wish(kind, clean, record=row.id, parents=head_ids(placed), happened=shown.header.happened)
    return Wish(kind, clean)


def save_steps(
    workspace: Workspace, unit: Db, signs: Iterable[Wish], steps: Iterable[Wish | Saved]
) -> tuple[Saved, ...]:
    """Writes all of them in one transaction and answers with the steps; what says the same already stays as it is."""
    signs, steps = list(signs), list(steps)
    wishes = [step for step in steps if isinstance(step, Wish)]
    done: list[Saved] = []
    if signs or wishes:
        writer = Writer(workspace, unit, plan_in_force(workspace, unit).rank)
        done = writer.save([*signs, *wishes])[len(signs) :]
    made = iter(done)
    return tuple(next(made) if isinstance(step, Wish) else step for step in steps)
