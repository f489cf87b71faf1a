"""The trust list: which devices may send what, signed by the school's trust key (REPLICATION.md R6)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from app import canonical
from app.crypto import sshsig
from app.errors import UserError
from app.records.kind import Role
from app.store import state
from app.store.connection import Db

NAMESPACE = "trust-v1@runxin"
DeviceState = Literal["active", "lost", "left", "suspect"]


class Person(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who may write on a device: staff record id, number, name, role."""

    id: str
    number: str
    name: str
    role: Role


class CutOff(Struct, frozen=True, forbid_unknown_fields=True):
    """The last bundle that counts of a device that is no longer trusted; `until` is the centre's day."""

    epoch: int
    seq: int
    until: str = ""


class Credential(Struct, frozen=True, forbid_unknown_fields=True):
    """One device in one epoch: its keys, who writes on it, for which college, and its state."""

    device: str
    epoch: int
    name: str
    role: Role
    unit: str
    sign: str
    age: str
    people: list[Person]
    state: DeviceState
    cut: CutOff | None
    since: str


class TrustList(Struct, frozen=True, forbid_unknown_fields=True):
    """All credentials of a school. `expires` warns; it never stops writing or exporting."""

    v: Literal[1]
    school: str
    version: int
    at: str
    expires: str
    devices: list[Credential]


class Root(Struct, frozen=True, forbid_unknown_fields=True):
    """What the root key says: which trust key signs for the school, and what it said before."""

    v: Literal[1]
    school: str
    root: str
    version: int
    trust: str
    before: str


_lists = msgspec.json.Decoder(TrustList)
_roots = msgspec.json.Decoder(Root)


@dataclass(frozen=True)
class Trust:
    """The school as this device knows it: the pinned root, the trust key, the newest list."""

    root: Root
    listed: TrustList

    def credential(self, device: str, epoch: int | None = None) -> Credential | None:
        """A device's credential of an epoch, or its newest."""
        found = [c for c in self.listed.devices if c.device == device and epoch in (None, c.epoch)]
        return max(found, key=lambda c: c.epoch, default=None)

    def newest(self) -> list[Credential]:
        """Each device's newest credential, by device id."""
        return sorted((c for c in self.listed.devices if c == self.credential(c.device)), key=lambda c: c.device)

    def seats(self) -> list[Credential]:
        """The active seats."""
        return [c for c in self.newest() if c.role == "centre" and c.state == "active"]

    def is_seat(self, device: str) -> bool:
        found = self.credential(device)
        return found is not None and found.role == "centre"

    def readers_of(self, sender: str, to: str) -> list[Credential]:
        """Who must be able to open a bundle: for the school all active seats and the station of a counsellor's college.
        What a psychologist sends (screening results, disclosures) is for seats alone."""
        if to != self.root.school:
            found = self.credential(to)
            return [found] if found is not None and found.state == "active" else []
        own = self.credential(sender)
        if own is None or own.role not in ("counsellor", "station"):
            return [c for c in self.seats() if c.device != sender]
        unit = own.unit
        stations = [c for c in self.newest() if c.role == "station" and c.state == "active" and c.unit == unit]
        return [c for c in (*self.seats(), *stations) if c.device != sender]


def school_id(root_public: bytes) -> str:
    """The school's id: SHA-256 of the root public key, hex."""
    return sha256(root_public).hexdigest()


def spoken_code(digest: bytes) -> str:
    """Six groups of five digits of a SHA-256, to be read aloud (SECURITY.md, Enrolment)."""
    number = int.from_bytes(digest, "big") % 10**30
    text = f"{number:030d}"
    return " ".join(text[k : k + 5] for k in range(0, 30, 5))


def same_code(one: str, other: str) -> bool:
    """Whether two codes have the same digits, however they are spaced."""
    return _digits(one) == _digits(other) != ""


def _digits(text: str) -> str:
    return "".join(c for c in text.translate(str.maketrans("０１２３４５６７８９", "0123456789")) if c.isdigit())


def sign_root(root_seed: bytes, root: Root) -> state.Signed:
    line = canonical.encode(root)
    return state.Signed(root.version, line, sshsig.sign(root_seed, NAMESPACE, line))


def sign_list(trust_seed: bytes, value: TrustList) -> state.Signed:
    line = canonical.encode(value)
    return state.Signed(value.version, line, sshsig.sign(trust_seed, NAMESPACE, line))


def read_root(signed: state.Signed, school: str) -> Root:
    """The root statement, checked against the pinned school id; UserError `trust_forged`."""
    try:
        root = canonical.decode(signed.line, _roots)
        public = bytes.fromhex(root.root)
    except ValueError:
        raise UserError("trust_forged") from None
    if root.school != school or school_id(public) != school:
        raise UserError("trust_forged")
    if not sshsig.verify(public, NAMESPACE, signed.line, signed.signature):
        raise UserError("trust_forged")
    return root


def read_list(signed: state.Signed, root: Root) -> TrustList:
    """The trust list, checked against the root's trust key; UserError `trust_forged`."""
    try:
        value = canonical.decode(signed.line, _lists)
        public = bytes.fromhex(root.trust)
    except ValueError:
        raise UserError("trust_forged") from None
    if value.school != root.school or not sshsig.verify(public, NAMESPACE, signed.line, signed.signature):
        raise UserError("trust_forged")
    return value


def version_of(line: bytes) -> int:
    """The version a root statement or trust list claims, before anything about it is checked."""
    try:
        return int(msgspec.json.decode(line, type=_Versioned).version)
    except msgspec.MsgspecError:
        raise UserError("trust_forged") from None


def claimed_school(line: bytes) -> str:
    """The school a root statement claims to speak for: the digest of the root key it names."""
    try:
        return school_id(bytes.fromhex(canonical.decode(line, _roots).root))
    except ValueError:
        raise UserError("trust_forged") from None


class _Versioned(Struct):
    version: int


def load(db: Db) -> Trust:
    """What this store trusts; UserError `not_enrolled` where it belongs to no school yet."""
    root, listed = state.latest_trust(db, "root"), state.latest_trust(db, "list")
    if root is None or listed is None:
        raise UserError("not_enrolled")
    pinned = state.setting(db, "school")
    checked = read_root(root, pinned)
    return Trust(checked, read_list(listed, checked))


def adopt(unit: Db, root: state.Signed, listed: state.Signed) -> bool:
    """Takes over a newer root statement or list; True where the list rose.

    Versions only rise. The same version with another digest keeps the older and raises the alarm
    setting `trust_alarm`, shown by `check`. Raises UserError `trust_forged`.
    """
    school = state.setting(unit, "school")
    newer_root = read_root(root, school)
    here_root = state.latest_trust(unit, "root")
    if here_root is not None and here_root.version > root.version:
        newer_root = read_root(here_root, school)
    elif here_root is None or here_root.version < root.version:
        _follows(here_root, newer_root)
        state.add_trust(unit, "root", root)
    elif here_root.line != root.line:
        state.set_setting(unit, "trust_alarm", f"root:{root.version}")
        return False
    read_list(listed, newer_root)
    there = state.trust_at(unit, "list", listed.version)
    if there is not None:
        if there.line != listed.line:
            state.set_setting(unit, "trust_alarm", f"list:{listed.version}")
        return False
    latest = state.latest_trust(unit, "list")
    if latest is not None and latest.version > listed.version:
        return False
    state.add_trust(unit, "list", listed)
    return True


def _follows(before: state.Signed | None, root: Root) -> None:
    if before is not None and root.before != sha256(before.line).hexdigest():
        raise UserError("trust_forged")
