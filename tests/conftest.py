"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.school import School


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    """A school's folder; workspaces made in it are closed at the end."""
    made = School(tmp_path)
    yield made
    made.close()
