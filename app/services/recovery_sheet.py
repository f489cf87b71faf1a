"""What a screen shows and checks of a printed key: its QR code as modules, whether what was typed is a whole key."""

from __future__ import annotations

from app.errors import UserError
from app.keys import recovery

GROUPS, LETTERS = recovery.GROUPS, 4
"""A printed key is this many groups of this many letters."""


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of a text's QR code as it is printed (ISO/IEC 18004, correction M), dark is True; no quiet zone."""
    import segno  # late: unlocking needs none

    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    return tuple(tuple(bool(module) for module in row) for row in matrix)


def is_whole_key(typed: str) -> bool:
    """Whether what was typed is a key as one was printed: every group there and the checksum right."""
    try:
        recovery.from_text(typed)
    except UserError:
        return False
    return True


def is_group(recovery_key: str, place: int, typed: str) -> bool:
    """Whether what was typed is the group that stands at a place (from 0) of the key."""
    return recovery.groups_proven(recovery_key, {place + 1: typed})
