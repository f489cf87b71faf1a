"""What the product writes opens with standard tools alone: ssh-keygen, age, zstd, and a bare sqlcipher3."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import bundle, keys
from app.crypto import age
from app.crypto.passphrase import FLOOR
from app.services import backups, records, transfer
from app.services.vault import backups as vault_backups
from app.services.vault import signing, upkeep
from app.workspace import slots_path
from tests.process.program import PASSPHRASE, World
from tests.school import School, talk
from tests.vaults import PASSPHRASE as VAULTS
from tests.vaults import note, open_test_vault

STUDENT = "20230101"
CONTENT = "只有学生和老师知道的话"
MEMBERS = ("manifest.json", "manifest.json.sig", "payload.age")
BARE = """
import sys
from sqlcipher3 import dbapi2
db = dbapi2.connect(sys.argv[1])
db.execute(f"PRAGMA key=\\"x'{sys.argv[2]}'\\"")
for (line,) in db.execute("SELECT line FROM body"):
    sys.stdout.buffer.write(bytes(line) + b"\\n")
"""


@dataclass(frozen=True)
class Made:
    """An exported bundle laid out by `unzip`, and what `keys export-for-recovery` said at the centre."""

    folder: Path
    keys: dict[str, Any]
    bundle: Path
    sender: str
    backup: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    root = tmp_path_factory.mktemp("made")
    school = School(root)
    centre = school.centre()
    device = school.enrolled(centre, "counsellor", "T001")
    school.students(centre, STUDENT)
    school.exchange(centre, device)
    records.add_record(device, "talk", talk(STUDENT, CONTENT), audience="centre")
    (file,) = transfer.export_bundles(device, "centre", root / "stick").files
    assert transfer.import_bundle(centre, file).status == "applied"
    keys.create_slots(slots_path(centre.home), centre.device, centre.store.raw_key, "C001", PASSPHRASE, FLOOR)
    backup = backups.create_backup(centre, root / "backups")
    school.close()
    with zipfile.ZipFile(file) as packed:
        assert tuple(packed.namelist()) == MEMBERS and packed.testzip() is None
        packed.extractall(root / "open")
    told = World(root).done(centre.home, "keys", "export-for-recovery")
    return Made(root / "open", told, file, f"{device.device}.1", backup)


def run(*words: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run([str(w) for w in words], input=given, capture_output=True, check=True).stdout


def opened(made: Made, folder: Path) -> bytes:
    """The inner stream of the bundle, by `age` and `zstd`."""
    identity = folder / "identity.txt"
    identity.write_text("\n".join(made.keys["age_identities"]) + "\n", encoding="ascii")
    plain = run("age", "-d", "-i", identity, made.folder / "payload.age")
    return run("zstd", "-d", given=plain)


def test_ssh_keygen_verifies_the_signature(made: Made, tmp_path: Path) -> None:
    signers = tmp_path / "allowed_signers"
    signers.write_text("\n".join(made.keys["allowed_signers"]) + "\n", encoding="ascii")
    line = (made.folder / "manifest.json").read_bytes()
    manifest = json.loads(line)
    assert made.sender == f"{manifest['from']}.{manifest['epoch']}"
    signature = made.folder / "manifest.json.sig"
    verify = ("ssh-keygen", "-Y", "verify", "-f", signers, "-I", made.sender, "-n", "bundle-v1@runxin", "-s", signature)
    assert b"Good" in run(*verify, given=line)
    with pytest.raises(subprocess.CalledProcessError):
        run(*verify, given=line.replace(b'"epoch":1', b'"epoch":2'))
    found = run("ssh-keygen", "-Y", "find-principals", "-f", signers, "-s", signature)
    assert found.decode().strip() == made.sender


def test_age_and_zstd_open_the_payload(made: Made, tmp_path: Path) -> None:
    lines = opened(made, tmp_path).split(b"\n")
    manifest, opening = json.loads((made.folder / "manifest.json").read_bytes()), json.loads(lines[0])
    assert {k: opening[k] for k in ("from", "to", "epoch", "seq")} == {
        k: manifest[k] for k in ("from", "to", "epoch", "seq")
    }
    bodies = [json.loads(line) for line in lines[1:] if line.startswith(b'{"attachments"')]
    assert CONTENT in [b["fields"].get("content") for b in bodies]


def test_what_age_writes_the_product_reads(made: Made, tmp_path: Path) -> None:
    """The payload encrypted once more by `age` itself: the product decrypts it to the same bytes."""
    identity = made.keys["age_identities"][-1]
    recipient = age.recipient(identity)
    plain = run("age", "-d", "-i", "-", made.folder / "payload.age", given=identity.encode())
    again = run("age", "-r", recipient, given=plain)
    assert age.decrypt(again, identity) == plain


def test_the_product_reads_the_same_lines(made: Made, tmp_path: Path) -> None:
    container = bundle.read_container(made.bundle.read_bytes())
    content = bundle.open_payload(container, made.keys["age_identities"][-1])
    lines = opened(made, tmp_path).split(b"\n")
    assert all(line in lines for header, body in content.revisions for line in (header, body or b""))


def test_a_bare_sqlcipher_opens_the_store_with_the_raw_key(made: Made) -> None:
    lines = run(sys.executable, "-c", BARE, made.keys["store"], made.keys["raw_key"]).decode()
    assert CONTENT in [json.loads(line)["fields"].get("content") for line in lines.splitlines()]


def test_a_bare_sqlcipher_opens_a_backup_with_the_key_of_its_slots(made: Made, tmp_path: Path) -> None:
    with zipfile.ZipFile(made.backup) as packed:
        assert sorted(packed.namelist()) == ["keyslots.json", "store.db"]
        packed.extractall(tmp_path)
    unlocked = keys.unlock_with_passphrase(tmp_path / "keyslots.json", PASSPHRASE)
    assert unlocked.raw_key.hex() != made.keys["raw_key"], "a backup has a key of its own"
    lines = run(sys.executable, "-c", BARE, tmp_path / "store.db", unlocked.raw_key.hex()).decode()
    assert CONTENT in lines
    with pytest.raises(subprocess.CalledProcessError):
        run(sys.executable, "-c", BARE, tmp_path / "store.db", made.keys["raw_key"])


def test_a_bare_sqlcipher_opens_a_vault_and_its_backup_each_with_its_own_key(tmp_path: Path) -> None:
    school = School(tmp_path)
    workspace = school.device("psychologist", "X001")
    vault = open_test_vault(workspace, slots=True)
    signing.sign_entry(workspace, vault, "session_note", note(course=CONTENT))
    exported = upkeep.export_vault_keys(workspace, vault)
    with zipfile.ZipFile(vault_backups.back_up_vault(workspace, vault, tmp_path)) as packed:
        packed.extractall(tmp_path / "open")
    vault.lock()
    school.close()
    unlocked = keys.unlock_with_passphrase(tmp_path / "open" / "keyslots.json", VAULTS)
    for file, key in ((exported.vault, exported.raw_key), (tmp_path / "open" / "vault.db", unlocked.raw_key.hex())):
        assert CONTENT in run(sys.executable, "-c", BARE, file, key).decode()
    for file, key in ((exported.vault, workspace.store.raw_key.hex()), (workspace.home / "store.db", exported.raw_key)):
        with pytest.raises(subprocess.CalledProcessError):
            run(sys.executable, "-c", BARE, file, key)
