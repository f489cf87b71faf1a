"""Words of the page of clients: sessions, days and values as they are read, and a label with its value beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clock import Clock
from app.records import VAULT_KINDS
from app.records.kind import Field, Kind
from app.services.vault.clients import ClientFile
from app.services.vault.reading import EntryLine
from app.services.vault.scales import band_in
from ui.theme.look import Look
from ui.widgets.text import Paragraph
from ui.words import Words

LABEL = 88  # px at a scale of 1: the column of labels
SOAP = ("presenting", "background", "mental_state", "course", "assessment", "plan", "next")
"""The fields of a session note that have a letter of SOAP before their name."""
HEADED = frozenset({"client", "code", "when", "number", "minutes", "way", "kind", "template"})
"""Fields of a session that stand in its head."""


def client_title(words: Words, code: str) -> str:
    return words("clients.client", code=code)


def note_label(words: Words, name: str, template: str) -> str:
    """A field of a session note, by the template that it is written in: the same fields under two sets of labels."""
    label = words.field("session_note", name)
    if template != "soap":
        return label
    letter = {"presenting": "S", "background": "S", "mental_state": "O", "course": "O", "assessment": "A"}.get(
        name, "P"
    )
    return f"{letter} {label}"


def note_of(file: ClientFile, clock: Clock, at: str, *, held: bool) -> EntryLine | None:
    """The signed note of a slot: the one of its moment; of a session that was held, else the nearest one of that day,
    for who writes in the evening may have left the hour of writing in it."""
    moment = clock.moment(at)
    notes = [(clock.moment(entry.happened), entry) for entry in file.entries if entry.kind == "session_note"]
    that_day = [one for one in notes if one[0].date() == moment.date() and (held or one[0] == moment)]
    return min(that_day, key=lambda one: abs(one[0] - moment), default=(moment, None))[1]


def number_word(words: Words, kind: str, number: int | None) -> str:
    """What a session is called: the first interview, the nth session, or the group."""
    if kind == "group_session":
        return words("clients.group")
    if kind != "session_note":
        return words.kind(kind)
    return words("clients.first") if number == 1 else words("clients.nth", n=number or "—")


def day_word(words: Words, clock: Clock, text: str, *, hour: bool = False) -> str:
    """The day of a moment or a day; today by that word, with the hour where asked for or today."""
    if not text:
        return ""
    moment = clock.moment(text)
    today = moment.date() == clock.today()
    day = words("clients.today") if today else words.day(moment.date())
    return f"{day} {words.hour(moment)}" if len(text) > len("2026-11-25") and (today or hour) else day


def session_told(words: Words, clock: Clock, fields: Mapping[str, Any], kind: str, number: int | None) -> str:
    """第 6 次，今天 10:00，50 分钟，面谈."""
    minutes, way = fields.get("minutes"), fields.get("way")
    when = fields.get("when")
    parts = (
        number_word(words, kind, number),
        day_word(words, clock, str(when), hour=True) if when else "",
        words("clients.minutes", n=minutes) if isinstance(minutes, int) else "",
        words.choice("way", str(way)) if way else "",
    )
    return words("clients.comma").join(part for part in parts if part)


def entry_told(words: Words, clock: Clock, line: EntryLine, fields: Mapping[str, Any]) -> str:
    """The head of any signed entry: what it is and when it was."""
    if line.kind == "session_note":
        return session_told(words, clock, fields, line.kind, line.number)
    return words("clients.comma").join((words.kind(line.kind), day_word(words, clock, line.happened, hour=True)))


def values_said(words: Words, clock: Clock, kind_name: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each field that says something, as (label, value in words)."""
    kind = VAULT_KINDS[kind_name]
    template = str(fields.get("template", ""))
    for f in kind.fields:
        value = fields.get(f.name)
        if (
            value in (None, "", [])
            or (f.name in HEADED and kind_name == "session_note")
            or f.name in ("client", "code")
        ):
            continue
        if f.name == "band":  # in the language in force, not in that of the day
            value = band_in(words.language, fields)
        label = words.field(kind.name, f.name)
        if kind_name == "session_note" and f.name in SOAP:
            label = note_label(words, f.name, template)
        yield label, _said(words, clock, kind, f, value)


def _said(words: Words, clock: Clock, kind: Kind, f: Field, value: Any) -> str:
    if f.type == "group":
        return "\n".join(_row(words, clock, kind, f.fields, row) for row in value)
    if isinstance(value, list):
        return words.listed([_one(words, clock, f, one) for one in value])
    return _one(words, clock, f, value)


def _row(words: Words, clock: Clock, kind: Kind, fields: Sequence[Field], row: Mapping[str, Any]) -> str:
    return " ".join(_one(words, clock, f, row[f.name]) for f in fields if row.get(f.name) not in (None, ""))


def _one(words: Words, clock: Clock, f: Field, value: Any) -> str:
    if f.type == "bool":
        return words("writing.yes") if value is True else words("writing.no")
    if f.type == "choice":
        return words.choice(f.name, str(value))
    if f.type == "date":
        return words.day(date.fromisoformat(str(value)))
    if f.type == "datetime":
        return day_word(words, clock, str(value), hour=True)
    return str(value)


class SaidRow(QWidget):
    """A label on the left, and its value beside it on the label's own line."""

    def __init__(self, look: Look, label: str, value: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, look.px(6), 0, look.px(6))
        row.setSpacing(look.px(12))
        left = QVBoxLayout()
        left.setContentsMargins(0, look.px(2), 0, 0)  # onto the middle of the value's first line
        left.addWidget(side_label(look, label))
        left.addStretch()
        row.addLayout(left)
        row.addWidget(Paragraph(look, value), 1, Qt.AlignmentFlag.AlignTop)


def side_label(look: Look, text: str) -> Paragraph:
    """The label of a row; a long one has two lines."""
    label = Paragraph(look, text, "meta", "text-2")
    label.setFixedWidth(look.px(LABEL))
    return label
