"""From an empty folder to an enrolled device, by commands alone, and the people and keys of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.conftest import Run, write_json
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE, School
from tests.slots import OTHER, PASSPHRASE, locked


def test_workspaces_are_made_with_keys_that_are_shown_once(run: Run, tmp_path: Path) -> None:
    centre, desk = tmp_path / "centre", tmp_path / "desk"
    founded = run(centre, "init", "--role", "centre", "--name", "陈主任", "--school", "三江学院").document
    assert founded.keys() == {"workspace", "device", "recovery_key", "root_key"}
    assert founded["workspace"] == str(centre)
    units = run(centre, "record", "list", "--kind", "unit").document["records"]
    assert [run(centre, "record", "show", u["id"]).document["fields"]["name"] for u in units] == ["三江学院"]
    made = run(desk, "init", "--role", "counsellor", "--name", "王老师", "--staff-no", "T001", "--college", COLLEGE)
    assert made.document.keys() == {"workspace", "device", "recovery_key"}
    assert run(desk, "init", "--role", "counsellor", "--name", "x", "--staff-no", "T1").code == "workspace_exists"
    told = run(desk, "unlock-check").document
    assert (told["enrolled"], told["person"], told["device"]) == (False, "T001", made.document["device"])


def test_a_counsellor_is_enrolled(run: Run, school: School, tmp_path: Path) -> None:
    centre, desk = locked(school, "centre")[0], locked(school)[0]
    founder, own = (run(home, "unlock-check").document["device"] for home in (centre, desk))
    given = {"when": "2026-11-23T20:00:00+08:00", "where": "dorm"}
    assert run(desk, "record", "add", "visit", "--json-file", write_json(tmp_path, given)).code == "not_enrolled"

    request = tmp_path / "request.json"
    asked = run(desk, "enrol", "request", "--out", str(request)).document
    told = run(centre, "enrol", "show", str(request)).document
    assert (told["code"], told["name"], told["staff_no"], told["role"]) == (
        asked["code"],
        "王老师",
        "T001",
        "counsellor",
    )
    approve = ("enrol", "approve", str(request), "--college", COLLEGE, "--out", str(tmp_path / "down"))
    wrong = "".join("1" if c == "0" else "0" for c in asked["code"] if c.isdigit())
    role = ("--role", "counsellor")
    assert run(centre, *approve, *role, "--code", wrong).code == "code_differs"
    assert run(centre, *approve, "--role", "station", "--code", asked["code"]).code == "role_differs"
    done = run(centre, *approve, *role, "--code", asked["code"], "--scope", CLASS, "软件工程2302班").document
    assert done.keys() == {"device", "welcome", "centre_code"} and done["device"] == own
    accept = ("enrol", "accept", done["welcome"], "--centre-code")
    assert run(desk, *accept, wrong).exit == 1
    assert run(desk, *accept, done["centre_code"]).document["device"] == done["device"]
    assert run(desk, "unlock-check").document["enrolled"] is True
    assert run(desk, "record", "add", "visit", "--json-file", write_json(tmp_path, given)).exit == 0

    (scope,) = run(desk, "record", "list", "--kind", "assignment").document["records"]
    assert scope["happened_on"] == "2026-08-31", "the first day of the term"
    assert run(desk, "record", "show", scope["id"]).document["fields"]["units"] == [CLASS, "软件工程2302班"]

    devices = run(centre, "device", "list").document["devices"]
    assert {d["id"]: (d["role"], d["state"]) for d in devices} == {
        founder: ("centre", "active"),
        own: ("counsellor", "active"),
    }
    assert all({"id", "name", "role", "state", "last_seq"} <= d.keys() for d in devices)
    revoked = run(centre, "device", "revoke", done["device"], "--reason", "lost").document
    assert (revoked["device"], revoked["state"]) == (done["device"], "lost")
    assert run(centre, "device", "revoke", "nobody", "--reason", "lost").exit == 1


@pytest.mark.parametrize(
    ("words", "passphrase", "code"),
    [
        (("--role", "counsellor", "--name", "x"), PASSPHRASE, "staff_no_missing"),
        (("--role", "centre", "--name", "x", "--plan", "none"), PASSPHRASE, "plan_unknown"),
        (("--role", "centre", "--name", " "), PASSPHRASE, "field_missing"),
        (("--role", "centre", "--name", "x"), "short", "passphrase_weak"),
    ],
)
def test_a_refused_init_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], passphrase: str, code: str
) -> None:
    monkeypatch.setenv("RUNXIN_NEW_PASSPHRASE", passphrase)
    assert run(tmp_path / "home", "init", *words).code == code
    assert not (tmp_path / "home").exists()


def test_a_passphrase_is_changed_and_a_leaked_one_rekeys(
    run: Run, school: School, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home, recovery = locked(school)
    first = run(home, "keys", "export-for-recovery").document["raw_key"]
    secret = tmp_path / "new"
    secret.write_text(OTHER, encoding="utf-8")
    changed = run(home, "--new-passphrase-file", str(secret), "passphrase", "change").document
    assert changed == {"changed": True, "person": "T001", "rekeyed": False}
    assert run(home, "unlock-check").code == "wrong_passphrase"
    monkeypatch.setenv("RUNXIN_PASSPHRASE", OTHER)
    assert run(home, "keys", "export-for-recovery").document["raw_key"] == first
    monkeypatch.setenv("RUNXIN_NEW_PASSPHRASE", PASSPHRASE)
    assert run(home, "passphrase", "change", "--leaked").document["rekeyed"] is True
    monkeypatch.setenv("RUNXIN_PASSPHRASE", PASSPHRASE)
    assert run(home, "keys", "export-for-recovery").document["raw_key"] != first

    sheet = tmp_path / "sheet"
    sheet.write_text(f"{recovery}\n", encoding="utf-8")
    monkeypatch.setenv("RUNXIN_NEW_PASSPHRASE", OTHER)
    assert run(home, "recover", "--recovery-key-file", str(sheet)).document == {"recovered": True, "person": "T001"}
    monkeypatch.setenv("RUNXIN_PASSPHRASE", OTHER)
    assert run(home, "unlock-check").document["ok"] is True
    renewed = run(home, "recovery", "renew").document["recovery_key"]
    assert renewed != recovery
    assert run(home, "recover", "--recovery-key-file", str(sheet)).code == "wrong_recovery_key"


def test_the_people_of_a_shared_machine(run: Run, school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    home, _ = locked(school, "centre")
    monkeypatch.setenv("RUNXIN_NEW_PASSPHRASE", OTHER)
    added = run(home, "person", "add", "--staff-no", "C002", "--name", "李老师").document
    assert added == {"person": "C002", "admitted": True}
    assert run(home, "person", "add", "--staff-no", "C002").code == "person_exists"
    people: list[dict[str, Any]] = run(home, "person", "list").document["people"]
    assert [(p["staff_no"], p["name"], p["role"], p["admitted"]) for p in people] == [
        ("C001", "陈主任", "centre", True),
        ("C002", "李老师", "centre", True),
    ]
    monkeypatch.setenv("RUNXIN_PASSPHRASE", OTHER)
    assert run(home, "unlock-check").document["person"] == "C002"
    assert run(home, "--person", "C001", "unlock-check").code == "wrong_passphrase"
    assert run(home, "person", "remove", "C001").document == {"removed": "C001"}
    assert run(home, "person", "remove", "C002").code == "last_slot"


def test_quick_unlock_without_a_keyring_is_refused(run: Run, desks: Care, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends import null

    made: Any = null.Keyring
    before = keyring.get_keyring()
    keyring.set_keyring(made())
    try:
        assert run(desks.counsellor.home, "quick-unlock", "on").code == "keyring_unavailable"
        assert run(desks.counsellor.home, "--quick", "unlock-check").code == "keyring_unavailable"
    finally:
        keyring.set_keyring(before)


def test_a_roster_is_imported_as_a_diff(run: Run, school: School, tmp_path: Path) -> None:
    home, _ = locked(school, "centre")
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "学号,姓名,学院,班级\n0023001,李雷,计算机学院,软件工程2301班\n=1+1,坏行,计算机学院,软件工程2301班\n",
        encoding="utf-8-sig",
    )
    tried = run(home, "roster", "import", str(roster), "--dry-run")
    assert (tried.exit, tried.document["added"]) == (3, 1)
    assert run(home, "record", "list", "--kind", "student").document == {"records": []}
    done = run(home, "roster", "import", str(roster))
    assert {"added", "changed", "unchanged", "held"} <= done.document.keys()
    (held,) = done.document["held"]
    assert held["row"] == 3 and held["code"] and held["message"]
    again = run(home, "roster", "import", str(roster)).document
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 1)
    (student,) = run(home, "record", "list", "--kind", "student").document["records"]
    assert student["student"] == "0023001"
    assert run(home, "roster", "import", str(tmp_path / "none.xlsx")).exit == 1
