"""The drafts file on a disk that takes no more: it closes, so does the store, and what was kept is there again."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.drafts import Draft, Drafts
from tests.school import School

KEY = bytes(range(32))


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    """The system's own limit: writing further fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def draft(k: int) -> Draft:
    return Draft(f"d{k:02}", "talk", "", "T001", f"2026-11-24T10:{k:02}:00+08:00", {"content": "x" * 3000})


def test_drafts_close_on_a_full_disk_and_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    drafts = Drafts(path, KEY)
    for k in range(20):
        drafts.keep(draft(k))
    with no_file_grows_beyond(path.stat().st_size):
        drafts.close()
    assert path.with_name("drafts.db-wal").stat().st_size > 0  # the checkpoint did fail
    again = Drafts(path, KEY)
    assert len(again.all("T001")) == 20
    again.close()


def test_a_full_disk_keeps_no_workspace_open(school: School) -> None:
    workspace = school.device("counsellor", "T001")
    for k in range(20):
        workspace.drafts.keep(draft(k))
    with no_file_grows_beyond((workspace.home / "drafts.db").stat().st_size):
        workspace.lock()
    assert workspace.locked
