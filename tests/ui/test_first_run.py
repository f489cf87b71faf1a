"""The first run with real stores: founding, enrolling at a real centre, restoring, and going away midway."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import backups, enrolment, homes, passphrases, workspaces
from app.services.recovery_sheet import is_whole_key
from app.workspace import Workspace
from tests.school import COLLEGE, School
from tests.slots import PASSPHRASE, locked, opened
from tests.ui.conftest import Person
from ui.entrance.first_run import FirstRun
from ui.entrance.sheet_step import SheetStep
from ui.entrance.step import Step
from ui.jobs import Jobs
from ui.theme.look import Look


@pytest.fixture(autouse=True)
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def at(view: FirstRun) -> Step:
    return view.step


class Wizard:
    """Walks through first runs as a person would, and keeps what they hand over."""

    def __init__(self, school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> None:
        self.school, self.qtbot, self.jobs, self.say, self.look = school, qtbot, jobs, say, look
        self.handed: list[Workspace] = []

    def begin(self, home: Path, language: str = "zh", *, goes: bool = False) -> FirstRun:
        view = FirstRun(home, self.school.clock, language, self.jobs, self.say, self.look)
        view.finished.connect(self._take)
        if not goes:
            self.qtbot.addWidget(view)
        view.resize(1366, 696)
        view.show()
        self.qtbot.waitExposed(view)
        self.qtbot.waitUntil(lambda: view.role.picks.row(view.role.chosen).hasFocus())
        return view

    def _take(self, workspace: Workspace) -> None:
        self.school.open.append(workspace)
        self.handed.append(workspace)

    def idle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def key(self, view: FirstRun, key: Qt.Key) -> None:
        self.qtbot.keyClick(view.focusWidget() or view, key)

    def to_sheet(self, view: FirstRun, chosen: str, **typed: str) -> None:
        """From the role to the recovery sheet, with the keyboard."""
        while view.role.chosen != chosen:
            self.key(view, Qt.Key.Key_Down)
        self.key(view, Qt.Key.Key_Return)
        for name, text in typed.items():
            getattr(view.who, name).setText(text)
        self.key(view, Qt.Key.Key_Return)
        assert at(view) is view.passphrase, view.why.text()
        for field in (view.passphrase.secret.first, view.passphrase.secret.second):
            field.line.insert(PASSPHRASE)
        self.key(view, Qt.Key.Key_Return)
        assert view.why.text() == "正在建工作区，约需几秒" and not view.next.isEnabled()
        self.idle()
        assert at(view) is view.sheet

    def prove(self, view: FirstRun, step: SheetStep) -> str:
        """Types the two groups back; the key that was shown."""
        key = step._key
        for proof in step.proofs:
            self.qtbot.keyClicks(proof.line, key.split("-")[proof.place].lower())
        assert step.why == "" and view.next.isEnabled()
        view.next.click()
        self.idle()
        return key


@pytest.fixture
def wizard(school: School, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Wizard:
    return Wizard(school, qtbot, jobs, say, look)


def test_a_centre_founds_its_school_and_proves_both_keys(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home")
    wizard.to_sheet(view, "found", school="三江学院", name="陈主任")
    assert view.steps.labels == ("身份", "您是谁", "密码", "恢复单", "根密钥单", "示例数据")
    recovery = wizard.prove(view, view.sheet)
    assert at(view) is view.root and view.sheet._key == "" and view.sheet.paper._groups == ()
    root = wizard.prove(view, view.root)
    assert is_whole_key(recovery) and is_whole_key(root) and recovery != root
    assert at(view) is view.ready and view.next.text() == "开始工作" and view.next.hasFocus()
    wizard.key(view, Qt.Key.Key_Return)
    workspace = wizard.handed[0]
    assert workspace.is_seat and workspace.member.name == "陈主任" and not workspace.locked
    assert homes.people_of(tmp_path / "home")[0].name == "陈主任"
    workspaces.leave(workspace)
    passphrases.recover(tmp_path / "home", recovery, "another 4 words", None)  # the sheet that was proven opens it


def test_a_counsellor_enrols_at_the_centre_and_goes_to_work(school: School, wizard: Wizard, tmp_path: Path) -> None:
    centre = school.centre()
    view = wizard.begin(tmp_path / "home")
    wizard.to_sheet(view, "counsellor", name="方若棠", number="T001", college=COLLEGE)
    wizard.prove(view, view.sheet)
    assert at(view) is view.enrol and not view.next.isEnabled() and view.why.text() == "登记好就能继续"
    steps = view.enrol.steps
    assert steps is not None and steps.write.hasFocus()
    wizard.say.files = [tmp_path / "stick"]
    wizard.key(view, Qt.Key.Key_Return)
    wizard.idle()
    code = " ".join(label.text() for label in steps.digits)
    (request,) = (tmp_path / "stick").iterdir()
    assert code == enrolment.read_request(request).code == steps.code.accessibleName()
    assert "方若棠" not in request.name and "T001" not in request.name
    done = enrolment.approve_request(
        centre, request, code=code, college=COLLEGE, role="counsellor", out=tmp_path / "stick"
    )
    wizard.say.files = [done.welcome]
    steps.choose.click()
    assert steps.why.text() == "输完六组数字就能继续"
    wrong = "".join(str(9 - int(d)) for d in done.centre_code if d != " ")
    for typed, expected in ((wrong, "centre_code_differs"), (done.centre_code.replace(" ", ""), "")):
        steps.typed.forget()
        steps.typed.boxes[0].setFocus()
        for digit in typed:  # the cursor goes from box to box by itself
            wizard.qtbot.keyClicks(view.focusWidget(), digit)
        steps.accept.click()
        wizard.idle()
        assert steps.done is (expected == "")
        if expected:
            assert "没有加入任何学校" in steps.typed.accessibleDescription()
    assert view.next.isEnabled() and not view.later.isVisible()
    view.next.click()
    view.next.click()
    assert wizard.handed[0].enrolled and wizard.handed[0].member.name == "方若棠"


def test_enrolling_may_wait_and_the_last_step_says_so(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home")
    wizard.to_sheet(view, "join", name="李老师")
    wizard.prove(view, view.sheet)
    view.later.click()
    assert at(view) is view.ready
    told = [w.accessibleName() for w in view.ready.findChildren(QWidget)]
    assert any("还没有到中心登记" in sentence for sentence in told)
    with wizard.qtbot.waitSignal(view.wants_sample):
        view.ready.sample.click()
    assert wizard.handed == [] and opened(wizard.school, tmp_path / "home").role == "centre"


def test_each_step_says_what_is_wanting(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home")
    view.next.click()
    who, wanted = view.who, ("填写姓名后继续", "填写工号后继续", "填写学院后继续")
    for line, why in zip((who.name, who.number, who.college), wanted, strict=True):
        assert view.why.text() == why == view.next.toolTip() and not view.next.isEnabled()
        wizard.key(view, Qt.Key.Key_Return)
        assert at(view) is view.who
        line.setText("  x ")
    view.next.click()
    assert view.why.text() == "先想好一个密码" and at(view) is view.passphrase
    wizard.key(view, Qt.Key.Key_Escape)
    wizard.key(view, Qt.Key.Key_Escape)
    assert at(view) is view.role and view.before.text() == "退出"
    with wizard.qtbot.waitSignal(view.cancelled):
        wizard.key(view, Qt.Key.Key_Escape)
    assert not (tmp_path / "home").exists()


def test_the_sheet_is_printed_and_proven_group_by_group(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home")
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    wizard.to_sheet(view, "station", name="黄老师", number="S001", college=COLLEGE)
    sheet, key = view.sheet, view.sheet._key.split("-")
    assert sheet.print.hasFocus()
    wizard.say.files = [tmp_path / "sheet.txt"]
    wizard.key(view, Qt.Key.Key_Return)
    wizard.idle()
    assert "PDF" in sheet.printed.text() and not (tmp_path / "sheet.txt").exists()
    wizard.say.files = [tmp_path / "sheet.pdf"]
    sheet.print.click()
    wizard.idle()
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF") and sheet.printed.text() == "10:00 存好，第 1 份"
    one, two = sheet.proofs
    assert one.place < two.place
    assert view.why.text() == f"输入第 {one.place + 1} 组和第 {two.place + 1} 组后继续"
    wizard.qtbot.keyClicks(one.line, key[one.place].lower())
    assert one.right and two.line.hasFocus() and view.why.text() == f"第 {two.place + 1} 组输完就能继续"
    wrong = key[two.place][:3] + ("7" if key[two.place][3] != "7" else "8")
    wizard.qtbot.keyClicks(two.line, wrong)
    assert two.line.accessibleDescription() == "和纸上的不一样" and not view.next.isEnabled()
    wizard.qtbot.keyClick(two.line, Qt.Key.Key_Backspace)
    wizard.qtbot.keyClicks(two.line, key[two.place][3])
    assert two.right and view.next.isEnabled()
    assert clipboard.text() == "before"


def test_there_is_no_way_back_to_a_second_workspace(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home")
    wizard.to_sheet(view, "counsellor", name="方若棠", number="T001", college=COLLEGE)
    assert not view.before.isEnabled() and view.before_why.text() == "工作区已经建好，前面几步不能再改"
    wizard.key(view, Qt.Key.Key_Escape)
    assert at(view) is view.sheet
    wizard.prove(view, view.sheet)
    wizard.key(view, Qt.Key.Key_Escape)
    assert at(view) is view.enrol and not view.before.isVisible()
    assert [p.name for p in tmp_path.iterdir() if (p / "store.db").exists()] == ["home"]
    assert view.passphrase.secret.first.line.text() == ""


def test_a_wizard_that_goes_locks_what_it_made(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home", goes=True)
    wizard.to_sheet(view, "counsellor", name="方若棠", number="T001", college=COLLEGE)
    made = view._own.workspace
    assert made is not None and not made.locked
    view.deleteLater()
    wizard.qtbot.waitUntil(lambda: not shiboken6.isValid(view))
    assert made.locked
    assert opened(wizard.school, tmp_path / "home").member.number == "T001"


def test_where_a_workspace_is_already_a_new_one_gets_a_folder_of_its_own(
    school: School, wizard: Wizard, tmp_path: Path
) -> None:
    home, _ = locked(school)
    view = wizard.begin(home)
    assert view.who.home == home.with_name(f"{home.name}-2") and view.before.text() == "上一步"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "photo.jpg").touch()
    view.who.put_into(tmp_path / "other")
    assert view.who.home == tmp_path / "other" / "Runxin"
    with wizard.qtbot.waitSignal(view.wants_home) as asked:
        wizard.key(view, Qt.Key.Key_Escape)
    assert asked.args == [home]


def test_what_cannot_be_made_is_refused_and_what_was_typed_stays(wizard: Wizard, tmp_path: Path) -> None:
    view = wizard.begin(tmp_path / "home")
    view.next.click()
    for line, text in ((view.who.name, "方"), (view.who.number, "T" * 200), (view.who.college, COLLEGE)):
        line.setText(text)
    view.next.click()
    for field in (view.passphrase.secret.first, view.passphrase.secret.second):
        field.line.insert(PASSPHRASE)
    view.next.click()
    wizard.idle()
    assert [error.code for error in wizard.say.refusals] == ["person_label"] and wizard.say.safe[0]
    assert at(view) is view.passphrase and view.before.isEnabled() and not (tmp_path / "home").exists()


def test_a_backup_is_restored_with_the_passphrase_of_its_time(school: School, wizard: Wizard, tmp_path: Path) -> None:
    home, _ = locked(school)
    workspace = opened(school, home)
    file = backups.create_backup(workspace, tmp_path / "stick")
    workspaces.leave(workspace)
    view = wizard.begin(tmp_path / "new")
    view.role.restore.click()
    assert at(view) is view.restore and view.why.text() == "选择备份后继续"
    (tmp_path / "torn.rxbackup").write_bytes(file.read_bytes()[:1000])

    def go(path: Path, typed: str) -> None:
        wizard.say.files = [path]
        view.restore.choose.click()
        view.restore.secret.line.selectAll()
        view.restore.secret.line.insert(typed)
        wizard.qtbot.keyClick(view.restore.secret.line, Qt.Key.Key_Return)
        assert not view.next.isEnabled()
        wizard.idle()

    go(tmp_path / "torn.rxbackup", PASSPHRASE)
    assert "这份备份不完整" in view.restore.choose.accessibleDescription()
    go(file, "not this one 1")
    assert view.restore.secret.line.accessibleDescription().startswith("密码不对")
    go(file, PASSPHRASE)
    assert view.next.text() == "开始工作" and view.restore.secret.line.text() == ""
    view.next.click()
    assert wizard.handed[0].epoch == 2 and wizard.handed[0].home == tmp_path / "new"


def test_a_broken_home_is_restored_in_its_place(school: School, wizard: Wizard) -> None:
    home, _ = locked(school)
    (home / "store.db").unlink()
    view = wizard.begin(home)
    assert view.restore._home == home and view.who.home != home
