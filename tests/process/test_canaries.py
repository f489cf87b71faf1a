"""A thousand texts go in everywhere a person can type; afterwards none is readable anywhere but where they were put."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import zstandard

from app.clock import Clock
from app.keys import recovery
from app.services import records, transfer, workspaces
from app.store.drafts import Draft
from app.workspace import Workspace
from tests.app.sheets.workbooks import book
from tests.process.killing import Say, kill_at
from tests.process.program import World
from tests.process.scanning import Scanner
from tests.school import NOW, talk
from tests.slots import at_the_floor

SEED = int(os.environ.get("RUNXIN_SEED", "0")) or Random().randrange(1, 1 << 32)
STUDENTS, TALKS, VISITS, CONTACTS, DRAFTS = 160, 60, 20, 30, 30
LATIN = "abcdefghijklmnopqrstuvwxyzäöüéèñçåABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass
class Canaries:
    """Texts that no other text resembles; each is handed out once and remembered."""

    random: Random
    texts: list[str] = field(default_factory=list)

    def chinese(self, length: int = 8) -> str:
        return self._kept("".join(chr(self.random.randrange(0x4E00, 0x9FA6)) for _ in range(length)))

    def latin(self, length: int = 16) -> str:
        return self._kept("".join(self.random.choices(LATIN, k=length)))

    def split(self) -> str:
        return self._kept("\n".join((self.chinese(), self.latin(), self.chinese())))

    def any(self) -> str:
        return self.random.choice((self.chinese, self.latin, self.split))()

    def _kept(self, text: str) -> str:
        self.texts.append(text)
        return text


@dataclass
class Session:
    """One counsellor and the centre through a day; `named` is the only folder where a canary may be read."""

    world: World
    named: Path
    canaries: Canaries
    passphrases: dict[str, str] = field(default_factory=dict)
    raw: list[bytes] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    device: str = ""
    talk: str = ""

    @property
    def root(self) -> Path:
        return self.world.root

    def done(self, who: str, *words: str, exit: int = 0) -> dict[str, object]:
        return self.world.done(self.root / who, *words, exit=exit, RUNXIN_PASSPHRASE=self.passphrases[who])

    def refuse(self, who: str, *words: str, passphrase: str = "", **variables: str) -> str:
        """A refused command, once with and once without `--json`: what it says is looked at in the end."""
        given: dict[str, Any] = {"RUNXIN_PASSPHRASE": passphrase or self.passphrases[who], **variables}
        told = self.world.run(self.root / who, *words, options=(), **given)
        answer = self.world.run(self.root / who, *words, **given)
        assert told.exit == answer.exit == 1
        self.refused += [told.out, told.err, answer.out, answer.err]
        if "results" in answer.document:
            return str(answer.document["results"][0]["code"])
        return answer.code

    def opened(self, who: str) -> Workspace:
        clock = Clock(fixed=NOW)
        return workspaces.unlock(self.root / who, self.passphrases[who], clock=clock, language="zh")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    print(f"RUNXIN_SEED={SEED}")
    named = tmp_path / "named"
    named.mkdir()
    session = Session(World(tmp_path), named, Canaries(Random(SEED)))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return session


def found_and_enrol(s: Session) -> None:
    for who, number, role in (("centre", "C001", "centre"), ("desk", "T001", "counsellor")):
        s.passphrases[who] = s.canaries.latin(24)
        name = s.canaries.chinese()
        made = s.done(who, "init", "--role", role, "--name", name, "--staff-no", number, "--college", "计算机学院")
        for key in ("recovery_key", "root_key"):
            if key in made:
                s.canaries.texts.append(str(made[key]))
                s.raw.append(recovery.from_text(str(made[key])))
        at_the_floor(s.root / who, s.passphrases[who])  # every command after this one pays for its passphrase
    request = str(s.named / "request.json")
    code = str(s.done("desk", "enrol", "request", "--out", request)["code"])
    approve = ("enrol", "approve", request, "--code", code, "--role", "counsellor", "--college", "计算机学院")
    done = s.done("centre", *approve, "--out", str(s.root / "down"))
    s.device = str(done["device"])
    s.done("desk", "enrol", "accept", str(done["welcome"]), "--centre-code", str(done["centre_code"]))


def numbers() -> list[str]:
    return [str(20230000 + k) for k in range(STUDENTS)]


def import_roster(s: Session) -> None:
    rows: list[list[object]] = [["学号", "姓名", "学院", "班级", "备注"]]
    rows += [[n, s.canaries.chinese(), "计算机学院", "软件2301", s.canaries.any()] for n in numbers()]
    file = s.named / "roster.xlsx"
    file.write_bytes(book({s.canaries.chinese(): rows}))
    assert s.done("centre", "roster", "import", str(file))["added"] == STUDENTS
    down = s.done("centre", "bundle", "export", "--to", s.device, "--out", str(s.root / "down"))
    s.done("desk", "bundle", "import", str(down["file"]))


def write_records(s: Session) -> None:
    any_text, students = s.canaries.any, numbers()
    desk = s.opened("desk")
    s.raw.append(desk.store.raw_key)
    for k in range(TALKS):
        fields = talk(students[k], any_text(), place=any_text(), mode="group")
        fields["parts"] = [
            {"student": students[k], "response": any_text(), "mood": any_text(), "follow_up": any_text()}
        ]
        s.talk = records.add_record(desk, "talk", fields, audience="centre", files=attached(s, k)).id
    for k in range(VISITS):
        remark = {"student": students[k], "text": any_text()}
        texts = {name: any_text() for name in ("heard", "found", "done", "handed_to", "teacher")}
        visit = {"when": NOW.isoformat(), "where": "dorm", "remarks": [remark], **texts}
        records.add_record(desk, "visit", visit)
    for k in range(CONTACTS):
        wanted = ("person", "told", "learned", "guidance", "words", "agreed", "student_told_why")
        texts = {name: any_text() for name in wanted}
        call = {"student": students[k], "when": NOW.isoformat(), "reached": True, "way": "phone", **texts}
        records.add_record(desk, "parent_contact", call)
    for k in range(DRAFTS):
        at = (NOW + timedelta(seconds=k)).isoformat()
        desk.drafts.keep(Draft(str(k), "talk", "", "T001", at, {"content": any_text(), "place": any_text()}))
    records.withdraw_record(desk, s.talk, any_text())
    shown = records.add_record(desk, "talk", talk(students[0], any_text()), audience="centre")
    s.talk = records.amend_record(desk, shown.id, talk(students[0], any_text())).id
    workspaces.leave(desk)


def attached(s: Session, k: int) -> list[Path]:
    """A file with a canary for its name and one within, for every fourth talk."""
    if k % 4:
        return []
    file = s.named / f"{s.canaries.chinese()}.txt"
    file.write_text(s.canaries.any() * 3, encoding="utf-8")
    return [file]


def exchange(s: Session) -> None:
    sent = s.done("desk", "bundle", "export", "--to", "centre", "--out", str(s.root / "stick"))
    whole = Path(str(sent["file"]))
    damaged = whole.with_name("damaged.runxin")
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    assert s.refuse("centre", "bundle", "import", str(damaged))
    s.done("centre", "bundle", "import", str(whole))
    s.done("centre", "search", s.canaries.texts[-1])
    s.done("desk", "form", "print", "talk", s.talk, "--out", str(s.named / "talk.pdf"))


def back_up(s: Session) -> None:
    file = str(s.done("desk", "backup", "create", str(s.root / "backups"))["file"])
    s.done("desk", "backup", "verify", file)
    s.passphrases["restored"] = s.passphrases["desk"]
    s.done("restored", "backup", "restore", file)
    s.refuse("restored", "backup", "restore", file, passphrase=s.canaries.latin(24))


def be_refused(s: Session) -> None:
    s.refuse("desk", "unlock-check", passphrase=s.canaries.latin(24))
    s.refuse("desk", "passphrase", "change", RUNXIN_NEW_PASSPHRASE=s.canaries.latin(1500))
    good, text = talk(numbers()[0], s.canaries.any()), s.canaries.any
    wrong: list[dict[str, object]] = [
        {**good, "risk": text()},
        {**good, "when": text()},
        {**good, "students": [text()]},
        {**good, "no such field": text()},
        {**good, "content": ["x", text()]},
        {**good, "content": text() * 40_000},
        {**good, "parts": [{"student": text()}]},
    ]
    for fields in wrong:
        file = s.named / "wrong.json"
        file.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
        s.refuse("desk", "record", "add", "talk", "--json-file", str(file))
    broken = s.named / "broken.json"
    broken.write_text('{"content": "' + text(), encoding="utf-8")
    s.refuse("desk", "record", "add", "talk", "--json-file", str(broken))
    nothing = s.named / "nothing.xlsx"
    nothing.write_bytes(book({text()[:8]: [[text(), text()]]}))
    s.refuse("centre", "roster", "import", str(nothing))


def die(s: Session) -> None:
    """Killed while it saves, imports and backs up: what lies about then is looked at too."""

    def save(say: Say) -> None:
        file = s.named / f"{s.canaries.chinese()}.txt"
        file.write_text(s.canaries.any() * 1000, encoding="utf-8")
        fields = talk(numbers()[1], s.canaries.any())
        desk = s.opened("desk")
        desk.drafts.keep(Draft("last", "talk", "", "T001", NOW.isoformat(), fields))
        records.add_record(desk, "talk", fields, files=[file])
        transfer.import_bundles(desk, sorted((s.root / "down").iterdir()))

    state = s.canaries.random.getstate()
    kill_at(save, 0, after=False)  # what comes down is taken in once: from now on there are fewer steps
    s.canaries.random.setstate(state)
    steps = kill_at(save, 0, after=False).steps
    for at in sorted(s.canaries.random.sample(range(20, steps), 6)):
        s.canaries.random.setstate(state)
        assert kill_at(save, at, after=at % 2 == 0).killed
    s.canaries.random.setstate(state)
    drawn = s.canaries.chinese(), s.canaries.any(), s.canaries.any()  # what every child drew is known here as well
    assert len(drawn) == 3


def leak(s: Session) -> None:
    words = ("passphrase", "change", "--leaked")
    new = s.canaries.latin(24)
    s.world.done(s.root / "desk", *words, RUNXIN_PASSPHRASE=s.passphrases["desk"], RUNXIN_NEW_PASSPHRASE=new)
    s.passphrases["desk"] = new
    assert s.done("desk", "check")["ok"]


STEPS = (found_and_enrol, import_roster, write_records, exchange, back_up, be_refused, die, leak)


def test_no_canary_is_readable_anywhere(session: Session) -> None:
    for step in STEPS:
        step(session)
    canaries = session.canaries
    assert len(canaries.texts) >= 1000
    desk = session.opened("desk")
    session.raw.append(desk.store.raw_key)
    assert desk.drafts.all("T001")
    scanner = Scanner(canaries.texts, session.raw)
    try:
        cards = session.root.glob("*/workspace.json")  # the owner's own name, docs/decisions/duty-list-while-locked.md
        assert scanner.folder(session.root, but=[session.named, *cards]) == []
        refused = "\n".join(session.refused)
        assert not scanner.holds(refused.encode())
    finally:
        workspaces.leave(desk)
    assert {"request.json", "roster.xlsx", "wrong.json"} <= set(scanner.folder(session.named)), "the scanner sees"


@pytest.fixture
def canaries() -> Iterator[Canaries]:
    yield Canaries(Random(SEED))


def test_the_scanner_sees_through_every_wrapping(canaries: Canaries, tmp_path: Path) -> None:
    for make in (canaries.chinese, canaries.latin, canaries.split):
        text = make()
        scanner = Scanner([text], [b"\xfe" * 32])
        plain = [text.encode(e) for e in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
        plain += [json.dumps(text).encode(), text.lower().encode(), b"\xfe" * 32, b"fe" * 32]
        for data in plain:
            noise = canaries.random.randbytes(500)
            for wrapped in (data, zlib.compress(data), zstandard.compress(data), book({"a": [[text]]})):
                assert scanner.holds(noise + wrapped + noise)
        assert not scanner.holds(canaries.random.randbytes(20_000))
