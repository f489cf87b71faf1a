"""The kinds of a crisis: the crisis, its steps and watch, referral to a hospital, consent, leave, lawful measures, and
the phone call that every report obliges (RECORDS.md, Intervention)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from app.records.care import URGENCY, URGENCY_SEVERITY
from app.records.kind import ROLES, Field, Kind, Role, Values, star

EVERYBODY: frozenset[Role] = frozenset(ROLES)
FOR_ALL: Mapping[Role, Literal["body", "header"]] = {"station": "body", "counsellor": "body", "psychologist": "body"}

PHONE_REPORT = Kind(
    "phone_report",
    (
        star("of", "record", header=True),
        star("when", "datetime", slot="happened", header=True),
        Field("duty", "choice", choices="plan:duty", header=True),
        star("reached"),
        Field("phone"),
        Field("note"),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.1",),
    reads={"station": "body", "counsellor": "header", "psychologist": "header"},
    of="of",
    event=True,
)


def _unreported(values: Values) -> bool:
    """A crisis is reported by telephone at once; a drill calls nobody out."""
    return values.get("drill") is not True and not values.get("phoned_at")


CRISIS = Kind(
    "crisis",
    (
        star("student", "student", slot="students", header=True),
        star("found_at", "datetime", slot="happened", header=True),
        star("found_by"),
        Field("phoned_at", "datetime", header=True),
        Field("missing", "bool", header=True),
        Field("injured", "bool", header=True),
        Field("in_the_act", "bool", header=True),
        star("route", "choice", choices=("counselling", "counsellor", "other"), header=True),
        Field("responsible", "staff", many=True, header=True),
        Field("responder"),
        Field("present_until", "datetime"),
        Field("released_by"),
        star("on_campus", "bool", header=True),
        star("danger"),
        Field("level", "choice", choices="plan:level", header=True),
        Field("state", "choice", choices=("open", "handed_over", "closed"), header=True),
        Field("drill", "bool", header=True),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.1",),
    reads=FOR_ALL,
    event=True,
    lasting=True,
    reports=_unreported,
    # What was found in counselling is a confidence until it has been disclosed.
    disclosed=lambda fields: fields.get("route") == "counselling" and fields.get("drill") is not True,
    severity=lambda values, rank: None if values.get("drill") is True else 9,
)


def _step_wants(values: Values) -> tuple[str, ...]:
    """Why a step was not possible: asked for, for nothing may hold anybody up in a crisis."""
    return ("not_possible",) if values.get("impossible") is True and not values.get("not_possible") else ()


CRISIS_STEP = Kind(
    "crisis_step",
    (
        star("crisis", "record", header=True),
        star("step", "choice", choices="plan:crisis_step", header=True),
        Field("done_at", "datetime", slot="happened", header=True),
        Field("impossible", "bool", header=True),
        Field("not_possible"),
        Field("by"),
        Field("with"),
        Field("reached", "bool", header=True),
        Field("note"),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.1", "intervention.2", "intervention.3", "intervention.4"),
    reads=FOR_ALL,
    of="crisis",
    event=True,
    lasting=True,
    wants=_step_wants,
    demands=lambda values: () if values.get("done_at") or values.get("impossible") is True else ("done_at",),
)

WATCH_SHIFT = Kind(
    "watch_shift",
    (
        star("crisis", "record", header=True),
        star("from", "datetime", slot="happened", header=True),
        star("to", "datetime", header=True),
        star("keepers", many=True),
        star("staff_present"),
        Field("same_sex", "bool"),
        Field("relation"),
        Field("agreed", "bool"),
        star("place"),
        Field("interval", "number"),
        Field(
            "observations",
            "group",
            many=True,
            fields=(
                Field("at", "datetime"),
                Field("speech"),
                Field("mood"),
                Field("food"),
                Field("sleep"),
                Field("dangerous"),
                Field("out"),
            ),
        ),
        Field("incident"),
        Field("done"),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.3",),
    reads=FOR_ALL,
    of="crisis",
    event=True,
    reports=lambda values: bool(values.get("incident")),
    severity=lambda values, rank: 9 if values.get("incident") else None,
)

REFERRAL = Kind(
    "referral",
    (
        star("student", "student", slot="students", header=True),
        star("institution"),
        Field("way", "choice", choices=("in_person", "tele"), header=True),
        Field("urgency", "choice", choices=URGENCY, header=True),
        star("reason"),
        Field("risk"),
        Field("done"),
        star("ground"),
        Field("accompanied_by"),
        Field("medicine"),
        Field("basis", "choice", choices=("consent", "danger", "law")),  # which sort of ground `ground` is in words
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.2",),
    reads=FOR_ALL,
    severity=lambda values, rank: URGENCY_SEVERITY.get(str(values.get("urgency"))),
)

REFERRAL_RETURN = Kind(
    "referral_return",
    (
        star("of", "record", header=True),
        star("seen_at", "date", slot="happened", header=True),
        Field("summary"),
        Field("advice"),
        Field("follow_up"),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.2",),
    reads=FOR_ALL,
    of="of",
)


def _for_disclosure(fields: Mapping[str, object]) -> bool:
    """A psychologist who asks for consent to a disclosure, or is refused it, says by that who is a client."""
    return fields.get("for") == "disclosure"


def _consent_wants(values: Values) -> tuple[str, ...]:
    """A refusal to sign is attested: by whom, and in the words that were read out."""
    wanted = ("witnesses", "words") if values.get("how") == "refused" else ()
    return tuple(name for name in wanted if not values.get(name))


CONSENT = Kind(
    "consent",
    (
        star("student", "student", slot="students", header=True),
        star(
            "for",
            "choice",
            choices=("hospital", "admission", "leave", "companion_study", "handover", "disclosure", "recording"),
            header=True,
        ),
        star("by", "choice", choices=("student", "parent", "other_relative")),
        star("how", "choice", choices=("signed", "recorded", "message", "refused"), header=True),
        star("when", "datetime", slot="happened", header=True),
        Field("witnesses"),
        Field("words"),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.3",),
    reads=FOR_ALL,
    event=True,
    disclosed=_for_disclosure,
    confided=_for_disclosure,
    wants=_consent_wants,
)

LEAVE = Kind(
    "leave",
    (
        star("student", "student", slot="students", header=True),
        star("kind", "choice", choices=("leave", "companion_study", "return"), header=True),
        star("from", "date", slot="happened", header=True),
        Field("to", "date", header=True),
        Field("decided_by"),
        Field("papers"),
        Field("conditions"),
        Field("cadence"),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.3",),
    reads=FOR_ALL,
    lasting=True,
)

LEGAL_MEASURE = Kind(
    "legal_measure",
    (
        star("crisis", "record", header=True),
        star("law"),
        star("refusal"),
        star("taken"),
        Field("diagnosis"),
        Field("outcome"),
        Field("third_party"),
        Field("force", "bool"),
        Field("seen_by"),
        Field(
            "evidence",
            "group",
            many=True,
            fields=(Field("what"), Field("where"), Field("when"), Field("by"), Field("sha256", searched=False)),
        ),
    ),
    EVERYBODY,
    audience="centre",
    clauses=("intervention.4",),
    reads=FOR_ALL,
    of="crisis",
)

KINDS = (
    PHONE_REPORT,
    CRISIS,
    CRISIS_STEP,
    WATCH_SHIFT,
    REFERRAL,
    REFERRAL_RETURN,
    CONSENT,
    LEAVE,
    LEGAL_MEASURE,
)
