"""How a slot of the schedule is said: its hours, state and kind, and the whole of it as a sentence. Codes only."""

from __future__ import annotations

from datetime import datetime

from app.services.schedule_slots import Slot
from ui.words import Words

ICONS = {
    "free": "circle",
    "booked": "calendar-check",
    "held": "circle-check",
    "no_show": "circle-alert",
    "cancelled": "circle-minus",
}
"""Shape of each state, beside its word and colour."""
INK = {"free": "text-3", "booked": "accent-text", "held": "text-2", "no_show": "warn", "cancelled": "text-3"}


def state_word(words: Words, slot: Slot, now: datetime) -> str:
    """The state; of a slot that passed by unused nobody says that it can be booked."""
    if slot.closed:
        return words("schedule.closed")
    return words("schedule.unused") if is_over(slot, now) else words.choice("state", slot.state)


def is_over(slot: Slot, now: datetime) -> bool:
    """Whether nobody booked a slot while one could."""
    return slot.state == "free" and slot.ends <= now


def kind_word(words: Words, slot: Slot) -> str:
    return words.choice("kind", slot.kind) if slot.kind else ""


def hours(slot: Slot) -> str:
    return f"{slot.at:%H:%M}–{slot.ends:%H:%M}"


def sentence(words: Words, slot: Slot, now: datetime) -> str:
    """A slot as it is spoken: day, hours, state, whose code, what for, where."""
    day = words.day(slot.at.date(), weekday=True)
    code = words("schedule.client", code=slot.code) if slot.code else ""
    parts = (f"{day} {hours(slot)}", state_word(words, slot, now), code, kind_word(words, slot), slot.room)
    return words.listed([part for part in parts if part])
