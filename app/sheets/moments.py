"""A day and an hour as people write them into one cell or two."""

from __future__ import annotations

import re
import unicodedata

from app.sheets import cells

_DAY = re.compile(
    r"(?P<day>(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|(?:19|20)\d{6}|[34]\d{4}(?!\d))[T,，;；]?"
)
_WEEKDAY = re.compile(r"[(（]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)）]?")
_HOUR = re.compile(
    r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚)?\s*(?P<hour>\d{1,2})\s*(?::|点|时)\s*"
    r"(?P<half>半)?(?P<minute>\d{1,2})?\s*分?(?::\d{2})?(?P<rest>.*)"
)
_UNTIL = re.compile(r"\s*(?:[-–—~～至到]+\s*.{0,12})?")
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚间", "晚"})


def moment(day: str, hour: str = "") -> tuple[str, bool]:
    """`YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, and whether it says all that the cells say.

    Empty where there is no whole day: a day without its year is none. Of a span the beginning counts.
    """
    clean = unicodedata.normalize("NFKC", cells.visible(day))
    found = _DAY.match(clean)
    on = cells.day("".join(found["day"].split())) if found else ""
    if found is None or not on:
        return "", False
    beside = _WEEKDAY.sub("", clean[found.end() :]).strip()
    at, whole = _clock(beside) if beside else ("", True)
    if hour := unicodedata.normalize("NFKC", cells.free(hour)):
        if at:
            return f"{on}T{at}", False
        at, said = _clock(hour)
        whole = whole and said
    return (f"{on}T{at}" if at else on), whole


def _clock(text: str) -> tuple[str, bool]:
    """`HH:MM`, and whether nothing but a span's end stands beside it; empty for what is no hour."""
    found = _HOUR.fullmatch(text)
    if found is None:
        return "", False
    hour, minute = int(found["hour"]), 30 if found["half"] else int(found["minute"] or 0)
    if found["part"] in _AFTERNOON and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        return "", False
    return f"{hour:02}:{minute:02}", _UNTIL.fullmatch(found["rest"]) is not None
