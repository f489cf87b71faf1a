"""Texts made findable: character bigrams for full text, every mix of syllable and initial for names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from unicodedata import combining, normalize

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
_AROUND = 18  # characters of a snippet on either side of the first word found


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


def snippet(text: str, at: int, query: str) -> str:
    """One line of a text around the place where a query was found in it."""
    start, end = max(0, at - _AROUND), at + len(query) + _AROUND
    return ("…" if start else "") + text[start:end].replace("\n", " ") + ("…" if end < len(text) else "")


def _read(character: str, *, tones: bool) -> list[list[str]]:
    """Every reading of one character. The library loads late and without its phrases, which are of no use to one
    character: they cost a tenth of a second, during which no other thread of the program runs."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style, pinyin

    style = Style.TONE if tones else Style.NORMAL
    found: list[list[str]] = pinyin(character, style=style, heteronym=True, errors="ignore")
    return found


@lru_cache(maxsize=16384)
def _readings(character: str) -> tuple[str, ...]:
    found = _read(character, tones=False)
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


@lru_cache(maxsize=16384)
def _toned(character: str) -> tuple[str, ...]:
    found = _read(character, tones=True)
    return tuple(dict.fromkeys(found[0])) if found else ()


def toneless(syllable: str) -> str:
    """A syllable as it is typed: lǚ → lv."""
    apart = normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in apart if not combining(c))


@lru_cache(maxsize=4096)
def syllables(name: str) -> tuple[str, ...]:
    """How a name is read, with tone marks, a syllable a character: 曾国 → zēng, guó. Letters stay together."""
    bare = "".join(runs(name))
    read: list[str] = []
    spelled = False
    for k, character in enumerate(bare):
        ways = _toned(character)
        surname = _surname(bare, k)
        way = next((w for w in ways if surname.startswith(toneless(w))), ways[0]) if ways else character
        if not ways and spelled:
            read[-1] += character
        else:
            read.append(way)
        spelled = not ways
    return tuple(read)


def _surname(bare: str, at: int) -> str:
    """What is left of a surname's own reading at this character of a name; "" where it has none."""
    if at < 2 and bare[:2] in SURNAMES:
        whole = SURNAMES[bare[:2]]
        return whole if at == 0 else _after(whole, bare[0])
    return SURNAMES.get(bare[0], "") if at == 0 else ""


def _after(whole: str, first: str) -> str:
    return next((whole[len(w) :] for w in map(toneless, _toned(first)) if whole.startswith(w)), "")


def sort_key(name: str) -> str:
    """Puts names in the order of their pinyin, those read alike in the order of their characters."""
    read = " ".join(map(toneless, syllables(name)))
    return f"{read} {name}" if read else name


def found_by(name: str, numbers: Iterable[str] = ()) -> str:
    """What typing finds a person by, each word after a space: numbers, and the name from any of its characters
    on, written or read, every syllable but the last one whole or as its initial."""
    bare, read = "".join(runs(name)), [toneless(s) for s in syllables(name)]
    keys = [number.casefold() for number in numbers if number]
    keys += [bare[k:] for k in range(len(bare))]
    for k in range(len(read)):
        keys += _mixes_before(read[k:])
    if len(read) == len(bare):  # and those in which one character is read otherwise: 乐 is le or yue
        others = ((k, r) for k, c in enumerate(bare) for r in _readings(c)[:3] if r != read[k])
        keys += [key for k, other in others for key in _mixes_before([*read[:k], other, *read[k + 1 :]])]
    return "".join(f" {key}" for key in dict.fromkeys(keys))


def _mixes_before(read: list[str]) -> list[str]:
    """The last syllable whole behind every mix of the others, each of them whole or its initial."""
    before = read[:-1]
    if len(before) < _MANY:
        return ["".join(mix) + read[-1] for mix in product(*((s, s[:1]) for s in before))]
    ways = range(len(before) + 1)
    return ["".join(before[:j]) + "".join(s[:1] for s in before[j:]) + read[-1] for j in ways]


def marked(name: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Where the letters typed stand in the spaced syllables of a name, as (start, end); () where they do not."""
    read = syllables(name)
    for k in range(len(read)):
        taken = _taken([toneless(s) for s in read[k:]], typed)
        if taken:
            starts = [sum(len(s) + 1 for s in read[:j]) for j in range(k, k + len(taken))]
            return tuple((start, start + length) for start, length in zip(starts, taken, strict=True))
    return ()


def _taken(read: Sequence[str], typed: str) -> list[int] | None:
    """How many letters of each syllable are typed, from the first one on; None where they differ."""
    if not typed:
        return []
    if not read:
        return None
    if read[0].startswith(typed):
        return [len(typed)]
    for head in dict.fromkeys((read[0], read[0][:1])):
        rest = _taken(read[1:], typed[len(head) :]) if typed.startswith(head) else None
        if rest is not None:
            return [len(head), *rest]
    return None
