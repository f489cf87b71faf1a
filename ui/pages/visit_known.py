"""What the form of a visit has to know, read from the store on the reading thread. What it shows is visit.py's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.directory import Named, look_up
from app.services.proposals import VisitProposal, propose_visit
from app.services.visits_week import week_of_visits
from app.workspace import Workspace


@dataclass(frozen=True)
class Known:
    """What is proposed, the students of a classroom's remarks, and which of the week's visits a new one would be."""

    proposal: VisitProposal
    people: tuple[Named, ...]
    nth: int


def read_known(workspace: Workspace, students: Sequence[str]) -> Known:
    week = week_of_visits(workspace, workspace.clock.today())
    return Known(propose_visit(workspace), look_up(workspace, "student", students), len(week.visits) + 1)
