"""Keeping a workspace whole: what a check finds, what a rebuild changes, what the standard tools need."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app.errors import UserError
from app.services import records, upkeep
from app.store import state
from app.store.connection import connect
from app.workspace import Workspace, store_path
from tests.app.services.conftest import Care
from tests.school import talk


def forge(workspace: Workspace, *statements: str) -> None:
    """What somebody with the key and a shell can do to a store."""
    db = connect(store_path(workspace.home), workspace.store.raw_key)
    try:
        for sql in statements:
            db.run(sql)
    finally:
        db.close()


def test_a_whole_workspace_has_no_faults(care: Care) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    for workspace in (care.centre, care.counsellor):
        found = upkeep.check(workspace)
        assert found.faults == () and found.warnings == ("no_backup",)
        assert found.revisions >= found.records > 5


def test_a_changed_line_and_a_changed_body_are_found(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    other = records.add_record(care.counsellor, "talk", talk("2301001"))
    forge(
        care.counsellor,
        "DROP TRIGGER revision_stays",
        f"UPDATE revision SET line = CAST(replace(line, 'none', 'watch') AS BLOB) WHERE id = x'{saved.revision}'",
        f"UPDATE body SET line = CAST(replace(line, '睡', '吃') AS BLOB)"
        f" WHERE revision = (SELECT pos FROM revision WHERE id = x'{other.revision}')",
    )
    assert set(upkeep.check(care.counsellor).faults) == {f"revision: {saved.revision}", f"revision: {other.revision}"}


def test_a_rewritten_audit_is_found(care: Care) -> None:
    assert upkeep.verify_audit(care.centre).broken_at is None
    forge(care.centre, "DROP TRIGGER audit_kept", "DELETE FROM audit WHERE seq = 1")
    assert upkeep.check(care.centre).faults == ("audit",)
    found = upkeep.verify_audit(care.centre)
    assert found.broken_at == 1 and found.rows and len(found.head) == 80


def test_a_store_without_any_audit_is_whole(care: Care) -> None:
    fresh = care.school.device("counsellor", "T009")
    found = upkeep.verify_audit(fresh)
    assert (found.rows, found.head, found.broken_at) == (0, "", None)


def test_a_rebuild_makes_every_list_again(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    assert upkeep.rebuild(care.counsellor).same
    forge(care.counsellor, "DELETE FROM record_student", "UPDATE record SET severity = 9", "DELETE FROM name_key")
    done = upkeep.rebuild(care.counsellor)
    assert not done.same and done.records
    again = upkeep.rebuild(care.counsellor)
    assert again.same and again.digest == done.digest
    assert records.amend_record(care.counsellor, saved.id, talk("2301001")).revision == saved.revision


def test_what_a_person_should_know_is_said(care: Care) -> None:
    with care.counsellor.store.unit() as unit:
        for key in ("behind", "trust_alarm", "audit_alarm"):
            state.set_setting(unit, key, "1")
        state.set_setting(unit, "backup", (care.counsellor.clock.now() - timedelta(days=6)).isoformat())
    assert upkeep.warnings(care.counsellor) == ["behind", "trust_alarm", "audit_rewritten"]
    care.school.at(care.counsellor, "2030-01-01T10:00:00+08:00")
    assert upkeep.warnings(care.counsellor)[-2:] == ["trust_expired", "no_backup"]


def test_a_folder_that_a_cloud_reads_along_is_warned_of(care: Care, tmp_path: Path) -> None:
    care.counsellor.home = tmp_path / "OneDrive - 学校" / "runxin"
    assert "cloud_folder" in upkeep.warnings(care.counsellor)
    care.counsellor.home = tmp_path / "坚果云"
    assert "cloud_folder" in upkeep.warnings(care.counsellor)


def test_the_keys_for_standard_tools_open_the_store(care: Care) -> None:
    found = upkeep.export_keys(care.counsellor)
    db = connect(found.store, bytes.fromhex(found.raw_key))
    assert state.setting(db, "device") == care.counsellor.device
    db.close()
    assert len(found.age_identities) == 1 and found.age_identities[0].startswith("AGE-SECRET-KEY-1")
    assert len(found.allowed_signers) == 2
    own = next(line for line in found.allowed_signers if line.startswith(f"{care.counsellor.device}.1 "))
    assert 'namespaces="bundle-v1@runxin" ssh-ed25519 ' in own
    before = upkeep.verify_audit(care.counsellor).rows
    upkeep.export_keys(care.counsellor)
    assert upkeep.verify_audit(care.counsellor).rows == before + 1
    alone = upkeep.export_keys(care.school.device("counsellor", "T009"))
    assert alone.allowed_signers == () and alone.signing_public


def test_a_plan_nobody_can_read_never_comes_into_force(care: Care) -> None:
    given = {"id": "sanjiang-2023", "version": "next", "from": "2026-11-24", "toml": "id = "}
    with pytest.raises(UserError, match="plan_wrong"):
        records.add_record(care.centre, "plan", given)
    assert records.add_record(care.counsellor, "talk", talk("2301001")).id
