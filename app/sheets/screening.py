"""A screening export as rows: what each student's row says, or why it is held. The figures' sense is not known here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from app.errors import UserError
from app.sheets import cells
from app.sheets.roster_reader import hold
from app.sheets.roster_row import HeldRow
from app.sheets.screening_columns import Layout, find_layout, shown
from app.sheets.screening_row import ScreeningRow, ScreeningSheet, Wanted
from app.sheets.screening_words import day_of, is_invalid, is_yes, outcome_of
from app.sheets.table import Sheet, read_table

__all__ = ["ScreeningRow", "ScreeningSheet", "Wanted", "read_screening"]

MAX_SHEETS = 200
_TOTALS = re.compile(
    r"(总|合|小|共)\s*计.*|总?人数.*|平均(分|值)?|均值|标准差|最(大|小|高|低)(值|分)|average|total.*", re.I
)
_ZERO = re.compile(r"0*(\.0*)?")


def read_screening(data: bytes, name: str, wanted: Wanted) -> ScreeningSheet:
    """The rows of an xlsx, xls or csv of results; hidden ones too.

    Errors: those of `read_table`, `screening_no_header` where no sheet has a number, a name and a result,
    `screening_items_wrong`, `screening_other_scale`, `coding_two` where its headings state two codings.
    """
    rows: list[ScreeningRow] = []
    held: list[HeldRow] = []
    found = []
    sheets = read_table(data, name)
    skipped = [sheet.name for sheet in sheets[MAX_SHEETS:]]
    for sheet in sheets[:MAX_SHEETS]:
        layout = find_layout(sheet, wanted)
        if layout is None:
            skipped.append(sheet.name)
            continue
        found.append((sheet, layout))
        good, bad = _Reader(sheet, layout, wanted).read()
        rows += good
        held += bad
    if not found:
        raise UserError("screening_no_header")
    codings = {layout.coding for _, layout in found} - {""}
    if len(codings) > 1:
        raise UserError("coding_two")
    return ScreeningSheet(
        rows=tuple(rows),
        held=tuple(held),
        columns=tuple(column for sheet, layout in found for column in shown(sheet, layout).values()),
        coding="".join(codings),
        items=frozenset(number for _, layout in found for number in layout.items),
        dated=any("day" in layout.fields for _, layout in found),
        skipped=tuple(skipped),
    )


class _Reader:
    """Reads one sheet by its layout."""

    def __init__(self, sheet: Sheet, layout: Layout, wanted: Wanted) -> None:
        self.sheet = sheet
        self.layout = layout
        self.wanted = wanted

    def read(self) -> tuple[list[ScreeningRow], list[HeldRow]]:
        rows: list[ScreeningRow] = []
        held: list[HeldRow] = []
        for at in range(self.layout.first, len(self.sheet.rows)):
            one = self._one(self.sheet.rows[at], self.sheet.first_row + at)
            if isinstance(one, ScreeningRow):
                rows.append(one)
            elif one is not None:
                held.append(one)
        return rows, held

    def _one(self, raw: Sequence[str], row: int) -> ScreeningRow | HeldRow | None:
        def get(column: int) -> str:
            return raw[column] if 0 <= column < len(raw) else ""

        raw_number, raw_name = get(self.layout.column("number")), get(self.layout.column("name"))
        number, name = cells.number(raw_number), cells.name(raw_name)
        if self._is_no_student(raw, number, name):
            return None
        code = self._person_code(row, raw_number, number, raw_name, name) or self._figure_code(row)
        if code:
            return hold(row, self.sheet.name, code, (raw_number, raw_name))
        return self._row([get(column) for column in range(len(raw))], row, number, name)

    def _is_no_student(self, raw: Sequence[str], number: str, name: str) -> bool:
        """Blank lines, totals, means, notes below the table, headers printed again on the next page."""
        texts = [text for cell in raw if (text := cells.visible(cell))]
        if not texts or (number == "学号" and name in ("姓名", "学生姓名")):
            return True
        if not (number and name and cells.is_number(number)):
            return any(map(_TOTALS.fullmatch, texts[:6])) or (len(texts) <= 2 and not cells.is_number(number))
        return False

    def _person_code(self, row: int, raw_number: str, number: str, raw_name: str, name: str) -> str:
        at_number, at_name = (row, self.layout.column("number")), (row, self.layout.column("name"))
        if at_number in self.sheet.formulas or cells.starts_like_formula(raw_number):
            return "roster_formula_number"
        if at_name in self.sheet.formulas or cells.starts_like_formula(raw_name):
            return "roster_formula_name"
        if not number:
            return "roster_no_number"
        if at_number in self.sheet.lost:
            return "roster_digits_lost"
        if not cells.is_number(number):
            return "roster_number_malformed"
        return "" if name else "roster_no_name"

    def _figure_code(self, row: int) -> str:
        """A computed figure is not what was answered; a computed total beside the answers is not needed."""
        layout = self.layout
        columns: Iterable[int] = layout.items.values()
        if not layout.items or self.wanted.results_only:
            columns = (*layout.items.values(), *layout.scores.values(), layout.column("total"), layout.column("stated"))
        return "screening_formula" if any((row, column) in self.sheet.formulas for column in columns) else ""

    def _row(self, raw: Sequence[str], row: int, number: str, name: str) -> ScreeningRow:
        layout = self.layout

        def get(column: int) -> str:
            return cells.visible(raw[column]) if 0 <= column < len(raw) else ""

        def field(name: str) -> str:
            return get(layout.column(name))

        answers = tuple(get(layout.items.get(n, -1)) for n in range(1, self.wanted.items + 1)) if layout.items else ()
        scores = {score: said for score, column in layout.scores.items() if (said := get(column))}
        outcome, answers, total, day = self._outcome(get, answers, field("total"), field("day"))
        marks = [(name, get(at)) for name in ("valid", "invalid", "lie") for at in layout.several.get(name, ())]
        return ScreeningRow(
            row=row,
            sheet=self.sheet.name,
            number=number,
            name=name,
            class_name=cells.unit(field("class_name")),
            day=day_of(day),
            answers=answers,
            total=total,
            scores=scores if outcome == "taken" else {},
            stated=field("stated") if outcome == "taken" else "",
            outcome=outcome,
            asked=any(is_yes(get(at)) for at in layout.several.get("asked", ())),
            invalid=any(is_invalid(said, name) for name, said in marks),
        )

    def _outcome(
        self, get: Callable[[int], str], answers: tuple[str, ...], total: str, day: str
    ) -> tuple[str, tuple[str, ...], str, str]:
        """(outcome, answers, total, day). Answers that are there count as taken, whatever a word says beside them;
        platforms write 0 for who did not take part."""
        layout = self.layout
        figures = [get(at) for at in (*layout.items.values(), *layout.scores.values())]
        words = [
            outcome_of(said) for said in (total, day, get(layout.column("stated")), *figures) if not said[:1].isdigit()
        ]
        figures = [text for text in (*figures, total) if _is_figure(text)]
        for at in layout.several.get("outcome", ()):
            label = layout.labels.get(at, "")
            if not (figures and re.search(r"备注|说明", label)):  # a remark beside figures speaks of something else
                words.append(outcome_of(get(at), label))
        said = [word for word in ("refused", "unable", "absent") if word in words]
        if said and all(_ZERO.fullmatch(text) for text in figures):
            return said[0], (), "", "" if outcome_of(day) else day
        stated = get(layout.column("stated"))
        taken = "taken" if figures or (stated and not outcome_of(stated)) else ""
        return taken, answers, total, day


def _is_figure(text: str) -> bool:
    """Whether a cell holds an answer or a figure, in words or not."""
    if not cells.free(text) or "跳过" in text:
        return False
    return text[:1].isdigit() or outcome_of(text) in ("", "taken")
