"""A file of a record, looked at inside the window: images and plain text. It is read into memory and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.records.revision import Attachment
from app.services import attached
from app.workspace import Workspace
from ui.dialogs.dialog import Dialog
from ui.pages.page import Page
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.card import Empty
from ui.widgets.field import Area
from ui.widgets.text import Label
from ui.words import Words

MOST = 40_000_000  # pixels of an image that are shown: 160 MB
ROOM = 0.85  # of the window that the dialog takes at first
STEP, LEAST, LARGEST = 1.25, 0.05, 8.0
WIDE, HIGH = 920, 440  # px at a scale of 1 of what is looked at


@dataclass(frozen=True)
class _Opened:
    """A file as it is shown. An image that cannot be shown is None: broken, or too `large`."""

    looked: attached.Looked
    image: QImage | None = None
    large: bool = False


class AttachmentView(Dialog):
    """Opened with `open()`. `save` is called where the person wants the file outside."""

    def __init__(self, page: Page, record: str, file: Attachment, save: Callable[[], None]) -> None:
        super().__init__(page.look, page.words, file.name, page, WIDE + 48)
        look, words = page.look, page.words
        self.file = file
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(look.px(HIGH))
        self.waiting = Label(words("attachment.opening"), ink="text-2")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.image = ImageView(look, words, words("attachment.image", name=file.name))
        self.text = Area(look, words("attachment.text", name=file.name), rows=4)
        self.text.set_read_only(True)
        self.cut = Label(words("attachment.cut"), "meta", "text-2")
        self.cut.hide()
        texts = QWidget()
        column = QVBoxLayout(texts)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text, 1)
        column.addWidget(self.cut)
        self._texts = texts
        self.nothing = Empty(look, "file-text", "")
        for shown in (self.waiting, self.image, texts, self.nothing):
            self.stack.addWidget(shown)
        self.body.addWidget(self.stack, 1)
        self.save_button = Button(look, words("record.save_out"), icon="download")
        self.save_button.clicked.connect(save)
        self.foot.addWidget(self.save_button)
        self.add_close(words("attachment.close"))
        self.resize((page.window().size().toSizeF() * ROOM).toSize().expandedTo(self.minimumSize()))
        self.finished.connect(self._free)
        workspace = page.workspace
        page.jobs.start(
            self,
            lambda report: _open(workspace, record, file),
            done=self._show,
            failed=self._refused,
            lane="read",
        )

    def _show(self, opened: _Opened) -> None:
        looked = opened.looked
        if looked.sort == "text":
            self.text.set_text(looked.text)
            self.cut.setVisible(looked.cut)
            self.stack.setCurrentWidget(self._texts)
            self.text.setFocus()
        elif opened.image is not None:
            self.image.set_image(opened.image)
            self.stack.setCurrentWidget(self.image)
            self.image.area.setFocus()
        elif opened.large:
            self._say(self.words("attachment.large"), self.words("attachment.large_why"))
        elif looked.sort == "image":
            self._say(self.words("attachment.broken"), self.words("attachment.broken_why"))
        else:
            self._say(self.words("attachment.other"), self.words("attachment.other_why"))

    def _refused(self, error: UserError) -> None:
        if error.code == "attachment_missing":
            self._say(self.words("attachment.missing"), self.words("attachment.missing_why"))
            self.save_button.hide()
        else:
            self._say(*self.words.error(error))

    def _say(self, title: str, why: str) -> None:
        self.nothing.set_text(title, why)
        self.stack.setCurrentWidget(self.nothing)

    def _free(self) -> None:
        """Closed by the person or by the lock: nothing of the file stays in memory."""
        self.image.set_image(QImage())
        self.text.set_text("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.stack.currentWidget() is not self.image or not self.image.press(event.text()):
            super().keyPressEvent(event)


def _open(workspace: Workspace, record: str, file: Attachment) -> _Opened:
    """Read and decoded away from the window's thread."""
    looked = attached.look_into(workspace, record, file.sha256)
    if looked.sort != "image":
        return _Opened(looked)
    data = QByteArray(looked.data)
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # as the camera was held
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST:
        return _Opened(looked, large=True)
    image = reader.read()
    return _Opened(looked, None if image.isNull() else image)


class ImageView(QWidget):
    """An image that fits its place until it is made larger or smaller; + - 1 0 and Ctrl with the wheel do so too."""

    def __init__(self, look: Look, words: Words, name: str) -> None:
        super().__init__()
        self.look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        row = QHBoxLayout()
        row.setSpacing(look.px(8))
        self.buttons = {
            "-": Button(look, words("attachment.smaller"), icon="minus"),
            "+": Button(look, words("attachment.larger"), icon="plus"),
            "1": Button(look, words("attachment.actual")),
            "0": Button(look, words("attachment.fit")),
        }
        for key, button in self.buttons.items():
            button.clicked.connect(lambda _=False, key=key: self.press(key))
            row.addWidget(button)
        self.shown = Label("", "meta", "text-2")
        row.addWidget(self.shown)
        row.addStretch()
        row.addWidget(Label(words("attachment.keys"), "meta", "text-3"))
        column.addLayout(row)
        self.area = QScrollArea()
        self.area.setAccessibleName(name)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture = _Picture()
        self.picture.setAccessibleName(name)
        self.area.setWidget(self.picture)
        self.area.viewport().installEventFilter(self)
        column.addWidget(self.area, 1)
        self.zoom = 1.0
        self._fits = True

    def set_image(self, image: QImage) -> None:
        """Another one, as large as there is room; a null one takes it away."""
        self.picture.image = image
        self._fits = True
        self._fit()

    def press(self, key: str) -> bool:
        """As its button; False where the key means nothing here."""
        if key == "0":
            self._fits = True
            self._fit()
        elif key in ("+", "=", "-", "1"):
            self._fits = False
            self._zoom_to(1.0 if key == "1" else self.zoom / STEP if key == "-" else self.zoom * STEP)
        else:
            return False
        return True

    def _fit(self) -> None:
        size, room = self.picture.image.size(), self.area.maximumViewportSize()
        if size.isEmpty():
            self.picture.resize(0, 0)
            return
        self._zoom_to(min(1.0, room.width() / size.width(), room.height() / size.height()))

    def _zoom_to(self, zoom: float) -> None:
        self.zoom = min(LARGEST, max(LEAST, zoom))
        self.picture.resize((self.picture.image.size().toSizeF() * self.zoom).toSize().expandedTo(QSize(1, 1)))
        self.shown.setText(f"{round(self.zoom * 100)} %")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self._fit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and self._fits:
            self._fit()
        turned = isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(turned) and self.press("+" if event.angleDelta().y() > 0 else "-")  # type: ignore[attr-defined]


class _Picture(QWidget):
    """The image at the size of the widget."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRect(0, 0, self.width(), self.height()), self.image)
