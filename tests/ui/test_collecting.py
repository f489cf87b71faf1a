"""Rings of dead objects: looked for once when the person has gone, and again only after they were there."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from ui.collecting import AWAY, Collecting, spare_the_window


class Ring:
    """Holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thresholds() -> Iterator[None]:
    """Puts back how often this process looks."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def old_ring() -> weakref.ref[Ring]:
    """A dead ring that has grown old while it lived."""
    ring = Ring()
    gc.collect()
    return weakref.ref(ring)


def test_once_each_time_that_the_person_has_gone() -> None:
    ring, collecting = old_ring(), Collecting()
    assert not collecting.look(AWAY - 1)
    assert ring() is not None
    assert collecting.look(AWAY)
    assert ring() is None
    assert not collecting.look(AWAY + 5)  # still away
    assert not collecting.look(0)
    assert collecting.look(AWAY)


def test_many_new_objects_do_not_make_it_look_through_everything() -> None:
    spare_the_window()
    ring = old_ring()
    kept = [[k] for k in range(500_000)]
    assert ring() is not None
    del kept
    gc.collect()
    assert ring() is None
