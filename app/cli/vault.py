"""Commands of the psychologist's notes vault. Its passphrase is another than the workspace's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cli.call import Call, Outcome
from app.services.vault import notices, opening, reading, roster_names, signing, upkeep
from app.services.vault.opening import OpenVault
from app.services.vault.reading import EntryLine


@contextmanager
def opened(call: Call) -> Iterator[OpenVault]:
    """The vault of who unlocked, open for one command."""
    workspace = call.workspace()
    vault = opening.open_vault(workspace, call.vault_passphrase())
    try:
        yield vault
    finally:
        vault.lock()


def init(call: Call) -> Outcome:
    recovery_key = opening.create_vault(call.workspace(), call.vault_passphrase())
    lines = (call.text("cli.say.vault_made"), call.text("cli.say.recovery_key"), f"  {recovery_key}")
    return Outcome({"made": True, "recovery_key": recovery_key}, lines)


def unlock_check(call: Call) -> Outcome:
    with opened(call) as vault:
        state, told = upkeep.vault_state(vault), notices.list_notices(vault)
        unconfirmed = notices.has_unconfirmed_notice(vault)
    document = {
        "ok": True,
        "vault": state.store_id,
        "person": state.owner,
        "entries": state.entries,
        "clients": state.clients,
        "drafts": state.drafts,
        "whole": state.broken_at is None,
        "behind": state.behind,
        "sheet_proven": state.sheet_proven,
        "openings": [{"record": one.record, "at": one.at, "by": list(one.by)} for one in told],
        "unconfirmed_openings": unconfirmed,
    }
    lines = ["cli.say.vault_behind"] * state.behind + ["cli.say.vault_unconfirmed"] * unconfirmed
    return Outcome(document, tuple(map(call.text, lines)))


def accept_older(call: Call) -> Outcome:
    with opened(call) as vault:
        accepted = upkeep.vault_state(vault).behind
        upkeep.accept_older_vault(call.workspace(), vault)
    return Outcome({"accepted": accepted})


def passphrase_change(call: Call) -> Outcome:
    with opened(call) as vault:
        opening.change_vault_passphrase(call.workspace(), vault, call.new_passphrase(), leaked=call.args.leaked)
    return Outcome({"changed": True, "rekeyed": call.args.leaked}, (call.text("cli.say.changed"),))


def recover(call: Call) -> Outcome:
    recovery = call.read(Path(call.args.recovery_key_file)).strip()
    opening.recover_vault(call.workspace(), recovery, call.new_passphrase()).lock()
    return Outcome({"recovered": True}, (call.text("cli.say.changed"),))


def note_add(call: Call) -> Outcome:
    fields, _ = call.fields()
    with opened(call) as vault:
        signed = signing.sign_entry(call.workspace(), vault, call.args.kind, fields)
    document: dict[str, Any] = {"id": signed.id, "n": signed.n, "clients": list(signed.clients)}
    lines = [call.text("cli.say.signed", id=signed.id)]
    if call.args.kind == "client":
        other = roster_names.other_name(
            call.workspace(), str(fields.get("student") or ""), str(fields.get("name") or "")
        )
        if other:
            document["notices"] = [{"code": "client_name_differs", "field": "student", "roster": other}]
            lines.append(call.text("cli.say.client_name_differs", name=other))
    return Outcome(document, tuple(lines))


def note_list(call: Call) -> Outcome:
    args = call.args
    with opened(call) as vault:
        found = reading.list_entries(vault, kind=args.kind or "", client=args.client or "")
    lines = [
        f"{line.happened[:10]}  {call.text(f'kind.{line.kind}')}  {' '.join(line.clients)}  {line.id}" for line in found
    ]
    return Outcome({"notes": [_line(line) for line in found]}, tuple(lines))


def _line(line: EntryLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": line.kind,
        "client": line.clients[0] if line.clients else None,
        "clients": list(line.clients),
        "when": line.happened,
        "at": line.at,
        "number": line.number,
        "addenda": line.addenda,
        "purged": line.purged,
    }


def note_show(call: Call) -> Outcome:
    with opened(call) as vault:
        view = reading.show_entry(vault, call.args.id)
    addenda = [{"at": added.at, "text": added.text} for added in view.addenda]
    return Outcome({**_line(view.line), "fields": dict(view.fields), "addenda": addenda})


def note_search(call: Call) -> Outcome:
    text = call.said(call.args.text_file, "cli.ask.text")
    with opened(call) as vault:
        found = reading.search_vault(vault, text)
    hits = [{**_line(hit.entry), "snippet": hit.snippet} for hit in found]
    return Outcome({"hits": hits}, tuple(f"{hit.entry.id}  {hit.snippet}" for hit in found))
