"""What waits for a station or the centre 重点关注审批: lowerings, removals, exemptions; and deciding about it
(clauses prevention.2 and prevention.5). Who stands on the list is in care_roll.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.plan.engine import read_school
from app.records.ids import pack, unpack
from app.records.kind import Values
from app.services.care_levels import Level
from app.services.caseload import View
from app.services.context import Names
from app.services.reading import name_of, standing, values_of
from app.services.records import add_record, withdraw_record
from app.services.saving import Saved
from app.services.weekly_sheets import own_college
from app.store import query
from app.store.approvals import Undecided, undecided_acts, undecided_lowerings
from app.store.connection import Db
from app.texts import text
from app.workspace import Workspace

DECIDERS = ("station", "centre")


@dataclass(frozen=True)
class Waiting:
    """One thing to decide; `what` is lowering, removal or exemption. `revision` is the version that is shown and that
    a decision names. `student` is "" where it is about somebody else. Labels are in our language; `rule` is the duty
    that an exemption lifts. A `conflict` waits for its writer or for a merge, and without a body nobody can judge."""

    id: str
    revision: str
    what: str
    subject: str
    student: str
    number: str
    name: str
    group: str
    asked_by: str
    asked_at: datetime
    first: date
    last: date | None
    before: Level
    after: Level
    rule: str
    why: str
    evidence: str
    decided_in: str
    conflict: bool
    body_here: bool


def count_waiting(workspace: Workspace) -> int:
    """How many things wait for this station or centre; 0 for everybody else."""
    return len(_undecided(workspace)) if workspace.role in DECIDERS and workspace.enrolled else 0


def list_waiting(workspace: Workspace) -> tuple[Waiting, ...]:
    """What waits for a decision, the earliest asked first: of the own college at a station. UserError
    `approve_by_station`."""
    if workspace.role not in DECIDERS:
        raise UserError("approve_by_station")
    view = View(workspace)
    return tuple(_waiting(view, found) for found in _undecided(workspace))


def approve(workspace: Workspace, identity: str, revision: str, remark: str = "") -> Saved:
    """Approves what waits, in the version that the person saw.

    Raises UserError `approve_by_station`, `approval_decided` where it waits no more, `approval_changed` where another
    version has arrived, `approval_unclear` for two versions, `approval_header_only`.
    """
    found = _asked(workspace, identity, revision)
    if found.conflict:
        raise UserError("approval_unclear")
    if not found.body_here:
        raise UserError("approval_header_only")
    return _decide(workspace, found, "approved", remark)


def refuse(workspace: Workspace, identity: str, revision: str, remark: str) -> Saved:
    """Refuses what waits, saying why; the level and the duty stay as they are. UserError as `approve`, and
    `refusal_without_remark`."""
    if not remark.strip():
        raise UserError("refusal_without_remark")
    found = _asked(workspace, identity, revision)
    if found.conflict:
        raise UserError("approval_unclear")
    return _decide(workspace, found, "refused", remark)


def take_back(workspace: Workspace, decision: Saved) -> None:
    """Withdraws a decision that was just made: what it decided waits again. UserError as `withdraw_record`."""
    withdraw_record(workspace, decision.id, text(workspace.language, "approvals.undone"))


def _decide(workspace: Workspace, found: Waiting, verdict: str, remark: str) -> Saved:
    values = {"of": found.id, "revision": found.revision, "as": verdict, "at": workspace.clock.stamp()}
    return add_record(workspace, "sign_off", {**values, "remark": remark.strip()})


def _asked(workspace: Workspace, identity: str, revision: str) -> Waiting:
    if workspace.role not in DECIDERS:
        raise UserError("approve_by_station")
    found = next((u for u in _undecided(workspace) if u.record == identity), None)
    if found is None:
        raise UserError("approval_decided")
    if found.revision != revision:
        raise UserError("approval_changed")
    return _waiting(View(workspace), found)


def _undecided(workspace: Workspace) -> list[Undecided]:
    """What waits here: a station decides about its own college and nobody else's."""
    db = workspace.store.read()
    found = [*undecided_lowerings(db), *undecided_acts(db, "exemption")]
    if workspace.role == "centre" or not found:
        return found
    own, college_of = own_college(workspace, db), read_school(db).college_of
    return [u for u in found if own and _college(db, college_of, u.subject) == own]


def _college(db: Db, college_of: Mapping[bytes, bytes], subject: str) -> str:
    row = query.record(db, subject)
    if row is None:
        return ""
    unit = row.id if row.kind == "unit" else row.unit
    found = college_of.get(pack(unit)) if unit is not None else None
    return "" if found is None else unpack(found)


def _waiting(view: View, found: Undecided) -> Waiting:
    workspace, db = view.workspace, view.workspace.store.read()
    row, kind, placed = standing(db, found.record)
    shown = next(r for r in placed if r.pos == row.shown)
    values, clock = values_of(kind, shown), workspace.clock
    subject = query.record(db, found.subject)
    is_student = subject is not None and subject.kind == "student"
    unit = subject.unit if subject is not None else None
    lowering = kind.name == "care_listing"
    return Waiting(
        id=found.record,
        revision=found.revision,
        what="exemption" if not lowering else "removal" if values.get("action") == "remove" else "lowering",
        subject=found.subject,
        student=found.subject if is_student else "",
        number=Names(db).label(found.subject),
        name=name_of(db, found.subject),
        group=name_of(db, unit) if unit is not None else "",
        asked_by=name_of(db, row.author),
        asked_at=clock.moment(shown.header.at),
        first=clock.day(shown.header.happened),
        last=date.fromisoformat(str(values["to"])) if values.get("to") else None,
        before=view.levels.of_severity(found.severity or None, found.level) if lowering else Level(),
        after=view.levels.of_severity(row.severity, _said(values, "level")) if lowering else Level(),
        rule="" if lowering else _rule(view, _said(values, "rule")),
        why=_said(values, "reason") if lowering else _reason(workspace.language, values),
        evidence=_said(values, "evidence" if lowering else "proof"),
        decided_in=_said(values, "decided_in"),
        conflict=row.conflict,
        body_here=shown.body is not None or shown.header.body is None,
    )


def _said(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _reason(language: str, values: Values) -> str:
    reason = _said(values, "reason")
    return text(language, f"choice.reason.{reason}") if reason else ""


def _rule(view: View, identity: str) -> str:
    """The rule in words, with the clause that it stands for."""
    rule = view.plan.rule(identity)
    if rule is None:
        return identity
    return rule.en if view.workspace.language == "en" else rule.label
