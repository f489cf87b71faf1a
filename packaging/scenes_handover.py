"""Hand-overs in the pictures: none yet, being written, at the centre, with the giver and with the taker; transfer with
what needs a look."""

from __future__ import annotations

from scene_ways import CENTRE, COUNSELLOR, goto
from studio import Scene, Studio

from app.services import handover, reading, records, transfer
from app.services.students import Filter, list_students
from app.workspace import Workspace
from ui.pages.handover import HandoverPage
from ui.pages.page import Goto
from ui.pages.transfer import TransferPage

OTHER = "counsellor-2-1"


def carry(studio: Studio, sender: Workspace, receiver: Workspace, to: str = "centre") -> None:
    """One export and its import."""
    transfer.import_bundles(receiver, transfer.export_bundles(sender, to, studio.folder("stick")).files)


def asked(studio: Studio, giver: Workspace, taker: Workspace) -> str:
    return handover.prepare_handover(giver, taker.member.number, witness="张书记").id


def form(studio: Studio) -> None:
    studio.desk.go(Goto("handover", "new"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, HandoverPage)
    page.form.to.setCurrentIndex(1)
    page.form.witness.setText("张书记")


def at_the_centre(studio: Studio) -> None:
    giver, taker = studio.workspace(COUNSELLOR, fresh=True), studio.workspace(OTHER, fresh=True)
    identity = asked(studio, giver, taker)
    carry(studio, giver, studio.desk.workspace)
    studio.desk.go(Goto("handover", identity))


def transfer_centre(studio: Studio) -> None:
    at_the_centre(studio)
    studio.desk.go(Goto("transfer"))


def approved(studio: Studio) -> None:
    giver, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    identity = asked(studio, giver, studio.workspace(OTHER, fresh=True))
    carry(studio, giver, centre)
    handover.approve_handover(centre, identity, remark="同意，监交人到场")
    carry(studio, centre, giver, giver.device)
    studio.desk.go(Goto("handover", identity))


def arrived(studio: Studio) -> None:
    taker, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    giver = studio.workspace(COUNSELLOR, fresh=True)
    identity = asked(studio, giver, taker)
    carry(studio, giver, centre)
    handover.approve_handover(centre, identity)
    for one in (giver, taker):
        carry(studio, centre, one, one.device)
    (sent,) = handover.export_handover(giver, identity, studio.folder("stick"))
    transfer.import_bundles(taker, sent.files)
    studio.desk.go(Goto("handover", identity))


def points(studio: Studio) -> None:
    """The class changed hands before the counsellor heard of it: what was written meanwhile is held."""
    own, centre = studio.desk.workspace, studio.workspace(CENTRE, fresh=True)
    student = list_students(own, Filter(), limit=3).lines
    for line in student:
        values = {"when": "2026-11-25T09:00:00+08:00", "students": [line.id], "occasions": ["asked"]}
        words = {"mode": "individual", "risk": "none", "content": "约了下周再谈"}
        records.add_record(own, "talk", {**values, **words})
    carry(studio, own, centre)
    for row in reading.list_records(centre, kind="assignment"):
        fields = reading.show_record(centre, row.id).fields
        if fields["staff"] == own.member.number:
            records.amend_record(centre, row.id, {**fields, "to": "2026-11-24"})
    carry(studio, centre, own, own.device)
    studio.desk.go(Goto("transfer"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, TransferPage)
    page.send.target.add_folder(studio.folder("收发"))
    page.export_now()


HANDOVER_SCENES: tuple[Scene, ...] = (
    Scene("13-transfer-points", COUNSELLOR, points, fresh=True),
    Scene("13-transfer-centre-asked", CENTRE, transfer_centre, fresh=True),
    Scene("handover-none", COUNSELLOR, goto("handover")),
    Scene("handover-form", COUNSELLOR, form),
    Scene("handover-centre", CENTRE, at_the_centre, fresh=True),
    Scene("handover-approved", COUNSELLOR, approved, fresh=True),
    Scene("handover-arrived", OTHER, arrived, fresh=True),
)
