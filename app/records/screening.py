"""The kinds of the screening: results that stay with the psychologists, the list of whom to interview, the interviews
(RECORDS.md, Prevention; clause prevention.2)."""

from __future__ import annotations

from app.records.kind import Field, Kind, Role, Values, star

WRITERS: frozenset[Role] = frozenset({"psychologist", "centre"})
CLASS_SEVERITY = {"alarm": 9, "asked": 6, "high": 5, "middle": 3, "low": 0}

SCREENING_RESULT = Kind(
    "screening_result",
    (
        star("student", "student", slot="students", header=True),
        star("outcome", "choice", choices=("taken", "refused", "absent", "unable"), header=True),
        star("taken_on", "date", slot="happened", header=True),
        Field("scale", header=True),
        Field("class", "choice", choices=("alarm", "asked", "high", "middle", "low", "unclear"), header=True),
        Field("version", searched=False),
        Field("coding", searched=False),
        Field("answers", searched=False),
        Field("scores", "group", many=True, fields=(Field("name"), Field("value", "number"))),
        Field("band"),
        Field("alarms", many=True),
        Field("asked", "bool"),
        Field("invalid", "bool"),
        Field("notice", searched=False),
    ),
    WRITERS,
    audience="centre",
    clauses=("prevention.2",),
    reads={"psychologist": "body"},  # never to counsellors or stations, not even that there is one
    reports=lambda values: values.get("class") == "alarm" or bool(values.get("alarms")),
    severity=lambda values, rank: 9 if values.get("alarms") else CLASS_SEVERITY.get(str(values.get("class"))),
)

SCREENING_CALL = Kind(
    "screening_call",
    (
        star("student", "student", slot="students", header=True),
        star("due", "date", header=True),
        Field("staff", "staff", header=True),
        Field("note"),
    ),
    WRITERS,
    audience="centre",
    clauses=("prevention.2",),
    reads={"counsellor": "body", "psychologist": "body"},
    lasting=True,
)


def _interview_demands(values: Values) -> tuple[str, ...]:
    """What came of an interview is told where one was held; nobody can tell it of a student not reached."""
    return ("outcome",) if values.get("held") == "held" and not values.get("outcome") else ()


SCREENING_INTERVIEW = Kind(
    "screening_interview",
    (
        star("student", "student", slot="students", header=True),
        star("when", "datetime", slot="happened", header=True),
        star("held", "choice", choices=("held", "refused", "not_reached"), header=True),
        star("reason", "choice", choices=("screening", "asked", "case_report", "other")),
        Field("outcome", "choice", choices=("no_need", "watch", "counselling", "case_report", "crisis")),
        Field("next"),
    ),
    frozenset({"psychologist", "counsellor"}),
    clauses=("prevention.2",),
    reads={"station": "header", "counsellor": "header", "psychologist": "body"},
    event=True,
    raised=lambda values: values.get("outcome") == "crisis",
    reports=lambda values: values.get("outcome") == "crisis",
    severity=lambda values, rank: 9 if values.get("outcome") == "crisis" else None,
    demands=_interview_demands,
)

KINDS = (SCREENING_RESULT, SCREENING_CALL, SCREENING_INTERVIEW)
