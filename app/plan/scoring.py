"""How the answers to a questionnaire count: coding, total, alarm items, class. Pure; the scale itself is data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from app.errors import UserError
from app.plan.scales import Coding, Condition, Rule, Scale

WRONG = -1
"""An answer that is none of the scale's steps."""
_MARK = re.compile(r"^[a-z0-9]{1,2}[.、．:：)）]\s*|[(（]\d{1,2}分?[)）]$|[。.;；]$")


@dataclass(frozen=True)
class Answers:
    """What one person's row says, in the coding it was delivered in; None and empty for what it does not say.

    `marked` says that it was found invalid (a lie scale, too fast), `asked` that contact with a teacher is wished.
    """

    items: tuple[int | None, ...] = ()
    total: Decimal | None = None
    scores: Mapping[str, Decimal] | None = None
    stated: str = ""
    marked: bool = False
    asked: bool = False


@dataclass(frozen=True)
class Scored:
    """What the answers come to, in the scale's own coding. `total` is None where it stays open.

    `doubts` are why a person has to look: `missing` (too many answers, or an alarm item, are missing), `invalid`,
    `differs` (the sheet states another total), `range` (the total is none), `nothing` (there is no figure to go by).
    """

    total: int | None
    cls: str
    alarms: tuple[int, ...]
    scores: Mapping[str, Decimal]
    invalid: bool
    doubts: tuple[str, ...]


def words_of(text: str) -> str:
    """An answer in words as compared: NFKC, no space, no numbering, no case."""
    bare = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return _MARK.sub("", _MARK.sub("", bare))


def read_answer(scale: Scale, text: str) -> tuple[int | None, bool]:
    """One cell: (step, whether it is a number whose coding is still open). (None, False) is no answer, `WRONG` none
    that the scale knows. Words are steps of the scale's own coding."""
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    if not bare or bare in ("-", "--", "/", "N/A", "空", "未答", "未作答", "(空)", "(跳过)"):
        return None, False
    if figure := re.fullmatch(r"(\d{1,2})(?:\.0+)?分?", bare):
        return int(figure[1]), True
    said = words_of(bare)
    for option in scale.options:
        if said in {words_of(word) for word in (*option.zh, *option.en)}:
            return option.value, False
    return WRONG, False


def find_coding(
    scale: Scale, steps: Sequence[int], totals: Iterable[Decimal], factors: Iterable[Decimal], stated: str = ""
) -> Coding:
    """The coding of a whole file: the `stated` one, else the only one that all its figures can be of; never a guess.

    A stated coding stands against a slip of the pen, one figure in fifty, and against no more; a figure that no
    coding has, one in twenty or two of a short file, tells of its own row alone.
    Raises UserError `coding_unclear` where several fit, `coding_wrong` where none does.
    """
    totals, factors = set(totals), set(factors)
    some = [step for step in steps if any(c.low <= step <= c.high for c in scale.codings)]
    if len(steps) - len(some) <= _slips(steps):
        steps = some  # no coding has the others: their rows are held
    fitting = [c for c in scale.codings if _fits(scale, c, steps, totals, factors)]
    if stated:
        wanted = scale.coding(stated)
        slips = sum(not wanted.low <= step <= wanted.high for step in steps)
        fitting = [wanted] if wanted in fitting or 0 < slips * 50 <= len(steps) else []
    known = ", ".join(c.id for c in scale.codings)
    if not fitting:
        raise UserError("coding_wrong", known=known, seen=_seen(steps or sorted(totals)))
    if len(fitting) > 1 and (steps or totals or factors):
        raise UserError("coding_unclear", known=known)
    return fitting[0]


def _slips(steps: Sequence[int]) -> int:
    """How many figures that no coding has are slips of the pen."""
    return max(2, len(steps) // 20)


def _fits(scale: Scale, coding: Coding, steps: Sequence[int], totals: set[Decimal], factors: set[Decimal]) -> bool:
    """Whether all figures can be of a coding. A total out of every range is a slip of one row, where there is but
    one coding to choose."""
    if any(not coding.low <= step <= coding.high for step in steps):
        return False
    if len(scale.codings) == 1 or steps:
        return True
    means = all(coding.low <= mean <= coding.high for mean in factors)
    return means and all(scale.items * coding.low <= total <= scale.items * coding.high for total in totals)


def _seen(figures: Sequence[int] | Sequence[Decimal]) -> str:
    """From where to where figures go, as text."""
    return f"{min(figures)}-{max(figures)}" if figures else ""


def score(scale: Scale, rule: Rule, coding: Coding, given: Answers) -> Scored:
    """What a row comes to. An alarm item is never averaged away: where one is marked the class is `alarm`, whatever
    the total, also of an invalid or incomplete row. What is missing can only make a result graver: answers that
    already reach the highest class are of it."""
    shift = scale.own.low - coding.low
    items = [None if step is None or not coding.low <= step <= coding.high else step + shift for step in given.items]
    alarms = _reached(items, scale.alarm_items, scale.own.low + scale.alarm_from)
    lied = bool(scale.lie_items) and len(_reached(items, scale.lie_items, scale.own.low + 1)) == len(scale.lie_items)
    total, sure, doubts = _total(scale, items, given.total, shift)
    factors = {s.id for s in scale.scores if s.factor}
    scores = {name: value + shift if name in factors else value for name, value in (given.scores or {}).items()}
    invalid = given.marked or lied
    if invalid:
        doubts.append("invalid")
    reached = _class(scale, rule, items, total, sure, scores, given.stated)
    if any(n <= len(items) and items[n - 1] is None for n in scale.alarm_items) and _is_asked(scale, items):
        doubts += [] if "missing" in doubts else ["missing"]
        reached = "unclear" if reached == "low" else reached
    if invalid:
        reached = "unclear"
    if reached == "unclear" and not doubts:
        doubts.append("nothing")
    if given.asked:
        reached = "asked"
    if alarms:
        reached = "alarm"
    return Scored(total, reached, alarms, scores, invalid, tuple(doubts))


def _is_asked(scale: Scale, items: Sequence[int | None]) -> bool:
    """Whether the row answers questions at all: a scale of which only results come need not have the alarm item."""
    return not scale.results_only and any(step is not None for step in items)


def _reached(items: Sequence[int | None], wanted: Iterable[int], start: int) -> tuple[int, ...]:
    """The numbers of those items that are answered from this step on."""
    return tuple(n for n in wanted if n <= len(items) and (step := items[n - 1]) is not None and step >= start)


def _total(
    scale: Scale, items: Sequence[int | None], stated: Decimal | None, shift: int
) -> tuple[int | None, int, list[str]]:
    """(total, what it is at least, doubts): counted from the answers where the scale has them, else as stated."""
    answered = [step for step in items if step is not None]
    if scale.results_only or not answered:
        if stated is None:
            return None, 0, []
        total = int(stated.to_integral_value(ROUND_HALF_UP)) + shift * scale.items
        inside = scale.own.low * scale.items <= total <= scale.most
        return (total, total, []) if inside else (None, 0, ["range"])
    sure, missing = sum(answered), scale.items - len(answered)
    if missing > scale.missing_allowed:
        return None, sure, ["missing"]
    whole = Decimal(sure) * scale.items / len(answered)
    total = int(whole.to_integral_value(ROUND_HALF_UP))
    known = {Decimal(sure), Decimal(total), Decimal(sure - shift * len(answered)), Decimal(total - shift * scale.items)}
    return total, sure, ["differs"] if stated is not None and stated not in known else []


def _class(
    scale: Scale,
    rule: Rule,
    items: Sequence[int | None],
    total: int | None,
    sure: int,
    scores: Mapping[str, Decimal],
    stated: str,
) -> str:
    if rule.words:
        return rule.words.get(words_of(stated), "unclear")
    least = sure if total is None else total
    if any(_holds(scale, c, items, least, scores) for c in rule.high):
        return "high"
    middle = any(_holds(scale, c, items, least, scores) for c in rule.middle)
    if total is None:  # answers that are missing may make it graver; figures beside a total stand by themselves
        return "middle" if middle and scale.results_only else "unclear"
    return "middle" if middle else "low"


def _holds(scale: Scale, c: Condition, items: Sequence[int | None], total: int, scores: Mapping[str, Decimal]) -> bool:
    factors = [scores[s.id] for s in scale.scores if s.factor and s.id in scores]
    return (
        (c.total is not None and total >= c.total)
        or (c.factor is not None and any(mean >= c.factor for mean in factors))
        or (bool(c.score) and c.start is not None and scores.get(c.score, Decimal(-1)) >= c.start)
        or (bool(c.items) and len(_reached(items, c.items, scale.own.low + 1)) >= c.count)
    )


def with_thresholds(rule: Rule, high: int, middle: int) -> Rule:
    """The rule with the totals that the plan sets for the two classes."""
    return replace(rule, high=(Condition(total=high),), middle=(Condition(total=middle),))
