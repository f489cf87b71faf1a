"""A case from a hostile or broken colleague, rightly signed: it reaches no other client, and breaks no page."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from app import canonical
from app.records.ids import new_id
from app.services.vault import cards, clients, packets, reading, signing
from app.services.vault.packets import Packet
from app.services.vault.reading import list_clients, show_entry
from app.vault import entries
from app.vault.entries import Body, Line
from tests.app.services.vault.test_transferring import Desk, code, desks, take
from tests.school import NOW
from tests.vaults import note

__all__ = ["desks"]


def hostile(giver: Desk, taker: Desk, file: Path, *more: tuple[str, dict[str, Any], str]) -> Path:
    """A case of one client with more entries (kind, fields, on what): rightly chained, signed and sealed."""
    client, before, pairs = new_id(), bytes(32), []
    rows: list[tuple[str, dict[str, Any], str]] = [("client", {"code": "0147"}, ""), *more]
    for n, (kind, fields, of) in enumerate(rows, 1):
        body = canonical.encode(Body(fields, "00" * 16))
        at, digest = NOW.isoformat(), sha256(body).hexdigest()
        identity = client if n == 1 else new_id()
        line = canonical.encode(Line(1, n, identity, kind, 1, [client], of, at, at, "X001", digest, before.hex()))
        before = sha256(line).digest()
        pairs.append((line.decode(), body.decode()))
    card = cards.read_card(taker.card).card
    packet = Packet(1, cards.own_card(giver.workspace, giver.vault), card.sign, NOW.isoformat(), client, "同意", pairs)
    file.write_bytes(packets.seal(packet, cards.keys_of_vault(giver.vault), card))
    return file


def test_a_case_says_nothing_of_the_takers_other_clients(desks: list[Desk], tmp_path: Path) -> None:
    giver, taker, _ = desks
    signing.sign_entry(taker.workspace, taker.vault, "client", {"code": "0500", "name": "王一", "student": "20230109"})
    mine = signing.sign_entry(taker.workspace, taker.vault, "session_note", note("0500", "原话")).id
    (victim,) = [line.id for line in list_clients(taker.vault)]
    for more in (
        ("client", {"code": "0500", "name": "林知夏", "student": "20230101"}, victim),
        ("client", {"code": "0500", "name": "林知夏"}, ""),
        ("addendum", {"of": mine, "text": "伪造的补充"}, mine),
    ):
        file = hostile(giver, taker, tmp_path / "case", more)
        assert code(lambda file=file: take(taker, file, giver)) == "vault_case_damaged"  # type: ignore[misc]
    assert reading.client_fields(taker.vault, "0500")["name"] == "王一" and not show_entry(taker.vault, mine).addenda
    assert take(taker, hostile(giver, taker, tmp_path / "case"), giver).entries == 1


def test_what_came_badly_typed_before_it_was_checked_breaks_no_page(desks: list[Desk]) -> None:
    taker = desks[1]
    workspace, vault = taker.workspace, taker.vault
    signing.sign_entry(workspace, vault, "session_note", note())
    (client,) = [line.id for line in list_clients(vault)]
    for kind, fields in (
        ("session_note", {"client": "0147", "number": "x", "minutes": None, "course": "c"}),
        ("supervision_note", {"minutes": "x", "supervisor": "s", "content": "c"}),
        ("case_closing", {"client": "0147", "follow_up_on": "never", "ending": "goals", "review": "r"}),
        ("scale_result", {"client": "0147", "scale": "phq-9", "scores": "12", "alarms": [9]}),
        ("client", {"code": 147}),
    ):
        foreign = entries.Foreign(vault.store_id, "", "")
        of = client if kind == "client" else ""
        with vault.unit() as unit:
            new = entries.New(kind, 1, fields, "no day at all", [client], of, foreign=foreign)
            entries.append(unit, new, workspace.clock.stamp(), "X002")
    clients.client_desk(workspace, vault)
    file = clients.client_file(vault, reading.list_clients(vault)[0].code)
    assert file is not None and len(file.meetings) == 2 and file.next_number == 2
    assert [show_entry(vault, one.id) for one in file.entries] and reading.search_vault(vault, "c")
    signing.sign_entry(workspace, vault, "session_note", note())
