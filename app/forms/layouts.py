"""Where a school has a customary sheet for a kind of record: which fields stand where, what is said, who signs.

A layout names fields as the kind declares them. What it leaves out follows in the order of the declaration,
so that nothing that was written down is missing on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.forms.record_values import RecordForm

Part = str | tuple[str, ...]
"""One field with a row to itself, or several side by side."""

RECORDED = ("recorded_by", "signature", "recorded_at")
CHECKED = ("checked_by", "signature", "date")


@dataclass(frozen=True)
class Layout:
    """One sheet. `opening` and `closing` are the words above and below the table, `signed` the rows to sign in,
    `silent` what holds where nobody recorded anything, `left_out` what another part of the sheet says, `if_said` what
    has a row on a form that was filled in only once it was recorded."""

    rows: tuple[Part, ...] = ()
    signed: tuple[tuple[str, ...], ...] = (RECORDED, CHECKED)
    opening: str = ""
    closing: str = ""
    silent: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    if_said: tuple[str, ...] = ()


_KEPT_BY_CENTRE = Layout(signed=(RECORDED,))
_WITNESSED = (("consent.witness_1", "signature", "date"), ("consent.witness_2", "signature", "date"))
_PARTIES = (("consent.party", "signature", "date"), ("consent.for_school", "signature", "date"))
_REFERRAL: tuple[Part, ...] = (
    ("institution", "urgency"), ("way", "accompanied_by"), "reason", "risk", "done", "basis", ("ground", "medicine"),
)  # fmt: skip
_REFERRED = (("referral.by", "signature", "recorded_at"), ("referral.approved", "signature", "date"))

LAYOUTS: Mapping[str, Layout] = {
    "unit": _KEPT_BY_CENTRE,
    "staff": _KEPT_BY_CENTRE,
    "student": Layout(
        rows=(
            ("name", "number"), ("sex", "class"), ("cohort", "entered_on"), "entry_kind", ("status", "status_since"),
            ("phone", "adult_on"), ("building", "room", "bed"), ("off_campus", "hardship"), "former_numbers", "family",
        ),
        signed=(RECORDED,),
    ),
    "assignment": _KEPT_BY_CENTRE,
    "term": _KEPT_BY_CENTRE,
    "plan": _KEPT_BY_CENTRE,
    "duty_contact": _KEPT_BY_CENTRE,
    "sign_off": _KEPT_BY_CENTRE,
    "release": _KEPT_BY_CENTRE,
    "exemption": Layout(
        rows=("rule", "subject", ("from", "to"), "reason", "proof"),
        signed=(("exemption.applicant", "signature", "recorded_at"), ("exemption.approved_by", "signature", "date")),
        closing="exemption.counts",
    ),
    "caseload_handover": Layout(
        rows=(("from", "to"), "on", "students", "open_duties", "cautions"),
        signed=(
            ("handover.from", "signature", "date"),
            ("handover.to", "signature", "date"),
            ("handover.witness", "signature", "date"),
        ),
        opening="handover.opening",
        closing="handover.overdue",
    ),
    "care_plan": Layout(
        rows=("problem", "goals", "measures", "family_part", ("agreed", "review_on")),
        signed=(
            ("care_plan.student", "signature", "date"),
            ("care_plan.counsellor", "signature", "recorded_at"),
            CHECKED,
        ),
    ),
    "case_report": Layout(
        rows=("urgency", "behaviour", "done", "student_knows"),
        signed=(("case_report.by", "signature", "recorded_at"), ("case_report.college", "signature", "date")),
        opening="case_report.opening",
    ),
    "case_report_return": Layout(
        rows=(("assessed_on", "level"), "advice"),
        signed=(("case_report.assessor", "signature", "recorded_at"), ("case_report.received", "signature", "date")),
        left_out=("of",),
    ),
    "referral": Layout(rows=_REFERRAL, signed=_REFERRED, opening="referral.opening"),
    "referral:tele": Layout(rows=_REFERRAL, signed=_REFERRED, opening="referral.tele_opening"),
    "referral_return": Layout(
        rows=("seen_at", "summary", "advice", "follow_up"),
        signed=(("referral.doctor", "signature", "date"), ("referral.received", "signature", "recorded_at")),
        left_out=("of",),
    ),
    "referral_return:tele": Layout(
        rows=("seen_at", "summary", "advice", "follow_up"),
        signed=(("referral.beside", "signature", "date"), ("referral.received", "signature", "recorded_at")),
        opening="referral.tele_return",
        left_out=("of",),
    ),
    "consent": Layout(
        rows=("for", ("by", "when"), "how", "words"),
        signed=(*_PARTIES, *_WITNESSED),
        opening="consent.opening",
        closing="consent.refusal",
    ),
    "consent:refused": Layout(
        rows=("for", ("by", "when"), "how", "words", "witnesses"),
        signed=(("consent.reader", "signature", "recorded_at"), *_WITNESSED),
        closing="consent.refused",
    ),
    "consent:signed": Layout(
        rows=("for", ("by", "when"), "how", "words", "witnesses"),
        signed=(*_PARTIES, RECORDED),
        opening="consent.opening",
    ),
    "disclosure": Layout(
        rows=(
            "ground", "consent_noted", "content", "to", "pass_on",
            ("decided_by", "told_at"), ("student_told", "expires"), "not_told_why", "family_named",
            "revoked_at", "revoked_why",
        ),
        signed=(("disclosure.by", "signature", "recorded_at"), ("disclosure.receiver", "signature", "date")),
        opening="disclosure.opening",
        silent={"pass_on": "disclosure.nobody"},
        if_said=("consent_noted", "not_told_why", "revoked_at", "revoked_why"),
    ),
    "review_meeting": Layout(
        rows=("when", "scope", ("unit", "chair"), "present", "pack", "cases", "judgement", "resolutions"),
        signed=(RECORDED, ("review_meeting.chair", "signature", "date")),
    ),
    "inspection": Layout(
        rows=(("college", "when"), "mode", "findings", "statement", ("mend_by", "mended_on")),
        signed=(("inspection.by", "signature", "recorded_at"), ("inspection.college", "signature", "date")),
        closing="inspection.own_words",
    ),
    "watch_shift": Layout(
        rows=(
            ("from", "to"), ("place", "interval"), "keepers", "staff_present", ("same_sex", "agreed"), "relation",
            "observations", "incident", "done",
        ),
        signed=(("watch.out", "signature", "date"), ("watch.in", "signature", "date")),
    ),
    "leave": Layout(
        rows=("kind", ("from", "to"), "decided_by", "papers", "conditions", "cadence"),
    ),
    "access_request": Layout(
        rows=("who", "ground", "about", ("received_on", "answered_at"), "decision", "shown", "copies"),
        signed=(("access_request.asked_by", "signature", "date"), RECORDED),
    ),
    "training": Layout(rows=("topic", ("when", "trainer"), ("unit", "hours"), "audience", "attended")),
    "outreach": Layout(
        rows=("title", ("when", "unit"), "level", "theme", "node", "special_group", "for_parents", "reach"),
    ),
    "crisis": Layout(
        rows=(
            ("found_at", "phoned_at"), "found_by",
            ("missing", "injured", "in_the_act"), ("on_campus", "drill"), "route",
            ("responsible", "responder"), ("present_until", "released_by"), "danger", "level", "state",
        ),
    ),
    **dict.fromkeys(
        (
            "appointment", "screening_result", "screening_call", "screening_interview", "phone_report", "crisis_step",
            "network_member", "proposal", "weekly_sheet", "service_plan",
        ),
        Layout(signed=(RECORDED,)),
    ),
}  # fmt: skip
_VARIED_BY = {"consent": "how", "referral": "way", "referral_return": "way"}
"""The fact by which a kind's sheet varies; a return half is told the way of what it answers."""


def layout_of(form: RecordForm) -> Layout:
    """The layout of a record's kind, or of the variant its facts call for; else the plain one."""
    varied = form.facts.get(_VARIED_BY.get(form.kind, ""))
    plain = LAYOUTS.get(form.kind, Layout())
    return LAYOUTS.get(f"{form.kind}:{_VARIANTS.get(str(varied), varied)}", plain)


_VARIANTS = {"recorded": "signed", "message": "signed"}
