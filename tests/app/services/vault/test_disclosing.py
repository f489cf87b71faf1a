"""The disclosure slip: nothing before it is signed, then a record, an addendum and rows in both audits; what may follow
it; revoking it for the future."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.records import KINDS
from app.records.ids import new_id
from app.records.kind import Values
from app.services import printing, reading, records
from app.services.disclosures import list_disclosures, revoke_disclosure
from app.services.saving import Wish, Writer
from app.services.vault import held, roster_names, signing
from app.services.vault import reading as vault_reading
from app.services.vault.disclosing import check_whole, disclose, find_student, preview_disclosure
from app.store.audit import audit_rows
from app.vault.drafts import VaultDraft
from app.vault.file import Vault
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_reports import text_of
from tests.school import CLASS
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

    def lacking(**changed: object) -> tuple[str, ...]:
        return preview_disclosure(desk, vault, {**SLIP, **changed}).lacking

    assert lacking() == () and lacking(student_told=False) == ("not_told_why",)
    assert lacking(student_told=False, not_told_why="正在失联") == ()
    refused("field_missing", check_whole, preview_disclosure(desk, vault, {**SLIP, "student_told": False}))
    assert lacking(ground="consent") == ("consent_noted",)
    assert lacking(ground="consent", consent_noted="11月24日当面同意") == ()
    refused("disclosure_consent_needed", check_whole, preview_disclosure(desk, vault, {**SLIP, "ground": "consent"}))
    refused("field_missing", preview_disclosure, desk, vault, {**SLIP, "content": ""})
    refused("vault_entry_unknown", disclose, desk, vault, SLIP, source="0" * 32)
    assert list_disclosures(desk) == (), "the record is not written without its addendum"


CONSENT: Values = {
    "student": "2301001", "for": "disclosure", "by": "student", "how": "signed", "when": "2026-11-24T09:00:00+08:00",
}  # fmt: skip


def test_a_slip_goes_by_a_consent_that_was_given_for_it(care: Care, vault: Vault) -> None:
    desk, school = care.psychologist, care.school
    agreed = {**SLIP, "ground": "consent"}

    def told(**changed: object) -> str:
        record = records.add_record(care.centre, "consent", {**CONSENT, **changed}).id
        school.exchange(care.centre, desk)
        found = preview_disclosure(desk, vault, agreed).consent
        assert found is None or found.id == record
        return "" if found is None else found.by

    assert told(when="2025-11-20T09:00:00+08:00") == "", "a year ago"
    assert told(**{"for": "hospital"}) == ""
    assert told() == "student"
    assert told(how="refused", when="2026-11-24T09:10:00+08:00") == "", "the last word counts"
    assert told(how="message", when="2026-11-24T09:20:00+08:00") == "student"
    signing.sign_entry(desk, vault, "client", {"code": "0147", "student": "2301001", "minor": True})
    assert preview_disclosure(desk, vault, agreed).lacking == ("consent_noted",), "a child's guardian has a word in it"
    assert told(by="parent", when="2026-11-24T09:30:00+08:00") == "parent"
    disclose(desk, vault, agreed)
    assert preview_disclosure(desk, vault, agreed).consent is None, "the next slip names other receivers"


def test_a_consent_to_a_disclosure_says_of_nobody_that_they_are_a_client(care: Care, vault: Vault) -> None:
    desk, school = care.psychologist, care.school
    refused("disclosure_needed", records.add_record, desk, "consent", {**CONSENT, "how": "refused", "words": "不同意"})
    records.add_record(desk, "consent", {**CONSENT, "for": "hospital"})
    with desk.store.unit() as unit:  # as an earlier version wrote it
        writer = Writer(desk, unit, lambda level: None)
        clean = records.cleaned(desk, unit, KINDS["consent"], CONSENT)
        (earlier,) = writer.save([Wish(KINDS["consent"], clean)], checked=False)
    school.exchange(care.centre, desk, care.counsellor)
    assert [one["code"] for one in reading.held_list(care.centre)] == ["disclosure_needed"]
    disclose(desk, vault, SLIP)
    later = records.add_record(desk, "consent", CONSENT)
    school.exchange(care.centre, desk, care.counsellor, care.station)
    known = [line.id for line in reading.list_records(care.centre, kind="consent")]
    assert later.id in known and earlier.id not in known and len(known) == 2
    for workspace in (care.counsellor, care.station):
        (below,) = reading.list_records(workspace, kind="consent")
        assert below.id in known and below.id != later.id


def test_an_amendment_lets_nothing_out_that_a_beginning_may_not(care: Care, vault: Vault) -> None:
    desk = care.psychologist
    consent = records.add_record(desk, "consent", {**CONSENT, "for": "hospital"})
    crisis = records.add_record(desk, "crisis", {**CRISIS, "route": "other"})
    told = {**CONSENT, "how": "refused", "words": "不同意"}
    refused("disclosure_needed", records.amend_record, desk, consent.id, told)
    refused("disclosure_needed", records.amend_record, desk, crisis.id, CRISIS)
    disclose(desk, vault, SLIP)
    records.amend_record(desk, consent.id, told)
    records.amend_record(desk, crisis.id, CRISIS)
    listed = records.add_record(desk, "care_listing", LISTING)
    other = {**LISTING, "student": "2301002"}
    refused("disclosure_needed", records.amend_record, desk, listed.id, other)


def test_a_number_under_another_name_is_noticed(care: Care, vault: Vault) -> None:
    desk, audit = care.psychologist, len(audit_rows(care.psychologist.store.read()))
    for number, name, other in (
        ("2301002", "阿卜杜拉·买买提", "学生2301002"),
        ("2301001", " 学生 2301001", ""),
        ("9999999", "谁", ""),
        ("2301001", "", ""),
    ):
        assert roster_names.other_name(desk, number, name) == other
    assert roster_names.other_name_of(desk, vault, "0147") == roster_names.other_name_of(desk, vault, "0999") == ""
    signing.sign_entry(desk, vault, "client", {"code": "0147", "name": "施磊", "student": "2301001"})
    assert roster_names.other_name_of(desk, vault, "0147") == "学生2301001"
    assert len(audit_rows(desk.store.read())) == audit, "looked up without a trace"


def test_a_slip_is_finished_by_the_next_opening(care: Care, vault: Vault) -> None:
    desk, identity = care.psychologist, new_id()
    with vault.unit() as unit:  # where the program ended between the two
        held.owe_slip(unit, identity, {**SLIP, "student": care.students[0]})
    held.tell_store(desk, vault)
    held.tell_store(desk, vault)
    assert [slip.id for slip in list_disclosures(desk)] == [identity]
    vault.lock()
    refused("vault_locked", disclose, desk, vault, SLIP)
    assert len(list_disclosures(desk)) == 1, "what the vault cannot note is nowhere"


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


def test_a_listing_goes_by_a_slip_of_its_own_writer_that_was_not_revoked(care: Care, vault: Vault) -> None:
    desk, school = care.psychologist, care.school
    colleague = school.enrolled(care.centre, "psychologist", "P002", scope=(CLASS,))
    slip = disclose(desk, vault, SLIP)

    def listed(by: Workspace) -> str:
        with by.store.unit() as unit:
            writer = Writer(by, unit, lambda level: None)
            clean = records.cleaned(by, unit, KINDS["care_listing"], LISTING)
            (saved,) = writer.save([Wish(KINDS["care_listing"], clean)], checked=False)
        school.exchange(care.centre, by)
        return {one["record"]: one["code"] for one in reading.held_list(care.centre)}.get(saved.id, "")

    school.exchange(care.centre, desk)
    assert listed(colleague) == "disclosure_needed" and listed(desk) == ""
    revoke_disclosure(desk, slip.id, "写错了对象")
    assert listed(desk) == "disclosure_needed"


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
