"""What kinds of record there are, and what their choice fields offer in the plan in force."""

from __future__ import annotations

from dataclasses import dataclass

from app.records import KINDS, VAULT_KINDS
from app.records.kind import Field, Kind
from app.services.context import plan_in_force
from app.store import query
from app.texts import text
from app.workspace import Workspace


@dataclass(frozen=True)
class Option:
    """One entry of a choice field, in the workspace's language."""

    id: str
    label: str


def kinds(workspace: Workspace) -> list[tuple[Kind, dict[str, list[Option]]]]:
    """Every declared kind, those of the vault last, with the options of its choice fields (`group.field` inside a
    group)."""
    return [(kind, options_of(workspace, kind)) for kind in (*KINDS.values(), *VAULT_KINDS.values())]


def options_of(workspace: Workspace, kind: Kind) -> dict[str, list[Option]]:
    plan = plan_in_force(workspace)

    def entries(f: Field) -> list[Option]:
        if isinstance(f.choices, str):
            listed = plan.lists.get(f.choices.removeprefix("plan:"), ())
            return [Option(c.id, c.en if workspace.language == "en" else c.label) for c in listed if not c.retired]
        return [Option(c, text(workspace.language, f"choice.{f.name}.{c}")) for c in f.choices]

    found = {f.name: entries(f) for f in kind.fields if f.type == "choice"}
    for group in kind.fields:
        found |= {f"{group.name}.{f.name}": entries(f) for f in group.fields if f.type == "choice"}
    return found


def kind_of_record(workspace: Workspace, identity: str) -> str:
    """The name of a record's kind; "" where it is not here."""
    row = query.record(workspace.store.read(), identity)
    return "" if row is None else row.kind
