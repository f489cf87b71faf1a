"""A real encrypted store in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.records.ids import new_id
from app.store.store import Store, create_store, open_store

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of a test lies."""
    return tmp_path / "home" / "store.db"


@pytest.fixture
def store_id() -> str:
    return new_id()


@pytest.fixture
def store(path: Path, store_id: str) -> Iterator[Store]:
    """An open store; closed at the end if the test has not done it."""
    create_store(path, KEY, store_id)
    opened = open_store(path, KEY, store_id)
    yield opened
    opened.close()
