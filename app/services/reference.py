"""Reference records at a seat: units, staff, students, terms and plans under the ids all seats share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.exchange.identity import school_secret
from app.plan.plan import Plan
from app.records import KINDS
from app.records.heads import heads
from app.records.ids import natural_id, pack
from app.records.kind import Kind, Values
from app.records.validation import validate
from app.services.reading import values_of
from app.services.saving import Saved, Wish, Writer
from app.store import query
from app.store.connection import Db
from app.store.projection import as_placed, placed_revisions
from app.workspace import Workspace


def identity_of(workspace: Workspace, db: Db, kind: Kind, values: Values) -> str:
    """The id of a natural-keyed record; UserError `not_a_seat` elsewhere than at a seat."""
    key = tuple(str(values.get(name) or "") for name in kind.natural)
    return natural_id(school_secret(db), kind.name, key)


SCHOOL = "学校"  # the top unit's name where nobody gave one; being part of an id it is no text to translate


@dataclass
class Keeper:
    """Keeps reference records true to values: adds what is new, amends what differs, leaves the rest."""

    workspace: Workspace
    writer: Writer
    plan: Plan

    def wish(self, kind_name: str, values: Values) -> tuple[str, Wish | None]:
        """The record's id, and the save that is needed, if any. References are ids already."""
        kind = KINDS[kind_name]
        clean = validate(kind, values, self.plan.ids(), self.workspace.clock)
        identity = identity_of(self.workspace, self.writer.unit, kind, clean)
        row = query.record(self.writer.unit, identity)
        if row is None:
            return identity, Wish(kind, clean, record=identity)
        placed = placed_revisions(self.writer.unit, pack(identity))
        shown = next(r for r in placed if r.pos == row.shown)
        if not row.conflict and not row.withdrawn and values_of(kind, shown) == clean:
            return identity, None
        parents = tuple(h.id for h in heads(as_placed(r) for r in placed))
        return identity, Wish(kind, clean, record=identity, parents=parents, happened=shown.header.happened)

    def keep(self, kind_name: str, values: Values) -> str:
        """The id of the record that now says these values."""
        identity, wish = self.wish(kind_name, values)
        if wish is not None:
            self.writer.save([wish], checked=False)
        return identity

    def save(self, wishes: Iterable[Wish]) -> list[Saved]:
        return self.writer.save(list(wishes), checked=False)

    def unit(self, name: str, kind: str, parent: str | None) -> str:
        """The unit of this kind and name below a parent, made where it is missing; its other fields stay."""
        values: Values = {"name": name, "kind": kind, "parent": parent}
        identity = identity_of(self.workspace, self.writer.unit, KINDS["unit"], values)
        return identity if query.record(self.writer.unit, identity) is not None else self.keep("unit", values)

    def school(self) -> str:
        """The unit that stands above all others."""
        rows = query.records(self.writer.unit, kinds=("unit",))
        tops = [row.id for row in rows if row.unit is None]
        return tops[0] if tops else self.unit(SCHOOL, "school", None)

    def college(self, name: str) -> str:
        """The college (or any unit) of a name; made as a college below the school where there is none."""
        found = query.by_key(self.writer.unit, "unit", name)
        if len(found) == 1:
            return found[0]
        return self.unit(name, "college", self.school())


def terms_of(plan: Plan) -> list[Values]:
    """The plan's seed terms as values of `term` records."""
    return [
        {
            "name": t.name,
            "first_day": t.first,
            "last_day": t.last,
            "week_1": t.first,
            "holidays": [dict(h) for h in t.holidays],
            "working_weekends": list(t.working_weekends),
            "obliging_dates": [dict(n) for n in t.obliging_dates],
        }
        for t in plan.terms
    ]
