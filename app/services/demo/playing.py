"""Playing the fictitious term through the services people use: every entry in its order, on the device of its writer.

What somebody writes about a record of another device is carried there first, through the centre, as schools do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from app.records.ids import new_id
from app.records.kind import Values
from app.services import transfer
from app.services.demo.clinic import IMPORT, write_clinic
from app.services.demo.college import write_college
from app.services.demo.counselling import SIGNED, TYPED, write_counselling
from app.services.demo.events import write_diary
from app.services.demo.office import write_office
from app.services.demo.schedule import write_schedule
from app.services.demo.school import School
from app.services.demo.screening import FILE, SCALE, hold_screening, written_screening
from app.services.demo.term import Desk, Term, in_order
from app.services.files import deliver
from app.services.reading import list_records, show_record
from app.services.records import add_record, amend_record
from app.services.screenings import import_screening
from app.services.vault.opening import OpenVault
from app.services.vault.scales import score_answers
from app.services.vault.signing import VaultDraft, keep_vault_draft, sign_entry
from app.workspace import Workspace

CENTRE, PSYCHOLOGIST = "centre", "psychologist"
Step = tuple[datetime, str, dict[str, Any]]
"""When, on which machine, which entry."""


def machines(school: School) -> Iterator[tuple[str, str]]:
    """Each machine's name with the staff number of whose it is, in the order in which they are made."""
    yield CENTRE, school.centre.number
    yield PSYCHOLOGIST, school.psychologist.number
    for k, college in enumerate(school.colleges, 1):
        yield f"station-{k}", college.station.number
        for n, counsellor in enumerate(college.counsellors, 1):
            yield f"counsellor-{k}-{n}", counsellor.number


def script(school: School, term: Term, until: datetime) -> list[Step]:
    """Everything that is written in the term up to a moment, in the order of writing."""
    names = {number: name for name, number in machines(school)}
    diaries = [write_diary(school, person, term) for person in school.counsellors]
    desks: list[Desk] = [
        *diaries,
        write_clinic(school, term, diaries),
        write_counselling(school, term, diaries),
        write_schedule(school, term),
        write_office(school, term, diaries),
    ]
    for college in school.colleges:
        desks.append(write_college(school, college, term, [d for d in diaries if d.who in college.counsellors]))
    steps = [
        (datetime.fromisoformat(entry["at"]), names[desk.who.number], entry)
        for desk in desks
        for entry in in_order(desk)
    ]
    return sorted((step for step in steps if step[0] <= until), key=lambda step: step[0])


class Play:
    """A term being played on open workspaces, by name, and in the psychologist's `vault`; `silent` since a moment hands
    nothing over any more."""

    def __init__(
        self,
        home: Path,
        school: School,
        term: Term,
        open_: Mapping[str, Workspace],
        vault: OpenVault,
        silent: tuple[str, datetime],
    ) -> None:
        self.home = home
        self.school = school
        self.term = term
        self.open = open_
        self.vault = vault
        self.silent = silent
        self.records = 0
        self._ids: dict[str, str] = {}
        self._origin: dict[str, str] = {}
        self._known: dict[str, set[str]] = {name: set() for name in open_}

    def write(self, step: Step) -> None:
        """Writes an entry, unless it is about something that has not been handed over."""
        at, name, entry = step
        if entry["kind"] == IMPORT:
            self._screen(at, name, entry["fields"]["alarms"])
            return
        if entry["kind"] in (SIGNED, TYPED):
            self._in_vault(self._at(name, at), entry["kind"], entry["fields"])
            return
        if not all(self._brought(key, name, at) for key in _named(entry["fields"])):
            return
        workspace = self._at(name, at)
        fields = {field: self._meant(workspace, value) for field, value in entry["fields"].items()}
        if "amends" in entry:
            amend_record(workspace, self._ids[entry["amends"]], fields)
            return
        saved = add_record(workspace, entry["kind"], fields)
        self.records += 1
        if "key" in entry:
            self._keep(name, entry["key"], saved.id)
            for n, child in enumerate(saved.children):
                self._keep(name, f"{entry['key']}/{n}", child)

    def exchange(self, at: datetime, report: Callable[[], None]) -> None:
        """Everybody who is not silent hands a bundle to the centre, and the centre's next bundles go back; `report` is
        called for each machine."""
        others = [name for name in self.open if name != CENTRE]
        heard = [name for name in others if not self._is_silent(name, at)]
        for name in heard:
            self._up(name, at)
        for name in others:
            if name in heard:
                self._down(name, at)
            report()

    def _at(self, name: str, moment: datetime) -> Workspace:
        workspace = self.open[name]
        workspace.clock = replace(workspace.clock, fixed=moment)
        return workspace

    def _keep(self, name: str, key: str, identity: str) -> None:
        self._ids[key] = identity
        self._origin[key] = name
        self._known[name].add(key)

    def _screen(self, at: datetime, name: str, alarms: list[str]) -> None:
        """Takes the platform's export over, and remembers the results that have to be phoned in."""
        workspace = self._at(name, at)
        content = written_screening(self.school, hold_screening(self.school, self.term))
        file = deliver(content, self.home / "screening", FILE)
        self.records += import_screening(workspace, file, scale=SCALE, coding="0-3").added
        for number in alarms:
            [result] = list_records(workspace, kind="screening_result", student=number)
            self._keep(name, f"result/{number}", result.id)

    def _in_vault(self, workspace: Workspace, what: str, told: Values) -> None:
        """Signs an entry, or leaves a draft. The store is told of a session by the signing itself."""
        kind, values = str(told["entry"]), dict(cast("Values", told["values"]))
        if kind == "scale_result":
            answers = str(values.pop("answers")).split()
            values |= score_answers(workspace, str(values["scale"]), answers).values
        if what == SIGNED:
            sign_entry(workspace, self.vault, kind, values)
        else:
            draft = VaultDraft(new_id(), kind, str(told["client"]), workspace.clock.stamp(), values)
            keep_vault_draft(self.vault, draft)

    def _meant(self, workspace: Workspace, value: object) -> object:
        if isinstance(value, list):
            return [self._meant(workspace, one) for one in value]
        if not isinstance(value, str) or not value.startswith("@"):
            return value
        identity = self._ids[_key(value)]
        return show_record(workspace, identity).heads[0] if value.endswith("#") else identity

    # ── from device to device ────────────────────────────────────────────────────────────────────

    def _is_silent(self, name: str, at: datetime) -> bool:
        return name == self.silent[0] and at >= self.silent[1]

    def _brought(self, key: str, name: str, at: datetime) -> bool:
        """Whether a machine has a record, carried there now if need be."""
        origin = self._origin.get(key, "")
        if key in self._known[name]:
            return True
        if not origin or self._is_silent(name, at):
            return False
        if key not in self._known[CENTRE]:
            if self._is_silent(origin, at):
                return False
            self._up(origin, at)
        if name != CENTRE:
            self._down(name, at)
        return True

    def _up(self, name: str, at: datetime) -> None:
        sent = transfer.export_bundles(self._at(name, at), CENTRE, self.home / "exchange" / "up")
        transfer.import_bundles(self._at(CENTRE, at), sent.files)
        self._known[CENTRE] |= self._known[name]

    def _down(self, name: str, at: datetime) -> None:
        folder = self.home / "exchange" / "down"
        sent = transfer.export_bundles(self._at(CENTRE, at), self.open[name].device, folder)
        transfer.import_bundles(self._at(name, at), sent.files)
        self._known[name] |= self._known[CENTRE]


def _key(value: str) -> str:
    return value.removeprefix("@").removesuffix("#")


def _named(fields: Values) -> Iterator[str]:
    """The keys of the records that an entry is about."""
    for value in fields.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one.startswith("@"):
                yield _key(one)
