"""How far a long job is: shown after a second, time left after ten, with a cancel that leaves everything as it was."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from ui.jobs import Job
from ui.theme.look import Look
from ui.widgets.button import Button
from ui.widgets.text import Label
from ui.words import Words

SOON, LONG = 1.0, 10.0  # seconds until it is shown, and until it tells the time left


class Progress(QFrame):
    """Give it to a job: `progressed=bar.progressed`; `follow(job, text)` at its start, `end()` when it is over."""

    def __init__(self, look: Look, words: Words) -> None:
        super().__init__()
        self.words = words
        self.setProperty("card", "sunken")
        self._job: Job[Any] | None = None
        self._began = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        column.setSpacing(look.px(8))
        row = QHBoxLayout()
        self._text = Label("")
        self._left = Label("", "meta", "text-2")
        self.cancel = Button(look, words("progress.cancel"))
        self.cancel.clicked.connect(self._stop)
        row.addWidget(self._text)
        row.addStretch()
        row.addWidget(self._left)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        column.addWidget(self._bar)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        self.hide()

    def follow(self, job: Job[Any], text: str) -> None:
        self._job = job
        self._began = time.monotonic()
        self._text.setText(text)
        self._bar.setAccessibleName(text)
        self._left.setText("")
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self._timer.start(int(SOON * 1000))

    def progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(done * 1000 // total if total else 0)
        spent = time.monotonic() - self._began
        if spent > LONG and done:
            left = spent * (total - done) / done
            key = "progress.minutes" if left >= 90 else "progress.seconds"
            self._left.setText(self.words(key, n=round(left / 60) if left >= 90 else max(1, round(left))))

    def end(self) -> None:
        self._job = None
        self._timer.stop()
        self.hide()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel.setEnabled(False)
            self._text.setText(self.words("progress.stopping"))
