"""A thousand texts go into the vault; none leaves it but by a disclosure, and none of the centre's keys opens it."""

from __future__ import annotations

import logging
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from app import bundle, keys
from app.bundle import envelope
from app.crypto import age
from app.crypto.passphrase import FLOOR
from app.errors import UserError
from app.exchange import identity
from app.keys import recovery
from app.services import backups, diagnosis, printing, reading, records, searching, transfer
from app.services.vault import disclosing, signing
from app.services.vault.backups import back_up_vault
from app.store.connection import Db, connect
from app.vault import file
from app.vault.drafts import VaultDraft
from app.vault.file import NAME, SLOTS, Vault
from app.workspace import Workspace, open_workspace, slots_path, store_path
from tests.process.killing import Say, kill_at
from tests.process.scanning import Scanner
from tests.process.test_canaries import SEED, Canaries
from tests.school import NOW, School
from tests.vaults import PASSPHRASE, open_test_vault

NOTES, RISKS, CLIENTS, GROUPS, DRAFTS = 80, 30, 40, 20, 30
DEATHS, BACKUPS = 10, 20
WORKSPACE_PASSPHRASE = "春江花月夜 0915"
WHEN = {"when": NOW.isoformat()}
STUDENT = "20230101"


@dataclass
class Practice:
    """A psychologist with a vault, the centre, and what a thief of everything but the vault's passphrase has."""

    school: School
    centre: Workspace
    psychologist: Workspace
    vault: Vault
    canaries: Canaries

    def sign(self, kind: str, **fields: object) -> str:
        return signing.sign_entry(self.psychologist, self.vault, kind, fields).id


@pytest.fixture
def practice(school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[Practice]:
    print(f"RUNXIN_SEED={SEED}")
    (school.root / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(school.root / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    centre = school.centre()
    school.students(centre, STUDENT)
    psychologist = school.enrolled(centre, "psychologist", "X001")
    for workspace in (centre, psychologist):
        number = workspace.slot_person
        keys.create_slots(
            slots_path(workspace.home), workspace.device, workspace.store.raw_key, number, WORKSPACE_PASSPHRASE, FLOOR
        )
    vault = open_test_vault(psychologist, slots=True)
    yield Practice(school, centre, psychologist, vault, Canaries(Random(SEED)))
    vault.lock()


def fill(p: Practice) -> None:
    """Every kind of the vault, every one of its texts, drafts and addenda among them."""
    text = p.canaries.any
    for k in range(CLIENTS):
        named = {"name": p.canaries.chinese(), "emergency": text(), "presenting": text(), "remarks": text()}
        p.sign("client", code=f"{k:04d}", student=STUDENT if k == 0 else "", **named)
    for k in range(NOTES):
        wanted = ("presenting", "background", "mental_state", "course", "assessment", "plan", "next")
        signed = p.sign("session_note", client=f"{k % CLIENTS:04d}", **{name: text() for name in wanted})
        if k % 4 == 0:
            p.sign("addendum", of=signed, text=text())
    chosen = {"ideation": "active", "plan": "vague", "means": "none", "past_attempts": "once", "level": "medium"}
    for k in range(RISKS):
        wanted = ("ideation_text", "plan_text", "means_text", "past_text", "protective", "grounds", "safety_plan")
        texts = {name: text() for name in (*wanted, "handed_to", "supervisor_consulted")}
        safe = {"means_removed": "removed", "handed_at": NOW.isoformat()}
        p.sign("risk_assessment", client=f"{k:04d}", **WHEN, **chosen, **texts, **safe)
    for _ in range(GROUPS):
        members = [{"client": "0001", "text": text()}, {"client": "0002", "text": text()}]
        about: dict[str, object] = {"group": p.canaries.chinese(), "clients": ["0001", "0002"]}
        p.sign("group_session", course=text(), members=members, **about, **WHEN)
        p.sign("supervision_note", supervisor=text(), minutes=50, content=text(), agreed=text(), **WHEN)
    for k in range(DRAFTS):
        fields = {"client": "0003", "course": text(), "plan": text()}
        signing.keep_vault_draft(p.vault, VaultDraft(str(k), "session_note", "0003", NOW.isoformat(), fields))


def work_beside_it(p: Practice) -> list[Path]:
    """A day of the general store with everything that leaves it; the files that were printed."""
    slip = {
        "student": STUDENT,
        "ground": "danger",
        "content": "目前有安全风险，请今晚有人陪伴",
        "to": "学院",
        "decided_by": "X001",
        "student_told": True,
    }
    disclosing.disclose(p.psychologist, p.vault, slip)
    records.add_record(
        p.centre, "circumstance", {"students": [STUDENT], "what": "dorm_conflict", "when": NOW.isoformat()}
    )
    p.school.exchange(p.centre, p.psychologist)
    out = p.school.root / "printed"
    out.mkdir()
    printed = []
    for line in reading.list_records(p.psychologist):
        form = printing.form_of(line.kind)
        if line.kind in ("appointment", "disclosure", "circumstance"):
            printed.append(printing.print_form(p.psychologist, form, line.id, out / f"{line.id}.pdf"))
    printed.append(printing.print_form(p.centre, "student_file", STUDENT, out / "file.pdf"))
    for workspace in (p.centre, p.psychologist):
        backups.create_backup(workspace, p.school.root / "backups")
    return printed


def die(p: Practice) -> None:
    """Killed while a note is signed, a draft kept, the store told and a bundle written."""
    code, texts = "0000", [p.canaries.any() for _ in range(3)]
    home, vault = p.psychologist.home, p.vault
    raw, raw_vault, store_id = p.psychologist.store.raw_key, vault.raw_key, vault.store_id
    device = p.psychologist.device

    def work(say: Say) -> None:
        workspace = open_workspace(home, raw, device, "X001", p.school.clock, "zh")
        opened = file.open_file(vault.path.parent, raw_vault, store_id, "X001")
        signing.keep_vault_draft(
            opened, VaultDraft("last", "session_note", code, NOW.isoformat(), {"course": texts[0]})
        )
        fields = {"client": code, "course": texts[1], "presenting": texts[2]}
        signing.sign_entry(workspace, opened, "session_note", fields, draft="last")
        transfer.export_bundles(workspace, "centre", p.school.root / "up")
        opened.lock()
        workspace.lock()

    p.vault.lock()
    p.psychologist.lock()
    steps = min(kill_at(work, 0, after=False).steps for _ in range(2))
    for nth, at in enumerate(sorted(p.canaries.random.sample(range(12, steps), DEATHS))):
        assert kill_at(work, at, after=nth % 2 == 0).killed


def dumped(db: Db) -> bytes:
    """Every cell of every table of an opened store, the pages of its search index among them."""
    found = []
    for (name,) in db.rows("SELECT name FROM sqlite_schema WHERE type='table' AND sql NOT LIKE 'CREATE VIRTUAL%'"):
        for row in db.rows(f'SELECT * FROM "{name}"'):
            found += [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
    return b"\n".join(found)


def opened_stores(p: Practice) -> Iterator[bytes]:
    """What a holder of both general keys reads: both stores, the drafts, and what their backups hold."""
    for workspace, raw in ((p.centre, p.centre.store.raw_key), (p.psychologist, p.psychologist.store.raw_key)):
        for path in (store_path(workspace.home), workspace.home / "drafts.db"):
            if path.exists() and path.stat().st_size:
                with closing(connect(path, raw)) as db:
                    yield dumped(db)
    for nth, kept in enumerate(sorted((p.school.root / "backups").iterdir())):
        home = p.school.root / f"restored-{nth}"
        backups.restore_backup(kept, home, WORKSPACE_PASSPHRASE, None, p.school.clock)
        unlocked = keys.unlock_with_passphrase(slots_path(home), WORKSPACE_PASSPHRASE)
        assert not (home / "vault").exists()
        with closing(connect(store_path(home), unlocked.raw_key)) as db:
            yield dumped(db)


def opened_bundles(p: Practice) -> Iterator[bytes]:
    """The inner stream of everything that went up, and of what came down: receipts among it."""
    for workspace, folder in ((p.centre, "up"), (p.psychologist, "down")):
        secret = identity.keys_of(workspace.store.read(), 1).identity
        for sent in sorted((p.school.root / folder).glob("*.runxin")):
            with suppress(age.NotARecipient):
                yield envelope.unpack(age.decrypt(bundle.read_container(sent.read_bytes()).payload, secret))


def read_pdf(path: Path) -> bytes:
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout


def test_no_text_of_the_vault_is_readable_outside_it(
    practice: Practice, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    p, texts = practice, practice.canaries.texts
    caplog.set_level(logging.DEBUG)
    fill(p)
    printed = work_beside_it(p)
    assert len(texts) >= 1000
    assert all(searching.search(p.psychologist, wanted.split("\n")[0]) == [] for wanted in texts[::40])
    told = repr(diagnosis.look_over(p.psychologist))
    bundles = [*opened_bundles(p)]
    die(p)
    scanner = Scanner(texts)
    assert scanner.folder(p.school.root) == []
    surfaces = [*opened_stores(p), *bundles, *map(read_pdf, printed)]
    assert len(surfaces) > 8 and not any(map(scanner.holds, surfaces))
    assert any("今晚有人陪伴".encode() in surface for surface in surfaces), "what was disclosed is where it was sent"
    out, err = capfd.readouterr()
    assert not scanner.holds("\n".join((told, out, err, caplog.text)).encode())
    with closing(connect(p.vault.path, p.vault.raw_key)) as db:
        assert scanner.holds(dumped(db)), "and the scanner sees what the vault's own key opens"


def of_the_centre(p: Practice) -> tuple[list[bytes], list[str]]:
    """Everything the centre holds that opens anything: raw secrets, and what is typed from memory or from paper."""
    db = p.centre.store.read()
    raw = [value for (value,) in db.rows("SELECT value FROM key")]
    raw += [p.centre.store.raw_key, p.school.root_seed]
    sheets = [recovery.to_text(secret) for secret in raw if len(secret) == 32]
    return raw, [WORKSPACE_PASSPHRASE, recovery.to_text(p.school.root_seed), *sheets]


def test_the_whole_key_set_of_the_centre_opens_no_backup_of_a_vault(practice: Practice, tmp_path: Path) -> None:
    p = practice
    raw, typed = of_the_centre(p)
    assert len([secret for secret in raw if len(secret) == 32]) >= 4
    for nth in range(BACKUPS):
        p.sign("session_note", client=f"{nth:04d}", course=p.canaries.chinese())
        folder = tmp_path / f"taken-{nth}"
        with zipfile.ZipFile(back_up_vault(p.psychologist, p.vault, folder)) as packed:
            packed.extractall(folder)
        store, slots = folder / NAME, folder / SLOTS
        assert keys.unlock_with_passphrase(slots, PASSPHRASE).raw_key != p.vault.raw_key, "a key of its own"
        for secret in raw:
            if len(secret) == 32:
                with pytest.raises(UserError, match="store_foreign"):
                    connect(store, secret)
        for sheet in typed[1:]:
            with pytest.raises(UserError, match="wrong_recovery_key"):
                keys.unlock_with_recovery(slots, sheet)
    with pytest.raises(UserError, match="wrong_passphrase"):
        keys.unlock_with_passphrase(slots, WORKSPACE_PASSPHRASE)
