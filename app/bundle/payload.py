"""The inner stream: one opening line, lines counted by it, then attachments as length-prefixed frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from app import canonical
from app.bundle.manifest import Count, Digest, FromOne, Id, Manifest, Type
from app.errors import UserError

HEADER_MAX = 64 * 1024
BODY_MAX = 4 * 1024 * 1024
LINE_MAX = BODY_MAX
"""The most bytes of the opening and of any line that is no header."""

_SIZE = 8
_FRAME_HEAD = 32 + _SIZE

Scalar = str | int | bool | None
Row = dict[str, Scalar | list[Scalar] | dict[str, Scalar]]
"""One entry of the held or the missing list: texts and whole numbers, at most one level down."""

Mark = tuple[FromOne, Count]
"""An epoch and a position in that epoch's feed."""


class Head(msgspec.Struct, frozen=True):
    """The sender's newest own revision."""

    epoch: FromOne
    n: FromOne
    id: Digest


class Counts(msgspec.Struct, frozen=True):
    """How many lines, and at the end frames, there are of each section, in this order."""

    trust: Count
    held: Count
    missing: Count
    revisions: Count
    bodies: Count
    attachments: Count


class Sizes(msgspec.Struct, frozen=True):
    """Bytes of all lines after the opening with their line ends, and of all attachment frames."""

    lines: Count
    attachments: Count


class Opening(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """Line 1: the manifest once more, inside the encryption, and where the sender stands."""

    type: Type
    bundle_id: Id
    sender: Id
    to: Id
    epoch: FromOne
    seq: FromOne
    trust_version: Count
    counts: Counts
    sizes: Sizes
    since: Count | None
    upto: Count | None
    ack: dict[Id, Mark]
    got: dict[Id, Mark] | None
    audit_head: Annotated[str, Meta(pattern=r"\A[0-9a-f]{0,128}\Z")]
    head: Head | None
    offset: Annotated[int, Meta(ge=-1439, le=1439)]
    secrets: dict[str, str] | UnsetType = UNSET


@dataclass(frozen=True)
class Content:
    """What a bundle carries, beside the manifest.

    `since` and `upto` bound the sender's feed, both None in a hand-over and an express bundle. `ack` and
    `got` are {device: (epoch, position)}; `offset` is the sender's zone in minutes east of UTC; `secrets`
    are only in a welcome. A revision is its header line and its body line or None; an attachment its
    SHA-256 in hex and its bytes. Lines are without their LF.
    """

    since: int | None = None
    upto: int | None = None
    ack: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    got: Mapping[str, tuple[int, int]] | None = None
    audit_head: str = ""
    head: Head | None = None
    offset: int = 480
    secrets: Mapping[str, str] | None = None
    trust: Sequence[bytes] = ()
    held: Sequence[Row] = ()
    missing: Sequence[Row] = ()
    revisions: Sequence[tuple[bytes, bytes | None]] = ()
    attachments: Sequence[tuple[str, bytes]] = ()


_opening_decoder = msgspec.json.Decoder(Opening)
_row_decoder = msgspec.json.Decoder(Row)
_REPEATED = ("type", "bundle_id", "sender", "to", "epoch", "seq", "trust_version")


def _broken(part: str) -> UserError:
    return UserError("bundle_content", part=part)


def write(manifest: Manifest, content: Content) -> bytes:
    """The inner stream for a manifest, whose own payload field does not matter here.

    ValueError for content that no reader would accept.
    """
    lines = _written_lines(content)
    block = b"".join([part for line in lines for part in (line, b"\n")])
    frames = [part for digest, data in content.attachments for part in _frame(digest, data)]
    _demand(len({digest for digest, _ in content.attachments}) == len(content.attachments))
    opening = Opening(
        **{name: getattr(manifest, name) for name in _REPEATED},
        counts=_counts(content),
        sizes=Sizes(lines=len(block), attachments=sum(map(len, frames))),
        since=content.since,
        upto=content.upto,
        ack=dict(content.ack),
        got=None if content.got is None else dict(content.got),
        audit_head=content.audit_head,
        head=content.head,
        offset=content.offset,
        secrets=UNSET if content.secrets is None else dict(content.secrets),
    )
    first = canonical.encode(opening)
    _demand(block.count(b"\n") == len(lines) and all(len(line) <= LINE_MAX for line in lines))
    _demand(_are_lines(content.revisions) and _is_apt(canonical.decode(first, _opening_decoder)))
    _demand(len(first) <= LINE_MAX)
    return b"".join([first, b"\n", block, *frames])


def _demand(sound: bool) -> None:
    if not sound:
        raise ValueError("no reader would accept this content")


def _written_lines(content: Content) -> list[bytes]:
    """All lines after the opening, without line ends; the row of a list only if a reader can read it."""
    rows = [canonical.encode(row) for row in (*content.held, *content.missing)]
    for row in rows:
        canonical.decode(row, _row_decoder)
    revisions = [line for header, body in content.revisions for line in (header, body or b"")]
    return [*content.trust, *rows, *revisions]


def _frame(digest: str, data: bytes) -> tuple[bytes, bytes]:
    _demand(sha256(data).hexdigest() == digest)
    return bytes.fromhex(digest) + len(data).to_bytes(_SIZE, "big"), data


def _counts(content: Content) -> Counts:
    return Counts(
        trust=len(content.trust),
        held=len(content.held),
        missing=len(content.missing),
        revisions=len(content.revisions),
        bodies=sum(body is not None for _, body in content.revisions),
        attachments=len(content.attachments),
    )


def read(manifest: Manifest, inner: bytes) -> Content:
    """What the stream carries.

    Errors: `bundle_mismatch` when line 1 is not about this manifest; `bundle_content` with the part that
    is broken: `opening`, `lines` or `attachments`.
    """
    end = inner.find(b"\n", 0, LINE_MAX + 1)
    if end < 0:
        raise _broken("opening")
    opening = _read_opening(inner[:end])
    if any(getattr(opening, name) != getattr(manifest, name) for name in _REPEATED):
        raise UserError("bundle_mismatch")
    if not _is_apt(opening):
        raise _broken("opening")
    start = end + 1
    middle = start + opening.sizes.lines
    if middle + opening.sizes.attachments != len(inner):
        raise _broken("lines")
    lines = inner[start:middle].split(b"\n")
    content = _read_lines(opening, lines)
    return replace(content, attachments=tuple(_read_frames(inner, middle, opening.counts.attachments)))


def _read_opening(line: bytes) -> Opening:
    try:
        return canonical.decode(line, _opening_decoder)
    except canonical.NotCanonical:
        raise _broken("opening") from None


def _is_apt(opening: Opening) -> bool:
    """Whether the cursors and secrets suit the type: R2 has no cursor in hand-overs and express bundles."""
    if opening.secrets is not UNSET and opening.type != "welcome":
        return False
    if opening.since is None or opening.upto is None:
        return opening.since is opening.upto and opening.type != "regular"
    return opening.since <= opening.upto and opening.type not in ("handover", "express")


def _read_lines(opening: Opening, lines: list[bytes]) -> Content:
    """Deals the lines out to their sections; the split after the last line end leaves one empty string."""
    counts = opening.counts
    held = counts.trust
    missing = held + counts.held
    first = missing + counts.missing
    if lines.pop() or len(lines) != first + 2 * counts.revisions:
        raise _broken("lines")
    if any(len(line) > LINE_MAX for line in lines[:first]):
        raise _broken("lines")
    revisions = tuple(zip(lines[first::2], [body or None for body in lines[first + 1 :: 2]], strict=True))
    if not _are_lines(revisions) or sum(body is not None for _, body in revisions) != counts.bodies:
        raise _broken("lines")
    return Content(
        since=opening.since,
        upto=opening.upto,
        ack=opening.ack,
        got=opening.got,
        audit_head=opening.audit_head,
        head=opening.head,
        offset=opening.offset,
        secrets=None if opening.secrets is UNSET else opening.secrets,
        trust=tuple(lines[:held]),
        held=_read_rows(lines[held:missing]),
        missing=_read_rows(lines[missing:first]),
        revisions=revisions,
    )


def _are_lines(revisions: Sequence[tuple[bytes, bytes | None]]) -> bool:
    return all(
        0 < len(header) <= HEADER_MAX and (body is None or 0 < len(body) <= BODY_MAX) for header, body in revisions
    )


def _read_rows(lines: Iterable[bytes]) -> tuple[Row, ...]:
    try:
        return tuple(canonical.decode(line, _row_decoder) for line in lines)
    except canonical.NotCanonical:
        raise _broken("lines") from None


def _read_frames(inner: bytes, at: int, count: int) -> Iterator[tuple[str, bytes]]:
    """The attachments from `at` to the end: so many, each with the bytes its digest names, none twice."""
    seen: set[bytes] = set()
    for _ in range(count):
        head = inner[at : at + _FRAME_HEAD]
        digest, size = head[:-_SIZE], int.from_bytes(head[-_SIZE:], "big")
        at += _FRAME_HEAD + size
        if at > len(inner) or digest in seen:
            raise _broken("attachments")
        data = inner[at - size : at]
        if sha256(data).digest() != digest:
            raise _broken("attachments")
        seen.add(digest)
        yield digest.hex(), data
    if at != len(inner):
        raise _broken("attachments")
