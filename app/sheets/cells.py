"""What a person typed into one cell, cleaned: numbers, names, telephones, days, dormitories."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

_LONG = 200
"""Longer text is no name, number, telephone or room; it is not taken apart."""
_BLANK = frozenset({"无", "/", "\\", "-", "--", "—", "——", "暂无", "空", "N/A", "n/a", "#N/A", "null", "NULL"})
_NO_GRADE = frozenset({"否", "不是", "不困难", "非困难", "非困难生", "不贫困", "非贫困", "未认定"})
_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ue000-\uf8ff"
_ORDINARY = re.compile(r"[\x20-\x7e·\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e\U00020000-\U0002f7ff]*")
"""Characters that are visible and in NFC whatever stands beside them: nearly every cell, quickly."""
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])")
_DOTS = re.compile(r"\s*[\u00b7\u2022\u2027\u30fb\uff65\u22c5\u2219\u0387]\s*")
_DOT_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[.\uff0e](?=[{_HAN}])")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_-]{0,30}[0-9A-Za-z])?")
_ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx]"
    r"(?![0-9A-Za-z])"
)
_DAY = re.compile(r"((?:19|20)\d{2})[-/.年]?(\d{1,2})?(?:[-/.月]?(\d{1,2})日?)?月?(?:[ T]00:00(?::00)?)?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)|(?<!\d)(\d{2})(?=[级届])")
_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")
_SEXES = {"男": "male", "女": "female", "男性": "male", "女性": "female", "男生": "male", "女生": "female"}
_SEXES |= {"m": "male", "f": "female", "male": "male", "female": "female", "1": "male", "2": "female"}


def visible(text: str) -> str:
    """NFC, without control and format characters (zero width, direction), line breaks as spaces, stripped."""
    if _ORDINARY.fullmatch(text):
        return text.strip()
    kept = (
        " " if char in "\n\r\t" or unicodedata.category(char) == "Zs" else char
        for char in text
        if char in "\n\r\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def without_id_cards(text: str) -> str:
    """The text without any resident identity number: none is kept (RECORDS.md)."""
    return _ID_CARD.sub("", text).strip() if len(text) >= 18 else text


def is_id_card(text: str) -> bool:
    """Whether this is a resident identity number by its shape (18 places, a possible day of birth)."""
    return _ID_CARD.fullmatch(plain(text)) is not None


def free(text: str) -> str:
    """A text for people: remarks, grades, statuses. Placeholders such as 无 and / are nothing."""
    clean = without_id_cards(visible(text))
    return "" if clean in _BLANK else clean


def grade(text: str) -> str:
    """A grade of hardship as written; 否 and 不困难 are none."""
    clean = free(text)
    return "" if clean in _NO_GRADE else clean


def plain(text: str) -> str:
    """For numbers and codes: NFKC, no white space, no invisible characters, no leading text mark."""
    clean = "".join(visible(unicodedata.normalize("NFKC", text)).split()).lstrip("'‘’`")
    return "" if clean in _BLANK else clean


def number(text: str) -> str:
    """A student number as text; `20230001.0` loses its `.0`."""
    clean = plain(text)
    return clean[:-2] if clean.endswith(".0") and clean[:-2].isdecimal() else clean


def is_number(text: str) -> bool:
    """Whether a cleaned number has only letters, digits and inner hyphens, and is no identity number."""
    return _NUMBER.fullmatch(text) is not None and _ID_CARD.fullmatch(text) is None


def starts_like_formula(text: str) -> bool:
    """Whether a spreadsheet program might compute this text (also in full width)."""
    return visible(text)[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") and visible(text) not in _BLANK


def name(text: str) -> str:
    """A person's name: NFC, rare characters kept, spaces between Chinese characters gone, one kind of dot."""
    clean = visible(text).translate(_WIDE)
    if clean in _BLANK:
        return ""
    clean = _DOT_BETWEEN_HAN.sub("·", _DOTS.sub("·", clean))
    return without_id_cards(_BETWEEN_HAN.sub("", " ".join(clean.split())))


def phone(text: str) -> str:
    """One telephone number, or several joined by ` / `; mobiles without spaces, hyphens and +86."""
    clean = unicodedata.normalize("NFKC", free(text))
    if re.search(r"\d[eE]\+?\d", clean):  # 1.38E+10: its digits are gone, and a wrong number is worse than none
        return ""
    found = []
    for part in re.split(r"[/,、;]+|\s{2,}", clean):
        digits = re.sub(r"[\s\-\u2010-\u2015]", "", part)
        digits = digits[:-2] if digits.endswith(".0") else digits
        mobile = _MOBILE.fullmatch(digits)
        found.append(mobile[1] if mobile else part.strip().removesuffix(".0"))
    return " / ".join(part for part in found if part)


def unit(text: str) -> str:
    """The name of a college, class or building: NFKC, no spaces where it is Chinese."""
    clean = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", free(text)))
    return "".join(clean.split()) if re.search(f"[{_HAN}]", clean) else " ".join(clean.split())


def sex(text: str) -> str:
    """`male`, `female` or nothing."""
    return _SEXES.get(plain(text).lower(), "")


def year(text: str) -> str:
    """The year a cohort began, four digits, from 2023, 2023级, 23级, 2023年9月; else nothing."""
    clean = plain(text)[:_LONG]
    if re.fullmatch(r"(?:19|20)\d{4}|(?:19|20)\d{6}", clean):
        return clean[:4]
    match = _YEAR.search(clean)
    return "" if match is None else match[1] or f"20{match[2]}"


def day(text: str) -> str:
    """A day as YYYY-MM-DD; a month alone means its first day, a bare serial number a spreadsheet's day."""
    clean = unicodedata.normalize("NFKC", visible(text))[:_LONG]
    if re.fullmatch(r"[34]\d{4}", clean):
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(clean))).isoformat()
    match = _DAY.fullmatch(clean) or _DAY.fullmatch(clean[:10])
    if match is None or match[2] is None:
        return ""
    if re.fullmatch(r"(?:19|20)\d{6}|(?:19|20)\d{4}", clean):
        parts = int(clean[:4]), int(clean[4:6]), int(clean[6:] or 1)
    else:
        parts = int(match[1]), int(match[2]), int(match[3] or 1)
    try:
        return datetime.date(*parts).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Dormitory:
    """Where a student sleeps, as far as a cell says so."""

    building: str = ""
    room: str = ""
    bed: str = ""


_ROOM = r"(?P<room>[A-Za-z]?\d{2,4}[A-Za-z]?)(?:室|号房|房间|房|寝室|寝|宿舍)?"
_BED = r"(?:[-—–/#]?(?P<bed>\d{1,2}|[A-Ha-h])(?:号床|床位|床|号铺|铺|号)|[-—–/#](?P<bed2>\d{1,2}|[A-Ha-h]))?"
_DORMS = (
    re.compile(rf"(?P<building>.+?(?:号楼|栋|幢|座|楼|舍|公寓|苑|#))[-—–/,]?{_ROOM}{_BED}"),
    re.compile(rf"(?P<building>.+?)[-—–/]{_ROOM}{_BED}"),
    re.compile(rf"(?P<building>[^\d]+?){_ROOM}{_BED}"),
    re.compile(rf"(?P<building>){_ROOM}{_BED}"),
)
_AWAY = ("走读", "校外", "外宿", "不住宿", "校外住宿", "校外租房", "通勤")


def lives_off_campus(text: str) -> bool:
    """Whether a dormitory cell says that the student has none."""
    return plain(text) in _AWAY


def dormitory(building: str, room: str, bed: str) -> Dormitory:
    """Building, room and bed, also out of one cell: 梅园3-412-2, 3栋412, 梅园3号楼412室2床."""
    building, room, bed = plain(building), plain(room), re.sub(r"(号床|床位|号铺|号|床|铺)$", "", plain(bed))
    if lives_off_campus(room) or lives_off_campus(building):
        return Dormitory()
    if not room and building:
        building, room = "", building
    found = _taken_apart(room)
    if found is None:
        return Dormitory(building, room, bed)
    if building and not (found.building == "" or building.endswith(found.building)):
        return Dormitory(building, room, bed)
    return Dormitory(building or found.building, found.room, bed or found.bed)


def _taken_apart(text: str) -> Dormitory | None:
    if len(text) <= _LONG:
        for shape in _DORMS:
            if match := shape.fullmatch(text):
                return Dormitory(match["building"], match["room"], match["bed"] or match["bed2"] or "")
    return None
