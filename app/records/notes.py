"""The kinds of the notes vault: they stand in no store, no bundle and no search but the vault's own (RECORDS.md,
Counselling). A client is named by a code; who that is, only the `client` entry says.

The two templates of a session, SOAP and the form in use here, are two sets of labels for the same fields.
"""

from __future__ import annotations

from app.records.counselling import CODE, PSYCHOLOGIST
from app.records.kind import Field, Kind, Values, star

CLAUSE = ("prevention.1",)
GRAVE = ("high", "imminent")
"""Levels of risk that open a crisis."""
WAYS = ("face", "phone", "video", "written")


def _client() -> Field:
    return star("client", shape=CODE)


CLIENT = Kind(
    "client",
    (
        star("code", shape=CODE),
        Field("name"),
        Field("student"),
        Field("sex", "choice", choices=("male", "female")),
        Field("phone"),
        Field("minor", "bool"),
        Field("emergency"),
        Field("source", "choice", choices=("self", "referred", "screening", "crisis", "other")),
        Field("presenting"),
        Field("opened_on", "date"),
        Field("state", "choice", choices=("open", "closed")),
        Field("remarks"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)


def _agreement_demands(values: Values) -> tuple[str, ...]:
    """Under 18 a guardian has a word in it."""
    wanted = ("guardian", "guardian_word") if values.get("minor") is True else ()
    return tuple(name for name in wanted if not values.get(name))


COUNSELLING_AGREEMENT = Kind(
    "counselling_agreement",
    (
        _client(),
        star("exceptions_explained", "bool"),
        Field("exceptions"),
        star("signed_at", "date", slot="happened"),
        Field("recording", "bool"),
        Field("minor", "bool"),
        Field("guardian"),
        Field("guardian_word"),
        Field("remarks"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
    demands=_agreement_demands,
    # Secrecy ends where the law and a life say so: nobody agrees to what was not explained.
    contradicts=lambda values: () if values.get("exceptions_explained") is True else ("exceptions_explained",),
)

SESSION_NOTE = Kind(
    "session_note",
    (
        _client(),
        Field("when", "datetime", slot="happened"),
        Field("kind", "choice", choices=("first", "follow_up")),
        Field("number", "number"),
        Field("minutes", "number"),
        Field("way", "choice", choices=WAYS),
        Field("template", "choice", choices=("form", "soap")),
        Field("presenting"),
        Field("background"),
        Field("mental_state"),
        star("course"),
        Field("assessment"),
        Field("plan"),
        Field("next"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

GROUP_SESSION = Kind(
    "group_session",
    (
        star("group"),
        star("when", "datetime", slot="happened"),
        Field("number", "number"),
        Field("minutes", "number"),
        star("clients", many=True, shape=CODE),
        Field("theme"),
        star("course"),
        Field("members", "group", many=True, fields=(_client(), star("text"))),
        Field("next"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

SCALE_RESULT = Kind(
    "scale_result",
    (
        _client(),
        star("when", "datetime", slot="happened"),
        star("scale"),
        Field("answers"),
        Field("scores", "group", many=True, fields=(Field("name"), Field("value", "number"))),
        Field("band"),
        Field("alarms", many=True),
        Field("remarks"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)


def _assessment_demands(values: Values) -> tuple[str, ...]:
    """Where there is a risk, an assessment ends with the means gone, a safety plan, and somebody who took over."""
    if values.get("level") in (None, "none"):
        return ()
    wanted = ("means_removed", "safety_plan", "handed_to", "handed_at")
    return tuple(name for name in wanted if values.get(name) in (None, ""))


def _assessment_contradicts(values: Values) -> tuple[str, ...]:
    """Nothing to remove is an answer only where there are no means."""
    none_needed = values.get("means_removed") == "not_needed" and values.get("means") in ("available", "in_hand")
    return ("means_removed",) if none_needed else ()


RISK_ASSESSMENT = Kind(
    "risk_assessment",
    (
        _client(),
        star("when", "datetime", slot="happened"),
        star("ideation", "choice", choices=("none", "passive", "active")),
        Field("ideation_text"),
        star("plan", "choice", choices=("none", "vague", "specific")),
        Field("plan_text"),
        star("means", "choice", choices=("none", "available", "in_hand")),
        Field("means_text"),
        star("past_attempts", "choice", choices=("none", "once", "several")),
        Field("past_text"),
        Field("harm_to_others", "bool"),
        Field("protective"),
        star("level", "choice", choices=("none", "low", "medium", "high", "imminent")),
        Field("grounds"),
        Field("means_removed", "choice", choices=("removed", "handed_over", "not_needed")),
        Field("safety_plan"),
        Field("handed_to"),
        Field("handed_at", "datetime"),
        Field("supervisor_consulted"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
    demands=_assessment_demands,
    contradicts=_assessment_contradicts,
)

SUPERVISION_NOTE = Kind(
    "supervision_note",
    (
        star("when", "datetime", slot="happened"),
        star("supervisor"),
        Field("form", "choice", choices=("individual", "group", "peer")),
        star("minutes", "number"),
        Field("clients", many=True, shape=CODE),
        star("content"),
        Field("agreed"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

CASE_CLOSING = Kind(
    "case_closing",
    (
        _client(),
        star("when", "date", slot="happened"),
        star("ending", "choice", choices=("goals", "referred", "stopped", "left", "transferred", "other")),
        star("review"),
        Field("gained"),
        Field("advice"),
        Field("follow_up_on", "date"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

CASE_FOLLOW_UP = Kind(
    "case_follow_up",
    (
        _client(),
        star("when", "datetime", slot="happened"),
        star("cause", "choice", choices=("no_show", "aftercare", "other")),
        star("reached", "bool"),
        Field("content"),
        Field("next_on", "date"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

CASE_TRANSFER = Kind(
    "case_transfer",
    (
        _client(),
        star("when", "datetime", slot="happened"),
        star("direction", "choice", choices=("out", "in")),
        star("colleague"),
        star("consent"),
        Field("guardian_word"),
        Field("entries", "number"),
    ),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

ADDENDUM = Kind(
    "addendum",
    (star("of", "record"), star("text")),
    PSYCHOLOGIST,
    clauses=CLAUSE,
)

KINDS = (
    CLIENT,
    COUNSELLING_AGREEMENT,
    SESSION_NOTE,
    GROUP_SESSION,
    SCALE_RESULT,
    RISK_ASSESSMENT,
    SUPERVISION_NOTE,
    CASE_CLOSING,
    CASE_FOLLOW_UP,
    CASE_TRANSFER,
    ADDENDUM,
)
