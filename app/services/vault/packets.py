"""A case on its way between two vaults: one file, signed by the giving vault and sealed for the taking one.

In it stand the client's lines and bodies as they were signed. They are a segment of the giver's chain: each body is the
one that its line names, the lines stand in their order, and of two that follow each other the later names the earlier.
Each is what a vault would have signed, about this client and on nothing but what is in the packet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from app import canonical
from app.clock import Clock
from app.crypto import age, sshsig
from app.errors import UserError
from app.exchange.identity import Keys
from app.records import VAULT_KINDS
from app.records.kind import Kind
from app.records.validation import validate
from app.services.vault.cards import Card, CardFile, VaultCard, check_card
from app.vault.entries import Body, Line

NAMESPACE = "vault-case-v1@runxin"
LARGEST = 64 << 20  # bytes of a file
STAYS = frozenset({"supervision_note", "case_transfer"})
"""Kinds that do not travel: what the giver said of their own work, and the way that a case came to them."""


class Packet(Struct, frozen=True, forbid_unknown_fields=True):
    """`entries` are pairs of a line and its body, both canonical JSON; `client` is the client's id."""

    v: Literal[1]
    giver: CardFile
    to: str
    at: str
    client: str
    consent: str
    entries: list[tuple[str, str]]


class PacketFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The packet's canonical line and the giver's signature over it."""

    packet: str
    signature: str


_files = msgspec.json.Decoder(PacketFile)
_packets = msgspec.json.Decoder(Packet)
_lines = msgspec.json.Decoder(Line)
_bodies = msgspec.json.Decoder(Body)


@dataclass(frozen=True)
class Carried:
    """One entry of a packet, checked: its line as text, and both as they were read."""

    text: str
    line: Line
    body: Body = field(repr=False)


@dataclass(frozen=True)
class Case:
    """A packet that is whole and meant for this vault; `digest` is that of its line."""

    packet: Packet = field(repr=False)
    giver: VaultCard
    entries: tuple[Carried, ...]
    digest: str


def seal(packet: Packet, keys: Keys, to: Card) -> bytes:
    """The bytes of a file that only the vault of this card opens."""
    line = canonical.encode(packet)
    signature = sshsig.sign(keys.seed, NAMESPACE, line).decode()
    return age.encrypt(canonical.encode(PacketFile(line.decode(), signature)), [to.age])


def open_packet(path: Path, keys: Keys, clock: Clock) -> Case:
    """A file that was given, checked to the last entry before anything of it is used.

    UserError `file_unreadable`; `vault_case_foreign` for one that is sealed for another vault; `vault_case_damaged`
    for one that was altered, or is not what its giver signed; `vault_case_newer` for entries that only a newer version
    of the program understands.
    """
    try:
        with path.open("rb") as file:
            sealed = file.read(LARGEST + 1)
    except OSError:
        raise UserError("file_unreadable", file=path.name) from None
    try:
        if len(sealed) > LARGEST:
            raise ValueError("size")
        given = canonical.decode(age.decrypt(sealed, keys.identity), _files)
        line = given.packet.encode()
        packet = canonical.decode(line, _packets)
        giver = check_card(packet.giver)
        if not sshsig.verify(bytes.fromhex(giver.card.sign), NAMESPACE, line, given.signature.encode()):
            raise ValueError("signature")
        found = tuple(_carried(line, body) for line, body in packet.entries)
        _check_segment(packet.client, found)
        if packet.to != keys.public:
            raise UserError("vault_case_foreign")
        for one in found:
            _check_entry(one, clock)
    except age.NotARecipient:
        raise UserError("vault_case_foreign") from None
    except (ValueError, OverflowError):
        raise UserError("vault_case_damaged") from None
    return Case(packet, giver, found, sha256(line).hexdigest())


def _carried(line: str, body: str) -> Carried:
    found = Carried(line, canonical.decode(line.encode(), _lines), canonical.decode(body.encode(), _bodies))
    if sha256(body.encode()).hexdigest() != found.line.body:
        raise ValueError("body")
    return found


def _check_segment(client: str, found: Sequence[Carried]) -> None:
    """ValueError unless these entries are about this client alone and a segment of one chain."""
    first = found[0].line if found else None
    if first is None or first.kind != "client" or first.id != client or first.of:
        raise ValueError("client")
    known = set[str]()
    for one in found:
        if one.line.clients != [client] or one.line.id in known or not _is_on(one, client, known):
            raise ValueError("client")
        known.add(one.line.id)
    for before, one in pairwise(found):
        follows = one.line.n == before.line.n + 1
        if one.line.n <= before.line.n or (follows and one.line.previous != sha256(before.text.encode()).hexdigest()):
            raise ValueError("order")


def _is_on(one: Carried, client: str, known: set[str]) -> bool:
    """Whether an entry stands on what it may: a version of the client's particulars on the client, an addendum on an
    entry before it, and anything else on nothing."""
    of = one.line.of
    if one.line.kind == "client":
        return of == client if known else not of
    if one.line.kind == "addendum":
        return of in known and one.body.fields.get("of") == of
    return not of


def _check_entry(one: Carried, clock: Clock) -> None:
    """ValueError unless a vault would have signed the entry as it stands; UserError `vault_case_newer` where only a
    newer version of the program can tell."""
    line, kind = one.line, VAULT_KINDS.get(one.line.kind)
    if kind is None or line.kv > kind.version:
        raise UserError("vault_case_newer")
    if kind.name in STAYS:
        raise ValueError("kind")
    try:
        clean = validate(kind, one.body.fields, {}, clock)
    except UserError as error:
        if error.code in ("field_unknown", "choice_unknown"):
            raise UserError("vault_case_newer") from None
        raise ValueError("fields") from None
    clock.epoch(line.at)
    if clean != one.body.fields or line.happened != _happened(kind, one, clock):
        raise ValueError("fields")


def _happened(kind: Kind, one: Carried, clock: Clock) -> str:
    slot = kind.slot("happened")
    if slot is not None:
        return str(one.body.fields.get(slot.name))
    return clock.moment(one.line.happened).isoformat()
