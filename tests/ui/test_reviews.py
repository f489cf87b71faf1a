"""The weekly sheet by hand: a whole sheet with keys, no change with its source, levels, conflicts, handing it on."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.services import records, transfer
from app.services.weekly_reviews import fill_review
from app.services.weekly_stages import check_sheet, sheet_state
from tests.app.services.conftest import at_work
from tests.app.services.test_students import listing
from tests.app.services.weekly import SEEN, A, B, C
from tests.school import CLASS
from tests.ui.reviews_desk import ALT, CTRL, SHIFT, Desk, Key, colleague, desk, editor, front, leaf, line
from tests.ui.writing_desk import compose
from ui.pages.page import Goto

__all__ = ["desk"]


def test_a_whole_sheet_is_filled_by_keys(desk: Desk) -> None:
    page = desk.page()
    sheet = page.sheet
    assert [one.row.student for one in sheet.lines.lines] == [A, B]
    assert sheet.hasFocus() and (sheet.current, sheet.column) == (line(page, A).id, "observed")
    desk.type(page, "按时上课")
    desk.press(page, Key.Key_1, ALT)  # how it is known, while one types
    desk.press(page, Key.Key_Tab)
    assert sheet.column == "family" and sheet.cells.editor is None
    desk.type(page, "1")
    desk.press(page, Key.Key_Tab)
    desk.type(page, "每周一谈")
    desk.press(page, Key.Key_Tab)
    desk.type(page, "联系家长")
    desk.press(page, Key.Key_Return)
    assert (sheet.current, sheet.column) == (line(page, B).id, "next_step")
    assert line(page, A).state == "typed"
    desk.press(page, Key.Key_S, CTRL)
    desk.idle()
    assert desk.say.refusals == [] and desk.drafts() == ()
    row = desk.row(A)
    assert row.review is not None and row.review.fields["sources"] == ["met"]
    assert row.review.fields["observed"] == "按时上课" and row.review.fields["seen_on"] == "2026-11-24"
    assert (row.family_knows, row.attitude, row.measures, row.next_step) == (True, "配合", "每周一谈", "联系家长")
    assert line(page, A).state == "filled" and sheet.current == line(page, B).id
    assert desk.row(B).review is None


def test_a_first_composed_key_opens_the_editor_and_loses_nothing(desk: Desk) -> None:
    page = desk.page()
    assert page.sheet.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    compose(page.sheet, "j")  # no editor is open yet
    compose(front(page), "jing")
    assert editor(page).composing == "jing" and editor(page).text == ""
    done = QInputMethodEvent()
    done.setCommitString("精神好")
    QApplication.sendEvent(front(page), done)
    desk.type(page, "，按时上课")
    assert editor(page).text == "精神好，按时上课" and editor(page).hasFocus()
    desk.press(page, Key.Key_Return, SHIFT)
    desk.type(page, "ok")
    desk.press(page, Key.Key_Return)
    assert line(page, A).values["observed"] == "精神好，按时上课\nok"
    page.sheet.go(0, "measures")
    done.setCommitString("“")  # a mark that is not composed
    QApplication.sendEvent(page.sheet, done)
    assert editor(page).text == "“"
    desk.press(page, Key.Key_Escape)
    page.sheet.go(0, "level")  # nothing is written there
    compose(page.sheet, "j")
    desk.type(page, "abc")
    assert page.sheet.cells.editor is None


def test_esc_takes_the_cell_back_and_ctrl_z_the_last_one(desk: Desk) -> None:
    page, left = desk.page(), list[None]()
    QShortcut(QKeySequence("Esc"), page, lambda: left.append(None))  # as the desk has it
    desk.type(page, "good")
    desk.press(page, Key.Key_Return)
    page.sheet.go(0, "observed")
    desk.type(page, " and more")
    assert editor(page).text == "good and more"  # typing goes on where the text ends
    desk.press(page, Key.Key_Escape)
    assert page.sheet.cells.editor is None and line(page, A).values["observed"] == "good" and page.sheet.hasFocus()
    assert left == []
    desk.press(page, Key.Key_Escape)
    assert left == [None]
    page.sheet.go(0, "measures")
    desk.type(page, "talk")
    desk.press(page, Key.Key_Return)
    desk.press(page, Key.Key_Z, CTRL)
    assert not line(page, A).values["measures"] and (page.sheet.current, page.sheet.column) == (
        line(page, A).id,
        "measures",
    )
    desk.press(page, Key.Key_Z, CTRL)
    assert not line(page, A).values["observed"] and line(page, A).state == "owed"
    desk.press(page, Key.Key_Z, CTRL)  # nothing left
    page.sheet.go(0, "observed")
    desk.type(page, "x")
    desk.press(page, Key.Key_Return)
    page.sheet.go(0, "observed")
    desk.press(page, Key.Key_Delete)
    assert line(page, A).state == "owed"
    page.save()
    desk.idle()
    assert desk.row(A).review is None and desk.drafts() == ()


def test_no_change_asks_its_source(desk: Desk) -> None:
    page = desk.page()
    desk.press(page, Key.Key_E, CTRL)
    desk.idle()
    asked = leaf(page)
    desk.qtbot.keyClick(asked, Key.Key_Return)  # no source yet: it stays
    assert asked.isVisible() and not asked.write.isEnabled()
    desk.qtbot.keyClick(asked, Key.Key_2)
    desk.qtbot.keyClick(asked, Key.Key_Return)
    desk.idle()
    review = desk.row(A).review
    assert review is not None and (review.fields["no_change"], review.fields["sources"]) == (True, ["roommates"])
    assert line(page, A).state == "filled" and "无变化" in page.sheet.lines.text(line(page, A), "observed")
    assert page.sheet.current == line(page, B).id  # on to the next person
    page.sheet.go(0, "observed")
    desk.type(page, "去了医院")  # seen after all
    desk.press(page, Key.Key_Return)
    page.save()
    desk.idle()
    review = desk.row(A).review
    assert review is not None and review.fields["observed"] == "去了医院" and "no_change" not in review.fields


def test_no_change_keeps_what_the_row_says_besides_and_esc_writes_nothing(desk: Desk) -> None:
    page = desk.page()
    page.sheet.go(1, "next_step")
    desk.type(page, "again")
    page.ask_unchanged()  # while the cell is open
    desk.idle()
    desk.qtbot.keyClick(leaf(page), Key.Key_Escape)
    desk.idle()
    assert desk.row(B).review is None and line(page, B).values["next_step"] == "again"
    page.ask_unchanged()
    desk.idle()
    asked = leaf(page)
    desk.qtbot.keyClick(asked, Key.Key_1)
    desk.qtbot.mouseClick(asked.write, Qt.MouseButton.LeftButton)
    desk.idle()
    review = desk.row(B).review
    assert review is not None and review.fields["next_step"] == "again" and review.fields["no_change"] is True


def test_no_change_is_refused_with_its_reason(desk: Desk) -> None:
    w = desk.workspace
    for day in ("2026-11-12", "2026-11-19"):
        desk.care.school.at(w, f"{day}T10:00:00+08:00")
        for student in (A, B):
            fill_review(w, student, {"no_change": True, "sources": ["met"]})
    desk.care.school.at(w, "2026-11-24T10:00:00+08:00")
    page = desk.page()
    barred = {one.row.student: one.row.no_change for one in page.sheet.lines.lines}
    assert "limit" in barred.values()
    page.sheet.go_to(line(page, next(n for n, why in barred.items() if why == "limit")).id)
    desk.press(page, Key.Key_E, CTRL)
    desk.idle()
    assert [error.code for error in desk.say.refusals] == ["no_change_limit"]


def test_what_lacks_its_source_stays_a_draft_and_is_named(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "seen")
    desk.press(page, Key.Key_Return)
    page.sheet.go(0, "observed")
    assert "还差" in page.strip.sources_field.note.text()
    desk.press(page, Key.Key_S, CTRL)
    desk.idle()
    assert desk.row(A).review is None and f"学生{A}" in desk.say.toasts[-1]
    assert [d.fields["observed"] for d in desk.drafts()] == ["seen"]
    page.strip.sources.button("class").click()
    page.strip.talks.set_number(2)
    desk.qtbot.keyClick(page.strip.talks, Key.Key_Return)  # on to the next person
    assert page.sheet.current == line(page, B).id and page.sheet.hasFocus()
    page.save()
    desk.idle()
    review = desk.row(A).review
    assert review is not None and review.fields["talks"] == 2 and "seen_on" not in review.fields


def test_a_level_that_moved_is_told_and_changed_on_its_form(desk: Desk) -> None:
    records.add_record(desk.workspace, "care_listing", listing(B, "level1", action="change", **{"from": "2026-11-24"}))
    page = desk.page()
    told = line(page, B)
    assert told.moved == 1 and page.sheet.lines.text(told, "level") == "三级 → 一级 上调"
    assert page.sheet.lines.lines[0].row.student == B  # the gravest first
    page.parts.toggle("level")
    assert [one.row.student for one in page.sheet.lines.lines] == [B]
    page.parts.toggle("family")
    assert page.nobody.isVisible() and not page.sheet.isVisible()
    page.parts.toggle("all")
    page.sheet.setFocus()
    page.sheet.go_to(told.id, "level")
    desk.press(page, Key.Key_Return)
    page.sheet.go_to(told.id, "student")
    desk.press(page, Key.Key_Return)
    assert desk.went == [Goto("write", "care_listing", (told.id, "action=change")), Goto("student", told.id)]


def test_a_sheet_is_handed_on_and_comes_as_far_as_it_has_come(desk: Desk) -> None:
    w, care = desk.workspace, desk.care
    fill_review(w, B, SEEN)
    page = desk.page()
    desk.type(page, "seen")
    desk.press(page, Key.Key_1, ALT)
    page.submit_button.click()  # saves what is typed first
    desk.idle()
    assert desk.say.questions == [] and sheet_state(w).missing == 0 and sheet_state(w).submitted
    assert "已写好" in page.told.text and "还没有导出" in page.told.text
    page.submit_button.click()
    assert desk.went == [Goto("transfer")]
    files = transfer.export_bundles(w, "centre", care.school.root / "stick").files
    page.refresh()
    desk.idle()
    assert "已导出" in page.told.text and page.submit_button.isHidden()
    transfer.import_bundles(care.centre, files)
    care.school.send(care.centre, w, w.device)
    page.refresh()
    desk.idle()
    assert "已送达" in page.told.text


def test_a_sheet_that_says_nothing_is_not_handed_on(desk: Desk) -> None:
    page = desk.page()
    page.submit_button.click()
    desk.idle()
    assert desk.say.toasts[-1] == page.words("reviews.nothing_filled") and page.sheet.hasFocus()
    assert desk.say.questions == [] and sheet_state(desk.workspace).submitted == ()


def test_who_is_missing_is_asked_about_by_name(desk: Desk) -> None:
    fill_review(desk.workspace, B, SEEN)
    desk.say.agrees = False
    page = desk.page()
    assert f"学生{A}" in page.told.text
    page.submit_button.click()
    page.submit_button.click()  # as a double click
    desk.idle()
    (asked,) = desk.say.questions
    assert f"学生{A}" in asked.text and sheet_state(desk.workspace).submitted == ()
    desk.say.agrees = True
    page.submit_button.click()
    desk.idle()
    (step,) = sheet_state(desk.workspace).submitted
    assert step.remark and "已写好" in page.told.text and f"学生{A}" in page.told.text
    desk.type(page, "seen")
    desk.press(page, Key.Key_1, ALT)
    page.save()
    desk.idle()
    page.submit_button.click()  # once more: now nobody is missing
    desk.idle()
    assert sheet_state(desk.workspace).submitted[0].remark == "" and len(desk.say.questions) == 2


def test_a_returned_review_shows_the_remark_and_editing_answers_it(desk: Desk) -> None:
    w, care = desk.workspace, desk.care
    made = {student: fill_review(w, student, SEEN).id for student in (A, B)}
    care.school.exchange(care.centre, w, care.station)
    check_sheet(care.station, None, {made[A]: ("returned", "请写明见面时的情况"), made[B]: ("checked", "")})
    care.school.exchange(care.centre, care.station, w)
    page = desk.page()
    told = line(page, A)
    assert told.state == "returned" and page.sheet.lines.tag_told(told)[:2] == ("退回修改", "请写明见面时的情况")
    assert "请写明见面时的情况" in page.sheet.lines.sentence(told) and f"退回修改：学生{A}" in page.told.text
    page.sheet.go_to(told.id)
    desk.type(page, "，见面时")
    cell = page.sheet.visualRect(page.sheet.currentIndex())
    assert editor(page).geometry().top() - cell.top() >= desk.look.line("body")  # the remark stays in sight
    desk.press(page, Key.Key_Return)
    page.save()
    desk.idle()
    assert line(page, A).state == "filled" and page.sheet.lines.tag_told(line(page, A)) == ("", "", "")
    review = desk.row(A).review
    assert review is not None and review.amended


def test_two_versions_are_settled_elsewhere_and_a_colleagues_review_is_read_only(desk: Desk) -> None:
    w, care = desk.workspace, desk.care
    saved = fill_review(w, A, SEEN)
    two = care.school.device("counsellor", w.member.number, w.member.name)
    care.school.enrol(care.centre, two, scope=(CLASS,))
    care.school.exchange(care.centre, w, two)
    fill_review(w, A, {**SEEN, "observed": "一"})
    fill_review(two, A, {**SEEN, "observed": "二"})
    other = colleague(desk)
    fill_review(other, B, SEEN)
    care.school.exchange(care.centre, w, two, other)
    care.school.exchange(care.centre, w, two, other)
    page = desk.page()
    assert line(page, A).state == "unclear" and "待厘清" in page.sheet.lines.copied(line(page, A), "observed")
    page.sheet.go_to(line(page, A).id)
    desk.type(page, "x")  # no editor: saving over two versions would decide between them unseen
    assert page.sheet.cells.editor is None
    desk.press(page, Key.Key_Return)
    assert desk.went == [Goto("record", saved.id, ("versions",))]
    there = line(page, B)
    assert there.state == "elsewhere" and there.row.review is not None
    page.sheet.go_to(there.id)
    desk.type(page, "x")
    desk.press(page, Key.Key_Delete)
    assert page.sheet.cells.editor is None and not page.strip.sources.isEnabled()
    desk.press(page, Key.Key_Return)
    assert desk.went[-1] == Goto("record", there.row.review.id)


def test_an_earlier_week_can_be_looked_at_and_a_week_outside_the_term_says_so(desk: Desk) -> None:
    page = desk.page()
    weeks = [page.week.itemData(k) for k in range(page.week.count())]
    assert weeks[:2] == ["2026-11-23", "2026-11-16"]
    desk.type(page, "kept")
    page.week.setCurrentIndex(1)
    desk.idle()
    assert line(page, A).values["observed"] == SEEN["observed"] and line(page, A).state == "filled"
    page.week.setCurrentIndex(0)
    desk.idle()
    assert line(page, A).values["observed"] == "kept"
    desk.care.school.at(desk.workspace, "2027-02-10T10:00:00+08:00")
    away = desk.page()
    assert "不在任何一个学期" in away.empty.title.text() and away.empty.button is not None
    away.empty.button.click()
    desk.idle()
    assert away.desk is not None and away.desk.sheet.week.first > date(2026, 12, 31)


def test_nobody_on_the_list_says_why(desk: Desk) -> None:
    care = at_work(desk.care.school.root / "empty")
    page = desk.page(care.counsellor)
    assert page.whole.currentWidget() is page.nothing and "重点关注" in page.empty.why.text()
    assert front(page) is page.empty.button
    assert page.empty.button is not None
    page.empty.button.click()
    assert desk.went == [Goto("students")]
    desk.idle()
    care.school.close()


def test_the_sheet_goes_onto_the_clipboard_and_onto_paper(desk: Desk) -> None:
    page = desk.page()
    desk.press(page, Key.Key_C, CTRL)
    told = QGuiApplication.clipboard().text()
    assert told.count("\n") == 3 and f"学生{A}" in told and C not in told
    path = desk.care.school.root / "sheet.pdf"
    desk.say.files = [path]
    desk.press(page, Key.Key_P, CTRL)
    desk.idle()
    assert path.read_bytes().startswith(b"%PDF") and desk.say.toasts[-1] == "研判表已存好。"


def test_tab_travels_through_the_page_until_the_sheet_is_worked_on(desk: Desk) -> None:
    page = desk.page()
    sheet = page.sheet
    desk.press(page, Key.Key_Tab)
    assert not sheet.hasFocus()
    desk.press(page, Key.Key_Backtab, SHIFT)
    assert sheet.hasFocus()
    desk.press(page, Key.Key_Down)
    desk.press(page, Key.Key_Tab)
    assert sheet.hasFocus() and sheet.column == "family"
    for _ in range(3):
        desk.press(page, Key.Key_Tab)
    assert page.strip.isAncestorOf(front(page))


def test_ones_own_review_is_gone_on_with_where_a_colleague_has_written_one_too(desk: Desk) -> None:
    w, care = desk.workspace, desk.care
    other = colleague(desk)
    fill_review(other, A, {**SEEN, "observed": "同事写的"})
    fill_review(w, A, {**SEEN, "observed": "自己写的"})
    care.school.exchange(care.centre, w, other)
    care.school.exchange(care.centre, w, other)
    assert len(desk.row(A).others) == 1
    told = line(desk.page(), A)
    assert (told.state, told.values["observed"]) == ("filled", "自己写的")


def test_the_list_of_the_family_cell_takes_digits_and_keeps_what_it_does_not_offer(desk: Desk) -> None:
    fill_review(desk.workspace, B, {**SEEN, "family_knows": False, "attitude": "refuses"})
    page = desk.page()
    page.sheet.go_to(line(page, A).id, "family")
    desk.type(page, "9")
    desk.press(page, Key.Key_Return)
    assert line(page, A).values["family_knows"] is False and page.sheet.lines.text(line(page, A), "family") == "不知情"
    assert (page.sheet.current, page.sheet.column) == (line(page, B).id, "family")
    page.sheet.edit(page.sheet.currentIndex())
    desk.press(page, Key.Key_Return)
    assert line(page, B).state == "filled" and page.sheet.lines.text(line(page, B), "family") == "不知情，拒绝"
    page.sheet.go_to(line(page, A).id, "family")
    desk.press(page, Key.Key_Delete)
    assert line(page, A).state == "owed"
