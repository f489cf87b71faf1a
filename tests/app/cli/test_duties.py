"""`due` and `coverage`: the documents that checks outside rely on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.app.cli.conftest import Run
from tests.app.services.conftest import Care
from tests.school import talk

A = "2301001"
COUNTS = {"met", "met_late", "owed", "overdue", "excused", "unclear", "unheard"}


@pytest.fixture
def written(run: Run, desks: Care, tmp_path: Path) -> Care:
    """A circumstance and the talk that answers it."""
    for kind, fields in (
        ("circumstance", {"students": [A], "what": "asked_for_talk", "when": "2026-11-23T09:00:00+08:00"}),
        ("talk", talk(A)),
    ):
        file = tmp_path / f"{kind}.json"
        file.write_text(json.dumps(fields), encoding="utf-8")
        assert run(desks.counsellor.home, "record", "add", kind, "--json-file", str(file)).exit == 0
    return desks


def test_due_tells_each_duty_with_its_proof(run: Run, written: Care) -> None:
    home = written.counsellor.home
    answer = run(home, "due")
    met = [d for d in answer.document["duties"] if d["rule"] == "must_talk_asked"]
    assert answer.exit == 0 and met
    assert {k: met[0][k] for k in ("clause", "subject", "n", "of", "state", "late", "due", "holder")} == {
        "clause": "prevention.3", "subject": A, "n": 1, "of": 1, "state": "met", "late": False,
        "due": "2026-11-24T23:59:00+08:00", "holder": "T001",
    }  # fmt: skip
    assert run(home, "record", "show", met[0]["proof"][0]).document["kind"] == "talk"
    assert run(home, "record", "show", met[0]["cause"]).document["kind"] == "circumstance"


def test_due_of_a_week_a_student_a_rule_or_what_is_overdue(run: Run, written: Care) -> None:
    home = written.counsellor.home
    week = run(home, "due", "--week", "13", "--rule", "visits").document["duties"]
    assert [(d["n"], d["of"], d["state"], d["subject"]) for d in week] == [
        (1, 2, "owed", "T001"),
        (2, 2, "owed", "T001"),
    ]
    assert run(home, "due", "--week", "2026-11-25", "--rule", "visits").document["duties"] == week
    overdue = run(home, "due", "--overdue").document["duties"]
    assert overdue and {d["state"] for d in overdue} == {"overdue"}
    about = run(home, "due", "--student", A).document["duties"]
    assert {d["subject"] for d in about if d["about"] == "student"} == {A}
    assert run(home, "due", "--week", "40").code == "week_unknown"
    assert run(home, "due", "--counsellor", "nobody").code == "staff_unknown"


def test_coverage_counts_the_same_duties(run: Run, written: Care) -> None:
    home = written.counsellor.home
    answer = run(home, "coverage", "--term", "2026-2027-1", "--by", "clause").document
    assert set(answer) >= {"as_of", "missing", "rows"} and answer["as_of"] == "2026-11-24T10:00:00+08:00"
    assert all(COUNTS | {"clause", "rule", "group"} <= set(row) for row in answer["rows"])
    talks = next(r for r in answer["rows"] if r["rule"] == "must_talk_asked")
    assert talks["group"] == talks["clause"] == "prevention.3" and talks["met"] >= 1
    day = run(home, "coverage", "--from", "2026-11-24", "--to", "2026-11-24").document["rows"]
    assert sum(r["met"] for r in day if r["rule"] == "must_talk_asked") >= 1
    assert all(r["met"] + r["owed"] + r["overdue"] == 0 for r in day if r["rule"] == "visits")
    assert run(home, "coverage", "--from", "24.11.2026").code == "date_wrong"
    rest = run(home, "coverage", "--from", "2026-11-24").document
    assert (rest["from"], rest["to"]) == ("2026-11-24", "2027-01-17")


def test_every_figure_of_coverage_opens_its_duties(run: Run, written: Care) -> None:
    home = written.counsellor.home
    for days in ((), ("--term", "2026-2027-1"), ("--from", "2026-11-01", "--to", "2026-11-30")):
        counted = Counter[tuple[str, str]]()
        for row in run(home, "coverage", *days).document["rows"]:
            counted.update({(row["rule"], state): row[state] for state in COUNTS if row[state]})
        told = run(home, "due", *days).document["duties"]
        assert counted == Counter((d["rule"], "met_late" if d["late"] else d["state"]) for d in told)
    assert run(home, "coverage", "--term", "1999").code == run(home, "due", "--term", "1999").code == "term_unknown"
