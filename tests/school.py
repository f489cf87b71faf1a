"""Real workspaces for tests: encrypted stores on disk, enrolled through real files, without key slots.

Stretching a passphrase takes a second by design, so only the tests of unlocking pay for it; here the
raw key opens the store directly.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from app.clock import Clock
from app.records.ids import new_id
from app.records.kind import Role
from app.services import enrolment, founding, records, transfer
from app.services.context import plan_in_force
from app.services.reference import Keeper
from app.services.saving import Saved, Writer
from app.services.transfer import Imported
from app.workspace import Member, Workspace, open_workspace

NOW = datetime.fromisoformat("2026-11-24T10:00:00+08:00")
COLLEGE = "计算机学院"
CLASS = "软件工程2301班"


@dataclass
class School:
    """Workspaces of one school below a folder; `down` and `up` are where its bundles lie."""

    root: Path
    clock: Clock = field(default_factory=lambda: Clock(fixed=NOW))
    open: list[Workspace] = field(default_factory=list)

    def centre(self) -> Workspace:
        """The founding seat."""
        workspace, key = self._make("centre", Member("C001", "陈主任", "centre"), "")
        workspace.lock()
        self.root_seed = founding.found_school(
            workspace.home, key, workspace.device, Member("C001", "陈主任", "centre"), self.clock
        )
        return self._opened(workspace.home, key, workspace.device, "C001")

    def device(self, role: Role, number: str, name: str = "王老师", college: str = COLLEGE) -> Workspace:
        """A device that is not enrolled yet."""
        return self._make(f"{role}-{number}-{secrets.token_hex(2)}", Member(number, name, role), college)[0]

    def enrolled(
        self, centre: Workspace, role: Role, number: str, *, college: str = COLLEGE, scope: tuple[str, ...] = ()
    ) -> Workspace:
        """A device that has been through request, approval and welcome."""
        workspace = self.device(role, number, college=college)
        self.enrol(centre, workspace, college=college, scope=scope)
        return workspace

    def enrol(
        self, centre: Workspace, workspace: Workspace, *, college: str = COLLEGE, scope: tuple[str, ...] = ()
    ) -> None:
        request = self.root / "requests" / f"{workspace.device}-{workspace.epoch}.json"
        code = enrolment.request_enrolment(workspace, request)
        done = enrolment.approve_request(
            centre, request, code=code, college=college, role=workspace.role, scope=scope, out=self.root / "down"
        )
        enrolment.accept_welcome(workspace, done.welcome, done.centre_code)

    def students(self, centre: Workspace, *numbers: str, unit: str = CLASS, college: str = COLLEGE) -> list[str]:
        """Students of one class, made where they are missing; their record ids."""
        plan = plan_in_force(centre)
        with centre.store.unit() as open_unit:
            keeper = Keeper(centre, Writer(centre, open_unit, plan.rank), plan)
            where = keeper.unit(unit, "class", keeper.college(college))
            values = {"class": where, "status": "enrolled", "entered_on": "2023-09-01"}
            return [keeper.keep("student", {"number": n, "name": f"学生{n}", **values}) for n in numbers]

    def send(self, sender: Workspace, receiver: Workspace, to: str = "centre") -> list[Imported]:
        """One export and its import."""
        files = transfer.export_bundles(sender, to, self.root / "up").files
        return transfer.import_bundles(receiver, files)

    def exchange(self, centre: Workspace, *devices: Workspace) -> None:
        """Up from every device, down to every device."""
        for device in devices:
            self.send(device, centre)
        for device in devices:
            self.send(centre, device, device.device)

    def approve(self, centre: Workspace, *written: Saved) -> None:
        """The centre's approval of these records as they were written."""
        for one in written:
            decided = {"of": one.id, "revision": one.revision, "as": "approved", "at": centre.clock.stamp()}
            records.add_record(centre, "sign_off", decided)

    def at(self, workspace: Workspace, moment: str) -> None:
        workspace.clock = replace(workspace.clock, fixed=datetime.fromisoformat(moment))

    def close(self) -> None:
        for workspace in self.open:
            workspace.lock()

    def _make(self, name: str, member: Member, college: str) -> tuple[Workspace, bytes]:
        home, device, key = self.root / name, new_id(), secrets.token_bytes(32)
        founding.make_store(home, key, device, member, college, "sanjiang-2023")
        return self._opened(home, key, device, member.number), key

    def _opened(self, home: Path, key: bytes, device: str, number: str) -> Workspace:
        workspace = open_workspace(home, key, device, number, self.clock, "zh")
        self.open.append(workspace)
        return workspace


def talk(student: str, content: str = "最近睡得不好", **more: object) -> dict[str, object]:
    """The fields of a talk."""
    return {
        "when": "2026-11-23T16:00:00+08:00",
        "students": [student],
        "occasions": ["asked"],
        "mode": "individual",
        "risk": "none",
        "content": content,
        **more,
    }
