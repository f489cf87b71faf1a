"""The head of a student's file: who, where, whom to call in which order, and the level through the term."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.student_file import Guardian, StudentFile
from ui.pages.page import Goto
from ui.theme.look import Look
from ui.widgets.band import LevelBand
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.text import Glyph, Label, LevelBadge, Paragraph, Tag
from ui.words import Words

WIDE = 860  # px at a scale of 1 from which the guardians stand beside the rest


class StudentHeader(Card):
    """The head card; filled by `set_file`. `goto` asks for the student's own record."""

    goto = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__(look, gap=12)
        self.words = words
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(24))
        self._grid.setVerticalSpacing(look.px(16))
        self._parts: list[QWidget] = []
        self._wide: bool | None = None
        self.band = LevelBand(look, words)
        self.add(self._grid, self.band)

    def set_file(self, file: StudentFile) -> None:
        """Another file, or the same one read again."""
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        who = _Who(self.look, self.words, file)
        who.whole.clicked.connect(lambda: self.goto.emit(Goto("record", file.id)))
        self.whole = who.whole
        self._parts = [who, _Facts(self.look, self.words, file), _Guardians(self.look, self.words, file)]
        self._wide = None
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= self.look.px(WIDE)
        if wide == self._wide or not self._parts:
            return
        self._wide = wide
        who, facts, guardians = self._parts
        if isinstance(guardians, _Guardians):
            guardians.set_beside(wide)
        for part in self._parts:
            self._grid.removeWidget(part)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(who, 0, 0, top)
        self._grid.addWidget(facts, 0, 1, top)
        self._grid.addWidget(guardians, 0 if wide else 1, 2 if wide else 0, 1, 1 if wide else 2, top)
        for column, stretch in enumerate((5, 7, 7) if wide else (5, 7, 0)):
            self._grid.setColumnStretch(column, stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.look.px(480), super().minimumSizeHint().height())


class _Who(QWidget):
    """Name, level, how it is read, number; what the level is for."""

    def __init__(self, look: Look, words: Words, file: StudentFile) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        name = FlowLayout(gap=look.px(12))
        # A name of several parts may break after its dot, and is never cut.
        label = Label(file.name or file.number, "page")
        if look.width(label.text(), "page", strong=True) > look.px(300):
            label.setText(label.text().replace("·", "·\u200b"))
            label.setWordWrap(True)
            label.setFixedWidth(look.px(300))
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name.addWidget(label)
        if file.level_name:
            name.addWidget(_Raised(LevelBadge(look, file.rank, file.level_name), look.line("page")))
        column.addLayout(name)
        sex = words.choice("sex", file.sex) if file.sex else ""
        meta = words.dot.join(part for part in (file.pinyin, sex, file.number) if part)
        column.addWidget(Paragraph(look, meta, "meta", "text-2"))
        tags = FlowLayout(gap=look.px(8))
        self.whole = Button(look, words("student.whole"), "text", icon="contact")
        for text, tone, icon in self._tags(words, file):
            tags.addWidget(_Raised(Tag(look, text, tone, icon), self.whole.sizeHint().height()))
        tags.addWidget(self.whole)
        column.addSpacing(look.px(4))
        column.addLayout(tags)

    @staticmethod
    def _tags(words: Words, file: StudentFile) -> list[tuple[str, str, str]]:
        found = [(problem, "plain", "") for problem in file.problems]
        if file.status not in ("", "enrolled"):
            found.insert(0, (file.status_name, "warn", ""))
        if file.conflict:
            found.append((words("student.conflict"), "warn", "git-merge"))
        if not file.body_here:
            found.append((words("student.header_only"), "plain", ""))
        return found


class _Raised(QWidget):
    """Stands as high as what is beside it, so that a badge is centred on its line."""

    def __init__(self, badge: QWidget, height: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(badge)
        self.setFixedHeight(height)


class _Facts(QWidget):
    """Class, dormitory, own telephone, counsellor: two by two; what is not on record says so."""

    def __init__(self, look: Look, words: Words, file: StudentFile) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(24))
        grid.setVerticalSpacing(look.px(8))
        counsellor = file.counsellor
        if counsellor and file.counsellor_since is not None:
            since = file.counsellor_since
            month = words("student.month", year=since.year, month=since.month)
            counsellor = words("student.since", name=counsellor, since=month)
        college = " ".join(part for part in (file.college, file.class_name) if part)
        facts = (
            (words("student.class"), college),
            (words("student.dorm"), file.dorm),
            (words("student.phone"), words.phone(file.phone)),
            (words("student.counsellor"), counsellor),
        )
        for k, (label, value) in enumerate(facts):
            pair = QVBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(Label(label, "meta", "text-2"))
            shown = Label(value or words("student.unknown"), "body", "text" if value else "text-3")
            shown.setWordWrap(True)
            shown.setAccessibleName(f"{label} {shown.text()}")
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            pair.addWidget(shown)
            pair.addStretch()
            grid.addLayout(pair, k // 2, k % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)


class _Guardians(QWidget):
    """The family in the order of calling. Where it must be talked over first there is no number of it to dial, but
    what to do and whom to ask."""

    def __init__(self, look: Look, words: Words, file: StudentFile) -> None:
        super().__init__()
        self.look, self.words = look, words
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(4))
        self._beside = False
        head = words("student.family") if file.ask_first else words("student.guardians")
        self._column.addWidget(Label(head, "meta", "text-2"))
        if file.ask_first:
            self._ask_first(file)
        for guardian in file.guardians:
            self._column.addLayout(self._line(guardian, number=not file.ask_first))
        if not file.guardians:
            self._column.addWidget(Paragraph(look, words("student.no_guardians"), ink="text-3"))

    def set_beside(self, on: bool) -> None:
        """Beside the rest a line parts them from it."""
        self._beside = on
        self.setContentsMargins(self.look.px(24) if on else 0, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._beside:
            QPainter(self).fillRect(0, 0, 1, self.height(), self.look.color("line"))

    def _ask_first(self, file: StudentFile) -> None:
        """先与心理中心商议, and under which number."""
        row = QHBoxLayout()
        row.setSpacing(self.look.px(8))
        row.addWidget(Glyph(self.look, "triangle-alert", "warn", 16))
        row.addWidget(Label(self.words("student.ask_first"), ink="warn", strong=True))
        row.addStretch()
        phone = next(iter(file.centre), None)
        if phone is not None:
            row.addWidget(self._number(phone.phone, phone.name or phone.duty))
        self._column.addLayout(row)
        if phone is None:
            self._column.addWidget(Paragraph(self.look, self.words("student.no_centre"), "meta", "text-2"))

    def _line(self, guardian: Guardian, *, number: bool) -> QVBoxLayout:
        look = self.look
        block = QVBoxLayout()
        block.setSpacing(look.px(2))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        if number:
            row.addWidget(Label(str(guardian.order), "meta", "text-2"))
        row.addWidget(Label(guardian.name, strong=True))
        about = Label(self.words.dot.join(part for part in (guardian.relation, guardian.hours) if part), "meta")
        about.set_ink("text-2")
        about.setWordWrap(True)
        row.addWidget(about, 1)
        if number:
            row.addWidget(self._number(guardian.phone, guardian.name))
        block.addLayout(row)
        if guardian.caution:
            told = FlowLayout(gap=look.px(8))
            told.addWidget(Tag(look, self.words("student.caution", reason=guardian.caution), "warn", "triangle-alert"))
            block.addLayout(told)
        if guardian.caution and guardian.note:
            block.addWidget(Paragraph(look, guardian.note, "meta", "warn"))
        return block

    def _number(self, number: str, whose: str) -> Label:
        phone = Label(self.words.phone(number) or self.words("student.no_phone"), "head" if number else "body")
        if number:
            phone.setFont(self.look.font("head", strong=True, digits=True))
            phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        else:
            phone.set_ink("text-3")
        phone.setAccessibleName(f"{whose} {phone.text()}")
        return phone
