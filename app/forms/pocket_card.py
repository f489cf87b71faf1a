"""值班电话卡: the duty numbers on cards of 86 × 54 mm, ten to a sheet, to be cut out and carried (intervention.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.forms import typeset
from app.forms.pen import A4, INK, QUIET, Paint, Pen, make_pdf
from app.forms.sheet import word

_MM = 72 / 25.4
_WIDTH, _HEIGHT = 86 * _MM, 54 * _MM
"""A bank card is 85.60 × 53.98 mm (ISO/IEC 7810 ID-1)."""
_ACROSS, _DOWN = 2, 5
_LEFT = (A4.width - _ACROSS * _WIDTH) / 2
_TOP = (A4.height - _DOWN * _HEIGHT) / 2
_PAD = 8.0
_LINES, _LINE = 11, 10.8


@dataclass(frozen=True, kw_only=True)
class CardPhone:
    """One number: what it is for, whose it is, when it is answered."""

    duty: str
    phone: str
    name: str = ""
    hours: str = ""


@dataclass(frozen=True, kw_only=True)
class PocketCard:
    """The numbers in the order in which they are called, and the day on which the list was true."""

    school: str
    day: str
    college: str = ""
    phones: tuple[CardPhone, ...] = ()


def print_pocket_card(card: PocketCard) -> bytes:
    """The cards as a PDF, the same set as often as it fits on a sheet. Without numbers, lines to write on."""
    share = -(-len(card.phones) // max(1, -(-len(card.phones) // _LINES))) or _LINES
    parts = [card.phones[start : start + share] for start in range(0, len(card.phones), share)] or [()]
    places = _ACROSS * _DOWN
    slots = list(enumerate(parts, start=1)) * max(1, places // len(parts))
    pages: list[list[Paint]] = []
    for start in range(0, len(slots), places):
        page: list[Paint] = [_cut_lines]
        for place, (number, phones) in enumerate(slots[start : start + places]):
            x = _LEFT + (place % _ACROSS) * _WIDTH
            top = _TOP + (place // _ACROSS) * _HEIGHT
            told = "" if len(parts) == 1 else word("pocket_card.part", number=number, total=len(parts))
            page.append(partial(_card, card=card, phones=phones, part=told, x=x, top=top))
        pages.append(page)
    return make_pdf(word("pocket_card.title"), pages)


def _cut_lines(pen: Pen) -> None:
    for column in range(_ACROSS + 1):
        x = _LEFT + column * _WIDTH
        pen.dashes(x, _TOP - 12, x, _TOP + _DOWN * _HEIGHT + 12, 0.4)
    for row in range(_DOWN + 1):
        y = _TOP + row * _HEIGHT
        pen.dashes(_LEFT - 12, y, _LEFT + _ACROSS * _WIDTH + 12, y, 0.4)


def _card(pen: Pen, card: PocketCard, phones: Sequence[CardPhone], part: str, x: float, top: float) -> None:
    right = x + _WIDTH - _PAD
    title = f"{card.school}　{word('pocket_card.title')}{part}"
    pen.text(x + _PAD, top + 15, typeset.clip(title, _WIDTH - 2 * _PAD, 9.5), 9.5, INK, bold=True)
    pen.rule(x + _PAD, top + 20, right, top + 20, 0.6)
    for number in range(_LINES):
        baseline = top + 31 + number * _LINE
        if not card.phones:
            pen.rule(x + _PAD, baseline + 2, right, baseline + 2, 0.3, 0.75)
        elif number < len(phones):
            _line(pen, phones[number], x + _PAD, right, baseline)
    foot = word("pocket_card.foot", day=card.day) if card.day else ""
    pen.text(x + _PAD, top + _HEIGHT - 5, typeset.clip(card.college, 120, 6), 6, QUIET)
    pen.right(right, top + _HEIGHT - 5, foot, 6, QUIET)


def _line(pen: Pen, phone: CardPhone, left: float, right: float, baseline: float) -> None:
    """Duty at the left, the number at the right, and between them whose it is, as far as there is room."""
    number = typeset.clip(phone.phone, 110, 9)
    begin = right - typeset.measure(number, 9)
    pen.text(begin, baseline, number, 9, INK, bold=True)
    duty = typeset.clip(phone.duty, 80, 7.5)
    pen.text(left, baseline, duty, 7.5)
    at = max(left + 60, left + typeset.measure(duty, 7.5) + 5)
    who = "　".join(filter(None, (phone.name, phone.hours)))
    pen.text(at, baseline, typeset.clip(who, max(0.0, begin - at - 5), 7), 7, QUIET)
