"""Questionnaires as data: what a file of `resources/scales` states, read and checked. How answers count: scoring.py."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from app.errors import UserError
from app.paths import resource

CLASSES = ("alarm", "asked", "high", "middle", "low", "unclear")
"""What a result may be, the gravest first; `unclear` stands apart, for a person has to look."""
_SPAN = re.compile(r"(\d)-(\d)")


@dataclass(frozen=True)
class Coding:
    """How the steps of an answer are counted, from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def id(self) -> str:
        return f"{self.low}-{self.high}"


@dataclass(frozen=True)
class Item:
    """One question, where its text may be reproduced."""

    zh: str
    en: str


@dataclass(frozen=True)
class Option:
    """One answer to choose, by its value in the scale's own coding, and the words platforms write for it."""

    value: int
    zh: tuple[str, ...]
    en: tuple[str, ...]


@dataclass(frozen=True)
class Band:
    """A stretch of totals, from `start` up to the next band."""

    start: int
    zh: str
    en: str


@dataclass(frozen=True)
class Score:
    """A figure beside the total; a `factor` is the mean of some items and shifts with the coding."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]
    factor: bool


@dataclass(frozen=True)
class Condition:
    """One way to come into a class: any of its parts given holds, in the scale's own coding.

    `total`, `factor` (any of them) and the score named `score` count from that figure on; of `items` at least
    `count` are affirmed, that is above the lowest step.
    """

    total: int | None = None
    factor: Decimal | None = None
    score: str = ""
    start: Decimal | None = None
    items: tuple[int, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class Rule:
    """One of the rules that a school may choose; `source` says whose it is.

    A rule of `words` takes the class that the platform states.
    """

    id: str
    zh: str
    en: str
    source: str
    high: tuple[Condition, ...] = ()
    middle: tuple[Condition, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scale:
    """A questionnaire. The first coding is its own: totals, bands and thresholds are counted in it.

    `texts` are empty for a scale of which only results are imported (`results_only`). A total with at most
    `missing_allowed` answers missing is prorated, one with more stays open. `alarm_items` from `alarm_from` oblige
    an interview whatever the total; all `lie_items` affirmed make a sheet invalid. `most` is the highest total.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    version: str
    source: str
    rights: str
    codings: tuple[Coding, ...]
    items: int
    texts: tuple[Item, ...]
    options: tuple[Option, ...]
    bands: tuple[Band, ...]
    scores: tuple[Score, ...]
    rules: tuple[Rule, ...]
    default_rule: str
    results_only: bool
    missing_allowed: int
    plan_thresholds: bool
    alarm_items: tuple[int, ...]
    alarm_from: int
    lie_items: tuple[int, ...]
    most: int

    @property
    def own(self) -> Coding:
        return self.codings[0]

    def title(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def rule(self, identity: str) -> Rule:
        """A rule by its id, the default one for ""; UserError `rule_unknown`."""
        wanted = identity or self.default_rule
        found = next((r for r in self.rules if r.id == wanted), None)
        if found is None:
            raise UserError("rule_unknown", rule=wanted[:40], known=", ".join(r.id for r in self.rules))
        return found

    def coding(self, identity: str) -> Coding:
        """A coding by its id (`0-3`); UserError `coding_unknown`."""
        found = next((c for c in self.codings if c.id == identity.strip()), None)
        if found is None:
            known = ", ".join(c.id for c in self.codings)
            raise UserError("coding_unknown", coding=identity[:40], known=known)
        return found

    def band(self, total: int, language: str) -> str:
        """What a total is called; "" for a scale without bands."""
        found = [b for b in self.bands if b.start <= total]
        return (found[-1].en if language == "en" else found[-1].zh) if found else ""


def scale_ids() -> tuple[str, ...]:
    """The ids of the scales that ship with the program."""
    return tuple(sorted(path.stem for path in resource("scales").glob("*.toml")))


@cache
def find_scale(identity: str) -> Scale:
    """A scale by its id, written with or without hyphen and capitals; UserError `scale_unknown`."""
    wanted = _bare(identity)
    for known in scale_ids():
        if _bare(known) == wanted:
            return read_scale(resource("scales", f"{known}.toml").read_text(encoding="utf-8"))
    raise UserError("scale_unknown", scale=identity[:40], known=", ".join(scale_ids()))


def _bare(identity: str) -> str:
    return re.sub(r"[\W_]", "", identity).lower()


def read_scale(text: str) -> Scale:
    """The scale that a TOML text states; UserError `scale_wrong` with the reason."""
    try:
        scale = _scale(tomllib.loads(text, parse_float=Decimal))
        _check(scale)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise UserError("scale_wrong", reason=str(wrong)) from None
    return scale


def _scale(data: dict[str, Any]) -> Scale:
    codings = tuple(Coding(int(m[1]), int(m[2])) for c in data["codings"] if (m := _SPAN.fullmatch(c)))
    items = int(data["items"])
    alarm, lie = data.get("alarm", {}), data.get("lie", {})
    return Scale(
        id=str(data["id"]),
        zh=str(data["zh"]),
        en=str(data["en"]),
        aliases=tuple(data["aliases"]),
        version=str(data["version"]),
        source=str(data["source"]),
        rights=str(data["rights"]),
        codings=codings,
        items=items,
        texts=tuple(Item(i["zh"], i["en"]) for i in data.get("item", ())),
        options=tuple(Option(int(o["value"]), tuple(o["zh"]), tuple(o["en"])) for o in data.get("option", ())),
        bands=tuple(Band(int(b["from"]), b["zh"], b["en"]) for b in data.get("band", ())),
        scores=tuple(
            Score(s["id"], s["zh"], s["en"], tuple(s["words"]), bool(s.get("factor"))) for s in data.get("score", ())
        ),
        rules=tuple(_rule(r) for r in data["rule"]),
        default_rule=str(data["default_rule"]),
        results_only=bool(data.get("results_only")),
        missing_allowed=int(data.get("missing_allowed", 0)),
        plan_thresholds=bool(data.get("plan_thresholds")),
        alarm_items=tuple(alarm.get("items", ())),
        alarm_from=int(alarm.get("from", 1)),
        lie_items=tuple(lie.get("items", ())),
        most=int(data.get("most", items * codings[0].high)),
    )


def _rule(data: dict[str, Any]) -> Rule:
    words = {str(word): name for name, said in data.get("words", {}).items() for word in said}
    high, middle = (tuple(_condition(c) for c in data.get(name, ())) for name in ("high", "middle"))
    return Rule(data["id"], data["zh"], data["en"], data["source"], high, middle, words)


def _condition(data: dict[str, Any]) -> Condition:
    unknown = data.keys() - {"total", "factor", "score", "from", "items", "count"}
    if unknown or not data:
        raise ValueError(f"condition: {', '.join(sorted(unknown)) or 'empty'}")
    return Condition(
        total=data.get("total"),
        factor=Decimal(data["factor"]) if "factor" in data else None,
        score=str(data.get("score", "")),
        start=Decimal(data["from"]) if "from" in data else None,
        items=tuple(data.get("items", ())),
        count=int(data.get("count", 1)),
    )


def _check(scale: Scale) -> None:
    """What every scale has to keep; ValueError says what it does not."""
    named = [
        *scale.alarm_items,
        *scale.lie_items,
        *(i for r in scale.rules for c in (*r.high, *r.middle) for i in c.items),
    ]
    scores = {s.id for s in scale.scores}
    wrong = {
        "codings": len({c.high - c.low for c in scale.codings}) != 1 or any(c.low >= c.high for c in scale.codings),
        "items": scale.items < 1 or any(not 1 <= number <= scale.items for number in named),
        "item": len(scale.texts) not in (0, scale.items) or bool(scale.texts) == scale.results_only,
        "option": any(not scale.own.low <= o.value <= scale.own.high for o in scale.options),
        "band": [b.start for b in scale.bands] != sorted({b.start for b in scale.bands}),
        "rule": scale.default_rule not in {r.id for r in scale.rules} or not all(r.source for r in scale.rules),
        "score": any(c.score and c.score not in scores for r in scale.rules for c in (*r.high, *r.middle)),
        "words": any(name not in CLASSES for r in scale.rules for name in r.words.values()),
        "rights": not scale.rights.strip() or not scale.source.strip(),
    }
    if found := [name for name, is_wrong in wrong.items() if is_wrong]:
        raise ValueError(", ".join(found))
