"""The kinds of daily care: talks, visits, families, the care list and its weekly review (RECORDS.md)."""

from __future__ import annotations

from collections.abc import Callable

from app.records.kind import WEEK, Field, Kind, Role, Values, level_severity, star

STAFF_OF_COLLEGES: frozenset[Role] = frozenset({"counsellor", "station"})
RISK_SEVERITY = {"none": 0, "watch": 5, "report": 9}

CIRCUMSTANCE = Kind(
    "circumstance",
    (
        star("students", "student", many=True, slot="students", header=True),
        star("what", "choice", choices="plan:circumstance", slot="tags", header=True),
        star("when", "datetime", slot="happened", header=True),
        Field("source"),
        Field("note"),
    ),
    frozenset({"counsellor", "station", "centre"}),
    clauses=("prevention.3",),
    reads={"station": "body", "counsellor": "body"},
)

TALK_PART = Kind(
    "talk_part",
    (
        star("of", "record", header=True),
        star("student", "student", slot="students", header=True),
        Field("response"),
        Field("mood"),
        Field("follow_up"),
        Field("follow_up_on", "date", header=True),
        Field("referred_to"),
    ),
    STAFF_OF_COLLEGES,
    clauses=("prevention.3",),
    reads={"station": "body", "counsellor": "header"},
    child_of="talk",
)


def _mixed_up(values: Values) -> tuple[str, ...]:
    """A talk with several students is none with one of them alone: the must-talks that ask for one would count it."""
    students = values.get("students")
    alone = values.get("mode") == "individual"
    return ("mode",) if alone and isinstance(students, list) and len(set(students)) > 1 else ()


TALK = Kind(
    "talk",
    (
        star("when", "datetime", slot="happened", header=True),
        star("students", "student", many=True, slot="students", header=True),
        star("occasions", "choice", many=True, choices="plan:occasion", slot="tags", header=True),
        star("mode", "choice", choices=("individual", "group"), header=True),
        star("risk", "choice", choices=("none", "watch", "report"), header=True),
        Field("place"),
        Field("way", "choice", choices="plan:talk_way"),
        Field("tags", "choice", many=True, choices="plan:talk_tags"),
        star("content"),
        Field("parts", "group", many=True, child="talk_part", fields=TALK_PART.fields[1:]),
        Field("origin"),
    ),
    STAFF_OF_COLLEGES,
    clauses=("prevention.3",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
    raised=lambda values: values.get("risk") == "report",
    reports=lambda values: values.get("risk") == "report",
    contradicts=_mixed_up,
    severity=lambda values, rank: RISK_SEVERITY.get(str(values.get("risk"))),
)

VISIT_REMARK = Kind(
    "visit_remark",
    (
        star("of", "record", header=True),
        star("student", "student", slot="students", header=True),
        Field("text"),
        Field("flag", "bool", header=True),
    ),
    frozenset({"counsellor"}),
    clauses=("prevention.4",),
    reads={"station": "body", "counsellor": "header"},
    child_of="visit",
    raised=lambda values: values.get("flag") is True,
    reports=lambda values: values.get("flag") is True,
    severity=lambda values, rank: 5 if values.get("flag") is True else None,
)

VISIT = Kind(
    "visit",
    (
        star("when", "datetime", slot="happened", header=True),
        Field("until", "datetime", header=True),
        star("where", "choice", choices=("dorm", "classroom"), header=True),
        Field("building", "unit", header=True),
        Field("rooms", header=True),
        Field("course", header=True),
        Field("teacher"),
        Field("expected", "number", header=True),
        Field("present", "number", header=True),
        Field("accompanied_by"),
        Field("desk_signed", "bool"),
        Field("heard"),
        Field("found"),
        Field("done"),
        Field("handed_to"),
        Field("remarks", "group", many=True, child="visit_remark", fields=VISIT_REMARK.fields[1:]),
    ),
    frozenset({"counsellor"}),
    audience="centre",
    clauses=("prevention.4",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
)


def _contact_wants(values: Values) -> tuple[str, ...]:
    """What a reached contact should tell and does not (clause prevention.9): kept, shown 要素不全."""
    if values.get("reached") is not True:
        return ()
    wanted = ("person", "relation", "told", "learned", "asked_to_report", "guidance", "student_told")
    return tuple(name for name in wanted if values.get(name) is None)


PARENT_CONTACT = Kind(
    "parent_contact",
    (
        star("student", "student", slot="students", header=True),
        star("when", "datetime", slot="happened", header=True),
        star("reached", "bool", header=True),
        star("way", "choice", choices="plan:parent_way", header=True),
        Field("person"),
        Field("relation", "choice", choices="plan:relation"),
        Field("told"),
        Field("learned"),
        Field("asked_to_report", "bool"),
        Field("guidance"),
        Field("attitude", "choice", choices="plan:attitude"),
        Field("words"),
        Field("second_person"),
        Field("recording", "bool"),
        Field("agreed"),
        Field("next_on", "date", header=True),
        Field("student_told", "bool"),
        Field("student_told_why"),
        Field("reported_to"),
        Field("origin"),
    ),
    STAFF_OF_COLLEGES,
    audience="centre",
    clauses=("prevention.9",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
    wants=_contact_wants,
)


def _listing_severity(values: Values, rank: Callable[[str], int | None]) -> int | None:
    """That of the level; 0 for a removal."""
    return 0 if values.get("action") == "remove" else level_severity(values, rank)


CARE_LISTING = Kind(
    "care_listing",
    (
        star("student", "student", slot="students", header=True),
        star("action", "choice", choices=("list", "change", "remove"), header=True),
        Field("level", "choice", choices="plan:level", header=True),
        Field("problems", "choice", many=True, choices="plan:problems"),
        Field("found_through", "choice", choices="plan:found_through"),
        star("reason"),
        Field("evidence"),
        Field("decided_in"),
        star("from", "date", slot="happened", header=True),
    ),
    frozenset({"counsellor", "station", "centre", "psychologist"}),
    audience="centre",
    clauses=("prevention.2", "prevention.5"),
    reads={"station": "body", "counsellor": "body", "psychologist": "header"},
    lasting=True,
    disclosed=lambda fields: True,
    severity=_listing_severity,
    demands=lambda values: () if values.get("action") == "remove" or values.get("level") else ("level",),
)

WEEKLY_REVIEW = Kind(
    "weekly_review",
    (
        star("student", "student", slot="students", header=True),
        star("week", header=True, shape=WEEK),
        Field("no_change", "bool", header=True),
        star("sources", "choice", many=True, choices="plan:review_source"),
        Field("seen_on", "date"),
        Field("observed"),
        Field("talks", "number"),
        Field("family_knows", "bool"),
        Field("attitude", "choice", choices="plan:attitude"),
        Field("measures"),
        Field("next_step"),
        Field("owner", "staff"),
        Field("treatment"),
    ),
    frozenset({"counsellor"}),
    audience="centre",
    clauses=("prevention.5",),
    reads={"station": "body", "counsellor": "header"},
)

SWEEP_CHECK = Kind(
    "sweep_check",
    (
        star("student", "student", slot="students", header=True),
        star("window", "choice", choices=("start", "end"), header=True),
        star("outcome", "choice", choices=("nothing", "watch", "list"), header=True),
        star("source", "choice", choices="plan:sweep_source", header=True),
    ),
    frozenset({"counsellor"}),
    audience="centre",
    clauses=("prevention.2",),
    reads={"station": "body", "counsellor": "header"},
)

KINDS = (
    CIRCUMSTANCE,
    TALK,
    TALK_PART,
    VISIT,
    VISIT_REMARK,
    PARENT_CONTACT,
    CARE_LISTING,
    WEEKLY_REVIEW,
    SWEEP_CHECK,
)
