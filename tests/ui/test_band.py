"""The level band: each segment in words, keys from one to the next, where today is."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.services.calendar import Week
from app.services.student_file import LevelSpan
from ui.theme.look import Look
from ui.widgets.band import LevelBand
from ui.words import Words

WEEK = Week(
    "2026-2027-1", 13, 20, date(2026, 11, 23), date(2026, 11, 29), date(2026, 8, 31), date(2027, 1, 17)
)  # fmt: skip
SPANS = (
    LevelSpan(None, "", "", date(2026, 8, 31), date(2026, 9, 20)),
    LevelSpan(3, "三级·一般关注", "普查后约谈列入", date(2026, 9, 21), date(2026, 10, 18)),
    LevelSpan(1, "一级·紧急干预", "", date(2026, 10, 19), date(2026, 11, 1)),
    LevelSpan(2, "二级·重点关注", "复诊后下调", date(2026, 11, 2), None),
)
TODAY = date(2026, 11, 24)


@pytest.fixture
def band(qtbot: QtBot, look: Look) -> LevelBand:
    made = LevelBand(look, Words("zh"))
    made.set_band(SPANS, WEEK, TODAY)
    qtbot.addWidget(made)
    made.resize(1000, made.sizeHint().height())
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_whole_is_one_sentence(band: LevelBand) -> None:
    assert band.accessibleDescription() == (
        "本学期的关注级别：8月31日至9月20日：不在名单；9月21日至10月18日：三级·一般关注，普查后约谈列入；"
        "10月19日至11月1日：一级·紧急干预；11月2日起：二级·重点关注，复诊后下调。"
    )
    assert band.accessibleName() == "11月2日起：二级·重点关注，复诊后下调", "it begins at the present level"


def test_arrows_go_from_segment_to_segment(qtbot: QtBot, band: LevelBand) -> None:
    band.setFocus()
    for _ in range(5):
        qtbot.keyClick(band, Qt.Key.Key_Left)
    assert (band.current, band.accessibleName()) == (0, "8月31日至9月20日：不在名单")
    qtbot.keyClick(band, Qt.Key.Key_Right)
    assert band.accessibleName() == "9月21日至10月18日：三级·一般关注，普查后约谈列入"


def test_a_click_goes_there_too(qtbot: QtBot, band: LevelBand) -> None:
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(370, 20))
    assert band.accessibleName() == "10月19日至11月1日：一级·紧急干预"
    qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(900, 20))
    assert band.current == 2, "after today there is nothing"


def test_each_level_has_its_ground_and_its_line(band: LevelBand, look: Look) -> None:
    seen = band.grab().toImage()
    ratio = seen.devicePixelRatio()

    def at(x: int, y: int) -> QColor:
        return seen.pixelColor(round(x * ratio), round(y * ratio))

    assert at(340, 29) == look.color("l3-fill") and at(340, 8) == look.color("l3-soft")
    assert at(390, 29) == look.color("l1-fill")
    assert at(100, 8) == look.color("sunken") and at(900, 8) == look.color("sunken")
    today = round(999 * 86 / 140)  # the end of the 86th of 140 days
    assert look.color("text") in [at(today + k, 34) for k in (-1, 0, 1)]


def test_holidays_have_months_and_nobody_known_has_a_sentence(band: LevelBand) -> None:
    holiday = Week("", None, 0, date(2027, 1, 25), date(2027, 1, 31), date(2026, 8, 31), date(2027, 1, 26))
    band.set_band((), holiday, date(2027, 1, 26))
    assert (band.accessibleDescription(), band.accessibleName()) == ("没有本学期的关注级别。", "本学期的关注级别")
    band.set_band(SPANS, holiday, date(2027, 1, 26))
    assert not band.grab().isNull()
