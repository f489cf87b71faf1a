"""The test that settles it (REPLICATION.md R7): whatever happened, two seats agree and nothing is missing.

Five stores live through random histories: saves, changes, withdrawals, releases, assignments, class
changes, exports that are lost, doubled and mixed up, machines put back to an earlier state. RUNXIN_HISTORIES
says how many (100 unless set); a failing history names its number.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.exchange import exporting
from app.exchange.may import Receiver
from app.exchange.scope import Scopes
from app.exchange.trust import Person
from app.exchange.trust import load as load_trust
from app.records.revision import read_header
from app.services.upkeep import check, rebuild
from app.store.held import held_positions
from app.store.log import BODY, HEADER
from app.workspace import Workspace
from tests.process.history import DEVICES, NAMES, SEATS, SECOND_CLASS, STUDENTS, History, Machine
from tests.school import CLASS, School

Template = tuple[Path, dict[str, Machine]]
COUNT = int(os.environ.get("RUNXIN_HISTORIES", "100"))
CHUNK = 15


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A school where everybody is enrolled and up to date: histories begin with a copy of it."""
    root = tmp_path_factory.mktemp("template")
    school = School(root)
    one = school.centre()
    made = {
        "one": one,
        "two": school.enrolled(one, "centre", "C002", college=""),
        "ann": school.enrolled(one, "counsellor", "T001", scope=(CLASS,)),
        "bob": school.enrolled(one, "counsellor", "T002", scope=(SECOND_CLASS,)),
        "station": school.enrolled(one, "station", "S001"),
    }
    school.students(one, *STUDENTS[:3])
    school.students(one, *STUDENTS[3:], unit=SECOND_CLASS)
    for _ in range(2):
        for name in DEVICES:
            school.send(made[name], one)
        for name in NAMES[1:]:
            school.send(one, made[name], made[name].device)
    machines = {name: Machine(w.home.name, w.store.raw_key, w.device, w.slot_person) for name, w in made.items()}
    school.close()
    return root, machines


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the stores of histories lie: in memory where the system has such a folder, for they sync a lot."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="histories-", dir=memory) as made:
        yield Path(made)


@contextmanager
def begun(template: Template, root: Path, seed: int) -> Iterator[History]:
    """A history on copies of the template's stores."""
    for machine in template[1].values():
        (root / machine.home).mkdir(parents=True)
        shutil.copyfile(template[0] / machine.home / "store.db", root / machine.home / "store.db")
    history = History(School(root), template[1], seed)
    try:
        yield history
    finally:
        history.school.close()
        shutil.rmtree(root)


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_histories_settle(first: int, folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(first, min(first + CHUNK, COUNT)):
        with begun(template, folder / str(seed), seed) as history:
            monkeypatch.setattr(exporting, "MOST", history.random.choice((2, 4, 20_000)))
            history.live(history.random.randint(20, 70))
            monkeypatch.setattr(exporting, "MOST", history.random.choice((4, 20_000, 20_000)))
            history.settle()
            reckon(history)


def reckon(history: History) -> None:
    told = f"history {history.seed}"
    one, two = (history.at[seat] for seat in SEATS)
    logs = {name: log_of(history.at[name]) for name in NAMES}
    apart = kinds_of(logs, logs["one"].keys() ^ logs["two"].keys())
    assert logs["one"] == logs["two"], (told, "the seats differ", apart)
    missing = kinds_of(logs, history.own() - logs["one"].keys())
    assert not missing, (told, "written and nowhere at the seats", missing)
    everything = {identity for log in logs.values() for identity in log}
    missing = kinds_of(logs, everything - history.perhaps_lost - logs["one"].keys())
    assert not missing, (told, "somewhere and not at the seats", missing)
    missing = kinds_of(logs, {i for i in bodies_due(history, logs) if not logs["one"][i][1]})
    assert not missing, (told, "bodies that stayed behind", missing)
    for name in DEVICES:
        missing = lacking(one, history.at[name], logs[name])
        assert not missing, (told, f"{name} lacks", missing)
        wrong = undue(one, history.at[name], logs[name])
        assert not wrong, (told, f"{name} was never allowed", wrong)
    digests = {name: rebuild(history.at[name]) for name in NAMES}
    assert all(done.same for done in digests.values()), (told, {n: d.same for n, d in digests.items()})
    assert digests["one"].digest == digests["two"].digest, (told, "the seats' projections differ")
    assert check(two).faults == (), told


Log = dict[bytes, tuple[bytes, bool]]


def kinds_of(logs: dict[str, Log], identities: set[bytes]) -> list[str]:
    """What to print of revisions: kind, beginning of the id, and on which machines they are."""
    return [
        f"{read_header(line).kind} {i.hex()[:8]} at {','.join(n for n in NAMES if i in logs[n])}"
        for i in sorted(identities)
        if (line := next((log[i][0] for log in logs.values() if i in log), b""))
    ]


def log_of(workspace: Workspace) -> Log:
    """Revision id → header line and whether the body is here."""
    sql = "SELECT id, r.line, b.revision IS NOT NULL FROM revision r LEFT JOIN body b ON b.revision = r.pos"
    return {row[0]: (row[1], bool(row[2])) for row in workspace.store.read().rows(sql)}


def bodies_due(history: History, logs: dict[str, Log]) -> set[bytes]:
    """Bodies that stand on the machine that wrote them and are the centre's, or were released by their author."""
    released = {
        (bytes.fromhex(str(identity)), header.author)
        for line, _ in logs["one"].values()
        if (header := read_header(line)).kind == "release"
        for identity in _texts(header.fields["revisions"])
    }
    return {
        identity
        for name in DEVICES
        for identity, (line, body) in logs[name].items()
        if body and (header := read_header(line)).device == history.at[name].device
        if header.audience == "centre" or (identity, header.author) in released
    }


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def lacking(seat: Workspace, device: Workspace, log: Log) -> list[str]:
    """What the seat may give to the device and the device does not have."""
    db = seat.store.read()
    credential = load_trust(db).credential(device.device)
    assert credential is not None
    view, held = Receiver(credential, Scopes(db, seat.clock)), held_positions(db)
    missing = []
    sql = "SELECT pos, id, r.line, b.revision IS NOT NULL FROM revision r LEFT JOIN body b ON b.revision = pos"
    for pos, identity, line, body in db.rows(sql):
        header = read_header(line)
        if pos in held and header.device != device.device:
            continue
        if view.may(header, HEADER) and identity not in log:
            missing.append(f"header of {header.kind} {identity.hex()[:8]}")
        elif body and view.may(header, BODY) and not log[identity][1]:
            missing.append(f"body of {header.kind} {identity.hex()[:8]}")
    return missing


def undue(seat: Workspace, device: Workspace, log: Log) -> list[str]:
    """What the device has and no assignment ever gave it: by classes and students alone, days left aside."""
    headers = [read_header(line) for line, _ in log_of(seat).values()]
    people = {p.id for p in device_people(seat, device)}
    given = [h for h in headers if h.kind == "assignment" and h.fields["staff"] in people]
    units = {str(u) for h in given for u in _texts(h.fields.get("units"))}
    parents = {h.record: h.unit for h in headers if h.kind == "unit"}
    below = {u for u in parents if u in units or parents[u] in units}
    students = {s for h in given for s in h.students}
    students |= {h.record for h in headers if h.kind == "student" and h.unit in below}
    everybodys = {"unit", "staff", "plan", "term", "duty_contact"}
    found = []
    for line, body in log.values():
        h = read_header(line)
        theirs = h.device == device.device or h.kind in everybodys or h.kind == "assignment"
        theirs |= device.role == "station" and h.role == "counsellor"  # its college's files are for it too
        scoped = students & {h.record, *h.students} or (not h.students and h.unit in below)
        if not theirs and not scoped:
            found.append(f"{h.kind} {h.record}")
        if body and h.kind == "talk" and device.role == "counsellor" and h.device != device.device:
            found.append(f"body of a colleague's talk {h.record}")
    return found


def device_people(seat: Workspace, device: Workspace) -> list[Person]:
    credential = load_trust(seat.store.read()).credential(device.device)
    assert credential is not None
    return list(credential.people)
