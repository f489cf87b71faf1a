"""Signing an entry: checked, written at the end of the chain, locked for ever; and the drafts before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.errors import UserError
from app.records import VAULT_KINDS
from app.records.ids import new_id
from app.records.kind import Kind, Values
from app.records.validation import validate
from app.services.context import plan_in_force
from app.services.vault import held
from app.services.vault.codes import Codes, check_new_code
from app.store.connection import Db
from app.vault import drafts, entries
from app.vault.drafts import VaultDraft as VaultDraft  # for the floors above, which may not import `app.vault`
from app.vault.entries import New
from app.vault.file import Vault
from app.workspace import Workspace


@dataclass(frozen=True)
class Signed:
    """What was signed: the entry's id, its place in the chain, and the codes of the clients it is about."""

    id: str
    n: int
    clients: tuple[str, ...]


def vault_kind(name: str) -> Kind:
    """A kind of the vault; UserError `kind_unknown`."""
    kind = VAULT_KINDS.get(name)
    if kind is None:
        raise UserError("kind_unknown", kind=name[:40])
    return kind


def sign_entry(
    workspace: Workspace, vault: Vault, kind_name: str, values: Mapping[str, object], *, draft: str = ""
) -> Signed:
    """Signs and locks an entry; afterwards only addenda follow. Its draft goes in the same transaction.

    A client's code that is new makes the client. A session without a time is held now, and has the next number. The
    general store is told that a session was held, and nothing else. UserError as `validate`, and `vault_entry_unknown`.
    """
    kind = vault_kind(kind_name)
    with vault.unit() as unit:
        signed = write_entry(workspace, unit, vault.owner, kind, values)
        if draft:
            drafts.drop(unit, draft)
    if kind.name in held.KINDS:
        held.tell_store(workspace, vault)
    return signed


def write_entry(workspace: Workspace, unit: Db, owner: str, kind: Kind, values: Mapping[str, object]) -> Signed:
    """One entry into an open unit of work of the vault."""
    clean = _checked(workspace, kind, values)
    codes, stamp = Codes(unit), workspace.clock.stamp()
    of = ""
    if kind.name == "client":
        of = codes.find(str(clean["code"])) or ""
        clients = [of] if of else []
        if not of:
            check_new_code(workspace, str(clean["code"]))
    elif kind.name == "addendum":
        target = entries.find(unit, str(clean["of"]))
        of, clients = target.id, target.line.clients
    else:
        clients = [_client(workspace, unit, codes, code, stamp, owner) for code in codes_of(clean)]
        clean = _completed(unit, kind, clean, clients, stamp)
    new = New(kind.name, kind.version, clean, _happened(kind, clean, stamp), clients, of, owed=kind.name in held.KINDS)
    if kind.name == "client" and not clients:
        new = _about_itself(new)
    entry = entries.append(unit, new, stamp, owner)
    return Signed(entry.id, entry.line.n, tuple(codes.code(client) for client in entry.line.clients))


def _checked(workspace: Workspace, kind: Kind, values: Mapping[str, object]) -> Values:
    try:
        return validate(kind, values, plan_in_force(workspace).ids(), workspace.clock)
    except UserError as error:
        raise UserError(error.code, **{**error.values, "kind": kind.name}) from None


def codes_of(values: Mapping[str, object]) -> list[str]:
    """The codes of the clients whom an entry's fields name, each once."""
    many = values.get("clients")
    named = [*(many if isinstance(many, list) else ()), *([values["client"]] if values.get("client") else ())]
    return list(dict.fromkeys(map(str, named)))


def _client(workspace: Workspace, unit: Db, codes: Codes, code: str, stamp: str, owner: str) -> str:
    """The client of a code, made at its first use."""
    found = codes.find(code)
    if found is None:
        check_new_code(workspace, code)
        fields: Values = {"code": code, "opened_on": stamp[:10], "state": "open"}
        new = _about_itself(New("client", VAULT_KINDS["client"].version, fields, stamp))
        found = entries.append(unit, new, stamp, owner).id
        codes.add(code, found)
    return found


def _about_itself(new: New) -> New:
    """The first entry of a client, whose id is the client's from then on."""
    identity = new_id()
    return replace(new, id=identity, clients=(identity,))


def _completed(unit: Db, kind: Kind, clean: Values, clients: list[str], stamp: str) -> Values:
    """A session's time and number where its writer left them to the program."""
    if kind.name != "session_note":
        return clean
    before = [e for e in entries.of_client(unit, clients[0]) if e.kind == "session_note"]
    highest = max((int(e.given.get("number") or 0) for e in before), default=0)
    number = int(str(clean.get("number") or max(highest, len(before)) + 1))
    return {
        **clean,
        "when": clean.get("when") or stamp,
        "number": number,
        "kind": clean.get("kind") or ("first" if number == 1 else "follow_up"),
    }


def _happened(kind: Kind, clean: Values, stamp: str) -> str:
    slot = kind.slot("happened")
    given = str(clean.get(slot.name) or "") if slot is not None else ""
    return given or stamp


def keep_vault_draft(vault: Vault, draft: VaultDraft) -> None:
    """Keeps what was typed, in the vault's own file; on the disk when this returns. UserError `vault_locked`."""
    with vault.unit() as unit:
        drafts.keep(unit, draft)


def drop_vault_draft(vault: Vault, identity: str) -> None:
    """Lets a draft go."""
    with vault.unit() as unit:
        drafts.drop(unit, identity)


def list_vault_drafts(vault: Vault) -> list[VaultDraft]:
    """All drafts of the vault, the latest first."""
    with vault.look() as db:
        return drafts.listed(db)


def find_vault_draft(vault: Vault, identity: str) -> VaultDraft | None:
    with vault.look() as db:
        return drafts.find(db, identity)
