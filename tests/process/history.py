"""One random history of a school: five real stores, and everything that happens to sticks and machines.

Nothing here knows how the exchange works: people write and change their minds, files are lost, doubled
and mixed up, machines are put back to an earlier state. `settle` then exchanges until nothing is due.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import UserError
from app.records.kind import Values
from app.services import records, transfer
from app.services.backups import begin_epoch
from app.services.context import plan_in_force
from app.services.reading import list_records, show_record
from app.services.transfer import Imported
from app.store import state
from app.store.log import feed_end, lines_of
from app.workspace import Workspace, open_workspace, store_path
from tests.school import CLASS, NOW, School

SEATS, DEVICES = ("one", "two"), ("ann", "bob", "station")
NAMES = (*SEATS, *DEVICES)
SECOND_CLASS = "软件工程2302班"
CLASSES = (CLASS, SECOND_CLASS)
STUDENTS = ("23001", "23002", "23003", "23901", "23902")
LOSS, TWICE = 0.3, 0.2
ROUNDS = 12
EXPECTED = {  # what a person is told who wants what they may not, or what has not reached them yet
    "field_type", "not_yours", "out_of_scope", "record_held", "record_unknown", "record_exists", "reference_ambiguous",
    "role", "student_unknown", "unit_unknown", "disclosure_needed",
}  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What opens a store of the template again."""

    home: str
    key: bytes
    device: str
    person: str


@dataclass
class Copy:
    """A store file as it once was, and the revisions of its own that it had."""

    path: Path
    own: set[bytes]


@dataclass
class History:
    """One history; the same seed makes the same people do the same things in the same order."""

    school: School
    machines: dict[str, Machine]
    seed: int
    at: dict[str, Workspace] = field(default_factory=dict)
    air: list[tuple[str, Path]] = field(default_factory=list)
    copies: dict[str, Copy] = field(default_factory=dict)
    wrote: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in NAMES})
    saved: set[bytes] = field(default_factory=set)
    perhaps_lost: set[bytes] = field(default_factory=set)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.skew = {name: timedelta(hours=self.random.randint(-30, 30)) for name in NAMES}
        for name in NAMES:
            self._open(name)
        self.plan = plan_in_force(self.at["one"]).ids()

    def _open(self, name: str) -> None:
        m = self.machines[name]
        workspace = open_workspace(self.school.root / m.home, m.key, m.device, m.person, self.school.clock, "zh")
        self.school.open.append(workspace)
        self.at[name] = workspace

    def live(self, steps: int) -> None:
        """So many things happen."""
        for _ in range(steps):
            self.now += timedelta(minutes=self.random.randint(1, 600))
            for name, workspace in self.at.items():
                workspace.clock = replace(workspace.clock, fixed=self.now + self.skew[name])
            act = self.random.choices(list(_ACTS), weights=list(_ACTS.values()))[0]
            try:
                act(self)
            except UserError as error:
                assert error.code in EXPECTED, f"{error.code} in history {self.seed}"

    # What people do.

    def write(self) -> None:
        name = self.random.choice(NAMES)
        kind, values = self._something(name)
        saved = records.add_record(self.at[name], kind, values)
        self.wrote[name] += [saved.id, *saved.children]

    def amend(self) -> None:
        name, record = self._own()
        shown = show_record(self.at[name], record)
        fields = dict(shown.fields)
        if shown.kind == "talk_part":
            return
        if self.random.random() < 0.3 and "students" in fields:
            fields["students"] = [self.random.choice(STUDENTS)]
            fields.pop("parts", None)
        records.amend_record(self.at[name], record, {**fields, **self._other_words(shown.kind)})

    def withdraw(self) -> None:
        name, record = self._own()
        records.withdraw_record(self.at[name], record, "写错了")

    def release(self) -> None:
        name, record = self._own()
        records.release_record(self.at[name], record, "需要")

    def sign(self) -> None:
        name = self.random.choice(NAMES)
        found = list_records(self.at[name])
        chosen = show_record(self.at[name], self.random.choice(found).id)
        fields = {"of": chosen.id, "revision": chosen.heads[0], "as": "checked", "at": self._day(-1)}
        records.add_record(self.at[name], "sign_off", fields)

    def assign(self) -> None:
        """A scope grows (or, by a last day or a withdrawal, shrinks)."""
        seat = self.random.choice(SEATS)
        given = [r.id for r in list_records(self.at[seat], kind="assignment")]
        if given and self.random.random() < 0.3:
            record = self.random.choice(given)
            fields = show_record(self.at[seat], record).fields
            records.amend_record(self.at[seat], record, {**fields, **self._assigned()})
            return
        if given and self.random.random() < 0.15:
            records.withdraw_record(self.at[seat], self.random.choice(given), "改派")
            return
        who = self.random.choice(("T001", "T002"))
        records.add_record(self.at[seat], "assignment", {"staff": who, "role": "acting", **self._assigned()})

    def enrol_student(self) -> None:
        seat, number = self.random.choice(SEATS), str(self.random.randint(24001, 24006))
        self.school.students(self.at[seat], number, unit=self.random.choice((*CLASSES, "软件工程2401班")))

    def move_student(self) -> None:
        seat = self.random.choice(SEATS)
        student = self.random.choice(list_records(self.at[seat], kind="student")).id
        fields = show_record(self.at[seat], student).fields
        records.amend_record(self.at[seat], student, {**fields, "class": self.random.choice(CLASSES)})

    # What becomes of sticks and machines.

    def export(self) -> None:
        name = self.random.choice(NAMES)
        others = [n for n in NAMES if n != name] if name in SEATS else ["centre"]
        to = self.random.choice(others)
        self.air += [(to, file) for file in self._sent(name, to)]

    def arrive(self) -> None:
        """Any stick reaches anybody it may concern: late, twice, or never."""
        if not self.air:
            return
        to, file = self.air.pop(self.random.randrange(len(self.air)))
        if self.random.random() < LOSS:
            return
        readers = ("one", "two", "station") if to == "centre" else (to,)
        self._take(self.random.choice(readers), file)
        if self.random.random() < TWICE or (to == "centre" and self.random.random() < 0.5):
            self.air.append((to, file))

    def copy(self) -> None:
        """Somebody makes a copy of their store."""
        name = self.random.choice(NAMES[1:])
        workspace = self.at[name]
        workspace.store.checkpoint()
        path = self.school.root / f"{name}.copy"
        shutil.copyfile(store_path(workspace.home), path)
        self.copies[name] = Copy(path, self._own_ids(name))

    def restore(self) -> None:
        """A machine is put back to its copy, under keys of its own, and enrolled again."""
        if not self.copies:
            return
        name = self.random.choice(sorted(self.copies))
        copy, own = self.copies.pop(name), self._own_ids(name)
        self.saved |= own
        self.perhaps_lost |= own - copy.own
        workspace = self.at[name]
        workspace.lock()
        shutil.copyfile(copy.path, store_path(workspace.home))
        self._open(name)
        self.at[name].clock = workspace.clock
        begin_epoch(self.at[name])
        self.school.enrol(self.at["one"], self.at[name], college="" if name in SEATS else "计算机学院")

    # The end.

    def settle(self) -> int:
        """Exchanges until every `acked` is at the end of the feed; the rounds it took."""
        for taken in range(1, ROUNDS + 1):
            gaps = [gap for result in self._round() for gap in result.gaps]
            if not gaps and self.settled():
                return taken
        raise AssertionError(f"history {self.seed} is not settled after {ROUNDS} rounds")

    def _round(self) -> list[Imported]:
        results: list[Imported] = []
        for name in DEVICES:
            files = self._sent(name, "centre")
            results += [self._take(seat, file) for seat in SEATS for file in files]
        for name, other in (SEATS, SEATS[::-1]):
            results += [self._take(other, file) for file in self._sent(name, other)]
        for seat in SEATS:
            results += [self._take(name, file) for name in DEVICES for file in self._sent(seat, name)]
        return results

    def settled(self) -> bool:
        """Whether everybody has said to everybody that all has arrived."""
        pairs = [(a, b) for a in NAMES for b in NAMES if a != b and (a in SEATS or b in SEATS)]
        return all(self._acked(a, b) == feed_end(self.at[a].store.read()) for a, b in pairs)

    def _acked(self, name: str, other: str) -> int:
        return state.peer(self.at[name].store.read(), self.at[other].device).acked

    def own(self) -> set[bytes]:
        """Everything that anybody ever wrote and that no restored machine may have taken with it."""
        return (self.saved | {i for name in NAMES for i in self._own_ids(name)}) - self.perhaps_lost

    def _own_ids(self, name: str) -> set[bytes]:
        workspace = self.at[name]
        return {row[1] for row in lines_of(workspace.store.read(), workspace.device)}

    def _sent(self, name: str, to: str) -> tuple[Path, ...]:
        target = to if to == "centre" else self.at[to].device
        return transfer.export_bundles(self.at[name], target, self.school.root / "air").files

    def _take(self, name: str, file: Path) -> Imported:
        result = transfer.import_bundle(self.at[name], file)
        unheard = ("sender_unknown", "bundle_not_for_us")  # keys that this machine has not heard of, or lost
        assert result.status != "quarantined" or result.code in unheard, f"{result.code} in history {self.seed}"
        return result

    def _own(self) -> tuple[str, str]:
        name = self.random.choice([n for n in NAMES if self.wrote[n]] or ["ann"])
        if not self.wrote[name]:
            raise UserError("record_unknown")
        return name, self.random.choice(self.wrote[name])

    def _day(self, days: int) -> str:
        return (self.now + timedelta(days=days)).isoformat()

    def _assigned(self) -> Values:
        first = (self.now + timedelta(days=self.random.randint(-20, 3))).date()
        some: Values = {"from": first.isoformat()}
        if self.random.random() < 0.3:
            some["to"] = (first + timedelta(days=self.random.randint(0, 15))).isoformat()
        if self.random.random() < 0.3:
            return {**some, "students": [self.random.choice(STUDENTS)]}
        return {**some, "units": [self.random.choice(CLASSES)]}

    def _other_words(self, kind: str) -> Values:
        word = f"改{self.random.randint(0, 3)}"
        by_kind: dict[str, Values] = {
            "talk": {"content": word},
            "circumstance": {"note": word},
            "care_listing": {"reason": word, "level": self.random.choice(self.plan["level"])},
            "duty_contact": {"phone": word},
        }
        return by_kind.get(kind, {})

    def _something(self, name: str) -> tuple[str, Values]:
        student, when = self.random.choice(STUDENTS), self._day(-self.random.randint(0, 12))
        if name in SEATS and self.random.random() < 0.4:
            return "duty_contact", {"unit": self.random.choice(CLASSES), "duty": "security", "phone": "110"}
        what, level = self.random.choice(self.plan["circumstance"]), self.random.choice(self.plan["level"])
        listing: Values = {"student": student, "action": "list", "level": level, "reason": "观察", "from": when[:10]}
        kinds: list[tuple[str, Values]] = [
            ("circumstance", {"students": [student], "what": what, "when": when}),
            ("care_listing", listing),
        ]
        if name in DEVICES:
            risk = self.random.choice(("none", "watch", "report"))
            parts = [{"student": student, "response": "愿意"}] if self.random.random() < 0.3 else []
            values = {"when": when, "students": [student], "occasions": [self.random.choice(self.plan["occasion"])]}
            kinds.append(("talk", {**values, "mode": "individual", "risk": risk, "content": "谈", "parts": parts}))
        return self.random.choice(kinds)


_ACTS: dict[Callable[[History], None], float] = {
    History.write: 8, History.amend: 4, History.withdraw: 1, History.release: 2, History.sign: 1,
    History.assign: 2, History.enrol_student: 1, History.move_student: 1,
    History.export: 7, History.arrive: 9, History.copy: 1, History.restore: 0.7,
}  # fmt: skip
