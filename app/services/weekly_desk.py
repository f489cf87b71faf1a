"""The weekly sheet as its writer has it on the desk: which weeks there are, what is not saved yet, and how far what was
written has come. The sheet itself stands in weekly_sheets.py, writing one review in weekly_reviews.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.errors import UserError
from app.plan.calendar import DAY, WEEK, Calendar, Term, monday
from app.records import KINDS
from app.services.calendar import calendar_of
from app.services.context import Names
from app.services.drafting import DraftLine, list_drafts
from app.services.kinds import Option, options_of
from app.services.timeline import states_of
from app.services.weekly_reviews import KIND, ReviewWeek
from app.services.weekly_sheets import SheetRow, WeeklySheet, weekly_sheet
from app.services.weekly_steps import Step, steps_of
from app.store.connection import Db
from app.workspace import Workspace

Way = Literal["", "waiting", "exported", "delivered"]
_WAYS: tuple[Way, ...] = ("waiting", "exported", "delivered")


@dataclass(frozen=True)
class ReviewDesk:
    """A sheet with the `weeks` that can be chosen, the latest first. `drafts` are by student; `submitted` says when the
    sheet was handed on, the latest first, and `way` how far that and every review on it have come on the whole: the
    least of them. `options` are those of a review's choices."""

    sheet: WeeklySheet
    weeks: tuple[ReviewWeek, ...]
    drafts: Mapping[str, DraftLine]
    submitted: tuple[Step, ...]
    way: Way
    options: Mapping[str, Sequence[Option]]


def review_weeks(workspace: Workspace) -> tuple[ReviewWeek, ...]:
    """The weeks of this term that have begun, the latest first; between terms those of the one before."""
    calendar, today = calendar_of(workspace), workspace.clock.today()
    term = _term(calendar, today)
    if term is None:
        return ()
    begun = [n for n in range(1, term.weeks + 1) if term.monday_of(n) <= today]
    return tuple(_week(term, n) for n in reversed(begun))


def _term(calendar: Calendar, today: date) -> Term | None:
    """The term that a week of today lies in, else the last one that has begun."""
    first = monday(today)
    began = [term for term in calendar.terms if term.first <= today]
    return calendar.term_of(first) or calendar.term_of(first + WEEK - DAY) or (began[-1] if began else None)


def _week(term: Term, number: int) -> ReviewWeek:
    first = term.monday_of(number)
    return ReviewWeek(term.name, number, term.weeks, first, first + WEEK - DAY, term.key(number))


def review_desk(workspace: Workspace, week: str | None = None) -> ReviewDesk:
    """The counsellor's own sheet of a week with all around it; UserError as `weekly_sheet` does."""
    sheet, db = weekly_sheet(workspace, week), workspace.store.read()
    submitted = tuple(s for s in steps_of(db, sheet.week, "")["submitted"] if s.by == workspace.member.number)
    return ReviewDesk(
        sheet=sheet,
        weeks=review_weeks(workspace),
        drafts=_drafts(workspace, db, sheet),
        submitted=submitted,
        way=_way(workspace, db, submitted, sheet.rows) if submitted else "",
        options=options_of(workspace, KINDS[KIND]),
    )


def _drafts(workspace: Workspace, db: Db, sheet: WeeklySheet) -> dict[str, DraftLine]:
    """What was typed for the week and not saved, on the sheet or on the form of one review: of each student the latest
    word. A draft that amends a review belongs to that review alone."""
    names, found = Names(db), dict[str, DraftLine]()
    reviews = {row.id: row.review.id if row.review is not None else "" for row in sheet.rows}
    for draft in list_drafts(workspace):
        if draft.kind != KIND or not draft.fits or draft.fields.get("week") != sheet.week.key:
            continue
        with suppress(UserError):
            student = names.find("student", str(draft.fields.get("student") or ""))
            if draft.record in ("", reviews.get(student)):
                found.setdefault(student, draft)
    return {student: draft for student, draft in found.items() if student in reviews}


def _way(workspace: Workspace, db: Db, steps: Sequence[Step], rows: Sequence[SheetRow]) -> Way:
    """How far all of it has come: a review amended since brings the whole back to waiting."""
    own = [row.review.id for row in rows if row.review is not None and row.review.author == workspace.member.number]
    states = set(states_of(workspace, db, [*(step.id for step in steps), *own]).values())
    return next((way for way in _WAYS if way in states), "")
