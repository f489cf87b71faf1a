"""Finding: people by name, pinyin, initials or number; records by what was written in any version."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.context import Names
from app.services.reading import name_of
from app.store import query
from app.store import search as store_search
from app.workspace import Workspace

MOST = 200


@dataclass(frozen=True)
class Found:
    """One hit; `older` where only an earlier version of the record has the words."""

    record: str
    kind: str
    students: tuple[str, ...]
    snippet: str
    older: bool


def search(workspace: Workspace, text: str, limit: int = MOST) -> list[Found]:
    """People first, then records whose text holds every word of the query."""
    db = workspace.store.read()
    names = Names(db)
    found: list[Found] = []
    for kind in ("student", "staff"):
        for identity in store_search.search_names(db, text, kind, limit):
            number = names.label(identity)
            students = (number,) if kind == "student" else ()
            found.append(Found(identity, kind, students, f"{name_of(db, identity)} {number}", False))
    people = {f.record for f in found}
    for hit in store_search.search_text(db, text, limit):
        if hit.record in people:
            continue
        row = query.record(db, hit.record)
        if row is not None and not row.withdrawn:
            ids = [hit.record] if hit.kind == "student" else list(hit.students)
            found.append(Found(hit.record, hit.kind, tuple(names.student_numbers(ids)), hit.snippet, hit.older))
    return found[:limit]
