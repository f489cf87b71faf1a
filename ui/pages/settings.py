"""Settings: how it looks and speaks, when and how this machine locks, folders, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.services import backups, people, settings, upkeep
from app.texts import text
from app.workspace import Member, Workspace
from ui.dialogs.add_person import AddPerson
from ui.dialogs.change_passphrase import ChangePassphrase
from ui.jobs import Jobs, Report
from ui.pages.page import Goto, Page
from ui.pages.settings_parts import FoldersCard, HelpCard, LookCard, SafetyCard
from ui.pages.settings_people import PeopleCard
from ui.say import Question, Say
from ui.theme.look import Look
from ui.widgets.card import Banner
from ui.widgets.columns import Columns
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label


class SettingsPage(Page):
    """Cards in two columns, one more where several share the machine; above them what needs attention. Whatever is
    chosen counts at once."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        words = self.words
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = Scroll(look, gap=16)
        scroll.column.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        outer.addWidget(scroll)
        scroll.column.addWidget(Label(words("settings.title"), "page"))
        self.notices = QVBoxLayout()
        scroll.column.addLayout(self.notices)
        self.warned = QVBoxLayout()
        self.warned.setSpacing(look.px(8))
        scroll.column.addLayout(self.warned)
        self.appearance = LookCard(look, words)
        self.appearance.spoken.connect(lambda language: self.goto.emit(Goto("language", language)))
        self.safety = self._safety()
        self.folders = FoldersCard(look, words)
        self.folders.asked.connect(self._choose_folder)
        self.folders.forgotten.connect(self._forget_folder)
        self.people = self._people() if workspace.role in people.SHARED else None
        shared = () if self.people is None else (self.people,)
        scroll.column.addWidget(Columns(look, (self.appearance, self.folders, *shared), (self.safety, self._help())))
        scroll.column.addStretch()

    def _safety(self) -> SafetyCard:
        card = SafetyCard(self.look, self.words, quick=people.has_quick_unlock(self.workspace))
        card.lock.changed.connect(self._lock_after)
        card.quick.clicked.connect(self._switch_quick)
        card.change.clicked.connect(self._change)
        card.renew.clicked.connect(lambda: self.goto.emit(Goto("recovery")))
        card.back_up.clicked.connect(self._back_up)
        return card

    def _people(self) -> PeopleCard:
        card = PeopleCard(self.look, self.words, self.workspace.slot_person)
        card.join.clicked.connect(self.add_person)
        card.removal.connect(self._ask_removal)
        card.enrol.connect(lambda: self.goto.emit(Goto("enrol")))
        return card

    def _help(self) -> HelpCard:
        words = self.words

        def to(page: str) -> Callable[[], None]:
            return lambda: self.goto.emit(Goto(page))

        guide = ("circle-help", words("settings.guide"), words("settings.guide_hint"), to("help"))
        outlines = ("notebook-pen", words("settings.templates"), words("settings.templates_hint"), to("templates"))
        facts = ("info", words("settings.diagnosis"), words("settings.diagnosis_hint"), to("diagnosis"))
        return HelpCard(self.look, words, [guide, outlines, facts])

    def refresh(self) -> None:
        self.appearance.tongue.choose(self.words.language)  # the window may have stayed with this one
        self._show_folders()
        self.latest("warnings", lambda report: upkeep.warnings(self.workspace), self._warn)
        if self.people is not None:
            self.latest("people", lambda report: people.list_people(self.workspace), self.people.show_people)

    def arrive(self) -> None:
        self.appearance.theme.button(self.look.choice).setFocus()

    def _warn(self, found: list[str]) -> None:
        while (item := self.warned.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for name in found:
            self.warned.addWidget(Banner(self.look, "warn", text(self.words.language, f"warning.{name}")))

    def _lock_after(self) -> None:
        """The window and its status bar follow at once."""
        minutes = int(self.safety.lock.chosen[0])

        def done(_: None) -> None:
            self.goto.emit(Goto("lock_after", str(minutes)))
            self.say.toast(self, self.words("settings.locks", n=minutes))

        def refused(error: UserError) -> None:
            self.safety.show_lock()
            self.show_refusal(error)

        self.jobs.start(self, lambda report: settings.set_lock_minutes(minutes), done=done, failed=refused)

    def _switch_quick(self, on: bool) -> None:
        def refused(error: UserError) -> None:
            self.safety.quick.setChecked(not on)
            self.say.refuse(self, error)

        self.jobs.start(
            self,
            lambda report: people.switch_quick_unlock(self.workspace, on=on),
            done=lambda _: self.say.toast(self, self.words("settings.quick_on" if on else "settings.quick_off")),
            failed=refused,
        )

    def _change(self) -> None:
        ChangePassphrase(self.workspace, self.jobs, self.say, self.look, self).open()

    def add_person(self) -> None:
        """Asks who else is to unlock this machine."""
        dialog = AddPerson(self.workspace, self.jobs, self.look, self)
        dialog.added.connect(self._added)
        dialog.open()

    def _added(self, name: str, admitted: bool) -> None:
        said = self.words("settings.person_added", name=name)
        if not admitted:
            self.notices.addWidget(Banner(self.look, "notice", self.words("settings.person_waits", name=name)))
        self.say.toast(self, said)
        self.refresh()

    def _ask_removal(self, person: Member) -> None:
        words = self.words
        question = Question(
            words("settings.person_remove_whom", name=person.name),
            words("settings.person_remove_text", name=person.name),
            words("settings.person_remove"),
            words("settings.person_stays"),
            "danger",
        )
        self.say.ask(self, question, lambda: self._remove(person))

    def _remove(self, person: Member) -> None:
        def done(_: None) -> None:
            self.say.toast(self, self.words("settings.person_removed", name=person.name))
            self.refresh()
            if self.people is not None:
                self.people.join.setFocus()

        self.jobs.start(self, lambda report: people.remove_person(self.workspace, person.number), done=done)

    def _choose_folder(self, use: settings.FolderUse) -> None:
        title, at = self.words("settings.folder_title"), self.folders.chosen.get(use)
        self.say.open_folder(self, title, lambda folder: self._remember(use, folder), at=at)

    def _forget_folder(self, use: settings.FolderUse) -> None:
        self.folders.rows[use].choose.setFocus()
        self._remember(use, None)

    def _remember(self, use: settings.FolderUse, folder: Path | None) -> None:
        def work(report: Report) -> None:
            settings.remember_folder(self.workspace, use, folder)

        self.jobs.start(self, work, done=lambda _: self._show_folders())

    def _show_folders(self) -> None:
        self.latest("folders", lambda report: settings.chosen_folders(self.workspace), self.folders.show_folders)

    def _back_up(self) -> None:
        """Asks for the folder each time; the one of last time is where the question begins."""

        def write(folder: Path) -> None:
            def done(_: Path) -> None:
                self._remember("backup", folder)
                self.say.toast(self, self.words("settings.backed_up"))
                self.refresh()

            self.jobs.start(self, lambda report: backups.create_backup(self.workspace, folder), done=done)

        title = self.words("settings.backup_title")
        self.say.open_folder(self, title, write, at=self.folders.chosen.get("backup"))
