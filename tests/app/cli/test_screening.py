"""`runxin screening import`: the JSON of DESIGN.md §7, exits, and a person's lines."""

from __future__ import annotations

from pathlib import Path

from tests.app.cli.conftest import Run
from tests.app.services.conftest import Care
from tests.app.sheets.screening_books import answered, two_rows

LOW = (0,) * 9


def export(folder: Path, *rows: list[object]) -> str:
    path = folder / "普查.xlsx"
    path.write_bytes(two_rows(*rows))
    return str(path)


def test_results_are_imported_previewed_and_held(run: Run, desks: Care, tmp_path: Path) -> None:
    home = desks.centre.home
    file = export(tmp_path, answered(*LOW[:8], 2), answered(*LOW, number="9999999"))
    words = ("screening", "import", file, "--scale", "phq-9")
    seen = run(home, *words, "--dry-run")
    assert (seen.exit, seen.document["added"], seen.document["dry_run"]) == (3, 1, True)
    done = run(home, *words)
    assert done.exit == 3
    assert {"added", "changed", "unchanged", "held", "classes", "calls"} <= done.document.keys()
    assert (done.document["added"], done.document["calls"], done.document["classes"]["alarm"]) == (1, 1, 1)
    ((held),) = done.document["held"]
    assert held["row"] == 4 and held["code"] == "bulk_student_unknown" and "9999999" not in held["message"]
    assert run(home, *words).document["unchanged"] == 1


def test_all_rows_taken_is_done(run: Run, desks: Care, tmp_path: Path) -> None:
    file = export(tmp_path, answered(*LOW, number="2301003"))
    done = run(desks.centre.home, "screening", "import", file, "--scale", "PHQ-9")
    assert (done.exit, done.document["held"], done.document["outcomes"]["taken"]) == (0, [], 1)


def test_what_is_unclear_or_not_allowed_is_refused(run: Run, desks: Care, tmp_path: Path) -> None:
    home, file = desks.centre.home, export(tmp_path, answered(*[1] * 9, number="2301002"))
    unclear = run(home, "screening", "import", file, "--scale", "phq-9")
    assert (unclear.exit, unclear.code) == (1, "coding_unclear")
    assert "--coding" in unclear.document["error"]["hint"]
    assert run(home, "screening", "import", file, "--scale", "phq-9", "--coding", "1-4").exit == 0
    assert run(home, "screening", "import", file, "--scale", "x").code == "scale_unknown"
    other = run(desks.counsellor.home, "screening", "import", file, "--scale", "phq-9", "--coding", "1-4")
    assert (other.exit, other.code) == (1, "screening_not_allowed")
