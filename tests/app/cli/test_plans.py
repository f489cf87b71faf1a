"""`runxin plan`: a file checked, adopted, its settings listed and confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from app.paths import resource
from app.plan.reading import seed_text
from tests.app.cli.conftest import Run
from tests.app.services.conftest import Care

TEXT = seed_text("sanjiang-2023")


def plan_file(folder: Path, right: str = "", wrong: str = "") -> str:
    path = folder / "plan.toml"
    path.write_text(TEXT.replace('version = "1"', 'version = "2"', 1).replace(right, wrong, 1), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("seed", ["sanjiang-2023", "linjiang-2025"])
def test_a_plan_that_is_right(run: Run, tmp_path: Path, seed: str) -> None:
    told = run(tmp_path, "plan", "check", str(resource("plan", f"{seed}.toml")))
    clauses = seed_text(seed).count("\n[[clause]]")
    assert (told.exit, told.document) == (0, {"ok": True, "id": seed, "version": "1", "clauses": clauses})


def test_a_wrong_one_is_refused_with_line_place_and_reason(run: Run, tmp_path: Path) -> None:
    told = run(tmp_path, "plan", "check", plan_file(tmp_path, "rank = 3", "rank = 2"))
    assert (told.exit, told.code, told.document["ok"]) == (1, "plan_wrong", False)
    error = told.document["error"]
    line = TEXT[: TEXT.index("rank = 3")].count("\n") + 1
    assert (error["line"], error["place"], error["reason"]) == (line, "level[3].rank", "2: twice")
    assert str(line) in error["message"] and "level[3].rank" in error["hint"]
    assert run(tmp_path, "plan", "check", str(tmp_path / "none.toml")).code == "file_unreadable"


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "（sanjiang-2023 第 1 版）可以施行"), ("en", "can come into force")]
)
def test_a_plan_that_is_right_is_a_sentence(language: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["--lang", language, "plan", "check", str(resource("plan", "sanjiang-2023.toml"))]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert told in line


def test_a_person_reads_the_line_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["--lang", "en", "plan", "check", plan_file(tmp_path, "rank = 3", "rank = 2")]) == 1
    assert "level[3].rank: 2: twice" in capsys.readouterr().out


def test_a_new_version_is_adopted_and_its_settings_confirmed(run: Run, desks: Care, tmp_path: Path) -> None:
    centre = desks.centre.home
    adopt = ("plan", "adopt", plan_file(tmp_path), "--from")
    assert run(centre, *adopt, "2026-11-23").code == "plan_from_past"
    done = run(centre, *adopt, "2026-11-25").document
    assert done.keys() == {"id", "version", "from", "record"}
    assert (done["id"], done["version"], done["from"]) == ("sanjiang-2023", "2", "2026-11-25")
    assert run(centre, "record", "show", done["record"]).document["fields"]["from"] == "2026-11-25"
    assert run(desks.counsellor.home, *adopt, "2026-11-25").code == "not_a_seat"

    now = "2026-11-25T08:00:00+08:00"
    assert run(centre, "plan", "settings").document["version"] == "1"
    before = run(centre, "plan", "settings", now=now).document
    assert before.keys() == {"plan", "version", "settings", "assumed", "footnote", "warnings"}
    assert (before["plan"], before["version"]) == ("sanjiang-2023", "2")
    assert {tuple(s) for s in before["settings"]} == {
        ("key", "value", "source", "clause", "open", "sentence", "confirmed", "used", "assumed")
    }
    assert [s["key"] for s in before["settings"] if s["open"]] and before["footnote"].startswith("以下口径学校尚未确认")
    keys = ("visits_counted", "no_change_counts")
    after = run(centre, "plan", "settings", "--confirm", *keys, now=now).document
    assert after["assumed"] == before["assumed"] - 2 == sum(s["assumed"] for s in after["settings"])
    assert [s["key"] for s in after["settings"] if s["confirmed"] == "2026-11-25"] == [
        "no_change_counts",
        "visits_counted",
    ]
    wrong = run(centre, "plan", "settings", "--confirm", "visit_counted", now=now)
    assert (wrong.exit, wrong.code) == (1, "setting_unknown")
    assert "visits_counted" in wrong.document["error"]["hint"]


def test_a_school_begins_with_the_plan_it_names(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "centre"
    run(home, "init", "--role", "centre", "--name", "沈老师", "--school", "临江学院", "--plan", "linjiang-2025")
    assert run(home, "plan", "settings").document["plan"] == "linjiang-2025"
    kinds = {k["kind"]: k for k in run(home, "record", "kinds").document["kinds"]}
    (level,) = [f for f in kinds["care_listing"]["fields"] if f["name"] == "level"]
    assert [c["id"] for c in level["choices"]] == ["red", "orange", "blue"]
