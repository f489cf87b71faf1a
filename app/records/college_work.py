"""The kinds of a college's and the school's common work: week sheets, review meetings, training, outreach, online
alerts, the network of students who help (RECORDS.md, Prevention)."""

from __future__ import annotations

from app.records.kind import WEEK, Field, Kind, Role, level_severity, star

CENTRE_AND_STATIONS: frozenset[Role] = frozenset({"centre", "station"})

NETWORK_MEMBER = Kind(
    "network_member",
    (
        star("student", "student", slot="students", header=True),
        star("what", "choice", choices=("committee_member", "observer"), header=True),
        star("from", "date", slot="happened", header=True),
        Field("to", "date", header=True),
        Field("room"),
    ),
    CENTRE_AND_STATIONS,
    audience="centre",
    clauses=("prevention.7",),
    reads={"station": "body", "counsellor": "body"},
    lasting=True,
)

WEEKLY_SHEET = Kind(
    "weekly_sheet",
    (
        star("unit", "unit", slot="unit", header=True),
        star("week", header=True, shape=WEEK),
        star("stage", "choice", choices=("submitted", "checked", "compiled"), header=True),
        Field("repeated", "number", header=True),
        Field("remark"),
    ),
    frozenset({"counsellor", "station", "centre"}),
    audience="centre",
    clauses=("prevention.5",),
    reads={"station": "body", "counsellor": "header"},
)

RESOLUTION = Kind(
    "resolution",
    (
        star("of", "record", header=True),
        star("what"),
        star("owner", "staff", header=True),
        star("due", "date", header=True),
    ),
    CENTRE_AND_STATIONS,
    audience="centre",
    clauses=("prevention.6",),
    reads={"station": "body", "counsellor": "header"},
    child_of="review_meeting",
    addressed="owner",
)

REVIEW_MEETING = Kind(
    "review_meeting",
    (
        star("when", "datetime", slot="happened", header=True),
        star("scope", "choice", choices=("college", "school"), header=True),
        star("unit", "unit", slot="unit", header=True),
        Field("chair"),
        Field("present"),
        Field("pack"),
        Field("cases", "record", many=True),
        Field("judgement"),
        Field("resolutions", "group", many=True, child="resolution", fields=RESOLUTION.fields[1:]),
    ),
    CENTRE_AND_STATIONS,
    audience="centre",
    clauses=("prevention.6",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
)

TRAINING = Kind(
    "training",
    (
        star("when", "datetime", slot="happened", header=True),
        star("topic"),
        Field("trainer"),
        star(
            "audience",
            "choice",
            many=True,
            choices=("counsellors", "committee_members", "observers", "dorm_keepers"),
            slot="tags",
            header=True,
        ),
        Field("unit", "unit", slot="unit", header=True),
        Field("attended", "number"),
        Field("hours", "number"),
    ),
    CENTRE_AND_STATIONS,
    audience="centre",
    clauses=("prevention.7",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
)

OUTREACH = Kind(
    "outreach",
    (
        star("when", "datetime", slot="happened", header=True),
        star("title"),
        star("level", "choice", choices=("school", "college"), header=True),
        Field("unit", "unit", slot="unit", header=True),
        Field("theme"),
        Field("node"),
        Field("special_group"),
        Field("reach", "number"),
        Field("for_parents", "choice", choices=("lecture", "answers", "push"), header=True),
    ),
    CENTRE_AND_STATIONS,
    audience="centre",
    clauses=("prevention.8", "prevention.9"),
    reads={"station": "body", "counsellor": "header"},
    event=True,
)

ONLINE_ALERT = Kind(
    "online_alert",
    (
        star("received_at", "datetime", slot="happened", header=True),
        star("platform"),
        star("what"),
        Field("student", "student", slot="students", header=True),
        Field("reported_by"),
        Field("judged_at", "datetime", header=True),
        Field("level", "choice", choices="plan:level", header=True),
        Field("handed_to"),
        Field("phoned"),
        Field("done"),
        Field("closed_at", "datetime", header=True),
    ),
    frozenset({"centre", "station", "counsellor"}),
    audience="centre",
    clauses=("prevention.10",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
    reports=lambda values: True,
    severity=level_severity,
)

KINDS = (NETWORK_MEMBER, WEEKLY_SHEET, REVIEW_MEETING, RESOLUTION, TRAINING, OUTREACH, ONLINE_ALERT)
