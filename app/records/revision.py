"""A revision: one header line and, apart, one body line, both canonical JSON (REPLICATION.md R1)."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from app import canonical
from app.records.ids import pack

Plain = str | int | bool | None
Id = Annotated[str, Meta(min_length=36, max_length=36)]
Digest = Annotated[str, Meta(min_length=64, max_length=64)]
Count = Annotated[int, Meta(ge=0, le=2**53)]


class Malformed(ValueError):
    """The bytes are no header or body line of the known format."""


# `gc=False`: an import holds many thousands of these, and values made of texts have no cycles to look for.


class Header(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Who wrote what about whom, when, and for which duty; `id` of the revision is its line's digest."""

    v: Literal[1]
    record: Id
    kind: Annotated[str, Meta(min_length=1, max_length=64)]
    kv: Count
    op: Literal["save", "withdraw"]
    parents: list[Digest]
    device: Id
    epoch: Count
    n: Count
    author: Id
    role: Literal["centre", "station", "counsellor", "psychologist"]
    unit: Id | None
    at: str
    happened: str
    students: list[Id]
    severity: Annotated[int, Meta(ge=0, le=9)] | None
    tags: list[str]
    fields: dict[str, Plain | list[Plain]]
    audience: Literal["header", "centre"]
    body: Digest | None
    source: Literal["paper"] | UnsetType = UNSET
    clock: Literal["set"] | UnsetType = UNSET


class Attachment(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A file that belongs to a revision: its name as the writer knew it, media type, bytes, SHA-256."""

    name: str
    type: str
    size: Count
    sha256: Digest


class Body(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What was said. The salt keeps a short text from being guessed out of its digest."""

    attachments: list[Attachment]
    fields: dict[str, Plain | list[Plain | dict[str, Plain | list[str]]]]
    salt: Annotated[str, Meta(min_length=32, max_length=32)]


_headers = msgspec.json.Decoder(Header)
_bodies = msgspec.json.Decoder(Body)


def new_salt() -> str:
    return secrets.token_hex(16)


def digest(line: bytes) -> str:
    """SHA-256 of a line, hex: a revision's id for a header, `header.body` for a body."""
    return sha256(line).hexdigest()


def read_header(line: bytes) -> Header:
    """The header of a line; `Malformed` unless it is the one spelling of a sound header."""
    try:
        header = canonical.decode(line, _headers)
        pack(header.record)
        pack(header.device)
        pack(header.author)
        if header.unit is not None:
            pack(header.unit)
        for student in header.students:
            pack(student)
        for parent in header.parents:
            bytes.fromhex(parent)
        _check_time(header.at, bare_date=False)
        _check_time(header.happened, bare_date=True)
    except ValueError:
        raise Malformed("header") from None
    if not _ascends(header.parents) or not _ascends(header.tags):
        raise Malformed("order")
    return header


def _ascends(texts: list[str]) -> bool:
    return len(texts) < 2 or texts == sorted(set(texts))


@lru_cache(maxsize=4096)  # a bundle says the same second of many records
def _check_time(text: str, bare_date: bool) -> None:
    """RFC 3339 with offset, or a date where allowed, in years that every platform can count."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None and not (bare_date and len(text) == 10):
        raise ValueError("no offset")
    if not "1900" <= text[:4] < "2200":
        raise ValueError("year")


def read_body(line: bytes) -> Body:
    """The body of a line; `Malformed` unless it is canonical."""
    try:
        return canonical.decode(line, _bodies)
    except ValueError:
        raise Malformed("body") from None
