"""One school's plan as values: clauses, levels, occasions, choices, settings, rules, seed terms (DESIGN.md §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.plan.rules import Rule


@dataclass(frozen=True)
class Choice:
    """One entry of a list that a form offers."""

    id: str
    label: str
    en: str
    retired: bool = False


@dataclass(frozen=True)
class Clause:
    """A numbered clause: its id, heading and the plan's own words. Kinds of record cite the clauses of the first
    school's plan; `same_as` names those that a clause of another plan stands for."""

    id: str
    title: str
    en: str
    text: str
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeedTerm:
    """A term as the plan presets it; once a `term` record exists, records alone count."""

    name: str
    first: str
    last: str
    holidays: tuple[dict[str, str], ...] = ()
    working_weekends: tuple[str, ...] = ()
    obliging_dates: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Prompt:
    """One item of the outline that may be laid beside a talk; the school edits them."""

    label: str
    en: str


@dataclass(frozen=True)
class PublicNumber:
    """An emergency number or hotline of the state; `source` says who runs it."""

    id: str
    label: str
    en: str
    phone: str
    source: str


@dataclass(frozen=True)
class Setting:
    """One value of the plan and where it comes from. `open` is one of the questions that the plan leaves open;
    `confirmed` the day on which the centre confirmed an assumption, "" before; `used` says that a rule or the program
    goes by the value."""

    key: str
    value: Any
    source: str
    clause: str
    zh: str
    en: str
    open: bool = False
    confirmed: str = ""
    used: bool = False

    @property
    def unconfirmed(self) -> bool:
        return self.source == "assumption" and not self.confirmed

    @property
    def assumed(self) -> bool:
        """Whether something rests on a value that the centre has not confirmed: what footnotes tell."""
        return self.used and self.unconfirmed


@dataclass(frozen=True)
class Plan:
    """A plan in force. `offset` is the school's zone in minutes east of UTC.

    `circumstances` name the occasion they oblige to. `rules` have their settings filled in.
    """

    id: str
    version: str
    title: str
    offset: int
    clauses: tuple[Clause, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    terms: tuple[SeedTerm, ...]
    circumstances: Mapping[str, str] = field(default_factory=dict)
    outlines: Mapping[str, tuple[Prompt, ...]] = field(default_factory=dict)
    public_numbers: tuple[PublicNumber, ...] = ()
    entries: Mapping[str, Setting] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The plain values of the settings by their keys."""
        return {key: entry.value for key, entry in self.entries.items()}

    def rule(self, identity: str) -> Rule | None:
        return next((r for r in self.rules if r.id == identity), None)

    def ids(self) -> dict[str, Sequence[str]]:
        """The ids of every list that is open for new records: what `records.validate` asks for."""
        return {name: [c.id for c in entries if not c.retired] for name, entries in self.lists.items()}

    def rank(self, level: str) -> int | None:
        """1 for the gravest level of the ordered scheme; None for one it does not know."""
        return next((k for k, c in enumerate(self.lists["level"], 1) if c.id == level), None)

    def clause(self, identity: str) -> Clause | None:
        """The clause of an id, or the one that stands for it."""
        own = next((c for c in self.clauses if c.id == identity), None)
        return own or next((c for c in self.clauses if identity in c.same_as), None)

    def label(self, listed: str, identity: str, language: str) -> str:
        """What a choice is called, retired ones too; the id itself where the list has none."""
        found = next((c for c in self.lists.get(listed, ()) if c.id == identity), None)
        return identity if found is None else (found.en if language == "en" else found.label)
