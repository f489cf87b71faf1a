"""What every page is: a workspace, jobs, the person and the look handed in; signals that carry values out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Lane, Report
from ui.say import Say
from ui.theme.look import Look
from ui.vault.door import VaultDoor
from ui.words import Words

T = TypeVar("T")


@dataclass(frozen=True)
class Goto:
    """Where a page asks the frame to go.

    `this_week`, `students`, `visits`, `review_check`, `meetings`, `families`, `transfer`, `inbox`, `devices`, `roster`,
    `settings`; `schedule` with a day; `clients` with a client's code and in `more` a kind of the vault to be begun,
    for a session note with the moment and the state of its slot;
    `care` with its view, `waiting` or `list`; `screening` with its view, `calls`,
    `results`, `untaken` or `interviews`; `screening_import`; `disclosures` with a slip's id, or with `new`, `crisis` or
    `listing` (what is begun, and what follows) and in `more` a client's code and the id of an entry of the vault;
    `assessment` with its view, `to_assess`, `referrals` or `back`, or `risk` with a client's code in `more`; `student`
    with a student's id; `record` with a record's id; `write` with a kind and in `more` the ids of students, or of the
    record that it is written on, and behind them what it begins with as `name=value`; `amend` or `merge` with a
    record's id; `draft` with a draft's id; `enrol`; `recovery`; `search` with words and a student in `more`;
    `templates` with a kind and an occasion in `more`; `reviews` with the first day of a week and a student in `more`;
    `reports` with the id of a report and a student; `help` with the page one comes from; `diagnosis`; `handover` with a
    hand-over's id or `new`; `language` with the language the window should speak; `lock_after` with minutes.
    """

    page: str
    subject: str = ""
    more: tuple[str, ...] = ()


def given_in(more: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The ids of a wish's `more`, and the fields that a new record begins with; several values of one stand with
    commas between them."""
    given = dict[str, str]()
    for one in more:
        name, said, value = one.partition("=")
        if said:
            given[name] = f"{given[name]},{value}" if name in given else value
    return tuple(one for one in more if "=" not in one), given


class Page(QWidget):
    """One page. `goto` asks for another page, `back` for the one before, `changed` says that the store changed."""

    goto = Signal(object)
    back = Signal()
    changed = Signal()

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.jobs = jobs
        self.say = say
        self.look = look
        self.words = Words(workspace.language)
        self.setProperty("ground", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._latest: dict[str, Job[object]] = {}

    def enter(self, door: VaultDoor) -> None:
        """The desk's door to the notes vault, for a page of which a part stands behind it. Called first of all."""

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """What the page is about: the id of a record, student or draft, or a kind; `more` as `Goto` says."""

    def refresh(self) -> None:
        """Reads again what the page shows: called when it comes to the front and when the store changed."""

    def arrive(self) -> None:
        """Puts the cursor where work begins."""

    def leave(self) -> None:
        """Called before the page is left, locked or closed: keeps what was typed."""

    def escape(self) -> bool:
        """What Esc does here before it leads back; True where it was something."""
        return False

    @property
    def unkept(self) -> bool:
        """Whether what was typed stands on the screen only: then nobody leaves the page, and a lock says so."""
        return False

    def show_refusal(self, error: UserError, safe: str = "") -> None:
        self.say.refuse(self, error, safe)

    def latest(
        self,
        name: str,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        failed: Callable[[UserError], None] | None = None,
        lane: Lane = "read",
    ) -> Job[T]:
        """A job whose older namesakes are no longer wanted: what a filter asks at each key."""
        before = self._latest.get(name)
        if before is not None:
            before.drop()
        job = self.jobs.start(self, work, done=done, failed=failed, lane=lane)
        self._latest[name] = job  # type: ignore[assignment]
        return job
