"""Homes: which workspaces this person has, whose they are, and the sample school beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import keys
from app.errors import UserError
from app.keys import slots
from app.paths import config_folder, default_home, sample_home
from app.records.kind import ROLES, Role
from app.services import cards
from app.services.reading import name_of
from app.store import query, state
from app.workspace import Workspace, slots_path, store_path

__all__ = [
    "Home", "HomeState", "Person", "default_home", "is_sample", "keep_workspace_card", "known_homes", "look_at",
    "people_of", "remember_home", "sample_home", "sample_passphrase", "sample_vault_passphrase", "state_of",
]  # fmt: skip

UNFINISHED = "unfinished"  # stands in a home while it is being made
REMEMBERED = "homes.json"
MOST = 12  # homes that are remembered
NOTE = "demo.json"  # what make_demo leaves when everything is made


@dataclass(frozen=True)
class HomeState:
    """`none`: nothing is here yet; `ready`: can be unlocked; `broken`: `missing` is the code of the error that
    says what is missing or damaged (`store_missing`, `keyslots_missing`, `keyslots_damaged` …)."""

    state: Literal["none", "ready", "broken"]
    missing: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody with a passphrase here. Only the number is certain; the rest is "" or None where it is not known."""

    number: str
    name: str = ""
    role: Role | None = None
    college: str = ""


@dataclass(frozen=True)
class Home:
    """A folder that is, was or can become a workspace."""

    path: Path
    state: HomeState
    people: tuple[Person, ...]
    sample: bool


def state_of(home: Path) -> HomeState:
    """What can be done with a home, by looking only; one whose making was cut short counts as `none`."""
    store, slotted = store_path(home).exists(), slots.exist(slots_path(home))
    if (home / UNFINISHED).exists() or not (store or slotted):
        return HomeState("none")
    if not store:
        return HomeState("broken", "store_missing")
    try:
        keys.list_people(slots_path(home))
    except UserError as error:
        return HomeState("broken", error.code)
    return HomeState("ready")


def people_of(home: Path) -> tuple[Person, ...]:
    """Who has a passphrase here, in the order they were added; nobody where the slots cannot be read."""
    try:
        numbers = keys.list_people(slots_path(home))
    except UserError:
        return ()
    known = {cards.said(row, "number"): row for row in cards.rows(cards.read_card(home, cards.WORKSPACE), "people")}
    return tuple(_person(number, known.get(number, {})) for number in numbers)


def _person(number: str, row: dict[str, object]) -> Person:
    role = next((r for r in ROLES if r == row.get("role")), None)
    return Person(number, cards.said(row, "name"), role, cards.said(row, "college"))


def look_at(home: Path) -> Home:
    """A home as the unlock window shows it."""
    sample = cards.read_card(home, cards.WORKSPACE).get("sample") is True or sample_home() in home.parents
    return Home(home, state_of(home), people_of(home), sample)


def known_homes() -> tuple[Home, ...]:
    """The default home, those opened before (the latest first), and the sample school's machines if it is made."""
    paths = [default_home(), *_remembered(), *_sample_machines()]
    return tuple(look_at(path) for path in dict.fromkeys(paths))


def remember_home(home: Path) -> None:
    """Remembers a home that was opened, for the next time; the default one and samples are known anyway."""
    path = home.absolute()
    if path == default_home() or sample_home() in path.parents:
        return
    paths = [path, *(p for p in _remembered() if p != path)]
    config_folder().mkdir(parents=True, exist_ok=True)
    cards.write_card(config_folder(), REMEMBERED, {"homes": [str(p) for p in paths[:MOST]]})


def _remembered() -> list[Path]:
    found = cards.read_card(config_folder(), REMEMBERED).get("homes")
    return [Path(p) for p in found if isinstance(p, str) and p] if isinstance(found, list) else []


def keep_workspace_card(workspace: Workspace) -> None:
    """Writes who works here onto the plain card that the unlock window reads; nothing of a student."""
    db = workspace.store.read()
    college = state.setting(db, "college")
    people = []
    for member in workspace.members:
        row = query.record(db, member.id) if member.id else None
        unit = query.record(db, row.unit) if row is not None and row.unit is not None else None
        is_college = unit is not None and query.shown_revision(db, unit).header.fields.get("kind") == "college"
        placed = name_of(db, unit.id) if unit is not None and is_college else college
        people.append({"number": member.number, "name": member.name, "role": member.role, "college": placed})
    cards.write_card(workspace.home, cards.WORKSPACE, {"people": people, "sample": is_sample(workspace)})


def is_sample(workspace: Workspace) -> bool:
    """Whether this is a machine of a sample school, so that every page of it says so."""
    return bool(state.setting(workspace.store.read(), "sample"))


def _sample_machines() -> list[Path]:
    home = sample_home()
    rows = cards.rows(cards.read_card(home, NOTE), "workspaces")
    return [home / Path(name).name for row in rows if (name := cards.said(row, "home"))]


def sample_passphrase(machine: Path | None = None) -> str:
    """What opens the machines of the sample school, or of the one that `machine` stands in; "" where there is none."""
    return cards.said(cards.read_card(sample_home() if machine is None else machine.parent, NOTE), "passphrase")


def sample_vault_passphrase(machine: Path) -> str:
    """What opens the notes vault of the sample school in which a machine stands; "" where it stands in none."""
    return cards.said(cards.read_card(machine.parent, NOTE), "vault_passphrase")
