"""Enrolment: a device's self-signed request, and its code that is read aloud (SECURITY.md)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from app import canonical
from app.crypto import age, signing, sshsig
from app.errors import UserError
from app.exchange.identity import Keys
from app.exchange.trust import spoken_code
from app.records.ids import pack
from app.records.kind import Role

NAMESPACE = "enrol-v1@runxin"
LIMIT = 64 << 10  # bytes of a request file


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """Who asks to be admitted with which keys. Plain text: it shows a name and a number, and says so."""

    v: Literal[1]
    what: Literal["device", "person"]
    device: str
    epoch: int
    name: str
    number: str
    college: str
    role: Role
    sign: str
    age: str
    nonce: str
    at: str


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """A request as it lies in a file, with the signature of its own key over its canonical line."""

    request: Request
    signature: str


_files = msgspec.json.Decoder(File)


@dataclass(frozen=True)
class Asked:
    """A request that was read and is sound; `code` is what both sides compare."""

    request: Request
    code: str


def write_request(keys: Keys, request: Request) -> tuple[bytes, str]:
    """The bytes of a request file and its code."""
    line = canonical.encode(request)
    signature = sshsig.sign(keys.seed, NAMESPACE, line)
    return canonical.encode(File(request, signature.decode())), code_of(request)


def new_request(
    what: Literal["device", "person"],
    device: str,
    epoch: int,
    keys: Keys,
    person: tuple[str, str, str, Role],
    at: str,
) -> Request:
    """A request of `(name, number, college, role)` for a device and its keys."""
    name, number, college, role = person
    return Request(
        v=1,
        what=what,
        device=device,
        epoch=epoch,
        name=name,
        number=number,
        college=college,
        role=role,
        sign=keys.public,
        age=keys.recipient,
        nonce=secrets.token_hex(16),
        at=at,
    )


def code_of(request: Request) -> str:
    return spoken_code(sha256(canonical.encode(request)).digest())


def read_request(data: bytes) -> Asked:
    """A request file, checked: its form, its keys, its own signature. UserError `request_unreadable`."""
    try:
        if len(data) > LIMIT:
            raise ValueError("size")
        file = canonical.decode(data, _files)
        public = bytes.fromhex(file.request.sign)
        pack(file.request.device)
        sound = signing.is_sound_key(public) and age.is_recipient(file.request.age)
    except ValueError:
        raise UserError("request_unreadable") from None
    line = canonical.encode(file.request)
    if not sound or not sshsig.verify(public, NAMESPACE, line, file.signature.encode()):
        raise UserError("request_unreadable")
    return Asked(file.request, code_of(file.request))
