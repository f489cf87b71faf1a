"""Writing: one unit at a time in the order they came, all or nothing; reading: one connection per thread."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from app import canonical
from app.errors import UserError
from app.records.revision import digest
from app.store import state
from app.store.locking import FolderLock, Queue
from app.store.log import Entry, append
from app.store.store import Store, open_store
from tests.app.records.lines import header
from tests.app.store.conftest import KEY


def entry(n: int = 1) -> Entry:
    made = header(n=n)
    line = canonical.encode(made)
    return Entry(bytes.fromhex(digest(line)), made, line)


def stands_in_line(queue: Queue, count: int) -> None:
    """Returns once this many wait for their turn."""
    while len(queue._waiting) < count:
        threading.Event().wait(0.001)


def test_a_unit_is_kept_whole(store: Store) -> None:
    with store.unit() as unit:
        state.set_setting(unit, "a", "1")
        assert state.setting(store.read(), "a") == ""
    assert state.setting(store.read(), "a") == "1"


def test_a_unit_that_fails_leaves_everything_as_it_was(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.unit() as unit:
        state.set_setting(unit, "a", "1")
        append(unit, [entry()])
        raise ZeroDivisionError
    assert state.setting(store.read(), "a") == ""
    assert store.read().value("SELECT count(*) FROM revision") == 0
    with store.unit() as unit:
        state.set_setting(unit, "a", "2")
    assert state.setting(store.read(), "a") == "2"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE revision SET line = x'00'",
        "UPDATE revision SET n = 9",
        "DELETE FROM revision",
        "UPDATE audit SET line = x'00'",
        "DELETE FROM audit",
    ],
)
def test_what_was_written_never_changes(store: Store, sql: str) -> None:
    with store.unit() as unit:
        append(unit, [entry()])
        unit.run("INSERT INTO audit VALUES(1, x'00', x'00')")
    with pytest.raises(sqlcipher.IntegrityError), store.unit() as unit:
        unit.run(sql)
    assert store.read().row("SELECT count(*) FROM revision, audit") == (1,)


def test_appending_twice_adds_once(store: Store) -> None:
    with store.unit() as unit:
        assert append(unit, [entry(1), entry(2), entry(1)]).count == 2
    with store.unit() as unit:
        assert append(unit, [entry(2), entry(1)]).count == 0
    assert store.read().value("SELECT count(*) FROM feed") == 2


def test_writers_are_served_in_the_order_they_came() -> None:
    queue, served, waiting = Queue(), list[int](), list[threading.Thread]()

    def write(k: int) -> None:
        with queue.turn():
            served.append(k)

    with queue.turn():
        for k in range(20):
            waiting.append(threading.Thread(target=write, args=(k,)))
            waiting[-1].start()
            stands_in_line(queue, k + 1)
        assert served == []
    for thread in waiting:
        thread.join()
    assert served == list(range(20))


def test_many_threads_write_and_read_at_once(store: Store) -> None:
    failures: list[BaseException] = []
    readers: set[int] = set()

    def work(k: int) -> None:
        try:
            readers.add(id(store.read()))
            for i in range(10):
                with store.unit() as unit:
                    count = int(state.setting(unit, "count", "0"))
                    state.set_setting(unit, "count", str(count + 1))
                assert int(state.setting(store.read(), "count")) > i
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert state.setting(store.read(), "count") == "80"
    assert len(readers) == 8
    assert store.read() is store.read()


def test_a_closed_store_says_it_is_locked(store: Store) -> None:
    store.read()
    store.close()
    store.close()
    with pytest.raises(UserError, match="workspace_locked"), store.unit():
        raise AssertionError
    with pytest.raises(UserError, match="workspace_locked"):
        store.read()


def test_who_waits_for_a_turn_while_the_store_is_locked_is_told(store: Store) -> None:
    told: list[str] = []

    def write() -> None:
        try:
            with store.unit():
                told.append("wrote")
        except UserError as error:
            told.append(error.code)

    threads = [threading.Thread(target=store.close), threading.Thread(target=write)]
    queue = store._queue
    with queue.turn():
        for k, thread in enumerate(threads):
            thread.start()
            stands_in_line(queue, k + 1)
    for thread in threads:
        thread.join()
    assert told == ["workspace_locked"]


HOLD = """
import sys
from pathlib import Path
from app.store.locking import FolderLock
lock = FolderLock(Path(sys.argv[1]), alone=sys.argv[2] == "alone")
print("held", flush=True)
sys.stdin.readline()
"""


def hold(folder: Path, how: str) -> subprocess.Popen[str]:
    """Another process that holds the folder's lock until it is told to end."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


@pytest.mark.parametrize(
    ("theirs", "ours", "both"),
    [("together", False, True), ("together", True, False), ("alone", False, False), ("alone", True, False)],
)
def test_processes_share_a_folder_or_one_has_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theirs: str, ours: bool, both: bool
) -> None:
    monkeypatch.setattr("app.store.locking.WAIT", 0.05)
    with hold(tmp_path, theirs) as other:
        if both:
            FolderLock(tmp_path, alone=ours).release()
        else:
            with pytest.raises(UserError, match="workspace_busy"):
                FolderLock(tmp_path, alone=ours)
        other.communicate("end\n")
    FolderLock(tmp_path, alone=ours).release()


def test_a_process_that_dies_gives_the_lock_back(tmp_path: Path) -> None:
    with hold(tmp_path, "alone") as other:
        other.kill()
        other.communicate()
    FolderLock(tmp_path, alone=True).release()


def test_an_open_store_keeps_maintenance_out(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.locking.WAIT", 0.05)
    with pytest.raises(UserError, match="workspace_busy"):
        FolderLock(path.parent, alone=True)
    store.close()
    FolderLock(path.parent, alone=True).release()


WRITE = """
import resource, sys
from pathlib import Path
from app.errors import UserError
from app.store import state
from app.store.store import open_store
store = open_store(Path(sys.argv[1]), bytes(range(32)), sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size + 65536,) * 2)
done = 0
try:
    for k in range(200):
        with store.unit() as unit:
            state.set_setting(unit, f"k{k:03}", "v" * 4000)
        done += 1
except UserError as error:
    print(error.code, done, flush=True)
    store.close()
"""


def test_a_disk_that_takes_no_more_loses_nothing(store: Store, path: Path, store_id: str) -> None:
    store.close()
    ended = subprocess.run(
        [sys.executable, "-c", WRITE, str(path), store_id], capture_output=True, text=True, check=True
    )
    code, done = ended.stdout.split()
    assert code in ("disk_full", "disk_error") and int(done) > 3
    again = open_store(path, KEY, store_id)
    kept = [row[0] for row in again.read().rows("SELECT key FROM setting WHERE key LIKE 'k%' ORDER BY key")]
    again.close()
    assert kept == [f"k{k:03}" for k in range(int(done))]


def test_a_full_disk_is_a_sentence_and_what_was_there_stays(store: Store) -> None:
    with store.unit() as unit:
        state.set_setting(unit, "before", "here")
        unit.run(f"PRAGMA max_page_count={int(unit.value('PRAGMA page_count')) + 2}")
    with pytest.raises(UserError, match="disk_full"), store.unit() as unit:
        state.set_setting(unit, "before", "gone")
        unit.run("INSERT INTO setting VALUES('big', ?)", "v" * 200_000)
    assert state.setting(store.read(), "before") == "here"
    with store.unit() as unit:
        state.set_setting(unit, "after", "small")
    assert state.setting(store.read(), "after") == "small"
