"""Tooltips show what people wrote as it was written: no name is read as markup."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.theme.look import Look
from ui.widgets.button import IconButton
from ui.widgets.seen_rows import Mark, Seen, SeenRow
from ui.widgets.text import Elided, Paragraph
from ui.widgets.tip import plain_tip
from ui.words import Words

NAME = '<img src="file://server/x">'


def test_markup_in_a_name_stays_text() -> None:
    assert plain_tip("<b>普查</b>") == "‹b›普查‹/b›"
    assert plain_tip("张三 & 李四") == "张三 & 李四"


def test_no_widget_hands_a_name_to_a_tooltip_as_markup(qtbot: QtBot, look: Look) -> None:
    told = Paragraph(look, NAME * 20, most=1)
    told.resize(QSize(80, 24))
    told.heightForWidth(80)
    seen = SeenRow(look, Words("zh"), Seen("1", NAME, ""), Mark(), tick=True)
    made = [Elided(look, NAME), IconButton(look, "x", NAME), told, seen]
    for widget in made:
        qtbot.addWidget(widget)
    tips = [part.toolTip() for widget in made for part in (widget, *widget.findChildren(QWidget)) if part.toolTip()]
    assert len(tips) >= 5
    assert not any(Qt.mightBeRichText(tip) for tip in tips)
