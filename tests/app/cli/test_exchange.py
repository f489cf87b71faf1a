"""`runxin bundle …` and the commands that keep a workspace whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main
from app.paths import resource
from app.store.connection import connect
from tests.app.cli.conftest import Run, write_json
from tests.app.services.conftest import Care
from tests.school import School, talk
from tests.slots import PASSPHRASE, locked


def add(run: Run, desks: Care, folder: Path) -> str:
    fields = write_json(folder, talk("2301001", risk="report"))
    return str(run(desks.counsellor.home, "record", "add", "talk", "--json-file", fields).document["id"])


def export(run: Run, desks: Care, folder: Path) -> Path:
    done = run(desks.counsellor.home, "bundle", "export", "--to", "centre", "--out", str(folder / "up"))
    return Path(done.document["file"])


def test_a_bundle_goes_up_and_its_receipt_comes_down(run: Run, desks: Care, tmp_path: Path) -> None:
    identity = add(run, desks, tmp_path)
    told = run(desks.counsellor.home, "bundle", "export", "--to", "centre", "--out", str(tmp_path / "up"))
    assert told.exit == 0
    assert told.document.keys() == {"file", "files", "bundle_id", "epoch", "seq", "revisions"}
    assert told.document["files"] == [told.document["file"]] and told.document["revisions"] >= 1
    file = told.document["file"]

    seen = run(tmp_path, "bundle", "inspect", file).document
    assert seen["bundle_id"] == told.document["bundle_id"] and seen["from"] == desks.counsellor.device

    tried = run(desks.centre.home, "bundle", "import", file, "--dry-run")
    assert tried.exit == 0 and run(desks.centre.home, "record", "show", identity).exit == 1
    done = run(desks.centre.home, "bundle", "import", file)
    (result,) = done.document["results"]
    assert {"file", "status", "code", "message", "applied", "held", "gaps"} <= result.keys()
    assert (done.exit, result["status"], result["held"], result["gaps"]) == (0, "applied", 0, [])
    assert run(desks.centre.home, "record", "show", identity).document["author"] == "T001"

    again = run(desks.centre.home, "bundle", "import", file)
    assert (again.exit, again.document["results"][0]["status"]) == (0, "duplicate")
    device = desks.counsellor.device
    down = run(desks.centre.home, "bundle", "export", "--to", device, "--out", str(tmp_path / "down")).document
    assert run(desks.counsellor.home, "bundle", "import", down["file"]).exit == 0
    (peer,) = run(desks.counsellor.home, "bundle", "status").document["peers"]
    assert peer["role"] == "centre" and peer["waiting"] == 0


def test_several_files_say_how_each_went(run: Run, desks: Care, tmp_path: Path) -> None:
    add(run, desks, tmp_path)
    good = export(run, desks, tmp_path)
    noise, cut = tmp_path / "noise.runxin", tmp_path / "cut.runxin"
    noise.write_bytes(b"no bundle at all")
    cut.write_bytes(good.read_bytes()[:-1])
    both = run(desks.centre.home, "bundle", "import", str(noise), str(good), str(cut))
    assert both.exit == 3
    assert [r["status"] for r in both.document["results"]] == ["quarantined", "applied", "quarantined"]
    bad = [r for r in both.document["results"] if r["status"] == "quarantined"]
    assert all(r["code"] and r["message"] for r in bad)
    none = run(desks.centre.home, "bundle", "import", str(noise))
    assert none.exit == 1 and none.document.keys() == {"results"}
    assert run(desks.centre.home, "bundle", "inspect", str(noise)).exit == 1
    assert run(desks.centre.home, "bundle", "status").document["quarantined"]


def test_a_watched_folder_is_imported_once(run: Run, desks: Care, tmp_path: Path) -> None:
    add(run, desks, tmp_path)
    file = export(run, desks, tmp_path)
    done = run(desks.centre.home, "bundle", "watch", str(file.parent), "--once")
    assert done.exit == 0 and [r["status"] for r in done.document["results"]] == ["applied"]
    assert run(desks.centre.home, "bundle", "watch", str(file.parent), "--once").exit == 0


def test_what_cannot_be_exported_is_refused(run: Run, desks: Care, tmp_path: Path) -> None:
    for to in ("nobody", "0192f3a4-0000-7000-8000-000000000000"):
        assert run(desks.centre.home, "bundle", "export", "--to", to, "--out", str(tmp_path)).exit == 1
    (tmp_path / "file").touch()
    answer = run(desks.counsellor.home, "bundle", "export", "--to", "centre", "--out", str(tmp_path / "file" / "x"))
    assert (answer.exit, answer.code) == (1, "target_missing")


def test_a_workspace_is_checked_rebuilt_and_audited(run: Run, desks: Care) -> None:
    home = desks.centre.home
    checked = run(home, "check").document
    assert checked["ok"] is True and checked["faults"] == [] and checked["records"] > 3
    assert checked["warnings"] and all(not w.startswith("warning.") for w in checked["warnings"])
    rebuilt = run(home, "rebuild").document
    assert rebuilt["same"] is True and len(rebuilt["digest"]) == 64
    audited = run(home, "audit", "verify").document
    assert (audited["ok"], audited["broken_at"]) == (True, None) and audited["rows"] > 1
    exported = run(home, "keys", "export-for-recovery").document
    assert exported.keys() == {"store", "raw_key", "age_identities", "signing_public", "allowed_signers"}


def test_a_fault_ends_with_exit_1_and_still_tells_all(
    run: Run, desks: Care, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    school = School(tmp_path)
    home, _ = locked(school)
    run(home, "unlock-check")
    keys = run(home, "keys", "export-for-recovery").document
    db = connect(Path(keys["store"]), bytes.fromhex(keys["raw_key"]))
    db.run("DROP TRIGGER audit_kept")
    db.run("DELETE FROM audit WHERE seq = 1")
    db.close()
    checked, audited = run(home, "check"), run(home, "audit", "verify")
    assert (checked.exit, checked.document["ok"], checked.document["faults"]) == (1, False, ["audit"])
    assert (audited.exit, audited.document["ok"], audited.document["broken_at"]) == (1, False, 1)
    for words, said in ((["check"], "本机库有需要处理的地方"), (["audit", "verify"], "从第 1 行起对不上")):
        assert main(["--home", str(home), "--lang", "zh", *words]) == 1
        assert said in capsys.readouterr().out
    school.close()


def test_a_backup_is_made_verified_and_restored(run: Run, desks: Care, tmp_path: Path) -> None:
    file = run(desks.counsellor.home, "backup", "create", str(tmp_path / "stick")).document["file"]
    told = run(tmp_path, "backup", "verify", file).document
    assert (told["ok"], told["device"]) == (True, desks.counsellor.device) and told["records"] > 3
    restored = run(tmp_path / "new", "backup", "restore", file).document
    assert (restored["restored"], restored["epoch"]) == (str(tmp_path / "new"), 2)
    assert run(tmp_path / "new", "unlock-check").document["device"] == desks.counsellor.device
    assert run(tmp_path, "backup", "verify", str(tmp_path / "none")).code == "file_unreadable"


def test_upkeep_is_told_in_sentences(run: Run, desks: Care, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = desks.counsellor.home
    file = run(home, "backup", "create", str(tmp_path / "stick")).document["file"]
    said = []
    for where, *words in (
        (home, "check"), (home, "rebuild"), (home, "audit", "verify"), (tmp_path, "backup", "verify", file),
        (tmp_path / "new", "backup", "restore", file),
    ):  # fmt: skip
        assert main(["--home", str(where), "--lang", "zh", *words]) == 0
        said.append(capsys.readouterr().out)
    for out, begins in zip(
        said, ("本机库完好。", "列表和索引已重新生成", "操作记录的链条完好", "备份完好：", "备份已恢复到"), strict=True
    ):
        assert out.startswith(begins) and "None" not in out


def test_a_plan_file_is_checked_without_a_workspace(run: Run, tmp_path: Path) -> None:
    told = run(tmp_path, "plan", "check", str(resource("plan", "sanjiang-2023.toml"))).document
    assert (told["ok"], told["id"], told["clauses"]) == (True, "sanjiang-2023", 19)
    broken = tmp_path / "plan.toml"
    broken.write_text("id = \n", encoding="utf-8")
    answer = run(tmp_path, "plan", "check", str(broken))
    assert answer.code == "plan_wrong" and "line 1" in json.dumps(answer.document["error"])


def test_forms_are_listed_and_printed(run: Run, desks: Care, tmp_path: Path) -> None:
    forms = run(tmp_path, "form", "list").document["forms"]
    assert all({"form", "title"} <= f.keys() for f in forms) and "talk" in {f["form"] for f in forms}
    identity = add(run, desks, tmp_path)
    out = tmp_path / "talk.pdf"
    printed = run(desks.counsellor.home, "form", "print", "talk", identity, "--out", str(out))
    assert printed.document["file"] == str(out) and out.read_bytes().startswith(b"%PDF-")
    assert run(desks.counsellor.home, "form", "print", "none", identity, "--out", str(out)).exit == 1


def test_a_bug_is_a_calm_sentence_with_a_place_and_no_words_of_a_record(
    desks: Care, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("RUNXIN_PASSPHRASE", PASSPHRASE)
    where = str(tmp_path / "a\0b")
    code = main(["--home", str(desks.centre.home), "--json", "backup", "create", where])
    error = json.loads(capsys.readouterr().out)["error"]
    assert code == 1 and error["code"] == "bug" and error["message"]
    assert "Traceback" not in error["message"] and "null byte" not in error["message"]
