"""A small demo school for what is proven of every page: machines that are open, and something in each state to show."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from app.clock import Clock
from app.exchange import exporting
from app.records import KINDS
from app.records.ids import new_id
from app.records.kind import Values
from app.services import demo, devices, drafting, enrolment, inbox, reading, records, transfer, workspaces
from app.services.students import Filter, list_students
from app.services.vault import opening
from app.store import state
from app.vault.file import Vault, open_file
from app.workspace import Workspace
from tests.school import School

NOW = "2026-11-25T10:20:00+08:00"
STUDENTS, SEED = 60, 1
COUNSELLOR, STATION, PSYCHOLOGIST, CENTRE = "counsellor-1-1", "station-1", "psychologist", "centre"
STRANGER = "stranger"
"""A counsellor's machine that the centre does not know yet."""


@cache
def demo_school(below: Path) -> Path:
    """The demo school, made once for all modules of a run."""
    home = below / "demo"
    demo.make_demo(home, STUDENTS, SEED, clock())
    return home


def clock() -> Clock:
    return Clock(fixed=Clock().moment(NOW))


@dataclass
class SmallSchool:
    """Copies of the demo's machines, unlocked, and the names of what was put there to be shown."""

    root: Path
    demo: Path
    machines: dict[str, Workspace]
    home: Path
    """A locked machine, for the entrance."""
    passphrase: str
    students: tuple[str, ...]
    """The counsellor's students on the care list, the gravest first."""
    draft: str
    conflict: str
    bundle: Path
    """Of the station; the centre has not taken it in."""
    request: Path
    roster: Path
    vault_keys: tuple[bytes, str, str] | None = None
    """Of the psychologist's vault, once it was opened by its passphrase: raw key, store id, owner."""

    def record(self, machine: str, kind: str) -> str:
        """The id of a record of this kind that is there; "" where there is none."""
        return next((line.id for line in reading.list_records(self.machines[machine], kind=kind)), "")

    def open_vault(self) -> Vault:
        """The psychologist's vault; only the first time takes the second of stretching its passphrase."""
        workspace = self.machines[PSYCHOLOGIST]
        if self.vault_keys is not None:
            return open_file(opening.vault_folder(workspace), *self.vault_keys)
        vault = opening.open_vault(workspace, demo.VAULT_PASSPHRASE)
        self.vault_keys = (vault.raw_key, vault.store_id, vault.owner)
        return vault


@contextmanager
def small_school(below: Path, root: Path) -> Iterator[SmallSchool]:
    """The school; everything of it is locked at the end."""
    made = demo_school(below)
    school = School(root, clock())
    machines = {name: _open(made, root, name) for name in (COUNSELLOR, STATION, PSYCHOLOGIST, CENTRE)}
    try:
        yield _filled(made, school, machines)
    finally:
        school.close()
        for workspace in machines.values():
            workspaces.leave(workspace)


def _open(made: Path, root: Path, name: str) -> Workspace:
    shutil.copytree(made / name, root / name)
    return workspaces.unlock(root / name, demo.PASSPHRASE, clock=clock(), language="zh")


def _filled(made: Path, school: School, machines: dict[str, Workspace]) -> SmallSchool:
    counsellor, station, centre = machines[COUNSELLOR], machines[STATION], machines[CENTRE]
    stranger = school.device("counsellor", "T900", "欧阳")
    machines[STRANGER] = stranger
    request = school.root / "request.json"
    enrolment.request_enrolment(stranger, request)
    students = tuple(line.id for line in list_students(counsellor, Filter(level="listed")).lines)
    _grave(counsellor, students[0])
    home = school.root / "locked"
    shutil.copytree(made / "counsellor-2-1", home)
    return SmallSchool(
        school.root,
        made,
        machines,
        home,
        demo.PASSPHRASE,
        students,
        _draft(counsellor, students[0]),
        _conflict(school, centre, counsellor),
        _arrivals(school.root, centre, station),
        request,
        _roster(school.root, centre),
    )


def _grave(counsellor: Workspace, student: str) -> None:
    """A crisis with a step and a watch shift on it, and what goes with it: a kind each that has no page of its own."""
    found = "2026-11-25T08:20:00+08:00"
    crisis: Values = {
        "student": student, "found_at": found, "found_by": "同寝室长", "phoned_at": found, "route": "counsellor",
        "on_campus": True, "danger": "留下字条后离开宿舍，在操场找到。" * 6, "state": "open",
    }  # fmt: skip
    on = records.add_record(counsellor, "crisis", crisis).id
    records.add_record(counsellor, "crisis_step", {"crisis": on, "step": "told_college", "done_at": found})
    shift: Values = {
        "crisis": on, "from": found, "to": "2026-11-25T12:20:00+08:00", "keepers": ["室友甲", "室友乙"],
        "staff_present": "辅导员", "place": "408室", "observations": [{"at": found, "speech": "少", "mood": "低落"}],
    }  # fmt: skip
    records.add_record(counsellor, "watch_shift", shift)
    report: Values = {"student": student, "urgency": "soon", "behaviour": "连续缺课", "student_knows": True}
    records.add_record(counsellor, "case_report", report)
    measures = [{"what": "每周谈话两次", "who": "辅导员", "by": "2026-12-31", "done": False}]
    records.add_record(counsellor, "care_plan", {"student": student, "problem": "连续缺课", "measures": measures})
    gone: Values = {"student": student, "institution": "市第二人民医院", "reason": "睡不着", "ground": "本人同意"}
    records.add_record(counsellor, "referral", gone)


def _draft(counsellor: Workspace, student: str) -> str:
    identity = new_id()
    fields = {"students": [student], "content": "说最近睡得不好，约了下周再谈。"}
    drafting.keep_draft(counsellor, identity, "talk", "", fields)
    return identity


def _conflict(school: School, centre: Workspace, counsellor: Workspace) -> str:
    """A level that two devices of the counsellor have changed apart; both and the centre know of it."""
    two = school.device("counsellor", counsellor.member.number, counsellor.member.name)
    listed = list_students(counsellor, Filter(level="listed")).lines
    with centre.store.unit() as unit:
        state.drop_setting(unit, "sample")  # a sample school admits nobody
    school.enrol(centre, two, college=_college(centre, counsellor), scope=(listed[0].class_name,))
    with centre.store.unit() as unit:
        state.set_setting(unit, "sample", "1")
    school.exchange(centre, counsellor, two)
    listings = {line.id for line in reading.list_records(two, kind="care_listing")}
    record = next(r.id for r in reading.list_records(counsellor, kind="care_listing") if r.id in listings)
    values = dict(reading.show_record(counsellor, record).fields)
    records.amend_record(counsellor, record, {**values, "reason": "连续两周没有到课，同寝说夜里常常不回"})
    records.amend_record(two, record, {**values, "reason": "家里的事已经过去，最近睡得好些了"})
    for _ in range(2):
        school.exchange(centre, counsellor, two)
    return record


def _college(centre: Workspace, counsellor: Workspace) -> str:
    own = next(d for d in devices.list_devices(centre) if d.id == counsellor.device)
    return own.college


def _arrivals(root: Path, centre: Workspace, station: Workspace) -> Path:
    """At the centre: a version without the one before it, a gap, a file that was torn. The file that comes next."""
    one, two, *_ = (line.number for line in list_students(station, Filter()).lines)
    saved = records.add_record(station, "circumstance", _circumstance(one, 20))
    records.amend_record(station, saved.id, {**_circumstance(one, 20), "note": "挂科两门"})
    for day in (21, 22):
        records.add_record(station, "circumstance", _circumstance(two, day))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting, "MOST", 1)  # a file for each version
        first, second, *_, last = transfer.export_bundles(station, "centre", root / "up").files
    transfer.import_bundles(centre, [second])
    torn = root / "up" / "torn.runxin"
    torn.write_bytes(first.read_bytes()[:-200])
    transfer.import_bundles(centre, [torn])
    counts = inbox.inbox_counts(centre)
    assert counts.held and counts.quarantined and counts.gaps and inbox.preview(centre, last).status == "new"
    return last


def _circumstance(student: str, day: int) -> Values:
    when = f"2026-11-{day}T09:00:00+08:00"
    return {"students": [student], "what": "academic_warning", "when": when, "source": "教务处"}


def _roster(root: Path, centre: Workspace) -> Path:
    """A roster with somebody new, somebody who has another telephone, and a row without a number."""
    path = root / "名单.csv"
    known = list_students(centre, Filter()).lines[0]
    rows = (
        ("学号", "姓名", "学院", "班级", "学籍状态", "宿舍号", "本人电话"),
        ("2026990101", "古丽孜依热·阿布都热合曼", "新学院", "新学院2601班", "在籍", "412", "13800000001"),
        ("2026990102", "欧阳娜娜", "新学院", "新学院2601班", "在籍", "", ""),
        (known.number, known.name, "", "", "", "", "13800000009"),
        ("", "没有学号", "新学院", "新学院2601班", "在籍", "", ""),
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def kinds_of(machine: str) -> tuple[str, ...]:
    """Every kind that the role of a machine may write."""
    role = {COUNSELLOR: "counsellor", STATION: "station", PSYCHOLOGIST: "psychologist", CENTRE: "centre"}[machine]
    return tuple(name for name, kind in KINDS.items() if role in kind.writers)
