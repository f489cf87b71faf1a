"""A record of any kind as the words of its form, from the kind's declared fields. Nothing is printed here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from app.forms.record_form import people_table
from app.forms.record_values import Answer, Case, Check, Column, RecordForm, Shape
from app.forms.values import Choice, Person
from app.records import KINDS
from app.records.kind import Field, Kind, Values
from app.services.context import Names
from app.services.printed_source import Record, Sources, belonging, fixed, said
from app.services.printed_week import level_on
from app.services.reading import name_of, values_of
from app.store import query
from app.texts import text

HALVES = {"case_report": "case_report_return", "referral": "referral_return"}
"""The kinds whose sheet has a return half, and the kind of that half."""
_ONE_LINE = frozenset({
    "accompanied_by", "band", "bed", "by", "cadence", "campus", "chair", "client_code", "code", "coding", "cohort",
    "consent_noted", "course", "days", "decided_by", "decided_in", "emergency", "former_numbers", "found_by",
    "found_through", "handed_to", "hours", "id", "institution", "keepers", "name", "node", "not_told_why", "notice",
    "number", "pack", "pass_on", "person", "phone", "phoned", "place", "platform", "present", "reached", "relation",
    "released_by", "reported_by", "reported_to", "responder", "revision", "revoked_why", "room", "rooms", "scale",
    "second_person", "seen_by", "source", "special_group", "staff_present", "teacher", "theme", "third_party",
    "title", "to", "topic", "trainer", "version", "week", "when", "where", "who", "with", "witness", "witnesses",
})  # fmt: skip
"""Text that has one line on paper; all other text flows."""
_GIST = {
    "care_listing": "reason",
    "case_report": "behaviour",
    "care_plan": "problem",
    "crisis": "danger",
    "weekly_review": "observed",
}
"""The field that tells why somebody is followed, of the kinds that may be laid before a meeting in words."""
_LINE = 64  # characters; more flow, whatever the field is
_SHARES = {"bool": 1.5, "number": 1.6, "date": 3.0, "datetime": 4.0, "choice": 2.6, "staff": 3.0, "student": 4.0}
_TEXT_SHARES = {
    "name": 2.4, "phone": 4.0, "hours": 3.6, "relation": 2.0, "who": 3.0, "by": 3.0, "clause": 2.6, "where": 3.0,
    "speech": 3.4, "mood": 3.0, "food": 2.6, "sleep": 2.6, "dangerous": 3.0, "out": 2.4,
}  # fmt: skip


def record_form(
    sources: Sources, record: Record, *, only: str | None = None, half: RecordForm | None = None
) -> RecordForm:
    """A record's form. Of a record about several students, with `only` it names that one and no other."""
    kind = record.kind
    about = (only,) if only is not None else record.students
    one = sources.person(about[0]) if len(about) == 1 and kind.name not in ("exemption", "caseload_handover") else None
    answers = [
        _answer(sources, record, f, about)
        for f in kind.fields
        if not (one is not None and f.slot == "students") and not (f.name == "of" and half is not None)
    ]
    return RecordForm(
        kind=kind.name,
        title=title_of(kind),
        answers=tuple(answers),
        student=one,
        attachments=record.attachments,
        checks=checks_of(sources, record),
        recorded_by=record.author,
        recorded_at=record.at,
        half=half,
        facts=record.values,
    )


def blank_form(sources: Sources, kind: Kind) -> RecordForm:
    """A kind's form to be filled in by hand: every label, every open choice, no value."""
    child = HALVES.get(kind.name)
    named = (slot := kind.slot("students")) is not None and not slot.many
    return RecordForm(
        kind=kind.name,
        title=title_of(kind),
        answers=tuple(_empty(sources, kind, f) for f in kind.fields if not (named and f.slot == "students")),
        student=Person() if named or kind.name in HALVES.values() else None,
        half=None if child is None else blank_form(sources, KINDS[child]),
        by_hand=True,
    )


def title_of(kind: Kind, language: str = "zh") -> str:
    """What the form is called; a kind without a name of its own for it goes by the kind's."""
    key = f"form.{kind.name}.title"
    return label if (label := text(language, key)) != key else text(language, f"kind.{kind.name}")


def cases_of(sources: Sources, record: Record) -> list[Case]:
    """The cases of a review meeting in the order in which they were laid before it."""
    found, now = [], sources.clock.epoch(sources.clock.stamp())
    for identity in cast(list[str], record.values.get("cases") or []):
        row = query.record(sources.db, identity)
        student = identity if row is not None and row.kind == "student" else _first_student(sources, identity)
        about = "" if student == identity else _laid_before(sources, identity)
        found.append(Case(student=sources.person(student), level=level_on(sources, student, now), about=about))
    return found


def _laid_before(sources: Sources, identity: str) -> str:
    """The record that brought a case before the meeting, and why; never what was said in a talk or an interview."""
    row = query.record(sources.db, identity)
    told = _GIST.get(row.kind, "") if row is not None else ""
    values = values_of(KINDS[row.kind], query.shown_revision(sources.db, row)) if row is not None and told else {}
    return "\n".join(filter(None, (described(sources, identity), said(values, told))))


def checks_of(sources: Sources, record: Record) -> tuple[Check, ...]:
    """Who signed the record off; what was signed before it was changed says so."""
    found = []
    for act in belonging(sources, record.id, "sign_off"):
        older = "" if act.values.get("revision") == record.revision else text("zh", "printing.older_version")
        found.append(
            Check(
                what=fixed("as", act.values),
                by=act.author,
                at=sources.when(act.values.get("at")),
                remark="\n".join(filter(None, (said(act.values, "remark"), older))),
            )
        )
    return tuple(found)


def described(sources: Sources, identity: str) -> str:
    """Another record by its kind, day and number: whom it is about is not said. A person or unit by its name."""
    row = query.record(sources.db, identity) if identity else None
    if row is None:
        return text("zh", "printing.not_here") if identity else ""
    if row.kind in ("student", "staff", "unit"):
        return _named(sources, identity)
    day = sources.clock.day(query.shown_revision(sources.db, row).header.happened).isoformat()
    return text("zh", "printing.record", kind=text("zh", f"kind.{row.kind}"), day=day, number=number_of(identity))


def number_of(identity: str) -> str:
    """The number on the form: when the record was begun, and the end of its id, which is by chance."""
    return f"{identity[:8]}-{identity[-4:]}".upper()


def _first_student(sources: Sources, identity: str) -> str:
    row = query.record(sources.db, identity)
    return next(iter(query.shown_revision(sources.db, row).header.students), "") if row is not None else ""


def _named(sources: Sources, identity: str) -> str:
    name, number = name_of(sources.db, identity), Names(sources.db).label(identity)
    return name if number in (name, identity) else f"{name}（{number}）" if name else number


# ── one field ────────────────────────────────────────────────────────────────────────────────────


def _answer(sources: Sources, record: Record, f: Field, about: Sequence[str]) -> Answer:
    kind, value = record.kind, None if f.name == _untrue(record) else record.values.get(f.name)
    label = text("zh", f"field.{kind.name}.{f.name}")
    if f.type == "student" and f.many:
        now, handed = sources.clock.epoch(sources.clock.stamp()), kind.name == "caseload_handover"
        levels = [level_on(sources, s, now) for s in about] if handed else None
        return people_table(label, [sources.person(s) for s in about], levels)
    if kind.name == "proposal" and f.name == "fields":
        return _proposed(sources, record, label)
    if f.type == "group":
        rows = [p.values for p in belonging(sources, record.id, f.child)] if f.child else value
        return _table(sources, kind, f, label, cast(list[Values], rows or []))
    options = _options(sources, f, value)
    words = "" if options else _words(sources, f, value)
    return Answer(name=f.name, label=label, text=words, shape=_shape(f, words), options=options)


def _untrue(record: Record) -> str:
    """The field that only the header's slot fills: a step that was not possible was done at no time."""
    return "done_at" if record.kind.name == "crisis_step" and record.values.get("impossible") is True else ""


def _empty(sources: Sources, kind: Kind, f: Field) -> Answer:
    label = text("zh", f"field.{kind.name}.{f.name}")
    if f.type == "student" and f.many:
        return people_table(label, [], [] if kind.name == "caseload_handover" else None)
    if f.type == "group":
        return _table(sources, kind, f, label, [])
    return Answer(name=f.name, label=label, shape=_shape(f, ""), options=_options(sources, f, None))


def _shape(f: Field, words: str) -> Shape:
    short = f.type != "text" or (f.name in _ONE_LINE and len(words) <= _LINE and "\n" not in words)
    return Shape.SHORT if short and len(words) <= 2 * _LINE else Shape.LONG


def _options(sources: Sources, f: Field, value: object) -> tuple[Choice, ...]:
    """A field's answers with those taken; a retired one only where it was taken."""
    if f.type == "bool":
        return Choice(text("zh", "form.yes"), value is True), Choice(text("zh", "form.no"), value is False)
    if f.type != "choice":
        return ()
    taken = [str(v) for v in (value if isinstance(value, list) else [value]) if v is not None]
    if not isinstance(f.choices, str):
        return tuple(Choice(text("zh", f"choice.{f.name}.{c}"), c in taken) for c in f.choices)
    listed = sources.plan.lists.get(f.choices.removeprefix("plan:"), ())
    unknown = [Choice(t, True) for t in taken if t not in {c.id for c in listed}]
    return (*(Choice(c.label, c.id in taken) for c in listed if c.id in taken or not c.retired), *unknown)


def _words(sources: Sources, f: Field, value: object) -> str:
    """A value in words; "" where nobody recorded one."""
    if value is None:
        return ""
    if isinstance(value, list):
        parts = [_words(sources, f, item) for item in value]
        return ("\n" if f.type == "record" or not f.searched else "、").join(parts)
    if f.type == "bool":
        return text("zh", "form.yes" if value is True else "form.no")
    if f.type == "choice":
        return "、".join(option.label for option in _options(sources, f, value) if option.ticked)
    if f.type == "datetime":
        return sources.when(value)
    if f.type in ("student", "staff", "unit"):
        return _named(sources, str(value))
    return described(sources, str(value)) if f.type == "record" else str(value)


def _table(sources: Sources, kind: Kind, group: Field, label: str, rows: Sequence[Values]) -> Answer:
    def share(f: Field) -> float:
        return _TEXT_SHARES.get(f.name, 5.0) if f.type == "text" else _SHARES.get(f.type, 3.0)

    def said_of(f: Field, value: object) -> str:
        # free words, which a roster brings as the plan's where it knows them
        relation = kind.name == "student" and f.name == "relation"
        return sources.listed("relation", value) if relation else _words(sources, f, value)

    columns = tuple(Column(text("zh", f"field.{kind.name}.{group.name}.{f.name}"), share(f)) for f in group.fields)
    filled = tuple(tuple(said_of(f, row.get(f.name)) for f in group.fields) for row in rows)
    return Answer(name=group.name, label=label, shape=Shape.TABLE, columns=columns, rows=filled)


def _proposed(sources: Sources, record: Record, label: str) -> Answer:
    """What a proposal asks for, field by field in the words of the record that it would change."""
    row = query.record(sources.db, said(record.values, "record"))
    given: object = None
    with suppress(ValueError):
        given = json.loads(said(record.values, "fields"))
    if row is None or not isinstance(given, dict):
        return Answer(name="fields", label=label, text=said(record.values, "fields"), shape=Shape.LONG)
    kind, rows = KINDS[row.kind], []
    for name, value in given.items():
        f = kind.field(str(name))
        named = text("zh", f"field.{kind.name}.{name}") if f is not None else str(name)
        rows.append((named, _asked(sources, f, value)))
    columns = (Column(text("zh", "printing.field"), 6), Column(text("zh", "printing.value"), 16))
    return Answer(name="fields", label=label, shape=Shape.TABLE, columns=columns, rows=tuple(rows))


def _asked(sources: Sources, f: Field | None, value: object) -> str:
    """A proposed value. It has not been checked yet, so that what does not fit its field stands as it is."""
    if isinstance(value, list) and f is not None and f.type == "group":
        inner = {g.name: g for g in f.fields}
        rows = [row for row in value if isinstance(row, dict)]
        return "\n".join("，".join(_asked(sources, inner.get(str(n)), v) for n, v in row.items()) for row in rows)
    if f is not None and f.type in ("bool", "choice") and not isinstance(value, dict):
        return _words(sources, f, value)
    if isinstance(value, list):
        return "、".join(str(item) for item in value)
    return "" if value is None else str(value)
