"""Composing Chinese in every field of every page: what is not handed over yet changes nothing, searches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QStackedWidget, QTextEdit, QWidget

from tests.ui.looked_at import of_qt, seen, told
from tests.ui.pages_under_test import ALL, PLACES
from tests.ui.small_school import COUNSELLOR
from tests.ui.stage import Place, Stage, small, stage
from tests.ui.writing_desk import commit, compose
from ui.entrance.groups import GroupLine
from ui.frame.desk import Desk
from ui.pages.student import StudentPage
from ui.pages.students import StudentsPage
from ui.pages.talk import TalkPage
from ui.pages.writing import Writing
from ui.widgets.finder import Finder
from ui.widgets.secret import Secret

__all__ = ["small", "stage"]

LETTERS, WORD = "nihao", "你好"
KEYS = (Qt.Key.Key_T, Qt.Key.Key_F, Qt.Key.Key_W, Qt.Key.Key_A, Qt.Key.Key_1, Qt.Key.Key_8)
Text = QLineEdit | QTextEdit


def text_of(field: Text) -> str:
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def put(field: Text, text: str) -> None:
    field.setText(text)


def fields_of(shown: QWidget) -> list[Text]:
    """Every field that text can be composed in, first those in sight: codes and passphrases are typed as they are."""
    every: list[Text] = [*shown.findChildren(QLineEdit), *shown.findChildren(QTextEdit)]
    found = [w for w in every if w.window() is shown.window() and w.isEnabled() and not of_qt(w)]
    in_sight = set(seen(shown))
    typed = [w for w in found if not w.isReadOnly() and not isinstance(w, Secret | GroupLine)]
    return sorted(typed, key=lambda w: w not in in_sight)


def uncover(field: Text) -> None:
    """Brings a field into sight that a page shows only after a choice: a part that is folded, a card behind others."""
    above: QWidget | None = field
    while above is not None and not above.isWindow():
        holder = above.parentWidget()
        if isinstance(holder, QStackedWidget):
            holder.setCurrentWidget(above)
        elif above.isHidden():
            above.show()
        above = holder


def wrong_with(stage: Stage, field: Text) -> Iterator[str]:
    """What composing in one field changes that it should not."""
    if not field.isVisible():
        uncover(field)
        stage.rest()
    before, state = text_of(field), state_of(stage)
    field.setFocus()
    field.end(False) if isinstance(field, QLineEdit) else field.moveCursor(QTextCursor.MoveOperation.End)
    compose(field, LETTERS)
    QApplication.processEvents()
    if text_of(field) != before:
        yield f"letters that are composed count as text: {told(field)}"
    if state_of(stage) != state or stirs(stage, field):
        yield f"letters that are composed change the page: {told(field)}"
    commit(field, WORD)
    if WORD not in text_of(field):
        yield f"{WORD!r} does not arrive, but {text_of(field)!r}: {told(field)}"
    stage.rest()
    trail = state_of(stage)[0]
    for key in KEYS:
        compose(field, LETTERS)
        stage.qtbot.keyClick(field, key)
        stage.rest()
        commit(field, "")
    if state_of(stage)[0] != trail:
        yield f"a letter is a shortcut: {told(field)}"
    put(field, before)
    stage.rest()


def stirs(stage: Stage, field: Text) -> bool:
    """Whether composing sets work going. Once may be chance (a draft is kept, counts are read), again and again not."""
    for _ in range(2):
        if not stage.busy:
            return False
        stage.rest()
        compose(field, LETTERS)
        QApplication.processEvents()
    return stage.busy


def state_of(stage: Stage) -> tuple[Any, ...]:
    """Where the person is, what stands in the form, and how many changes are not on the disk yet."""
    desk = stage.window.desk
    if not isinstance(desk, Desk):
        return (stage.window.stack.currentWidget(),)
    page = desk.page
    form = (page.fields(), page._edits, page.draft) if isinstance(page, Writing) else ()
    dialogs = [w for w in QApplication.topLevelWidgets() if w.isModal() and w.isVisible()]
    return (desk.page, len(dialogs)), *form


@pytest.mark.parametrize("place", [p for k, p in enumerate(PLACES) if ALL or k % 3 == 0 or not p.made], ids=str)
def test_only_what_is_handed_over_counts(stage: Stage, place: Place) -> None:
    with stage.show(place) as shown:
        wrong = [what for field in fields_of(shown) for what in wrong_with(stage, field)]
        for typed in (*shown.findChildren(GroupLine), *shown.findChildren(QAbstractSpinBox)):
            if typed.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
                wrong.append(f"digits would be composed in {told(typed)}")
        assert not wrong, "\n".join(wrong)


def place_of(name: str, machine: str = COUNSELLOR) -> Place:
    return next(p for p in PLACES if (p.name, p.machine) == (name, machine))


def test_the_filter_seeks_what_was_handed_over(stage: Stage) -> None:
    with stage.show(place_of("students")):
        page = stage.desk.page
        assert isinstance(page, StudentsPage)
        everybody = page.table.lines.lines
        compose(page.field, "hu")
        QApplication.processEvents()
        assert not stage.busy and page.asked.text == "" and page.table.lines.lines == everybody
        commit(page.field, everybody[0].name)
        stage.rest()
        assert [line.name for line in page.table.lines.lines] == [everybody[0].name]


def test_the_jump_box_seeks_what_was_handed_over(stage: Stage) -> None:
    with stage.show(place_of("settings")):
        jump = stage.desk.top.jump
        jump.begin()
        compose(jump, "hu")
        QApplication.processEvents()
        assert not jump._pause.isActive() and not stage.busy and jump.hits.lines == ()
        commit(jump, "谈话")
        assert jump._pause.isActive()
        stage.qtbot.waitUntil(lambda: jump.panel.isVisible())
        assert jump.hits.lines


def test_a_students_timeline_seeks_what_was_handed_over(stage: Stage) -> None:
    with stage.show(place_of("student")):
        page = stage.desk.page
        assert isinstance(page, StudentPage)
        page.finder.setFocus()
        compose(page.finder, "t")  # also the key of a talk
        QApplication.processEvents()
        assert not stage.busy and stage.desk.page is page
        commit(page.finder, "没有人这样写过")
        stage.rest()
        assert page.stack.currentWidget() is page.nothing


def test_a_finder_seeks_what_was_handed_over(stage: Stage) -> None:
    with stage.show(place_of("write-care_listing")) as shown:
        finder = next(f for f in shown.findChildren(Finder))
        finder.setVisible(True)
        finder.setFocus()
        compose(finder, "hu")
        QApplication.processEvents()
        assert not stage.busy and finder.hits.lines == ()
        commit(finder, "学")
        stage.rest()
        assert finder.hits.lines and finder.panel.isVisible()


def test_a_draft_keeps_what_was_handed_over(stage: Stage) -> None:
    from app.services.drafting import list_drafts

    with stage.show(place_of("write-talk")):
        page = stage.desk.page
        assert isinstance(page, TalkPage)
        workspace, text = stage.desk.workspace, page.card.text
        before = list_drafts(workspace)
        text.setFocus()
        compose(text, LETTERS)
        page.keep()
        stage.rest()
        assert list_drafts(workspace) == before
        commit(text, "说最近睡得不好")
        page.keep()
        stage.rest()
        assert [d.fields["content"] for d in list_drafts(workspace) if d not in before] == ["说最近睡得不好"]
        page.drop()
        stage.rest()
