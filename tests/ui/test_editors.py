"""An editor for each type of field: values in and out, keys alone, what is wrong, and input methods."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.records import KINDS
from app.records.kind import Field, star
from app.services.kinds import Option
from tests.ui.writing_desk import Desk, Make, changes, commit, compose, desk, make
from ui.widgets.chips import ChipRow, Segments
from ui.widgets.choosing import BoolEditor, ChoiceEditor, ChoicesEditor, DaysEditor
from ui.widgets.editors import editor_for
from ui.widgets.field import Choice
from ui.widgets.typed_in import AreaEditor, DayEditor, LineEditor, MaybeMoment, MomentEditor, NumberEditor
from ui.words import Words

__all__ = ["desk", "make"]


VALUES: list[tuple[Field, str, Any, Any]] = [
    (Field("source"), "circumstance", "室友", ""),
    (Field("note"), "circumstance", "一\n二", ""),
    (Field("former_numbers", many=True), "student", ["1", "2"], []),
    (Field("order", "number"), "duty_contact", 3, ""),
    (Field("next_on", "date"), "parent_contact", "2026-11-30", ""),
    (Field("working_weekends", "date", many=True), "term", ["2026-10-10", "2026-11-14"], []),
    (Field("when", "datetime"), "circumstance", "2026-11-23T16:00:30+08:00", ""),
    (Field("recording", "bool"), "parent_contact", False, ""),
    (star("reached", "bool"), "parent_contact", True, ""),
    (Field("what", "choice"), "circumstance", "o1", ""),
    (Field("problems", "choice", many=True), "care_listing", ["o0", "o2"], []),
    (Field("of", "record"), "sign_off", "0" * 32, ""),
    (KINDS["term"].field("holidays") or Field(""), "term", [{"from": "2027-01-01", "to": "2027-01-03"}], []),
]


@pytest.mark.parametrize(("field", "kind", "value", "empty"), VALUES, ids=lambda v: getattr(v, "name", None))
def test_a_value_goes_in_and_comes_out(make: Make, field: Field, kind: str, value: Any, empty: Any) -> None:
    editor = make(field, kind, 3)
    seen = changes(editor)
    assert editor.value == empty
    editor.set_value(value)
    assert editor.value == value
    editor.set_value(None)
    assert editor.value == empty and seen == []


@pytest.mark.parametrize(("field", "kind"), [(v[0], v[1]) for v in VALUES], ids=lambda v: getattr(v, "name", None))
def test_what_is_wrong_is_said_at_the_field(make: Make, field: Field, kind: str) -> None:
    editor = make(field, kind, 3)
    editor.refuse("请填写这一项。")
    assert editor.wrong and editor.inner.accessibleDescription() == "请填写这一项。"
    editor.tell()
    assert editor.wrong == ""
    editor.set_needed(True)
    assert editor.inner.accessibleName().endswith("必填")


def test_an_editor_nobody_touched_gives_back_what_it_was_given(make: Make) -> None:
    moment = make(Field("when", "datetime"))
    moment.set_value("2026-11-23T08:00:30+00:00")
    assert moment.value == "2026-11-23T08:00:30+00:00"
    moment.moment.stepUp()
    assert moment.value != "2026-11-23T08:00:30+00:00" and moment.value.endswith("+08:00")
    text = make(Field("note"))
    text.set_value(" 一 ")
    assert text.value == " 一 "
    commit(text.inner, "二")
    assert text.value == "二 一"
    choice = make(Field("what", "choice"), n=3)
    choice.set_value("retired")
    assert choice.value == "retired" and choice.box.note.text() == "原来选的已停用，请另选"
    choice.choice.toggle("o1")
    assert choice.value == "o1"
    several = make(Field("problems", "choice", many=True), "care_listing", 3)
    several.set_value(["o0", "retired"])
    assert several.value == ["o0", "retired"]
    several.chips.toggle("o1")
    assert several.value == ["o0", "o1"]


def test_short_texts_have_a_line_and_others_an_area_that_grows(make: Make) -> None:
    assert isinstance(make(Field("phone"), "staff"), LineEditor)
    area = make(Field("reason"), "care_listing")
    assert isinstance(area, AreaEditor)
    before = area.area.height()
    area.set_value("一\n" * 9)
    assert area.area.height() > before
    high = area.area.height()
    area.set_value("一\n" * 90)
    assert high < area.area.height() < 400


def test_a_number_is_digits_and_anything_else_stays_as_typed(make: Make, desk: Desk) -> None:
    number = make(Field("expected", "number"), "visit")
    assert isinstance(number, NumberEditor)
    for typed, value in (("46", 46), ("-3", -3), ("４６", 46), ("46人", "46人"), ("9" * 30, "9" * 30)):
        number.line.clear()
        commit(number.line, typed)
        assert number.value == value


@pytest.mark.parametrize(("n", "required", "kind"), [(3, True, Segments), (4, False, Segments), (9, False, ChipRow),
                                                     (11, True, Choice)])  # fmt: skip
def test_few_options_are_seen_at_once(make: Make, n: int, required: bool, kind: type[QWidget]) -> None:
    editor = make(Field("what", "choice", required=required), n=n)
    assert isinstance(editor, ChoiceEditor) and isinstance(editor.choice, kind)
    seen = changes(editor)
    if isinstance(editor.choice, Choice):
        editor.choice.choose("o2")
    else:
        editor.choice.toggle("o2")
    assert seen == ["o2"]
    if not required:
        assert not isinstance(editor.choice, Choice)
        editor.choice.toggle("")
        assert editor.value == ""


def test_options_with_long_words_wrap_as_chips(make: Make, desk: Desk) -> None:
    words = [Option(f"o{k}", "一级·紧急干预，随时守护") for k in range(3)]
    made = editor_for(star("level", "choice"), "care_listing", {"level": words}, desk.look, Words("zh"),
                      desk.workspace, desk.jobs)  # fmt: skip
    desk.qtbot.addWidget(made.widget)
    assert isinstance(made, ChoiceEditor) and isinstance(made.choice, ChipRow) and made.wide


def test_yes_no_and_not_filled_in_by_keys(make: Make, desk: Desk) -> None:
    editor = make(Field("recording", "bool"), "parent_contact")
    assert isinstance(editor, BoolEditor)
    editor.focus()
    desk.qtbot.keyClick(editor.bar.button(""), Qt.Key.Key_Left)
    desk.qtbot.keyClick(editor.bar.button("no"), Qt.Key.Key_Space)
    assert (editor.value, type(editor.value)) == (False, bool)
    editor.focus()
    assert editor.bar.button("no").hasFocus()
    desk.qtbot.keyClick(editor.bar.button(""), Qt.Key.Key_Space)
    assert editor.value == ""


def test_a_long_list_of_chips_is_searched(make: Make, desk: Desk) -> None:
    editor = make(Field("problems", "choice", many=True), "care_listing", 20)
    assert isinstance(editor, ChoicesEditor) and editor.filter is not None
    editor.set_value(["o3"])
    editor.focus()
    assert editor.filter.hasFocus()
    desk.qtbot.keyClicks(editor.filter, "17")
    shown = [k for k in range(20) if not editor.chips.button(f"o{k}").isHidden()]
    assert shown == [3, 17]
    editor.chips.toggle("o17")
    assert editor.value == ["o3", "o17"]


def test_a_moment_is_set_by_keys_and_emptied(make: Make, desk: Desk) -> None:
    editor = make(Field("until", "datetime"), "visit")
    assert isinstance(editor, MomentEditor) and isinstance(editor.moment, MaybeMoment)
    editor.focus()
    desk.qtbot.keyClick(editor.moment, Qt.Key.Key_Up)
    assert editor.value.endswith(":00:00+08:00")
    desk.qtbot.keyClick(editor.moment, Qt.Key.Key_Delete)
    assert editor.value == ""
    editor.set_value("morgen")
    assert editor.value == "morgen"  # a draft's text is not lost, though it is no time


@pytest.mark.parametrize("kind", ["date", "datetime"])
def test_a_day_is_typed_from_its_year_on_and_pasted_whole(make: Make, desk: Desk, kind: str) -> None:
    editor = make(Field("until", kind), "visit")  # type: ignore[arg-type]
    assert isinstance(editor, DayEditor | MomentEditor)
    field = editor.day if isinstance(editor, DayEditor) else editor.moment
    editor.focus()
    desk.qtbot.keyClicks(field, "2027-07-10")  # into an empty one
    assert editor.value.startswith("2027-07-10")
    desk.qtbot.keyClick(field, Qt.Key.Key_Home)
    desk.qtbot.keyClicks(field, "2028")
    assert editor.value.startswith("2028-07-10")
    field.selectAll()
    desk.qtbot.keyClicks(field, "2029/1/1")
    assert editor.value.startswith("2029-01-01")
    for pasted, day in (("2027年7月10日", "2027-07-10"), ("20261231", "2026-12-31"), ("2027-02-30", "2026-12-31")):
        QGuiApplication.clipboard().setText(pasted)
        desk.qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert editor.value.startswith(day)
    assert "周" not in field.text(), "no weekday while it is typed in"
    field.clearFocus()
    assert field.text().startswith("2026年12月31日 周四")


def test_days_are_added_and_taken_away(make: Make, desk: Desk) -> None:
    editor = make(Field("working_weekends", "date", many=True), "term")
    assert isinstance(editor, DaysEditor)
    seen = changes(editor)
    editor.focus()
    desk.qtbot.keyClick(editor.day, Qt.Key.Key_Return)
    assert seen == []
    for day in ("2026-10-10", "2026-09-27", "2026-10-10"):
        editor.day.setDate(editor.day.date().fromString(day, Qt.DateFormat.ISODate))
        desk.qtbot.keyClick(editor.day, Qt.Key.Key_Return)
    assert seen == [["2026-10-10"], ["2026-09-27", "2026-10-10"]]
    first = editor._flow.itemAt(0)
    assert first is not None and first.widget().accessibleName() == "2026年9月27日 周日"
    first.widget().cross.click()  # type: ignore[attr-defined]
    assert editor.value == ["2026-10-10"]


TEXTUAL = [(Field("source"), "circumstance"), (Field("note"), "circumstance"),
           (Field("former_numbers", many=True), "student"), (Field("order", "number"), "duty_contact")]  # fmt: skip


@pytest.mark.parametrize(("field", "kind"), TEXTUAL, ids=lambda v: getattr(v, "name", None))
def test_composed_text_arrives_when_it_is_handed_over(make: Make, field: Field, kind: str) -> None:
    editor = make(field, kind)
    seen = changes(editor)
    compose(editor.inner, "ni")
    assert not any(seen)
    compose(editor.inner, "")  # Esc: thrown away by the person
    commit(editor.inner, "你好")
    assert editor.value in ("你好", ["你好"]) and seen[-1] == editor.value
