"""One student of the screening in full: results over time, what was answered where it alarms, calls and interviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.plan.scales import Scale, find_scale, scale_ids
from app.records import KINDS
from app.records.kind import Values
from app.services.context import Names
from app.services.interview_list import Carers
from app.services.reading import name_of, values_of
from app.services.screening_desk import InterviewDone, done_interviews, staff_of
from app.services.screening_reading import ScreeningPoint, allow, screening_over_time
from app.store import query, screening
from app.workspace import Workspace

RESULT = KINDS["screening_result"]


@dataclass(frozen=True)
class AlarmItem:
    """An item that alarms: its number, its words, and the answer in words and as it was delivered; "" where the scale
    does not carry them."""

    number: str
    text: str
    answer: str
    given: str


@dataclass(frozen=True)
class CaseResult:
    """A result with what its body says. `phoned` counts where there are `alarms`."""

    point: ScreeningPoint
    alarms: tuple[AlarmItem, ...]
    asked: bool
    invalid: bool
    phoned: bool

    @property
    def alarm(self) -> bool:
        return bool(self.alarms) or self.point.cls == "alarm"


@dataclass(frozen=True)
class CaseScale:
    """The results of one scale that have a total, the earliest first, with where its bands begin and its highest
    total."""

    id: str
    title: str
    points: tuple[ScreeningPoint, ...]
    bands: tuple[tuple[int, str], ...]
    most: int


@dataclass(frozen=True)
class CaseCall:
    """The call that stands: by which day, and who leads. `own` says that this person wrote it."""

    record: str
    due: date
    staff: str
    own: bool


@dataclass(frozen=True)
class ScreeningCase:
    """A student as the desk sees them; results and interviews the latest first."""

    student: str
    number: str
    name: str
    class_name: str
    counsellor: str
    call: CaseCall | None
    results: tuple[CaseResult, ...]
    scales: tuple[CaseScale, ...]
    interviews: tuple[InterviewDone, ...]


def read_case(workspace: Workspace, student: str) -> ScreeningCase:
    """A student's case, by number or record id; reading it is written into the audit as `screening_over_time` does.

    Raises UserError `screening_not_allowed`, `student_unknown`, `reference_ambiguous`.
    """
    allow(workspace)
    db, clock = workspace.store.read(), workspace.clock
    identity = Names(db).find("student", student)
    points = screening_over_time(workspace, identity)
    row = query.record(db, identity)
    unit = "" if row is None else query.shown_revision(db, row).header.unit or ""
    done = screening.interviews(db, 0, identity)
    return ScreeningCase(
        student=identity,
        number=Names(db).label(identity),
        name=name_of(db, identity),
        class_name=name_of(db, unit) if unit else "",
        counsellor=Carers(db, clock).name(identity, unit, clock.today()),
        call=_call(workspace, identity),
        results=tuple(_result(workspace, point) for point in reversed(points)),
        scales=_scales(workspace, points),
        interviews=done_interviews(workspace, db, done),
    )


def _call(workspace: Workspace, student: str) -> CaseCall | None:
    """The call with the earliest day, and whoever was named last to lead the interview."""
    db = workspace.store.read()
    rows = [row for row in screening.open_calls(db) if row.about.student == student]
    if not rows:
        return None
    first = min(rows, key=lambda row: (row.due, row.record))
    named = [staff for row in sorted(rows, key=lambda row: row.at) if (staff := staff_of(row))]
    return CaseCall(
        record=first.record,
        due=date.fromisoformat(first.due),
        staff=name_of(db, named[-1]) if named else "",
        own=first.author == workspace.member.id,
    )


def _result(workspace: Workspace, point: ScreeningPoint) -> CaseResult:
    db = workspace.store.read()
    row = query.record(db, point.record)
    values = values_of(RESULT, query.shown_revision(db, row)) if row is not None else {}
    scale = find_scale(point.scale) if point.scale in scale_ids() else None
    calls = query.of_target(db, point.record, "phone_report")
    return CaseResult(
        point=point,
        alarms=_alarms(scale, values, workspace.language),
        asked=values.get("asked") is True,
        invalid=values.get("invalid") is True,
        phoned=any(not call.withdrawn for call in calls),
    )


def _alarms(scale: Scale | None, values: Values, language: str) -> tuple[AlarmItem, ...]:
    numbers, given = values.get("alarms"), str(values.get("answers") or "").split(",")
    if not isinstance(numbers, list):
        return ()
    found = []
    for number in map(str, numbers):
        at = int(number) - 1 if number.isdecimal() else -1
        answer = given[at] if 0 <= at < len(given) else ""
        text = ""
        if scale is not None and 0 <= at < len(scale.texts):
            text = scale.texts[at].en if language == "en" else scale.texts[at].zh
        found.append(AlarmItem(number, text, _said(scale, answer, str(values.get("coding") or ""), language), answer))
    return tuple(found)


def _said(scale: Scale | None, answer: str, coding: str, language: str) -> str:
    """The answer in the scale's words; answers are kept in the coding of the file that they came in."""
    if scale is None or not answer.isdecimal():
        return ""
    low = next((one.low for one in scale.codings if one.id == coding), scale.own.low)
    step = int(answer) - low + scale.own.low
    option = next((one for one in scale.options if one.value == step), None)
    return "" if option is None else (option.en if language == "en" else option.zh)[0]


def _scales(workspace: Workspace, points: Sequence[ScreeningPoint]) -> tuple[CaseScale, ...]:
    scored: dict[str, list[ScreeningPoint]] = {}
    for point in points:
        if point.total is not None:
            scored.setdefault(point.scale, []).append(point)
    found = []
    for name, of in scored.items():
        scale = find_scale(name) if name in scale_ids() else None
        bands = (
            [] if scale is None else [(band.start, scale.band(band.start, workspace.language)) for band in scale.bands]
        )
        most = 0 if scale is None else scale.most
        found.append(CaseScale(name, of[-1].title, tuple(of), tuple(one for one in bands if one[0] > 0), most))
    return tuple(found)
