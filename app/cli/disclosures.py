"""Commands of the disclosure slip: written from the vault, listed and revoked without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.call import Call, Outcome
from app.cli.vault import opened
from app.services import printing
from app.services.disclosures import Slip, list_disclosures, revoke_disclosure
from app.services.vault.disclosing import Preview, disclose, preview_disclosure


def add(call: Call) -> Outcome:
    """Signs a slip; what was pointed out and what is lacking is told beside its id."""
    fields, _ = call.fields()
    workspace = call.workspace()
    with opened(call) as vault:
        seen = preview_disclosure(workspace, vault, fields)
        saved = disclose(workspace, vault, fields, source=call.args.from_note or "")
    document: dict[str, Any] = {
        "id": saved.id,
        "revision": saved.revision,
        "pointed": _pointed(seen),
        "lacking": list(seen.lacking),
    }
    lines = [call.text("cli.say.saved", id=saved.id)]
    lines += [call.text("cli.say.slip_lacks", field=call.text(f"field.disclosure.{name}")) for name in seen.lacking]
    lines += [call.text("cli.say.pointed_word", word=one.word, better=one.better) for one in seen.words]
    lines += [call.text("cli.say.pointed_quote")] if seen.quoted else []
    if call.args.out:
        document["file"] = str(printing.print_form(workspace, "disclosure", saved.id, Path(call.args.out)))
    return Outcome(document, tuple(lines))


def _pointed(seen: Preview) -> list[dict[str, Any]]:
    words = [
        {"what": "word", "field": one.field, "start": one.start, "end": one.end, "word": one.word, "better": one.better}
        for one in seen.words
    ]
    quotes = [{"what": "quote", "field": q.field, "start": q.start, "end": q.end, "note": q.entry} for q in seen.quoted]
    return [*words, *quotes]


def listing(call: Call) -> Outcome:
    found = list_disclosures(call.workspace())
    lines = [
        f"{slip.at.date().isoformat()}  {slip.number} {slip.name}  {slip.to}"
        f"  {call.text(f'disclosing.{slip.standing}')}  {slip.id}"
        for slip in found
    ]
    return Outcome({"disclosures": [_slip(slip) for slip in found]}, tuple(lines))


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "id": slip.id,
        "revision": slip.revision,
        "at": slip.at.isoformat(),
        "student": slip.number,
        "ground": slip.ground,
        "to": slip.to,
        "content": slip.content,
        "author": slip.author,
        "standing": slip.standing,
        "expires": None if slip.expires is None else slip.expires.isoformat(),
        "revoked_at": None if slip.revoked_at is None else slip.revoked_at.isoformat(),
        "revoked_why": slip.revoked_why,
        "family_named": slip.family_named,
    }


def revoke(call: Call) -> Outcome:
    reason = call.said(call.args.reason_file, "cli.ask.reason")
    saved = revoke_disclosure(call.workspace(), call.args.id, reason)
    return Outcome({"id": saved.id, "revision": saved.revision}, (call.text("cli.say.saved", id=saved.id),))
