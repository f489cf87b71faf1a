"""What is shown in the pictures: each page and dialog, empty, full and in error. The numbers are the mockups'."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget
from scene_ways import CENTRE, COUNSELLOR, goto, listed, record, write
from scenes_assessment import ASSESSMENT_SCENES
from scenes_before import BEFORE
from scenes_clients import CLIENTS_SCENES
from scenes_disclosures import DISCLOSURES_SCENES
from scenes_files import FILES_SCENES
from scenes_handover import HANDOVER_SCENES
from scenes_kinds import KINDS_SCENES
from scenes_quick import QUICK_SCENES
from scenes_reports import REPORTS_SCENES
from scenes_reviews import REVIEWS_SCENES
from scenes_risk import RISK_SCENES
from scenes_schedule import SCHEDULE_SCENES
from scenes_screening import SCREENING_SCENES
from scenes_shared import SHARED_SCENES
from scenes_station import STATION_SCENES
from scenes_vault import VAULT_SCENES
from scenes_visits import VISITS_SCENES
from scenes_week import WEEK_SCENES
from studio import Scene, Studio

from app.records.kind import Values
from app.services import reading, records, transfer
from ui.dialogs.phone_now import PhoneNow
from ui.pages.devices import DevicesPage
from ui.pages.page import Goto
from ui.pages.students import StudentsPage
from ui.pages.talk import TalkPage
from ui.pages.transfer import TransferPage

SAID = (
    "收到预警后有些慌，不敢告诉家里。挂科两门是高数和大学物理，缺的是大一的底子，不是没去上课。\n"
    "愿意参加学业帮扶小组，每周二、四晚自习由学长带。\n睡眠、吃饭正常，和室友关系好。"
)


def student(studio: Studio) -> None:
    studio.desk.go(Goto("student", listed(studio.desk.workspace)))


def filtered(text: str, ticked: int = 0) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        studio.desk.go(Goto("students"))
        page = studio.desk.page
        assert isinstance(page, StudentsPage)
        studio.rest()
        page.field.setText(text)
        page.field.textEdited.emit(text)
        studio.settle()
        for row in range(ticked):
            page.table.toggle(row)

    return act


def talk(studio: Studio) -> TalkPage:
    write("talk")(studio)
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, TalkPage)
    page.load({**page.fields(), "content": SAID, "occasions": ["academic"], "risk": "watch"})
    page.typed()
    page.keep()
    return page


def phone_now(studio: Studio) -> QWidget:
    dialog = PhoneNow(talk(studio))
    dialog.open()
    return dialog


def in_two_versions(studio: Studio) -> None:
    """A listing that one counsellor has changed on two machines, neither knowing of the other."""
    centre, one = studio.desk.workspace, studio.workspace(COUNSELLOR, fresh=True)
    two = studio.second_device(centre, one)
    saved = reading.list_records(one, kind="care_listing")[0].id
    for workspace, level, reason in ((one, "level2", "复诊后维持，医生建议两周后再看"), (two, "level3", "复诊后下调")):
        fields: Values = {**reading.show_record(one, saved).fields, "action": "change", "level": level}
        records.amend_record(workspace, saved, {**fields, "reason": reason})
        transfer.import_bundles(centre, transfer.export_bundles(workspace, "centre", studio.folder("stick")).files)
    studio.desk.go(Goto("record", saved, ("versions",)))


def inbox(*, cut: bool = False) -> Callable[[Studio], None]:
    """Bundles of both counsellors, given to the inbox; one cut off in the middle."""

    def act(studio: Studio) -> None:
        stick = studio.folder("stick")
        files = list[Path]()
        for machine in (COUNSELLOR, "counsellor-2-1"):
            files += transfer.export_bundles(studio.workspace(machine, fresh=True), "centre", stick).files
        if cut:
            files[0].write_bytes(files[0].read_bytes()[:2000])
        studio.desk.go(Goto("inbox", "files", tuple(map(str, files))))

    return act


def sent(studio: Studio) -> None:
    transfer.export_bundles(studio.desk.workspace, "centre", studio.folder("stick"))
    studio.desk.go(Goto("transfer"))


def not_sent(studio: Studio) -> None:
    """A stick that is gone by the time the bundle is written."""
    studio.desk.go(Goto("transfer"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, TransferPage)
    gone = studio.folder("stick") / "file"
    gone.write_bytes(b"")
    page.send.target.add_folder(gone)
    page.export_now()


def roster(studio: Studio) -> None:
    file = next(iter(sorted((studio.school / "rosters").iterdir())))
    studio.desk.go(Goto("roster", "files", (str(file),)))


def approval(studio: Studio) -> None:
    studio.desk.go(Goto("devices"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, DevicesPage)
    page.start_approval()


def duty_phones(studio: Studio) -> QWidget:
    studio.window.show_duty_phones()
    return studio.dialog()


def shortcuts(studio: Studio) -> QWidget:
    studio.window.show_shortcuts()
    return studio.dialog()


SCENES: tuple[Scene, ...] = (
    *BEFORE,
    *WEEK_SCENES,
    Scene("02-students", COUNSELLOR, goto("students")),
    Scene("02-students-zy", COUNSELLOR, filtered("zy")),
    Scene("02-students-ticked", COUNSELLOR, filtered("", 3)),
    Scene("02-students-nobody", COUNSELLOR, filtered("没有这个人")),
    Scene("02-students-centre", CENTRE, goto("students")),
    Scene("03-student-file", COUNSELLOR, student),
    *FILES_SCENES,
    Scene("04-visit", COUNSELLOR, write("visit")),
    *REVIEWS_SCENES,
    Scene("06-talk-new", COUNSELLOR, write("talk")),
    Scene("06-talk", COUNSELLOR, lambda studio: talk(studio) and None, fresh=True),
    Scene("06-phone-now", COUNSELLOR, phone_now, fresh=True),
    Scene("06-family-contact", COUNSELLOR, write("parent_contact")),
    Scene("07-inbox-empty", CENTRE, goto("inbox")),
    Scene("07-inbox", CENTRE, inbox(), fresh=True),
    Scene("07-inbox-refused", CENTRE, inbox(cut=True), fresh=True),
    Scene("13-transfer", COUNSELLOR, sent, fresh=True),
    Scene("13-transfer-refused", COUNSELLOR, not_sent, fresh=True),
    Scene("13-transfer-centre", CENTRE, goto("transfer")),
    *HANDOVER_SCENES,
    Scene("devices", CENTRE, goto("devices")),
    Scene("devices-approval", CENTRE, approval),
    Scene("roster-empty", CENTRE, goto("roster")),
    Scene("roster", CENTRE, roster),
    Scene("record-talk", COUNSELLOR, record("talk")),
    Scene("record-visit", COUNSELLOR, record("visit")),
    Scene("record-student", CENTRE, record("student")),
    Scene("record-two-versions", CENTRE, in_two_versions, fresh=True),
    *(
        Scene(f"form-{kind.replace('_', '-')}", COUNSELLOR, write(kind))
        for kind in ("weekly_review", "care_listing", "circumstance", "sweep_check")
    ),
    *(Scene(f"form-{kind.replace('_', '-')}", CENTRE, goto("write", kind)) for kind in ("duty_contact", "term")),
    *KINDS_SCENES,
    *STATION_SCENES,
    *ASSESSMENT_SCENES,
    *DISCLOSURES_SCENES,
    *RISK_SCENES,
    *SCREENING_SCENES,
    *SCHEDULE_SCENES,
    *CLIENTS_SCENES,
    *SHARED_SCENES,
    *REPORTS_SCENES,
    *QUICK_SCENES,
    *VISITS_SCENES,
    *VAULT_SCENES,
    Scene("settings", COUNSELLOR, goto("settings")),
    Scene("duty-phones", COUNSELLOR, duty_phones),
    Scene("shortcuts", COUNSELLOR, shortcuts),
)
