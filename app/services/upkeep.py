"""Keeping a workspace whole: check, rebuild, audit, keys for opening it with standard tools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.crypto import sshsig
from app.exchange import trust
from app.exchange.identity import keys_of
from app.exchange.placing import Placing
from app.exchange.progress import WHOLE, Progress
from app.records import KINDS
from app.records.revision import digest as line_digest
from app.services.files import Step, unasked
from app.services.vault_openings import find_unreviewed_openings
from app.store import projection, state
from app.store.audit import add_audit, audit_head, audit_rows, broken_at
from app.store.backup import faults
from app.store.bodies import has_body
from app.store.connection import Db, connect
from app.store.held import held_codes
from app.store.log import BODY, HEADER, feed_again
from app.store.watching import watched
from app.workspace import Workspace, store_path

PAGES = 300  # where looking at every page ends, in thousandths of a check
PROJECTIONS = "2"  # which making of the projections a store holds; an older one is made again at the next opening
UNPROVEN = "recovery_unproven"  # the setting that says: the newest recovery key was shown, its sheet not proven yet
CLOUD = ("onedrive", "dropbox", "icloud", "坚果云", "nutstore", "baidunetdisk", "百度网盘", "wpsdrive", "google drive")


@dataclass(frozen=True)
class Found:
    """What a check found: faults that need help, and warnings that a person should know of."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    records: int
    revisions: int


def check(workspace: Workspace, step: Step = unasked) -> Found:
    """Every page, every digest, every chain: what is wrong, in stable words. `step` is told how far it is and may
    raise to stop; it only reads."""
    progress = Progress(step)
    progress.phase(PAGES)
    db = connect(store_path(workspace.home), workspace.store.raw_key)
    try:
        with watched(db, progress.tick):
            wrong = [f"pages: {f}" for f in faults(db)]
    finally:
        db.close()
    reader = workspace.store.read()
    progress.phase(WHOLE)
    count, of = 0, projection.count_revisions(reader)
    for identity, header_line, body_line in projection.every_line(reader):
        count += 1
        progress.step(count, of)
        stated = projection.stated_body(header_line)
        if line_digest(header_line) != identity.hex() or (body_line is not None and line_digest(body_line) != stated):
            wrong.append(f"revision: {identity.hex()}")
    if broken_at(reader) is not None:
        wrong.append("audit")
    records = int(projection.count_records(reader))
    return Found(tuple(wrong), tuple(warnings(workspace)), records, count)


def warnings(workspace: Workspace) -> list[str]:
    """What a person should know of this workspace; keys of `warning.*` texts."""
    db = workspace.store.read()
    found = []
    if state.setting(db, "behind"):
        found.append("behind")
    if state.setting(db, "trust_alarm"):
        found.append("trust_alarm")
    if state.setting(db, "restored_keeper"):
        found.append("restored_keeper")
    if state.setting(db, "audit_alarm"):
        found.append("audit_rewritten")
    if state.setting(db, UNPROVEN):
        found.append("recovery_unproven")
    if any(mark in str(workspace.home.resolve()).casefold() for mark in CLOUD):
        found.append("cloud_folder")
    if workspace.enrolled and trust.load(db).listed.expires < workspace.clock.stamp():
        found.append("trust_expired")
    if workspace.role == "centre" and find_unreviewed_openings(workspace):
        found.append("vault_openings")
    last = state.setting(db, "backup")
    week_ago = (workspace.clock.now() - timedelta(days=7)).isoformat()
    if not last or workspace.clock.moment(last).isoformat() < week_ago:
        found.append("no_backup")
    return found


@dataclass(frozen=True)
class Rebuilt:
    """How many records there are after a rebuild, their digest, and whether it was the same before."""

    records: int
    digest: str
    same: bool


def rebuild(workspace: Workspace) -> Rebuilt:
    """Makes every projection again from the log."""
    with workspace.store.unit() as unit:
        before = projection.digest(unit)
        records = _place_everything(workspace, unit)
        after = projection.digest(unit)
    return Rebuilt(records, after, before == after)


def _place_everything(workspace: Workspace, unit: Db) -> int:
    judge, seat = workspace.role in ("centre", "station"), workspace.role == "centre"
    return Placing(unit, workspace.clock, workspace.device, judge=judge, takes_word=not seat).everything()


def meet_update(workspace: Workspace) -> None:
    """After a newer program: the projections are made again where they changed; what was held as `newer_kind` may
    count now, and then travels on from a seat."""
    known = ",".join(sorted(f"{kind.name}:{kind.version}" for kind in KINDS.values()))
    db = workspace.store.read()
    changed = state.setting(db, "projections") != PROJECTIONS
    if not changed and state.setting(db, "kinds") == known:
        return
    with workspace.store.unit() as unit:
        before = held_codes(unit)
        if changed or "newer_kind" in before.values():
            _place_everything(workspace, unit)
            freed = sorted(before.keys() - held_codes(unit).keys())
            if workspace.is_seat:
                feed_again(unit, freed, HEADER)
                feed_again(unit, [pos for pos in freed if has_body(unit, pos)], BODY)
        state.set_setting(unit, "projections", PROJECTIONS)
        state.set_setting(unit, "kinds", known)


@dataclass(frozen=True)
class Audited:
    """The audit chain: how many rows, its head, and the first row that is wrong, if any."""

    rows: int
    head: str
    broken_at: int | None


def verify_audit(workspace: Workspace) -> Audited:
    """Checks this machine's chain; that others have seen another past of it is an alarm of theirs."""
    db = workspace.store.read()
    rows = audit_rows(db, 1)
    return Audited(rows[0].seq if rows else 0, audit_head(db), broken_at(db))


@dataclass(frozen=True)
class Exported:
    """What opens this workspace with standard tools alone: to be kept like the recovery sheet."""

    store: Path
    raw_key: str
    age_identities: tuple[str, ...]
    signing_public: str
    allowed_signers: tuple[str, ...]


def export_keys(workspace: Workspace) -> Exported:
    """The raw database key, the age identities of every epoch, and the signers this device knows."""
    db = workspace.store.read()
    with workspace.store.unit() as unit:
        add_audit(unit, workspace.clock.stamp(), "keys_exported", workspace.member.id)
    epochs = range(1, workspace.epoch + 1)
    identities = tuple(keys_of(db, e).identity for e in epochs if state.key(db, f"age:{e}") is not None)
    signers: tuple[str, ...] = ()
    if workspace.enrolled:
        listed = trust.load(db).listed.devices
        signers = tuple(sshsig.public_line(bytes.fromhex(c.sign), f"{c.device}.{c.epoch}") for c in listed)
    return Exported(
        store_path(workspace.home), workspace.store.raw_key.hex(), identities, keys_of(db, workspace.epoch).public,
        tuple(f"{line.rsplit(' ', 1)[1]} namespaces=\"bundle-v1@runxin\" {line.rsplit(' ', 1)[0]}" for line in signers),
    )  # fmt: skip
