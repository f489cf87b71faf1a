"""Killed at any step of any operation, nothing acknowledged is lost, nothing doubled, nothing half there.

RUNXIN_KILLS says how many kills (100), RUNXIN_SEED which (random, printed when a test fails).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from app.errors import UserError
from app.services import attached, backups, passphrases, reading, standing, transfer, upkeep, workspaces
from app.store import projection
from app.store.drafts import Draft
from tests.process import operations
from tests.process.killing import Death, Say, kill_at
from tests.process.operations import NEW, OLD, Homes, make
from tests.school import NOW, School

KILLS = int(os.environ.get("RUNXIN_KILLS", "100"))
SEED = int(os.environ.get("RUNXIN_SEED", "0")) or Random().randrange(1, 1 << 32)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    return make(tmp_path_factory.mktemp("made"))


# ── what must hold afterwards ────────────────────────────────────────────────────────────────────


def sound(homes: Homes, name: str, key: bytes | None = None) -> None:
    """The store opens, every page, digest and chain is whole, and its projections are those of its log."""
    workspace = homes.opened(name, key)
    found = upkeep.check(workspace)
    assert found.faults == ()
    before = projection.digest(workspace.store.read())
    rebuilt = upkeep.rebuild(workspace)
    assert rebuilt.same and rebuilt.digest == before
    workspace.lock()


def talks(homes: Homes, name: str, key: bytes | None = None) -> dict[str, str]:
    """What each talk says, by its id."""
    workspace = homes.opened(name, key)
    listed = reading.list_records(workspace, kind="talk")
    told = {r.id: str(reading.show_record(workspace, r.id).fields.get("content")) for r in listed}
    workspace.lock()
    assert len(told) == len(listed)
    return told


def after_save(homes: Homes, death: Death) -> None:
    sound(homes, "counsellor")
    told = talks(homes, "counsellor")
    acknowledged = dict(line.split(" ") for line in death.said)
    new = {id: content for id, content in told.items() if content.startswith("新")}
    assert acknowledged.keys() <= new.keys() and len(new) <= len(acknowledged) + 1
    for id, content in acknowledged.items():
        assert new[id].rstrip("改") == content.rstrip("改") and len(new[id]) >= len(content)
    assert len({content.rstrip("改") for content in new.values()}) == len(new)
    assert len(told) == len(new) + 3
    workspace = homes.opened("counsellor")
    for id in new:
        shown = reading.show_record(workspace, id)
        assert len(shown.fields["parts"]) == 2 and len(shown.heads) == 1  # type: ignore[arg-type]
        attached.save_attachment(workspace, id, "attached.bin", homes.root / "again.bin")
        assert (homes.root / "again.bin").read_bytes() == (homes.root / "attached.bin").read_bytes()
    workspace.lock()


def after_draft(homes: Homes, death: Death) -> None:
    workspace = homes.opened("counsellor")
    assert set(death.said) <= {d.id for d in workspace.drafts.all("T001")}
    workspace.drafts.keep(Draft("last", "talk", "", "T001", NOW.isoformat(), {}))
    workspace.lock()
    sound(homes, "counsellor")


def converged(homes: Homes) -> None:
    """Everything on the stick goes into the centre, its receipt comes back, and nothing is owed any more."""
    stick = sorted((homes.root / "stick").glob("*"))
    centre = homes.opened("centre")
    results = transfer.import_bundles(centre, [f for f in stick if not f.name.startswith(".")])
    assert {r.status for r in results} <= {"applied", "duplicate"} and not any(r.gaps for r in results)
    receipt = transfer.export_bundles(centre, homes.ids["counsellor"], homes.root / "down").files
    centre.lock()
    device = homes.opened("counsellor")
    assert {r.status for r in transfer.import_bundles(device, receipt)} == {"applied"}
    (stands,) = standing.exchange_status(device)[0]
    assert stands.waiting == 0 and stands.missing == ()
    device.lock()
    assert talks(homes, "centre") == talks(homes, "counsellor")
    sound(homes, "centre")


def after_export(homes: Homes, death: Death) -> None:
    sound(homes, "counsellor")
    names = {f.name for f in (homes.root / "stick").glob("*.runxin")}
    assert set(death.said) <= names
    for file in (homes.root / "stick").glob("*.runxin"):
        transfer.inspect_bundle(file)
    workspace = homes.opened("counsellor")
    assert transfer.export_bundles(workspace, "centre", homes.root / "stick").revisions > 0
    workspace.lock()
    converged(homes)


def after_import(homes: Homes, death: Death) -> None:
    sound(homes, "centre")
    found = talks(homes, "centre")
    assert len(found) == 3 or (not found and not death.said)
    converged(homes)
    assert len(talks(homes, "centre")) == 3


def _opens(home: Path, passphrase: str) -> bytes | None:
    """The key of the store that this passphrase opens; None where it opens nothing."""
    clock = School(home).clock
    try:
        workspace = workspaces.unlock(home, passphrase, clock=clock, language="zh")
    except UserError as error:
        assert error.code == "wrong_passphrase"
        return None
    assert [d.id for d in workspace.drafts.all("T001")] == ["one"]
    raw_key = workspace.store.raw_key
    workspaces.leave(workspace)
    return raw_key


def after_passphrase(homes: Homes, death: Death) -> None:
    by_old, by_new = _opens(homes.counsellor, OLD), _opens(homes.counsellor, NEW)
    assert (by_old is None) != (by_new is None), "exactly one of the two opens it"
    assert not death.said or by_new is not None
    key = by_new or by_old
    sound(homes, "counsellor", key)
    assert len(talks(homes, "counsellor", key)) == 3
    workspace = homes.opened("counsellor", key)
    passphrases.change_passphrase(workspace, "the third passphrase", leaked=True)
    third = _opens(homes.counsellor, "the third passphrase")
    assert third is not None and third != key
    assert _opens(homes.counsellor, OLD) is _opens(homes.counsellor, NEW) is None


def after_leaked(homes: Homes, death: Death) -> None:
    if death.said:
        with pytest.raises(UserError, match="store_foreign"):
            homes.opened("counsellor")
    after_passphrase(homes, death)


def after_leaked_recovered(homes: Homes, death: Death) -> None:
    """The printed key opens a store whose re-key was cut short just as well."""
    assert passphrases.recover(homes.counsellor, homes.printed, "the third passphrase", None) == "T001"
    third = _opens(homes.counsellor, "the third passphrase")
    assert third is not None
    sound(homes, "counsellor", third)
    assert len(talks(homes, "counsellor", third)) == 3


def after_restore(homes: Homes, death: Death) -> None:
    """Either the store as it was, or the backup in a new epoch; where neither has its name yet, all is beside it."""
    aside = list(homes.counsellor.glob("before-restore-*"))
    if not (homes.counsellor / "store.db").exists():
        assert not death.said and len(aside) == 1 and (aside[0] / "store.db").exists()
        operations.restore(homes, say=lambda line: None)
    clock = homes.school.clock
    workspace = workspaces.unlock(homes.counsellor, OLD, clock=clock, language="zh")
    assert workspace.epoch == (2 if any((f / "store.db").exists() for f in aside) else 1)
    key = workspace.store.raw_key
    workspace.lock()
    assert len(talks(homes, "counsellor", key)) == 3
    sound(homes, "counsellor", key)


def after_backup(homes: Homes, death: Death) -> None:
    sound(homes, "counsellor")
    folder = homes.root / "backups"
    found = sorted(folder.glob("*.rxbackup")) if folder.exists() else []
    assert set(death.said) <= {f.name for f in found}
    workspace = homes.opened("counsellor")
    found.append(backups.create_backup(workspace, folder))
    workspace.lock()
    for file in set(found):
        assert backups.verify_backup(file, OLD).device == homes.ids["counsellor"]


Check = Callable[[Homes, Death], None]
OPERATIONS: dict[str, tuple[Callable[[Homes, Say], None], Check]] = {
    "save": (operations.save, after_save),
    "draft": (operations.draft, after_draft),
    "export": (operations.export, after_export),
    "import": (operations.import_, after_import),
    "passphrase": (operations.passphrase, after_passphrase),
    "leaked": (operations.leaked, after_leaked),
    "leaked, then recovered": (operations.leaked, after_leaked_recovered),
    "backup": (operations.backup, after_backup),
    "restore": (operations.restore, after_restore),
}


@pytest.fixture(scope="module")
def steps(made: Homes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """How many steps each operation takes when nobody kills it; and that it then ends well."""
    counted = {}
    for name, (operation, check) in OPERATIONS.items():
        homes = made.copied(tmp_path_factory.mktemp("whole") / name)
        death = kill_at(lambda say, homes=homes, operation=operation: operation(homes, say), 0, after=False)  # type: ignore[misc]
        assert not death.killed and death.said
        check(homes, death)
        counted[name] = death.steps
    return counted


def points() -> Iterator[tuple[int, str]]:
    """Which operation each kill hits: all of them in turn."""
    names = list(OPERATIONS)
    return ((k, names[k % len(names)]) for k in range(KILLS))


@pytest.mark.parametrize(("number", "name"), [pytest.param(k, n, id=f"{n}-{k}") for k, n in points()])
def test_a_kill_loses_nothing(number: int, name: str, made: Homes, steps: dict[str, int], tmp_path: Path) -> None:
    chance = Random(f"{SEED}/{number}")
    at, after = chance.randint(1, steps[name]), chance.random() < 0.5
    print(f"RUNXIN_SEED={SEED} {name} killed {'after' if after else 'before'} step {at} of {steps[name]}")
    operation, check = OPERATIONS[name]
    homes = made.copied(tmp_path / "homes")
    death = kill_at(lambda say: operation(homes, say), at, after=after)
    assert death.killed
    check(homes, death)
    shutil.rmtree(homes.root)
