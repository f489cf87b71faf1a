"""Pictures of what comes before a desk: unlocking, the first run step by step, the sample school."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from studio import Scene, Studio

from ui.entrance.first_run import FirstRun
from ui.entrance.unlock import UnlockView

STEPS = ("role", "who", "passphrase", "sheet", "enrol")


def unlock(studio: Studio) -> UnlockView:
    studio.window.enter(studio.school / "counsellor-1-1")
    view = studio.window.stack.currentWidget()
    assert isinstance(view, UnlockView)
    return view


def locked(studio: Studio) -> None:
    unlock(studio)


def wrong(studio: Studio) -> None:
    view = unlock(studio)
    QTest.keyClicks(view.secret.line, "runxin-dmeo")
    QTest.keyClick(view.secret.line, Qt.Key.Key_Return)


def first_run(until: str) -> Callable[[Studio], None]:
    """The wizard, filled in as far as one of its steps."""

    def act(studio: Studio) -> None:
        wizard = studio.window.stack.currentWidget()
        assert isinstance(wizard, FirstRun)
        for step in STEPS[: STEPS.index(until)]:
            fill(studio, wizard, step)
            wizard.go_on()
            studio.settle()

    return act


def fill(studio: Studio, wizard: FirstRun, step: str) -> None:
    """Types what a step asks for."""
    if step == "role":
        wizard.role.picks.choose("counsellor")
    elif step == "who":
        wizard.who.name.setText("方若棠")
        wizard.who.number.setText("T1066")
        wizard.who.college.setText("信息工程学院")
    elif step == "passphrase":
        for field in (wizard.passphrase.secret.first, wizard.passphrase.secret.second):
            QTest.keyClicks(field.line, "correct horse battery staple")
    studio.settle()


def sample(studio: Studio) -> None:
    studio.window.make_sample()


BEFORE: tuple[Scene, ...] = (
    Scene("11-unlock", "", locked),
    Scene("11-unlock-wrong", "", wrong),
    Scene("12-first-run-role", "", first_run("role")),
    Scene("12-first-run-who", "", first_run("who")),
    Scene("12-first-run-passphrase", "", first_run("passphrase")),
    Scene("12-first-run-recovery", "", first_run("sheet")),
    Scene("sample-school", "", sample),
)
