"""A row of an export as values: its answers read in one coding for the whole file, its day, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from app.plan.scales import Coding, Rule, Scale
from app.plan.scoring import WRONG, Answers, Scored, find_coding, read_answer, score
from app.records.kind import Values
from app.sheets.screening import ScreeningRow, ScreeningSheet, Wanted

TOTAL = "总分"
_STEP = tuple[int | None, bool]


@dataclass(frozen=True)
class Taken:
    """One row with its day and what it comes to; `code` says why it has to be held, "" for a good one.

    `answers` are as delivered, in the coding of the file: "" for a missing one, "?" for one that is no answer.
    """

    row: ScreeningRow
    day: str
    outcome: str
    scored: Scored
    answers: tuple[str, ...]
    coding: str
    code: str = ""


def wanted_of(scale: Scale, others: Sequence[Scale]) -> Wanted:
    """What the reader of sheets looks for; the names of other scales tell whose columns are not ours."""
    names = tuple(alias for other in others if other.id != scale.id for alias in other.aliases)
    return Wanted(
        names=scale.aliases,
        items=scale.items,
        texts=tuple(item.zh for item in scale.texts),
        scores={s.id: s.words for s in scale.scores},
        others=names,
        results_only=scale.results_only,
    )


def read_rows(
    scale: Scale, rule: Rule, sheet: ScreeningSheet, *, coding: str, on: date | None, today: date
) -> list[Taken]:
    """All rows, read in the one coding that is given, stated in the sheet, or the only one that fits its figures.

    Raises UserError as `find_coding` does.
    """
    steps = [[read_answer(scale, cell) for cell in row.answers] for row in sheet.rows]
    known = coding_of(scale, sheet, steps, coding)
    days = [row.day for row in sheet.rows if row.day not in ("", "?")]
    last = max(days, default="")
    return [
        _taken(scale, rule, row, cells, known, _day(row, on, last, today))
        for row, cells in zip(sheet.rows, steps, strict=True)
    ]


def coding_of(scale: Scale, sheet: ScreeningSheet, steps: Sequence[Sequence[_STEP]], given: str) -> Coding:
    """The coding of a file: answers decide; where it has none, its totals and factors."""
    figures = [step for cells in steps for step, open_ in cells if open_ and step is not None]
    has_answers = any(step is not None for cells in steps for step, _ in cells)
    taken = [row for row in sheet.rows if row.outcome == "taken"]
    factors = {s.id for s in scale.scores if s.factor}
    totals = [] if has_answers else [total for row in taken if (total := figure(row.total)) is not None]
    means = (
        []
        if has_answers
        else [
            mean
            for row in taken
            for name, text in row.scores.items()
            if name in factors
            if (mean := figure(text)) is not None
        ]
    )
    return find_coding(scale, figures, totals, means, given or sheet.coding)


def figure(text: str) -> Decimal | None:
    """A number as typed, also with 分 behind it; None for anything else."""
    try:
        found = Decimal(text.strip().removesuffix("分"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10_000 else None


def _day(row: ScreeningRow, on: date | None, last: str, today: date) -> tuple[str, str]:
    """(day, code). Who did not take part has no day of their own: that of the sheet's last answers is theirs."""
    day = row.day or (on.isoformat() if on is not None else "")
    if not day and row.outcome not in ("", "taken"):
        day = last
    if not day:
        return "", "screening_no_date"
    if day == "?":
        return "", "screening_date_wrong"
    return day, "" if day <= today.isoformat() else "screening_date_future"


def _taken(
    scale: Scale, rule: Rule, row: ScreeningRow, cells: Sequence[_STEP], coding: Coding, dated: tuple[str, str]
) -> Taken:
    shift = coding.low - scale.own.low
    steps = [step if open_ or step in (None, WRONG) else int(step) + shift for step, open_ in cells]
    scores = {name: value for name, text in row.scores.items() if (value := figure(text)) is not None}
    given = Answers(tuple(steps), figure(row.total), scores, row.stated, row.invalid, row.asked)
    scored = score(scale, rule, coding, given)
    if row.outcome != "taken":
        scored = Scored(None, "asked" if row.asked else "", (), {}, False, ())
    said = tuple(_said(step, coding) for step in steps)
    if "?" in said or (row.total and given.total is None) or len(scores) < len(row.scores):
        scored = Scored(
            scored.total, scored.cls, scored.alarms, scored.scores, scored.invalid, (*scored.doubts, "unread")
        )
    day, code = dated
    return Taken(row, day, row.outcome, scored, said, coding.id, code or ("" if row.outcome else "screening_no_result"))


def _said(step: int | None, coding: Coding) -> str:
    if step is None:
        return ""
    return str(step) if coding.low <= step <= coding.high else "?"


def result_values(scale: Scale, rule: str, one: Taken) -> Values:
    """The values of a result without its student. Its words are Chinese whoever imports, so that the same file says
    the same again; a figure with a fraction is kept in hundredths, and its name says so."""
    scored = one.scored
    values: Values = {
        "outcome": one.outcome,
        "taken_on": one.day,
        "scale": scale.id,
        "class": scored.cls,
        "version": f"{scale.version} / {rule}",
        "alarms": [str(number) for number in scored.alarms],
        "asked": one.row.asked or None,
        "invalid": scored.invalid or None,
    }
    if one.outcome == "taken":
        values["coding"] = one.coding
        values["answers"] = ",".join(one.answers) if any(one.answers) else ""
        values["scores"] = _scores(scale, scored.total, scored.scores)
        values["band"] = "" if scored.total is None else scale.band(scored.total, "zh")
    return values


def _scores(scale: Scale, total: int | None, scores: Mapping[str, Decimal]) -> list[Values]:
    found: list[Values] = [] if total is None else [{"name": TOTAL, "value": total}]
    for s in scale.scores:
        if s.id in scores:
            found.append(
                {"name": f"{s.zh}×100", "value": round(scores[s.id] * 100)}
                if s.factor
                else {"name": s.zh, "value": round(scores[s.id])}
            )
    return found
