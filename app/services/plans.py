"""The plan of the school: checked as a file, adopted from a day on, its settings listed and confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from app import canonical
from app.errors import UserError
from app.plan.confirming import with_confirmed
from app.plan.plan import Plan, Setting
from app.plan.reading import read_plan
from app.records import KINDS
from app.records.kind import Values
from app.services.context import plan_in_force
from app.services.reading import values_of
from app.services.records import add_record, amend_record
from app.services.reference import identity_of
from app.store import query
from app.store.connection import Db
from app.texts import text
from app.workspace import Workspace

PLAN = KINDS["plan"]


@dataclass(frozen=True)
class Adopted:
    """A plan version that was taken in: its record, and the day it is in force from (YYYY-MM-DD)."""

    id: str
    version: str
    begins: str
    record: str


@dataclass(frozen=True)
class SettingLine:
    """A setting as a person reads it. `open` is a question that the plan leaves open, `confirmed` the day on which
    the school confirmed the value, "" before; `assumed` says that it still has to."""

    key: str
    value: Any
    source: str
    clause: str
    open: bool
    sentence: str
    confirmed: str
    assumed: bool


@dataclass(frozen=True)
class PlanSettings:
    """The settings of the plan in force, and the footnote that reports carry while some are assumed."""

    plan: str
    version: str
    settings: tuple[SettingLine, ...]
    footnote: str

    @property
    def assumed(self) -> int:
        return sum(setting.assumed for setting in self.settings)


def check_plan(path: Path) -> Plan:
    """A plan file that could come into force; UserError `file_unreadable`, `plan_wrong` with `line`, `place` and
    `reason`."""
    return read_plan(_text_of(path), complete=True)


def adopt_plan(workspace: Workspace, path: Path, begins: str) -> Adopted:
    """Takes in a plan file as the plan in force from a day (YYYY-MM-DD) on; what was before that day stays as it was.

    The same file for the same day once more changes nothing. Raises UserError `not_a_seat`, as `check_plan` does,
    `date_wrong`, `plan_version_kept`, `plan_from_past`, `plan_day_taken` and `plan_id_gone`.
    """
    if not workspace.is_seat:
        raise UserError("not_a_seat")
    toml = str(canonical.nfc(_text_of(path)))
    plan, day = read_plan(toml, complete=True), _day(begins)
    given: Values = {"id": plan.id, "version": plan.version, "from": day, "toml": toml}
    db = workspace.store.read()
    identity = identity_of(workspace, db, PLAN, given)
    row = query.record(db, identity)
    if row is not None:
        if row.withdrawn or values_of(PLAN, query.shown_revision(db, row)) != given:
            raise UserError("plan_version_kept", plan=plan.id, version=plan.version)
        return Adopted(plan.id, plan.version, day, identity)
    today = workspace.clock.today().isoformat()
    if day < today:
        raise UserError("plan_from_past", day=day, today=today)
    for _, kept, values in _kept_plans(db):
        if values["from"] == day:
            raise UserError("plan_day_taken", day=day, version=kept.version)
        _check_ids(workspace, kept, plan)
    _check_ids(workspace, plan_in_force(workspace), plan)
    saved = add_record(workspace, "plan", given)
    return Adopted(plan.id, plan.version, day, saved.id)


def list_settings(workspace: Workspace) -> PlanSettings:
    """Every setting of the plan in force, in its order, in the workspace's language."""
    plan, language = plan_in_force(workspace), workspace.language
    lines = tuple(
        SettingLine(s.key, s.value, s.source, s.clause, s.open, _sentence(s, language), s.confirmed, s.assumed)
        for s in plan.entries.values()
    )
    count = sum(line.assumed for line in lines)
    said = text(language, "plans.footnote", count=count) if count else ""
    return PlanSettings(plan.id, plan.version, lines, said)


def confirm_settings(workspace: Workspace, keys: Sequence[str]) -> PlanSettings:
    """Says that the school confirms the values of these settings, as of today: a revision of the plan's record in
    whose text nothing else differs. What is no assumption, or confirmed already, stays as it is.

    Raises UserError `not_a_seat`, `setting_unknown` with the `near` keys, `record_unknown` where the plan is not here.
    """
    if not workspace.is_seat:
        raise UserError("not_a_seat")
    plan = plan_in_force(workspace)
    for key in keys:
        if key not in plan.entries:
            near = get_close_matches(key, plan.entries, n=3, cutoff=0)
            raise UserError("setting_unknown", key=key[:60], near=", ".join(near))
    wanted = [key for key in keys if plan.entries[key].assumed]
    if wanted:
        identity, values = _record_of(workspace, plan)
        day = workspace.clock.today().isoformat()
        amend_record(workspace, identity, {**values, "toml": with_confirmed(str(values["toml"]), wanted, day)})
    return list_settings(workspace)


def assumptions(plan: Plan, clauses: Iterable[str]) -> tuple[Setting, ...]:
    """The settings of these clauses whose values the school has not confirmed, in the plan's order."""
    wanted = set(clauses)
    return tuple(s for s in plan.entries.values() if s.assumed and s.clause in wanted)


def _sentence(setting: Setting, language: str) -> str:
    return setting.en if language == "en" else setting.zh


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError("file_unreadable", file=path.name) from None


def _day(written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise UserError("date_wrong", value=written[:40]) from None


def _kept_plans(db: Db) -> Iterator[tuple[str, Plan, Values]]:
    """(record, plan, values) of every plan that stands and can be read, the latest first."""
    for row in query.records(db, kinds=(PLAN.name,)):
        values = values_of(PLAN, query.shown_revision(db, row))
        with suppress(UserError):
            yield row.id, read_plan(str(values.get("toml", ""))), values


def _record_of(workspace: Workspace, plan: Plan) -> tuple[str, Values]:
    """The record of the plan in force, and its values."""
    db, today = workspace.store.read(), workspace.clock.today().isoformat()
    for identity, kept, values in _kept_plans(db):
        if kept == plan and str(values["from"]) <= today:
            return identity, values
    raise UserError("record_unknown")


def _check_ids(workspace: Workspace, kept: Plan, plan: Plan) -> None:
    """Records say ids: what a list has had stays in it, if only as `retired`. A rule may go once nobody is excused
    from it."""
    for name, choices in kept.lists.items():
        known = {choice.id for choice in plan.lists.get(name, ())}
        for gone in (choice.id for choice in choices if choice.id not in known):
            if name != "rule" or gone in _excused(workspace.store.read()):
                raise UserError("plan_id_gone", list=name, id=gone)


def _excused(db: Db) -> set[str]:
    """The rules that exemptions name."""
    return {str(revision.header.fields.get("rule")) for _, revision in query.shown_of_kind(db, "exemption")}
