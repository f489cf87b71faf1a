"""A case goes from one vault to another: all of it with where it came from, or nothing; and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from app import canonical
from app.crypto import age
from app.errors import UserError
from app.services.vault import cards, packets, reading, signing, transferring, upkeep
from app.services.vault.packets import Packet
from app.services.vault.reading import list_clients, list_entries, show_entry
from app.services.vault.transferring import Given, Taken
from app.store import query
from app.vault import entries
from app.vault.drafts import VaultDraft
from app.vault.entries import Body
from app.vault.file import Vault
from app.workspace import Workspace
from tests.app.services.vault.conftest import Practice
from tests.vaults import note, open_test_vault

CONSENT = "来访者当面同意转给李老师，材料一并转交"


@dataclass(frozen=True)
class Desk:
    """A psychologist with an open vault and its card, as a file with the code that is read aloud."""

    workspace: Workspace
    vault: Vault
    card: Path
    code: str


@pytest.fixture
def desks(practice: Practice, tmp_path: Path) -> Iterator[list[Desk]]:
    made = []
    for workspace in (practice.owner, practice.first, practice.second):
        vault = open_test_vault(workspace)
        file = tmp_path / f"{workspace.slot_person}.card"
        made.append(Desk(workspace, vault, file, cards.write_card(workspace, vault, file).code))
    yield made
    for desk in made:
        desk.vault.lock()


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def give(giver: Desk, taker: Desk, file: Path, client: str = "0147", **changed: str) -> Given:
    given = {"spoken": taker.code, "consent": CONSENT, **changed}
    return transferring.give_case(giver.workspace, giver.vault, client, taker.card, out=file, **given)


def take(taker: Desk, file: Path, giver: Desk) -> Taken:
    return transferring.take_case(taker.workspace, taker.vault, file, giver.code)


def written(desk: Desk) -> tuple[str, str]:
    """A case with two sessions, an addendum and particulars; and what is not the client's alone."""

    def sign(kind: str, values: dict[str, object]) -> str:
        return signing.sign_entry(desk.workspace, desk.vault, kind, values).id

    sign("client", {"code": "0147", "name": "林知夏", "student": "20230101"})
    first = sign("session_note", note(course="第一次", minutes=50))
    addendum = sign("addendum", {"of": first, "text": "补一句"})
    sign("session_note", note("0999", "别人的"))
    sign("session_note", note(course="第二次"))
    group: dict[str, object] = {
        "group": "新生团体",
        "when": "2026-11-24T09:00:00+08:00",
        "clients": ["0147", "0999"],
        "course": "团体",
    }
    shared = sign("group_session", group)
    sign("addendum", {"of": shared, "text": "团体的补充"})
    supervised: dict[str, object] = {
        "when": "2026-11-24T09:00:00+08:00",
        "supervisor": "赵督导",
        "minutes": 50,
        "clients": ["0147"],
    }
    sign("supervision_note", {**supervised, "content": "我的反移情"})
    return first, addendum


def state_of(desk: Desk) -> tuple[int, str]:
    with desk.vault.look() as db:
        return int(db.value("SELECT count(*) FROM entry")), str(db.value("SELECT hex(max(digest)) FROM entry"))


def test_a_case_arrives_whole_with_where_it_came_from(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, _ = desks
    first, addendum = written(giver)
    signing.sign_entry(taker.workspace, taker.vault, "session_note", note(course="这里原来的0147"))
    file = tmp_path / "case.age"
    given = give(giver, taker, file)
    assert given.file == file and given.entries == 4 and given.stayed == 3
    assert "第一次".encode() not in file.read_bytes() and "林知夏".encode() not in file.read_bytes()
    client = next(line for line in list_clients(giver.vault) if line.code == "0147")
    assert client.state == "closed"
    (out,) = list_entries(giver.vault, kind="case_transfer")
    assert show_entry(giver.vault, out.id).fields["consent"] == CONSENT
    (closing,) = list_entries(giver.vault, kind="case_closing")
    assert show_entry(giver.vault, closing.id).fields["ending"] == "transferred"

    taken = take(taker, file, giver)
    assert taken == Taken("0148", 4, "王老师 X001", giver.code)
    assert reading.client_fields(taker.vault, "0148")["name"] == "林知夏"
    assert reading.client_fields(taker.vault, "0148")["state"] == "open"
    view = show_entry(taker.vault, first)
    assert view.fields["client"] == "0148" and view.fields["course"] == "第一次" and view.line.clients == ("0148",)
    assert [added.text for added in view.addenda] == ["补一句"]
    assert [line.kind for line in list_entries(taker.vault, client="0147")] == ["session_note"]
    text = str([show_entry(taker.vault, line.id).fields for line in list_entries(taker.vault)])
    assert "别人的" not in text and "团体" not in text and "反移情" not in text
    with giver.vault.look() as theirs, taker.vault.look() as ours:
        for identity in (first, addendum):
            original, here = entries.find(theirs, identity), entries.find(ours, identity)
            origin = here.foreign
            assert origin is not None and origin.vault == giver.vault.store_id
            assert origin.line == canonical.encode(original.line).decode()
            assert here.line.author == "X002" and original.line.author == "X001" in origin.line
    assert upkeep.vault_state(taker.vault).broken_at is upkeep.vault_state(giver.vault).broken_at is None
    third = signing.sign_entry(taker.workspace, taker.vault, "session_note", note("0148", "接着谈"))
    assert show_entry(taker.vault, third.id).line.number == 3
    told = query.records(taker.workspace.store.read(), kinds=("appointment",))
    assert len(told) == 2, "sessions of another vault are not told again"


def test_a_second_receive_changes_nothing_and_a_case_comes_home(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, third = desks
    written(giver)
    away, back, on = tmp_path / "away", tmp_path / "back", tmp_path / "on"
    give(giver, taker, away)
    take(taker, away, giver)
    before = state_of(taker)
    again = take(taker, away, giver)
    assert again.again and again.code == "0147" and again.entries == 0 and state_of(taker) == before
    new = signing.sign_entry(taker.workspace, taker.vault, "session_note", note(course="在同事那里")).id
    # what came, who had come with it, and the note of the way it came stays: 4, the version made here, and the new one
    assert give(taker, giver, back).entries == 6
    home = take(giver, back, taker)
    assert home.code == "0147" and home.entries == 2
    assert show_entry(giver.vault, new).fields["course"] == "在同事那里"
    assert reading.client_fields(giver.vault, "0147")["state"] == "open"
    give(giver, third, on)
    assert take(third, on, giver).entries > 6 and upkeep.vault_state(third.vault).broken_at is None
    with third.vault.look() as db:
        origin = entries.find(db, new).foreign
    assert origin is not None and origin.before is not None and origin.before.vault == taker.vault.store_id


def test_a_case_leaves_only_with_consent_and_the_right_card(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, _ = desks
    written(giver)
    before, file = state_of(giver), tmp_path / "case"
    broken = tmp_path / "broken.card"
    broken.write_bytes(taker.card.read_bytes().replace(b"X002", b"X009"))
    (tmp_path / "taken").write_text("x")
    wishes: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: give(giver, taker, file, consent="  \n"), "vault_consent_missing"),
        (lambda: give(giver, taker, file, spoken="12345 " * 6), "vault_card_code"),
        (lambda: give(giver, giver, file), "vault_card_own"),
        (lambda: give(giver, taker, file, client="7777"), "client_unknown"),
        (lambda: give(giver, Desk(giver.workspace, giver.vault, broken, ""), file), "vault_card_unreadable"),
        (lambda: give(giver, Desk(giver.workspace, giver.vault, tmp_path / "none", ""), file), "file_unreadable"),
        (lambda: give(giver, taker, tmp_path / "taken" / "case"), "target_failed"),
    )
    for wish, refused in wishes:
        assert code(wish) == refused
    assert state_of(giver) == before and not file.exists()
    assert cards.write_card(taker.workspace, taker.vault, taker.card).code == taker.code


def forged(giver: Desk, taker: Desk, file: Path, change: Callable[[Packet], Packet]) -> Path:
    """A file as a hostile colleague could make it: another packet, rightly signed and sealed."""
    keys = cards.keys_of_vault(giver.vault)
    given = packets.open_packet(file, cards.keys_of_vault(taker.vault), taker.workspace.clock).packet
    target = file.with_name("forged")
    target.write_bytes(packets.seal(change(given), keys, cards.read_card(taker.card).card))
    return target


def altered(entry: tuple[str, str], **line: object) -> tuple[str, str]:
    found = msgspec.json.decode(entry[0])
    return canonical.encode({**found, **line}).decode(), entry[1]


def rewritten(entry: tuple[str, str], **fields: object) -> tuple[str, str]:
    """The same entry with another body that its line names rightly: it no longer is what the next line names."""
    body = msgspec.json.decode(entry[1], type=Body)
    other = canonical.encode(msgspec.structs.replace(body, fields={**body.fields, "course": "改过的", **fields}))
    return altered((entry[0], other.decode()), body=sha256(other).hexdigest())


FORGERIES: dict[str, tuple[Callable[[Packet], Packet], str]] = {
    "a body": (lambda p: with_entry(p, 1, (p.entries[1][0], p.entries[1][1].replace("第一次", "第二次"))), "damaged"),
    "a line": (lambda p: with_entry(p, 1, rewritten(p.entries[1])), "damaged"),
    "the order": (lambda p: msgspec.structs.replace(p, entries=[p.entries[0], *p.entries[:0:-1]]), "damaged"),
    "no client": (lambda p: msgspec.structs.replace(p, entries=p.entries[1:]), "damaged"),
    "nothing": (lambda p: msgspec.structs.replace(p, entries=[]), "damaged"),
    "another client": (lambda p: with_entry(p, 3, altered(p.entries[3], clients=[])), "damaged"),
    "a newer kind": (lambda p: with_entry(p, 3, altered(p.entries[3], kind="dream_note")), "newer"),
    "a kind that stays": (lambda p: with_entry(p, 3, altered(p.entries[3], kind="supervision_note")), "damaged"),
    "an entry on another's": (lambda p: with_entry(p, 3, altered(p.entries[3], of="0" * 32)), "damaged"),
    "no time at all": (lambda p: with_entry(p, 3, altered(p.entries[3], happened="soon")), "damaged"),
    "a number in words": (lambda p: with_entry(p, 3, rewritten(p.entries[3], number="三")), "damaged"),
    "a field of tomorrow": (lambda p: with_entry(p, 3, rewritten(p.entries[3], dreamt="x")), "newer"),
    "another receiver": (lambda p: msgspec.structs.replace(p, to=p.giver.card.sign), "foreign"),
}


def with_entry(packet: Packet, at: int, entry: tuple[str, str]) -> Packet:
    return msgspec.structs.replace(packet, entries=[*packet.entries[:at], entry, *packet.entries[at + 1 :]])


def test_what_is_damaged_foreign_or_forged_is_refused_and_changes_nothing(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, third = desks
    written(giver)
    file = tmp_path / "case"
    give(giver, taker, file)
    before = state_of(taker)
    for name, (change, refused) in FORGERIES.items():
        made = forged(giver, taker, file, change)
        assert code(lambda made=made: take(taker, made, giver)) == f"vault_case_{refused}", name  # type: ignore[misc]
    data = bytearray(file.read_bytes())
    data[-40] ^= 1
    damaged = tmp_path / "damaged"
    for content in (bytes(data), file.read_bytes()[:-1], b"", b"case", age.encrypt(b"{}", [_recipient(taker)])):
        damaged.write_bytes(content)
        assert code(lambda: take(taker, damaged, giver)) == "vault_case_damaged"
    assert code(lambda: take(third, file, giver)) == "vault_case_foreign"
    assert code(lambda: take(taker, tmp_path / "none", giver)) == "file_unreadable"
    assert code(lambda: take(taker, file, third)) == "vault_card_code"
    assert code(lambda: transferring.take_case(taker.workspace, taker.vault, file, "")) == "vault_card_code"
    imposter = packets.open_packet(file, cards.keys_of_vault(taker.vault), taker.workspace.clock).packet
    damaged.write_bytes(packets.seal(imposter, cards.keys_of_vault(third.vault), cards.read_card(taker.card).card))
    assert code(lambda: take(taker, damaged, giver)) == "vault_case_damaged"
    assert state_of(taker) == before and list_clients(taker.vault) == ()
    assert take(taker, file, giver).entries == 4


def _recipient(desk: Desk) -> str:
    return cards.keys_of_vault(desk.vault).recipient


def test_a_child_is_handed_on_with_the_guardians_word(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, _ = desks
    signing.sign_entry(giver.workspace, giver.vault, "client", {"code": "0147", "minor": True})
    assert code(lambda: give(giver, taker, tmp_path / "case")) == "vault_guardian_missing"
    give(giver, taker, tmp_path / "case", guardian="母亲：同意")
    take(taker, tmp_path / "case", giver)
    (came,) = list_entries(taker.vault, kind="case_transfer")
    assert show_entry(taker.vault, came.id).fields["consent"] == f"{CONSENT}\n监护人：母亲：同意"


def test_a_case_with_anything_unsigned_stays(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, _ = desks
    written(giver)
    at = giver.workspace.clock.stamp()
    for draft, kinds in (
        (VaultDraft("d1", "risk_assessment", "0147", at, {"client": "0147", "level": "high"}), "风险评估"),
        (VaultDraft("d2", "risk_assessment", "0147", at, {"client": "0147", "level": "low"}), "风险评估"),
        (VaultDraft("d3", "session_note", "0147", at, {"course": "没写完"}), "咨询记录"),
        (VaultDraft("d4", "disclosure", "", at, {"values": {}, "code": "0147"}), "信息披露单"),
    ):
        signing.keep_vault_draft(giver.vault, draft)
        with pytest.raises(UserError) as refused:
            give(giver, taker, tmp_path / "case")
        assert refused.value.code == "vault_case_drafts" and kinds in str(refused.value.values["kinds"])
        assert not (tmp_path / "case").exists() and reading.client_fields(giver.vault, "0147").get("state") != "closed"
        signing.drop_vault_draft(giver.vault, draft.id)
    signing.keep_vault_draft(giver.vault, VaultDraft("d5", "session_note", "0999", at, {"course": "别人的"}))
    assert give(giver, taker, tmp_path / "case").entries == 4
