"""Keys and codes in large numbered groups, as they are read aloud or typed back from paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.forms import typeset
from app.forms.pen import INK, QUIET, Pen
from app.forms.typeset import Line

_PITCH = 0.72
"""Every sign of a group stands in a cell of this width, in ems, so that none is skipped when reading."""


def key_groups(key: str) -> tuple[str, ...]:
    """The groups a key was given in; a key without separators in fours."""
    given = tuple(re.split(r"[\s·.\-–—]+", key.strip()))
    if len(given) > 1 or not given[0]:
        return given
    return tuple(key[start : start + 4] for start in range(0, len(key), 4))


def digit_groups(code: str) -> tuple[str, ...]:
    """The six groups of five digits of an enrolment code; `ValueError` where it is no such code."""
    digits = "".join(sign for sign in code if sign in "0123456789")
    if len(digits) != 30:
        raise ValueError("an enrolment code has 30 digits")
    return tuple(digits[start : start + 5] for start in range(0, 30, 5))


def height(groups: Sequence[str], per_row: int, step: float) -> float:
    """Height of a block of groups, in points, `step` from one row to the next."""
    return -(-len(groups) // per_row) * step


def draw(
    pen: Pen,
    groups: Sequence[str],
    x: float,
    top: float,
    width: float,
    per_row: int,
    step: float,
    size: float,
) -> None:
    """Draws the groups row by row, each with its number in front of it."""
    column, pitch = width / per_row, size * _PITCH
    for index, group in enumerate(groups):
        left = x + (index % per_row) * column
        baseline = top + (index // per_row) * step + step / 2 + size * 0.36
        pen.right(left + 16, baseline, str(index + 1), 9, QUIET)
        for place, sign in enumerate(group):
            offset = (pitch - typeset.advance(sign, size)) / 2
            pen.line(left + 22 + place * pitch + offset, baseline, Line(sign), size, INK)
