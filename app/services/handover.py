"""Handing a caseload to another counsellor: asked by the one, approved by the centre, taken over by the other.

The record is a `caseload_handover`; each step on it a sign-off. The centre's approval writes the assignments with it;
what then goes from device to device is `app/exchange/handover.py`'s. How each stands is read in handover_standing.py,
who has which class in handover_caseload.py, what is open about the students in handover_matters.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.errors import UserError
from app.exchange.progress import Report, among
from app.records import KINDS
from app.records.kind import Values
from app.services import transfer
from app.services.context import Names, plan_in_force
from app.services.handover_caseload import Carried, Given, Taker, assignment_wishes, carried, caseload, takers
from app.services.handover_matters import Matter, cautions_told, open_matters, told
from app.services.handover_standing import KIND, Handover, list_handovers, show_handover
from app.services.reading import name_of
from app.services.records import add_record, cleaned
from app.services.saving import Saved, Wish, Writer
from app.services.transfer import Exported
from app.store import query
from app.store.connection import Db
from app.workspace import Workspace


@dataclass(frozen=True)
class Proposal:
    """What a hand-over may be made of: who can take over, the caseload of who writes, and what is open about it."""

    takers: tuple[Taker, ...]
    students: tuple[Carried, ...]
    matters: tuple[Matter, ...]


def propose_handover(workspace: Workspace, day: date) -> Proposal:
    """For a hand-over on a day, by who works here."""
    students = caseload(workspace, workspace.member.id, workspace.clock.today(), acting=False)
    return Proposal(takers(workspace), students, open_matters(workspace, workspace.member.id, students, day))


def prepare_handover(
    workspace: Workspace,
    to: str,
    *,
    students: Sequence[str] = (),
    day: date | None = None,
    giver: str = "",
    open_duties: str | None = None,
    cautions: str | None = None,
    witness: str = "",
) -> Saved:
    """Writes what is to be handed over, which asks the centre for the assignment.

    `to` is a counsellor's number or id; without `students` (numbers or ids) it is everybody of the giver's, without a
    `day` from today on. A seat or a station names the `giver`; elsewhere it is who writes. The open matters and the
    families' cautions are written into it where no text is given. Raises UserError `handover_to_self`,
    `handover_not_counsellor`, `handover_day_past`, `handover_nobody`, `handover_asked`, `handover_giver`,
    `handover_not_yours` and what `add_record` raises.
    """
    if not workspace.enrolled:
        raise UserError("not_enrolled")
    db, day = workspace.store.read(), day or workspace.clock.today()
    names = Names(db)
    if not giver and workspace.role != "counsellor":
        raise UserError("handover_giver")
    leaving, taker = names.find("staff", giver) if giver else workspace.member.id, names.find("staff", to)
    if workspace.role == "counsellor" and leaving != workspace.member.id:
        raise UserError("handover_not_yours")
    _check_parties(workspace, leaving, taker, day)
    ids = [names.find("student", s) for s in students]
    known = carried(workspace, ids) if ids else caseload(workspace, leaving, workspace.clock.today(), acting=False)
    chosen = ids or [s.id for s in known]
    if not chosen:
        raise UserError("handover_nobody")
    for other in list_handovers(workspace):
        if other.giver.id == leaving and other.state in ("written", "asked") and set(other.students) & set(chosen):
            raise UserError("handover_asked", name=other.taker.name)
    if open_duties is None or cautions is None:
        matters = open_matters(workspace, leaving, known, day)
        open_duties = told(workspace.language, matters) if open_duties is None else open_duties
        cautions = cautions_told(workspace.language, matters) if cautions is None else cautions
    values: Values = {"from": leaving, "to": taker, "on": day.isoformat(), "students": chosen}
    texts = {"open_duties": open_duties, "cautions": cautions, "witness": witness}
    return add_record(workspace, KIND, {**values, **{k: v for k, v in texts.items() if v.strip()}})


def _check_parties(workspace: Workspace, giver: str, taker: str, day: date) -> None:
    if giver == taker:
        raise UserError("handover_to_self")
    if taker not in {t.id for t in takers(workspace)}:
        raise UserError("handover_not_counsellor", name=name_of(workspace.store.read(), taker))
    if day < workspace.clock.today():
        raise UserError("handover_day_past", day=day.isoformat())


def approve_handover(
    workspace: Workspace,
    identity: str,
    *,
    acting: bool = False,
    until: date | None = None,
    remark: str = "",
    seen: str = "",
) -> Handover:
    """The centre's approval: the sign-off and the assignments of both, in one transaction.

    The taker has the students from the day asked for, or from today where that has passed; an `acting` one until a
    day, if given, beside the giver. `seen` is the version that the person read. Raises UserError `not_a_seat`,
    `handover_unknown`, `handover_decided`, `handover_changed`, `handover_in_conflict`, `handover_until`,
    `handover_ahead`.
    """
    found = _to_decide(workspace, identity, seen)
    day = max(found.day, workspace.clock.today())
    if until is not None and (not acting or until < day):
        raise UserError("handover_until", day=day.isoformat())
    given = Given(found.giver.id, found.taker.id, frozenset(found.students), day, acting, until)
    with workspace.store.unit() as unit:
        writer = Writer(workspace, unit, plan_in_force(workspace, unit).rank)
        writer.save([*assignment_wishes(workspace, unit, given), _sign(workspace, unit, found, "approved", remark)])
    return show_handover(workspace, identity)


def refuse_handover(workspace: Workspace, identity: str, remark: str, seen: str = "") -> Handover:
    """The centre's refusal, with the reason; nothing changes hands. UserError `field_missing` and of the approval."""
    found = _to_decide(workspace, identity, seen)
    if not remark.strip():
        raise UserError("field_missing", field="remark")
    _save_sign(workspace, found, "refused", remark)
    return show_handover(workspace, identity)


def export_handover(
    workspace: Workspace, identity: str, out: Path, report: Report | None = None
) -> tuple[Exported, ...]:
    """Writes the students' records for each device of the taker, straight from this one.

    Raises UserError `handover_unknown`, `handover_not_yours`, `handover_not_approved`, `handover_no_device` and what
    `export_bundles` raises.
    """
    found = show_handover(workspace, identity)
    if found.side != "giver":
        raise UserError("handover_not_yours")
    if found.state not in ("approved", "sent", "taken"):
        raise UserError("handover_not_approved")
    if not found.devices:
        raise UserError("handover_no_device", name=found.taker.name)
    reports = among(report, [1] * len(found.devices))
    return tuple(
        transfer.export_bundles(workspace, device, out, own) for device, own in zip(found.devices, reports, strict=True)
    )


def accept_handover(workspace: Workspace, identity: str, remark: str = "", *, without_file: bool = False) -> Handover:
    """The taker's word that the list was gone through and the students are theirs now.

    Without the giver's file only where that is said. Raises UserError `handover_unknown`, `handover_not_yours`,
    `handover_not_approved`, `handover_taken`, `handover_not_arrived`.
    """
    found = show_handover(workspace, identity)
    if found.side != "taker" or workspace.member.id != found.taker.id:
        raise UserError("handover_not_yours")
    if found.state == "taken":
        raise UserError("handover_taken")
    if found.state not in ("approved", "arrived"):
        raise UserError("handover_not_approved")
    if found.state != "arrived" and not without_file:
        raise UserError("handover_not_arrived", name=found.giver.name)
    _save_sign(workspace, found, "took_over", remark)
    return show_handover(workspace, identity)


def _to_decide(workspace: Workspace, identity: str, seen: str) -> Handover:
    if not workspace.is_seat:
        raise UserError("not_a_seat")
    found = show_handover(workspace, identity)
    if found.state != "asked":
        raise UserError("handover_decided")
    if seen not in ("", found.revision):
        raise UserError("handover_changed")
    if found.conflict:
        raise UserError("handover_in_conflict")
    return found


def _sign(workspace: Workspace, unit: Db, found: Handover, verdict: str, remark: str) -> Wish:
    values = {"of": found.id, "revision": found.revision, "as": verdict, "at": workspace.clock.stamp()}
    clean = cleaned(workspace, unit, KINDS["sign_off"], {**values, **({"remark": remark.strip()} if remark else {})})
    row = query.record(unit, found.id)
    return Wish(KINDS["sign_off"], clean, about=(found.students, None if row is None else row.unit))


def _save_sign(workspace: Workspace, found: Handover, verdict: str, remark: str) -> Saved:
    with workspace.store.unit() as unit:
        writer = Writer(workspace, unit, plan_in_force(workspace, unit).rank)
        return writer.save([_sign(workspace, unit, found, verdict, remark)])[0]
