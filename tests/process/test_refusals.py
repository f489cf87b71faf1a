"""What the installed program refuses: a sentence, a stable code, and a folder that is as it was before."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app import canonical
from app.texts import LANGUAGES
from tests.process.program import PASSPHRASE, World, listing
from tests.slots import at_the_floor

NULL_KEYRING = "keyring.backends.null.Keyring"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two workspaces of different people, made once and copied for every test."""
    world = World(tmp_path_factory.mktemp("made"))
    for name in ("one", "other"):
        world.done(world.root / name, "init", "--role", "counsellor", "--name", "王老师", "--staff-no", "T001")
        at_the_floor(world.root / name, PASSPHRASE)
    return world.root


@pytest.fixture
def world(made: Path, tmp_path: Path) -> World:
    for name in ("one", "other"):
        shutil.copytree(made / name, tmp_path / name)
    return World(tmp_path)


def _without_store(world: World) -> None:
    (world.root / "one" / "store.db").unlink()


def _without_slots(world: World) -> None:
    for file in (world.root / "one").glob("keyslots*"):
        file.unlink()


def _plain(world: World) -> None:
    script = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute('CREATE TABLE a(b)'); d.commit()"
    store = world.root / "one" / "store.db"
    store.unlink()
    subprocess.run([sys.executable, "-c", script, str(store)], check=True)


def _foreign(world: World) -> None:
    shutil.copyfile(world.root / "other" / "store.db", world.root / "one" / "store.db")


def _foreign_slots(world: World) -> None:
    for file in (world.root / "other").glob("keyslots*"):
        shutil.copyfile(file, world.root / "one" / file.name)


def _cut(size: int) -> Callable[[World], None]:
    """The store cut to a size, or by a number of bytes where that is negative."""

    def cut(world: World) -> None:
        store = world.root / "one" / "store.db"
        os.truncate(store, size if size >= 0 else store.stat().st_size + size)

    return cut


def _flipped(world: World) -> None:
    store = world.root / "one" / "store.db"
    data = bytearray(store.read_bytes())
    data[100] ^= 1
    store.write_bytes(data)


def _slots(**changes: int) -> Callable[[World], None]:
    """Slots whose passphrase asks for another cost, with a digest that fits: what an attacker would write."""

    def edit(world: World) -> None:
        for file in (world.root / "one").glob("keyslots*.json"):
            found = json.loads(file.read_bytes())
            for slot in found["slots"]:
                if slot["kind"] == "passphrase":
                    slot.update(changes)
            found["sha256"] = ""
            found["sha256"] = sha256(canonical.encode(found)).hexdigest()
            file.write_bytes(canonical.encode(found))

    return edit


def _torn_slots(world: World) -> None:
    for file in (world.root / "one").glob("keyslots*.json"):
        os.truncate(file, 100)


def _as_it_is(world: World) -> None:
    """Nothing is changed: the command itself is what is refused."""


CASES: tuple[tuple[str, Callable[[World], None], dict[str, Any], str], ...] = (
    ("wrong passphrase", _as_it_is, {"RUNXIN_PASSPHRASE": "not this one"}, "wrong_passphrase"),
    ("no passphrase", _as_it_is, {"RUNXIN_PASSPHRASE": ""}, "passphrase_needed"),
    ("store missing", _without_store, {}, "store_missing"),
    ("slots missing", _without_slots, {}, "keyslots_missing"),
    ("slots torn", _torn_slots, {}, "keyslots_damaged"),
    ("plain SQLite", _plain, {}, "store_plain"),
    ("somebody else's store", _foreign, {}, "store_foreign"),
    ("somebody else's slots", _foreign_slots, {}, "store_foreign"),
    ("store empty", _cut(0), {}, "store_cut"),
    ("store cut within a page", _cut(-1000), {}, "store_cut"),
    ("store cut by a page", _cut(-4096), {}, "store_cut"),
    ("store cut to a page", _cut(4096), {}, "store_cut"),
    ("first page damaged", _flipped, {}, "store_foreign"),
    ("slots that ask for all memory", _slots(memory=1 << 40), {}, "keyslots_hostile"),
    ("slots that ask for no memory", _slots(memory=8192), {}, "keyslots_hostile"),
    ("slots that would take for ever", _slots(passes=1_000_000), {}, "keyslots_hostile"),
    ("slots of another cost", _slots(passes=1), {}, "wrong_passphrase"),
)


@pytest.mark.parametrize(("spoil", "variables", "code"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_cannot_be_opened_is_left_as_it_was(
    world: World, spoil: Callable[[World], None], variables: dict[str, Any], code: str
) -> None:
    spoil(world)
    before = listing(world.root)
    assert world.run(world.root / "one", "record", "list", **variables).code == code
    after = listing(world.root)
    if code == "wrong_passphrase":
        assert after.pop("one/failed"), "the failed try waits for the audit"
    assert after == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_json_a_refusal_is_one_sentence_on_stderr(world: World, language: str) -> None:
    (world.root / "one" / "store.db").unlink()
    answer = world.run(world.root / "one", "check", options=("--lang", language))
    assert answer.exit == 1 and answer.out == ""
    assert answer.err.count("\n") == 1 and answer.err.rstrip().endswith("[store_missing]")


def test_a_folder_without_a_workspace_stays_empty(world: World) -> None:
    nowhere = world.root / "nowhere"
    for words in (("unlock-check",), ("record", "list"), ("check",), ("backup", "create", "b"), ("rebuild",)):
        assert world.run(nowhere, *words).code == "store_missing"
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--role", "counsellor", "--name", "李", "--staff-no", "T2"), "workspace_exists"),
        (("--role", "counsellor", "--name", "李"), "staff_no_missing"),
        (("--role", "counsellor", "--name", " ", "--staff-no", "T2"), "field_missing"),
        (("--role", "centre", "--name", "李", "--plan", "none"), "plan_unknown"),
    ],
)
def test_a_workspace_is_never_founded_over_another(world: World, words: tuple[str, ...], code: str) -> None:
    before = listing(world.root)
    assert world.run(world.root / "one", "init", *words).code == code
    assert listing(world.root) == before
    assert world.done(world.root / "one", "unlock-check")["ok"]


def test_a_weak_passphrase_makes_nothing(world: World) -> None:
    words = ("init", "--role", "centre", "--name", "陈")
    assert world.run(world.root / "new", *words, RUNXIN_PASSPHRASE="short").code == "passphrase_weak"
    assert not (world.root / "new").exists()


@pytest.mark.parametrize("backend", [NULL_KEYRING, "keyring.backends.fail.Keyring", "no.such.Backend"])
def test_a_keyring_we_do_not_know_is_never_used(world: World, backend: str) -> None:
    before = listing(world.root)
    variables: dict[str, Any] = {"PYTHON_KEYRING_BACKEND": backend}
    assert (
        world.run(world.root / "one", "unlock-check", options=("--json", "--quick"), **variables).code
        == "keyring_unavailable"
    )
    assert listing(world.root) == before
    assert world.run(world.root / "one", "quick-unlock", "on", **variables).code == "keyring_unavailable"
    assert world.done(world.root / "one", "unlock-check", **variables)["ok"]


def test_a_lock_held_by_a_dead_process_is_no_lock(world: World) -> None:
    """The maintenance lock goes with the process that held it, however that ended."""
    home = world.root / "one"
    script = (
        "import sqlite3, sys; d = sqlite3.connect(sys.argv[1], isolation_level=None); d.execute('BEGIN EXCLUSIVE');"
        " print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(home / "lock.db")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None and holder.stdin is not None
    assert holder.stdout.readline() == b"held\n"
    before = {k: v for k, v in listing(world.root).items() if "journal" not in k}
    assert world.run(home, "unlock-check").code == "workspace_busy"
    assert {k: v for k, v in listing(world.root).items() if "journal" not in k} == before
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert world.done(home, "unlock-check")["ok"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "json_unreadable"),
        ("[1]", "json_unreadable"),
        ("[" * 100_000, "json_unreadable"),
        ('{"students": ["1"], "students": ["2"]}', "not_enrolled"),
        ("{}", "not_enrolled"),
    ],
    ids=["cut", "a list", "deep", "twice", "nothing"],
)
def test_fields_that_cannot_be_read_are_refused(world: World, text: str, code: str) -> None:
    file = world.root / "fields.json"
    file.write_text(text, encoding="utf-8")
    assert world.run(world.root / "one", "record", "add", "talk", "--json-file", str(file)).code == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("bundle", "inspect", "gone.runxin"), "file_unreadable"),
        (("backup", "verify", "gone.rxbackup"), "file_unreadable"),
        (("enrol", "show", "gone.json"), "file_unreadable"),
        (("plan", "check", "gone.toml"), "file_unreadable"),
        (("roster", "import", "gone.xlsx"), "not_a_seat"),
        (("record", "show", "0"), "record_unknown"),
        (("record", "show", "01a20fb1-e442-7513-9231-43dbc187bb3f"), "record_unknown"),
        (("bundle", "export", "--to", "centre", "--out", "stick"), "not_enrolled"),
        (("bundle", "import", "gone.runxin"), "not_enrolled"),
        (("person", "add", "--staff-no", "T9"), "not_shared"),
        (("person", "remove", "T001"), "last_slot"),
        (("recover", "--recovery-key-file", "gone.txt"), "file_unreadable"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_other_refusals_have_their_code(world: World, words: tuple[str, ...], code: str) -> None:
    before = {k: v for k, v in listing(world.root).items() if "store.db" not in k}
    assert world.run(world.root / "one", *words, RUNXIN_NEW_PASSPHRASE="a long enough one").code == code
    assert {k: v for k, v in listing(world.root).items() if "store.db" not in k} == before
