"""家校: whose family is owed a contact, the most urgent first, beside it the call sheet and what came of the call.

A counsellor's page. The list is read at once and narrowed here; a sheet is read when its family is chosen. The contact
itself is written in contact.py (clause prevention.9).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.services import records, reports
from app.services.call_sheets import CallSheet, call_sheet, note_attempt
from app.services.families import Family, list_families
from app.services.reports import ReportAsked
from app.services.saving import Saved
from app.workspace import Workspace
from ui.jobs import Jobs, Report
from ui.pages.families_frame import FamiliesFrame
from ui.pages.out_of_store import ask_place
from ui.pages.page import Goto
from ui.say import Say
from ui.tables.families import FamilyLine, columns, line_of, matching
from ui.theme.look import Look

REST = 120  # milliseconds on a row until its sheet is read: walking through the list reads none


class FamiliesPage(FamiliesFrame):
    """`of` says which families are listed: those due soon, all that are owed a contact, the whole care list."""

    def __init__(self, workspace: Workspace, jobs: Jobs, say: Say, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(workspace, jobs, say, look, parent)
        self.found: tuple[Family, ...] = ()
        self.lines: list[FamilyLine] = []
        self._read = False
        self._noted: CallSheet | None = None  # the sheet on which an attempt was written down
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._read_sheet)
        self._show_choices()
        self.of.choose("soon")
        self._connect()

    def _connect(self) -> None:
        acts = (
            ("1", self.write_reached),
            ("2", self.note_missed),
            ("3", self.copy_number),
            ("Ctrl+P", self.ask_print),
        )
        for key, act in acts:
            QShortcut(QKeySequence(key), self, act).setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.print_button.clicked.connect(self.ask_print)
        self.of.changed.connect(lambda: self._narrow(anew=True))
        self.sheet.goto.connect(self.goto)
        self.sheet.reached.connect(self.write_reached)
        self.sheet.missed.connect(self.note_missed)
        self.sheet.copied.connect(self.copy_number)
        self.filter.textChanged.connect(lambda _: self._narrow(anew=True))
        self.filter.moved_down.connect(self._into_list)
        self.filter.entered.connect(self._into_list)
        self.filter.copy_asked.connect(self.grid.copy)
        self.grid.typed.connect(self._type)
        self.grid.moved_above.connect(self.filter.setFocus)
        self.grid.picked.connect(lambda _: self._pause.start(REST))
        self.grid.opened.connect(lambda _: self.write_reached())
        self.grid.copied.connect(lambda n: self.say.toast(self, self.words("families.copied", n=n)))
        self.look.changed.connect(self._fit)

    def _fit(self) -> None:
        levels = sorted({family.level_name for family in self.found if family.level_name})
        self.grid.set_columns(columns(self.look, self.words, levels))

    # What is shown.

    def refresh(self) -> None:
        self.latest("families", lambda report: list_families(self.workspace), self._show)

    def arrive(self) -> None:
        """The cursor is in the list where there is one, else in the field above it."""
        to: QWidget = self.grid if self.lines else self.filter
        to.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: tuple[Family, ...]) -> None:
        first, self._read = not self._read, True
        self.found = found
        words = self.words
        soon, late = self._of("soon"), [family for family in found if any(o.state == "overdue" for o in family.owed)]
        key = "families.standing_late" if late else "families.standing" if soon else "families.standing_none"
        self.told.setText(words(key, n=len(soon), m=len(late)))
        self._show_choices()
        if first and not soon:
            self.of.choose("owed" if self._of("owed") else "listed")
        self._fit()
        self._narrow(anew=False)
        if first and self.isAncestorOf(self.focusWidget() or self):
            self.arrive()

    def _of(self, which: str) -> list[Family]:
        if which == "soon":
            return [family for family in self.found if family.soon]
        return [family for family in self.found if family.owed or which == "listed"]

    def _show_choices(self) -> None:
        labels = {
            "soon": self.words("families.soon"),
            "owed": self.words("families.owed"),
            "listed": self.words("families.all"),
        }
        self.of.set_options([(which, f"{label}  {len(self._of(which))}") for which, label in labels.items()])

    def _narrow(self, *, anew: bool) -> None:
        words, today, typed = self.words, self.workspace.clock.today(), self.filter.text()
        self.lines = matching([line_of(words, family, today) for family in self._of(self.of.chosen)], typed)
        self.grid.show_lines(self.lines, anew=anew)
        if not self.lines and self.grid.hasFocus():
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.setCurrentIndex(0 if self.lines else 1)
        if not self.lines:
            self.none.set_text(*self._why_none(bool(typed.strip())))
        if self.lines and not self.grid.current:
            self.grid.go(0)
        self._read_sheet()

    def _why_none(self, typed: bool) -> tuple[str, str]:
        words = self.words
        if typed:
            return words("families.not_found"), words("families.not_found_why")
        if not self.workspace.enrolled:
            return words("families.none"), words("families.not_enrolled")
        return words("families.none"), words("families.none_why")

    def _read_sheet(self) -> None:
        self._pause.stop()
        student = self.grid.current if self.lines else ""
        self.print_button.set_why("" if student else self.words("families.no_sheet_why"))
        if not student:
            self.side.setCurrentIndex(0)
            return
        self.latest("sheet", lambda report: call_sheet(self.workspace, student), self._show_sheet)

    def _show_sheet(self, sheet: CallSheet) -> None:
        if sheet.family.id == self.grid.current:
            self.sheet.show_sheet(sheet)
            self.side.setCurrentIndex(1)

    @property
    def current(self) -> CallSheet | None:
        """The sheet beside the current row; None while it is still being read."""
        sheet = self.sheet.sheet
        ready = sheet is not None and self.side.currentIndex() == 1 and sheet.family.id == self.grid.current
        return sheet if ready else None

    # Between field and list.

    def _into_list(self) -> None:
        if self.lines:
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type(self, key: str) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.take(key)

    # What came of the call.

    def write_reached(self) -> None:
        """Somebody answered: the form of the contact, with who and how filled in."""
        sheet = self.current
        if sheet is None or self._asks_first(sheet):
            return
        who = self.sheet.guardian
        given = ["reached=true", "way=phone"]
        given += [] if who is None else [f"person={who.name}", f"relation={who.relation_id}"]
        self.goto.emit(Goto("write", "parent_contact", (sheet.family.id, *given)))

    def note_missed(self) -> None:
        """Nobody answered: written down at once; the toast can take it back."""
        sheet, workspace = self.current, self.workspace
        if sheet is None or sheet is self._noted or self._asks_first(sheet):
            return
        self._noted = sheet  # once: the key may be pressed again before the sheet is read anew
        who, student = self.sheet.guardian, sheet.family.id
        person, relation = ("", "") if who is None else (who.name, who.relation_id)

        def work(report: Report) -> Saved:
            return note_attempt(workspace, student, person, relation)

        def done(saved: Saved) -> None:
            if self.current is sheet:
                self.sheet.choose_next()
            self._changed_store()
            name, promised = sheet.family.name, any(owed.why == "parent_contact" for owed in sheet.family.owed)
            words = self.words
            told = words("families.noted_again", name=name) if promised else words("families.noted", name=name)
            self.say.toast(self, told, lambda: self._take_back(saved.id))

        def failed(error: UserError) -> None:
            self._noted = None
            self.show_refusal(error)

        self.jobs.start(self, work, done=done, failed=failed)

    def _take_back(self, record: str) -> None:
        workspace, why = self.workspace, self.words("families.taken_back_why")
        if workspace.locked:
            return

        def done(_: Saved) -> None:
            self._changed_store()
            self.say.toast(self, self.words("families.taken_back"))

        self.jobs.start(self, lambda report: records.withdraw_record(workspace, record, why), done=done)

    def _changed_store(self) -> None:
        self.changed.emit()
        self.refresh()

    def copy_number(self) -> None:
        """The number of who is chosen onto the clipboard: this program dials nothing."""
        sheet, who = self.current, self.sheet.guardian
        if sheet is None or self._asks_first(sheet) or who is None or not who.phone:
            return
        QGuiApplication.clipboard().setText(who.phone)
        self.say.toast(self, self.words("families.number_copied", name=who.name or who.relation))

    def _asks_first(self, sheet: CallSheet) -> bool:
        """Whether the family is not to be called before the centre was asked; says so."""
        if sheet.cautions:
            self.say.toast(self, self.words("families.ask_first_toast"))
        return bool(sheet.cautions)

    def ask_print(self) -> None:
        """Asks where to, and prints the call sheet; the name proposed names nobody."""
        workspace, student = self.workspace, self.grid.current
        if not student or not self.print_button.isEnabled():
            return

        def chosen(path: Path) -> None:
            def work(report: Report) -> Path:
                return reports.make_report(workspace, "call_sheet", path, ReportAsked(student=student))

            def done(written: Path) -> None:
                self.say.toast(self, self.words("record.printed", file=written.name))

            self.jobs.start(self, work, done=done, failed=self.show_refusal)

        name = f"{self.words('families.sheet')}-{workspace.clock.today().isoformat()}.pdf"
        ask_place(self, self.say, self.words, self.words("record.print_where"), name, "PDF (*.pdf)", chosen)
