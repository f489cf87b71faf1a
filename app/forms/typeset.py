"""Text into lines: Chinese line breaking (避头尾), Latin words kept whole, signs the font lacks.

All text is data: nothing in it is read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.forms import font

NO_START = frozenset("，。！？、；：）》」』】〕〉〗”’…—～·％‰℃°,.!?;:)]}%々ー")
"""Signs that may not begin a line (GB/T 15834, W3C clreq 3.1)."""
NO_END = frozenset("（《「『【〔〈〖“‘([{￥¥$#＃")
"""Signs that may not end a line."""
_WORD = frozenset("_@+&=~'’.:-")
_INVISIBLE = (
    {0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF} | set(range(0xFE00, 0xFE10)) | set(range(0xE0100, 0xE01F0))
)
"""Joiners and variation selectors: they only choose how a neighbour looks."""
_CLEAN = (
    {code: None for code in _INVISIBLE}
    | {ord("\t"): "    ", ord("\xa0"): " "}
    | {ord(sign): "\n" for sign in "\r\v\f\x85\u2028\u2029"}
)
_CAPTION = 0.43
"""Size of the caption under a sign the font lacks, in ems."""


@dataclass(frozen=True)
class Line:
    """One line ready to be drawn. `stretch` is the extra space after each sign, in points."""

    text: str
    indent: float = 0.0
    stretch: float = 0.0


def clean(text: str) -> str:
    """The text with line ends as `\\n`, tabs as spaces and without what has no look of its own."""
    return text.replace("\r\n", "\n").translate(_CLEAN)


def caption(sign: str) -> str:
    """What stands under the box of a sign the font lacks."""
    return f"U+{ord(sign):04X}"


def caption_size(size: float) -> float:
    """The caption's size beside text of this size, in points."""
    return size * _CAPTION


def advance(sign: str, size: float) -> float:
    """Width of one sign in points at a size in points."""
    face = font.face()
    if sign in (font.TICKED, font.UNTICKED):
        return size * 1.1
    if face.covers(sign):
        return face.advance(sign) * size
    if sign.isspace():
        return size / 2
    return sum(face.advance(digit) for digit in caption(sign)) * caption_size(size) + size * 0.3


def measure(text: str, size: float) -> float:
    """Width of a text on one line, in points."""
    return sum(advance(sign, size) for sign in text)


def one_line(text: str) -> str:
    """The text cleaned, its line ends as spaces."""
    return clean(text).strip("\n").replace("\n", " ")


def clip(text: str, width: float, size: float) -> str:
    """The text on one line of `width` points, an ellipsis in place of what does not fit."""
    text = one_line(text)
    if measure(text, size) <= width:
        return text
    room, kept = width - measure("…", size), 0
    while (room := room - advance(text[kept], size)) >= 0:
        kept += 1
    return text[:kept] + "…"


def break_lines(text: str, width: float, size: float, indent: float = 0.0, flush: bool = True) -> tuple[Line, ...]:
    """The lines of a text in a column of `width` points; each paragraph's first one is indented."""
    lines: list[Line] = []
    for paragraph in clean(text).strip("\n").split("\n"):
        words = paragraph.strip() if indent else paragraph.rstrip()
        lines += fill(units(words), width, size, indent, flush)
    return tuple(lines)


def units(text: str) -> list[str]:
    """The pieces of a paragraph between which a line may break."""
    pieces: list[str] = []
    for sign in text:
        if pieces and _joined(pieces[-1][-1], sign):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _joined(left: str, right: str) -> bool:
    return right in NO_START or right == " " or left in NO_END or (_in_word(left) and _in_word(right))


def _in_word(sign: str) -> bool:
    return (sign.isalnum() and ord(sign) < 0x1100) or sign in _WORD


def fill(pieces: Iterable[str], width: float, size: float, indent: float = 0.0, flush: bool = True) -> list[Line]:
    """Puts pieces on lines, as many on each as fit; a piece wider than the column breaks anywhere."""
    lines: list[str] = [""]
    room = width - indent
    for piece in pieces:
        wanted = measure(piece.rstrip(" "), size)
        if wanted > room and lines[-1]:
            lines.append("")
            room = width
        if wanted <= room:
            lines[-1] += piece
            room -= measure(piece, size)
            continue
        for sign in piece:
            needed = advance(sign, size)
            if needed > room and lines[-1]:
                lines.append("")
                room = width
            lines[-1] += sign
            room -= needed
    return _set([line.rstrip(" ") for line in lines], width, size, indent, flush)


def _set(lines: Sequence[str], width: float, size: float, indent: float, flush: bool) -> list[Line]:
    """Flush right by opening each line a little, but not the last, nor one that is much too short."""
    done: list[Line] = []
    for number, text in enumerate(lines):
        begin = indent if number == 0 else 0.0
        slack = width - begin - measure(text, size)
        share = slack / max(1, len(text) - 1)
        opened = flush and number < len(lines) - 1 and 0 < share <= 0.12 * size
        done.append(Line(text, begin, share if opened else 0.0))
    return done
