"""age v1 files for X25519 recipients (https://age-encryption.org/v1), binary form only."""

from __future__ import annotations

from collections.abc import Iterable

import pyrage
from pyrage import x25519

_FIRST_LINE = b"age-encryption.org/v1\n"
_HEADER_MAX = 16 * 1024
"""Reading a header takes time that grows with its length squared: 16 KiB (some 150 recipients) take a
sixth of a second, 1 MiB ten minutes."""


class Undecryptable(ValueError):
    """Not a whole age v1 file, or altered."""


class NotARecipient(Undecryptable):
    """A file for other recipients."""


def generate_identity() -> str:
    """A new secret, `AGE-SECRET-KEY-1…`."""
    return str(x25519.Identity.generate())


def recipient(identity: str) -> str:
    """The public `age1…` text that belongs to an identity."""
    return str(x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Whether the text is an X25519 recipient in its one spelling (lower case, nothing around it)."""
    try:
        return str(x25519.Recipient.from_str(text)) == text
    except (pyrage.RecipientError, UnicodeEncodeError):
        return False


def encrypt(data: bytes, recipients: Iterable[str]) -> bytes:
    """The age file that each of the recipients can open; at least one."""
    sealed: bytes = pyrage.encrypt(data, [x25519.Recipient.from_str(text) for text in recipients])
    return sealed


def decrypt(data: bytes, identity: str) -> bytes:
    """What the file holds; `NotARecipient` when it is for others, `Undecryptable` when it is broken.

    The result is never longer than the file.
    """
    if not data.startswith(_FIRST_LINE) or data.find(b"\n--- ", 0, _HEADER_MAX) < 0:
        raise Undecryptable
    try:
        opened: bytes = pyrage.decrypt(data, [x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as refused:
        if str(refused) == "No matching keys found":
            raise NotARecipient from None
        raise Undecryptable from None
    return opened
