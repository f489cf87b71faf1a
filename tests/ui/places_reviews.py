"""The weekly review: the sheet, and what stands there before the machine is enrolled."""

from __future__ import annotations

from tests.ui.small_school import COUNSELLOR, STRANGER
from tests.ui.stage import Place
from tests.ui.ways import to

REVIEWS_PLACES: tuple[Place, ...] = (
    Place("reviews", COUNSELLOR, to("reviews")),
    Place("reviews", STRANGER, to("reviews")),
)
