"""The transfer page through real bundles: out onto a stick, in at the centre, the receipt back; refusals, cancels."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records.kind import Role
from app.services import handover, inbox, reading, records, sent, transfer
from app.workspace import Workspace
from tests.app.services.conftest import Care, at_work
from tests.school import talk
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.page import Goto
from ui.pages.sending import ALL
from ui.pages.transfer import TransferPage
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Banner, Refusal
from ui.widgets.drives import Drive, amount, is_removable, letter, name_of, removable_drives


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


Make = Callable[[Workspace], TransferPage]


class Ports:
    """What is plugged in: folders that stand for sticks, as long as they are there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def plug(self, name: str) -> Path:
        path = self.root / name
        path.mkdir(parents=True)
        return path

    def find(self) -> tuple[Drive, ...]:
        there = sorted(self.root.iterdir()) if self.root.exists() else []
        return tuple(Drive(path, path.name, 2_100_000_000) for path in there)


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return Ports(tmp_path / "ports")


@pytest.fixture
def make(qtbot: QtBot, jobs: Jobs, say: Person, look: Look, ports: Ports) -> Make:
    def made(workspace: Workspace) -> TransferPage:
        page = TransferPage(workspace, jobs, say, look, find=ports.find)
        qtbot.addWidget(page)
        page.resize(1158, 680)
        page.show()
        page.refresh()
        rest(qtbot, page)
        return page

    return made


def rest(qtbot: QtBot, page: TransferPage) -> None:
    """Until no job is under way."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.jobs.busy)
    QApplication.processEvents()  # what was made is laid out


def steps(page: TransferPage) -> list[str]:
    return [page.stages.figures[step].text() for step in ("written", "exported", "delivered")]


def banners(page: TransferPage) -> list[str]:
    return [b.text.text for b in page.findChildren(Banner) if b.isVisibleTo(page)]


def states(page: TransferPage) -> list[str]:
    return [row.text for row in page.sent_list.rows.lines]


def refusal(page: TransferPage) -> Refusal:
    (found,) = [r for r in page.findChildren(Refusal) if r.isVisibleTo(page)]
    return found


def press(page: TransferPage, verb: str) -> None:
    next(b for b in refusal(page).findChildren(Button) if b.text() == verb).click()


def test_out_in_and_back_until_it_is_delivered(qtbot: QtBot, care: Care, make: Make, ports: Ports, say: Person) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    page = make(care.counsellor)
    assert page.sentence.text == "1 条还没送到中心，最早写于 11月24日"
    assert steps(page) == ["1", "0", "—"]
    assert banners(page) == ["只在这台电脑上：1 条。电脑坏了就找不回来。"]
    assert page.send.to.currentText() == "学生发展与服务中心"
    assert page.send.goes.text == "谈心谈话 1"
    assert page.rows.currentWidget() is page.none
    assert not page.send.button.isEnabled() and page.send.why.text() == "请插上U盘，或选一个文件夹"
    stick = ports.plug("KINGSTON")
    page.send.target.look_again()
    rest(qtbot, page)
    assert page.send.target.currentText() == "KINGSTON，剩 2.1 GB"
    page.arrive()
    qtbot.waitUntil(page.send.button.hasFocus)
    assert page.send.button.property("kind") == "filled"
    with qtbot.waitSignal(page.changed):
        qtbot.keyClick(page.send.button, Qt.Key.Key_Space)
    rest(qtbot, page)
    (file,) = stick.iterdir()
    assert page.send.done_title.text == "已导出，可以拔下U盘" and page.send.button.property("kind") == "outline"
    assert page.send.done_file.text == f"{file.name}，1 条，已读回核对"
    assert "下一个数据包就是回执" in page.send.done_next.text
    assert steps(page) == ["0", "1", "—"] and states(page) == ["已导出，等中心回执"]
    assert banners(page) == ["只在这台电脑上：1 条。电脑坏了就找不回来。"], "nobody has said that it has come"

    assert inbox.preview(care.centre, file).counts.new == 1
    assert transfer.import_bundle(care.centre, file).status == "applied"
    page.refresh()
    rest(qtbot, page)
    assert states(page) == ["已导出，等中心回执"]
    back = transfer.export_bundles(care.centre, care.counsellor.device, stick).files

    page.open("files", tuple(str(f) for f in back))
    rest(qtbot, page)
    assert page.take.name.text == "陈主任的数据包，第 2 号"
    assert page.take.button.isVisibleTo(page) and page.send.button.property("kind") == "outline"
    page.take.button.click()
    rest(qtbot, page)
    assert page.take.result_told.text.startswith("已入库")
    assert steps(page) == ["0", "0", "到第 1 号"] and states(page) == ["中心已确认"]
    assert banners(page) == [] and page.sentence.text == "写过的都已送到中心"
    assert page.send.goes.text.startswith("没有新记录") and page.send.button.property("kind") == "outline"


def test_what_the_centre_holds_is_named_below_its_bundle(qtbot: QtBot, care: Care, make: Make, tmp_path: Path) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    care.school.send(care.counsellor, care.centre)
    (line,) = reading.list_records(care.centre, kind="assignment")
    fields = reading.show_record(care.centre, line.id).fields
    records.amend_record(care.centre, line.id, {**fields, "from": "2026-11-01", "to": "2026-11-20"})
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    page = make(care.counsellor)
    assert states(page)[0] == "已确认，暂存待核 1 条"
    assert states(page)[1].startswith("暂存待核：谈心谈话、学生2301001。这位同学当天不在填写人的带班安排里")
    page.sent_list.setFocus()
    qtbot.keyClick(page.sent_list, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.goto) as asked:
        qtbot.keyClick(page.sent_list, Qt.Key.Key_Return)
    assert asked.args == [Goto("record", saved.id)]
    qtbot.keyClick(page.sent_list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("第 1 号\t2026-11-24 10:00\t学生发展与服务中心\t")


def test_a_pulled_stick_is_told_and_another_one_taken(
    qtbot: QtBot, care: Care, make: Make, ports: Ports, say: Person
) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    first = ports.plug("FIRST")
    page = make(care.counsellor)
    rest(qtbot, page)
    first.rmdir()
    page.export()
    rest(qtbot, page)
    assert "“FIRST”打不开或不能写入" in refusal(page).accessibleName()
    assert "1 条记录都在这台电脑上，一条没少。" in refusal(page).accessibleName()
    assert page.send.target.property("wrong") is True
    assert page.send.target.accessibleDescription() == "10:00 打不开或写不进，没有写成"
    assert page.send.button.property("kind") == "outline", "one filled button"
    assert banners(page) == [] and not first.exists()
    second = ports.plug("SECOND")
    press(page, "换U盘再送")
    rest(qtbot, page)
    assert page.send.target.place == second and len(list(second.iterdir())) == 1
    assert page.send.panel.isVisibleTo(page) and page.send.target.property("wrong") is False
    assert [r for r in page.findChildren(Refusal) if r.isVisibleTo(page)] == []


def test_a_full_stick_leads_to_a_folder(
    qtbot: QtBot, care: Care, make: Make, ports: Ports, say: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    stick = ports.plug("FULL")
    page = make(care.counsellor)
    rest(qtbot, page)

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    page.export()
    rest(qtbot, page)
    assert page.send.target.accessibleDescription() == "10:00 空间不够，没有写成"
    assert list(stick.iterdir()) == [] and sent.sent(care.counsellor) == ()
    say.files = [tmp_path / "folder"]
    say.files[0].mkdir()
    monkeypatch.undo()
    press(page, "存到别的文件夹")
    rest(qtbot, page)
    assert len(list(say.files[0].iterdir())) == 1
    assert page.send.done_title.text == "已导出到“folder”"
    assert page.send.button.text() == "导出到文件夹"


def test_a_place_that_cannot_be_written(
    qtbot: QtBot, care: Care, make: Make, say: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = make(care.counsellor)
    folder = tmp_path / "guarded"
    folder.mkdir()
    say.files = [folder]
    page.send.folder_button.click()
    assert page.send.target.place == folder
    opened = Path.open

    def guarded(path: Path, *more: object, **named: object) -> object:
        if path.parent == folder:
            raise PermissionError(errno.EROFS, "read-only")
        return opened(path, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", guarded)  # whoever is root may write everywhere
    page.export()
    rest(qtbot, page)
    monkeypatch.undo()
    assert [b.text() for b in refusal(page).findChildren(Button)][-2:] == ["再试一次", "存到别的文件夹"]
    assert "所有" not in refusal(page).accessibleName() and "一条没少" in refusal(page).accessibleName()
    press(page, "再试一次")
    rest(qtbot, page)
    assert len(list(folder.iterdir())) == 1


def test_stopped_on_the_way_no_file_is_written(qtbot: QtBot, care: Care, make: Make, ports: Ports, say: Person) -> None:
    for _ in range(40):
        records.add_record(care.counsellor, "talk", talk("2301001"))
    stick = ports.plug("STICK")
    page = make(care.counsellor)
    rest(qtbot, page)
    page.send.button.click()
    page.send.bar.cancel.click()
    assert not page.send.to.isEnabled()
    rest(qtbot, page)
    assert say.toasts == ["已停下，没有写出文件，一切和开始之前一样"]
    assert list(stick.iterdir()) == [] and sent.sent(care.counsellor) == ()
    assert page.send.button.isEnabled() and not page.send.panel.isVisibleTo(page)


def test_a_seat_writes_to_one_device_or_to_all(qtbot: QtBot, care: Care, make: Make, ports: Ports, say: Person) -> None:
    care.school.enrolled(care.centre, "station", "S001")
    stick = ports.plug("STICK")
    page = make(care.centre)
    rest(qtbot, page)
    assert page.send.to.chosen == ALL and page.send.to.currentText() == "写给全部设备（2 台）"
    assert not page.stages.isVisibleTo(page) and not page.take.isVisibleTo(page)
    page.send.button.click()
    rest(qtbot, page)
    assert len(list(stick.iterdir())) == 2
    assert page.send.done_file.text.startswith("2 个文件，")
    assert "它下次送来的数据包就是回执" in page.send.done_next.text
    page.open("to", (care.counsellor.device,))
    rest(qtbot, page)
    assert page.send.to.currentText() == "王老师（辅导员）"
    assert page.stages.isVisibleTo(page)
    page.send.button.click()
    rest(qtbot, page)
    assert len(list(stick.iterdir())) == 3
    assert {row.text for row in page.sent_list.rows.lines} == {"已导出，等对方回执"}
    with qtbot.waitSignal(page.goto) as asked:
        page.take_files([Path("x.runxin")])
    assert asked.args == [Goto("inbox", "files", ("x.runxin",))]


def test_a_bundle_that_says_nothing_new_or_nothing_at_all(
    qtbot: QtBot, care: Care, make: Make, tmp_path: Path, say: Person
) -> None:
    (file,) = transfer.export_bundles(care.centre, care.counsellor.device, tmp_path / "down").files
    cut = tmp_path / "cut.runxin"
    cut.write_bytes(file.read_bytes()[:-1])
    page = make(care.counsellor)
    dropped(page, cut, file)
    rest(qtbot, page)
    assert page.take.name.text == "cut.runxin" and page.take.beside.text() == "还有 1 个"
    assert "拷贝时损坏了" in page.take.told.text and "bundle_unreadable" in page.take.step.text
    assert not page.take.button.isVisibleTo(page)
    page.take.skip.click()
    assert page.take.name.text == "陈主任的数据包，第 2 号"
    page.take.button.click()
    rest(qtbot, page)
    say.files = [file]
    page.choose_files()
    rest(qtbot, page)
    assert page.take.told.text == "这个数据包已经收过，没有需要再入库的。"
    page.take.skip.click()
    assert page.take.zone.isVisibleTo(page)


def dropped(page: TransferPage, *files: Path) -> None:
    """As a person lets files go over the page."""
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, no = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPointF(9, 9).toPoint(), copy, dragged, left, no))
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, dragged, left, no))


def test_an_import_that_is_stopped_leaves_everything(qtbot: QtBot, care: Care, make: Make, tmp_path: Path) -> None:
    care.school.students(care.centre, *(f"24{k:05}" for k in range(200)))
    (file,) = transfer.export_bundles(care.centre, care.counsellor.device, tmp_path / "down").files
    page = make(care.counsellor)
    page.take_files([file])
    rest(qtbot, page)
    page.take.given.progressed.connect(lambda done, total: page.take.bar.cancel.click())
    page.take.button.click()
    rest(qtbot, page)
    assert page.take.result_told.text == "已停下，一切都和开始之前一样。"
    assert transfer.import_bundle(care.counsellor, file, dry_run=True).applied >= 200


@pytest.mark.parametrize("role", ["counsellor", "psychologist"])
def test_before_enrolment_there_is_one_thing_to_do(
    qtbot: QtBot, care: Care, make: Make, role: Role, tmp_path: Path
) -> None:
    page = make(care.school.device(role, "T077"))
    assert banners(page) == ["这台电脑还没有在学发中心登记，登记之后才能收发数据包。已有内容都在。"]
    assert not page.content.isVisibleTo(page)
    with qtbot.waitSignal(page.goto) as asked:
        next(b for b in page.findChildren(Button) if b.text() == "去登记").click()
    assert asked.args == [Goto("enrol")]
    with qtbot.waitSignal(page.goto) as asked:
        dropped(page, tmp_path / "welcome.runxin")
    assert asked.args == [Goto("enrol", "files", (str(tmp_path / "welcome.runxin"),))]


def test_sticks_come_and_go(qtbot: QtBot, care: Care, make: Make, ports: Ports) -> None:
    page = make(care.counsellor)
    target = page.send.target
    assert target.currentText() == "没有找到U盘" and target.place is None
    one = ports.plug("ONE")
    qtbot.waitUntil(lambda: target.place == one)  # it looks by itself
    ports.plug("TWO")
    target.look_again()
    rest(qtbot, page)
    assert target.place == one, "what is chosen stays"
    assert [target.itemText(k) for k in range(3)] == ["没有找到U盘", "ONE，剩 2.1 GB", "TWO，剩 2.1 GB"]
    shutil.rmtree(one)
    target.look_again()
    rest(qtbot, page)
    assert target.place is None and not page.send.button.isEnabled()
    page.hide()
    assert not target._timer.isActive()


def test_what_counts_as_a_stick() -> None:
    assert is_removable("/media/you/KINGSTON") and is_removable("/run/media/you/KINGSTON")
    assert not is_removable("/") and not is_removable("/home/you")
    assert [letter(r) for r in ("E:/", "/media/x")] == ["E:", ""]
    assert [name_of("", "E:/"), name_of("", "/media/you/X"), name_of("LABEL", "E:/")] == ["", "X", "LABEL"]
    assert [amount(n) for n in (2_100_000_000, 640_000_000, 12_345)] == ["2.1 GB", "640 MB", "12 KB"]
    assert all(isinstance(drive, Drive) for drive in removable_drives())


def test_what_needs_a_look_stands_first_with_its_way(qtbot: QtBot, care: Care, make: Make) -> None:
    saved = [records.add_record(care.counsellor, "talk", talk("2301001")).id]
    care.school.send(care.counsellor, care.centre)
    (line,) = reading.list_records(care.centre, kind="assignment")
    fields = reading.show_record(care.centre, line.id).fields
    records.amend_record(care.centre, line.id, {**fields, "from": "2026-11-01", "to": "2026-11-20"})
    care.school.send(care.centre, care.counsellor, care.counsellor.device)
    page = make(care.counsellor)
    assert page.points.isVisibleTo(page)
    (button,) = [b for b in page.points.findChildren(Button) if b.isVisibleTo(page)]
    assert button.text() == "打开记录"
    with qtbot.waitSignal(page.goto) as asked:
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert asked.args == [Goto("record", saved[0])]
    page.points.lists.emit()
    assert page.sent_list.rows.lines[page.sent_list.currentIndex().row()].held is not None
    assert make(care.centre).points.isHidden()


def test_what_was_written_is_carried_out_of_the_window(
    qtbot: QtBot, care: Care, make: Make, ports: Ports, say: Person
) -> None:
    stick = ports.plug("KINGSTON")
    page = make(care.counsellor)
    page.send.button.click()
    rest(qtbot, page)
    (file,) = stick.iterdir()
    carry = page.send.carry
    assert carry.isVisibleTo(page)
    taken = carry.drag()
    assert [url.toLocalFile() for url in taken.mimeData().urls()] == [str(file)]
    qtbot.keyClick(carry, Qt.Key.Key_Space)
    assert [url.toLocalFile() for url in QGuiApplication.clipboard().mimeData().urls()] == [str(file)]
    assert say.toasts == ["已复制 1 个文件，可以粘贴到要发的地方"]


def test_a_hand_over_is_carried_to_the_other_counsellor(
    qtbot: QtBot, care: Care, make: Make, ports: Ports, tmp_path: Path
) -> None:
    heir = care.school.enrolled(care.centre, "counsellor", "T002", scope=("软件工程2399班",))
    theirs = {"students": ["2301001"], "what": "academic_warning", "when": "2026-11-10"}
    records.add_record(care.centre, "circumstance", theirs)
    care.school.exchange(care.centre, care.counsellor, heir)
    identity = handover.prepare_handover(care.counsellor, "T002").id
    care.school.send(care.counsellor, care.centre)
    seat = make(care.centre)
    assert banners(seat) == ["有 1 份工作交接等您批准：王老师 → 王老师"]
    handover.approve_handover(care.centre, identity)
    care.school.exchange(care.centre, care.counsellor, heir)
    ports.plug("KINGSTON")
    page = make(care.counsellor)
    assert page.handovers.told.text == "中心已批准。请导出文件，当面交给王老师。"
    page.open("to", (heir.device,))
    rest(qtbot, page)
    page.send.button.click()
    rest(qtbot, page)
    assert page.send.done_next.text.startswith("请当面交给接手的老师")
    assert page.handovers.told.text == "文件已导出，等王老师收进并签收。"
    with qtbot.waitSignal(page.goto) as asked:
        page.handovers.button.click()
    assert asked.args == [Goto("handover", identity)]
    taker = make(heir)
    taker.take_files(sorted((ports.root / "KINGSTON").rglob("*.runxin")))
    rest(qtbot, taker)
    lacks = "有 1 条记录不是移交人在那台电脑上写的"
    assert taker.take.step.text.startswith(lacks)
    taker.take.button.click()
    rest(qtbot, taker)
    assert taker.take.result_told.text.startswith("已入库") and lacks in taker.take.result_told.text
