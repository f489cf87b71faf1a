"""Founding at the level of the store: a device's first settings and keys, a school's first records."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from app.clock import Clock
from app.exchange import identity
from app.exchange.trust import Person
from app.plan.reading import read_plan, seed_text
from app.records.ids import natural_id
from app.services.reference import Keeper, terms_of
from app.services.saving import Writer
from app.store import state
from app.store.store import create_store, open_store
from app.workspace import Member, Workspace, make_private, members_text, open_workspace, store_path


def make_store(home: Path, raw_key: bytes, device: str, member: Member, college: str, plan_id: str) -> None:
    """A new store with the device's settings and the keys of its first epoch."""
    offset = read_plan(seed_text(plan_id)).offset
    make_private(home)
    create_store(store_path(home), raw_key, device)
    store = open_store(store_path(home), raw_key, device)
    try:
        with store.unit() as unit:
            for key, value in {
                "device": device,
                "epoch": "1",
                "role": member.role,
                "college": college,
                "plan": plan_id,
                "utc_offset": str(offset),
                "members": members_text([member]),
            }.items():
                state.set_setting(unit, key, value)
            identity.make_keys(unit, 1)
    finally:
        store.close()


def found_school(home: Path, raw_key: bytes, device: str, member: Member, clock: Clock, name: str = "") -> bytes:
    """Founds the school of a name at its first seat; the root's secret, which is kept nowhere."""
    workspace = open_workspace(home, raw_key, device, member.number, clock, "zh")
    try:
        root_seed = secrets.token_bytes(32)
        with workspace.store.unit() as unit:
            identity.found_school(unit, root_seed)
            secret = identity.school_secret(unit)
            person = replace(member, id=natural_id(secret, "staff", (member.number,)))
            state.set_setting(unit, "members", members_text([person]))
            credential = identity.own_credential(
                device, 1, member.name, "centre", "", identity.keys_of(unit, 1), [as_person(person)], clock.stamp()
            )
            identity.publish(unit, [credential], workspace.clock)
        write_first_records(workspace, name)
        return root_seed
    finally:
        workspace.lock()


def as_person(member: Member) -> Person:
    return Person(member.id, member.number, member.name, member.role)


def write_first_records(workspace: Workspace, name: str) -> None:
    """The school's unit, its founder, the plan and its seed terms."""
    text = seed_text(state.setting(workspace.store.read(), "plan"))
    plan = read_plan(text)
    with workspace.store.unit() as unit:
        keeper = Keeper(workspace, Writer(workspace, unit, plan.rank), plan)
        member = workspace.member
        school = keeper.unit(name, "school", None) if name else keeper.school()
        keeper.keep("staff", {"number": member.number, "name": member.name, "unit": school, "role": member.role})
        today = workspace.clock.today().isoformat()
        began = min([today, *(t.first for t in plan.terms)])
        keeper.keep("plan", {"id": plan.id, "version": plan.version, "from": began, "toml": text})
        for term in terms_of(plan):
            keeper.keep("term", term)
