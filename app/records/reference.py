"""The reference kinds: what the centre keeps and sends down (RECORDS.md, Reference)."""

from __future__ import annotations

from app.records.kind import ROLES, TERM_NAME, Field, Kind, Role, star

CENTRE: frozenset[Role] = frozenset({"centre"})
BODY_FOR_ALL = {role: "body" for role in ROLES}

UNIT = Kind(
    "unit",
    (
        star("name", header=True),
        star("kind", "choice", choices=("school", "campus", "college", "class", "building"), header=True),
        Field("parent", "unit", slot="unit", header=True),
        Field("code"),
        Field("working_group"),
    ),
    CENTRE,
    audience="centre",
    clauses=("organisation.1", "organisation.2"),
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    natural=("kind", "parent", "name"),
    everyone=True,
)

STAFF = Kind(
    "staff",
    (
        star("number", header=True),
        star("name", header=True),
        star("unit", "unit", slot="unit", header=True),
        star("role", "choice", choices=ROLES, header=True),
        Field("phone"),
    ),
    CENTRE,
    audience="centre",
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    natural=("number",),
    everyone=True,
)

FAMILY = (
    Field("name"),
    Field("relation"),
    Field("guardian", "bool"),
    Field("phone"),
    Field("hours"),
    Field("order", "number"),
    Field("caution", "choice", choices="plan:caution"),
    Field("caution_reason"),
)

STUDENT = Kind(
    "student",
    (
        star("number"),
        star("name"),
        Field("sex", "choice", choices=("male", "female")),
        star("class", "unit", slot="unit", header=True),
        Field("cohort"),
        Field("entered_on", "date", header=True),
        Field("entry_kind", "choice", choices="plan:entry_kind"),
        Field("former_numbers", many=True),
        Field("adult_on", "date"),
        Field("status", "choice", choices="plan:student_status", header=True),
        Field("status_since", "date", header=True),
        Field("building", "unit"),
        Field("room"),
        Field("bed"),
        Field("phone"),
        Field("family", "group", many=True, fields=FAMILY),
        Field("emergency"),
        Field("off_campus", "bool"),
        Field("hardship", "choice", choices="plan:hardship"),
        Field("remarks"),
    ),
    CENTRE,
    audience="centre",
    clauses=("prevention.2",),
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    natural=("number",),
    lasting=True,
)

ASSIGNMENT = Kind(
    "assignment",
    (
        star("staff", "staff", header=True),
        Field("units", "unit", many=True, header=True),
        Field("students", "student", many=True, slot="students", header=True),
        star("role", "choice", choices=("main", "acting"), header=True),
        star("from", "date", slot="happened", header=True),
        Field("to", "date", header=True),
        Field("reason"),
    ),
    CENTRE,
    audience="centre",
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    lasting=True,
    demands=lambda values: () if values.get("units") or values.get("students") else ("units",),
)

TERM = Kind(
    "term",
    (
        star("name", header=True, shape=TERM_NAME),
        star("first_day", "date", slot="happened", header=True),
        star("last_day", "date", header=True),
        Field("week_1", "date", header=True),
        Field(
            "holidays",
            "group",
            many=True,
            fields=(Field("name"), star("from", "date"), star("to", "date")),
        ),
        Field("working_weekends", "date", many=True),
        Field(
            "obliging_dates",
            "group",
            many=True,
            fields=(
                star("what", "choice", choices=("term_start", "results_out", "before_holiday")),
                star("on", "date"),
            ),
        ),
    ),
    CENTRE,
    audience="centre",
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    natural=("name",),
    everyone=True,
)

PLAN = Kind(
    "plan",
    (
        star("id", header=True),
        star("version", header=True),
        star("from", "date", slot="happened", header=True),
        star("toml", searched=False),
    ),
    CENTRE,
    audience="centre",
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    natural=("id", "version"),
    everyone=True,
)

DUTY_CONTACT = Kind(
    "duty_contact",
    (
        star("unit", "unit", slot="unit", header=True),
        star("duty", "choice", choices="plan:duty", header=True),
        Field("name"),
        star("phone"),
        Field("campus"),
        Field("days"),
        Field("hours"),
        Field("order", "number"),
    ),
    CENTRE,
    audience="centre",
    clauses=("intervention.1",),
    reads=BODY_FOR_ALL,  # type: ignore[arg-type]
    everyone=True,
)

KINDS = (UNIT, STAFF, STUDENT, ASSIGNMENT, TERM, PLAN, DUTY_CONTACT)
