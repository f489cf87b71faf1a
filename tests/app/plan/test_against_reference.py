"""The duty engine against a slow, obvious reference: random schools, terms and records (docs/duties.md)."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.plan.reading import read_plan, seed_text
from app.services.duties import Asked, Duty, list_duties
from tests.app.plan.reference import duties_of
from tests.app.plan.reference_records import PARTS, random_world
from tests.app.plan.reference_state import Owed
from tests.app.plan.reference_store import Written, write_world
from tests.app.plan.worlds import DAY, World

RULES = read_plan(seed_text("sanjiang-2023")).rules
EXAMPLES = 12
WORLDS = int(os.environ.get("RUNXIN_WORLDS", EXAMPLES))  # the same ones each time, unless more are asked for
SHOWN = 30  # of the differences of one world


def differences(world: World, root: Path) -> list[str]:
    """Every duty that one side has and the other has not, by rule and key alone."""
    written = write_world(root, world)
    try:
        first, last = world.terms[0].first, world.terms[-1].last + 7 * DAY
        everything = list_duties(written.centre, Asked(first=first, last=last))
        mine = list_duties(written.centre, Asked(first=first, last=last, counsellor="T1"))
        assert Counter(mine) == Counter(duty for duty in everything if duty.holder == "T1")
        found = Counter(_seen(written, duty) for duty in everything)
        wanted = Counter(duties_of(written.world, RULES, first, last))
    finally:
        written.school.close()
    missing = [f"wanted {owed}" for owed in (wanted - found).elements()]
    extra = [f"got    {owed}" for owed in (found - wanted).elements()]
    return sorted(missing + extra, key=lambda line: line[7:])


def _seen(written: Written, duty: Duty) -> Owed:
    keys = written.keys()
    proof = keys.get(duty.proof[0], duty.proof[0]) if duty.proof else ""
    return Owed(duty.rule, duty.subject, duty.n, duty.of, duty.state, duty.late, duty.due, duty.holder, proof)


@settings(
    max_examples=WORLDS, deadline=None, derandomize=WORLDS <= EXAMPLES, phases=[Phase.generate]
)  # a seed does not shrink
@given(seed=st.integers(0, 2**32), left_out=st.sets(st.sampled_from(sorted(PARTS)), max_size=4))
def test_every_duty_is_as_the_reference_says(seed: int, left_out: set[str]) -> None:
    world = random_world(seed, [part for part in PARTS if part not in left_out])
    with TemporaryDirectory() as root:
        found = differences(world, Path(root))
        assert not found, "\n".join([f"{seed=} without {sorted(left_out)}: {len(found)} differ", *found[:SHOWN]])
