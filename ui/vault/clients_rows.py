"""The rows of the list of clients: what is owed, clients, supervision, hits of the search; how each is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.clock import Clock
from app.services.vault.clients import ClientRow, when_of
from app.services.vault.owed import OwedCare
from app.services.vault.reading import EntryLine, Found
from app.services.vault.signing import VaultDraft
from ui.tables.listed import Listed
from ui.tables.risks import RANKS
from ui.theme.look import Look
from ui.vault.clients_said import client_title, day_word, number_word
from ui.widgets.paint import Lines, level_size, paint_focus, paint_level, paint_tag, paint_text, tag_size
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
HEIGHT, BELOW, SIDE = 60, 24, 16  # px at a scale of 1


@dataclass(frozen=True)
class Row:
    """One row. `what` is client, owed, draft, entry or found, `id` the code or entry that it opens. `icon` and `tag`
    stand at the right of the title, `level` (rank, word) and `below` (text, tone) beneath."""

    what: str
    id: str
    title: str
    told: str
    code: str = ""
    icon: str = ""
    tag: tuple[str, str] | None = None
    level: tuple[int, str] | None = None
    below: tuple[str, str] | None = None
    kind: str = ""

    @property
    def key(self) -> str:
        return f"{self.what}/{self.id}"


def client_row(words: Words, clock: Clock, row: ClientRow) -> Row:
    line = row.line
    rank = RANKS.get(line.level)
    tag = (words("clients.unsigned"), "draft") if line.drafts else None
    return Row(
        "client",
        line.code,
        client_title(words, line.code),
        _when(words, clock, row),
        code=line.code,
        icon="lock" if line.sessions and tag is None else "",
        tag=tag,
        level=None if rank is None else (rank, words.choice("level", line.level)),
        below=None if line.agreed or line.state == "closed" else (words("clients.no_agreement"), "warn"),
    )


def _when(words: Words, clock: Clock, row: ClientRow) -> str:
    """Which session it was last, and when."""
    latest, when = row.latest, when_of(row)
    if row.draft is not None and when != (latest.happened if latest is not None else ""):
        number = row.draft.fields.get("number") or row.line.sessions + 1
        return words.dot.join((number_word(words, "session_note", int(number)), day_word(words, clock, when)))
    if latest is None:
        return words("clients.no_session")
    return words.dot.join((number_word(words, latest.kind, latest.number), day_word(words, clock, latest.happened)))


def owed_row(words: Words, clock: Clock, owed: OwedCare) -> Row:
    """What is owed, and by when."""
    call = owed.what == "no_show"
    told = words("clients.must_call") if call else words("clients.must_follow")
    due = day_word(words, clock, owed.due.isoformat() if call else owed.due.date().isoformat(), hour=True)
    by = words("clients.was_due", due=due) if owed.late else words("clients.is_due", due=due)
    title, icon = client_title(words, owed.client), "phone" if call else "clock"
    return Row("owed", owed.id, title, told, code=owed.client, icon=icon, below=(by, "text"), kind=owed.what)


def entry_row(words: Words, clock: Clock, line: EntryLine) -> Row:
    """A supervision note."""
    told = words.dot.join((day_word(words, clock, line.happened), words.listed(line.clients) or "—"))
    return Row("entry", line.id, words.kind(line.kind), told, icon="lock")


def draft_row(words: Words, clock: Clock, draft: VaultDraft) -> Row:
    """What was begun and is about no client yet."""
    title = words("clients.new") if draft.kind == "client" else words.kind(draft.kind)
    tag = (words("clients.unsigned"), "draft")
    return Row("draft", draft.id, title, day_word(words, clock, draft.at, hour=True), tag=tag, kind=draft.kind)


def found_row(words: Words, clock: Clock, found: Found) -> Row:
    """A hit. Of a client's own particulars no word is shown: a name would stand among them."""
    line = found.entry
    title = " ".join(client_title(words, code) for code in line.clients[:1]) or words.kind(line.kind)
    told = words.dot.join((number_word(words, line.kind, line.number), day_word(words, clock, line.happened)))
    below = None if line.kind == "client" else (found.snippet, "text")
    code = next(iter(line.clients), "")
    return Row("found", line.id, title, told, code=code, below=below, kind=line.kind)


class RowModel(Listed[Row]):
    """Rows, replaced whole. `names` by code stand behind the codes for as long as they are asked for."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.names: Mapping[str, str] = {}

    def reveal(self, names: Mapping[str, str]) -> None:
        """Shows these names; none takes them away."""
        self.names = dict(names)
        self.dataChanged.emit(self.index(0), self.index(max(0, len(self.lines) - 1)))

    def row(self, index: Index) -> Row | None:
        return self.lines[index.row()] if 0 <= index.row() < len(self.lines) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        title = " ".join(part for part in (row.title, self.names.get(row.code, "")) if part)
        if role == ROW:
            return replace(row, title=title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (
                title,
                row.told,
                row.tag[0] if row.tag else "",
                self.words("clients.risk_level", level=row.level[1]) if row.level else "",
                row.below[0] if row.below else "",
            )
            return self.words.listed([part for part in parts if part])
        return title if role == Qt.ItemDataRole.DisplayRole else None


class RowPainter(QStyledItemDelegate):
    """Title with its mark, below it when that was with the level, and one thing more where there is one."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self.look, self.view = look, view

    def _snippet(self, row: Row, width: int) -> Lines:
        look, text = self.look, row.below[0] if row.below else ""
        return Lines(text, look.font("meta"), max(1, width - 2 * look.px(SIDE)), look.line("meta"), 3)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        look, row = self.look, cast(Row, index.data(ROW))
        high = look.line("body") + look.line("meta") + look.px(16)
        if row.below and row.below[1] == "text":
            high += self._snippet(row, self.view.viewport().width()).total
        elif row.below:
            high += look.px(BELOW)
        return QSize(look.px(120), high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = self.look, cast(Row, index.data(ROW))
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        current = bool(state & QStyle.StateFlag.State_Selected)
        if current:
            painter.fillRect(box, look.color("selected"))
            painter.fillRect(QRect(box.left(), box.top(), look.px(3), box.height()), look.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        elif row.what == "owed":
            painter.fillRect(box, look.color("danger-soft"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), look.color("line"))
        inner = box.adjusted(look.px(SIDE), look.px(8), -look.px(SIDE), -look.px(8))
        first = QRect(inner.left(), inner.top(), inner.width(), look.line("body"))
        second = QRect(inner.left(), first.bottom() + 1, inner.width(), look.line("meta"))
        self._first(painter, first, row)
        self._second(painter, second, row)
        self._below(painter, QRect(inner.left(), second.bottom() + 1, inner.width(), inner.height()), row)
        if state & QStyle.StateFlag.State_HasFocus and self.view.hasFocus():
            paint_focus(painter, look, box.adjusted(2, 1, -2, -2), 4)
        painter.restore()

    def _first(self, painter: QPainter, box: QRect, row: Row) -> None:
        look, right = self.look, box.right()
        if row.tag:
            text, tone = row.tag
            right -= tag_size(look, text).width()
            paint_tag(painter, look, QRect(right, box.top(), box.right() - right, box.height()), text, tone)
        elif row.icon:
            right -= look.px(14)
            ink = "danger" if row.what == "owed" else "text-2"
            painter.drawPixmap(right, box.center().y() - look.px(7) + 1, look.pixmap(row.icon, ink, 14))
        room = QRect(box.left(), box.top(), right - box.left() - look.px(8), box.height())
        paint_text(painter, look, room, row.title, strong=True)

    def _second(self, painter: QPainter, box: QRect, row: Row) -> None:
        look, right = self.look, box.right()
        if row.level:
            rank, word = row.level
            wide = level_size(look, word).width() - look.px(20)
            right -= wide
            paint_level(painter, look, QRect(right, box.top(), wide, box.height()), rank, word, bare=True)
        room = QRect(box.left(), box.top(), right - box.left() - look.px(4), box.height())
        ink = "danger" if row.what == "owed" else "text-2"
        paint_text(painter, look, room, row.told, size="meta", ink=ink)

    def _below(self, painter: QPainter, box: QRect, row: Row) -> None:
        if row.below is None:
            return
        text, tone = row.below
        if tone == "text":
            painter.setPen(self.look.color("danger" if row.what == "owed" else "text"))
            lines = self._snippet(row, self.view.viewport().width())
            lines.draw(painter, QPointF(box.topLeft()))
        else:
            line = QRect(box.left(), box.top(), box.width(), self.look.px(BELOW))
            paint_tag(painter, self.look, line, text, tone)


def rows_of(words: Words, clock: Clock, owed: Sequence[OwedCare], clients: Sequence[ClientRow]) -> list[Row]:
    """What is owed first, then the clients."""
    return [
        *(owed_row(words, clock, one) for one in owed),
        *(client_row(words, clock, one) for one in clients),
    ]
