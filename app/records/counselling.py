"""The kinds of counselling that stand in the store: appointments without a name, and the little that is disclosed. What
is said in counselling is in the notes vault and no kind here (RECORDS.md, Counselling)."""

from __future__ import annotations

from app.records.kind import Field, Kind, Role, star

PSYCHOLOGIST: frozenset[Role] = frozenset({"psychologist"})

APPOINTMENT = Kind(
    "appointment",
    (
        star("slot", "datetime", slot="happened", header=True),
        Field("room"),
        star("psychologist", "staff", header=True),
        star("client_code"),  # in the body: that somebody is a client is itself secret
        Field("kind", "choice", choices=("first", "follow_up", "interview", "group"), header=True),
        Field("state", "choice", choices=("free", "booked", "held", "cancelled", "no_show"), header=True),
        Field("waiting", "bool"),
    ),
    PSYCHOLOGIST,
    clauses=("prevention.1",),
    reads={"psychologist": "header"},
)

DISCLOSURE = Kind(
    "disclosure",
    (
        star("student", "student", slot="students", header=True),
        star("ground", "choice", choices=("consent", "danger", "law"), header=True),
        star("content"),
        star("to"),
        Field("pass_on"),
        star("decided_by"),
        Field("told_at", "datetime"),
        Field("student_told", "bool"),
        Field("family_named", "bool"),
        Field("expires", "date", header=True),
    ),
    PSYCHOLOGIST,
    audience="centre",
    clauses=("prevention.1",),
    # It goes down to nobody: to whom it goes is written in words, and the signed slip is what reaches them.
    reads={},
)

KINDS = (APPOINTMENT, DISCLOSURE)
