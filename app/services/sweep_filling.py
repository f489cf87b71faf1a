"""Filling a sweep (clause prevention.2): one check for each student, window and term, all in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.plan.finding import set_going_by
from app.plan.plan import Plan
from app.records import KINDS
from app.records.validation import validate
from app.services.caseload import View
from app.services.context import Names, plan_in_force
from app.services.reading import amendable
from app.services.records import cleaned, head_ids
from app.services.saving import Wish, Writer
from app.services.sweep_duties import KIND, OPEN, SOURCES, Reach, Sweep, Window, behind, read_sweep
from app.services.sweeps import SweepLine, sweep_sheet
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace

CHECK = KINDS[KIND]
Answer = tuple[str, str]
"""An outcome and how it is known, as ids."""


@dataclass(frozen=True)
class SweepFilled:
    """What was done: checks written, amended, found saying the same. `to_list` of the students named are to be put on
    the care list, by `list_by` at the latest (RFC 3339; "" for nobody, and for a dry run)."""

    written: int
    amended: int
    unchanged: int
    to_list: int
    list_by: str = ""


@dataclass(frozen=True)
class LeftOpen:
    """A student (by number) whom one key for many does not answer for.

    `why` is nothing_known: no talk, remark or parent contact of this term; listed: on the care list; worried: a talk
    or remark of this term saw something; unclear: a check in conflict; moved: no longer whoever fills it in's.
    """

    number: str
    why: str


@dataclass(frozen=True)
class RestFilled:
    """How many were marked, and who is left to be answered one by one."""

    filled: int
    left: tuple[LeftOpen, ...]


def fill_sweep(workspace: Workspace, window: Window, entries: Mapping[str, Answer]) -> SweepFilled:
    """Writes the answers, (outcome, source) by student's number or id; all of them or none.

    A talk, visit remark or parent contact given as the source must be there in this term; a class is a word.
    Raises UserError `role`, `sweep_outside_term`, `sweep_ahead`, `sweep_not_owed`, `sweep_by_colleague`,
    `sweep_source_missing`, `out_of_scope`, and as `validate`, `Names`, `read_sweep` and `Writer.save` do.
    """
    sweep = open_sweep(workspace, window)
    names = Names(workspace.store.read())
    return save_answers(sweep, {names.find("student", student): entry for student, entry in entries.items()})


def fill_rest(workspace: Workspace, window: Window, class_name: str) -> RestFilled:
    """Marks every student of a class who is still open as "nothing", with the latest talk, visit remark or parent
    contact of this term as the source. It never answers for whom nothing is known, who is on the care list, or of whom
    a talk or remark of this term saw something. Raises UserError as `sweep_sheet` and `fill_sweep`.
    """
    sweep, reach = open_sweep(workspace, window), Reach(View(workspace))
    answers: dict[str, Answer] = {}
    left = []
    for line in sweep_sheet(workspace, class_name, window).lines:
        if line.state not in (*OPEN, "unclear"):
            continue
        why = _why_left(line, reach)
        if why:
            left.append(LeftOpen(line.number, why))
        else:
            answers[line.id] = ("nothing", _source(line))
    return RestFilled(save_answers(sweep, answers).written, tuple(left))


def _why_left(line: SweepLine, reach: Reach) -> str:
    if line.state == "unclear":
        return "unclear"
    if not reach.has_today(line.id):
        return "moved"
    if line.listed:
        return "listed"
    if line.worried:
        return "worried"
    return "" if _source(line) else "nothing_known"


def _source(line: SweepLine) -> str:
    return next((b.source for b in line.behind if b.source), "")


# ── what may be saved ────────────────────────────────────────────────────────────────────────────


def open_sweep(workspace: Workspace, window: Window) -> Sweep:
    """The sweep of a window in which something may be written now; UserError `role`, `sweep_outside_term` in a
    vacation, `sweep_ahead` before it opens: what is written before meets nothing."""
    if workspace.member.role not in CHECK.writers:
        raise UserError("role")
    clock, sweep = workspace.clock, read_sweep(workspace, window)
    if not sweep.term.holds(clock.today()):
        raise UserError("sweep_outside_term")
    if sweep.opens and clock.epoch(sweep.opens) > clock.epoch(clock.stamp()):
        raise UserError("sweep_ahead", day=clock.day(sweep.opens).isoformat())
    return sweep


def doubts(sweep: Sweep, answers: Mapping[str, Answer]) -> dict[str, str]:
    """Why an answer about a student (by id) cannot be saved, as the code of a sentence; none for the others."""
    workspace = sweep.workspace
    plan, reach = plan_in_force(workspace), Reach(View(workspace))
    known = sweep.known(list(answers))
    found: dict[str, str] = {}
    for student, answer in answers.items():
        owing = sweep.owing.get(student)
        kinds = {b.kind for b in behind(workspace, plan, known.get(student, ()))}
        wanted = next((kind for kind, sources in SOURCES.items() if answer[1] in sources), "")
        if owing is None:
            found[student] = "sweep_not_owed"
        elif _says(sweep, student, answer):
            continue
        elif not reach.has_today(student):
            found[student] = "out_of_scope"
        elif owing.check is not None and not reach.may_amend(owing.check, student):
            found[student] = "sweep_by_colleague"
        elif wanted and wanted not in kinds:
            found[student] = "sweep_source_missing"
    return found


def save_answers(sweep: Sweep, answers: Mapping[str, Answer], *, dry_run: bool = False) -> SweepFilled:
    """Saves answers by student id, all or none; a dry run only counts them. UserError as `fill_sweep`."""
    workspace = sweep.workspace
    plan = plan_in_force(workspace)
    for student, (outcome, source) in answers.items():
        values = {"student": student, "window": sweep.window, "outcome": outcome, "source": source}
        _valid(values, plan.ids(), workspace)
    _refuse(doubts(sweep, answers))
    changed = [student for student in answers if not _says(sweep, student, answers[student])]
    fresh = [student for student in changed if sweep.owing[student].check is None]
    if changed and not dry_run:
        with workspace.store.unit() as unit:
            writer = Writer(workspace, unit, plan.rank)
            writer.placing.scopes.learn(changed)
            writer.save([_wish(sweep, unit, student, answers[student]) for student in changed])
    named = [student for student, (outcome, _) in answers.items() if outcome == "list"]
    to_list = {} if dry_run else _to_list(workspace, sweep.window, named)
    return SweepFilled(
        written=len(fresh),
        amended=len(changed) - len(fresh),
        unchanged=len(answers) - len(changed),
        to_list=_would_owe(sweep, plan, named) if dry_run else len(to_list),
        list_by=max(to_list.values(), default=""),
    )


def _valid(values: Mapping[str, object], choices: Mapping[str, Sequence[str]], workspace: Workspace) -> None:
    try:
        validate(CHECK, values, choices, workspace.clock)
    except UserError as error:
        raise UserError(error.code, **{**error.values, "kind": KIND}) from None


def _refuse(found: Mapping[str, str]) -> None:
    """The first reason there is, with the number of students it holds for; nobody is named."""
    for code in dict.fromkeys(found.values()):
        if code == "out_of_scope":
            raise UserError(code)
        raise UserError(code, count=list(found.values()).count(code))


def _says(sweep: Sweep, student: str, answer: Answer) -> bool:
    """Whether a check that is not in conflict says this already."""
    owing = sweep.owing[student]
    settled = owing.check is not None and not owing.check.conflict
    return settled and (owing.said("outcome"), owing.said("source")) == answer


def _wish(sweep: Sweep, unit: Db, student: str, answer: Answer) -> Wish:
    """A new check, or an amendment that follows every version of the one there is."""
    owing = sweep.owing[student]
    given = {"student": student, "window": sweep.window, "outcome": answer[0], "source": answer[1]}
    values = cleaned(sweep.workspace, unit, CHECK, given)
    if owing.check is None:
        return Wish(CHECK, values)
    row, _, placed = amendable(unit, owing.check.record)
    shown = next(r for r in placed if r.pos == row.shown)
    return Wish(
        CHECK,
        values,
        record=row.id,
        parents=head_ids(placed),
        attachments=tuple(shown.body.attachments) if shown.body is not None else (),
        happened=shown.header.happened,
        about=((student,), shown.header.unit),
    )


def _to_list(workspace: Workspace, window: Window, students: Sequence[str]) -> dict[str, str]:
    """Of these students those who have to be put on the care list now, and by when."""
    if not students:
        return {}
    listings = read_sweep(workspace, window).listings
    return {d.subject_id: d.due for d in listings if d.subject_id in students and d.state in OPEN}


def _would_owe(sweep: Sweep, plan: Plan, students: Sequence[str]) -> int:
    """How many of these students would have to be put on the care list once they were named: those who have to be
    already, and whoever is named for the first time, unless they were listed today, which meets it."""
    owed = {d.subject_id for d in sweep.listings if d.state in OPEN}
    obliges = bool(set_going_by(plan, KIND))
    return sum(
        student in owed or (obliges and sweep.owing[student].said("outcome") != "list" and not _listed(sweep, student))
        for student in students
    )


def _listed(sweep: Sweep, student: str) -> bool:
    """Whether a student was put on the care list today."""
    clock, db = sweep.workspace.clock, sweep.workspace.store.read()
    began = clock.epoch(clock.today().isoformat())
    return any(
        row.happened >= began and query.shown_revision(db, row).header.fields.get("action") != "remove"
        for row in query.records(db, kinds=("care_listing",), student=student)
    )
