"""The inbox through real bundles: preview, import, cancel, what is held, set aside, in conflict, missing, watched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import Cancelled
from app.exchange import exporting
from app.records.ids import new_id
from app.records.revision import digest
from app.services import inbox, records, transfer
from app.services.upkeep import rebuild
from app.services.watched import watch_folder
from app.sheets.table import read_table
from app.store import projection, query
from tests.app.exchange.forging import forge, header_line, with_body
from tests.app.services.conftest import Care, at_work
from tests.school import School, talk
from tests.ui.beating import busy, heart
from tests.ui.conftest import Person
from ui.jobs import Jobs
from ui.pages.given import Given
from ui.pages.inbox import InboxPage
from ui.pages.page import Goto
from ui.theme.look import Look


@pytest.fixture
def care(tmp_path: Path) -> Iterator[Care]:
    made = at_work(tmp_path)
    yield made
    made.school.close()


@pytest.fixture
def page(care: Care, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> InboxPage:
    made = InboxPage(care.centre, jobs, say, look)
    qtbot.addWidget(made)
    made.resize(1158, 680)
    made.show()
    made.refresh()
    rest(qtbot, made)
    return made


def rest(qtbot: QtBot, page: InboxPage) -> None:
    """Until no job is under way."""
    qtbot.waitUntil(lambda: not page.jobs.busy)


def export(care: Care) -> Path:
    (file,) = transfer.export_bundles(care.counsellor, "centre", care.school.root / "stick").files
    return file


def give(qtbot: QtBot, page: InboxPage, *files: Path) -> None:
    page.open("files", tuple(str(file) for file in files))
    rest(qtbot, page)


def tags(page: InboxPage) -> list[tuple[str, str]]:
    return [(e.title, e.tag) for e in page.list.rows.lines]


def big(care: Care, count: int, seq: int = 900) -> Path:
    lines = [(header_line(care.counsellor, students=[care.students[k % 3]], n=k + 1), None) for k in range(count)]
    return forge(care.counsellor, care.school.root / "forged", lines, seq=seq)


def shown_error(page: InboxPage) -> str:
    """What the refusal says that is told on the right."""
    error = page.told.shown.error
    assert error is not None and page.stack.currentWidget() is page.told
    return page.words.error(error)[0]


def test_a_bundle_is_previewed_and_taken_in(qtbot: QtBot, care: Care, page: InboxPage, say: Person) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    records.add_record(care.counsellor, "talk", talk("2301002", risk="report"))
    before = projection.digest(care.centre.store.read())
    file = export(care)
    give(qtbot, page, file)
    assert page.stack.currentWidget() is page.preview
    assert page.preview.name.text == "王老师的数据包，第 1 号"
    assert {r: f.text() for r, f in page.preview.counts.figures.items()} == {
        "new": "2", "changed": "0", "same": "0", "conflict": "0", "held": "0"
    }  # fmt: skip
    assert page.preview.checks.accessibleName() == "签名有效，设备在信任名单 这台设备的第一个包 2 条全部读到"
    assert page.preview.button.text() == "入库 2 条"
    assert page.preview.chips.chosen == ("eyes",)
    assert [r.note for r in page.preview.table.rows.rows] == ["主动要约谈的学生必谈、上报"]
    page.preview.chips.toggle("all")
    assert len(page.preview.table.rows.rows) == 2
    assert projection.digest(care.centre.store.read()) == before, "a preview writes nothing"
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.preview.button.hasFocus()
    with qtbot.waitSignal(page.changed):
        qtbot.keyClick(page.preview.button, Qt.Key.Key_Space)
    rest(qtbot, page)
    assert say.toasts == ["已入库 2 条"]
    assert tags(page) == [("王老师", "已入库")]
    assert page.list.current is not None and page.list.current.value.count == 2
    assert page.stack.currentWidget() is page.told
    assert query.count_held(care.centre.store.read()) == 0
    give(qtbot, page, file)
    assert tags(page)[0] == ("王老师", "已收过")


def test_cancelled_on_the_way_everything_is_as_before(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    file = big(care, 2000)
    give(qtbot, page, file)
    before = projection.digest(care.centre.store.read())
    page.given.progressed.connect(lambda done, total: page.bar.cancel.click())
    page.preview.button.click()
    assert page.preview.button.toolTip() == "正在入库"
    rest(qtbot, page)
    assert page.notices.count() == 1
    assert page._notice is not None and page._notice.text.text == "已停下，一切都和开始之前一样。"
    assert projection.digest(care.centre.store.read()) == before
    assert inbox.inbox(care.centre) == ()
    assert tags(page) == [("王老师", "待看")]
    assert page.preview.button.isEnabled()


def test_the_window_answers_during_a_big_import(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    file = big(care, 4000)
    with heart() as beating:
        give(qtbot, page, file)
        page.preview.button.click()
        rest(qtbot, page)
    assert inbox.inbox(care.centre)[0].count == 4000
    with heart() as bare, busy():  # what this machine takes by itself just now
        qtbot.waitUntil(lambda: bare.beats >= 100)
    assert beating.longest < 0.4 + bare.longest, "\n".join(beating.late)


def test_a_cut_file_and_a_foreign_one_say_why(qtbot: QtBot, care: Care, page: InboxPage, tmp_path: Path) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    cut = tmp_path / "cut.runxin"
    cut.write_bytes(export(care).read_bytes()[:-1])
    elsewhere = School(tmp_path / "elsewhere")
    try:
        other = elsewhere.enrolled(elsewhere.centre(), "counsellor", "T009")
        (foreign,) = transfer.export_bundles(other, "centre", tmp_path / "other").files
    finally:
        elsewhere.close()
    give(qtbot, page, cut, foreign)
    assert "拷贝时损坏了" in shown_error(page)
    page.list.go(str(foreign))
    assert "不在信任名单上" in shown_error(page)
    assert inbox.quarantined(care.centre) == ()
    next(b for b in page.told.buttons if b.text() == "隔离留存").click()
    rest(qtbot, page)
    page.list.go(str(cut))
    next(b for b in page.told.buttons if b.text() == "先不收").click()
    assert tags(page) == [("来源未核实的设备", "已隔离")]
    page.show_part("aside")
    rest(qtbot, page)
    assert [(e.title, e.detail) for e in page.list.rows.lines] == [("来源未核实的设备", foreign.name)]
    assert "不在信任名单上" in shown_error(page)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert page.told.next_button is not None and page.told.next_button.hasFocus()
    qtbot.keyClick(page.told.next_button, Qt.Key.Key_Space)
    rest(qtbot, page)
    assert page._notice is not None and "还是没有导入" in page._notice.text.text
    assert len(inbox.quarantined(care.centre)) == 1


def test_a_file_set_aside_is_saved_as_it_came(
    qtbot: QtBot, care: Care, page: InboxPage, say: Person, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.runxin"
    records.add_record(care.counsellor, "talk", talk("2301001"))
    cut.write_bytes(export(care).read_bytes()[:-1])
    transfer.import_bundle(care.centre, cut)
    page.show_part("aside")
    rest(qtbot, page)
    say.files = [tmp_path / "copy.runxin"]
    page.told.buttons[0].click()
    rest(qtbot, page)
    assert say.files[0].read_bytes() == cut.read_bytes()
    assert say.toasts == ["已另存一份，内容仍是加密的"]


def test_held_records_say_why_and_are_saved_after_a_question(
    qtbot: QtBot, care: Care, page: InboxPage, say: Person, tmp_path: Path
) -> None:
    lines = [
        (header_line(care.counsellor, students=[care.students[0]]), None),
        (header_line(care.counsellor, students=[new_id()], n=2), None),
        (header_line(care.counsellor, students=[care.students[1]], parents=["ab" * 32], n=3), None),
    ]
    give(qtbot, page, forge(care.counsellor, tmp_path / "forged", lines))
    assert page.preview.counts.figures["held"].text() == "2"
    assert page.preview.told.text.startswith("暂存待核的 2 条随回执告知对方")
    assert [r.result for r in page.preview.table.rows.rows] == ["held", "held"]
    page.preview.button.click()
    rest(qtbot, page)
    assert say.toasts == ["已入库 1 条，暂存待核 2 条"]
    assert tags(page) == [("王老师", "部分入库")]
    assert page.sentence.text == "1 个部分入库"
    next(b for b in page.told.buttons if b.text() == "看暂存待核的").click()
    rest(qtbot, page)
    assert page.parts.chosen == "held"
    assert [e.title for e in page.list.rows.lines] == ["名册里还没有的同学", "学生2301002"]
    assert all(e.detail for e in page.list.rows.lines)
    assert [b.text() for b in page.told.buttons] == ["另存暂存的"]
    say.files = [tmp_path / "held.xlsx"]
    page.told.buttons[0].click()
    rest(qtbot, page)
    assert "不再加密" in say.questions[0].text
    (sheet,) = read_table(say.files[0].read_bytes(), "held.xlsx")
    assert len(sheet.rows) == 3
    page.list.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1].startswith("学生2301002\t")


def test_a_held_version_of_a_record_that_is_here_can_be_opened(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001"))
    transfer.import_bundle(care.centre, export(care))
    line = header_line(care.counsellor, record=saved.id, students=[care.students[0]], parents=["ab" * 32], n=77)
    transfer.import_bundle(care.centre, forge(care.counsellor, care.school.root / "forged", [(line, None)]))
    page.show_part("held")
    rest(qtbot, page)
    assert [b.text() for b in page.told.buttons] == ["另存暂存的", "打开记录"]
    page.list.setFocus()
    with qtbot.waitSignal(page.goto) as asked:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert asked.args == [Goto("record", saved.id)]


def test_two_versions_lead_to_their_record(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    record = new_id()

    def listing(level: str, parents: list[str], n: int) -> tuple[bytes, bytes | None]:
        return with_body(
            care.counsellor, {"reason": "持续失眠"}, kind="care_listing", record=record, parents=parents, n=n,
            students=[care.students[0]], happened="2026-11-23", tags=[], fields={"action": "list", "level": level},
            severity={"level2": 8, "level3": 7}[level], audience="centre",
        )  # fmt: skip

    first = listing("level3", [], 1)
    out = care.school.root / "forged"
    transfer.import_bundle(care.centre, forge(care.counsellor, out, [first, listing("level2", [digest(first[0])], 2)]))
    give(qtbot, page, forge(care.counsellor, out, [listing("level3", [digest(first[0])], 3)], seq=901))
    (row,) = page.preview.table.rows.rows
    assert row.result == "conflict" and "二级" in row.note
    with qtbot.waitSignal(page.goto) as asked:
        qtbot.keyClick(page.preview.table, Qt.Key.Key_Return)
    assert asked.args == [Goto("record", record)]
    page.preview.button.click()
    rest(qtbot, page)
    page.show_part("conflicts")
    rest(qtbot, page)
    assert [(e.title, e.detail) for e in page.list.rows.lines] == [("学生2301001", "王老师")]
    page.list.setFocus()
    with qtbot.waitSignal(page.goto) as asked:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert asked.args == [Goto("record", record)]


def test_a_raised_level_is_told_by_both_levels(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    listed = {"student": "2301001", "action": "list", "level": "level3", "reason": "失眠", "from": "2026-11-20"}
    records.add_record(care.counsellor, "care_listing", listed)
    transfer.import_bundle(care.centre, export(care))
    changed = {**listed, "action": "change", "level": "level1", "from": "2026-11-23"}
    records.add_record(care.counsellor, "care_listing", changed)
    give(qtbot, page, export(care))
    table = page.preview.table.rows
    assert table.cells(table.rows[0])[4] == "级别 三级·一般关注 → 一级·紧急干预"
    assert [table.levels[i].rank for i in ("level1", "level3")] == [1, 3]
    page.preview.table.setFocus()
    page.grab()
    qtbot.keyClick(page.preview.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heads, row = (line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    assert dict(zip(heads, row, strict=True))["学号"] == "2301001"
    assert dict(zip(heads, row, strict=True))["日期"] == "2026-11-23"


def test_what_has_not_come_is_said_as_what_is_missing(
    qtbot: QtBot, care: Care, page: InboxPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    for day in (20, 21, 23):
        care.school.at(care.counsellor, f"2026-11-{day}T09:00:00+08:00")
        records.add_record(care.counsellor, "talk", talk("2301001", when=f"2026-11-{day}T08:00:00+08:00"))
    files = transfer.export_bundles(care.counsellor, "centre", care.school.root / "stick").files
    transfer.import_bundle(care.centre, files[0])
    give(qtbot, page, files[-1])
    assert "11月20日至11月23日的记录还没到" in page.preview.checks.accessibleName()
    page.preview.button.click()
    rest(qtbot, page)
    assert tags(page)[0] == ("王老师", "有记录还没到")
    assert page.sentence.text == "1 台设备有记录还没到"
    page.show_part("gaps")
    rest(qtbot, page)
    with qtbot.waitSignal(page.goto) as asked:
        page.told.buttons[0].click()
    assert asked.args == [Goto("transfer", "to", (care.counsellor.device,))]


def test_several_files_are_taken_in_at_one_go(qtbot: QtBot, care: Care, page: InboxPage, tmp_path: Path) -> None:
    other = care.school.enrolled(care.centre, "counsellor", "T002")
    for device in (care.counsellor, other):
        records.add_record(device, "talk", talk("2301001"))
    files = [export(care), *transfer.export_bundles(other, "centre", care.school.root / "stick").files]
    cut = tmp_path / "cut.runxin"
    cut.write_bytes(files[0].read_bytes()[:-1])
    drop(page, *files, cut)
    rest(qtbot, page)
    assert [tag for _, tag in tags(page)] == ["待看", "待看", "没有入库"]
    assert page.all_button.text() == "全部入库（2 个）"
    page.all_button.click()
    rest(qtbot, page)
    assert page.stack.currentWidget() is page.results
    assert page.results.name.text() == "2 个数据包已入库"
    assert [e.tag for e in page.results.list.rows.lines] == ["已入库", "已入库"]
    assert [tag for _, tag in tags(page)] == ["没有入库", "已入库", "已入库"]
    page.show_part("held")
    rest(qtbot, page)
    assert page.stack.currentWidget() is page.nowhere and page.nothing.title.text() == "没有暂存待核的记录"
    page.show_part("files")
    page.stack.setCurrentWidget(page.results)
    page.results.close_button.click()
    assert page.stack.currentWidget() is page.told
    assert rebuild(care.centre).same


def test_stopped_between_two_files_says_which_are_in(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    other = care.school.enrolled(care.centre, "counsellor", "T002")
    small = transfer.export_bundles(other, "centre", care.school.root / "stick").files[0]
    large = big(care, 2000)
    give(qtbot, page, small, large)
    share = small.stat().st_size / (small.stat().st_size + large.stat().st_size)
    page.given.progressed.connect(lambda done, total: page.bar.cancel.click() if done > total * share * 1.05 else None)
    page.all_button.click()
    rest(qtbot, page)
    assert [e.tag for e in page.results.list.rows.lines] == ["已入库", "和之前一样"]
    assert page.results.told.text.startswith("已停下")
    assert len(inbox.inbox(care.centre)) == 1
    assert [g.id for g in page.given.files] == [str(large)]


def drop(page: InboxPage, *files: Path) -> None:
    """As a person drags files over the page and lets go."""
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, left, no = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPointF(9, 9).toPoint(), copy, dragged, left, no))
    assert page.zone.property("drop") == "over"
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), copy, dragged, left, no))
    assert page.zone.property("drop") == "true"


def test_a_roster_is_not_for_this_page(page: InboxPage, tmp_path: Path) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(tmp_path / "roster.xlsx"))])
    event = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, dragged, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(page, event)
    assert not event.isAccepted() and page.zone.property("drop") == "true"


def test_a_stick_that_is_pulled_out_can_be_read_again(qtbot: QtBot, care: Care, page: InboxPage) -> None:
    records.add_record(care.counsellor, "talk", talk("2301001"))
    file = export(care)
    give(qtbot, page, file)
    data = file.read_bytes()
    file.unlink()
    page.preview.button.click()
    rest(qtbot, page)
    assert "读不出来" in shown_error(page)
    assert inbox.quarantined(care.centre) == ()
    file.write_bytes(data)
    next(b for b in page.told.buttons if b.text() == "再读一次").click()
    rest(qtbot, page)
    assert page.stack.currentWidget() is page.preview and page.preview.button.text() == "入库 1 条"
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert tags(page) == [] and file.exists()
    assert page.stack.currentWidget() is page.nowhere


def test_a_watched_folder_is_emptied(qtbot: QtBot, care: Care, page: InboxPage, say: Person, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    say.files = [folder]
    page.watch.switch.click()
    rest(qtbot, page)
    assert page.watch.told.text == "监看“watched”，每分钟一次"
    records.add_record(care.counsellor, "talk", talk("2301001"))
    file = export(care)
    file.rename(folder / file.name)
    page.watch.look_now()
    rest(qtbot, page)
    assert say.toasts == ["监看文件夹里收进 1 个数据包"]
    assert (folder / "done" / file.name).exists()
    assert tags(page) == [("王老师", "已入库")]
    (folder / "done" / file.name).unlink()
    (folder / "done").rmdir()
    folder.rmdir()
    page.watch.look_now()
    rest(qtbot, page)
    assert page.watch.told.text == "“watched”暂时打不开，一分钟后再看"
    assert say.refusals == []
    page.watch.switch.click()
    rest(qtbot, page)
    assert page.watch.folder is None and page.watch.told.text == "监看文件夹：关"
    assert watch_folder(page.workspace) is None


def test_a_stopped_look_leaves_the_file_where_it_lies(care: Care, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    folder.mkdir()
    records.add_record(care.counsellor, "talk", talk("2301001"))
    file = export(care)
    file.rename(folder / file.name)

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        transfer.watch_once(care.centre, folder, stop)
    assert [path.name for path in folder.iterdir()] == [file.name]


def test_a_watched_folder_is_remembered(
    qtbot: QtBot, care: Care, page: InboxPage, say: Person, jobs: Jobs, look: Look, tmp_path: Path
) -> None:
    say.files = [tmp_path]
    page.watch.switch.click()
    rest(qtbot, page)
    later = InboxPage(page.workspace, jobs, say, look)
    qtbot.addWidget(later)
    assert later.watch.folder == tmp_path


def test_keys_open_files_and_move(qtbot: QtBot, care: Care, page: InboxPage, say: Person) -> None:
    assert page.stack.currentWidget() is page.nowhere
    assert page.nothing.title.text() == "还没有收到数据包"
    records.add_record(care.counsellor, "talk", talk("2301001"))
    say.files = [export(care)]
    page.arrive()
    qtbot.waitUntil(lambda: page.open_button.hasFocus())
    qtbot.keyClick(page.open_button, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, page)
    records.add_record(care.counsellor, "talk", talk("2301002"))
    say.files = [export(care)]
    qtbot.keyClick(page.open_button, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, page)
    page.arrive()
    page.list.go(str(page.given.files[0].file))
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    current = page.list.current
    assert current is not None and isinstance(current.value, Given) and current.value.file == say.files[0]
    assert page.preview.name.text == "王老师的数据包，第 2 号"
    spoken = page.list.rows.data(page.list.currentIndex(), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "王老师、第 2 号·11月24日 10:00、待看、2 条"
