"""What is typed into the weekly sheet: on the disk within seconds, there again after a lock, one with the form of the
same review, and never lost to a refusal, a slow store or somebody who types on."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytest import MonkeyPatch

from app.errors import UserError
from app.records.ids import new_id, pack
from app.services import drafting, records
from app.services.reading import list_records
from app.services.weekly_reviews import fill_review
from app.store.log import Stored, revisions_of
from app.workspace import Workspace
from tests.app.services.weekly import SEEN, WEEK, A, B
from tests.ui.reviews_desk import ALT, CTRL, Desk, Key, desk, editor, front, line
from tests.ui.writing_desk import compose
from ui.jobs import Report
from ui.pages import reviews_typing
from ui.pages.record_form import RecordForm

__all__ = ["desk"]


def test_what_is_typed_is_on_the_disk_within_seconds(desk: Desk, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr(reviews_typing, "KEEP_AFTER", 1)
    page = desk.page()
    assert page.badge.isHidden()
    desk.type(page, "seen")  # the editor is still open
    desk.qtbot.waitUntil(lambda: [d.fields.get("observed") for d in desk.drafts()] == ["seen"])
    desk.qtbot.waitUntil(lambda: not page.badge.isHidden())
    assert page.sheet.cells.editor is not None and page.entries.unkept() == []
    (draft,) = desk.drafts()
    assert (draft.kind, draft.record, draft.fields["week"]) == ("weekly_review", "", WEEK)
    assert draft.students == (f"学生{A}",)
    desk.press(page, Key.Key_Escape)
    desk.qtbot.waitUntil(lambda: desk.drafts() == ())
    desk.qtbot.waitUntil(page.badge.isHidden)


def test_a_lock_keeps_the_open_cell_and_what_is_composed(desk: Desk) -> None:
    page = desk.page()
    page.sheet.go(1, "measures")
    desk.type(page, "talk")
    desk.press(page, Key.Key_2, ALT)
    desk.press(page, Key.Key_Return)
    page.sheet.go(0, "observed")
    desk.type(page, "sleep ")
    compose(front(page), "hao")
    desk.lock(page)
    again = desk.page()
    assert line(again, A).values["observed"] == "sleep hao" and line(again, A).state == "typed"
    assert line(again, B).values["measures"] == "talk" and line(again, B).values["sources"] == ["roommates"]
    assert not again.badge.isHidden() and again.save_button.isEnabled()
    again.sheet.go(0, "observed")
    desk.press(again, Key.Key_1, ALT)
    again.sheet.go(1, "observed")
    desk.type(again, "ok")
    again.save()
    desk.idle()
    assert desk.drafts() == () and desk.row(A).review is not None and desk.row(B).review is not None
    assert again.badge.isHidden()


def test_the_form_of_one_review_and_the_sheet_have_one_draft(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "seen")
    page.leave()
    (draft,) = desk.drafts()
    form = RecordForm(desk.workspace, desk.jobs, desk.say, desk.look)
    desk.qtbot.addWidget(form)
    assert form.open_draft(draft.id)
    desk.qtbot.waitUntil(lambda: form.known is not None and not desk.jobs.busy)
    form.editors["observed"].set_value("seen on the form")
    form.editors["observed"].tell()
    form.leave()
    page.refresh()
    desk.idle()
    assert line(page, A).values["observed"] == "seen on the form" and [d.id for d in desk.drafts()] == [draft.id]
    page.sheet.go(0, "observed")
    desk.press(page, Key.Key_1, ALT)
    page.save()
    desk.idle()
    assert desk.drafts() == () and desk.row(A).review is not None


def test_a_draft_of_another_week_or_kind_is_left_alone(desk: Desk) -> None:
    kept = [("weekly_review", "2026-2027-1/12", A), ("care_listing", WEEK, A), ("weekly_review", WEEK, "nobody")]
    for kind, week, student in kept:
        drafting.keep_draft(desk.workspace, new_id(), kind, "", {"student": student, "week": week, "observed": "x"})
    page = desk.page()
    assert line(page, A).state == "owed" and page.badge.isHidden()
    desk.type(page, "seen")
    desk.press(page, Key.Key_1, ALT)
    page.save()
    desk.idle()
    assert len(desk.drafts()) == 3


def test_who_types_on_while_it_is_saved_loses_nothing(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "one")
    desk.press(page, Key.Key_1, ALT)
    desk.press(page, Key.Key_S, CTRL)
    page.sheet.go(0, "observed")
    desk.type(page, " two")  # the store has not answered yet
    desk.idle()
    assert editor(page).text == "one two"
    review = desk.row(A).review
    assert review is not None and review.fields["observed"] == "one"
    desk.press(page, Key.Key_Return)
    page.keep()
    desk.idle()
    (draft,) = desk.drafts()
    assert (draft.record, draft.fields["observed"]) == (review.id, "one two")
    page.save()
    desk.idle()
    amended = desk.row(A).review
    assert amended is not None and (amended.id, amended.fields["observed"]) == (review.id, "one two")
    assert desk.drafts() == ()


def test_a_refused_row_costs_the_others_nothing(desk: Desk, monkeypatch: MonkeyPatch) -> None:
    from ui.pages import reviews_saving

    page = desk.page()
    for k in range(2):
        page.sheet.go(k, "observed")
        desk.type(page, "seen")
        desk.press(page, Key.Key_1, ALT)
        desk.press(page, Key.Key_Return)
    refusing = line(page, A).id

    def fill(workspace: Workspace, student: str, *more: object) -> object:
        if student == refusing:
            raise UserError("disk_full")
        return fill_review(workspace, student, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(reviews_saving, "fill_review", fill)
    page.save()
    desk.idle()
    assert [error.code for error in desk.say.refusals] == ["disk_full"]
    assert desk.row(A).review is None and desk.row(B).review is not None
    assert [d.students for d in desk.drafts()] == [(f"学生{A}",)] and line(page, A).state == "typed"


def test_a_change_from_elsewhere_shows_and_what_is_typed_stays(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "mine")
    fill_review(desk.workspace, B, SEEN)
    records.add_record(desk.workspace, "talk", {
        "when": "2026-11-23T16:00:00+08:00", "students": [B], "occasions": ["asked"], "mode": "individual",
        "risk": "none", "content": "x",
    })  # fmt: skip
    page.refresh()
    desk.idle()
    assert line(page, B).state == "filled" and line(page, B).row.talks == 1
    assert line(page, A).values["observed"] == "mine"


def test_a_full_disk_says_that_it_stands_on_the_screen_only(desk: Desk, monkeypatch: MonkeyPatch) -> None:
    def full(*given: object) -> None:
        raise UserError("disk_full")

    page = desk.page()
    desk.type(page, "seen")
    with monkeypatch.context() as patch:
        patch.setattr(drafting, "keep_draft", full)
        page.keep()
        desk.idle()
        page.leave()
    assert [error.code for error in desk.say.refusals] == ["disk_full", "disk_full"]
    assert "没有存上" in page.badge.accessibleName() and page.entries.unkept()
    page.leave()
    assert [d.fields["observed"] for d in desk.drafts()] == ["seen"]


def test_a_slow_import_delays_no_draft(desk: Desk) -> None:
    from threading import Event

    free, begun = Event(), Event()

    def work(report: Report) -> None:
        begun.set()
        assert free.wait(60)

    page = desk.page()
    desk.jobs.start(QObject(desk.jobs), work, done=lambda _: None)
    assert begun.wait(60)
    desk.type(page, "seen")
    page.keep()
    desk.qtbot.waitUntil(lambda: len(desk.drafts()) == 1)
    free.set()
    desk.idle()


def test_what_is_typed_while_another_week_is_read_stays_in_its_own(desk: Desk) -> None:
    page = desk.page()
    desk.type(page, "before")
    page.week.setCurrentIndex(1)
    desk.type(page, " and after")  # the other week has not come yet
    desk.press(page, Key.Key_1, ALT)
    desk.press(page, Key.Key_S, CTRL)
    desk.press(page, Key.Key_S, CTRL)
    desk.idle()
    assert page.entries.day == "2026-11-16" and line(page, A).values["observed"] == SEEN["observed"]
    review = desk.row(A).review
    assert review is not None and review.fields["observed"] == "before and after"
    assert len(records_of(desk, review.id)) == 1 and desk.drafts() == ()


def test_a_week_whose_text_is_nowhere_else_is_not_left(desk: Desk, monkeypatch: MonkeyPatch) -> None:
    def full(*given: object) -> None:
        raise UserError("disk_full")

    page = desk.page()
    desk.type(page, "seen")
    with monkeypatch.context() as patch:
        patch.setattr(drafting, "keep_draft", full)
        page.week.setCurrentIndex(1)
        desk.idle()
    assert page.week.chosen == page.entries.day == "2026-11-23" and line(page, A).values["observed"] == "seen"
    page.leave()
    assert [d.fields["observed"] for d in desk.drafts()] == ["seen"]


def test_what_is_typed_about_who_leaves_the_list_stays_a_draft(desk: Desk) -> None:
    page = desk.page()
    page.sheet.go(1, "observed")
    page.refresh()
    desk.type(page, "seen")
    (listing,) = [r for r in list_records(desk.workspace, kind="care_listing") if B in r.students]
    records.withdraw_record(desk.workspace, listing.id, "写错了")
    page.refresh()
    desk.idle()
    assert [one.row.student for one in page.sheet.lines.lines] == [A]
    assert [d.fields["observed"] for d in desk.drafts()] == ["seen"]


def records_of(desk: Desk, identity: str) -> list[Stored]:
    """The versions of a record."""
    return revisions_of(desk.workspace.store.read(), pack(identity))
