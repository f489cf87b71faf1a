"""Reading the vault: entries in a list or whole, clients, and the search that never leaves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.records import VAULT_KINDS, text_of
from app.records.words import found_in, snippet
from app.services.vault.codes import Codes, codes_booked
from app.vault import entries
from app.vault.entries import Entry
from app.vault.file import Vault
from app.workspace import Workspace

SHOWN = frozenset(VAULT_KINDS) - {"client", "addendum"}
"""Kinds that stand in a client's file as entries of their own."""


@dataclass(frozen=True)
class EntryLine:
    """An entry in a list: `clients` are codes, `happened` RFC 3339 or a day, `addenda` how many follow it."""

    id: str
    kind: str
    clients: tuple[str, ...]
    happened: str
    at: str
    number: int | None
    addenda: int
    purged: bool


@dataclass(frozen=True)
class Addendum:
    """What was added to a signed entry, and when."""

    at: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class EntryView:
    """A whole entry with its addenda, the earliest first."""

    line: EntryLine
    fields: Mapping[str, Any] = field(repr=False)
    addenda: tuple[Addendum, ...]


@dataclass(frozen=True)
class ClientLine:
    """A client in a list. `sessions` are those held; `last` is when the latest was, "" without one; `level` is the
    level of the last risk assessment. The name is not here: it is asked for (`reveal_client`)."""

    id: str
    code: str
    state: str
    sessions: int
    last: str
    level: str
    agreed: bool
    drafts: int = 0


@dataclass(frozen=True)
class Found:
    """A hit of the vault's own search."""

    entry: EntryLine
    snippet: str = field(repr=False)


def list_entries(vault: Vault, *, kind: str = "", client: str = "") -> tuple[EntryLine, ...]:
    """Signed entries of a kind (of all where "") and about a client's code (about all where ""), the latest first."""
    with vault.look() as db:
        codes = Codes(db)
        if client:
            identity = codes.find(client)
            found = entries.of_client(db, identity) if identity else []
        else:
            found = entries.of_kinds(db, (*SHOWN, "addendum"))
    added = _addenda(found)
    listed = [_line(codes, e, len(added[e.id])) for e in found if e.kind in ({kind} if kind else SHOWN)]
    return tuple(sorted(listed, key=lambda line: (line.happened, line.at), reverse=True))


def show_entry(vault: Vault, identity: str) -> EntryView:
    """One entry; UserError `vault_entry_unknown`."""
    with vault.look() as db:
        entry, codes = entries.find(db, identity), Codes(db)
        later = [e for e in entries.on_entry(db, identity) if e.kind == "addendum"]
    added = tuple(Addendum(e.line.at, str(e.given.get("text", ""))) for e in later)
    line = _line(codes, entry, len(added))
    # what another vault signed says its own code for the client
    here = {"client": line.clients[0]} if entry.foreign is not None and "client" in entry.given else {}
    return EntryView(line, {**entry.given, **here}, added)


def _addenda(found: list[Entry]) -> dict[str, list[Entry]]:
    added = defaultdict[str, list[Entry]](list)
    for entry in found:
        if entry.kind == "addendum":
            added[entry.line.of].append(entry)
    return added


def _line(codes: Codes, entry: Entry, addenda: int) -> EntryLine:
    number = entry.given.get("number")
    clients = tuple(codes.code(client) for client in entry.line.clients)
    line = entry.line
    return EntryLine(line.id, line.kind, clients, line.happened, line.at, number, addenda, entry.fields is None)


def list_clients(vault: Vault) -> tuple[ClientLine, ...]:
    """Every client, the one seen last first; those without a session behind."""
    with vault.look() as db:
        codes = Codes(db)
        about = defaultdict[str, list[Entry]](list)
        for entry in entries.of_kinds(db, SHOWN):
            for client in entry.line.clients:
                about[client].append(entry)
        waiting = [row[0] for row in db.rows("SELECT client FROM draft")]
    lines = [_client(codes, client, about[client], waiting) for client in codes.clients()]
    return tuple(sorted(lines, key=lambda line: (line.last, line.code), reverse=True))


def _client(codes: Codes, client: str, about: list[Entry], waiting: list[str]) -> ClientLine:
    fields = codes.fields(client)
    held = [e for e in about if e.kind in ("session_note", "group_session")]
    levels = [e for e in about if e.kind == "risk_assessment"]
    last = max(levels, key=lambda e: (e.line.happened, e.line.n), default=None)
    return ClientLine(
        client,
        codes.code(client),
        str(fields.get("state") or "open"),
        len(held),
        max((e.line.happened for e in held), default=""),
        "" if last is None else str(last.given.get("level", "")),
        any(e.kind == "counselling_agreement" for e in about),
        waiting.count(codes.code(client)),
    )


def client_fields(vault: Vault, code: str) -> dict[str, Any]:
    """A client's particulars as they hold now, name and number among them; empty for a code that is none."""
    with vault.look() as db:
        codes = Codes(db)
    return dict(codes.fields(codes.find(code) or ""))


def revealed_names(vault: Vault) -> dict[str, str]:
    """Every client's name by code, for as long as somebody asks to see them; only those that were written down."""
    with vault.look() as db:
        codes = Codes(db)
    known = (codes.fields(client) for client in codes.clients())
    return {str(fields["code"]): str(fields["name"]) for fields in known if fields.get("name")}


def next_client_code(workspace: Workspace, vault: Vault) -> str:
    """A code that nobody has, neither in the vault nor in the schedule."""
    booked = codes_booked(workspace)
    with vault.look() as db:
        return Codes(db).next_code(booked)


def search_vault(vault: Vault, text: str, limit: int = 100) -> tuple[Found, ...]:
    """Entries whose text holds all these words, the latest first. The vault is read through each time: there is no
    index, so that nothing of it is written anywhere."""
    with vault.look() as db:
        codes = Codes(db)
        found = entries.of_kinds(db, VAULT_KINDS)
    added = _addenda(found)
    hits = []
    for entry in reversed(found):
        words = text_of(VAULT_KINDS[entry.kind], entry.given)
        at = found_in(words, text)
        if at is not None:
            hits.append(Found(_line(codes, entry, len(added[entry.id])), snippet(words, at, text)))
        if len(hits) == limit:
            break
    return tuple(hits)
