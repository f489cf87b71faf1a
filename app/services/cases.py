"""Records that a form names: found by their student as one types, and told by whom they are about, kind and day."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from app.errors import UserError
from app.records.kind import Kind
from app.services.context import SUBJECTS, Names
from app.services.directory import Named, find_named
from app.services.reading import name_of, standing, values_of
from app.store import query
from app.store.connection import Db
from app.texts import text
from app.workspace import Workspace

CASES = ("crisis", "case_report", "care_listing", "care_plan", "referral", "online_alert", "circumstance")
"""What a meeting talks over."""
MOST, EACH = 12, 4  # that are offered at a time, and of one student


def find_cases(workspace: Workspace, typed: str) -> tuple[Named, ...]:
    """The latest cases of the students whom the typed words find, as `look_up_records` tells them."""
    db = workspace.store.read()
    students = find_named(workspace, "student", typed) if typed else ()
    found = [row.id for one in students for row in query.records(db, kinds=CASES, student=one.id, limit=EACH)]
    return look_up_records(workspace, found[:MOST])


def look_up_records(workspace: Workspace, values: Sequence[str]) -> tuple[Named, ...]:
    """One for each record id: `name` is whom it is about, `beside` its kind in words, `number` its day (ISO). Of a
    person or unit `name` and `number` are their own. What is not here keeps its id as its name.
    """
    db = workspace.store.read()
    return tuple(_named(workspace, db, value) for value in values)


def _named(workspace: Workspace, db: Db, value: str) -> Named:
    with suppress(UserError):
        identity = Names(db).subject(value)
        row, kind, _ = standing(db, identity)
        label = text(workspace.language, f"kind.{kind.name}")
        if kind.name in SUBJECTS:
            number = "" if kind.name == "unit" else Names(db).label(identity)
            return Named(identity, name_of(db, identity), number, label, kind.name)
        shown = query.shown_revision(db, row)
        names = [name_of(db, student) for student in shown.header.students]
        told = (", " if workspace.language == "en" else "、").join(name for name in names if name)
        day = workspace.clock.day(shown.header.happened).isoformat()
        name = told or _first_words(kind, values_of(kind, shown)) or label
        return Named(identity, name, day, "" if name == label else label, kind.name)
    return Named(value, value)


def _first_words(kind: Kind, values: dict[str, object]) -> str:
    """Of what is about no student: the place or platform it was, if it says one."""
    return next((str(values[name]) for name in ("platform", "title", "topic") if values.get(name)), "")
