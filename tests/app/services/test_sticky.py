"""What stays from one entry to the next, kind by kind; what was said or found never does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.records import KINDS
from app.records.kind import Field
from app.services import records
from app.services.context import plan_in_force
from app.services.sticky import OCCASION, SPAN, STAYS, copied_values, round_values, staying_fields
from app.workspace import Workspace
from tests.app.services.conftest import Care
from tests.app.services.test_every_kind import WRITTEN, full_values
from tests.school import talk

NAMES = {
    "talk.place", "visit.accompanied_by", "review_meeting.chair", "review_meeting.present", "training.trainer",
    "appointment.room", "watch_shift.place", "duty_contact.campus",
}  # fmt: skip
"""The only fields of text that may be copied: names of places and of who was there."""


def texts(fields: tuple[Field, ...]) -> Iterator[str]:
    for f in fields:
        if f.type == "text":
            yield f.name
        yield from texts(f.fields)


def test_only_places_and_people_are_copied_of_text() -> None:
    for kind in KINDS.values():
        copied = {*STAYS.get(kind.name, ()), *OCCASION.get(kind.name, ())}
        assert copied <= {f.name for f in kind.fields}
        assert {f"{kind.name}.{name}" for name in copied & set(texts(kind.fields))} <= NAMES
        assert staying_fields(kind.name) <= {f.name for f in kind.fields}
        assert not any(f.name in copied for f in kind.fields if f.type in ("group", "student", "record", "file"))
    assert {name for names in (*SPAN.values(),) for name in names} == {"week", "unit", "window"}
    assert all(
        field.type != "text" or name == "week"
        for kind, names in SPAN.items()
        for name in names
        if (field := KINDS[kind].field(name)) is not None
    )


@pytest.mark.parametrize("kind", [k for k in WRITTEN if not k.reference], ids=lambda k: k.name)
def test_no_free_text_of_a_full_record_is_copied(shared: Care, kind: str) -> None:
    """Of every kind, written whole and really saved."""
    declared = KINDS[kind.name]  # type: ignore[attr-defined]
    desk: Workspace = next(
        getattr(shared, role)
        for role in ("counsellor", "centre", "station", "psychologist")
        if role in declared.writers
    )
    values = full_values(desk, declared)
    records.add_record(desk, declared.name, values)
    copied = copied_values(desk, declared.name) or {}
    said = {name for name in texts(declared.fields) if f"{declared.name}.{name}" not in NAMES}
    assert not said & copied.keys()
    marks = [value for name, value in values.items() if name in said and isinstance(value, str)]
    assert not any(mark in str(copied) for mark in marks)
    assert copied.keys() <= {*STAYS.get(declared.name, ()), *OCCASION.get(declared.name, ())}


def test_a_round_goes_on_for_some_hours(care: Care) -> None:
    plan_in_force(care.counsellor)
    assert round_values(care.counsellor, "talk") == {} and copied_values(care.counsellor, "talk") is None
    records.add_record(care.counsellor, "talk", talk("2301001", "别人的事", place="操场", way="phone"))
    assert round_values(care.counsellor, "talk") == {"place": "操场", "way": "phone"}
    copied = copied_values(care.counsellor, "talk")
    assert copied is not None and copied.keys() == {"place", "way", "occasions"}
    now = care.counsellor.clock.now()
    care.school.at(care.counsellor, now.replace(hour=(now.hour + 5) % 24).isoformat())
    assert round_values(care.counsellor, "talk") == {} and copied_values(care.counsellor, "talk") == copied
    assert round_values(care.counsellor, "circumstance") == {}
