"""Which duties of the week's list are one piece of work and so one row: its lines are made in due_lines.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.plan.rules import Circumstance, ListedDays, ListedTerm, ListedWeek, PersonPeriod, Rule, Window
from app.services.due_lines import DueLine, Step
from app.texts import day_text, text

FOLDED = 3  # as many students with the same duty each have a row of their own; of more there is one row for all


def fold(lines: Iterable[DueLine], rules: Mapping[str, Rule], language: str) -> list[DueLine]:
    """The lines with one row for what is one piece of work: one talk that meets two duties, the week's reviews, the
    visits that are left of a week, the same duty towards many students."""
    alike: dict[tuple[object, ...], list[DueLine]] = {}
    for line in _as_one(lines):
        key = (
            line.rule,
            line.group,
            line.due,
            line.state,
            line.holder_name,
            line.snoozed is None,
            bool(line.requested),
        )
        alike.setdefault(key if line.state != "unclear" else (line.id,), []).append(line)
    folded = list[DueLine]()
    for found in alike.values():
        rule = rules[found[0].rule]
        one = isinstance(rule, ListedWeek | PersonPeriod)
        many = isinstance(rule, Window | ListedDays | Circumstance | ListedTerm) and len(found) > FOLDED
        folded += [_folded(found, rule, language)] if len(found) > 1 and (one or many) else found
    return folded


def _as_one(lines: Iterable[DueLine]) -> list[DueLine]:
    """Duties of one clause towards a student that fall due together and that one record meets, as one line; the one
    that says what obliged speaks for them."""
    alike: dict[tuple[object, ...], list[DueLine]] = {}
    for line in lines:
        step = (line.step.page, line.step.subject, line.step.more[:1])
        same = (line.who, line.clause, step, line.due, line.group, line.state, line.snoozed, line.requested)
        alike.setdefault(
            same if line.who is not None and line.step.page in ("write", "student") else (line.id,), []
        ).append(line)
    return [
        replace(f[-1], keys=tuple(key for line in f for key in line.keys), step=_for_all(f)) for f in alike.values()
    ]


def _for_all(found: Sequence[DueLine]) -> Step:
    """The step of the last, on the occasions of all."""
    step = found[-1].step
    occasions = [one for line in found for one in line.step.more if one.startswith("occasions=")]
    return replace(step, more=tuple(dict.fromkeys((*step.more, *occasions))))


def _folded(found: Sequence[DueLine], rule: Rule, language: str) -> DueLine:
    first, students = found[0], not isinstance(rule, PersonPeriod)
    own = isinstance(rule, ListedWeek | PersonPeriod) and first.step.verb not in ("open_file", "look")
    begins, ends = day_text(language, first.opens), day_text(language, first.due.date())
    return replace(
        first,
        id=f"{first.rule}|{first.holder_name}|{first.group}|{first.due.isoformat()}|{first.snoozed is None}",
        keys=tuple(key for line in found for key in line.keys),
        who=None,
        why=first.why if students else text(language, "due.why.left", first=begins, last=ends, n=len(found)),
        step=replace(first.step, more=()) if own or not students else Step("unfold", ""),
        excuse=None if students else first.excuse,
        requested="" if students else first.requested,
        parts=tuple(found),
    )
