"""Places of the hand-over: none yet, being written, asked at the centre, and under way at the counsellor's."""

from __future__ import annotations

from app.services import handover
from app.services.handover_caseload import takers
from app.services.handover_standing import list_handovers
from tests.ui.small_school import CENTRE, COUNSELLOR
from tests.ui.stage import Place, Stage
from tests.ui.ways import to


def _asked(stage: Stage) -> None:
    """One that was written on the machine in front, once for all tests of a module."""
    workspace, counsellor = stage.desk.workspace, stage.school.machines[COUNSELLOR]
    found = list_handovers(workspace)
    if not found:
        taker = next(t for t in takers(workspace) if t.id != counsellor.member.id)
        giver = "" if workspace is counsellor else counsellor.member.id
        handover.prepare_handover(workspace, taker.id, giver=giver, witness="张书记")
        found = list_handovers(workspace)
    stage.go("handover", found[0].id)


HANDOVER_PLACES: tuple[Place, ...] = (
    Place("handover", COUNSELLOR, to("handover")),
    Place("handover-new", COUNSELLOR, to("handover", "new")),
    Place("handover-written", COUNSELLOR, _asked),
    Place("handover-asked", CENTRE, _asked),
)
