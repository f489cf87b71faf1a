"""A workspace: an unlocked store with its person, role, device and clock. What every screen is handed."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from app.clock import Clock
from app.errors import UserError
from app.records.kind import Role
from app.store import state
from app.store.drafts import Drafts
from app.store.store import Store, open_store


@dataclass(frozen=True)
class Member:
    """Somebody with a slot on this machine; `id` is empty until the centre has admitted them."""

    number: str
    name: str
    role: Role
    id: str = ""


class Workspace:
    """Handed to every service. `person` is who unlocked and so the author of what is saved."""

    def __init__(self, home: Path, store: Store, slot_person: str, clock: Clock, language: str) -> None:
        self.home = home
        self.store = store
        self.language = language
        self.slot_person = slot_person
        db = store.read()
        self.device = state.setting(db, "device")
        offset = int(state.setting(db, "utc_offset", str(clock.offset)))
        self.clock = replace(clock, offset=offset)
        self._drafts: Drafts | None = None
        self._seen = time.monotonic()

    @property
    def epoch(self) -> int:
        return int(state.setting(self.store.read(), "epoch", "1"))

    @property
    def school(self) -> str:
        """The school's id, or "" before the welcome."""
        return state.setting(self.store.read(), "school")

    @property
    def is_seat(self) -> bool:
        return self.role == "centre" and self.enrolled

    @property
    def enrolled(self) -> bool:
        return bool(self.school)

    @property
    def role(self) -> Role:
        """The machine's role."""
        return state.setting(self.store.read(), "role", "counsellor")  # type: ignore[return-value]

    @property
    def members(self) -> list[Member]:
        found = json.loads(state.setting(self.store.read(), "members", "[]"))
        return [Member(**m) for m in found]

    @property
    def member(self) -> Member:
        """Who unlocked; UserError `person_unknown` for a slot that nobody belongs to."""
        for member in self.members:
            if member.number == self.slot_person:
                return member
        raise UserError("person_unknown", person=self.slot_person)

    @property
    def drafts(self) -> Drafts:
        if self._drafts is None:
            self._drafts = Drafts(self.home / "drafts.db", self.store.raw_key)
        return self._drafts

    @property
    def locked(self) -> bool:
        return self.store.closed

    def touch(self) -> None:
        """The person is there: puts the automatic lock off."""
        self._seen = time.monotonic()

    def idle_for(self) -> float:
        """Seconds since the person was last seen."""
        return time.monotonic() - self._seen

    def lock(self) -> None:
        """Checkpoints and closes the store, whatever goes wrong with the drafts; they stay in their own file."""
        try:
            if self._drafts is not None:
                self._drafts.close()
                self._drafts = None
        finally:
            self.store.close()

    def folder(self, name: str) -> Path:
        """A private folder below the home, made when first asked for."""
        path = self.home / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path


def set_members(store: Store, members: list[Member]) -> None:
    with store.unit() as unit:
        state.set_setting(unit, "members", members_text(members))


def members_text(members: list[Member]) -> str:
    return json.dumps([vars_of(m) for m in members], ensure_ascii=False)


def vars_of(member: Member) -> dict[str, str]:
    return {"number": member.number, "name": member.name, "role": member.role, "id": member.id}


def store_path(home: Path) -> Path:
    return home / "store.db"


def slots_path(home: Path) -> Path:
    return home / "keyslots.json"


def open_workspace(home: Path, raw_key: bytes, store_id: str, person: str, clock: Clock, language: str) -> Workspace:
    """Opens the store of a home with its raw key. Raises what `open_store` raises."""
    store = open_store(store_path(home), raw_key, store_id)
    try:
        return Workspace(home, store, person, clock, language)
    except BaseException:
        store.close()
        raise


def make_private(home: Path) -> None:
    """The home folder, readable by its owner alone where the platform has such rights."""
    home.mkdir(parents=True, exist_ok=True)
    if os.name != "nt":
        home.chmod(0o700)
