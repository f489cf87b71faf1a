"""One whole journey through the installed program, process by process, as DESIGN.md §7 describes it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.app.sheets.workbooks import book
from tests.process.program import PASSPHRASE, World, listing
from tests.slots import at_the_floor

STUDENT = "20230101"
CONTENT = "最近睡得不好，约好周五再谈。<b>sleep</b>"
NEW_PASSPHRASE = "新的 密码 很好记"
ROSTER: dict[str, list[list[object]]] = {
    "说明": [["请勿外传"]],
    "学生名单": [
        ["计算机学院2023级学生名册", None, None, None, None, None, None],
        [],
        ["序号", "学  号", "姓名", "性别", "学院", "班级", "备注"],
        [1, 20230101, " 李 一", "女", "计算机学院", "软件2301", "=1+1"],
        [2, "20230102", "欧阳娜娜", "女", "计算机学院", "软件2301", ""],
        [3, "20230103", "买买提·阿不都热合曼", "男", "计算机学院", "软件2301", ""],
        [4, "2.02301E+07", "王四", "男", "计算机学院", "软件2301", ""],
        [5, "20230102", "另一个人", "男", "计算机学院", "软件2301", ""],
        ["合计", None, 5, None, None, None, None],
    ],
}


@dataclass
class Journey:
    """Where the journey stands; each step leaves here what later ones need."""

    world: World
    centre: Path
    counsellor: Path
    known: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.world.root

    def done(self, home: Path, *words: str, exit: int = 0, fields: str = "", **variables: str) -> dict[str, Any]:
        document = self.world.done(home, *words, exit=exit, **variables)
        assert set(fields.split()) <= set(document), words
        return document

    def write(self, name: str, values: object) -> str:
        path = self.root / name
        path.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        return str(path)


def founding(j: Journey) -> None:
    made = j.done(
        j.centre, "init", "--role", "centre", "--name", "陈主任", fields="workspace device recovery_key root_key"
    )
    assert made["workspace"] == str(j.centre)
    made = j.done(
        j.counsellor, "init", "--role", "counsellor", "--name", "王老师", "--staff-no", "T001",
        "--college", "计算机学院", fields="workspace device recovery_key",
    )  # fmt: skip
    assert "root_key" not in made
    for home in (j.centre, j.counsellor):  # every command after these pays for its passphrase
        at_the_floor(home, PASSPHRASE)
    j.known |= {"device": made["device"], "recovery_key": made["recovery_key"]}
    early = j.world.run(
        j.counsellor, "record", "add", "talk", "--json-file", j.write("early.json", {"students": [STUDENT]})
    )
    assert early.code == "not_enrolled"
    told = j.done(j.counsellor, "unlock-check", fields="ok device role person enrolled epoch warnings")
    assert told["device"] == made["device"] and not told["enrolled"]


def enrolment(j: Journey) -> None:
    request = str(j.root / "request.json")
    code = j.done(j.counsellor, "enrol", "request", "--out", request, fields="code")["code"]
    shown = j.done(j.centre, "enrol", "show", request, fields="code name staff_no role college device")
    assert (shown["code"], shown["name"], shown["role"]) == (code, "王老师", "counsellor")
    approve = (
        "enrol",
        "approve",
        request,
        "--college",
        "计算机学院",
        "--role",
        "counsellor",
        "--out",
        str(j.root / "down"),
    )
    assert j.world.run(j.centre, *approve, "--code", "00000 " * 5 + "00000").code == "code_differs"
    approved = j.done(j.centre, *approve, "--code", code, fields="device welcome centre_code")
    assert approved["device"] == j.known["device"]
    wrong = j.world.run(j.counsellor, "enrol", "accept", approved["welcome"], "--centre-code", code)
    assert wrong.code == "centre_code_differs"
    j.done(j.counsellor, "enrol", "accept", approved["welcome"], "--centre-code", approved["centre_code"])
    (device,) = [d for d in j.done(j.centre, "device", "list")["devices"] if d["role"] == "counsellor"]
    assert {"id", "name", "role", "state", "last_seq"} <= set(device) and device["id"] == j.known["device"]


def roster(j: Journey) -> None:
    file = j.root / "名册 (定稿).xlsx"
    file.write_bytes(book(ROSTER))
    before = listing(j.centre)["store.db"]
    told = j.done(j.centre, "roster", "import", str(file), "--dry-run", exit=3, fields="added changed unchanged held")
    done = j.done(j.centre, "roster", "import", str(file), exit=3, fields="added changed unchanged held")
    assert listing(j.centre)["store.db"] != before
    assert {k: told[k] for k in ("added", "held")} == {k: done[k] for k in ("added", "held")}
    assert done["added"] + len({h["row"] for h in done["held"]}) == 5
    assert all({"row", "code", "message"} <= set(h) and h["message"] for h in done["held"])
    again = j.done(j.centre, "roster", "import", str(file), exit=3)
    assert again["added"] == again["changed"] == 0
    found = j.done(j.centre, "search", "李一")["hits"]
    assert [h["student"] for h in found] == [STUDENT]


def record(j: Journey) -> None:
    exported = j.done(j.centre, "bundle", "export", "--to", j.known["device"], "--out", str(j.root / "down"))
    (result,) = j.done(j.counsellor, "bundle", "import", exported["file"])["results"]
    assert result["status"] == "applied"
    kinds = j.done(j.counsellor, "record", "kinds")["kinds"]
    assert all({"kind", "audience", "clauses", "fields"} <= set(k) for k in kinds)
    parts = [f for k in kinds for f in k["fields"]]
    assert all({"name", "type", "required", "many", "choices", "header"} <= set(f) for f in parts)
    talk = {
        "when": "2026-11-23T16:00:00+08:00", "students": [STUDENT], "occasions": ["asked"], "mode": "individual",
        "risk": "none", "content": CONTENT,
    }  # fmt: skip
    file = j.write("talk.json", talk)
    saved = j.done(
        j.counsellor, "record", "add", "talk", "--audience", "centre", "--json-file", file, fields="id revision"
    )
    j.known["talk"] = saved["id"]
    shown = j.done(j.counsellor, "record", "show", saved["id"], fields="id kind fields heads conflict student students")
    assert shown["student"] == STUDENT and shown["fields"]["content"] == CONTENT
    again = j.done(j.counsellor, "record", "amend", saved["id"], "--json-file", file)
    assert again == {"id": saved["id"], "revision": saved["revision"]}
    wrong = j.write("wrong.json", {**talk, "risk": "perhaps"})
    assert j.world.run(j.counsellor, "record", "add", "talk", "--json-file", wrong).code
    (row,) = j.done(j.counsellor, "record", "list", "--kind", "talk", "--student", STUDENT)["records"]
    assert {"id", "kind", "student", "happened_on", "author", "conflict"} <= set(row) and row["student"] == STUDENT
    (revision,) = j.done(j.counsellor, "record", "history", saved["id"])["revisions"]
    assert revision["revision"] == saved["revision"]
    (hit,) = j.done(j.counsellor, "search", "睡得不好")["hits"]
    assert {"record", "kind", "student", "snippet"} <= set(hit) and hit["record"] == saved["id"]


def exchange(j: Journey) -> None:
    out, down = str(j.root / "stick"), str(j.root / "down")
    fields = "file files bundle_id epoch seq revisions"
    exported = j.done(j.counsellor, "bundle", "export", "--to", "centre", "--out", out, fields=fields)
    assert exported["file"] == exported["files"][0] and exported["revisions"] > 0
    outside = j.done(
        j.centre, "bundle", "inspect", exported["file"], fields="bundle_id type from to epoch seq trust_version"
    )
    assert (outside["bundle_id"], outside["seq"]) == (exported["bundle_id"], exported["seq"])
    notes = j.root / "notes.txt"
    notes.write_text("no bundle", encoding="utf-8")
    rehearsed = j.done(j.centre, "bundle", "import", "--dry-run", exported["file"])["results"][0]
    results = j.done(j.centre, "bundle", "import", exported["file"], str(notes), exit=3)["results"]
    assert all({"file", "status", "code", "message", "applied", "held", "gaps"} <= set(r) for r in results)
    assert [r["status"] for r in results] == ["applied", "quarantined"] and results[1]["code"] and results[1]["message"]
    assert (rehearsed["status"], rehearsed["applied"]) == ("applied", results[0]["applied"])
    assert j.done(j.centre, "bundle", "import", exported["file"])["results"][0]["status"] == "duplicate"
    only_bad = j.done(j.centre, "bundle", "import", str(notes), exit=1)["results"]
    assert only_bad[0]["status"] == "quarantined"
    shown = j.done(j.centre, "record", "show", j.known["talk"])
    assert shown["fields"]["content"] == CONTENT
    receipt = j.done(j.centre, "bundle", "export", "--to", j.known["device"], "--out", down)
    j.done(j.counsellor, "bundle", "import", *receipt["files"])
    (peer,) = j.done(j.counsellor, "bundle", "status", fields="peers held quarantined")["peers"]
    assert peer["waiting"] == 0 and peer["held"] == peer["missing"] == []
    assert j.done(j.counsellor, "bundle", "export", "--to", "centre", "--out", out)["revisions"] == 0
    assert j.done(j.counsellor, "bundle", "watch", down, "--once")["results"]


def printing(j: Journey) -> None:
    assert j.done(j.counsellor, "form", "list")["forms"]
    pdf = j.root / "谈话.pdf"
    assert j.done(j.counsellor, "form", "print", "talk", j.known["talk"], "--out", str(pdf))["file"] == str(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    assert "李一" in read and "最近睡得不好" in read and "<b>sleep</b>" in read
    assert j.world.run(j.counsellor, "form", "print", "talk", j.known["talk"], "--out", str(j.root / "a.txt")).code


def upkeep(j: Journey) -> None:
    for home in (j.centre, j.counsellor):
        assert j.done(home, "check", fields="ok faults")["ok"]
        assert j.done(home, "rebuild", fields="records digest same")["same"]
        assert j.done(home, "audit", "verify", fields="ok rows head")["ok"]
    plan = Path("resources/plan/sanjiang-2023.toml").resolve()
    assert j.done(j.centre, "plan", "check", str(plan))["ok"]
    keys = j.done(j.counsellor, "keys", "export-for-recovery", fields="store raw_key age_identities allowed_signers")
    assert len(keys["raw_key"]) == 64


def backup(j: Journey) -> None:
    file = j.done(j.counsellor, "backup", "create", str(j.root / "backups"), fields="file")["file"]
    told = j.done(j.counsellor, "backup", "verify", file, fields="ok")
    assert told["ok"] and told["device"] == j.known["device"]
    restored = j.root / "restored"
    assert j.world.run(restored, "backup", "restore", file, RUNXIN_PASSPHRASE="not this one").code == "wrong_passphrase"
    done = j.done(restored, "backup", "restore", file, fields="restored device epoch")
    assert done["epoch"] == 2
    assert j.done(restored, "record", "show", j.known["talk"])["fields"]["content"] == CONTENT
    assert j.done(restored, "check")["ok"]
    cut = j.root / "cut.rxbackup"
    cut.write_bytes(Path(file).read_bytes()[:-5000])
    assert j.world.run(restored, "backup", "verify", str(cut)).code == "backup_damaged"


def passphrases(j: Journey) -> None:
    j.done(j.counsellor, "passphrase", "change", RUNXIN_NEW_PASSPHRASE=NEW_PASSPHRASE)
    assert j.world.run(j.counsellor, "unlock-check").code == "wrong_passphrase"
    assert j.done(j.counsellor, "unlock-check", RUNXIN_PASSPHRASE=NEW_PASSPHRASE)["ok"]
    printed = j.root / "recovery.txt"
    printed.write_text(j.known["recovery_key"].lower() + "\n", encoding="utf-8")
    third = "the third passphrase"
    done = j.done(j.counsellor, "recover", "--recovery-key-file", str(printed), RUNXIN_NEW_PASSPHRASE=third)
    assert done["person"] == "T001"
    for old in (PASSPHRASE, NEW_PASSPHRASE):
        assert j.world.run(j.counsellor, "unlock-check", RUNXIN_PASSPHRASE=old).code == "wrong_passphrase"
    changed = ("passphrase", "change", "--leaked")
    j.done(j.counsellor, *changed, RUNXIN_PASSPHRASE=third, RUNXIN_NEW_PASSPHRASE=PASSPHRASE)
    assert j.world.run(j.counsellor, "unlock-check", RUNXIN_PASSPHRASE=third).code == "wrong_passphrase"
    assert j.done(j.counsellor, "record", "show", j.known["talk"])["fields"]["content"] == CONTENT
    assert j.done(j.counsellor, "audit", "verify")["ok"]


STEPS = (founding, enrolment, roster, record, exchange, printing, upkeep, backup, passphrases)


def test_the_whole_way_of_a_counsellor_and_the_centre(tmp_path: Path) -> None:
    journey = Journey(World(tmp_path), tmp_path / "centre", tmp_path / "counsellor")
    for step in STEPS:
        step(journey)
    assert list((tmp_path / "tmp").iterdir()) == [], "no temporary file outlives its command"


@pytest.mark.parametrize(
    "words",
    [("record",), ("bundle", "export"), ("init", "--role", "dean", "--name", "A"), ("nothing",), ("--today",)],
    ids=" ".join,
)
def test_wrong_usage_is_told_and_ends_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    answer = World(tmp_path).run(None, *words)
    assert answer.exit == 2 and answer.out == "" and answer.err


def test_help_is_there_in_both_languages(tmp_path: Path) -> None:
    world = World(tmp_path)
    chinese, english = (world.run(None, "record", "--help", options=("--lang", language)) for language in ("zh", "en"))
    assert chinese.exit == english.exit == 0 and chinese.out != english.out
