"""One student's weekly review 周周研判: writing it, what was decided about it, and how long nothing has changed
(clause prevention.5). The sheet that gathers them stands in weekly_sheets.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from app.errors import UserError
from app.plan.calendar import DAY, WEEK, monday
from app.plan.finding import met_by
from app.plan.plan import Plan
from app.plan.rules import ListedWeek
from app.records import KINDS
from app.records.facts import Condition
from app.records.kind import Values
from app.services import records
from app.services.calendar import calendar_of
from app.services.context import Names, plan_in_force
from app.services.duties import week_days
from app.services.reading import name_of, outward, values_of
from app.services.saving import Saved
from app.store import query
from app.store.connection import Db
from app.store.review import Naming, Stay, naming_week, stays
from app.texts import text
from app.workspace import Workspace

JUDGES = ("station", "centre")
"""Whose sign-off decides about a review, and who reads the treatment that a family told of."""
KIND = "weekly_review"
_UNCHANGED = Condition(KIND, (("no_change", ("true",)),))


@dataclass(frozen=True)
class ReviewWeek:
    """Week `number` of the `of` weeks of a term, Monday to Sunday; `key` is how records name it (`2026-2027-1/8`)."""

    term: str
    number: int
    of: int
    first: date
    last: date
    key: str


@dataclass(frozen=True)
class Review:
    """A review as a sheet shows it. `fields` are ids and numbers, without the treatment for whom that is not meant.

    `decision` is "", checked or returned, with its `remark`; `amended` where the version shown was written after
    a decision, which then is one about an earlier version. A `conflict` waits for its writer (待厘清).
    """

    id: str
    revision: str
    fields: Mapping[str, object]
    author: str
    author_name: str
    at: str
    conflict: bool
    body_here: bool
    decision: str = ""
    remark: str = ""
    decided_by: str = ""
    amended: bool = False

    @property
    def decided(self) -> bool:
        """Whether somebody has judged the version that is shown; of two versions nobody can say more than to return."""
        return bool(self.decision) and not self.amended and not (self.conflict and self.decision == "checked")


def review_week(workspace: Workspace, week: str | None = None) -> ReviewWeek:
    """The week told by number or any date in it, else the present one. UserError `week_unknown`,
    `review_outside_term`, and `review_week_ahead` for one that has not begun."""
    today = workspace.clock.today()
    first = week_days(workspace, week)[0] if week else monday(today)
    last, calendar = first + WEEK - DAY, calendar_of(workspace)
    term = calendar.term_of(first) or calendar.term_of(last)
    number = term.week_of(first) if term is not None else 0
    if term is None or number < 1:
        raise UserError("review_outside_term")
    if first > today:
        raise UserError("review_week_ahead", week=number)
    return ReviewWeek(term.name, number, term.weeks, first, last, term.key(number))


def review_rules(plan: Plan) -> tuple[ListedWeek, ...]:
    """The rules that a weekly review meets: usually one, or one for each of several levels."""
    return met_by(plan, ListedWeek, KIND)


def week_before(week: ReviewWeek, by: int = 1) -> str:
    """How records name a week so many before this one; weeks do not run on over a term's boundary."""
    return f"{week.term}/{week.number - by}"


# ── writing ──────────────────────────────────────────────────────────────────────────────────────


def fill_review(workspace: Workspace, student: str, values: Mapping[str, object], week: str | None = None) -> Saved:
    """Writes this week's review of a student (number or id), or amends the one there is: one for each week.

    A treatment that was told stays where the values do not speak of it, for a counsellor's sheet does not show it.
    Raises UserError `no_change_source`, `no_change_limit`, `no_change_uncounted`, as `review_week` and
    `records.add_record` do; `not_yours` where a colleague has written it.
    """
    at, db = review_week(workspace, week), workspace.store.read()
    identity = Names(db).find("student", student)
    fields = {**values, "student": identity, "week": at.key}
    if fields.get("no_change") is True:
        _allow_no_change(workspace, db, at, identity, fields)
    known = _written(workspace, db, at.key, identity)
    if not known:
        return records.add_record(workspace, KIND, fields)
    row = query.record(db, known)
    told = values_of(KINDS[KIND], query.shown_revision(db, row)).get("treatment") if row else None
    if told and "treatment" not in fields:
        fields["treatment"] = told
    return records.amend_record(workspace, known, fields)


def mark_no_change(workspace: Workspace, student: str, sources: Sequence[str], week: str | None = None) -> Saved:
    """Writes that nothing has changed, and how that is known; UserError as `fill_review`."""
    return fill_review(workspace, student, {"no_change": True, "sources": list(sources)}, week)


def check_no_change(workspace: Workspace, student: str, week: str | None = None) -> None:
    """Asks before a source is told whether "no change" is open: UserError `no_change_limit`, `no_change_uncounted`,
    and as `review_week` does."""
    at, db = review_week(workspace, week), workspace.store.read()
    _bar_no_change(workspace, db, at, Names(db).find("student", student))


def _allow_no_change(workspace: Workspace, db: Db, at: ReviewWeek, student: str, fields: Mapping[str, object]) -> None:
    if not fields.get("sources"):
        raise UserError("no_change_source")
    _bar_no_change(workspace, db, at, student)


def _bar_no_change(workspace: Workspace, db: Db, at: ReviewWeek, student: str) -> None:
    barred = Unchanged(workspace, db, at, stays(db, [student])).barred(student)
    if barred == "limit":
        raise UserError("no_change_limit", weeks=unchanged_weeks(db, at, student))
    if barred:
        raise UserError("no_change_uncounted")


def _written(workspace: Workspace, db: Db, week: str, student: str) -> str:
    """The review of a student that names a week: one's own before a colleague's; "" for none."""
    found = [n.record for n in naming_week(db, KIND, week) if n.student == student]
    own = [identity for identity in found if (row := query.record(db, identity)) and row.author == workspace.member.id]
    return next(iter([*own, *found]), "")


# ── no change ────────────────────────────────────────────────────────────────────────────────────


class Unchanged:
    """Whether "no change" is open this week for the students of a sheet, judged as the duty's rule judges it."""

    def __init__(self, workspace: Workspace, db: Db, week: ReviewWeek, listed: Mapping[str, Sequence[Stay]]) -> None:
        self.plan = plan_in_force(workspace)
        self.rules = review_rules(self.plan)
        self.listed = listed
        calendar = calendar_of(workspace)
        term = calendar.named(week.term)
        days = {
            rule.id: calendar.due_day(term, week.number, rule.weekday) if term is not None else week.last
            for rule in self.rules
        }
        self.moments = {name: workspace.clock.epoch(day.isoformat()) for name, day in days.items()}
        longest = max((rule.limit for rule in self.rules), default=0)
        self.before = [_by_student(db, week_before(week, k)) for k in range(1, longest + 1)]

    def barred(self, student: str) -> str:
        """ "" where it is open, `limit` after too many in a row, `uncounted` where the plan counts none."""
        levels = {rule.id: self._level(student, rule) for rule in self.rules}
        rule = next((r for r in self.rules if levels[r.id] in r.levels), next(iter(self.rules), None))
        if rule is None:
            return ""
        if not rule.repeats_count:
            return "uncounted"
        before = self.before[: rule.limit] if levels[rule.id] in rule.limited_levels else []
        return "limit" if before and all(_only_unchanged(weeks.get(student, ())) for weeks in before) else ""

    def _level(self, student: str, rule: ListedWeek) -> str:
        """The level as the due day begins; what is dated that day comes later (docs/duties.md)."""
        stay = stay_at(self.listed.get(student, ()), self.moments[rule.id] - 1)
        return "" if stay is None else level_named(self.plan, stay)


def unchanged_weeks(db: Db, week: ReviewWeek, student: str) -> int:
    """How many weeks before this one in a row said nothing but "no change"."""
    count = 0
    while _only_unchanged(_by_student(db, week_before(week, count + 1)).get(student, ())):
        count += 1
    return count


def _by_student(db: Db, week: str) -> dict[str, list[Naming]]:
    found: dict[str, list[Naming]] = {}
    for naming in naming_week(db, KIND, week):
        found.setdefault(naming.student, []).append(naming)
    return found


def _only_unchanged(found: Sequence[Naming]) -> bool:
    return bool(found) and all(_UNCHANGED.surely(n.facts) for n in found)


def stay_at(found: Sequence[Stay], moment: int) -> Stay | None:
    """The stretch on the care list that a second lies in."""
    return next((s for s in found if s.since <= moment < s.until), None)


def level_named(plan: Plan, stay: Stay) -> str:
    """The level of a stretch in a plan; one that the plan does not know is taken by its rank."""
    levels = plan.lists["level"]
    rank = 10 - stay.severity
    if any(level.id == stay.level for level in levels) or not 0 < rank <= len(levels):
        return stay.level
    return levels[rank - 1].id


# ── reading ──────────────────────────────────────────────────────────────────────────────────────


def reviews_of(workspace: Workspace, db: Db, week: str) -> dict[str, list[Review]]:
    """The reviews that name a week, by student, a judged one first and then in the order of their ids."""
    found: dict[str, list[Review]] = {}
    for naming in naming_week(db, KIND, week):
        if (review := read_review(workspace, db, naming.record)) is not None:
            found.setdefault(naming.student, []).append(review)
    return found


def read_review(workspace: Workspace, db: Db, identity: str) -> Review | None:
    """A review as it stands, with the last decision about it; None where no record has this id."""
    row = query.record(db, identity)
    if row is None:
        return None
    kind, shown, names = KINDS[KIND], query.shown_revision(db, row), Names(db)
    values = values_of(kind, shown)
    if workspace.role not in JUDGES:
        values.pop("treatment", None)
    decision = _decision(db, identity)
    revision = shown.id.hex()
    return Review(
        id=identity,
        revision=revision,
        fields=outward(names, kind, values),
        author=names.label(row.author),
        author_name=name_of(db, row.author),
        at=shown.header.at,
        conflict=row.conflict,
        body_here=shown.body is not None or shown.header.body is None,
        decision=str(decision.get("as", "")),
        remark=str(decision.get("remark", "")),
        decided_by=name_of(db, str(decision["by"])) if decision else "",
        amended=bool(decision) and decision.get("revision") != revision,
    )


def _decision(db: Db, identity: str) -> Values:
    """The last word of a station or the centre about a review; nothing where nobody has judged it."""
    found: list[tuple[int, int, str, Values]] = []
    for row in query.of_target(db, identity, "sign_off"):
        shown = query.shown_revision(db, row)
        values = values_of(KINDS["sign_off"], shown)
        if shown.header.role in JUDGES and values.get("as") in ("checked", "returned"):
            found.append((row.happened, row.at, row.id, {**values, "by": row.author}))
    return max(found, key=lambda f: f[:3])[3] if found else {}


def said_of(language: str, plan: Plan, review: Review) -> str:
    """A review in one line: what was seen and how it is known, what was done, what is to come."""
    fields = review.fields
    if not review.body_here:
        return text(language, "reviews.elsewhere")
    parts = [text(language, "field.weekly_review.no_change")] if fields.get("no_change") is True else []
    if fields.get("observed"):
        parts.append(_unended(fields["observed"]))
    sources = [plan.label("review_source", s, language) for s in cast(list[str], fields.get("sources") or [])]
    if sources:
        parts.append(text(language, "reviews.known_through", sources=text(language, "reviews.and").join(sources)))
    for name in ("measures", "next_step"):
        if fields.get(name):
            label = text(language, f"field.weekly_review.{name}")
            parts.append(text(language, "reviews.labelled", label=label, said=_unended(fields[name])))
    return text(language, "reviews.apart").join(parts)


def _unended(said: object) -> str:
    """Without the full stop at its end: more follows in the same line."""
    return str(said).rstrip("。；;. \n")
