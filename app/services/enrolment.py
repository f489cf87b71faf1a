"""Admitting a device or a person: request, comparison of codes, approval, welcome (SECURITY.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from app import bundle
from app.errors import UserError
from app.exchange import enrolment, identity, trust
from app.exchange.applying import Applied, after_trust, apply_bundle, take_names
from app.exchange.enrolment import Asked
from app.exchange.importing import Opened, checked_entries, trust_lines
from app.exchange.trust import Credential, Person
from app.records import KINDS
from app.records.ids import natural_id
from app.records.kind import Role, Values
from app.services.context import plan_in_force
from app.services.files import deliver, read_bundle
from app.services.homes import is_sample
from app.services.reference import Keeper
from app.services.saving import Wish, Writer
from app.services.transfer import here_of, write_bundles
from app.store import query, state
from app.store.audit import add_audit
from app.store.connection import Db
from app.workspace import Workspace


@dataclass(frozen=True)
class Approved:
    """An admitted device: its id, the welcome to carry back, the code to read aloud there."""

    device: str
    welcome: Path
    centre_code: str


def request_enrolment(workspace: Workspace, out: Path) -> str:
    """Writes this device's request to a file; the code that both sides compare.

    The file is plain text with a name and a number in it, and screens say so. UserError `sample_enrols_nobody` on a
    machine of a sample school.
    """
    _no_sample(workspace)
    db = workspace.store.read()
    member = workspace.member
    keys = identity.keys_of(db, workspace.epoch)
    person = (member.name, member.number, state.setting(db, "college"), member.role)
    listed = workspace.enrolled and trust.load(db).credential(workspace.device, workspace.epoch) is not None
    what = "person" if listed else "device"  # a restored device is enrolled, but not in its new epoch
    request = enrolment.new_request(
        what,  # type: ignore[arg-type]
        workspace.device,
        workspace.epoch,
        keys,
        person,
        workspace.clock.stamp(),
    )
    data, code = enrolment.write_request(keys, request)
    deliver(data, out.parent, out.name)
    return code


def _no_sample(workspace: Workspace) -> None:
    """What is made up never mixes with a school's own: a sample neither asks for admission nor grants it."""
    if is_sample(workspace):
        raise UserError("sample_enrols_nobody")


def read_request(path: Path) -> Asked:
    """A request file, checked; UserError `file_unreadable`, `request_unreadable`."""
    try:
        data = path.read_bytes()
    except OSError:
        raise UserError("file_unreadable", file=path.name) from None
    return enrolment.read_request(data)


def approve_request(
    workspace: Workspace,
    path: Path,
    *,
    code: str,
    college: str,
    role: Role,
    scope: Sequence[str] = (),
    out: Path,
) -> Approved:
    """Admits a device at the seat that holds the trust key, and writes its welcome.

    The typed code must be the request's. Writes the person's staff record and first assignment: the
    whole college unless `scope` names classes. Raises UserError `code_differs`, `role_differs`,
    `key_reused`, `not_a_seat`, `trust_key_elsewhere`, `sample_enrols_nobody`.
    """
    _no_sample(workspace)
    asked = read_request(path)
    request = asked.request
    if not trust.same_code(code, asked.code):
        raise UserError("code_differs")
    if request.role != role:
        raise UserError("role_differs", asked=request.role, given=role)
    if not workspace.is_seat:
        raise UserError("not_a_seat")
    plan = plan_in_force(workspace)
    with workspace.store.unit() as unit:
        known = trust.load(unit)
        _keys_are_new(known, asked)
        keeper = Keeper(workspace, Writer(workspace, unit, plan.rank), plan)
        unit_id = keeper.college(college) if college else keeper.school()
        person = _person(keeper, asked, unit_id)
        _first_assignment(workspace, keeper, person, role, unit_id, scope)
        credential = _credential(workspace, known, asked, person, unit_id if role != "centre" else "")
        identity.publish(unit, _with(known, credential), workspace.clock)
        after_trust(unit, here_of(workspace), known)
        peer = state.peer(unit, request.device)
        if peer.acked_epoch < request.epoch:
            state.set_peer(unit, replace(peer, acked=0, acked_epoch=request.epoch, acked_seq=0, trust_version=0))
        add_audit(unit, workspace.clock.stamp(), "enrol", workspace.member.id, request.device)
    welcome = write_bundles(workspace, request.device, out, "welcome")
    return Approved(request.device, welcome.files[0], centre_code(workspace))


def admit_person(workspace: Workspace, number: str, name: str) -> None:
    """Admits a further person to this seat itself: its holder of the trust key knows who sits there."""
    plan = plan_in_force(workspace)
    with workspace.store.unit() as unit:
        keeper = Keeper(workspace, Writer(workspace, unit, plan.rank), plan)
        staff = keeper.keep("staff", {"number": number, "name": name, "unit": keeper.school(), "role": workspace.role})
        known = trust.load(unit)
        own = known.credential(workspace.device, workspace.epoch)
        if own is None:
            raise UserError("not_enrolled")
        changed = replace_credential(own, people=[*own.people, Person(staff, number, name, workspace.role)])
        identity.publish(unit, [changed if c == own else c for c in known.listed.devices], workspace.clock)
        after_trust(unit, here_of(workspace), known)


def centre_code(workspace: Workspace) -> str:
    """The code of the school's root, read aloud to the person who accepts the welcome."""
    return trust.spoken_code(bytes.fromhex(workspace.school))


def _keys_are_new(known: trust.Trust, asked: Asked) -> None:
    """A key may never be reused, and a device's epochs only rise."""
    request = asked.request
    for c in known.listed.devices:
        mine = (c.device, c.epoch) == (request.device, request.epoch)
        if request.what == "person" and mine:
            continue
        if c.sign == request.sign or c.age == request.age or (c.device == request.device and c.epoch >= request.epoch):
            raise UserError("key_reused")


def _person(keeper: Keeper, asked: Asked, unit_id: str) -> Person:
    request = asked.request
    secret = identity.school_secret(keeper.writer.unit)
    number = request.number or request.device
    staff = natural_id(secret, "staff", (number,))
    row = query.record(keeper.writer.unit, staff)
    if row is None:
        values: Values = {"number": number, "name": request.name, "unit": unit_id, "role": request.role}
        keeper.keep("staff", values)
    return Person(staff, number, request.name, request.role)


def _first_assignment(
    workspace: Workspace, keeper: Keeper, person: Person, role: Role, college: str, scope: Sequence[str]
) -> None:
    if role == "centre":
        return
    unit = keeper.writer.unit
    for row in query.records(unit, kinds=("assignment",)):
        if query.shown_revision(unit, row).header.fields.get("staff") == person.id:
            return  # a further device of somebody who has an assignment already
    units = [_class(keeper, name, college) for name in scope] or [college]
    values: Values = {"staff": person.id, "units": units, "role": "main", "from": _term_began(workspace, unit)}
    keeper.save([Wish(KINDS["assignment"], values, about=((), units[0]))])


def _class(keeper: Keeper, name: str, college: str) -> str:
    found = query.by_key(keeper.writer.unit, "unit", name)
    return found[0] if len(found) == 1 else keeper.unit(name, "class", college)


def _term_began(workspace: Workspace, unit: Db) -> str:
    """The first day of the term that has begun last, or 1 September where none is known."""
    today = workspace.clock.today()
    now = workspace.clock.epoch(today.isoformat())
    for row in query.records(unit, kinds=("term",)):
        if row.happened <= now:
            return query.shown_revision(unit, row).header.happened
    return f"{today.year if today.month >= 9 else today.year - 1}-09-01"


def _credential(workspace: Workspace, known: trust.Trust, asked: Asked, person: Person, unit_id: str) -> Credential:
    request = asked.request
    if request.what == "person":
        before = known.credential(request.device, request.epoch)
        if before is None or before.sign != request.sign:
            raise UserError("device_unknown", device=request.device)
        people = [*(p for p in before.people if p.id != person.id), person]
        return replace_credential(before, people=people)
    older = known.credential(request.device)
    people = [person]
    if older is not None:
        people += [p for p in older.people if p.id != person.id]
    return Credential(
        device=request.device,
        epoch=request.epoch,
        name=request.name,
        role=request.role,
        unit=unit_id,
        sign=request.sign,
        age=request.age,
        people=people,
        state="active",
        cut=None,
        since=workspace.clock.stamp(),
    )


def replace_credential(credential: Credential, **changes: object) -> Credential:
    """The same credential with some members changed."""
    return msgspec.structs.replace(credential, **changes)


def _with(known: trust.Trust, credential: Credential) -> list[Credential]:
    """The list with a new credential; older epochs of the device become suspect, not forgotten (R6)."""
    devices = []
    for c in known.listed.devices:
        if (c.device, c.epoch) == (credential.device, credential.epoch):
            continue
        if c.device == credential.device and c.state == "active":
            c = replace_credential(c, state="suspect")
        devices.append(c)
    return [*devices, credential]


def accept_welcome(workspace: Workspace, path: Path, code: str) -> Applied:
    """Joins the school: the typed centre code is checked against the root before anything else counts.

    Raises UserError `centre_code_differs`, `welcome_unreadable`, `already_enrolled`, `sample_enrols_nobody` and what
    an import raises.
    """
    _no_sample(workspace)
    container = bundle.read_container(read_bundle(path))
    if container.manifest.type != "welcome" or container.manifest.to != workspace.device:
        raise UserError("bundle_not_for_us")
    content = bundle.open_payload(container, identity.keys_of(workspace.store.read(), workspace.epoch).identity)
    signed = trust_lines(content)
    if signed is None:
        raise UserError("bundle_content", part="trust")
    school = trust.claimed_school(signed[0].line)
    if not trust.same_code(code, trust.spoken_code(bytes.fromhex(school))):
        raise UserError("centre_code_differs")
    if workspace.school not in ("", school):
        raise UserError("already_enrolled")
    root = trust.read_root(signed[0], school)
    listed = trust.read_list(signed[1], root)
    known = trust.Trust(root, listed)
    sender = known.credential(container.manifest.sender, container.manifest.epoch)
    own = known.credential(workspace.device, workspace.epoch)
    if sender is None or sender.role != "centre" or own is None:
        raise UserError("sender_unknown")
    bundle.verify_signature(container, bytes.fromhex(sender.sign))
    opened = Opened(container, content, sender, tuple(checked_entries(content)))
    with workspace.store.unit() as unit:
        state.set_setting(unit, "school", school)
        if state.latest_trust(unit, "list") is None:
            trust.adopt(unit, *signed)
        take_names(unit, own)
        if content.secrets and content.secrets.get("school_secret"):
            state.set_key(unit, "school_secret", bytes.fromhex(content.secrets["school_secret"]))
        return apply_bundle(unit, here_of(workspace), opened)
