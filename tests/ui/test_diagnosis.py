"""The diagnosis page: what it tells, that a copy names nobody, and the check of the store."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import diagnosis, records
from app.store.connection import Db
from tests.app.services.conftest import Care, at_work
from tests.school import talk
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.machine import INSTEAD_OF
from ui.pages.diagnosis import DiagnosisPage, machine_lines
from ui.theme.look import Look
from ui.words import Words

CANARY = "黑匣子里的金丝雀"


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


@pytest.fixture
def page(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, care: Care) -> DiagnosisPage:
    records.add_record(care.counsellor, "talk", talk("2301001", CANARY))
    made = DiagnosisPage(care.counsellor, jobs, say, look)
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    rest(qtbot, made)
    return made


def rest(qtbot: QtBot, page: DiagnosisPage) -> None:
    qtbot.waitUntil(lambda: not page.jobs.busy)
    QApplication.processEvents()


def test_a_copy_is_free_of_what_people_wrote(page: DiagnosisPage, care: Care, say: Person) -> None:
    page.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert say.toasts == [page.words("diagnosis.copied")]
    for told in ("Runxin", "Qt", page.words("diagnosis.keyring"), page.words("diagnosis.backup"), "辅导员"):
        assert told in copied
    home = str(Path.home())
    words = (
        CANARY,
        "王老师",
        "学生2301001",
        "2301001",
        "T001",
        "软件工程",
        care.counsellor.device,
        str(care.school.root),
    )
    for word in (*words, home if len(home) > 1 else "/root"):
        assert word not in copied
    assert "/" not in copied and "\\" not in copied  # no path at all, so no name of an account in one
    assert getpass.getuser() not in copied


def test_a_psychologist_reads_whether_pictures_show_the_vault(care: Care, look: Look) -> None:
    words, standing = Words("zh"), diagnosis.look_over(care.counsellor)
    assert words("diagnosis.pictures") not in dict(machine_lines(words, look, standing))
    told = dict(machine_lines(words, look, replace(standing, role="psychologist")))
    assert told[words("diagnosis.pictures")] == "本系统无法阻止"  # there is no screen here at all


def test_the_input_method_that_stands_in_is_told(
    qtbot: QtBot, page: DiagnosisPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_IM_MODULE", "ibus")
    monkeypatch.setenv(INSTEAD_OF, "fcitx5")
    page.refresh()
    rest(qtbot, page)
    told = dict(page.facts)[page.words("keys.input")]
    assert told.startswith("ibus") and "fcitx5" in told


def test_a_whole_store_is_said_to_be_whole(qtbot: QtBot, page: DiagnosisPage) -> None:
    page.check.click()
    assert not page.check.isEnabled()
    rest(qtbot, page)
    assert page.check.isEnabled()
    counted = dict(page.facts)[page.words("diagnosis.counts")]
    assert page.checked.text.split(" ")[0] == counted.split(" ")[0]


def test_a_stopped_check_says_that_nothing_changed(qtbot: QtBot, page: DiagnosisPage) -> None:
    page.check.click()
    page.progress.cancel.click()
    rest(qtbot, page)
    assert page.checked.text == page.words("diagnosis.check_stopped") and page.check.isEnabled()


def test_damage_is_told_by_its_number(qtbot: QtBot, page: DiagnosisPage, care: Care) -> None:
    with care.counsellor.store.unit() as unit:
        _damage(unit)
    page.check.click()
    rest(qtbot, page)
    assert page.checked.text == page.words("diagnosis.check_faults", n=1)


def _damage(unit: Db) -> None:
    """A body that is not the one its header states."""
    unit.run("UPDATE body SET line = ? WHERE revision = (SELECT min(revision) FROM body)", b"{}")
