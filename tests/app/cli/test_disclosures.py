"""The commands of the disclosure slip: written from a note, pointed out, printed, listed and revoked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.cli.conftest import Run, write_json
from tests.school import School
from tests.slots import with_slot
from tests.vaults import PASSPHRASE, note, open_test_vault


def test_a_slip_from_the_command_line(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNXIN_VAULT_PASSPHRASE", PASSPHRASE)
    school = School(tmp_path / "school")
    centre = school.centre()
    school.students(centre, "2301001")
    desk = school.enrolled(centre, "psychologist", "X001")
    school.exchange(centre, desk)
    open_test_vault(desk, slots=True).lock()
    with_slot(desk)
    school.close()
    home, said = desk.home, "梳理了两件事，约好每晚给姐姐打电话"
    written = write_json(tmp_path, note(course=said))
    entry = str(run(home, "vault", "note", "add", "--json-file", written).document["id"])
    fields: dict[str, object] = {
        "student": "2301001", "ground": "danger", "content": f"有抑郁症。{said}", "to": "保卫处",
        "decided_by": "主任",
    }  # fmt: skip
    out = tmp_path / "slip.pdf"
    made = run(
        home, "vault", "disclose", "--json-file", write_json(tmp_path, fields), "--from-note", entry, "--out", str(out)
    )
    assert made.exit == 0 and out.read_bytes().startswith(b"%PDF")
    assert made.document["lacking"] == ["not_told_why"], "told, and no reason to refuse"
    word, quote = made.document["pointed"]
    assert (word["what"], word["word"]) == ("word", "抑郁症")
    assert (quote["what"], quote["field"], quote["note"]) == ("quote", "content", entry)
    shown = run(home, "vault", "note", "show", entry).document
    assert made.document["id"] in shown["addenda"][0]["text"]
    (slip,) = run(home, "vault", "disclosures").document["disclosures"]
    assert (slip["id"], slip["student"], slip["standing"]) == (made.document["id"], "2301001", "in_force")
    (tmp_path / "why").write_text("写错对象", encoding="utf-8")
    assert run(home, "vault", "revoke-disclosure", slip["id"], "--reason-file", str(tmp_path / "why")).exit == 0
    assert run(home, "vault", "disclosures").document["disclosures"][0]["standing"] == "revoked"
