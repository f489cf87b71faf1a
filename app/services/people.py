"""The people of a shared machine: a slot for each, and the OS keyring for who wants it."""

from __future__ import annotations

from contextlib import suppress

from app import keys
from app.errors import UserError
from app.records.kind import Role
from app.records.validation import tidy
from app.services.homes import keep_workspace_card
from app.services.quick import note_quick_unlock
from app.store import state
from app.store.audit import add_audit
from app.workspace import Member, Workspace, set_members, slots_path

SHARED: frozenset[Role] = frozenset({"centre", "station"})


def list_people(workspace: Workspace) -> list[Member]:
    """Who has a slot on this machine."""
    known = set(keys.list_people(slots_path(workspace.home)))
    return [m for m in workspace.members if m.number in known]


def add_person(workspace: Workspace, number: str, name: str, passphrase: str) -> bool:
    """A slot for a further person on a shared machine; whether the centre has admitted them already.

    At the seat that holds the trust key they are admitted at once; elsewhere their records stay on the
    machine until a request of theirs is approved. Raises UserError `not_shared`, `person_exists`.
    """
    number, name = tidy(number, "number"), tidy(name, "name")
    if workspace.role not in SHARED:
        raise UserError("not_shared")
    if any(m.number == number for m in workspace.members):
        raise UserError("person_exists", person=number)
    keys.add_passphrase(slots_path(workspace.home), workspace.store.raw_key, number, passphrase)
    set_members(workspace.store, [*workspace.members, Member(number, name or number, workspace.role)])
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "person_add", workspace.member.id)
    admitted = workspace.is_seat and state.key(workspace.store.read(), "trust") is not None
    if admitted:
        from app.services.enrolment import admit_person  # late: enrolment writes bundles, unlocking need not

        admit_person(workspace, number, name or number)
    keep_workspace_card(workspace)
    return admitted


def remove_person(workspace: Workspace, number: str) -> None:
    """Takes a person's slot away; what they wrote stays. UserError `person_unknown`, `last_slot`."""
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    by = workspace.member.id  # who removes themselves is no member afterwards
    keys.remove_person(slots_path(workspace.home), number)
    set_members(workspace.store, [m for m in workspace.members if m.number != number])
    with suppress(UserError):
        quick_unlock.forget_key(workspace.device, number)
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "person_remove", by)
    keep_workspace_card(workspace)


def switch_quick_unlock(workspace: Workspace, *, on: bool) -> None:
    """Remembers or forgets this person's key in the OS keyring. UserError `keyring_unavailable`."""
    from app.keys import quick_unlock  # late: the keyring library costs a third of starting up

    if on:
        quick_unlock.remember_key(workspace.device, workspace.slot_person, workspace.store.raw_key)
    else:
        quick_unlock.forget_key(workspace.device, workspace.slot_person)
    with workspace.store.unit() as unit:
        state.set_setting(unit, "quick_unlock", "1" if on else "")
        add_audit(unit, workspace.clock.stamp(), f"quick_unlock_{'on' if on else 'off'}", workspace.member.id)
    note_quick_unlock(workspace)


def has_quick_unlock(workspace: Workspace) -> bool:
    """Whether somebody of this machine switched quick unlock on."""
    return bool(state.setting(workspace.store.read(), "quick_unlock"))
