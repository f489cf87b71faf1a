"""The hand-over's page at all three desks: written by the one, approved by the centre, signed for by the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import drafting, handover, records, transfer
from app.services.handover_caseload import caseload
from app.services.handover_standing import list_handovers, show_handover
from app.workspace import Workspace
from tests.school import CLASS, School
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.handover import HandoverPage
from ui.pages.handover_card import HandoverCard
from ui.pages.inbox import InboxPage
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.words import Words


@dataclass
class Desks:
    """A centre and two counsellors who know of each other; the first has a class of three."""

    school: School
    centre: Workspace
    old: Workspace
    new: Workspace

    def asked(self) -> str:
        """A hand-over that has come to the centre."""
        identity = handover.prepare_handover(self.old, "W2").id
        self.school.send(self.old, self.centre)
        return identity


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    school = School(tmp_path)
    centre = school.centre()
    school.students(centre, "2301001", "2301002", "2301003")
    old = school.enrolled(centre, "counsellor", "W1", scope=(CLASS,))
    new = school.enrolled(centre, "counsellor", "W2", scope=("软件工程2399班",))
    school.exchange(centre, old, new)
    yield Desks(school, centre, old, new)
    school.close()


Make = Callable[[Workspace], HandoverPage]


@pytest.fixture
def make(qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Make:
    def made(workspace: Workspace) -> HandoverPage:
        page = HandoverPage(workspace, jobs, say, look)
        qtbot.addWidget(page)
        page.resize(1158, 680)
        page.show()
        page.refresh()
        page.arrive()
        rest(qtbot, page)
        return page

    return made


def rest(qtbot: QtBot, page: HandoverPage) -> None:
    """Until no job is under way."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    QApplication.processEvents()


def steps(page: HandoverPage) -> list[str]:
    return [step.state for step in page.detail.stepper.steps]


def test_written_approved_and_signed_for(qtbot: QtBot, desks: Desks, make: Make, say: Person, tmp_path: Path) -> None:
    what = {"students": ["2301002"], "what": "academic_warning", "when": "2026-11-01"}
    records.add_record(desks.old, "circumstance", what)
    records.add_record(desks.centre, "circumstance", {**what, "students": ["2301003"], "when": "2026-11-10"})
    giver = make(desks.old)
    assert giver.stack.currentIndex() == 0 and giver.empty.button is not None
    qtbot.waitUntil(giver.empty.button.hasFocus)
    qtbot.keyClick(giver.empty.button, Qt.Key.Key_Return)
    rest(qtbot, giver)
    form = giver.form
    assert form.count.text() == "交出 3 / 3 名" and "仍由您办完：逾期 4" in form.summary.text
    assert not form.button.isEnabled() and form.why.text == "请先选交给谁"
    qtbot.waitUntil(form.to.hasFocus)
    qtbot.keyClick(form.to, Qt.Key.Key_Down)
    assert form.why.text.startswith("写好以后随下一个数据包送到中心")
    form.day.set_day(date(2026, 11, 30))
    assert not form.button.isEnabled() and form.why.text == "正在看这一天起有哪些未办结的事项"
    qtbot.keyClick(giver, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(form.witness, "zhang")
    rest(qtbot, giver)
    assert giver.writing and form.button.isEnabled(), "the other day's matters are not saved"
    with qtbot.waitSignal(giver.changed):
        qtbot.keyClick(giver, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, giver)
    assert say.toasts == ["已写好。导出给中心以后等批准"]
    assert steps(giver) == ["done", "now", "later", "later", "later"]
    assert giver.detail.told.text == "已写好，还没送到中心。请导出给中心。"
    assert giver.detail.facts.text == "11月30日 起·3 名学生·监交人 zhang"
    giver.detail.part.toggle("open")
    assert "2301002" in giver.detail.texts["open"].text
    say.files = [tmp_path / "list.pdf"]
    giver.detail.print.click()
    rest(qtbot, giver)
    assert (tmp_path / "list.pdf").read_bytes().startswith(b"%PDF")
    with qtbot.waitSignal(giver.goto) as went:
        giver.detail.next.click()
    assert went.args == [Goto("transfer", "to", ("centre",))]

    desks.school.send(desks.old, desks.centre)
    centre = make(desks.centre)
    assert centre.begin.isHidden() and centre.detail.decision.isVisibleTo(centre)
    assert centre.sentence.text == "有 1 份等您办"
    assert "11月30日起由王老师带这些学生" in centre.detail.decision.what.text
    qtbot.waitUntil(centre.detail.decision.approve.hasFocus)
    qtbot.keyClick(centre.detail.decision.approve, Qt.Key.Key_Return)
    rest(qtbot, centre)
    (found,) = list_handovers(desks.centre)
    assert found.state == "approved" and not centre.detail.decision.isVisibleTo(centre)
    assert steps(centre) == ["done", "done", "done", "now", "later"]

    desks.school.exchange(desks.centre, desks.old, desks.new)
    giver.refresh()
    rest(qtbot, giver)
    assert "文件里有" in giver.detail.facts.text
    assert giver.detail.lacks.text.startswith("文件里还有 1 条不是在这台电脑上写的")
    with qtbot.waitSignal(giver.goto) as went:
        giver.detail.next.click()
    assert went.args == [Goto("transfer", "to", (desks.new.device,))]
    (sent,) = handover.export_handover(desks.old, found.id, tmp_path / "stick")
    taker = make(desks.new)
    assert taker.detail.told.text.startswith("中心已批准。等王老师把文件交给您")
    transfer.import_bundles(desks.new, sent.files)
    taker.refresh()
    rest(qtbot, taker)
    assert taker.detail.next.text() == "签收" and len(taker.detail.model.lines) == 3
    assert taker.detail.lacks.isVisibleTo(taker) and "有 1 条记录不是移交人" in taker.detail.lacks.text
    say.agrees = False
    taker.detail.next.click()
    rest(qtbot, taker)
    assert say.questions[-1].title == "有记录没有收进来" and steps(taker)[-1] == "now"
    say.agrees = True
    taker.detail.next.click()
    rest(qtbot, taker)
    assert steps(taker) == ["done"] * 5 and taker.detail.next.isHidden()
    assert show_handover(desks.new, found.id).state == "taken"


def test_some_students_none_and_what_was_begun(qtbot: QtBot, desks: Desks, make: Make) -> None:
    page = make(desks.old)
    page.open("new")
    rest(qtbot, page)
    form = page.form
    form.to.setCurrentIndex(1)
    qtbot.keyClick(form.grid, Qt.Key.Key_Down)
    qtbot.keyClick(form.grid, Qt.Key.Key_Space)
    assert form.count.text() == "交出 2 / 3 名" and form.button.isEnabled()
    form.witness.setText("李主任")
    page.leave()
    (draft,) = drafting.list_drafts(desks.old)  # at once: a lock ends every job
    assert draft.kind == "caseload_handover" and len(draft.students) == 2 and draft.fields["witness"] == "李主任"
    page.open("new")
    page.leave()
    assert form.count.text() == "交出 2 / 3 名" and [d.id for d in drafting.list_drafts(desks.old)] == [draft.id]
    form.grid.untick_all()
    assert form.why.text == "请至少选一名学生" and not form.button.isEnabled()
    form.grid.tick_all()
    form.day.set_day(date(2026, 11, 20))
    rest(qtbot, page)
    form.button.click()
    rest(qtbot, page)
    assert page.writing and list_handovers(desks.old) == (), "a day that has passed is told at its field"
    assert "已经过去" in form.day.accessibleDescription()
    form.cancel.click()
    rest(qtbot, page)
    assert page.stack.currentIndex() == 0 and drafting.list_drafts(desks.old) == ()
    page.write()
    rest(qtbot, page)
    assert not form.witness.text() and not page.unkept
    page.leave()
    assert drafting.list_drafts(desks.old) == ()


def test_the_centre_refuses_with_a_reason_or_lets_stand_in(qtbot: QtBot, desks: Desks, make: Make) -> None:
    first = desks.asked()
    page = make(desks.centre)
    decision = page.detail.decision
    decision.refuse.click()
    assert "请写明不批准的原因" in decision.remark.accessibleDescription() and decision.remark.hasFocus()
    qtbot.keyClicks(decision.remark, "later")
    page.refresh()
    rest(qtbot, page)
    assert decision.remark.text() == "later", "read again, it is the same question"
    decision.refuse.click()
    rest(qtbot, page)
    assert show_handover(desks.centre, first).state == "refused"
    assert steps(page) == ["done", "done", "stopped", "later", "later"]

    desks.school.exchange(desks.centre, desks.old)
    second = desks.asked()
    page.open(second)
    page.refresh()
    rest(qtbot, page)
    assert not decision.until.isVisibleTo(page)
    decision.mode.toggle("acting")
    assert decision.until.isVisibleTo(page) and "代班" in decision.what.text
    decision.until.set_day(date(2026, 12, 11))
    decision.approve.click()
    rest(qtbot, page)
    found = show_handover(desks.centre, second)
    assert found.state == "approved" and len(caseload(desks.centre, found.giver.id, date(2026, 12, 1))) == 3
    assert len(caseload(desks.centre, found.taker.id, date(2026, 12, 11))) == 3


def test_a_lost_computer_is_asked_about(qtbot: QtBot, desks: Desks, make: Make, say: Person) -> None:
    from app.services.devices import revoke_device

    identity = handover.prepare_handover(desks.centre, "W2", giver="W1").id
    handover.approve_handover(desks.centre, identity)
    revoke_device(desks.centre, desks.old.device, "lost")
    desks.school.send(desks.centre, desks.new, desks.new.device)
    page = make(desks.new)
    assert page.detail.next.text() == "没有文件也接手"
    say.agrees = False
    page.detail.next.click()
    assert [q.title for q in say.questions] == ["没有文件也接手"]
    assert show_handover(desks.new, identity).state == "approved"
    say.agrees = True
    page.detail.next.click()
    rest(qtbot, page)
    assert show_handover(desks.new, identity).state == "taken"


def test_the_card_of_the_transfer_page_says_whose_turn_it_is(qtbot: QtBot, desks: Desks, look: Look) -> None:
    card = HandoverCard(look, Words("zh"))
    qtbot.addWidget(card)
    card.show_handovers(list_handovers(desks.old))
    assert card.told.text == "把所带学生交给另一位辅导员，或接手别人的，都从这里走。"
    identity = desks.asked()
    card.show_handovers(list_handovers(desks.centre))
    assert card.told.text == "有 1 份工作交接等您批准：王老师 → 王老师"
    with qtbot.waitSignal(card.wanted) as went:
        qtbot.keyClick(card.button, Qt.Key.Key_Return)
    assert went.args == [identity]


def test_the_inbox_says_what_waits_for_the_centre(
    qtbot: QtBot, desks: Desks, jobs: Jobs, say: Person, look: Look
) -> None:
    identity = desks.asked()
    page = InboxPage(desks.centre, jobs, say, look)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.handovers.banner is not None)
    banner = page.handovers.banner
    assert banner is not None and banner.text.text == "有 1 份工作交接等您批准：王老师 → 王老师"
    with qtbot.waitSignal(page.goto) as went:
        banner.findChildren(Button)[0].click()
    assert went.args == [Goto("handover", identity)]
    handover.refuse_handover(desks.centre, identity, "先完成本周研判")
    page.refresh()
    qtbot.waitUntil(lambda: page.handovers.isHidden())
