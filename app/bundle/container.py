"""The outer file: a ZIP of exactly three stored members whose every byte follows from their contents.

Reading takes the three lengths from the headers, computes what the file must look like, and demands those
bytes: a ZIP reader proper accepts too much (SECURITY.md, "Facts measured").
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from zlib import crc32

from app.errors import UserError

NAMES = (b"manifest.json", b"manifest.json.sig", b"payload.age")
_MIB = 1024 * 1024
LIMITS = (64 * 1024, 4 * 1024, 300 * _MIB)
"""The most bytes each member may have."""

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_NEEDED = 20
_MADE_BY = 3 << 8 | 20
"""Unix, version 2.0: on every system the same."""
_DATE = 1 << 5 | 1
"""1 January 1980, 00:00."""
_MODE = 0o600 << 16

FIXED = sum(_LOCAL.size + _CENTRAL.size + 2 * len(name) for name in NAMES) + _END.size
"""The bytes of a container beside its members' contents."""
SIZE_MAX = FIXED + sum(LIMITS)

Members = tuple[bytes, bytes, bytes]


def _facts(member: bytes) -> tuple[int, int, int]:
    """CRC-32, stored size and real size, as both kinds of header want them."""
    return crc32(member), len(member), len(member)


def _heads(members: Members) -> Iterator[bytes]:
    """What stands before each member."""
    for name, member in zip(NAMES, members, strict=True):
        yield _LOCAL.pack(b"PK\3\4", _NEEDED, 0, 0, 0, _DATE, *_facts(member), len(name), 0) + name


def _tail(members: Members) -> bytes:
    """The central directory and the end record."""
    parts = []
    offset = 0
    for name, member in zip(NAMES, members, strict=True):
        made = (b"PK\1\2", _MADE_BY, _NEEDED, 0, 0, 0, _DATE)
        parts.append(_CENTRAL.pack(*made, *_facts(member), len(name), 0, 0, 0, 0, _MODE, offset) + name)
        offset += _LOCAL.size + len(name) + len(member)
    directory = b"".join(parts)
    count = len(members)
    return directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)


def write(members: Members) -> bytes:
    """The container of manifest, signature and payload; `bundle_too_large` when one is over its limit."""
    if any(len(member) > limit for member, limit in zip(members, LIMITS, strict=True)):
        raise UserError("bundle_too_large")
    heads = _heads(members)
    pairs = [part for member in members for part in (next(heads), member)]
    return b"".join([*pairs, _tail(members)])


def read(data: bytes) -> Members:
    """Manifest, signature and payload.

    Errors: `bundle_too_large` for a member over its limit, `bundle_unreadable` for any byte that is not
    the one `write` would have put there.
    """
    if len(data) > SIZE_MAX:
        raise UserError("bundle_too_large")
    found: list[bytes] = []
    at = 0
    for name, limit in zip(NAMES, LIMITS, strict=True):
        start = at + _LOCAL.size + len(name)
        if start > len(data):
            raise UserError("bundle_unreadable")
        size = _LOCAL.unpack_from(data, at)[8]
        at = start + size
        if at > len(data):
            raise UserError("bundle_unreadable")
        if size > limit:
            raise UserError("bundle_too_large")
        found.append(data[start:at])
    members = (found[0], found[1], found[2])
    if not _is_written(data, members):
        raise UserError("bundle_unreadable")
    return members


def _is_written(data: bytes, members: Members) -> bool:
    """Whether `data` is what `write` makes of the members, without building it a second time."""
    at = 0
    for head, member in zip(_heads(members), members, strict=True):
        if data[at : at + len(head)] != head:
            return False
        at += len(head) + len(member)
    return data[at:] == _tail(members)
