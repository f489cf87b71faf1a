"""A counsellor at a form: a small school, pages made on it, and what a person does with keys and an input method."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.records.kind import Field
from app.services import drafting, reading
from app.services.drafting import DraftLine
from app.services.kinds import Option
from app.workspace import Workspace
from tests.app.services.conftest import Care, at_work
from tests.ui.conftest import Person
from ui.jobs import Jobs, Lane, Report
from ui.pages.page import Goto
from ui.pages.record_form import RecordForm
from ui.theme.look import Look
from ui.widgets.card import Empty
from ui.widgets.editor import Editor
from ui.widgets.editors import editor_for
from ui.words import Words


@dataclass
class Desk:
    """`page(kind)` is a form with the cursor in it; `went` are the wishes it sent out."""

    care: Care
    qtbot: QtBot
    jobs: Jobs
    say: Person
    look: Look
    went: list[Goto] = field(default_factory=list)
    backs: list[None] = field(default_factory=list)
    workspace: Workspace = field(init=False)

    def __post_init__(self) -> None:
        self.workspace = self.care.counsellor

    def page(self, kind: str = "", *students: str, workspace: Workspace | None = None) -> RecordForm:
        page = self.made(workspace)
        if kind:
            page.open(kind, students)
            self.ready(page)
        return page

    def made(self, workspace: Workspace | None = None) -> RecordForm:
        page = RecordForm(workspace or self.workspace, self.jobs, self.say, self.look)
        page.goto.connect(self.went.append)
        page.back.connect(lambda: self.backs.append(None))
        self.qtbot.addWidget(page)
        page.resize(1158, 680)
        with self.qtbot.waitExposed(page):
            page.show()
        page.arrive()
        return page

    def ready(self, page: RecordForm) -> None:
        self.qtbot.waitUntil(lambda: page.known is not None and not self.jobs.busy)

    def idle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.jobs.busy)

    def drafts(self) -> tuple[DraftLine, ...]:
        return drafting.list_drafts(self.workspace)

    def count(self, kind: str) -> int:
        return len(reading.list_records(self.workspace, kind=kind))

    def hold(self, lane: Lane) -> Callable[[], None]:
        """Keeps a lane busy until what it returns is called."""
        free, begun = Event(), Event()

        def work(report: Report) -> None:
            begun.set()
            assert free.wait(60)

        self.jobs.start(QObject(self.jobs), work, done=lambda _: None, lane=lane)
        assert begun.wait(60)
        return free.set


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot, jobs: Jobs, say: Person, look: Look) -> Iterator[Desk]:
    """A counsellor with students 2301001 to 2301003."""
    care = at_work(tmp_path)
    made = Desk(care, qtbot, jobs, say, look)
    yield made
    qtbot.waitUntil(lambda: not jobs.busy)
    care.school.close()


def compose(widget: QWidget, letters: str) -> None:
    """An input method shows letters that it has not handed over."""
    QApplication.sendEvent(widget, QInputMethodEvent(letters, []))


def commit(widget: QWidget, text: str) -> None:
    """An input method hands text over."""
    done = QInputMethodEvent()
    done.setCommitString(text)
    QApplication.sendEvent(widget, done)


Make = Callable[..., Any]


@pytest.fixture
def make(desk: Desk) -> Make:
    """An editor of a field, in a window with the focus to be had; `n` options where it is a choice."""

    def make(field: Field, kind: str = "circumstance", n: int = 0, **more: Any) -> Editor:
        options = {field.name: [Option(f"o{k}", f"选{k}") for k in range(n)]}
        made = editor_for(
            field, kind, options, desk.look, Words("zh"), desk.workspace, desk.jobs, files=more.get("files")
        )
        desk.qtbot.addWidget(made.widget)
        made.widget.resize(480, 200)
        with desk.qtbot.waitExposed(made.widget):
            made.widget.show()
        made.widget.activateWindow()
        return made

    return make


def changes(editor: Editor) -> list[Any]:
    seen = list[Any]()
    editor.changed.connect(lambda: seen.append(editor.value))
    return seen


def put(page: RecordForm, **values: Any) -> None:
    """As if the person had filled these in."""
    for name, value in values.items():
        page.editors[name].set_value(value)
        page.editors[name].tell()


def saved(desk: Desk, page: RecordForm) -> dict[str, Any]:
    """The fields of the record after a save that nothing speaks against."""
    page.save()
    desk.idle()
    assert desk.say.refusals == [] and [e.wrong for e in page.editors.values() if e.wrong] == []
    return dict(reading.show_record(page.workspace, page.record).fields)


def nothing(page: RecordForm) -> tuple[str, str]:
    """Title and reason of a page that says why there is no form."""
    (empty,) = page.findChildren(Empty)
    assert not page.save_button.isVisible() and not page.form.isVisible()
    return empty.title.text(), empty.why.text()
