"""The sample school, made in a place of its own. Apart from homes.py: it makes a vault too, which nothing that looks at
homes may reach."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

from app.clock import Clock
from app.errors import UserError
from app.paths import sample_home
from app.services.demo import Demo, make_demo

SAMPLE_STUDENTS, SAMPLE_SEED = 120, 1


def make_sample(
    report: Callable[[int, int], None], *, clock: Clock | None = None, students: int = SAMPLE_STUDENTS
) -> Demo:
    """Makes the sample school in its own folder; it is there whole or not at all.

    `report(done, total)` is called between the steps; what it raises stops the making and takes all of it
    away again. UserError `demo_exists` where there is one.
    """
    home = sample_home()
    if home.exists():
        raise UserError("demo_exists", home=home.name)
    unfinished = home.with_name(f"{home.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)  # left by a making that was killed; nobody ever worked in it
    try:
        made = make_demo(unfinished, students, SAMPLE_SEED, clock or Clock(), report)
        unfinished.rename(home)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    machines = tuple(replace(w, home=home / w.home.relative_to(unfinished)) for w in made.workspaces)
    rosters = tuple(home / path.relative_to(unfinished) for path in made.rosters)
    return replace(made, home=home, workspaces=machines, rosters=rosters)
