"""The college's sheet of a week as whoever checks it reads it: counsellor by counsellor, what has come and what has
not (clause prevention.5). Judging it is weekly_stages.check_sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from app.errors import UserError
from app.plan.plan import Plan
from app.services.context import plan_in_force
from app.services.weekly_reviews import JUDGES, ReviewWeek
from app.services.weekly_sheets import SheetRow, weekly_sheet
from app.services.weekly_stages import SheetState, state_of
from app.services.weekly_steps import Step
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class CheckRow:
    """A student of the sheet and this week's review in words. `sources` says how it is known, `family` whether they
    know and what they think, `treatment` what the family told of it. `verdict` is checked, returned or "" where nobody
    has judged the version that is shown; `can_check` that it may be accepted: one version, and whole."""

    row: SheetRow
    observed: str
    unchanged: bool
    sources: tuple[str, ...]
    family: str
    treatment: str
    verdict: str
    can_check: bool

    @property
    def id(self) -> str:
        """The student's: a row without a review has no other."""
        return self.row.id

    @property
    def review(self) -> str:
        """The id of the review that is judged; "" where none is here."""
        return self.row.review.id if self.row.review is not None else ""

    @property
    def waits(self) -> bool:
        """Whether it is this person's turn: a review is here that nobody has judged."""
        return bool(self.review) and not self.verdict


@dataclass(frozen=True)
class Hand:
    """What one counsellor brings to the sheet. `number` is "" for students without a counsellor; `submitted` is None
    until they have sent it on. `missing` are the names of whom they have not written about, `unheard` how many of
    those may be on a laptop that has sent nothing since they were due."""

    number: str
    name: str
    submitted: Step | None
    rows: tuple[CheckRow, ...]
    missing: tuple[str, ...]
    unheard: int

    @property
    def waiting(self) -> int:
        return sum(row.waits for row in self.rows)

    @property
    def written(self) -> int:
        return sum(bool(row.review) for row in self.rows)


@dataclass(frozen=True)
class CheckSheet:
    """The sheet of a week with how far it has come, by counsellor; `now` says whether the week is the present one, and
    `unheard` counts the rows of silent devices."""

    week: ReviewWeek
    now: bool
    as_of: str
    state: SheetState
    hands: tuple[Hand, ...]

    @property
    def rows(self) -> tuple[CheckRow, ...]:
        return tuple(row for hand in self.hands for row in hand.rows)

    @property
    def revisions(self) -> Mapping[str, str]:
        """The version of each review that is shown here."""
        reviews = (row.row.review for row in self.rows)
        return {review.id: review.revision for review in reviews if review is not None}

    @property
    def unheard(self) -> int:
        return sum(hand.unheard for hand in self.hands)

    def to_accept(self, hand: Hand | None = None) -> tuple[str, ...]:
        """The reviews that wait and can be accepted: of one counsellor, or of all."""
        return tuple(row.review for row in (hand.rows if hand else self.rows) if row.waits and row.can_check)


def read_check(workspace: Workspace, week: str | None = None) -> CheckSheet:
    """The college's sheet of a week for its station. UserError `check_by_station`, and as `weekly_sheet` does."""
    if workspace.role not in JUDGES:
        raise UserError("check_by_station")
    sheet = weekly_sheet(workspace, week)
    state = state_of(workspace, sheet)
    plan, sent = plan_in_force(workspace), {step.by: step for step in reversed(state.submitted)}
    rows = [_row(plan, workspace.language, row) for row in sheet.rows]
    hands = [_hand(number, of_one, sent.get(number)) for number, of_one in _by_holder(rows).items()]
    today = workspace.clock.today()
    return CheckSheet(
        week=sheet.week,
        now=sheet.week.first <= today <= sheet.week.last,
        as_of=sheet.as_of,
        state=state,
        hands=tuple(sorted(hands, key=lambda hand: (not hand.number, hand.number))),
    )


def _by_holder(rows: Iterable[CheckRow]) -> Mapping[str, list[CheckRow]]:
    found: dict[str, list[CheckRow]] = {}
    for row in rows:
        found.setdefault(row.row.holder, []).append(row)
    return found


def _hand(number: str, rows: Sequence[CheckRow], submitted: Step | None) -> Hand:
    missing = [row.row for row in rows if row.row.missing]
    return Hand(
        number=number,
        name=rows[0].row.holder_name,
        submitted=submitted,
        rows=tuple(rows),
        missing=tuple(row.name for row in missing),
        unheard=sum(row.state == "unheard" for row in missing),
    )


def _row(plan: Plan, language: str, row: SheetRow) -> CheckRow:
    review = row.review
    told: Mapping[str, object] = review.fields if review is not None else {}
    sources = cast(list[str], told.get("sources") or [])
    knows = told.get("family_knows")
    family = [] if knows is None else [text(language, f"reviews.{'family_knows' if knows else 'family_knows_not'}")]
    return CheckRow(
        row=row,
        observed=str(told.get("observed") or ""),
        unchanged=told.get("no_change") is True,
        sources=tuple(plan.label("review_source", source, language) for source in sources),
        family=text(language, "reviews.and").join([*family, *([row.attitude] if row.attitude else [])]),
        treatment=str(told.get("treatment") or ""),
        verdict=review.decision if review is not None and review.decided else "",
        can_check=review is not None and review.body_here and not review.conflict,
    )
