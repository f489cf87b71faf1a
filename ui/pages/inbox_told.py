"""The entries of the inbox told in full: why something is held, set aside or missing, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from app.errors import UserError
from app.services.inbox import Arrived, ConflictLine, Held, Missing, Quarantined, gap_sentence
from ui.pages.given import UNREAD, Given
from ui.pages.page import Goto
from ui.pages.preview import refused, title_of
from ui.pages.told import Told
from ui.words import Words


class Wishes(Protocol):
    """What the page does when a button is pressed."""

    def when(self, at: str) -> datetime: ...
    def go(self, goto: Goto) -> None: ...
    def show_part(self, part: str) -> None: ...
    def leave_out(self, identity: str) -> None: ...
    def read_again(self, identity: str) -> None: ...
    def take(self, identity: str) -> None: ...
    def retry(self, digest: str) -> None: ...
    def save_copy(self, digest: str, name: str) -> None: ...
    def save_held(self) -> None: ...


@dataclass(frozen=True)
class Telling:
    """Makes a `Told` of whatever an entry stands for."""

    words: Words
    page: Wishes

    def of(self, value: Any, *, placed: bool = False) -> Told:
        """`placed` says that a held record has another version that counts, so that it can be opened."""
        if isinstance(value, Given):
            return self._given(value)
        if isinstance(value, Arrived):
            return self._arrived(value)
        if isinstance(value, Held):
            return self._held(value, placed)
        if isinstance(value, Quarantined):
            return self._aside(value.digest, value.code, value.sender_name, value.at, value.file)
        if isinstance(value, ConflictLine):
            return self._conflict(value)
        assert isinstance(value, Missing)
        return self._gap(value)

    def _given(self, given: Given) -> Told:
        words, page = self.words, self.page
        out = (words("preview.leave_out"), lambda: page.leave_out(given.id))
        again = (words("inbox.read_again"), lambda: page.read_again(given.id))
        error = refused(given)
        if error is not None:
            title = given.file.name if given.preview is None else title_of(words, given.preview)
            aside = (words("inbox.set_aside"), lambda: page.take(given.id))
            acts = (out, again) if error.code in UNREAD else (out, aside)
            return Told(title, given.file.name, error=error, acts=acts)
        if given.preview is None:
            said = words("inbox.stopped_reading" if given.stopped else "inbox.reading_now")
            line = ("info" if given.stopped else "clock", "text-2", said)
            return Told(given.file.name, lines=(line,), acts=(out, again) if given.stopped else (out,))
        line = ("circle-check", "met", words("inbox.here_already"))
        return Told(title_of(words, given.preview), given.file.name, (line,), acts=(out,))

    def _arrived(self, row: Arrived) -> Told:
        words, page = self.words, self.page
        if row.state == "quarantined":
            return self._aside(row.digest, row.code, row.sender_name, row.at)
        lines = [("circle-check", "met", words("inbox.took", n=row.count))]
        if row.held:
            lines.append(("clock", "warn", words("inbox.holds", n=row.held)))
        if row.gap is not None:
            lines.append(("clock", "warn", gap_sentence(words.language, row.gap)))
        if row.suspect:
            lines.append(("circle-alert", "warn", words("preview.suspect")))
        acts = ((words("inbox.see_held"), lambda: page.show_part("held")),) if row.held else ()
        foot = words("inbox.receipt_foot")
        title = words("preview.title", name=row.sender_name or words("preview.unknown_short"), seq=row.seq)
        return Told(title, words.moment(page.when(row.at)), tuple(lines), foot=foot, acts=acts)

    def _aside(self, digest: str, code: str, sender: str, at: str, file: str = "") -> Told:
        words, page = self.words, self.page
        name = sender or words("preview.unknown")
        facts = ((words("inbox.file"), file),) if file else ()
        acts = (
            (words("inbox.save_copy"), lambda: page.save_copy(digest, file)),
            (words("inbox.retry"), lambda: page.retry(digest)),
        )
        error = UserError(code, name=name, device=name, file=file)
        return Told(name, words.moment(page.when(at)), facts=facts, error=error, acts=acts)

    def _held(self, row: Held, placed: bool) -> Told:
        words, page = self.words, self.page
        facts = (
            (words("inbox.student"), row.students or "—"),
            (words("inbox.number_head"), words.listed(row.numbers) or "—"),
            (words("inbox.day"), words.day(row.day, weekday=True)),
            (words("inbox.device"), row.device_name or words("preview.unknown_short")),
        )
        save = (words("inbox.save_held"), page.save_held)
        see = (words("inbox.open_record"), lambda: page.go(Goto("record", row.record)))
        line = ("clock", "warn", row.sentence)
        foot = words("inbox.held_foot")
        return Told(
            row.kind_name, words("inbox.held_tag"), (line,), facts, foot, acts=(save, see) if placed else (save,)
        )

    def _conflict(self, row: ConflictLine) -> Told:
        words, page = self.words, self.page
        facts = (
            (words("inbox.student"), row.students or "—"),
            (words("inbox.number_head"), words.listed(row.numbers) or "—"),
            (words("inbox.day"), words.day(row.day, weekday=True)),
            (words("inbox.writers"), words.listed(row.authors)),
        )
        line = ("git-merge", "warn", words("inbox.conflict_line"))
        see = (words("inbox.open_record"), lambda: page.go(Goto("record", row.record)))
        return Told(
            row.kind_name, words("inbox.conflict_tag"), (line,), facts, words("inbox.conflict_foot"), acts=(see,)
        )

    def _gap(self, row: Missing) -> Told:
        words, page = self.words, self.page
        line = ("clock", "warn", gap_sentence(words.language, row))
        send = (words("inbox.write_to"), lambda: page.go(Goto("transfer", "to", (row.device,))))
        foot = words("inbox.gap_foot")
        return Told(row.name, words("inbox.missing"), (line,), (), foot, acts=(send,))
