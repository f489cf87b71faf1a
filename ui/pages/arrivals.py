"""What the inbox knows as rows of its list: files given, what arrived, is held, set aside, in conflict, missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.services.inbox import Arrived, ConflictLine, Held, Missing, Quarantined, gap_sentence
from app.services.transfer import Imported
from ui.pages.given import Given
from ui.tables.bundles import Entry, counted
from ui.words import Words

When = Callable[[str], datetime]


def of_given(words: Words, when: When, given: Given) -> Entry:
    """A file that waits to be looked at."""
    found = given.preview
    name = given.file.name
    if given.result is not None or (found is not None and found.error is not None):
        return Entry(
            given.id,
            "circle-alert",
            "danger",
            name,
            words("inbox.not_taken"),
            words("inbox.refused"),
            "danger",
            value=given,
        )
    if found is None:
        told = words("inbox.stopped") if given.stopped else words("inbox.reading")
        return Entry(given.id, "package", "text-3", name, told, value=given)
    title = found.sender_name or words("preview.unknown")
    detail = words("inbox.number", n=found.seq)
    if found.at:
        detail += words.dot + words.moment(when(found.at))
    if found.status == "duplicate":
        return Entry(given.id, "package-check", "text-3", title, detail, words("inbox.duplicate"), value=given)
    figure = counted(words, found.counts.taken)
    return Entry(given.id, "package", "accent-text", title, detail, words("inbox.to_see"), "new", figure, given)


def of_arrived(words: Words, when: When, row: Arrived) -> Entry:
    """What was imported or set aside."""
    name = row.sender_name or words("preview.unknown")
    at = words.moment(when(row.at))
    if row.state == "quarantined":
        detail = words("inbox.nothing_in") if not row.seq else words("inbox.number", n=row.seq) + words.dot + at
        return Entry(row.digest, "octagon-alert", "danger", name, detail, words("inbox.aside"), "danger", row.code, row)
    detail = words("inbox.number", n=row.seq) + words.dot + at
    if row.gap is not None:
        asked = words("inbox.asked" if row.gap.asked else "inbox.to_ask")
        return Entry(row.digest, "clock", "warn", name, detail, words("inbox.missing"), "warn", asked, row)
    if row.held:
        figure = words("inbox.held_count", n=row.held)
        return Entry(row.digest, "clock", "warn", name, detail, words("inbox.partly"), "warn", figure, row)
    figure = counted(words, row.count)
    return Entry(row.digest, "package-check", "text-3", name, detail, words("inbox.applied"), "", figure, row)


def of_held(words: Words, k: int, row: Held) -> Entry:
    """A revision that is here and does not count."""
    title = row.students or row.kind_name
    return Entry(f"{k}:{row.record}", "clock", "warn", title, row.sentence, row.kind_name, "", words.day(row.day), row)


def of_quarantined(words: Words, when: When, row: Quarantined) -> Entry:
    name = row.sender_name or words("preview.unknown")
    return Entry(
        row.digest, "octagon-alert", "danger", name, row.file, words("inbox.aside"), "danger",
        words.day(when(row.at).date()), row,
    )  # fmt: skip


def of_conflict(words: Words, row: ConflictLine) -> Entry:
    title = row.students or row.kind_name
    return Entry(
        row.record, "git-merge", "warn", title, words.listed(row.authors), row.kind_name, "", words.day(row.day), row
    )


def of_gap(words: Words, row: Missing) -> Entry:
    detail = gap_sentence(words.language, row)
    asked = words("inbox.asked" if row.asked else "inbox.to_ask")
    return Entry(row.device, "clock", "warn", row.name, detail, asked, value=row)


def of_result(words: Words, given: Given, result: Imported | None) -> Entry:
    """What became of one of several files."""
    found = given.preview
    known = found is not None and bool(found.sender_name)
    title = found.sender_name if found is not None and known else given.file.name
    detail = words("inbox.number", n=found.seq) if found is not None and known else given.file.name
    if result is None:
        return Entry(given.id, "package", "text-3", title, detail, words("inbox.as_before"))
    if result.status == "quarantined":
        tag = words("inbox.refused") if result.code in ("file_unreadable",) else words("inbox.aside")
        return Entry(given.id, "octagon-alert", "danger", title, detail, tag, "danger", result.code)
    if result.status == "duplicate":
        return Entry(given.id, "package-check", "text-3", title, detail, words("inbox.duplicate"))
    if result.gaps:
        return Entry(
            given.id,
            "clock",
            "warn",
            title,
            detail,
            words("inbox.missing"),
            "warn",
            counted(words, result.applied),
        )
    if result.held:
        figure = words("inbox.held_count", n=result.held)
        return Entry(given.id, "clock", "warn", title, detail, words("inbox.partly"), "warn", figure)
    return Entry(
        given.id,
        "package-check",
        "met",
        title,
        detail,
        words("inbox.applied"),
        "",
        counted(words, result.applied),
    )
