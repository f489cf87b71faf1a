"""The one door off the GUI thread: answers, refusals, bugs, progress, cancelling, owners that are gone."""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from tests.ui.conftest import Person
from ui.jobs import Jobs, Report


def refuse(report: Report) -> int:
    raise UserError("disk_full")


def test_work_is_done_elsewhere_and_answered_here(qtbot: QtBot, jobs: Jobs) -> None:
    owner, threads = QObject(), list[QThread]()
    here = QThread.currentThread()

    def work(report: Report) -> QThread:
        report(1, 2)
        return QThread.currentThread()

    steps = list[tuple[int, int]]()
    jobs.start(owner, work, done=threads.append, progressed=lambda d, t: steps.append((d, t)))
    qtbot.waitUntil(lambda: bool(threads))
    assert threads[0] is not here
    assert steps == [(1, 2)]


def test_a_refusal_goes_where_it_was_asked_to_or_to_the_person(qtbot: QtBot, jobs: Jobs, say: Person) -> None:
    owner, told = QObject(), list[UserError]()
    jobs.start(owner, refuse, done=lambda _: None, failed=told.append)
    jobs.start(owner, refuse, done=lambda _: None)
    qtbot.waitUntil(lambda: bool(told) and bool(say.refusals))
    assert told[0].code == say.refusals[0].code == "disk_full"


def test_a_bug_is_told_by_its_place_alone(qtbot: QtBot, jobs: Jobs, say: Person) -> None:
    def work(report: Report) -> None:
        raise ValueError("陆星野")

    jobs.start(QObject(jobs), work, done=lambda _: None)
    qtbot.waitUntil(lambda: bool(say.bugs))
    assert say.bugs.pop().startswith("ValueError test_jobs.py:")


def test_a_cancelled_job_says_so_and_nothing_else(qtbot: QtBot, jobs: Jobs) -> None:
    begun, told = Event(), list[str]()
    owner = QObject()

    def work(report: Report) -> None:
        begun.set()
        while True:
            report(1, 10)

    job = jobs.start(owner, work, done=lambda _: told.append("done"), cancelled=lambda: told.append("cancelled"))
    assert begun.wait(60)
    job.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["cancelled"]


def test_nobody_is_answered_who_is_gone(qtbot: QtBot, jobs: Jobs) -> None:
    begun, told = Event(), list[int]()
    owner = QWidget()

    def work(report: Report) -> int:
        assert begun.wait(60)
        return 1

    jobs.start(owner, work, done=told.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    begun.set()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == []


def test_looking_does_not_wait_for_writing(qtbot: QtBot, jobs: Jobs) -> None:
    free, told = Event(), list[str]()
    owner = QObject()

    def write(report: Report) -> str:
        assert free.wait(60)
        return "written"

    jobs.start(owner, write, done=told.append)
    jobs.start(owner, lambda report: "read", done=told.append, lane="read")
    qtbot.waitUntil(lambda: told == ["read"])
    free.set()
    qtbot.waitUntil(lambda: told == ["read", "written"])


def test_nothing_begins_after_the_end(qtbot: QtBot, jobs: Jobs) -> None:
    jobs.stop()
    job = jobs.start(QObject(jobs), lambda report: 1, done=lambda _: None)
    assert job.is_cancelled and not jobs.busy
