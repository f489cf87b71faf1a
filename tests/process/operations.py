"""What a killed child does to a school on disk; the checks of it are in `test_kills`.

Each operation takes the homes and a `say` that acknowledges what it has finished.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from app import keys
from app.crypto.passphrase import FLOOR
from app.services import backups, passphrases, records, transfer
from app.store.drafts import Draft
from app.workspace import Workspace, open_workspace, slots_path
from tests.process.killing import Say
from tests.school import NOW, School, talk

OLD, NEW = "the old passphrase", "the new passphrase"
STUDENTS = ("20230101", "20230102")


@dataclass(frozen=True)
class Homes:
    """A school on disk, nothing of it open: a centre, a counsellor with unsent talks, their bundle."""

    root: Path
    keys: dict[str, bytes]
    school: School
    ids: dict[str, str]
    printed: str = ""

    def copied(self, root: Path) -> Homes:
        shutil.copytree(self.root, root)
        return replace(self, root=root)

    def opened(self, name: str, key: bytes | None = None) -> Workspace:
        number = "C001" if name == "centre" else "T001"
        raw_key = key or self.keys[name]
        return open_workspace(self.root / name, raw_key, self.ids[name], number, self.school.clock, "zh")

    @property
    def counsellor(self) -> Path:
        return self.root / "counsellor"


def make(root: Path) -> Homes:
    """The school below an empty folder."""
    school = School(root)
    centre = school.centre()
    centre_key = centre.store.raw_key
    device = school.enrolled(centre, "counsellor", "T001")
    school.students(centre, *STUDENTS)
    school.exchange(centre, device)
    for k in range(3):
        records.add_record(device, "talk", talk(STUDENTS[0], f"旧谈话{k}"), audience="centre")
    transfer.export_bundles(device, "centre", root / "stick")
    device.drafts.keep(Draft("one", "talk", "", "T001", NOW.isoformat(), {"content": "草稿"}))
    found = Homes(root, {"centre": centre_key, "counsellor": device.store.raw_key}, school, {})
    found.ids.update(centre=centre.device, counsellor=device.device)
    school.close()
    device.home.rename(found.counsellor)
    slots = slots_path(found.counsellor)
    printed = keys.create_slots(slots, device.device, found.keys["counsellor"], "T001", OLD, FLOOR)
    device = found.opened("counsellor")
    backups.create_backup(device, root / "kept")
    device.lock()
    return replace(found, printed=printed)


# ── the operations, as the child runs them ───────────────────────────────────────────────────────


def save(homes: Homes, say: Say) -> None:
    workspace = homes.opened("counsellor")
    for k in range(3):
        several = {**talk(STUDENTS[0], f"新谈话{k}"), "students": list(STUDENTS), "mode": "group"}
        several["parts"] = [{"student": number, "response": f"回应{k}"} for number in STUDENTS]
        file = homes.root / "attached.bin"
        file.write_bytes(b"attached" * 300_000)
        saved = records.add_record(workspace, "talk", several, audience="centre", files=[file])
        say(f"{saved.id} 新谈话{k}")
        records.amend_record(workspace, saved.id, {**several, "content": f"新谈话{k}改"})
        say(f"{saved.id} 新谈话{k}改")
    workspace.lock()


def draft(homes: Homes, say: Say) -> None:
    (homes.counsellor / "drafts.db").unlink()
    workspace = homes.opened("counsellor")
    for k in range(3):
        workspace.drafts.keep(Draft(f"new{k}", "talk", "", "T001", NOW.isoformat(), {"content": f"草稿{k}"}))
        say(f"new{k}")
    workspace.lock()


def export(homes: Homes, say: Say) -> None:
    workspace = homes.opened("counsellor")
    for file in transfer.export_bundles(workspace, "centre", homes.root / "stick").files:
        say(file.name)
    workspace.lock()


def import_(homes: Homes, say: Say) -> None:
    workspace = homes.opened("centre")
    for result in transfer.import_bundles(workspace, sorted((homes.root / "stick").iterdir())):
        say(result.status)
    workspace.lock()


def _change(homes: Homes, say: Say, *, leaked: bool) -> None:
    workspace = homes.opened("counsellor")
    passphrases.change_passphrase(workspace, NEW, leaked=leaked)
    say("changed")
    workspace.lock()


def passphrase(homes: Homes, say: Say) -> None:
    _change(homes, say, leaked=False)


def leaked(homes: Homes, say: Say) -> None:
    _change(homes, say, leaked=True)


def backup(homes: Homes, say: Say) -> None:
    workspace = homes.opened("counsellor")
    say(backups.create_backup(workspace, homes.root / "backups").name)
    workspace.lock()


def restore(homes: Homes, say: Say) -> None:
    (file,) = (homes.root / "kept").iterdir()
    say(str(backups.restore_backup(file, homes.counsellor, OLD, None, homes.school.clock).epoch))
