"""What makes a device this device: its keys of an epoch; and a seat the school's: trust key and secret."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.crypto import age, signing
from app.errors import UserError
from app.exchange import trust
from app.exchange.trust import Credential, Person, Root, TrustList
from app.store import state
from app.store.connection import Db

YEARS = 2  # until a trust list says that it has grown old


@dataclass(frozen=True)
class Keys:
    """A device's secrets of one epoch: Ed25519 seed and age identity."""

    seed: bytes
    identity: str

    @property
    def public(self) -> str:
        return signing.public_key(self.seed).hex()

    @property
    def recipient(self) -> str:
        return age.recipient(self.identity)


def make_keys(unit: Db, epoch: int) -> Keys:
    """New keys for an epoch, kept in the store; older ones stay, to read what was sent to them."""
    keys = Keys(signing.generate_seed(), age.generate_identity())
    state.set_key(unit, f"sign:{epoch}", keys.seed)
    state.set_key(unit, f"age:{epoch}", keys.identity.encode())
    return keys


def keys_of(db: Db, epoch: int) -> Keys:
    """The device's keys of an epoch; UserError `keys_missing` where the store has none."""
    seed, identity = state.key(db, f"sign:{epoch}"), state.key(db, f"age:{epoch}")
    if seed is None or identity is None:
        raise UserError("keys_missing")
    return Keys(seed, identity.decode())


def school_secret(db: Db) -> bytes:
    """What natural ids are keyed with; only seats have it: UserError `not_a_seat`."""
    secret = state.key(db, "school_secret")
    if secret is None:
        raise UserError("not_a_seat")
    return secret


def found_school(unit: Db, school_key_seed: bytes) -> Root:
    """Makes the trust key and the root statement of a new school; the root's secret is not kept."""
    public = signing.public_key(school_key_seed)
    trust_seed = signing.generate_seed()
    root = Root(1, trust.school_id(public), public.hex(), 1, signing.public_key(trust_seed).hex(), "")
    state.set_setting(unit, "school", root.school)
    state.set_key(unit, "trust", trust_seed)
    state.set_key(unit, "school_secret", signing.generate_seed())
    state.add_trust(unit, "root", trust.sign_root(school_key_seed, root))
    return root


def publish(unit: Db, devices: list[Credential], clock: Clock, *, jump: int = 1) -> TrustList:
    """Signs the next trust list with these credentials; UserError `trust_key_elsewhere` without the trust key.

    After a restore its holder `jump`s, so as not to meet a version it signed after the backup.
    """
    seed = state.key(unit, "trust")
    if seed is None:
        raise UserError("trust_key_elsewhere")
    latest = state.latest_trust(unit, "list")
    now = clock.now()
    value = TrustList(
        v=1,
        school=state.setting(unit, "school"),
        version=1 if latest is None else latest.version + jump,
        at=clock.stamp(),
        expires=now.replace(year=now.year + YEARS, day=min(now.day, 28)).isoformat(),
        devices=sorted(devices, key=lambda c: (c.device, c.epoch)),
    )
    state.add_trust(unit, "list", trust.sign_list(seed, value))
    return value


def own_credential(
    device: str, epoch: int, name: str, role: str, unit: str, keys: Keys, people: list[Person], since: str
) -> Credential:
    return Credential(
        device=device,
        epoch=epoch,
        name=name,
        role=role,  # type: ignore[arg-type]
        unit=unit,
        sign=keys.public,
        age=keys.recipient,
        people=people,
        state="active",
        cut=None,
        since=since,
    )
