"""`runxin handover …`: the journey by commands alone, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.cli.conftest import Answer, Run, write_json
from tests.app.services.conftest import at_work
from tests.school import talk
from tests.slots import with_slot


@pytest.fixture
def homes(tmp_path: Path) -> dict[str, Path]:
    """The centre's, the leaving counsellor's and the following one's workspaces, locked."""
    care = at_work(tmp_path / "school")
    new = care.school.enrolled(care.centre, "counsellor", "T002", scope=("软件工程2399班",))
    care.school.exchange(care.centre, care.counsellor, new)
    found = {}
    for name, workspace in (("centre", care.centre), ("old", care.counsellor), ("new", new)):
        with_slot(workspace)
        found[name] = workspace.home
        found[f"{name}-id"] = Path(workspace.device)
        workspace.lock()
    return found


def carry(run: Run, homes: dict[str, Path], stick: Path, one: str, other: str) -> None:
    to = "centre" if other == "centre" else str(homes[f"{other}-id"])
    sent = run(homes[one], "bundle", "export", "--to", to, "--out", str(stick)).document["files"]
    assert run(homes[other], "bundle", "import", *sent).exit == 0


def test_a_caseload_by_commands(run: Run, homes: dict[str, Path], tmp_path: Path) -> None:
    old, new, centre = homes["old"], homes["new"], homes["centre"]
    own = run(old, "record", "add", "talk", "--json-file", write_json(tmp_path, talk("2301001", "只有我知道")))
    asked = run(old, "handover", "--to", "T002", "--students", "2301001", "2301002", "--witness", "张书记")
    assert asked.exit == 0
    assert asked.document["students"] == ["2301001", "2301002"] and asked.document["state"] == "written"
    identity = asked.document["id"]
    what = {"students": ["2301001"], "what": "academic_warning", "when": "2026-11-20"}
    run(centre, "record", "add", "circumstance", "--json-file", write_json(tmp_path, what))
    carry(run, homes, tmp_path, "old", "centre")
    (waiting,) = run(centre, "handover", "list").document["handovers"]
    assert (waiting["id"], waiting["turn"], waiting["from"], waiting["to"]) == (identity, "centre", "T001", "T002")
    assert run(centre, "handover").document == {"handovers": [waiting]}
    assert run(centre, "handover", "show", identity).document == waiting
    assert run(centre, "handover", "approve", identity, "--remark", "同意").document["state"] == "approved"
    for one in ("old", "new"):
        carry(run, homes, tmp_path, "centre", one)
    sent = run(old, "handover", "export", identity, "--out", str(tmp_path / "stick"))
    assert sent.document["state"] == "sent" and len(sent.document["files"]) == 1
    assert sent.document["others"] == 1, "the centre's own record"
    assert run(new, "handover", "accept", identity).code == "handover_not_arrived"
    taken = run(new, "bundle", "import", *sent.document["files"])
    (result,) = taken.document["results"]
    assert (taken.exit, result["left_out"]) == (0, 1) and "1 条记录不是移交人" in result["message"]
    assert run(new, "handover", "show", identity).document["left_out"] == 1
    assert run(new, "handover", "accept", identity, "--remark", "逐人核对过").document["state"] == "taken"
    assert run(new, "record", "show", own.document["id"]).document["fields"]["content"] == "只有我知道"


def test_what_it_refuses(run: Run, homes: dict[str, Path]) -> None:
    old, centre = homes["old"], homes["centre"]

    def code(answer: Answer) -> tuple[int, str]:
        return answer.exit, answer.code

    assert code(run(old, "handover", "--to", "T001")) == (1, "handover_to_self")
    assert code(run(old, "handover", "--to", "T002", "--on", "2026-11-01")) == (1, "handover_day_past")
    assert code(run(old, "handover", "--to", "T002", "--on", "soon")) == (1, "date_wrong")
    assert code(run(centre, "handover", "--to", "T002")) == (1, "handover_giver")
    identity = run(centre, "handover", "--to", "T002", "--from", "T001", "--cautions", "先联系母亲").document["id"]
    assert code(run(centre, "handover", "refuse", identity)) == (1, "field_missing")
    assert run(centre, "handover", "refuse", identity, "--remark", "先不交").document["state"] == "refused"
    assert code(run(centre, "handover", "approve", identity)) == (1, "handover_decided")
    assert code(run(centre, "handover", "approve", identity, "--acting", "--until", "x")) == (1, "date_wrong")
    assert code(run(old, "handover", "show", identity)) == (1, "handover_unknown")
