"""What is not let in, under which code, and that nothing of it is applied (REPLICATION.md R3, R6)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from app.exchange.identity import Keys, keys_of
from app.exchange.trust import load as load_trust
from app.services import devices, records, standing, transfer
from app.services.backups import begin_epoch
from app.services.reading import list_records
from app.store import state
from app.workspace import Workspace
from tests.app.exchange.forging import forge, header_line, peer, with_body
from tests.school import CLASS, NOW, School, talk


class Here(NamedTuple):
    school: School
    centre: Workspace
    counsellor: Workspace
    other: Workspace

    @property
    def out(self) -> Path:
        return self.school.root / "forged"

    def arrives(self, file: Path) -> tuple[str, str]:
        """Status and code of a file at the centre."""
        result = transfer.import_bundle(self.centre, file)
        return result.status, result.code


@pytest.fixture
def here(school: School) -> Here:
    centre = school.centre()
    one = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    other = school.enrolled(centre, "counsellor", "T002", scope=(CLASS,))
    school.students(centre, "23001")
    school.exchange(centre, one, other)
    return Here(school, centre, one, other)


def export(here: Here) -> Path:
    records.add_record(here.counsellor, "talk", talk("23001"))
    return transfer.export_bundles(here.counsellor, "centre", here.school.root / "up").files[0]


@pytest.mark.parametrize("place", [0, 100, -40, 3000])
def test_a_changed_byte_is_noticed(here: Here, place: int) -> None:
    file = export(here)
    data = bytearray(file.read_bytes())
    data[place] ^= 1
    file.write_bytes(data)
    status, code = here.arrives(file)
    assert status == "quarantined"
    assert code in ("bundle_unreadable", "bundle_manifest", "bundle_payload_damaged", "bundle_signature")
    assert list_records(here.centre, kind="talk") == []


def test_an_altered_copy_of_an_applied_bundle_is_set_aside(here: Here) -> None:
    file = export(here)
    manifest = transfer.inspect_bundle(file)
    assert here.arrives(file) == ("applied", "")
    altered = forge(here.counsellor, here.out, seq=manifest.seq, bundle_id=manifest.bundle_id)
    assert here.arrives(altered) == ("quarantined", "bundle_altered")
    assert here.arrives(file) == ("duplicate", "")


def test_a_bundle_for_somebody_else_is_not_ours(here: Here) -> None:
    down = transfer.export_bundles(here.centre, here.other.device, here.school.root / "down").files[0]
    result = transfer.import_bundle(here.counsellor, down)
    assert (result.status, result.code) == ("quarantined", "bundle_not_for_us")


def test_a_bundle_to_us_that_was_sealed_for_another_is_not_ours(here: Here) -> None:
    sealed_for_other = load_trust(here.centre.store.read()).credential(here.other.device)
    assert sealed_for_other is not None
    file = forge(here.counsellor, here.out, readers=[sealed_for_other])
    assert here.arrives(file) == ("quarantined", "bundle_not_for_us")


def test_a_device_may_not_write_to_a_device(here: Here) -> None:
    file = forge(here.counsellor, here.out, to=here.other.device)
    result = transfer.import_bundle(here.other, file)
    assert (result.status, result.code) == ("quarantined", "bundle_content")


def test_a_payload_signed_by_another_device_is_refused(here: Here) -> None:
    """Encrypted for us and in the name of one device, but signed with the key of another."""
    theirs = keys_of(here.other.store.read(), 1)
    file = forge(here.counsellor, here.out, keys=theirs)
    assert here.arrives(file) == ("quarantined", "bundle_signature")


def test_a_payload_signed_by_a_stranger_is_refused(here: Here) -> None:
    stranger = Keys(bytes(range(32)), keys_of(here.counsellor.store.read(), 1).identity)
    assert here.arrives(forge(here.counsellor, here.out, keys=stranger)) == ("quarantined", "bundle_signature")


def test_an_unknown_sender_is_set_aside(here: Here, tmp_path: Path) -> None:
    elsewhere = School(tmp_path / "elsewhere")
    try:
        foreign_centre = elsewhere.centre()
        foreign = elsewhere.enrolled(foreign_centre, "counsellor", "T009")
        to = load_trust(here.centre.store.read()).root.school
        seats = load_trust(here.centre.store.read()).seats()
        file = forge(foreign, here.out, to=to, readers=seats)
        assert here.arrives(file) == ("quarantined", "sender_unknown")
    finally:
        elsewhere.close()


def test_a_sender_unknown_today_may_be_imported_once_it_is_listed(here: Here) -> None:
    """A second seat that has not heard of a new device yet sets its file aside, and lets it in later."""
    seat = here.school.enrolled(here.centre, "centre", "C002", college="")
    late = here.school.enrolled(here.centre, "counsellor", "T003", scope=(CLASS,))
    records.add_record(late, "talk", talk("23001"))
    file = transfer.export_bundles(late, "centre", here.school.root / "up").files[0]
    assert transfer.import_bundle(seat, file).code == "sender_unknown"
    assert len(standing.exchange_status(seat)[1]) == 1
    here.school.send(here.centre, seat, seat.device)
    assert transfer.import_bundle(seat, file).status == "applied"
    assert standing.exchange_status(seat)[1] == [], "what has been applied is set aside no longer"
    assert list((seat.home / "quarantine").iterdir()) == []


@pytest.mark.parametrize("what", ["device", "author", "role", "later_epoch"])
def test_headers_that_are_not_the_senders_own_are_refused_whole(here: Here, what: str) -> None:
    every: dict[str, dict[str, object]] = {
        "device": {"device": here.other.device},
        "author": {"author": here.other.member.id},
        "role": {"role": "centre"},
        "later_epoch": {"epoch": 2},
    }
    changes = every[what]
    good = with_body(here.counsellor, {"content": "正常的"}, n=1)
    file = forge(here.counsellor, here.out, [good, (header_line(here.counsellor, **{"n": 2, **changes}), None)])
    assert here.arrives(file) == ("quarantined", "author")
    assert list_records(here.centre, kind="talk") == []


def test_a_body_that_its_header_does_not_name_is_refused(here: Here) -> None:
    line, _ = with_body(here.counsellor, {"content": "一"})
    _, other = with_body(here.counsellor, {"content": "二"})
    assert here.arrives(forge(here.counsellor, here.out, [(line, other)])) == ("quarantined", "bundle_content")


def test_lines_that_are_not_canonical_are_refused(here: Here) -> None:
    line = header_line(here.counsellor).replace(b'":', b'": ', 1)
    assert here.arrives(forge(here.counsellor, here.out, [(line, None)])) == ("quarantined", "bundle_content")


def test_of_a_lost_device_what_comes_later_is_set_aside(here: Here) -> None:
    first = export(here)
    assert here.arrives(first) == ("applied", "")
    devices.revoke_device(here.centre, here.counsellor.device, "lost")
    later = export(here)
    assert here.arrives(later) == ("quarantined", "device_revoked")
    assert here.arrives(first) == ("duplicate", "")
    assert len(list_records(here.centre, kind="talk")) == 1


def test_a_stick_of_before_the_cut_off_still_counts(here: Here) -> None:
    before = export(here)
    assert here.arrives(export(here)) == ("applied", "")
    devices.revoke_device(here.centre, here.counsellor.device, "lost")
    assert here.arrives(before) == ("applied", "")


def test_nothing_is_exported_to_a_revoked_device(here: Here) -> None:
    devices.revoke_device(here.centre, here.counsellor.device, "lost")
    with pytest.raises(Exception, match="device_revoked"):
        transfer.export_bundles(here.centre, here.counsellor.device, here.school.root / "down")


def test_of_a_device_that_left_sticks_count_until_the_centres_day(here: Here) -> None:
    devices.revoke_device(here.centre, here.counsellor.device, "left", "2026-12-01")
    assert here.arrives(export(here)) == ("applied", "")
    here.school.at(here.centre, (NOW + timedelta(days=8)).isoformat())
    assert here.arrives(export(here)) == ("quarantined", "device_revoked")


def test_of_a_suspect_device_all_is_accepted_and_listed(here: Here) -> None:
    devices.revoke_device(here.centre, here.counsellor.device, "suspect")
    result = transfer.import_bundle(here.centre, export(here))
    assert (result.status, result.suspect) == ("applied", True)


def test_the_old_keys_of_a_lost_device_are_cut_off_too(here: Here) -> None:
    """Both epochs' keys lie in the lost store: neither writes anything new from then on."""
    assert here.arrives(export(here)) == ("applied", "")
    old = keys_of(here.counsellor.store.read(), 1)
    reenrol(here)
    stick = forge(here.counsellor, here.out, seq=peer(here.centre, here.counsellor).last_seq + 5, epoch=1, keys=old)
    assert transfer.import_bundle(here.centre, stick).suspect, "before the loss an old stick still counts"
    devices.revoke_device(here.centre, here.counsellor.device, "lost")
    later = forge(here.counsellor, here.out, seq=950, epoch=1, keys=old)
    assert here.arrives(later) == ("quarantined", "device_revoked")


def reenrol(here: Here) -> None:
    begin_epoch(here.counsellor)
    here.school.enrol(here.centre, here.counsellor)


def test_a_poisonous_file_is_set_aside_after_three_tries(here: Here) -> None:
    file = export(here)
    name = f"try:{sha256(file.read_bytes()).hexdigest()}"
    with here.centre.store.unit() as unit:  # what three crashes leave behind
        state.set_setting(unit, name, "3")
    assert here.arrives(file) == ("quarantined", "bundle_poison")
