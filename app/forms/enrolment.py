"""设备入网登记单: which device was let in, by whom, and that both codes were compared by voice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.forms import groups
from app.forms.grid import LEFT, RIGHT
from app.forms.pen import INK, QUIET, Pen
from app.forms.sheet import TOP_FIRST, block, fields, print_pages, prose, signatures, word
from app.forms.values import EnrolmentForm, PrintStamp

_STEP = 44.0
_PER_ROW = 3
_PANEL = 2 * _STEP + 42


def print_enrolment(form: EnrolmentForm, stamp: PrintStamp) -> bytes:
    """The enrolment sheet as a PDF of one page; a blank one has no code.

    `ValueError` where the code has not 30 digits."""
    who = [
        fields(("name", form.name), ("staff_number", form.number)),
        fields(("college", form.college), ("enrolment.role", form.role)),
        fields(("enrolment.device", form.device)),
    ]
    compared = [
        fields(("enrolment.compared_by", form.compared_by), ("enrolment.way", form.way), hint=""),
        fields(("enrolment.compared_at", form.compared_at), hint=""),
        prose("enrolment.promise", word("enrolment.promise_words"), least=52),
        *signatures(
            (("enrolment.applicant", ""), ("signature", ""), ("date", "")),
            (("enrolment.clerk", ""), ("signature", ""), ("date", "")),
            (("enrolment.checker", ""), ("signature", ""), ("date", "")),
        ),
    ]
    body, top = block(who, TOP_FIRST, stamp)
    code = () if stamp.blank else groups.digit_groups(form.code)
    body.append(partial(_panel, section="code", parts=code, top=top + 14))
    top += _PANEL + 28
    centre = groups.key_groups(form.centre_code) if form.centre_code else ()
    body.append(partial(_panel, section="centre_code", parts=centre, top=top))
    rows, _ = block(compared, top + _PANEL + 14, stamp)
    return print_pages(word("enrolment.title"), [[*body, *rows]], stamp)


def _panel(pen: Pen, section: str, parts: Sequence[str], top: float) -> None:
    pen.frame(LEFT, top, RIGHT - LEFT, _PANEL, 1.2, INK)
    pen.text(LEFT + 14, top + 24, word(f"enrolment.{section}"), 12, INK, bold=True)
    pen.right(RIGHT - 14, top + 24, word(f"enrolment.{section}_hint"), 9, QUIET)
    if parts:
        groups.draw(pen, parts, LEFT + 20, top + 30, RIGHT - LEFT - 20, _PER_ROW, _STEP, size=25)
        return
    for index in range(6):
        left = LEFT + 42 + (index % 3) * (RIGHT - LEFT - 20) / 3
        baseline = top + 30 + (index // 3) * _STEP + _STEP * 0.7
        pen.rule(left, baseline, left + 90, baseline, 0.6)
