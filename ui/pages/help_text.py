"""The guide as it is read in the window: our own text, set in the look in force; nothing from outside is loaded."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import (
    QKeyEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from app.services.guide import Guide
from ui.theme import tokens
from ui.theme.look import Look, Size

MARKDOWN = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
FACES: dict[int, Size] = {1: "page", 2: "page", 3: "head"}
"""Level of a heading → its size; deeper ones are body text in bold."""


class GuideView(QTextBrowser):
    """The guide, read only. Text can be marked and copied; its links lead nowhere, so that nothing is opened."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self.look = look
        self.guide = Guide("", ())
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | keys)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # Everything wraps; while Qt lays a long text out bit by bit, it takes a table for wider than it will be.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().sliderMoved.connect(lambda _: self._scrolled())
        self.setProperty("reading", True)
        self._heads: list[int] = []
        self._front = 0  # the section that was gone to; it stays in front when the lines break anew
        self._found: list[QTextCursor] = []
        look.changed.connect(self._again)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing: the guide is text alone."""
        return None

    def show_guide(self, guide: Guide) -> None:
        self.guide = guide
        self._set()

    def _set(self) -> None:
        document = QTextDocument(self)  # a new one each time: Python would take its tables for those of the old one
        document.setDefaultFont(self.look.font("body"))
        document.setDocumentMargin(self.look.px(24))
        document.setMarkdown(self.guide.text, MARKDOWN)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._dress_table(frame)
        self._heads = []
        block = document.begin()
        while block.isValid():
            self._dress(block)
            block = block.next()
        self._found = []  # they are places of the old one, which goes here
        self.setDocument(document)

    def _again(self) -> None:
        """The look has changed: the same section stays in front."""
        front = self._front
        self._set()
        self.go_to(front)

    def resizeEvent(self, event: QResizeEvent) -> None:
        front = self._front  # Qt scrolls where it likes meanwhile
        super().resizeEvent(event)
        self.go_to(front)

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        self._scrolled()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self._scrolled()

    def _dress(self, block: QTextBlock) -> None:
        """A block's line height, and what its level asks for."""
        look, level = self.look, block.blockFormat().headingLevel()
        code = block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeLanguage.value)
        tabled = QTextCursor(block).currentTable() is not None
        face: Size = FACES.get(level, "body") if level else "body"
        lines = QTextBlockFormat()
        lines.setLineHeight(look.line(face), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        lines.setTopMargin(look.px(24 if level in (1, 2) else 16 if level else 0 if code or tabled else 4))
        lines.setBottomMargin(look.px(8 if level else 0 if code or tabled else 4))
        letters = QTextCharFormat()
        if level:
            self._heads.append(block.blockNumber())
            letters.setFont(look.font(face, strong=True))
        if code:
            letters.setFontFamilies(list(tokens.CODE_FAMILIES))
            lines.setBackground(look.color("sunken"))
            lines.setNonBreakableLines(False)  # a long command wraps; nothing is scrolled across
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(lines)
        if level or code:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(letters)

    def _dress_table(self, table: QTextTable) -> None:
        dress = table.format()
        dress.setBorder(1)
        dress.setBorderBrush(self.look.color("line-strong"))
        dress.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        dress.setBorderCollapse(True)
        dress.setCellPadding(self.look.px(8))
        dress.setTopMargin(self.look.px(4))
        dress.setBottomMargin(self.look.px(8))
        dress.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        table.setFormat(dress)
        strong = QTextCharFormat()
        strong.setFont(self.look.font("body", strong=True))
        for column in range(table.columns()):
            head = table.cellAt(0, column)
            cursor = head.firstCursorPosition()
            if not cursor.block().text() and head.lastCursorPosition().blockNumber() > cursor.blockNumber():
                cursor.deleteChar()  # Qt begins the first head of a table with an empty line
            cursor.setPosition(head.lastCursorPosition().position(), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(strong)

    def _scrolled(self) -> None:
        """The person has gone elsewhere; Qt's own scrolling when lines break anew is not theirs."""
        self._front = self.section

    # Where one is.

    def titles(self) -> list[str]:
        """The headings as they stand in the document."""
        return [self.document().findBlockByNumber(number).text() for number in self._heads]

    @property
    def section(self) -> int:
        """The place of the heading whose section is at the top."""
        at = self.cursorForPosition(QPoint(self.look.px(32), self.look.px(16))).blockNumber()
        return max((k for k, number in enumerate(self._heads) if number <= at), default=0)

    def go_to(self, section: int) -> None:
        """Puts a heading at the top."""
        if not 0 <= section < len(self._heads):
            return
        block = self.document().findBlockByNumber(self._heads[section])
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        top = self.document().documentLayout().blockBoundingRect(block).top()
        self.verticalScrollBar().setValue(0 if section == 0 else int(top) - self.look.px(8))
        self._front = section

    # Searching.

    def find_all(self, typed: str) -> int:
        """Marks every place that holds what is typed; how many there are."""
        self._found = []
        at = QTextCursor(self.document())
        while typed and not (at := self.document().find(typed, at)).isNull():
            self._found.append(at)
        self._mark()
        return len(self._found)

    def _mark(self) -> None:
        marks = []
        for cursor in self._found:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor  # type: ignore[attr-defined]
            mark.format.setBackground(self.look.color("warn-soft"))  # type: ignore[attr-defined]
            marks.append(mark)
        self.setExtraSelections(marks)

    def step(self) -> int:
        """To the next place found, after the last one to the first; its number from 1, 0 for none."""
        if not self._found:
            return 0
        here, starts = self.textCursor().selectionStart(), [cursor.selectionStart() for cursor in self._found]
        k = next((k for k, start in enumerate(starts) if start > here), 0)
        self.setTextCursor(self._found[k])
        self.ensureCursorVisible()
        return k + 1
