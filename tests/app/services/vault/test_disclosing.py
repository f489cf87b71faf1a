"""The disclosure slip: nothing before it is signed, then a record, an addendum and rows in both audits; what may follow
it; revoking it for the future."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.records.kind import Values
from app.services import printing, reading, records
from app.services.disclosures import list_disclosures, revoke_disclosure
from app.services.vault import reading as vault_reading
from app.services.vault import signing
from app.services.vault.disclosing import disclose, find_student, preview_disclosure
from app.store.audit import audit_rows
from app.vault.drafts import VaultDraft
from app.vault.file import Vault
from tests.app.services.conftest import Care
from tests.app.services.test_reports import text_of
from tests.vaults import note, open_test_vault

SAID = "他说最近一周睡不着觉，总想着不如消失算了，也没有告诉过家里。"
SLIP: Values = {
    "student": "2301001",
    "ground": "danger",
    "content": "近两周请每天与该生见面一次，夜里请室友陪伴，不要让其独处。",
    "to": "计算机学院二级心理工作站",
    "decided_by": "陈主任",
    "student_told": True,
}
LISTING: Values = {
    "student": "2301001",
    "action": "list",
    "level": "level1",
    "reason": "需每天见面",
    "from": "2026-11-24",
}
CRISIS: Values = {
    "student": "2301001", "found_at": "2026-11-24T09:00:00+08:00", "found_by": "咨询中", "route": "counselling",
    "on_campus": True, "danger": "需有人陪伴",
}  # fmt: skip


@pytest.fixture
def vault(care: Care) -> Iterator[Vault]:
    made = open_test_vault(care.psychologist)
    client = {"code": "0147", "name": "学生2301001", "student": "2301001"}
    signing.sign_entry(care.psychologist, made, "client", client)
    yield made
    made.lock()


def refused(code: str, *call: object, **named: object) -> None:
    with pytest.raises(UserError) as error:
        call[0](*call[1:], **named)  # type: ignore[operator]
    assert error.value.code == code


def test_a_preview_shows_the_slip_and_writes_nothing(care: Care, vault: Vault) -> None:
    desk = care.psychologist
    entry = signing.sign_entry(desk, vault, "session_note", note(course=SAID))
    before = (len(reading.list_records(desk)), len(audit_rows(desk.store.read())))
    content = "有抑郁症。他说：最近一周睡不着觉，总想着\n不如消失算了。"
    seen = preview_disclosure(desk, vault, {**SLIP, "content": content})
    assert [(q.field, content[q.start : q.end], q.entry) for q in seen.quoted] == [
        ("content", "最近一周睡不着觉，总想着\n不如消失算了", entry.id)
    ]
    assert [word.word for word in seen.words] == ["抑郁症"] and seen.consent is None and not seen.minor
    assert seen.paper.title == "信息披露单" and seen.paper.marks == ("不得转告家长",)
    cells = [cell for row in seen.paper.rows for cell in row]
    told = {cell.text for cell in cells}
    assert {content, "计算机学院二级心理工作站", "不得转告其他任何人", "学生2301001"} <= told
    assert "未告知的原因" not in told and "撤回时间" not in told, "what nobody wrote has no row"
    assert before == (len(reading.list_records(desk)), len(audit_rows(desk.store.read())))
    assert not preview_disclosure(desk, vault, SLIP).quoted, "the writer's own words"


def test_what_the_slip_asks_for(care: Care, vault: Vault) -> None:
    desk = care.psychologist
    refused("field_missing", preview_disclosure, desk, vault, {**SLIP, "student_told": False})
    preview_disclosure(desk, vault, {**SLIP, "student_told": False, "not_told_why": "正在失联"})
    agreed = {**SLIP, "ground": "consent"}
    refused("disclosure_consent_needed", preview_disclosure, desk, vault, agreed)
    preview_disclosure(desk, vault, {**agreed, "consent_noted": "11月24日当面同意"})
    consent = {"student": "2301001", "for": "disclosure", "by": "student", "when": "2026-11-24T09:00:00+08:00"}
    no = records.add_record(desk, "consent", {**consent, "how": "refused"})
    refused("disclosure_consent_needed", preview_disclosure, desk, vault, agreed)
    records.withdraw_record(desk, no.id, "写错了")
    yes = records.add_record(desk, "consent", {**consent, "how": "signed"})
    found = preview_disclosure(desk, vault, agreed).consent
    assert found is not None and (found.id, found.by) == (yes.id, "student")
    child = {"code": "0147", "name": "学生2301001", "student": "2301001", "minor": True}
    signing.sign_entry(desk, vault, "client", child)
    assert preview_disclosure(desk, vault, agreed).minor
    refused("vault_entry_unknown", disclose, desk, vault, SLIP, source="0" * 32)
    assert list_disclosures(desk) == (), "the record is not written without its addendum"


def test_a_signed_slip_is_a_record_and_the_vault_knows(care: Care, vault: Vault) -> None:
    desk = care.psychologist
    entry = signing.sign_entry(desk, vault, "session_note", note(course=SAID))
    assert find_student(desk, vault, "0147") == care.students[0] and find_student(desk, vault, "0999") == ""
    draft = VaultDraft("d1", "disclosure", "0147", desk.clock.stamp(), dict(SLIP))
    signing.keep_vault_draft(vault, draft)
    saved = disclose(desk, vault, SLIP, source=entry.id, draft="d1")
    assert signing.list_vault_drafts(vault) == []
    (slip,) = list_disclosures(desk)
    assert (slip.id, slip.name, slip.standing, slip.mine, slip.family_named) == (
        saved.id, "学生2301001", "in_force", True, False,
    )  # fmt: skip
    (told,) = vault_reading.show_entry(vault, entry.id).addenda
    assert saved.id in told.text and "计算机学院二级心理工作站" in told.text
    other = disclose(desk, vault, {**SLIP, "to": "保卫处"})
    client = next(line.id for line in vault_reading.list_clients(vault))
    assert other.id in vault_reading.show_entry(vault, client).addenda[-1].text, (
        "without a source it stands with the client"
    )
    with vault.look() as db:
        inside = [(row.act, row.subject) for row in audit_rows(db)]
    assert inside[:2] == [("disclosure", other.id), ("disclosure", saved.id)]
    assert ("disclosure", saved.id) in [(row.act, row.subject) for row in audit_rows(desk.store.read())]
    care.school.exchange(care.centre, desk)
    assert {one.to for one in list_disclosures(care.centre, care.students[0])} == {"保卫处", SLIP["to"]}


def test_revoked_for_the_future(care: Care, vault: Vault, tmp_path: Path) -> None:
    desk = care.psychologist
    saved = disclose(desk, vault, SLIP)
    refused("field_missing", revoke_disclosure, desk, saved.id, "  ")
    refused("disclosure_unknown", revoke_disclosure, desk, "nothing", "理由")
    revoke_disclosure(desk, saved.id, "危险已经解除")
    refused("disclosure_over", revoke_disclosure, desk, saved.id, "再撤一次")
    (slip,) = list_disclosures(desk)
    assert slip.standing == "revoked" and slip.revoked_why == "危险已经解除" and slip.content == SLIP["content"]
    said = text_of(printing.print_form(desk, "disclosure", saved.id, tmp_path / "slip.pdf"))
    assert "已撤回" in said and "危险已经解除" in said and "自此不得再使用" in said


def test_what_comes_from_counselling_is_disclosed_first(care: Care, vault: Vault) -> None:
    desk, school = care.psychologist, care.school
    refused("disclosure_needed", records.add_record, desk, "care_listing", LISTING)
    refused("disclosure_needed", records.add_record, desk, "crisis", CRISIS)
    records.add_record(desk, "crisis", {**CRISIS, "drill": True})
    records.add_record(desk, "crisis", {**CRISIS, "route": "other"})
    records.add_record(care.counsellor, "care_listing", LISTING)
    first = disclose(desk, vault, {**SLIP, "expires": "2026-11-24"})
    crisis = records.add_record(desk, "crisis", CRISIS)
    refused("disclosure_needed", records.add_record, desk, "crisis", {**CRISIS, "student": "2301002"})
    revoke_disclosure(desk, first.id, "写错了对象")
    refused("disclosure_needed", records.add_record, desk, "care_listing", LISTING)
    records.amend_record(desk, crisis.id, {**CRISIS, "state": "closed"})  # what was begun goes on
    school.at(desk, "2026-11-25T10:00:00+08:00")
    disclose(desk, vault, {**SLIP, "expires": "2026-11-24"})
    refused("disclosure_needed", records.add_record, desk, "care_listing", LISTING)
    disclose(desk, vault, {**SLIP, "expires": "2026-11-25"})
    listed = records.add_record(desk, "care_listing", LISTING)
    school.exchange(care.centre, desk)
    for kept in (crisis, listed):
        assert reading.show_record(care.centre, kept.id).author_name
