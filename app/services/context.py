"""What most wishes need of a workspace: the plan in force, references in and out, the writer of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.errors import UserError
from app.plan.engine import PlanSpan
from app.plan.plan import Plan
from app.plan.reading import read_plan, seed_text
from app.plan.rules import Rule
from app.records.ids import pack
from app.records.kind import Field
from app.store import query, state
from app.store.connection import Db
from app.store.log import revision_at, revision_id
from app.store.projection import placed_revisions
from app.store.query import RecordRow
from app.workspace import Workspace

SUBJECTS = ("student", "staff", "unit")
"""The kinds whose records have a number or a name that people say instead of an id."""


@dataclass(frozen=True)
class KeptPlan:
    """A plan record that counts, and the plan that it states: None for one that this version cannot read."""

    row: RecordRow
    plan: Plan | None


def kept_plans(workspace: Workspace, db: Db) -> Iterator[KeptPlan]:
    """Every plan record that counts, the latest first.

    One that was withdrawn before it began counts for nothing. One that had begun stays, whoever withdrew it: what was
    owed under it was owed (`withdraw_record` refuses it; a withdrawal may come from an older version or another seat).
    """
    for row in query.records(db, kinds=("plan",), withdrawn=True):
        if not row.withdrawn:
            yield KeptPlan(row, _stated(db, row.shown))
        elif workspace.clock.epoch(revision_at(db, row.shown).header.at) >= row.happened:
            saved = [r.pos for r in placed_revisions(db, pack(row.id)) if r.header.op == "save"]
            yield KeptPlan(row, _stated(db, saved[-1]) if saved else None)


def kept_in_force(workspace: Workspace, db: Db) -> KeptPlan | None:
    """The latest plan record that has begun and can be read; None where the seed holds."""
    now = workspace.clock.epoch(workspace.clock.stamp())
    return next(
        (kept for kept in kept_plans(workspace, db) if kept.row.happened <= now and kept.plan is not None), None
    )


def plan_in_force(workspace: Workspace, unit: Db | None = None) -> Plan:
    """The plan record in force today, else the seed this workspace began with.

    Within a unit of work its own connection is asked, which has at hand what another reads anew after each
    commit. One that this version cannot read is passed over: nobody is kept from writing by a plan of tomorrow.
    """
    db = workspace.store.read() if unit is None else unit
    kept = kept_in_force(workspace, db)
    return kept.plan if kept is not None and kept.plan is not None else _seed(db)


def plans_over_time(workspace: Workspace, db: Db) -> list[PlanSpan]:
    """Every plan that this version can read with the second from which it is in force, in that order.

    The first rules also what came before it. So it is the one with which the school began, once that has begun and can
    be read, and else the seed, as in `plan_in_force`: never a plan that is still to come.
    """
    now = workspace.clock.epoch(workspace.clock.stamp())
    kept = [*kept_plans(workspace, db)][::-1]
    found = [PlanSpan(one.plan, one.row.happened) for one in kept if one.plan is not None]
    founded = bool(kept) and kept[0].plan is not None and kept[0].row.happened <= now
    return found if founded else [PlanSpan(_seed(db), 0), *found]


def rules_over_time(workspace: Workspace, db: Db, found: Callable[[Plan], Iterable[Rule]]) -> tuple[str, ...]:
    """The ids of the rules that `found` tells of each plan, whenever it was in force."""
    return tuple(dict.fromkeys(rule.id for span in plans_over_time(workspace, db) for rule in found(span.plan)))


_plans: dict[str | bytes, Plan | None] = {}
"""Plans that were read in this process, by the id of their revision or the name of their seed; None for unreadable."""


def _seed(db: Db) -> Plan:
    seed = state.setting(db, "plan", "sanjiang-2023")
    return _plans.get(seed) or _keep(seed, read_plan(seed_text(seed)))


def _stated(db: Db, pos: int) -> Plan | None:
    identity = revision_id(db, pos)
    if identity not in _plans:
        body = revision_at(db, pos).body
        if body is None:
            return None  # it may still arrive
        try:
            return _keep(identity, read_plan(str(body.fields.get("toml", ""))))
        except UserError:
            _plans[identity] = None
    return _plans[identity]


def _keep(name: str | bytes, plan: Plan) -> Plan:
    if len(_plans) > 8:
        _plans.clear()
    _plans[name] = plan
    return plan


@dataclass(frozen=True)
class Names:
    """Numbers and names for people, ids for the store: a student goes in and out as the number."""

    db: Db

    def resolve(self, field: Field, value: str) -> str:
        """The record id a person means; UserError `student_unknown`, `staff_unknown`, `unit_unknown`,
        `reference_ambiguous` or `record_unknown`."""
        if field.type == "record":
            return self.subject(value) if field.named else self.record(value)
        return self.find(field.type, value)

    def find(self, kind: str, value: str) -> str:
        value = value.strip()
        found = self._meant(kind, value)
        if len(found) > 1:
            raise UserError("reference_ambiguous", value=value)
        if not found:
            raise UserError(f"{kind}_unknown", value=value[:40])
        return found[0]

    def record(self, value: str) -> str:
        if not _is_id(value) or query.record(self.db, value) is None:
            raise UserError("record_unknown")
        return value

    def subject(self, value: str) -> str:
        """A person, a unit or any other record, by number, name or id; UserError `reference_ambiguous`, also where
        a student and a staff member have one number, or `record_unknown`."""
        found = self._subjects(value.strip())
        if len(found) > 1:
            raise UserError("reference_ambiguous", value=value)
        return found[0] if found else self.record(value)

    def show(self, field: Field, value: str) -> str:
        """What a person reads for an id: a number, a unit's name; the id where it is not here."""
        if field.type == "record":
            return self._shown_subject(value) if field.named else value
        return self.label(value)

    def label(self, identity: str) -> str:
        """The number or name in force; a student's former numbers find the student and label nothing."""
        keys = query.keys_of(self.db, identity)
        row = query.record(self.db, identity) if len(keys) > 1 else None
        body = query.shown_revision(self.db, row).body if row is not None else None
        return str(body.fields["number"]) if body is not None else next(iter(keys), identity)

    def student_numbers(self, identities: Iterable[str]) -> list[str]:
        return [self.label(identity) for identity in identities]

    def _meant(self, kind: str, value: str) -> list[str]:
        """The records of a kind that a number, name or id may mean."""
        found = query.by_key(self.db, kind, value)
        if not found and _is_id(value):
            row = query.record(self.db, value)
            found = [value] if row is not None and row.kind == kind else []
        return self._nearest(found) if kind == "unit" and len(found) > 1 else found

    def _subjects(self, value: str) -> list[str]:
        return [identity for kind in SUBJECTS for identity in self._meant(kind, value)]

    def _shown_subject(self, identity: str) -> str:
        """The number or name of a person or unit; the id where a name would not lead back to this one alone."""
        row = query.record(self.db, identity)
        if row is None or row.kind not in SUBJECTS:
            return identity
        label = self.label(identity)
        return label if self._subjects(label) == [identity] else identity

    def _nearest(self, found: list[str]) -> list[str]:
        """Of units of one name, the one that stands highest, where only one does."""
        rows = [row for identity in found if (row := query.record(self.db, identity)) is not None]
        tops = [row.id for row in rows if row.unit not in {r.id for r in rows}]
        return tops or found


def _is_id(value: str) -> bool:
    try:
        pack(value)
    except ValueError:
        return False
    return True
