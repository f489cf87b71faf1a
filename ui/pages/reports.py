"""Reports: what this role prints and hands on, blank forms, the card of telephones; each seen before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import printing, report_choices, reports, settings
from app.services.files import free_name
from app.services.report_choices import Offered, Preview, ReportChoices
from app.workspace import Workspace
from ui.jobs import Job, Jobs, Report
from ui.pages.out_of_store import ask_shared
from ui.pages.reports_frame import ReportsFrame
from ui.pages.reports_parts import CARD, Paper, report_paper
from ui.say import Question, Say
from ui.theme.look import Look


@dataclass(frozen=True)
class _Known:
    """What the store said: the role's reports and blank forms, what can be chosen, and the folder of last time."""

    reports: tuple[Offered, ...]
    blanks: dict[str, str]
    choices: ReportChoices
    folder: Path | None


class ReportsPage(ReportsFrame):
    """Nothing is written before it was seen what it will hold, and where names leave the store it is asked first."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self._job: Job[Path] | None = None
        self._wanted = ""  # the paper another page asked for
        self.list.wanted.connect(self._front)
        self.detail.changed.connect(self._look)
        self.other.clicked.connect(lambda: self._ask_folder(self.show_folder))
        self.button.clicked.connect(self.make)
        self.open_file.clicked.connect(lambda: self._show(self.file))
        self.open_folder.clicked.connect(lambda: self._show(self.file.parent if self.file is not None else None))

    # The page's ways.

    def open(self, subject: str, more: tuple[str, ...] = ()) -> None:
        """The id of a report, or of a blank form, to stand in front; `more` is the student it is about."""
        self._wanted = subject
        if more:
            self.detail.choosers.student.set_values(more[:1])
        if subject in self.papers:
            self.list.choose(subject)

    def refresh(self) -> None:
        def read(report: Report) -> _Known:
            workspace = self.workspace
            return _Known(
                report_choices.offered_reports(workspace),
                printing.list_blanks(workspace.role, workspace.language),
                report_choices.report_choices(workspace),
                settings.folder_for(workspace, "reports"),
            )

        self.latest("papers", read, self._known)

    def arrive(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _known(self, known: _Known) -> None:
        words = self.words
        if self.folder is None:
            self.folder = known.folder
            self.show_folder()
        self.detail.choosers.offer(known.choices)
        found = [report_paper(words, offered) for offered in known.reports]
        blank = words("reports.blank_told")
        found += [Paper(f"blank:{form}", title, blank, form=form) for form, title in known.blanks.items()]
        asks = frozenset({"campus"} if known.choices.campuses else ())
        found.append(Paper(CARD, words("reports.pocket_card"), words("reports.card_told"), asks, form=CARD))
        self.papers = {paper.id: paper for paper in found}
        self.show_list()
        wanted, self._wanted = self._wanted or self.list.chosen or found[0].id, ""
        if wanted == self.list.chosen:
            self._look()
        else:
            self.list.choose(wanted if wanted in self.papers else found[0].id)

    # The paper in front.

    def _front(self, identity: str) -> None:
        paper = self.papers[identity]
        self.detail.show_paper(paper)
        self.button.setText(self.words("reports.make" if paper.is_report else "reports.print"))
        self.result.hide()
        self._look()

    def _look(self) -> None:
        """Reads what the paper in front would hold as it is asked for now."""
        paper = self.detail.paper
        if paper is None:
            return
        asked, lacking = self.detail.choosers.asked(paper.asks), self._lacking(paper)
        self.button.set_why(lacking)
        if lacking or not paper.is_report:
            before = self._latest.get("preview")
            if before is not None:
                before.drop()
            self.detail.say(lacking)
            return
        self.detail.say(self.words("reports.looking"))

        def read(report: Report) -> Preview:
            return report_choices.preview_report(self.workspace, paper.id, asked, report)

        def refused(error: UserError) -> None:
            message, hint = self.words.error(error)
            self.detail.say(f"{message} {hint}".strip())

        self.latest("preview", read, self.detail.show_preview, failed=refused)

    def _lacking(self, paper: Paper) -> str:
        """Why it cannot be made yet; "" where it can."""
        missing = "student" in paper.asks and not self.detail.choosers.student.values
        return self.words("reports.need_student") if missing else ""

    # Writing it.

    def make(self) -> None:
        """Writes the paper in front: into the folder of last time, or one that is asked for; a question comes first
        where names leave the store."""
        paper = self.detail.paper
        if paper is None or self._job is not None or self._lacking(paper):
            return
        if self.folder is None:
            self._ask_folder(lambda: self._agree(paper))
        else:
            self._agree(paper)

    def _ask_folder(self, then: Callable[[], None]) -> None:
        def chosen(folder: Path) -> None:
            self.folder = folder
            self.show_folder()
            self.jobs.start(
                self,
                lambda report: settings.remember_folder(self.workspace, "reports", folder),
                done=lambda _: None,
            )
            then()

        self.say.open_folder(self, self.words("reports.folder_title"), chosen, at=self.folder)

    def _agree(self, paper: Paper) -> None:
        folder, words = self.folder, self.words
        if folder is None:
            return
        if not paper.names:
            self._write(paper, folder)
            return
        question = Question(
            words("reports.ask_title", title=paper.title),
            words("reports.ask_text", folder=folder.name or str(folder)),
            words("reports.make"),
            words("reports.ask_keep"),
        )

        def agreed() -> None:
            ask_shared(self, self.say, words, folder, lambda: self._write(paper, folder))

        self.say.ask(self, question, agreed)

    def _write(self, paper: Paper, folder: Path) -> None:
        workspace, ending = self.workspace, self.detail.ending
        asked, campus = self.detail.choosers.asked(paper.asks), self.detail.choosers.campus.chosen
        named = f"{paper.title}-{workspace.clock.today().isoformat()}.{ending}"  # whose it is is not in the name

        def work(report: Report) -> Path:
            out = folder / free_name(folder, named)
            report(0, 0)
            if paper.is_report:
                return reports.make_report(workspace, paper.id, out, asked, report)
            if paper.form == CARD:
                return printing.print_form(workspace, "pocket_card", campus or "-", out)
            return printing.print_blank(workspace, paper.form, out)

        self.result.hide()
        self.button.set_why(self.words("reports.making"))
        self._job = self.jobs.start(
            self,
            work,
            done=self._done,
            failed=self._failed,
            progressed=self.progress.progressed,
            cancelled=self._stopped,
        )
        self.progress.follow(self._job, self.words("reports.making"))

    def _ended(self) -> None:
        self._job = None
        self.progress.end()
        self._look()

    def _done(self, file: Path) -> None:
        self._ended()
        self.file = file
        self.written.set_text(self.words("reports.done", file=file.name))
        self.result.show()
        self.open_folder.setFocus()

    def _stopped(self) -> None:
        self._ended()
        self.say.toast(self, self.words("reports.stopped"))

    def _failed(self, error: UserError) -> None:
        self._ended()
        self.show_refusal(error, self.words("reports.safe"))

    def _show(self, path: Path | None) -> None:
        if path is not None:
            self.say.show_path(path)
