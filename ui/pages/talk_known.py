"""What the form of a talk needs to know before it is filled: read in one go on the reading thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.records import KINDS
from app.services.context import plan_in_force
from app.services.directory import Named, look_up
from app.services.drafting import DraftLine, list_drafts
from app.services.kinds import Option, options_of
from app.services.proposals import TalkProposal, propose_talk
from app.workspace import Workspace


@dataclass(frozen=True)
class Known:
    """Who, what is proposed, what may be chosen, what else waits."""

    people: tuple[Named, ...]
    proposal: TalkProposal
    options: Mapping[str, Sequence[Option]]
    places: tuple[str, ...]
    moods: tuple[str, ...]
    drafts: tuple[DraftLine, ...]


def read_talk(workspace: Workspace, students: Sequence[str]) -> Known:
    """For a talk with these students (numbers or ids); UserError `student_unknown`."""
    plan = plan_in_force(workspace)

    def listed(name: str) -> tuple[str, ...]:
        return tuple(plan.label(name, c.id, workspace.language) for c in plan.lists.get(name, ()) if not c.retired)

    return Known(
        people=look_up(workspace, "student", students),
        proposal=propose_talk(workspace, students),
        options=options_of(workspace, KINDS["talk"]),
        places=listed("place"),
        moods=listed("mood"),
        drafts=list_drafts(workspace),
    )
