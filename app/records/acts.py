"""Acts on other records: signing off, proposing, widening (RECORDS.md, Acts on other records)."""

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

KINDS = (SIGN_OFF, PROPOSAL, RELEASE)
