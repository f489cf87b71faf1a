"""Acts on other records: signing off, proposing, widening, excusing, handing over (RECORDS.md)."""

from __future__ import annotations

from app.records.kind import Field, Kind, star

SIGN_OFF = Kind(
    "sign_off",
    (
        star("of", "record", header=True),
        star("revision", header=True, searched=False),
        star(
            "as",
            "choice",
            choices=("checked", "returned", "received", "took_over", "done", "approved", "refused"),
            header=True,
        ),
        star("at", "datetime", slot="happened", header=True),
        Field("remark"),
    ),
    frozenset({"centre", "station", "counsellor", "psychologist"}),
    audience="centre",
    reads={"station": "body", "counsellor": "body", "psychologist": "header"},
    of="of",
)

PROPOSAL = Kind(
    "proposal",
    (star("record", "record", header=True), star("fields", searched=False), Field("reason")),
    frozenset({"counsellor", "station", "psychologist"}),
    audience="centre",
    reads={"station": "body", "counsellor": "header"},
    of="record",
)

RELEASE = Kind(
    "release",
    (star("revisions", many=True, header=True, searched=False), star("ground", header=True)),
    frozenset({"centre", "station", "counsellor", "psychologist"}),
    audience="header",
    reads={"station": "header", "counsellor": "header"},
    of="revisions",
)

EXEMPTION = Kind(
    "exemption",
    (
        star("rule", "choice", choices="plan:rule", header=True),
        star("subject", "record", header=True, named=True),
        star("from", "date", slot="happened", header=True),
        Field("to", "date", header=True),
        star("reason", "choice", choices=("leave", "hospital", "family_danger", "unreachable", "refused", "other")),
        Field("proof"),
    ),
    frozenset({"counsellor", "station", "centre"}),
    audience="centre",
    reads={"station": "body", "counsellor": "header"},
    of="subject",
    lasting=True,
)

CASELOAD_HANDOVER = Kind(
    "caseload_handover",
    (
        star("from", "staff", header=True),
        star("to", "staff", header=True),
        star("on", "date", slot="happened", header=True),
        star("students", "student", many=True, slot="students", header=True),
        Field("open_duties"),
        Field("cautions"),
        Field("witness"),
    ),
    frozenset({"centre", "station", "counsellor"}),
    audience="centre",
    reads={"station": "body", "counsellor": "body"},  # whoever takes over signs what they have read
)

KINDS = (SIGN_OFF, PROPOSAL, RELEASE, EXEMPTION, CASELOAD_HANDOVER)
