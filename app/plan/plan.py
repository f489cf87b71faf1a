"""One school's plan, read from its TOML: clauses, levels, occasions, choices, seed terms (DESIGN.md §4)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import UserError
from app.paths import resource


@dataclass(frozen=True)
class Choice:
    """One entry of a list that a form offers."""

    id: str
    label: str
    en: str
    retired: bool = False


@dataclass(frozen=True)
class Clause:
    """A numbered clause: its id, heading and the plan's own words."""

    id: str
    title: str
    en: str
    text: str


@dataclass(frozen=True)
class SeedTerm:
    """A term as the plan presets it; once a `term` record exists, records alone count."""

    name: str
    first: str
    last: str
    holidays: tuple[dict[str, str], ...] = ()
    working_weekends: tuple[str, ...] = ()


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
class Plan:
    """A plan in force. `offset` is the school's zone in minutes east of UTC.

    `circumstances` name the occasion they oblige to; `settings` are the plain values of the numbers that the plan
    or the school sets.
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
    settings: Mapping[str, Any] = field(default_factory=dict)

    def ids(self) -> dict[str, Sequence[str]]:
        """The ids of every list that is open for new records: what `records.validate` asks for."""
        return {name: [c.id for c in entries if not c.retired] for name, entries in self.lists.items()}

    def rank(self, level: str) -> int | None:
        """1 for the gravest level of the ordered scheme; None for one it does not know."""
        return next((k for k, c in enumerate(self.lists["level"], 1) if c.id == level), None)

    def clause(self, identity: str) -> Clause | None:
        return next((c for c in self.clauses if c.id == identity), None)

    def label(self, listed: str, identity: str, language: str) -> str:
        """What a choice is called, retired ones too; the id itself where the list has none."""
        found = next((c for c in self.lists.get(listed, ()) if c.id == identity), None)
        return identity if found is None else (found.en if language == "en" else found.label)


def seed_text(plan_id: str) -> str:
    """The TOML of a plan that ships with the program; UserError `plan_unknown`."""
    path = resource("plan", f"{plan_id}.toml")
    if not plan_id.replace("-", "").isalnum() or not path.is_file():
        raise UserError("plan_unknown", plan=plan_id)
    return path.read_text(encoding="utf-8")


def read_plan(text: str) -> Plan:
    """The plan that a TOML text states; UserError `plan_wrong` with the reason."""
    try:
        data = tomllib.loads(text)
        return _plan(data)
    except tomllib.TOMLDecodeError as broken:
        raise UserError("plan_wrong", reason=str(broken)) from None
    except (KeyError, TypeError, AttributeError, ValueError) as wrong:
        raise UserError("plan_wrong", reason=str(wrong)) from None


def _plan(data: dict[str, Any]) -> Plan:
    lists = {name: _choices(entries) for name, entries in data["choices"].items()}
    for name in ("level", "occasion", "circumstance"):
        entries = data[name]
        if name == "level":
            entries = sorted(entries, key=lambda entry: int(entry["rank"]))
        lists[name] = _choices(entries)
    return Plan(
        id=str(data["id"]),
        version=str(data["version"]),
        title=str(data["title"]),
        offset=int(data["utc_offset"]),
        clauses=tuple(Clause(c["id"], c["title"], c.get("en", c["title"]), c["text"].strip()) for c in data["clause"]),
        lists=lists,
        terms=tuple(_term(t) for t in data.get("term", ())),
        circumstances={c["id"]: c["occasion"] for c in data["circumstance"]},
        outlines={occasion: _outline(items) for occasion, items in data.get("outlines", {}).items()},
        public_numbers=tuple(_public_number(n) for n in data.get("public_number", ())),
        settings={key: entry["value"] for key, entry in data.get("setting", {}).items()},
    )


def _choices(entries: list[dict[str, Any]]) -> tuple[Choice, ...]:
    return tuple(
        Choice(str(e["id"]), str(e["label"]), str(e.get("en", e["label"])), bool(e.get("retired"))) for e in entries
    )


def _outline(items: list[dict[str, Any]]) -> tuple[Prompt, ...]:
    return tuple(Prompt(str(i["label"]), str(i.get("en", i["label"]))) for i in items)


def _public_number(n: dict[str, Any]) -> PublicNumber:
    return PublicNumber(
        str(n["id"]), str(n["label"]), str(n.get("en", n["label"])), str(n["phone"]), str(n.get("source", ""))
    )


def _term(entry: dict[str, Any]) -> SeedTerm:
    holidays = tuple({"name": h["label"], "from": h["first"], "to": h["last"]} for h in entry.get("holidays", ()))
    return SeedTerm(entry["id"], entry["first"], entry["last"], holidays, tuple(entry.get("working_weekends", ())))
