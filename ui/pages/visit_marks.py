"""What is marked on a round through a dormitory, read from drafts and records, and told in the list of rooms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.services.proposals import Building, Room
from ui.tables.rooms import RoomLine, RoomState
from ui.widgets.seen_rows import Mark
from ui.words import Words

Row = Mapping[str, Any]


def people_of(places: Sequence[Building | None]) -> set[str]:
    """Who lives there."""
    return {one.id for place in places if place is not None for room in place.rooms for one in room.students}


def remark_row(student: str, mark: Mark) -> dict[str, Any]:
    """The row of a visit's remarks."""
    said = {"student": student, "text": mark.text, "flag": mark.flag}
    return {name: value for name, value in said.items() if value}


def marks_of(
    rows: Sequence[Row], seen: Sequence[str], apart: Sequence[Row], here: Collection[str], housed: Collection[str]
) -> tuple[dict[str, Mark], list[dict[str, Any]]]:
    """The marks, and the rows that stay as they are because their students live elsewhere by now: of the visit's
    `rows` those of nobody `here`, of those that stood `apart` those of nobody `housed`."""
    others = [dict(row) for row in rows if row["student"] not in here]
    others += [dict(row) for row in apart if row["student"] not in housed]
    moved = {row["student"] for row in others}
    marks = {one: Mark(True) for one in seen if one in housed and one not in moved}
    for row in (*rows, *apart):
        student = row["student"]
        if student not in moved:
            marks[student] = Mark(student in seen, row.get("text", ""), row.get("flag") is True)
    return marks, others


def people_told(words: Words, n: int) -> str:
    return words("visit.person" if n == 1 else "visit.people", n=n)


def room_told(words: Words, room: Room) -> str:
    """How many live in a room, and when it was visited last."""
    people = people_told(words, len(room.students))
    if room.last is None:
        return words("visit.never_here", people=people)
    return words("visit.last_here", people=people, day=words.day(room.last))


def room_line(words: Words, room: Room, marks: Mapping[str, Mark], *, current: bool) -> RoomLine:
    """What the list says of a room: how many, once it is done who was away or is to be followed up."""
    found = [marks.get(one.id, Mark()) for one in room.students]
    away, flags = sum(not m.present for m in found), sum(m.flag for m in found)
    visited = any(mark != Mark() for mark in found)
    state: RoomState = "current" if current else "done" if visited else "to_go"
    if state == "current":
        told = words("visit.now")
    elif state == "to_go":
        told = people_told(words, len(found))
    elif flags:
        told = words("visit.flags", n=flags)
    else:
        told = words("visit.some_away", n=away) if away else f"{len(found)}/{len(found)}"
    named = {"current": words("visit.now"), "done": words("visit.done"), "to_go": words("visit.to_go")}
    return RoomLine(room.name, state, told, named[state])
