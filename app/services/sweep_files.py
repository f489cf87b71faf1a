"""A sweep sheet as a spreadsheet: out for working on paper or in WPS, and the same sheet back, filled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import UserError
from app.services.context import plan_in_force
from app.services.files import deliver
from app.services.roster_difference import Held
from app.services.roster_values import alike
from app.services.sheet_files import content_of
from app.services.sheet_list import hold
from app.services.sheet_students import SheetStudents
from app.services.sheet_words import PlanWords
from app.services.sweep_duties import Sweep, Window
from app.services.sweep_filling import Answer, doubts, open_sweep, save_answers
from app.services.sweeps import SweepLine, sweep_sheet
from app.sheets.student_list import ListedRow
from app.sheets.sweep import SweepRows, read_sweep_rows
from app.store.audit import add_audit
from app.texts import LANGUAGES, text
from app.workspace import Workspace

COLUMNS = ("number", "name", "class_name", "dorm", "level", "behind", "due", "state", "outcome", "source")
_SAID = {
    "nothing": ("未见异常", "无异常"),
    "watch": ("观察", "持续观察"),
    "list": ("拟列入", "拟列入名单", "列入名单"),
}
"""The three outcomes with words met on sheets for them, besides their labels and ids."""
_OF_ROW = {
    "sweep_not_owed": "sweep_row_not_owed",
    "sweep_by_colleague": "sweep_row_by_colleague",
    "sweep_source_missing": "sweep_row_source_missing",
}
"""The code of one row for what is said of many students at once."""


@dataclass(frozen=True)
class SweepImported:
    """What an import did, or would do. `blank` are students whose row has no answer yet, `held` rows that were not
    taken; `to_list` as in `SweepFilled`."""

    written: int
    amended: int
    unchanged: int
    blank: int
    to_list: int
    held: tuple[Held, ...]


def write_sweep_sheet(workspace: Workspace, class_name: str, window: Window, path: Path) -> Path:
    """Writes the sheet of a class as an xlsx that `import_sweep` takes back; the audit tells that it left.

    Raises UserError `sweep_ending`, as `sweep_sheet` and `deliver` do.
    """
    from app.sheets.writing import SheetOut, write_xlsx  # late: its library is slow to load

    if path.suffix.lower() != ".xlsx":
        raise UserError("sweep_ending", file=path.name)
    sheet = sweep_sheet(workspace, class_name, window)
    language = workspace.language
    header = [text(language, f"sweep.column.{name}") for name in COLUMNS]
    words = PlanWords(plan_in_force(workspace))
    sources = words.labels("sweep_source", language)
    note = text(language, "sweep.note", outcomes=_outcomes(language), sources=sources)
    rows = [_cells(workspace, line) for line in sheet.lines]
    data = write_xlsx([SheetOut(sheet.class_name, header, rows, (note,))])
    written = deliver(data, path.parent, path.name)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "save_out", workspace.member.id, sheet.class_id)
    return written


def _cells(workspace: Workspace, line: SweepLine) -> tuple[str, ...]:
    language, plan = workspace.language, plan_in_force(workspace)
    known = (f"{text(language, f'kind.{b.kind}')} {b.day.isoformat()}" for b in line.behind)
    return (
        line.number,
        line.name,
        line.class_name,
        line.dorm,
        line.level_name,
        text(language, "sweep.apart").join(known),
        line.due[:10],
        text(language, f"state.{'met_late' if line.late else line.state}"),
        text(language, f"choice.outcome.{line.outcome}") if line.outcome else "",
        plan.label("sweep_source", line.source, language) if line.source else "",
    )


def import_sweep(workspace: Workspace, path: Path, window: Window, *, dry_run: bool = False) -> SweepImported:
    """Takes a filled sheet back: each row an answer of its student. Rows without an answer stay open.

    Outcomes and sources are read as labels of the plan, as ids, or in the words of `_SAID`. Whoever answers for a
    student twice differently is taken at the first row. Raises UserError `file_unreadable`, as `read_sweep_rows`, and
    as `fill_sweep` where no row is to blame.
    """
    content = content_of(path)
    sweep = open_sweep(workspace, window)
    found = read_sweep_rows(content, path.name)
    answered = _Answers(sweep, found)
    answers = answered.answers
    sheets = {sheet: at for at, sheet in enumerate(found.sheets)}
    held = tuple(sorted(answered.held, key=lambda h: (sheets.get(h.sheet, 0), h.row)))
    done = save_answers(sweep, answers, dry_run=dry_run)
    return SweepImported(done.written, done.amended, done.unchanged, answered.blank, done.to_list, held)


class _Answers:
    """The rows of a sheet as answers by student id; what cannot be taken gathers in `held`."""

    def __init__(self, sweep: Sweep, found: SweepRows) -> None:
        self.language = sweep.workspace.language
        self.words = PlanWords(plan_in_force(sweep.workspace))
        self.outcomes = _outcome_words()
        self.students = SheetStudents(sweep.workspace.store.read())
        self.held = [Held(h.row, h.sheet, h.code, h.values) for h in found.held]
        self.blank = 0
        self.answers: dict[str, Answer] = {}
        rows: dict[str, ListedRow] = {}
        for row in found.rows:
            self._take(row, rows)
        for student, code in doubts(sweep, self.answers).items():
            del self.answers[student]
            self.held.append(hold(rows[student], _OF_ROW.get(code, code)))

    def _take(self, row: ListedRow, rows: dict[str, ListedRow]) -> None:
        if not row.text("outcome") and not row.text("source"):
            self.blank += 1
            return
        try:
            student, answer = self.students.find(row).id, self._answer(row)
        except UserError as doubt:
            said = {name: str(value) for name, value in doubt.values.items()}
            self.held.append(Held(row.row, row.sheet, doubt.code, row.place() | said))
            return
        if self.answers.setdefault(student, answer) != answer:
            self.held.append(hold(row, "roster_duplicate"))
        rows.setdefault(student, row)

    def _answer(self, row: ListedRow) -> Answer:
        outcome = self.outcomes.get(alike(row.text("outcome")), "")
        if not outcome:
            raise UserError("sweep_outcome_unknown", **row.place(allowed=_outcomes(self.language)))
        source, _ = self.words.choice("sweep_source", row.text("source"))
        if not source:
            allowed = self.words.labels("sweep_source", self.language)
            raise UserError("sweep_source_unknown", **row.place(allowed=allowed))
        return outcome, source


def _outcomes(language: str) -> str:
    """All outcomes that may be written, for a sentence."""
    return text(language, "sweep.apart").join(text(language, f"choice.outcome.{outcome}") for outcome in _SAID)


def _outcome_words() -> dict[str, str]:
    def said(outcome: str) -> Iterable[str]:
        return (outcome, *_SAID[outcome], *(text(language, f"choice.outcome.{outcome}") for language in LANGUAGES))

    return {alike(word): outcome for outcome in _SAID for word in said(outcome)}
