"""Making the demo school: every workspace, roster, record and bundle through the services people use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.clock import Clock
from app.errors import UserError
from app.records.kind import Role
from app.services import enrolment, rosters, transfer, workspaces
from app.services.demo.events import events
from app.services.demo.people import Staff, content
from app.services.demo.rosters import rosters as written_rosters
from app.services.demo.school import School, make_school
from app.services.demo.term import seed_term
from app.services.files import deliver
from app.services.homes import NOTE
from app.services.records import add_record
from app.services.workspaces import Who
from app.store import state
from app.workspace import Workspace

PASSPHRASE = "runxin-demo"
Report = Callable[[int, int], None]
# How long the steps take, about: a machine two seconds, a record ten milliseconds, one device's exchange a second.
MACHINE, RECORD, EXCHANGE = 200, 1, 100


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
    """Where everything of a demo school lies, and the passphrase that opens all of it."""

    home: Path
    passphrase: str
    workspaces: tuple[DemoWorkspace, ...]
    rosters: tuple[Path, ...]
    students: int
    records: int


def make_demo(home: Path, students: int, seed: int, clock: Clock, report: Report = _silent) -> Demo:
    """A whole fictitious school below `home`, up to the day of the clock; every store of it knows that it is a sample.

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
        self.today = min(max(clock.today(), self.term.first), self.term.last)
        self.began = datetime.combine(self.term.first - timedelta(days=5), datetime.min.time()).replace(hour=9)
        self.open: dict[str, Workspace] = {}
        self.made: list[DemoWorkspace] = []
        self.records = 0
        self.written: dict[str, int] = {}
        self.done, self.total = 0, self._amount()

    def _amount(self) -> int:
        """How much there is to do, in hundredths of a second or so."""
        devices = 1 + len(self.school.colleges) + len(self.school.counsellors)
        records = sum(len(events(self.school, p, self.term, self.today)) for p in self.school.counsellors)
        return (devices + 1) * MACHINE + records * RECORD + 2 * devices * EXCHANGE

    def _step(self, amount: int) -> None:
        self.done += amount
        self.report(self.done, self.total)

    def all(self) -> Demo:
        centre = self._machine("centre", self.school.centre, "")
        files = self._rosters(centre)
        self._duty_list(centre)
        self._machine("psychologist", self.school.psychologist, "")
        for k, college in enumerate(self.school.colleges, 1):
            self._machine(f"station-{k}", college.station, college.name)
            for n, counsellor in enumerate(college.counsellors, 1):
                self._machine(f"counsellor-{k}-{n}", counsellor, college.name)
        self._term(centre)
        demo = Demo(self.home, PASSPHRASE, tuple(self.made), files, len(self.school.students), self.records)
        self._note(demo)
        return demo

    def close(self) -> None:
        for workspace in self.open.values():
            workspaces.leave(workspace)

    def _machine(self, name: str, person: Staff, college: str) -> Workspace:
        """A machine with its workspace, enrolled unless it founds the school."""
        home = self.home / name
        role: Role = person.role  # type: ignore[assignment]
        who = Who(person.name, role, person.number, college, self.school.name)
        clock = Clock(fixed=self._at(self.began))
        workspaces.create_workspace(home, who, PASSPHRASE, clock=clock)
        workspace = workspaces.unlock(home, PASSPHRASE, clock=clock, language="zh")
        self.open[name] = workspace
        with workspace.store.unit() as unit:
            state.set_setting(unit, "sample", "1")
        self.made.append(DemoWorkspace(home, role, person.name, person.number, college))
        if role != "centre":
            self._enrol(workspace, person, college)
        self._step(MACHINE)
        return workspace

    def _enrol(self, workspace: Workspace, person: Staff, college: str) -> None:
        centre = self.open["centre"]
        request = self.home / "exchange" / "enrolment" / f"{workspace.device}.json"
        code = enrolment.request_enrolment(workspace, request)
        scope = [c.name for c in self.school.classes_of(person)] if person.role == "counsellor" else []
        done = enrolment.approve_request(
            centre,
            request,
            code=code,
            college=college,
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

    def _term(self, centre: Workspace) -> None:
        """The term's records, week by week, with two exchanges; the last days wait to be exported."""
        middle = self.term.first + (self.today - self.term.first) / 2
        for last in (middle, self.today - timedelta(days=3)):
            self._write_until(last)
            self._exchange(centre, last)
        self._write_until(self.today)

    def _write_until(self, last: date) -> None:
        for workspace, person in self._counsellors():
            told = events(self.school, person, self.term, last)
            for event in told[self.written.get(workspace.device, 0) :]:
                self._write(workspace, event)
            self.written[workspace.device] = len(told)

    def _write(self, workspace: Workspace, event: dict[str, Any]) -> None:
        self._set_clock(workspace, datetime.fromisoformat(event["at"]))
        add_record(workspace, event["kind"], event["fields"])
        self.records += 1
        self._step(RECORD)

    def _counsellors(self) -> Iterable[tuple[Workspace, Staff]]:
        people = {p.number: p for p in self.school.counsellors}
        for name, workspace in self.open.items():
            if name.startswith("counsellor"):
                yield workspace, people[workspace.member.number]

    def _exchange(self, centre: Workspace, day: date) -> None:
        """Everybody hands a bundle to the centre, and the centre's next bundles go back."""
        evening = datetime.combine(day, datetime.min.time()).replace(hour=20)
        for workspace in self.open.values():
            self._set_clock(workspace, self._at(evening))
        up = self.home / "exchange" / "up"
        for workspace in self.open.values():
            if workspace is not centre:
                sent = transfer.export_bundles(workspace, "centre", up)
                transfer.import_bundles(centre, sent.files)
        for workspace in self.open.values():
            if workspace is not centre:
                back = transfer.export_bundles(centre, workspace.device, self.home / "exchange" / "down")
                transfer.import_bundles(workspace, back.files)
                self._step(EXCHANGE)

    def _set_clock(self, workspace: Workspace, moment: datetime) -> None:
        workspace.clock = replace(workspace.clock, fixed=moment)

    def _at(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=Clock().zone)

    def _note(self, demo: Demo) -> None:
        """What is where, beside it; the demo's passphrase is no secret."""
        found = {
            "passphrase": demo.passphrase,
            "workspaces": [{**w.__dict__, "home": w.home.name} for w in demo.workspaces],
            "rosters": [f"rosters/{f.name}" for f in demo.rosters],
        }
        (self.home / NOTE).write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
