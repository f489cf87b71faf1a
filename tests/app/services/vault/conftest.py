"""A centre and psychologists who know each other, each with a vault on disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.vault.file import Vault
from app.workspace import Workspace
from tests.school import School
from tests.vaults import open_test_vault


@dataclass
class Practice:
    """Three psychologists of one school: the owner of the vault, and two colleagues. All have the staff list."""

    school: School
    centre: Workspace
    owner: Workspace
    first: Workspace
    second: Workspace


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    school = School(tmp_path)
    centre = school.centre()
    people = [school.enrolled(centre, "psychologist", number) for number in ("X001", "X002", "X003")]
    school.exchange(centre, *people)
    yield Practice(school, centre, *people)
    school.close()


@pytest.fixture
def vault(practice: Practice) -> Iterator[Vault]:
    """The owner's vault, with its key slots."""
    opened = open_test_vault(practice.owner, slots=True)
    yield opened
    opened.lock()
