"""What the tests of duties ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.plan.crossings import Tell


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Tell]:
    """Writes small schools into stores and tells their duties; the stores are closed at the end."""
    made = Tell(tmp_path)
    yield made
    made.close()
