"""The weekly sheet on its way: submitted by counsellors, checked by the college's station, compiled by the centre
(clause prevention.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.plan.engine import read_school
from app.records import KINDS
from app.records.ids import unpack
from app.services.context import Names
from app.services.hearing import Silent, silent_since
from app.services.records import cleaned, withdraw_record
from app.services.repeated import repeated_by_college
from app.services.saving import Saved, Wish
from app.services.weekly_reviews import Review, ReviewWeek
from app.services.weekly_sheets import SheetRow, WeeklySheet, own_college, weekly_sheet
from app.services.weekly_steps import Step, save_steps, step_wish, steps_of
from app.store import query
from app.store.connection import Db
from app.store.query import RecordRow
from app.texts import text
from app.workspace import Workspace

Decision = tuple[str, str]
"""`checked` or `returned`, and the remark; a return has one."""


@dataclass(frozen=True)
class SheetState:
    """How far the sheet of a week has come. `returned` names reviews that wait for their writer, `undecided` those
    that nobody has judged yet; `missing` counts students still without a review. `waiting` are the staff numbers of
    whoever has students without a review and has not submitted. On a counsellor's machine only their own part is
    known: what the station writes about the sheet stays at the college."""

    week: ReviewWeek
    college: str
    rows: int
    submitted: tuple[Step, ...]
    checked: Step | None
    compiled: Step | None
    returned: tuple[str, ...]
    undecided: tuple[str, ...]
    missing: int
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class SchoolSheet:
    """The school's sheet: the rows whose review has arrived, each college's state, and the devices that have sent
    nothing since the reviews fell due. `unheard` counts rows of those."""

    week: ReviewWeek
    as_of: str
    rows: tuple[SheetRow, ...]
    colleges: tuple[SheetState, ...]
    unheard: int
    silent: tuple[Silent, ...]
    compiled: Step | None

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The colleges that have not checked their sheet, by name."""
        return tuple(state.college for state in self.colleges if state.checked is None)


# ── the counsellor ───────────────────────────────────────────────────────────────────────────────


def submit_sheet(workspace: Workspace, week: str | None = None, force: bool = False) -> tuple[Saved, ...]:
    """Hands the counsellor's own sheet on, one record for each college; with `force` also where reviews are missing,
    whose number then stands in the remark, as does how many of the term's texts repeat. Once more, it says what has
    changed.

    Raises UserError `submit_by_counsellor`, `weekly_sheet_nobody`, `reviews_missing`, and as `weekly_sheet` does.
    """
    if workspace.role != "counsellor":
        raise UserError("submit_by_counsellor")
    sheet = weekly_sheet(workspace, week)
    missing = [row for row in sheet.rows if row.missing]
    if not sheet.rows:
        raise UserError("weekly_sheet_nobody", week=sheet.week.number)
    if missing and not force:
        hour = datetime.fromisoformat(missing[0].due).strftime("%Y-%m-%d %H:%M")
        raise UserError("reviews_missing", count=len(missing), done=len(sheet.rows) - len(missing), due=hour)
    by_college: dict[str, int] = dict.fromkeys((row.college for row in sheet.rows), 0)
    for row in missing:
        by_college[row.college] += 1
    repeated = repeated_by_college(workspace)
    with workspace.store.unit() as unit:
        places = {_college(unit, college): _lacking(workspace, count) for college, count in by_college.items()}
        steps = [
            step_wish(workspace, unit, "submitted", place, sheet.week.key, remark, repeated[place])
            for place, remark in places.items()
        ]
        return save_steps(workspace, unit, [], steps)


def _lacking(workspace: Workspace, missing: int, returned: int = 0) -> str:
    """The remark about what a sheet goes on without; "" where nothing lacks."""
    said = (("missing", missing), ("returned", returned))
    parts = [text(workspace.language, f"reviews.remark.{name}", count=count) for name, count in said if count]
    return text(workspace.language, "reviews.apart").join(parts)


def _college(db: Db, college: str) -> str:
    return Names(db).find("unit", college)


# ── the station ──────────────────────────────────────────────────────────────────────────────────


def check_sheet(
    workspace: Workspace,
    week: str | None,
    decisions: Mapping[str, Decision],
    college: str = "",
    *,
    force: bool = False,
    seen: Mapping[str, str] | None = None,
) -> SheetState:
    """Judges reviews by id, each in the version that is shown; `seen` are the versions that the person read. Once every
    review is judged and whoever lacks one has submitted without it (or with `force`: nobody waits for them), the sheet
    is checked, with what is missing or returned in its remark; all in one go.

    At the centre the `college` is named, which has no station's machine then. Raises UserError `check_by_station`,
    `review_other_sheet`, `review_unclear` for two versions, `review_header_only`, `return_without_remark`, and
    `review_changed` where another version has come than was seen.
    """
    if workspace.role not in ("station", "centre") or (workspace.role == "centre" and not college):
        raise UserError("check_by_station")
    sheet = weekly_sheet(workspace, week, college)
    reviews = {review.id: review for row in sheet.rows for review in (row.review, *row.others) if review is not None}
    for identity, (verdict, remark) in decisions.items():
        _judgeable(reviews.get(identity), verdict, remark, (seen or {}).get(identity))
    news = {i: d for i, d in decisions.items() if not _stands(reviews[i], d)}
    state = _state(workspace, workspace.store.read(), sheet, sheet.college, news)
    with workspace.store.unit() as unit:
        signs = [_sign_off(workspace, unit, reviews[i], *decision) for i, decision in news.items()]
        done = sheet.rows and not state.undecided and (force or not state.waiting)
        where = _college(unit, college) if college else own_college(workspace, unit)
        remark = _lacking(workspace, state.missing, len(state.returned))
        steps = [step_wish(workspace, unit, "checked", where, sheet.week.key, remark)] if done else []
        save_steps(workspace, unit, signs, steps)
    return sheet_state(workspace, week, college)


def take_back_judgement(workspace: Workspace, reviews: Sequence[str], week: str | None = None) -> None:
    """Withdraws what this person decided last about reviews, and that the sheet was checked where it rests on them:
    they wait again. A check from before the decision stands. UserError `judgement_none`, and as `weekly_sheet` does."""
    db, reason = workspace.store.read(), text(workspace.language, "approvals.undone")
    own = [act for review in reviews if (act := _own_judgement(workspace, db, review)) is not None]
    if not own:
        raise UserError("judgement_none")
    checked = sheet_state(workspace, week).checked
    step = query.record(db, checked.id) if checked is not None else None
    if step is not None and step.author == workspace.member.id and step.happened >= min(act.happened for act in own):
        own.insert(0, step)
    for act in own:
        withdraw_record(workspace, act.id, reason)


def _own_judgement(workspace: Workspace, db: Db, review: str) -> RecordRow | None:
    acts = query.of_target(db, review, "sign_off")
    return next((act for act in reversed(acts) if act.author == workspace.member.id and not act.withdrawn), None)


def _judgeable(review: Review | None, verdict: str, remark: str, seen: str | None) -> None:
    if review is None:
        raise UserError("review_other_sheet")
    if seen is not None and seen != review.revision:
        raise UserError("review_changed")
    if verdict not in ("checked", "returned"):
        raise UserError("choice_unknown", field="as", allowed="checked, returned")
    if verdict == "returned" and not remark.strip():
        raise UserError("return_without_remark")
    if verdict == "checked" and review.conflict:
        raise UserError("review_unclear")
    if verdict == "checked" and not review.body_here:
        raise UserError("review_header_only")


def _stands(review: Review, decision: Decision) -> bool:
    """Whether just this has been decided already about the version that is shown."""
    return review.decided and (review.decision, review.remark) == (decision[0], decision[1].strip())


def _sign_off(workspace: Workspace, unit: Db, review: Review, verdict: str, remark: str) -> Wish:
    row = query.record(unit, review.id)
    values = {
        "of": review.id, "revision": review.revision, "as": verdict, "at": workspace.clock.stamp(),
        "remark": remark.strip(),
    }  # fmt: skip
    clean = cleaned(workspace, unit, KINDS["sign_off"], values)
    about = tuple(query.students_of(unit, review.id))
    return Wish(KINDS["sign_off"], clean, about=(about, row.unit if row is not None else None))


def sheet_state(workspace: Workspace, week: str | None = None, college: str = "") -> SheetState:
    """How far the sheet of a week has come: of a counsellor's own, of a college, of the school (UserError as
    `weekly_sheet`)."""
    return state_of(workspace, weekly_sheet(workspace, week, college))


def state_of(workspace: Workspace, sheet: WeeklySheet) -> SheetState:
    """How far a sheet has come that was read already."""
    return _state(workspace, workspace.store.read(), sheet, sheet.college, {})


def _state(workspace: Workspace, db: Db, sheet: WeeklySheet, college: str, news: Mapping[str, Decision]) -> SheetState:
    """The state with these decisions taken as written."""
    steps = steps_of(db, sheet.week, _college(db, college) if college else "")
    reviews = [row.review for row in sheet.rows if row.review is not None]
    submitted = tuple(steps["submitted"])
    sent = {step.by for step in submitted}
    lacking = [row for row in sheet.rows if row.missing and row.holder]
    return SheetState(
        week=sheet.week,
        college=college,
        rows=len(sheet.rows),
        submitted=submitted,
        checked=next(iter(steps["checked"]), None) if college else None,
        compiled=_compiled(db, sheet.week),
        returned=tuple(r.id for r in reviews if _verdict(r, news) == "returned"),
        undecided=tuple(r.id for r in reviews if not _verdict(r, news)),
        missing=sum(row.missing for row in sheet.rows),
        waiting=tuple(sorted({row.holder for row in lacking} - sent)),
    )


def _verdict(review: Review, news: Mapping[str, Decision]) -> str:
    if review.id in news:
        return news[review.id][0]
    return review.decision if review.decided else ""


# ── the centre ───────────────────────────────────────────────────────────────────────────────────


def school_sheet(workspace: Workspace, week: str | None = None) -> SchoolSheet:
    """What has arrived of a week, and by name what has not: colleges unchecked, devices silent. UserError
    `compile_by_centre`, and as `weekly_sheet` does."""
    if workspace.role != "centre":
        raise UserError("compile_by_centre")
    sheet, db = weekly_sheet(workspace, week), workspace.store.read()
    colleges = sorted({row.college for row in sheet.rows if row.college})
    due = max((workspace.clock.epoch(row.due) for row in sheet.rows), default=_start(workspace, sheet.week.last))
    now = workspace.clock.epoch(workspace.clock.stamp())
    return SchoolSheet(
        week=sheet.week,
        as_of=sheet.as_of,
        rows=tuple(row for row in sheet.rows if row.review is not None),
        colleges=tuple(_state(workspace, db, _of_college(sheet, college), college, {}) for college in colleges),
        unheard=sum(row.state == "unheard" for row in sheet.rows),
        silent=silent_since(workspace, db, min(due, now)),
        compiled=_compiled(db, sheet.week),
    )


def compile_sheet(workspace: Workspace, week: str | None = None) -> Saved:
    """Writes that the school's sheet is made; which colleges it goes without, and how many reviews, stands in its
    remark. UserError as `school_sheet`."""
    sheet = school_sheet(workspace, week)
    said = []
    if sheet.unchecked:
        names = text(workspace.language, "reviews.and").join(sheet.unchecked)
        said.append(text(workspace.language, "reviews.remark.unchecked", names=names))
    said.append(
        _lacking(workspace, sum(s.missing for s in sheet.colleges), sum(len(s.returned) for s in sheet.colleges))
    )
    with workspace.store.unit() as unit:
        remark = text(workspace.language, "reviews.apart").join(part for part in said if part)
        step = step_wish(workspace, unit, "compiled", _school(unit), sheet.week.key, remark)
        return save_steps(workspace, unit, [], [step])[0]


def _of_college(sheet: WeeklySheet, college: str) -> WeeklySheet:
    return WeeklySheet(sheet.week, college, sheet.as_of, tuple(r for r in sheet.rows if r.college == college))


def _compiled(db: Db, week: ReviewWeek) -> Step | None:
    """That the school's sheet was made; known at the centre alone."""
    return next(iter(steps_of(db, week, _school(db))["compiled"]), None)


def _school(db: Db) -> str:
    return unpack(read_school(db).school)


def _start(workspace: Workspace, day: date) -> int:
    return workspace.clock.epoch(day.isoformat())
