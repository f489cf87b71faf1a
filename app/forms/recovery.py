"""恢复单: the sheet with the recovery key of a store or a notes vault, and for a founding centre a second one with the
root key.

What is printed here opens everything: the bytes go to the named target and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.forms import groups, typeset
from app.forms.grid import LEFT, RIGHT, Row
from app.forms.pen import INK, Paint, Pen
from app.forms.sheet import TOP_FIRST, block, fields, print_pages, signatures, word
from app.forms.values import PrintStamp, RecoveryForm

_QR = 156.0
_STEP = 34.0
_PER_ROW = 3


def print_recovery(form: RecoveryForm, stamp: PrintStamp) -> bytes:
    """The recovery sheet as a PDF of one page; with a root key of two, each to be sealed by itself."""
    section = "vault_sheet" if form.of_vault else "recovery"
    bodies = [_page(form, stamp, form.recovery_key, section)]
    headings = [word(f"{section}.title")]
    if form.root_key:
        bodies.append(_page(form, stamp, form.root_key, "root"))
        headings.append(word("root.title"))
    return print_pages(headings[0], bodies, stamp, headings=headings)


def _page(form: RecoveryForm, stamp: PrintStamp, key: str, section: str) -> list[Paint]:
    about = [
        fields(("recovery.person", form.person), ("recovery.role", form.role)),
        fields(("recovery.store", form.store_id), ("recovery.made_on", form.made_on)),
    ]
    return sealed_page(about, stamp, key, section)


def sealed_page(about: Sequence[Row], stamp: PrintStamp, key: str, section: str) -> list[Paint]:
    """A page with a key that is sealed in an envelope; its words are those of a `section` of the forms."""
    body, top = block(about, TOP_FIRST, stamp)
    parts = groups.key_groups(key)
    height = max(_QR, groups.height(parts, _PER_ROW, _STEP)) + 52
    body.append(partial(_key_panel, title=word(f"{section}.key"), key=key, parts=parts, top=top + 16, height=height))
    top += 16 + height + 16
    steps = [word(f"{section}.step{number}") for number in range(1, 6)]
    instructions, top = _instructions(steps, top)
    body += instructions
    sealing = signatures(
        (("recovery.sealed_by", ""), ("recovery.witness", ""), ("date", "")),
        (("recovery.kept_where", ""), ("recovery.opened", "")),
    )
    return body + block(sealing, top + 12, stamp)[0]


def _key_panel(pen: Pen, title: str, key: str, parts: Sequence[str], top: float, height: float) -> None:
    pen.frame(LEFT, top, RIGHT - LEFT, height, 1.2, INK)
    pen.text(LEFT + 14, top + 26, title, 13, INK, bold=True)
    width = RIGHT - LEFT - _QR - 34
    groups.draw(pen, parts, LEFT + 10, top + 38, width, _PER_ROW, _STEP, size=21)
    pen.qr(RIGHT - _QR - 12, top + (height - _QR) / 2, _QR, key)


def _instructions(steps: Sequence[str], top: float) -> tuple[list[Paint], float]:
    body: list[Paint] = []
    baseline = top + 8
    for number, step in enumerate(steps, start=1):
        body.append(partial(Pen.text, x=LEFT, y=baseline, text=f"{number}.", size=11, bold=True))
        for line in typeset.break_lines(step, RIGHT - LEFT - 20, 11):
            body.append(partial(Pen.line, x=LEFT + 20, y=baseline, line=line, size=11))
            baseline += 18
        baseline += 4
    return body, baseline - 8
