"""The printed recovery key: 32 random bytes as text a person can type from paper, and back.

32 bytes and 3 bytes of their SHA-256 as Crockford base32 (no I, L, O, U), 14 groups of 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from unicodedata import normalize

from app.crypto.sealing import random_bytes
from app.errors import UserError

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OILU", "011V")
_BYTES = 32
_CHECK = 3
_LETTERS = (_BYTES + _CHECK) * 8 // 5
_GROUP = 4
GROUPS = _LETTERS // _GROUP
_INPUT_MAX = 1000


def _checksum(key: bytes) -> bytes:
    return sha256(b"runxin recovery key" + key).digest()[:_CHECK]


def generate() -> bytes:
    """A new recovery key."""
    return random_bytes(_BYTES)


def to_text(key: bytes) -> str:
    """The key as it is printed: `XXXX-XXXX-…`."""
    number = int.from_bytes(key + _checksum(key), "big")
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LETTERS)))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def _letters(text: str) -> str:
    """The letters and digits as they were meant: full width, small letters, O for 0, I and L for 1."""
    plain = normalize("NFKC", text[:_INPUT_MAX]).upper().translate(_MISREAD)
    return "".join(letter for letter in plain if letter.isalnum())


def from_text(text: str) -> bytes:
    """The key that was printed; `recovery_key_mistyped` when letters are missing, extra or wrong."""
    letters = _letters(text)
    if len(text) > _INPUT_MAX or len(letters) != _LETTERS or not set(letters) <= set(_ALPHABET):
        raise UserError("recovery_key_mistyped")
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    both = number.to_bytes(_BYTES + _CHECK, "big")
    key = both[:_BYTES]
    if both[_BYTES:] != _checksum(key):
        raise UserError("recovery_key_mistyped")
    return key


def groups_proven(text: str, typed: Mapping[int, str]) -> bool:
    """Whether the groups typed back (by place, the first is 1) are the ones printed in `text`."""
    printed = text.split("-")
    return bool(typed) and all(
        1 <= place <= len(printed) and _letters(group) == printed[place - 1] for place, group in typed.items()
    )
