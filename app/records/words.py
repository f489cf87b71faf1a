"""Texts made findable: character bigrams for full text, every mix of syllable and initial for names."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise, product

# The supplementary ideographic planes are letters, also those that this Python does not know yet.
_RUN = re.compile("(?:[^\\W_]|[\U00020000-\U0003ffff])+")
# Surnames whose reading as a name differs from the commonest one; every reading is kept beside it.
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "区": "ou", "查": "zha", "朴": "piao",
    "盖": "ge", "任": "ren", "华": "hua", "尉": "wei", "长": "zhang", "万俟": "moqi", "尉迟": "yuchi",
    "缪": "miao", "翟": "zhai", "员": "yun", "乐": "yue", "种": "chong", "黑": "he", "盛": "sheng",
    "燕": "yan", "应": "ying", "宁": "ning", "召": "shao", "折": "she", "逄": "pang", "覃": "qin",
}  # fmt: skip
_MANY = 4


class _Doubled(dict[int, str]):
    """A table for `str.translate`: c becomes "c c", so that the run abc becomes "a ab bc c" without a step for
    each pair; what parts runs becomes a line end. It grows by one entry for each character that is ever met.
    """

    def __missing__(self, code: int) -> str:
        character = chr(code)
        twice = self[code] = f"{character} {character}" if _RUN.match(character) else "\n"
        return twice


_DOUBLED = _Doubled()


def bigrams(text: str) -> str:
    """The index terms of a text, apart by spaces: each run's pairs of characters and its last one."""
    return " ".join([run[2:] for run in text.casefold().translate(_DOUBLED).split("\n") if run])


def runs(text: str) -> list[str]:
    """The unbroken runs of letters and digits of a text, case folded."""
    return _RUN.findall(text.casefold())


def query_terms(text: str) -> str:
    """An FTS5 query that finds every text holding these runs, and a few that a recheck drops."""
    terms: list[str] = []
    for run in runs(text):
        pairs = list(map("".join, pairwise(run)))
        terms += [f'"{pair}"' for pair in pairs] or [f'"{run}"*']
    return " AND ".join(dict.fromkeys(terms))


def found_in(text: str, query: str) -> int | None:
    """Where the first run of a query stands in a text, if all its runs do; else None."""
    folded = text.casefold()
    wanted = runs(query)
    if not wanted or not all(run in folded for run in wanted):
        return None
    return folded.index(wanted[0])


@lru_cache(maxsize=16384)
def _readings(character: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin  # late: its tables cost a tenth of a second

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(r.replace("ü", "v") for r in found[0])) if found else (character.casefold(),)


def name_keys(name: str) -> frozenset[str]:
    """Every key under which a name is looked up by prefix: itself, full pinyin, initials, any mix.

    欧阳娜娜 → ouyangnana, oynn, ouynan …; long names are full up to some character and initials from there on.
    """
    bare = "".join(runs(name))
    if not bare:
        return frozenset()
    parts = [_readings(c)[:3] for c in bare[:12]]
    if bare[0] in SURNAMES:
        parts[0] = tuple(dict.fromkeys((SURNAMES[bare[0]], *parts[0])))
    keys = {bare}
    if bare[:2] in SURNAMES:
        keys |= {SURNAMES[bare[:2]] + rest for rest in _mixed(parts[2:])}
    return frozenset(keys | _mixed(parts))


def _mixed(parts: list[tuple[str, ...]]) -> set[str]:
    return _mixes(parts) if len(parts) <= _MANY else _plain(parts)


def _mixes(parts: list[tuple[str, ...]]) -> set[str]:
    choices = [tuple(dict.fromkeys((*readings, *(r[:1] for r in readings)))) for readings in parts]
    return {"".join(mix) for mix in product(*choices)}


def _plain(parts: list[tuple[str, ...]]) -> set[str]:
    first = [readings[0] for readings in parts]
    ways = [first]  # and those in which one character is read otherwise: 卜 in 阿卜杜 is bu
    ways += [[*first[:k], other, *first[k + 1 :]] for k, rs in enumerate(parts) for other in rs[1:]]
    return {"".join(way[:k]) + "".join(r[:1] for r in way[k:]) for way in ways for k in range(len(way) + 1)}
