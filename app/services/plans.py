"""The plan of the school: checked as a file, adopted from a day on, its settings listed and confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from app import canonical
from app.errors import UserError
from app.plan.confirming import with_all_confirmed, with_confirmed
from app.plan.plan import Plan, Setting
from app.plan.reading import read_plan
from app.records import KINDS
from app.records.kind import Values
from app.records.revision import Header, read_header
from app.services.context import kept_in_force, kept_plans, plan_in_force
from app.services.reading import amendable, values_of
from app.services.records import add_record, amend_record, head_ids
from app.services.reference import identity_of
from app.store import query
from app.store.connection import Db
from app.store.query import RecordRow
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
    the school confirmed the value, "" before; `used` says that a rule or the program goes by it, `assumed` that it
    then still has to be confirmed."""

    key: str
    value: Any
    source: str
    clause: str
    open: bool
    sentence: str
    confirmed: str
    used: bool
    assumed: bool


@dataclass(frozen=True)
class PlanWarning:
    """Something about the plans of the school that a seat has to settle. `code` is plan_day_twice, plan_two_texts or
    plan_needs_newer."""

    code: str
    sentence: str


@dataclass(frozen=True)
class PlanSettings:
    """The settings of the plan in force, the footnote that reports carry while some are assumed, and what a seat has
    to settle (nothing for others)."""

    plan: str
    version: str
    settings: tuple[SettingLine, ...]
    footnote: str
    warnings: tuple[PlanWarning, ...] = ()

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
    for taken, version in _days(workspace, db):
        if taken == day:
            raise UserError("plan_day_taken", day=day, version=version)
    for kept in kept_plans(workspace, db):
        if kept.plan is not None:
            _check_ids(workspace, kept.plan, plan)
    _check_ids(workspace, plan_in_force(workspace), plan)
    saved = add_record(workspace, "plan", given)
    return Adopted(plan.id, plan.version, day, saved.id)


def list_settings(workspace: Workspace) -> PlanSettings:
    """Every setting of the plan in force, in its order, in the workspace's language."""
    plan, language = plan_in_force(workspace), workspace.language
    lines = tuple(
        SettingLine(s.key, s.value, s.source, s.clause, s.open, _sentence(s, language), s.confirmed, s.used, s.assumed)
        for s in plan.entries.values()
    )
    count = sum(line.assumed for line in lines)
    said = text(language, "plans.footnote", count=count) if count else ""
    return PlanSettings(plan.id, plan.version, lines, said, plan_warnings(workspace))


def plan_warnings(workspace: Workspace) -> tuple[PlanWarning, ...]:
    """What of the plans here is not settled: two for one day, of which one rules silently; one version in two texts;
    one that only a newer program can read, which is passed over here. Seats alone can settle it, others get nothing.
    """
    if not workspace.is_seat:
        return ()
    db, language = workspace.store.read(), workspace.language
    found: list[PlanWarning] = []
    versions = defaultdict[str, list[str]](list)
    for day, version in sorted(_days(workspace, db)):
        versions[day].append(version)
    for day, several in versions.items():
        if len(several) > 1:
            named = text(language, "plans.apart").join(several)
            found.append(PlanWarning("plan_day_twice", text(language, "plans.day_twice", day=day, versions=named)))
    for day, version in _conflicting(workspace, db):
        found.append(PlanWarning("plan_two_texts", text(language, "plans.two_texts", day=day, version=version)))
    for day, version in _unreadable(workspace, db):
        found.append(PlanWarning("plan_needs_newer", text(language, "plans.needs_newer", day=day, version=version)))
    return tuple(found)


def confirm_settings(workspace: Workspace, keys: Sequence[str]) -> PlanSettings:
    """Says that the school confirms the values of these settings, as of today: a revision of the plan's record in
    whose text nothing else differs. What is no assumption, or confirmed already, stays as it is.

    Where two seats have confirmed at the same time, what either confirmed stays confirmed. Raises UserError
    `not_a_seat`, `setting_unknown` with the `near` keys, `record_unknown` where the plan is not here, and
    `plan_unclear` where its versions differ in more than what is confirmed.
    """
    if not workspace.is_seat:
        raise UserError("not_a_seat")
    plan = plan_in_force(workspace)
    for key in keys:
        if key not in plan.entries:
            near = get_close_matches(key, plan.entries, n=3, cutoff=0)
            raise UserError("setting_unknown", key=key[:60], near=", ".join(near))
    kept = kept_in_force(workspace, workspace.store.read())
    if any(plan.entries[key].unconfirmed for key in keys) or (kept is not None and kept.row.conflict):
        if kept is None:
            raise UserError("record_unknown")
        values = _agreed(workspace, kept.row.id)
        toml, day = str(values["toml"]), workspace.clock.today().isoformat()
        entries = read_plan(toml).entries
        wanted = [key for key in keys if entries[key].unconfirmed]
        amend_record(workspace, kept.row.id, {**values, "toml": with_confirmed(toml, wanted, day)})
    return list_settings(workspace)


def _agreed(workspace: Workspace, identity: str) -> Values:
    """The values of a plan's record with what any of its versions confirms."""
    row, _, placed = amendable(workspace.store.read(), identity)
    current = head_ids(placed)
    heads = sorted((r for r in placed if r.id.hex() in current), key=lambda r: r.pos != row.shown)
    values = [values_of(PLAN, r) for r in heads]
    toml = with_all_confirmed([str(v.pop("toml", "")) for v in values])
    if toml is None or any(v != values[0] for v in values):
        raise UserError("plan_unclear")
    return {**values[0], "toml": toml}


def assumptions(plan: Plan, clauses: Iterable[str]) -> tuple[Setting, ...]:
    """The settings of these clauses that something goes by and that the school has not confirmed, in the plan's
    order."""
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


def _days(workspace: Workspace, db: Db) -> Iterator[tuple[str, str]]:
    """(day, version) of every plan that counts, also of those that only a newer program can read."""
    for kept in kept_plans(workspace, db):
        yield _told(db, kept.row)
    yield from (_headed(h) for h in _held(db) if query.record(db, h.record) is None)


def _conflicting(workspace: Workspace, db: Db) -> list[tuple[str, str]]:
    return [_told(db, kept.row) for kept in kept_plans(workspace, db) if kept.row.conflict]


def _unreadable(workspace: Workspace, db: Db) -> list[tuple[str, str]]:
    return [*(_told(db, kept.row) for kept in kept_plans(workspace, db) if kept.plan is None), *map(_headed, _held(db))]


def _told(db: Db, row: RecordRow) -> tuple[str, str]:
    values = values_of(PLAN, query.shown_revision(db, row))
    return str(values["from"]), str(values["version"])


def _headed(header: Header) -> tuple[str, str]:
    return header.happened[:10], str(header.fields.get("version", ""))


def _held(db: Db) -> list[Header]:
    """The latest header of each plan record that waits in a newer form."""
    found = (read_header(line) for _, code, line in query.held(db) if code == "newer_kind")
    return list({h.record: h for h in found if h.kind == PLAN.name}.values())


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
