"""Making the demo school: every workspace, roster, record and bundle through the services people use."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from app.clock import Clock
from app.errors import UserError
from app.records.kind import Role
from app.services import enrolment, rosters, workspaces
from app.services.demo.counselling import VAULT_PASSPHRASE
from app.services.demo.people import Staff, content
from app.services.demo.playing import CENTRE, PSYCHOLOGIST, Play, machines, script
from app.services.demo.rosters import rosters as written_rosters
from app.services.demo.school import School, make_school
from app.services.demo.term import ZONE, seed_term
from app.services.files import deliver
from app.services.homes import NOTE
from app.services.reading import list_records, show_record
from app.services.records import add_record, amend_record
from app.services.vault.opening import OpenVault, create_vault, open_vault
from app.services.workspaces import Who
from app.store import state
from app.workspace import Workspace

PASSPHRASE = "runxin-demo"
Report = Callable[[int, int], None]
# How long the steps take, about: a machine two seconds, a record ten milliseconds, one device's exchange a second.
MACHINE, RECORD, EXCHANGE = 200, 1, 100
SILENCE = timedelta(days=12)
"""For how long the last counsellor has handed nothing over: long enough to be missed."""


def _silent(done: int, total: int) -> None:
    """For who wants no progress."""


@dataclass(frozen=True)
class DemoWorkspace:
    """One of the demo school's machines."""

    home: Path
    role: Role
    name: str
    number: str
    college: str


@dataclass(frozen=True)
class Demo:
    """Where everything of a demo school lies, the passphrase that opens all of it but the notes vault, and that of the
    vault."""

    home: Path
    passphrase: str
    vault_passphrase: str
    workspaces: tuple[DemoWorkspace, ...]
    rosters: tuple[Path, ...]
    students: int
    records: int


def make_demo(home: Path, students: int, seed: int, clock: Clock, report: Report = _silent) -> Demo:
    """A whole fictitious school below `home`, up to the clock's moment; every store of it knows that it is a sample.

    `report(done, total)` is called between the steps, and may raise to stop; what is made by then stays.
    Raises UserError `demo_exists` where something stands there already, `demo_size` for a size
    nobody can make.
    """
    if home.exists() and any(home.iterdir()):
        raise UserError("demo_exists", home=home.name)
    try:
        school = make_school(students, seed)
    except ValueError:
        raise UserError("demo_size") from None
    making = _Making(home, school, clock, report)
    try:
        return making.all()
    finally:
        making.close()


class _Making:
    """The steps of making one demo school, with every workspace open meanwhile."""

    def __init__(self, home: Path, school: School, clock: Clock, report: Report) -> None:
        self.home = home
        self.school = school
        self.report = report
        self.term = seed_term()
        first, last = (datetime.combine(day, time(23, 59), ZONE) for day in (self.term.first, self.term.last))
        self.now = min(max(clock.now().astimezone(ZONE), first), last)
        self.began = datetime.combine(self.term.first - timedelta(days=5), time(9), ZONE)
        self.open: dict[str, Workspace] = {}
        self.vault: OpenVault | None = None
        self.made: list[DemoWorkspace] = []
        self.script = script(school, self.term, self.now)
        self.done, self.total = 0, self._amount()

    def _amount(self) -> int:
        """How much there is to do, in hundredths of a second or so."""
        devices = len(list(machines(self.school)))
        return (devices + 1) * MACHINE + len(self.script) * RECORD + len(self._evenings()) * (devices - 1) * EXCHANGE

    def _step(self, amount: int) -> None:
        self.done += amount
        self.report(min(self.done, self.total), self.total)

    def all(self) -> Demo:
        people = {p.number: p for p in (self.school.centre, self.school.psychologist, *self.school.counsellors)}
        people |= {c.station.number: c.station for c in self.school.colleges}
        files: tuple[Path, ...] = ()
        for name, number in machines(self.school):
            workspace = self._machine(name, people[number])
            if name == CENTRE:
                files = self._rosters(workspace)
                self._duty_list(workspace)
                self._dates(workspace)
        records = self._term(self._open_vault())
        self._mark()
        demo = Demo(
            self.home, PASSPHRASE, VAULT_PASSPHRASE, tuple(self.made), files, len(self.school.students), records
        )
        self._note(demo)
        return demo

    def _mark(self) -> None:
        """From now on every store says of itself that it is a sample, and admits nobody and asks nobody."""
        for workspace in self.open.values():
            with workspace.store.unit() as unit:
                state.set_setting(unit, "sample", "1")

    def close(self) -> None:
        if self.vault is not None:
            self.vault.lock()
        for workspace in self.open.values():
            workspaces.leave(workspace)

    def _machine(self, name: str, person: Staff) -> Workspace:
        """A machine with its workspace, enrolled unless it founds the school."""
        home = self.home / name
        role: Role = person.role  # type: ignore[assignment]
        who = Who(person.name, role, person.number, person.college, self.school.name)
        clock = Clock(fixed=self.began)
        workspaces.create_workspace(home, who, PASSPHRASE, clock=clock)
        workspace = workspaces.unlock(home, PASSPHRASE, clock=clock, language="zh")
        self.open[name] = workspace
        self.made.append(DemoWorkspace(home, role, person.name, person.number, person.college))
        if role != "centre":
            self._enrol(workspace, person)
        self._step(MACHINE)
        return workspace

    def _open_vault(self) -> OpenVault:
        """The psychologist's notes vault, which has a passphrase of its own."""
        workspace = self.open[PSYCHOLOGIST]
        create_vault(workspace, VAULT_PASSPHRASE)
        self.vault = open_vault(workspace, VAULT_PASSPHRASE)
        self._step(MACHINE)
        return self.vault

    def _enrol(self, workspace: Workspace, person: Staff) -> None:
        centre = self.open[CENTRE]
        request = self.home / "exchange" / "enrolment" / f"{workspace.device}.json"
        code = enrolment.request_enrolment(workspace, request)
        scope = [c.name for c in self.school.classes_of(person)] if person.role == "counsellor" else []
        done = enrolment.approve_request(
            centre,
            request,
            code=code,
            college=person.college,
            role=workspace.role,
            scope=scope,
            out=self.home / "exchange" / "down",
        )
        enrolment.accept_welcome(workspace, done.welcome, done.centre_code)

    def _rosters(self, centre: Workspace) -> tuple[Path, ...]:
        files = []
        for roster in written_rosters(self.school):
            files.append(deliver(roster.content, self.home / "rosters", roster.file_name))
            rosters.import_roster(centre, files[-1], college=roster.college, dry_run=False)
        return tuple(files)

    def _dates(self, centre: Workspace) -> None:
        """The dates of the term that oblige to talk, which no plan can know."""
        dates = [{"what": what, "on": day.isoformat()} for what, day in self.term.nodes.items()]
        for line in list_records(centre, kind="term"):
            fields = show_record(centre, line.id).fields
            if fields["name"] == self.term.id:
                amend_record(centre, line.id, {**fields, "obliging_dates": dates})

    def _duty_list(self, centre: Workspace) -> None:
        """The contacts that F2 shows, one lead for each college."""
        staff = {"centre": self.school.centre.name, "psychologist": self.school.psychologist.name}
        for entry in content("duty")["school"]:
            name = staff[entry["who"]] if "who" in entry else entry["name"]
            told = {key: value for key, value in entry.items() if key != "who"}
            add_record(centre, "duty_contact", {**told, "unit": self.school.name, "name": name})
        for n, college in enumerate(self.school.colleges, 1):
            lead = content("duty")["college"]
            told = {**lead, "phone": lead["phone"].format(n=n), "unit": college.name, "name": college.station.name}
            add_record(centre, "duty_contact", told)

    def _evenings(self) -> list[datetime]:
        """When everybody exchanges: as the silence begins, and the evening before; what is newer waits."""
        days = [(self.now - ago).date() for ago in (SILENCE, timedelta(days=1))]
        return [evening for day in days if (evening := datetime.combine(day, time(20), ZONE)) > self.began]

    def _term(self, vault: OpenVault) -> int:
        """The term's records in their order, with the exchanges."""
        evenings, last = self._evenings(), list(machines(self.school))[-1][0]
        silent = datetime.combine((self.now - SILENCE).date(), time(20, 1), ZONE)
        play = Play(self.home, self.school, self.term, self.open, vault, (last, silent))
        for step in self.script:
            while evenings and evenings[0] < step[0]:
                play.exchange(evenings.pop(0), self._exchanged)
            play.write(step)
            self._step(RECORD)
        for evening in evenings:
            play.exchange(evening, self._exchanged)
        return play.records

    def _exchanged(self) -> None:
        self._step(EXCHANGE)

    def _note(self, demo: Demo) -> None:
        """What is where, beside it; the demo's passphrase is no secret."""
        found = {
            "passphrase": demo.passphrase,
            "vault_passphrase": demo.vault_passphrase,
            "workspaces": [{**w.__dict__, "home": w.home.name} for w in demo.workspaces],
            "rosters": [f"rosters/{f.name}" for f in demo.rosters],
        }
        (self.home / NOTE).write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
