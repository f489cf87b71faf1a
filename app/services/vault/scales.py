"""Scales inside the vault: what answers come to, as values of a `scale_result`, and a client's results on a scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import UserError
from app.plan.scales import Scale, find_scale, scale_ids
from app.plan.scoring import WRONG, Answers, Scored, read_answer, score
from app.records.kind import Values
from app.services.context import plan_in_force
from app.services.screenings import rule_of
from app.services.vault.codes import Codes
from app.texts import text
from app.vault import entries
from app.vault.file import Vault
from app.workspace import Workspace

TOTAL = "total"
"""The name of the first score: the total, in the scale's own coding."""


@dataclass(frozen=True)
class Questionnaire:
    """A scale whose questions may be shown here, with its answers: (value, words)."""

    id: str
    title: str
    items: tuple[str, ...]
    options: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class ScoredAnswers:
    """What answers come to. `total` is None where it stays open, `missing` how many answers are not there; `alarms`
    are the numbers of the alarm items that are marked: they oblige to ask, whatever the total."""

    scale: str
    total: int | None
    band: str
    alarms: tuple[int, ...]
    missing: int
    values: Values = field(repr=False)
    """The fields of a `scale_result`, without the client and the hour."""


@dataclass(frozen=True)
class ScalePoint:
    """One result on the line of a scale; `total` is None where too many answers were missing."""

    entry: str
    happened: str
    total: int | None
    band: str
    alarms: tuple[int, ...]


def list_questionnaires(workspace: Workspace) -> tuple[Questionnaire, ...]:
    """The scales that can be filled in here, in the language of the workspace; of the others only results are known."""
    found = [find_scale(identity) for identity in scale_ids()]
    return tuple(_choice(workspace, scale) for scale in found if scale.texts)


def _choice(workspace: Workspace, scale: Scale) -> Questionnaire:
    english = workspace.language == "en"
    items = tuple(item.en if english else item.zh for item in scale.texts)
    options = tuple((option.value, (option.en if english else option.zh)[0]) for option in scale.options)
    return Questionnaire(scale.id, scale.title(workspace.language), items, options)


def score_answers(workspace: Workspace, scale_id: str, answers: Sequence[str | int | None]) -> ScoredAnswers:
    """Scores answers (steps of the scale's own coding, or its words; None and "" for one not given), by the rule in
    force and the thresholds of the plan.

    UserError `scale_unknown`; `scale_results_only` for a scale without questions; `answers_count` where there are not
    as many as questions; `answer_wrong` for one that is none of its steps.
    """
    scale = find_scale(scale_id)
    if scale.results_only:
        raise UserError("scale_results_only", scale=scale.title(workspace.language))
    if len(answers) != scale.items:
        raise UserError("answers_count", count=len(answers), wanted=scale.items)
    steps = tuple(_step(scale, number, answer) for number, answer in enumerate(answers, start=1))
    scored = score(scale, rule_of(plan_in_force(workspace), scale, ""), scale.own, Answers(steps))
    band = "" if scored.total is None else scale.band(scored.total, workspace.language)
    missing = sum(step is None for step in steps)
    return ScoredAnswers(scale.id, scored.total, band, scored.alarms, missing, _values(scale, scored, steps, band))


def _step(scale: Scale, number: int, answer: str | int | None) -> int | None:
    step, _ = read_answer(scale, "" if answer is None else str(answer))
    if step is not None and (step == WRONG or not scale.own.low <= step <= scale.own.high):
        raise UserError("answer_wrong", number=number, low=scale.own.low, high=scale.own.high)
    return step


def _values(scale: Scale, scored: Scored, steps: Sequence[int | None], band: str) -> Values:
    values: Values = {
        "scale": scale.id,
        "answers": ",".join("" if step is None else str(step) for step in steps),
        "band": band,
        "alarms": [str(number) for number in scored.alarms],
    }
    if scored.total is not None:
        values["scores"] = [{"name": TOTAL, "value": scored.total}]
    return values


def alarm_words(workspace: Workspace, scale_id: str, alarms: Sequence[int]) -> tuple[str, ...]:
    """The questions of the alarm items that are marked, to be told at once; their numbers where none may be shown."""
    scale = find_scale(scale_id)
    english = workspace.language == "en"
    said = []
    for number in alarms:
        item = scale.texts[number - 1] if number <= len(scale.texts) else None
        words = "" if item is None else item.en if english else item.zh
        said.append(text(workspace.language, "vault_keeping.alarm_item", number=number, words=words))
    return tuple(said)


def scale_trend(vault: Vault, code: str, scale_id: str, language: str = "zh") -> tuple[ScalePoint, ...]:
    """A client's results on a scale, the earliest first, their bands in a language; none for a code that is none."""
    with vault.look() as db:
        client = Codes(db).find(code)
        about = entries.of_client(db, client) if client else []
    found = [e for e in about if e.kind == "scale_result" and e.given.get("scale") == scale_id]
    points = [_point(entry, language) for entry in found]
    return tuple(sorted(points, key=lambda point: point.happened))


def band_in(language: str, values: Mapping[str, Any]) -> str:
    """The band of a `scale_result` in a language, as its scale names the total; as it was written down where the scale
    is none of ours."""
    scale, total = str(values.get("scale") or ""), _total(values)
    ours = find_scale(scale).band(total, language) if total is not None and scale in scale_ids() else ""
    return ours or str(values.get("band") or "")


def _total(values: Mapping[str, Any]) -> int | None:
    scores = values.get("scores") or []
    return int(scores[0]["value"]) if scores and scores[0].get("value") is not None else None


def _point(entry: entries.Entry, language: str) -> ScalePoint:
    total = _total(entry.given)
    alarms = tuple(int(number) for number in entry.given.get("alarms") or () if str(number).isdecimal())
    return ScalePoint(entry.id, entry.line.happened, total, band_in(language, entry.given), alarms)
