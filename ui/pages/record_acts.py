"""What may be done with the record that is shown: printing, saving a file out, withdrawing, ending a conflict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import UserError
from app.records.revision import Attachment
from app.services import attached, merging, printing, records
from app.services.record_view import RecordView
from ui.dialogs.attachment_view import AttachmentView
from ui.dialogs.dialog import Dialog
from ui.jobs import Report
from ui.pages.out_of_store import ask_place, warn_first
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Area, Field
from ui.widgets.text import Paragraph
from ui.words import Words


class RecordActs(Page):
    """The acts of a page that shows `record` as `view`; a page that uses them answers `after`."""

    record = ""
    view: RecordView | None = None

    def after(self, told: str) -> None:
        """The store has changed: says so and shows the record anew."""
        raise NotImplementedError

    def ask_withdraw(self) -> None:
        Withdraw(self.look, self.words, self, self.withdraw).open()

    def withdraw(self, reason: str) -> None:
        workspace, record = self.workspace, self.record

        def work(report: Report) -> None:
            records.withdraw_record(workspace, record, reason)

        def done(_: None) -> None:
            self.after(self.words("record.withdrawn_done"))

        self.jobs.start(self, work, done=done, failed=self.show_refusal)

    def keep_version(self, revision: str, failed: Callable[[UserError], None]) -> None:
        """Ends a conflict with one of its versions."""
        workspace, record = self.workspace, self.record

        def work(report: Report) -> None:
            merging.keep_version(workspace, record, revision)

        def done(_: None) -> None:
            self.after(self.words("versions.done"))

        self.jobs.start(self, work, done=done, failed=failed)

    def ask_print(self, beside: QWidget) -> None:
        """Prints; of a talk with several students it asks: the summary, or whose sheet."""
        view = self.view
        if view is None or beside.isHidden():
            return
        if view.shown.kind != "talk" or len(view.students) < 2:
            self.print_form()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.words("record.print_all"), lambda: self.print_form())
        for one in view.students:
            named = self.words("record.print_one", name=one.name or one.label)
            menu.addAction(named.replace("&", "&&"), lambda one=one: self.print_form(one.label))
        menu.popup(beside.mapToGlobal(QPoint(0, beside.height())))

    def print_form(self, student: str | None = None) -> None:
        """Asks where to and prints; the name proposed names nobody."""
        view, workspace, record = self.view, self.workspace, self.record
        if view is None:
            return
        form, name = view.form, f"{self.words.kind(view.form)}-{view.day.date().isoformat()}.pdf"

        def chosen(path: Path) -> None:
            def work(report: Report) -> Path:
                return printing.print_form(workspace, form, record, path, student)

            def done(written: Path) -> None:
                self.say.toast(self, self.words("record.printed", file=written.name))

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        ask_place(self, self.say, self.words, self.words("record.print_where"), name, "PDF (*.pdf)", chosen)

    def look_into(self, file: Attachment) -> None:
        """Shows a file that belongs to the record, as far as it can be shown in here."""
        AttachmentView(self, self.record, file, lambda: self.save_out(file)).open()

    def save_out(self, file: Attachment) -> None:
        """Writes a file that belongs to the record out of the workspace, once the person knows what that means."""
        workspace, record = self.workspace, self.record

        def write(path: Path) -> None:
            def work(report: Report) -> Path:
                return attached.save_attachment(workspace, record, file.sha256, path)

            def done(written: Path) -> None:
                self.say.toast(self, self.words("record.saved_out", file=written.name))

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        def go_on() -> None:
            ask_place(self, self.say, self.words, self.words("record.save_out_where"), file.name, "", write)

        warn_first(self, self.say, self.words, self.words("out.attachment", name=file.name), go_on)


class Withdraw(Dialog):
    """Why a record is withdrawn. It cannot be taken back, so it is asked; `agreed` gets the reason."""

    def __init__(self, look: Look, words: Words, parent: QWidget, agreed: Callable[[str], None]) -> None:
        super().__init__(look, words, words("record.withdraw_title"), parent)
        self._agreed = agreed
        self.body.addWidget(Paragraph(look, words("record.withdraw_text"), ink="text-2"))
        self.reason = Area(look, words("record.withdraw_reason"), rows=3)
        self.field = Field(look, words("record.withdraw_reason"), self.reason)
        self.body.addWidget(self.field)
        self.add_close(words("record.withdraw_keep"))
        self.button = Button(look, words("record.withdraw"), "danger")
        self.button.clicked.connect(self._withdraw)
        self.foot.addWidget(self.button)
        self.reason.setFocus()

    def _withdraw(self) -> None:
        reason = self.reason.text.strip()
        if not reason:
            self.field.refuse(self.words("record.withdraw_why"))
            self.reason.setFocus()
            return
        self.accept()
        self._agreed(reason)
