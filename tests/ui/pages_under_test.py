"""Every page, form, dialog and view of the entrance, each with the way there; what holds for all is proven on these."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from app.services.phone_reports import OwedCall
from tests.ui.places_assessment import ASSESSMENT_PLACES
from tests.ui.places_clients import CLIENTS_PLACES
from tests.ui.places_disclosures import DISCLOSURES_PLACES
from tests.ui.places_files import PLACES as FILES_PLACES
from tests.ui.places_handover import HANDOVER_PLACES
from tests.ui.places_quick import PLACES as QUICK_PLACES
from tests.ui.places_reports import REPORTS_PLACES
from tests.ui.places_reviews import REVIEWS_PLACES
from tests.ui.places_schedule import SCHEDULE_PLACES
from tests.ui.places_screening import SCREENING_PLACES
from tests.ui.places_shared import PLACES as SHARED_PLACES
from tests.ui.places_station import STATION_PLACES
from tests.ui.places_vault import VAULT_PLACES
from tests.ui.places_visits import PLACES as VISITS_PLACES
from tests.ui.places_week import WEEK_PLACES
from tests.ui.small_school import CENTRE, COUNSELLOR, NOW, PSYCHOLOGIST, STATION, STRANGER, kinds_of
from tests.ui.stage import Place, Stage
from tests.ui.ways import dialog, record, student, to, write
from ui.dialogs.change_passphrase import ChangePassphrase
from ui.dialogs.phone_now import PhoneNow
from ui.entrance.first_run import FirstRun
from ui.entrance.unlock import UnlockView
from ui.pages.devices import DevicesPage
from ui.pages.inbox import InboxPage
from ui.pages.inbox_frame import PARTS
from ui.pages.record import RecordPage
from ui.pages.students import StudentsPage
from ui.pages.visit import VisitPage
from ui.say import Question


def _owed(stage: Stage) -> None:
    """A report that nobody has noted a call of, above every page."""
    happened = datetime.fromisoformat(NOW)
    owed = OwedCall(stage.record("talk"), "talk", happened, happened + timedelta(minutes=9))
    stage.go("students")
    stage.desk.owed.show_calls((owed,), happened)


def _owed_card(stage: Stage) -> QWidget:
    _owed(stage)
    stage.desk.note_call(stage.desk.owed.calls[0])
    return dialog(stage)


def _classroom(stage: Stage) -> None:
    stage.go("write", "visit")
    page = stage.desk.page
    assert isinstance(page, VisitPage)
    page.where.toggle("classroom")


def _nobody_found(stage: Stage) -> None:
    stage.go("students")
    page = stage.desk.page
    assert isinstance(page, StudentsPage)
    page.field.setText("没有这个人")


def _ticked(stage: Stage) -> None:
    stage.go("students")
    page = stage.desk.page
    assert isinstance(page, StudentsPage)
    page.table.tick_all()


def _part(part: str, stage: Stage) -> None:
    stage.go("inbox", part)
    assert isinstance(stage.desk.page, InboxPage) and stage.desk.page.part == part


def _jump(stage: Stage) -> None:
    stage.window.desk.top.jump.setText("睡")  # type: ignore[union-attr]
    stage.desk.top.jump.begin()


# Dialogs.


def _phones(stage: Stage) -> QWidget:
    stage.window.show_duty_phones()
    return dialog(stage)


def _shortcuts(stage: Stage) -> QWidget:
    stage.window.show_shortcuts()
    return dialog(stage)


def _phone_now(stage: Stage) -> QWidget:
    write("talk", stage)
    PhoneNow(stage.desk.page).open()
    return dialog(stage)


def _question(stage: Stage) -> QWidget:
    text = "名单里有姓名和学号，存成表格后就不再加密，谁拿到都能打开。"
    question = Question("把没收下的存成表格", text, "存成表格", "先不存", "danger")
    stage.window.say.ask(stage.desk.page, question, lambda: None)
    return dialog(stage)


def _passphrase(stage: Stage) -> QWidget:
    desk = stage.desk
    ChangePassphrase(desk.workspace, desk.jobs, stage.window.say, stage.look, desk.page).open()
    return dialog(stage)


def _withdraw(stage: Stage) -> QWidget:
    record("talk", stage)
    page = stage.desk.page
    assert isinstance(page, RecordPage)
    page.ask_withdraw()
    return dialog(stage)


def _revoke(stage: Stage) -> QWidget:
    stage.go("devices")
    page = stage.desk.page
    assert isinstance(page, DevicesPage)
    page.ask_revoke(next(line.id for line in page.lines if not line.own))
    return dialog(stage)


def _admit(stage: Stage) -> None:
    stage.go("devices", "files", str(stage.school.request))


def _recover(stage: Stage) -> QWidget:
    view = stage.window.stack.currentWidget()
    assert isinstance(view, UnlockView)
    view.recover()
    return dialog(stage)


# The entrance.


def _other_places(stage: Stage) -> None:
    view = stage.window.stack.currentWidget()
    assert isinstance(view, UnlockView)
    view.show_places()


def _first(step: str, stage: Stage) -> None:
    view = stage.window.stack.currentWidget()
    assert isinstance(view, FirstRun)
    if step == "restore":
        view.role.restore.click()
        return
    view.next.click()
    if step == "passphrase":
        for line, text in ((view.who.name, "方若棠"), (view.who.number, "T1"), (view.who.college, "计算机学院")):
            line.setText(text)
        view.next.click()
    assert view.step is getattr(view, step)


FIRST = ("who", "passphrase", "restore")


def _made(step: str, stage: Stage) -> None:
    """A step after the workspace was made, which takes some seconds."""
    _first("passphrase", stage)
    view = stage.window.stack.currentWidget()
    assert isinstance(view, FirstRun)
    for secret in (view.passphrase.secret.first, view.passphrase.secret.second):
        secret.line.insert("春江花月夜 0915")
    view.next.click()
    stage.rest()
    key = view.sheet._key.split("-")
    if step != "sheet":
        for proof in view.sheet.proofs:
            stage.qtbot.keyClicks(proof.line, key[proof.place].lower())
        view.next.click()
        stage.rest()
    if step == "ready":
        view.later.click()
    assert view.step is getattr(view, step)


RECORDS = (
    "talk", "visit", "parent_contact", "care_listing", "weekly_review", "circumstance", "sweep_check", "crisis",
    "watch_shift", "case_report", "care_plan", "referral",
)  # fmt: skip


def _pages() -> Iterator[Place]:
    for machine in (COUNSELLOR, STATION, PSYCHOLOGIST, CENTRE):
        for page in ("students", "transfer", "settings"):
            yield Place(page, machine, to(page))
        yield Place("student", machine, student)
        for kind in kinds_of(machine):
            yield Place(f"write-{kind}", machine, partial(write, kind))
    for kind in RECORDS:
        yield Place(f"record-{kind}", COUNSELLOR, partial(record, kind))
    for kind in ("student", "unit", "staff", "assignment", "term", "plan", "duty_contact", "talk"):
        yield Place(f"record-{kind}", CENTRE, partial(record, kind))
    yield Place("record-talk", STATION, partial(record, "talk"))
    yield Place("owed", COUNSELLOR, _owed)
    yield Place("visit-classroom", COUNSELLOR, _classroom)
    yield Place("students-none", COUNSELLOR, _nobody_found)
    yield Place("students-ticked", COUNSELLOR, _ticked)
    yield Place("recovery", COUNSELLOR, to("recovery"))
    yield Place("amend", COUNSELLOR, lambda stage: stage.go("amend", stage.record("weekly_review")))
    yield Place("draft", COUNSELLOR, lambda stage: stage.go("draft", stage.school.draft))
    yield Place("conflict", COUNSELLOR, lambda stage: stage.go("record", stage.school.conflict, "versions"))
    yield Place("taking", COUNSELLOR, lambda stage: stage.go("transfer", "files", str(stage.school.bundle)))
    for part in PARTS:
        yield Place(f"inbox-{part}", CENTRE, partial(_part, part))
    yield Place("preview", CENTRE, lambda stage: stage.go("inbox", "files", str(stage.school.bundle)))
    yield Place("devices", CENTRE, to("devices"))
    yield Place("approve", CENTRE, _admit)
    yield Place("roster", CENTRE, to("roster"))
    yield Place("difference", CENTRE, lambda stage: stage.go("roster", "files", str(stage.school.roster)))
    yield Place("jump", COUNSELLOR, _jump)
    for page in ("students", "transfer", "enrol", "settings"):
        yield Place(page, STRANGER, to(page))


def _dialogs() -> Iterator[Place]:
    yield Place("duty-phones", COUNSELLOR, _phones)
    yield Place("shortcuts", COUNSELLOR, _shortcuts)
    yield Place("phone-now", COUNSELLOR, _phone_now)
    yield Place("phone-owed", COUNSELLOR, _owed_card)
    yield Place("question", COUNSELLOR, _question)
    yield Place("change-passphrase", COUNSELLOR, _passphrase)
    yield Place("withdraw", COUNSELLOR, _withdraw)
    yield Place("revoke", CENTRE, _revoke)
    yield Place("duty-phones", "locked", _phones)
    yield Place("recover", "locked", _recover)


def _entrance() -> Iterator[Place]:
    yield Place("unlock", "locked", lambda stage: None)
    yield Place("places", "locked", _other_places)
    yield Place("role", "", lambda stage: None)
    for step in FIRST:
        yield Place(step, "", partial(_first, step))
    for step in ("sheet", "enrol", "ready"):
        yield Place(step, "", partial(_made, step))
    yield Place("sample", "", lambda stage: stage.window.make_sample())


def _once(places: Iterable[Place]) -> Iterator[Place]:
    """The form of a kind is the same for every role that writes it: only the long suite looks at it in each."""
    seen = set[str]()
    for place in places:
        if ALL or place.name not in seen or not place.name.startswith("write-"):
            yield place
        seen.add(place.name)


ALL = os.environ.get("RUNXIN_PLACES") == "all"
PLACES = (
    *_once(_pages()), *_dialogs(), *_entrance(), *VISITS_PLACES, *HANDOVER_PLACES, *FILES_PLACES, *REPORTS_PLACES,
    *REVIEWS_PLACES, *STATION_PLACES, *QUICK_PLACES, *WEEK_PLACES, *SHARED_PLACES, *ASSESSMENT_PLACES,
    *REVIEWS_PLACES, *STATION_PLACES, *QUICK_PLACES, *WEEK_PLACES, *SHARED_PLACES, *SCHEDULE_PLACES,
    *SCREENING_PLACES, *DISCLOSURES_PLACES, *VAULT_PLACES, *CLIENTS_PLACES,
)  # fmt: skip
