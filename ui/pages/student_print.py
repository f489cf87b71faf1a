"""Printing what a student's file says, or the list of what is held: asked and warned of before anything is written."""

from __future__ import annotations

from pathlib import Path

from app.services import held_about, printing
from ui.dialogs.print_student import LIST, PrintStudent
from ui.jobs import Report
from ui.pages.out_of_store import ask_place
from ui.pages.page import Page


def ask_print(page: Page, student: str) -> None:
    """Which of the two, where to, and then the file; the name proposed names nobody."""
    workspace, words = page.workspace, page.words

    def chosen(what: str) -> None:
        def write(path: Path) -> None:
            def work(report: Report) -> Path:
                if what == LIST:
                    return held_about.print_held(workspace, student, path)
                return printing.print_form(workspace, "student_file", student, path)

            def done(written: Path) -> None:
                page.say.toast(page, words("record.printed", file=written.name))

            page.jobs.start(page, work, done=done, failed=page.show_refusal)

        title = words("student.print_list") if what == LIST else words("student.print_file")
        name = f"{title}-{workspace.clock.today().isoformat()}.pdf"
        ask_place(page, page.say, words, words("record.print_where"), name, "PDF (*.pdf)", write)

    dialog = PrintStudent(page.look, words, page)
    dialog.chosen.connect(chosen)
    dialog.open()
