"""Drafts and attachments: what a person typed, and the files that belong to it."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from app.errors import UserError
from app.store import attachments
from app.store.drafts import Draft, Drafts
from app.store.store import Store
from tests.app.store.conftest import KEY


def draft(identity: str, at: str = "2026-11-24T10:00:00+08:00", person: str = "T1", **fields: object) -> Draft:
    return Draft(identity, "talk", "", person, at, fields)


def test_drafts_outlive_a_lock(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts.db", KEY)
    drafts.keep(draft("a", content="说到一半", n=3, rows=[{"x": None}]))
    drafts.keep(draft("b", at="2026-11-24T11:00:00+08:00"))
    drafts.keep(draft("c", person="T2"))
    drafts.close()
    again = Drafts(tmp_path / "drafts.db", KEY)
    assert [d.id for d in again.all("T1")] == ["b", "a"]
    assert again.all("T1")[1] == draft("a", content="说到一半", n=3, rows=[{"x": None}])
    again.keep(draft("a", content="写完了"))
    again.drop("b")
    again.drop("nothing")
    assert [d.fields for d in again.all("T1")] == [{"content": "写完了"}]
    assert [d.id for d in again.all("T2")] == ["c"]
    again.close()
    assert "说到".encode() not in (tmp_path / "drafts.db").read_bytes()


KEEP = """
import os, sys
from pathlib import Path
from app.store.drafts import Draft, Drafts
drafts = Drafts(Path(sys.argv[1]), bytes(range(32)))
drafts.keep(Draft("a", "talk", "", "T1", "2026-11-24T10:00:00+08:00", {"content": "kept"}))
os.kill(os.getpid(), 9)
"""


def test_a_draft_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    assert subprocess.run([sys.executable, "-c", KEEP, str(path)]).returncode == -9
    drafts = Drafts(path, KEY)
    assert [d.fields for d in drafts.all("T1")] == [{"content": "kept"}]
    drafts.close()


def test_another_key_opens_no_drafts(tmp_path: Path) -> None:
    Drafts(tmp_path / "drafts.db", KEY).close()
    with pytest.raises(UserError, match="store_foreign"):
        Drafts(tmp_path / "drafts.db", bytes(32))


@pytest.mark.parametrize(
    ("size", "chunks"),
    [(0, 1), (1, 1), (attachments.CHUNK, 1), (attachments.CHUNK + 1, 2), (3 * attachments.CHUNK, 3)],
)
def test_a_file_is_kept_in_chunks_and_given_back_whole(store: Store, size: int, chunks: int) -> None:
    data = os.urandom(1024) * (size // 1024 + 1)
    data = data[:size]
    with store.unit() as unit:
        identity = attachments.add_attachment(unit, data)
    assert identity == sha256(data).hexdigest()
    assert store.read().value("SELECT count(*) FROM attachment") == chunks
    assert attachments.attachment(store.read(), identity) == data
    assert attachments.has_attachment(store.read(), identity)


def test_equal_files_are_kept_once(store: Store) -> None:
    with store.unit() as unit:
        assert attachments.add_attachment(unit, b"scan") == attachments.add_attachment(unit, b"scan")
    assert store.read().value("SELECT count(*) FROM attachment") == 1


def test_a_file_may_have_fifty_mebibytes_and_not_one_byte_more(store: Store) -> None:
    whole = bytes(attachments.LIMIT)
    with store.unit() as unit:
        identity = attachments.add_attachment(unit, whole)
    assert len(attachments.attachment(store.read(), identity)) == 50 << 20
    with pytest.raises(UserError) as caught, store.unit() as unit:
        attachments.add_attachment(unit, whole + b"x")
    assert caught.value.code == "attachment_too_large" and caught.value.values == {"limit": 50}


def test_a_file_that_has_not_arrived_is_missing(store: Store) -> None:
    with pytest.raises(UserError, match="attachment_missing"):
        attachments.attachment(store.read(), "0" * 64)
