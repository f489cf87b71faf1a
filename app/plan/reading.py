"""A plan out of its TOML, checked whole: a wrong file is refused with the line, the place and the reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from app.errors import UserError
from app.paths import resource
from app.plan.checking import may_be_exempt, missing_choices, wrong_places
from app.plan.lines import Step, line_of
from app.plan.members import (
    Wrong,
    check_keys,
    check_once,
    entries_of,
    is_day,
    number_at,
    table_at,
    tables_at,
    text_at,
)
from app.plan.plan import Choice, Clause, Plan, Prompt, PublicNumber, SeedTerm, Setting
from app.plan.rules import Rule
from app.plan.used import used_keys

SOURCES = ("plan", "law", "assumption", "school")
PARTS = frozenset({
    "id", "version", "title", "en", "issued_on", "utc_offset", "clause", "level", "occasion", "circumstance",
    "outlines", "choices", "public_number", "term", "setting", "rule",
})  # fmt: skip
SAID = frozenset({"value", "source", "clause", "open", "confirmed", "zh", "en"})  # of a setting
LEVELS = 9  # a header's severity tells no more apart
_AT_LINE = re.compile(r"\(at line (\d+)")
_AT_PATH = re.compile(r" - at `\$(.*)`$")
_STEPS = re.compile(r"\[(\d+)\]|\.([A-Za-z0-9_-]+)")
_UNKNOWN = re.compile(r"unknown field `(.+?)`")


def seed_text(plan_id: str) -> str:
    """The TOML of a plan that ships with the program; UserError `plan_unknown`."""
    path = resource("plan", f"{plan_id}.toml")
    if not plan_id.replace("-", "").isalnum() or not path.is_file():
        raise UserError("plan_unknown", plan=plan_id)
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=8)  # one text is asked for again and again: at founding four times
def read_plan(text: str, *, complete: bool = False) -> Plan:
    """The plan that a TOML text states; UserError `plan_wrong` with `line`, `place` and `reason`.

    A plan that is to come into force has to be `complete`: no list may be missing that a form offers. One that was
    kept before such a list was asked for stays readable.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as broken:  # beside its own error, of figures and nesting beyond all measure
        at = _AT_LINE.search(str(broken))
        line = int(at.group(1)) if at else max(1, len(text.splitlines()))
        raise UserError("plan_wrong", line=line, place="TOML", reason=str(broken)) from None
    try:
        plan = _plan(data)
        for path, reason in (*wrong_places(plan), *(missing_choices(plan) if complete else ())):
            raise Wrong(path, reason)
    except Wrong as wrong:
        path = _stated_at(data, wrong.path)
        raise UserError("plan_wrong", line=line_of(text, path), place=_spoken(path), reason=wrong.reason) from None
    return plan


def _stated_at(data: Any, path: tuple[Step, ...]) -> tuple[Step, ...]:
    """Where the value at a path is stated: a rule's `"$key"` in the setting of that key."""
    value = data
    for step in path if path[:1] == ("rule",) else ():
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(value, str) and value.startswith("$") and value[1:] in data.get("setting", {}):
            return "setting", value[1:], "value"
    return path


def _spoken(path: Sequence[Step]) -> str:
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".") or "TOML"


def _plan(data: dict[str, Any]) -> Plan:
    check_keys(data, PARTS, ())
    lists = {name: _choices(entries, ("choices", name)) for name, entries in table_at(data, "choices").items()}
    clauses = _clauses(tables_at(data, "clause"))
    lists["level"] = _levels(tables_at(data, "level"))
    lists["occasion"] = _occasions(tables_at(data, "occasion"), clauses)
    lists["circumstance"] = _choices(tables_at(data, "circumstance"), ("circumstance",))
    used = used_keys(data.get("rule", []))
    settings = {key: _setting(key, entry, key in used) for key, entry in table_at(data, "setting", {}).items()}
    rules = _rules(data.get("rule", []), {key: s.value for key, s in settings.items()})
    lists["rule"] = tuple(Choice(r.id, r.label, r.en) for r in rules if may_be_exempt(r))
    return Plan(
        id=text_at(data, "id", ()),
        version=text_at(data, "version", ()),
        title=text_at(data, "title", ()),
        offset=number_at(data, "utc_offset", ()),
        clauses=clauses,
        lists=lists,
        terms=tuple(_term(t, ("term", k)) for k, t in enumerate(tables_at(data, "term", []))),
        circumstances=_obliging(tables_at(data, "circumstance"), settings),
        outlines={name: _outline(name, items, lists) for name, items in table_at(data, "outlines", {}).items()},
        public_numbers=tuple(
            _public_number(n, ("public_number", k)) for k, n in enumerate(tables_at(data, "public_number", []))
        ),
        entries=settings,
        rules=rules,
    )


def _levels(entries: list[dict[str, Any]]) -> tuple[Choice, ...]:
    """The ordered scheme, the gravest first."""
    found = _choices(entries, ("level",))
    ranks = [number_at(entry, "rank", ("level", k)) for k, entry in enumerate(entries)]
    check_once(ranks, ("level",), "rank")
    if len(found) > LEVELS:
        raise Wrong(("level", LEVELS), f"at most {LEVELS} levels")
    return tuple(level for _, level in sorted(zip(ranks, found, strict=True), key=lambda pair: pair[0]))


def _occasions(entries: list[dict[str, Any]], clauses: Sequence[Clause]) -> tuple[Choice, ...]:
    for k, entry in enumerate(entries):
        if "clause" in entry and entry["clause"] not in [c.id for c in clauses]:
            raise Wrong(("occasion", k, "clause"), f"{entry['clause']}: no such clause")
    return _choices(entries, ("occasion",))


def _obliging(entries: list[dict[str, Any]], settings: Mapping[str, Setting]) -> dict[str, str]:
    """The occasion that each circumstance obliges to; the settings it names are there."""
    for k, entry in enumerate(entries):
        for name in ("days", "week", "group"):
            if name in entry and text_at(entry, name, ("circumstance", k)) not in settings:
                raise Wrong(("circumstance", k, name), f"{entry[name]}: no such setting")
    return {
        text_at(c, "id", ("circumstance", k)): text_at(c, "occasion", ("circumstance", k))
        for k, c in enumerate(entries)
    }


def _outline(occasion: str, items: Any, lists: Mapping[str, tuple[Choice, ...]]) -> tuple[Prompt, ...]:
    path = ("outlines", occasion)
    if occasion not in {c.id for c in lists["occasion"]}:
        raise Wrong(path, f"{occasion}: no such occasion")
    return tuple(Prompt(*_labels(item, (*path, k))) for k, item in enumerate(entries_of(items, path)))


def _rules(found: Any, settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules, typed, `"$key"` replaced by the setting of that key."""
    filled = _filled(found, settings, ("rule",))
    try:
        rules = msgspec.convert(filled, tuple[Rule, ...])
    except msgspec.ValidationError as error:
        at, unknown = _AT_PATH.search(str(error)), _UNKNOWN.search(str(error))
        steps: list[Step] = [int(k) if k else name for k, name in _STEPS.findall(at.group(1))] if at else []
        steps += [unknown.group(1)] if unknown else []
        raise Wrong(("rule", *steps), _AT_PATH.sub("", str(error))) from None
    check_once([r.id for r in rules], ("rule",), "id")
    return rules


def _filled(found: Any, settings: Mapping[str, Any], path: tuple[Step, ...]) -> Any:
    if isinstance(found, dict):
        return {key: _filled(value, settings, (*path, key)) for key, value in found.items()}
    if isinstance(found, list):
        return [_filled(value, settings, (*path, k)) for k, value in enumerate(found)]
    if isinstance(found, str) and found.startswith("$"):
        if found[1:] not in settings:
            raise Wrong(path, f"{found}: no such setting")
        return settings[found[1:]]
    return found


def _setting(key: str, entry: Any, used: bool) -> Setting:
    path = ("setting", key)
    if not isinstance(entry, dict) or "value" not in entry:
        raise Wrong(path, "value: missing")
    check_keys(entry, SAID, path)
    if not _is_plain(entry["value"]):
        raise Wrong((*path, "value"), "value: a text, a whole number, true or false, or a list of texts is expected")
    if entry.get("source") not in SOURCES:
        raise Wrong((*path, "source"), f"source: one of {', '.join(SOURCES)}")
    zh, confirmed = text_at(entry, "zh", path), str(entry.get("confirmed", ""))
    if confirmed and not is_day(confirmed):
        raise Wrong((*path, "confirmed"), f"{confirmed}: a day is written 2026-08-31")
    return Setting(
        key=key,
        value=entry["value"],
        source=entry["source"],
        clause=str(entry.get("clause", "")),
        zh=zh,
        en=str(entry.get("en", zh)),
        open=bool(entry.get("open")),
        confirmed=confirmed,
        used=used,
    )


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int) or (isinstance(value, list) and all(isinstance(v, str) for v in value))


def _choices(entries: Any, path: tuple[Step, ...]) -> tuple[Choice, ...]:
    found = []
    for k, entry in enumerate(entries_of(entries, path)):
        label, en = _labels(entry, (*path, k))
        found.append(Choice(text_at(entry, "id", (*path, k)), label, en, bool(entry.get("retired"))))
    check_once([c.id for c in found], path, "id")
    return tuple(found)


def _clauses(entries: list[dict[str, Any]]) -> tuple[Clause, ...]:
    found = tuple(_clause(c, ("clause", k)) for k, c in enumerate(entries))
    check_once([c.id for c in found], ("clause",), "id")
    return found


def _labels(entry: Any, path: tuple[Step, ...]) -> tuple[str, str]:
    label = text_at(entry, "label", path)
    return label, str(entry.get("en", label))


def _clause(c: Any, path: tuple[Step, ...]) -> Clause:
    title = text_at(c, "title", path)
    return Clause(
        text_at(c, "id", path), title, str(c.get("en", title)), text_at(c, "text", path).strip(),
        tuple(map(str, c.get("same_as", ()))),
    )  # fmt: skip


def _public_number(n: Any, path: tuple[Step, ...]) -> PublicNumber:
    label, en = _labels(n, path)
    return PublicNumber(text_at(n, "id", path), label, en, text_at(n, "phone", path), str(n.get("source", "")))


def _term(entry: Any, path: tuple[Step, ...]) -> SeedTerm:
    def listed(name: str, *keys: str) -> tuple[dict[str, str], ...]:
        rows = enumerate(entries_of(entry.get(name, []), (*path, name)))
        return tuple({key: text_at(row, key, (*path, name, k)) for key in keys} for k, row in rows)

    weekends = entry.get("working_weekends", [])
    if not isinstance(weekends, list) or not all(isinstance(day, str) for day in weekends):
        raise Wrong((*path, "working_weekends"), "working_weekends: a list of days is expected")
    holidays = listed("holidays", "label", "first", "last")
    return SeedTerm(
        text_at(entry, "id", path), text_at(entry, "first", path), text_at(entry, "last", path),
        tuple({"name": h["label"], "from": h["first"], "to": h["last"]} for h in holidays),
        tuple(weekends), listed("obliging_dates", "what", "on"),
    )  # fmt: skip
