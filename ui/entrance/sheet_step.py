"""The recovery sheet at set-up: seen once, printed or copied by hand, and proven by typing two groups of it back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import Clock
from app.services.passphrases import groups_to_prove, proves
from app.services.recovery_sheet import LETTERS, is_group
from app.services.workspaces import Founded, Who
from ui.entrance.groups import GroupLine
from ui.entrance.paper import Paper
from ui.entrance.people import said
from ui.entrance.sheet_words import SheetWords
from ui.entrance.step import Step
from ui.jobs import Jobs
from ui.say import Say
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.steps import Ordinal
from ui.widgets.text import Glyph, Label, Paragraph
from ui.words import Words


class SheetStep(Step):
    """One key on paper; `sheet` says which and what is said of it."""

    def __init__(self, look: Look, words: Words, clock: Clock, jobs: Jobs, say: Say, sheet: SheetWords) -> None:
        super().__init__(look, words, sheet.title, sheet.said)
        self._clock, self._jobs, self._say, self._sheet = clock, jobs, say, sheet
        self._founded: Founded | None = None
        self._who = Who("", "counsellor")
        self._key = ""
        self._asked = (0, 1)
        self._copies = 0
        row = QHBoxLayout()
        row.setSpacing(look.px(32))
        self.paper = Paper(look, words, sheet)
        row.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(look.px(24))
        right.addLayout(self._task(1, words("first.print"), self._printing()))
        right.addLayout(self._task(2, words("first.prove"), self._proving()))
        right.addLayout(self._task(3, words("first.keep_title"), Paragraph(look, sheet.keep)))
        right.addStretch()
        row.addLayout(right, 1)
        self.column.addLayout(row)
        self.column.addStretch()

    def _task(self, number: int, title: str, body: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.look.px(12))
        row.addWidget(Ordinal(self.look, number), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(self.look.px(8))
        column.addWidget(Label(title, "head"))
        column.addWidget(body)
        row.addLayout(column, 1)
        return row

    def _printing(self) -> QWidget:
        look, words = self.look, self.words
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.print = Button(look, words("first.to_pdf"), icon="printer")
        self.print.clicked.connect(self._choose_file)
        self._printed_mark = Glyph(look, "circle-check", "met", 16)
        self._printed_mark.hide()
        self.printed = Label("", "meta", "met")
        self.printed.setWordWrap(True)
        row.addWidget(self.print)
        row.addWidget(self._printed_mark)
        row.addWidget(self.printed, 1)
        column.addLayout(row)
        column.addWidget(Paragraph(look, self._sheet.print_hint, "meta", "text-2"))
        return body

    def _proving(self) -> QWidget:
        look, words = self.look, self.words
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        row = QHBoxLayout()
        row.setSpacing(look.px(16))
        self.proofs = (_Proof(look, words), _Proof(look, words))
        for proof in self.proofs:
            proof.line.textChanged.connect(self._look)
            row.addWidget(proof, 0, Qt.AlignmentFlag.AlignTop)
        self.proofs[0].line.filled.connect(self.proofs[1].line.setFocus)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(Label(words("first.letters"), "meta", "text-2"))
        return body

    def show_key(self, founded: Founded, who: Who) -> None:
        """Takes the keys of a new workspace, to be shown until `forget`."""
        self._founded, self._who = founded, who
        self._key = founded.root_key if self._sheet.of == "root" else founded.recovery_key
        about = self.words.dot.join(part for part in (who.name, who.college or who.school) if part)
        self.paper.show_key(self._key, founded.device, about, self._clock.today())
        one, two = sorted(groups_to_prove(self._key))
        self._asked = (one, two)
        for proof, place in zip(self.proofs, self._asked, strict=True):
            proof.ask(place)
        self._look()

    def forget(self) -> None:
        """Lets go of the keys: what is not on paper by now is nowhere."""
        self._founded, self._key, self._copies = None, "", 0
        self.paper.forget()
        self._printed_mark.hide()
        self.printed.setText("")
        self.print.setText(self.words("first.to_pdf"))
        for proof in self.proofs:
            proof.line.setText("")

    def _look(self) -> None:
        for proof, place in zip(self.proofs, self._asked, strict=True):
            proof.judge(is_group(self._key, place, proof.line.signs))
        self.changed.emit()

    @property
    def why(self) -> str:
        if proves(self._key, self._asked, [proof.line.signs for proof in self.proofs]):
            return ""
        left = [proof.place + 1 for proof in self.proofs if not proof.right]
        if len(left) == 2:
            return self.words("first.prove_both", one=left[0], two=left[1])
        return self.words("first.prove_one", n=left[0])

    def arrive(self) -> None:
        self.print.setFocus()

    def _choose_file(self) -> None:
        title, filter = self.words("first.to_pdf"), self.words("first.pdf")
        self._say.save_file(self, title, self._sheet.file, filter, self._print)

    def _print(self, path: Path) -> None:
        founded, who, clock = self._founded, self._who, self._clock
        if founded is None:
            return
        from app.services.printing import print_recovery_sheet  # late: the fonts and the PDF library

        of_vault = self._sheet.of == "vault"
        self.print.setEnabled(False)
        self._jobs.start(
            self,
            lambda report: print_recovery_sheet(founded, who, path, clock, of_vault=of_vault),
            done=self._was_printed,
            failed=lambda error: self._tell(said(self.words, error), wrong=True),
        )

    def _was_printed(self, path: Path) -> None:
        self._copies += 1
        hour = self.words.hour(self._clock.now())
        self._tell(self.words("first.printed", hour=hour, n=self._copies, file=path.name), wrong=False)
        self.print.setText(self.words("first.again"))
        self.proofs[0].line.setFocus()

    def _tell(self, sentence: str, *, wrong: bool) -> None:
        self.print.setEnabled(True)
        self._printed_mark.set_icon("circle-alert" if wrong else "circle-check", "danger" if wrong else "met")
        self._printed_mark.show()
        self.printed.set_ink("danger" if wrong else "met")
        self.printed.setText(sentence)


class _Proof(Field):
    """One group to type back; says at once whether it is the one on the paper."""

    def __init__(self, look: Look, words: Words) -> None:
        self.line = GroupLine(look, "", LETTERS)
        super().__init__(look, "", self.line)
        self._words, self.place, self.right = words, 0, False
        self.line.setFixedWidth(look.px(128))
        self.setFixedWidth(look.px(144))
        self._check = Glyph(look, "check", "met", 14)
        self._word = Label("", "meta", "met")
        self.head.addWidget(self._check)
        self.head.addWidget(self._word)
        self.head.addSpacing(look.px(16))
        self.judge(False)

    def ask(self, place: int) -> None:
        self.place = place
        name = self._words("recover.group", n=place + 1)
        self.label.setText(name)
        self.line.setAccessibleName(name)

    def judge(self, right: bool) -> None:
        self.right = right
        self._check.setVisible(right)
        self._word.setText(self._words("first.right") if right else "")
        self.line.setAccessibleDescription(self._words("first.right") if right else "")
        self.refuse(self._words("first.not_so") if self.line.whole and not right else "")
