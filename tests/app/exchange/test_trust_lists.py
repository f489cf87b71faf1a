"""The trust list: versions only rise, two lists of one version raise the alarm (REPLICATION.md R6)."""

from __future__ import annotations

import msgspec
import pytest

from app.crypto import signing
from app.errors import UserError
from app.exchange import trust
from app.exchange.exporting import quoted
from app.services import devices, transfer
from app.services.upkeep import warnings
from app.store import state
from app.workspace import Workspace
from tests.app.exchange.forging import forge
from tests.school import CLASS, School

Pair = tuple[School, Workspace, Workspace]


@pytest.fixture
def pair(school: School) -> Pair:
    centre = school.centre()
    return school, centre, school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))


def latest(workspace: Workspace) -> state.Signed:
    found = state.latest_trust(workspace.store.read(), "list")
    assert found is not None
    return found


def lines(root: state.Signed, listed: state.Signed) -> tuple[bytes, ...]:
    return (root.line, quoted(root.signature), listed.line, quoted(listed.signature))


def root_of(workspace: Workspace) -> state.Signed:
    found = state.latest_trust(workspace.store.read(), "root")
    assert found is not None
    return found


def signed_by_centre(centre: Workspace, **changes: object) -> state.Signed:
    """Another list under the school's own trust key."""
    seed = state.key(centre.store.read(), "trust")
    assert seed is not None
    return trust.sign_list(seed, msgspec.structs.replace(trust.load(centre.store.read()).listed, **changes))


def arrives(pair: Pair, listed: state.Signed, seq: int = 800) -> tuple[str, str]:
    school, centre, counsellor = pair
    file = forge(centre, school.root / "forged", to=counsellor.device, seq=seq, trust=lines(root_of(centre), listed))
    result = transfer.import_bundle(counsellor, file)
    return result.status, result.code


def test_a_newer_list_travels_with_the_next_bundle(pair: Pair) -> None:
    school, centre, counsellor = pair
    other = school.enrolled(centre, "counsellor", "T002")
    before = latest(counsellor).version
    school.send(counsellor, centre)
    school.send(centre, counsellor, counsellor.device)
    assert latest(counsellor).version == latest(centre).version > before
    devices.revoke_device(centre, other.device, "lost")
    school.send(centre, counsellor, counsellor.device)
    found = trust.load(counsellor.store.read()).credential(other.device)
    assert found is not None
    assert found.state == "lost"


def test_an_older_list_changes_nothing(pair: Pair) -> None:
    _, centre, counsellor = pair
    before = latest(counsellor)
    assert arrives(pair, signed_by_centre(centre, version=before.version - 1, devices=[])) == ("applied", "")
    assert latest(counsellor) == before
    assert not state.setting(counsellor.store.read(), "trust_alarm") or before.version > 1


def test_one_version_with_two_contents_raises_the_alarm_and_keeps_the_older(pair: Pair) -> None:
    _, centre, counsellor = pair
    before = latest(counsellor)
    assert arrives(pair, signed_by_centre(centre, at="2026-11-24T11:11:11+08:00")) == ("applied", "")
    assert latest(counsellor) == before
    assert state.setting(counsellor.store.read(), "trust_alarm") == f"list:{before.version}"
    assert "trust_alarm" in warnings(counsellor)


def test_a_list_under_another_key_is_refused_whole(pair: Pair) -> None:
    _, centre, counsellor = pair
    before = latest(counsellor)
    value = trust.load(centre.store.read()).listed
    forged = trust.sign_list(signing.generate_seed(), msgspec.structs.replace(value, version=value.version + 1))
    assert arrives(pair, forged) == ("quarantined", "trust_forged")
    assert latest(counsellor) == before


def test_a_list_for_another_school_is_refused(pair: Pair) -> None:
    _, centre, _ = pair
    version = latest(centre).version + 1
    assert arrives(pair, signed_by_centre(centre, version=version, school="ab" * 32)) == (
        "quarantined",
        "trust_forged",
    )


def test_a_changed_line_breaks_the_signature(pair: Pair) -> None:
    _, centre, _ = pair
    good = signed_by_centre(centre, version=latest(centre).version + 1)
    bad = state.Signed(good.version, good.line.replace(b'"role":"counsellor"', b'"role":"centre"', 1), good.signature)
    assert arrives(pair, bad) == ("quarantined", "trust_forged")


def test_an_expired_list_warns_and_stops_nothing(pair: Pair) -> None:
    school, centre, counsellor = pair
    assert arrives(
        pair, signed_by_centre(centre, version=latest(centre).version + 1, expires="2026-01-01T00:00:00+08:00")
    ) == ("applied", "")
    assert "trust_expired" in warnings(counsellor)
    assert [r.status for r in school.send(counsellor, centre)] == ["applied"]


def test_only_the_seat_with_the_trust_key_signs(pair: Pair) -> None:
    school, centre, counsellor = pair
    seat = school.enrolled(centre, "centre", "C002", college="")
    school.send(centre, seat, seat.device)
    with pytest.raises(UserError, match="trust_key_elsewhere"):
        devices.revoke_device(seat, counsellor.device, "lost")
