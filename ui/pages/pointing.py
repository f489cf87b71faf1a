"""Words like a diagnosis in a form, pointed at before it is saved and leaves the room: the writer changes or keeps it.

Keeping them is one more press. In a crisis nothing waits: there they are said while one writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app.services.diagnosis_words import AT_ONCE, LEAVING, Pointed, find_diagnosis_words
from ui.widgets.card import Banner
from ui.widgets.field import hand_over
from ui.words import Words

if TYPE_CHECKING:
    from ui.pages.writing import Writing

PAUSE = 500  # milliseconds without a key, after which what was said is looked at again


class Pointing:
    """Of one form. A text that was kept once is asked about no more, nor one that a record has said before."""

    def __init__(self, form: Writing) -> None:
        self.form = form
        self.banner: Banner | None = None
        self._kept: set[tuple[str, str]] = set()
        self._asked: set[tuple[str, str]] = set()
        self._again = False
        self._pause = QTimer(form)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._look_again)

    def holds(self, again: bool) -> bool:
        """Whether a save has to wait for its writer to have seen the words; the second save of the same text goes."""
        form = self.form
        if form.kind not in LEAVING:
            return False
        hand_over(form)
        found, said = self._found()
        if not found or said <= self._asked:
            self._kept |= said
            self._drop()
            return False
        self._asked, self._again = said, again
        self._say(found)
        if form.kind in AT_ONCE:
            return False
        form.point_at(found[0])
        return True

    def soon(self) -> None:
        """Something was typed."""
        if self.banner is not None or self.form.kind in AT_ONCE:
            self._pause.start(PAUSE)

    def _look_again(self) -> None:
        found, _ = self._found()
        if found:
            self._say(found)
        else:
            self._drop()

    def _found(self) -> tuple[list[Pointed], set[tuple[str, str]]]:
        """The words that nobody has kept yet, and the texts that they stand in."""
        form, fields = self.form, self.form.fields()
        known: Mapping[str, Any] = form.before or {}
        found = [
            one
            for one in find_diagnosis_words(form.kind, fields, form.words.language)
            if (one.field, fields[one.field]) not in self._kept and known.get(one.field) != fields[one.field]
        ]
        return found, {(one.field, str(fields[one.field])) for one in found}

    def _say(self, found: Sequence[Pointed]) -> None:
        told = tell(self.form.words, found)
        if self.banner is None:
            words = self.form.words
            keep = None if self.form.kind in AT_ONCE else self._keep
            self.banner = Banner(self.form.look, "notice", told, words("pointing.keep"), keep)
            self.form.notices.addWidget(self.banner)
            self.form.order()
        self.banner.text.set_text(told)

    def _keep(self) -> None:
        _, said = self._found()
        self._kept |= said
        self.form.save(again=self._again)

    def _drop(self) -> None:
        self._asked = set()
        if self.banner is not None:
            self.form.notices.removeWidget(self.banner)
            self.banner.hide()
            self.banner.deleteLater()
            self.banner = None
            self.form.order()


def tell(words: Words, found: Sequence[Pointed]) -> str:
    """The words by field, and how to say them better."""
    by_field: dict[str, list[str]] = {}
    for one in found:
        by_field.setdefault(one.label, []).append(words("pointing.word", word=one.word))
    where = [
        words("pointing.in_field", field=label, words=words.listed(list(dict.fromkeys(said))))
        for label, said in by_field.items()
    ]
    better = words("pointing.or").join(dict.fromkeys(one.better for one in found))
    return words("pointing.told", found=words("pointing.or").join(where), better=better)
