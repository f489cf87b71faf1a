"""The one readable member: who sends what to whom, in numbers. No name, no text."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

import msgspec
from msgspec import Meta

from app import canonical
from app.errors import UserError

SUITE: Final = 1
"""Ed25519 in SSHSIG, age v1 X25519, zstd, SHA-256. Another set of algorithms is another number."""
FORMAT: Final = 1

Type = Literal["regular", "welcome", "handover", "express"]
TYPES: tuple[Type, ...] = get_args(Type)

Id = Annotated[str, Meta(pattern=r"\A[0-9A-Za-z-]{1,64}\Z")]
Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
FromOne = Annotated[int, Meta(ge=1, le=2**53)]


class Payload(msgspec.Struct, frozen=True):
    """What the third member must be, in bytes."""

    sha256: Digest
    size: Count


class Manifest(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """`manifest.json`. `sender` is a device id, `to` a device id or the school's."""

    suite: Literal[1]
    format: Literal[1]
    type: Type
    bundle_id: Id
    sender: Id
    to: Id
    epoch: FromOne
    seq: FromOne
    trust_version: Count
    payload: Payload


class _Family(msgspec.Struct):
    """What every manifest of every version has."""

    suite: int
    format: int
    type: str


_decoder = msgspec.json.Decoder(Manifest)
_family_decoder = msgspec.json.Decoder(_Family)


def encode(manifest: Manifest) -> bytes:
    """The canonical line, without an end of line; ValueError for values that no reader accepts."""
    line = canonical.encode(manifest)
    canonical.decode(line, _decoder)
    return line


def decode(line: bytes) -> Manifest:
    """The manifest; `bundle_update_needed` for a suite, format or type we do not know, else `bundle_manifest`."""
    try:
        return canonical.decode(line, _decoder)
    except canonical.NotCanonical:
        raise UserError("bundle_update_needed" if _is_newer(line) else "bundle_manifest") from None


def _is_newer(line: bytes) -> bool:
    try:
        family = _family_decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
    return (family.suite, family.format) != (SUITE, FORMAT) or family.type not in TYPES
