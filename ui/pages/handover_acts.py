"""What may be done with the hand-over that is shown: its export, the centre's word, the signature, the print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.errors import UserError
from app.services import handover, handover_standing, printing
from app.services.handover_standing import Handover
from app.texts import text
from ui.jobs import Report
from ui.pages.handover_detail import HandoverDetail
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto, Page
from ui.say import Question


class HandoverActs(Page):
    """The acts of a page that shows a hand-over in its `detail`; the page answers `after`."""

    detail: HandoverDetail

    def after(self, told: str) -> None:
        """The store has changed: says so and shows anew."""
        raise NotImplementedError

    def act(self, act: str) -> None:
        """What the detail's buttons ask for."""
        found = self.detail.found
        if found is None:
            return
        acts: dict[str, Callable[[], None]] = {
            "export_centre": lambda: self.goto.emit(Goto("transfer", "to", ("centre",))),
            "export": lambda: self._export(found),
            "take_in": lambda: self.goto.emit(Goto("transfer")),
            "accept": lambda: self._ask_lacking(found),
            "accept_alone": lambda: self._ask_alone(found),
            "record": lambda: self.goto.emit(Goto("record", found.id)),
            "print": lambda: self._print(found),
        }
        acts[act]()

    def _export(self, found: Handover) -> None:
        """On the transfer page, with whoever takes over as the receiver."""
        if found.devices:
            self.goto.emit(Goto("transfer", "to", (found.devices[0],)))
        else:
            self.show_refusal(UserError("handover_no_device", name=found.taker.name))

    def decide(self, approved: bool, acting: bool, until: date | None, remark: str) -> None:
        """The centre's word; the assignments of both are written with it."""
        found, workspace = self.detail.found, self.workspace
        if found is None:
            return
        identity, seen = found.id, found.revision

        def work(report: Report) -> Handover:
            if approved:
                return handover.approve_handover(
                    workspace, identity, acting=acting, until=until, remark=remark, seen=seen
                )
            return handover.refuse_handover(workspace, identity, remark, seen)

        told = self.words("handover.approved_done" if approved else "handover.refused_done", name=found.giver.name)
        self._do(work, told)

    def _ask_alone(self, found: Handover) -> None:
        words = self.words
        said = words("handover.alone_text", name=found.giver.name)
        yes, no = words("handover.alone_yes"), words("handover.alone_no")
        question = Question(words("handover.alone_title"), said, yes, no)
        self.say.ask(self, question, lambda: self._accept(found, without_file=True))

    def _ask_lacking(self, found: Handover) -> None:
        """What the file held and was not taken is said before anybody signs."""
        words = self.words
        if not found.left_out:
            self._accept(found, without_file=False)
            return
        lacks = text(words.language, "handover.left_out", n=found.left_out)
        yes, no = words("handover.lacks_yes"), words("handover.lacks_no")
        question = Question(words("handover.lacks_title"), lacks, yes, no)
        self.say.ask(self, question, lambda: self._accept(found, without_file=False))

    def _accept(self, found: Handover, *, without_file: bool) -> None:
        workspace, identity = self.workspace, found.id

        def work(report: Report) -> Handover:
            return handover.accept_handover(workspace, identity, without_file=without_file)

        self._do(work, self.words("handover.accepted_done"))

    def _do(self, work: Callable[[Report], Handover], told: str) -> None:
        self.jobs.start(self, work, done=lambda _: self.after(told), failed=self._refused)

    def _refused(self, error: UserError) -> None:
        """Somebody else acted meanwhile, or another version came: it is read again."""
        self.show_refusal(error)
        self.refresh()

    def _print(self, found: Handover) -> None:
        """The list for three signatures; the name that is proposed names nobody."""
        workspace, identity = self.workspace, found.id

        def chosen(path: Path) -> None:
            def work(report: Report) -> Path:
                return printing.print_form(workspace, handover_standing.KIND, identity, path)

            def done(written: Path) -> None:
                self.say.toast(self, self.words("record.printed", file=written.name))

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        name = f"{self.words.kind(handover_standing.KIND)}-{found.day.isoformat()}.pdf"
        ask_place(self, self.say, self.words, self.words("record.print_where"), name, "PDF (*.pdf)", chosen)
