"""What is printed for one student names no other: those of a group talk, those of whom a visit remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.forms.record_values import Answer
from app.forms.values import TalkForm
from app.services.printed_source import Sources
from app.store import query
from app.texts import text


def others_in(sources: Sources, record: str, student: str) -> tuple[str, ...]:
    """How a record calls the other students that it is about: those of a group talk, those of whom a visit remarks."""
    parts = query.of_target(sources.db, record)
    about = {one for row in (record, *(part.id for part in parts)) for one in query.students_of(sources.db, row)}
    people = [sources.person(one) for one in sorted(about - {student})]
    return tuple(said for person in people for said in (person.name, person.number) if said)


def unnamed(told: str, names: Sequence[str]) -> str:
    """The words without these names: what one student reads names no other. Of a name that the end of an excerpt has
    cut in two its beginning goes too."""
    instead = text("zh", "form.student_file.somebody")
    for name in sorted(names, key=len, reverse=True):
        told = told.replace(name, instead)
    if told.endswith("…"):
        rest = told[:-1]
        cut = max((k for name in names for k in range(1, len(name)) if rest.endswith(name[:k])), default=0)
        told = f"{rest[: len(rest) - cut]}…"
    return told


def talk_alone(form: TalkForm, names: Sequence[str]) -> TalkForm:
    """The sheet of one student of a group talk without these names in what was written."""
    return replace(
        form,
        content=unnamed(form.content, names),
        response=unnamed(form.response, names),
        mood=unnamed(form.mood, names),
        follow_up=unnamed(form.follow_up, names),
        referred_to=unnamed(form.referred_to, names),
    )


def answer_alone(answer: Answer, names: Sequence[str]) -> Answer:
    """A field of a record about several students, without these names."""
    rows = tuple(tuple(unnamed(cell, names) for cell in row) for row in answer.rows)
    return replace(answer, text=unnamed(answer.text, names), rows=rows)
