"""The sweep 摸排 at the start and the end of a term (clause prevention.2), as a sheet for each class.

Whom it is about and whether it is done is told by the duties alone (sweep_duties.py), so that no sheet can differ
from them. How a sheet is filled stands in sweep_filling.py, the sheet as a spreadsheet in sweep_files.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.records import words
from app.services.caseload import View
from app.services.context import Names
from app.services.reading import name_of
from app.services.students import dorm
from app.services.sweep_duties import OPEN, Behind, Owing, Reach, Sweep, Window, behind, is_worried, read_sweep
from app.store import query
from app.store import students as store_students
from app.workspace import Workspace


@dataclass(frozen=True)
class SweepLine:
    """One student who owes the sweep. `state` is met, owed, overdue, excused, unclear or unheard, `due` RFC 3339.

    `outcome` and `source` are "" where nothing stands yet, or the versions of a check in `conflict` differ in it.
    `record` is the check, `by` who wrote it, `own` whether whoever unlocked may amend it. `worried` says that a talk
    or remark of this term saw something, `listed` that the student is on the care list. Who changed class after the
    due day is `counted_in` the class of that day.
    """

    id: str
    number: str
    name: str
    class_name: str
    counted_in: str
    dorm: str
    state: str
    late: bool
    due: str
    outcome: str
    source: str
    record: str
    by: str
    own: bool
    conflict: bool
    behind: tuple[Behind, ...]
    worried: bool
    listed: bool
    level: str
    level_name: str


@dataclass(frozen=True)
class SweepSheet:
    """The sweep of a class: every student who owes it, by dorm room, then name. `opens` is "" where nobody does."""

    class_id: str
    class_name: str
    window: Window
    term: str
    label: str
    opens: str
    as_of: str
    lines: tuple[SweepLine, ...]


@dataclass(frozen=True)
class ClassProgress:
    """How far a class is; every student stands in one of done, open, overdue, unheard, excused and unclear.

    `late` of those done were so after the due minute; `to_list` are students whom their check wants on the care list
    and who are not on it yet; `missing` are (number, name) of those who are neither done nor excused.
    """

    class_id: str
    class_name: str
    college: str
    students: int
    done: int
    late: int
    open: int
    overdue: int
    unheard: int
    excused: int
    unclear: int
    to_list: int
    missing: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SweepProgress:
    """The sweep of a term, class by class, as of a moment (RFC 3339)."""

    window: Window
    term: str
    as_of: str
    classes: tuple[ClassProgress, ...]


def sweep_sheet(workspace: Workspace, class_name: str, window: Window) -> SweepSheet:
    """The sheet of a class (name or id) for the present term, in vacation for the last one.

    A student who changed class after the due day stands on the old sheet, and on the new one too while the sweep is
    open. Raises UserError `unit_unknown`, `sweep_class_unknown`, `sweep_class_not_yours`, and as `read_sweep`.
    """
    db = workspace.store.read()
    target = Names(db).find("unit", class_name)
    row = query.record(db, target)
    if row is None or query.shown_revision(db, row).header.fields.get("kind") != "class":
        raise UserError("sweep_class_unknown", value=class_name[:40])
    sweep, view = read_sweep(workspace, window), View(workspace)
    reach = Reach(view)
    found = [
        o for o in sweep.owing.values() if reach.sees(o) and (o.unit == target or (o.open and o.present == target))
    ]
    if not found and not reach.has_class(target):
        raise UserError("sweep_class_not_yours")
    return SweepSheet(
        class_id=target,
        class_name=name_of(db, target),
        window=window,
        term=sweep.term.name,
        label=next((o.duty.label for o in sweep.owing.values()), ""),
        opens=sweep.opens,
        as_of=workspace.clock.stamp(),
        lines=tuple(_Lines(view, sweep, found).made()),
    )


def sweep_progress(workspace: Workspace, window: Window) -> SweepProgress:
    """How far each class is: a counsellor's own, a station's of its college, the centre's all.

    Counted in the class of the due day, as `coverage` counts; UserError as `read_sweep`.
    """
    sweep, reach = read_sweep(workspace, window), Reach(View(workspace))
    by_class: dict[str, list[Owing]] = {}
    for owing in sweep.owing.values():
        if reach.sees(owing):
            by_class.setdefault(owing.unit, []).append(owing)
    to_list = {d.subject_id for d in sweep.listings if d.state in OPEN}
    names = store_students.unit_names(workspace.store.read(), sorted(filter(None, by_class)))
    rows = [_progress(unit, names.get(unit, ""), found, to_list) for unit, found in by_class.items()]
    rows.sort(key=lambda r: (words.sort_key(r.college), words.sort_key(r.class_name), r.class_id))
    return SweepProgress(window, sweep.term.name, workspace.clock.stamp(), tuple(rows))


def _progress(unit: str, name: str, found: Sequence[Owing], to_list: set[str]) -> ClassProgress:
    states = [o.duty.state for o in found]
    missing = [(o.duty.subject, o.duty.subject_name) for o in found if o.open or o.duty.state == "unclear"]
    return ClassProgress(
        class_id=unit,
        class_name=name,
        college=found[0].duty.college,
        students=len(found),
        done=states.count("met"),
        late=sum(o.duty.late for o in found),
        open=states.count("owed"),
        overdue=states.count("overdue"),
        unheard=states.count("unheard"),
        excused=states.count("excused"),
        unclear=states.count("unclear"),
        to_list=sum(o.student in to_list for o in found),
        missing=tuple(sorted(missing)),
    )


# ── the lines of a sheet ─────────────────────────────────────────────────────────────────────────


class _Lines:
    """The lines of a sheet, read in a few looks for all its students."""

    def __init__(self, view: View, sweep: Sweep, found: Sequence[Owing]) -> None:
        self.view = view
        self.workspace = view.workspace
        self.reach = Reach(view)
        self.owing = {o.student: o for o in found}
        self.known = sweep.known(list(self.owing))

    def made(self) -> Iterable[SweepLine]:
        db, ids = self.workspace.store.read(), tuple(self.owing)
        if not ids:
            return
        asked = store_students.Sought(self.view.today, self.view.since, students=ids)
        lines, _ = store_students.find_lines(db, asked, limit=len(ids), sort="dorm")
        units = {unit for o in self.owing.values() for unit in (o.unit, o.present)} | {x.building for x in lines}
        names = store_students.unit_names(db, sorted(filter(None, units)))
        for line in lines:
            yield self._line(line, self.owing[line.id], names)

    def _line(self, line: store_students.Line, owing: Owing, names: Mapping[str, str]) -> SweepLine:
        check, known = owing.check, self.known.get(line.id, [])
        level = self.view.levels.of_grade(line.grade)
        return SweepLine(
            id=line.id,
            number=line.number,
            name=line.name,
            class_name=names.get(owing.present, ""),
            counted_in=names.get(owing.unit, ""),
            dorm=dorm(self.workspace.language, names.get(line.building, ""), line.room, line.off_campus),
            state=owing.duty.state,
            late=owing.duty.late,
            due=owing.duty.due,
            outcome=owing.said("outcome"),
            source=owing.said("source"),
            record=check.record if check is not None else "",
            by=name_of(self.workspace.store.read(), check.author) if check is not None else "",
            own=check is None or self.reach.may_amend(check, line.id),
            conflict=check is not None and check.conflict,
            behind=behind(self.workspace, self.view.plan, known),
            worried=is_worried(known),
            listed=line.grade > 0,
            level=level.id,
            level_name=level.name,
        )
