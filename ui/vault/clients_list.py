"""The left card of the page of clients: the search in the vault, which clients, the list, names while F8 is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedWidget, QVBoxLayout, QWidget

from app.clock import Clock
from app.services.vault.clients import ClientDesk
from app.services.vault.reading import Found
from ui.theme.look import Look
from ui.vault.clients_rows import Row, RowModel, RowPainter, draft_row, entry_row, found_row, rows_of
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.chips import ChipRow
from ui.widgets.filter_field import FilterField
from ui.widgets.text import Label, Paragraph
from ui.words import Words

WIDE = 232  # px at a scale of 1
PAUSE = 60  # milliseconds after a key before the vault is read through
OPEN, CLOSED, SUPERVISION = "open", "closed", "supervision"


class RowList(QListView):
    """`picked` carries the row that became the current one, `opened` the one that Enter or a click means."""

    picked = Signal(object)
    opened = Signal(object)

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.rows = RowModel(words)
        self.rows.setParent(self)
        self.setModel(self.rows)
        self.setItemDelegate(RowPainter(look, self))
        self.setAccessibleName(words("clients.title"))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(lambda index: self._tell(self.opened))
        self.selectionModel().currentChanged.connect(lambda *_: self._tell(self.picked))
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def replace(self, rows: Sequence[Row], key: str) -> None:
        """Other rows, with the one of this key as the current one; says nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.rows.replace(rows)
        self.go(key)
        self.selectionModel().blockSignals(blocked)

    def go(self, key: str) -> None:
        """Makes the row of a key the current one, where it is shown."""
        at = next((k for k, row in enumerate(self.rows.lines) if row.key == key), -1)
        if at >= 0:
            index = self.rows.index(at)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
        else:
            self.clearSelection()
        self.viewport().update()

    def _tell(self, signal: object) -> None:
        row = self.rows.row(self.currentIndex())
        if row is not None:
            signal.emit(row)  # type: ignore[attr-defined]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt goes to the first row where there is no current one: coming here alone opens nothing."""
        blocked = self.selectionModel().blockSignals(True)
        super().focusInEvent(event)
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._tell(self.opened)
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F8):
            event.ignore()
        else:
            super().keyPressEvent(event)


class ClientList(Card):
    """`picked` and `opened` as the list; `sought` asks for hits, `made` for a new client or supervision note;
    `revealing` says whether names are to be seen."""

    picked = Signal(object)
    opened = Signal(object)
    sought = Signal(str)
    made = Signal(str)
    revealing = Signal(bool)

    def __init__(self, look: Look, words: Words, clock: Clock) -> None:
        super().__init__(look, padded=False, gap=0)
        self.words, self.clock = words, clock
        self.desk: ClientDesk | None = None
        self.key = ""
        self._fit()
        self._build()
        look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedWidth(self.look.px(WIDE))

    def _build(self) -> None:
        look, words = self.look, self.words
        side = look.px(16)
        top = QVBoxLayout()
        top.setContentsMargins(side, look.px(12), side, look.px(12))
        top.setSpacing(look.px(12))
        self.search = FilterField(
            look, words("clients.search"), words("clients.search"), words("clients.clear"), icon="search"
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(lambda: self.sought.emit(self.search.text().strip()))
        self.search.textChanged.connect(self._typed)
        self.search.entered.connect(self._go_down)
        self.search.moved_down.connect(self._go_down)
        top.addWidget(self.search)
        self.states = ChipRow(look, words("clients.states"), self._options(None), small=True)
        self.states.choose(OPEN)
        self.states.changed.connect(self._show)
        top.addWidget(self.states)
        self.body.addLayout(top)
        self.view = RowList(look, words)
        self.view.picked.connect(self._picked)
        self.view.opened.connect(self.opened)
        self.empty = Paragraph(look, "", "meta", "text-2")
        self.empty.setContentsMargins(side, side, side, side)
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.setContentsMargins(side, side, side, side)
        column.addWidget(self.empty)
        column.addStretch()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(nothing)
        self.body.addWidget(self.stack, 1)
        self._foot()

    def _foot(self) -> None:
        look, words = self.look, self.words
        row = self.edge("foot")
        column = QVBoxLayout()
        column.setSpacing(look.px(8))
        self.hours = Label("", "meta", "text-2")
        self.hours.hide()
        column.addWidget(self.hours)
        self.new = Button(look, "", icon="plus")
        self.new.clicked.connect(lambda: self.made.emit(self.state))
        column.addWidget(self.new)
        self.reveal = Button(look, words("clients.reveal"), "text", icon="eye-off")
        self.reveal.pressed.connect(lambda: self.revealing.emit(True))
        self.reveal.released.connect(lambda: self.revealing.emit(False))
        column.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        self._say_new()

    # What is shown.

    @property
    def state(self) -> str:
        return next(iter(self.states.chosen), OPEN)

    def _options(self, desk: ClientDesk | None) -> tuple[tuple[str, str, str], ...]:
        lines = () if desk is None else tuple(row.line for row in desk.clients)
        closed = sum(line.state == "closed" for line in lines)
        words = self.words
        return (
            (OPEN, words("clients.open"), str(len(lines) - closed)),
            (CLOSED, words("clients.closed"), ""),
            (SUPERVISION, words("clients.supervision"), ""),
        )

    def show_desk(self, desk: ClientDesk) -> None:
        """Other clients; the search and the current row stay."""
        self.desk = desk
        self.states.set_options(self._options(desk))
        if not self.search.text().strip():
            self._show()

    def show_state_of(self, code: str) -> None:
        """The chip under which a client stands."""
        lines = [] if self.desk is None else [row.line for row in self.desk.clients if row.line.code == code]
        for line in lines:
            if self.state != line.state and line.state in (OPEN, CLOSED):
                self.states.choose(line.state)
                self._show()

    def go(self, key: str) -> None:
        """Another current row; says nothing."""
        self.key = key
        blocked = self.view.selectionModel().blockSignals(True)
        self.view.go(key)
        self.view.selectionModel().blockSignals(blocked)

    def _show(self) -> None:
        self._say_new()
        desk, words, clock = self.desk, self.words, self.clock
        if desk is None:
            return
        kind = {SUPERVISION: "supervision_note", OPEN: "client"}.get(self.state, "")
        rows = [draft_row(words, clock, draft) for draft in desk.drafts if draft.kind == kind]
        if self.state == SUPERVISION:
            rows += [entry_row(words, clock, line) for line in desk.supervision]
        else:
            shown = [row for row in desk.clients if row.line.state == self.state]
            rows += rows_of(words, clock, desk.owed if self.state == OPEN else (), shown)
        self.hours.setText(words("clients.hours", n=len(desk.supervision), hours=_hours(desk.minutes)))
        self.hours.setVisible(self.state == SUPERVISION)
        none = {
            OPEN: words("clients.none_open"),
            CLOSED: words("clients.none_closed"),
            SUPERVISION: words("clients.none_supervision"),
        }
        self._replace(rows, none[self.state])

    def show_found(self, found: Sequence[Found]) -> None:
        """The hits of what stands in the search field."""
        if self.search.text().strip():
            rows = [found_row(self.words, self.clock, hit) for hit in found]
            self._replace(rows, self.words("clients.none_found"))

    def _replace(self, rows: Sequence[Row], none: str) -> None:
        self.empty.set_text(none)
        self.stack.setCurrentIndex(0 if rows else 1)
        self.view.replace(rows, self.key)

    def _say_new(self) -> None:
        supervision = self.state == SUPERVISION
        self.new.setText(self.words("clients.new_supervision") if supervision else self.words("clients.new"))

    # What is done.

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._show()

    def _go_down(self) -> None:
        """From the search into the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _picked(self, row: Row) -> None:
        self.key = row.key
        self.picked.emit(row)

    def show_names(self, names: Mapping[str, str]) -> None:
        """Names behind the codes; none takes them away."""
        self.view.rows.reveal(names)
        self.reveal.setIcon(self.look.icon("eye" if names else "eye-off", "accent-text", 16, gap=6))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".rstrip("0").rstrip(".")
