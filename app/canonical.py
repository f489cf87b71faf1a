"""Canonical JSON: one spelling for one value, so that bytes can be hashed, kept and forwarded.

UTF-8, keys sorted, no spaces, integers only, no duplicate keys, every text NFC (REPLICATION.md R1).
"""

from __future__ import annotations

import unicodedata
from typing import TypeVar

import msgspec

T = TypeVar("T")
_encoder = msgspec.json.Encoder(order="sorted")


class NotCanonical(ValueError):
    """The bytes are not the one canonical spelling of a value of the wanted shape."""


def encode(value: object) -> bytes:
    """The canonical bytes of a value made of dict, list, str, int, bool, None or msgspec structs.

    The caller hands in NFC text (`nfc`) and no floats; what breaks that is a bug here and is refused
    by every reader.
    """
    return _encoder.encode(value)


def decode(line: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    """The value of one canonical line, of the decoder's type; `NotCanonical` for anything else.

    Demanding `encode(decode(line)) == line` is what refuses spaces, duplicate keys, floats, NaN,
    unsorted keys and unknown fields without a second scanner.
    """
    try:
        value = decoder.decode(line)
        again = _encoder.encode(value)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as broken:
        raise NotCanonical(str(type(broken).__name__)) from None
    if again != line or not (line.isascii() or unicodedata.is_normalized("NFC", line.decode())):
        raise NotCanonical("spelling")
    return value


def nfc(value: object) -> object:
    """The same value with every text in NFC, lone surrogates refused with `NotCanonical`."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise NotCanonical("surrogate") from None
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [nfc(item) for item in value]
    if isinstance(value, dict):
        return {str(nfc(key)): nfc(item) for key, item in value.items()}
    if isinstance(value, float):
        raise NotCanonical("float")
    return value
