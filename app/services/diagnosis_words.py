"""Words like a diagnosis in what is about to leave the room: pointed out before it is saved, never refused.

What is written for others says what was seen; who diagnoses is a doctor (Mental Health Law, art. 23). Which words and
what is lawful stand in `resources/diagnosis_words.toml`, which another school may edit: they come from law and medicine
and not from a school's plan, and a form asks for them at each save, without the store.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.paths import resource
from app.records.diagnosis_words import Lexicon, read_lexicon
from app.records.diagnosis_words import find_diagnosis_words as find_words
from app.texts import text

LEAVING: Mapping[str, tuple[str, ...]] = {
    "disclosure": ("content",),
    "referral": ("reason", "risk", "done", "ground"),
    "case_report": ("behaviour", "done"),
    "case_report_return": ("advice",),
    "care_listing": ("reason", "evidence"),
    "care_plan": ("problem", "goals"),
    "screening_interview": ("next",),
    "crisis": ("found_by", "danger"),
    "crisis_step": ("note",),
}
"""The text of each kind that others read and its writer answers for. What is told of treatment or medicine, and what a
hospital answers on a return half, are others' words."""
AT_ONCE = frozenset({"crisis", "crisis_step"})
"""Kinds whose save waits for nothing: the words are pointed out and it is saved all the same."""


@dataclass(frozen=True)
class Pointed:
    """A word like a diagnosis: the field it stands in with its label, where in the text (`start`, `end`), the word as
    it was written, and how to say it better."""

    field: str
    label: str
    start: int
    end: int
    word: str
    better: str


def find_diagnosis_words(kind: str, fields: Mapping[str, object], language: str = "zh") -> tuple[Pointed, ...]:
    """The words like a diagnosis in the fields of a record that leave the room, field by field from their beginning;
    none for a kind that stays. Reads neither the store nor anything but the text."""
    return tuple(
        Pointed(
            field=name,
            label=text(language, f"field.{kind}.{name}"),
            start=found.start,
            end=found.end,
            word=" ".join(said[found.start : found.end].split()),
            better=text(language, f"diagnosis.{found.hint}"),
        )
        for name in LEAVING.get(kind, ())
        if isinstance(said := fields.get(name), str)
        for found in find_words(said, _lexicon())
    )


def read_hints() -> frozenset[str]:
    """The ids of the better wordings that the words ask for: each has its text under `diagnosis.`."""
    return frozenset(hint for _, hint in _lexicon().words)


@cache
def _lexicon() -> Lexicon:
    return read_lexicon(tomllib.loads(resource("diagnosis_words.toml").read_text(encoding="utf-8")))
