"""The kinds by which others look at the work: inspections of a college, and requests to see what is kept (RECORDS.md,
Supervision)."""

from __future__ import annotations

from app.records.kind import Field, Kind, star

INSPECTION = Kind(
    "inspection",
    (
        star("college", "unit", slot="unit", header=True),
        star("when", "datetime", slot="happened", header=True),
        star("mode", "choice", choices=("self_check", "visit"), header=True),
        Field(
            "findings",
            "group",
            many=True,
            fields=(Field("clause"), Field("found"), Field("mended", "bool")),
        ),
        Field("statement"),
        Field("mend_by", "date", header=True),
        Field("mended_on", "date", header=True),
    ),
    frozenset({"centre", "station"}),  # a college's self-check is its station's to write
    audience="centre",
    clauses=("requirement.3",),
    reads={"station": "body", "counsellor": "header"},
    event=True,
)

ACCESS_REQUEST = Kind(
    "access_request",
    (
        star("received_on", "date", slot="happened", header=True),
        star("who"),
        star("ground"),
        Field("about", "student", slot="students", header=True),
        Field("shown"),
        Field("decision", "choice", choices=("shown", "corrected", "refused"), header=True),
        Field("copies", "number"),
        Field("answered_at", "datetime", header=True),
    ),
    frozenset({"centre", "station"}),
    audience="centre",
    reads={"station": "body", "counsellor": "header"},
)

KINDS = (INSPECTION, ACCESS_REQUEST)
