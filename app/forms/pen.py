"""Ink on a page: text, rules, boxes, QR codes. The only place that calls reportlab's canvas.

Lengths are points; x runs right from the left edge, y runs *down* from the top edge of the page.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from app.forms import font, typeset
from app.forms.typeset import Line


@dataclass(frozen=True)
class Paper:
    """A page, and the left and right edge of what is printed on it, in points."""

    width: float
    height: float
    left: float
    right: float


A4 = Paper(595.28, 841.89, 54.0, 541.28)
ACROSS = Paper(841.89, 595.28, 36.0, 805.89)
"""A4 laid across, for tables of many columns."""
INK, QUIET, RULE, GROUND = 0.08, 0.38, 0.25, 0.955
"""Greys from 0 (black) to 1 (paper): text, secondary text, rules, the ground of a label."""
_one_at_a_time = Lock()

Paint = Callable[["Pen"], None]


def make_pdf(title: str, pages: Sequence[Sequence[Paint]], paper: Paper = A4) -> bytes:
    """The bytes of a PDF with these pages; equal pages give equal bytes. Its metadata hold the form's
    title and no name or time."""
    from reportlab.pdfgen.canvas import Canvas

    font.face()
    target = io.BytesIO()
    with _one_at_a_time:  # a reportlab font keeps per-document state and serves one document at a time
        canvas = Canvas(
            target,
            pagesize=(paper.width, paper.height),
            invariant=1,
            pageCompression=1,
            initialFontName=font.NAME,
            lang="zh-CN",
        )
        canvas.setTitle(title)
        canvas.setAuthor("")
        canvas.setSubject("")
        canvas.setCreator("Runxin")
        canvas.setProducer("Runxin")
        pen = Pen(canvas, paper)
        for page in pages:
            for paint in page:
                paint(pen)
            canvas.showPage()
        canvas.save()
    return target.getvalue()


class Pen:
    """Draws on the current page of one document."""

    def __init__(self, canvas: Any, paper: Paper = A4) -> None:  # reportlab is untyped
        self._canvas = canvas
        self.paper = paper

    def line(self, x: float, y: float, line: Line, size: float, grey: float = INK, bold: bool = False) -> None:
        """One line of text with its baseline at `y`. Bold is drawn by stroking the outlines."""
        x += line.indent
        run, begin = "", x
        for sign in line.text:
            if font.face().covers(sign) and sign not in (font.TICKED, font.UNTICKED):
                run += sign
            else:
                self._run(begin, y, run, size, grey, bold, line.stretch)
                self._special(x, y, sign, size, grey)
                run = ""
                begin = x + typeset.advance(sign, size) + line.stretch
            x += typeset.advance(sign, size) + line.stretch
        self._run(begin, y, run, size, grey, bold, line.stretch)

    def text(self, x: float, y: float, text: str, size: float, grey: float = INK, bold: bool = False) -> None:
        """Text on one line from `x` on; control signs in it are boxed, line ends become spaces."""
        self.line(x, y, Line(typeset.one_line(text)), size, grey, bold)

    def centred(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        grey: float = INK,
        bold: bool = False,
        gap: float = 0.0,
    ) -> None:
        """Text centred on `x`, its signs `gap` points apart."""
        text = typeset.one_line(text)
        width = typeset.measure(text, size) + gap * max(0, len(text) - 1)
        self.line(x - width / 2, y, Line(text, 0.0, gap), size, grey, bold)

    def right(self, x: float, y: float, text: str, size: float, grey: float = INK) -> None:
        text = typeset.one_line(text)
        self.line(x - typeset.measure(text, size), y, Line(text), size, grey)

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.5, grey: float = RULE) -> None:
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x1, self.paper.height - y1, x2, self.paper.height - y2)

    def dashes(self, x1: float, y1: float, x2: float, y2: float, weight: float = 0.6, grey: float = QUIET) -> None:
        """A dashed rule: where to cut."""
        self._canvas.setDash(4, 3)
        self.rule(x1, y1, x2, y2, weight, grey)
        self._canvas.setDash()

    def frame(self, x: float, y: float, w: float, h: float, weight: float = 0.5, grey: float = RULE) -> None:
        """An empty rectangle; `y` is its top."""
        self._canvas.setStrokeGray(grey)
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x, self.paper.height - y - h, w, h, stroke=1, fill=0)

    def fill(self, x: float, y: float, w: float, h: float, grey: float = GROUND) -> None:
        """A filled rectangle without an edge."""
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, self.paper.height - y - h, w, h, stroke=0, fill=1)

    def qr(self, x: float, y: float, side: float, payload: str) -> None:
        """A QR code (ISO/IEC 18004, error correction M), its quiet zone of four modules included."""
        import segno

        matrix = list(segno.make(payload, error="m", micro=False, boost_error=False).matrix)
        module = side / (len(matrix) + 8)
        self._canvas.setFillGray(0)
        path = self._canvas.beginPath()
        for row, modules in enumerate(matrix):
            for column, dark in enumerate(modules):
                if dark:
                    left, top = x + (column + 4) * module, y + (row + 4) * module
                    path.rect(left, self.paper.height - top - module, module, module)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def watermark(self, text: str) -> None:
        """Large pale text across the page, under what is drawn later."""
        size = min(96.0, 560 / max(1.0, typeset.measure(typeset.one_line(text), 1)))
        self._canvas.saveState()
        self._canvas.translate(self.paper.width / 2, self.paper.height / 2)
        self._canvas.rotate(45)
        self._canvas.translate(0, -self.paper.height)
        self.centred(0, size / 3, text, size, 0.9)
        self._canvas.restoreState()

    def _run(self, x: float, y: float, run: str, size: float, grey: float, bold: bool, stretch: float) -> None:
        if not run.strip():
            return
        self._canvas.setFont(font.NAME, size)
        self._canvas.setFillGray(grey)
        if bold:
            self._canvas.setStrokeGray(grey)
            self._canvas.setLineWidth(size * 0.035)
        self._canvas.drawString(x, self.paper.height - y, run, mode=2 if bold else None, charSpace=stretch)

    def _special(self, x: float, y: float, sign: str, size: float, grey: float) -> None:
        """A ballot box, or for a sign the font lacks an empty box with its number underneath."""
        if sign in (font.TICKED, font.UNTICKED):
            self.frame(x + size * 0.1, y - size * 0.74, size * 0.78, size * 0.78, 0.6, grey)
            if sign == font.TICKED:
                self._run(x + size * 0.06, y - size * 0.04, "✓", size, grey, True, 0.0)
            return
        if sign.isspace():
            return
        width = typeset.advance(sign, size)
        side = size * 0.8
        self.frame(x + (width - side) / 2, y - side, side, side, 0.6, grey)
        self._run(
            x + size * 0.15,
            y + size * 0.38,
            typeset.caption(sign),
            typeset.caption_size(size),
            grey,
            False,
            0.0,
        )
