"""Compressing the inner stream and hiding its length: one zstd frame, then zeros up to a size bucket."""

from __future__ import annotations

import struct

import zstandard

from app.errors import UserError

INNER_MAX = 256 * 1024 * 1024
"""The most bytes an inner stream may have: more is refused at both ends."""
INNER_SPLIT = 192 * 1024 * 1024
"""Where a sender starts a next bundle."""

_LEVEL = 3
_WINDOW_MAX = 8 * 1024 * 1024
_SMALLEST = 16 * 1024
_MAGIC = b"\x28\xb5\x2f\xfd"
_SKIPPABLE = struct.Struct("<II")
_SKIPPABLE_MAGIC = 0x184D2A50
_STEP = 1024
"""A thousand bytes of zstd may stand for 32 MiB: the input is fed in steps this small, so that a frame
which lies about its length is caught before it fills the memory."""


def _broken(part: str) -> UserError:
    return UserError("bundle_content", part=part)


def bucket(size: int) -> int:
    """The next of 16 KiB, 20, 24, 28, 32, 40, 48, 56, 64 … KiB: four steps to each doubling, so that at
    most a quarter is added and the exact length is not told."""
    if size <= _SMALLEST:
        return _SMALLEST
    step: int = 1 << ((size - 1).bit_length() - 3)
    return -(-size // step) * step


def pack(inner: bytes) -> bytes:
    """The frame and its padding; `bundle_too_large` over 256 MiB."""
    if len(inner) > INNER_MAX:
        raise UserError("bundle_too_large")
    frame = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=True).compress(inner)
    return frame + _padding(len(frame))


def _padding(frame: int) -> bytes:
    """The skippable frame of zeros that follows a data frame of so many bytes."""
    zeros = bucket(frame + _SKIPPABLE.size) - frame - _SKIPPABLE.size
    return _SKIPPABLE.pack(_SKIPPABLE_MAGIC, zeros) + bytes(zeros)


def unpack(packed: bytes) -> bytes:
    """The inner stream.

    Errors: `bundle_too_large` over 256 MiB; `bundle_content` with part `frame` for anything but one whole
    zstd frame that says its length and keeps within an 8 MiB window, or part `padding` when what follows
    is not exactly the padding.
    """
    size = _said_size(packed)
    if size > INNER_MAX:
        raise UserError("bundle_too_large")
    inner, used = _inflate(packed, size)
    if packed[used:] != _padding(used):
        raise _broken("padding")
    return inner


def _said_size(packed: bytes) -> int:
    """The content size a frame's header states, with a window we are willing to keep and no dictionary."""
    if not packed.startswith(_MAGIC):
        raise _broken("frame")
    try:
        said = zstandard.get_frame_parameters(packed)
    except zstandard.ZstdError:
        raise _broken("frame") from None
    if said.content_size == zstandard.CONTENTSIZE_UNKNOWN or said.dict_id or said.window_size > _WINDOW_MAX:
        raise _broken("frame")
    return said.content_size


def _inflate(packed: bytes, size: int) -> tuple[bytes, int]:
    """The content of the first frame and that frame's length."""
    inflater = zstandard.ZstdDecompressor(max_window_size=_WINDOW_MAX).decompressobj()
    chunks: list[bytes] = []
    made = at = 0
    try:
        while not inflater.eof and at < len(packed) and made <= size:
            chunks.append(inflater.decompress(packed[at : at + _STEP]))
            made += len(chunks[-1])
            at += _STEP
    except zstandard.ZstdError:
        raise _broken("frame") from None
    if not inflater.eof or made != size:
        raise _broken("frame")
    return b"".join(chunks), min(at, len(packed)) - len(inflater.unused_data)
