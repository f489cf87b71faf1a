"""The one typeface of every form, LXGW WenKai (OFL): what it covers and how wide its signs are.

Read once per process, and only when the first form is printed: reportlab is imported here and in
`pen.py`, inside the functions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.paths import resource

NAME = "RunxinKai"
TICKED, UNTICKED = "☑", "☐"
_FILE = "LXGWWenKai-Regular.ttf"


@dataclass(frozen=True)
class Face:
    """The glyphs of the typeface: code point → advance in thousandths of the size."""

    advances: Mapping[int, float]

    def covers(self, sign: str) -> bool:
        """Whether the typeface draws this sign. Controls and private-use signs are never drawn by it:
        they have no look of their own, and a name must not hide one."""
        if unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Cs"}:
            return False
        return ord(sign) in self.advances

    def advance(self, sign: str) -> float:
        """Width of a covered sign in ems."""
        return self.advances[ord(sign)] / 1000


@cache
def face() -> Face:
    """The typeface, loaded and made known to reportlab; about 0.2 s the first time."""
    from reportlab.pdfbase import pdfmetrics, ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode
    font = ttfonts.TTFont(NAME, str(resource("fonts", _FILE)))
    pdfmetrics.registerFont(font)
    glyphs = font.face.charToGlyph
    return Face({code: float(font.face.getCharWidth(code)) for code in glyphs})


def to_unicode(name: str, subset: Sequence[int]) -> str:
    """The map from a subset's codes back to text, which makes a print searchable.

    Stands in for reportlab's own, which writes code points beyond U+FFFF as five hex digits instead of
    UTF-16 (so 𠮷 would be copied as another sign) and more than the 100 entries that ISO 32000-1
    9.10.3 allows in a block.
    """
    entries = [f"<{code:02X}> <{chr(sign).encode('utf-16-be').hex().upper()}>" for code, sign in enumerate(subset)]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
        *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
        "endcmap",
        "CMapName currentdict /CMap defineresource pop",
        "end",
        "end",
    ]
    return "\n".join(lines)
