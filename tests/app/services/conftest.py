"""A small school at work: a centre, a counsellor with a class, and the students of that class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from app.workspace import Workspace
from tests.school import CLASS, COLLEGE, School


@dataclass(frozen=True)
class Care:
    """The centre, the counsellor T001, and the ids of students 2301001 to 2301003 of their class.

    The station of the college and the psychologist P001 are enrolled when they are first asked for.
    """

    school: School
    centre: Workspace
    counsellor: Workspace
    students: tuple[str, ...]

    @cached_property
    def station(self) -> Workspace:
        return self.school.enrolled(self.centre, "station", "S001", scope=(COLLEGE,))

    @cached_property
    def psychologist(self) -> Workspace:
        return self.school.enrolled(self.centre, "psychologist", "P001", scope=(CLASS,))


def at_work(root: Path) -> Care:
    school = School(root)
    centre = school.centre()
    students = school.students(centre, "2301001", "2301002", "2301003")
    counsellor = school.enrolled(centre, "counsellor", "T001", scope=(CLASS,))
    return Care(school, centre, counsellor, tuple(students))


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    """A school of this test's own."""
    made = at_work(tmp_path)
    yield made
    made.school.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Care]:
    """A school for all tests of a module that only add to it."""
    made = at_work(tmp_path_factory.mktemp("school"))
    yield made
    made.school.close()
