"""Identifiers: UUIDv7 for what is written once, a keyed digest for what two seats must name alike."""

from __future__ import annotations

import hmac
import secrets
import time
import uuid
from functools import lru_cache
from hashlib import sha256

from app import canonical


def new_id(moment_ms: int | None = None) -> str:
    """A UUIDv7 (RFC 9562 §5.7, §6.2 method 3) of this moment, or of `moment_ms` since 1970.

    Ids of one moment's rows follow the order they were made in, as far as the clock can tell.
    """
    stamp, rest = divmod(time.time_ns(), 1_000_000) if moment_ms is None else (moment_ms, 0)
    finer = secrets.randbits(12) if moment_ms is not None else (rest << 12) // 1_000_000
    value = (stamp & (2**48 - 1)) << 80 | 7 << 76 | finer << 64
    value |= 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


def natural_id(school_secret: bytes, kind: str, key: tuple[str, ...]) -> str:
    """The id that every seat gives to the same unit, person or term (REPLICATION.md R1)."""
    digest = hmac.new(school_secret, kind.encode() + b"\0" + canonical.encode(list(key)), sha256).digest()
    value = bytearray(digest[:16])
    value[6] = value[6] & 0x0F | 0x80
    value[8] = value[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(value)))


@lru_cache(maxsize=1 << 15)  # the ids of one full bundle and its students: each is packed many times
def pack(identifier: str) -> bytes:
    """The 16 bytes of an id; ValueError where the text is none in its one spelling."""
    spelled = len(identifier) == 36 and identifier[8:24:5] == "----" and identifier == identifier.lower()
    packed = bytes.fromhex(identifier.replace("-", "")) if spelled else b""
    if len(packed) != 16:
        raise ValueError("not an id")
    return packed


def unpack(packed: bytes) -> str:
    """The text of 16 id bytes."""
    text = packed.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
