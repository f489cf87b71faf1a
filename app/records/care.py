"""The kinds about one student's care beyond the daily ones: the plan for one student, the report and its return half
(RECORDS.md, Prevention)."""

from __future__ import annotations

from app.records.kind import Field, Kind, level_severity, star

URGENCY = ("at_once", "soon", "routine")
URGENCY_SEVERITY = {"at_once": 9, "soon": 5, "routine": 0}

CARE_PLAN = Kind(
    "care_plan",
    (
        star("student", "student", slot="students", header=True),
        star("problem"),
        Field("goals"),
        Field(
            "measures",
            "group",
            many=True,
            fields=(Field("what"), Field("who"), Field("by", "date"), Field("done", "bool")),
        ),
        Field("family_part"),
        Field("agreed", "bool"),
        Field("review_on", "date", header=True),
    ),
    frozenset({"counsellor", "station", "centre"}),
    audience="centre",
    clauses=("prevention.5",),
    reads={"station": "body", "counsellor": "body"},
    lasting=True,
)

CASE_REPORT = Kind(
    "case_report",
    (
        star("student", "student", slot="students", header=True),
        star("urgency", "choice", choices=URGENCY, header=True),
        star("behaviour"),
        Field("done"),
        star("student_knows", "bool"),
    ),
    frozenset({"counsellor", "station", "centre"}),
    audience="centre",
    clauses=("prevention.1",),
    reads={"station": "body", "counsellor": "header", "psychologist": "body"},
    reports=lambda values: values.get("urgency") == "at_once",
    severity=lambda values, rank: URGENCY_SEVERITY.get(str(values.get("urgency"))),
)

CASE_REPORT_RETURN = Kind(
    "case_report_return",
    (
        star("of", "record", header=True),
        star("assessed_on", "date", slot="happened", header=True),
        Field("level", "choice", choices="plan:level", header=True),
        star("advice"),
    ),
    frozenset({"psychologist", "centre"}),
    audience="centre",
    clauses=("prevention.1",),
    reads={"station": "body", "counsellor": "body", "psychologist": "body"},
    of="of",
    severity=level_severity,
)

KINDS = (CARE_PLAN, CASE_REPORT, CASE_REPORT_RETURN)
