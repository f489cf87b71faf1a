"""A record in few words for lists of what arrived: whom it is about, and what there is to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.plan.plan import Plan
from app.records import kind_of
from app.records.heads import heads
from app.records.ids import pack
from app.records.kind import Kind, Values
from app.records.revision import Header
from app.services.context import Names
from app.services.reading import name_of, values_of
from app.store import query
from app.store.connection import Db
from app.store.log import Stored, revisions_of
from app.store.projection import as_placed, placed_revisions
from app.texts import text

NAMED = 3  # students that are named before the rest is a number
_REFERENCES = {"student": "name", "staff": "name", "unit": "name", "term": "name", "duty_contact": "name"}


@dataclass
class Wording:
    """Speaks of records as they stand in `db`, which may be a transaction that will be rolled back."""

    db: Db
    plan: Plan
    language: str
    _names: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        return text(self.language, f"inbox.{key}", **values)

    def why(self, code: str) -> str:
        """Why one revision is held."""
        return self.say(f"why.{code}")

    def kind(self, name: str) -> str:
        return self.say("unknown_kind") if kind_of(name) is None else text(self.language, f"kind.{name}")

    def joined(self, parts: list[str]) -> str:
        return self.say("comma").join(parts)

    def name(self, identity: str) -> str:
        if identity not in self._names:
            self._names[identity] = name_of(self.db, identity)
        return self._names[identity]

    def about(self, revision: Stored) -> str:
        """Whom or what it is about: names, the place of a visit, the name of a reference record."""
        h = revision.header
        if h.students:
            named = list(dict.fromkeys(self.name(s) or self.say("student_unknown") for s in h.students[:NAMED]))
            return self._with_rest(self.joined(named), len(h.students))
        kind = kind_of(h.kind)
        if kind is None or h.kv > kind.version:
            return ""
        values = values_of(kind, revision)
        if kind.name in _REFERENCES:
            return str(values.get(_REFERENCES[kind.name]) or self.name(h.record))
        rooms = str(values.get("rooms") or values.get("course") or "")
        place = str(values.get("building") or values.get("staff") or ("" if rooms else h.unit or ""))
        return " ".join(part for part in (self.name(place) if place else "", rooms) if part)

    def _with_rest(self, named: str, count: int) -> str:
        return named if count <= NAMED else self.say("more_students", names=named, count=count)

    def numbers(self, header: Header) -> tuple[str, ...]:
        """The students' numbers; none for those who are not in the roster."""
        ids = [header.record] if header.kind == "student" else header.students
        names = Names(self.db)
        return tuple(label for i in ids if (label := names.label(i)) != i)

    def told(self, revision: Stored) -> str:
        """What there is to know of a revision at a glance: occasion, level, outcome, what it changes."""
        h = revision.header
        kind = kind_of(h.kind)
        if kind is None or h.kv > kind.version:
            return ""
        if h.op == "withdraw":
            return self.say("withdrawn")
        if h.parents:
            return self._changed(kind, revision)
        return self._new(kind, values_of(kind, revision))

    def _new(self, kind: Kind, values: Values) -> str:
        said: list[str] = []
        for f in kind.fields:
            if f.name in _TELLING.get(kind.name, ()) and values.get(f.name) not in (None, "", []):
                said += self._labels(f.choices, f.name, values[f.name])
        if values.get("reached") is not None:
            said.append(self.say("reached" if values["reached"] else "not_reached"))
        if values.get("no_change") is True:
            said.append(self.say("no_change"))
        if values.get("risk") in ("watch", "report"):
            said.append(text(self.language, f"choice.risk.{values['risk']}"))
        return self.joined(said)

    def _labels(self, choices: tuple[str, ...] | str, name: str, value: object) -> list[str]:
        found = []
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(choices, str):
                found.append(self.plan.label(choices.removeprefix("plan:"), str(entry), self.language))
            else:
                found.append(text(self.language, f"choice.{name}.{entry}") if choices else str(entry))
        return found

    def _changed(self, kind: Kind, revision: Stored) -> str:
        """Which version it is and what it changes against the one it follows, where both are whole here."""
        known = revisions_of(self.db, pack(revision.header.record))
        before = next((r for r in known if r.id.hex() in revision.header.parents), None)
        version = self.say("version", number=_depth(revision, known))
        whole = before is not None and all(r.header.body is None or r.body_line for r in (before, revision))
        if before is None or not whole or before.header.op == "withdraw":
            return version
        old, new = values_of(kind, before), values_of(kind, revision)
        labels = [
            text(self.language, f"field.{kind.name}.{f.name}")
            for f in kind.fields
            if f.child is None and old.get(f.name) != new.get(f.name)
        ]
        fields = self.joined([self.say("quoted", word=label) for label in labels[:NAMED]])
        return self.say("changes", version=version, fields=fields) if labels else version

    def conflict(self, revision: Stored) -> str:
        """What the other versions say, where one value settles it; else that all of them are kept."""
        others = [r for r in current_heads(self.db, revision.header.record) if r.id != revision.id]
        levels = [self.level(r.header) for r in (*others, revision)]
        if len(others) == 1 and all(levels) and levels[0] != levels[1]:
            first = min((r.header for r in (*others, revision)), key=self._rank)
            return self.say("two_levels", other=levels[0], this=levels[1], shown=self.level(first))
        return self.say("two_versions")

    def _rank(self, header: Header) -> int:
        return -1 if header.severity is None else -header.severity

    def level(self, header: Header) -> str:
        """The level a listing states, in words; "" for any other record."""
        level = header.fields.get("level") if header.kind == "care_listing" else None
        return self.plan.label("level", str(level), self.language) if level else ""

    def level_change(self, before: str, header: Header) -> str:
        named = self.plan.label("level", before, self.language)
        return self.say("level_change", before=named, after=self.level(header))

    def level_before(self, header: Header, fresh: frozenset[int]) -> str:
        """The id of the level that the student had by the listings before; `fresh` positions do not count."""
        if header.kind != "care_listing" or not header.students:
            return ""
        for row in query.records(self.db, kinds=("care_listing",), student=header.students[0]):
            if row.shown not in fresh:
                return str(query.shown_revision(self.db, row).header.fields.get("level") or "")
        return ""


_TELLING = {
    "talk": ("occasions",),
    "visit": ("where",),
    "parent_contact": ("way",),
    "circumstance": ("what",),
    "care_listing": ("action", "level"),
    "sweep_check": ("outcome",),
    "sign_off": ("as",),
    "assignment": ("role",),
}
"""What is told of a new record: its own words, the plan's where it has a list for them."""


def current_heads(db: Db, record: str) -> list[Stored]:
    """The placed revisions of a record that no other follows."""
    placed = placed_revisions(db, pack(record))
    current = {h.id for h in heads(as_placed(r) for r in placed)}
    return [r for r in placed if r.id.hex() in current]


def _depth(revision: Stored, known: list[Stored]) -> int:
    """How many saves lead to this one, itself included, along the longest way that is here."""
    by_id = {r.id.hex(): r for r in known}
    depth, level = 1, [p for p in revision.header.parents if p in by_id]
    while level:
        depth += 1
        level = [p for i in dict.fromkeys(level) for p in by_id[i].header.parents if p in by_id]
    return depth
