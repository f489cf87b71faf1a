"""Words like a diagnosis in free text: where they stand. Counsellors do not diagnose (Mental Health Law, art. 23).

Which words these are is data (`resources/diagnosis_words.toml`); nothing here reads a file or keeps a text. What is
lawful is left alone: symptoms and scales by their names, what is suspected or denied, what somebody else has said and
the text says who. A word is found however it is spelt: spaces and line breaks within it, full width, traditional
characters, accents apart from their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import category, combining, normalize

NEAR = 16
"""Within so many signs behind a word a scale's name may end: 抑郁症筛查自评量表, depression rating scale."""
_GAPS = frozenset("-_*·‧・~")
_SENTENCE = "。；！？;!?\n"
_COMMAS = "，、,"
_STOPS = f'{_SENTENCE}{_COMMAS}：:()"“”《》【】'
_GAP = r"[ \n]?"
_LATIN = re.compile(r"[a-z]")
_FULL_STOP = re.compile(r"\.(?=[ \n]|$)")


@dataclass(frozen=True)
class Found:
    """A word like a diagnosis: `text[start:end]` in the text as it was written, spelt as the list has it, and the id of
    how to say it better."""

    start: int
    end: int
    word: str
    hint: str


@dataclass(frozen=True)
class Lexicon:
    """The words as one pattern, and what makes them lawful."""

    pattern: re.Pattern[str]
    words: tuple[tuple[str, str], ...]
    """(word, hint) of each group of the pattern."""
    after: re.Pattern[str]
    near_after: re.Pattern[str]
    before: re.Pattern[str]
    told: re.Pattern[str]
    told_near: re.Pattern[str]
    bodily: re.Pattern[str]
    simple: Mapping[str, str]
    """Traditional characters that stand in the words → simplified ones."""


def read_lexicon(table: Mapping[str, Any]) -> Lexicon:
    """The words out of their file's table. KeyError for a part that is missing."""
    simple = {pair[0]: pair[1] for pair in table["traditional"]}
    words = [(word, group["hint"]) for group in table["group"] for word in group["words"]]
    words.sort(key=lambda one: -len(one[0]))  # of two words at one place the longer
    lawful = table["lawful"]
    return Lexicon(
        pattern=re.compile("|".join(f"({_spelt(word)})" for word, _ in words)),
        words=tuple((word.removesuffix("*"), hint) for word, hint in words),
        after=_any(lawful["after"]),
        near_after=_any(lawful["near_after"]),
        before=_any(lawful["before"], end=True),
        told=_any(lawful["told"]),
        told_near=_any(lawful["told_near"]),
        bodily=_any(lawful["bodily"]),
        simple=simple,
    )


def find_diagnosis_words(text: str, lexicon: Lexicon) -> tuple[Found, ...]:
    """Where words like a diagnosis stand in a text, from its beginning; none overlaps another."""
    folded, places = _fold(text, lexicon.simple)
    found = []
    for match in lexicon.pattern.finditer(folded):
        word, hint = lexicon.words[(match.lastindex or 1) - 1]
        if not _is_lawful(folded, match, hint, lexicon):
            found.append(Found(places[match.start()], places[match.end() - 1] + 1, word, hint))
    return tuple(found)


def _is_lawful(folded: str, match: re.Match[str], hint: str, lexicon: Lexicon) -> bool:
    """Whether the words around one make it lawful to write."""
    before, after = folded[: match.start()].rstrip(), folded[match.end() :].lstrip()
    clause = re.split(f"[{re.escape(_STOPS)}]", after, maxsplit=1)[0]
    if lexicon.after.match(clause) or lexicon.near_after.search(clause[:NEAR]):
        return True
    if lexicon.before.search(before) or (hint == "as_told" and lexicon.bodily.match(clause)):
        return True
    sentence = _since(folded[: match.end()], match.start(), _SENTENCE)
    nearer = _since(folded[: match.end()], match.start(), _SENTENCE + _COMMAS)
    return bool(lexicon.told.search(sentence) or lexicon.told_near.search(nearer))


def _since(text: str, before: int, stops: str) -> str:
    """The text from the last of these signs that stands before a place; a full stop of English is one of them."""
    last = max(text.rfind(sign, 0, before) for sign in stops)
    dots = [dot.start() for dot in _FULL_STOP.finditer(text, 0, before)]
    return text[max(last, *dots, -1) + 1 :]


def _fold(text: str, simple: Mapping[str, str]) -> tuple[str, list[int]]:
    """The text in one spelling, and for each of its signs the place it came from. A gap is one space, one with a line
    break in it one line break; accents and signs without width are gone."""
    folded, places = list[str](), list[int]()
    for place, written in enumerate(text):
        for sign in normalize("NFKD", written).casefold():
            if combining(sign) or (category(sign) in ("Cf", "Cc") and not sign.isspace()):
                continue
            gap = sign.isspace() or sign in _GAPS
            plain = "\n" if sign in "\n\r\u2028\u2029" else " " if gap else simple.get(sign, sign)
            if gap and folded and folded[-1] in " \n":
                folded[-1] = "\n" if "\n" in (plain, folded[-1]) else " "
                continue
            folded.append(plain)
            places.append(place)
    return "".join(folded), places


def _spelt(word: str) -> str:
    """The pattern of a word: Latin as whole words, an abbreviation with points, Chinese with gaps anywhere within."""
    plain = word.removesuffix("*").casefold()
    if not _LATIN.match(plain):
        return _GAP.join(map(re.escape, plain)) + ("(?! ?状)" if plain.endswith("症") else "")
    within = r"[ \n.]?".join(plain) if word.isupper() else _GAP.join(map(re.escape, plain.split(" ")))
    return rf"(?<![a-z0-9]){within}{'[a-z]*' if word.endswith('*') else ''}(?![a-z0-9])"


def _any(words: Iterable[str], *, end: bool = False) -> re.Pattern[str]:
    """A pattern of any of these; at the end of what is looked through, where `end`."""
    one = "|".join(_spelt(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(f"(?:{one})$" if end else one)
