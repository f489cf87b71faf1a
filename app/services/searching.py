"""Finding: people by name, pinyin, initials or number; records by what was written in any version."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

from app.records import KINDS, words
from app.services.context import Names
from app.services.directory import look_up
from app.services.reading import name_of
from app.store import query
from app.store import search as store_search
from app.store.connection import Db
from app.store.search import Only
from app.store.watching import watched
from app.workspace import Workspace

MOST = 200
PEOPLE = ("student", "staff")


@dataclass(frozen=True)
class Found:
    """One hit; `older` where only an earlier version of the record has the words."""

    record: str
    kind: str
    students: tuple[str, ...]
    snippet: str
    older: bool


def search(workspace: Workspace, text: str, limit: int = MOST, tick: Callable[[], None] = lambda: None) -> list[Found]:
    """People first, then records whose text holds every word of the query. `tick` as in `search_records`, which costs
    several times as much for the names, day and author of each record: too much at each key of the jump box."""
    with watched(workspace.store.read(), tick):
        return _search(workspace, text, limit)


def _search(workspace: Workspace, text: str, limit: int) -> list[Found]:
    db = workspace.store.read()
    names = Names(db)
    found: list[Found] = []
    for kind in PEOPLE:
        for identity in store_search.search_names(db, text, kind, limit):
            number = names.label(identity)
            students = (number,) if kind == "student" else ()
            found.append(Found(identity, kind, students, f"{name_of(db, identity)} {number}", False))
    people = {f.record for f in found}
    for hit in store_search.search_text(db, text, limit):
        if hit.record not in people:
            ids = [hit.record] if hit.kind == "student" else list(hit.students)
            found.append(Found(hit.record, hit.kind, tuple(names.student_numbers(ids)), hit.snippet, hit.older))
    return found[:limit]


@dataclass(frozen=True)
class Search:
    """What is searched for: words or a name, in records of these kinds, about one student (id or number), of an event
    from `since` to `until`, and, with `mine`, by whoever unlocked. Empty members ask nothing."""

    text: str
    kinds: tuple[str, ...] = ()
    student: str = ""
    since: date | None = None
    until: date | None = None
    mine: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether more is asked than the words."""
        return bool(self.kinds or self.student or self.since or self.until or self.mine)


@dataclass(frozen=True)
class Result:
    """One line of the results. `title` names whom it is about; `marks` are the (start, end) in `snippet` of what was
    typed. A person has no day and no author; `older` is as in `Found`."""

    record: str
    kind: str
    title: str
    snippet: str
    marks: tuple[tuple[int, int], ...]
    day: date | None
    author: str
    older: bool


@dataclass(frozen=True)
class Results:
    """The first lines, and whether there are more than these."""

    lines: tuple[Result, ...]
    more: bool


def search_records(
    workspace: Workspace, asked: Search, limit: int = MOST, tick: Callable[[], None] = lambda: None
) -> Results:
    """People whose name, reading or number begins with the text, then records that hold every word of it.

    People are looked for only where nothing asks for a day, an author or one student. `tick` is called now and then
    while the store is read, and may raise `Cancelled`. UserError `student_unknown` for a student nobody knows here.
    """
    if not words.runs(asked.text):
        return Results((), False)
    db = workspace.store.read()
    only = _only(workspace, db, asked)
    with watched(db, tick):
        people = _people(workspace, db, asked, limit + 1)
        hits = store_search.search_text(db, asked.text, limit + 1, only)
    known, named = {one.record for one in people}, cache(partial(name_of, db))  # many records are about one class
    rest = [hit for hit in hits if hit.record not in known]
    shown = rest[: max(0, limit - len(people))]
    lines = (*people[:limit], *(_record(workspace, db, asked.text, hit, named) for hit in shown))
    return Results(lines, len(people) + len(rest) > limit)


def searched_kinds(workspace: Workspace) -> tuple[str, ...]:
    """The kinds of which there are records here that words can be found in."""
    there = query.kinds_here(workspace.store.read())
    return tuple(name for name, kind in KINDS.items() if name in there and kind.texts)


def _only(workspace: Workspace, db: Db, asked: Search) -> Only:
    clock = workspace.clock
    return Only(
        kinds=asked.kinds,
        student=Names(db).find("student", asked.student) if asked.student else "",
        author=workspace.member.id if asked.mine else "",
        since=None if asked.since is None else clock.epoch(asked.since.isoformat()),
        before=None if asked.until is None else clock.epoch((asked.until + timedelta(days=1)).isoformat()),
    )


def _people(workspace: Workspace, db: Db, asked: Search, limit: int) -> list[Result]:
    if asked.student or asked.since or asked.until or asked.mine:
        return []
    kinds = [kind for kind in PEOPLE if not asked.kinds or kind in asked.kinds]
    found: list[Result] = []
    for kind in kinds:
        ids = store_search.search_names(db, asked.text, kind, limit)
        for one in look_up(workspace, kind, ids):
            read = " ".join(words.syllables(one.name))
            told = "  ".join(part for part in (read, one.number, one.beside) if part)
            marks = _marks_of_person(told, one.name, asked.text)
            found.append(Result(one.id, kind, one.name, told, marks, None, "", False))
    return sorted(found, key=lambda one: (PEOPLE.index(one.kind), words.sort_key(one.title)))


def _record(workspace: Workspace, db: Db, typed: str, hit: store_search.Hit, named: Callable[[str], str]) -> Result:
    row = query.record(db, hit.record)
    header = query.shown_revision(db, row).header if row is not None else None
    about = [hit.record] if hit.kind in PEOPLE else list(hit.students)
    names = (named(one) for one in about)
    title = _listed(workspace, [name for name in names if name])
    day = None if header is None or hit.kind in PEOPLE else workspace.clock.day(header.happened)
    author = named(row.author) if row is not None and hit.kind not in PEOPLE else ""
    return Result(hit.record, hit.kind, title, hit.snippet, marks_in(hit.snippet, typed), day, author, hit.older)


def _listed(workspace: Workspace, names: list[str]) -> str:
    return (", " if workspace.language == "en" else "、").join(names)


def _marks_of_person(told: str, name: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Letters of the reading that were typed, else where the typed words stand as they are."""
    return words.marked(name, "".join(words.runs(typed))) or marks_in(told, typed)


def marks_in(text: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a query stand in a text, as (start, end), in order and without overlaps."""
    folded = "".join(low if len(low := character.casefold()) == 1 else character for character in text)
    places = (found.span() for run in words.runs(typed) for found in re.finditer(re.escape(run), folded))
    return _apart(sorted(places))


def _apart(places: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for start, end in places:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
