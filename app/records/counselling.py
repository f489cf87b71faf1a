"""The kinds of counselling that stand in the store: the hours that are offered, appointments without a name, and the
little that is disclosed. What is said in counselling is in the notes vault, no kind here (RECORDS.md, Counselling)."""

from __future__ import annotations

from typing import cast

from app.records.kind import Field, Kind, Role, Shape, Values, star

PSYCHOLOGIST: frozenset[Role] = frozenset({"psychologist"})

CODE = Shape("[0-9A-Za-z][0-9A-Za-z-]{0,19}", "0147")
"""How a client's code is written, in the vault and outside it: never as a name."""
HOUR = Shape("([01][0-9]|2[0-3]):[0-5][0-9]", "14:00")
"""An hour of the day, as a service plan says when a row of it begins."""
LONGEST = 24 * 60  # minutes

SESSIONS = ("first", "follow_up", "interview", "group")
"""What an appointment is for."""
NOBODYS = ("free", "cancelled")
"""The states in which an appointment may be nobody's: a slot offered beside the plan, or one taken out of it."""


def _hours_contradict(values: Values) -> tuple[str, ...]:
    """A row of a plan lies within one day; a plan ends no earlier than it begins."""
    rows = cast(list[Values], values.get("patterns") or [])
    if not all(_within_a_day(row) for row in rows):
        return ("patterns",)
    make_up = cast(list[Values], values.get("make_up") or [])
    if not all(1 <= cast(int, row["weekday"]) <= 7 for row in make_up):
        return ("make_up",)
    return ("to",) if str(values["to"]) < str(values["from"]) else ()


def _within_a_day(row: Values) -> bool:
    weekday, slots, minutes = (cast(int, row[name]) for name in ("weekday", "slots", "minutes"))
    pause = cast(int, row.get("pause") or 0)
    if not (1 <= weekday <= 7 and slots >= 1 and minutes >= 1 and pause >= 0):
        return False
    hour, minute = map(int, str(row["begins"]).split(":"))
    return hour * 60 + minute + slots * minutes + (slots - 1) * pause <= LONGEST


SERVICE_PLAN = Kind(
    "service_plan",
    (
        star("psychologist", "staff", header=True),
        star("from", "date", slot="happened", header=True),
        star("to", "date", header=True),
        star(
            "patterns",
            "group",
            many=True,
            fields=(
                star("weekday", "number"),  # 1 is Monday
                star("begins", shape=HOUR),
                star("slots", "number"),
                star("minutes", "number"),
                Field("pause", "number"),
                Field("room"),
                Field("kind", "choice", choices=SESSIONS),
            ),
        ),
        # The calendar says that a weekend is worked, and not which weekday it stands for.
        Field("make_up", "group", many=True, fields=(star("on", "date"), star("weekday", "number"))),
        Field("note"),
    ),
    PSYCHOLOGIST,
    audience="centre",  # hours and rooms, nobody's name and nobody's code: the centre counts what is offered
    clauses=("prevention.1",),
    reads={"psychologist": "body"},
    contradicts=_hours_contradict,
)

APPOINTMENT = Kind(
    "appointment",
    (
        star("slot", "datetime", slot="happened", header=True),
        Field("room"),
        star("psychologist", "staff", header=True),
        # In the body, and in no index: that somebody is a client is itself secret.
        Field("client_code", shape=CODE, searched=False),
        Field("kind", "choice", choices=SESSIONS, header=True),
        Field("state", "choice", choices=("free", "booked", "held", "cancelled", "no_show"), header=True),
        Field("minutes", "number", header=True),
        # Whoever waits has no slot yet: `slot` is when they asked, until one is found for them.
        Field("waiting", "bool"),
        Field("asked_on", "date"),
        Field("urgency", "choice", choices=("at_once", "soon", "routine")),
    ),
    PSYCHOLOGIST,
    clauses=("prevention.1",),
    reads={"psychologist": "header"},
    demands=lambda values: () if values.get("client_code") or values.get("state") in NOBODYS else ("client_code",),
)


def _disclosure_wants(values: Values) -> tuple[str, ...]:
    """Why the student was not told: asked for, for nothing may hold anybody up where a life is in danger."""
    return () if values.get("student_told") is True or values.get("not_told_why") else ("not_told_why",)


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
        Field("consent_noted"),
        Field("not_told_why"),
        Field("revoked_at", "datetime", header=True),
        Field("revoked_why"),
    ),
    PSYCHOLOGIST,
    audience="centre",
    clauses=("prevention.1",),
    # It goes down to nobody: to whom it goes is written in words, and the signed slip is what reaches them.
    reads={},
    wants=_disclosure_wants,
)

VAULT_OPENING = Kind(
    "vault_opening",
    (
        star("owner", "staff", header=True),
        star("opened_by", "staff", many=True, header=True),
        star("at", "datetime", slot="happened", header=True),
        star("ground"),
        star("review_due", "datetime", header=True),
    ),
    PSYCHOLOGIST,
    audience="centre",
    clauses=("prevention.1",),
    reads={"psychologist": "header"},
    addressed="owner",
)

KINDS = (SERVICE_PLAN, APPOINTMENT, DISCLOSURE, VAULT_OPENING)
